"""Every conformance case against every backend, and the format of the cases themselves."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, cast

import pytest

from tests.conformance.case import Case, CaseError, all_cases, cells, read_text
from tests.conformance.runner import BACKENDS, differences, fits, run, run_all

CASES = all_cases()
FEWEST = 180

EXPECTED = "{ derived: { desk: { twice: 4 } } }"
SMALL = """
topic: small
about: A file that is as it should be.
at: 2026-04-16T10:00:00-04:00
vocabulary: |
  constitution: small
  version: "1"
  ---
  scopes:
    desk: { one: true }
  ---
  facts: desk
  given:
    x: { type: number }
  ---
  rule: TWICE-01
  section: §1
  derive: desk.twice
  type: number
  for: desk
  as: desk.x * 2
cases:
  - name: small/twice
    why: Twice two is four.
    facts: { desk: { x: 2 } }
    expect: { derived: { desk: { twice: 4 } } }
"""


@pytest.mark.parametrize("backend", sorted(BACKENDS))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Case, backend: str) -> None:
    assert run(case, BACKENDS[backend]) == []


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= FEWEST


def test_every_cell_of_the_unknown_table_has_a_case() -> None:
    covered = {case.cell for case in CASES if case.cell is not None}
    assert sorted(cells()) == sorted(covered)


def test_the_cells_are_those_of_every_effect_and_hit_policy() -> None:
    effects = {cell.partition("/")[0] for cell in cells()}
    deciding = {"derive", "table", "aggregate", "permit", "forbid", "propose", "choose", "allocate"}
    remembering = {"transition", "state", "latch", "record", "schedule", "guarantee"}
    assert effects == {*deciding, *remembering, "universe"}
    policies = {"unique", "any", "max", "min", "sum", "collect", "priority"}
    states = {"possible-row", "otherwise", "does-not-matter"}
    assert {f"table/{policy}/{state}" for policy in policies for state in states} <= set(cells())
    assert {f"forbid/{risk}" for risk in ("increasing", "reducing", "neutral")} <= set(cells())


def test_a_case_of_a_cell_says_so_in_its_name() -> None:
    assert [case.name for case in CASES if case.cell and not case.name.startswith("unknown/")] == []


# --- the format -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("topic:", "topics:", "there is no key `topics`"),
        ("    why:", "    wy:", "there is no key `wy`"),
        ("derived:", "derives:", "there is no key `derives`"),
        ("    why: Twice two is four.\n", "", "the key `why` is missing"),
        ("name: small/twice", "name: Twice!", "a name is lower-case words"),
        ("why: Twice two is four.", "why: ' '", "`why` is empty"),
        (EXPECTED, "{}", "nothing is expected"),
        (EXPECTED, "{ intents: [{ action: a, colour: b }] }", "there is no key `colour`"),
        (EXPECTED, "{ intents: [{ action: a }] }", "the key `subject` is missing"),
        ("at: 2026-04-16T10:00:00-04:00\n", "", "it is not said when"),
        ("topic: small", "topic: small\ntopic: large", "the key `topic` stands twice"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused(old: str, new: str, told: str) -> None:
    assert old in SMALL
    with pytest.raises(CaseError, match=told):
        read_text(SMALL.replace(old, new), "small.yaml")


@pytest.mark.parametrize("text", ["a list\n", SMALL.partition("cases:")[0] + "cases: []\n"])
def test_nothing_to_run_is_refused(text: str) -> None:
    with pytest.raises(CaseError):
        read_text(text, "small.yaml")


# --- the runner -----------------------------------------------------------------------------------
def test_a_wrong_value_is_noticed() -> None:
    (case,) = read_text(SMALL.replace("twice: 4", "twice: 5"), "small.yaml")
    assert run(case, BACKENDS["reference"]) == ["desk : twice is '4', not '5'"]


def test_law_that_does_not_compile_is_noticed() -> None:
    (case,) = read_text(SMALL.replace("desk.x * 2", "desk.y * 2"), "small.yaml")
    (told,) = run(case, BACKENDS["reference"])
    assert told.startswith("E301")


def test_facts_that_are_refused_are_noticed() -> None:
    (case,) = read_text(SMALL.replace("x: 2", "x: two"), "small.yaml")
    assert run(case, BACKENDS["reference"])[0] == "the facts give ['F627']"


def test_a_finding_that_is_not_there_is_noticed() -> None:
    (case,) = read_text(SMALL.replace(EXPECTED, "{ law_codes: [E301] }"), "small.yaml")
    assert run(case, BACKENDS["reference"]) == ["the law gives [], not ['E301']"]


@pytest.mark.parametrize(
    ("wanted", "have", "fit"),
    [
        ("4", "4", True),
        ("4", "5", False),
        ("true", True, True),
        ("unknown", {"unknown": ["x"]}, True),
        ("unknown", "unknown", True),
        ("unknown", "4", False),
        ({"unknown": ["desk.x"]}, {"unknown": ["desk.x is not given"]}, True),
        ({"unknown": ["desk.y"]}, {"unknown": ["desk.x is not given"]}, False),
        ({"low": "1", "high": "open"}, {"unknown": [], "low": "1", "high": None}, True),
        ({"low": "1", "high": "2"}, {"unknown": [], "low": "1", "high": None}, False),
        ({"low": "open", "high": "open"}, {"unknown": []}, True),
        ({"low": "1"}, "1", False),
        (["a", "b"], ["b", "a"], False),
        (["b", "a"], ["a", "b"], True),
        ("absent", "absent", True),
        ("absent", "4", False),
    ],
)
def test_fitting(wanted: Any, have: Any, fit: bool) -> None:
    assert fits(wanted, have) is fit


# An entry of any list of a record that nothing in a case is about.
_KEYS = ("action", "subject", "rule", "machine", "from", "to", "report", "fact", "id", "universe")
STRANGE = {
    **dict.fromkeys(_KEYS, "strange"),
    **dict.fromkeys(("chosen", "reasons", "binding", "goals"), ()),
    "event": {"event": "strange"},
}


def _damages(record: Any) -> list[Any]:
    """The record with one verdict, derived value, count or order changed, wherever there is one."""
    parts = (
        "intents", "proposals", "allocations", "stopped", "alarms", "left_out", "unknown",
        "transitions", "recorded", "standing", "yielded", "reports", "ended", "kept_unknown", "guarantees",
    )  # fmt: skip
    found = [{**record, part: record[part][1:] if record[part] else [STRANGE]} for part in parts]
    found += [] if record["decisions"] else [{**record, "decisions": [STRANGE]}]
    for place, decision in enumerate(record["decisions"]):
        other = copy.deepcopy(record)
        changed = "permitted" if decision["verdict"] != "permitted" else "forbidden"
        other["decisions"][place]["verdict"] = changed
        found.append(other)
    for path in (("derived",), ("kept", "facts")):
        for scope, subjects in _at(record, path).items():
            for key, facts in subjects.items():
                for name, value in facts.items():
                    other = copy.deepcopy(record)
                    _at(other, path)[scope][key][name] = "something else" if value != "something else" else "4"
                    found.append(other)
    if record["wake_up"] is not None:
        found.append({**record, "wake_up": None})
    return found


def _at(record: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        record = record.get(name, {})
    return record


def test_every_case_notices_some_damage() -> None:
    """A case that compares a record notices when one of the things that it is about is otherwise."""
    blind = []
    for case in CASES:
        made: list[tuple[Any, Mapping[str, Any]]] = []

        def remember(law: Any, facts: Any, events: Any, kept: Any, made: list[Any] = made) -> Mapping[str, Any]:
            made.append((law, BACKENDS["reference"](law, facts, events, kept)))
            return cast("Mapping[str, Any]", made[-1][1])

        run(case, remember)
        expected = [case.expect, *(step.expect for step in case.then)]
        for number, ((law, record), expect) in enumerate(zip(made, expected, strict=False)):
            damaged = _damages(record)
            if damaged and not any(list(differences(law, expect, each)) for each in damaged):
                blind.append(f"{case.name} {number}")
    assert blind == []


def test_run_all_tells_every_case() -> None:
    def broken(law: Any, facts: Any, events: Any, kept: Any) -> Mapping[str, Any]:
        return {**BACKENDS["reference"](law, facts, events, kept), "decisions": []}

    told = run_all(broken)
    assert len(told) == len(CASES)
    assert sum(bool(each) for each in told.values()) > 50
