"""Which documents of the law took effect in a decision, for whom, and which were asked and did not.

What counts as taking effect: a permit that makes something permitted, a forbid that stands, a flag that is
true, any other derived value that is known and not zero, a row of a table that holds, a choice that finds
somebody, a proposal that is made, an allocation that gives something, a universe that leaves something out, a state or
latch that changes, a move that is taken, a record that is made, an exclusive for which something waits, a report
that is told, a guarantee that is claimed and holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.backends.reference.decider import Decider
from engine.backends.reference.reporting import holds, reports, those_of
from engine.values import Nothing, Subject, Unknown
from rules.compile import law as c

Effect = tuple[str, Subject, bool]


@dataclass(frozen=True, slots=True)
class Effects:
    """By document: the subjects for which it took effect, and those for which it was asked and did not."""

    took: Mapping[str, frozenset[Subject]] = field(default_factory=dict)
    did_not: Mapping[str, frozenset[Subject]] = field(default_factory=dict)

    def all(self, document: str) -> frozenset[Subject]:
        """Everybody for whom a document was asked."""
        return self.took.get(document, frozenset()) | self.did_not.get(document, frozenset())

    @staticmethod
    def of(decider: Decider) -> Effects:
        """The effects of everything that a decider decides."""
        took: dict[str, set[Subject]] = {}
        did_not: dict[str, set[Subject]] = {}
        for document, subject, effect in _effects(decider):
            (took if effect else did_not).setdefault(document, set()).add(subject)
        for document, subjects in took.items():
            did_not.get(document, set()).difference_update(subjects)
        return Effects(
            {document: frozenset(each) for document, each in sorted(took.items())},
            {document: frozenset(each) for document, each in sorted(did_not.items()) if each},
        )


def _effects(decider: Decider) -> Iterator[Effect]:
    yield from _verdicts(decider)
    yield from _as_sized(decider)
    yield from _derived(decider)
    for document in decider.law.proposals:
        proposals = decider.proposals(document.action)
        for subject in _subjects(decider, document):
            made = any(document.id in each.because for each in proposals.get(subject, ()))
            yield document.id, subject, made
    for allocation in decider.law.allocations:
        given = {each.subject: bool(each.chosen) for each in decider.allocate(allocation)}
        for subject in _subjects(decider, allocation):
            yield allocation.id, subject, given.get(subject, False)
    yield from _kept(decider)
    for each in decider.left_out:
        yield each.universe, each.owner, any(count for _, count in each.reasons)


def _kept(decider: Decider) -> Iterator[Effect]:
    """What is kept and changes, what moves, what is recorded, and what makes something wait."""
    for fact, document in decider.law.kept.items():
        for subject in _subjects(decider, document):
            value = decider.derive(fact, subject)
            yield document.id, subject, value != decider.keeping.before(fact, subject)
    moved = {(id, each.subject) for each in decider.transitions() for id in each.because}
    for machine in decider.law.kept.values():
        if isinstance(machine, c.TypedMachine):
            for subject in _subjects(decider, machine):
                for move in machine.moves:
                    yield move.id, subject, (move.id, subject) in moved
    told = {(each.rule, each.subject) for each in decider.recording.recorded()}
    for record in decider.law.records:
        if decider.law.document(record.id) is record:
            for subject in _subjects(decider, record):
                yield record.id, subject, (record.id, subject) in told
    for exclusive in decider.law.exclusives:
        for subject in _subjects(decider, exclusive):
            yielded = [each for each in decider.duties.yielded if each.rule == exclusive.id]
            yield exclusive.id, subject, bool(yielded)
    reported = {(each.report, each.subject) for each in reports(decider)}
    for report in decider.law.reports:
        for subject in _subjects(decider, report):
            yield report.id, subject, (report.id, subject) in reported
    for guarantee in decider.law.guarantees:
        if guarantee.form != "reachable":
            for subject in those_of(decider, guarantee):
                yield guarantee.id, subject, holds(decider, guarantee, subject) is True


def _subjects(decider: Decider, document: c.Document) -> Iterator[Subject]:
    """The subjects that a document is for."""
    for subject in decider.world.subjects(document.scope):
        if decider.is_of(subject, document.kind):
            environment = (subject,)
            if document.where is None or decider.truth(document.where, environment) is True:
                yield subject


def _verdicts(decider: Decider) -> Iterator[Effect]:
    """Permits and forbids that are judged before sizing."""
    owners = {permit.id: permit for permit in decider.law.permits}
    for decision in decider.decisions():
        verdict = decision.verdict
        for rule in verdict.granted:
            yield rule, _owner(decider, owners[rule], decision.action, decision.subject), not verdict.applied
        for rule in verdict.failed:
            yield rule, _owner(decider, owners[rule], decision.action, decision.subject), False
        for permit in decider.law.permits:
            if permit.effect == "forbid" and decision.action in permit.actions and not permit.reads_action:
                owner = _owner(decider, permit, decision.action, decision.subject)
                if permit.id not in verdict.waived and decider.rule_state(permit, owner).applies:
                    yield permit.id, owner, permit.id in verdict.applied


def _as_sized(decider: Decider) -> Iterator[Effect]:
    """Forbids that read the sized action."""
    for intent in decider.intents():
        for permit in decider.law.permits:
            if permit.reads_action and intent.action in permit.actions:
                owner = _owner(decider, permit, intent.action, intent.subject)
                if decider.rule_state(permit, owner).applies:
                    yield permit.id, owner, permit.id in intent.stopped_by


def _owner(decider: Decider, permit: c.TypedPermit, action: str, subject: Subject) -> Subject:
    path = permit.paths[permit.actions.index(action)]
    owner = decider.subject(path, (subject,))
    return owner if isinstance(owner, Subject) else subject


def _derived(decider: Decider) -> Iterator[Effect]:
    for fact, document in decider.law.derivations.items():
        for subject in _subjects(decider, document):
            if isinstance(document, c.TypedTable):
                yield (
                    document.id,
                    subject,
                    any(decider.truth(row.when, (subject,)) is True for row in document.rows),
                )
                continue
            value = decider.derive(fact, subject)
            if isinstance(value, bool):
                yield document.id, subject, value
            else:
                empty = isinstance(value, Unknown | Nothing) or (isinstance(value, Fraction) and not value)
                yield document.id, subject, not empty
