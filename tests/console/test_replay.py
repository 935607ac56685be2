"""`alluse replay`: recorded sessions under several readings, side by side and never mixed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from tests.console.running import ROOT, Ran, run
from tests.console.test_schemas import check

SPY = "examples/april-2026/week-spy-2025.yaml"
GOOG = "examples/april-2026/week-goog-2015.yaml"


def _seen_from_elsewhere(week: str) -> str:
    """A week of the examples whose paths hold from any folder."""
    home = ROOT / "examples" / "april-2026"
    for key, path in (("recording: ", "spy"), ("[", "accounts/"), ("constitution: ", "../")):
        week = week.replace(f"{key}{path}", f"{key}{home}/{path}")
    return week


def test_one_number_changed_is_seen_beside_the_law_as_it_stands() -> None:
    told = run("replay", SPY)

    assert told.code == 0, told.err
    assert "terms    EIGHT-DAYS of account A-2025: gen.days_high: 8." in told.out
    assert "days to expiry 6 days" in told.out
    assert "► 1 × SPY 3 Oct 656P" in told.out
    assert "Carried on as hypothetical fills at mid" in told.out
    assert "Nothing was traded." in told.out


@cache
def _early_close() -> Ran:
    """The week of GOOG, replayed once for all tests that look at it."""
    return run("replay", GOOG)


def test_an_early_close_opens_nothing_and_says_what_came_nearest() -> None:
    told = _early_close()

    assert told.code == 0, told.err
    assert "nearest GOOG 24 Dec 747.5P" in told.out
    assert "►" not in told.out
    assert "hypothetical fills at mid\n" not in told.out


@cache
def _replayed() -> Ran:
    """The week of SPY as data, replayed once for all tests that look at it."""
    return run("replay", SPY, "--format", "json")


def _without_saying_so(folder: Path) -> Path:
    """The week of SPY as a file in another folder, which does not say that the law judges what lies before it."""
    text = _seen_from_elsewhere((ROOT / SPY).read_text(encoding="utf-8"))
    assert "as_if_in_force: true\n" in text
    path = folder / "week.yaml"
    path.write_text(text.replace("as_if_in_force: true\n", ""), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The same once more, from another folder, and the folder in which its facts were kept."""
    folder = tmp_path_factory.mktemp("facts")
    path = _without_saying_so(tmp_path_factory.mktemp("week"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        words = ["replay", str(path), "--as-if-in-force", "--format", "json", "--keep-facts", str(folder)]
        return run(*words), folder


def test_json_is_as_its_schema_says_and_the_same_twice(again: tuple[Ran, Path]) -> None:
    first, (second, _) = _replayed(), again

    assert first.out == second.out
    check("replay", first.json)
    for session in first.json["sessions"]:
        check("decision-record", session["record"])
    assert [len(each["hypothetical_fills"]) for each in first.json["sessions"]] == [0, 1]


def test_kept_facts_can_be_decided_again(again: tuple[Ran, Path]) -> None:
    told, folder = again
    assert told.code == 0, told.err
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["2025-09-25-reading-1.json", "2025-09-25-reading-2.json"]

    words = ["dry-run", "constitution/all-use/1.3", "--facts", str(folder / kept[0]), "--format", "json"]
    refused = run(*words)
    assert refused.code == 2
    assert [each["code"] for each in json.loads(refused.err)["findings"]] == ["F630"]
    decided = run(*words, "--as-if-in-force")
    replayed = _replayed().json["sessions"][0]["record"]
    assert decided.json == json.loads(json.dumps(replayed))


def test_a_week_before_the_law_is_judged_only_if_it_says_so(tmp_path: Path, again: tuple[Ran, Path]) -> None:
    refused = run("replay", str(_without_saying_so(tmp_path)))
    assert refused.code == 2
    assert "error[F630]: all-use 1.3 is in force from 2026-01-05 on, and the facts are of 2025-09-25" in refused.err
    assert "sessions: [2025-09-25]" in refused.err
    assert "`as_if_in_force: true` has it judge them nevertheless" in refused.err
    assert not refused.out

    told, _ = again
    assert told.code == 0, told.err
    labels = [each["record"]["judged_as_if_in_force"] for each in told.json["sessions"]]
    assert [(each["in_force"], each["why"], each["facts_at"][:10]) for each in labels] == [
        ("2026-01-05", "later_law", "2025-09-25")
    ] * 2


def test_the_page_of_a_week_before_the_law_says_so() -> None:
    told = _early_close()
    label = "judged as if in force: all-use 1.3 is in force from 2026-01-05 on, and the facts are of 2015-12-24"
    assert told.out.count(f"NOT IN FORCE  {label}") == 1


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
    text = (ROOT / SPY).read_text(encoding="utf-8")
    assert change[0] in text
    text = _seen_from_elsewhere(text.replace(*change))
    path = tmp_path / "week.yaml"
    path.write_text(text, encoding="utf-8")
    told = run("replay", str(path))

    assert told.code == 2
    assert f"error[{code}]" in told.err
    assert "Traceback" not in told.err


def test_a_week_that_shows_what_the_law_does_not_have(tmp_path: Path) -> None:
    text = _seen_from_elsewhere((ROOT / SPY).read_text(encoding="utf-8")) + "shows:\n  position: [breech]\n"
    path = tmp_path / "week.yaml"
    path.write_text(text, encoding="utf-8")
    told = run("replay", str(path))

    assert told.code == 2
    assert "no such fact" in told.err
    assert "position.breach" in told.err
