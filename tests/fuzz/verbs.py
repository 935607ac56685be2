"""The command line as a person uses it, on a law, facts and scenarios of which one is broken."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from click.testing import CliRunner

from console.main import alluse
from tests.fuzz import corpus
from tests.fuzz.chance import often
from tests.fuzz.leaves import words
from tests.fuzz.mutate import mutated, spoilt
from tests.fuzz.pieces import ALL

_SAMPLE = corpus.ROOT / "tests" / "console" / "sample"
_PLACES = ("law/desk.yaml", "facts.yaml", "features/lending.feature")
_CALLS = (
    "validate law",
    "validate law --format json",
    "fmt law --check",
    "dry-run law --facts facts.yaml",
    "dry-run law --facts facts.yaml --format json",
    "dry-run law --facts facts.yaml --trace full",
    "dry-run law --facts facts.yaml --kept facts.yaml",
    "explain law --facts facts.yaml",
    "explain law --facts facts.yaml --why-not LEND-01",
    "explain law/desk.yaml",
    "params law",
    "params law rate",
    "schema facts law",
    "test law --features features",
    "test law --features features --format json",
    "validate facts.yaml features law/desk.yaml",
    "dry-run facts.yaml --facts law/desk.yaml",
)
CODES = frozenset({0, 1, 2, 3})


@cache
def _sample() -> tuple[bytes, ...]:
    return tuple((_SAMPLE / place).read_bytes() for place in _PLACES)


def call(chance: Random) -> tuple[bytes, ...]:
    """The words behind `alluse`, and the three files."""
    files = list(_sample())
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        at = chance.randrange(len(files))
        change = often(chance, (6, "mutate"), (1, "spoil"), (1, "empty"))
        if change == "mutate":
            text = mutated(chance, files[at].decode("utf-8", "replace"), words(), 2)
            files[at] = text.encode("utf-8", "surrogatepass")
        else:
            files[at] = spoilt(chance, files[at]) if change == "spoil" else b""
    line = chance.choice(_CALLS)
    if chance.random() < 0.1:
        line = mutated(chance, line, (*words(), *ALL), 1)
    return line.encode("utf-8", "replace"), *files


def run(given: tuple[bytes, ...]) -> int:
    """Runs a verb in a folder with the files; gives its exit code. What it does not handle comes through."""
    line, *files = given
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for place, data in zip(_PLACES, files, strict=True):
            path = Path(folder) / place
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        arguments = line.decode("utf-8", "replace").replace("\0", "").split()
        os.chdir(folder)
        try:
            # These serve until they are stopped, or write wherever they are told to.
            if {"lsp", "init", "replay", "--write"} & set(arguments):
                return 0
            found = CliRunner().invoke(alluse, arguments, catch_exceptions=False)
        finally:
            os.chdir(here)
    assert found.exit_code in CODES
    assert "Traceback" not in found.output
    assert "a mistake of ours" not in found.output
    return found.exit_code
