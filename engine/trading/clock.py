"""The clock, injected: what a session takes for now."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, with its zone, and waits for it."""

    def now(self) -> datetime:
        """This instant."""

    def wait_until(self, at: datetime) -> datetime:
        """Waits until an instant, or until something is heard; what it returns is now."""
