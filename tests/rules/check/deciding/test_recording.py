"""What the law has written down: by rules of their own, and beside a forbid."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rules.compile.law import TypedRecord
from rules.language import typed as x
from tests.rules.check.desk import codes, sound

EVENTS = """\
events:
  stop: { in: desk, by: law }
  large: { in: ticket, by: law, fields: { lots: lots } }
  about: { in: desk, by: law, refers_to: [ticket] }
"""
FORBID = "rule: STOP-01\nsection: §1\nforbid: trade\nfor: desk\nwhen: desk.colour is red\nrecord: stop\n"
SIZED = (
    "rule: LARGE-01\nsection: §1\nforbid: close\nfor: ticket\nbinds_reducing: true\nwhen: action.lots > 5 lots\n"
    "record: large\nwith: { lots: action.lots }\n"
)


def _rule(
    event: str = "slip", scope: str = "ticket", when: str = "ticket.bad", more: str = "with: { level: 1 }\n"
) -> str:
    return f"rule: SLIP-01\nsection: §1\nrecord: {event}\nfor: {scope}\nwhen: {when}\n{more}"


def _each(numbers: str, name: str = "n") -> str:
    return _rule(when=f"ticket.lots > {name} * 1 lot", more=f"with: {{ level: 1 }}\neach: {numbers}\n")


def _record(*texts: str) -> TypedRecord:
    (found,) = sound(*texts).records
    return found


def test_a_rule_records_an_event_where_it_happens() -> None:
    found = _record(_rule())
    ((_, told),) = found.cases
    assert (told.event, told.refers_to, found.stops) == ("slip", (), False)
    assert told.within == x.Variable(type=told.within.type if told.within else None, slot=0, scope="ticket")  # type: ignore[arg-type]
    assert [name for name, _ in told.fields] == ["level"]


def test_an_event_may_refer_to_others_to_which_the_rule_leads() -> None:
    found = _record(EVENTS, _rule("about", more=""))
    ((_, told),) = found.cases
    assert [scope for scope, _ in told.refers_to] == ["ticket"]
    assert told.within is not None
    assert isinstance(told.within, x.Follow)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_rule("slipp"), "E330"),
        (_rule("fill", more="with: { lots: 1 lot, price: $1 }\n"), "E252"),
        (_rule("reset", more="with: { who: me }\n"), "E252"),
        (_rule("news", more=""), "E252"),
        (_rule("noon", more=""), "E252"),
        (_rule(scope="desk", when="desk.open"), "E252"),
        (_rule("[slip, slip]"), "E131"),
        (_rule(more=""), "E239"),
        (_rule(more="with: { level: 1, more: 2 }\n"), "E301"),
        (_rule(more="with: { level: 1 / 3 }\n"), "E238"),
        (_rule(more="with: { level: 1 lot }\n"), "E201"),
        (_rule(when="ticket.lots"), "E210"),
        (_rule(more="with: { level: 1 }\nonce: per fortnight\n"), "E254"),
    ],
)
def test_what_the_law_cannot_tell_is_refused(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("numbers", "count"), [("n in 1 to 3", 3), ("n in 0 to 0", 1), ("n in 1 to 100", 100), ("n in 901 to 1000", 100)]
)
def test_each_is_one_case_for_each_number(numbers: str, count: int) -> None:
    found = _record(_each(numbers))
    assert len(found.cases) == count
    first = int(numbers.split()[2])
    constants = {part.value for part in x.walk(found.cases[0][0]) if isinstance(part, x.Constant)}
    assert Fraction(first) in constants


@pytest.mark.parametrize(
    "numbers", ["n in 1 to 101", "n in 3 to 1", "n in a to b", "n in -1 to 3", "n in 1 to 3 step 2"]
)
def test_each_needs_numbers_and_not_too_many(numbers: str) -> None:
    assert codes(_each(numbers)) == ["E129"]


def test_the_name_of_the_numbers_is_free() -> None:
    for name, code in (("ticket", "E304"), ("red", "E304"), ("in", "E115")):
        text = _rule(more=f"with: {{ level: 1 }}\neach: {name} in 1 to 3\n")
        assert codes(text) == [code]


def test_local_names_may_read_the_number() -> None:
    found = _record(
        _rule(when="full", more="with: { level: n }\neach: n in 1 to 3\nlet: { full: ticket.lots > n * 1 lot }\n")
    )
    assert len({when for when, _ in found.cases}) == len(found.cases)


def test_each_belongs_to_a_record() -> None:
    assert codes("rule: CUT-01\nsection: §1\npropose: cut\nfor: ticket\nwhen: ticket.bad\neach: n in 1 to 3\n") == [
        "E121"
    ]


def test_a_forbid_has_what_it_forbids_written_down() -> None:
    law = sound(EVENTS, FORBID)
    (found,) = law.records
    (forbid,) = [each for each in law.permits if each.id == "STOP-01"]
    assert (found.id, found.stops) == ("STOP-01", False)
    assert found.cases[0][0] == forbid.when


def test_a_forbid_of_the_sized_action_tells_of_its_fields() -> None:
    found = _record(EVENTS, SIZED)
    assert found.stops
    ((_, told),) = found.cases
    assert isinstance(told.fields[0][1], x.ReadField)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FORBID.replace("record: stop", "record: slip\nwith: { level: 1 }"), "E252"),
        (FORBID.replace("record: stop", "with: { level: 1 }"), "E124"),
        (FORBID.replace("record: stop", "once: per week"), "E124"),
        (FORBID.replace("forbid", "permit"), "E130"),
        (SIZED.replace("action.lots > 5 lots", "ticket.bad"), "E301"),
        (FORBID + "once: per fortnight\n", "E254"),
    ],
)
def test_what_stands_beside_a_forbid_must_fit_to_it(text: str, code: str) -> None:
    assert codes(EVENTS, text) == [code]
