"""Reports on accounts of scenarios, from the ledger, as `alluse report` makes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from console.report import made
from console.reports.build import report_of
from console.reports.content import Report
from console.reports.period import period_of
from console.trouble import Trouble
from ledger.store import Ledger
from scenarios.running.port import CannotRun, Figure, Form, Period


def figures(ledger: Ledger, account: str, period: Period, on: date) -> Iterator[Figure]:
    """Every figure of every table. Raises CannotRun where nothing happened in the period."""
    for _, table in _report(ledger, account, period, on).tables():
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                yield Figure(table.title, row.cells[0].shown, column.title, cell.shown)


def document(ledger: Ledger, account: str, period: Period, on: date, form: Form) -> bytes:
    """The report in a form. Raises CannotRun."""
    return made(_report(ledger, account, period, on), form)


def _report(ledger: Ledger, account: str, period: Period, on: date) -> Report:
    try:
        return report_of(ledger, account, period_of(period, on), _silent)
    except Trouble as trouble:
        raise CannotRun(str(trouble)) from None


def _silent(what: str, done: int, of: int) -> None:
    del what, done, of
