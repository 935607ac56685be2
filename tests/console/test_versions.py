"""Law of another time: refused unless it is asked for, and then told in everything that is printed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.console.running import FACTS, LAW, ROOT, run
from tests.console.test_schemas import check

FLAG = "--as-if-in-force"
HEAD = 'constitution: desk\nversion: "1.2"\n'
LABEL = "judged as if in force: "
LATER = "desk 1.3 is in force from 2026-04-17 on, and the facts are of 2026-04-16"
EARLIER = "desk 1.2 was in force until 2026-04-10, and the facts are of 2026-04-16"
DRAFT = "desk 1.4 is a draft, which is never in force"
CHANGE = "---\nparameters: lending\nvalues:\n  floor: { is: 700, of: score }\n"


def _version(home: Path, version: str, *says: str) -> Path:
    """The sample law as a version among others, from its first day on."""
    folder = home / "desk" / version
    shutil.copytree(ROOT / LAW, folder)
    file = folder / "desk.yaml"
    head = "".join(f"{line}\n" for line in ("constitution: desk", f'version: "{version}"', *says))
    file.write_text(file.read_text(encoding="utf-8").replace(HEAD, head), encoding="utf-8")
    return folder


@pytest.fixture
def later(tmp_path: Path) -> Path:
    return _version(tmp_path, "1.3", "in_force: 2026-04-17")


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """Ended by the first day of the version after it."""
    _version(tmp_path, "1.3", "in_force: 2026-04-10")
    return _version(tmp_path, "1.2", "in_force: 2026-01-05")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return _version(tmp_path, "1.4", "draft: true")


CASES = [("later", LATER, "later_law"), ("earlier", EARLIER, "earlier_law"), ("draft", DRAFT, "draft")]


@pytest.mark.parametrize(("which", "says", "why"), CASES)
@pytest.mark.parametrize("verb", ["dry-run", "explain"])
def test_law_of_another_time(verb: str, which: str, says: str, why: str, request: pytest.FixtureRequest) -> None:
    law = request.getfixturevalue(which)
    refused = run(verb, law, "--facts", FACTS)
    assert refused.code == 2
    assert not refused.out
    assert f"error[F630]: {says}" in refused.err
    assert f"`{FLAG}` has it judge them nevertheless" in refused.err
    refused = run(verb, law, "--facts", FACTS, "--format", "json")
    findings = json.loads(refused.err)
    check("findings", findings)
    assert [each["code"] for each in findings["findings"]] == ["F630"]

    page = run(verb, law, "--facts", FACTS, FLAG)
    assert page.code == 0, page.err
    assert " ".join(page.out.split()).count(f"NOT IN FORCE {LABEL}{says}") == 1
    told = run(verb, law, "--facts", FACTS, FLAG, "--format", "json").json
    check("decision-record" if verb == "dry-run" else "explanation", told)
    assert (told["judged_as_if_in_force"]["why"], told["judged_as_if_in_force"]["says"]) == (why, says)


def test_the_version_after_it_is_shown(earlier: Path) -> None:
    refused = run("dry-run", earlier, "--facts", FACTS).err
    assert "`1.3` is in force from then on" in refused
    assert "in_force: 2026-04-10" in refused


def test_law_in_force_has_no_label(tmp_path: Path) -> None:
    law = _version(tmp_path, "1.2", "in_force: 2026-04-16")
    _version(tmp_path, "1.3", "in_force: 2026-04-17")
    for words in ([], [FLAG]):
        told = run("dry-run", law, "--facts", FACTS, *words)
        assert told.code == 0, told.err
        assert LABEL not in told.out
    assert run("dry-run", law, "--facts", FACTS, "--format", "json").json["judged_as_if_in_force"] is None


def test_a_folder_that_is_no_folder_of_versions_is_not_searched(tmp_path: Path) -> None:
    """Only in a folder with the name of the constitution do versions lie beside one another."""
    shutil.move(_version(tmp_path, "1.2", "in_force: 2026-01-05").parent, tmp_path / "elsewhere")
    shutil.move(_version(tmp_path, "1.3", "in_force: 2026-04-10"), tmp_path / "elsewhere")
    assert run("dry-run", tmp_path / "elsewhere" / "1.2", "--facts", FACTS).code == 0


def test_without_a_path_drafts_are_never_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "constitution"
    _version(home, "1.4", "draft: true")
    (home / "desk").rename(home / "all-use")
    monkeypatch.chdir(tmp_path)
    told = run("dry-run", "--facts", ROOT / FACTS, FLAG)
    assert told.code == 2
    assert "is in force on 2026-04-16: there is 1.4 (a draft)" in told.err


def test_scenarios_of_law_that_is_not_in_force_are_run_and_labelled(draft: Path, later: Path) -> None:
    features = ROOT / "tests" / "console" / "sample" / "features"
    assert "judged as if" not in run("test", LAW, "--features", features).out
    told = run("test", draft, "--features", features)
    assert told.out.splitlines()[0].endswith("; judged as if desk 1.4 were in force: it is a draft")
    told = run("test", later, "--features", features)
    assert "; judged as if desk 1.3 were in force: it is not in force on the days of " in told.out
    report = run("test", later, "--features", features, "--format", "json").json
    check("scenario-report", report)
    assert {each["judged_as_if_in_force"] for each in report["scenarios"]} == {"later_law"}


# --- versions that are written as changes ---------------------------------------------------------
def _changes(home: Path, more: str = CHANGE, head: str = "draft: true\n") -> Path:
    _version(home, "1.3")
    folder = home / "desk" / "1.4"
    folder.mkdir()
    text = f'constitution: desk\nversion: "1.4"\namends: "1.3"\n{head}{more}'
    (folder / "changes.yaml").write_text(text, encoding="utf-8")
    return folder


def test_validate_says_what_is_changed(tmp_path: Path) -> None:
    folder = _changes(tmp_path)
    told = run("validate", folder)
    assert told.code == 0, told.err
    assert "amends desk 1.3: replaces lending.floor\n" in told.out
    told = run("validate", folder, "--format", "json")
    check("findings", told.json)
    (checked,) = told.json["checked"]
    assert checked["amends"] == [{"version": "1.3", "replaces": ["lending.floor"], "adds": [], "repeals": []}]
    assert (checked["version"], checked["files"]) == ("1.4", 2)


def test_a_version_of_changes_decides(tmp_path: Path) -> None:
    folder = _changes(tmp_path)
    told = run("dry-run", folder, "--facts", FACTS, FLAG, "--format", "json")
    assert told.code == 0, told.err
    base = run("dry-run", folder.parent / "1.3", "--facts", FACTS, "--format", "json").json
    assert told.json["constitution"]["version"] == "1.4"
    assert told.json["constitution"]["logic_digest"] != base["constitution"]["logic_digest"]
    assert told.json["decisions"] != base["decisions"]


@pytest.mark.parametrize(
    ("head", "more", "code"),
    [
        ("draft: true\nrepeals: [LEND-99]\n", "", "E320"),
        ("in_force: soon\n", "", "E129"),
        ("in_force: 2026-04-16 until 2026-04-16\n", "", "E227"),
        ("", "", "E322"),
    ],
)
def test_mistakes_of_changes(tmp_path: Path, head: str, more: str, code: str) -> None:
    folder = _changes(tmp_path, more, head)
    told = run("validate", folder)
    assert told.code == 1
    assert f"{folder.as_posix()}/changes.yaml" in told.err
    assert f"error[{code}]" in told.err
