"""Health of three things that are never mixed up: the way to the broker, our own machinery, and the ledger.

None is `not known`, which is not well. Health of data is none of these: it stands in the ages of the quotes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """`broker_up`: it answers. `state_fetched`: its positions and orders were fetched since the last interruption.

    `snapshot_loaded`, `schedule_rebuilt`: what recovery has done. `ledger_current`: every fill is in the ledger.
    `healthy`: our own machinery runs as it should. `reports_written`: nothing that is due is missing.
    """

    broker_up: bool | None = None
    state_fetched: bool | None = None
    healthy: bool | None = None
    snapshot_loaded: bool | None = None
    schedule_rebuilt: bool | None = None
    ledger_current: bool | None = None
    reports_written: bool | None = None
