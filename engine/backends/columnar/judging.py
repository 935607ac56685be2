"""Verdicts as columns: which rules hold, fail, stand or could not be judged, for every subject of an action."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backends.columnar.errors import CannotColumn, Refusal
from engine.backends.columnar.lowering import Lowering
from engine.backends.columnar.nodes import Node
from engine.backends.columnar.values import Unheld
from engine.backends.columnar.vocabulary import mask_column
from rules.compile import law as c
from rules.language.typed import FactId

VERDICTS = ("nothing", "not_permitted", "permitted", "forbidden")
"""Verdicts by their codes; `nothing` where no rule speaks to the subject."""
NOTHING, NOT_PERMITTED, PERMITTED, FORBIDDEN = range(len(VERDICTS))


@dataclass(frozen=True, slots=True)
class RuleColumns:
    """A rule, for the subjects of an action: where it fires, fails, and could not be judged.

    A permit fires where it holds, a forbid where it stands. Only permits fail.
    """

    rule: c.TypedPermit
    fired: Node
    failed: Node
    doubtful: Node


@dataclass(frozen=True, slots=True)
class ActionColumns:
    """The verdict on an action: its code, and what each of its rules says."""

    action: str
    scope: str
    verdict: Node
    rules: tuple[RuleColumns, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    applies: Node
    true: Node
    false: Node


class Judging:
    """Lowers the rules that speak to actions. Each rule is lowered once, for the subjects of its own scope."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self.plan = lowering.plan
        self._judged: dict[str, _Judged] = {}
        self._permitted: dict[tuple[str, tuple[str, ...]], Node] = {}
        lowering.would_permit = self.would_permit
        lowering.verdict_is = self.verdict_is

    def asked(self, action: str, but_for: tuple[str, ...] = ()) -> list[c.TypedPermit]:
        """The rules that make the verdict on an action before sizing."""
        return [
            each
            for each in self.lowering.law.permits
            if action in each.actions
            and each.path(action) is not None
            and not each.reads_action
            and each.id not in but_for
        ]

    def action(self, action: str, but_for: tuple[str, ...] = ()) -> ActionColumns:
        """The verdict on an action, for all its subjects. Raises CannotColumn with every rule that is refused."""
        plan = self.plan
        scope = self.lowering.law.actions[action].on
        rules = self.asked(action, but_for)
        refusals: list[Refusal] = []
        judged: list[tuple[c.TypedPermit, _Judged]] = []
        for rule in rules:
            try:
                judged.append((rule, self._for_action(rule, action)))
            except CannotColumn as refused:
                refusals += refused.refusals
        if refusals:
            raise CannotColumn(dict.fromkeys(refusals))
        reducing = self.lowering.law.actions[action].risk == "reducing"
        granted = {rule.id: plan.both(state.applies, state.true) for rule, state in judged if rule.effect == "permit"}
        found: list[RuleColumns] = []
        spoken = plan.flag(False)
        for rule, state in judged:
            doubt = plan.both(state.applies, plan.no(plan.any_of(state.true, state.false)))
            if rule.effect == "permit":
                failed = plan.both(state.applies, plan.no(state.true))
                found.append(RuleColumns(rule, granted[rule.id], failed, doubt))
                spoken = plan.any_of(spoken, state.applies)
                continue
            lifted = plan.any_of(
                *(granted[other.id] for other, _ in judged if other.id in granted and rule.id in other.exception_to)
            )
            holds = state.true if reducing else plan.no(state.false)
            stands = plan.both(state.applies, holds, plan.no(lifted))
            doubtful = plan.flag(False) if reducing else plan.both(doubt, plan.no(lifted))
            found.append(RuleColumns(rule, stands, plan.flag(False), doubtful))
        forbidden = plan.any_of(*(each.fired for each in found if each.rule.effect == "forbid"))
        permitted = plan.any_of(*granted.values())
        verdict = plan.pick(spoken, plan.whole(NOT_PERMITTED), plan.whole(NOTHING))
        verdict = plan.pick(permitted, plan.whole(PERMITTED), verdict)
        verdict = plan.pick(forbidden, plan.whole(FORBIDDEN), verdict)
        return ActionColumns(action, scope, verdict, tuple(found))

    def would_permit(self, action: str, but_for: tuple[str, ...]) -> Node:
        """Where an action would be permitted."""
        key = (action, but_for)
        if key not in self._permitted:
            verdict = self.action(action, but_for).verdict
            self._permitted[key] = self.plan.same(verdict, self.plan.whole(PERMITTED))
        return self._permitted[key]

    def verdict_is(self, action: str, state: str) -> Node:
        """Where the verdict on an action is this word."""
        verdict = self.action(action).verdict
        codes = {NOTHING, NOT_PERMITTED} if state == "not_permitted" else {VERDICTS.index(state)}
        return self.plan.among(verdict, codes)

    def check(self, rule: c.TypedPermit, action: str) -> None:
        """Raises CannotColumn where a rule is refused."""
        self._for_action(rule, action)

    def _for_action(self, rule: c.TypedPermit, action: str) -> _Judged:
        plan, lowering = self.plan, self.lowering
        path = rule.path(action)
        assert path is not None
        with lowering.within(rule.id):
            state = self._state(rule)
            try:
                owner = lowering.subject(path, lowering.frame(lowering.law.actions[action].on))
            except Unheld as unheld:
                raise lowering.refuse(str(unheld)) from None
        applies, true, false = (plan.gather(each, owner.value) for each in (state.applies, state.true, state.false))
        if any(rule.id in waiver.suspends for waiver in lowering.law.waivers):
            waived = plan.column(mask_column(FactId(lowering.law.actions[action].on, rule.id), "waived"))
            applies = plan.both(applies, plan.no(waived))
        return _Judged(applies, true, false)

    def _state(self, rule: c.TypedPermit) -> _Judged:
        if rule.id not in self._judged:
            lowering, plan = self.lowering, self.plan
            frame = lowering.frame(rule.scope)
            applies = lowering.is_of(rule.kind, rule.scope)
            if rule.where is not None:
                applies = plan.both(applies, lowering.truth(rule.where, frame).true)
            holds = lowering.truth(rule.when, frame)
            self._judged[rule.id] = _Judged(applies, holds.true, holds.false)
        return self._judged[rule.id]
