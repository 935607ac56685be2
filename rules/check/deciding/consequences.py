"""Consequences: what follows from the numbers of the law, with its arithmetic."""

from __future__ import annotations

from rules.check.deciding.context import Deciding
from rules.check.deciding.rulings import rulings_exist
from rules.check.typer import Typer
from rules.compile import law as c
from rules.language import typed as x
from rules.model import documents as d

_OF_FACTS = (x.ReadFact, x.Aggregate, x.SeriesAggregate, x.Before, x.AgeOf, x.LastOf, x.VerdictIs, x.WouldBePermitted)


def consequence(deciding: Deciding, document: d.Consequence) -> None:
    """`consequence`: everything in it is worked out of numbers of the law alone."""
    owner = document.id.value
    rulings_exist(deciding, document)
    typer = Typer(deciding.vocabulary, deciding.findings, owner, (), used=deciding.used)
    when = typer.condition(document.when)
    shows = [(name.value, typer.leaf(leaf)) for name, leaf in document.shows]
    if (document.when is not None and when is None) or any(value is None for _, value in shows):
        return
    told = [(name, value) for name, value in shows if value is not None]
    parts = [*((when,) if when is not None else ()), *(value for _, value in told)]
    of_facts = [each for each in parts if any(isinstance(part, _OF_FACTS) for part in x.walk(each))]
    for each in of_facts:
        message = "A consequence is worked out of the law's own numbers, and this is a matter of facts"
        help = "Write the number of the case you mean, as in `$400000`, or take it away."
        deciding.report("E261", each.span or document.id.span, message, owner, help)
    if of_facts:
        return
    assert document.title is not None
    deciding.decided.consequences.append(
        c.Consequence(
            id=owner,
            section=document.section.value if document.section is not None else None,
            title=document.title.value,
            because=document.because.value if document.because is not None else None,
            rests_on=tuple(each.value for each in document.rests_on),
            source=document.source.value if document.source is not None else None,
            when=when,
            shows=tuple(told),
            span=document.id.span,
        )
    )
