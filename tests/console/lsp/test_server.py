"""The language server, as an editor meets it: a process of its own, spoken to over its standard streams."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from console.serve_lsp import command
from console.trouble import Trouble
from tests.console.lsp.client import Editor
from tests.console.running import LAW, ROOT, run, run_alone

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """A copy of the sample law in a folder of its own."""
    shutil.copytree(ROOT / LAW, tmp_path / "law")
    return tmp_path / "law" / "desk.yaml"


def place_of(path: Path, text: str, after: int = 0) -> tuple[int, int]:
    """Line and column of a text in a file, both from 0, and some characters behind its beginning."""
    for number, line in enumerate(path.read_text("utf-8").split("\n")):
        if text in line:
            return number, line.index(text) + after
    raise AssertionError(text)


def wrong(path: Path, old: str, new: str) -> str:
    """The text of a file with a mistake in it."""
    text = path.read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1)


def as_validate_says(path: Path) -> list[tuple[str, int, int, int, int, str]]:
    """The findings of the law around a file, in the form in which editors count."""
    told = run("validate", path.parent, "--format", "json").json["findings"]
    return [
        (each["code"], each["line"] - 1, each["column"] - 1, each["end_line"] - 1, each["end_column"] - 1,
         each["message"])
        for each in told
        if each["file"] == path.as_posix()
    ]  # fmt: skip


def shown(found: list[Any]) -> list[tuple[str, int, int, int, int, str]]:
    """The same of what a server published."""
    return [
        (each["code"], each["range"]["start"]["line"], each["range"]["start"]["character"],
         each["range"]["end"]["line"], each["range"]["end"]["character"], each["message"].split("\n")[0])
        for each in found
    ]  # fmt: skip


# --- findings -------------------------------------------------------------------------------------
def test_what_is_published_is_what_validate_says(law: Path) -> None:
    text = wrong(law, "customer.income", "customer.incom").replace("of: offer\n", "of: offers\n", 1)
    law.write_text(text, encoding="utf-8")
    expected = as_validate_says(law)
    assert {each[0] for each in expected} >= {"E301", "E302"}
    with Editor(law.parent) as editor:
        editor.open(law)
        found = editor.told(law)
        assert shown(found) == expected
        help = next(each["message"] for each in found if each["code"] == "E301")
        assert "Did you mean" in help
        assert {each["severity"] for each in found if each["code"].startswith("E")} == {1}
        assert {each["source"] for each in found} == {"alluse"}


def test_what_is_typed_goes_before_what_is_on_disk(law: Path) -> None:
    good = law.read_text("utf-8")
    clean = as_validate_says(law)
    assert all(not each[0].startswith("E") for each in clean)
    bad = wrong(law, "lending.floor", "lending.flor")
    with Editor(law.parent) as editor:
        editor.open(law)
        assert shown(editor.told(law)) == clean
        for letter in ("lending.fl", "lending.flo", "lending.flor"):
            editor.change(law, wrong(law, "lending.floor", letter))
        found = editor.told(law)
        assert ("E301", *place_of(law, "lending.floor")) in [each[:3] for each in shown(found)]
        editor.change(law, good)
        assert shown(editor.told(law)) == clean
        editor.change(law, bad)
        assert "E301" in {each["code"] for each in editor.told(law)}
        editor.leave(law)
        assert shown(editor.told(law)) == clean, "what was not saved is forgotten"
        law.write_text(bad, encoding="utf-8")
        editor.open(law)
        assert shown(editor.told(law)) == as_validate_says(law)
        law.write_text(good, encoding="utf-8")
        editor.change(law, good)
        editor.save(law)
        assert shown(editor.told(law)) == clean


def test_a_mistake_is_told_in_the_file_that_has_it(law: Path) -> None:
    other = law.with_name("more.yaml")
    other.write_text("rule: MORE-01\nsection: §9\npermit: lend\nfor: application\nwhen: desk.rat > 1%\n", "utf-8")
    with Editor(law.parent) as editor:
        editor.open(law)
        found = editor.told(other)
        assert shown(found) == as_validate_says(other)
        assert [each["code"] for each in found] == ["E301"]
        editor.open(other, other.read_text("utf-8").replace("desk.rat ", "desk.rate "))
        assert editor.told(other) == []


def test_columns_are_counted_as_editors_count_them(law: Path) -> None:
    """Two units of UTF-16 for a sign beyond the basic plane."""
    text = wrong(law, "grade: { one_of:", 'grade: { doc: "\N{MONEY BAG}\N{MONEY BAG}", one_off:')
    law.write_text(text, encoding="utf-8")
    expected = next(each for each in as_validate_says(law) if each[0] == "E121")
    with Editor(law.parent) as editor:
        editor.open(law)
        found = next(each for each in shown(editor.told(law)) if each[0] == "E121")
    assert found == (*expected[:2], expected[2] + 2, expected[3], expected[4] + 2, expected[5])


def test_a_file_that_belongs_to_no_law(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    facts = tmp_path / "facts.yaml"
    facts.write_text("at: 2026-01-05T10:00:00-05:00\nfacts: { }\n", "utf-8")
    with Editor(tmp_path) as editor:
        editor.open(facts)
        assert editor.told(facts) == []
        editor.change(facts, "at: 1\nat: 2\n")
        assert [each["code"] for each in editor.told(facts)] == ["Y113"]
        assert editor.at("hover", facts, 0, 1) is None
        assert editor.at("definition", facts, 0, 1) == []


def test_nonsense_does_not_end_the_server(law: Path) -> None:
    with Editor(law.parent) as editor:
        for text in ("", "\n", "\t", "---\n---\n", "a: [", "rule: X\nwhen: (", "\x00", "\N{MONEY BAG}: {"):
            editor.open(law, text)
            editor.told(law)
            assert editor.at("hover", law, 0, 0) is None
            assert editor.at("hover", law, 7, 300) is None
            assert isinstance(editor.at("completion", law, 0, 0), list)
            assert isinstance(editor.at("completion", law, 9, 9), list)
        untitled = "untitled:Untitled-1"
        document = {"uri": untitled, "languageId": "yaml", "version": 1, "text": "rule: A"}
        editor.tell("textDocument/didOpen", {"textDocument": document})
        where = {"textDocument": {"uri": untitled}, "position": {"line": 0, "character": 1}}
        assert editor.ask("textDocument/hover", where) is None


def test_a_version_that_is_written_as_changes(tmp_path: Path) -> None:
    """It is checked with what it amends; what is typed there counts, and its findings stay its own."""
    base, later = tmp_path / "desk" / "1.2" / "desk.yaml", tmp_path / "desk" / "1.3" / "law.yaml"
    shutil.copytree(ROOT / LAW, base.parent)
    later.parent.mkdir()
    changes = (
        'constitution: desk\nversion: "1.3"\nin_force: 2027-01-01\namends: "1.2"\n---\nparameters: lending\n'
        "section: §1\nsource: the board\nvalues:\n  floor: { is: 640, of: score }\n"
    )
    later.write_text(changes, encoding="utf-8")
    with Editor(tmp_path) as editor:
        editor.open(later)
        assert "E226" not in {each["code"] for each in editor.told(later)}
        hover = editor.at("hover", later, *place_of(later, "floor", 2))["contents"]["value"]
        assert "- value: 640" in hover
        editor.open(base)
        editor.told(base)
        editor.change(later, changes.replace("is: 640", "is: 64"))
        assert [each["code"] for each in editor.told(later) if each["severity"] == 1] == ["E226"]


# --- names ----------------------------------------------------------------------------------------
def test_hover(law: Path) -> None:
    with Editor(law.parent) as editor:
        editor.open(law)

        def at(text: str, after: int) -> str:
            found = editor.at("hover", law, *place_of(law, text, after))
            return found["contents"]["value"] if found is not None else ""

        fact = at("customer.score >= 720", 10)
        assert fact.startswith("**customer.score** · fact")
        assert "- type: score" in fact
        number = at("lending.ceiling of", 9)
        assert number.startswith("**lending.ceiling** · parameter")
        assert "- value: 50%" in number
        assert at("for: application where", 6).startswith("**application** · scope")
        assert at("permit: lend", 9).startswith("**lend** · action")
        assert at("  ceiling: { is", 4).startswith("**lending.ceiling** · parameter"), "a key that declares"
        assert at("  income: { type", 4).startswith("**customer.income** · fact")
        assert at("rests_on: R-01", 11).startswith("**R-01** · ruling")
        assert at("is study", 4).startswith("**study** · word")
        assert at("title: The desk lends what", 10) == "", "sentences hold no names"
        assert at("hit_policy: unique", 2) == ""


def test_hover_while_the_law_has_a_mistake(law: Path) -> None:
    with Editor(law.parent) as editor:
        editor.open(law, wrong(law, "when: not desk.rate < 10%", "when: not desk.rat < 10%"))
        editor.told(law)
        found = editor.at("hover", law, *place_of(law, "customer.score >= 720", 10))
        assert found["contents"]["value"].startswith("**customer.score** · fact")


def test_definition(law: Path) -> None:
    with Editor(law.parent) as editor:
        editor.open(law)
        [place] = editor.at("definition", law, *place_of(law, "lending.ceiling of", 9))
        line, column = place_of(law, "ceiling: { is")
        assert place["uri"] == law.as_uri()
        assert place["range"]["start"] == {"line": line, "character": column}
        assert editor.at("definition", law, *place_of(law, "hit_policy: unique", 2)) == []


def test_completion(law: Path) -> None:
    with Editor(law.parent) as editor:
        assert editor.can["completionProvider"]["triggerCharacters"] == ["."]
        editor.open(law)
        end = len(law.read_text("utf-8").split("\n")) - 1

        def offered(*lines: str) -> dict[str, Any]:
            text = law.read_text("utf-8") + "---\n" + "\n".join(lines)
            editor.change(law, text)
            found = editor.at("completion", law, end + len(lines), len(lines[-1]))
            return {each["label"]: each for each in found}

        rule = ("rule: NEW-01", "section: §9", "permit: lend", "for: application")
        facts = offered(*rule, "when: customer.in")
        assert facts["customer.income"]["detail"] == "money"
        edit = facts["customer.income"]["textEdit"]
        assert edit["newText"] == "customer.income"
        assert edit["range"]["start"]["character"] == len("when: ")
        assert {"lending.floor", "study", "application", "desk.rate"} <= set(facts)
        assert "when" not in facts
        assert "customer.income" in offered(*rule, "when:", "  all:", "    - cust")
        keys = offered(*rule, "w")
        assert keys["when"]["textEdit"]["newText"] == "when: "
        assert {"exception_to", "title"} <= set(keys)
        assert not {"for", "section", "permit", "customer.income"} & set(keys)
        assert {"rule", "table", "parameters"} <= set(offered("ru"))
        assert {"lend", "collect"} == set(offered("rule: NEW-01", "permit: "))
        assert {"application", "branch"} <= set(offered("rule: NEW-01", "permit: lend", "for: "))
        assert set(offered("table: T-01", "hit_policy: ")) >= {"unique", "priority"}
        assert set(offered("table: T-01", "rows:", "  - ")) >= {"when", "then"}
        assert set(offered("rule: N-01", "rests_on: [")) == {"R-01"}
        assert {"money", "grade", "flag"} <= set(offered("facts: loan", "given:", "  new: { type: "))
        assert offered(*rule, "title: Some words ") == {}


# --- the verb -------------------------------------------------------------------------------------
def test_help() -> None:
    told = run("lsp", "--help")
    assert told.code == 0
    assert "extra `lsp`" in told.out


def test_a_person_who_starts_it_is_told_who_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(Trouble, match="is started by an editor"):
        command.main([], standalone_mode=False)


def test_without_pygls(tmp_path: Path) -> None:
    hidden = tmp_path / "sitecustomize.py"
    hidden.write_text(
        "import importlib.util as util\nfind = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'pygls' else find(name, *rest)\n",
        encoding="utf-8",
    )
    told = run_alone("lsp", environment={"PYTHONPATH": f"{tmp_path}:{ROOT}"})
    assert told.code == 2
    assert told.err == (
        "alluse: the language server needs pygls, which is not installed\n"
        "help: Install the program with its extra `lsp`: `pip install '.[lsp]'` in the repository.\n"
    )
    assert not told.out
