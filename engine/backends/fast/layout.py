"""Where in the row of a subject each thing stands that is known of it, and how numbers are scaled there."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.backends.fast.scaled import MISSING, Row, joined_scale, scale_of_type
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import NumberType

if TYPE_CHECKING:
    from engine.values import Subject


class Layout:
    """The places in the rows of one scope. Places are added while code is made; rows that are short are made longer."""

    __slots__ = ("empty", "places", "scope")

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.places: dict[Hashable, int] = {}
        self.empty: Row = [None]

    def place(self, key: Hashable) -> int:
        """Where something stands in a row."""
        found = self.places.get(key)
        if found is None:
            found = self.places[key] = len(self.empty)
            self.empty.append(MISSING)
        return found

    def row(self, subject: Subject) -> Row:
        """A row of a subject of which nothing is known yet."""
        made = self.empty.copy()
        made[0] = subject
        return made


class Scales:
    """The scale of every number of a law, found out once, from the grids of what is given on."""

    def __init__(self, law: c.Law, overridden: Collection[str]) -> None:
        self.law = law
        self.overridden = overridden
        self._facts: dict[x.FactId, int | None] = {}
        self._known: dict[int, tuple[x.Expression, int | None]] = {}

    def of_fact(self, fact: x.FactId) -> int | None:
        """The scale of the values of a fact; None where they are no numbers."""
        if fact not in self._facts:
            declared = self.law.facts[fact]
            document = self.law.derivations.get(fact)
            if not isinstance(declared.type, NumberType):
                self._facts[fact] = None
            elif isinstance(document, c.Derivation):
                self._facts[fact] = self.of(document.value) or 0
            elif isinstance(document, c.TypedTable):
                self._facts[fact] = self.of_table(document) or 0
            else:
                self._facts[fact] = scale_of_type(declared.type)
        return self._facts[fact]

    def of_table(self, table: c.TypedTable) -> int | None:
        """The scale of all that a table may give."""
        parts = [row.then for row in table.rows]
        return self._joined([*parts, table.otherwise] if table.otherwise is not None else parts)

    def of(self, node: x.Expression) -> int | None:
        """The scale of an expression; None where it is no number."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = (node, self._found(node))
        return known[1]

    def _joined(self, parts: list[x.Expression]) -> int | None:
        found: int | None = None
        for part in parts:
            found = joined_scale(found, self.of(part))
        return found

    def _found(self, node: x.Expression) -> int | None:
        match node:
            case x.If():
                return self._joined([node.then, node.otherwise])
            case x.Cases():
                return self._joined([*(then for _, then in node.cases), node.otherwise])
            case x.Call() if node.name != "size":
                return self._joined(list(node.arguments))
            case x.Convert():
                return self.of(node.value)
        if not isinstance(node.type, NumberType):
            return None
        match node:
            case x.Constant():
                return node.value.denominator if isinstance(node.value, Fraction) else None
            case x.ReadFact():
                return self.of_fact(node.fact)
            case x.Before():
                return self.of_fact(node.fact.fact)
            case x.LastOf():
                return self.of_fact(node.fact.fact)
            case x.ReadParameter():
                return self.of_parameter(node)
            case x.Arithmetic():
                return self.of_arithmetic(node)
            case x.Negative():
                return self.of(node.part)
            case x.Rounded():
                return self.of(node.step)
            case x.Aggregate():
                return self.of_aggregate(node)
            case x.SeriesAggregate():
                return 0 if node.function == "mean" else self.of_series(node)
            case x.ReadField():
                return scale_of_type(node.type)
        return 1

    def of_parameter(self, node: x.ReadParameter) -> int | None:
        """The scale of all values of a parameter."""
        found: int | None = None
        for _, value in self.law.parameters[node.name].values:
            if isinstance(value, Fraction):
                found = joined_scale(found, value.denominator)
        return found if found is not None else 0

    def of_arithmetic(self, node: x.Arithmetic) -> int | None:
        """The scale of a calculation: numbers keep theirs, what is between instants is told to the microsecond."""
        left, right = self.of(node.left), self.of(node.right)
        if not isinstance(node.left.type, NumberType) or not isinstance(node.right.type, NumberType):
            return MICROSECONDS
        if node.operator in {"+", "-"}:
            return joined_scale(left, right)
        if node.operator == "*":
            if not left or not right:
                return 0
            return joined_scale(left * right, 1)
        constant = self.constant(node.right)
        if constant is None or not left:
            return 0
        return joined_scale(left * abs(constant.numerator), 1)

    def constant(self, node: x.Expression) -> Fraction | None:
        """A number of the law that is not zero and the same for every subject; None for anything else."""
        value: object = None
        if isinstance(node, x.Constant):
            value = node.value
        elif isinstance(node, x.ReadParameter) and node.key is None and node.name not in self.overridden:
            value = next((each for word, each in self.law.parameters[node.name].values if word is None), None)
        return value if isinstance(value, Fraction) and value else None

    def of_aggregate(self, node: x.Aggregate) -> int | None:
        """The scale of an aggregate of numbers."""
        if node.function == "count":
            return 1
        if node.function == "mean" or node.value is None:
            return 0
        return joined_scale(self.of(node.value), None if node.if_empty is None else self.of(node.if_empty))

    def of_series(self, node: x.SeriesAggregate) -> int | None:
        """The scale of the values of a series."""
        of = getattr(self.law.facts[node.fact.fact].type, "of", None)
        return scale_of_type(of) if of is not None else 0


MICROSECONDS = 1_000_000
