"""Law as bytes, and back.

The format is Python's pickle, cut down on both ways: what is written is data of the classes of law, and what is read
can make nothing else. Bytes that name any other class or function are refused, so that reading runs nobody's program.
"""

from __future__ import annotations

import gc
import pickle
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from io import BytesIO
from typing import Any

from rules.compile.law import Law
from rules.language.units import UnitTable

_MODULES = frozenset(
    {
        "rules.compile.law",
        "rules.language.tree",
        "rules.language.typed",
        "rules.language.types",
        "rules.language.units",
        "rules.source.span",
    }
)
_PLAIN = {
    (each.__module__, each.__name__): each for each in (Fraction, UnitTable, date, datetime, time, timedelta, timezone)
}
_PROTOCOL = 5


class NoLaw(Exception):
    """The bytes are not those of a law."""


def pack(law: Law) -> bytes:
    """The law as bytes. Raises pickle.PicklingError for law that holds anything but data."""
    packed = BytesIO()
    _Packer(packed, protocol=_PROTOCOL).dump(law)
    return packed.getvalue()


def unpack(data: bytes) -> Law:
    """The law of these bytes. Raises NoLaw for any others."""
    sweeping = gc.isenabled()
    gc.disable()  # it makes many objects, and all of them stay
    try:
        law = _Unpacker(BytesIO(data)).load()
    except Exception as error:
        raise NoLaw(f"{type(error).__name__}: {error}") from error
    finally:
        if sweeping:
            gc.enable()
    if not isinstance(law, Law):
        raise NoLaw(f"this is a {type(law).__name__}")
    return law


class _Packer(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        """Records are written as their class and its values in order; a class or function is not data."""
        if isinstance(obj, type):
            return NotImplemented if _is_known(obj) else _refuse(obj)
        if is_dataclass(obj):
            return type(obj), tuple(getattr(obj, each.name) for each in fields(obj))
        if isinstance(obj, Fraction):
            return Fraction, (obj.numerator, obj.denominator)
        return _refuse(obj) if callable(obj) else NotImplemented


class _Unpacker(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        """What makes the instances of a class; nothing but the classes of law is found."""
        plain = _PLAIN.get((module_name, global_name))
        if plain is not None:
            return plain
        found = getattr(sys.modules[module_name], global_name, None) if module_name in _MODULES else None
        if not isinstance(found, type) or found.__module__ != module_name:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is no part of law")
        return _maker(found) if is_dataclass(found) else found


def _is_known(of: type) -> bool:
    return of.__module__ in _MODULES or (of.__module__, of.__name__) in _PLAIN


def _refuse(obj: object) -> Any:
    raise pickle.PicklingError(f"{obj!r} is not data of a law")


def _maker(of: Any) -> Callable[..., Any]:
    """What makes a record of its values: they were checked when the law was compiled, and are only put in place."""
    new = object.__new__
    places = [getattr(of, each.name).__set__ for each in fields(of)]

    def make(*values: object) -> Any:
        made = new(of)
        for place, value in zip(places, values, strict=True):
            place(made, value)
        return made

    return make
