"""Which law is meant when none is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from console import constitution
from console.constitution import find_home, in_force_on
from console.trouble import BadInput, Trouble
from tests.console.running import FACTS, LAW, run

DAY = date(2026, 4, 16)


def _version(root: Path, folder: str, head: str) -> None:
    here = root / "constitution" / "all-use" / folder
    here.mkdir(parents=True)
    (here / "head.yaml").write_text(head, encoding="utf-8")


def _head(version: str, *more: str) -> str:
    return "\n".join(["constitution: all-use", f'version: "{version}"', *more, ""])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _chosen(day: date = DAY) -> str:
    return in_force_on(day).name


def test_the_day_decides_and_not_the_number(home: Path) -> None:
    _version(home, "1.9", _head("1.9"))
    _version(home, "1.4", _head("1.4", "in_force: 2026-04-17"))
    _version(home, "1.5", _head("1.5", "in_force: 2026-04-10"))
    assert _chosen(date(2026, 4, 9)) == "1.9"
    assert _chosen(date(2026, 4, 10)) == "1.5"
    assert _chosen(date(2026, 4, 16)) == "1.5"
    assert _chosen(date(2026, 4, 17)) == "1.4"
    assert _chosen(date(2026, 12, 31)) == "1.4"


def test_law_that_has_ended_does_not_come_back(home: Path) -> None:
    _version(home, "1.3", _head("1.3"))
    _version(home, "1.4", _head("1.4", "in_force: 2026-04-10 until 2026-04-17"))
    assert _chosen(date(2026, 4, 16)) == "1.4"
    with pytest.raises(Trouble) as told:
        in_force_on(date(2026, 4, 17))
    assert told.value.message == (
        "no version of the law in constitution/all-use is in force on 2026-04-17: "
        "there is 1.3 (until 2026-04-10), 1.4 (from 2026-04-10 until 2026-04-17)"
    )


def test_drafts_never(home: Path) -> None:
    _version(home, "1.3", _head("1.3"))
    _version(home, "1.4", _head("1.4", "draft: true"))
    assert _chosen() == "1.3"


def test_the_head_counts_and_not_the_name_of_the_folder(home: Path) -> None:
    _version(home, "a", _head("1.4", "in_force: 2026-01-05"))
    _version(home, "b", _head("1.3"))
    assert _chosen() == "a"


def test_the_head_is_found_among_other_documents(home: Path) -> None:
    here = home / "constitution" / "all-use" / "1.3"
    here.mkdir(parents=True)
    (here / "a.yaml").write_text("# constitution: not this\nrule: [\n---\nrule: A-01\n", encoding="utf-8")
    (here / "b.yaml").write_text(f"rule: [\n---\n{_head('1.3')}---\nrule: [\n", encoding="utf-8")
    assert _chosen() == "1.3"


def test_nothing_in_force(home: Path) -> None:
    _version(home, "1.4", _head("1.4", "in_force: 2027-01-01"))
    _version(home, "1.5", _head("1.5", "draft: true"))
    with pytest.raises(Trouble) as told:
        in_force_on(DAY)
    assert told.value.message == (
        "no version of the law in constitution/all-use is in force on 2026-04-16: "
        "there is 1.4 (from 2027-01-01), 1.5 (a draft)"
    )


def test_a_version_that_cannot_be_told_is_not_passed_over(home: Path) -> None:
    """Skipping it would decide by older law without a word."""
    _version(home, "1.3", _head("1.3"))
    _version(home, "1.4", "constitution: [\n")
    with pytest.raises(Trouble, match=r"all-use/1\.4 does not say which law it is"):
        in_force_on(DAY)


def test_a_date_that_is_none(home: Path) -> None:
    _version(home, "1.4", _head("1.4", "in_force: next spring"))
    with pytest.raises(Trouble, match=r"all-use/1\.4 does not say when it is in force: `next spring` does not say"):
        in_force_on(DAY)


@pytest.mark.parametrize(
    ("times", "day"),
    [([], "from the beginning"), (["in_force: 2026-04-01"], "from 2026-04-01")],
)
def test_two_versions_from_one_day(home: Path, times: list[str], day: str) -> None:
    _version(home, "a", _head("1.3", *times))
    _version(home, "b", _head("1.4", *times))
    with pytest.raises(BadInput) as told:
        in_force_on(DAY)
    (found,) = told.value.findings
    assert (found.code, found.message) == ("E322", f"`1.4` and `1.3` are both in force {day}")
    assert (found.span.file, found.related[0].span.file) == tuple(
        f"constitution/all-use/{each}/head.yaml" for each in "ba"
    )


def test_a_draft_does_not_clash(home: Path) -> None:
    _version(home, "a", _head("1.3"))
    _version(home, "b", _head("1.4", "draft: true"))
    assert _chosen() == "a"


def test_from_a_folder_below(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _version(home, "1.3", _head("1.3"))
    below = home / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert in_force_on(DAY) == Path("../../constitution/all-use/1.3")


def test_the_search_ends_at_the_top_of_the_repository(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A law above the repository is another's; then the law beside the program is meant, if there is any."""
    _version(home, "1.3", _head("1.3"))
    inner = home / "inner"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)
    monkeypatch.setattr(constitution, "__file__", str(tmp_path / "elsewhere" / "console" / "constitution.py"))
    with pytest.raises(Trouble, match="there is no folder constitution/all-use here or above"):
        find_home(Path.cwd())
    _version(tmp_path / "elsewhere", "1.2", _head("1.2"))
    assert find_home(Path.cwd()) == tmp_path / "elsewhere" / "constitution" / "all-use"


# --- as verbs use it ------------------------------------------------------------------------------
def test_the_instant_of_the_facts_chooses_the_law(home: Path) -> None:
    """One version of the sample law from the day of the facts on, another before."""
    root = Path(__file__).parents[2]
    text = (root / LAW / "desk.yaml").read_text(encoding="utf-8")
    for version, since in (("1.2", "2026-04-16"), ("1.3", "2026-04-17")):
        head = f'constitution: desk\nversion: "{version}"\nin_force: {since}\n'
        _version(home, version, text.replace('constitution: desk\nversion: "1.2"\n', head))
    told = run("dry-run", "--facts", root / FACTS, "--format", "json")
    assert told.code == 0, told.err
    assert told.json["constitution"]["version"] == "1.2"


def test_without_law_a_verb_says_what_to_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constitution, "__file__", str(home / "nowhere" / "console" / "constitution.py"))
    for verb in ("validate", "params", "test"):
        told = run(verb)
        assert told.code == 2
        assert "Name the file or folder of the law" in told.err
        assert not told.out
