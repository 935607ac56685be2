"""What happens, as scopes: the events of a law, the ticks of its schedules, the outcomes of its actions."""

from __future__ import annotations

from rules.check.vocabulary import Vocabulary
from rules.check.wording import did_you_mean, listed
from rules.compile import law as c
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.types import INSTANT, TEXT

AT = "at"
# What becomes of an action that was proposed; the first is told by the law, the others by whoever carries it out.
PROPOSED = "proposed"
TOLD = ("sent", "confirmed", "rejected", "in_doubt")
OUTCOMES = (PROPOSED, *TOLD)


def add_event(vocabulary: Vocabulary, event: c.Event, doc: str | None = None) -> None:
    """Declares an event: its scope, its fields, and `at`."""
    vocabulary.events[event.name] = event
    vocabulary.scopes[event.name] = c.Scope(
        name=event.name,
        key=("text",),
        compound=False,
        within=event.within,
        refers_to=event.refers_to,
        one=False,
        key_type=TEXT,
        words=event.words,
        doc=doc,
        span=event.span,
        event=True,
    )
    for name, of in ((AT, INSTANT), *event.fields):
        id = x.FactId(event.name, name)
        vocabulary.facts[id] = c.Fact(id=id, type=of, origin="given", span=event.span)


def event_named(vocabulary: Vocabulary, name: str) -> str | None:
    """The event of this name; `close.confirmed` is one for every action. None when there is none."""
    if name in vocabulary.events:
        return name
    action, dot, outcome = name.partition(".")
    if not dot or outcome not in OUTCOMES or action not in vocabulary.actions:
        return None
    declare_outcomes(vocabulary, action)
    if outcome == PROPOSED:
        _declare(vocabulary, action, PROPOSED)
    return name


def declare_outcomes(vocabulary: Vocabulary, action: str) -> None:
    """What is told of an action: whoever tells of one outcome tells of all of them."""
    for outcome in TOLD:
        _declare(vocabulary, action, outcome)


def _declare(vocabulary: Vocabulary, action: str, outcome: str) -> None:
    name = f"{action}.{outcome}"
    if name not in vocabulary.events:
        of = vocabulary.actions[action]
        fields = tuple((field, type) for field, type in of.fields if field != AT)
        add_event(vocabulary, c.Event(name, of.on, "action", fields, (), None, of.span))


def event_help(vocabulary: Vocabulary, name: str) -> str | None:
    """Which event was meant."""
    action, dot, outcome = name.partition(".")
    if dot and action in vocabulary.actions:
        close = nearest(outcome, OUTCOMES)
        return f"Did you mean `{action}.{close}`?" if close else f"An action is {listed(OUTCOMES)}."
    if name in vocabulary.actions:
        return f"`{name}` is an action: ask for what became of it, as in `{name}.confirmed`."
    return did_you_mean(name, vocabulary.events)
