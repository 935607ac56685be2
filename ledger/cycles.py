"""A decided cycle, put together again from what the ledger stored: the law, the facts, what was told and kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context

from engine.backends.registry import REFERENCE
from engine.evaluate import MemoryNotSupported, MemoryRefused, evaluate
from engine.facts import Facts, read_facts
from engine.memory import BEFORE, Event, Memory, read_events, read_kept
from engine.past import NoPast, Pasts
from engine.record import USUAL, DecisionRecord, Trace, decided_for, trace_of
from engine.trading.contents import (
    NotAContent,
    digest_of,
    kept_from,
    record_content,
    record_from,
    snapshot_from,
    told_from,
)
from engine.trading.events import CycleDecided
from engine.trading.lawtext import StoredLaw, compile_content
from engine.validity import NotInForce
from engine.values import Subject
from ledger.database import Unreadable
from rules.compile.law import Law
from rules.diagnostics.diagnostic import Diagnostic

Stored = Callable[[str], bytes]
"""What gives the content of a digest. Raises KeyError if there is none, Unreadable if it is damaged."""

_LAWS = 4
"""Laws that are kept compiled; an account has one at a time."""


class NotEvaluable(Exception):
    """What is stored of a cycle cannot be evaluated, and why."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """Everything that a cycle was decided from, and for whom."""

    law: StoredLaw
    facts: Facts
    events: tuple[Event, ...]
    memory: Memory
    decided_for: Subject | None

    def decide(self, trace: Trace = USUAL) -> DecisionRecord:
        """Decides it again, with as much explanation as `trace` says. Raises NotEvaluable."""
        known, as_if = (self.facts, self.events, self.memory), self.law.as_if_in_force
        try:
            return evaluate(
                self.law.law, *known, trace=trace, as_if_in_force=as_if, engine=REFERENCE, decided_for=self.decided_for
            )
        except (NotInForce, MemoryNotSupported, MemoryRefused, ValueError) as error:
            raise NotEvaluable(str(error)) from None


def cycle_of(event: CycleDecided, stored: Stored) -> Cycle:
    """What a cycle was decided from. Raises NotEvaluable, and what `stored` raises."""
    try:
        law = law_of(stored(event.law_text))
        snapshot = snapshot_from(stored(event.facts), f"facts {event.facts}")
        told = told_from(stored(event.told))
        kept = kept_from(stored(event.kept_before), stored)
        subject = decided_for(record_from(stored(event.record)).content)
    except NotAContent as error:
        raise NotEvaluable(str(error)) from None
    facts = read_facts(law.law, snapshot)
    if facts.facts is None:
        raise NotEvaluable(f"the law does not take the facts: {_first(facts.findings)}")
    try:
        before = kept.get(BEFORE)
        past = None if before is None else _pasts(law.law).of(before, stored)
    except NoPast as error:
        raise NotEvaluable(str(error)) from None
    memory = read_kept(law.law, kept, past=past)
    if memory.memory is None:
        raise NotEvaluable(f"the law does not take what was kept: {_first(memory.findings)}")
    events = read_events(law.law, told, facts.facts, memory=memory.memory)
    if events.events is None:
        raise NotEvaluable(f"the law does not take what was told: {_first(events.findings)}")
    return Cycle(law, facts.facts, events.events, memory.memory, subject)


@lru_cache(maxsize=_LAWS)
def law_of(content: bytes) -> StoredLaw:
    """The law of a canonical text. Raises NotAContent."""
    return compile_content(content)


_read: list[Pasts] = []


def _pasts(law: Law) -> Pasts:
    """What was read already of what happened, for the laws used last."""
    for each in _read:
        if each.law is law:
            return each
    _read.append(Pasts(law))
    del _read[:-_LAWS]
    return _read[-1]


def differs(event: CycleDecided, stored: Stored) -> str | None:
    """How the stored record of a cycle differs from what the engine decides now; None if not one byte does."""
    try:
        record = stored(event.record)
        content = record_from(record).content
        trace = trace_of(content)
        if trace is None:
            return "the decision record says of no kind that is known how much it explains"
        again = record_content(cycle_of(event, stored).decide(trace))
    except NotAContent as error:
        return f"the decision record cannot be read: {error}"
    except (NotEvaluable, Unreadable) as error:
        return f"the decision cannot be evaluated again: {error}"
    except KeyError as missing:
        return f"the decision cannot be evaluated again: the content {missing.args[0]} is not there"
    if again == record:
        return None
    one, other = record_from(record).content, record_from(again).content
    parts = sorted(each for each in {*one, *other} if one.get(each) != other.get(each))
    named = ", ".join(f"`{each}`" for each in parts) or "its spelling"
    return f"the decision evaluated again differs from the record {digest_of(record)} in {named}"


# --- many of them ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Task:
    """A cycle to be decided again, with the contents that it needs."""

    event: CycleDecided
    contents: Mapping[str, bytes]

    def done(self) -> str | None:
        """What `differs` says of it."""
        return differs(self.event, self.contents.__getitem__)


Evaluator = Callable[[Iterable[Task]], Iterator[str | None]]
"""Decides cycles again, and tells of each in its turn how it differs."""


def one_by_one(tasks: Iterable[Task]) -> Iterator[str | None]:
    """Decides cycles again in this process."""
    return (each.done() for each in tasks)


def in_processes(jobs: int) -> Evaluator:
    """Decides cycles again in so many processes; only a few wait at a time, for contents are long."""

    def evaluator(tasks: Iterable[Task]) -> Iterator[str | None]:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            waiting: deque[Future[str | None]] = deque()
            for task in tasks:
                waiting.append(pool.submit(Task.done, task))
                if len(waiting) > 2 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    return evaluator


def _first(findings: tuple[Diagnostic, ...]) -> str:
    return findings[0].message if findings else "no reason given"
