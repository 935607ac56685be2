"""What the law's own reports told, as they are in the decision records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from console.reports import content as c
from console.reports.period import OF_LAW
from console.reports.reading import ByLaw, Gathered
from console.reports.sums import gains


def section(found: Gathered) -> c.Section:
    """The law's report of the period first; others that it told in the period, of other kinds, after it."""
    own = OF_LAW[found.period.kind]
    told = list(found.told())
    mine = [each for each in told if each.content["kind"] == own]
    tables = [*_tables(found, mine, later=False), *_tables(found, found.later, later=True)]
    weekly = OF_LAW["week"]
    if own != weekly:
        tables += _by_week(found, [each for each in told if each.content["kind"] == weekly])
    others = [each for each in told if each.content["kind"] not in OF_LAW.values()]
    tables += _tables(found, others, later=False)
    paragraphs = []
    if not mine and not found.later:
        paragraphs.append(f"The law told no {own} report in this {found.period.kind}, as far as the ledger goes.")
    paragraphs += _since(found, mine)
    return c.Section("told", "What the law told", tuple(paragraphs), (), tuple(tables))


def _tables(found: Gathered, told: Iterable[ByLaw], later: bool) -> Iterator[c.Table]:
    """One table for each report and instant: names, and a column for each subject."""
    groups: dict[tuple[str, int], list[ByLaw]] = {}
    for each in told:
        groups.setdefault((each.content["report"], each.cycle.entry), []).append(each)
    for (report, entry), parts in groups.items():
        cycle = parts[0].cycle
        digest = cycle.event.law_text
        title = found.words.title(digest, report)
        note = f"{report}, told {cycle.at:%a %Y-%m-%d %H:%M}"
        if found.period.kind == "quarter" and parts[0].content["kind"] == OF_LAW["quarter"]:
            note += ": on this quarter" if later else ": on the quarter before"
        names = list(dict.fromkeys(name for part in parts for name in part.content["shows"]))
        rows = tuple(
            c.Row(
                (
                    c.text(c.words(name)),
                    *(
                        found.words.shown(digest, report, name, part.content["shows"].get(name), entry)
                        for part in parts
                    ),
                )
            )
            for name in names
        )
        columns = (c.Column("name", ""), *(_subject(part, rows, at) for at, part in enumerate(parts, 1)))
        yield c.Table(f"{report}.{entry}", title or report, columns, rows, "Nothing.", note)


def _subject(part: ByLaw, rows: tuple[c.Row, ...], at: int) -> c.Column:
    """The column of a subject; numbers alone are set to the right."""
    subject = part.content["subject"]
    return c.Column(
        subject, subject.partition(" ")[2] or subject, all(len(row.cells[at].shown) <= _SHORT for row in rows)
    )


_SHORT = 20
"""Characters of a figure; what is longer is a sentence."""


def _by_week(found: Gathered, told: list[ByLaw]) -> Iterator[c.Table]:
    """The weekly reports of a longer period side by side, a row for each week."""
    if not told:
        return
    names = list(dict.fromkeys(name for each in told for name in each.content["shows"]))
    columns = (c.Column("week", "Told at"), *(c.Column(name, c.words(name), number=True) for name in names))
    rows = tuple(
        c.Row(
            (
                c.Cell(f"{each.cycle.at:%Y-%m-%d}", each.cycle.at.isoformat()),
                *(
                    found.words.shown(
                        each.cycle.event.law_text,
                        each.content["report"],
                        name,
                        each.content["shows"].get(name),
                        each.cycle.entry,
                    )
                    for name in names
                ),
            ),
            (each.cycle.entry,),
        )
        for each in told
    )
    yield c.Table("weeks", "The weekly reports of the law", columns, rows, "None.")


def _since(found: Gathered, told: list[ByLaw]) -> Iterator[str]:
    """What was realised after the law told its report: expiries and assignments come after its cut."""
    if not told or found.period.kind == "quarter":
        return
    last = max(each.cycle.entry for each in told)
    after = [each for each in gains(found.booked) if each.entry > last]
    if after:
        entries = tuple(dict.fromkeys(each.entry for each in after))
        total = sum((each.amount for each in after), Decimal(0))
        yield (
            f"After the law told this and until the end of the {found.period.kind}, {c.dollars(total)} was realised "
            f"in entries {c.entries_text(entries)}. The figures of the books have it."
        )
