"""Where a run that simulates sends its alerts: the options of `replay` and `backtest`.

The variable by which `alluse run` knows its web address does not count here: nobody is to be called for a simulation
unless he was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from console.operating.alerts import Alerts
from console.options import PATH

ALERT_FILE = click.option(
    "--alert-file", type=PATH, metavar="FILE", help="A file to which each alert is added, a JSON line each."
)
ALERT_WEBHOOK = click.option("--alert-webhook", metavar="URL", help="A web address to which each alert is posted.")


@contextmanager
def alerting(file: Path | None, webhook: str | None) -> Iterator[Alerts | None]:
    """The channels of such a run, closed at its end; None where none was asked for: the ledger has all alerts.

    Raises Trouble for a file that cannot be written, or what is no web address.
    """
    if file is None and webhook is None:
        yield None
        return
    alerts = Alerts(file, webhook)
    try:
        yield alerts
    finally:
        alerts.close()
