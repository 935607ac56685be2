"""The port that turns books and health into facts of the law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.snapshot import Snapshot
from engine.trading.books import AccountView
from engine.trading.health import Health


class AccountFacts(Protocol):
    """Adds what the books and the machinery know to what is known of the market."""

    def of(self, market: Snapshot, accounts: Sequence[AccountView], health: Health) -> Snapshot:
        """The market's snapshot with accounts, sleeves, positions, orders, slices, lots and health."""
