"""What a decision comes to for one subject: every rule that speaks to it, and every clause of those rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from console.decided import Decided, decide
from console.explanation_kept import Behind, kept_of
from console.explanation_sizes import SizeSaid, sizes
from console.reading import Case
from console.subjects import LeftOut, find_subjects
from console.trouble import Trouble
from engine.backends.reference.evaluator import Environment
from engine.explain import Clause, reads, state_word
from engine.legs import legs_told, owners
from engine.outcome import Decision, Intent, Standing
from engine.values import Subject, Value
from engine.witnesses import moment
from rules.compile import law as c
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.numbers import number_text

FORMAT = "alluse/explanation/1"

_NEAREST = 3
"""Subjects that are explained when none is named."""


@dataclass(frozen=True, slots=True)
class ClauseSaid:
    """One clause for one subject, told: its truth, what it reads, and how far it is from its boundary.

    `notes` say who makes it so, and what keeps the kept facts that it reads.
    """

    rule: str
    about: str
    text: str
    state: str
    values: tuple[tuple[str, str], ...]
    margin: Fraction | None
    unit: str
    says: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What one rule says of one action and subject.

    `effect` is permit, forbid or propose. `applies` is False where the rule is not for this subject; `sized`
    rules are judged only for what would be done; what is `reducing` risk is not stopped by a forbid that
    cannot be judged. `against` are the fewest clauses that keep a permit or proposal from holding, or make a
    forbid stand. `stands` says of a duty that it was done already and does not arise again, since when and how.
    `leg` is the one that a forbid binds here, of an action of legs, and `owner` is whom that leads to.
    """

    document: c.TypedPermit | c.TypedProposal
    effect: str
    owner: Subject
    applies: bool
    holds: str
    waived: bool
    sized: bool
    reducing: bool
    clauses: tuple[ClauseSaid, ...]
    against: tuple[ClauseSaid, ...]
    stands: str = ""
    leg: str = ""

    @property
    def role(self) -> str:
        """What comes of it, as a verb: `holds`, `stands`, `is suspended`, `does not apply`, …"""
        if not self.applies:
            return "does not apply"
        if self.sized and not self.clauses:
            return f"is judged once its {self.leg} leg is known" if self.leg else "is judged once there is a size"
        if self.waived:
            return "is suspended"
        if self.effect == "forbid":
            doubt = "does not stop it" if self.reducing else "stands"
            known = {"true": "stands", "false": "does not stand"}
            return known.get(self.holds, f"{doubt}, as it cannot be judged")
        known = {"true": "holds", "false": "does not hold"}
        role = known.get(self.holds, "cannot be judged")
        return f"{role}, and stands {self.stands}" if self.stands else role


@dataclass(frozen=True, slots=True)
class Said:
    """One action and subject, explained."""

    decision: Decision
    of: dict[str, str]
    rules: tuple[RuleSaid, ...]
    behind: tuple[Behind, ...]
    kept: tuple[Behind, ...]
    obstacles: tuple[ClauseSaid, ...]
    done: tuple[dict[str, Any], ...]
    sizes: tuple[SizeSaid, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that was asked for. `why_not` is the rule that was asked about."""

    decided: Decided
    said: tuple[Said, ...]
    why_not: str | None
    left_out: tuple[LeftOut, ...] = ()

    def json(self) -> dict[str, Any]:
        """As plain data."""
        content = self.decided.content
        return {
            "format": FORMAT,
            "constitution": content["constitution"],
            "judged_as_if_in_force": content["judged_as_if_in_force"],
            "at": content["at"],
            "facts_digest": content["facts_digest"],
            "assumptions": content["assumptions"],
            "waivers": content["waivers"],
            "why_not": self.why_not,
            "left_out": [_left_out(each) for each in self.left_out],
            "explanations": [_said(each) for each in self.said],
        }


def explain(case: Case, subject: str | None, action: str | None, rule: str | None) -> Explanation:
    """Explains a subject, or what is permitted and the near misses. Raises Trouble for unknown names."""
    decided = decide(
        case.law, case.facts, False, case.as_if_in_force, case.events, case.memory, decided_for=case.decided_for
    )
    actions = _actions(case.law, action)
    if rule is not None:
        actions = _of_rule(case.law, rule, actions)
    if subject is not None:
        asked = find_subjects(decided, subject, actions)
        if isinstance(asked, tuple):
            return Explanation(decided, (), rule, asked)
    elif rule is not None:
        asked = _nearest_to(decided, rule, actions)
    else:
        asked = _told(decided, actions)
    teller = _Teller(decided)
    return Explanation(decided, tuple(teller.said(name, each, rule) for name, each in asked), rule)


# --- what is asked ------------------------------------------------------------------------------
def _actions(law: c.Law, action: str | None) -> list[c.Action]:
    if action is None:
        return list(law.actions.values())
    names = (action,) if action in law.actions else law.classes.get(action, ())
    if not names:
        close = nearest(action, (*law.actions, *law.classes))
        known = f"Did you mean `{close}`?" if close else f"Its actions are {', '.join(law.actions)}."
        raise Trouble(f"the law has no action `{action}`", known)
    return [law.actions[name] for name in names]


def _of_rule(law: c.Law, rule: str, actions: Sequence[c.Action]) -> list[c.Action]:
    """The actions that a rule speaks to."""
    document = law.document(rule)
    if document is None:
        close = nearest(rule, law.rule_ids())
        raise Trouble(f"the law has no rule `{rule}`", f"Did you mean `{close}`?" if close else None)
    if isinstance(document, c.TypedPermit):
        names = document.actions
    elif isinstance(document, c.TypedProposal):
        names = (document.action,)
    else:
        what = f"it writes `{document.fact}`" if hasattr(document, "fact") else "it says who is looked at"
        raise Trouble(
            f"`{rule}` neither permits, forbids nor proposes: {what}",
            "Ask `--why-not` of a rule that reads it.",
        )
    found = [each for each in actions if each.name in names]
    if not found:
        spoken = ", ".join(f"`{name}`" for name in names)
        raise Trouble(f"`{rule}` does not speak to `{actions[0].name}`", f"It speaks to {spoken}.")
    return found


def _told(decided: Decided, actions: Iterable[c.Action]) -> list[tuple[str, Subject]]:
    """What is permitted, and the nearest miss of each group."""
    names = {each.name for each in actions}
    found = [
        (each["action"], decided.subject(each["action"], each["subject"]))
        for each in decided.content["decisions"]
        if each["action"] in names and "trace" in each and each.get("near", 1) == 1
    ]
    if not found:
        raise Trouble(
            "no rule permits or proposes anything about these facts, so there is nothing to explain",
            "Name a SUBJECT.",
        )
    return found


def _nearest_to(decided: Decided, rule: str, actions: Iterable[c.Action]) -> list[tuple[str, Subject]]:
    """The subjects that are nearest to passing a rule."""
    document = decided.law.document(rule)
    assert isinstance(document, c.TypedPermit | c.TypedProposal)
    teller = _Teller(decided)
    found: list[tuple[int, Fraction, Subject, str]] = []
    for action in actions:
        for subject in decided.decider.world.subjects(action.on):
            against = teller.against(document, action.name, subject)
            if against:
                size = sum((clause.relative for clause in against), Fraction(0))
                found.append((len(against), size, subject, action.name))
    if not found:
        raise Trouble(f"`{rule}` is in the way of nothing in these facts", "Name a SUBJECT to see what it says of it.")
    return [(action, subject) for _, _, subject, action in sorted(found)[:_NEAREST]]


# --- telling ------------------------------------------------------------------------------------
class _Teller:
    """Tells what rules say, from one evaluation."""

    def __init__(self, decided: Decided) -> None:
        self.decided = decided
        self.decider = decided.decider
        self.law = decided.law
        self.explainer = decided.explainer
        self.intents = decided.decider.intents()

    def said(self, action: str, subject: Subject, only: str | None) -> Said:
        """Everything about one action and subject; with `only`, of one rule."""
        decision = self.decided.decision(action, subject)
        documents: list[c.TypedPermit | c.TypedProposal] = [
            *(each for each in self.law.permits if action in each.actions),
            *(each for each in self.law.proposals if each.action == action),
        ]
        rules = [said for each in documents if only in {None, each.id} for said in self.rules(each, action, subject)]
        done = tuple(self.done(each) for each in self.intents if _is_of(each, action, subject))
        stopped = decision.verdict.word != "permitted"
        obstacles = tuple(map(_told_clause, self.explainer.obstacles(decision))) if stopped else ()
        rules.sort(key=_order)
        behind = tuple(self.behind(rules))
        kept = tuple(kept_of(self.decided, subject, [each.document for each in rules if each.applies]))
        sized = () if stopped else sizes(self.decided, action, subject)
        return Said(decision, owners(self.decider, subject), tuple(rules), behind, kept, obstacles, done, sized)

    def done(self, intent: Intent) -> dict[str, Any]:
        """What came of an intent, as plain data."""
        told: dict[str, Any] = {"stands": intent.stands, "because": list(intent.because)}
        told["stopped_by"] = list(intent.stopped_by)
        told["unknown_fields"] = list(intent.unknown_fields)
        return {**told, **legs_told(self.decider, intent)}

    def rules(self, document: c.TypedPermit | c.TypedProposal, action: str, subject: Subject) -> Iterator[RuleSaid]:
        """What one rule says of an action: of its subject, and of each other subject that a leg leads to."""
        ways = document.through_legs(action) if isinstance(document, c.TypedPermit) else ()
        own = self.owner(document, action, subject)
        if own is not None or not ways:
            yield self.rule(document, action, subject, own)
        told = {own}
        for way, owner in self.over_legs(ways, action, subject):
            if owner is None:
                leg = way.leg.name
                yield RuleSaid(document, "forbid", subject, True, "unknown", False, True, False, (), (), leg=leg)
            elif owner not in told:
                told.add(owner)
                yield self.rule(document, action, subject, owner, way.leg)

    def over_legs(
        self, ways: Sequence[c.LegPath], action: str, subject: Subject
    ) -> Iterator[tuple[c.LegPath, Subject | None]]:
        """The subjects that the legs on fields lead to; None where that is not known."""
        with self.decider.acting(self.fields(action, subject)):
            found = [(way, self.decider.subject(way.path, (subject,))) for way in ways]
        for way, owner in found:
            yield way, owner if isinstance(owner, Subject) else None

    def fields(self, action: str, subject: Subject) -> Mapping[str, Value]:
        """The fields of what would be done, or else of what is proposed; none where there is neither."""
        intent = next((each for each in self.intents if _is_of(each, action, subject)), None)
        if intent is not None:
            return dict(intent.fields)
        proposals = self.decider.proposals(action).get(subject)
        return dict(proposals[0].fields) if proposals else {}

    def rule(
        self,
        document: c.TypedPermit | c.TypedProposal,
        action: str,
        subject: Subject,
        owner: Subject | None,
        leg: c.Leg | None = None,
    ) -> RuleSaid:
        """What one rule says of the subject that an action leads to, or one of its legs."""
        effect = document.effect if isinstance(document, c.TypedPermit) else "propose"
        declared = self.law.actions[action]
        reducing = declared.risk == "reducing"
        fields = self.fields(action, subject)
        sized = leg is not None or (isinstance(document, c.TypedPermit) and document.reads_action)
        waived = effect != "propose" and self.waived(document.id, subject, leg, fields)
        if owner is None or not self.applies(document, owner):
            return RuleSaid(document, effect, owner or subject, False, "false", waived, sized, reducing, (), ())
        done = any(_is_of(each, action, subject) for each in self.intents)
        if sized and leg is None and not done:
            return RuleSaid(document, effect, owner, True, "unknown", waived, sized, reducing, (), ())
        with self.decider.acting(fields if sized else self.decider.fields):
            holds = self.decider.truth(document.when, (owner,))
            clauses = tuple(self._clauses(document.id, document.when, (owner,)))
            against = self._against(document, effect, owner)
        state = state_word(holds)
        stands = self.stands(document, owner) if effect == "propose" else ""
        bound = leg or (declared.own_leg if effect == "forbid" else None)
        name = bound.name if bound is not None else ""
        return RuleSaid(document, effect, owner, True, state, waived, sized, reducing, clauses, against, stands, name)

    def waived(self, rule: str, subject: Subject, leg: c.Leg | None, fields: Mapping[str, Value]) -> bool:
        """Whether a waiver suspends a rule for an action, or for one of its legs."""
        on = fields.get(leg.field) if leg is not None and leg.field is not None else None
        if isinstance(on, Subject):
            return self.decider.suspended_on_leg(rule, on, subject)
        return self.decider.suspended(rule, subject)

    def stands(self, document: c.Document, subject: Subject) -> str:
        """That a duty was done already and does not arise again; empty where it does not stand."""
        for each in self.decider.duties.standing_ones():
            if (each.rule, each.subject) == (document.id, subject):
                return f"since {moment(each.since, self.decider.world.facts.at)} ({_outcome(each)})"
        return ""

    def owner(self, document: c.TypedPermit | c.TypedProposal, action: str, subject: Subject) -> Subject | None:
        """The subject that a rule speaks of, where an action is done to another."""
        if isinstance(document, c.TypedProposal):
            return subject
        path = document.path(action)
        found = self.decider.subject(path, (subject,)) if path is not None else None
        return found if isinstance(found, Subject) else None

    def applies(self, document: c.TypedPermit | c.TypedProposal, owner: Subject) -> bool:
        """Whether a rule is for a subject at all."""
        if not self.decider.is_of(owner, document.kind):
            return False
        return document.where is None or self.decider.truth(document.where, (owner,)) is True

    def against(self, document: c.TypedPermit | c.TypedProposal, action: str, subject: Subject) -> Sequence[Clause]:
        """The clauses of a rule in the way; none where it does not apply, or has no size to judge."""
        if isinstance(document, c.TypedPermit) and document.reads_action:
            return ()
        wanted = isinstance(document, c.TypedProposal) or document.effect == "permit"
        ways = document.through_legs(action) if isinstance(document, c.TypedPermit) else ()
        abouts = [self.owner(document, action, subject)]
        abouts += [owner for _, owner in self.over_legs(ways, action, subject)]
        for owner in abouts:
            if owner is not None and self.applies(document, owner):
                found = self.explainer.against(document.id, document.when, (owner,), wanted=wanted)
                if found:
                    return found
        return ()

    def _against(
        self, document: c.TypedPermit | c.TypedProposal, effect: str, owner: Subject
    ) -> tuple[ClauseSaid, ...]:
        wanted = effect != "forbid"
        return tuple(map(_told_clause, self.explainer.against(document.id, document.when, (owner,), wanted)))

    def _clauses(
        self, rule: str, part: x.Expression, environment: Environment, denied: bool = False
    ) -> Iterator[ClauseSaid]:
        """Every clause of a condition in the order of writing; what stands under `not` is told as denied."""
        match part:
            case x.Junction():
                for each in part.parts:
                    yield from self._clauses(rule, each, environment, denied)
            case x.Not():
                yield from self._clauses(rule, part.part, environment, not denied)
            case _:
                yield _told_clause(self.explainer.clause(rule, part, environment), denied)

    def behind(self, rules: Iterable[RuleSaid]) -> Iterator[Behind]:
        """The derived facts that rules read, each once."""
        seen: set[tuple[x.FactId, Subject]] = set()
        for said in rules:
            if not said.applies:
                continue
            for read in _facts(said.document.when):
                if read.fact not in self.law.derivations:
                    continue
                subject = self.decider.subject(read.subject, (said.owner,))
                if isinstance(subject, Subject) and (read.fact, subject) not in seen:
                    seen.add((read.fact, subject))
                    yield self._behind(self.law.derivations[read.fact], read, subject)

    def _behind(
        self, document: c.Derivation | c.TypedTable | c.TypedChoice, read: x.ReadFact, subject: Subject
    ) -> Behind:
        environment = (subject,)
        value = self.explainer.shown(self.decider.derive(read.fact, subject), read.type)
        parts: list[x.Expression] = []
        match document:
            case c.Derivation():
                how, parts = self.explainer.text(document.value), [document.value]
            case c.TypedTable():
                states = [self.decider.truth(row.when, environment) for row in document.rows]
                rows = [
                    (at, row.when, "" if state is True else " may hold")
                    for at, (row, state) in enumerate(zip(document.rows, states, strict=True), 1)
                    if state is not False
                ]
                how = (
                    "; ".join(f"row {at}{may}: {self.explainer.text(when)}" for at, when, may in rows) or "no row holds"
                )
                parts = [when for _, when, _ in rows] or [row.when for row in document.rows]
            case c.TypedChoice():
                how = "; ".join(f"{each.word} {self.explainer.text(each.value)}" for each in document.prefer)
        values = {name: value for part in parts for name, value in self.explainer.values(part, environment)}
        return Behind(str(read.fact), subject, value, document.id, how, tuple(values.items()))


def _outcome(standing: Standing) -> str:
    """What is known of what was done: `attempt 2, confirmed`; without attempts it is not done again."""
    if standing.attempt is None:
        return "done, and not again"
    outcome = "nothing heard of it" if standing.outcome is None else standing.outcome.replace("_", " ")
    return f"attempt {standing.attempt}, {outcome}"


def _told_clause(clause: Clause, denied: bool = False) -> ClauseSaid:
    """A clause, or its opposite."""
    state, margin, text = clause.state, clause.margin, clause.text
    if denied:
        state = {"true": "false", "false": "true"}.get(state, state)
        margin = None if margin is None else -margin
        text = f"not {text}"
    about = str(clause.about)
    who = clause.witness
    made = [f"counted: {who}" if clause.counts else f"{state} for {who}"] if who else []
    notes = (*made, *clause.keepers)
    return ClauseSaid(clause.rule, about, text, state, clause.values, margin, clause.unit, clause.says, notes)


def _is_of(intent: Intent, action: str, subject: Subject) -> bool:
    return intent.action == action and intent.subject == subject


def _order(said: RuleSaid) -> tuple[int, str]:
    """What is in the way first, then what could grant, then the rest."""
    stands = said.applies and said.against and not said.waived
    return 0 if stands else 1 if said.effect != "forbid" else 2, said.document.id


def _facts(part: x.Expression) -> Iterator[x.ReadFact]:
    """The facts that an expression reads, also to pick a parameter's value; nothing inside an aggregate."""
    for read in reads(part):
        if isinstance(read, x.ReadFact):
            yield read
        elif isinstance(read, x.ReadParameter) and read.key is not None:
            yield from _facts(read.key)


# --- plain data ---------------------------------------------------------------------------------
def _left_out(left_out: LeftOut) -> dict[str, str]:
    return {"universe": left_out.universe, "subject": left_out.subject.key, "because": left_out.because}


def _said(said: Said) -> dict[str, Any]:
    verdict = said.decision.verdict
    return {
        "action": said.decision.action,
        "subject": said.decision.subject.key,
        "of": said.of,
        "verdict": verdict.word,
        "because": list(verdict.because),
        "unknown": list(verdict.causes),
        "waived": list(verdict.waived),
        "in_the_way": [_clause(each) for each in said.obstacles],
        "done": [{key: part for key, part in each.items() if key != "unknown_fields"} for each in said.done],
        "allocated": [each.json() for each in said.sizes],
        "rules": [_rule(each) for each in said.rules],
        "derived": [
            {
                "fact": each.fact,
                "about": str(each.subject),
                "value": each.value,
                "rule": each.rule,
                "how": each.how,
                "values": dict(each.values),
            }
            for each in (*said.behind, *said.kept)
        ],
    }


def _rule(said: RuleSaid) -> dict[str, Any]:
    document = said.document
    return {
        "rule": document.id,
        "section": document.section,
        "title": document.title,
        "because": document.because,
        "effect": said.effect,
        "for": str(said.owner),
        "applies": said.applies,
        "holds": said.holds if said.applies and not (said.sized and not said.clauses) else None,
        "waived": said.waived,
        "as_sized": said.sized,
        "says": said.role,
        **({"leg": said.leg} if said.leg else {}),
        "in_the_way": [_clause(each) for each in said.against] if not said.waived else [],
        "clauses": [_clause(each) for each in said.clauses],
    }


def _clause(clause: ClauseSaid) -> dict[str, Any]:
    return {
        "rule": clause.rule,
        "about": clause.about,
        "text": clause.text,
        "verdict": clause.state,
        "values": dict(clause.values),
        "margin": None if clause.margin is None else number_text(clause.margin),
        "unit": clause.unit,
        "says": clause.says,
    }
