"""Which conformance cases are about what columns hold, and what columns say in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.backends.columnar.engine import ColumnarEngine, Library
from engine.backends.columnar.errors import CannotColumn, CannotFeed
from engine.backends.columnar.opinion import opinion_of, opinions, values
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import read_facts
from engine.memory import NO_MEMORY, read_events, read_kept
from engine.values import Unknown, Value
from facts.files import from_dict
from rules.compile.law import Law
from rules.language.typed import FactId
from tests.conformance.case import Case
from tests.conformance.runner import compiled_law

ABOUT = {"derived", "verdicts", "all_verdicts"}


@dataclass
class Outcome:
    """What a case asked of columns: what they refused, how many values and verdicts were compared, what differs."""

    refused: list[str] = field(default_factory=list)
    compared: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def claimed(self) -> bool:
        """Whether everything that the case is about was compared."""
        return not self.refused and self.compared > 0


def decider_of(case: Case) -> Decider | None:
    """The reference evaluation of a case; None where the law or its facts are refused."""
    law = compiled_law(case.law, case.beside).law
    if law is None:
        return None
    snapshot = from_dict(case.facts, case.file)
    facts = read_facts(law, snapshot).facts
    memory = read_kept(law, case.facts.get("kept", {})).memory or NO_MEMORY
    if facts is None:
        return None
    events = read_events(law, snapshot.events, facts, memory=memory).events or ()
    return decider_for(law, facts, memory, events)


def outcome(case: Case, library: Library) -> Outcome:
    """What becomes of a case. What it expects beside derived facts and verdicts is refused."""
    found = Outcome()
    decider = decider_of(case)
    if decider is None:
        found.refused.append("law or facts that are not good")
        return found
    found.refused += [f"what a case expects of {each}" for each in sorted(set(case.expect) - ABOUT)]
    found.refused += ["further evaluations"] if case.then else []
    for each in _facts(case, decider.law):
        _of_fact(found, decider, each)
    for action in _actions(case, decider.law):
        _of_action(found, decider, action, library)
    return found


def _facts(case: Case, law: Law) -> Iterator[FactId]:
    names: set[FactId] = set()
    for scope, subjects in case.expect.get("derived", {}).items():
        rows = [subjects] if law.scopes[scope].one else subjects.values()
        names.update(FactId(scope, name) for row in rows for name in row)
    yield from sorted(names)


def _actions(case: Case, law: Law) -> Iterator[str]:
    if "all_verdicts" in case.expect:
        yield from law.actions
    else:
        yield from sorted({each["action"] for each in case.expect.get("verdicts", ())})


def _of_fact(found: Outcome, decider: Decider, fact: FactId) -> None:
    single = len(str(fact)) % 2 == 0  # both ways of having one set of facts
    try:
        (told,) = values(ColumnarProgram.of_facts(decider.law, [fact], single=single), [decider])
    except (CannotColumn, CannotFeed) as refused:
        found.refused.append(str(refused))
        return
    for (_, subject), value in told.items():
        wanted = _plain(decider.derive(fact, subject))
        found.compared += 1
        if type(wanted) is not type(value) or wanted != value:
            found.differences.append(f"{fact} of {subject}: {value}, and not {wanted}")


def _of_action(found: Outcome, decider: Decider, action: str, library: Library) -> None:
    single = len(action) % 2 == 0
    try:
        engine = ColumnarEngine(ColumnarProgram.of(decider.law, action, single=single), library)
        (told,) = opinions(engine, [decider])
    except (CannotColumn, CannotFeed) as refused:
        found.refused.append(str(refused))
        return
    for subject, opinion in told.items():
        wanted = opinion_of(decider.verdict(action, subject))
        found.compared += 1
        if opinion != wanted:
            found.differences.append(f"{action} {subject}: {opinion}, and not {wanted}")


def _plain(value: Value) -> Value:
    """Columns tell no causes."""
    return Unknown((), value.low, value.high) if isinstance(value, Unknown) else value
