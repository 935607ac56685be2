"""`alluse params`: a table of all, a page of one, and names that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.golden import approved
from tests.console.running import FACTS, LAW, TERMS, run
from tests.console.test_schemas import check


def test_the_table() -> None:
    told = run("params", LAW)
    assert told.code == 0
    assert approved("params.txt", told.out)


@pytest.mark.parametrize("name", ["lending.floor", "lending.rate_fresh", "share.of_income"])
def test_the_page_of_one(name: str) -> None:
    told = run("params", LAW, name)
    assert told.code == 0
    assert approved(f"params-{name}.txt", told.out)


def test_a_group_and_a_key() -> None:
    told = run("params", LAW, "lending", "--format", "json").json
    assert len(told["parameters"]) == 6
    [one] = run("params", LAW, "share.of_income for good", "--format", "json").json["parameters"]
    assert one["name"] == "share.of_income"


def test_values_are_exact_and_in_the_unit_they_were_written_in() -> None:
    told = {each["name"]: each for each in run("params", LAW, "--format", "json").json["parameters"]}
    fresh = told["lending.rate_fresh"]
    assert (fresh["values"], fresh["unit"], fresh["low"], fresh["high"]) == (
        [{"for": None, "value": "10", "text": "10 minutes"}], "minutes", "1", "60",
    )  # fmt: skip
    share = told["share.of_income"]
    assert [(each["for"], each["value"], each["text"]) for each in share["values"]] == [
        ("good", "0.4", "40%"), ("fair", "0.3", "30%"), ("poor", "0", "0%"),
    ]  # fmt: skip
    assert share["overridable_by"] == "branch"
    assert share["by"] == "grade"
    assert told["lending.floor"]["rests_on"] == ["R-01"]
    assert told["lending.floor"]["read_by"] == ["GRADE-01"]
    assert told["lending.rate_fresh"]["read_by"] == ["fact desk.rate"]
    assert told["lending.opens"]["values"][0]["value"] == "09:00"


def test_a_number_changed_in_the_law_is_a_number_changed_here(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    text = Path(LAW, "desk.yaml").read_text(encoding="utf-8")
    law.write_text(text.replace("floor: { is: 620", "floor: { is: 630"), encoding="utf-8")
    assert run("params", law, "lending.floor", "--format", "json").json["parameters"][0]["values"][0]["value"] == "630"


def test_names_that_are_not_there() -> None:
    told = run("params", LAW, "lending.flor")
    assert told.code == 2
    assert told.err == "alluse: the law has no parameter `lending.flor`\nhelp: Did you mean `lending.floor`?\n"
    assert not told.out
    assert "There are lending.opens, lending.closes, lending.floor and 4 more." in run("params", LAW, "qqqqq").err
    assert run("params", LAW, "a", "b").code == 2


def test_who_has_values_of_their_own(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    text = Path(LAW, "desk.yaml").read_text("utf-8")
    law.write_text(f"{text}---\n{Path(TERMS).read_text('utf-8')}", encoding="utf-8")
    for day, held in (("2025-12-31", False), ("2026-01-01", True)):
        told = run("params", law, "share.of_income", "--on", day, "--format", "json").json
        check("parameters", told)
        [terms] = told["parameters"][0]["overrides"]
        assert (told["on"], terms["in_force"]) == (day, held)
        assert (terms["terms"], terms["scope"], terms["key"]) == ("T-SOUTH", "branch", "South")
        assert terms["values"] == [{"for": "good", "value": "0.1", "text": "10%"}]
        assert (terms["from"], terms["until"], terms["approved_by"]) == ("2026-01-01", None, "head of the desk")
    assert run("params", law, "lending.floor", "--format", "json").json["parameters"][0]["overrides"] == []
    assert "  branch (T-SOUTH)  " in run("params", law, "--on", "2026-01-01").out
    assert "T-SOUTH" not in run("params", law, "--on", "2025-12-31").out


def test_an_account_with_terms() -> None:
    """What an account may change, it changes here too, and only there."""
    account = "examples/april-2026/accounts/september-2025-eight-days.yaml"
    law = "constitution/all-use/1.3"
    [mine] = run("params", law, "gen.days_high", "--account", account, "--format", "json").json["parameters"]
    [terms] = mine["overrides"]
    assert (terms["scope"], terms["values"][0]["text"], terms["file"]) == ("account", "8 days", account)
    assert "set apart" in run("params", law, "gen.days_high", "--account", account).out
    assert "set apart" not in run("params", law, "gen.days_high").out
    wrong = run("params", law, "gen.days_high", "--account", FACTS)
    assert wrong.code == 2
    assert "error[F" in wrong.err


def test_terms_beside_the_law() -> None:
    told = run("params", LAW, "share.of_income", "--terms", TERMS, "--on", "2026-01-01", "--format", "json").json
    check("parameters", told)
    [terms] = told["parameters"][0]["overrides"]
    assert (terms["terms"], terms["scope"], terms["key"], terms["file"]) == ("T-SOUTH", "branch", "South", TERMS)
    wrong = run("params", LAW, "--terms", FACTS)
    assert (wrong.code, wrong.out) == (2, "")
    assert "This is a file of facts, not of law" in wrong.err


def test_law_without_parameters(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    law.write_text(
        'constitution: tiny\nversion: "1"\n---\nscopes:\n  desk: { one: true }\n---\nfacts: desk\ngiven:\n'
        "  open: { type: flag }\n---\nactions:\n  start: { on: desk, risk: neutral }\n---\nrule: A-01\n"
        "section: §1\npermit: start\nfor: desk\nwhen: desk.open\n",
        encoding="utf-8",
    )
    told = run("params", law)
    assert told.code == 2
    assert told.err == "alluse: the law has no parameters\n"
