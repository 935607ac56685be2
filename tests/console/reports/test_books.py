"""Equity, what was realised and what was not, premium: told by hand in advance."""

from __future__ import annotations

from decimal import Decimal

from console.reports.content import Report
from engine.trading.events import CapitalMoved
from ledger.store import Ledger
from tests.console.reports.accounts import Writer, at, exact, figures, fill_week, law, report, rest_on, rows
from tests.ledger.books.world import COM, GEN, PUT, fill, opened


def test_gains_are_split_by_what_they_come_from(week: Report) -> None:
    """Three puts bring 440; a third of it leaves with the one that costs 50."""
    gen = figures(week, "realised", GEN)
    assert gen["Options closed, expired or settled"] == "$96.6667"
    assert gen["Commissions"] == "-$2.60"
    assert gen["Realised"] == "$94.0667"
    assert figures(week, "realised", "account")["Realised"] == "$94.0667"
    assert figures(week, "realised", COM)["Realised"] == "$0.00"


def test_premium_is_no_gain(week: Report) -> None:
    gen = figures(week, "premium", GEN)
    assert gen["Received for options written"] == "$440.00"
    assert gen["Paid to buy them back"] == "-$50.00"
    assert gen["Paid for options bought"] == gen["Received for options sold"] == "$0.00"
    assert rest_on(week, "premium")["Received for options written"] == (10, 11)


def test_equity_goes_from_its_beginning_to_its_end(week: Report) -> None:
    for column in (GEN, COM, "account"):
        told = {name: exact(shown) for name, shown in figures(week, "balances", column).items()}
        parts = ("Equity at marks when the week began", "Capital that came in, less what went out", "Set apart for tax")
        began = sum((told[each] for each in parts), Decimal(0))
        assert began + told["Gained or lost"] == told["Equity at marks at the end"]
    assert figures(week, "balances", COM)["Equity at marks when the week began"] == "$59,500.00"
    assert figures(week, "balances", COM)["Unrealised at the end"] == "$800.00"
    assert figures(week, "balances", GEN)["Set apart for tax"] == "-$200.00"
    assert figures(week, "balances", GEN)["Tax reserve at the end"] == "$200.00"
    assert figures(week, "balances", GEN)["Cash at the end"] == "$31,187.40"


def test_assigned_shares_cost_the_strike_less_the_premium(week: Report) -> None:
    gen, com = rows(week, "shares")
    assert (gen["sleeve"], gen["shares"], gen["cost"], gen["unrealised"]) == (GEN, "200", "$19,706.6667", "-$106.6667")
    assert (com["sleeve"], com["cost"], com["mark"], com["unrealised"]) == (COM, "$9,000.00", "$98.00", "$800.00")
    assert rows(week, "positions") == []


def test_what_has_no_mark_is_unknown_and_not_nothing(ledger: Ledger) -> None:
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    writer.cycle(at(13), options={PUT.symbol: ("1.00", "unknown")})
    writer.add(at(13), fill("e1", "sell", 1, "1.50", at=at(13)))
    made = report(ledger)
    assert figures(made, "balances", GEN)["Unrealised at the end"] == "unknown"
    assert figures(made, "balances", GEN)["Gained or lost"] == "unknown"
    assert figures(made, "balances", COM)["Unrealised at the end"] == "$0.00"
    assert figures(made, "balances", "account")["Equity at marks at the end"] == "unknown"
    (books, *_) = made.sections
    assert f"No mark or no cost is known of {PUT.symbol}" in " ".join(books.paragraphs)
    (held,) = rows(made, "positions")
    assert (held["mark"], held["unrealised"]) == ("–", "unknown")


def test_a_position_is_marked_at_the_middle_of_its_last_quote(ledger: Ledger) -> None:
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    writer.add(at(13), fill("e1", "sell", 2, "1.50", at=at(13)))
    quoted = writer.cycle(at(14), options={PUT.symbol: ("1.00", "1.20")})
    writer.cycle(at(15))
    made = report(ledger)
    (held,) = rows(made, "positions")
    assert (held["mark"], held["marked_at"], held["unrealised"]) == ("$1.10", "2026-04-14 10:00", "$80.00")
    assert rest_on(made, "positions")[held["position"]] == (quoted,)


def test_the_pictures_tell_what_the_tables_tell(week: Report) -> None:
    charts = {each.id: each for each in week.sections[0].charts}
    assert list(charts) == [f"equity {GEN}", f"equity {COM}", "gains", "premium"]
    assert charts[f"equity {GEN}"].series[0].points[-1][1] == exact(
        figures(week, "balances", GEN)["Equity at marks at the end"]
    )
    realised, unrealised = charts["gains"].series
    assert realised.points[0][1] == 0
    assert realised.points[-1][1] == Decimal("94.0667")
    assert unrealised.points[-1][1] == Decimal("693.3333")
    written, paid = charts["premium"].series
    assert [(f"{when:%a}", amount) for when, amount in written.points] == [("Mon", Decimal(440))]
    assert [(f"{when:%a}", amount) for when, amount in paid.points] == [("Wed", Decimal(-50))]


def test_beside_equity_stands_what_it_were_without_the_capital_that_moved(ledger: Ledger) -> None:
    """What a fork takes out is no loss; in a sleeve to which nothing came and from which nothing went, one line."""
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    writer.cycle(at(13))
    writer.add(at(14), CapitalMoved(from_sleeve=GEN, to_sleeve="A-mini-1 gen", amount=Decimal(10000), why="fork_mini"))
    writer.cycle(at(14))
    books, *_ = report(ledger).sections
    charts = {each.id: each.series for each in books.charts}
    equity, without = charts[f"equity {GEN}"]
    assert [value for _, value in equity.points] == [Decimal(50000), Decimal(40000), Decimal(40000)]
    assert [value for _, value in without.points] == [Decimal(50000)] * 3
    assert [each.name for each in charts[f"equity {COM}"]] == ["equity"]


def test_without_contents_the_books_are_there_and_the_rest_is_said_to_be_missing(ledger: Ledger) -> None:
    from ledger.chain import Row

    class WithoutContents:
        """A ledger of which only entries were exported."""

        def __init__(self) -> None:
            self.accounts, self.head, self.digests, self.flaws = (
                ledger.accounts,
                ledger.head,
                lambda: None,
                lambda: iter(()),
            )

        def rows(self, account: str, after: int = 0) -> object:
            found: list[Row] = list(ledger.rows(account, after))
            return iter(found)

        def content(self, digest: str) -> bytes:
            raise KeyError(digest)

    fill_week(ledger)
    made = report(WithoutContents())  # type: ignore[arg-type]
    assert [each.kind for each in made.notices] == ["missing"]
    assert figures(made, "realised", GEN)["Realised"] == "$94.0667"
    assert figures(made, "balances", COM)["Unrealised at the end"] == "unknown"
    assert rows(made, "week_labels") == []
