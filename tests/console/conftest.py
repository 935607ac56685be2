"""Every test of the command line starts at the root of the repository."""

from __future__ import annotations

import pytest

from tests.console.running import ROOT


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("NO_COLOR", "ALLUSE_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
