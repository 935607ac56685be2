"""The command line as an installed package: what it reads beside its code comes with it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rules.diagnostics.codes import CODES
from tests.console.running import ROOT, Ran, surroundings


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package in it, as its wheel has it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, env=surroundings(), timeout=120)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        package.extractall(folder / "installed")
    return folder / "installed"


def run(installed: Path, folder: Path, *words: str) -> Ran:
    """Runs a verb of the installed package, somewhere else than in the repository."""
    code = "import sys; from console.main import main; sys.exit(main())"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code, *words],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**surroundings(), "PYTHONPATH": str(installed)},
        timeout=120,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_it_has_nothing_but_packages(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert names == {"rules", "engine", "facts", "brokers", "ledger", "scenarios", "console"}


def test_every_code_has_its_page(installed: Path, tmp_path: Path) -> None:
    pages = {path.stem: path.read_text("utf-8") for path in (installed / "rules/diagnostics/pages").glob("*.md")}
    assert set(CODES) <= set(pages)
    told = run(installed, tmp_path, "explain-code", "e301", "--format", "json")
    assert told.json["codes"][0]["page"] == pages["E301"]


def test_a_new_constitution_is_right_at_once(installed: Path, tmp_path: Path) -> None:
    begun = run(installed, tmp_path, "init", "desk", "--format", "json")
    assert begun.code == 0, begun.err
    for command in json.loads(begun.out)["next"]:
        told = run(installed, tmp_path, *command.split()[1:])
        assert (told.code, told.err) == (0, ""), command


def test_the_site_has_its_templates(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "init", "desk").code == 0
    told = run(installed, tmp_path, "docs", "desk/law", "--out", "site")
    assert told.code == 0, told.err
    assert "color-scheme" in (tmp_path / "site" / "style.css").read_text("utf-8")
    assert '<script type="application/json"' in (tmp_path / "site" / "names.html").read_text("utf-8")
