"""Appends batches to a ledger without end, and says so after each; `python -m tests.ledger.appending FILE ACCOUNT`."""

from __future__ import annotations

import sys
from itertools import count

from ledger.store import Ledger
from tests.ledger.events import AT, alert


def main() -> None:
    file, holder = sys.argv[1:]
    with Ledger(file, create=True) as ledger:
        before = ledger.lease("A")
        if before is None:
            journal = ledger.journal("A", holder, AT)
        else:
            journal = ledger.take_over("A", holder, AT, AT.replace(year=AT.year + 1), "test", "it was killed")
        for number in count(1):
            content = f'"{holder} {number}"'.encode() * 500
            journal.append(AT, [alert(f"{holder} {number} {part}") for part in "abc"], [content])
            print(number, journal.head(), flush=True)


if __name__ == "__main__":
    main()
