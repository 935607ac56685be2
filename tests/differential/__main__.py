"""`python -m tests.differential`: every engine against the reference, next to every boundary, at length."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tests.differential.chunks import Chunk, begin, chunks, results
from tests.differential.comparing import Difference
from tests.differential.tally import Tally

MINUTE = 60
COUNTED = {"facts": "fact sets", "constitutions": "constitutions", "incremental": "changes followed"}
"""What a part must have compared some of; the others whole records."""


def main(words: list[str]) -> int:
    """0 when nothing differs, 1 when something does or nothing was compared; what differs is cut down and written."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential")
    parser.add_argument("--facts", type=int, default=1000, help="fact sets of ALL-USE, each of a subject")
    parser.add_argument("--records", type=int, default=50, help="whole records of ALL-USE as it was recorded")
    parser.add_argument("--looks", type=int, default=20, help="whole records of ALL-USE with memory and events")
    parser.add_argument("--constitutions", type=int, default=100, help="random laws")
    parser.add_argument("--incremental", type=int, default=100, help="changes, one after the other")
    parser.add_argument("--numba", type=int, default=0, help="so many of the random laws by numba as well")
    parser.add_argument("--numba-facts", type=int, default=0, help="so many of the fact sets by numba as well")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--minutes", type=float, help="after so many no other piece is begun")
    parser.add_argument("--json", type=Path, help="a file for counts and coverage, written again after each piece")
    parser.add_argument("--out", type=Path, default=Path("differences"), help="a folder for what differs")
    asked = parser.parse_args(words)
    started = time.monotonic()
    wanted = _wanted(asked)
    totals: dict[str, Tally] = {each.part: Tally() for each in wanted}
    for chunk, found in results(wanted, asked.jobs, None if asked.minutes is None else asked.minutes * MINUTE):
        _write(chunk.name, found.differences, asked.out)
        totals[chunk.part].add(found)
        told = {"seed": asked.seed, "seconds": round(time.monotonic() - started)}
        if asked.json is not None:
            parts = {part: total.told() for part, total in totals.items()}
            asked.json.write_text(json.dumps({**told, **parts}, indent=1) + "\n", encoding="utf-8")
    for line in _summary(totals):
        print(line)
    differing = sum(len(each.differences) for each in totals.values())
    print(f"seed {asked.seed}: {differing} differences, {time.monotonic() - started:.0f} s")
    nothing = [part for part, total in totals.items() if not total.counts[COUNTED.get(part, "whole records")]]
    for part in nothing or ([] if totals else ["facts"]):
        print(f"no {part} were compared")
    return 1 if differing or nothing or not totals else 0


def _wanted(asked: argparse.Namespace) -> list[Chunk]:
    """The pieces of a run, those of numba first, for it takes time to begin."""
    found: list[Chunk] = []
    for part in ("facts", "records", "looks", "constitutions", "incremental"):
        most = getattr(asked, part)
        both = min(most, {"facts": asked.numba_facts, "constitutions": asked.numba}.get(part, 0))
        found += chunks(part, asked.seed, both, ("numpy", "numba"))
        found += chunks(part, asked.seed, most - both, ("numpy",), first=len(found))
    return found


def _write(name: str, differences: Iterable[Difference], out: Path) -> None:
    """What differs, each cut down to what it needs."""
    for number, found in enumerate(differences, 1):
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"{name.replace(' ', '-')}-{number}.txt"
        path.write_text(f"differ in {', '.join(found.parts)}\n{found.what}\n", encoding="utf-8")
        print(f"{path}: {', '.join(found.parts)}", flush=True)


def _summary(totals: dict[str, Tally]) -> Iterable[str]:
    """Counts, and how many of the places worth hitting were hit."""
    places = Tally()
    for part, total in totals.items():
        places.add(Tally(places=total.places, hit=total.hit))
        yield f"{part}:"
        for name, count in sorted(total.counts.items()):
            yield f"  {count} {name}"
    for kind, names in sorted(places.places.items()):
        yield f"{kind}: {len(places.hits(kind))} of {len(names)} places"


if __name__ == "__main__":
    begin()
    sys.exit(main(sys.argv[1:]))
