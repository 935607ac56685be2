"""From typed facts to columns: every subject a row, every set of facts a part of the same columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

import numpy as np

from engine.backends.columnar.columns import INDEXES, Array, Columns, check
from engine.backends.columnar.errors import CannotFeed
from engine.backends.columnar.lowering import microseconds, seconds
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.ranges import OBJECT
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.values import Unheld
from engine.backends.columnar.vocabulary import AGE_GRID, OWN_WORD, Texts
from engine.backends.reference.decider import Decider
from engine.values import Nothing, Subject, Unknown, Value
from rules.language.typed import FactId
from rules.language.types import EnumType, Type


@dataclass(frozen=True)
class Fed:
    """Columns, the subjects of their rows with the number of the set of facts they are of, and what texts became."""

    columns: Columns
    subjects: Mapping[str, Sequence[tuple[int, Subject]]]
    texts: Texts


def feed(program: ColumnarProgram, deciders: Sequence[Decider]) -> Fed:
    """The facts of reference evaluations as columns; facts that are `given` to the program are asked of them.

    Raises CannotFeed, naming the fact and the subject, for a value that no column holds.
    """
    if program.single and len(deciders) != 1:
        raise CannotFeed(f"the program is made for one set of facts, and there are {len(deciders)}")
    return _Feeding(program, deciders).fed()


class _Feeding:
    def __init__(self, program: ColumnarProgram, deciders: Sequence[Decider]) -> None:
        self.program = program
        self.law = program.law
        self.deciders = deciders
        self.texts = program.texts.copy()
        self.rows: dict[str, list[tuple[int, Subject]]] = {}
        self.there: dict[str, list[bool]] = {}
        self.places: dict[tuple[int, Subject], int] = {}

    def fed(self) -> Fed:
        """All columns, checked."""
        self._collect()
        arrays: dict[ColumnSpec, Array] = {}
        for spec in self.program.columns:
            dtype = spec.dtype
            values = [self._value(spec, number, subject) for number, subject in self.rows.get(spec.scope, ())]
            if dtype == OBJECT:
                array = np.empty(len(values), dtype=OBJECT)
                array[:] = values
            else:
                array = self._array(spec, values)
            arrays[spec] = array
        counts = {scope: len(rows) for scope, rows in self.rows.items()}
        return Fed(check(self.program, counts, arrays, len(self.deciders)), self.rows, self.texts)

    def _array(self, spec: ColumnSpec, values: list[Any]) -> Array:
        try:
            return np.array(values, dtype=spec.dtype)
        except OverflowError:
            raise CannotFeed(f"`{spec}` holds a value outside {spec.range}") from None

    # --- rows -----------------------------------------------------------------------------------
    def _collect(self) -> None:
        """Every subject that anything leads to."""
        scopes = {spec.scope for spec in self.program.columns}
        domains = {node.domain for node in self.program.nodes if node.domain is not None}
        scopes |= {each for each in domains if each in self.law.scopes}
        if self.program.action is not None:
            scopes.add(self.program.action.scope)
        scopes |= {fact.scope for fact in self.program.facts}
        indexes = [spec for spec in self.program.columns if spec.part in INDEXES and spec.part != "snapshot"]
        scopes |= set(map(_goal, indexes))
        for number, decider in enumerate(self.deciders):
            for scope in sorted(scopes):
                self.rows.setdefault(scope, [])
                self.there.setdefault(scope, [])
                one = self.law.scopes[scope].one
                for subject in (Subject(scope, ""),) if one else decider.world.subjects(scope):
                    self._add(number, subject, there=True)
        for spec in (*indexes, *indexes):  # combinations that are only named may name others
            for number, subject in list(self.rows.get(spec.scope, ())):
                end = self._end(spec, number, subject)
                if end is not None and (number, end) not in self.places:
                    self._add(number, end, there=False)

    def _add(self, number: int, subject: Subject, there: bool) -> None:
        self.places[number, subject] = len(self.rows[subject.scope])
        self.rows[subject.scope].append((number, subject))
        self.there[subject.scope].append(there)

    def _end(self, spec: ColumnSpec, number: int, subject: Subject) -> Subject | None:
        decider = self.deciders[number]
        if spec.part == "link":
            return decider.world.link(subject, spec.name)
        if spec.part == "path":
            assert spec.path is not None
            found = decider.subject(spec.path, (subject,))
            return found if isinstance(found, Subject) else None
        return decider.world.reach(subject, spec.name)

    # --- values ---------------------------------------------------------------------------------
    def _value(self, spec: ColumnSpec, number: int, subject: Subject) -> Any:
        match spec.part:
            case "snapshot":
                return number
            case "there":
                return self.there[spec.scope][self.places[number, subject]]
            case "key":
                return self.texts.code(subject.key)
            case "link" | "path" | "reach":
                end = self._end(spec, number, subject)
                return 0 if end is None else self.places[number, end]
            case "waived":
                return self.deciders[number].suspended(spec.name, subject)
            case "own":
                return self._own(spec, number, subject)
            case "reached":
                return self.deciders[number].world.reach(subject, spec.name) is not None
        return self._of_fact(spec, number, subject)

    def _own(self, spec: ColumnSpec, number: int, subject: Subject) -> int:
        """A subject's own value of a parameter, or the law's."""
        name, _, word = spec.name.partition(OWN_WORD)
        key = (name, word or None)
        value = self.deciders[number].terms.get((subject.scope, subject.key), {}).get(key)
        if value is None:
            value = dict(self.law.parameters[name].values)[key[1]]
        assert isinstance(value, Fraction)
        return self._steps(value, spec.grid, spec, f"`{name}` of {subject}")

    def _of_fact(self, spec: ColumnSpec, number: int, subject: Subject) -> Any:
        id = FactId(spec.scope, spec.name)
        decider = self.deciders[number]
        fact = self.law.facts[id]
        if id in self.program.given and fact.origin != "given":
            value, age = decider.derive(id, subject), None
        else:
            given = decider.raw(fact, subject)
            value, age = given.value, given.age
        if isinstance(value, Unknown) and (value.low is not None or value.high is not None):
            raise CannotFeed(f"`{id}` of {subject} is only known within bounds")
        match spec.part:
            case "known":
                return not isinstance(value, (Unknown, Nothing))
            case "none":
                return isinstance(value, Nothing)
            case "age_known":
                return not isinstance(age, Unknown)
            case "age":
                told = age if isinstance(age, Fraction) else Fraction(0)
                return self._steps(told, AGE_GRID, spec, f"the age of `{id}` of {subject}")
        if isinstance(value, (Unknown, Nothing)):
            return False if spec.range is None else min(max(0, spec.range.low), spec.range.high)
        if spec.type is None:
            raise CannotFeed(f"`{id}` has no type")
        return self._code(value, spec, spec.type, number, f"`{id}` of {subject}")

    def _code(self, value: Value, spec: ColumnSpec, type: Type, number: int, where: str) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, Fraction):
            return self._steps(value, spec.grid, spec, where)
        if isinstance(value, Subject):
            return self.places[number, value]
        try:
            match value:
                case datetime():
                    return microseconds(value)
                case date():
                    return value.toordinal()
                case time():
                    return seconds(value)
                case str() if isinstance(type, EnumType):
                    return type.words.index(value)
                case str():
                    return self.texts.code(value)
        except Unheld as unheld:
            raise CannotFeed(f"{where}: {unheld}") from None
        raise CannotFeed(f"{where} is a set or a series, and no column holds one")

    def _steps(self, value: Fraction, grid: Fraction, spec: ColumnSpec, where: str) -> int:
        steps = value / grid
        if steps.denominator != 1:
            raise CannotFeed(f"{where} is {value}, and not a multiple of {grid}")
        if spec.range is not None and steps.numerator not in spec.range:
            raise CannotFeed(
                f"{where} is {value}, and its column holds {spec.range.low} to {spec.range.high} of {grid}"
            )
        return steps.numerator


def _goal(spec: ColumnSpec) -> str:
    """The scope of what an index column points to."""
    return spec.path.type.scope if spec.path is not None and hasattr(spec.path.type, "scope") else spec.name
