"""The decision record: everything an evaluation found, in canonical JSON. The same facts give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, get_args

from engine.backends.reference.aftermath import memory_after, not_repeat_safe, wake_up
from engine.backends.reference.decider import Decider
from engine.backends.reference.reporting import guarantees, reports
from engine.explain import Clause, Explainer, nearest
from engine.legs import legs_told, owners
from engine.memory import NO_MEMORY, Memory, has_memory
from engine.outcome import AllocationOutcome, Decision, GoalOutcome, Intent, Transition
from engine.validity import in_force, out_of_force
from engine.values import Subject, Unknown, Value, value_text
from rules.compile import law as c
from rules.language.numbers import number_text

FORMAT = "alluse/decision-record/1"
NEAREST = 3
BRIEF_SCOPE = 200

Trace = Literal["none", "near", "full"]
"""How much a record explains. `none`: it says what was decided and by which rules, and leaves derived facts, near
misses and clauses to whoever decides again on the same facts. `near`: it explains what is permitted and the nearest
misses. `full`: it explains every subject.
"""

TRACE = "trace"
"""The key under which a record says how much it explains, unless that is the usual."""

DECIDED_FOR = "decided_for"
"""The key under which a record says whose decisions it holds, unless it holds everybody's."""

USUAL: Trace = "near"
"""What a record holds that does not say how much it explains."""


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A record as plain data, ready for canonical JSON. One that was just made has the memory after it as well."""

    content: Mapping[str, Any]
    after: Memory | None = field(default=None, compare=False, repr=False)

    def canonical(self) -> str:
        """Canonical JSON: keys sorted, no blanks, UTF-8, one line feed at the end."""
        return json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def record_of(decider: Decider, trace: Trace = USUAL) -> DecisionRecord:
    """The record of everything a decider decides, with as much explanation as `trace` says."""
    writer = _Writer(decider, trace)
    return DecisionRecord(writer.content(), writer.after)


def trace_of(content: Mapping[str, Any]) -> Trace | None:
    """How much a record explains, as it says itself; None where it says something else."""
    told = content.get(TRACE, USUAL)
    return told if told in get_args(Trace) else None


def decided_for(content: Mapping[str, Any]) -> Subject | None:
    """Whose decisions a record holds; None where it holds everybody's."""
    told = content.get(DECIDED_FOR)
    return None if told is None else Subject(*str(told).split(" ", 1))


class _Writer:
    def __init__(self, decider: Decider, trace: Trace) -> None:
        self.decider = decider
        self.explainer = Explainer(decider)
        self.level = trace
        self.after = NO_MEMORY
        self.traced: set[Subject] = set()
        self.known_owners: dict[Subject, dict[str, str]] = {}

    def content(self) -> dict[str, Any]:
        """All parts of a record, in the order in which they depend on one another."""
        decider = self.decider
        law, facts = decider.law, decider.world.facts
        decided = decider.decisions()
        intents = decider.intents()
        self.after = after = memory_after(decider)
        found_guarantees, found_reports = guarantees(decider), reports(decider)
        wake = wake_up(decider)
        decisions = self.decisions(decided)
        derived = self.derived()
        alarms = {(each.rule, str(each.subject), each.what): each for each in not_repeat_safe(decider, after)}
        alarms.update(decider.alarms)
        out = out_of_force(law, facts.at)
        return {
            "format": FORMAT,
            **({} if self.level == USUAL else {TRACE: self.level}),
            "constitution": {
                "name": law.name,
                "version": law.version,
                "logic_digest": law.logic_digest,
                "effect_digest": law.effect_digest,
                "metadata_digest": law.metadata_digest,
            },
            **({} if decider.decided_for is None else {DECIDED_FOR: str(decider.decided_for)}),
            "judged_as_if_in_force": None if out is None else out.told(),
            "at": facts.at.isoformat(),
            "facts_digest": facts.digest,
            "events": [event.told() for event in decider.happenings.delivered()],
            "assumptions": [
                {"id": each.id, "states": each.states, "reason": each.reason} for each in facts.assumptions
            ],
            "waivers": [self.waiver(each) for each in decider.waivers],
            "terms": [self.terms(each) for each in law.terms if in_force(each.first_day, each.day_after, facts.at)],
            "derived": derived,
            "subjects": {
                scope: {key: self.owners(Subject(scope, key)) for key in told} for scope, told in derived.items()
            },
            "decisions": decisions,
            "proposals": [
                {
                    "action": proposal.action,
                    "subject": proposal.subject.key,
                    "because": list(proposal.because),
                    "fields": _fields(proposal.fields),
                    **_occasion(proposal.occasion, proposal.attempt),
                }
                for action in law.actions
                for _, proposals in sorted(decider.proposals(action).items())
                for proposal in proposals
            ],
            "allocations": [
                self.allocation(outcome) for document in law.allocations for outcome in decider.allocate(document)
            ],
            "standing": [
                {
                    "rule": each.rule,
                    "does": each.does,
                    "subject": each.subject.key,
                    "since": each.since.isoformat(),
                    "outcome": each.outcome,
                    **_occasion(each.occasion, each.attempt),
                }
                for each in decider.duties.standing_ones()
            ],
            "yielded": [
                {"action": each.action, "subject": each.subject.key, "to": each.to, "rule": each.rule}
                for each in sorted(decider.duties.yielded, key=lambda each: (each.action, each.subject, each.rule))
            ],
            "transitions": [self.transition(each) for each in decider.transitions()],
            "recorded": [
                {
                    "rule": each.rule,
                    "subject": str(each.subject),
                    **({} if each.occasion is None else {"occasion": each.occasion}),
                    "event": each.event.told(),
                }
                for each in decider.recording.recorded()
            ],
            "intents": [self.intent(intent) for intent in intents if intent.stands],
            "stopped": [self.intent(intent) for intent in intents if not intent.stands],
            "unknown": self.unknown(),
            "alarms": [
                {
                    "rule": alarm.rule,
                    "subject": str(alarm.subject),
                    "what": alarm.what,
                    "causes": list(alarm.causes),
                }
                for _, alarm in sorted(alarms.items())
            ],
            "left_out": [
                {
                    "universe": each.universe,
                    "subject": str(each.owner),
                    "kept": each.kept,
                    "reasons": [{"because": reason, "count": count} for reason, count in each.reasons],
                }
                for each in sorted(decider.left_out, key=lambda each: (each.universe, each.owner))
                if decider.is_own(each.owner)
            ],
            "guarantees": [
                {
                    "id": each.id,
                    "form": each.form,
                    "checked": each.checked,
                    "held": each.held,
                    "violated": [str(subject) for subject in each.violated],
                    "unknown": [str(subject) for subject in each.unknown],
                }
                for each in found_guarantees
            ],
            "reports": [
                {
                    "report": each.report,
                    "kind": each.kind,
                    "subject": str(each.subject),
                    "shows": _fields(each.shows),
                    "forms": list(each.forms),
                }
                for each in found_reports
            ],
            "wake_up": None if wake is None else {"at": wake.at.isoformat(), "because": list(wake.because)},
            "kept": after.told(brief=self.level == "none") if has_memory(law) else {},
            "kept_unknown": [
                {
                    "rule": each.rule,
                    "fact": str(each.fact),
                    "subject": each.subject.key,
                    "kept": _told(each.value),
                    "causes": list(each.causes),
                }
                for each in sorted(decider.keeping.unknown, key=lambda each: (each.rule, str(each.fact), each.subject))
            ],
            "ended": [
                {"fact": str(each.fact), "subject": each.subject.key, "value": _told(each.value)}
                for each in decider.keeping.ended()
            ],
        }

    # --- decisions ------------------------------------------------------------------------------
    def decisions(self, decided: list[Decision]) -> list[dict[str, Any]]:
        """Every verdict; unless there are to be no traces, those of what is permitted and of the near misses."""
        if self.level == "none":
            return [self.verdict(each) for each in decided]
        obstacles = {
            (each.action, each.subject): self.explainer.obstacles(each)
            for each in decided
            if each.verdict.word != "permitted"
        }
        near: dict[tuple[str, Subject], int] = {}
        groups: dict[tuple[str, Subject | None], list[tuple[Decision, list[Clause]]]] = {}
        for each in decided:
            if each.verdict.word != "permitted":
                key = (each.action, self.group(each))
                groups.setdefault(key, []).append((each, obstacles[each.action, each.subject]))
        for members in groups.values():
            for place, (each, _) in enumerate(nearest(members, NEAREST), 1):
                near[each.action, each.subject] = place
        return [self.decision(each, obstacles, near) for each in decided]

    def group(self, decision: Decision) -> Subject | None:
        """Where a decision's near misses are counted."""
        scope = self.decider.law.actions[decision.action].nearest_in
        return self.decider.world.reach(decision.subject, scope) if scope is not None else None

    def decision(
        self,
        decision: Decision,
        obstacles: Mapping[tuple[str, Subject], list[Clause]],
        near: Mapping[tuple[str, Subject], int],
    ) -> dict[str, Any]:
        key = (decision.action, decision.subject)
        verdict = decision.verdict
        told = {**self.verdict(decision), "nearest_miss": None}
        if verdict.word != "permitted":
            told["nearest_miss"] = self.miss(obstacles[key])
            told["failing"] = len(obstacles[key])
        if key in near:
            told["near"] = near[key]
        proposed = decision.subject in self.decider.proposals(decision.action)
        if self.level == "full" or proposed or key in near or verdict.word == "permitted":
            self.traced.add(decision.subject)
            told["of"] = self.owners(decision.subject)
            if key in obstacles:
                told["in_the_way"] = [self.obstacle(clause) for clause in obstacles[key]]
            told["trace"] = self.trace(decision)
        return told

    @staticmethod
    def verdict(decision: Decision) -> dict[str, Any]:
        """A verdict with the rules that made it."""
        verdict = decision.verdict
        told: dict[str, Any] = {
            "action": decision.action,
            "subject": decision.subject.key,
            "verdict": verdict.word,
            "because": list(verdict.because),
        }
        if verdict.doubtful:
            told["unknown"] = list(verdict.doubtful)
        if verdict.waived:
            told["waived"] = list(verdict.waived)
        return told

    def miss(self, clauses: list[Clause]) -> dict[str, Any] | None:
        """The measurable clause that misses by the least, else the first that fails."""
        if not clauses:
            return None
        measured = [clause for clause in clauses if clause.margin is not None]
        best = min(measured, key=lambda clause: clause.relative) if measured else clauses[0]
        return self.obstacle(best)

    def obstacle(self, clause: Clause) -> dict[str, Any]:
        """A clause that would have to be otherwise."""
        return {
            "rule": clause.rule,
            "about": str(clause.about),
            "verdict": clause.state,
            "clause": clause.text,
            "margin": None if clause.margin is None else number_text(clause.margin),
            "unit": clause.unit,
            "says": clause.says,
        }

    def trace(self, decision: Decision) -> list[dict[str, Any]]:
        """Every rule that speaks to the decision, clause by clause."""
        verdict = decision.verdict
        found: list[dict[str, Any]] = []
        for permit in self.decider.law.permits:
            if decision.action not in permit.actions or permit.reads_action or permit.path(decision.action) is None:
                continue
            _, owner = self.explainer.rule(permit.id, decision)
            state = self.decider.rule_state(permit, owner)
            if not state.applies:
                continue
            role = "waived" if permit.id in verdict.waived else permit.effect
            clauses = self.explainer.clauses(permit.id, permit.when, (owner,))
            holds = "unknown" if isinstance(state.holds, Unknown) else ("true" if state.holds else "false")
            found.append(
                {
                    "rule": permit.id,
                    "effect": role,
                    "holds": holds,
                    "clauses": [self.clause(each) for each in clauses],
                }
            )
        return found

    def clause(self, clause: Clause) -> dict[str, Any]:
        return {
            "text": clause.text,
            "verdict": clause.state,
            "values": dict(clause.values),
            "margin": None if clause.margin is None else number_text(clause.margin),
            "unit": clause.unit,
            "says": clause.says,
        }

    # --- the rest -------------------------------------------------------------------------------
    def derived(self) -> dict[str, Any]:
        """Derived facts of the small scopes and of every traced subject and what it belongs to; none without traces."""
        decider = self.decider
        told: dict[str, dict[str, dict[str, Any]]] = {}
        if self.level == "none":
            return told
        for fact in decider.law.derivations:
            declared = decider.law.facts[fact]
            subjects = decider.own(fact.scope)
            if len(subjects) > BRIEF_SCOPE and self.level != "full":
                subjects = self.traced_in(fact.scope)
            for subject in subjects:
                if decider.is_of(subject, declared.kind):
                    value = decider.derive(fact, subject)
                    told.setdefault(fact.scope, {}).setdefault(subject.key, {})[fact.name] = _told(value)
        return told

    def traced_in(self, scope: str) -> tuple[Subject, ...]:
        """The subjects of a scope that a traced subject leads to."""
        world = self.decider.world
        found: set[Subject] = set()
        for subject in self.traced:
            if subject.scope == scope:
                found.add(subject)
            elif world.route(subject.scope, scope) is not None:
                reached = world.reach(subject, scope)
                if reached is not None:
                    found.add(reached)
        return tuple(sorted(found))

    def allocation(self, outcome: AllocationOutcome) -> dict[str, Any]:
        return {
            "rule": outcome.rule,
            "action": outcome.action,
            "subject": str(outcome.subject),
            "chosen": [{"subject": item.key, "count": count} for item, count in outcome.chosen],
            "binding": list(outcome.binding),
            "goals": [self.goal(goal) for goal in outcome.goals],
        }

    def goal(self, goal: GoalOutcome) -> dict[str, Any]:
        short: Value | None = None
        if isinstance(goal.at_least, Fraction):
            short = max(goal.at_least - goal.reached, Fraction(0))
        return {
            "group": str(goal.group),
            "reached": number_text(goal.reached),
            "at_least": None if goal.at_least is None else _told(goal.at_least),
            "at_most": None if goal.at_most is None else _told(goal.at_most),
            "shortfall": None if short is None else _told(short),
        }

    def intent(self, intent: Intent) -> dict[str, Any]:
        owners = self.owners(intent.subject)
        return {
            "action": intent.action,
            "subject": intent.subject.key,
            "of": owners,
            "fields": _fields(intent.fields),
            "because": list(intent.because),
            "stopped_by": list(intent.stopped_by),
            "causes": list(intent.causes),
            "unknown_fields": list(intent.unknown_fields),
            **legs_told(self.decider, intent),
            **_occasion(intent.occasion, intent.attempt),
        }

    def transition(self, transition: Transition) -> dict[str, Any]:
        return {
            "machine": transition.machine,
            "fact": str(transition.fact),
            "subject": transition.subject.key,
            "from": transition.source,
            "to": transition.to,
            "because": list(transition.because),
            "at": transition.at.isoformat(),
            "causes": list(transition.causes),
        }

    def owners(self, subject: Subject) -> dict[str, str]:
        """The subjects that this one leads to, by scope."""
        found = self.known_owners.get(subject)
        if found is None:
            found = self.known_owners[subject] = owners(self.decider, subject)
        return found

    def unknown(self) -> list[dict[str, Any]]:
        """Given facts that were asked for and not known: by fact and cause, how many subjects, and the first."""
        return [
            {"fact": fact, "cause": cause, "subjects": len(subjects), "first": str(min(subjects))}
            for (fact, cause), subjects in sorted(self.decider.unknown_given.items())
        ]

    def waiver(self, waiver: c.WaiverOf) -> dict[str, Any]:
        return {
            "id": waiver.id,
            "suspends": list(waiver.suspends),
            "for": f"{waiver.scope} {waiver.key}" if waiver.scope else None,
            "approved_by": waiver.approved_by,
            "reason": waiver.reason,
            "in_force": in_force(waiver.first_day, waiver.day_after, self.decider.world.facts.at),
        }

    def terms(self, terms: c.TermsOf) -> dict[str, Any]:
        return {
            "id": terms.id,
            "for": f"{terms.scope} {terms.key}",
            "values": {
                name if word is None else f"{name} for {word}": _literal(value) for name, word, value in terms.values
            },
            "approved_by": terms.approved_by,
            "reason": terms.reason,
        }


def _fields(fields: tuple[tuple[str, Value], ...]) -> dict[str, Any]:
    return {name: _told(value) for name, value in fields}


def _occasion(occasion: str | None, attempt: int | None) -> dict[str, Any]:
    """The occasion that a duty uses up, and which attempt it is, where there are any."""
    told: dict[str, Any] = {} if occasion is None else {"occasion": occasion}
    return told if attempt is None else {**told, "attempt": attempt}


def _told(value: Value) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, frozenset):
        return sorted(value_text(item) for item in value)
    if isinstance(value, Unknown):
        told: dict[str, Any] = {"unknown": list(value.causes)}
        if value.low is not None or value.high is not None:
            told["low"] = None if value.low is None else number_text(value.low)
            told["high"] = None if value.high is None else number_text(value.high)
        return told
    return value_text(value)


def _literal(value: object) -> Any:
    if isinstance(value, tuple):
        return [_literal(item) for item in value]
    if isinstance(value, Fraction):
        return number_text(value)
    return str(value)
