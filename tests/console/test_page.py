"""Pages about verbs: every example is run. `ALLUSE_GOLDEN=write` writes what they print into the page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from console.main import VERBS, LazyGroup, alluse
from tests.console.golden import without_digests, writing
from tests.console.running import ROOT

PAGE = ROOT / "docs" / "command-line.md"
PAGES = (PAGE, ROOT / "docs" / "coverage.md", ROOT / "docs" / "site.md")
_BLOCK = re.compile(r"```console(?P<options>[^\n]*)\n(?P<text>.*?)```\n", re.DOTALL)
_LEDGER = ".db"
_OPTIONS = re.compile(r"(?: exit=(?P<exit>\d))?(?: last=(?P<last>\d+))?")


@dataclass(frozen=True)
class Example:
    """A command of the page, what it should print, and its exit code; `last`: only so many lines are shown."""

    command: str
    printed: str
    code: int
    last: int | None


def examples(text: str) -> Iterator[Example]:
    """The examples of a page."""
    for block in _BLOCK.finditer(text):
        first, _, printed = block["text"].partition("\n")
        assert first.startswith("$ alluse "), first
        options = _OPTIONS.fullmatch(block["options"])
        assert options, block["options"]
        last = int(options["last"]) if options["last"] else None
        yield Example(first.removeprefix("$ "), printed, int(options["exit"] or 0), last)


def _printed(command: str, last: int | None) -> tuple[str, int]:
    """What a command prints on both streams, or only the last lines of its result; and its exit code.

    A ledger that a command begins is made elsewhere.
    """
    words = shlex.split(command)[1:]
    with TemporaryDirectory() as folder:
        begun = [Path(folder) / each if each.endswith(_LEDGER) else each for each in words]
        found = CliRunner().invoke(alluse, [str(each) for each in begun], catch_exceptions=False)
    out, err = (each.replace(f"{folder}/", "") for each in (found.stdout, found.stderr))
    if last is None:
        return f"{err}{out}", found.exit_code
    return "\n".join(["…", *out.splitlines()[-last:], ""]), found.exit_code


def _written(block: re.Match[str]) -> str:
    (example,) = examples(block[0])
    printed, _ = _printed(example.command, example.last)
    return f"```console{block['options']}\n$ {example.command}\n{printed}```\n"


EXAMPLES = [each for page in PAGES for each in examples(page.read_text(encoding="utf-8"))]


@pytest.mark.skipif(not writing(), reason="the pages are only read")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_write_the_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    page.write_text(_BLOCK.sub(_written, text), encoding="utf-8")


@pytest.mark.skipif(writing(), reason="the page is being written")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.command)
def test_examples_print_what_the_page_says(example: Example) -> None:
    printed, code = _printed(example.command, example.last)
    assert code == example.code
    assert without_digests(printed) == without_digests(example.printed)


def test_every_verb_has_an_example() -> None:
    group = alluse
    assert isinstance(group, LazyGroup)
    shown = {example.command.split()[1] for example in examples(PAGE.read_text(encoding="utf-8"))}
    assert shown == set(VERBS) - {"replay", "lsp"}
    assert len(EXAMPLES) >= len(shown)
