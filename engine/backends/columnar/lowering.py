"""From typed expressions to columns: names become columns and rows, three-valued logic becomes masks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import gcd
from typing import Any

from engine.backends.columnar import vocabulary as v
from engine.backends.columnar.calendar import moved_by_months
from engine.backends.columnar.errors import CannotColumn, Refusal
from engine.backends.columnar.nodes import Node, Plan
from engine.backends.columnar.ranges import Range
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.values import Calculator, Code, Flag, Members, Nowhere, Number, Ratio, Unheld, Value
from rules.compile import law as c
from rules.compile.ways import ways_of
from rules.language import typed as x
from rules.language.types import EnumType, NumberType, Type
from rules.language.units import MONTH

EPOCH = datetime.fromtimestamp(0, UTC)

Sweeps = Mapping[str, Sequence[Fraction]]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The rows for which an expression is evaluated, and the subjects that are bound there.

    A slot is None where a subject of an outer expression cannot be told apart by these rows. `bound` are paths that
    are known to lead to one subject here.
    """

    domain: str
    slots: tuple[Code | None, ...]
    bound: tuple[tuple[x.Expression, Code], ...] = ()
    memo: dict[int, tuple[x.Expression, Value]] = field(default_factory=dict)


class Lowering:
    """Lowers the expressions of one law. Raises CannotColumn, naming the document, for what columns do not hold."""

    def __init__(self, law: c.Law, plan: Plan, given: frozenset[x.FactId] = frozenset(), sweeps: Sweeps | None = None):
        self.law = law
        self.plan = plan
        self.calculator = Calculator(plan)
        self.given = given
        self.sweeps: Sweeps = sweeps or {}
        self.texts = v.Texts()
        self.ways = ways_of(law.scopes)
        self.document = ""
        self.would_permit: Callable[[str, tuple[str, ...]], Node] | None = None
        self.verdict_is: Callable[[str, str], Node] | None = None
        self._own_terms = {name for terms in law.terms for name, _, _ in terms.values}
        self._facts: dict[x.FactId, Value] = {}
        self._frames: dict[str, Frame] = {}
        self._refused: dict[x.FactId, CannotColumn] = {}
        self._reading: list[x.FactId] = []
        self._methods: dict[type[x.Expression], Callable[[Any, Frame], Value]] = {
            x.Constant: self._constant,
            x.Variable: self._subject,
            x.Singleton: self._subject,
            x.Follow: self._subject,
            x.Compose: self._subject,
            x.ReadFact: self._read_fact,
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
        }

    # --- refusing -------------------------------------------------------------------------------
    @contextmanager
    def within(self, document: str) -> Iterator[None]:
        """What is lowered inside stands in this document."""
        before, self.document = self.document, document
        told, self.plan.document = self.plan.document, document
        try:
            yield
        finally:
            self.document, self.plan.document = before, told

    def refuse(self, what: str, node: x.Expression | None = None) -> CannotColumn:
        """A refusal that names the document, what in it, and where."""
        text = node.text if node is not None else ""
        told = f"{what} (`{text}`)" if text else what
        return CannotColumn([Refusal(self.document, told, node.span if node is not None else None)])

    # --- rows -----------------------------------------------------------------------------------
    def frame(self, scope: str) -> Frame:
        """The rows of a scope, each bound to itself."""
        if scope not in self._frames:
            if self.law.scopes[scope].event:
                raise self.refuse(f"`{scope}`, which happens")
            self._frames[scope] = Frame(scope, (self._code(scope, self.plan.row(scope)),))
        return self._frames[scope]

    def _code(self, scope: str, index: Node) -> Code:
        return Code(f"subject {scope}", index, self.calculator.yes, self.calculator.never)

    def one(self, scope: str, frame: Frame) -> Code:
        """The one subject of a scope."""
        if frame.domain == scope:
            return self._code(scope, self.plan.row(scope))
        if self.plan.single:
            return self._code(scope, self.plan.only())
        return self._code(scope, self.plan.column(self.snapshot_column(frame.domain)))

    def snapshot_column(self, domain: str) -> ColumnSpec:
        """Which set of facts the rows belong to."""
        return v.index_column(domain, "", "snapshot")

    def reach(self, start: str, goal: str) -> Code:
        """From the rows of a scope to the subject that each leads to; unknown where none is."""
        if self.law.scopes[goal].one:
            return self.one(goal, self.frame(start))
        ways = self.ways.settled(start, goal)
        if len(ways) == 1:
            index = self.plan.row(start)
            here = start
            for link in ways[0]:
                index = self.plan.gather(self.plan.column(v.index_column(here, link, "link")), index)
                here = link
            return self._code(goal, index)
        index = self.plan.column(v.index_column(start, goal, "reach"))
        reached = self.plan.column(v.mask_column(x.FactId(start, goal), "reached"))
        return Code(f"subject {goal}", index, reached, self.calculator.never)

    # --- values ---------------------------------------------------------------------------------
    def value(self, node: x.Expression, frame: Frame) -> Value:
        """The value of an expression in the rows of a frame."""
        known = frame.memo.get(id(node))
        if known is None:
            method = self._methods.get(type(node))
            if method is None:
                raise self.refuse(_REFUSED.get(type(node), type(node).__name__), node)
            try:
                known = frame.memo[id(node)] = (node, method(node, frame))
            except Unheld as unheld:
                raise self.refuse(str(unheld), node) from None
        return known[1]

    def truth(self, node: x.Expression, frame: Frame) -> Flag:
        """The value of a condition; a flag that is none is unknown."""
        value = self.calculator.like(self.value(node, frame), self.calculator.flag(True))
        assert isinstance(value, Flag)
        return replace(value, none=self.calculator.never)

    def number(self, node: x.Expression, frame: Frame) -> Number:
        """The value of an expression that is a number."""
        value = self.calculator.like(self.value(node, frame), self.calculator.number(Fraction(0)))
        assert isinstance(value, Number)
        return value

    def subject(self, node: x.Expression, frame: Frame) -> Code:
        """The row of a subject."""
        value = self.value(node, frame)
        if not isinstance(value, Code) or not value.kind.startswith("subject "):
            raise self.refuse("a subject that is written out", node)
        return value

    def is_of(self, kind: str | None, scope: str) -> Node:
        """Where the subjects of a scope are of a kind."""
        if kind is None:
            return self.calculator.yes
        return self.truth(self.law.kinds[kind].where, self.frame(scope)).true

    # --- leaves ---------------------------------------------------------------------------------
    def _constant(self, node: x.Constant, frame: Frame) -> Value:
        return self.written(node.value, node.type)

    def written(self, value: x.Literal, type: Type) -> Value:
        """A literal."""
        match value:
            case x.Word():
                return Nowhere(value.word)
            case bool():
                return self.calculator.flag(value)
            case Fraction():
                return self.calculator.number(value)
            case tuple():
                return self._members(value, type)
            case _:
                kind, code = self.code(value, type)
                return Code(kind, self.plan.whole(code), self.calculator.yes, self.calculator.never)

    def code(self, value: x.Literal, type: Type) -> tuple[str, int]:
        """Kind and number of a word, text, day or time that is written out."""
        match value:
            case datetime():
                return "instant", microseconds(value)
            case date():
                return "date", value.toordinal()
            case time():
                return "time", seconds(value)
            case str() if isinstance(type, EnumType):
                return v.kind_of(type), type.words.index(value)
            case str():
                return "text", self.texts.code(value)
        raise Unheld(f"the value {value}")

    def _members(self, values: tuple[x.Literal, ...], type: Type) -> Members:
        of = getattr(type, "of", type)
        found: list[Fraction | int | bool] = []
        kind = "number"
        for value in values:
            if isinstance(value, (bool, Fraction)):
                found.append(value)
            elif isinstance(value, (tuple, x.Word)):
                raise Unheld("a set of such members")
            else:
                kind, code = self.code(value, of)
                found.append(code)
        return Members(tuple(found), kind)

    def _subject(self, node: x.Expression, frame: Frame) -> Value:
        for path, subject in frame.bound:
            if path == node:
                return subject
        match node:
            case x.Variable():
                found = frame.slots[node.slot] if 0 <= node.slot < len(frame.slots) else None
                if found is None:
                    raise self.refuse("a condition on a member that reads who asks", node)
                return found
            case x.Singleton():
                return self.one(node.scope, frame)
            case x.Follow():
                base = self.subject(node.base, frame)
                scope = base.kind.removeprefix("subject ")
                links = self.plan.column(v.index_column(scope, node.link, "link"))
                goal = node.type.scope if hasattr(node.type, "scope") else node.link
                return Code(f"subject {goal}", self.plan.gather(links, base.value), base.known, self.calculator.never)
            case x.Compose():
                return self._composed(node, frame)
        raise self.refuse("a subject", node)

    def _composed(self, node: x.Compose, frame: Frame) -> Code:
        bases = {part for part in x.walk(node) if isinstance(part, (x.Variable, x.Singleton, x.ReadFact))}
        variables = [each for each in bases if isinstance(each, x.Variable)]
        if len(bases) != 1 or len(variables) != 1:
            raise self.refuse("a combination of subjects that are found in several ways", node)
        base = self.subject(variables[0], frame)
        scope = base.kind.removeprefix("subject ")
        path = _from_slot_zero(node)
        column = self.plan.column(v.index_column(scope, f"{node.scope} of {show_path(path)}", "path", path))
        return Code(f"subject {node.scope}", self.plan.gather(column, base.value), base.known, self.calculator.never)

    def _read_fact(self, node: x.ReadFact, frame: Frame) -> Value:
        subject = self.subject(node.subject, frame)
        value = self.fact(node.fact)
        return self.calculator.restricted(self.calculator.gathered(value, subject.value), subject.known)

    def fact(self, id: x.FactId) -> Value:
        """The value of a fact, for the rows of its own scope."""
        if id in self._refused:
            raise self._refused[id]
        if id not in self._facts:
            try:
                self._facts[id] = self._fact(id)
            except CannotColumn as refused:
                self._refused[id] = refused
                raise
        return self._facts[id]

    def _fact(self, id: x.FactId) -> Value:
        fact = self.law.facts[id]
        scope = self.law.scopes[id.scope]
        if scope.event:
            raise self.refuse(f"`{id}`, which happens")
        if id in self.given:
            return self._column(fact, always=False)
        if fact.origin == "given":
            return self._fresh(fact)
        if fact.origin == "kept":
            raise self.refuse(f"`{id}`, which is carried from one evaluation to the next")
        document = self.law.derivations.get(id)
        if fact.origin == "allocated" or document is None:
            raise self.refuse(f"`{id}`, which is allocated")
        with self.within(document.id):
            return self._derived(document, self.frame(id.scope))

    def _derived(self, document: c.Derivation | c.TypedTable | c.TypedChoice, frame: Frame) -> Value:
        from engine.backends.columnar.tables import lower_table

        match document:
            case c.TypedChoice():
                raise self.refuse("a choice among candidates")
            case c.TypedTable():
                try:
                    return lower_table(self, document, frame)
                except Unheld as unheld:
                    raise self.refuse(str(unheld)) from None
            case c.Derivation():
                value = self.value(document.value, frame)
                if document.if_unknown is None:
                    return value
                value = self.calculator.like(value, self.calculator.flag(True))
                assert isinstance(value, Flag)
                doubt = self.plan.no(self.calculator.told(value))
                if document.if_unknown:
                    return replace(value, true=self.plan.any_of(value.true, doubt))
                return replace(value, false=self.plan.any_of(value.false, doubt))

    def _column(self, fact: c.Fact, always: bool) -> Value:
        """A fact as it is fed. `always` says that only what is declared to be missing or none can be."""
        try:
            spec = v.fact_column(fact)
        except Unheld as unheld:
            raise self.refuse(f"`{fact.id}`: {unheld}") from None
        calculator, plan = self.calculator, self.plan
        known, none = calculator.yes, calculator.never
        if fact.may_be_missing or not always:
            known = plan.column(v.mask_column(fact.id, "known"))
        if fact.may_be_none or not always:
            none = plan.column(v.mask_column(fact.id, "none"))
        values = plan.column(spec)
        if values.range is None:
            return Flag(plan.both(known, values), plan.both(known, plan.no(values)), none)
        if isinstance(fact.type, NumberType):
            return calculator.exact(Ratio(values, spec.grid), known, none)
        return Code(v.kind_of(fact.type), values, known, none)

    def _fresh(self, fact: c.Fact) -> Value:
        value = self._column(fact, always=True)
        if fact.stale_after is None:
            return value
        stale = self._stale(fact)
        return self.calculator.restricted(value, stale.false)

    def _stale(self, fact: c.Fact) -> Flag:
        """Where a value is older than its fact allows."""
        assert fact.stale_after is not None
        limit = self.number(fact.stale_after, self.frame(fact.id.scope))
        return self.calculator.compared(">", self._age(fact), limit)

    def _age(self, fact: c.Fact) -> Number:
        spec = v.age_column(fact.id)
        known = self.plan.column(v.mask_column(fact.id, "age_known"))
        return self.calculator.exact(Ratio(self.plan.column(spec), spec.grid), known, self.calculator.never)

    def _given(self, node: x.ReadFact, frame: Frame) -> tuple[Code, c.Fact]:
        if node.fact in self.given or self.law.scopes[node.fact.scope].event:
            raise self.refuse(f"`{node.fact}`, of which only the value is known", node)
        return self.subject(node.subject, frame), self.law.facts[node.fact]

    def _age_of(self, node: x.AgeOf, frame: Frame) -> Value:
        subject, fact = self._given(node.fact, frame)
        value = self._column(fact, always=True)
        assert isinstance(value, (Flag, Number, Code))
        age = self._age(fact) if fact.stale_after is not None else self.calculator.number(Fraction(0))
        age = self.calculator.restricted(age, self.calculator.told(value))  # type: ignore[assignment]
        return self.calculator.restricted(self.calculator.gathered(age, subject.value), subject.known)

    def _last_of(self, node: x.LastOf, frame: Frame) -> Value:
        subject, fact = self._given(node.fact, frame)
        value = self._column(fact, always=True)
        return self.calculator.restricted(self.calculator.gathered(value, subject.value), subject.known)

    def _read_parameter(self, node: x.ReadParameter, frame: Frame) -> Value:
        parameter = self.law.parameters[node.name]
        if node.name in self._own_terms:
            return self._own(parameter, node, frame)
        if node.name in self.sweeps:
            return self._swept(parameter, node)
        if node.key is None:
            return self.written(dict(parameter.values)[None], parameter.type)
        key = self.value(node.key, frame)
        assert parameter.by is not None
        words = [(word, self.written(value, parameter.type)) for word, value in parameter.values]
        if isinstance(key, Code) and isinstance(key.value.constant, int) and key.known is self.calculator.yes:
            return dict(words)[parameter.by.words[key.value.constant]]
        if not isinstance(key, Code):
            raise self.refuse("a key of a parameter that is written out as nothing", node)
        result = words[0][1]
        has = self.calculator.never
        for word, value in words:
            assert word is not None
            here = self.plan.same(key.value, self.plan.whole(parameter.by.words.index(word)))
            has = self.plan.any_of(has, here)
            result = self.calculator.chosen(Flag(here, self.plan.no(here), self.calculator.never), value, result)
        return self.calculator.restricted(result, self.plan.both(key.known, has))

    def _own(self, parameter: c.Parameter, node: x.ReadParameter, frame: Frame) -> Value:
        """A parameter of which some subjects have their own values: a column of theirs."""
        scope, base = parameter.overridable, frame.slots[0]
        key = None if node.key is None else node.key.value if isinstance(node.key, x.Constant) else ""
        if not isinstance(parameter.type, NumberType) or scope is None or base is None or key == "":
            raise self.refuse(f"the parameter `{node.name}`, of which some have their own", node)
        if node.name in self.sweeps:
            raise self.refuse(f"a sweep over `{node.name}`, of which some have their own", node)
        word = None if key is None else str(key)
        values = [dict(parameter.values)[word]]
        values += [own for terms in self.law.terms for name, of, own in terms.values if (name, of) == (node.name, word)]
        numbers = [each for each in values if isinstance(each, Fraction)]
        grid = grid_of(numbers)
        steps = [int(each / grid) for each in numbers]
        name = node.name if word is None else f"{node.name}{v.OWN_WORD}{word}"
        column = self.plan.column(ColumnSpec(scope, name, "own", Range(min(steps), max(steps)), grid, parameter.type))
        start = base.kind.removeprefix("subject ")
        owner = self._code(scope, self.plan.row(scope)) if start == scope else self.reach(start, scope)
        found = self.calculator.exact(Ratio(column, grid), self.calculator.yes, self.calculator.never)
        mine = self.calculator.gathered(self.calculator.gathered(found, owner.value), base.value)
        has = self.plan.gather(owner.known, base.value)
        condition = Flag(has, self.plan.no(has), self.calculator.never)
        return self.calculator.chosen(condition, mine, self.calculator.number(numbers[0]))

    def _swept(self, parameter: c.Parameter, node: x.ReadParameter) -> Value:
        if node.key is not None or not isinstance(parameter.type, NumberType):
            raise self.refuse(f"a sweep over `{parameter.name}`, which is not one number", node)
        values = self.sweeps[parameter.name]
        grid = grid_of(values)
        steps = [int(value / grid) for value in values]
        index = list(self.sweeps).index(parameter.name)
        node_ = self.plan.parameter(index, Range(min(steps), max(steps)))
        return self.calculator.exact(Ratio(node_, grid), self.calculator.yes, self.calculator.never)

    # --- conditions -----------------------------------------------------------------------------
    def _if(self, node: x.If, frame: Frame) -> Value:
        condition = self.truth(node.condition, frame)
        return self.calculator.chosen(condition, self.value(node.then, frame), self.value(node.otherwise, frame))

    def _cases(self, node: x.Cases, frame: Frame) -> Value:
        result = self.value(node.otherwise, frame)
        for when, then in reversed(node.cases):
            result = self.calculator.chosen(self.truth(when, frame), self.value(then, frame), result)
        return result

    def _junction(self, node: x.Junction, frame: Frame) -> Value:
        parts = [self.truth(part, frame) for part in node.parts]
        true, false = [part.true for part in parts], [part.false for part in parts]
        if node.word == "and":
            return Flag(self.plan.both(*true), self.plan.any_of(*false), self.calculator.never)
        return Flag(self.plan.any_of(*true), self.plan.both(*false), self.calculator.never)

    def _not(self, node: x.Not, frame: Frame) -> Value:
        part = self.truth(node.part, frame)
        return Flag(part.false, part.true, self.calculator.never)

    def _compare(self, node: x.Compare, frame: Frame) -> Value:
        left, right = self.value(node.left, frame), self.value(node.right, frame)
        if node.operator in {"is", "is not"}:
            left, right = self._keyed(left, right), self._keyed(right, left)
            found = self.calculator.equal(left, right)
            return found if node.operator == "is" else Flag(found.false, found.true, self.calculator.never)
        return self.calculator.compared(node.operator, left, right)

    def _keyed(self, value: Value, other: Value) -> Value:
        """A subject that is compared with a key stands for its own key."""
        keyed = isinstance(other, (Code, Members)) and other.kind == "text"
        if not keyed or not isinstance(value, Code) or not value.kind.startswith("subject "):
            return value
        scope = value.kind.removeprefix("subject ")
        keys = self.plan.column(v.index_column(scope, "", "key"))
        return Code("text", self.plan.gather(keys, value.value), value.known, value.none)

    def _between(self, node: x.Between, frame: Frame) -> Value:
        value = self.value(node.value, frame)
        above = self.calculator.compared(">=", value, self.value(node.low, frame))
        below = self.calculator.compared("<=", value, self.value(node.high, frame))
        plan = self.plan
        return Flag(plan.both(above.true, below.true), plan.any_of(above.false, below.false), self.calculator.never)

    def _in(self, node: x.In, frame: Frame) -> Value:
        container = self.value(node.container, frame)
        if not isinstance(container, Members):
            raise self.refuse("membership in a set that is not written out", node)
        found = self.calculator.contained(self._keyed(self.value(node.value, frame), container), container)
        return Flag(found.false, found.true, self.calculator.never) if node.denied else found

    def _is_state(self, node: x.IsState, frame: Frame) -> Value:
        found = self._state(node, frame)
        return Flag(found.false, found.true, self.calculator.never) if node.denied else found

    def _state(self, node: x.IsState, frame: Frame) -> Flag:
        plan, calculator = self.plan, self.calculator
        if node.state == "stale":
            assert isinstance(node.value, x.ReadFact)
            subject, fact = self._given(node.value, frame)
            if fact.stale_after is None:
                return calculator.flag(False)
            stale = calculator.gathered(self._stale(fact), subject.value)
            found = calculator.restricted(stale, subject.known)
            assert isinstance(found, Flag)
            return found
        value = calculator.like(self.value(node.value, frame), calculator.flag(True))
        if isinstance(value, Members):
            value = calculator.flag(True)
        assert isinstance(value, (Flag, Number, Code))
        if node.state in {"known", "unknown"}:
            told = calculator.told(value)
            pair = (told, plan.no(told))
            return Flag(*(pair if node.state == "known" else pair[::-1]), calculator.never)
        pair = (value.none, calculator.is_known(value))
        return Flag(*(pair if node.state == "none" else pair[::-1]), calculator.never)

    def _verdict_is(self, node: x.VerdictIs, frame: Frame) -> Value:
        if node.state == "proposed" or self.verdict_is is None:
            raise self.refuse(f"whether `{node.action}` is {node.state}", node)
        holds = self.verdict_is(node.action, node.state)
        return self._of(holds, self.subject(node.subject, frame), node.denied)

    def _would_be_permitted(self, node: x.WouldBePermitted, frame: Frame) -> Value:
        if self.would_permit is None:
            raise self.refuse("a verdict on another action", node)
        holds = self.plan.any_of(*(self.would_permit(action, node.but_for) for action in node.actions))
        return self._of(holds, self.subject(node.subject, frame), denied=False)

    def _of(self, holds: Node, subject: Code, denied: bool) -> Flag:
        here = self.plan.gather(holds, subject.value)
        true, false = self.plan.both(subject.known, here), self.plan.both(subject.known, self.plan.no(here))
        return Flag(false, true, self.calculator.never) if denied else Flag(true, false, self.calculator.never)

    # --- calculation ----------------------------------------------------------------------------
    def _arithmetic(self, node: x.Arithmetic, frame: Frame) -> Value:
        left, right = self.value(node.left, frame), self.value(node.right, frame)
        if isinstance(left, Nowhere) or isinstance(right, Nowhere):
            raise self.refuse("a calculation with what is written out as nothing", node)
        if isinstance(left, Code):
            return self._moved(node, left, right)
        assert isinstance(left, Number) and isinstance(right, Number)
        match node.operator:
            case "+":
                return self.calculator.plus(left, right)
            case "-":
                return self.calculator.plus(left, self.calculator.negative(right))
            case "*":
                return self.calculator.times(left, right)
        return self.calculator.divided(left, right)

    def _moved(self, node: x.Arithmetic, left: Code, right: Value) -> Value:
        """Dates, times and instants: their difference, or one that is moved."""
        if isinstance(right, Code):
            known = self.plan.both(left.known, right.known)
            grid = v.MICRO if left.kind == "instant" else Fraction(1)
            steps = self.plan.minus(left.value, right.value)
            return self.calculator.exact(Ratio(steps, grid), known, self.calculator.never)
        assert isinstance(right, Number)
        if left.kind == "instant":
            raise self.refuse("an instant that is moved", node)
        by = right if node.operator == "+" else self.calculator.negative(right)
        if by.low.under is not None:
            raise self.refuse("a date or time that is moved by a quotient", node)
        plan = self.plan
        factor = by.low.grid
        top = plan.times(by.low.whole, plan.whole(factor.numerator))
        steps = plan.over(top, plan.whole(factor.denominator))
        even = plan.same(plan.times(steps, plan.whole(factor.denominator)), top)
        months = isinstance(node.right.type, NumberType) and node.right.type.unit == MONTH
        moved = moved_by_months(plan, left.value, steps) if months else plan.plus(left.value, steps)
        ends = v.DAYS if left.kind == "date" else v.SECONDS
        inside = plan.both(plan.at_most(plan.whole(ends.low), moved), plan.at_most(moved, plan.whole(ends.high)), even)
        known = plan.both(left.known, self.calculator.is_known(right), inside)
        return Code(left.kind, moved, known, self.calculator.never)

    def _negative(self, node: x.Negative, frame: Frame) -> Value:
        return self.calculator.negative(self.number(node.part, frame))

    def _rounded(self, node: x.Rounded, frame: Frame) -> Value:
        return self.calculator.rounded(self.number(node.value, frame), node.mode, self.number(node.step, frame))

    def _convert(self, node: x.Convert, frame: Frame) -> Value:
        return self.value(node.value, frame)

    def _call(self, node: x.Call, frame: Frame) -> Value:
        if node.name == "first known":
            return self._first_known(node, frame)
        if node.name == "size":
            value = self.value(node.arguments[0], frame)
            if not isinstance(value, Members):
                raise self.refuse("the size of a set that is not written out", node)
            return self.calculator.number(Fraction(len(set(value.members))))
        values = [self.value(argument, frame) for argument in node.arguments]
        if node.name == "abs":
            assert isinstance(values[0], Number)
            return self.calculator.absolute(values[0])
        most = node.name == "max"
        if all(isinstance(value, Code) for value in values):
            return self.furthest(most, [(self.calculator.yes, value) for value in values])  # type: ignore[misc]
        if any(isinstance(value, Nowhere) for value in values):
            raise self.refuse("an extreme of what is written out as nothing", node)
        return self.calculator.extreme(most, values)  # type: ignore[arg-type]

    def furthest(self, most: bool, values: Sequence[tuple[Node, Code]]) -> Code:
        """The latest or earliest of those that count; unknown where one of them is, or none counts."""
        plan = self.plan
        found, here = values[0][1].value, values[0][0]
        known = plan.any_of(plan.no(here), values[0][1].known)
        for counts, value in values[1:]:
            better = plan.most(found, value.value) if most else plan.least(found, value.value)
            found = plan.pick(plan.both(here, counts), better, plan.pick(counts, value.value, found))
            here = plan.any_of(here, counts)
            known = plan.both(known, plan.any_of(plan.no(counts), value.known))
        return Code(values[0][1].kind, found, plan.both(here, known), self.calculator.never)

    def _first_known(self, node: x.Call, frame: Frame) -> Value:
        values = [self.value(argument, frame) for argument in node.arguments]
        model = next((each for each in values if not isinstance(each, Nowhere)), values[0])
        result = self.calculator.like(values[-1], model)
        for each in reversed(values[:-1]):
            value = self.calculator.like(each, model)
            if isinstance(value, (Members, Nowhere)):
                return value
            told = self.calculator.told(value)
            if isinstance(value, Number) and not value.is_exact:
                value = self.calculator.exact(value.low, self.calculator.is_known(value), value.none)
            result = self.calculator.chosen(Flag(told, self.plan.no(told), self.calculator.never), value, result)
        if isinstance(result, Number):  # `unknown_of` tells no bounds
            return self.calculator.exact(result.low, self.calculator.is_known(result), result.none)
        return result

    def _aggregate(self, node: x.Aggregate, frame: Frame) -> Value:
        from engine.backends.columnar.aggregates import lower_aggregate

        return lower_aggregate(self, node, frame)


_REFUSED: Mapping[type[x.Expression], str] = {
    x.Before: "what a fact was before",
    x.Enters: "that a machine enters a state",
    x.ReadField: "a field of the action, judged as sized",
    x.SeriesAggregate: "a series",
}


def show_path(path: x.Expression) -> str:
    """A way in words, from the subject that it begins at."""
    match path:
        case x.Variable():
            return path.scope
        case x.Follow():
            return f"{show_path(path.base)}.{path.link}"
        case x.Compose():
            return " × ".join(show_path(part) for part in path.parts)
    return type(path).__name__


def _from_slot_zero(node: Any) -> Any:
    """The same path, beginning at the first slot."""
    match node:
        case x.Variable():
            return replace(node, slot=0)
        case x.Follow():
            return replace(node, base=_from_slot_zero(node.base))
        case x.Compose():
            return replace(node, parts=tuple(_from_slot_zero(part) for part in node.parts))
    return node


def grid_of(values: Sequence[Fraction]) -> Fraction:
    """The coarsest grid on which all of these lie."""
    grid = Fraction(0)
    for value in values:
        one = Fraction(grid.numerator * value.denominator)
        other = Fraction(value.numerator * grid.denominator)
        grid = Fraction(gcd(int(one), int(other)), grid.denominator * value.denominator)
    return grid or Fraction(1)


def seconds(value: time) -> int:
    """Seconds since midnight. Raises Unheld for a part of a second."""
    if value.microsecond:
        raise Unheld("a part of a second")
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return since // timedelta(seconds=1)


def microseconds(value: datetime) -> int:
    """Microseconds since the epoch."""
    return (value - EPOCH) // timedelta(microseconds=1)
