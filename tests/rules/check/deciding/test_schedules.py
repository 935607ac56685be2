"""Schedules: when to look, and for whom; and the reports that are told at their ticks."""

from __future__ import annotations

import pytest

from tests.rules.check.desk import codes, errors, flag, sound

REPORT = (
    "report: DAY-01\nsection: §1\nkind: daily\nfor: desk\nat: noon\n"
    "shows: { cash: desk.cash, tickets: count of ticket in desk }\nforms: [csv, page]\n"
)


def _schedule(body: str) -> str:
    return f"schedules:\n  tick: {{ {body} }}\n"


@pytest.mark.parametrize(
    "body",
    [
        "at: 16:00",
        "at: clock.now",
        "at: clock.time + 5 minutes",
        "every: 30 seconds",
        "every: 1 hour",
        "at: 16:00, on: clock.date is 2026-01-05",
        "at: 16:00, for: desk, on: desk.open",
        "at: 16:00, for: big_ticket",
        "at: 16:00, for: ticket where ticket.big",
    ],
)
def test_times_and_lengths_of_time(body: str) -> None:
    law = sound(_schedule(body), flag("tick happens"))
    found = law.schedules["tick"]
    assert (found.at is None) is (found.every is not None)
    assert law.events["tick"].by == "schedule"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("at: clock.date", "E255"),
        ("at: 5", "E255"),
        ("every: 5", "E255"),
        ("every: 3 sessions", "E255"),
        ("every: 1 day", "E255"),
        ("every: 0 seconds", "E255"),
        ("at: 16:00, on: clock.time", "E210"),
        ("at: 16:00, on: desk.open", "E306"),
        ("at: 25:00", "E113"),
        ("at: 16:00, every: 5 minutes", "E124"),
        ("on: clock.date is 2026-01-05", "E124"),
        ("at: 16:00, for: dezk", "E302"),
        ("at: 16:00, for: fill", "E302"),
    ],
)
def test_what_is_no_time_to_look_is_refused(body: str, code: str) -> None:
    assert codes(_schedule(body), flag("tick happens")) == [code]


def test_the_message_names_the_key_that_does_not_fit() -> None:
    for key in ("at", "every"):
        (found,) = errors(_schedule(f"{key}: 5"))
        assert found.message.startswith(f"`{key}:` needs")
        assert found.help is not None
        assert f"`{key}: " in found.help


def test_a_tick_belongs_to_whom_it_is_for() -> None:
    assert codes(_schedule("at: 16:00, for: desk"), flag("tick in desk happens")) == []
    assert codes(_schedule("at: 16:00"), flag("tick in desk happens")) == ["E306"]
    law = sound(_schedule("at: 16:00, for: big_ticket"), flag("tick happens"))
    assert (law.schedules["tick"].scope, law.schedules["tick"].kind) == ("ticket", "big_ticket")


@pytest.mark.parametrize("name", ["desk", "fill", "big_ticket", "noon"])
def test_a_schedule_has_a_name_of_its_own(name: str) -> None:
    assert codes(f"schedules:\n  {name}: {{ at: 16:00 }}\n") == ["E311"]


def test_a_report_shows_expressions() -> None:
    (found,) = sound(REPORT).reports
    assert (found.report_kind, found.at, found.forms) == ("daily", "noon", ("csv", "page"))
    assert [name for name, _ in found.shows] == ["cash", "tickets"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (REPORT.replace("at: noon", "at: noons"), "E330"),
        (REPORT.replace("at: noon", "at: fill"), "E330"),
        (REPORT.replace("at: noon", "at: look"), "E255"),
        (REPORT.replace("desk.cash", "desk.cahs"), "E301"),
        (REPORT.replace("shows: { cash: desk.cash, tickets: count of ticket in desk }", "shows: { }"), "E125"),
        (REPORT.replace("kind: daily\n", ""), "E122"),
    ],
)
def test_a_report_that_cannot_be_told_is_refused(text: str, code: str) -> None:
    assert codes(text) == [code]
