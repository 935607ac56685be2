"""`alluse init`: what it writes is right at once, and nothing is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from console.new_law import SCAFFOLD
from rules.source.load import load_path
from tests.console.running import run
from tests.console.test_schemas import check
from tests.rules.schema.instances import instance

FILES = [
    "README.md",
    "facts/example.yaml",
    "law/constitution.yaml",
    "law/rules.yaml",
    "law/vocabulary.yaml",
    "scenarios/size.feature",
    "schema/law.schema.json",
    "law/facts.schema.json",
]
GENERATED = {"schema/law.schema.json", "law/facts.schema.json"}


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def test_the_files_and_what_to_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("init", "desk")
    assert told.code == 0, told.err
    assert told.out == (
        "desk: wrote 8 files\n" + "".join(f"  desk/{each}\n" for each in FILES) + "\nNext, try\n"
        "  alluse validate desk/law\n"
        "  alluse dry-run desk/law --facts desk/facts/example.yaml\n"
        "  alluse test desk/law\n"
    )
    assert sorted(files(tmp_path / "desk")) == sorted(FILES)
    for command in told.out.splitlines()[-3:]:
        ran = run(*command.split()[1:])
        assert (ran.code, ran.err) == (0, ""), command


def test_it_is_right_at_once(tmp_path: Path) -> None:
    assert run("init", tmp_path / "new").code == 0
    law, facts = tmp_path / "new" / "law", tmp_path / "new" / "facts" / "example.yaml"
    assert run("validate", law).out.endswith("ok: nothing found\n")
    record = run("dry-run", law, "--facts", facts, "--format", "json").json
    verdicts = {each["subject"]: each["verdict"] for each in record["decisions"]}
    assert verdicts == {"KO": "permitted", "MSFT": "not_permitted"}
    report = run("test", law, "--format", "json").json
    assert report["ok"]
    assert all(each["decides"] and each["does_not"] for each in report["rules"].values()), "each rule has both"
    formatted = run("fmt", "--check", law)
    assert formatted.code == 0, formatted.err


def test_a_number_that_is_changed_fails_a_scenario(tmp_path: Path) -> None:
    """The scenarios of the scaffold hold its boundary."""
    run("init", tmp_path / "new")
    rules = tmp_path / "new" / "law" / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("is: 5%", "is: 6%"), encoding="utf-8")
    assert run("test", tmp_path / "new" / "law").code == 1


def test_names(tmp_path: Path) -> None:
    assert run("init", tmp_path / "My rules!").out.startswith("My-rules: ")
    assert "constitution: My-rules\n" in (tmp_path / "My rules!" / "law" / "constitution.yaml").read_text("utf-8")
    told = run("init", tmp_path / "b", "--name", "prop.firm-1", "--format", "json").json
    check("init", told)
    assert told["name"] == "prop.firm-1"
    assert [Path(each).exists() for each in told["files"]] == [True] * len(FILES)
    for name in ("", "two words", "-x", "a: b"):
        wrong = run("init", tmp_path / "c", f"--name={name}")
        assert wrong.code == 2, name
        assert "Use letters, digits" in wrong.err
    assert not (tmp_path / "c").exists()


def test_a_name_with_blanks_is_quoted_in_what_to_try(tmp_path: Path) -> None:
    assert f"alluse validate '{tmp_path.as_posix()}/two words/law'" in run("init", tmp_path / "two words").out


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    mine = tmp_path / "law" / "rules.yaml"
    mine.write_text("mine", encoding="utf-8")
    told = run("init", tmp_path)
    assert told.code == 2
    assert told.err.startswith(f"alluse: nothing is written, as it would overwrite `{mine.as_posix()}`\n")
    assert files(tmp_path) == {"law/rules.yaml": "mine"}


def test_a_folder_that_has_other_things_in_it(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert run("init", tmp_path).code == 0
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "law").write_text("mine", encoding="utf-8")
    told = run("init", tmp_path)
    assert told.code == 2
    assert "is a file, not a folder" in told.err
    assert files(tmp_path) == {"law": "mine"}
    assert run("init", tmp_path / "law").code == 2
    assert run("init", "").code == 2


def test_what_is_shipped_is_what_is_written() -> None:
    assert sorted(files(SCAFFOLD)) == sorted(set(FILES) - GENERATED)


def test_files_name_their_schema(tmp_path: Path) -> None:
    run("init", tmp_path)
    named = dict.fromkeys((tmp_path / "law").glob("*.yaml"), "schema/law.schema.json")
    named[tmp_path / "facts" / "example.yaml"] = "law/facts.schema.json"
    assert len(named) == 4
    for path, schema in named.items():
        first = path.read_text("utf-8").partition("\n")[0]
        said, name = first.split("$schema=")
        assert said == "# yaml-language-server: "
        assert (path.parent / name).resolve() == tmp_path / schema
    written = {name: (tmp_path / name).read_text("utf-8") for name in GENERATED}
    assert run("schema", "law", tmp_path / "schema", "--write").code == 0
    assert run("schema", "facts", tmp_path / "law", "--write").code == 0
    assert written == {name: (tmp_path / name).read_text("utf-8") for name in GENERATED}


def test_the_schemas_accept_the_files(tmp_path: Path) -> None:
    """What an editor says of the files as they are: nothing."""
    run("init", tmp_path)
    files = {
        "schema/law.schema.json": list((tmp_path / "law").glob("*.yaml")),
        "law/facts.schema.json": [tmp_path / "facts" / "example.yaml"],
    }
    for schema, paths in files.items():
        validator = jsonschema.Draft202012Validator(json.loads((tmp_path / schema).read_text("utf-8")))
        documents = [each for path in paths for each in load_path(path).documents]
        assert documents
        for document in documents:
            validator.validate(instance(document.root))
