"""`alluse fmt`: which files, what is written, what is told, how it ends."""

from __future__ import annotations

import stat
from pathlib import Path

import jsonschema
import pytest

from console import fmt
from rules.format import formatter
from tests.console.running import Ran, run, run_alone
from tests.console.test_schemas import schema

HEAD = 'constitution: small\nversion: "1"\n---\nscopes:\n  desk: { one: true }\n---\n'
FACTS = "facts: desk\ngiven:\n  money: { type: number }\n---\n"
RULE = "rule: A-01\nsection: §1\nderive: desk.rich\ntype: flag\nfor: desk\nwhen: desk.money > 3\n"
MIXED = "rule: A-01\nfor: desk\nsection: §1\nderive: desk.rich\ntype: flag\nwhen: desk.money>3\n"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """A folder of law whose rules are not in canonical form."""
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "head.yaml").write_text(HEAD + FACTS.removesuffix("---\n"), encoding="utf-8")
    (folder / "rules.yaml").write_text(MIXED, encoding="utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "notes.yaml").write_text("about:   nothing\n", encoding="utf-8")
    return folder


def told(ran: Ran) -> dict[str, str]:
    """The status of each file, by its name; the result follows its schema."""
    jsonschema.Draft202012Validator(schema("formatted")).validate(ran.json)
    return {Path(each["file"]).name: each["status"] for each in ran.json["files"]}


def test_check_writes_nothing_and_names_files(law: Path) -> None:
    ran = run("fmt", law.parent, "--check")
    assert ran.code == 1
    assert ran.out == (
        f"would rewrite {law.as_posix()}/rules.yaml\n"
        "looked at 2 files of law: 1 not in canonical form and 1 in canonical form\n"
    )
    assert (law / "rules.yaml").read_text("utf-8") == MIXED
    assert told(run("fmt", law.parent, "--check", "--format", "json")) == {
        "head.yaml": "canonical",
        "notes.yaml": "no_law",
        "rules.yaml": "would_change",
    }


def test_files_are_rewritten_once(law: Path) -> None:
    assert run("fmt", law).out.startswith("rewrote ")
    assert (law / "rules.yaml").read_text("utf-8") == RULE
    again = run("fmt", law)
    assert (again.code, again.out) == (0, "looked at 2 files of law: 2 in canonical form\n")
    assert run("fmt", law, "--check").code == 0


def test_the_law_of_the_repository_is_in_canonical_form() -> None:
    ran = run("fmt", "--check", "constitution", "examples")
    assert ran.code == 0, ran.out
    assert run("fmt", "--check").code == 0


def test_a_file_keeps_its_permissions_and_a_link_stays_one(law: Path) -> None:
    rules, link = law / "rules.yaml", law.parent / "link.yaml"
    rules.chmod(0o640)
    link.symlink_to(rules)
    assert run("fmt", link).code == 0
    assert link.is_symlink()
    assert stat.S_IMODE(rules.stat().st_mode) == 0o640
    assert rules.read_text("utf-8") == RULE
    assert sorted(each.name for each in law.iterdir()) == ["head.yaml", "rules.yaml"]


def test_a_write_that_fails_leaves_the_file_as_it_was(law: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        run("fmt", law)
    assert (law / "rules.yaml").read_text("utf-8") == MIXED
    assert sorted(each.name for each in law.iterdir()) == ["head.yaml", "rules.yaml"]


def test_windows_line_ends_stay(law: Path) -> None:
    (law / "rules.yaml").write_bytes(MIXED.replace("\n", "\r\n").encode())
    assert run("fmt", law).code == 0
    assert (law / "rules.yaml").read_bytes() == RULE.replace("\n", "\r\n").encode()
    assert run("fmt", law, "--check").code == 0


def test_what_cannot_be_read_stays_and_the_rest_is_formatted(law: Path) -> None:
    bad = law / "bad.yaml"
    bad.write_text("rule: B-01\n  when: x\n", encoding="utf-8")
    ran = run("fmt", law)
    assert ran.code == 2
    assert "bad.yaml:2:" in ran.err
    assert ran.out.endswith("looked at 3 files of law: 1 rewritten, 1 in canonical form and 1 left as it is\n")
    assert bad.read_text("utf-8") == "rule: B-01\n  when: x\n"
    ran = run("fmt", law, "--format", "json")
    assert told(ran)["bad.yaml"] == "unreadable"
    assert ran.json["findings"][0]["code"] == "Y108"
    assert not ran.json["ok"]


def test_texts_are_put_in_quotes(law: Path) -> None:
    rules = law / "rules.yaml"
    rules.write_text(RULE.replace("section: §1", "section: §1\ntitle: *rich*, and so"), encoding="utf-8")
    ran = run("fmt", rules)
    assert ran.out.splitlines()[0] == f"rewrote {rules.as_posix()} (1 text put in quotes)"
    assert 'title: "*rich*, and so"\n' in rules.read_text("utf-8")
    assert run("validate", law).code == 0


def test_nothing_to_look_at_is_no_pass(law: Path) -> None:
    for path, words in (
        (law / "none.yaml", "does not exist"),
        (law.parent / "empty", "holds no YAML file"),
        (law.parent / "notes" / "notes.yaml", "This is not a file of law"),
    ):
        (law.parent / "empty").mkdir(exist_ok=True)
        ran = run_for(path)
        assert ran.code == 2
        assert words in ran.err
    assert "holds no file of law" in run_for(law.parent / "notes").err


def run_for(path: Path) -> Ran:
    """`alluse fmt --check`, with its trouble told as people see it."""
    return run_alone("fmt", "--check", path)


def test_a_law_that_would_change_is_not_written(law: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the formatter does: another digest, and the files stay."""
    real = formatter.format_text

    def wrong(text: str, file: str) -> formatter.Formatted:
        found = real(text, file)
        changed = None if found.text is None else found.text.replace("> 3", "> 4")
        return formatter.Formatted(changed, found.source, found.findings, found.is_law)

    monkeypatch.setattr(fmt, "format_text", wrong)
    ran = run("fmt", law)
    assert ran.code == 2
    assert "the law would have another digest" in ran.err
    assert (law / "rules.yaml").read_text("utf-8") == MIXED


def test_a_mistake_of_the_formatter_is_told_as_ours(law: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> list[str]:
        return ["rule: A-02"]

    monkeypatch.setattr(formatter, "lay_out", wrong)
    ran = run("fmt", law)
    assert ran.code == 2
    assert "stays as it is" in ran.err
    assert "This is a mistake of ours" in ran.err
    assert (law / "rules.yaml").read_text("utf-8") == MIXED


def test_law_in_one_file_and_law_that_amends(law: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.yaml"
    alone.write_text(HEAD + FACTS + MIXED, encoding="utf-8")
    assert run("fmt", alone).code == 0
    assert alone.read_text("utf-8") == HEAD + FACTS + RULE
    later = tmp_path / "later"
    later.mkdir()
    (later / "head.yaml").write_text(
        'amends: "1"\nconstitution: small\nversion: "2"\n---\n' + MIXED.replace("3", "5"), encoding="utf-8"
    )
    assert run("fmt", later).code == 0
    assert (later / "head.yaml").read_text("utf-8").startswith('constitution: small\nversion: "2"\namends: "1"\n')
