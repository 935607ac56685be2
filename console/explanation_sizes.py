"""How many of a subject the allocations take, and which of their limits leave no room for one more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from console.decided import Decided
from engine.backends.reference.evaluator import Environment
from engine.outcome import Alarm, AllocationOutcome
from engine.values import Subject
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import NumberType, Type


@dataclass(frozen=True, slots=True)
class LimitSaid:
    """A limit that leaves no room for one more: how much is taken, what one more would take, and where it comes from.

    `text` is empty where the limit is a plain number.
    """

    name: str
    group: str
    taken: str
    one_more: str
    at_most: str
    text: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SizeSaid:
    """What one allocation takes of one subject.

    `others` are what it takes of others for the same `owner`; `why` are its alarms about the subject and its owner.
    """

    rule: str
    owner: str
    count: int
    others: tuple[tuple[str, int], ...]
    held_back_by: tuple[LimitSaid, ...]
    why: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "rule": self.rule,
            "owner": self.owner,
            "count": self.count,
            "others": [{"subject": key, "count": count} for key, count in self.others],
            "held_back_by": [
                {
                    "limit": each.name,
                    "group": each.group,
                    "taken": each.taken,
                    "one_more": each.one_more,
                    "at_most": each.at_most,
                    "how": each.text,
                    "values": dict(each.values),
                }
                for each in self.held_back_by
            ],
            "why": list(self.why),
        }


def sizes(decided: Decided, action: str, subject: Subject) -> tuple[SizeSaid, ...]:
    """What each allocation of an action takes of a subject that is permitted; nothing where none ranges over it."""
    found: list[SizeSaid] = []
    for document in decided.law.allocations:
        if document.action != action:
            continue
        outcomes = decided.decider.allocate(document)
        for owner in decided.decider.world.subjects(document.scope):
            items = decided.decider.items(document.among, (owner,))
            if not any(item == subject for item, _ in items):
                continue
            outcome = next((each for each in outcomes if each.subject == owner), None)
            found.append(_size(decided, document, owner, subject, outcome))
    return tuple(found)


def _size(
    decided: Decided, document: c.TypedAllocation, owner: Subject, item: Subject, outcome: AllocationOutcome | None
) -> SizeSaid:
    chosen = {} if outcome is None else dict(outcome.chosen)
    alarms = [
        _alarm(each)
        for each in decided.decider.alarms.values()
        if each.rule == document.id and each.subject in {item, owner}
    ]
    others = tuple((each.key, count) for each, count in chosen.items() if each != item)
    limits: tuple[LimitSaid, ...] = ()
    left_out = any((each.rule, each.subject) == (document.id, item) for each in decided.decider.alarms.values())
    if outcome is not None and not left_out:
        limits = (*_limits(decided, document, outcome, item), *_goals(decided, document, outcome, item))
    elif outcome is None and not alarms and document.when is not None:
        alarms = [f"{decided.explainer.text(document.when)}: false"]
    return SizeSaid(document.id, str(owner), chosen.get(item, 0), others, limits, tuple(alarms))


def _alarm(alarm: Alarm) -> str:
    return f"{alarm.what}: {'; '.join(alarm.causes)}" if alarm.causes else alarm.what


def _limits(
    decided: Decided, document: c.TypedAllocation, outcome: AllocationOutcome, item: Subject
) -> Iterator[LimitSaid]:
    """The limits that one more of an item would overstep."""
    decider, owner = decided.decider, outcome.subject
    for limit in document.limits:
        group = _counted(decided, limit, (owner, item))
        amount = decider.value(limit.amount, (owner, item))
        if group is None or not isinstance(amount, Fraction) or amount <= 0:
            continue
        taken = Fraction(0)
        for other, count in outcome.chosen:
            if _counted(decided, limit, (owner, other)) == group:
                each = decider.value(limit.amount, (owner, other))
                taken += each * count if isinstance(each, Fraction) else 0
        said = _limit(decided, limit.name, owner, group, taken, amount, limit.at_most)
        if said is not None:
            yield said


def _counted(decided: Decided, limit: c.TypedLimit, environment: Environment) -> Subject | None:
    """The group in which an item counts towards a limit; None where it does not."""
    if limit.where is not None and decided.decider.truth(limit.where, environment) is not True:
        return None
    group = decided.decider.subject(limit.group, environment)
    return group if isinstance(group, Subject) else None


def _goals(
    decided: Decided, document: c.TypedAllocation, outcome: AllocationOutcome, item: Subject
) -> Iterator[LimitSaid]:
    """The upper end of a goal, where one more of an item would overstep it."""
    goal = document.goal
    if goal is None or goal.at_most is None:
        return
    group = decided.decider.subject(goal.group, (outcome.subject, item))
    amount = decided.decider.value(goal.amount, (outcome.subject, item))
    reached = next((each.reached for each in outcome.goals if each.group == group), None)
    if isinstance(group, Subject) and isinstance(amount, Fraction) and amount > 0 and reached is not None:
        said = _limit(decided, "GOAL", outcome.subject, group, reached, amount, goal.at_most)
        if said is not None:
            yield said


def _limit(
    decided: Decided, name: str, owner: Subject, group: Subject, taken: Fraction, more: Fraction, at_most: x.Expression
) -> LimitSaid | None:
    """A limit that has no room for as much more; one that nobody knows is taken as zero."""
    environment = (owner,) if group == owner else (owner, group)
    found = decided.decider.value(at_most, environment)
    cap = max(found, Fraction(0)) if isinstance(found, Fraction) else Fraction(0)
    if taken + more <= cap:
        return None
    explainer = decided.explainer
    text = "" if isinstance(at_most, x.Constant) else explainer.text(at_most)
    values = tuple(each for each in explainer.values(at_most, environment) if each[0] != text)
    of = _computed(at_most.type)
    used, one_more, limit = (explainer.shown(each, of) for each in (taken, more, found))
    return LimitSaid(name, str(group), used, one_more, limit, text, values)


def _computed(of: Type) -> Type:
    return of.computed() if isinstance(of, NumberType) and of.name is None else of
