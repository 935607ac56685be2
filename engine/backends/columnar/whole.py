"""Why columns make no decision record: what of a whole law they refuse, document by document."""

from __future__ import annotations

from collections.abc import Iterator

from engine.backends.columnar.errors import CannotColumn, Refusal
from engine.backends.columnar.program import ColumnarProgram, claims
from rules.compile import law as c

_KINDS: tuple[tuple[type[c.Document], str], ...] = (
    (c.TypedState, "a state, which is carried from one evaluation to the next"),
    (c.TypedLatch, "a latch, which is carried from one evaluation to the next"),
    (c.TypedMachine, "a machine, which is carried from one evaluation to the next"),
    (c.TypedRecord, "an event that is recorded"),
    (c.TypedProposal, "a proposal"),
    (c.TypedAllocation, "an allocation"),
    (c.TypedUniverse, "a universe, whose subjects columns are given"),
    (c.TypedExclusive, "duties that give way to one another"),
    (c.TypedGuarantee, "a guarantee"),
    (c.TypedReport, "a report"),
)

RECORD = Refusal("a decision record", "its causes, margins and traces, which columns do not tell")


def refused_of_whole(law: c.Law) -> tuple[Refusal, ...]:
    """What of a law columns refuse, in the order of its documents; the record itself is the last."""
    return (*dict.fromkeys(_refused(law)), RECORD)


def _refused(law: c.Law) -> Iterator[Refusal]:
    for document in law.documents():
        for kind, what in _KINDS:
            if isinstance(document, kind):
                yield Refusal(document.id, what, document.span)
    for fact in law.derivations:
        try:
            ColumnarProgram.of_facts(law, [fact])
        except CannotColumn as refused:
            yield from refused.refusals
    for action in law.actions:
        yield from claims(law, action).refused


def refuse_whole(law: c.Law) -> CannotColumn:
    """The refusal of a whole law; its text names the first documents."""
    return CannotColumn(refused_of_whole(law))
