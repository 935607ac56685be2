"""How documents about memory are read, and what is said of those that cannot be."""

from __future__ import annotations

from typing import TypeVar

import pytest

from rules.diagnostics.diagnostic import Diagnostic
from rules.model import documents as d
from rules.model.reader import read_documents
from rules.source.load import load_text

T = TypeVar("T", bound=d.DocumentModel)

RULE = "rule: CUT-01\nsection: §1\npropose: cut\nfor: ticket\nwhen: ticket.bad\n"
RECORD = "rule: SLIP-01\nsection: §1\nrecord: slip\nfor: ticket\nwhen: ticket.bad\n"
MACHINE = (
    "machine: LIFE-01\nsection: §1\nkeeps: ticket.life\nfor: ticket\nstarts: new\nstates: [new, done]\n"
    "if_several: [done]\nmoves:\n  - { move: LIFE-M1, from: new, to: done, when: ticket.bad }\n"
)


def _read(text: str) -> tuple[list[d.DocumentModel], list[Diagnostic]]:
    findings: list[Diagnostic] = []
    return read_documents(load_text(text, "law.yaml").documents, findings), findings


def _one(text: str, of: type[T]) -> T:
    (found,), findings = _read(text)
    assert findings == []
    assert isinstance(found, of)
    return found


def _codes(text: str) -> list[str]:
    return [each.code for each in _read(text)[1]]


def _once(written: str) -> d.Once:
    found = _one(f"{RULE}once: {written}\n", d.Rule).once
    assert found is not None
    return found


def test_once_per_one_or_several() -> None:
    assert [each.value for each in _once("per week").per] == ["week"]
    found = _once("per line  per account.halted per session")
    assert [each.value for each in found.per] == ["line", "account.halted", "session"]
    assert (found.until, found.lasting) == (None, None)
    assert found.per[0].span.column == len("once: per ") + 1


def test_once_until_and_while() -> None:
    until = _once("until close.confirmed").until
    assert until is not None
    assert (until.value, until.span.column) == ("close", len("once: until ") + 1)
    lasting = _once("while order.is_open and order.size > 5").lasting
    assert lasting is not None
    assert lasting.at(0, len("order")).column == len("once: while ") + 1


def test_a_mistake_in_what_lasts_is_shown_where_it_stands() -> None:
    (found,) = _read(f"{RULE}once: while order.size >\n")[1]
    assert found.code == "E109"
    assert (found.span.line, found.span.column) > (6, len("once: while order.size"))


def test_each_names_numbers() -> None:
    found = _one(f"{RECORD}each: level in 2 to 4\n", d.Rule).each
    assert found is not None
    assert (found.name.value, found.low, found.high) == ("level", 2, 4)


def test_a_name_of_refused_numbers_is_lost_and_not_reported_again() -> None:
    lost: set[str] = set()
    findings: list[Diagnostic] = []
    text = f"{RECORD}each: n in 3 to 1\nwith: {{ level: n }}\n"
    read_documents(load_text(text, "law.yaml").documents, findings, lost)
    assert [each.code for each in findings] == ["E129"]
    assert "n" in lost


@pytest.mark.parametrize("form", ["always", "never", "reachable"])
def test_the_form_of_a_guarantee(form: str) -> None:
    found = _one(f"guarantee: SAFE-01\nsection: §1\n{form}: desk.open\n", d.Guarantee)
    assert (found.form, found.subject, found.after) == (form, None, ())


def test_a_latch_that_is_never_reset() -> None:
    text = "latch: HALT-01\nsection: §1\nkeeps: desk.no\nfor: desk\nset_when: desk.open\nreset_when: {}\nif_both: set\n"
    assert _one(text.format("never"), d.Latch).reset_when is None
    assert _one(text.format("desk.open"), d.Latch).reset_when is not None


def test_states_as_a_list_and_as_a_map() -> None:
    for states in ("[new, done]", "{ new: fresh, done: over }"):
        found = _one(MACHINE.replace("[new, done]", states, 1), d.Machine)
        assert [each.value for each in found.states] == ["new", "done"]
        assert [move.id.value for move in found.moves] == ["LIFE-M1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("events:\n  slip: { in: ticket }\n", "E122"),
        ("events:\n  slip: { by: schedule }\n", "E128"),
        ("events:\n  slip: law\n", "E123"),
        ("events:\n  Slip: { by: law }\n", "E127"),
        ("schedules:\n  tick: { on: clock.open }\n", "E124"),
        ("schedules:\n  tick: { at: 16:00, every: 5 minutes }\n", "E124"),
        ("schedules:\n  tick: { at: 16:00, until: 17:00 }\n", "E121"),
        (f"{RULE}once: weekly\n", "E132"),
        (f"{RULE}each: n in 1 to 3\n", "E121"),
        (f"{RECORD}each: n from 1 to 3\n", "E129"),
        (f"{RECORD}propose: cut\n", "E130"),
        (MACHINE.replace("{ move: LIFE-M1,", "{ move: life,"), "E126"),
        (MACHINE.replace(", when: ticket.bad }", " }"), "E122"),
        (MACHINE.replace(", when: ticket.bad }", ", when: ticket.bad, with: { level: 1 } }"), "E124"),
        (MACHINE.replace("states: [new, done]", "states: []"), "E125"),
        ("guarantee: SAFE-01\nsection: §1\nalways: desk.open\nfrom: desk.open\n", "E124"),
        ("exclusive: ONE-01\nsection: §1\nfor: desk\n", "E122"),
        ("report: DAY-01\nsection: §1\nkind: daily\nfor: desk\nat: noon\nshows: {}\nforms: [csv]\n", "E125"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, code: str) -> None:
    assert code in _codes(text)
