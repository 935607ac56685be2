"""A report as JSON and as CSV: every figure with its exact value and its entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from console.reports.content import Chart, Report, Row, Table, plain

FORMAT = "alluse/report/1"

COLUMNS = ("account", "period", "section", "table", "row", "about", "column", "value", "shown", "entries")


def as_json(report: Report) -> dict[str, Any]:
    """All of it as plain data; the schema is `console/schemas/report.json`."""
    return {
        "format": FORMAT,
        "account": report.account,
        "period": {
            "kind": report.period.kind,
            "name": report.period.name,
            "first": report.period.first.isoformat(),
            "last": report.period.last.isoformat(),
        },
        "head": report.head,
        "entries": list(report.entries),
        "modelled": report.modelled,
        "notices": [
            {
                "kind": each.kind,
                "id": each.id,
                "says": each.text,
                "reason": each.reason,
                "entries": list(each.entries),
            }
            for each in report.notices
        ],
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "says": list(section.paragraphs),
                "tables": [_table(each) for each in section.tables],
                "charts": [_chart(each) for each in section.charts],
            }
            for section in report.sections
        ],
        "rules": dict(report.rules),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "note": table.note or None,
        "columns": [{"id": each.id, "title": each.title} for each in table.columns],
        "rows": [_row(table, each) for each in table.rows],
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    return {
        "cells": {
            column.id: {"value": cell.value, "shown": cell.shown, "entries": list(cell.entries)}
            for column, cell in zip(table.columns, row.cells, strict=True)
        },
        "entries": list(row.rests_on),
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "id": chart.id,
        "title": chart.title,
        "series": [
            {
                "name": each.name,
                "points": [[at.isoformat(), None if value is None else plain(value)] for at, value in each.points],
            }
            for each in chart.series
        ],
    }


def as_csv(report: Report) -> Iterator[str]:
    """One line a figure: exact value, as it is shown, and the entries that it rests on, with blanks between."""
    from ledger.export import csv_line

    yield csv_line(COLUMNS)
    head = (report.account, report.period.name)
    for each in report.notices:
        entries = " ".join(map(str, each.entries))
        yield csv_line((*head, "notices", each.kind, 1, each.id, "says", each.text, each.text, entries))
    for section, table in report.tables():
        for number, row in enumerate(table.rows, 1):
            about = row.cells[0].shown
            for column, cell in zip(table.columns[1:], row.cells[1:], strict=True):
                value = str(cell.value).lower() if isinstance(cell.value, bool) else cell.value
                entries = " ".join(map(str, cell.entries or row.entries))
                yield csv_line((*head, section.id, table.id, number, about, column.id, value, cell.shown, entries))
