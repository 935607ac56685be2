"""The steps that expect what the law concludes. Each says in words what is so, when it is not as expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.boundary import Refused
from engine.outcome import Alarm, Intent
from engine.values import NONE, Nothing, Subject, Unknown, Value, value_text
from rules.compile.law import Action, TypedAllocation
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import quoted
from rules.language.types import FlagType, NumberType, RefType, Type
from rules.source.span import Span
from scenarios import values as v
from scenarios.call import Call
from scenarios.case import Case, Decided, Statement
from scenarios.given import PAIR, rule_ids, the_scope
from scenarios.problem import SHOWN, UNMET, Problem, meant, problem
from scenarios.registry import Steps
from scenarios.words import LINKING, tokens

STEPS = Steps()
_WORD = {"not_permitted": "not permitted"}


# --- verdicts, proposals, intents -----------------------------------------------------------------
@STEPS.step("then", "it is {verdict} to {act}[ {leg}][ {because:because}][ with:]", table="optional")
def it_is_to(case: Case, call: Call) -> None:
    """Expects a verdict, proposal or intent; `because of` names rules that made it, `only` all of them."""
    decided = case.decision(call.span)
    action, subject = the_act(case, decided, call.text("act"), call.at("act"))
    expected = call.text("verdict")
    if call.has("leg"):
        outcome = alone(decided, action, subject, the_leg(call, action, expected))
    elif expected.endswith("proposed"):
        outcome = proposed(decided, action, subject)
    elif expected.endswith("intended"):
        outcome = intended(decided, action, subject)
    else:
        outcome = judged(decided, action, subject)
    if outcome.word != expected:
        told = f"It is {outcome.word} to {done(call)}{because(outcome.rules)}"
        told += f"; {quoted(expected)} is expected"
        raise problem(UNMET, call.span, told, outcome.stopped or miss(decided, action.name, subject))
    if call.has("because"):
        same_rules(case, call, outcome)
    if call.step.table is not None:
        same_fields(case, call, decided, action, outcome)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an action: a word, the rules that made it so, its fields, what else stopped it."""

    word: str
    rules: tuple[str, ...]
    fields: tuple[tuple[str, Value], ...] = ()
    stopped: str | None = None


def judged(decided: Decided, action: Action, subject: Subject) -> Outcome:
    """The verdict before sizing."""
    verdict = decided.decider.verdict(action.name, subject)
    return Outcome(_WORD.get(verdict.word, verdict.word), verdict.because)


def proposed(decided: Decided, action: Action, subject: Subject) -> Outcome:
    """Whether the law proposes it."""
    found = decided.decider.proposals(action.name).get(subject, [])
    rules = tuple(dict.fromkeys(rule for each in found for rule in each.because))
    fields = tuple(field for each in found for field in each.fields)
    return Outcome("proposed" if found else "not proposed", rules, fields)


def intended(decided: Decided, action: Action, subject: Subject) -> Outcome:
    """Whether it would be done, with all its legs: permitted, sized, stopped by nothing; else what stops it."""
    found = intents(decided, action, subject)
    standing = [each for each in found if each.stands and each.alone is None]
    if standing:
        return Outcome("intended", _each(each.because for each in standing), _fields(standing))
    left = [each.alone for each in found if each.alone is not None]
    if left:
        leg = found[0].legs[0]
        told = f"Its {leg} leg alone is intended" if found[0].stands else f"Nor is its {leg} leg alone intended"
        return Outcome("not intended", _each(each.refused_by for each in left), (), f"{told}.")
    stopped = _each(each.stopped_by for each in found)
    verdict = decided.decider.verdict(action.name, subject)
    if found:
        missing = _each(each.unknown_fields for each in found)
        return Outcome("not intended", stopped, (), f"Unknown: {', '.join(missing)}" if missing else None)
    return Outcome("not intended", () if verdict.word == "permitted" else verdict.because)


def alone(decided: Decided, action: Action, subject: Subject, leg: str) -> Outcome:
    """Whether only one leg of it would be done, where the whole is refused; else what stops that leg."""
    found = [each for each in intents(decided, action, subject) if each.alone is not None and leg in each.legs]
    standing = [each for each in found if each.stands]
    if standing:
        return Outcome("intended", _each(each.because for each in standing), _fields(standing))
    if found:
        return Outcome("not intended", _each(each.stopped_by for each in found))
    whole = intended(decided, action, subject)
    if whole.word == "intended":
        return Outcome("not intended", (), (), "It is intended as a whole.")
    return Outcome("not intended", whole.rules, (), "Nothing refuses the whole.")


def intents(decided: Decided, action: Action, subject: Subject) -> list[Intent]:
    """What would be done of an action, or is stopped."""
    return [each for each in decided.decider.intents() if each.action == action.name and each.subject == subject]


def the_leg(call: Call, action: Action, expected: str) -> str:
    """The leg in `by its closing leg alone`. Raises Problem where it is none that can be judged alone."""
    span = call.at("leg")
    name = call.text("leg").removeprefix("by its ").removesuffix(" leg alone").replace(" ", "_")
    if not expected.endswith("intended"):
        message = f"A leg alone is intended or not intended, and not {expected}"
        raise problem("B108", span, message, f"Leave {quoted(call.text('leg'))} away.")
    legs = [leg.name for leg in action.legs]
    if name not in legs:
        message = f"{quoted(action.words or action.name)} has no leg {quoted(name)}"
        raise problem("B108", span, message, meant(name, legs))
    if action.alone is None or action.alone.name != name:
        raise problem("B108", span, f"The {name} leg is never judged alone: the law says of it no `alone:`")
    return name


def done(call: Call) -> str:
    """What is spoken of, as the step says it."""
    return f"{call.text('act')} {call.text('leg')}" if call.has("leg") else call.text("act")


def _each(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _fields(intents: Sequence[Intent]) -> tuple[tuple[str, Value], ...]:
    return tuple(field for each in intents for field in each.fields)


def same_rules(case: Case, call: Call, outcome: Outcome) -> None:
    """Compares the rules that are named with those that made the outcome."""
    text, span = call.text("because"), call.at("because")
    named = rule_ids(text.partition("because of ")[2])
    for rule in named:
        the_rule(case, rule, span)
    missing = [rule for rule in named if rule not in outcome.rules]
    told = f"It is {outcome.word} to {done(call)}{because(outcome.rules) or ', by default'}"
    if missing:
        raise problem(UNMET, span, f"{told}, and not because of {', '.join(missing)}")
    others = [rule for rule in outcome.rules if rule not in named]
    if text.startswith("only") and others:
        raise problem(UNMET, span, f"{told}, and not only because of {', '.join(named)}")


def same_fields(case: Case, call: Call, decided: Decided, action: Action, outcome: Outcome) -> None:
    """Compares the fields of a proposal or intent with the rows of a table: name and value."""
    table = call.step.table
    assert table is not None
    if outcome.word not in {"proposed", "intended"}:
        raise problem("B113", table.span, f"What is {outcome.word} has no fields")
    types: dict[str, Type] = dict(action.fields)
    for allocation in case.law.allocations:
        if allocation.action == action.name:
            types.setdefault("quantity", NumberType(allocation.counts))
    for row in table.rows:
        if len(row) != PAIR:
            raise problem("B113", table.span, "A row has a field and its value: two cells")
        name = row[0].text.replace(" ", "_").casefold()
        if name not in types:
            message = f"{quoted(case.words.of_action(action.name))} has no field {quoted(row[0].text)}"
            raise problem("B108", row[0].span, message, meant(name, types))
        values = [value for field, value in outcome.fields if field == name]
        of = types[name]
        expected = read(case, decided, row[1].text, of, row[1].span)
        if not any(v.same(value, expected) for value in values):
            shown = " or ".join(show(decided, value, of) for value in dict.fromkeys(values)) or "not set"
            raise problem(UNMET, row[1].span, f"The {row[0].text} is {shown}; {quoted(row[1].text)} is expected")


def the_act(case: Case, decided: Decided, text: str, span: Span) -> tuple[Action, Subject]:
    """The action and subject in `open a cash-secured put on SPY260417P00701000 for gen`. Raises Problem."""
    words = tokens(text)
    for end, names in case.words.actions.at(words):
        if len(names) > 1:
            raise problem("B109", span, f"{quoted(' '.join(words[:end]))} could be {' or '.join(names)}")
        action = case.law.actions[names[0]]
        rest = words[end:]
        if case.law.scopes[action.on].one and not rest:
            return action, decided.watch(Subject(action.on, ""))
        name = " ".join(rest[1:] if rest and rest[0] in LINKING else rest)
        return action, decided.watch(decided.naming.one([action.on], name, span))
    told = f"{quoted(text)} is nothing that this law knows how to do"
    known = case.words.actions.texts()
    for end in range(len(words), 0, -1):
        hint = meant(" ".join(words[:end]).casefold(), known)
        if hint is not None:
            raise problem("B108", span, told, hint)
    all_of_it = ", ".join(case.words.of_action(name) for name in case.law.actions)
    raise problem("B108", span, told, f"It can: {all_of_it}.")


@STEPS.step("then", "the nearest miss to {act} says {text:quoted}")
def the_nearest_miss(case: Case, call: Call) -> None:
    """Expects words of the sentence that tells by how much something is not permitted."""
    decided = case.decision(call.span)
    action, subject = the_act(case, decided, call.text("act"), call.at("act"))
    wanted = call.text("text").strip('"')
    says = miss(decided, action.name, subject)
    if says is None or wanted not in says:
        told = f"The nearest miss says: {says}" if says is not None else "Nothing was missed"
        raise problem(UNMET, call.at("text"), told)


def miss(decided: Decided, action: str, subject: Subject) -> str | None:
    """What the record says of the nearest miss."""
    for each in decided.record.content["decisions"]:
        if each["action"] == action and each["subject"] == subject.key:
            nearest_miss = each["nearest_miss"]
            return None if nearest_miss is None else str(nearest_miss["says"])
    return None


# --- facts the law concludes ----------------------------------------------------------------------
@STEPS.step("then", "{statement}")
def a_fact_is(case: Case, call: Call) -> None:
    """Expects what the law concludes: a value, `about` a value, `unknown`, `unknown, 1 to 3` or `none`."""
    decided = case.decision(call.span)
    span = call.at("statement")
    said = case.statement(call, decided.naming, given=False)
    fact = said.fact
    decided.watch(said.subject)
    # What an account that runs holds is told by its books, and not by the scenario.
    if fact.origin == "given" and fact.stale_after is None and case.script.running is None:
        message = f"The {case.words.of_fact(fact.id)} is given: to expect it proves nothing"
        raise problem(
            "B114",
            span,
            message,
            "Expect what the law concludes from it.",
            (Related(fact.span, "declared here"),),
        )
    if fact.origin == "given":
        value = decided.decider.current(fact, said.subject, (said.subject,))
    else:
        value = decided.decider.derive(fact.id, said.subject)
    if is_so(case, decided, said, value) is said.denied:
        why = "; ".join(value.causes) if isinstance(value, Unknown) else None
        message = unmet(case, decided, call, said, value)
        raise problem(UNMET, said.span, message, f"Why: {why}." if why else None)


def unmet(case: Case, decided: Decided, call: Call, said: Statement, value: Value) -> str:
    """What a fact is, where something else is expected."""
    told = show(decided, value, said.fact.type)
    if isinstance(said.fact.type, FlagType):
        return f"It is {told}; {quoted(call.text('statement'))} is expected"
    expected = f"{'not ' if said.denied else ''}{said.value}"
    if isinstance(value, Fraction) and looks_the_same(case, decided, said, told):
        told = f"{told} (exactly {value_text(value)})"
    name = f"The {case.words.of_fact(said.fact.id)} of {decided.naming.shown(said.subject)}"
    return f"{name} is {told}; {quoted(expected)} is expected"


def looks_the_same(case: Case, decided: Decided, said: Statement, told: str) -> bool:
    """Whether what is expected is shown as what is so: the difference is too small for the eye."""
    try:
        return show(decided, read(case, decided, said.value, said.fact.type, said.span), said.fact.type) == told
    except Problem:
        return False


def is_so(case: Case, decided: Decided, said: Statement, value: Value) -> bool:
    """Whether a value is what is said of it. To deny something, it must be known."""
    text, of, span = said.value, said.fact.type, said.span
    if text == v.UNKNOWN:
        return isinstance(value, Unknown)
    ends = v.bounds(text)
    if ends is not None:
        low, high = (read(case, decided, end, of, span) for end in ends)
        return isinstance(value, Unknown) and (value.low, value.high) == (low, high)
    if isinstance(value, Unknown):
        return said.denied
    if text == v.NONE:
        return isinstance(value, Nothing)
    if text.startswith("about ") and isinstance(of, NumberType):
        text = text.removeprefix("about ")
        expected = read(case, decided, text, of, span)
        fineness = case.reader(decided.naming, span).fineness(text)
        return isinstance(value, Fraction) and isinstance(expected, Fraction) and abs(value - expected) * 2 <= fineness
    return v.same(value, read(case, decided, text, of, span, said.subject))


def read(case: Case, decided: Decided, text: str, of: Type, span: Span, near: Subject | None = None) -> Value:
    """An expected value. Raises Problem where it is none of the type."""
    if text == v.NONE:
        return NONE
    try:
        return case.reader(decided.naming, span, near).value(text, of)
    except Refused as refused:
        raise problem("B111", span, refused.message[:1].upper() + refused.message[1:], refused.help) from None


def show(decided: Decided, value: Value, of: Type) -> str:
    """A value as a person reads it."""
    return decided.explainer.shown(value, of)


# --- rules ----------------------------------------------------------------------------------------
@STEPS.step("then", "{rule} {decides:decides}[ for {subject}]")
def a_rule_decides(case: Case, call: Call) -> None:
    """Expects that a rule took effect, for anybody or for one subject; or that it did not."""
    decided = case.decision(call.span)
    rule = call.text("rule")
    document = the_rule(case, rule, call.at("rule"))
    took = decided.effects.took.get(rule, frozenset())
    whom = None
    if call.has("subject"):
        whom = decided.watch(decided.naming.one([document], call.text("subject"), call.at("subject")))
    else:
        decided.watched.update(subject for subject in decided.effects.all(rule))
    effect = bool(took) if whom is None else whom in took
    if effect is (call.text("decides") == "decides"):
        return
    others = decided.effects.did_not.get(rule, frozenset())
    shown = sorted(took if effect else others)[:SHOWN]
    names = ", ".join(decided.naming.shown(each) for each in shown if each.key)
    told = f"{rule} {'decides' if effect else 'does not decide'}" + (f" for {names}" if names else "")
    if not took and not others:
        told = f"{rule} is for nobody in these facts"
    raise problem(UNMET, call.span, told)


def the_rule(case: Case, rule: str, span: Span) -> str:
    """The scope of the rule with this id. Raises Problem."""
    document = case.law.document(rule)
    if document is None:
        raise problem("B108", span, f"There is no rule `{rule}`", meant(rule, case.law.rule_ids()))
    return document.scope


def because(rules: Iterable[str]) -> str:
    """`, because of A-01 and B-02`, or nothing."""
    names = list(rules)
    return f", because of {' and '.join(filter(None, (', '.join(names[:-1]), names[-1])))}" if names else ""


@STEPS.step("then", "an alarm names {rule}[ for {subject}]")
def an_alarm(case: Case, call: Call) -> None:
    """Expects an alarm: something that a rule needs is unknown, and a person should know."""
    decided = case.decision(call.span)
    rule = call.text("rule")
    the_rule(case, rule, call.at("rule"))
    if not alarms(decided, call):
        told = ", ".join(dict.fromkeys(each.rule for each in decided.alarms)) or "nothing"
        raise problem(UNMET, call.span, f"No such alarm: alarms name {told}")


@STEPS.step("then", "no alarm (is raised|names {rule}[ for {subject}])")
def no_alarm(case: Case, call: Call) -> None:
    """Expects that no alarm is raised, or none that names a rule."""
    decided = case.decision(call.span)
    if call.has("rule"):
        the_rule(case, call.text("rule"), call.at("rule"))
    found = alarms(decided, call)
    if found:
        first = found[0]
        raise problem(UNMET, call.span, f"{first.rule}, {decided.naming.shown(first.subject)}: {first.what}")


def alarms(decided: Decided, call: Call) -> list[Alarm]:
    """The alarms that a step means."""
    found = [each for each in decided.alarms if not call.has("rule") or each.rule == call.text("rule")]
    if call.has("subject"):
        parts = decided.naming.parts(tokens(call.text("subject")))
        found = [each for each in found if all(decided.naming.is_true(part, each.subject) for part in parts)]
    return found


# --- allocations ----------------------------------------------------------------------------------
@STEPS.step("then", "{count:number} {unit} (of|for) {subject} (is|are) allocated")
def so_many_are_allocated(case: Case, call: Call) -> None:
    """Expects how many of something are allocated."""
    decided = case.decision(call.span)
    found = case.law.units.find(call.text("unit"))
    documents = [each for each in case.law.allocations if found == (Fraction(1), each.counts)]
    if not documents:
        units = ", ".join(dict.fromkeys(f"{each.counts}s" for each in case.law.allocations)) or "nothing"
        message = f"No {quoted(call.text('unit'))} is allocated by this law: it allocates {units}"
        raise problem("B108", call.at("unit"), message)
    scopes = dict.fromkeys(each.among.scope for each in documents)
    item = decided.watch(decided.naming.one(scopes, call.text("subject"), call.at("subject")))
    count = sum(
        count
        for document in documents
        for outcome in decided.decider.allocate(document)
        for chosen, count in outcome.chosen
        if chosen == item
    )
    if count != number(call):
        told = f"{allocated(decided, count, documents[0], item)}; {quoted(call.text('count'))} is expected"
        why = ", ".join(dict.fromkeys(_binding(decided, documents))) or None
        actions = [each.action for each in documents if each.among.scope == item.scope]
        help = f"What binds: {why}." if why else None
        if not count and actions:
            help = miss(decided, actions[0], item) or help
        raise problem(UNMET, call.span, told, help)


def allocated(decided: Decided, count: int, document: TypedAllocation, item: Subject) -> str:
    """`3 contracts of candidate X are allocated`."""
    one = count == 1
    told = f"{count} {document.counts}{'' if one else 's'} of {decided.naming.shown(item)}"
    return f"{told} {'is' if one else 'are'} allocated"


def _binding(decided: Decided, documents: Iterable[TypedAllocation]) -> Iterator[str]:
    for document in documents:
        for outcome in decided.decider.allocate(document):
            yield from outcome.binding


@STEPS.step("then", "nothing is allocated[ to {subject}]")
def nothing_is_allocated(case: Case, call: Call) -> None:
    """Expects that nothing is allocated, at all or to one subject."""
    decided = case.decision(call.span)
    documents = case.law.allocations
    owner = None
    if call.has("subject"):
        scopes = dict.fromkeys(each.scope for each in documents)
        owner = decided.watch(decided.naming.one(scopes, call.text("subject"), call.at("subject")))
    for document in documents:
        for outcome in decided.decider.allocate(document):
            if outcome.chosen and (owner is None or outcome.subject == owner):
                item, count = outcome.chosen[0]
                told = f"{allocated(decided, count, document, item)}, by {document.id}"
                raise problem(UNMET, call.span, told)


@STEPS.step("then", "the limit {limit:rule} {binds:binds}[ for {subject}]")
def the_limit_binds(case: Case, call: Call) -> None:
    """Expects that a limit stops one more of something from being allocated, or that it does not."""
    decided = case.decision(call.span)
    name = call.text("limit")
    known = {
        limit.name: limit.group.type.scope
        for document in case.law.allocations
        for limit in document.limits
        if isinstance(limit.group.type, RefType)
    }
    if name not in known:
        raise problem("B108", call.at("limit"), f"There is no limit `{name}`", meant(name, known))
    found = list(dict.fromkeys(_binding(decided, case.law.allocations)))
    if call.has("subject"):
        group = decided.watch(decided.naming.one([known[name]], call.text("subject"), call.at("subject")))
        binds = f"{name} {group}" in found
    else:
        binds = any(each.startswith(f"{name} ") for each in found)
    if binds is not (call.text("binds") == "binds"):
        raise problem(UNMET, call.span, f"What binds: {', '.join(found) or 'nothing'}")


@STEPS.step("then", "{subject} falls short of its goal by {value:words}")
def falls_short(case: Case, call: Call) -> None:
    """Expects by how much a group stays below what allocations should reach. What several lack is added."""
    decided = case.decision(call.span)
    documents = [each for each in case.law.allocations if each.goal is not None and each.goal.at_least is not None]
    scopes = dict.fromkeys(each.goal.scope for each in documents if each.goal is not None)
    if not scopes:
        raise problem("B108", call.span, "No allocation of this law has a goal")
    group = decided.watch(decided.naming.one(scopes, call.text("subject"), call.at("subject")))
    goals = [
        (goal_type(document), goal)
        for document in documents
        for outcome in decided.decider.allocate(document)
        for goal in outcome.goals
        if goal.group == group
    ]
    if not goals:
        raise problem(UNMET, call.span, f"Nothing is allocated to {decided.naming.shown(group)}, so it has no goal")
    of = goals[0][0]
    if len({each.unit for each, _ in goals}) > 1:
        raise problem(UNMET, call.span, "It has goals in different units, which cannot be added")
    expected = read(case, decided, call.text("value"), of, call.at("value"))
    missed = [goal.at_least - goal.reached for _, goal in goals if isinstance(goal.at_least, Fraction)]
    short: Value = Unknown(("the goal is unknown",))
    if len(missed) == len(goals):
        short = sum((max(each, Fraction(0)) for each in missed), Fraction(0))
    if not v.same(short, expected):
        told = f"It falls short by {show(decided, short, of)}; {quoted(call.text('value'))} is expected"
        raise problem(UNMET, call.at("value"), told)


def goal_type(document: TypedAllocation) -> NumberType:
    """The type of what a goal demands."""
    goal = document.goal
    assert goal is not None
    assert goal.at_least is not None
    assert isinstance(goal.at_least.type, NumberType)
    return goal.at_least.type


# --- universes ------------------------------------------------------------------------------------
@STEPS.step("then", "{count:number} {things:words} (is|are) left out because {reason:quoted}")
def left_out(case: Case, call: Call) -> None:
    """Expects how many combinations a universe leaves out for one of its reasons."""
    decided = case.decision(call.span)
    scope = the_scope(case, call.text("things"), call.at("things"))
    reasons = [
        reason.because for universe in case.law.universes if universe.of == scope.name for reason in universe.reasons
    ]
    wanted = call.text("reason").strip('"')
    if wanted not in reasons:
        message = f"No {case.words.of_scope(scope.name)} is ever left out for that reason"
        raise problem("B108", call.at("reason"), message, meant(wanted, reasons))
    universes = [each.id for each in case.law.universes if each.of == scope.name]
    counts: dict[str, int] = dict.fromkeys(reasons, 0)
    for each in decided.decider.left_out:
        if each.universe in universes:
            for reason, count in each.reasons:
                counts[reason] += count
    if counts[wanted] != number(call):
        told = ", ".join(f"{count} because {reason}" for reason, count in counts.items() if count) or "none"
        raise problem(UNMET, call.span, f"Left out: {told}")


def number(call: Call) -> int:
    """The number that a step says; `no` is none."""
    text = call.text("count").replace(",", "")
    return 0 if text == "no" else int(text)
