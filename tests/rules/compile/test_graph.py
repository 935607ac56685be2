"""The graph of a law that is long: no way through it takes more calls inside one another than Python allows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.test_depth import asked, chain, moved, plain

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("link", [plain, asked, moved])
@pytest.mark.parametrize(("length", "code"), [(300, 0), (1200, 1)])
def test_a_long_chain_is_judged_by_a_process_that_begins_with_it(
    link: Callable[[int, bool], str], length: int, code: int, tmp_path: Path
) -> None:
    (tmp_path / "law.yaml").write_text(chain(link, length), "utf-8")
    command = [sys.executable, "-m", "console.main", "validate", str(tmp_path / "law.yaml")]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT, timeout=120)
    assert found.returncode == code
    assert "a mistake of ours" not in found.stderr
    assert ("S403" in found.stderr) is (code == 1)
