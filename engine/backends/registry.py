"""The backends by name: what each is for, and who refuses what. None stands in for another unasked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider

Make = Callable[..., "Decider"]
"""Makes the decider of one evaluation, as `Decider` is made."""


class CannotDecide(ValueError):
    """A backend is asked for what it cannot do; the text says which, and what."""


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend. `decider` is the class that makes whole decisions, as `module:name`; None where it makes none.

    `cannot` says of a backend without a decider what it does instead.
    """

    name: str
    does: str
    decider: str | None = None
    cannot: str = ""


REFERENCE = "reference"
DEFAULT = "fast"
"""Who decides unless somebody is named."""

_ALL = (
    Backend(
        REFERENCE,
        "exact, slow, traced: the definition of the language",
        "engine.backends.reference.decider:Decider",
    ),
    Backend("fast", "generated code that decides the same", "engine.backends.fast.decider:FastDecider"),
    Backend("columnar", "many facts at once, in columns", cannot="it judges rules over columns of many fact sets"),
    Backend("durable", "a second opinion by durable_rules", cannot="it gives an opinion on permits and forbids"),
    Backend("clips", "a second opinion by CLIPS", cannot="it gives an opinion on permits and forbids"),
)
BACKENDS: Mapping[str, Backend] = {each.name: each for each in _ALL}

DECIDING = tuple(each.name for each in _ALL if each.decider is not None)
"""Those that decide whole evaluations, and so may run an account, a backtest or scenarios."""


def decider_of(engine: str) -> Make:
    """What makes the deciders of a backend. Raises CannotDecide where it makes none, or where there is no such."""
    backend = BACKENDS.get(engine)
    if backend is None:
        raise CannotDecide(f"there is no engine {engine}; there are {', '.join(BACKENDS)}")
    if backend.decider is None:
        raise CannotDecide(f"the engine {engine} does not decide a whole evaluation: {backend.cannot}")
    module, _, name = backend.decider.partition(":")
    found: Any = getattr(import_module(module), name)
    made: Make = found
    return made
