"""Law to format: everything that is committed, and what edits make of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random

from rules.compile.compiler import Compiled, compile_sources
from rules.source.load import load_text
from tests.conformance.case import all_cases

ROOT = Path(__file__).parents[3]


def files() -> list[Path]:
    """Every file of the law and of the examples."""
    folders = ("constitution", "examples")
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.yaml"))]


@cache
def conformance_laws() -> dict[str, str]:
    """The law of every conformance case."""
    return {case.name: case.law for case in all_cases()}


def bad_laws() -> list[Path]:
    """Law with mistakes."""
    return sorted(
        path
        for path in (ROOT / "tests" / "bad").rglob("*.yaml")
        if path.is_file() and not path.name.startswith("expected")
    )


@cache
def texts() -> tuple[str, ...]:
    """What edits begin with: files of law, and a part of the conformance cases."""
    return (*(path.read_text("utf-8") for path in files()), *list(conformance_laws().values())[::7])


def compiled(text: str) -> Compiled:
    """One text of law, compiled."""
    return compile_sources([load_text(text, "law.yaml")])


_NOTE = re.compile(r"# (?:note|behind|inside) \d+")


def notes_of(text: str) -> list[str]:
    """The comments that edits added to a text, sorted; found without any idea of YAML."""
    return sorted(_NOTE.findall(text))


# --- edits ----------------------------------------------------------------------------------------
Edit = Callable[[list[str], Random], None]


def _comment(lines: list[str], random: Random) -> None:
    lines.insert(random.randrange(len(lines) + 1), " " * random.randrange(8) + f"# note {random.randrange(100)}: a, b")


def _behind(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] += f" # behind {random.randrange(100)}"


def _blank(lines: list[str], random: Random) -> None:
    for _ in range(random.randrange(1, 3)):
        lines.insert(random.randrange(len(lines) + 1), " " * random.randrange(2))


def _swap(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines) - 1) if len(lines) > 1 else 0
    lines[at : at + 2] = reversed(lines[at : at + 2])


def _deeper(lines: list[str], random: Random) -> None:
    start = random.randrange(len(lines))
    for at in range(start, min(start + random.randrange(1, 9), len(lines))):
        if lines[at].startswith(" "):
            lines[at] = "  " + lines[at]


def _shallower(lines: list[str], random: Random) -> None:
    start = random.randrange(len(lines))
    for at in range(start, min(start + random.randrange(1, 9), len(lines))):
        if lines[at].startswith("    - ") or lines[at].startswith("      "):
            lines[at] = lines[at][2:]


def _open_braces(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    if lines[at].rstrip().endswith(("}", "]")):
        note = random.choice(("", f" # inside {random.randrange(100)}"))
        lines[at] = lines[at].replace("{ ", f"{{{note}\n        ", 1).replace(", ", f",{note}\n        ")


def _break(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    if ": " in lines[at] and "{" not in lines[at] and '"' not in lines[at]:
        key, value = lines[at].split(": ", 1)
        words = value.split(" ")
        cut = random.randrange(len(words))
        sign = random.choice(("", " >-", " |", " >", " |+", " |-"))
        if sign:
            lines[at] = f"{key}:{sign}\n          {' '.join(words[:cut])}\n          {' '.join(words[cut:])}"
        else:
            lines[at] = f"{key}:\n          {' '.join(words[:cut] or ['x'])}\n          {' '.join(words[cut:])}"


def _wide(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    lines[at] = lines[at].replace(" and ", random.choice(("  and ", " and   ", " and ("))).replace(": ", ":   ")


def _quotes(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    if ": " in lines[at] and "{" not in lines[at]:
        key, value = lines[at].split(": ", 1)
        sign = random.choice("'\"")
        lines[at] = f"{key}: {sign}{value}{sign}"


def _lose(lines: list[str], random: Random) -> None:
    del lines[random.randrange(len(lines))]


def _sign(lines: list[str], random: Random) -> None:
    at = random.randrange(len(lines))
    place = random.randrange(len(lines[at]) + 1)
    lines[at] = (
        lines[at][:place]
        + random.choice(("{", "[", ", ", ": ", " #", "'", '"', "- ", "*", "%", "|", ">", "\t"))
        + lines[at][place:]
    )


EDITS: Sequence[Edit] = (
    _comment, _comment, _behind, _behind, _blank, _swap, _swap, _deeper, _shallower, _open_braces, _open_braces, _break,
    _break, _wide, _quotes, _lose, _sign,
)  # fmt: skip


def edited(text: str, random: Random, most: int) -> str:
    """A text after some edits; it may be law no longer, or no YAML."""
    lines = text.rstrip("\n").split("\n")
    for _ in range(random.randrange(1, most + 1)):
        random.choice(EDITS)(lines, random)
        lines = "\n".join(lines).split("\n")
        if not lines:
            break
    ending = random.choice(("\n", "\n", "\n", "\r\n"))
    return ending.join(lines) + ending


def excerpts(text: str, random: Random) -> Iterator[str]:
    """A few documents of a text."""
    parts = text.split("\n---\n")
    for _ in range(3):
        start = random.randrange(len(parts))
        yield "\n---\n".join(parts[start : start + random.randrange(1, 4)])
