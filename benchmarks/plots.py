"""The plots of docs/benchmarks.md, from what benchmarks wrote as JSON.

    python -m benchmarks.plots FOLDER FILE…      draws what is in each FILE into FOLDER

The benchmarks of growth, of accounts and of one decision write such files (`--json`); with `--plots FOLDER` they draw
them at once.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.chart import Line, Points, bars, exponent, growth

OURS = frozenset({"fast", "reference", "columns, NumPy", "columns, numba"})


def draw(told: Mapping[str, Any], folder: Path) -> list[Path]:
    """Draws the results of a benchmark, as it wrote them. Gives the files: none where nothing was timed."""
    return _DRAWN[told["benchmark"]](told, folder)


def _growth(told: Mapping[str, Any], folder: Path) -> list[Path]:
    titles = {
        "rules": ("Cost of more rules, for ten subjects", "rules"),
        "facts": ("Cost of more facts, for forty rules", "given facts"),
    }
    files = []
    for what, (title, label) in titles.items():
        lines = _lines({name: points for name, points in told["found"][what].items() if name != "memory"})
        files.append(folder / f"growth-{what}.svg")
        most = max(x for line in lines for x, _ in line.points)
        growth(files[-1], title, label, _spent(told, most), [*lines, _in_proportion(lines)])
    return files


def _accounts(told: Mapping[str, Any], folder: Path) -> list[Path]:
    lines = {
        engine: [(float(size), each["decided"]) for size, each in by_size.items()]
        for engine, by_size in told["found"].items()
        if by_size
    }
    file = folder / "accounts.svg"
    most = max(size for points in lines.values() for size, _ in points)
    bar = Line(
        f"bar: {told['bar']:g} s for 1,000", [(1, told["bar"] / 1000), (most, told["bar"] * most / 1000)], 1, True
    )
    title = "One cycle of many accounts, 20 positions each"
    growth(file, title, "accounts", _spent(told), [*_lines(lines), bar])
    return [file]


def _decision(told: Mapping[str, Any], folder: Path) -> list[Path]:
    rates = {each["name"]: 1 / each["seconds_a_decision"] for each in told["engines"] if each["seconds_a_decision"]}
    if not rates:
        return []
    file = folder / "decision.svg"
    bars(file, "One decision by forty rules", "decisions a second, logarithmic", rates, OURS)
    return [file]


_DRAWN: Mapping[str, Callable[[Mapping[str, Any], Path], list[Path]]] = {
    "growth": _growth,
    "accounts": _accounts,
    "decision": _decision,
}


def _spent(told: Mapping[str, Any], most: float = 0) -> str:
    """What the upright axis counts; `most` is the largest size that was measured."""
    fewer = told.get("fewer_rounds")
    but = f", of {fewer['rounds']} at {most:,.0f}" if fewer and most >= fewer["from"] else ""
    return f"processor seconds, median of {told['rounds']}{but}"


def _lines(measured: Mapping[str, Points]) -> list[Line]:
    """A line for each name, with its exponent, the costliest first."""
    order = sorted(measured.items(), key=lambda each: -each[1][0][1])
    return [Line(name, points, exponent(points) if len(points) > 1 else None) for name, points in order]


def _in_proportion(lines: Sequence[Line]) -> Line:
    """A line that begins with the cheapest, and grows as what it counts."""
    cheapest = lines[-1].points
    (first, low), (last, _) = cheapest[0], cheapest[-1]
    return Line("in proportion", [(first, low), (last, low * last / first)], 1, guide=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("files", type=Path, nargs="+")
    given = arguments.parse_args()
    for file in given.files:
        told = json.loads(file.read_text("utf-8"))
        if told.get("benchmark") not in _DRAWN:
            raise SystemExit(f"{file}: there is nothing to draw; there is of {', '.join(_DRAWN)}")
        for drawn in draw(told, given.folder):
            print(drawn)


if __name__ == "__main__":
    main()
