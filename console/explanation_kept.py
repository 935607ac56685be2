"""What the law keeps of a subject and of what it belongs to: who keeps it, since when, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from console.decided import Decided
from engine.keepers import KeptFact, kept_fact
from engine.values import Subject
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x


@dataclass(frozen=True, slots=True)
class Behind:
    """A fact that the law derives or keeps: its value, the rule that writes it, how it came about, and from what.

    Of a kept fact: since when it is so, and what would change it.
    """

    fact: str
    subject: Subject
    value: str
    rule: str
    how: str
    values: tuple[tuple[str, str], ...]


def kept_of(decided: Decided, subject: Subject, read_by: Iterable[c.Document]) -> Iterator[Behind]:
    """What is kept of a subject and of every subject that it leads to.

    What the documents `read_by` read, themselves or through derived facts, is told with what would change it.
    """
    world = decided.decider.world
    read = read_facts(decided.law, read_by)
    for fact, keeper in decided.law.kept.items():
        owner = subject
        if keeper.scope != subject.scope:
            reached = None
            if decided.law.scopes[keeper.scope].one:
                reached = world.singleton(keeper.scope)
            elif world.route(subject.scope, keeper.scope) is not None:
                reached = world.reach(subject, keeper.scope)
            if reached is None:
                continue
            owner = reached
        kept = kept_fact(decided.decider, fact, owner)
        if kept is not None:
            yield _said(decided, fact, kept, fact in read)


def read_facts(law: c.Law, documents: Iterable[c.Document]) -> frozenset[x.FactId]:
    """The facts that documents read, themselves or through what the law derives; what a latch remembered is its own."""
    found: set[x.FactId] = set()
    open_ = list(documents)
    while open_:
        for expression in expressions(open_.pop()):
            for part in x.walk(expression):
                if not isinstance(part, x.ReadFact):
                    continue
                fact = law.facts[part.fact].kept_with or part.fact
                if fact not in found:
                    found.add(fact)
                    if fact in law.derivations:
                        open_.append(law.derivations[fact])
    return frozenset(found)


def _said(decided: Decided, fact: x.FactId, kept: KeptFact, whole: bool) -> Behind:
    explainer = decided.explainer
    told = f"{explainer.since(kept).strip()}{explainer.remembered(kept)}".strip()
    values: dict[str, str] = {}
    ways: list[str] = [told] if told else []
    for word, condition in _changing(kept) if whole else ():
        ways.append(f"{word} {explainer.text(condition)}")
        values.update(explainer.values(condition, (kept.subject,)))
    value = explainer.shown(kept.value, decided.law.facts[fact].type)
    return Behind(str(fact), kept.subject, value, kept.keeper.id, "; ".join(ways), tuple(values.items()))


def _changing(kept: KeptFact) -> Iterator[tuple[str, x.Expression]]:
    """What would change a kept fact from what it is."""
    match kept.keeper:
        case c.TypedState():
            yield "becomes", kept.keeper.becomes
        case c.TypedLatch():
            if kept.value is not True:
                yield "set when", kept.keeper.set_when
            elif kept.keeper.reset_when is not None:
                yield "until", kept.keeper.reset_when
        case c.TypedMachine():
            for move in kept.keeper.moves:
                if kept.value in move.sources:
                    yield f"{move.to} when", move.when
