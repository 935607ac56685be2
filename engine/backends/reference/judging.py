"""One verdict in the making: which rules hold, fail, stand, are suspended, and on which leg of an action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.outcome import OnLeg, Verdict
from engine.values import Subject, Unknown, because, unknown_of, value_text
from rules.compile import law as c

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider


@dataclass(frozen=True, slots=True)
class RuleState:
    """What a permit or forbid says for its subject: does not apply, or its condition's truth."""

    applies: bool
    holds: bool | Unknown = False


@dataclass(slots=True)
class Judging:
    """The verdict on one action for one subject. Rules of the names in `excepted` do not stand."""

    decider: Decider
    action: c.Action
    subject: Subject
    excepted: list[str]
    granted: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    applied: list[str] = field(default_factory=list)
    waived: list[str] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    on_legs: list[OnLeg] = field(default_factory=list)

    def judge(self, permit: c.TypedPermit, owner: Subject) -> None:
        """A rule for the subject to which the action's own subject leads."""
        state = self.decider.rule_state(permit, owner)
        if not state.applies:
            return
        if self.decider.suspended(permit.id, self.subject):
            self.waived.append(permit.id)
        elif permit.effect == "permit":
            self._grants(permit, state)
        else:
            own = self.action.own_leg
            self._stands(permit, state, own.name if own is not None else None, owner)

    def over_legs(self, ways: Iterable[tuple[c.TypedPermit, c.LegPath]]) -> None:
        """The forbids for what the legs on fields lead to; what the action's own subject leads to is judged already."""
        judged: set[tuple[str, Subject]] = set()
        for permit, way in ways:
            leg = self.leg(way.leg)
            owner = self.decider.subject(way.path, (self.subject,)) if isinstance(leg, Subject) else leg
            if not isinstance(leg, Subject) or not isinstance(owner, Subject):
                # Nothing is known of whom the rule is for, and so nothing of what it asks.
                doubt = owner if isinstance(owner, Unknown) else because(f"{leg} leads to no {permit.scope}")
                self._stands(permit, RuleState(True, doubt), way.leg.name, None)
                continue
            own = permit.path(self.action.name)
            if (permit.id, owner) in judged or (
                own is not None and self.decider.subject(own, (self.subject,)) == owner
            ):
                continue
            judged.add((permit.id, owner))
            state = self.decider.rule_state(permit, owner)
            if not state.applies:
                continue
            if self.decider.suspended_on_leg(permit.id, leg, self.subject):
                self.waived.append(permit.id)
            else:
                self._stands(permit, state, way.leg.name, owner)

    def leg(self, leg: c.Leg) -> Subject | Unknown:
        """Whom a leg on a field stands on; unknown where the field is, or where that is not among the facts."""
        assert leg.field is not None
        found = self.decider.fields.get(leg.field)
        if isinstance(found, Unknown):
            return found
        if isinstance(found, Subject) and found in self.decider.world.subjects(found.scope):
            return found
        return because(
            f"the leg {leg.name} stands on {value_text(found) if found is not None else 'nothing'}, "
            f"which is not among the facts"
        )

    def _grants(self, permit: c.TypedPermit, state: RuleState) -> None:
        if state.holds is True:
            self.granted.append(permit.id)
            self.excepted += permit.exception_to
            return
        self.failed.append(permit.id)
        if isinstance(state.holds, Unknown):
            self.unknown.append(state.holds)
            self.doubtful.append(permit.id)

    def _stands(self, permit: c.TypedPermit, state: RuleState, leg: str | None, about: Subject | None) -> None:
        if state.holds is False:
            return
        if isinstance(state.holds, Unknown):
            self.unknown.append(state.holds)
            if self.action.risk == "reducing":
                what = f"does not stop {self.action.name}, though it cannot be judged"
                self.decider.alarm(permit.id, self.subject, what, state.holds)
                return
            self.doubtful.append(permit.id)
        self.applied.append(permit.id)
        if leg is not None:
            self.on_legs.append(OnLeg(permit.id, leg, about))

    def verdict(self) -> Verdict:
        """What all rules come to that were judged: an exception lifts what it is an exception to."""
        excepted = frozenset(self.excepted)
        stopped = dict.fromkeys(rule for rule in self.applied if rule not in excepted)
        counted = {*self.failed, *stopped}
        return Verdict(
            granted=tuple(self.granted),
            failed=tuple(self.failed),
            applied=tuple(stopped),
            doubtful=tuple(rule for rule in dict.fromkeys(self.doubtful) if rule in counted),
            waived=tuple(dict.fromkeys(self.waived)),
            causes=unknown_of(self.unknown).causes if self.unknown else (),
            on_legs=tuple(each for each in self.on_legs if each.rule in stopped),
        )
