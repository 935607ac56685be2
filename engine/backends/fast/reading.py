"""What an expression reads: of which subjects, and how one comes back from them to the subject that reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.backends.fast.atoms import scope_of
from engine.backends.fast.program import Program
from rules.compile import law as c
from rules.language import typed as x

Node = tuple[object, ...]
"""What it is (`given`, `fact`, `kind`, `rule` …), and its name."""

EVERYWHERE = ""
"""The scope of what is known once, of no subject."""


class Along(NamedTuple):
    """The subject of a scope that is bound in a slot reads what lies at the end of a way."""

    scope: str
    way: x.Expression


class Of(NamedTuple):
    """An item is read for the subject of a scope to which it belongs."""

    scope: str


Steps = tuple[Along | Of, ...]


class Read(NamedTuple):
    """A node of a scope that is read, and the steps back from its subject; None where anybody may have read it."""

    node: Node
    scope: str
    steps: Steps | None


Slots = Mapping[int, "str | x.Items"]
"""What is bound: the subject of a document, by its scope, and the items of what ranges over some."""

_WAYS = (x.Variable, x.Follow, x.Compose, x.Singleton)


class Reading:
    """Looks at the expressions of a law."""

    def __init__(self, program: Program) -> None:
        self.program, self.law = program, program.law
        self.settled = {universe.of for universe in self.law.universes}
        """The scopes whose subjects a universe decides."""

    def of(self, root: x.Expression, slots: Slots) -> Iterator[Read]:
        """All that an expression reads, for the subjects that are bound."""
        pending = [(root, slots)]
        while pending:
            part, bound = pending.pop()
            match part:
                case x.Aggregate():
                    pending += [(part.items, bound)]
                    pending += [(part.value, _within(part.items, bound))] if part.value is not None else []
                    pending += [(part.if_empty, bound)] if part.if_empty is not None else []
                case x.Items():
                    yield from self._items(part, bound)
                    pending += [(each, bound) for each in (part.within, _since(part)) if each is not None]
                    pending += [(condition, _within(part, bound)) for condition in part.where]
                case _:
                    yield from self._own(part, bound)
                    aged = self._aged(part)
                    pending += [(aged, bound)] if aged is not None else []
                    # What was before is that of the memory, and what is entered that of the machine.
                    inner = (
                        part.fact
                        if isinstance(part, x.Before)
                        else part.machine
                        if isinstance(part, x.Enters)
                        else part
                    )
                    pending += [(child, bound) for child in x.children(inner)]

    def _own(self, part: x.Expression, slots: Slots) -> Iterator[Read]:
        """What a part reads by itself, without what is in it."""
        match part:
            case x.ReadFact():
                yield self._fact(part, "given" if self._by_age(part.fact) else "fact", slots)
            case x.AgeOf() | x.LastOf() | x.SeriesAggregate():
                yield self._fact(part.fact, "given", slots)
            case x.IsState(state="stale", value=x.ReadFact() as read):
                yield self._fact(read, "given", slots)
            case x.Enters():
                yield self._fact(part.machine, "keeper", slots)
            case x.Before():
                fact = part.fact.fact
                keeper = self.law.kept[self.law.facts[fact].kept_with or fact]
                if isinstance(keeper, c.TypedState):
                    yield Read(("before", keeper.fact), keeper.scope, self.way(part.fact.subject, slots))
            case x.VerdictIs(state="proposed"):
                yield Read(("proposed", part.action), EVERYWHERE, None)
            case x.VerdictIs():
                yield Read(("verdict", part.action), self._on(part.action), self.way(part.subject, slots))
            case x.WouldBePermitted():
                steps = self.way(part.subject, slots)
                for action in part.actions:
                    yield Read(("would", action, *part.but_for), self._on(action), steps)

    def _fact(self, part: x.ReadFact, what: str, slots: Slots) -> Read:
        return Read((what, part.fact), part.fact.scope, self.way(part.subject, slots))

    def _on(self, action: str) -> str:
        return self.law.actions[action].on

    def _by_age(self, fact: x.FactId) -> bool:
        """Whether it depends on who asks how old a given fact may be."""
        declared = self.law.facts[fact]
        return declared.origin == "given" and not self.program.settled(declared)

    def _aged(self, part: x.Expression) -> x.Expression | None:
        """The limit of the age of what a part reads, where that is asked of the reader."""
        match part:
            case x.ReadFact() if not self._by_age(part.fact):
                return None
            case x.ReadFact() as read:
                return self.law.facts[read.fact].stale_after
            case x.SeriesAggregate(fact=read) | x.IsState(state="stale", value=x.ReadFact() as read):
                return self.law.facts[read.fact].stale_after
        return None

    def _items(self, items: x.Items, slots: Slots) -> Iterator[Read]:
        """What makes those belong over whom something ranges."""
        if items.scope in self.law.schedules:
            yield Read(("tick", items.scope), EVERYWHERE, None)
        if items.scope in self.settled:
            yield Read(("universe", items.scope), EVERYWHERE, None)
        if items.kind is not None:
            item = x.Variable(slot=items.slot, scope=items.scope, type=items.type)
            yield Read(("kind", items.kind), items.scope, self.way(item, _within(items, slots)))

    def way(self, subject: x.Expression, slots: Slots) -> Steps | None:
        """The steps from what a way leads to back to the subject of a document; None where it depends on facts."""
        parts = list(x.walk(subject))
        bound = {part.slot for part in parts if isinstance(part, x.Variable)}
        if len(bound) != 1 or not all(isinstance(part, _WAYS) for part in parts):
            return None
        held = slots.get(bound.pop())
        if held is None:
            return None
        scope = held if isinstance(held, str) else held.scope
        first: Steps = () if isinstance(subject, x.Variable) else (Along(scope, subject),)
        if isinstance(held, str):
            return first
        if held.within is None:
            return None
        rest = self.way(held.within, slots)
        return None if rest is None else (*first, Of(scope_of(held.within)), *rest)


def _within(items: x.Items, slots: Slots) -> Slots:
    """What is bound where one of the items is."""
    return {slot: held for slot, held in slots.items() if slot < items.slot} | {items.slot: items}


def _since(items: x.Items) -> x.Expression | None:
    return items.window.since if items.window is not None else None
