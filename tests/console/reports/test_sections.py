"""What the law told and recorded, orders, people: each with its entries, and nothing left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from console.reports.content import Report
from console.reports.plain import as_json
from engine.trading.events import Reinvested
from ledger.store import Ledger
from tests.console.reports.accounts import (
    HOSTILE,
    MODELLED,
    Writer,
    at,
    every_entry,
    figures,
    fill_week,
    law,
    report,
    rest_on,
    rows,
    table,
    told,
)
from tests.ledger.books.world import COM, GEN, opened


def test_modelled_quotes_are_told_first(week: Report) -> None:
    assert week.modelled
    assert [(each.kind, each.id, each.entries) for each in week.notices] == [
        ("modelled", MODELLED["id"], (5, 28)),
        ("waived", "W", (19,)),
    ]


def test_recorded_quotes_are_not_called_modelled(ledger: Ledger) -> None:
    fill_week(ledger, modelled=False)
    assert not report(ledger).modelled


@pytest.mark.parametrize(("id", "states"), [("X", "All of it was Modelled."), ("MODELLED-PATH", "A straight line.")])
def test_an_assumption_is_of_a_model_by_its_name_or_its_words(ledger: Ledger, id: str, states: str) -> None:
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    writer.cycle(at(13), assumptions=[{"id": id, "states": states, "reason": ""}])
    assert report(ledger).modelled


def test_law_that_was_not_in_force_is_told(ledger: Ledger) -> None:
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    writer.cycle(at(13), judged_as_if_in_force={"in_force": "2027-01-01"})
    writer.cycle(at(14), judged_as_if_in_force={"in_force": None})
    notices = report(ledger).notices
    assert [(each.kind, each.id, each.reason) for each in notices] == [
        ("not_in_force", "all-use 1.3", "It is in force from 2027-01-01 on."),
        ("not_in_force", "all-use 1.3", "It is a draft."),
    ]


def test_the_report_of_the_law_is_told_by_its_types(week: Report) -> None:
    found = table(week, "REPORT-WEEKLY.28")
    assert found.title.startswith("Each week, at the cut")
    shown = {row.cells[0].shown: (row.cells[1].shown, row.cells[1].value) for row in found.rows}
    assert shown == {
        "income": ("-$0.65", "-0.65"),
        "opened": ("1", "1"),
        "undeployed": ("$1,234.5", "1234.5"),
        "week type": ("hedged", "hedged"),
    }
    assert {row.rests_on for row in found.rows} == {(28,)}


def test_what_the_law_does_not_know_is_told_with_its_reason_and_its_bounds(ledger: Ledger) -> None:
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    shows = {
        "drawdown": {"low": "1/100", "high": None, "unknown": ["contract.bid is not given"]},
        "sharpe": {"unknown": ["account.sharpe is not given"]},
    }
    writer.cycle(at(30, 16), reports=[told("REPORT-MONTHLY", "monthly", shows)])
    made = report(ledger, "month", "2026-04")
    assert figures(made, "REPORT-MONTHLY.3", "account A") == {
        "drawdown": "at least 1%: contract.bid is not given",
        "sharpe": "unknown: account.sharpe is not given",
    }


def test_what_came_after_the_cut_is_said(ledger: Ledger) -> None:
    from tests.ledger.books.world import expired, fill

    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    writer.add(at(13), fill("e1", "sell", 1, "1.50", at=at(13)))
    writer.cycle(at(17, 16, 30), reports=[told("REPORT-WEEKLY", "weekly", {"income": "0"})])
    writer.add(at(17, 18), expired(1))
    made = report(ledger)
    (paragraph,) = next(each for each in made.sections if each.id == "told").paragraphs
    assert "$150.00 was realised in entries 5." in paragraph


def test_a_quarter_has_the_report_that_the_law_tells_behind_it(ledger: Ledger) -> None:
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(1), opened(), adopted, contents=[text])
    writer.cycle(at(1), reports=[told("REPORT-QUARTERLY", "quarterly", {"realised": "1"})])
    writer.add(at(2), Reinvested(sleeve=COM, into_contracts=Decimal(7), into_leaps=Decimal(3)))
    weekly = told("REPORT-WEEKLY", "weekly", {"opened": "2"})
    writer.cycle(at(17, 16, 30), reports=[weekly, told("LLMS-LADDER", "ladder", {"growth rungs": "0"}, "sleeve A com")])
    behind = at(30).replace(month=7, day=1)
    writer.cycle(behind, reports=[told("REPORT-QUARTERLY", "quarterly", {"realised": "2"})])
    made = report(ledger, "quarter", "2026Q2")
    assert "on the quarter before" in table(made, "REPORT-QUARTERLY.3").note
    assert figures(made, "REPORT-QUARTERLY.3", "account A") == {"realised": "$1"}
    assert "on this quarter" in table(made, "REPORT-QUARTERLY.6").note
    assert figures(made, "REPORT-QUARTERLY.6", "account A") == {"realised": "$2"}
    assert rows(made, "weeks") == [{"week": "2026-04-17", "opened": "2"}]
    assert figures(made, "LLMS-LADDER.5", "sleeve A com") == {"growth rungs": "0"}
    assert [each["amount"] for each in rows(made, "tax_booked")] == ["$7.00", "$3.00"]
    assert made.entries == (1, 5)


def test_the_week_has_its_label_its_flags_and_what_they_follow_from(week: Report) -> None:
    (closed,) = rows(week, "week_labels")
    assert closed["label"] == "hedged"
    assert closed["flags"] == "hedged, earnings filter cannot be told"
    assert closed["because"] == "hedge bought of sleeve A gen (cause market, cost $1,500), entry 19"
    assert rest_on(week, "week_labels")["2026-04-17 16:30"] == (19, 28)


def test_events_of_the_law_stand_in_their_groups_and_others_are_counted(week: Report) -> None:
    assert [(each["of"], each["rule"]) for each in rows(week, "hedges")] == [(f"sleeve {GEN}", "HEDGE-20")]
    assert [each["fields"] for each in rows(week, "shortfalls")] == ["amount $5,000"]
    assert rows(week, "others") == [{"event": "trades done", "times": "1", "rule": "REPORT-04"}]
    assert rows(week, "machines") == [
        {"fact": "account.state", "from": "safe", "to": "scanning", "times": "1", "because": "STATE-M1"}
    ]
    assert dict(week.rules)["SHORTFALL-01"].startswith("What a sleeve has not deployed")


def test_trades_name_their_decision_and_their_executions(week: Report) -> None:
    (trade,) = rows(week, "trades")
    assert trade["trade"] == "sell 3 ABC260417P00100000"
    assert (trade["price"], trade["money"], trade["commission"]) == ("$1.4667", "$440.00", "-$1.95")
    assert trade["decided"] == "5"
    assert rest_on(week, "trades")[trade["at"]] == (6, 10, 11, 13, 14)


def test_what_was_not_done_is_told_with_its_reason(week: Report) -> None:
    (denied,) = rows(week, "refused")
    assert (denied["status"], denied["why"]) == ("denied", "the window is over")
    assert rows(week, "stopped") == [{"action": "open csp", "stopped_by": "CAP-01", "times": "1", "first": "A gen/X"}]
    (counted,) = rows(week, "actions")
    assert (counted["orders"], counted["filled"], counted["denied"], counted["open"]) == ("2", "1", "1", "0")


def test_what_the_broker_did_without_an_order(week: Report) -> None:
    assert [each["what"] for each in rows(week, "broker")] == [
        "deposit of $1,000.00",
        "buy 1 ABC260417P00100000 at $0.50, of no order of ours",
        "2 ABC260417P00100000 assigned",
    ]
    (ended,) = rows(week, "ended")
    assert (ended["position"], ended["by"] if "by" in ended else ended["ended_by"], ended["realised"]) == (
        f"{GEN} 1",
        "assigned",
        "$96.6667",
    )


def test_people_alerts_alarms_and_cycles(week: Report) -> None:
    (acted,) = rows(week, "operators")
    assert (acted["who"], acted["verb"], acted["reason"]) == ("Ann", "stop", HOSTILE)
    assert rows(week, "alerts") == [
        {"code": "STALE", "text": "quotes are old", "times": "2", "first": "2026-04-14 12:00"}
    ]
    assert [(each["rule"], each["decisions"]) for each in rows(week, "alarms")] == [("ATR-02", "1")]
    assert figures(week, "cycles", "count") == {
        "Cycles decided": "3",
        "Further evaluations of these": "1",
        "Looks that changed nothing, counted and not recorded": "24",
        "Entries": "25",
    }


def test_only_entries_of_the_period_and_marks_before_it_are_named(week: Report) -> None:
    named = set(every_entry(as_json(week)))
    assert week.entries == (5, 29)
    assert {each for each in named if each < week.entries[0]} <= {3, 4}
    assert max(named) == 29


def test_entries_that_account_for_money_are_all_there(week: Report) -> None:
    """Whatever realised something stands beside the sum of what was realised."""
    assert rest_on(week, "realised")["Realised"] == (10, 14, 27)
