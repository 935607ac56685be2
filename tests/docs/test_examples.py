"""Every example of the language reference does what the page says."""

from __future__ import annotations

import pytest

from tests.docs.pages import Example
from tests.docs.runner import VOCABULARY, read_book, run

BOOK = read_book()


@pytest.mark.parametrize("example", BOOK.examples, ids=lambda example: example.id)
def test_an_example(example: Example) -> None:
    assert run(example, BOOK) == []


def test_there_are_examples(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = [block for example in BOOK.examples for block in example.blocks]
    leaves = sum(block.text.count("→") for block in blocks if block.kind == "leaves of")
    pages = {example.page for example in BOOK.examples}
    with capsys.disabled():
        print(
            f"\nthe language reference: {len(BOOK.examples)} examples executed, in {len(blocks)} blocks "
            f"with {leaves} expressions, of {len(pages)} pages"
        )
    assert BOOK.examples
    assert leaves
    assert pages >= {"language.md", "meaning.md"}


def test_every_law_has_an_outcome() -> None:
    outcomes = {"expect", "leaves of", "json record"}
    without = [
        example.id
        for example in BOOK.examples
        if example.blocks[0].kind == "yaml law" and not outcomes & {block.kind for block in example.blocks}
        if example.name != VOCABULARY
    ]
    assert without == []
