"""Rulings: how an unclear sentence of the law is read."""

from __future__ import annotations

from rules.check.deciding.context import Deciding
from rules.compile import law as c
from rules.diagnostics.names import nearest
from rules.model import documents as d


def ruling(deciding: Deciding, document: d.Ruling) -> None:
    """A ruling."""
    deciding.decided.rulings[document.id.value] = c.Ruling(
        id=document.id.value,
        section=document.section.value if document.section else None,
        status=document.status.value,
        question=document.question.value,
        reading=document.reading.value,
        alternatives=tuple(each.value for each in document.alternatives),
        reason=document.reason.value,
        span=document.id.span,
    )


def rulings_exist(deciding: Deciding, document: d.DocumentModel) -> None:
    """`rests_on:` names rulings."""
    for each in document.rests_on:
        if each.value not in deciding.decided.rulings:
            close = nearest(each.value, deciding.decided.rulings)
            help = f"Did you mean `{close}`?" if close else f"Add a document `ruling: {each.value}`."
            message = f"There is no ruling `{each.value}`"
            deciding.report("E314", each.span, message, document.id.value, help, unknown=each.value)
