"""What is missing, what the list of equivalents explains, and what in that list is no longer so."""

from __future__ import annotations

from pathlib import Path

from scenarios.coverage.coverage import Coverage
from scenarios.coverage.matrix import matrix_csv, matrix_json
from scenarios.coverage.report import counts, to_json
from tests.scenarios.coverage.till import covered, gaps, scenario_text

RULES = """
rule: CLOSE-01
section: §1
title: What is cheap may be closed
permit: close
for: order
when:
  all:
    - order.price <= till.cap
    - not account.frozen
"""


def price(value: str, verdict: str) -> str:
    steps = f"""
    Given the price of order 1 is {value}
    When the law decides
    Then it is {verdict} to close order 1
    """
    return scenario_text(steps, "@CLOSE-01")


CHEAP = price("$100", "permitted")
DEAR = price("$100.01", "not permitted")
FROZEN = scenario_text(
    "Given account A is frozen\nWhen the law decides\nThen it is not permitted to close order 1", "@CLOSE-01"
).replace("Scenario: S", "Scenario: Frozen")
DEAR_TOO = DEAR.replace("Scenario: S", "Scenario: Dear")


def test_everything_is_shown(tmp_path: Path) -> None:
    coverage = covered(tmp_path, RULES, CHEAP + DEAR_TOO + FROZEN)
    assert coverage.ok
    assert not coverage.gaps
    assert {kind: (each.all, each.shown) for kind, each in counts(coverage).items()} == {
        "rule": (1, 1),
        "clause": (2, 2),
        "boundary": (1, 1),
    }


def test_what_no_scenario_shows_is_missing(tmp_path: Path) -> None:
    assert gaps(covered(tmp_path, RULES, CHEAP)) == {
        ("CLOSE-01", "waits"),
        ("CLOSE-01 › when › all › 1", "false"),
        ("CLOSE-01 › when › all › 1", "touched"),
        ("CLOSE-01 › when › all › 2", "false"),
    }


def test_a_boundary_that_is_only_passed_at_a_distance_is_not_touched(tmp_path: Path) -> None:
    near = covered(tmp_path, RULES, price("$99.99", "permitted") + DEAR_TOO + FROZEN)
    assert gaps(near) == {("CLOSE-01 › when › all › 1", "touched")}
    far = covered(tmp_path, RULES, CHEAP + price("$100.02", "not permitted").replace(": S", ": T") + FROZEN)
    assert gaps(far) == {("CLOSE-01 › when › all › 1", "touched")}
    (boundary,) = [part for part in to_json(far)["parts"] if part["kind"] == "boundary"]
    assert boundary["nearest"] == {
        "true": {"seen": "0", "wanted": "0"},
        "false": {"seen": "0.02", "wanted": "0.01"},
    }


def test_a_scenario_that_fails_shows_nothing(tmp_path: Path) -> None:
    coverage = covered(tmp_path, RULES, CHEAP + DEAR_TOO.replace("not permitted", "permitted") + FROZEN)
    assert not coverage.ok
    assert ("CLOSE-01 › when › all › 1", "false") in gaps(coverage)


def test_without_its_tag_a_scenario_shows_clauses_and_no_rule(tmp_path: Path) -> None:
    coverage = covered(tmp_path, RULES, (CHEAP + DEAR_TOO + FROZEN).replace("@CLOSE-01", "@till"))
    assert gaps(coverage) == {("CLOSE-01", "decides"), ("CLOSE-01", "waits")}


def test_one_rule_alone(tmp_path: Path) -> None:
    other = RULES + RULES.replace("rule: CLOSE-01", "---\nrule: CLOSE-02").replace("till.cap", "$7").lstrip("\n")
    coverage = covered(tmp_path, other, CHEAP, only=("CLOSE-02",))
    assert coverage.rules == ("CLOSE-02",)
    assert {id.partition(" ")[0] for id, _ in gaps(coverage)} == {"CLOSE-02"}


def test_what_is_listed_is_not_missing(tmp_path: Path) -> None:
    listed = """
    equivalents:
      - clause: CLOSE-01 › when › all › 2
        never: false
        reason: Nobody freezes an account here.
      - clause: CLOSE-01 › when › all › 1
        never: [false, touched]
        reason: Everything is cheap.
      - rule: CLOSE-01
        never: waits
        reason: And so everything may be closed.
    """
    coverage = covered(tmp_path, RULES, CHEAP, listed)
    assert coverage.ok
    assert len(coverage.listed) == 4
    told = to_json(coverage)
    assert told["counts"]["clauses"] == {"all": 2, "shown": 0, "listed": 2}
    assert {each["reason"] for each in told["listed"]} == {
        "Nobody freezes an account here.",
        "Everything is cheap.",
        "And so everything may be closed.",
    }


def codes(coverage: Coverage) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in coverage.findings]


def test_what_is_listed_and_shown_after_all_is_told(tmp_path: Path) -> None:
    listed = """
    equivalents:
      - { clause: CLOSE-01 › when › all › 2, never: false, reason: Nobody freezes an account here. }
      - { rule: CLOSE-01, never: [decides, waits], reason: None. }
      - { clause: CLOSE-01 › when › all › 1, never: touched, reason: None. }
      - { mutant: "CLOSE-01: dropped", reason: Mutants are asked about elsewhere. }
    """
    coverage = covered(tmp_path, RULES, CHEAP + DEAR_TOO + FROZEN, listed)
    assert not coverage.ok
    assert not coverage.gaps
    assert codes(coverage) == [
        ("C803", "`CLOSE-01 › when › all › 2` is listed as never `false`, and scenarios show it"),
        ("C803", "`CLOSE-01` is listed as never `decides`, and scenarios show it"),
        ("C803", "`CLOSE-01` is listed as never `waits`, and scenarios show it"),
        ("C803", "`CLOSE-01 › when › all › 1` is listed as never `touched`, and scenarios show it"),
    ]


def test_what_is_listed_and_not_there_is_told(tmp_path: Path) -> None:
    listed = """
    equivalents:
      - { clause: CLOSE-01 › when › all › 3, never: false, reason: None. }
      - { clause: CLOSE-01 › when › all › 2, never: chosen, reason: None. }
      - { rule: CLOSE-7, never: decides, reason: None. }
    """
    coverage = covered(tmp_path, RULES, CHEAP + DEAR_TOO + FROZEN, listed)
    assert codes(coverage) == [
        ("C802", "The law has no clause `CLOSE-01 › when › all › 3`"),
        ("C802", "`chosen` is not asked of `CLOSE-01 › when › all › 2`"),
        ("C802", "The law has no rule `CLOSE-7`"),
    ]
    assert next(each.help for each in coverage.findings) == "Did you mean `CLOSE-01 › when › all › 1`?"


def test_no_scenario_is_no_coverage(tmp_path: Path) -> None:
    coverage = covered(tmp_path, RULES, "")
    assert not coverage.ok
    assert coverage.parts is None
    assert to_json(coverage)["parts"] == []


def test_the_same_run_gives_the_same_report(tmp_path: Path) -> None:
    first, second = (to_json(covered(tmp_path, RULES, CHEAP + FROZEN)) for _ in range(2))
    assert first == second


def test_the_matrix_says_which_scenario_shows_which_rule(tmp_path: Path) -> None:
    untagged = DEAR_TOO.replace("@CLOSE-01", "@till")
    coverage = covered(tmp_path, RULES, CHEAP + untagged + FROZEN.replace("not permitted", "permitted"))
    assert coverage.parts is not None
    law, report = coverage.parts.law, coverage.report
    head, names, row = matrix_csv(law, report, coverage.rules).splitlines()
    assert head.split(",")[:3] == ["rule", "section", "title"]
    assert [place.rpartition(":")[2] for place in head.split(",")[3:]] == ["4", "10", "16"]
    assert names == ",,,S,Dear,Frozen"
    assert row == "CLOSE-01,§1,What is cheap may be closed,decides,(does not),"
    (told,) = matrix_json(law, report, coverage.rules)["rules"]
    assert (told["tagged"], told["decides"], told["does_not"]) == ([0, 2], [0], [1])
