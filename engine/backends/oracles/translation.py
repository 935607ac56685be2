"""From compiled law to a program for each action: which rules speak, what they say, which stand, and the verdict.

The engine itself decides applicability, which rules stand, exceptions, default deny and that one forbid beats every
permit, and, by way of the conditions, what the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.backends.oracles import formula as f
from engine.backends.oracles.conditions import Conditions, Limits, Numbers
from engine.backends.oracles.errors import CannotExpress
from engine.backends.oracles.program import (
    FORBIDDEN,
    NO,
    NOT_PERMITTED,
    PERMITTED,
    SILENT,
    UNSURE,
    YES,
    Part,
    Place,
    Program,
    Proposed,
    Question,
    Step,
    Suspended,
    fields_of_input,
)
from engine.values import Subject
from rules.compile import law as c
from rules.language import typed as x


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is not expressed, and the actions on which nothing is said for it.

    `rule` is empty where no single rule is to blame. With a `subject`, it is one decision that is not expressed, for
    the facts that it rests on; everything else is about the law.
    """

    rule: str
    construct: str
    actions: tuple[str, ...]
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What the reference engine works out for these rules because the other one has neither memory nor other verdicts.

    What the rules make of it is the other engine's own.
    """

    construct: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """A law as questions. An action one of whose rules is refused has no program."""

    law: c.Law
    programs: tuple[Program, ...]
    refused: tuple[Refusal, ...]

    @property
    def expressed(self) -> tuple[str, ...]:
        """The permits and forbids that are wholly expressed: for every action that they name."""
        missing = {refusal.rule for refusal in self.refused}
        return tuple(permit.id for permit in self.law.permits if permit.id not in missing)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """What is taken over from the reference engine, each with the rules that rest on it."""
        found: dict[str, set[str]] = {}
        for program in self.programs:
            for rule, constructs in program.taken:
                for construct in constructs:
                    found.setdefault(construct, set()).add(rule)
        order = [permit.id for permit in self.law.permits]
        return tuple(Taken(each, tuple(sorted(found[each], key=order.index))) for each in sorted(found))

    @property
    def independent(self) -> tuple[str, ...]:
        """The rules that are expressed and rest on nothing that is taken over."""
        leaning = {rule for each in self.taken for rule in each.rules}
        return tuple(rule for rule in self.expressed if rule not in leaning)


def translate(law: c.Law, limits: Limits) -> Translation:
    """The questions of every action that the law has rules for, for an engine with these limits.

    Raises CannotExpress where nothing can be asked.
    """
    programs: list[Program] = []
    refused: dict[tuple[str, str], list[str]] = {}
    numbers = Numbers()
    for action in law.actions.values():
        translator = _Translator(law, action, numbers, limits)
        program = translator.program()
        for rule, construct in translator.refused:
            refused.setdefault((rule, construct), []).append(action.name)
        if program is not None:
            programs.append(program)
    found = tuple(Refusal(rule, construct, tuple(actions)) for (rule, construct), actions in refused.items())
    if not programs:
        first = found[0] if found else Refusal("", "law without permits and forbids", ())
        raise CannotExpress(first.construct, first.rule)
    return Translation(law, tuple(programs), found)


class _Translator(Conditions):
    """Translates everything about one action."""

    def __init__(self, law: c.Law, action: c.Action, numbers: Numbers, limits: Limits) -> None:
        super().__init__(law, numbers, limits)
        self.action = action
        self.refused: list[tuple[str, str]] = []
        self.places: dict[str, Place] = {}
        self._level: dict[str, int] = {}

    # --- rules ----------------------------------------------------------------------------------
    def program(self) -> Program | None:
        """The program; None where there are no rules, or one of them is refused."""
        if self.action.legs:
            naming = [permit.id for permit in self.law.permits if self.action.name in permit.actions]
            self.refused += [(rule, "an action of legs, each judged") for rule in naming]
            return None
        permits = [
            (permit, path)
            for permit in self.law.permits
            for name, path in zip(permit.actions, permit.paths, strict=True)
            if name == self.action.name and path is not None
        ]
        proposable = any(proposal.action == self.action.name for proposal in self.law.proposals)
        if not permits and not proposable:
            return None
        self.places = {permit.id: self.at(Place(), path) for permit, path in permits}
        self.sized([permit for permit, _ in permits])
        try:
            program = self.chain([permit for permit, _ in permits], proposable)
        except CannotExpress as refused:
            # What no single rule is to blame for.
            self.refused.append(("", refused.construct))
            return None
        return program

    def sized(self, permits: Sequence[c.TypedPermit]) -> None:
        """Names the rules that read a sized action: a verdict before sizing does not hear them."""
        for permit in permits:
            read = sorted({part.name for part in x.walk(permit.when) if isinstance(part, x.ReadField)})
            if permit.reads_action:
                self.refused.append((permit.id, ", ".join(f"`action.{name}`" for name in read) + ", judged as sized"))

    def chain(self, permits: Sequence[c.TypedPermit], proposable: bool) -> Program | None:
        """All questions about the action; None where a rule is refused. Raises CannotExpress for them together."""
        applies: dict[str, f.Kleene] = {}
        judged: dict[str, str] = {}
        failed = False
        for permit in permits:
            try:
                applies[permit.id] = self.applies(permit)
            except CannotExpress as refused:
                self.refused.append((permit.id, refused.construct))
                failed = True
        speaking = [applies[each.id].true for each in permits if each.effect == "permit" and each.id in applies]
        gate = self.gate(speaking, proposable)
        for permit in permits:
            if permit.reads_action or permit.id not in applies:
                continue
            try:
                judged[permit.id] = self.rule(permit, applies[permit.id])
            except CannotExpress as refused:
                self.refused.append((permit.id, refused.construct))
                failed = True
        if failed:
            return None
        rules = [permit for permit in permits if permit.id in judged]
        stands = self.stands(rules, judged)
        verdict = self.verdict(rules, stands)
        steps = self.steps(gate)
        used = {name for step in steps for name in step.fields}
        return Program(
            self.action.name,
            tuple(each for each in self.inputs.values() if used.intersection(fields_of_input(each))),
            steps,
            gate,
            frozenset(permit.id for permit in rules if permit.effect == "permit"),
            tuple(judged.items()),
            tuple(stands.items()),
            verdict,
            tuple((rule, found) for rule, field in judged.items() if (found := self.taken_by(field))),
        )

    def taken_by(self, field: str) -> tuple[str, ...]:
        """What the answer to a question takes over from the reference engine, whether it applies among it."""
        read = _fields([self.questions[each] for each in self.needed_for(field)])
        given = (each for each in self.inputs.values() if read.intersection(fields_of_input(each)))
        return tuple(sorted(frozenset().union(*(self.taken(each) for each in given))))

    def applies(self, permit: c.TypedPermit) -> f.Kleene:
        """Whether a rule speaks of its subject at all; not true counts as no."""
        place = self.places[permit.id]
        parts: list[f.Kleene] = []
        if permit.kind is not None:
            parts.append(self.condition(self.law.kinds[permit.kind].where, place))
        if permit.where is not None:
            parts.append(self.condition(permit.where, place))
        return self.settled(f.both(parts).taken_as(False), f"{permit.id} applies", Part.APPLIES)

    def gate(self, speaking: Sequence[f.Formula], proposable: bool) -> str | None:
        """The question whether anybody speaks to the action; none where somebody always does."""
        ways = list(speaking)
        if proposable:
            ways.append(f.Test(self.given("p", (Proposed,), Proposed).field, ">", 0))
        spoken = f.some(ways)
        if spoken == f.ALWAYS:
            return None
        answers = ((YES, spoken), (NO, f.opposite(spoken)))
        return self.ask(Part.ASKED, f"somebody speaks to {self.action.name}", answers)

    def rule(self, permit: c.TypedPermit, applies: f.Kleene) -> str:
        """The question what a rule says."""
        when = self.condition(permit.when, self.places[permit.id])
        if not (when.joins or when.negated.joins):
            when = self.settled(when, f"{permit.id} holds")
        answers = (
            (YES, f.every([applies.true, when.true])),
            (UNSURE, f.every([applies.true, when.unknown])),
            (NO, f.every([applies.true, when.false])),
            (SILENT, applies.not_true),
        )
        return self.ask(Part.RULE, permit.id, answers)

    def stands(self, rules: Sequence[c.TypedPermit], judged: dict[str, str]) -> dict[str, str]:
        """For each permit whether it is granted, for each forbid whether it stands."""
        waivable = {rule for waiver in self.law.waivers for rule in waiver.suspends}
        alive: dict[str, f.Formula] = {}
        for permit in rules:
            alive[permit.id] = self.alive(permit.id) if permit.id in waivable else f.ALWAYS
        found: dict[str, str] = {}
        for permit in rules:
            field = judged[permit.id]
            here = alive[permit.id]
            if permit.effect == "permit":
                granted = f.every([here, f.Test(field, "==", YES)])
                failed = f.every([here, f.Test(field, "<=", UNSURE), f.Test(field, ">=", NO)])
                silent = f.every([f.opposite(granted), f.opposite(failed)])
                answers: tuple[tuple[int, f.Formula], ...] = ((YES, granted), (NO, failed), (SILENT, silent))
            else:
                # What cannot be judged stops what adds risk, and never what takes it away.
                least = YES if self.action.risk == "reducing" else UNSURE
                lifting = [
                    f.opposite(f.every([alive[other.id], f.Test(judged[other.id], "==", YES)]))
                    for other in rules
                    if permit.id in other.exception_to
                ]
                standing = f.every([here, f.Test(field, ">=", least), *lifting])
                answers = ((YES, standing), (NO, f.opposite(standing)))
            found[permit.id] = self.ask(Part.STANDS, permit.id, answers)
        return found

    def alive(self, rule: str) -> f.Formula:
        """That no waiver suspends a rule."""

        def make(name: str) -> Suspended:
            return Suspended(name, rule)

        return f.Test(self.given("w", (Suspended, rule), make).field, "==", 0)

    def verdict(self, rules: Sequence[c.TypedPermit], stands: dict[str, str]) -> str:
        """Default deny, and one forbid beats every permit."""
        forbidden = f.some(f.Test(stands[r.id], ">", 0) for r in rules if r.effect == "forbid")
        granted = f.some(f.Test(stands[r.id], ">", 0) for r in rules if r.effect == "permit")
        answers = (
            (FORBIDDEN, forbidden),
            (PERMITTED, f.every([f.opposite(forbidden), granted])),
            (NOT_PERMITTED, f.every([f.opposite(forbidden), f.opposite(granted)])),
        )
        return self.ask(Part.VERDICT, self.action.name, answers)

    # --- steps ----------------------------------------------------------------------------------
    def steps(self, gate: str | None) -> tuple[Step, ...]:
        """Questions in the order in which they depend on one another, in portions that the engine can hold."""
        before = self.needed_for(gate) if gate is not None else set()
        levels: dict[int, list[Question]] = {}
        for question in self.questions.values():
            levels.setdefault(self.level(question, gate, before), []).append(question)
        steps: list[Step] = []
        for number in sorted(levels):
            portion: list[Question] = []
            for question in levels[number]:
                if portion and self.too_much([*portion, question]):
                    steps.append(self.step(portion))
                    portion = []
                portion.append(question)
            steps.append(self.step(portion))
        return tuple(steps)

    def too_much(self, questions: Sequence[Question]) -> bool:
        """Whether one fact cannot carry these questions."""
        ways = sum(f.width(answer) for question in questions for _, answer in question.answers)
        return ways > self.limits.ways or len(_fields(questions)) > self.limits.fields

    def step(self, questions: Sequence[Question]) -> Step:
        return Step(self.numbers.step(), tuple(sorted(_fields(questions))), tuple(questions))

    def needed_for(self, field: str) -> set[str]:
        """The questions that one question depends on, itself among them."""
        found = {field}
        for name in _fields([self.questions[field]]):
            if name in self.questions:
                found |= self.needed_for(name)
        return found

    def level(self, question: Question, gate: str | None, before: set[str]) -> int:
        """How many steps come before; nothing but what the gate needs comes before the gate."""
        if question.field not in self._level:
            needs = [self.questions[name] for name in _fields([question]) if name in self.questions]
            if gate is not None and question.field not in before:
                needs.append(self.questions[gate])
            self._level[question.field] = 1 + max((self.level(need, gate, before) for need in needs), default=0)
        return self._level[question.field]


def _fields(questions: Sequence[Question]) -> set[str]:
    """The fields that questions read."""
    return {name for question in questions for _, answer in question.answers for name in f.fields_of(answer)}
