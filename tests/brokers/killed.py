"""A client of the paper broker in a process of its own, to be killed: `python -m tests.brokers.killed FILE`.

It sends order after order, cancels some and polls, over a market that moves, and starts again from the first order
whenever it is started; references that are known are not taken twice.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from tests.brokers.world import PUT, Tape, World, ticket

ORDERS = 60


def world(path: Path | None) -> World:
    """The account of this client."""
    tape = Tape()
    found = World(path=path, seed=3, tape=tape)
    for minute in range(120):
        bid = 100 + (minute * 7) % 13
        at = found.opening.at + timedelta(minutes=minute)
        tape.set(PUT, at, f"{bid / 100:.2f}", f"{(bid + 10) / 100:.2f}", bid_size=2, ask_size=2)
    return found


def trade(found: World, *, say: bool) -> None:
    """All orders, one a minute; what was done at an instant is done again at the same instant."""
    for number in range(ORDERS):
        found.clock.at = max(found.clock.at, found.opening.at + timedelta(minutes=number))
        reference = f"A gen o{number}.1"
        found.broker.submit(ticket(f"{reference}/v1", quantity=1 + number % 4, limit="1.09"))
        found.wait(2)
        if number % 3 == 0:
            found.broker.replace(f"{reference}/v1", ticket(f"{reference}/v2", quantity=1 + number % 4, limit="1.06"))
        if number % 5 == 0:
            found.broker.cancel(f"{reference}/v1")
        found.wait(3)
        if say:
            print(number, flush=True)


if __name__ == "__main__":
    mine = world(Path(sys.argv[1]))
    trade(mine, say=True)
