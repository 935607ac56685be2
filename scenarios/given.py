"""The steps that give facts, and the one that asks the law. None of them can state what the law concludes."""

from __future__ import annotations

from pathlib import Path

from engine.boundary import Refused
from engine.values import Nothing, Subject, Unknown, Value
from rules.check.bounds import out_of_bounds
from rules.compile.law import Fact, Parameter, Scope, TermsOf, WaiverOf
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import quoted
from rules.language.typed import Literal, Word
from rules.language.types import FlagType
from rules.source.span import Span
from scenarios import values as v
from scenarios.call import Call
from scenarios.case import Case, Statement, conclusion
from scenarios.feature import Cell
from scenarios.moments import read_moment, read_zone
from scenarios.problem import meant, problem
from scenarios.registry import Steps
from scenarios.words import tokens

STEPS = Steps()
PAIR = 2


@STEPS.step("given", "the facts of {file:quoted}")
def the_facts_of(case: Case, call: Call) -> None:
    """Takes the facts of a fact file; its path begins at the folder of the feature."""
    case.load(case.folder / Path(call.text("file").strip('"')), call.at("file"))


@STEPS.step("given", "times are those of {zone}")
def times_are_those_of(case: Case, call: Call) -> None:
    """Says of which zone the local times of later steps are, so that summer time is right on every date."""
    try:
        case.zone = read_zone(call.text("zone"))
    except Refused as refused:
        raise problem("B112", call.at("zone"), refused.message, refused.help) from None


@STEPS.step("given", "it is {moment}")
def it_is(case: Case, call: Call) -> None:
    """Sets date, time or both; what is not said stays as it was. A weekday must be that of the date."""
    try:
        at = read_moment(call.text("moment")).after(case.moment(), case.zone)
    except Refused as refused:
        raise problem("B112", call.at("moment"), refused.message, refused.help) from None
    case.set_moment(at, call.at("moment"))


@STEPS.step("given", "{statement}")
def a_fact_is(case: Case, call: Call) -> None:
    """Gives one fact: a value, `unknown`, `none`, how old it is, or both."""
    said, text = the_given(case, call)
    give(case, said.fact, said.subject, text, said.span)


def the_given(case: Case, call: Call) -> tuple[Statement, str]:
    """The fact that a statement gives, and what it says of it. Raises Problem."""
    said = case.statement(call, case.given, given=True)
    if said.fact.origin != "given":
        raise conclusion(said.fact, case.words, call.at("statement"))
    if not said.denied:
        return said, said.value
    if not isinstance(said.fact.type, FlagType) or said.value not in {"true", "yes"}:
        message = f"`not {said.value}` does not say what the {case.words.of_fact(said.fact.id)} is"
        raise problem("B111", said.span, message, "Give the value that it has.")
    return said, "false"


def give(case: Case, fact: Fact, subject: Subject, text: str, span: Span) -> None:
    """Gives a fact of a subject what is said of it. Raises Problem where it does not fit."""
    case.set(subject, fact.id.name, as_given(case, fact, subject, text, span), span)


def as_given(case: Case, fact: Fact, subject: Subject, text: str, span: Span) -> object:
    """What is said of a fact, as a fact file has it. Raises Problem where it does not fit."""
    name = case.words.of_fact(fact.id)
    try:
        said = v.said(text, case.law.units)
        if said.age is not None and fact.stale_after is None:
            raise Refused("it cannot become stale, so its age says nothing")
        raw = case.raw(subject, fact.id.name) if said.value is None else raw_value(case, fact, said.value, span)
        if raw is None:
            raise Refused("there is no value yet that could be so old")
    except Refused as refused:
        related = (Related(fact.span, f"`{fact.id}` is declared here"),)
        message = f"The {name}: {refused.message}"
        raise problem("B111", span, message, refused.help, related) from None
    if said.age is not None:
        raw = {"value": raw["value"] if isinstance(raw, dict) else raw, "age": said.age}
    return raw


def raw_value(case: Case, fact: Fact, text: str, span: Span) -> str | list[str]:
    """A value as a fact file has it, checked against its type. Raises Refused."""
    if fact.source == "at":
        raise Refused("it follows from the moment", "Write `it is Thursday 2026-04-16 at 10:00`.")
    if text == v.UNKNOWN:
        if not fact.may_be_missing:
            raise Refused("it may not be missing")
        return v.UNKNOWN
    if text == v.NONE:
        if not fact.may_be_none:
            raise Refused("it may not be none", "Is it `unknown`?")
        return v.NONE
    raw = case.reader(case.given, span).raw(text, fact.type)
    case.boundary.read(raw, fact.type, fact.id)
    return raw


@STEPS.step("given", "the facts of {subject} are:", table="required")
def the_facts_are(case: Case, call: Call) -> None:
    """Gives several facts of one subject, a row each: the fact, and what it is."""
    subject = case.given.one(case.law.scopes, call.text("subject"), call.at("subject"))
    scope = case.law.scopes[subject.scope]
    table = call.step.table
    assert table is not None
    for row in table.rows:
        if len(row) != PAIR:
            raise problem("B113", table.span, "A row has a fact and its value: two cells")
        tell(case, the_column(case, scope, row[0]), subject, row[1])


def tell(case: Case, column: Fact | str, subject: Subject, cell: Cell) -> None:
    """Gives what a cell says: a fact, or to what the subject belongs."""
    if isinstance(column, Fact):
        give(case, column, subject, cell.text, cell.span)
    else:
        owner = case.given.one([column], cell.text, cell.span)
        case.set(subject, column, owner.key, cell.span)


# --- subjects -------------------------------------------------------------------------------------
@STEPS.step("given", "these {things:words}:", table="required")
def these(case: Case, call: Call) -> None:
    """Adds or changes subjects: first their key, then facts, or to what they belong."""
    scope = the_scope(case, call.text("things"), call.at("things"))
    table = call.step.table
    assert table is not None
    if scope.one:
        one = case.words.of_scope(scope.name)
        message = f"There is one {one} only, and it has no key"
        raise problem("B113", call.at("things"), message, f"Write `the facts of the {one} are:`.")
    header, *rows = table.rows
    if not rows:
        raise problem("B113", table.span, "The table has no row below its header")
    first = [each.scope for each in case.words.scopes.exactly(tokens(header[0].text))]
    if scope.name not in first and header[0].text != "key":
        message = f"The first column is the key of each {case.words.of_scope(scope.name)}"
        raise problem("B113", header[0].span, message, f"Call it `{case.words.of_scope(scope.name)}`.")
    columns = [the_column(case, scope, cell) for cell in header[1:]]
    for row in rows:
        if not row[0].text:
            raise problem("B113", table.span, "A row has no key in its first column")
        case.add(scope.name, row[0].text, row[0].span)
        subject = Subject(scope.name, row[0].text)
        for column, cell in zip(columns, row[1:], strict=True):
            if cell.text:
                tell(case, column, subject, cell)


def the_scope(case: Case, text: str, span: Span) -> Scope:
    """The scope that `contracts` names."""
    found = [each for each in case.words.scopes.plural(tokens(text)) if each.kind is None]
    if len(found) == 1:
        return case.law.scopes[found[0].scope]
    if found:
        raise problem("B109", span, f"{quoted(text)} could be several scopes", "Use its name.")
    known = case.words.scopes.texts()
    raise problem("B108", span, f"This law knows no {quoted(text)}", meant(text, known))


def the_column(case: Case, scope: Scope, cell: Cell) -> Fact | str:
    """The fact that a column gives, or the link. Raises Problem."""
    words = tokens(cell.text)
    facts = [id for id in case.words.facts.exactly(words) if id.scope == scope.name]
    if facts:
        fact = case.law.facts[facts[0]]
        if fact.origin != "given":
            raise conclusion(fact, case.words, cell.span)
        return fact
    links = [each.scope for each in case.words.scopes.exactly(words) if each.scope in scope.links]
    if links:
        return links[0]
    known = [case.words.of_fact(id) for id in case.law.facts if id.scope == scope.name]
    known += [case.words.of_scope(link) for link in scope.links]
    message = f"A {case.words.of_scope(scope.name)} has no {quoted(cell.text)}"
    raise problem("B108", cell.span, message, meant(cell.text, known))


@STEPS.step("given", "there (is|are) no {things:words}")
def there_is_no(case: Case, call: Call) -> None:
    """Takes away every subject that is meant; with a key, it must be there."""
    text, span = call.text("things"), call.at("things")
    words = tokens(text)
    scope, end = None, 0
    for end in range(len(words), 0, -1):
        named = case.words.scopes.plural(words[:end])
        if named:
            scope = named[0]
            break
    if scope is None or case.law.scopes[scope.scope].one:
        the_scope(case, text, span)
        raise problem("B108", span, f"{quoted(text)} cannot be taken away")
    parts = case.given.parts(words[end:])
    found = [
        subject
        for subject in case.given.matching(scope.scope, parts)
        if scope.kind is None or case.given.is_of(subject, scope.kind)
    ]
    if not found and any(part.key is not None for part in parts):
        known = [each for name in case.law.scopes for each in case.given.subjects(name)]
        for part in parts:
            if part.key is not None and not any(case.given.is_true(part, each) for each in known):
                case.given.one([scope.scope], " ".join(words[end:]), span)
    for subject in found:
        case.remove(subject)


# --- beside the facts -----------------------------------------------------------------------------
@STEPS.step("given", "the terms of {subject} set {parameter:words} to {value:words}")
def the_terms_set(case: Case, call: Call) -> None:
    """Gives one subject its own value of a parameter, within the bounds that the law sets."""
    parameter, word = the_parameter(case, call)
    related = (Related(parameter.span, f"`{parameter.name}` is declared here"),)
    if parameter.overridable is None:
        message = f"`{parameter.name}` is the same for all: no terms may set it"
        raise problem("B117", call.at("parameter"), message, None, related)
    owner = case.given.one([parameter.overridable], call.text("subject"), call.at("subject"))
    span = call.at("value")
    try:
        reader = case.reader(case.given, span)
        value = literal(reader.value(call.text("value"), parameter.type))
    except Refused as refused:
        raise problem("B111", span, refused.message, refused.help, related) from None
    wrong = out_of_bounds(value, parameter.type, parameter.low, parameter.high)
    if wrong is not None:
        raise problem("B117", span, f"{quoted(call.text('value'))} {wrong}", None, related)
    case.terms.append(
        TermsOf(
            id=f"SCENARIO-TERMS-{len(case.terms) + 1}",
            scope=owner.scope,
            key=owner.key,
            values=((parameter.name, word, value),),
            first_day=None,
            day_after=None,
            approved_by="the scenario",
            reason=call.step.text,
            span=span,
        )
    )
    case.changed()


def the_parameter(case: Case, call: Call) -> tuple[Parameter, str | None]:
    """The parameter that is named, and the word of its key."""
    text, span = call.text("parameter"), call.at("parameter")
    found = case.words.parameters.exactly(tokens(text))
    if len(found) == 1:
        name, word = found[0]
        return case.law.parameters[name], word
    if found:
        raise problem("B109", span, f"{quoted(text)} could be several", "Write its name with the dot.")
    known = case.words.parameters.texts()
    raise problem("B108", span, f"There is no parameter {quoted(text)}", meant(text, known))


def literal(value: Value) -> Literal:
    """A value as a parameter has it. Raises Refused."""
    if isinstance(value, Nothing):
        return Word("none")
    if isinstance(value, Subject):
        return value.key
    if isinstance(value, frozenset | tuple):
        return tuple(sorted((literal(item) for item in value), key=str))
    if isinstance(value, Unknown):
        raise Refused("A parameter cannot be unknown")
    return value


@STEPS.step("given", "a waiver suspends {rules}[ for {subject}]")
def a_waiver_suspends(case: Case, call: Call) -> None:
    """Suspends rules that permit or forbid, for everybody or for one subject."""
    known = [permit.id for permit in case.law.permits]
    rules = rule_ids(call.text("rules"))
    for rule in rules:
        if rule not in known:
            help = meant(rule, known) or "Only a rule that permits or forbids can be suspended."
            raise problem("B108", call.at("rules"), f"There is no rule `{rule}` to suspend", help)
    owner = None
    if call.has("subject"):
        scopes = [name for name, scope in case.law.scopes.items() if not scope.one]
        owner = case.given.one(scopes, call.text("subject"), call.at("subject"))
    case.waivers.append(
        WaiverOf(
            id=f"SCENARIO-WAIVER-{len(case.waivers) + 1}",
            suspends=rules,
            scope=owner.scope if owner else None,
            key=owner.key if owner else None,
            first_day=None,
            day_after=None,
            approved_by="the scenario",
            reason=call.step.text,
            span=call.span,
        )
    )
    case.changed()


def rule_ids(text: str) -> tuple[str, ...]:
    """The ids in `A-01, B-02 and C-03`."""
    return tuple(each for each in text.replace(" and ", ",").replace(" ", "").split(",") if each)


@STEPS.step("when", "the law decides")
def the_law_decides(case: Case, call: Call) -> None:
    """Has the law decide on the facts as they are."""
    case.decide(call.span)
