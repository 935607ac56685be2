"""Documents that need one another in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rules.compile import law as c
from rules.compile.graph import Graph, expressions
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language.typed import walk
from rules.source.span import Span

# Structural: nobody reads a message with more names than this.
MOST_TOLD = 8


def report_circle(
    circle: Sequence[str], graph: Graph, deciding: Iterable[c.Document], findings: list[Diagnostic]
) -> None:
    """Tells where the first document reads what the next one makes; of a long circle, its beginning and its end."""
    documents = {each.id: each for each in deciding}
    steps = [
        (name, circle[(index + 1) % len(circle)], documents[name])
        for index, name in enumerate(circle)
        if name in documents
    ]
    steps = steps if len(steps) <= MOST_TOLD else steps[:MOST_TOLD]
    places = [(name, needed, _place_of_need(document, needed, graph)) for name, needed, document in steps]
    told = [(name, needed, place) for name, needed, place in places if place is not None]
    if not told:
        return
    first, *others = told
    names = " → ".join(_shortened([f"`{name}`" for name in (*circle, circle[0])]))
    message = f"The documents need one another in a circle: {names}"
    if len(circle) == 1:
        message = f"`{circle[0]}` needs its own result"
    judged = any(isinstance(document, c.TypedPermit) for _, _, document in steps)
    help = (
        "Break the circle: `would be permitted … but for …` judges without a rule."
        if judged
        else "Break the circle: derive one of them from facts that the others do not write."
    )
    if any(isinstance(document, c.Keeper) for _, _, document in steps):
        help = "Break the circle: read what the law keeps as it was `before`."
    related = [Related(place, f"`{name}` needs `{needed}`") for name, needed, place in others]
    findings.append(finding("S401", first[2], message, rule=first[0], help=help, related=related))


def _place_of_need(document: c.Document, needed: str, graph: Graph) -> Span | None:
    """Where a document reads what another one makes; its id if that cannot be told."""
    for expression in expressions(document):
        for part in walk(expression):
            if part.span is not None and any(needed in graph.makers.get(node, ()) for node in graph.own_reads(part)):
                return part.span
    return document.span


def _shortened(names: list[str]) -> list[str]:
    if len(names) <= MOST_TOLD:
        return names
    half = MOST_TOLD // 2
    return [*names[:half], f"… ({len(names) - 2 * half} more) …", *names[-half:]]
