"""How an action of legs is told: in a record, in an explanation, by its name."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.console.running import ROOT, run
from tests.scenarios.test_legs import LAW

FACTS = """\
at: 2026-04-16T10:00:00-04:00
facts:
  account: { A: { quiet: QUIET } }
  contract: { OLD: { interest: 500 }, NEW: { interest: INTEREST } }
  position: { P-1: { account: A, contract: OLD, quantity: 2, wanted: N } }
  offer: { N: { account: A, contract: NEW } }
"""


def words(folder: Path, *verb: str, quiet: str = "false", interest: str = "99") -> list[str]:
    (folder / "law.yaml").write_text(LAW, "utf-8")
    (folder / "facts.yaml").write_text(FACTS.replace("QUIET", quiet).replace("INTEREST", interest), "utf-8")
    first, *rest = verb
    return [first, (folder / "law.yaml").as_posix(), *rest, "--facts", (folder / "facts.yaml").as_posix()]


def line(text: str) -> str:
    """What is told in one line."""
    return " ".join(text.split())


def test_a_record_tells_which_leg_is_left_and_why(tmp_path: Path) -> None:
    told = line(run(*words(tmp_path, "dry-run")).out)
    alone = "only its closing leg, as close: the whole is refused by LIQUID-01 (opening, contract NEW)"
    assert f"P-1 proposed, one leg ROLL-01, EXIT-01 {alone}; quantity 2, to N" in told
    assert "1 thing to be done" in told


def test_a_record_tells_what_stops_both(tmp_path: Path) -> None:
    told = line(run(*words(tmp_path, "dry-run", quiet="true")).out)
    refused = (
        "the whole is refused by LIQUID-01 (opening, contract NEW); nothing permits its closing leg alone, as close"
    )
    assert f"P-1 stopped LIQUID-01 {refused}" in told


def test_a_record_tells_nothing_of_legs_where_all_are_done(tmp_path: Path) -> None:
    told = run(*words(tmp_path, "dry-run", interest="100")).out
    assert "leg" not in told.replace("legs", "")


def test_doubt_is_told(tmp_path: Path) -> None:
    told = line(run(*words(tmp_path, "dry-run", interest="unknown")).out)
    assert "refused by LIQUID-01 (opening, contract NEW), as contract.interest is not given" in told


def test_an_explanation_tells_of_each_leg_what_the_rule_says(tmp_path: Path) -> None:
    told = line(run(*words(tmp_path, "explain", "P-1", "--action", "roll")).out)
    assert "LIQUID-01 (forbid, §8) stands on the opening leg, contract NEW true +1 interest" in told
    assert "LIQUID-01 (forbid, §8) does not stand on the closing leg, contract OLD false -400 interest" in told


def test_why_not_of_a_rule_that_binds_another_leg(tmp_path: Path) -> None:
    told = line(run(*words(tmp_path, "explain", "--why-not", "LIQUID-01")).out)
    assert "stands on the opening leg, contract NEW" in told
    assert "open interest 99 is 1 below 100" in told


@pytest.mark.parametrize(
    ("quiet", "interest"), [("false", "99"), ("true", "99"), ("false", "100"), ("false", "unknown")]
)
@pytest.mark.parametrize(
    ("schema", "verb"), [("decision-record", ["dry-run"]), ("explanation", ["explain", "P-1", "--action", "roll"])]
)
def test_what_is_printed_is_as_the_schemas_say(
    schema: str, verb: list[str], quiet: str, interest: str, tmp_path: Path
) -> None:
    told = run(*words(tmp_path, *verb, quiet=quiet, interest=interest), "--format", "json").json
    jsonschema.validate(told, json.loads((ROOT / "console/schemas" / f"{schema}.json").read_text("utf-8")))
    found = told["intents"] + told["stopped"] if schema == "decision-record" else told["explanations"][0]["done"]
    (intent,) = found
    whole = interest == "100"
    assert [each["leg"] for each in intent["legs"]] == (["closing", "opening"] if whole else ["closing"])
    assert ("alone" in intent) is not whole
    if not whole:
        assert intent["alone"]["verdict"] == ("not_permitted" if quiet == "true" else "permitted")
        assert intent["alone"]["on_legs"] == [{"rule": "LIQUID-01", "leg": "opening", "about": "contract NEW"}]


def test_the_name_of_an_action_tells_its_legs(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_text(LAW, "utf-8")
    told = line(run("explain", (tmp_path / "law.yaml").as_posix(), "roll").out)
    assert "legs closing: the position; alone, where the whole is refused, as close" in told
    assert "opening: the offer that is its field to" in told
