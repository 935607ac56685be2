"""What editors are told of keys is what the language reference says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rules.model.keys import KINDS
from rules.schema import descriptions
from rules.schema.descriptions import FILE, of_key, of_kind
from tests.console.golden import writing
from tests.rules.schema import reference

PATH = Path(descriptions.__file__).parent / FILE
REFRESH = (
    "`ALLUSE_GOLDEN=write python -m pytest tests/rules/schema/test_descriptions.py` writes it anew, "
    "then `alluse schema law --write` the schema"
)


@pytest.mark.skipif(not writing(), reason="the words are only read")
def test_write_the_words() -> None:
    PATH.write_text(json.dumps(reference.descriptions(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    descriptions._words.cache_clear()


def test_the_words_are_those_of_the_reference() -> None:
    assert json.loads(PATH.read_text("utf-8")) == reference.descriptions(), REFRESH


def test_every_kind_and_key_is_told_of() -> None:
    """A kind or a key that the reference does not speak of is named here."""
    untold = [kind for kind in KINDS if of_kind(kind) is None]
    untold += [
        f"{kind.name}: {key.name}"
        for kind in KINDS.values()
        for form in kind.forms
        for key in form.keys
        if of_key(kind.name, key.name) is None
    ]
    assert not untold


def test_a_key_of_several_parts_is_told_of_by_each() -> None:
    assert of_key("a row", "when") != of_key("a reason", "when")
    assert of_key("waiver", "title") == of_key("any document", "title")
    assert of_key("a limit", "no_such_key") is None
