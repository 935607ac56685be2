"""Schedules: when to look. They are typed last of the vocabulary, for they may read facts that rules derive."""

from __future__ import annotations

from fractions import Fraction

from rules.check.deciding.context import Deciding
from rules.check.typer import Binding, Typer
from rules.check.wording import is_what, spelt
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import FLAG, InstantType, NumberType, TimeType
from rules.language.units import SECOND
from rules.model import documents as d


def schedules(deciding: Deciding, document: d.Schedules) -> None:
    """Types every schedule whose ticks are declared."""
    for entry in document.entries:
        tick = deciding.vocabulary.events.get(entry.name.value)
        if tick is not None and tick.span == entry.name.span:
            _schedule(deciding, entry, tick)


def _schedule(deciding: Deciding, entry: d.ScheduleEntry, tick: c.Event) -> None:
    name = entry.name.value
    kind: str | None = None
    bindings: tuple[Binding, ...] = ()
    if entry.subject is not None and tick.within is not None:
        kind = entry.subject.scope.value if entry.subject.scope.value in deciding.vocabulary.kinds else None
        bindings = (Binding(0, tick.within, kind),)
    typer = Typer(deciding.vocabulary, deciding.findings, name, bindings, used=deciding.used)
    on = typer.leaf(entry.on, FLAG)
    if entry.subject is not None and entry.subject.where is not None:
        where = typer.leaf(entry.subject.where, FLAG)
        if where is None or (entry.on is not None and on is None):
            return
        on = where if on is None else x.Junction(type=FLAG, word="and", parts=(where, on))
    at, every = typer.leaf(entry.at), typer.leaf(entry.every)
    fine = entry.on is None or on is not None
    if entry.at is not None:
        fine = fine and at is not None and _is_instant(deciding, at, entry.at, name)
    if entry.every is not None:
        fine = fine and every is not None and _is_length(deciding, every, entry.every, name)
    if not fine:
        return
    deciding.vocabulary.schedules[name] = c.Schedule(
        name=name,
        scope=tick.within,
        kind=kind,
        at=at,
        every=every,
        on=on,
        words=tick.words,
        span=tick.span,
    )


def _is_instant(deciding: Deciding, value: x.Expression, leaf: d.Leaf, owner: str) -> bool:
    if isinstance(value.type, TimeType | InstantType):
        return True
    message = f"`at:` needs a time of day or an instant, and {spelt(value)} {is_what(value.type)}"
    deciding.report("E255", leaf.span, message, owner, "Write for example `at: 16:00`.")
    return False


def _is_length(deciding: Deciding, value: x.Expression, leaf: d.Leaf, owner: str) -> bool:
    message: str | None = None
    if not isinstance(value.type, NumberType) or value.type.unit != SECOND:
        message = f"`every:` needs a stretch of time, and {spelt(value)} {is_what(value.type)}"
    elif isinstance(value, x.Constant) and isinstance(value.value, Fraction) and value.value <= 0:
        message = f"`every:` needs a stretch of time above zero, and {spelt(value)} is not"
    if message is not None:
        deciding.report("E255", leaf.span, message, owner, "Write for example `every: 5 minutes`.")
    return message is None
