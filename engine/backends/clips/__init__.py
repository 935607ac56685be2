"""A second opinion on permits and forbids by CLIPS, which never decides (docs/backends.md)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.backends.clips.opinion import Difference, Opined, Opinion, decide, differences, opinions, record
    from engine.backends.clips.oracle import installed
    from engine.backends.clips.translation import Refusal, Taken, Translation, translate
    from engine.backends.oracles.errors import CannotExpress, NotInstalled, OracleFailed

__all__ = [
    "CannotExpress",
    "Difference",
    "NotInstalled",
    "Opined",
    "Opinion",
    "OracleFailed",
    "Refusal",
    "Taken",
    "Translation",
    "decide",
    "differences",
    "installed",
    "opinions",
    "record",
    "translate",
]

_HOMES = {
    "oracles.errors": ("CannotExpress", "NotInstalled", "OracleFailed"),
    "clips.opinion": ("Difference", "Opined", "Opinion", "decide", "differences", "opinions", "record"),
    "clips.oracle": ("installed",),
    "clips.translation": ("Refusal", "Taken", "Translation", "translate"),
}


def __getattr__(name: str) -> Any:
    """Loads a part when it is first asked for: the child process is of this package too, and needs none of them."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"engine.backends.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
