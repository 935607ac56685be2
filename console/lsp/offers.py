"""What may be written at a place: keys of documents, names and words of the law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from console.lsp.cursor import PROSE, Place
from console.names.meanings import Meanings
from rules.compile.law import Law
from rules.language.types import EnumType
from rules.model.keys import KINDS, TRUTHS, Form, Key, Part, Sort, Words
from rules.schema.descriptions import of_key, of_kind

Sign = Literal["key", "fact", "parameter", "scope", "type", "word", "action", "rule", "unit"]

_ACTIONS = frozenset({"permit", "forbid", "propose", "action", "alone"})
_SCOPES = frozenset({"for", "in", "facts", "per", "each", "refers_to", "on", "nearest_in"})
_TYPES = frozenset({"type", "of", "by"})
_FACTS = frozenset({"derive", "decides", "chooses", "writes", "keeps"})
_RULES = frozenset({"exception_to", "suspends"})


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to write: the text, what sort of thing it is, and what there is to say of it."""

    text: str
    sign: Sign
    says: str


_NEW = frozenset({Sort.ID, Sort.NAME, Sort.TEXT})
"""What stands behind such keys is new, or a sentence."""


def offers(place: Place, meanings: Meanings | None) -> list[Offer]:
    """Everything that may stand here, each once; nothing where people write sentences."""
    found: list[Offer] = []
    if place.begins_a_key:
        found += _keys(place)
    if place.key is not None and place.key not in PROSE:
        found += _values(place, place.key, meanings)
    return list({(each.text, each.sign): each for each in found}.values())


def _keys(place: Place) -> Iterator[Offer]:
    if place.head is None and not place.above:
        for kind in KINDS.values():
            yield Offer(f"{kind.name}: ", "key", of_kind(kind.name) or "")
        return
    part = place.part()
    if part is None:
        return
    for key in part.keys:
        if key.name not in place.beside:
            ending = ": " if isinstance(key.form, Sort | Words) else ":"
            says = _about(place, part, key)
            yield Offer(f"{key.name}{ending}", "key", f"{says} (required)" if key.required else says)


def _about(place: Place, part: Part, key: Key) -> str:
    """What there is to say of a key: of its part, or of the kind of its document; else only what it holds."""
    kind = place.kind.name if place.kind is not None else part.name
    held = str(key.form) if isinstance(key.form, Sort) else ""
    return of_key(part.name, key.name) or of_key(kind, key.name) or held


def _values(place: Place, key: str, meanings: Meanings | None) -> Iterator[Offer]:
    form = _form(place, key)
    words = form.words if isinstance(form, Words) else TRUTHS if form is Sort.TRUTH else ()
    if words:
        yield from (Offer(word, "word", key) for word in words)
        return
    if meanings is None:
        return
    law = meanings.law
    if key == "rests_on":
        yield from (Offer(each.id, "rule", each.reading) for each in law.rulings.values())
    elif key in _RULES:
        yield from _rules(law, law.rule_ids())
    elif key in _ACTIONS:
        yield from _actions(law)
    elif key in _FACTS:
        yield from _facts(law)
    elif key in _TYPES:
        yield from (Offer(name, "type", meanings.known.type_text(of)) for name, of in law.types.items())
        if key == "of":
            yield from _scopes(law)
    elif key in _SCOPES and "where" not in place.before:
        yield from _scopes(law)
    elif form not in _NEW:
        yield from _names(meanings)


def _form(place: Place, key: str) -> Form | None:
    part = place.part()
    found = part.by_name.get(key) if part is not None else None
    return found.form if found is not None else None


def _names(meanings: Meanings) -> Iterator[Offer]:
    """What an expression may name."""
    law = meanings.law
    yield from _facts(law)
    for name, shown in meanings.known.parameters.items():
        yield Offer(name, "parameter", shown.values(law))
    yield from _scopes(law)
    for of in law.types.values():
        if isinstance(of, EnumType):
            yield from (Offer(word, "word", of.name) for word in of.words)
    yield from _actions(law)
    yield from (Offer(name, "unit", "a unit") for name in law.units.names())


def _facts(law: Law) -> Iterator[Offer]:
    for fact in law.facts.values():
        about = fact.doc or fact.words or ""
        yield Offer(str(fact.id), "fact", f"{fact.type}{f'. {about}' if about else ''}")


def _scopes(law: Law) -> Iterator[Offer]:
    yield from (Offer(each.name, "scope", each.doc or each.words or "a scope") for each in law.scopes.values())
    yield from (Offer(each.name, "scope", f"{each.of} where {each.where.text}") for each in law.kinds.values())


def _actions(law: Law) -> Iterator[Offer]:
    yield from (Offer(each.name, "action", each.words or f"done to {each.on}") for each in law.actions.values())
    yield from (Offer(name, "action", ", ".join(members)) for name, members in law.classes.items())


def _rules(law: Law, ids: Iterable[str]) -> Iterator[Offer]:
    for id in ids:
        document = law.document(id)
        yield Offer(id, "rule", (document.title if document is not None else None) or "")
