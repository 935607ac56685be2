"""Law with a few expressions exchanged: what is not touched stays the very same object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import Type
from rules.source.span import Span

T = TypeVar("T")
Exchange = Mapping[int, x.Expression]
"""By the identity of an expression: what stands in its place."""

_SINGLE = ("permits", "proposals", "allocations", "universes", "records", "exclusives", "reports")
_KEYED = ("derivations", "kept")
_NO_PARTS = (str, Type, Span)


def exchanged(value: T, exchange: Exchange) -> T:
    """A document, or a part of one, with these expressions exchanged wherever they stand in it."""
    found: Any = value
    if isinstance(value, x.Expression) and id(value) in exchange:
        found = exchange[id(value)]
    elif isinstance(value, tuple):
        parts = [exchanged(part, exchange) for part in value]
        if any(part is not old for part, old in zip(parts, value, strict=True)):
            found = tuple(parts)
    elif is_dataclass(value) and not isinstance(value, _NO_PARTS):
        changed = {}
        for name in _parts(value.__class__):
            old = getattr(value, name)
            new = exchanged(old, exchange)
            if new is not old:
                changed[name] = new
        if changed:
            found = replace(value, **changed)  # type: ignore[type-var]
    result: T = found
    return result


@cache
def _parts(of: type) -> tuple[str, ...]:
    """The fields in which expressions may stand."""
    return tuple(each.name for each in fields(of) if each.name not in {"type", "span", "tree"})


def with_documents(law: c.Law, document: str, change: Callable[[c.Document], c.Document | None]) -> c.Law:
    """The law with the documents of an id changed; those for which `change` gives None are taken out."""
    changed: dict[str, Any] = {}
    for name in _SINGLE:
        old = getattr(law, name)
        if any(each.id == document for each in old):
            made = (change(each) if each.id == document else each for each in old)
            changed[name] = tuple(each for each in made if each is not None)
    for name in _KEYED:
        keyed = getattr(law, name)
        for fact, each in keyed.items():
            if each.id == document:
                changed[name] = {**keyed, fact: change(each)}
    # What is worked out from the whole law is kept by the identity of its derivations, and must be worked out anew.
    changed.setdefault("derivations", dict(law.derivations))
    return replace(law, **changed)


def with_expressions(law: c.Law, document: str, exchange: Exchange) -> c.Law:
    """The law with expressions of a document exchanged."""
    return with_documents(law, document, lambda each: exchanged(each, exchange))
