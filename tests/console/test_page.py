"""docs/command-line.md: every example is run. `ALLUSE_GOLDEN=write` writes what they print into the page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from console.main import VERBS, LazyGroup, alluse
from tests.console.golden import without_digests, writing
from tests.console.running import ROOT

PAGE = ROOT / "docs" / "command-line.md"
_BLOCK = re.compile(r"```console(?P<options>[^\n]*)\n(?P<text>.*?)```\n", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command of the page, what it should print, and its exit code."""

    command: str
    printed: str
    code: int


def examples(text: str) -> Iterator[Example]:
    """The examples of a page."""
    for block in _BLOCK.finditer(text):
        first, _, printed = block["text"].partition("\n")
        assert first.startswith("$ alluse "), first
        code = re.fullmatch(r"(?: exit=(\d))?", block["options"])
        assert code, block["options"]
        yield Example(first.removeprefix("$ "), printed, int(code[1] or 0))


def _printed(command: str) -> tuple[str, int]:
    """What a command prints on both streams, and its exit code."""
    found = CliRunner().invoke(alluse, shlex.split(command)[1:], catch_exceptions=False)
    return f"{found.stderr}{found.stdout}", found.exit_code


def _written(block: re.Match[str]) -> str:
    command = block["text"].partition("\n")[0]
    printed, _ = _printed(command.removeprefix("$ "))
    return f"```console{block['options']}\n{command}\n{printed}```\n"


EXAMPLES = list(examples(PAGE.read_text(encoding="utf-8")))


@pytest.mark.skipif(not writing(), reason="the page is only read")
def test_write_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_BLOCK.sub(_written, text), encoding="utf-8")


@pytest.mark.skipif(writing(), reason="the page is being written")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.command)
def test_examples_print_what_the_page_says(example: Example) -> None:
    printed, code = _printed(example.command)
    assert code == example.code
    assert without_digests(printed) == without_digests(example.printed)


def test_every_verb_has_an_example() -> None:
    group = alluse
    assert isinstance(group, LazyGroup)
    shown = {example.command.split()[1] for example in EXAMPLES}
    assert shown == set(VERBS) - {"replay", "lsp"}
    assert len(EXAMPLES) >= len(shown)
