"""Declared parameters."""

from __future__ import annotations

from fractions import Fraction

from rules.check.declaring.context import TAKE_ONE_AWAY, Declaring, exchanged
from rules.check.declaring.parameter_values import in_bounds, not_percent, parameter_value
from rules.check.wording import listed, word_help
from rules.compile.law import Parameter
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.types import EnumType, NumberType, Type
from rules.model import documents as d
from rules.source.node import Node
from rules.source.span import Span


def declare_parameters(declaring: Declaring, document: d.Parameters) -> None:
    """One group of parameters."""
    group = document.id.value
    if group in declaring.vocabulary.scopes:
        return  # reported by named_once
    by: EnumType | None = None
    if document.by is not None:
        found = declaring.vocabulary.types.get(document.by.value)
        if not isinstance(found, EnumType):
            enums = [name for name, each in declaring.vocabulary.types.items() if isinstance(each, EnumType)]
            close = nearest(document.by.value, enums)
            help = f"Did you mean `{close}`?" if close else f"Name one of {listed(enums)}."
            message = f"`{document.by.value}` is not a type that is `one_of` words"
            declaring.report("E308", document.by.span, message, help, unknown=document.by.value)
            declaring.vocabulary.lost.update((group, *(entry.name.value for entry in document.entries)))
            return
        by = found
    for entry in document.entries:
        _parameter(declaring, group, by, document, entry)
        if f"{group}.{entry.name.value}" not in declaring.vocabulary.parameters:
            declaring.vocabulary.lost.update((group, entry.name.value))


def _parameter(
    declaring: Declaring, group: str, by: EnumType | None, document: d.Parameters, entry: d.ParameterEntry
) -> None:
    """One parameter: its values lie in its bounds and on the grid of its type."""
    name = f"{group}.{entry.name.value}"
    if name in declaring.vocabulary.parameters:
        related = (Related(declaring.vocabulary.parameters[name].span, "first here"),)
        declaring.report("E311", entry.name.span, f"The parameter `{name}` is declared twice", TAKE_ONE_AWAY, related)
        return
    kind = _parameter_type(declaring, entry)
    if kind is None:
        return
    of, factor, unit_text = kind
    low = declaring.bound(entry.low, of, factor) if isinstance(of, NumberType) else None
    high = declaring.bound(entry.high, of, factor) if isinstance(of, NumberType) else None
    if (entry.low or entry.high) and not isinstance(of, NumberType):
        span = (entry.low or entry.high or entry).span
        declaring.report("E222", span, f"`{name}` is not a number, so that it has no bounds", "Take `within:` away.")
    if low is not None and high is not None and low > high:
        assert entry.low is not None
        turned = f"Write `{exchanged(entry.low)}`."
        declaring.report("E227", entry.low.span, f"The bounds of `{name}` end before they begin", turned)
        low = high = None
    values: list[tuple[str | None, x.Literal]] = []
    written: list[tuple[str | None, Span, Node]] = []
    if by is None:
        if entry.value is not None:
            written.append((None, entry.span, entry.value))
    else:
        written = _keyed_values(declaring, name, by, entry)
    for word, span, node in written:
        value = parameter_value(declaring, node, of, factor)
        if value is None:
            continue
        if in_bounds(declaring, name, value, of, low, high, node, span):
            not_percent(declaring, name, value, of, node)
        values.append((word, value))
    if len(values) < len(written) or not values:
        return
    if entry.overridable is not None and entry.overridable.value not in declaring.vocabulary.scopes:
        close = nearest(entry.overridable.value, declaring.vocabulary.scopes)
        help = f"Did you mean `{close}`?" if close else "Name the scope whose subjects may have a value of their own."
        wrong = entry.overridable
        declaring.report("E302", wrong.span, f"There is no scope `{wrong.value}`", help, unknown=wrong.value)
    declaring.vocabulary.groups.setdefault(group, []).append(entry.name.value)
    declaring.vocabulary.parameters[name] = Parameter(
        name=name,
        type=of,
        values=tuple(values),
        by=by,
        low=low,
        high=high,
        overridable=entry.overridable.value if entry.overridable else None,
        section=(entry.section or document.section).value if entry.section or document.section else None,  # type: ignore[union-attr]
        source=document.source.value if document.source else None,
        rests_on=tuple(each.value for each in (*document.rests_on, *entry.rests_on)),
        doc=entry.doc.value if entry.doc else None,
        unit_text=unit_text,
        span=entry.span,
    )


def _parameter_type(declaring: Declaring, entry: d.ParameterEntry) -> tuple[Type, Fraction, str] | None:
    """Type, factor of the written unit, and the unit as written."""
    if (entry.of is None) == (entry.unit is None):
        has = "neither `of:` nor `unit:`" if entry.of is None else "both `of:` and `unit:`"
        message = f"The parameter `{entry.name.value}` has {has}"
        declaring.report("E224", entry.span, message, "Say with `of:` its type, or with `unit:` its unit.")
        return None
    if entry.unit is not None:
        found = declaring.unit(entry.unit)
        return (NumberType(found[1]), found[0], entry.unit.value) if found is not None else None
    assert entry.of is not None
    of = declaring.vocabulary.type(entry.of.value)
    if of is None:
        declaring.unknown_type(entry.of)
        return None
    unit = str(of.unit) if isinstance(of, NumberType) and not of.unit.is_plain else entry.of.value
    return of, Fraction(1), unit


def _keyed_values(
    declaring: Declaring, name: str, by: EnumType, entry: d.ParameterEntry
) -> list[tuple[str | None, Span, Node]]:
    """One value for each word; a missing or foreign word is a finding."""
    found: list[tuple[str | None, Span, Node]] = []
    foreign = False
    for word, node in entry.keyed:
        if word.value not in by.words:
            help = word_help(word.value, by.words)
            message = f"`{word.value}` is not a word of `{by.name}`"
            declaring.report("E309", word.span, message, help, unknown=word.value)
            foreign = True
            continue
        found.append((word.value, word.span, node))
    missing = [word for word in by.words if word not in {each for each, _, _ in found}]
    if missing and not foreign:  # a foreign word is mostly the missing one, misspelt
        words = ", ".join(f"`{word}`" for word in missing)
        declaring.report("E216", entry.span, f"`{name}` has no value for {words}", f"Add `{missing[0]}:`.")
    return found if not missing else []
