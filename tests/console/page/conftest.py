"""A decided session of one symbol, small enough for every test: two readings, two deltas, three expiries."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from console.page.page import week_page
from console.replay import Decided, replay
from facts.week import WeekFile, read_week
from tests.console.running import ROOT

WEEK = ROOT / "examples" / "april-2026" / "week-spy-2025.yaml"


@dataclass(frozen=True)
class Paged:
    """A week, what was decided, and its page."""

    plan: WeekFile
    decided: list[Decided]
    html: str


@pytest.fixture(scope="session")
def paged() -> Paged:
    plan = read_week(WEEK)
    decided = list(replay(plan, None, draw=True))
    return Paged(plan, decided, week_page(plan, decided, "A chain of one evening."))
