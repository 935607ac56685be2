"""What the law has written down: events that it tells of itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rules.check.deciding.actions import action_fields
from rules.check.deciding.context import Deciding, Head
from rules.check.deciding.occasions import once_of
from rules.check.leaves.literals import NUMBER
from rules.check.leaves.ways import ways_help
from rules.check.typer import WAYS, Typer
from rules.check.wording import a_word
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.model import documents as d


def telling(
    deciding: Deciding,
    name: d.Text,
    fields: Sequence[tuple[d.Text, d.Leaf]],
    typer: Typer,
    document: d.DocumentModel,
    scope: str,
) -> c.Telling | None:
    """The event that is told, where it happens, and its fields. None, with a finding, where that cannot be said."""
    vocabulary = deciding.vocabulary
    owner = document.id.value
    event = vocabulary.events.get(name.value)
    if event is None:
        close = nearest(name.value, vocabulary.events)
        help = f"Did you mean `{close}`?" if close else "Declare it in the document `events:`."
        message = f"There is no event `{name.value}`"
        deciding.report("E330", name.span, message, owner, help, unknown=name.value)
        return None
    declared = (Related(event.span, f"`{event.name}` is declared here"),)
    if event.by != "law":
        teller = {"schedule": "the clock", "action": "whoever carries the action out"}.get(event.by, f"the {event.by}")
        message = f"`{event.name}` is told by {teller}, not by the law"
        deciding.report("E252", name.span, message, owner, "Declare an event with `by: law`.", declared)
        return None
    ways: dict[str, x.Expression] = {}
    for link in (*((event.within,) if event.within is not None else ()), *event.refers_to):
        found = vocabulary.ways_or_parts(scope, link)
        if len(found) != 1:
            message = f"`{event.name}` happens in {a_word(event.within)}, and {a_word(scope)} leads to no {link}"
            if link != event.within:
                message = f"`{event.name}` refers to {a_word(link)}, and {a_word(scope)} leads to none"
            help = ways_help(vocabulary, scope) or f"Make the rule `for:` {a_word(link)}, or what leads to one."
            deciding.report("E252", name.span, message, owner, help, declared, WAYS)
            return None
        ways[link] = found[0]
    values = action_fields(deciding, fields, event, typer, document, dict(event.fields))
    if values is None:
        return None
    return c.Telling(
        event=event.name,
        within=ways[event.within] if event.within is not None else None,
        refers_to=tuple((link, ways[link]) for link in event.refers_to),
        fields=values,
    )


def record(deciding: Deciding, document: d.Rule, typer: Typer, head: Head) -> None:
    """`record`: a rule that has an event written down."""
    if len(document.targets) != 1:
        help = "Write a rule of its own for each event."
        deciding.report("E131", document.targets[1].span, "A rule records one event", document.id.value, help)
        return
    once = once_of(deciding, document.once, typer, head.scope)
    cases: list[tuple[x.Expression, c.Telling]] = []
    each = document.each
    if each is not None and _is_taken(deciding, each.name, typer):
        return
    numbers = range(each.low, each.high + 1) if each is not None else (0,)
    for number in numbers:
        inner = typer.bound()
        inner.lets = dict(typer.lets)
        before = len(deciding.findings)
        if each is not None:
            inner.lets[each.name.value] = x.Constant(type=NUMBER, value=Fraction(number))
            inner.unread = dict(typer.unread)
            inner.let(document.let)
        when = inner.condition(document.when)
        told = telling(deciding, document.targets[0], document.fields, inner, document, head.scope)
        if when is None or told is None or len(deciding.findings) > before:
            return  # the next number would be told the same
        cases.append((when, told))
        typer.unread = inner.unread
    if document.once is not None and once is None:
        return
    deciding.decided.records.append(c.TypedRecord(**head.common(), cases=tuple(cases), once=once))


def _is_taken(deciding: Deciding, name: d.Text, typer: Typer) -> bool:
    """Whether the name that stands for the numbers of `each:` is that of a scope or a word."""
    if name.value not in deciding.vocabulary.scopes and name.value not in deciding.vocabulary.enum_words():
        return False
    typer.report(typer.taken(name.value), None, name.span)
    return True


def record_beside(deciding: Deciding, document: d.Rule, typer: Typer, head: Head, when: x.Expression) -> None:
    """`record:` of a forbid: written down where it applies, or, where it reads `action.`, where it stops an order."""
    if document.record is None:
        return
    stops = any(isinstance(part, x.ReadField) for part in x.walk(when))
    inner = typer.bound()
    inner.fields = typer.fields if stops else None
    told = telling(deciding, document.record, document.fields, inner, document, head.scope)
    once = once_of(deciding, document.once, typer, head.scope)
    if told is None or (document.once is not None and once is None):
        return
    deciding.decided.records.append(c.TypedRecord(**head.common(), cases=((when, told),), once=once, stops=stops))
