"""Decides again only what a new quote changes: verdicts stay those that an evaluation from scratch would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from heapq import heappop, heappush
from types import MappingProxyType

from engine.backends.fast.again import AllAnew, Makers
from engine.backends.fast.decided import Decided, Requoted
from engine.backends.fast.decider import FastDecider
from engine.backends.fast.dependencies import Dependencies, Reader, dependencies_of
from engine.backends.fast.reaching import Reaching
from engine.backends.fast.reading import EVERYWHERE, Node
from engine.backends.fast.scaled import MISSING, Row
from engine.boundary import Given
from engine.facts import Facts
from engine.facts import Row as Told
from engine.outcome import Decision, Verdict
from engine.values import Subject
from rules.language.typed import FactId

Changes = Mapping[Subject, Mapping[str, Given]]


class NotGiven(ValueError):
    """A new value of something that the law is not given."""


class Incremental:
    """The decisions of a law on facts that change while the instant and the memory stay as they are.

    What a given fact reaches is worked out again in the order of the law, and no further than something comes out
    otherwise than it was. Verdicts are complete; proposals, allocations and records are those of a whole evaluation
    of `facts`. Where a change reaches what is settled for all in one go (which combinations there are, what is
    proposed or allocated, ticks), everything is decided anew.

    The decider is taken over: it is no longer to be asked for what it would record.
    """

    def __init__(self, decider: FastDecider) -> None:
        self._changed: dict[Subject, dict[str, Given]] = {}
        self._begin(decider)

    def _begin(self, decider: FastDecider) -> None:
        """Decides everything, and takes what was found for what is so."""
        self.decider = decider
        self._facts = decider.world.facts
        self._changed.clear()
        self._decided = Decided(decider.decisions())
        decider.world.given = dict(decider.world.given)
        self._reaching = Reaching(decider)
        self._cells: dict[tuple[Node, int], _Cell] = {}
        self._sources: dict[tuple[Subject, str], _Cell | None] = {}
        self._waiting: dict[int, list[_Cell]] = {}
        self._ranks: list[int] = []
        self._broken = False
        self._dependencies: Dependencies = dependencies_of(decider.program)
        self._rank = self._dependencies.rank
        makers = Makers(decider, self._decided, self._dependencies)
        self._makers = [makers.of(node) for node in self._dependencies.order]
        decider.wakeups.close()
        decider.forget_asides()

    # --- what is so -----------------------------------------------------------------------------
    @property
    def facts(self) -> Facts:
        """The facts as they are now."""
        if self._changed:
            rows = dict(self._facts.rows)
            for subject, own in self._changed.items():
                row = rows[subject]
                raw = {**row.raw, **dict.fromkeys(own)}
                rows[subject] = Told(raw, row.links, {**row.given, **own})
            self._facts = replace(self._facts, rows=rows)
            self._changed.clear()
        return self._facts

    def verdict(self, action: str, subject: Subject) -> Verdict:
        """The verdict on an action before sizing."""
        return self.decider.verdict(action, subject)

    def decisions(self) -> list[Decision]:
        """A verdict for every action and subject that some permit speaks to or some rule proposes."""
        verdicts = self._decided.verdicts
        return [
            Decision(action.name, subject, verdicts[action.name, subject])
            for action in self.decider.law.actions.values()
            for subject in self.decider.own(action.on)
            if (action.name, subject) in verdicts
        ]

    # --- what changes ---------------------------------------------------------------------------
    def quote(self, subject: Subject, values: Mapping[str, Given]) -> Requoted:
        """New values of given facts of one subject. Raises NotGiven for what the law is not given of it."""
        return self.quotes({subject: values})

    def quotes(self, changes: Changes) -> Requoted:
        """New values of given facts of some subjects, all at once; they must be of the types of the facts."""
        given = self.decider.world.given
        assert isinstance(given, dict)
        found: list[tuple[Subject, str, Given, _Cell | None]] = []
        for subject, values in changes.items():
            own = given.get(subject, _NO_VALUES)
            for name, value in values.items():
                cell = self._sources[subject, name] if (subject, name) in self._sources else self._source(subject, name)
                if own.get(name) != value:
                    found.append((subject, name, value, cell))
        broken, self._broken = self._broken, True
        if not broken and self._reaching.grow():
            for cell in self._cells.values():
                cell.readers = None
        for subject, name, value, cell in found:
            given[subject] = {**given[subject], name: value}
            self._changed.setdefault(subject, {})[name] = value
            if cell is not None:
                self._waiting[cell.rank] = [*self._waiting.get(cell.rank, ()), cell]
        if broken:
            return self._anew("the change before was broken off")
        self._ranks += sorted(self._waiting)
        try:
            self._spread()
        except AllAnew as anew:
            return self._anew(anew.why)
        self._broken = False
        self.decider.forget_asides()
        return self._decided.told()

    def _source(self, subject: Subject, name: str) -> _Cell | None:
        """What a given fact is known as; None for one on which nothing rests. Raises NotGiven."""
        fact = self.decider.law.facts.get(FactId(subject.scope, name))
        if subject not in self._facts.rows:
            raise NotGiven(f"{subject} is not among the facts")
        if fact is None or fact.origin != "given":
            raise NotGiven(f"the law is given no {subject.scope}.{name}")
        node: Node = ("given", fact.id)
        rank = self._rank.get(node)
        cell = None if rank is None else self._cell(node, rank, self.decider.row(subject))
        self._sources[subject, name] = cell
        return cell

    def _cell(self, node: Node, rank: int, row: Row) -> _Cell:
        key = (node, id(row))
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = _Cell(rank, node, row, self._makers[rank].asked)
        return found

    def _spread(self) -> None:
        """Works out again what is reached, the lowest first. Raises AllAnew where that is not enough."""
        ranks, waiting, makers, decider = self._ranks, self._waiting, self._makers, self.decider
        while ranks:
            rank = heappop(ranks)
            cells = waiting.pop(rank)
            place, find, _ = makers[rank]
            if find is None:
                raise AllAnew(self._reason(cells[0]))
            for cell in cells:
                cell.queued = False
                row = cell.row
                if place:
                    old = row[place]
                    row[place] = MISSING
                    new = find(decider, row)
                    if new is old or (new.__class__ is old.__class__ and new.__class__ is not list and new == old):
                        continue
                elif not find(decider, row):
                    continue
                readers = cell.readers
                if readers is None:
                    readers = cell.readers = self._readers(cell)
                for each in readers:
                    if each.queued or (each.asked and each.row[each.asked] is MISSING):
                        continue  # what nobody has asked for since will be found out when somebody does
                    each.queued = True
                    found = waiting.get(each.rank)
                    if found is None:
                        waiting[each.rank] = [each]
                        heappush(ranks, each.rank)
                    else:
                        found.append(each)

    def _readers(self, cell: _Cell) -> list[_Cell]:
        """Whoever may have read what is known of a row."""
        dependencies = self._dependencies
        found: dict[int, _Cell] = {}
        reader: Reader
        for reader in dependencies.readers[cell.node]:
            scope = dependencies.scopes[reader.node]
            rows = [_NOBODY] if scope == EVERYWHERE else self._reaching.back(cell.row, reader.steps, scope)
            for row in rows:
                each = self._cell(reader.node, self._rank[reader.node], row)
                found[id(each)] = each
        return list(found.values())

    def _reason(self, cell: _Cell) -> str:
        what = " ".join(map(str, cell.node))
        return f"{what} may be otherwise" + (f" for {cell.row[0]}" if cell.row is not _NOBODY else "")

    def _anew(self, why: str) -> Requoted:
        """Decides everything on the facts as they are now."""
        before = self._decided.before()
        self._begin(self.decider.of_facts(self.facts))
        return self._decided.since(before, why)


class _Cell:
    """Something that is known of one row, and whoever may have read it: found when it is first otherwise."""

    __slots__ = ("asked", "node", "queued", "rank", "readers", "row")

    def __init__(self, rank: int, node: Node, row: Row, asked: int) -> None:
        self.rank, self.node, self.row, self.asked = rank, node, row, asked
        self.queued = False
        self.readers: list[_Cell] | None = None


_NOBODY: Row = [None]
_NO_VALUES: Mapping[str, Given] = MappingProxyType({})
