"""A week to be replayed: which recorded sessions, for which accounts, under which readings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from facts.errors import FactsError
from facts.shape import Checked, Day, Some, Text, check, load
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


class Week(Checked):
    """Sessions that follow one another. What one permits and allocates is carried into the next as a fill at mid.

    `shows` names, for a scope, the facts that a page tells of its subjects.
    """

    week: Text
    title: Text
    recording: Text
    constitution: Text | None = None
    accounts: Annotated[tuple[Text, ...], Some]
    sessions: Annotated[tuple[Day, ...], Some]
    readings: Annotated[tuple[Reading, ...], Some]
    shows: dict[str, tuple[Text, ...]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WeekFile:
    """A week and the folder that its paths start from."""

    week: Week
    folder: Path


def read_week(path: Path) -> WeekFile:
    """The week of a file. Raises FactsError with everything that is wrong in it."""
    source = load(path)
    if len(source.documents) != 1:
        place = Span(source.file, 1, 1, 1, 1)
        raise FactsError([finding("F609", place, "The file holds not one `week:` but several documents")])
    return WeekFile(check(source.documents[0], Week, "A week"), path.parent)
