"""Machines: moves are taken until none applies, and each state is entered at most once in an evaluation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from engine.outcome import Transition
from engine.values import Subject, Unknown
from rules.compile import law as c

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider


def run(
    decider: Decider,
    machine: c.TypedMachine,
    subject: Subject,
    state: str,
    see: Callable[[str, datetime | None], None],
) -> list[Transition]:
    """The moves that a machine takes from a state on. `see` is told of every state that it enters."""
    taken: list[Transition] = []
    entered: set[str] = set()
    while state not in machine.final:
        step = _step(decider, machine, subject, state, entered)
        if step is None:
            break
        taken.append(step)
        entered.add(step.to)
        state = step.to
        see(state, step.at)
    return taken


def _step(
    decider: Decider, machine: c.TypedMachine, subject: Subject, state: str, entered: set[str]
) -> Transition | None:
    """The next move; several that lead to the same state are taken together."""
    causes: dict[str, set[str]] = {}
    moves: dict[str, list[str]] = {}
    for move in sorted(machine.moves, key=lambda move: move.id):
        if state not in move.sources or move.to in entered:
            continue
        with decider.judging(move.id):
            holds = decider.truth(move.when, (subject,))
        if isinstance(holds, Unknown):
            if not move.if_unknown:
                what = f"does not leave {state} for {move.to}: it cannot be judged"
                decider.alarm(move.id, subject, what, holds)
                continue
            causes.setdefault(move.to, set()).update(holds.causes)
        elif not holds:
            continue
        moves.setdefault(move.to, []).append(move.id)
    if not moves:
        return None
    to = min(moves, key=lambda each: _rank(machine, each))
    return Transition(
        machine=machine.id,
        fact=machine.fact,
        subject=subject,
        source=state,
        to=to,
        because=tuple(moves[to]),
        at=decider.world.facts.at,
        causes=tuple(sorted(causes.get(to, ()))),
    )


def _rank(machine: c.TypedMachine, state: str) -> tuple[int, int]:
    """The place of a destination: those named first in `if_several` go first, then the others as declared."""
    order = machine.if_several
    return (order.index(state) if state in order else len(order)), machine.states.index(state)
