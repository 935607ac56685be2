"""Waivers: rules suspended for a time."""

from __future__ import annotations

from rules.check.deciding.context import Deciding
from rules.check.deciding.periods import in_force
from rules.compile import law as c
from rules.diagnostics.names import nearest
from rules.model import documents as d


def waiver(deciding: Deciding, document: d.Waiver) -> None:
    """A waiver names rules that permit or forbid."""
    owner = document.id.value
    days = in_force(deciding, document.in_force, owner)
    known = deciding.judging
    complete = days is not None
    for each in document.suspends:
        if each.value not in known:
            close = nearest(each.value, known)
            message = f"There is no rule `{each.value}`"
            help = f"Did you mean `{close}`?" if close else None
            if each.value in deciding.vocabulary.rule_sections:
                message = f"`{each.value}` neither permits nor forbids, so that it cannot be suspended"
                help = "Name the rule that permits or forbids by what this one says."
            deciding.report("E243", each.span, message, owner, help, unknown=each.value)
            complete = False
    if document.scope is not None and document.scope.value not in deciding.vocabulary.scopes:
        deciding.no_scope(document.scope, owner)
        complete = False
    if complete and days is not None:
        deciding.decided.waivers.append(
            c.WaiverOf(
                owner,
                tuple(each.value for each in document.suspends),
                document.scope.value if document.scope else None,
                document.key.value if document.key else None,
                *days,
                document.approved_by.value,
                document.reason.value,
                document.id.span,
            )
        )
