"""A session tells of all accounts of its user; a report is of one."""

from __future__ import annotations

from typing import Any

from console.reports.owners import of_account
from ledger.store import Ledger
from tests.console.reports.accounts import Writer, at, law, recorded, report, rows, table, told
from tests.ledger.books.world import opened

SUBJECTS = {
    "account": {"A": {"user": "pat"}, "A-2": {"user": "pat"}},
    "sleeve": {"A gen": {"account": "A", "user": "pat"}, "A-2 gen": {"account": "A-2", "user": "pat"}},
}


def record(**parts: Any) -> dict[str, Any]:
    return {"subjects": SUBJECTS, "derived": {"much": "more"}, **parts}


def subjects(part: list[dict[str, Any]]) -> list[str]:
    return [each["subject"] for each in part]


def test_only_what_is_of_the_account_or_of_none_stays() -> None:
    every = [
        "account A",
        "account A-2",
        "sleeve A gen",
        "sleeve A-2 gen",
        "order A-2 gen o1",
        "underlying XYZ",
        "market ",
    ]
    made = of_account(record(alarms=[{"subject": each} for each in every]), "A")
    assert subjects(made["alarms"]) == ["account A", "sleeve A gen", "underlying XYZ", "market "]
    made = of_account(record(alarms=[{"subject": each} for each in every]), "A-2")
    assert subjects(made["alarms"]) == [
        "account A-2",
        "sleeve A-2 gen",
        "order A-2 gen o1",
        "underlying XYZ",
        "market ",
    ]


def test_machines_and_what_was_stopped_belong_to_somebody() -> None:
    moved = [{"fact": "account.state", "subject": each} for each in ("A", "A-2")]
    moved += [{"fact": "order.status", "subject": each} for each in ("A gen o1", "A-2 gen o1")]
    stopped = [{"of": {"account": each}, "subject": each} for each in ("A", "A-2")] + [{"of": {}, "subject": "none"}]
    made = of_account(record(transitions=moved, stopped=stopped), "A")
    assert subjects(made["transitions"]) == ["A", "A gen o1"]
    assert subjects(made["stopped"]) == ["A", "none"]


def test_the_long_parts_of_a_record_are_let_go() -> None:
    made = of_account(record(constitution={"name": "x"}, waivers=[1]), "A")
    assert set(made) == {"constitution", "waivers", "reports", "recorded", "alarms", "transitions", "stopped"}
    assert made["reports"] == []


def test_a_report_is_of_one_account(ledger: Ledger) -> None:
    text, adopted = law()
    writer = Writer(ledger)
    writer.add(at(13), opened(), adopted, contents=[text])
    closed = {"label": "calm_income", **dict.fromkeys(("preservation", "hedged", "roll", "assignment"), False)}
    cycle = writer.cycle(
        at(17, 16, 30),
        subjects=SUBJECTS,
        reports=[told("REPORT-WEEKLY", "weekly", {"opened": "1"}, f"account {each}") for each in ("A", "A-2")],
        recorded=[
            recorded("week_closed", "WEEK-07", f"account {each}", earnings_filter=True, **closed)
            for each in ("A", "A-2")
        ],
    )
    made = report(ledger)
    assert [each.id for each in table(made, f"REPORT-WEEKLY.{cycle}").columns] == ["name", "account A"]
    (week,) = rows(made, "week_labels")
    assert (week["label"], week["flags"], week["because"]) == ("calm income", "earnings filter", "none of these events")
