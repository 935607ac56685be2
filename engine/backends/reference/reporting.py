"""Guarantees as an evaluation finds them, and reports at the ticks of their schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.reference import arithmetic as a
from engine.outcome import GuaranteeOutcome, ReportOutcome
from engine.values import Subject, Unknown
from rules.compile import law as c

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider


def guarantees(decider: Decider) -> list[GuaranteeOutcome]:
    """What each guarantee says of this evaluation. One that something be reachable, no single evaluation can judge."""
    return [_guaranteed(decider, each) for each in decider.law.guarantees]


def _guaranteed(decider: Decider, guarantee: c.TypedGuarantee) -> GuaranteeOutcome:
    checked = 0
    violated: list[Subject] = []
    unknown: list[Subject] = []
    if guarantee.form != "reachable":
        with decider.judging(guarantee.id):
            for subject in those_of(decider, guarantee):
                claimed = holds(decider, guarantee, subject)
                if claimed is None:
                    continue
                checked += 1
                if isinstance(claimed, Unknown):
                    unknown.append(subject)
                elif not claimed:
                    violated.append(subject)
                    decider.alarm(guarantee.id, subject, "the guarantee is violated", Unknown(()))
    held = checked - len(violated) - len(unknown)
    return GuaranteeOutcome(guarantee.id, guarantee.form, checked, held, tuple(violated), tuple(unknown))


def holds(decider: Decider, guarantee: c.TypedGuarantee, subject: Subject) -> bool | Unknown | None:
    """Whether a guarantee holds for a subject; None where it is not claimed."""
    environment = (subject,)
    assumed = a.joined("and", [decider.truth(each, environment) for each in guarantee.assuming])
    if assumed is False:
        return None
    claim = decider.truth(guarantee.claim, environment)
    found = a.negated(claim) if guarantee.form == "never" else claim
    return found if assumed is True or found is True else a.joined("or", [a.negated(assumed), found])


def those_of(decider: Decider, document: c.Document) -> list[Subject]:
    """The subjects that a document is for; one without a scope is for the whole."""
    if not document.scope:
        return [Subject("", "")]
    return [
        subject
        for subject in decider.own(document.scope)
        if decider.is_of(subject, document.kind) and decider.concerns(document, subject)
    ]


def reports(decider: Decider) -> list[ReportOutcome]:
    """What reports tell whose schedule ticks in this evaluation, of the subjects that it ticks for."""
    found: list[ReportOutcome] = []
    for report in decider.law.reports:
        ticks = decider.happenings.happening(report.at)
        if not ticks:
            continue
        scope = decider.law.schedules[report.at].scope
        ticked = {decider.world.link(tick, scope) for tick in ticks} if scope is not None else set()
        with decider.judging(report.id):
            for subject in those_of(decider, report):
                owner = decider.world.reach(subject, scope) if scope is not None and subject.scope else None
                if owner is not None and owner not in ticked:
                    continue
                shows = tuple((name, decider.value(value, (subject,))) for name, value in report.shows)
                found.append(ReportOutcome(report.id, report.report_kind, subject, shows, report.forms))
    return found
