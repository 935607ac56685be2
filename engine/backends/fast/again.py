"""How what is known of a subject is worked out again, when something that it rests on is otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.backends.fast.decided import Decided
from engine.backends.fast.decider import FastDecider
from engine.backends.fast.dependencies import Dependencies
from engine.backends.fast.reading import Node
from engine.backends.fast.scaled import MISSING, Row
from engine.values import Subject, Unknown
from rules.compile import law as c
from rules.language.typed import FactId

Again = Callable[[FastDecider, Row], Any]


class Making(NamedTuple):
    """What works out again what is known of a row.

    With a `place`, it gives what stands there. Without one, it says whether whoever has read it has to be asked again.
    None where nothing less than a whole evaluation does. While nothing stands in the place `asked`, nobody has asked.
    """

    place: int
    again: Again | None
    asked: int = 0


NOT_AGAIN = Making(0, None)


class AllAnew(Exception):
    """Why everything has to be decided anew."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Makers:
    """Makes for each node what works it out again."""

    def __init__(self, decider: FastDecider, decided: Decided, dependencies: Dependencies) -> None:
        self.decider, self.decided, self.circular = decider, decided, dependencies.circular
        self.law = self.decider.law
        self.program = self.decider.program
        self.proposals = {each.id: each for each in self.law.proposals}
        self.permits = {each.id: each for each in self.law.permits}

    def of(self, node: Node) -> Making:
        """What works a node out again."""
        if node in self.circular:
            return NOT_AGAIN
        match node:
            case ("fact", FactId() as fact) if self.law.facts[fact].origin == "kept":
                place, find, _ = self.program.found(fact)
                return Making(0, _kept(place, find))
            case ("fact", FactId() as fact) if self.law.facts[fact].origin != "allocated":
                place, find, _ = self.program.found(fact)
                return Making(place, find, place)
            case ("kind", str(name)):
                place, find = self.program.kinds(name)
                return Making(place, find, place)
            case ("rule", str(name)) if not self.permits[name].reads_action:
                place, find = self.program.states(self.permits[name])
                return Making(place, find, place)
            case ("keeper", FactId() as fact):
                return Making(0, self._keeper(self.law.kept[fact]))
            case ("verdict", str(action)):
                return Making(0, self._verdict(action))
            case ("would", str(action), *but_for):
                left_out = tuple(map(str, but_for))
                return Making(0, lambda decider, row: decider.permits_otherwise(action, row[0], left_out))
            case ("spoken", str(action)):
                return Making(0, self._spoken(action))
            case ("duty", str(name)):
                return self._duty(self.proposals[name], once_asked=False)
            case ("doing", str(name)):
                return self._duty(self.proposals[name], once_asked=True)
            case ("universe", str(scope)):
                return Making(0, _universe(scope))
            case ("before", FactId() as fact):
                return Making(0, lambda decider, row: decider.began_otherwise(fact, row[0]))
            case ("given" | "applies" | "rule", *_):  # not kept anywhere: it may always be otherwise
                return Making(0, lambda *_: True)
        return NOT_AGAIN

    def _keeper(self, keeper: c.Keeper) -> Again:
        if not isinstance(keeper, c.TypedLatch) or keeper.remembers:
            return lambda decider, row: decider.kept_otherwise(keeper.fact, row[0])
        place = self.program.place(keeper.scope, ("conditions", keeper.fact))

        def again(decider: FastDecider, row: Row) -> bool:
            """A latch is otherwise only where one of its conditions is."""
            old, row[place] = row[place], decider.conditions(keeper, row[0])
            return bool(old != row[place]) and decider.kept_otherwise(keeper.fact, row[0])

        return again

    def _verdict(self, action: str) -> Again:
        decided = self.decided

        def again(decider: FastDecider, row: Row) -> bool:
            found = decider.judged_again(action, row[0])
            if found is None or found[0] == found[1]:
                return False
            decided.judge(action, row[0], found[1])
            return True

        return again

    def _spoken(self, action: str) -> Again:
        decided = self.decided
        there = set(self.decider.own(self.law.actions[action].on))

        def again(decider: FastDecider, row: Row) -> bool:
            if row[0] in there:
                stands = decider.is_decided(action, row[0])
                decided.settle(action, row[0], decider.verdict(action, row[0]) if stands else None)
            return False

        return again

    def _duty(self, document: c.TypedProposal, once_asked: bool) -> Making:
        """What is proposed is settled for all in one go: it stays as it is while each duty is as it was.

        On what a duty rests stands in the row of its subject, and nothing while its condition is false.
        """
        place = self.program.place(document.scope, ("duty", document.id))
        idle = self.program.idle(document)
        own = set(self.decider.own(document.scope))
        if not once_asked:
            for subject in own:
                row = self.decider.row(subject)
                row[place] = MISSING if idle(self.decider, row) else _standing(self.decider, document, subject)

        def again(decider: FastDecider, row: Row) -> bool:
            if row[0] in own:
                new = MISSING if idle(decider, row) else _standing(decider, document, row[0])
                if new != row[place]:
                    raise AllAnew(f"{document.id} proposes otherwise for {row[0]}")
            return False

        return Making(0, again, place if once_asked else 0)


def _standing(decider: FastDecider, document: c.TypedProposal, subject: Subject) -> object:
    """On what it rests whether a duty arises: its condition, fields that are unknown, and its occasion."""
    holds = decider.truth(document.when, (subject,))
    unknown = any(isinstance(decider.value(value, (subject,)), Unknown) for _, value in document.fields)
    arising = decider.duties.arises(document, subject) if document.once is not None else None
    return holds is True, unknown, arising


def _same(one: Any, other: Any) -> bool:
    """Whether two values in a row are the same; a row is only the same as itself."""
    if one.__class__ is list or other.__class__ is list:
        return one is other
    return one.__class__ is other.__class__ and bool(one == other)


def _kept(place: int, find: Callable[..., Any]) -> Again:
    """A kept fact: while its keeper had nothing for a subject, nothing was kept in the row."""

    def again(decider: FastDecider, row: Row) -> bool:
        old, row[place] = row[place], MISSING
        return old is MISSING or not _same(old, find(decider, row))

    return again


def _universe(scope: str) -> Again:
    def again(decider: FastDecider, _: Row) -> bool:
        if decider.populated_otherwise(scope):
            raise AllAnew(f"there are others among the subjects of {scope}")
        return False

    return again
