"""Which documents of the law took effect in a decision, for whom, and which were asked and did not.

What counts as taking effect: a permit that makes something permitted, a forbid that stands, a flag that is
true, any other derived value that is known and not zero, a row of a table that holds, a choice that finds
somebody, a proposal that is made, an allocation that gives something, a universe that leaves something out, a state or
latch that changes, a move that is taken, a record that is made, an exclusive for which something waits, a report
that is told, a guarantee that is claimed and holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from engine.backends.reference.decider import Decider
from engine.backends.reference.reporting import holds, reports, those_of
from engine.values import Nothing, Subject, Unknown
from rules.compile import law as c

Effect = tuple[str, Subject, bool]
D = TypeVar("D", bound=c.Document)


@dataclass(frozen=True, slots=True)
class Effects:
    """By document: the subjects for which it took effect, and those for which it was asked and did not."""

    took: Mapping[str, frozenset[Subject]] = field(default_factory=dict)
    did_not: Mapping[str, frozenset[Subject]] = field(default_factory=dict)

    def all(self, document: str) -> frozenset[Subject]:
        """Everybody for whom a document was asked."""
        return self.took.get(document, frozenset()) | self.did_not.get(document, frozenset())

    @staticmethod
    def of(decider: Decider, only: str | None = None) -> Effects:
        """The effects of everything that a decider decides, or `only` those of one document."""
        took: dict[str, set[Subject]] = {}
        did_not: dict[str, set[Subject]] = {}
        for document, subject, effect in _effects(decider, only):
            if only in {None, document}:
                (took if effect else did_not).setdefault(document, set()).add(subject)
        for document, subjects in took.items():
            did_not.get(document, set()).difference_update(subjects)
        return Effects(
            {document: frozenset(each) for document, each in sorted(took.items())},
            {document: frozenset(each) for document, each in sorted(did_not.items()) if each},
        )

    @staticmethod
    def asked(decider: Decider) -> Effects:
        """The same; those of a document are worked out when they are asked for."""
        known: dict[str, Effects] = {}

        def one(document: str) -> Effects:
            if document not in known:
                known[document] = Effects.of(decider, document)
            return known[document]

        ids = frozenset(decider.law.rule_ids())
        return Effects(_Asked(ids, lambda id: one(id).took), _Asked(ids, lambda id: one(id).did_not))


class _Asked(Mapping[str, frozenset[Subject]]):
    """A map from documents to subjects, each entry worked out when it is asked for."""

    def __init__(self, ids: frozenset[str], found: Callable[[str], Mapping[str, frozenset[Subject]]]) -> None:
        self._ids = ids
        self._found = found

    def __getitem__(self, document: str) -> frozenset[Subject]:
        return self._found(document)[document]

    def __iter__(self) -> Iterator[str]:
        return (id for id in sorted(self._ids) if id in self._found(id))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _effects(decider: Decider, only: str | None = None) -> Iterator[Effect]:
    """All effects; with `only`, at least those of this document."""
    yield from _verdicts(decider, only)
    yield from _as_sized(decider, only)
    yield from _derived(decider, only)
    for document in _those(decider.law.proposals, only):
        proposals = decider.proposals(document.action)
        for subject in _subjects(decider, document):
            made = any(document.id in each.because for each in proposals.get(subject, ()))
            yield document.id, subject, made
    for allocation in _those(decider.law.allocations, only):
        given = {each.subject: bool(each.chosen) for each in decider.allocate(allocation)}
        for subject in _subjects(decider, allocation):
            yield allocation.id, subject, given.get(subject, False)
    yield from _kept(decider, only)
    for each in decider.left_out:
        yield each.universe, each.owner, any(count for _, count in each.reasons)


def _those(documents: Iterable[D], only: str | None) -> Iterator[D]:
    """The documents that are asked about."""
    return (each for each in documents if only in {None, each.id})


def _kept(decider: Decider, only: str | None) -> Iterator[Effect]:
    """What is kept and changes, what moves, what is recorded, and what makes something wait."""
    for document in _those(decider.law.kept.values(), only):
        for subject in _subjects(decider, document):
            value = decider.derive(document.fact, subject)
            yield document.id, subject, value != decider.keeping.before(document.fact, subject)
    for machine in decider.law.kept.values():
        if isinstance(machine, c.TypedMachine) and (only is None or any(only == move.id for move in machine.moves)):
            for subject in _subjects(decider, machine):
                taken = decider.keeping.after(machine.fact, subject).transitions
                moved = {id for each in taken for id in each.because}
                for move in machine.moves:
                    yield move.id, subject, move.id in moved
    records = list(_those(decider.law.records, only))
    told = {(each.rule, each.subject) for each in decider.recording.recorded()} if records else set()
    for record in records:
        if decider.law.document(record.id) is record:
            for subject in _subjects(decider, record):
                yield record.id, subject, (record.id, subject) in told
    for exclusive in _those(decider.law.exclusives, only):
        for subject in _subjects(decider, exclusive):
            yielded = [each for each in decider.duties.yielded if each.rule == exclusive.id]
            yield exclusive.id, subject, bool(yielded)
    told_reports = list(_those(decider.law.reports, only))
    reported = {(each.report, each.subject) for each in reports(decider)} if told_reports else set()
    for report in told_reports:
        for subject in _subjects(decider, report):
            yield report.id, subject, (report.id, subject) in reported
    for guarantee in _those(decider.law.guarantees, only):
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


def _verdicts(decider: Decider, only: str | None) -> Iterator[Effect]:
    """Permits and forbids that are judged before sizing."""
    owners = {permit.id: permit for permit in decider.law.permits}
    if only is not None and only not in owners:
        return
    for decision in decider.decisions(owners[only].actions if only is not None else None):
        verdict = decision.verdict
        for rule in verdict.granted:
            yield rule, _owner(decider, owners[rule], decision.action, decision.subject), not verdict.applied
        for rule in verdict.failed:
            yield rule, _owner(decider, owners[rule], decision.action, decision.subject), False
        for permit in _those(decider.law.permits, only):
            if permit.effect == "forbid" and _before_sizing(permit, decision.action):
                owner = _owner(decider, permit, decision.action, decision.subject)
                if permit.id not in verdict.waived and decider.rule_state(permit, owner).applies:
                    yield permit.id, owner, permit.id in verdict.applied


def _before_sizing(permit: c.TypedPermit, action: str) -> bool:
    return action in permit.actions and not permit.reads_action and permit.path(action) is not None


def _as_sized(decider: Decider, only: str | None) -> Iterator[Effect]:
    """Forbids that read the sized action, or bind one of its legs."""
    permits = [each for each in _those(decider.law.permits, only) if each.reads_action or each.through]
    if not permits:
        return
    for intent in decider.intents():
        with decider.acting(dict(intent.fields)):
            for action, rules, on_legs in intent.as_sized():
                for permit in permits:
                    if action not in permit.actions:
                        continue
                    for owner in _owners(decider, permit, action, intent.subject):
                        if decider.rule_state(permit, owner).applies:
                            stood = {each.about for each in on_legs if each.rule == permit.id}
                            yield permit.id, owner, permit.id in rules and (not stood or owner in stood)


def _owners(decider: Decider, permit: c.TypedPermit, action: str, subject: Subject) -> Iterator[Subject]:
    """For whom a rule is judged once the fields of an action are known."""
    path = permit.path(action)
    own = decider.subject(path, (subject,)) if path is not None else None
    if permit.reads_action and isinstance(own, Subject):
        yield own
    for way in permit.through_legs(action):
        found = decider.subject(way.path, (subject,))
        if isinstance(found, Subject) and found != own:
            yield found


def _owner(decider: Decider, permit: c.TypedPermit, action: str, subject: Subject) -> Subject:
    path = permit.path(action)
    owner = decider.subject(path, (subject,)) if path is not None else None
    return owner if isinstance(owner, Subject) else subject


def _derived(decider: Decider, only: str | None) -> Iterator[Effect]:
    for document in _those(decider.law.derivations.values(), only):
        for subject in _subjects(decider, document):
            if isinstance(document, c.TypedTable):
                yield (
                    document.id,
                    subject,
                    any(decider.truth(row.when, (subject,)) is True for row in document.rows),
                )
                continue
            value = decider.derive(document.fact, subject)
            if isinstance(value, bool):
                yield document.id, subject, value
            else:
                empty = isinstance(value, Unknown | Nothing) or (isinstance(value, Fraction) and not value)
                yield document.id, subject, not empty
