"""Machines: states and moves that fit together."""

from __future__ import annotations

import pytest

from rules.compile.law import TypedMachine
from rules.language.typed import FactId
from rules.language.types import INSTANT
from tests.rules.check.desk import MOVES, codes, errors, flag, kept, machine, sound

TRANSITION = "transition: LIFE-M3\nsection: §2\nmachine: LIFE-01\nfrom: working\nto: done\nwhen: ticket.bad\n"


def _machine(*texts: str) -> TypedMachine:
    found = kept(sound(*texts), "ticket.life")
    assert isinstance(found, TypedMachine)
    return found


def test_a_machine_keeps_its_state_and_the_instant_since_when() -> None:
    law = sound(machine())
    found = _machine(machine())
    assert (found.starts, found.states, found.final) == ("new", ("new", "working", "done"), ("done",))
    assert [(move.id, move.sources, move.to) for move in found.moves] == [
        ("LIFE-M1", ("new",), "working"),
        ("LIFE-M2", ("new", "working"), "done"),
    ]
    since = law.facts[FactId("ticket", "life_since")]
    assert (since.type, since.since, since.kept_with) == (INSTANT, True, FactId("ticket", "life"))


def test_states_may_say_what_they_mean() -> None:
    assert _machine(machine(states="{ new: fresh, working: on its way, done: over }")).states == (
        "new",
        "working",
        "done",
    )


def test_the_order_of_moves_in_the_file_does_not_matter() -> None:
    assert _machine(machine(MOVES[::-1])) == _machine(machine())


def test_a_transition_is_a_move_of_its_machine() -> None:
    found = _machine(TRANSITION, machine())
    assert [move.id for move in found.moves] == ["LIFE-M1", "LIFE-M2", "LIFE-M3"]
    assert [move.section for move in found.moves] == ["§1", "§1", "§2"]


def test_a_machine_may_have_transitions_only() -> None:
    moves = "".join(
        f"---\ntransition: {id}\nsection: §1\nmachine: LIFE-01\nfrom: {start}\nto: {to}\nwhen: '{when}'\n"
        for id, start, to, when in MOVES
    )
    assert _machine(machine(()) + moves).moves == _machine(machine()).moves


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TRANSITION.replace("LIFE-01", "LIVE-01"), "E330"),
        (TRANSITION.replace("LIFE-01", "OPEN-01"), "E330"),
        (TRANSITION.replace("LIFE-M3", "LIFE-M1"), "E313"),
        (TRANSITION.replace("from: working\nto: done", "from: done\nto: working"), "E253"),
        (TRANSITION.replace("from: working", "from: waiting"), "E253"),
        (TRANSITION.replace("to: done", "to: working"), "E253"),
        (TRANSITION.replace("when: ticket.bad", "when: ticket.lots"), "E210"),
        (TRANSITION.replace("machine: LIFE-01\n", ""), "E122"),
        (TRANSITION + "if_unknown: false\n", "E128"),
    ],
)
def test_a_transition_that_does_not_fit_is_refused(text: str, code: str) -> None:
    assert codes(machine(), text) == [code]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"starts": "fresh"}, "`fresh` is not a state of the machine"),
        ({"final": "[gone]"}, "`gone` is not a state of the machine"),
        ({"groups": "{ active: [new, wrking] }"}, "`wrking` is not a state of the machine"),
        ({"if_several": "[done, working, lost]"}, "`lost` is not a state of the machine"),
        ({"if_several": "[done]"}, "`if_several:` does not say where `working` comes when several moves apply"),
        (
            {"states": "[new, working, done, lost]"},
            "No move leads to `lost`, and the machine does not start there",
        ),
        ({"final": "[working, done]"}, "`working` is final, so that no move leads out of it"),
    ],
)
def test_states_and_moves_fit_together(changed: dict[str, str], says: str) -> None:
    (found,) = errors(machine(**changed))
    assert (found.code, found.message) == ("E253", says)


def test_a_machine_has_moves_and_states() -> None:
    assert codes(machine((), if_several="[]", final=None, groups=None, states="[new]")) == ["E253"]
    assert "E125" in codes(machine(states="[]"))
    assert codes(machine(states="[new, working, working, done]")) == ["E225"]
    assert codes(machine(if_several="[done, working, done]")) == ["E225"]


def test_names_of_states_and_groups_are_free() -> None:
    with_scope = machine(
        [MOVES[0], ("LIFE-M2", "new", "desk", "ticket.bad")], states="[new, working, desk]", final=None
    )
    assert "E304" in codes(with_scope.replace("[done, working]", "[desk, working]"))
    assert codes(machine(groups="{ done: [new] }")) == ["E304"]


def test_a_move_from_a_group_names_its_states() -> None:
    (found,) = errors(machine([MOVES[0], ("LIFE-M2", "active", "done", "ticket.bad")]))
    assert (found.code, found.help) == ("E253", "Write `[new, working]`.")


def test_two_moves_have_two_ids() -> None:
    assert codes(machine([*MOVES, ("LIFE-M1", "new", "done", "ticket.bad")])) == ["E313"]


def test_a_move_knows_since_when_and_no_move_reads_the_state_it_makes() -> None:
    late = ("LIFE-M3", "working", "done", "clock.now - ticket.life_since > 5 minutes")
    assert codes(machine([*MOVES, late])) == []
    assert codes(machine([*MOVES, ("LIFE-M3", "working", "done", "ticket.life is working")])) == ["S401"]
    assert codes(machine([*MOVES, ("LIFE-M3", "working", "done", "ticket.life before is working")])) == []


def test_a_move_has_an_event_written_down() -> None:
    told = machine().replace("when: 'ticket.big' }", "when: 'ticket.big', record: slip, with: { level: 1 } }")
    (first, second) = _machine(told).moves
    assert first.tells is not None
    assert (first.tells.event, second.tells) == ("slip", None)
    assert codes(told.replace(", with: { level: 1 }", "")) == ["E239"]
    assert codes(told.replace("record: slip, ", "")) == ["E124"]
    assert codes(told.replace("slip", "fill")) == ["E252"]


def test_what_has_the_name_of_the_instant_is_reported() -> None:
    derived = "rule: SINCE-01\nsection: §1\nderive: ticket.life_since\ntype: flag\nfor: ticket\nwhen: ticket.big\n"
    assert codes(machine(), derived) == ["S402"]


def test_a_machine_of_a_kind_is_there_for_that_kind_only() -> None:
    assert codes(machine(subject="big_ticket"), flag("ticket.life is new", "ticket")) == ["E221"]


def test_a_refused_move_is_reported_and_not_what_it_would_have_entered() -> None:
    assert codes(machine().replace("when: 'ticket.big'", "if: 'ticket.big'")) == ["E121"]
    only = [("LIFE-M1", "new", "working", "ticket.big")]
    rest = "transition: LIFE-M2\nsection: §1\nmachine: LIFE-01\nfrom: working\nto: done\n"
    assert codes(machine(only), rest) == ["E122"]
