"""What an evaluation is given, before law has looked at it: names and text, just as somebody wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.source.span import Span

NAME = ""
"""The last step of a path to a name instead of its value."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken for a fact that nobody observed: what it states, and why it is taken."""

    id: str
    states: str
    reason: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Raw facts of one instant. Nothing is typed yet: numbers, dates and words are text, missing `unknown`.

    `at` is an instant of the exchange's local time with its offset, as text. `facts` holds, for a scope of
    which there is one, name -> value; for any other scope key -> name -> value. A value is text (`unknown`
    and `none` among it), a dict with `value` and `age` (seconds as text, or `unknown`) for a fact that can go
    stale, or a list of text: a series, oldest first, or a set. A link to a subject of another scope stands
    among the facts under that scope's name. `source` is the file, for messages; `places` says where in it a
    value stands, by its path (`("contract", KEY, "bid")`, `("clock", "session_open")`, `("contract", KEY)`);
    behind `NAME` it says where the name itself stands (`("contract", KEY, "bid", NAME)`);
    it is empty where there is no text to point into. `events` are what happened and was not yet told, each a map
    with `event`, `in`, `at` and its fields as text; `kept` is what the law carries from the evaluation before, as
    the record of that one has it. Two snapshots are equal when they state the same; source and places do not count.
    """

    at: str
    assumptions: tuple[Assumption, ...]
    facts: Mapping[str, Any]
    source: str = field(compare=False)
    places: Mapping[tuple[str, ...], Span] = field(default_factory=dict, compare=False, repr=False)
    events: tuple[Mapping[str, Any], ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)

    def place(self, *path: str) -> Span:
        """Where `path` stands, or what is around it; the top of the source if nothing of it has a place."""
        for end in range(len(path), 0, -1):
            found = self.places.get(path[:end])
            if found is not None:
                return found
        return Span(self.source, 1, 1, 1, 1)
