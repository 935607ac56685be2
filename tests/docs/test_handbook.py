"""The handbook: its commands and edits are done in their order, on a copy of the law.

`exit=1` behind `console` is the exit code that is expected, `last=2` that only the last two lines are shown, below a
line `…`. `ALLUSE_GOLDEN=write` writes what the commands print into the page.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.main import alluse
from tests.console.golden import without_digests, writing
from tests.docs.pages import DOCS, ROOT

HANDBOOK = DOCS / "handbook"
PAGES = sorted(HANDBOOK.glob("*.md"))
COPIED = ("constitution", "features", "examples")

_BLOCK = re.compile(r"^```(?P<kind>console|diff)(?P<options>[^\n]*)\n(?P<text>.*?)^```\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A block of a page: a command and what it prints, or an edit of a file."""

    kind: str
    options: str
    text: str

    @property
    def command(self) -> list[str]:
        """The words of the command."""
        first = self.text.partition("\n")[0]
        assert first.startswith("$ "), first
        return shlex.split(first.removeprefix("$ "))

    @property
    def printed(self) -> str:
        """What the page says that the command prints."""
        return self.text.partition("\n")[2]

    @property
    def code(self) -> int:
        """The exit code that the page expects."""
        return int(self._said()[1] or 0)

    def shown(self, printed: str) -> str:
        """What the page shows of what was printed: all of it, or the last lines."""
        last = self._said()[2]
        lines = printed.splitlines(keepends=True)
        return printed if last is None or len(lines) <= int(last) else "".join(["…\n", *lines[-int(last) :]])

    def _said(self) -> re.Match[str]:
        found = re.fullmatch(r"(?: exit=(\d))?(?: last=(\d+))?", self.options)
        assert found, self.options
        return found


def steps(text: str) -> Iterator[Step]:
    """The blocks of a page that are done."""
    for found in _BLOCK.finditer(text):
        yield Step(found["kind"], found["options"], found["text"])


def run(command: Sequence[str]) -> tuple[str, int]:
    """What a command prints on both streams, and its exit code."""
    program, *words = command
    if program == "cp":
        source, target = words
        shutil.copyfile(source, target)
        return "", 0
    assert program == "alluse", program
    found = CliRunner().invoke(alluse, words, catch_exceptions=False)
    return f"{found.stderr}{found.stdout}", found.exit_code


def edit(change: str, folder: Path) -> None:
    """Does an edit: what is taken away must stand in its file exactly once."""
    first, *lines = change.splitlines()
    assert first.startswith("--- "), first
    assert all(line[:1] in {"-", "+", " "} for line in lines), change
    path = folder / first.removeprefix("--- ")
    text = path.read_text(encoding="utf-8")
    old = "\n".join(line[1:] for line in lines if line[0] != "+")
    new = "\n".join(line[1:] for line in lines if line[0] != "-")
    assert text.count(f"{old}\n") == 1, f"{path} has {text.count(old)} times:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_steps_of_a_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = page.read_text(encoding="utf-8")
    found: list[str] = []
    for step in steps(text):
        if step.kind == "diff":
            edit(step.text, tmp_path)
            found.append(step.text)
            continue
        printed, code = run(step.command)
        assert code == step.code, f"{step.command}\n{printed}"
        shown = step.shown(printed)
        if not writing():
            assert without_digests(shown) == without_digests(step.printed), step.command
        found.append(f"{step.text.partition(chr(10))[0]}\n{shown}")
    assert found
    if writing():
        texts = iter(found)
        page.write_text(_BLOCK.sub(lambda block: _with_text(block, next(texts)), text), encoding="utf-8")


def _with_text(block: re.Match[str], text: str) -> str:
    return f"```{block['kind']}{block['options']}\n{text}```\n"


def test_there_is_a_page_for_the_strategist() -> None:
    assert "strategist" in {page.stem for page in PAGES}
    text = (HANDBOOK / "strategist.md").read_text(encoding="utf-8")
    verbs = {step.command[1] for step in steps(text) if step.kind == "console"}
    assert verbs >= {"validate", "dry-run", "explain", "params", "test", "fmt"}
    assert sum(step.kind == "diff" for step in steps(text)) >= 2
