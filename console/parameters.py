"""Parameters as people and programs read them, with everything in the law that reads each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from console.record_text import MANY, PARTS, Page
from console.table import Cell, Row
from console.trouble import Trouble
from console.values import bounds_text, literal_text
from console.words import count, few
from rules.compile.graph import expressions
from rules.compile.law import Law, Parameter
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import TEXT, NumberType

FORMAT = "alluse/parameters/1"


@dataclass(frozen=True, slots=True)
class Shown:
    """A parameter, and the documents, facts and kinds that read it."""

    parameter: Parameter
    read_by: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The unit it was written in; empty for plain numbers and for what is no number."""
        of = self.parameter.type
        if not isinstance(of, NumberType) or of.name == "ratio":
            return ""
        return "" if of.unit.is_plain else self.parameter.unit_text

    def value(self, law: Law, value: x.Literal) -> str:
        """A value as people read it."""
        return literal_text(value, self.parameter.type, law.units, self.unit)

    def values(self, law: Law) -> str:
        """All values: one, or one for each word."""
        return ", ".join(
            self.value(law, value) if word is None else f"{word} {self.value(law, value)}"
            for word, value in self.parameter.values
        )

    def bounds(self, law: Law) -> str:
        """Within what it may be changed."""
        low, high = self.ends
        return bounds_text(low, high, self.parameter.type, law.units, self.unit)

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """Its own bounds, else those of its type."""
        of, low, high = self.parameter.type, self.parameter.low, self.parameter.high
        if isinstance(of, NumberType):
            low, high = (of.low if low is None else low), (of.high if high is None else high)
        return low, high


def parameters_of(law: Law) -> list[Shown]:
    """Every parameter, in the order of the law."""
    readers: dict[str, list[str]] = {name: [] for name in law.parameters}
    for reader, part in _readers(law):
        for each in x.walk(part):
            if isinstance(each, x.ReadParameter) and reader not in readers[each.name]:
                readers[each.name].append(reader)
    return [Shown(each, tuple(readers[name])) for name, each in law.parameters.items()]


def _readers(law: Law) -> Iterator[tuple[str, x.Expression]]:
    """Every expression of the law, with what it belongs to."""
    for id in law.rule_ids():
        document = law.document(id)
        assert document is not None
        for part in expressions(document):
            yield id, part
    for kind in law.kinds.values():
        yield f"kind {kind.name}", kind.where
    for fact in law.facts.values():
        if fact.stale_after is not None:
            yield f"fact {fact.id}", fact.stale_after


def select(found: Sequence[Shown], name: str | None) -> list[Shown]:
    """The parameter of this name, or the group. Raises Trouble if there is neither, or none at all."""
    if not found:
        raise Trouble("the law has no parameters")
    if name is None:
        return list(found)
    plain = name.split(" for ")[0].strip()
    exact = [each for each in found if each.parameter.name == plain]
    group = [each for each in found if each.parameter.name.startswith(f"{plain.rstrip('.')}.")]
    if exact or group:
        return exact or group
    names = [each.parameter.name for each in found]
    close = nearest(plain, [*names, *{each.partition(".")[0] for each in names}])
    raise Trouble(
        f"the law has no parameter `{name}`",
        f"Did you mean `{close}`?" if close else f"There are {few(names, MANY)}.",
    )


# --- text ---------------------------------------------------------------------------------------
def render_table(law: Law, found: Sequence[Shown], width: int, color: bool) -> str:
    """One row for each parameter."""
    page = Page(width, color)
    titles = ("name", "value", "bounds", "changed by", "section", "read by")
    rows: list[Row] = [[Cell(title, "dim") for title in titles]]
    for each in found:
        parameter = each.parameter
        readers = few(each.read_by, MANY) if each.read_by else "nothing"
        rows.append(
            (
                parameter.name,
                Cell(each.values(law), "bold"),
                each.bounds(law),
                parameter.overridable or "",
                parameter.section or "",
                readers,
            )
        )
    title = page.title(f"{law.name} {law.version}: {count(len(found), 'parameter')}")
    return "\n".join([title, *page.rows(rows, most={1: width // PARTS, 2: width // PARTS})]) + "\n"


def render_one(law: Law, shown: Shown, width: int, color: bool) -> str:
    """Everything about one parameter."""
    page = Page(width, color)
    parameter = shown.parameter
    by = "" if parameter.by is None else f", one for each {parameter.by}"
    rows: list[Row] = [("value", Cell(shown.values(law), "bold")), ("type", f"{parameter.type}{by}")]
    changed = (
        f"each {parameter.overridable}, in its own terms" if parameter.overridable else "nobody; only an amendment"
    )
    rows += [
        ("bounds", shown.bounds(law) or "none"),
        ("changed by", changed),
        ("section", parameter.section or "none"),
        ("source", parameter.source or "none told"),
    ]
    for id in parameter.rests_on:
        ruling = law.rulings.get(id)
        rows.append(("rests on", f"{id}: {ruling.reading}" if ruling is not None else id))
    if parameter.doc:
        rows.append(("about", parameter.doc))
    rows.append(("declared", f"{parameter.span.file}:{parameter.span.line}"))
    for at, reader in enumerate(shown.read_by or ("nothing",)):
        document = law.document(reader)
        title = f": {document.title}" if document is not None and document.title else ""
        rows.append(("read by" if at == 0 else "", f"{reader}{title}"))
    return "\n".join([page.title(f"{parameter.name} of {law.name} {law.version}"), *page.rows(rows)]) + "\n"


# --- plain data ---------------------------------------------------------------------------------
def told(law: Law, found: Sequence[Shown]) -> dict[str, Any]:
    """The parameters for programs."""
    return {
        "format": FORMAT,
        "constitution": {"name": law.name, "version": law.version, "logic_digest": law.logic_digest},
        "parameters": [_told(law, each) for each in found],
    }


def _told(law: Law, shown: Shown) -> dict[str, Any]:
    parameter = shown.parameter
    factor = _factor(law, shown)
    low, high = shown.ends
    return {
        "name": parameter.name,
        "type": str(parameter.type),
        "unit": shown.unit or None,
        "by": None if parameter.by is None else parameter.by.name,
        "values": [
            {"for": word, "value": _exact(value, factor, law), "text": shown.value(law, value)}
            for word, value in parameter.values
        ],
        "low": None if low is None else number_text(low / factor),
        "high": None if high is None else number_text(high / factor),
        "bounds": shown.bounds(law) or None,
        "overridable_by": parameter.overridable,
        "section": parameter.section,
        "source": parameter.source,
        "rests_on": list(parameter.rests_on),
        "doc": parameter.doc,
        "file": parameter.span.file,
        "line": parameter.span.line,
        "read_by": list(shown.read_by),
    }


def _factor(law: Law, shown: Shown) -> Fraction:
    """What one of the unit it was written in is, in the unit the law calculates in."""
    found = law.units.find(shown.unit) if shown.unit else None
    return found[0] if found is not None else Fraction(1)


def _exact(value: x.Literal, factor: Fraction, law: Law) -> Any:
    if isinstance(value, tuple):
        return [_exact(each, factor, law) for each in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, Fraction):
        return number_text(value / factor)
    return value.word if isinstance(value, x.Word) else literal_text(value, TEXT, law.units)
