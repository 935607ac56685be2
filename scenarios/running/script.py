"""What a scenario says of an account that runs: gathered until it begins, then the account itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scenarios.running.port import Change, Running, Stage


@dataclass(slots=True)
class Script:
    """The account of one scenario. `running` is there once it has begun."""

    stage: Stage | None = None
    exchange: Path | None = None
    faults: list[dict[str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    running: Running | None = None

    def close(self) -> None:
        """Ends the account with its scenario."""
        if self.running is not None:
            self.running.close()
            self.running = None
