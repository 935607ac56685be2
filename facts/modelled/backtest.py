"""A backtest as data: a modelled market, who is in it, under which law, and who sits at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from facts.modelled.description import read_one
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
