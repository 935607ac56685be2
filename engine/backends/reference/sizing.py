"""How many of each permitted item: allocations, their limits, goals and preferences."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.allocate import AllocationError, FirstBy, Limit, Objective, Problem, allocate
from engine.backends.reference.ordering import Order, ordinal
from engine.outcome import AllocationOutcome, GoalOutcome
from engine.values import Nothing, Subject, Unknown, Value, because, unknown_of
from rules.compile import law as c
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider


class Sizing:
    """Sizes the allocations of one evaluation, each when it is first asked for."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.allocations: dict[str, list[AllocationOutcome]] = {}

    def allocate(self, document: c.TypedAllocation) -> list[AllocationOutcome]:
        """How many of each item, for every subject of the allocation; writes the counts."""
        if document.id not in self.allocations:
            self.allocations[document.id] = []
            with self.decider.judging(document.id):
                outcomes = [
                    self._allocate_for(document, subject)
                    for subject in self.decider.own(document.scope)
                    if self.decider.is_of(subject, document.kind) and self.decider.concerns(document, subject)
                ]
            self.allocations[document.id] = [outcome for outcome in outcomes if outcome is not None]
        return self.allocations[document.id]

    def _allocate_for(self, document: c.TypedAllocation, subject: Subject) -> AllocationOutcome | None:
        environment = (subject,)
        if document.when is not None:
            holds = self.decider.truth(document.when, environment)
            if isinstance(holds, Unknown):
                self.decider.alarm(document.id, subject, "nothing is allocated: it cannot be judged", holds)
                return None
            if not holds:
                return None
        items = self._allocatable(document, subject)
        limits = self._limits(document, subject, items)
        goal_limits, groups = self._goals(document, subject, items)
        problem = Problem(
            names=tuple(item.key for item in items),
            upper=tuple(None for _ in items),
            limits=(*limits, *goal_limits),
            objectives=tuple(self._objectives(document, items)),
        )
        counts: tuple[int, ...] = tuple(0 for _ in items)
        binding: tuple[str, ...] = ()
        if items:
            try:
                found = allocate(problem)
                counts, binding = found.counts, found.binding
            except AllocationError as error:
                self.decider.alarm(document.id, subject, "nothing is allocated", Unknown((str(error),)))
        for item, count in zip(items, counts, strict=True):
            self.decider.written[(document.fact, item)] = Fraction(count)
        goals = tuple(self._reached(document, groups[key], items, counts, binding) for key in sorted(groups))
        chosen = tuple((item, count) for item, count in zip(items, counts, strict=True) if count)
        return AllocationOutcome(document.id, document.action, subject, chosen, binding, goals)

    def _allocatable(self, document: c.TypedAllocation, subject: Subject) -> list[Subject]:
        """Permitted items whose every number is known, in the order of the ties."""
        found: list[tuple[tuple[object, ...], str, Subject]] = []
        for item, belongs in self.decider.items(document.among, (subject,)):
            if self.decider.verdict(document.action, item).word != "permitted":
                continue
            inner = (subject, item)
            needed: list[Value] = [belongs]
            for limit in document.limits:
                counts: bool | Unknown = True if limit.where is None else self.decider.truth(limit.where, inner)
                needed += [counts] if counts is not True else [self.decider.value(limit.amount, inner)]
            needed += [self.decider.value(ranking.value, inner) for ranking in document.prefer]
            if document.goal is not None:
                needed.append(self.decider.value(document.goal.amount, inner))
            ties = [self.decider.value(tie, inner) for tie in document.ties]
            unknown = [value for value in (*needed, *ties) if isinstance(value, Unknown | Nothing)]
            if unknown:
                self.decider.alarm(document.id, item, "left out: an amount is unknown", unknown_of(unknown))
                continue
            found.append((tuple(Order(tie, False) for tie in ties), item.key, item))
        return [item for _, _, item in sorted(found)]

    def _limits(self, document: c.TypedAllocation, subject: Subject, items: Sequence[Subject]) -> list[Limit]:
        """Each limit once for each group that an item belongs to."""
        found: list[Limit] = []
        for limit in document.limits:
            groups: dict[Subject, list[Fraction]] = {}
            for index, item in enumerate(items):
                inner = (subject, item)
                if limit.where is not None and self.decider.truth(limit.where, inner) is not True:
                    continue
                group = self.decider.subject(limit.group, inner)
                amount = self.decider.value(limit.amount, inner)
                if isinstance(group, Subject) and isinstance(amount, Fraction):
                    groups.setdefault(group, [Fraction(0)] * len(items))[index] = amount
            for group in sorted(groups):
                cap = self._cap(document, limit.name, limit.at_most, subject, group)
                found.append(Limit(f"{limit.name} {group}", cap, tuple(groups[group])))
        return found

    def _cap(
        self, document: c.TypedAllocation, name: str, at_most: x.Expression, subject: Subject, group: Subject
    ) -> Fraction:
        """The number of a limit; an unknown one is zero, and told."""
        environment = (subject,) if group == subject else (subject, group)
        cap = self.decider.value(at_most, environment)
        if isinstance(cap, Fraction):
            return max(cap, Fraction(0))
        doubt = cap if isinstance(cap, Unknown) else because("the limit is none")
        self.decider.alarm(document.id, group, f"the limit {name} is taken as zero: it is unknown", doubt)
        return Fraction(0)

    def _goals(
        self, document: c.TypedAllocation, subject: Subject, items: Sequence[Subject]
    ) -> tuple[list[Limit], dict[str, Subject]]:
        """Limits from the upper ends of goals, and the groups that have a goal."""
        goal = document.goal
        if goal is None:
            return [], {}
        owners = (subject,) if goal.scope == subject.scope else self.decider.world.within(goal.scope, subject)
        groups = {owner.key: owner for owner in owners}
        limits: list[Limit] = []
        if goal.at_most is not None:
            for key in sorted(groups):
                amounts = [
                    self._amount(goal.amount, subject, item)
                    if self.decider.subject(goal.group, (subject, item)) == groups[key]
                    else Fraction(0)
                    for item in items
                ]
                if any(amounts):
                    cap = self._cap(document, "GOAL", goal.at_most, subject, groups[key])
                    limits.append(Limit(f"GOAL {groups[key]}", cap, tuple(amounts)))
        return limits, groups

    def _amount(self, amount: x.Expression, subject: Subject, item: Subject) -> Fraction:
        value = self.decider.value(amount, (subject, item))
        return value if isinstance(value, Fraction) else Fraction(0)

    def _reached(
        self,
        document: c.TypedAllocation,
        group: Subject,
        items: Sequence[Subject],
        counts: Sequence[int],
        binding: Sequence[str],
    ) -> GoalOutcome:
        """What one group reached of its goal."""
        goal = document.goal
        assert goal is not None
        owner = self.decider.world.reach(group, document.scope) or group
        reached = Fraction(0)
        for item, count in zip(items, counts, strict=True):
            if count and self.decider.subject(goal.group, (owner, item)) == group:
                reached += self._amount(goal.amount, owner, item) * count
        environment = (owner,) if group == owner else (owner, group)
        ends = [
            self.decider.value(end, environment) if end is not None else None for end in (goal.at_least, goal.at_most)
        ]
        return GoalOutcome(group, reached, ends[0], ends[1], tuple(binding))

    def _objectives(self, document: c.TypedAllocation, items: Sequence[Subject]) -> list[Objective | FirstBy]:
        found: list[Objective | FirstBy] = []
        for ranking in document.prefer:
            owners = [self.decider.world.reach(item, document.scope) for item in items]
            values = [
                self.decider.value(ranking.value, (owner or item, item))
                for owner, item in zip(owners, items, strict=True)
            ]
            if ranking.word in {"most of", "least of"}:
                numbers = tuple(value if isinstance(value, Fraction) else Fraction(0) for value in values)
                found.append(Objective("most" if ranking.word == "most of" else "least", numbers))
            else:
                sign = 1 if ranking.word == "first by lowest" else -1
                found.append(FirstBy(tuple((sign * ordinal(value),) for value in values)))
        return found
