"""The rulebook of a prop firm: it holds no program, no finding is made, and its README tells the truth."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from facts.files import read_facts
from rules.compile.compiler import compile_path
from scenarios.runner import run_features

ROOT = Path(__file__).parents[2]
FIRM = ROOT / "examples" / "prop-firm"
LEFT_OUT = "…"


def test_it_holds_no_program() -> None:
    assert {path.suffix for path in FIRM.rglob("*") if path.is_file()} == {".yaml", ".feature", ".md"}


def test_it_validates_without_a_finding() -> None:
    compiled = compile_path(FIRM / "law")
    assert compiled.findings == ()
    assert compiled.law is not None
    assert compiled.law.kept
    assert compiled.law.schedules


def test_its_scenarios_pass_and_hold_every_rule() -> None:
    report = run_features(FIRM / "law", load_facts=read_facts)
    assert report.ok, report.text()
    assert [rule for rule, held in report.rules.items() if not held.both] == []
    assert report.summary() in (FIRM / "README.md").read_text("utf-8")


BLOCKS = re.findall(r"^```console\n(.*?)^```$", (FIRM / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)


def parts(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a block, with the stretches of its output that are shown."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), [""]))
        elif line == LEFT_OUT:
            found[-1][1].append("")
        else:
            found[-1][1][-1] += f"{line}\n"
    return found


def test_its_readme_shows_what_is_printed(tmp_path: Path) -> None:
    """Every command runs, one after the other, in a folder of its own, and prints what stands below it."""
    if shutil.which("bash") is None:
        pytest.skip("no bash here")
    shutil.copytree(FIRM, tmp_path / "examples" / "prop-firm")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "NO_COLOR": "1"}
    commands = [part for block in BLOCKS for part in parts(block)]
    assert len(commands) > len(BLOCKS)
    for command, shown in commands:
        told = subprocess.run(
            ["bash", "-c", command],
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=tmp_path,
            env=environment,
            timeout=120,
        )
        assert told.returncode == 0, (command, told.stderr)
        place = 0
        for stretch in shown:
            place = told.stdout.find(stretch, place)
            assert place >= 0, (command, stretch, told.stdout)
            place += len(stretch)
