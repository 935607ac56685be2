"""The port to markets: what is known of them at an instant, as the facts that the law asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from engine.snapshot import Snapshot


class Market(Protocol):
    """A source of market facts: clock, market, underlyings, expiries, contracts. Nothing of accounts."""

    def snapshot(self, at: datetime) -> Snapshot:
        """What is known at an instant. What is not known is left out."""
