"""Given facts."""

from __future__ import annotations

from calendar import day_name
from dataclasses import replace

from rules.check.declaring.context import TAKE_ONE_AWAY, Declaring
from rules.check.typer import Typer
from rules.compile.law import Fact
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.types import DateType, EnumType, InstantType, NumberType, RefType, SeriesType, TimeType, Type
from rules.language.units import SECOND
from rules.model import documents as d


def declare_facts(declaring: Declaring, document: d.Facts) -> None:
    """The given facts of one scope."""
    scope = document.id.value
    if scope not in declaring.vocabulary.scopes:
        close = nearest(scope, declaring.vocabulary.scopes)
        help = f"Did you mean `{close}`?" if close else None
        declaring.report("E302", document.id.span, f"There is no scope `{scope}`", help, unknown=scope)
        declaring.vocabulary.lost.update(entry.name.value for entry in document.entries)
        return
    if declaring.vocabulary.scopes[scope].event:
        message = f"`{scope}` is an event, and what is told of it stands where it is declared"
        related = (Related(declaring.vocabulary.scopes[scope].span, f"`{scope}` is declared here"),)
        declaring.report("E302", document.id.span, message, "Write it below `fields:` of the event.", related)
        return
    for entry in document.entries:
        _fact(declaring, scope, entry)
        if x.FactId(scope, entry.name.value) not in declaring.vocabulary.facts:
            declaring.vocabulary.lost.add(entry.name.value)


def _fact(declaring: Declaring, scope: str, entry: d.FactEntry) -> None:
    """One given fact."""
    id = x.FactId(scope, entry.name.value)
    known = declaring.vocabulary.facts.get(id)
    if known is not None:
        related = (Related(known.span, "first here"),)
        declaring.report("E311", entry.name.span, f"The fact `{id}` is declared twice", TAKE_ONE_AWAY, related)
        return
    if entry.name.value in declaring.vocabulary.scopes:
        message = f"The fact `{id}` has the name of a scope"
        related = (Related(declaring.vocabulary.scopes[entry.name.value].span, f"the scope `{entry.name.value}`"),)
        declaring.report("E304", entry.name.span, message, "Give the fact another name.", related)
        return
    of = declaring.vocabulary.type(entry.type.value)
    if of is None:
        declaring.unknown_type(entry.type)
        return
    if entry.series is not None:
        per = declaring.unit(entry.series)
        if per is None:
            return
        of = SeriesType(of, per[1])
    if entry.source is not None and not _follows_from_an_instant(of):
        help = "An instant gives an instant, a date, a time and a weekday: a type of seven words, Monday first."
        declaring.report("E210", entry.type.span, f"The instant of the facts gives no `{entry.type.value}`", help)
        return
    if isinstance(of, RefType) and entry.may_be_none:
        of = replace(of, optional=True)
    typer = Typer(declaring.vocabulary, declaring.findings, str(id), used=declaring.used_parameters)
    stale = typer.leaf(entry.stale_after, NumberType(SECOND))
    window = typer.leaf(entry.window, NumberType(of.per) if isinstance(of, SeriesType) else None)
    if (entry.stale_after is not None and stale is None) or (entry.window is not None and window is None):
        return
    declaring.vocabulary.facts[id] = Fact(
        id=id,
        type=of,
        origin="given",
        span=entry.name.span,
        may_be_missing=entry.may_be_missing,
        may_be_none=entry.may_be_none,
        stale_after=stale,
        window=window,
        source=entry.source.value if entry.source else None,
        words=entry.words.value if entry.words else None,
        doc=entry.doc.value if entry.doc else None,
    )


def _follows_from_an_instant(of: Type) -> bool:
    """Whether a fact of this type is known as soon as the instant of the facts is."""
    week = isinstance(of, EnumType) and len(of.words) == len(day_name)
    return week or isinstance(of, DateType | TimeType | InstantType)
