"""Evaluates typed expressions by the book: slow, exact, in the open. The definition of the language's meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from engine.backends.reference import arithmetic as a
from engine.backends.reference.world import World
from engine.boundary import Given
from engine.values import (
    NONE,
    NUMBERS,
    SUBJECTS,
    Nothing,
    Subject,
    Unknown,
    Value,
    because,
    bounded,
    unknown_of,
)
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import NumberType

Environment = tuple[Subject, ...]
Terms = Mapping[tuple[str, str], Mapping[tuple[str, str | None], x.Literal]]


class Evaluator:
    """Values of expressions for subjects. Derived facts are remembered; everything else is calculated anew."""

    def __init__(self, world: World, terms: Terms) -> None:
        self.world = world
        self.law = world.law
        self.terms = terms
        self.overridden = {name for values in terms.values() for name, _ in values}
        self.fields: Mapping[str, Value] = {}
        self.document = ""
        self.timely: frozenset[int] = frozenset()
        self.written: dict[tuple[x.FactId, Subject], Value] = {}
        self.unknown_given: dict[tuple[str, str], set[Subject]] = {}
        self._parameters: dict[tuple[str, str | None], Value] = {}
        self._constants: dict[int, tuple[x.Constant, Value]] = {}
        self._methods: dict[type[x.Expression], Callable[[Any, Environment], Value]] = {
            x.Constant: self._constant,
            x.Variable: self._variable,
            x.Singleton: self._singleton,
            x.Follow: self._follow,
            x.Compose: self._compose,
            x.ReadFact: self._read_fact,
            x.Before: self._before,
            x.Enters: self._enters,
            x.ReadField: self._read_field,
            x.ReadParameter: self._read_parameter,
            x.AgeOf: self._age_of,
            x.LastOf: self._last_of,
            x.If: self._if,
            x.Cases: self._cases,
            x.Junction: self._junction,
            x.Not: self._not,
            x.Compare: self._compare,
            x.Between: self._between,
            x.In: self._in,
            x.IsState: self._is_state,
            x.VerdictIs: self._verdict_is,
            x.WouldBePermitted: self._would_be_permitted,
            x.Arithmetic: self._arithmetic,
            x.Negative: self._negative,
            x.Rounded: self._rounded,
            x.Convert: self._convert,
            x.Call: self._call,
            x.Aggregate: self._aggregate,
            x.SeriesAggregate: self._series,
        }

    # --- what a decider supplies ----------------------------------------------------------------
    def derive(self, fact: x.FactId, subject: Subject) -> Value:
        """The value of a written fact; the decider knows how."""
        raise NotADecider

    def would_permit(self, action: str, subject: Subject, but_for: tuple[str, ...]) -> bool | Unknown:
        """Whether an action is permitted before sizing."""
        raise NotADecider

    def verdict_is(self, action: str, subject: Subject, state: str) -> bool | Unknown:
        """Whether an action is proposed, permitted or forbidden."""
        raise NotADecider

    def before(self, fact: x.FactId, subject: Subject) -> Value:
        """The value of a kept fact at the end of the last evaluation."""
        raise NotADecider

    def enters(self, machine: x.FactId, subject: Subject, state: str) -> bool | Unknown:
        """Whether a machine enters a state in this evaluation."""
        raise NotADecider

    def happening(self, scope: str) -> set[Subject]:
        """The events of a scope that happen in this evaluation."""
        raise NotADecider

    def in_window(self, window: x.Window, bound: Value, event: Subject) -> bool | Unknown:
        """Whether the instant of an event lies in a window; `bound` is the value of its `since`."""
        raise NotADecider

    def watch(self, node: x.Expression, environment: Environment, values: tuple[Value, ...]) -> None:
        """A comparison with the clock was looked at, and its sides have these values."""

    @contextmanager
    def judging(self, document: str) -> Iterator[None]:
        """What is evaluated inside is evaluated for this document."""
        previous, self.document = self.document, document
        try:
            yield
        finally:
            self.document = previous

    # --- evaluation -----------------------------------------------------------------------------
    def value(self, expression: x.Expression, environment: Environment) -> Value:
        """The value of an expression for bound subjects."""
        return self._methods[type(expression)](expression, environment)

    def truth(self, expression: x.Expression, environment: Environment) -> bool | Unknown:
        """The value of a condition."""
        found = self.value(expression, environment)
        if found is True or found is False or isinstance(found, Unknown):
            return found
        return because("a flag is none")

    def subject(self, expression: x.Expression, environment: Environment) -> Subject | Nothing | Unknown:
        """The value of an expression for a subject."""
        found = self.value(expression, environment)
        if isinstance(found, SUBJECTS):
            return found
        raise TypeError(f"{type(expression).__name__} is not a subject")

    def is_of(self, subject: Subject, kind: str | None) -> bool:
        """True when a subject is of a kind; `where` of a kind reads only what is always known."""
        if kind is None:
            return True
        return self.truth(self.law.kinds[kind].where, (subject,)) is True

    # --- leaves ---------------------------------------------------------------------------------
    def _constant(self, node: x.Constant, environment: Environment) -> Value:
        key = id(node)
        known = self._constants.get(key)
        if known is None:
            known = (node, literal(node.value))
            self._constants[key] = known
        return known[1]

    def _variable(self, node: x.Variable, environment: Environment) -> Value:
        return environment[node.slot]

    def _singleton(self, node: x.Singleton, environment: Environment) -> Value:
        return self.world.singleton(node.scope)

    def _follow(self, node: x.Follow, environment: Environment) -> Value:
        base = self.value(node.base, environment)
        if not isinstance(base, Subject):
            return base
        try:
            return self.world.link(base, node.link)
        except KeyError:
            return because(f"{base} is no longer among the facts")

    def _compose(self, node: x.Compose, environment: Environment) -> Value:
        parts: list[Subject] = []
        for part in node.parts:
            found = self.subject(part, environment)
            if not isinstance(found, Subject):
                return found
            parts.append(found)
        return self.world.combine(node.scope, tuple(parts))

    def _read_fact(self, node: x.ReadFact, environment: Environment) -> Value:
        subject = self.value(node.subject, environment)
        if not isinstance(subject, Subject):
            subject = self.subject(node.subject, environment)
            return subject if isinstance(subject, Unknown) else because(f"there is no {node.fact.scope} to read")
        fact = self.law.facts[node.fact]
        if fact.origin != "given":
            return self.derive(node.fact, subject)
        return self.current(fact, subject, environment)

    def raw(self, fact: c.Fact, subject: Subject) -> Given:
        """A given fact as it was given."""
        found = self.world.told(subject).get(fact.id.name)
        return found if found is not None else Given(because(f"{fact.id} is not given"))

    def current(self, fact: c.Fact, subject: Subject, environment: Environment) -> Value:
        """A given fact: unknown when it is too old or nobody knows how old it is."""
        given = self.raw(fact, subject)
        value = given.value
        if fact.stale_after is not None and not isinstance(value, Unknown):
            stale = self.is_stale(fact, given, environment)
            if isinstance(stale, Unknown):
                value = stale
            elif stale:
                value = because(f"{fact.id} is stale")
        if isinstance(value, Unknown):
            for cause in value.causes:
                self.unknown_given.setdefault((str(fact.id), cause), set()).add(subject)
        return value

    def is_stale(self, fact: c.Fact, given: Given, environment: Environment) -> bool | Unknown:
        """Whether a given value is older than its fact allows."""
        if fact.stale_after is None or given.age is None:
            return False
        limit = self.value(fact.stale_after, environment)
        return a.compared(">", given.age, limit)

    def _before(self, node: x.Before, environment: Environment) -> Value:
        subject = self.subject(node.fact.subject, environment)
        if not isinstance(subject, Subject):
            return subject if isinstance(subject, Unknown) else because(f"there is no {node.fact.fact.scope} to read")
        return self.before(node.fact.fact, subject)

    def _enters(self, node: x.Enters, environment: Environment) -> Value:
        subject = self.subject(node.machine.subject, environment)
        if not isinstance(subject, Subject):
            return subject if isinstance(subject, Unknown) else because("there is no such subject")
        return self.enters(node.machine.fact, subject, node.state)

    def _read_field(self, node: x.ReadField, environment: Environment) -> Value:
        return self.fields.get(node.name, because(f"the action says no {node.name}"))

    def _read_parameter(self, node: x.ReadParameter, environment: Environment) -> Value:
        word: str | None = None
        if node.key is not None:
            picked = self.value(node.key, environment)
            if isinstance(picked, Unknown):
                return picked
            word = str(picked)
        parameter = self.law.parameters[node.name]
        if node.name not in self.overridden:
            key = (node.name, word)
            if key not in self._parameters:
                self._parameters[key] = self._lawful(parameter, word)
            return self._parameters[key]
        if parameter.overridable is not None and environment:
            owner = self.world.reach(environment[0], parameter.overridable)
            if owner is not None:
                own = self.terms.get((owner.scope, owner.key), {}).get((node.name, word))
                if own is not None:
                    return literal(own)
        return self._lawful(parameter, word)

    def _lawful(self, parameter: c.Parameter, word: str | None) -> Value:
        """The law's own value of a parameter."""
        for each, value in parameter.values:
            if each == word:
                return literal(value)
        return because(f"{parameter.name} has no value for {word}")

    def _age_of(self, node: x.AgeOf, environment: Environment) -> Value:
        subject = self.subject(node.fact.subject, environment)
        if not isinstance(subject, Subject):
            return unknown_of((subject,)) if isinstance(subject, Unknown) else because("there is no such subject")
        given = self.raw(self.law.facts[node.fact.fact], subject)
        if isinstance(given.value, Unknown):
            return given.value
        return given.age if given.age is not None else Fraction(0)

    def _last_of(self, node: x.LastOf, environment: Environment) -> Value:
        subject = self.subject(node.fact.subject, environment)
        if not isinstance(subject, Subject):
            return unknown_of((subject,)) if isinstance(subject, Unknown) else because("there is no such subject")
        return self.raw(self.law.facts[node.fact.fact], subject).value

    # --- conditions -----------------------------------------------------------------------------
    def _if(self, node: x.If, environment: Environment) -> Value:
        condition = self.truth(node.condition, environment)
        if condition is True:
            return self.value(node.then, environment)
        if condition is False:
            return self.value(node.otherwise, environment)
        then = self.value(node.then, environment)
        return either(condition, then, self.value(node.otherwise, environment))

    def _cases(self, node: x.Cases, environment: Environment) -> Value:
        return self.chain(node, 0, environment)

    def chain(self, node: x.Cases, index: int, environment: Environment) -> Value:
        """The value of a chain of cases from `index` on."""
        if index == len(node.cases):
            return self.value(node.otherwise, environment)
        when, then = node.cases[index]
        condition = self.truth(when, environment)
        if condition is True:
            return self.value(then, environment)
        if condition is False:
            return self.chain(node, index + 1, environment)
        return either(condition, self.value(then, environment), self.chain(node, index + 1, environment))

    def _junction(self, node: x.Junction, environment: Environment) -> Value:
        decisive = node.word == "or"
        unknown: list[Unknown] = []
        for part in node.parts:
            found = self.truth(part, environment)
            if found is decisive:
                return decisive
            if isinstance(found, Unknown):
                unknown.append(found)
        return unknown_of(unknown) if unknown else not decisive

    def _not(self, node: x.Not, environment: Environment) -> Value:
        return a.negated(self.truth(node.part, environment))

    def _compare(self, node: x.Compare, environment: Environment) -> Value:
        left = self.value(node.left, environment)
        right = self.value(node.right, environment)
        if id(node) in self.timely:
            self.watch(node, environment, (left, right))
        if node.operator == "is":
            return a.equal(comparable(left, right), comparable(right, left))
        if node.operator == "is not":
            return a.negated(a.equal(comparable(left, right), comparable(right, left)))
        return a.compared(node.operator, left, right)

    def _between(self, node: x.Between, environment: Environment) -> Value:
        value = self.value(node.value, environment)
        low, high = self.value(node.low, environment), self.value(node.high, environment)
        if id(node) in self.timely:
            self.watch(node, environment, (value, low, high))
        return a.joined("and", [a.compared(">=", value, low), a.compared("<=", value, high)])

    def _in(self, node: x.In, environment: Environment) -> Value:
        if id(node) in self.timely:
            self.watch(node, environment, ())
        value = self.value(node.value, environment)
        container = self.value(node.container, environment)
        if isinstance(container, Unknown):
            return container
        if isinstance(value, Unknown):
            members = [a.equal(value, item) for item in members_of(container)]
            found = a.joined("or", members) if members else False
        else:
            plain = value.key if isinstance(value, Subject) else value
            found = value in members_of(container) or plain in members_of(container)
        return a.negated(found) if node.denied else found

    def _is_state(self, node: x.IsState, environment: Environment) -> Value:
        found: bool | Unknown
        if node.state == "stale":
            assert isinstance(node.value, x.ReadFact)
            subject = self.subject(node.value.subject, environment)
            if not isinstance(subject, Subject):
                return because("there is no such subject")
            fact = self.law.facts[node.value.fact]
            found = self.is_stale(fact, self.raw(fact, subject), environment)
        else:
            value = self.value(node.value, environment)
            if node.state == "known":
                found = not isinstance(value, Unknown)
            elif node.state == "unknown":
                found = isinstance(value, Unknown)
            elif isinstance(value, Unknown):
                return value
            else:
                found = isinstance(value, Nothing) is (node.state == "none")
        return a.negated(found) if node.denied else found

    def _verdict_is(self, node: x.VerdictIs, environment: Environment) -> Value:
        subject = self.subject(node.subject, environment)
        if not isinstance(subject, Subject):
            return because("there is no such subject")
        found = self.verdict_is(node.action, subject, node.state)
        return a.negated(found) if node.denied else found

    def _would_be_permitted(self, node: x.WouldBePermitted, environment: Environment) -> Value:
        subject = self.subject(node.subject, environment)
        if not isinstance(subject, Subject):
            return because("there is no such subject")
        return a.joined("or", [self.would_permit(action, subject, node.but_for) for action in node.actions])

    # --- calculation ----------------------------------------------------------------------------
    def _arithmetic(self, node: x.Arithmetic, environment: Environment) -> Value:
        left = self.value(node.left, environment)
        right = self.value(node.right, environment)
        return a.calculate(node.operator, left, right, node.right.type)

    def _negative(self, node: x.Negative, environment: Environment) -> Value:
        return a.negative(self.value(node.part, environment))

    def _rounded(self, node: x.Rounded, environment: Environment) -> Value:
        return a.rounded(self.value(node.value, environment), node.mode, self.value(node.step, environment))

    def _convert(self, node: x.Convert, environment: Environment) -> Value:
        return self.value(node.value, environment)

    def _call(self, node: x.Call, environment: Environment) -> Value:
        if node.name == "first known":
            for argument in node.arguments:
                value = self.value(argument, environment)
                if not isinstance(value, Unknown):
                    return value
            return unknown_of([self.value(argument, environment) for argument in node.arguments])
        values = [self.value(argument, environment) for argument in node.arguments]
        if node.name == "abs":
            return a.absolute(values[0])
        if node.name == "size":
            return values[0] if isinstance(values[0], Unknown) else Fraction(len(members_of(values[0])))
        return a.extreme(node.name, values)

    # --- aggregates -----------------------------------------------------------------------------
    def items(self, node: x.Items, environment: Environment) -> list[tuple[Subject, bool | Unknown]]:
        """The subjects a source ranges over, each with whether it belongs: true or unknown."""
        if node.within is None:
            subjects = self.world.subjects(node.scope)
        else:
            owner = self.subject(node.within, environment)
            if isinstance(owner, Unknown):
                return [(subject, owner) for subject in self.world.subjects(node.scope)]
            subjects = self.world.within(node.scope, owner) if isinstance(owner, Subject) else ()
        if node.happening:
            now = self.happening(node.scope)
            subjects = tuple(subject for subject in subjects if subject in now) if now else ()
        bound: Value = NONE
        if node.window is not None:
            if node.window.since is not None:
                bound = self.value(node.window.since, environment)
            self.watch(node, environment, ())
        base = environment[: node.slot]
        found: list[tuple[Subject, bool | Unknown]] = []
        for subject in subjects:
            if node.kind is not None and not self.is_of(subject, node.kind):
                continue
            inner = (*base, subject)
            belongs: bool | Unknown = True
            if node.window is not None:
                belongs = self.in_window(node.window, bound, subject)
                if belongs is False:
                    continue
            for condition in node.where:
                holds = self.truth(condition, inner)
                if holds is False:
                    belongs = False
                    break
                if isinstance(holds, Unknown):
                    belongs = holds if belongs is True else unknown_of((belongs, holds))
            if belongs is not False:
                found.append((subject, belongs))
        return found

    def _aggregate(self, node: x.Aggregate, environment: Environment) -> Value:
        items = self.items(node.items, environment)
        doubtful = [belongs for _, belongs in items if isinstance(belongs, Unknown)]
        sure = [subject for subject, belongs in items if belongs is True]
        base = environment[: node.items.slot]
        function = node.function
        if function in {"any", "no"}:
            found: bool | Unknown = True if sure else (unknown_of(doubtful) if doubtful else False)
            return found if function == "any" else a.negated(found)
        if function == "count":
            least = Fraction(len(sure))
            return bounded(unknown_of(doubtful).causes, least, least + len(doubtful)) if doubtful else least
        if function == "the":
            if doubtful:
                return unknown_of(doubtful)
            if len(sure) > 1:
                return because(f"there are {len(sure)} such subjects, not one")
            return sure[0] if sure else NONE
        assert node.value is not None
        if function == "every":
            return self.every(node.value, items, base)
        values = [self.value(node.value, (*base, subject)) for subject in sure]
        if doubtful:
            return unknown_of([*doubtful, *values])
        if function == "sum":
            return self.total(values)
        if not values:
            if node.if_empty is not None:
                return self.value(node.if_empty, environment)
            return because(f"there is nothing to take the {function} of")
        if function == "mean":
            return a.calculate("/", self.total(values), Fraction(len(values)), node.type)
        return a.extreme(function, values)

    def total(self, values: list[Value]) -> Value:
        """The sum; an unknown member makes it unknown."""
        total: Value = Fraction(0)
        for value in values:
            total = a.calculate("+", total, value, NumberType())
        return Unknown(total.causes) if isinstance(total, Unknown) else total

    def every(
        self, condition: x.Expression, items: list[tuple[Subject, bool | Unknown]], base: Environment
    ) -> bool | Unknown:
        """Whether every item that belongs has the condition; an item that may belong counts only if it has not."""
        states: list[bool | Unknown] = []
        for subject, belongs in items:
            holds = self.truth(condition, (*base, subject))
            states.append(holds if belongs is True else a.joined("or", [a.negated(belongs), holds]))
        return a.joined("and", states)

    def _series(self, node: x.SeriesAggregate, environment: Environment) -> Value:
        subject = self.subject(node.fact.subject, environment)
        if not isinstance(subject, Subject):
            return because("there is no such subject")
        fact = self.law.facts[node.fact.fact]
        series = self.current(fact, subject, environment)
        length = self.value(node.length, environment)
        if isinstance(series, Unknown) or isinstance(length, Unknown):
            return unknown_of((series, length))
        assert isinstance(series, tuple) and isinstance(length, Fraction)
        if length.denominator != 1 or length < 1:
            return because("a window has a whole number of values, at least one")
        window = list(series[-length.numerator :])
        if len(window) < length:
            cause = f"{fact.id} has {len(window)} of {length.numerator} values"
            self.unknown_given.setdefault((str(fact.id), cause), set()).add(subject)
            return because(cause)
        if any(isinstance(value, Unknown) for value in window):
            holes = unknown_of(window)
            for cause in holes.causes:
                self.unknown_given.setdefault((str(fact.id), cause), set()).add(subject)
            return holes
        if node.function in {"highest", "lowest"}:
            return a.extreme(node.function, window)
        total = self.total(window)
        return a.calculate("/", total, length, node.type) if node.function == "mean" else total


class NotADecider(Exception):
    """An evaluator alone decides nothing."""


def literal(value: x.Literal) -> Value:
    """The value of a literal."""
    if isinstance(value, x.Word):
        return NONE if value.word == "none" else because("the law says unknown")
    if isinstance(value, tuple):
        return frozenset(literal(item) for item in value)
    return value


def members_of(value: Value) -> frozenset[Value]:
    """The members of a set; nothing has none."""
    if isinstance(value, frozenset):
        return value
    return frozenset(value) if isinstance(value, tuple) else frozenset()


def comparable(value: Value, other: Value) -> Value:
    """A subject that is compared with a key stands for its own key."""
    if isinstance(value, Subject) and isinstance(other, str):
        return value.key
    return value


def either(condition: Unknown, then: Value, otherwise: Value) -> Value:
    """The value of an `if` whose condition is unknown: known only when both branches agree."""
    known = not isinstance(then, Unknown) and not isinstance(otherwise, Unknown)
    if known and then == otherwise:
        return then
    causes = {*condition.causes}
    for branch in (then, otherwise):
        if isinstance(branch, Unknown):
            causes.update(branch.causes)
    numbers = all(isinstance(branch, NUMBERS) for branch in (then, otherwise))
    if not numbers or isinstance(then, bool) or isinstance(otherwise, bool):
        return because(*causes)
    (low, high), (other_low, other_high) = a.bounds(then), a.bounds(otherwise)
    lowest = None if low is None or other_low is None else min(low, other_low)
    highest = None if high is None or other_high is None else max(high, other_high)
    return bounded(causes, lowest, highest)
