"""Events as what an aggregate ranges over: whether there is such an event, and the time it is looked for in."""

from __future__ import annotations

from rules.check.events import event_help, event_named
from rules.check.leaves.context import Context
from rules.check.leaves.mistakes import Mistake
from rules.check.wording import is_what, spelt
from rules.diagnostics.diagnostic import Related
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import FLAG, DateType, InstantType


def declare_outcome(typer: Context, source: t.Source) -> None:
    """Declares the outcome of an action where it is asked for. Raises Mistake for what does not happen."""
    vocabulary = typer.vocabulary
    wanted = source.happening or source.window is not None or "." in source.scope
    name = event_named(vocabulary, source.scope)
    if name is not None or not wanted:
        return
    place = t.Path((source.scope,), start=source.start, end=source.start + len(source.scope))
    if source.scope in vocabulary.scopes or source.scope in vocabulary.kinds:
        known = vocabulary.scopes.get(source.scope) or vocabulary.kinds[source.scope]
        related = (Related(known.span, f"`{source.scope}` is declared here"),)
        what = "has no time" if source.window is not None else "does not happen"
        message = f"`{source.scope}` is no event: it {what}"
        raise Mistake("E251", message, place, "Events are declared in a document `events:`.", related)
    help = event_help(vocabulary, source.scope) or "Declare it in a document `events:`."
    message = f"There is no event `{source.scope}`"
    raise Mistake("E330", message, place, help, unknown=source.scope.rpartition(".")[2])


def window_of(typer: Context, window: t.Window | None) -> x.Window | None:
    """`this week`, `since X`. Raises Mistake when X is no point in time."""
    if window is None:
        return None
    since: x.Expression | None = None
    if window.since is not None:
        since = typer.expression(window.since, None)
        if not isinstance(since.type, InstantType | DateType):
            message = f"{spelt(since)} {is_what(since.type)}, and `since` needs an instant or a date"
            raise Mistake("E208", message, window.since, None, typer.declared(since))
    return x.Window(type=FLAG, word=window.word, unit=window.unit, since=since)
