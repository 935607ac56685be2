"""One byte of a ledger is changed: it is found, or the database itself refuses, or nothing of the ledger is different.

`python -m tests.ledger.flips --flips 1000` does it as often as wanted.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ledger.database import Unreadable
from ledger.export import read_export, to_json
from ledger.store import Ledger
from ledger.verify import verify
from tests.ledger.desk import fill

Told = tuple[tuple[object, ...], ...]


def told(ledger: Ledger) -> Told:
    """Everything that a ledger holds, to be compared."""
    rows = tuple((each,) for account in ledger.accounts() for each in ledger.rows(account))
    return (*rows, *((each, ledger.content(each)) for each in ledger.digests()))


def of_database(flips: int, seed: int, say: Callable[[str], None] = lambda _: None) -> Counter[str]:
    """Flips bits of the file of a ledger, one at a time; counts what comes of it.

    `found` and `refused` are right, and so is `same`: what a ledger holds was not touched, for the bit lies in unused
    room of the file. Raises AssertionError for a ledger with another content that is called proved.
    """
    chance = random.Random(seed)
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        file, copy = Path(folder) / "whole.ledger", Path(folder) / "copy.ledger"
        with Ledger(file, create=True, durability="none") as ledger:
            fill(ledger)
        data = file.read_bytes()
        with Ledger(file, read_only=True) as ledger:
            whole = told(ledger)
        for number in range(flips):
            place, bit = chance.randrange(len(data)), chance.randrange(8)
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            copy.write_bytes(changed)
            shutil.copy(f"{file}.heads", f"{copy}.heads")
            counted[_of_copy(copy, whole, f"bit {bit} of byte {place}")] += 1
            for each in Path(folder).glob("copy.ledger-*"):
                each.unlink()
            if number % 100 == 99:
                say(f"{number + 1} of {flips}: {dict(counted)}")
    return counted


def of_events(places: Callable[[int], list[int]], seed: int) -> int:
    """Flips a bit in bytes of events as they lie in the file of a ledger. Gives how many.

    Each must be found, at its entry.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        file, copy = Path(folder) / "whole.ledger", Path(folder) / "copy.ledger"
        with Ledger(file, create=True, durability="none") as ledger:
            fill(ledger)
            bodies = {row.sequence: row.body.encode() for row in ledger.rows("desk")}
        data = file.read_bytes()
        bytes_of = [
            (sequence, data.index(body) + offset) for sequence, body in bodies.items() for offset in range(len(body))
        ]
        chosen = [bytes_of[each] for each in places(len(bytes_of))]
        for sequence, place in chosen:
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            copy.write_bytes(changed)
            with Ledger(copy, read_only=True) as ledger:
                result = verify(ledger, evaluator=None)
            located = {each.sequence for each in result.findings}
            assert sequence in located, f"byte {place} of entry {sequence} was changed: {result.findings}"
    return len(chosen)


def _of_copy(copy: Path, whole: Told, where: str) -> str:
    try:
        with Ledger(copy, read_only=True) as ledger:
            result = verify(ledger, heads=ledger.heads_file, evaluator=None)
            if not result.proved:
                return "found" if all(each.where and each.what for each in result.findings) else "found without a word"
            assert told(ledger) == whole, f"{where} changed the ledger, and it was called proved"
            return "same"
    except Unreadable as error:
        return "refused" if str(error) else "refused without a word"


def of_export(places: Callable[[int], list[int]], seed: int) -> int:
    """Flips a bit in bytes of an exported ledger, one at a time. Gives how many; each must be found or refused."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        source, file = Path(folder) / "a.ledger", Path(folder) / "a.json"
        with Ledger(source, create=True, durability="none") as ledger:
            fill(ledger)
            data = "".join(to_json(ledger, ledger.accounts(), contents=True)).encode()
        chosen = places(len(data))
        for place in chosen:
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            file.write_bytes(changed)
            assert _is_found(file), f"a bit of byte {place} was changed, and nobody found it"
    return len(chosen)


def _is_found(export: Path) -> bool:
    try:
        return bool(verify(read_export(export), evaluator=None).findings)
    except Unreadable as error:
        return bool(str(error))


def spread(most: int, size: int) -> list[int]:
    """So many places of that many, spread evenly; all of them if there are not more."""
    return list(range(size)) if size <= most else [number * size // most for number in range(most)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counted = of_database(options.flips, options.seed, lambda text: print(text, file=sys.stderr))
    places = partial(spread, options.flips)
    exported, events = of_export(places, options.seed), of_events(places, options.seed)
    print(f"database: {dict(sorted(counted.items()))}; export: {exported} found; events: {events} found")
    return 0 if counted["found"] + counted["refused"] else 1


if __name__ == "__main__":
    sys.exit(main())
