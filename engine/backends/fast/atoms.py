"""Values in generated code: names and literals, and what is known of them before the code runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules.language import typed as x
from rules.language.types import DateType, EnumType, FlagType, InstantType, RefType, TextType, TimeType

_CLASSES: tuple[tuple[type, str], ...] = (
    (DateType, "date"),
    (TimeType, "time"),
    (InstantType, "datetime"),
    (EnumType, "str"),
    (TextType, "str"),
    (FlagType, "bool"),
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A value in generated code: a name or a literal.

    `scale` is that of a number. `constant` is its value where the law alone says it. `surely` is what it is without
    looking: `int`, `row`, or `truth` (true, false or unknown).
    """

    text: str
    scale: int | None = None
    constant: Any = None
    surely: str = ""


TRUE, FALSE = Atom("True", surely="truth"), Atom("False", surely="truth")


def scope_of(node: x.Expression) -> str:
    """The scope of the subject that an expression leads to."""
    if isinstance(node, x.Variable | x.Singleton | x.Compose):
        return node.scope
    assert isinstance(node.type, RefType)
    return node.type.scope


def class_of(node: x.Expression) -> str:
    """The class of the known values of an expression, where they are what Python has; else empty."""
    return next((name for of, name in _CLASSES if isinstance(node.type, of)), "")
