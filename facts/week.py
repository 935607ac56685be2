"""A week to be replayed: which recorded sessions, for which accounts, under which readings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from facts.errors import FactsError
from facts.shape import Checked, Count, Day, Flag, Some, Text, check, load
from rules.diagnostics.diagnostic import finding
from rules.source.span import Span


class Reading(Checked):
    """One reading of every session: its name for people and the recording's own reading.

    A file of waivers, and other accounts than the week's, may belong to it.
    """

    name: Text
    reading: Text
    waiver: Text | None = None
    accounts: Annotated[tuple[Text, ...] | None, Some] = None


class LadderFacts(Checked):
    """Which facts the pictures of a page are drawn from: `scope.fact` each.

    Subjects of `of` are drawn by `strike` and `delta`; `deltas` are all the deltas that there are, by the name of their
    source, and the flag `flips` says that another than `delta` would have been judged otherwise. `price` is that of
    the underlying.
    """

    of: Text
    strike: Text
    expiry: Text
    price: Text
    delta: Text
    deltas: dict[str, Text] = Field(default_factory=dict)
    flips: Text | None = None
    spread: Text


class Week(Checked):
    """Sessions that follow one another. What one permits and allocates is carried into the next as a fill at mid.

    `shows` names, for a scope, the facts that a page tells of its subjects. With `as_if_in_force`, law judges the
    sessions even if it was not in force on them, and everything says so. `ladder` names the facts of the pictures.
    Where the week is traded, contracts that expire later than `offered_within_days` are not offered.
    """

    week: Text
    title: Text
    recording: Text
    constitution: Text | None = None
    accounts: Annotated[tuple[Text, ...], Some]
    sessions: Annotated[tuple[Day, ...], Some]
    readings: Annotated[tuple[Reading, ...], Some]
    as_if_in_force: Flag = False
    offered_within_days: Count | None = None
    shows: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    ladder: LadderFacts | None = None


@dataclass(frozen=True, slots=True)
class WeekFile:
    """A week, the folder that its paths start from, and where in the file its sessions stand."""

    week: Week
    folder: Path
    sessions_place: Span


def read_week(path: Path) -> WeekFile:
    """The week of a file. Raises FactsError with everything that is wrong in it."""
    source = load(path)
    if len(source.documents) != 1:
        place = Span(source.file, 1, 1, 1, 1)
        raise FactsError([finding("F609", place, "The file holds not one `week:` but several documents")])
    sessions = source.documents[0].root.key("sessions")
    place = sessions.span if sessions is not None else source.documents[0].span
    return WeekFile(check(source.documents[0], Week, "A week"), path.parent, place)
