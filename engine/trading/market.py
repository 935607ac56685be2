"""The port to markets: what is known of them at an instant, as the facts that the law asks for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from engine.snapshot import Snapshot
from engine.trading.instrument import Instrument


class Market(Protocol):
    """A source of market facts: clock, market, underlyings, expiries, contracts. Nothing of accounts."""

    def snapshot(self, at: datetime) -> Snapshot:
        """What is known at an instant. What is not known is left out."""

    def instrument(self, symbol: str, snapshot: Snapshot) -> Instrument:
        """The terms of a contract that the snapshot speaks of. Raises KeyError for one that nobody knows."""

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """The first instant after one and not after the other at which more is known than older quotes; else None."""

    def watch(self, instruments: Collection[Instrument]) -> None:
        """From now on these are quoted in every snapshot, as far as anybody quotes them: they are held or ordered."""
