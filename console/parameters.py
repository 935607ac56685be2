"""Parameters as people and programs read them, with everything in the law that reads each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from console.record_text import MANY, PARTS, Page
from console.table import Cell, Row
from console.times import holds, times
from console.trouble import Trouble
from console.uses import Uses
from console.values import bounds_text, literal_text
from console.words import count, few
from rules.compile.law import Law, Parameter, TermsOf
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import TEXT, NumberType

FORMAT = "alluse/parameters/1"


@dataclass(frozen=True, slots=True)
class Shown:
    """A parameter, the documents, facts and kinds that read it, and the terms that set it for somebody."""

    parameter: Parameter
    read_by: tuple[str, ...]
    terms: tuple[TermsOf, ...] = ()

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


def parameters_of(law: Law, uses: Uses | None = None) -> list[Shown]:
    """Every parameter, in the order of the law."""
    uses = uses if uses is not None else Uses(law)
    setting: dict[str, list[TermsOf]] = {name: [] for name in law.parameters}
    for terms in law.terms:
        for name in dict.fromkeys(name for name, _, _ in terms.values):
            setting[name].append(terms)
    return [Shown(each, uses.readers("parameter", name), tuple(setting[name])) for name, each in law.parameters.items()]


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
def render_table(law: Law, found: Sequence[Shown], day: date, width: int, color: bool) -> str:
    """One row for each parameter, as it is on a day."""
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
                _changed_by(each, day),
                parameter.section or "",
                readers,
            )
        )
    title = page.title(f"{law.name} {law.version}: {count(len(found), 'parameter')}")
    return "\n".join([title, *page.rows(rows, most={1: width // PARTS, 2: width // PARTS})]) + "\n"


def _changed_by(shown: Shown, day: date) -> str:
    """Who may set it apart, and the terms by which somebody does on that day."""
    held = [each.id for each in shown.terms if holds(each.first_day, each.day_after, day)]
    return f"{shown.parameter.overridable or ''}{f' ({few(held, MANY)})' if held else ''}"


def render_one(law: Law, shown: Shown, day: date, width: int, color: bool) -> str:
    """Everything about one parameter, as it is on a day."""
    page = Page(width, color)
    (label, value), *rest = parameter_rows(law, shown, day)
    rows: list[Row] = [(label, Cell(value, "bold")), *rest]
    return "\n".join([page.title(f"{shown.parameter.name} of {law.name} {law.version}"), *page.rows(rows)]) + "\n"


def parameter_rows(law: Law, shown: Shown, day: date) -> list[tuple[str, str]]:
    """Everything about one parameter, as it is on a day: what it is called, and what it is."""
    parameter = shown.parameter
    by = "" if parameter.by is None else f", one for each {parameter.by}"
    changed = (
        f"each {parameter.overridable}, in its own terms" if parameter.overridable else "nobody; only an amendment"
    )
    rows = [
        ("value", shown.values(law)),
        ("type", f"{parameter.type}{by}"),
        ("bounds", shown.bounds(law) or "none"),
        ("changed by", changed),
        *_overridden(law, shown, day),
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
    return rows


def _overridden(law: Law, shown: Shown, day: date) -> Iterator[tuple[str, str]]:
    """Who has a value of their own, by which terms."""
    label = "set apart"
    for terms in shown.terms:
        values = ", ".join(
            shown.value(law, value) if word is None else f"{word} {shown.value(law, value)}"
            for word, value in _set(terms, shown)
        )
        held = times(terms.first_day, terms.day_after, day)
        text = f"{values} for {terms.scope} {terms.key}, by {terms.id}, {held}, approved by {terms.approved_by}"
        yield label, text
        label = ""


def _set(terms: TermsOf, shown: Shown) -> list[tuple[str | None, x.Literal]]:
    """The values that terms set for one parameter, by the word of its key."""
    return [(word, value) for name, word, value in terms.values if name == shown.parameter.name]


# --- plain data ---------------------------------------------------------------------------------
def told(law: Law, found: Sequence[Shown], day: date) -> dict[str, Any]:
    """The parameters for programs, as they are on a day."""
    return {
        "format": FORMAT,
        "constitution": {"name": law.name, "version": law.version, "logic_digest": law.logic_digest},
        "on": day.isoformat(),
        "parameters": [_told(law, each, day) for each in found],
    }


def _told(law: Law, shown: Shown, day: date) -> dict[str, Any]:
    parameter = shown.parameter
    factor = _factor(law, shown)
    low, high = shown.ends
    return {
        "name": parameter.name,
        "type": str(parameter.type),
        "unit": shown.unit or None,
        "by": None if parameter.by is None else parameter.by.name,
        "values": _values(law, shown, parameter.values),
        "low": None if low is None else number_text(low / factor),
        "high": None if high is None else number_text(high / factor),
        "bounds": shown.bounds(law) or None,
        "overridable_by": parameter.overridable,
        "overrides": [
            {
                "terms": terms.id,
                "scope": terms.scope,
                "key": terms.key,
                "values": _values(law, shown, _set(terms, shown)),
                "from": terms.first_day.isoformat() if terms.first_day is not None else None,
                "until": terms.day_after.isoformat() if terms.day_after is not None else None,
                "in_force": holds(terms.first_day, terms.day_after, day),
                "approved_by": terms.approved_by,
                "reason": terms.reason,
                "file": terms.span.file,
                "line": terms.span.line,
            }
            for terms in shown.terms
        ],
        "section": parameter.section,
        "source": parameter.source,
        "rests_on": list(parameter.rests_on),
        "doc": parameter.doc,
        "file": parameter.span.file,
        "line": parameter.span.line,
        "read_by": list(shown.read_by),
    }


def _values(law: Law, shown: Shown, values: Iterable[tuple[str | None, x.Literal]]) -> list[dict[str, Any]]:
    factor = _factor(law, shown)
    return [
        {"for": word, "value": _exact(value, factor, law), "text": shown.value(law, value)} for word, value in values
    ]


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
