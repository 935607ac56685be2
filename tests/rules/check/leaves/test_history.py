"""Leaves that look back: `before`, `happens`, `enters`, windows of events, and groups of states."""

from __future__ import annotations

import pytest

from rules.compile.law import Derivation
from rules.language import typed as x
from rules.language.typed import FactId
from tests.rules.check.desk import codes, errors, flag, latch, machine, sound, state

PEAK = state("max(desk.peak before, desk.cash)")
LIVE = machine(
    [("LIVE-M1", "fresh", "done", "ticket.bad")],
    machine="LIVE-01",
    keeps="ticket.live",
    starts="fresh",
    states="[fresh, done]",
    groups=None,
    if_several="[done]",
)


def _leaf(when: str, *more: str, scope: str = "desk") -> x.Expression:
    law = sound(flag(when, scope), *more)
    found = law.derivations[FactId(scope, "seen")]
    assert isinstance(found, Derivation)
    return found.value


def _items(when: str) -> x.Items:
    (found,) = [part for part in x.walk(_leaf(when)) if isinstance(part, x.Items)]
    return found


# --- before ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("when", "more"),
    [
        ("desk.peak before < desk.peak", PEAK),
        ("desk.halted and not desk.halted before", latch()),
        ("any ticket in desk where ticket.life before is new", machine()),
        ("any ticket in desk where ticket.life_since before is known", machine()),
        ("desk.then before is known", latch(more="remembers: { desk.then: desk.cash }\n")),
    ],
)
def test_what_is_kept_has_a_value_before(when: str, more: str) -> None:
    assert any(isinstance(part, x.Before) for part in x.walk(_leaf(when, more)))


@pytest.mark.parametrize("name", ["desk.cash", "desk.twice", "size.part", "desk", "clock.now", "ticket.desk.cash"])
def test_nothing_else_has_a_value_before(name: str) -> None:
    twice = "rule: TWICE-01\nsection: §1\nderive: desk.twice\ntype: money\nfor: desk\nas: 2 * desk.cash\n"
    scope = "ticket" if name.startswith("ticket") else "desk"
    assert codes(flag(f"{name} before is known", scope), twice) == ["E250"]


# --- happens, windows -----------------------------------------------------------------------------
def test_an_event_that_happens_is_new() -> None:
    among = _items("reset in desk happens")
    assert (among.scope, among.happening, among.window) == ("reset", True, None)
    assert among.within is not None
    assert _items("news happens").within is None
    assert _items("any fill in desk that happens where fill.lots > 2 lots").where


@pytest.mark.parametrize("word", ["this", "last"])
@pytest.mark.parametrize("unit", ["week", "month", "quarter", "year"])
def test_windows_of_the_calendar(word: str, unit: str) -> None:
    window = _items(f"(count of fill in desk {word} {unit}) > 2").window
    assert window is not None
    assert (window.word, window.unit, window.since) == (word, unit, None)


def test_a_window_may_begin_at_a_date_or_an_instant() -> None:
    for bound in ("2026-01-05", "clock.date", "clock.now", "(clock.now - 5 minutes)"):
        window = _items(f"any fill in desk since {bound}").window
        assert window is not None
        assert window.since is not None
    since = flag("any fill in ticket since ticket.life_since", "ticket")
    assert codes(since, machine()) == []


def test_fields_of_an_event_and_its_instant_are_read() -> None:
    assert codes(flag("(sum of fill.price over fill in desk this week) > $5")) == []
    assert codes(flag("(highest of fill.at over fill in desk) > clock.now - 1 hour")) == []
    assert codes(flag("any fill as last_one in desk where last_one.ticket.big")) == []


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("ticket in desk happens", "E251"),
        ("any big_ticket in desk that happens", "E251"),
        ("any ticket in desk this week", "E251"),
        ("clock happens", "E251"),
        ("any fil in desk this week", "E330"),
        ("nothing happens", "E330"),
        ("any cut.confirm in desk this week", "E330"),
        ("fill in book happens", "E306"),
        ("reset in clock happens", "E306"),
        ("any fill in desk since 5", "E208"),
        ("any fill in desk since desk.cash", "E208"),
        ("any fill in desk since 09:30", "E208"),
        ("any fill in desk this day", "E110"),
        ("any fill in desk this week where fill.lots", "E210"),
        ("any fill in desk where fill.size > 2 lots", "E301"),
        ("fill.lots > 2 lots", "E306"),
    ],
)
def test_what_does_not_happen_is_refused(when: str, code: str) -> None:
    assert codes(flag(when)) == [code]


def test_outcomes_of_actions_are_events_with_the_fields_of_the_action() -> None:
    law = sound(flag("(sum of close.confirmed.lots over close.confirmed in desk this week) > 2 lots"))
    assert {name for name in law.events if "." in name} == {
        "close.sent",
        "close.confirmed",
        "close.rejected",
        "close.in_doubt",
    }
    assert law.events["close.confirmed"].within == "ticket"
    assert dict(law.events["close.confirmed"].fields).keys() == {"lots"}
    assert "close.proposed" in sound(flag("close.proposed in desk happens")).events


def test_an_outcome_has_no_other_fields() -> None:
    assert codes(flag("any close.confirmed in desk this week where close.confirmed.price > $5")) == ["E301"]
    assert codes(flag("close.confirmed.lots > 2 lots")) == ["E301"]


# --- enters, groups -------------------------------------------------------------------------------
def test_a_subject_enters_a_state() -> None:
    found = _leaf("ticket enters done", machine(), scope="ticket")
    assert isinstance(found, x.Enters)
    assert (found.state, str(found.machine.fact)) == ("done", "ticket.life")
    several = _leaf("ticket in desk enters done", machine())
    assert isinstance(several, x.Aggregate)
    assert codes(flag("big_ticket in desk enters done"), machine()) == []


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("ticket enters dne", "E309"),
        ("ticket enters active", "E309"),
        ("book enters done", "E330"),
        ("clock enters done", "E330"),
        ("ticket.lots enters done", "E205"),
        ("nobody enters done", "E301"),
    ],
)
def test_what_enters_no_state_is_refused(when: str, code: str) -> None:
    assert codes(flag(when, "ticket"), machine()) == [code]


def test_a_state_of_two_machines_must_be_told_apart() -> None:
    (found,) = errors(flag("ticket enters done", "ticket"), machine(), LIVE)
    assert found.code == "E310"
    assert codes(flag("ticket enters frsh", "ticket"), machine(), LIVE) == ["E309"]
    assert codes(flag("ticket enters fresh", "ticket"), machine(), LIVE) == []


def test_states_are_words_of_their_machine() -> None:
    for when in (
        "ticket.life is new",
        "ticket.life in active",
        "ticket.life not in active",
        "ticket.life in [new, done]",
    ):
        assert codes(flag(when, "ticket"), machine()) == []


@pytest.mark.parametrize(
    ("when", "help"),
    [
        ("ticket.life is active", "It is a group of states: write `in active`."),
        ("ticket enters active", "It is a group: name one of `new`, `working`."),
        ("ticket.life in actve", "Did you mean `active`?"),
        ("ticket.life is nw", "Did you mean `new`?"),
    ],
)
def test_the_help_tells_groups_from_states(when: str, help: str) -> None:
    (found,) = errors(flag(when, "ticket"), machine())
    assert (found.code, found.help) == ("E309", help)


@pytest.mark.parametrize(
    ("when", "code", "help"),
    [
        ("ticket.life enters done", "E205", "Write `ticket enters done`."),
        ("ticket becomes done", "E116", "Write `enters`."),
        ("ticket goes to done", "E116", "Write `enters`."),
        ("ticket.life.before is new", "E205", "Write `ticket.life before`."),
        ("cut in desk happens", "E330", "`cut` is an action: ask for what became of it, as in `cut.confirmed`."),
        ("cut.done in desk happens", "E330", "An action is `proposed`, `sent`, `confirmed`, `rejected`, `in_doubt`."),
        ("reset", "E306", "It is an event: ask `reset happens`, or for several, as in `any reset this week where …`."),
    ],
)
def test_the_help_says_how_it_is_written(when: str, code: str, help: str) -> None:
    (found,) = errors(flag(when, "ticket"), machine())
    assert (found.code, found.help) == (code, help)
