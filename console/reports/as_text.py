"""A report as text for a terminal: tables as wide as the page, what is empty on one line."""

from __future__ import annotations

from collections.abc import Iterator

from console.reports.content import MODELLED, STANDINGS, Report, Table, entries_text
from console.table import Cell, columns_of, printable, styled, table, wrapped

_GAP = 2


def as_text(report: Report, width: int, color: bool) -> str:
    """The report. Numbers behind a row are those of ledger entries: `alluse ledger show NUMBER`."""
    return "\n".join(_lines(report, width, color))


def _lines(report: Report, width: int, color: bool) -> Iterator[str]:
    yield styled(printable(report.title), "bold", color)
    if report.modelled:
        yield styled(
            f"{MODELLED.upper()}: what it says of profit and loss rests on quotes that nobody made.", "bad", color
        )
    yield ""
    yield from table([(Cell(name, "dim"), says) for name, says in report.facts], width, indent=0, color=color)
    if report.notices:
        yield ""
        rows = [(Cell(STANDINGS[each.kind], "doubt"), each.id, each.says) for each in report.notices]
        yield from table(rows, width, indent=0, color=color)
    for section in report.sections:
        yield ""
        yield styled(section.title.upper(), "bold", color)
        for paragraph in section.paragraphs:
            yield from wrapped(printable(paragraph), width)
        for each in section.tables:
            if each.rows:
                yield ""
                yield from _table(each, width, color)
        empty = [each for each in section.tables if not each.rows]
        if empty:
            yield ""
            yield from table([(each.title, Cell(each.empty, "dim")) for each in empty], width, indent=0, color=color)
    if report.rules:
        yield ""
        yield styled("RULES NAMED ABOVE", "bold", color)
        yield from table([(Cell(rule, "bold"), title) for rule, title in report.rules], width, indent=0, color=color)


def _table(told: Table, width: int, color: bool) -> Iterator[str]:
    title, note = printable(told.title), f"({printable(told.note)})" if told.note else ""
    beside = f"  {note}" if note and columns_of(title) + columns_of(note) + _GAP <= width else ""
    yield styled(title, "bold", color) + beside
    if note and not beside:
        yield from wrapped(note, width)
    heads = [*(Cell(each.title, "dim") for each in told.columns), Cell("entries", "dim")]
    rows = [
        [
            *(Cell(each.shown, "bold" if row.strong else "") for each in row.cells),
            Cell(entries_text(row.rests_on), "dim"),
        ]
        for row in told.rows
    ]
    every = [heads, *rows]
    most = _most(every, width)
    if most is None:
        yield from _stacked(every, width, color)
        return
    numbers = {at for at, each in enumerate(told.columns) if each.number}
    yield from table(every, width, right=numbers, most=most, color=color)


def _most(rows: list[list[Cell]], width: int) -> dict[int, int] | None:
    """How wide each column may be so that all fit: the widest give way first, and no word breaks. None if none fits.

    The name of a row is broken last.
    """
    wide = [max(columns_of(row[at].text) for row in rows) for at in range(len(rows[0]) - 1)]
    words = [max(columns_of(word) for row in rows for word in row[at].text.split(" ")) for at in range(len(wide))]
    room = width - max(columns_of(row[-1].text) for row in rows) - _GAP * (len(wide) + 1)
    for least in ([wide[0], *words[1:]], words):
        if sum(least) <= room:
            while sum(wide) > room:
                loose = [at for at in range(len(wide)) if wide[at] > least[at]]
                wide[max(loose, key=lambda at: wide[at])] -= 1
            return dict(enumerate(wide))
    return None


def _stacked(rows: list[list[Cell]], width: int, color: bool) -> Iterator[str]:
    """One row below the other, where they are too wide to stand side by side."""
    heads, *told = rows
    for row in told:
        yield f"  {styled(printable(row[0].text), 'bold', color)}"
        pairs = [f"{head.text} {cell.text}" for head, cell in zip(heads[1:], row[1:], strict=True) if cell.text]
        for line in wrapped(printable("; ".join(pairs)), width - 2 * _GAP):
            yield f"{' ' * 2 * _GAP}{line}"
