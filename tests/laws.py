"""The law of ALL-USE: what a run of the tests compiles once, and then reads as the command line does."""

from __future__ import annotations

from pathlib import Path

from console.reading import read_law
from rules.compile.law import Law
from rules.source.load import Source

ALL_USE = Path(__file__).parents[1] / "constitution" / "all-use" / "1.3"


def all_use(*further: Source) -> Law:
    """The law, with further sources such as waivers."""
    return read_law(ALL_USE, further).law
