"""From a subject that is read back to the rows of those that may have read it: ways, walked backwards."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from engine.backends.fast.reading import Along, Steps
from engine.backends.fast.scaled import Row
from engine.values import Subject
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.fast.decider import FastDecider


class Reaching:
    """The rows of one evaluation by the ends of their ways. Rows may become more, ways stay as they are."""

    def __init__(self, decider: FastDecider) -> None:
        self.decider = decider
        self.rows: dict[str, list[Row]] = {}
        self._seen = 0
        self._ends: dict[tuple[str, int], _Ends] = {}

    def grow(self) -> bool:
        """Takes rows in that have come since; whether there were any."""
        rows = self.decider.rows
        if len(rows) == self._seen:
            return False
        for row in islice(rows.values(), self._seen, None):
            self.rows.setdefault(row[0].scope, []).append(row)
        self._seen = len(rows)
        self._ends.clear()
        return True

    def all(self, scope: str) -> list[Row]:
        """Every row of a scope."""
        return self.rows.get(scope, [])

    def back(self, row: Row, steps: Steps | None, scope: str) -> list[Row]:
        """The rows of a scope that may have read this one over these steps."""
        if steps is None:
            return self.all(scope)
        here: dict[Subject, Row] = {row[0]: row}
        for step in steps:
            before: dict[Subject, Row] = {}
            if isinstance(step, Along):
                ends = self._along(step)
                if ends.lost:  # of whom nobody knows where it leads, it may lead anywhere
                    return self.all(scope)
                for subject in here:
                    before.update((each[0], each) for each in ends.rows.get(subject, ()))
            else:
                for subject in here:
                    owner = self.decider.world.reach(subject, step.scope)
                    if owner is not None:
                        before[owner] = self.decider.row(owner)
            here = before
        return list(here.values())

    def _along(self, step: Along) -> _Ends:
        key = (step.scope, id(step.way))
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = _Ends()
            for row in self.all(step.scope):
                end = self._end(step.way, row[0])
                if end is None:
                    found.lost = True
                else:
                    found.rows.setdefault(end, []).append(row)
        return found

    def _end(self, way: x.Expression, start: Subject) -> Subject | None:
        """Where a way leads to; None where something on it is gone."""
        world = self.decider.world
        match way:
            case x.Variable():
                return start
            case x.Singleton():
                return world.singleton(way.scope)
            case x.Follow():
                base = self._end(way.base, start)
                try:
                    return None if base is None else world.link(base, way.link)
                except KeyError:
                    return None
            case x.Compose():
                parts = [self._end(part, start) for part in way.parts]
                known = tuple(part for part in parts if part is not None)
                return world.combine(way.scope, known) if len(known) == len(parts) else None
        return None


class _Ends:
    """The rows of a scope by the subject at the end of one way; `lost` where the way of some row leads nowhere."""

    __slots__ = ("lost", "rows")

    def __init__(self) -> None:
        self.lost = False
        self.rows: dict[Subject, list[Row]] = {}
