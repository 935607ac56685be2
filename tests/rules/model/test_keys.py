"""The table of keys (rules/model/keys.py) against what the reader accepts, asks for, and calls wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from rules.diagnostics.diagnostic import Diagnostic
from rules.model import keys as k
from rules.model import shape
from rules.model.reader import DOCUMENT_KINDS, read_documents
from rules.model.reading.rules import EFFECTS
from rules.source.load import load_text
from rules.source.node import Mapping, Node, Scalar

ADVICE = "rules/model/keys.py says which keys there are, for editors and for `alluse fmt`: bring it in step"

# Something that fits, for each sort of value.
_SAMPLES: dict[k.Sort, Any] = {
    k.Sort.TEXT: "word",
    k.Sort.TEXTS: ["word"],
    k.Sort.NAME: "name",
    k.Sort.ID: "ID-01",
    k.Sort.TRUTH: "true",
    k.Sort.LEAF: "1",
    k.Sort.LEAF_LIST: ["1"],
    k.Sort.LEAVES: {"part": "1"},
    k.Sort.FIELDS: {"part": "money"},
    k.Sort.RANGE: "0 to 1",
    k.Sort.SUBJECT: "scope",
    k.Sort.SOURCE: "scope",
    k.Sort.CONDITION: "scope.flag",
    k.Sort.CONDITIONS: ["scope.flag"],
    k.Sort.CONDITION_LIST: ["scope.flag"],
    k.Sort.CHOICES: ["put", "call"],
    k.Sort.VALUE: "1",
    k.Sort.LET: {"part": "1"},
    k.Sort.ONCE: "per week",
    k.Sort.EACH: "n in 1 to 3",
    k.Sort.STATES: ["waiting", "done"],
    k.Sort.GROUPS: {"both": ["waiting", "done"]},
    k.Sort.SETTING: "1",
    k.Sort.SETTINGS: {"group.part": "1"},
}
# Parts that stand inside conditions and values of a rule, each with the key that holds it.
_INSIDE = [("as", part) for part in (*k.AGGREGATES, k.CASES)] + [("when", part) for part in k.GROUPS]


def sample(form: k.Form, sound: bool = False) -> Any:
    """A value of this form; a `sound` one has only one of those keys that exclude each other."""
    match form:
        case k.Sort():
            return _SAMPLES[form]
        case k.Words():
            return form.words[0]
        case k.Preferences():
            return [f"{form.beginnings[0]} scope.fact"]
        case k.One():
            return whole(form.of, sound)
        case k.Entries():
            return {"part": whole(form.of, sound)}
        case k.Items():
            return [whole(form.of, sound)]


def whole(part: k.Part, sound: bool = False) -> dict[str, Any]:
    """A map with all keys of a part."""
    left_out = part.one_of[1:] if sound else ()
    return {key.name: sample(key.form, sound) for key in part.keys if key.name not in left_out}


def documents(sound: bool = False) -> Iterator[tuple[str, k.Part, dict[str, Any]]]:
    """Every form of every kind of document with all its keys; and a rule around each part of a condition or value."""
    for kind in k.KINDS.values():
        for form in kind.forms:
            yield f"{kind.name} {form.name}", form, whole(form, sound)
    for key, part in _INSIDE:
        for form in k.RULE.forms:
            if key in form.by_name:
                yield (
                    f"{key} {part.name} in {form.name}",
                    form,
                    {**whole(form), key: whole(part)} if not sound else _around(form, key, part),
                )
                break


def _around(form: k.Part, key: str, part: k.Part) -> dict[str, Any]:
    """A sound rule with a part of a condition or value in it."""
    others = [name for name in form.one_of if name != key]
    found = {name: value for name, value in whole(form).items() if name not in others}
    return {**found, key: whole(part, sound=True)}


def _maps(node: Node, form: k.Form, inside: k.Part | None) -> Iterator[tuple[k.Part, Mapping]]:
    """Every map of a document whose keys are known, with them."""
    match form:
        case k.One() if isinstance(node, Mapping):
            yield form.of, node
            for key in form.of.keys:
                value = node.get(key.name)
                assert value is not None
                if isinstance(value, Mapping) and key.form in (k.Sort.VALUE, k.Sort.CONDITION) and inside is not None:
                    yield inside, value
                else:
                    yield from _maps(value, key.form, inside)
        case k.Entries() if isinstance(node, Mapping):
            for _, value in node.entries:
                yield from _maps(value, k.One(form.of), inside)
        case k.Items() if not isinstance(node, Mapping | Scalar):
            for item in node.items:
                yield from _maps(item, k.One(form.of), inside)


@pytest.mark.parametrize(
    ("name", "form", "document"), list(documents()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_the_reader_asks_for_the_same_keys(
    name: str, form: k.Part, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[int, tuple[set[str], set[str]]] = {}
    original = shape.Shape.keys

    def keys(self: Any, node: Mapping, what: str, required: Any, optional: Any, *rest: Any) -> bool:
        required, optional = tuple(required), tuple(optional)
        asked[id(node)] = (set(required), set(optional) - set(required))
        return original(self, node, what, required, optional, *rest)

    monkeypatch.setattr(shape.Shape, "keys", keys)
    source = load_text(json.dumps(document), "document.yaml")
    assert not source.findings
    read_documents(source.documents, [])
    inside = next((part for key, part in _INSIDE if name.startswith(f"{key} {part.name} in ")), None)
    seen = 0
    for part, node in _maps(source.documents[0].root, k.One(form), inside):
        if part is k.KEYED_PARAMETER:
            assert id(node) not in asked  # its keys are the words of a type
            continue
        assert id(node) in asked, f"{name}: the reader does not look into {part.name}. {ADVICE}"
        required, optional = asked[id(node)]
        own = set(part.required), set(part.optional)
        if name.startswith("parameters ") and part is form:  # two forms of which the reader asks together
            own, optional = (own[0] - {"by"}, own[1]), optional - {"by"}
        assert own == (required, optional), f"{name}: {part.name}. {ADVICE}"
        seen += 1
    assert seen


def _words(part: k.Part, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], k.Words]]:
    """Every key that holds one of a closed list of words, and where it stands."""
    for key in part.keys:
        match key.form:
            case k.Words():
                yield (*path, key.name), key.form
            case k.One(inner):
                yield from _words(inner, (*path, key.name))
            case k.Entries(inner):
                yield from _words(inner, (*path, key.name, "part"))
            case k.Items(inner):
                yield from _words(inner, (*path, key.name, "0"))


def _codes(form: k.Part, path: tuple[str, ...], word: str) -> list[str]:
    """What is found where a word stands in a document that is otherwise whole."""
    document: Any = whole(form)
    inner = document
    for step in path[:-1]:
        inner = inner[0] if isinstance(inner, list) else inner[step]
    inner[path[-1]] = word
    findings: list[Diagnostic] = []
    read_documents(load_text(json.dumps(document), "document.yaml").documents, findings)
    return [each.code for each in findings]


def test_the_reader_takes_the_same_words() -> None:
    closed = 0
    for kind in k.KINDS.values():
        for form in kind.forms:
            for path, words in _words(form):
                closed += 1
                for word in words.words:
                    assert "E128" not in _codes(form, path, word), (kind.name, path, word, ADVICE)
                assert "E128" in _codes(form, path, "no_such_word"), (kind.name, path, ADVICE)
    assert closed


def test_there_is_a_table_for_every_kind() -> None:
    assert tuple(k.KINDS) == DOCUMENT_KINDS, ADVICE
    assert k.EFFECTS == EFFECTS, ADVICE
    assert tuple(form.name for form in k.RULE.forms) == EFFECTS, ADVICE
    keyed = {key.name for key in k.KEYED_PARAMETER.keys}
    assert {key.name for key in k.PARAMETER.keys} == keyed | {"is"}


def test_keys_are_named_once() -> None:
    parts = [form for kind in k.KINDS.values() for form in kind.forms] + [part for _, part in _INSIDE]
    for part in parts:
        names = [key.name for key in part.keys]
        assert len(set(names)) == len(names), part.name
