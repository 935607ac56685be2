"""`alluse replay`: recorded sessions under several readings, side by side and never mixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.console.running import ROOT, run
from tests.console.test_schemas import check

SPY = "examples/april-2026/week-spy-2025.yaml"
GOOG = "examples/april-2026/week-goog-2015.yaml"


def test_one_number_changed_is_seen_beside_the_law_as_it_stands() -> None:
    told = run("replay", SPY)

    assert told.code == 0, told.err
    assert "terms    EIGHT-DAYS of account A-2025: gen.days_high: 8." in told.out
    assert "days to expiry 6 days" in told.out
    assert "► 1 × SPY 3 Oct 656P" in told.out
    assert "Carried on as hypothetical fills at mid" in told.out
    assert "Nothing was traded." in told.out


def test_an_early_close_opens_nothing_and_says_what_came_nearest() -> None:
    told = run("replay", GOOG)

    assert told.code == 0, told.err
    assert "nearest GOOG 24 Dec 747.5P" in told.out
    assert "►" not in told.out
    assert "hypothetical fills at mid\n" not in told.out


def test_json_is_as_its_schema_says_and_the_same_twice() -> None:
    first, second = (run("replay", SPY, "--format", "json") for _ in range(2))

    assert first.out == second.out
    check("replay", first.json)
    for session in first.json["sessions"]:
        check("decision-record", session["record"])
    assert [len(each["hypothetical_fills"]) for each in first.json["sessions"]] == [0, 1]


def test_kept_facts_can_be_decided_again(tmp_path: Path) -> None:
    told = run("replay", SPY, "--keep-facts", str(tmp_path))
    assert told.code == 0, told.err
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["2025-09-25-reading-1.json", "2025-09-25-reading-2.json"]

    again = run("dry-run", "constitution/all-use/1.3", "--facts", str(tmp_path / kept[0]), "--format", "json")
    replayed = run("replay", SPY, "--format", "json").json["sessions"][0]["record"]
    assert again.json == json.loads(json.dumps(replayed))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("accounts/september-2025.yaml", "accounts/nobody.yaml"), "Y101"),
        (("sessions: [2025-09-25]", "sessions: [2025-09-24]"), "F617"),
        (("reading: at_10", "reading: at_11"), "F617"),
        (("week: spy", "weak: spy"), "F601"),
    ],
)
def test_mistakes_in_a_week_are_shown_with_their_place(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    home = ROOT / "examples" / "april-2026"
    text = (ROOT / SPY).read_text(encoding="utf-8")
    assert change[0] in text
    text = text.replace(*change).replace("recording: spy", f"recording: {home}/spy")
    text = text.replace("[accounts/", f"[{home}/accounts/")
    path = tmp_path / "week.yaml"
    path.write_text(text, encoding="utf-8")
    told = run("replay", str(path))

    assert told.code == 2
    assert f"error[{code}]" in told.err
    assert "Traceback" not in told.err


def test_a_week_that_shows_what_the_law_does_not_have(tmp_path: Path) -> None:
    home = ROOT / "examples" / "april-2026"
    text = (ROOT / SPY).read_text(encoding="utf-8").replace("recording: spy", f"recording: {home}/spy")
    text = text.replace("[accounts/", f"[{home}/accounts/") + "shows:\n  position: [breech]\n"
    path = tmp_path / "week.yaml"
    path.write_text(text, encoding="utf-8")
    told = run("replay", str(path))

    assert told.code == 2
    assert "no such fact" in told.err
    assert "position.breach" in told.err
