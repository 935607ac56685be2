"""A report, made from the ledger of an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from console.reports import content as c
from console.reports import people, protocol, standing, told, trading, worths
from console.reports.period import Period
from console.reports.reading import Gathered, Progress, gather

if TYPE_CHECKING:
    from ledger.evidence import Evidence

_RULE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")


def report_of(ledger: Evidence, account: str, period: Period, progress: Progress) -> c.Report:
    """The report of an account on a period. Raises Trouble and Unreadable."""
    found = gather(ledger, account, period, progress)
    sections = tuple(
        part(found)
        for part in (worths.section, told.section, protocol.week, trading.section, protocol.section, people.section)
    )
    return c.Report(
        account=account,
        period=period,
        head=found.head,
        entries=found.entries,
        facts=tuple(_facts(found)),
        notices=standing.notices(found),
        sections=sections,
        rules=tuple(_rules(found, sections)),
    )


def _facts(found: Gathered) -> Iterator[tuple[str, str]]:
    """Whose account it is, by which law, from which entries."""
    period = found.period
    yield "Period", f"{period.name}, {period.first} to {period.last}, days of the exchange"
    if found.opened is not None:
        opened = found.opened
        parent = f", forked from {opened.parent}" if opened.parent else ""
        stress = ", for a stress test" if opened.stress_test else ""
        yield "Account", f"{opened.account} of {opened.user}, {opened.account_kind}{parent}{stress}"
    laws = dict.fromkeys(
        f"{told['name']} {told['version']}" for each in found.cycles if (told := each.record.get("constitution"))
    )
    if laws:
        yield "Law", ", ".join(laws)
    first, last = found.entries
    yield "Entries", f"{first} to {last}"
    yield "Head", f"{found.head}; `alluse ledger verify` proves it, a report proves nothing"


def _rules(found: Gathered, sections: tuple[c.Section, ...]) -> Iterator[tuple[str, str]]:
    """The titles of the rules that tables name."""
    if not found.law:
        return
    named = {
        rule
        for section in sections
        for table in section.tables
        for row in table.rows
        for cell in row.cells
        for rule in _RULE.findall(cell.shown)
    }
    for rule in sorted(named):
        title = found.words.title(found.law, rule)
        if title:
            yield rule, title
