"""From conditions of the law to questions for the engine, one condition at a time.

The engine itself decides comparisons, `and`, `or`, `not`, `if` and cases, and freshness. It is given what is calculated
beforehand: numbers, aggregates, tables, choices, ways to subjects, and whatever rests on memory or on other verdicts.
What neither can carry is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engine.backends.oracles import formula as f
from engine.backends.oracles.errors import CannotExpress
from engine.backends.oracles.program import (
    NO,
    NOTHING,
    THERE,
    UNSURE,
    YES,
    Ages,
    Asked,
    Fields,
    Input,
    Members,
    Part,
    Place,
    Presence,
    Question,
    Sides,
    Truth,
    expressions_of,
    places_of,
)
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import FlagType, NumberType, SeriesType, SetType

_I = TypeVar("_I", bound=Input)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an engine can hold: of one condition `junctions` and `ways`, of one step `ways` and `fields`."""

    junctions: int
    ways: int
    fields: int


class Numbers:
    """Names for fields and numbers for steps, none given twice in a ruleset."""

    def __init__(self) -> None:
        self.fields = 0
        self.steps = 0

    def field(self, prefix: str) -> str:
        self.fields += 1
        return f"{prefix}{self.fields}"

    def step(self) -> int:
        self.steps += 1
        return self.steps


@dataclass(frozen=True, slots=True)
class _Plain:
    """A side that is calculated beforehand."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class _Choice:
    """A side that is one of two, by the field of a condition."""

    field: str
    then: _Side
    otherwise: _Side


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A side that is known only where it is fresh."""

    by: f.Kleene
    side: _Plain


_Side = _Plain | _Choice | _Fresh
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Conditions:
    """Translates the conditions of everything about one action."""

    def __init__(self, law: c.Law, numbers: Numbers, limits: Limits) -> None:
        self.law = law
        self.numbers = numbers
        self.limits = limits
        self.inputs: dict[object, Input] = {}
        self.questions: dict[str, Question] = {}
        self._conditions: dict[tuple[Place, x.Expression], f.Kleene] = {}
        self._states: dict[f.Kleene, str] = {}
        self._hidden: dict[x.FactId, str | None] = {}
        self._taken: dict[x.FactId, frozenset[str]] = {}

    # --- questions and inputs -------------------------------------------------------------------
    def ask(self, part: Part, about: str, answers: Sequence[tuple[int, f.Formula]]) -> str:
        """A new question; the field of its answer. Answers that can never hold are left away."""
        kept = tuple((number, answer) for number, answer in answers if answer != f.NEVER)
        for _, answer in kept:
            for size, word, most in (
                (f.width(answer), "alternatives", self.limits.ways),
                (f.junctions(answer), "connectives", self.limits.junctions),
            ):
                if size > most:
                    raise CannotExpress(f"condition of {size} {word}; the engine takes {most}")
        field = self.numbers.field("q")
        self.questions[field] = Question(field, part, about, kept)
        return field

    def settled(self, condition: f.Kleene, about: str, part: Part = Part.CONDITION) -> f.Kleene:
        """The condition if it is one comparison; else its state, as a question of its own."""
        return condition if condition.plain else f.state(self.state_of(condition, about, part))

    def state_of(self, condition: f.Kleene, about: str, part: Part = Part.CONDITION) -> str:
        """The field that holds the state of a condition."""
        if condition.field is not None:
            return condition.field
        if condition not in self._states:
            answers = ((YES, condition.true), (UNSURE, condition.unknown), (NO, condition.false))
            self._states[condition] = self.ask(part, about, answers)
        return self._states[condition]

    def given(self, prefix: str, key: object, make: Callable[[str], _I]) -> _I:
        """The input with this key, made when it is first needed."""
        if key not in self.inputs:
            self.inputs[key] = make(self.numbers.field(prefix))
        return self.inputs[key]  # type: ignore[return-value]

    # --- conditions -----------------------------------------------------------------------------
    def condition(self, node: x.Expression, place: Place) -> f.Kleene:
        """A condition at a place. Raises CannotExpress."""
        key = (place, node)
        if key not in self._conditions:
            self._conditions[key] = self._condition(node, place)
        return self._conditions[key]

    def _condition(self, node: x.Expression, place: Place) -> f.Kleene:
        match node:
            case x.Constant():
                return _CONSTANTS[node.value] if isinstance(node.value, bool) else f.UNKNOWN
            case x.Junction():
                return self.junction(node, place)
            case x.Not():
                return self.condition(node.part, place).negated
            case x.Compare():
                return self.compare(node, place)
            case x.Between():
                value = self.side(node.value, place, by_size=True)
                low = self.by_size(">=", value, self.side(node.low, place, by_size=True), node)
                high = self.by_size("<=", value, self.side(node.high, place, by_size=True), node)
                return f.both([self.settled(low, node.text), self.settled(high, node.text)])
            case x.In():
                found = self.member(node, place)
                return found.negated if node.denied else found
            case x.IsState():
                found = self.is_state(node, place)
                return found.negated if node.denied else found
            case x.If():
                return self.cases(((node.condition, node.then),), node.otherwise, place)
            case x.Cases():
                return self.cases(node.cases, node.otherwise, place)
            case x.ReadFact():
                return self.flag(node, place)
            case x.Aggregate() | x.ReadParameter() | x.Call() | x.LastOf():
                return self.truth(node, place)
            case x.Before() | x.Enters() | x.VerdictIs() | x.WouldBePermitted() | x.ReadField():
                return self.truth(node, place)
        raise CannotExpress(f"{type(node).__name__} as a condition")

    def junction(self, node: x.Junction, place: Place) -> f.Kleene:
        """`and` and `or`. Parts that are more than one comparison are questions of their own, so that it stays flat."""
        parts = [self.condition(part, place) for part in node.parts]
        if node.word == "and":
            taken = (p if p.joins else self.settled(p, e.text) for p, e in zip(parts, node.parts, strict=True))
            return f.both(tuple(taken))
        taken = (p if p.negated.joins else self.settled(p, e.text) for p, e in zip(parts, node.parts, strict=True))
        return f.either(tuple(taken))

    def cases(
        self, cases: Sequence[tuple[x.Expression, x.Expression]], otherwise: x.Expression, place: Place
    ) -> f.Kleene:
        """`if` and cases among conditions."""
        if not cases:
            return self.settled(self.condition(otherwise, place), otherwise.text)
        (when, then), *rest = cases
        field = self.state_of(self.condition(when, place), when.text)
        one = self.settled(self.condition(then, place), then.text)
        other = self.settled(self.cases(rest, otherwise, place), otherwise.text)
        return f.picked(field, one, other)

    def flag(self, node: x.ReadFact, place: Place) -> f.Kleene:
        """A flag of a subject: given, or derived by a rule that the engine follows."""
        fact = self.law.facts[node.fact]
        if not definite(node.subject):
            return self.truth(node, place)
        if fact.origin == "given":
            if fact.stale_after is None:
                return self.truth(node, place)
            return f.guarded(self.fresh(node, place), self.truth(x.LastOf(type=node.type, fact=node), place))
        document = self.law.derivations.get(node.fact)
        if not isinstance(document, c.Derivation) or not self.strict(document.value):
            return self.truth(node, place)
        found = self.condition(document.value, self.at(place, node.subject))
        if document.if_unknown is not None:
            found = found.taken_as(document.if_unknown)
        return self.settled(found, document.id)

    def strict(self, node: x.Expression) -> bool:
        """Whether a flag is true, false or unknown, and never `none`."""
        match node:
            case x.Constant():
                return isinstance(node.value, bool) or node.value == _UNKNOWN
            case x.ReadFact():
                fact = self.law.facts[node.fact]
                document = self.law.derivations.get(node.fact)
                if isinstance(document, c.Derivation):
                    return self.strict(document.value)
                return fact.origin == "given" and not fact.may_be_none
            case x.If():
                return self.strict(node.then) and self.strict(node.otherwise)
            case x.Cases():
                return all(self.strict(then) for _, then in node.cases) and self.strict(node.otherwise)
            case x.Aggregate():
                return node.function in {"any", "no", "every"}
        return isinstance(node, x.Junction | x.Not | x.Compare | x.Between | x.In | x.IsState)

    def truth(self, node: x.Expression, place: Place) -> f.Kleene:
        """A condition that is calculated beforehand."""
        asked = self.asked(node, place)

        def make(field: str) -> Truth:
            return Truth(field, asked)

        return f.state(self.given("t", (Truth, asked), make).field)

    def is_state(self, node: x.IsState, place: Place) -> f.Kleene:
        """`is known | unknown | stale | none`, `exists`."""
        value = node.value
        if node.state == "stale":
            if not isinstance(value, x.ReadFact) or not definite(value.subject):
                raise CannotExpress(f"`{node.text}` of a subject that may not be there")
            return self.fresh(value, place).negated
        if isinstance(value.type, FlagType) and self.strict(value) and node.state in {"known", "unknown"}:
            found = f.known(self.settled(self.condition(value, place), value.text))
            return found if node.state == "known" else found.negated
        fresh: f.Kleene | None = None
        if isinstance(value, x.ReadFact) and self.can_be_stale(value):
            fresh = self.fresh(value, place)
            value = x.LastOf(type=value.type, fact=value)
        asked = self.asked(value, place)

        def make(name: str) -> Presence:
            return Presence(name, asked)

        field = self.given("h", (Presence, asked), make).field
        there = f.two_valued(f.Test(field, ">=", NOTHING))
        exists = f.kleene(f.Test(field, "==", THERE), f.Test(field, "==", NOTHING))
        if fresh is not None:
            there = f.two_valued(f.every([fresh.true, there.true]))
            exists = f.guarded(fresh, exists)
        return {"known": there, "unknown": there.negated, "exists": exists, "none": exists.negated}[node.state]

    def can_be_stale(self, node: x.ReadFact) -> bool:
        """Whether a read is of a given fact that can be too old, of a subject that is surely there."""
        fact = self.law.facts[node.fact]
        return fact.origin == "given" and fact.stale_after is not None and definite(node.subject)

    def fresh(self, node: x.ReadFact, place: Place) -> f.Kleene:
        """Whether a given fact is not too old; unknown where its age is."""
        key = (Ages, place, node.subject, node.fact)

        def make(name: str) -> Ages:
            return Ages((f"{name}l", f"{name}m", f"{name}r", f"{name}s"), place, node)

        return _compared("<=", self.given("a", key, make).fields)

    # --- comparisons ----------------------------------------------------------------------------
    def compare(self, node: x.Compare, place: Place) -> f.Kleene:
        """`< <= > >= is`, `is not`."""
        flags = [isinstance(side.type, FlagType) for side in (node.left, node.right)]
        if node.operator not in {"is", "is not"}:
            left, right = (self.side(each, place, by_size=True) for each in (node.left, node.right))
            return self.by_size(node.operator, left, right, node)
        if all(flags) and self.strict(node.left) and self.strict(node.right):
            one, other = (self.settled(self.condition(e, place), e.text) for e in (node.left, node.right))
            found = f.same(one, other)
        else:
            for each in (node.left, node.right):
                if isinstance(each.type, SetType | SeriesType):
                    raise CannotExpress(f"equality of sets (`{node.text}`)")
            left, right = (self.side(each, place, by_size=False) for each in (node.left, node.right))
            found = self.guarded(left, right, _equal, False, node.text)
        return found.negated if node.operator == "is not" else found

    def side(self, node: x.Expression, place: Place, by_size: bool) -> _Side:
        """One side of a comparison, opened as far as the engine can decide what it is.

        Which case gives a value is decided by the engine only where sizes of numbers are compared: there, what
        all possible cases agree on is what the bounds of the unknown value say.
        """
        open_cases = by_size and isinstance(node.type, NumberType)
        match node:
            case x.Convert():
                return self.side(node.value, place, by_size)
            case x.If() if open_cases:
                return self.choice(((node.condition, node.then),), node.otherwise, place)
            case x.Cases() if open_cases:
                return self.choice(node.cases, node.otherwise, place)
            case x.ReadFact() if self.can_be_stale(node):
                raw = x.LastOf(type=node.type, fact=node)
                return _Fresh(self.fresh(node, place), _Plain(self.asked(raw, place)))
            case x.ReadFact() if definite(node.subject):
                document = self.law.derivations.get(node.fact)
                if isinstance(document, c.Derivation) and isinstance(document.value, _OPENED):
                    opened = self.side(document.value, self.at(place, node.subject), by_size)
                    if not isinstance(opened, _Plain):
                        return opened
        return _Plain(self.asked(node, place))

    def choice(
        self, cases: Sequence[tuple[x.Expression, x.Expression]], otherwise: x.Expression, place: Place
    ) -> _Side:
        if not cases:
            return self.side(otherwise, place, by_size=True)
        (when, then), *rest = cases
        field = self.state_of(self.condition(when, place), when.text)
        return _Choice(field, self.side(then, place, by_size=True), self.choice(rest, otherwise, place))

    def by_size(self, operator: str, left: _Side, right: _Side, node: x.Expression) -> f.Kleene:
        """A comparison by size of two opened sides."""
        if isinstance(left, _Choice):
            one = self.by_size(operator, left.then, right, node)
            other = self.by_size(operator, left.otherwise, right, node)
            return f.picked(left.field, self.settled(one, node.text), self.settled(other, node.text))
        if isinstance(right, _Choice):
            return self.by_size(_SWAPPED[operator], right, left, node)
        return self.guarded(left, right, lambda fields: _compared(operator, fields), True, node.text)

    def guarded(
        self,
        left: _Side,
        right: _Side,
        judge: Callable[[Fields], f.Kleene],
        by_size: bool,
        text: str,
    ) -> f.Kleene:
        """A comparison of two plain sides, each of which may have to be fresh."""
        guards: list[f.Kleene] = []
        plain: list[Asked] = []
        for side in (left, right):
            assert not isinstance(side, _Choice)
            if isinstance(side, _Fresh):
                guards.append(side.by)
                side = side.side
            plain.append(side.asked)
        if any(isinstance(each.expression, x.Constant) and each.expression.value == _UNKNOWN for each in plain):
            return f.UNKNOWN
        found = judge(self.sides(plain[0], plain[1], by_size).fields)
        for guard in guards:
            found = f.guarded(self.settled(guard, f"fresh in {text}"), self.settled(found, text))
        return found

    def sides(self, left: Asked, right: Asked, by_size: bool) -> Sides:
        """The input for the two sides of a comparison."""

        def make(name: str) -> Sides:
            low, high = f"{name}l", f"{name}l" if self.sure(left) else f"{name}m"
            least, most = f"{name}r", f"{name}r" if self.sure(right) else f"{name}s"
            return Sides((low, high, least, most), left, right, by_size)

        return self.given("c", (Sides, left, right, by_size), make)

    def sure(self, asked: Asked) -> bool:
        """Whether a side is always known and never `none`."""
        node = asked.expression
        match node:
            case x.Constant():
                return not isinstance(node.value, x.Word)
            case x.ReadParameter():
                return node.key is None
            case x.ReadFact():
                fact = self.law.facts[node.fact]
                loose = fact.may_be_missing or fact.may_be_none or fact.stale_after is not None
                return fact.origin == "given" and not loose and definite(node.subject)
        return definite(node)

    def member(self, node: x.In, place: Place) -> f.Kleene:
        """`in`: the value against every member that the set has room for."""
        match node.container:
            case x.Constant(value=tuple() as members):
                room = len(members)
            case x.ReadParameter(name=name):
                values = [value for _, value in self.law.parameters[name].values]
                values += [value for terms in self.law.terms for own, _, value in terms.values if own == name]
                room = max((len(value) for value in values if isinstance(value, tuple)), default=0)
            case _:
                raise CannotExpress(f"membership in a set that is a fact (`{node.text}`)")
        value, container = self.asked(node.value, place), self.asked(node.container, place)

        def make(name: str) -> Members:
            return Members(name, f"{name}v", tuple(f"{name}n{n}" for n in range(room)), value, container)

        given = self.given("m", (Members, value, container), make)
        judged = f.Test(given.state, ">", 0)
        inside = f.some(f.Test(given.value, "==", member) for member in given.members)
        return f.Kleene(
            f.every([judged, inside]),
            f.some([f.Test(given.state, "<", 0), f.every([judged, f.opposite(inside)])]),
            f.some([f.Test(given.state, "<=", 0), f.opposite(inside)]),
            f.some([f.Test(given.state, "==", 0), f.every([judged, inside])]),
        )

    # --- what is calculated beforehand ----------------------------------------------------------
    def at(self, place: Place, way: x.Expression) -> Place:
        """Where a way leads from a place; the rule's own subject is where one is already."""
        if isinstance(way, x.Variable):
            return place
        return place.then(way)

    def asked(self, node: x.Expression, place: Place) -> Asked:
        """An expression to be calculated beforehand. Raises CannotExpress where nobody can before there is a size."""
        hidden = self.hidden(node)
        if hidden is not None:
            raise CannotExpress(hidden)
        return Asked(place, node)

    def hidden(self, node: x.Expression) -> str | None:
        """What of a sized action or an allocation an expression rests on; None if on none."""
        for part in x.walk(node):
            if isinstance(part, x.ReadField):
                return _named(part)
            if isinstance(part, x.ReadFact):
                if part.fact not in self._hidden:
                    self._hidden[part.fact] = None
                    self._hidden[part.fact] = self.hidden_in(part.fact)
                if self._hidden[part.fact] is not None:
                    return self._hidden[part.fact]
        return None

    def hidden_in(self, fact: x.FactId) -> str | None:
        """The same for what a fact is derived from."""
        if self.law.facts[fact].origin == "allocated":
            return f"`{fact}`, which is allocated"
        found = [self.hidden(part) for part in self.derived_from(fact)]
        return next((each for each in found if each is not None), None)

    def derived_from(self, fact: x.FactId) -> list[x.Expression]:
        """The expressions by which a derived fact is calculated; none of a fact that is given or kept."""
        match self.law.derivations.get(fact):
            case c.Derivation(value=value):
                return [value]
            case c.TypedTable(rows=rows, otherwise=otherwise):
                parts = [part for row in rows for part in (row.when, row.then)]
                return [*parts, otherwise] if otherwise is not None else parts
            case c.TypedChoice() as choice:
                parts = [choice.among, *([choice.when] if choice.when is not None else [])]
                return [*parts, *(ranking.value for ranking in choice.prefer), *choice.ties]
        return []

    # --- what is taken over ---------------------------------------------------------------------
    def taken(self, given: Input) -> frozenset[str]:
        """The kept facts, events and verdicts that an input rests on: the other engine has none of its own."""
        ways = (way for place in places_of(given) for way in place.ways)
        return frozenset().union(*(self.rests_on(node) for node in (*expressions_of(given), *ways)))

    def rests_on(self, node: x.Expression) -> frozenset[str]:
        """The same for an expression, by way of derived facts too."""
        found: set[str] = set()
        for part in x.walk(node):
            if isinstance(part, x.VerdictIs | x.WouldBePermitted):
                found.add(_named(part))
            elif isinstance(part, x.Items) and self.law.scopes[part.scope].event:
                found.add(f"`{part.scope}`, which happens")
            elif isinstance(part, x.ReadFact):
                if part.fact not in self._taken:
                    self._taken[part.fact] = frozenset()
                    self._taken[part.fact] = self.rests_in(part.fact)
                found |= self._taken[part.fact]
        return frozenset(found)

    def rests_in(self, fact: x.FactId) -> frozenset[str]:
        """The same for a fact."""
        if self.law.facts[fact].origin == "kept":
            return frozenset({f"`{fact}`, which is carried from one evaluation to the next"})
        return frozenset().union(*(self.rests_on(part) for part in self.derived_from(fact)))


_UNKNOWN = x.Word("unknown")
_CONSTANTS = {True: f.TRUE, False: f.FALSE}
_OPENED = x.If | x.Cases | x.ReadFact | x.Convert


def definite(way: x.Expression) -> bool:
    """Whether a way always leads to a subject."""
    match way:
        case x.Variable():
            return way.slot == 0
        case x.Singleton():
            return True
        case x.Follow():
            return definite(way.base)
        case x.Compose():
            return all(definite(part) for part in way.parts)
    return False


def _compared(operator: str, fields: Fields) -> f.Kleene:
    """A comparison by size: true where even the nearest ends say so, false where even the furthest do not."""
    low, high, least, most = fields
    if operator in {"<", "<="}:
        return f.kleene(f.Test(high, operator, least), f.Test(low, f.OPPOSITE[operator], most))
    return f.kleene(f.Test(low, operator, most), f.Test(high, f.OPPOSITE[operator], least))


def _equal(fields: Fields) -> f.Kleene:
    """Equality: true where both sides are one and the same number, false where they have none in common."""
    low, high, least, most = fields
    if low == high and least == most:
        return f.kleene(f.Test(low, "==", least), f.Test(low, "!=", least))
    equal = f.every([f.Test(high, "<=", least), f.Test(low, ">=", most)])
    apart = f.some([f.Test(high, "<", least), f.Test(low, ">", most)])
    return f.kleene(equal, apart)


def _named(node: x.Expression) -> str:
    """A construct that is refused, in the words of the law."""
    match node:
        case x.ReadField():
            return f"`action.{node.name}`, a field of a sized action"
        case x.VerdictIs():
            return f"`{node.action} is {node.state}`, the verdict on another action"
        case x.WouldBePermitted():
            return f"`would be permitted {' or '.join(node.actions)}`, the verdict on another action"
    return f"`{node.text}`"
