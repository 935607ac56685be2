"""Who makes it so: the subjects for which `any`, `no`, `every` and `count of` are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment
from engine.values import Subject, Unknown, unknown_of
from rules.language import typed as x


def witnesses(decider: Decider, part: x.Aggregate, environment: Environment, state: bool | Unknown) -> str:
    """The first subject for which `any` is true, `no` or `every` is false or `count of` counts, and how many more.

    Of what is unknown: the first that is in doubt, and why. Empty where nobody makes it so: no subject is the reason
    why `any` is false, or all are.
    """
    if part.function not in {"any", "no", "every", "count"} or state is (part.function != "any"):
        return ""
    items = decider.items(part.items, environment)
    if part.function == "every" and part.value is not None:
        items = _failing(decider, part.items.slot, part.value, items, environment)
    sure = [subject for subject, belongs in items if belongs is True]
    if not isinstance(state, Unknown):
        return first_of(decider, sure)
    doubtful = [(subject, belongs) for subject, belongs in items if isinstance(belongs, Unknown)]
    if not doubtful:
        return ""
    who = first_of(decider, [subject for subject, _ in doubtful[:1]], len(doubtful) - 1)
    return f"{who}: {'; '.join(doubtful[0][1].causes)}"


def _failing(
    decider: Decider,
    slot: int,
    value: x.Expression,
    items: Sequence[tuple[Subject, bool | Unknown]],
    environment: Environment,
) -> list[tuple[Subject, bool | Unknown]]:
    """Of what `every` ranges over: what it does not hold for, and what it may not hold for."""
    found: list[tuple[Subject, bool | Unknown]] = []
    for subject, belongs in items:
        holds = decider.truth(value, (*environment[:slot], subject))
        if holds is True:
            continue
        doubts = [each for each in (belongs, holds) if isinstance(each, Unknown)]
        found.append((subject, unknown_of(doubts) if doubts else True))
    return found


def first_of(decider: Decider, subjects: Sequence[Subject], more: int = 0) -> str:
    """`release CPI-0416 (and 2 more)`; of what happened the last, by its instant: its key says nothing to a person."""
    if not subjects:
        return ""
    more += len(subjects) - 1
    also = f" (and {more} more)" if more else ""
    if not decider.law.scopes[subjects[0].scope].event:
        return f"{subjects[0]}{also}"
    instants = [given.value for each in subjects if (given := decider.world.told(each).get("at")) is not None]
    last = max((each for each in instants if isinstance(each, datetime)), default=None)
    name = decider.law.events[subjects[0].scope].words or subjects[0].scope
    return f"{name}{f' at {moment(last, decider.world.facts.at)}' if last is not None else ''}{also}"


def moment(instant: datetime, now: datetime) -> str:
    """An instant as a person reads it: the day only where it is another one, the seconds only where there are any.

    It is told in the offset in which it was written, and the offset where it is not that of `now`: across a change to
    daylight saving time, 09:30 of the day before stays 09:30.
    """
    finest = "seconds" if instant.second else "minutes"
    if instant.utcoffset() != now.utcoffset():
        return instant.isoformat(" ", finest)
    told = instant.replace(tzinfo=None)
    return told.time().isoformat(finest) if told.date() == now.date() else told.isoformat(" ", finest)
