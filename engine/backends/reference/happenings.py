"""What happens in an evaluation: events told from outside, those the law recorded before, and ticks of schedules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.memory import Event, Memory
from engine.periods import period
from engine.values import Nothing, Subject, Unknown, Value, because
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider

_MICROSECONDS = 1_000_000
_REMEMBERED = 8


class Happenings:
    """The events of one evaluation, each delivered once: what has been seen is known, what is new happens now."""

    def __init__(self, decider: Decider, memory: Memory, outside: Sequence[Event]) -> None:
        self.decider = decider
        self.memory = memory
        self.ticks: dict[str, datetime] = dict(memory.ticks)
        seen = {event.subject for event in memory.history}
        fresh: dict[Subject, Event] = {}
        for event in sorted((*memory.pending, *outside), key=_order):
            if event.subject not in seen and not (memory.past is not None and event.subject in memory.past.index.seen):
                fresh.setdefault(event.subject, event)
        self.fresh = list(fresh.values())
        self._now: dict[str, set[Subject]] = {}
        world = decider.world
        world.remember(memory.links)
        if memory.past is not None:
            world.recall(memory.past)
        if not (memory.history or memory.past or self.fresh or decider.law.schedules):
            return
        known = [*memory.history, *self.fresh]
        world.add_events(known)
        by_name: dict[str, list[Subject]] = {}
        for event in known:
            by_name.setdefault(event.name, []).append(event.subject)
        for event in self.fresh:
            self._now.setdefault(event.name, set()).add(event.subject)
        long_ago = set() if memory.past is None else memory.past.index.subjects.keys()
        for name, subjects in by_name.items():
            if name not in long_ago:
                world.settle(name, tuple(sorted(subjects)))
        for name in long_ago:
            world.happened_since(name, tuple(by_name.get(name, ())))
        for schedule in decider.law.schedules.values():
            self._await(schedule, tuple(by_name.get(schedule.name, ())))

    def _await(self, schedule: c.Schedule, before: tuple[Subject, ...]) -> None:
        """Ticks are looked for when somebody first asks for them: when they come may depend on other facts."""
        world = self.decider.world
        world.on_demand[schedule.name] = lambda: tuple(
            sorted((*world.recalled(schedule.name), *before, *self._tick(schedule)))
        )

    def happening(self, scope: str) -> set[Subject]:
        """The events of a scope that happen in this evaluation."""
        if scope in self.decider.law.schedules:
            self.decider.world.subjects(scope)
        return self._now.get(scope, set())

    def delivered(self) -> list[Event]:
        """Everything that happens in this evaluation, in the order of its instants."""
        for name in self.decider.law.schedules:
            self.decider.world.subjects(name)
        return sorted(self.fresh, key=_order)

    def history(self) -> tuple[Event, ...]:
        """What has happened, as far as the law can ever look back at it.

        A tick is known by the last instant of its schedule, so that one that no rule looks back at is forgotten; any
        other event is needed to know it again if it is told twice.
        """
        delivered = self.delivered()
        forgotten = self.decider.law.schedules.keys() - _looked_back_at(self.decider.law)
        return (*self.memory.history, *(event for event in delivered if event.name not in forgotten))

    # --- ticks ----------------------------------------------------------------------------------
    def _tick(self, schedule: c.Schedule) -> list[Subject]:
        """The ticks of a schedule that come now."""
        found: list[Event] = []
        for subject in self.subjects_of(schedule):
            instant = self.due(schedule, subject)
            if instant is None:
                continue
            key = tick_key(schedule, subject)
            last = self.ticks.get(key)
            if last is not None and last >= instant:
                continue
            if schedule.on is not None:
                with self.decider.judging(schedule.name):
                    holds = self.decider.truth(schedule.on, environment(subject))
                if isinstance(holds, Unknown):
                    what = "does not tick: whether it shall cannot be judged"
                    self.decider.alarm(schedule.name, subject or Subject(schedule.name, ""), what, holds)
                if holds is not True:
                    continue
            self.ticks[key] = instant
            within = subject.key if subject is not None else None
            found.append(Event(schedule.name, f"{key} {instant.isoformat()}", instant, within))
        self.decider.world.add_events(found)
        self.fresh += found
        self._now[schedule.name] = {event.subject for event in found}
        return [event.subject for event in found]

    def subjects_of(self, schedule: c.Schedule) -> list[Subject | None]:
        """Those that a schedule ticks for; None where it ticks for nobody in particular."""
        if schedule.scope is None:
            return [None]
        decider = self.decider
        return [each for each in decider.own(schedule.scope) if decider.is_of(each, schedule.kind)]

    def ticking(self, schedule: c.Schedule) -> list[Subject | None]:
        """Those that a schedule may tick for next; of one that ticks again and again, those that it ticks for now."""
        subjects = self.subjects_of(schedule)
        if schedule.every is None or schedule.on is None:
            return subjects
        with self.decider.judging(schedule.name):
            return [each for each in subjects if self.decider.truth(schedule.on, environment(each)) is not False]

    def due(self, schedule: c.Schedule, subject: Subject | None) -> datetime | None:
        """The newest instant of a schedule on this day that has come; None where there is none or nobody knows."""
        instants = [each for each in self.instants(schedule, subject) if each <= self.decider.world.facts.at]
        return max(instants) if instants else None

    def instants(self, schedule: c.Schedule, subject: Subject | None) -> list[datetime]:
        """The instants of a schedule on this day: its one, or of those again and again the newest and the next."""
        decider = self.decider
        now = decider.world.facts.at
        midnight = datetime.combine(now.date(), time(0), now.tzinfo)
        with decider.judging(schedule.name):
            if schedule.every is not None:
                return self._again(schedule, subject, decider.value(schedule.every, environment(subject)), midnight)
            value = decider.value(schedule.at, environment(subject)) if schedule.at is not None else because()
        if isinstance(value, Unknown):
            what = "does not tick: its instant is unknown"
            decider.alarm(schedule.name, subject or Subject(schedule.name, ""), what, value)
            return []
        if isinstance(value, time):
            return [datetime.combine(now.date(), value, now.tzinfo)]
        if isinstance(value, datetime):
            # By their distance, and not by the day: at the ends of the calendar a zone leads out of it.
            here = _later(now, _seconds(value - now))
            return [here] if here is not None and here.date() == now.date() else []
        return []

    def _again(self, schedule: c.Schedule, subject: Subject | None, every: Value, midnight: datetime) -> list[datetime]:
        """The newest and the next multiple of a length of time, counted from midnight."""
        if isinstance(every, Fraction) and every > 0:
            passed = _seconds(self.decider.world.facts.at - midnight)
            newest = passed // every * every
            found = [_later(midnight, each) for each in (newest, newest + every)]
            return [each for each in found if each is not None and each.date() == midnight.date()]
        doubt = every if isinstance(every, Unknown) else because("a schedule needs a length of time above zero")
        what = "does not tick: how often is unknown"
        self.decider.alarm(schedule.name, subject or Subject(schedule.name, ""), what, doubt)
        return []

    # --- windows --------------------------------------------------------------------------------
    def in_window(self, window: x.Window, bound: Value, event: Subject) -> bool | Unknown:
        """Whether the instant of an event lies in a window; `bound` is the value of its `since`."""
        at = self.decider.world.told(event)["at"].value
        assert isinstance(at, datetime)
        if window.word == "since":
            return _since(at, bound)
        assert window.unit is not None
        this = period(window.unit, self.decider.world.facts.at.date())
        return (this if window.word == "this" else this.before(window.unit)).holds(at.date())


def _since(at: datetime, bound: Value) -> bool | Unknown:
    """Whether an instant is at or after a bound: an instant, or the beginning of a day."""
    if isinstance(bound, Unknown):
        return bound
    if isinstance(bound, datetime):
        return at >= bound
    if isinstance(bound, date):
        return at.date() >= bound
    assert isinstance(bound, Nothing)
    return because("the beginning of a window is none")


def _later(start: datetime, seconds: Fraction) -> datetime | None:
    """An instant so much later, in the same zone; None where there is none in the calendar."""
    try:
        return start + timedelta(microseconds=int(seconds * _MICROSECONDS))
    except OverflowError:
        return None


def _seconds(length: timedelta) -> Fraction:
    return Fraction(length // timedelta(microseconds=1), _MICROSECONDS)


def _looked_back_at(law: c.Law) -> frozenset[str]:
    """The events that some expression ranges over whether they happen now or not; found once for a law."""
    made_of = (
        law.derivations,
        law.permits,
        law.proposals,
        law.allocations,
        law.universes,
        law.kept,
        law.records,
        law.exclusives,
        law.guarantees,
        law.reports,
        law.schedules,
    )
    key = tuple(map(id, made_of))
    if key not in _known:
        while len(_known) >= _REMEMBERED:
            del _known[next(iter(_known))]
        _known[key] = (made_of, frozenset(_found_looked_back_at(law)))
    return _known[key][1]


_known: dict[tuple[int, ...], tuple[object, frozenset[str]]] = {}
"""By the identity of what a law is made of, which is kept beside it so that nothing else takes its identity."""


def _found_looked_back_at(law: c.Law) -> set[str]:
    if not law.schedules:
        return set()
    roots = [part for document in law.documents() for part in expressions(document)]
    roots += [part for each in law.schedules.values() for part in (each.at, each.every, each.on) if part is not None]
    parts = (part for root in roots for part in x.walk(root))
    return {part.scope for part in parts if isinstance(part, x.Items) and not part.happening}


def _order(event: Event) -> tuple[datetime, str, str]:
    return event.at, event.name, event.key


def tick_key(schedule: c.Schedule, subject: Subject | None) -> str:
    """The name under which the last tick of a schedule is kept."""
    return f"{schedule.name} {subject.key}" if subject is not None and subject.key else schedule.name


def environment(subject: Subject | None) -> tuple[Subject, ...]:
    """What an expression of a document is evaluated for: its subject, where it has one."""
    return (subject,) if subject is not None else ()
