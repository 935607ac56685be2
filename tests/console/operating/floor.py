"""A run in a folder: a feed of small fact files, a clock that a test moves, and what happens on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from console.operating import places, starting
from console.operating.places import STALE
from engine.trading.events import AccountEvent
from engine.trading.journal import Entry
from ledger.store import Ledger
from tests.console.running import ROOT, Ran, run
from tests.engine.session.world import NVDA_PUT, WEDNESDAY, StillMarket, laws

WORLD = ROOT / "examples/five-years/recording.yaml"

ACCOUNT = """\
account: A
user: demo
kind: full
opened: 2019-01-02
matches_broker: true
sleeves:
  gen: { cash: 400000, base: 400000 }
  rev: { cash: 400000, base: 400000 }
  com: { cash: 400000, base: 400000 }
"""

BEGINS = WEDNESDAY - timedelta(seconds=2)


class Clock:
    """Goes on by a second whenever somebody waits, and does on the way what a test wants done."""

    def __init__(self, start: datetime, agenda: list[tuple[datetime, Callable[[], object]]]) -> None:
        self._now, self.agenda = start, agenda

    def now(self) -> datetime:
        return self._now

    def wait_until(self, at: datetime) -> datetime:
        self._now = min(at, self._now + timedelta(seconds=1)) if at > self._now else self._now
        due = [each for each in self.agenda if each[0] <= self._now]
        self.agenda[:] = [each for each in self.agenda if each[0] > self._now]
        for _, do in due:
            do()
        return self._now


@dataclass
class Place:
    """A folder with a feed, a ledger and an account."""

    path: Path
    patch: pytest.MonkeyPatch
    agenda: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)
    clock: Clock | None = None

    def __post_init__(self) -> None:
        self.feed.mkdir()
        (self.path / "a.yaml").write_text(ACCOUNT, encoding="utf-8")
        self.patch.setattr(starting, "LawBook", lambda *_: laws())
        self.patch.setattr(places, "now", lambda: BEGINS if self.clock is None else self.clock.now())

    @property
    def feed(self) -> Path:
        return self.path / "feed"

    @property
    def ledger(self) -> Path:
        return self.path / "a.ledger"

    @property
    def inbox(self) -> Path:
        return self.path / "a.ledger.inbox"

    def drop(self, at: datetime, market: StillMarket | None = None, name: str | None = None) -> None:
        """An adapter drops the facts of an instant, whole."""
        snapshot = (market or StillMarket.of({NVDA_PUT: ("2.08", "2.12", "0.33")})).snapshot(at)
        final = self.feed / (name or f"{at:%Y%m%dT%H%M%S%z}.json")
        written = self.feed / f".{final.name}"
        written.write_text(json.dumps({"at": snapshot.at, "facts": snapshot.facts}), encoding="utf-8")
        written.replace(final)

    def then(self, seconds: float, do: Callable[[], object]) -> None:
        """Has something done so many seconds after Wednesday, ten o'clock."""
        self.agenda.append((WEDNESDAY + timedelta(seconds=seconds), do))

    def keep_dropping(self, first: int, last: int) -> None:
        """New facts every two seconds."""
        for second in range(first, last, 2):
            self.then(second, partial(self.drop, WEDNESDAY + timedelta(seconds=second)))

    def run(self, seconds: float, *further: str | Path, start: datetime = BEGINS) -> Ran:
        """Runs until so many seconds after Wednesday, ten o'clock."""
        self.clock = clock = Clock(start, self.agenda)
        self.patch.setattr(starting, "wall_clock", lambda *_: clock)
        until = (WEDNESDAY + timedelta(seconds=seconds)).isoformat()
        words: list[str | Path] = [
            "--feed",
            self.feed,
            "--world",
            WORLD,
            "--account",
            self.path / "a.yaml",
            "--ledger",
            self.ledger,
        ]
        return run("run", *words, "--until", until, "--quiet", *further)

    def ask(self, verb: str, *further: str, who: str = "Ann", reason: str = "a test") -> Ran:
        """An operator's verb, without waiting."""
        whom: list[str] = [] if "--all" in further else ["--account", "A"]
        words: list[str | Path] = [
            verb,
            "--ledger",
            self.ledger,
            *whom,
            "--who",
            who,
            "--reason",
            reason,
            "--wait",
            "0",
            *further,
        ]
        return run(*words)

    def entries(self) -> list[Entry]:
        """The ledger of the account."""
        with Ledger(self.ledger, read_only=True) as ledger:
            return list(ledger.entries("A"))

    def events(self, *kinds: type) -> list[Any]:
        """Its events of some kinds."""
        found: list[AccountEvent] = [each.event for each in self.entries()]
        return [each for each in found if isinstance(each, kinds)]

    def holder(self) -> str | None:
        """Who holds the lease."""
        with Ledger(self.ledger, read_only=True) as ledger:
            lease = ledger.lease("A")
        return None if lease is None else lease.holder


LONG_AFTER = 2 * STALE
