"""Text, JSON, CSV, HTML and PDF tell the same, and nothing from the ledger can steer a page."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.reports import pictures
from console.reports.as_text import as_text
from console.reports.content import Chart, Report, Series, dollars, entries_text, plain
from console.reports.html import as_html
from console.reports.pdf import as_pdf
from console.reports.pictures import picture
from console.reports.plain import COLUMNS, as_csv, as_json
from ledger.books.account import NEW_YORK
from ledger.store import Ledger
from tests.console.reports.accounts import HOSTILE, figures, fill_week, report
from tests.console.test_schemas import check
from tests.ledger.books.world import GEN

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 30)


# --- the same everywhere ------------------------------------------------------------------------
def test_json_is_as_its_schema_says(week: Report) -> None:
    check("report", as_json(week))


def test_csv_has_a_line_for_each_figure(week: Report) -> None:
    lines = list(csv.DictReader(StringIO("".join(as_csv(week)))))
    assert tuple(lines[0]) == COLUMNS
    figures_of_tables = sum(len(table.rows) * (len(table.columns) - 1) for _, table in week.tables())
    assert len(lines) == len(week.notices) + figures_of_tables
    (realised,) = [
        each for each in lines if (each["table"], each["about"], each["column"]) == ("realised", "Realised", GEN)
    ]
    assert (realised["value"], realised["shown"], realised["entries"]) == ("94.0667", "$94.0667", "10 14 27")
    assert [(each["row"], each["value"]) for each in lines if each["column"] == "reason"] == [("1", HOSTILE)]


def test_text_and_html_say_that_it_is_modelled(week: Report) -> None:
    assert as_text(week, 120, color=False).splitlines()[1].startswith("MODELLED, NO EVIDENCE")
    page = as_html(week)
    assert '<p class="modelled"><strong>Modelled, no evidence</strong>' in page
    assert "(modelled, no evidence)</title>" in page


def test_text_keeps_to_the_page_and_names_entries(week: Report) -> None:
    text = as_text(week, 120, color=False)
    line = next(each for each in text.splitlines() if each.lstrip().startswith("Received for options written"))
    assert line.split() == ["Received", "for", "options", "written", "$440.00", "$0.00", "$440.00", "10", "11"]
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 120


# --- HTML ---------------------------------------------------------------------------------------
class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "path"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_loads_nothing_and_runs_nothing(week: Report) -> None:
    page = as_html(week)
    parsed = _Page()
    parsed.feed(page)
    assert parsed.open == []
    assert "script" not in {tag for tag, _ in parsed.tags}
    links = [each[name] for _, each in parsed.tags for name in ("src", "href") if name in each]
    assert links
    assert all(str(link).startswith(("#", "data:")) for link in links)
    assert "url(" not in page and "@import" not in page
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_every_heading_of_the_menu_is_there(week: Report) -> None:
    parsed = _Page()
    parsed.feed(as_html(week))
    ids = [each["id"] for _, each in parsed.tags if "id" in each]
    assert len(ids) == len(set(ids))
    assert {str(each["href"])[1:] for tag, each in parsed.tags if tag == "a"} == set(ids)


def test_pictures_of_the_page_tell_themselves_in_words(week: Report) -> None:
    parsed = _Page()
    parsed.feed(as_html(week))
    labels = [str(each["aria-label"]) for tag, each in parsed.tags if tag == "svg"]
    assert len(labels) == len(week.sections[0].charts)
    assert any(f"Equity of {GEN} at marks. equity: $50,787.40 at the end" in each for each in labels)


def test_the_same_ledger_gives_the_same_bytes(week: Report) -> None:
    assert as_html(week) == as_html(week)
    assert as_pdf(week) == as_pdf(week)


# --- PDF ----------------------------------------------------------------------------------------
def test_each_page_of_the_pdf_says_that_it_is_modelled(week: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab.pdfgen.canvas import Canvas

    said: list[str] = []
    draw = Canvas.drawCentredString

    def drawn(canvas: Canvas, x: float, y: float, text: str) -> None:
        said.append(text)
        draw(canvas, x, y, text)

    monkeypatch.setattr(Canvas, "drawCentredString", drawn)
    made = as_pdf(week)
    assert made.startswith(b"%PDF-1.")
    assert b"(Modelled, no evidence)" in made
    pages = len(re.findall(rb"/Type /Page\b", made))
    assert pages > 1
    assert said == ["MODELLED, NO EVIDENCE"] * pages


def test_a_pdf_on_recorded_quotes_does_not(ledger: Ledger) -> None:
    fill_week(ledger, modelled=False)
    assert b"odelled" not in as_pdf(report(ledger))


# --- pictures -----------------------------------------------------------------------------------
def _instant(hours: int) -> datetime:
    return datetime(2026, 4, 1, tzinfo=NEW_YORK) + timedelta(hours=hours)


MONEY = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9)
POINTS = st.lists(st.tuples(st.integers(0, 719).map(_instant), MONEY), max_size=12).map(
    lambda found: tuple(sorted(found, key=lambda each: each[0]))
)


@given(st.lists(POINTS, min_size=1, max_size=2), st.booleans(), st.sampled_from(["lines", "bars"]))
def test_everything_is_drawn_within_the_picture(points: list[tuple[object, ...]], zero: bool, form: str) -> None:
    series = tuple(Series(str(number), each) for number, each in enumerate(points))  # type: ignore[arg-type]
    chart = Chart("x", "x", form, FIRST, LAST, series, zero or form == "bars")  # type: ignore[arg-type]
    found = picture(chart)
    assert (found is None) == (not chart.known)
    if found is None:
        return
    places = [point for line in found.lines for point in line.points]
    places += [(bar.x, bar.y) for bar in found.bars]
    places += [(bar.x + bar.width, bar.y + bar.height) for bar in found.bars]
    for x, y in places:
        assert pictures.LEFT <= x <= pictures.RIGHT + 1
        assert pictures.TOP - 1 <= y <= pictures.BOTTOM + 1
    assert sum(len(line.points) for line in found.lines) + len(found.bars) == len(chart.known)
    assert 2 <= len(found.ys) <= 8


def test_a_line_breaks_where_nobody_knows() -> None:
    values = [Decimal(1), Decimal(2), None, Decimal(3)]
    points = tuple((_instant(24 * number), value) for number, value in enumerate(values))
    found = picture(Chart("x", "x", "lines", FIRST, LAST, (Series("x", points),), zero=False))
    assert found is not None
    assert [len(line.points) for line in found.lines] == [2, 1]


def test_a_week_ends_on_friday_unless_something_happens_later() -> None:
    def ticks(hours: int) -> list[str]:
        series = Series("x", ((_instant(hours), Decimal(1)),))
        found = picture(Chart("x", "x", "lines", date(2026, 3, 30), date(2026, 4, 5), (series,), zero=True))
        assert found is not None
        return [each.label for each in found.xs]

    assert ticks(24) == ["Mon 30", "Tue 31", "Wed 1", "Thu 2", "Fri 3"]
    assert ticks(3 * 24)[-1] == "Fri 3"
    assert ticks(3 * 24 + 1)[-1] == "Sat 4"


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (("0", "1500000"), ["$0", "$0.5M", "$1M", "$1.5M"]),
        (("-40", "90"), ["-$50", "$0", "$50", "$100"]),
        (("5000", "5000"), ["$4.999K", "$4.9995K", "$5K", "$5.0005K", "$5.001K"]),
    ],
)
def test_axes_are_marked_with_round_numbers(values: tuple[str, str], labels: list[str]) -> None:
    points = tuple((_instant(number), Decimal(value)) for number, value in enumerate(values))
    found = picture(Chart("x", "x", "lines", FIRST, LAST, (Series("x", points),), zero=False))
    assert found is not None
    assert [each.label for each in found.ys] == labels


# --- small parts --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "shown", "exact"),
    [
        ("1234567.5", "$1,234,567.50", "1234567.5"),
        ("-0.4", "-$0.40", "-0.4"),
        ("0.0", "$0.00", "0"),
        ("2E+3", "$2,000.00", "2000"),
    ],
)
def test_dollars(value: str, shown: str, exact: str) -> None:
    assert (dollars(Decimal(value)), plain(Decimal(value))) == (shown, exact)


def test_many_entries_are_told_by_their_ends() -> None:
    assert [entries_text(each) for each in ((), (7,), (7, 9), (7, 8, 9))] == ["", "7", "7 9", "7…9 (3)"]


def test_figures_of_the_text_are_those_of_the_report(week: Report) -> None:
    text = as_text(week, 200, color=False)
    for shown in figures(week, "balances", "account").values():
        assert shown in text


def test_text_that_is_too_wide_for_the_page_is_stacked(week: Report) -> None:
    text = as_text(week, 40, color=False)
    assert "  2026-04-13 10:01\n    Sleeve A gen; Action open csp; Trade\n" in text
    assert "$1.4667" in text
