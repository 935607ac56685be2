"""Declares what happens (events, outcomes of actions) and when to look (schedules): each is a scope of its own."""

from __future__ import annotations

from collections.abc import Sequence

from rules.check.declaring.context import Declaring
from rules.check.events import AT, add_event
from rules.check.leaves.ways import scope_help
from rules.check.wording import a_word, did_you_mean
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.language.types import Type
from rules.model import documents as d

_NAMES = "Choose another name."


def declare_events(to: Declaring, documents: Sequence[d.DocumentModel]) -> None:
    """Every event as a scope, with its fields as facts."""
    for document in documents:
        if isinstance(document, d.Events):
            for entry in document.entries:
                _event(to, entry)
                if entry.name.value not in to.vocabulary.events:
                    to.vocabulary.lost.add(entry.name.value)


def _event(to: Declaring, entry: d.EventEntry) -> None:
    vocabulary = to.vocabulary
    name = entry.name.value
    if not _is_free(to, entry.name):
        return
    links = ([entry.within] if entry.within is not None else []) + list(entry.refers_to)
    for link in links:
        known = vocabulary.scopes.get(link.value)
        if known is None or known.event:
            message = f"There is no scope `{link.value}`"
            help = did_you_mean(link.value, [each for each, scope in vocabulary.scopes.items() if not scope.event])
            to.report("E302", link.span, message, help, unknown=link.value)
            return
    fields: list[tuple[str, Type]] = []
    for field, of in entry.fields:
        found = vocabulary.type(of.value)
        if found is None:
            to.unknown_type(of)
            return
        if field.value == AT or field.value in vocabulary.scopes:
            whose = "the instant of every event" if field.value == AT else "a scope"
            to.report("E304", field.span, f"The field `{field.value}` has the name of {whose}", _NAMES)
            return
        fields.append((field.value, found))
    add_event(
        vocabulary,
        c.Event(
            name=name,
            within=entry.within.value if entry.within is not None else None,
            by=entry.by.value,
            fields=tuple(fields),
            refers_to=tuple(link.value for link in entry.refers_to),
            words=entry.words.value if entry.words is not None else None,
            span=entry.name.span,
        ),
        entry.doc.value if entry.doc is not None else None,
    )


def _is_free(to: Declaring, name: d.Text) -> bool:
    """Reports a name that a scope, a kind or another event has."""
    vocabulary = to.vocabulary
    known = vocabulary.scopes.get(name.value) or vocabulary.kinds.get(name.value)
    if known is None:
        return True
    what = "event" if name.value in vocabulary.events else "scope" if name.value in vocabulary.scopes else "kind"
    what = "schedule" if name.value in vocabulary.schedules else what
    related = (Related(known.span, f"the {what} of this name"),)
    to.report("E311", name.span, f"There is {a_word(what)} `{name.value}` already", _NAMES, related)
    return False


def declare_schedules(to: Declaring, documents: Sequence[d.DocumentModel]) -> list[d.ScheduleEntry]:
    """The scope of each schedule's ticks; what it says is typed when every fact is known."""
    kept: list[d.ScheduleEntry] = []
    for document in documents:
        if not isinstance(document, d.Schedules):
            continue
        for entry in document.entries:
            if not _is_free(to, entry.name):
                continue
            within: str | None = None
            if entry.subject is not None:
                written = entry.subject.scope
                kind = to.vocabulary.kinds.get(written.value)
                within = kind.of if kind is not None else written.value
                if within not in to.vocabulary.scopes or to.vocabulary.scopes[within].event:
                    help = scope_help(to.vocabulary, written.value)
                    message = f"There is no scope `{written.value}`"
                    to.report("E302", written.span, message, help, unknown=written.value)
                    to.vocabulary.lost.add(entry.name.value)
                    continue
            words = entry.words.value if entry.words is not None else None
            tick = c.Event(entry.name.value, within, "schedule", (), (), words, entry.name.span)
            add_event(to.vocabulary, tick, entry.doc.value if entry.doc is not None else None)
            kept.append(entry)
    return kept
