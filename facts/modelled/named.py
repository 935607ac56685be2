"""What the files of a backtest name of the law has to be there: a slip would never happen, and nobody be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.boundary import Reader, Refused
from engine.snapshot import NAME
from facts.errors import FactsError
from facts.modelled.instants import InstantsModel
from facts.modelled.operator import OperatorModel
from facts.shape import Placed
from rules.compile.law import Law
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest, quoted
from rules.language.typed import FactId
from rules.language.types import NumberType
from rules.source.span import Span

MEASURED = "underlying"
"""The scope of what a level is measured by."""


def check_names(law: Law, instants: Placed[InstantsModel], operator: Placed[OperatorModel] | None) -> None:
    """Raises FactsError for what instants and operator name and the law does not have: facts, words, parameters."""
    findings = [*of_levels(law, instants), *(() if operator is None else of_locks(law, operator))]
    if findings:
        raise FactsError(findings)


def of_levels(law: Law, instants: Placed[InstantsModel]) -> Iterator[Diagnostic]:
    """What instants name of the law and it does not have: the number that measures levels, and how many times it."""
    crossings = instants.model.level_crossings
    if crossings is None:
        return
    numbers = [str(id) for id, fact in law.facts.items() if id.scope == MEASURED and isinstance(fact.type, NumberType)]
    if crossings.measure not in numbers:
        what = f"is no number that the law has of each `{MEASURED}`"
        yield _missing(instants.place("level_crossings", "measure"), crossings.measure, what, numbers)
    alone = [
        name
        for name, each in law.parameters.items()
        if isinstance(each.type, NumberType) and [word for word, _ in each.values] == [None]
    ]
    for number, name in enumerate(crossings.times):
        if name not in alone:
            what = "is no parameter of the law with one number"
            yield _missing(instants.place("level_crossings", "times", str(number)), name, what, alone)


def of_locks(law: Law, operator: Placed[OperatorModel]) -> Iterator[Diagnostic]:
    """What an operator names of the law and it does not keep: the facts that say that something is locked.

    Only of what is kept it is known since when, also to a run that goes on.
    """
    reader = Reader(law.units)
    for scope, facts in operator.model.reset.locks.items():
        known = [id.name for id, fact in law.facts.items() if id.scope == scope and fact.origin == "kept"]
        for name, value in facts.items():
            id = FactId(scope, name)
            path = ("reset", "locks", scope, name)
            if name not in known:
                what = f"is no fact that the law keeps of each `{scope}`"
                yield _missing(operator.place(*path, NAME), name, what, known)
                continue
            try:
                reader.read(value, law.facts[id].type, id)
            except Refused as refused:
                yield finding("F627", operator.place(*path), f"`{id}`: {refused.message}", help=refused.help)


def _missing(place: Span, name: str, what: str, known: Iterable[str]) -> Diagnostic:
    close = nearest(name, known)
    return finding("F631", place, f"{quoted(name)} {what}", help=f"Did you mean `{close}`?" if close else None)
