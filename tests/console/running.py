"""Runs the command line: in this process as click tests do, and as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from console.main import alluse
from rules.compile.cached import SETTING

ROOT = Path(__file__).parents[2]
HERE = Path("tests/console")
SAMPLE = HERE / "sample"
LAW = str(SAMPLE / "law")
FACTS = str(SAMPLE / "facts.yaml")
WAIVER = str(SAMPLE / "waiver.yaml")
TERMS = str(SAMPLE / "terms.yaml")
GOLDEN = ROOT / HERE / "golden"


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result as data."""
        return json.loads(self.out)


def run(*arguments: str | Path) -> Ran:
    """Runs a verb in this process; what it does not handle itself comes through."""
    found = CliRunner().invoke(alluse, [str(each) for each in arguments], catch_exceptions=False)
    return Ran(found.exit_code, found.stdout, found.stderr)


def run_alone(*arguments: str | Path, environment: Mapping[str, str] | None = None, folder: Path = ROOT) -> Ran:
    """Runs a verb as people do: in a process of its own."""
    found = subprocess.run(
        command(*arguments),
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env=surroundings(environment),
        timeout=120,
    )
    return Ran(found.returncode, found.stdout, found.stderr)


def command(*arguments: str | Path) -> list[str]:
    """The words that start the command line."""
    return [sys.executable, "-m", "console.main", *(str(each) for each in arguments)]


def surroundings(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment without anything of the person who runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", SETTING) if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(more or {})}
