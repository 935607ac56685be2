"""What columns say about whole sets of facts: plain data to hold against another engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from engine.backends.columnar.calculate import Calculation
from engine.backends.columnar.engine import ColumnarEngine
from engine.backends.columnar.feeding import Fed, feed
from engine.backends.columnar.lowering import EPOCH
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.storage import Storage
from engine.backends.columnar.values import Code, Flag, Number, Ratio
from engine.backends.columnar.values import Value as ColumnValue
from engine.backends.reference.decider import Decider
from engine.outcome import Verdict
from engine.values import NONE, Subject, Unknown, Value, because, bounded
from rules.language.typed import FactId
from rules.language.types import EnumType


@dataclass(frozen=True, slots=True)
class Opinion:
    """The verdict on one action for one subject. Permits fire where they hold, forbids where they stand."""

    verdict: str
    fired: tuple[str, ...]
    failed: tuple[str, ...]
    doubtful: tuple[str, ...]


def opinion_of(verdict: Verdict) -> Opinion:
    """The same of a verdict of the reference engine."""
    nobody = not (verdict.granted or verdict.failed or verdict.applied)
    word = "nothing" if nobody else verdict.word
    fired = tuple(sorted((*verdict.granted, *verdict.applied)))
    return Opinion(word, fired, tuple(sorted(verdict.failed)), tuple(sorted(verdict.doubtful)))


def opinions(engine: ColumnarEngine, deciders: Sequence[Decider]) -> list[dict[Subject, Opinion]]:
    """For each set of facts the verdict on every subject of the action. Raises CannotFeed."""
    fed = feed(engine.program, deciders)
    verdicts = engine.decide(fed.columns)
    action = engine.program.action
    assert action is not None
    found: list[dict[Subject, Opinion]] = [{} for _ in deciders]
    for row, (number, subject) in enumerate(fed.subjects[action.scope]):
        found[number][subject] = Opinion(
            verdicts.word(row),
            tuple(sorted(verdicts.names("fired", row))),
            tuple(sorted(verdicts.names("failed", row))),
            tuple(sorted(verdicts.names("doubtful", row))),
        )
    return found


def values(program: ColumnarProgram, deciders: Sequence[Decider]) -> list[dict[tuple[FactId, Subject], Value]]:
    """The facts of a program, for each set of facts and every subject; what is unknown says no causes."""
    fed = feed(program, deciders)
    calculation = Calculation(Storage(program.nodes), fed.columns, ())
    for node in program.nodes:
        calculation.calculate(node)
    found: list[dict[tuple[FactId, Subject], Value]] = [{} for _ in deciders]
    for fact, value in program.facts.items():
        reading = _Reading(program, fed, calculation)
        for row, (number, subject) in enumerate(fed.subjects[fact.scope]):
            found[number][fact, subject] = reading.value(fact, value, row)
    return found


class _Reading:
    """Reads values back out of columns."""

    def __init__(self, program: ColumnarProgram, fed: Fed, calculation: Calculation) -> None:
        self.program = program
        self.fed = fed
        self.calculation = calculation

    def value(self, fact: FactId, value: ColumnValue, row: int) -> Value:
        """The value of a fact in a row."""
        match value:
            case Flag():
                if self._at(value.none, row):
                    return NONE
                true, false = self._at(value.true, row), self._at(value.false, row)
                return bool(true) if true or false else because()
            case Code():
                if self._at(value.none, row):
                    return NONE
                return (
                    self._decoded(fact, value.kind, self._at(value.value, row))
                    if self._at(value.known, row)
                    else because()
                )
            case Number():
                if self._at(value.none, row):
                    return NONE
                low = self._ratio(value.low, row) if self._at(value.has_low, row) else None
                high = self._ratio(value.high, row) if self._at(value.has_high, row) else None
                found = bounded((), low, high)
                return found if not isinstance(found, Unknown) else Unknown((), low, high)
        raise TypeError(f"{fact} is a set")

    def _at(self, node: object, row: int) -> int:
        values = self.calculation.of(node)  # type: ignore[arg-type]
        return int(values[0 if node.domain is None else row])  # type: ignore[attr-defined]

    def _ratio(self, ratio: Ratio, row: int) -> Fraction:
        under = 1 if ratio.under is None else self._at(ratio.under, row)
        return Fraction(self._at(ratio.whole, row), under) * ratio.grid

    def _decoded(self, fact: FactId, kind: str, code: int) -> Value:
        if kind.startswith("subject "):
            return self.fed.subjects[kind.removeprefix("subject ")][code][1]
        if kind == "date":
            return date.fromordinal(code)
        if kind == "time":
            return (EPOCH + timedelta(seconds=code)).time()
        if kind == "instant":
            return EPOCH + timedelta(microseconds=code)
        of = self.program.law.facts[fact].type
        return of.words[code] if isinstance(of, EnumType) else self.fed.texts.text(code)
