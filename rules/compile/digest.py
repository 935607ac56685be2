"""Two digests of a constitution: logic (what it decides) and metadata (what it says about itself)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from rules.language.types import EnumType

_BLIND = frozenset({"span", "tree", "words", "doc"})


_NAMES: dict[tuple[type, bool], tuple[str, ...] | None] = {}
_UNSAID: dict[type, frozenset[str]] = {}


def _names(of: type, logic: bool) -> tuple[str, ...] | None:
    """The fields of a dataclass that count, and those of a named tuple; None for any other type."""
    if (of, logic) not in _NAMES:
        _NAMES[of, logic] = _fields(of, logic) if is_dataclass(of) else getattr(of, "_fields", None)
    return _NAMES[of, logic]


def unsaid(value: Any) -> frozenset[str]:
    """The fields of a dataclass that are empty and then do not count."""
    of = type(value)
    if of not in _UNSAID:
        declared = fields(of) if is_dataclass(of) else ()
        _UNSAID[of] = frozenset(each.name for each in declared if each.metadata.get("unsaid"))
    return frozenset(name for name in _UNSAID[of] if not getattr(value, name))


def _fields(of: Any, logic: bool) -> tuple[str, ...]:
    return tuple(
        each.name
        for each in fields(of)
        if (each.name not in _BLIND or of is EnumType)  # the words of a type are no prose
        and (not logic or each.metadata.get("logic", True))
    )


def canonical(value: object, logic: bool = True) -> object:
    """A value as plain JSON: typed trees by class and field, numbers exact, no places, no prose."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    names = _names(type(value), logic)
    if names is not None:
        silent = unsaid(value)
        said = [name for name in names if name not in silent]
        return [type(value).__name__, *([name, canonical(getattr(value, name), logic)] for name in said)]
    if isinstance(value, Fraction | int):
        return f"{Fraction(value)}"
    if isinstance(value, datetime | date | time):
        return [type(value).__name__, value.isoformat()]
    if isinstance(value, tuple | list):
        return [canonical(part, logic) for part in value]
    raise TypeError(type(value).__name__)


def digest(parts: Iterable[object]) -> str:
    """SHA-256 of values in canonical JSON."""
    text = json.dumps(list(parts), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
