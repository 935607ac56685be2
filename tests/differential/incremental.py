"""Decisions that follow one quote after another against those of an evaluation from scratch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from engine.backends.fast.decided import Requoted
from engine.backends.fast.decider import FastDecider
from engine.backends.fast.incremental import Incremental
from engine.backends.reference.decider import Decider
from engine.boundary import Given
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Memory
from engine.outcome import Decision
from engine.values import Subject
from rules.compile.law import Law
from tests.differential.boundaries import Boundaries, Change, changed
from tests.differential.comparing import Difference, FullyCompiled, minimal
from tests.differential.tally import Tally
from tests.engine.random_verdicts import RandomVerdicts, beginning

Decided = dict[tuple[str, Subject], Decision]

FEW = 3
LONG, SHORT = 25, 10
"""Changes one after the other, on ALL-USE and on a random law."""

FOLLOWED, WHOLE, OTHERWISE = "changes followed", "changes decided as a whole", "decisions that changed"


@dataclass(frozen=True, slots=True)
class Beginning:
    """From where facts change: law, facts, what there is beside them, and for whom it is decided."""

    law: Law
    facts: Facts
    memory: Memory = NO_MEMORY
    events: Sequence[Event] = ()
    decided_for: Subject | None = None

    def decided(self, facts: Facts, make: type[Decider] = Decider) -> Decider:
        """A decider of other facts."""
        return decider_for(self.law, facts, self.memory, self.events, partial(make, decided_for=self.decided_for))

    def incremental(self, make: type[FastDecider] = FastDecider) -> Incremental:
        """What follows the changes."""
        decider = self.decided(self.facts, make)
        assert isinstance(decider, FastDecider)
        return Incremental(decider)


def follow(
    start: Beginning,
    chance: Random,
    steps: int,
    tally: Tally | None = None,
    make: type[FastDecider] = FastDecider,
) -> Difference | None:
    """So many changes one after the other; the first difference, with as few of them as it needs."""
    boundaries = Boundaries(start.law)
    taken: list[tuple[Change, ...]] = []
    found: tuple[str, ...] = ()
    facts, following = start.facts, start.incremental(make)
    decided = _told(start.decided(facts).decisions())
    for _ in range(steps):
        step = _step(boundaries, start.facts, facts, chance)
        if not step:
            continue
        taken.append(step)
        facts = changed(facts, step)
        requoted = following.quotes(_by_subject(step))
        if tally is not None:
            tally.counts[FOLLOWED] += 1
            tally.counts[WHOLE] += bool(requoted.whole)
            tally.counts[OTHERWISE] += len(requoted.changed) + len(requoted.gone)
        found, decided = differs(start, decided, facts, following, requoted)
        if found:
            break
    if not found:
        return None

    def still(left: Sequence[tuple[Change, ...]]) -> bool:
        return bool(_replayed(start, left, make))

    least = minimal(taken, still) if still(taken) else taken
    return Difference(found, "\n".join(f"{place}. {each}" for place, step in enumerate(least, 1) for each in step))


def differs(
    start: Beginning, old: Decided, facts: Facts, following: Incremental, requoted: Requoted
) -> tuple[tuple[str, ...], Decided]:
    """In what the decisions that followed a change differ from those of the reference, and what those are."""
    now = start.decided(facts)
    wanted = _told(now.decisions())
    found = [] if list(wanted.items()) == list(_told(following.decisions()).items()) else ["decisions"]
    if _told(requoted.changed) != {key: each for key, each in wanted.items() if old.get(key) != each}:
        found.append("changed")
    if set(requoted.gone) != old.keys() - wanted.keys():
        found.append("gone")
    found += [
        f"{action.name} for {subject}"
        for action in start.law.actions.values()
        for subject in now.own(action.on)
        if now.verdict(action.name, subject) != following.verdict(action.name, subject)
    ]
    return tuple(found), wanted


def _replayed(start: Beginning, steps: Sequence[tuple[Change, ...]], make: type[FastDecider]) -> tuple[str, ...]:
    facts, following = start.facts, start.incremental(make)
    decided = _told(start.decided(facts).decisions())
    for step in steps:
        facts = changed(facts, step)
        requoted = following.quotes(_by_subject(step))
        found, decided = differs(start, decided, facts, following, requoted)
        if found:
            return found
    return ()


def _step(boundaries: Boundaries, first: Facts, now: Facts, chance: Random) -> tuple[Change, ...]:
    """One change, a few, or many; now and then some of what was there at first comes back."""
    if not chance.randrange(FEW):
        subject = chance.choice([each for each in first.given if first.given[each]])
        return tuple(Change(subject, name, given) for name, given in first.given[subject].items())
    found = boundaries.changes(now, chance)
    return found if not chance.randrange(FEW) else found[: chance.randint(1, FEW)]


def _by_subject(step: Sequence[Change]) -> Mapping[Subject, Mapping[str, Given]]:
    found: dict[Subject, dict[str, Given]] = {}
    for each in step:
        found.setdefault(each.subject, {})[each.name] = each.given
    return found


def _told(decisions: Sequence[Decision]) -> Decided:
    return {(each.action, each.subject): each for each in decisions}


def run(name: str, size: int, whole: Beginning) -> Tally:
    """So many changes: one half on a law that is given, one half on random ones."""
    chance, tally = Random(name), Tally()
    while tally.counts[FOLLOWED] < size:
        half = 2 * tally.counts[FOLLOWED] < size
        seed = chance.randrange(2**32)
        start = whole if half else Beginning(*beginning(seed))
        steps = min(LONG if half else SHORT, size - tally.counts[FOLLOWED])
        found = follow(start, chance, steps, tally, chance.choice((FastDecider, FullyCompiled)))
        if found is not None:
            on = "" if half else f"{RandomVerdicts(seed).text}\n"
            tally.differences.append(Difference(found.parts, on + found.what))
    return tally
