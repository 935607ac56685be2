"""A backtest as data: a modelled market, who is in it, under which law, and who sits at the desk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from facts.modelled.description import MarketFile, read_one
from facts.shape import Checked, Flag, Some, Text


class Backtest(Checked):
    """Years that are traded on paper. Paths are seen from the file's own folder."""

    backtest: Text
    title: Text
    market: Text
    instants: Text
    operator: Text | None = None
    accounts: Annotated[tuple[Text, ...], Some]
    waivers: tuple[Text, ...] = ()
    constitution: Text | None = None
    as_if_in_force: Flag = False


@dataclass(frozen=True, slots=True)
class BacktestFile:
    """A backtest, and the folder that its paths start from."""

    backtest: Backtest
    folder: Path


def read_backtest(path: Path) -> BacktestFile:
    """The backtest of a file. Raises FactsError with everything that is wrong in it."""
    return BacktestFile(read_one(path, Backtest, "A backtest"), path.parent)


def rests_on(plan: BacktestFile, described: MarketFile) -> dict[str, str]:
    """Digests of what a backtest rests on beside its law, by what it is: of the plan, and of every file that it names.

    `described` is the plan's market. Raises OSError for a file that cannot be read.
    """
    model = plan.backtest
    market, read = plan.folder / model.market, described.market
    models = [market.parent / each for each in (read.recording, read.surface, read.listings)]
    files = {
        "market": [market, *models, *described.recording.files()],
        "choice of instants": [plan.folder / model.instants],
        "operator": [] if model.operator is None else [plan.folder / model.operator],
        "account": [plan.folder / each for each in model.accounts],
        "waiver": [plan.folder / each for each in model.waivers],
    }
    whole = hashlib.sha256(model.model_dump_json().encode()).hexdigest()
    return {"plan": whole, **{what: _digest(paths) for what, paths in files.items()}}


def _digest(paths: Iterable[Path]) -> str:
    """Of the contents of files, in their order; where they lie does not count."""
    each = (hashlib.sha256(path.read_bytes()).digest() for path in paths)
    return hashlib.sha256(b"".join(each)).hexdigest()
