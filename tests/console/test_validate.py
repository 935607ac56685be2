"""`alluse validate`, as a strategist uses it, mistakes included."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.compile.cached import kept_law
from rules.compile.compiler import compile_path
from tests.console.running import FACTS, LAW, TERMS, WAIVER, run

USAGE = 2
HEAD = 'constitution: tiny\nversion: "1"\n'


def _write(folder: Path, text: str, name: str = "law.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_good_law() -> None:
    told = run("validate", LAW)
    assert told.code == 0
    assert told.out == (
        "checked 26 documents in 1 file: desk 1.2, 11 rules, 7 parameters, 10 given facts and 2 actions\n"
        "ok: 1 note; `--notes` shows the notes\n"
        "1 rule may stop what reduces risk: COLLECT-03\n"
    )
    assert told.err == ""


def test_what_is_found_never_comes_from_law_that_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verb that decides has kept this law; what is told of it is found anew."""
    assert run("params", LAW).code == 0
    assert kept_law(Path(LAW)) is not None

    def not_now(*_: object) -> None:
        raise AssertionError("law that was kept was asked for")

    monkeypatch.setattr("console.reading.kept_law", not_now)
    monkeypatch.setattr("rules.compile.cached.kept_law", not_now)
    told = run("validate", LAW, "--notes")
    assert told.code == 0
    assert "note[R701]" in told.err
    with pytest.raises(AssertionError, match="law that was kept"):
        run("params", LAW)


def test_notes_are_printed_when_they_are_asked_for() -> None:
    told = run("validate", LAW, "--notes")
    assert told.code == 0
    assert "\nok: 1 note\n" in told.out
    assert "note[R701]: The rule can stop what reduces risk: `collect`" in told.err
    assert "ok:" not in told.err


def test_a_folder_of_versions_stands_for_each_of_them(tmp_path: Path) -> None:
    for version in ("1", "2"):
        (tmp_path / "desk" / version).mkdir(parents=True)
        text = Path(LAW, "desk.yaml").read_text("utf-8").replace('version: "1.2"', f'version: "{version}"')
        assert f'version: "{version}"' in text
        _write(tmp_path / "desk" / version, text)
    told = run("validate", tmp_path / "desk")
    assert told.out.count("checked 26 documents in 1 file: desk") == len(("1", "2"))
    assert "desk 1," in told.out
    assert "desk 2," in told.out
    told = run("params", tmp_path / "desk")
    assert told.code == USAGE
    assert "holds several versions: 1 and 2" in told.err


def test_the_counts_are_those_of_the_compiled_law() -> None:
    law = compile_path(Path(LAW)).law
    assert law is not None
    [checked] = run("validate", LAW, "--format", "json").json["checked"]
    assert checked["rules"] == len(law.rule_ids())
    assert checked["parameters"] == len(law.parameters)
    assert checked["facts"] == sum(each.origin == "given" for each in law.facts.values())
    assert checked["actions"] == len(law.actions)
    assert checked["logic_digest"] == law.logic_digest


def test_json_has_the_promised_shape() -> None:
    told = run("validate", LAW, "--format", "json")
    assert not told.err
    assert set(told.json) == {"ok", "findings", "checked"}
    assert told.json["ok"] is True
    [found] = told.json["findings"]
    assert set(found) == {
        *("code", "severity", "message", "rule", "help", "related"),
        *("file", "line", "column", "end_line", "end_column"),
    }
    assert (found["code"], found["severity"], found["rule"]) == ("R701", "note", "COLLECT-03")


def test_wrong_law(tmp_path: Path) -> None:
    text = Path(LAW, "desk.yaml").read_text(encoding="utf-8")
    text = text.replace("customer.score >= 720", "customer.scor >= 720")
    law = _write(tmp_path, text)
    told = run("validate", law)
    assert told.code == 1
    assert "error[E301]" in told.err
    assert "Did you mean `score`?" in told.err
    assert "not ok: 1 error" in told.out
    assert run("validate", law, "--format", "json").json["ok"] is False


def test_no_rule_is_an_error(tmp_path: Path) -> None:
    told = run("validate", _write(tmp_path, HEAD))
    assert told.code == 1
    assert "checked 1 document in 1 file: tiny 1, 0 rules, 0 parameters, 0 given facts and 0 actions" in told.out
    assert "error[E317]" in told.err


def test_yaml_that_cannot_be_read_is_a_no(tmp_path: Path) -> None:
    told = run("validate", _write(tmp_path, "rule: [\n"))
    assert told.code == 1
    assert told.out == "checked 0 documents in 1 file\nnot ok: 1 error\n"


def test_one_broken_document_does_not_hide_the_others(tmp_path: Path) -> None:
    text = Path(LAW, "desk.yaml").read_text(encoding="utf-8")
    told = run("validate", _write(tmp_path, f"{text}---\nrule: [\n"))
    assert told.code == 1
    assert "checked 26 documents" in told.out


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_not_there_is_unreadable(form: str, tmp_path: Path) -> None:
    for path, code in ((tmp_path / "nothing", "E316"), (tmp_path, "E316")):
        told = run("validate", path, "--format", form)
        assert told.code == 2
        assert code in (told.err if form == "text" else told.out)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    binary = tmp_path / "law.yaml"
    binary.write_bytes(b"\x7fELF\x02\x01\x01\x00" * 50)
    told = run("validate", binary)
    assert told.code == 2
    assert told.err.strip() == f"{binary}:1:1: error[Y102]: The file is not text"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no such device here")
def test_a_device() -> None:
    told = run("validate", "/dev/null")
    assert told.code == 2
    assert "This is not an ordinary file" in told.err


def test_facts_are_not_law() -> None:
    told = run("validate", FACTS)
    assert told.code == 1
    assert "This is a file of facts, not of law" in told.err
    assert f"`alluse dry-run --facts {FACTS}` reads it." in told.err


# --- several paths --------------------------------------------------------------------------------
def test_waivers_and_terms_are_read_with_the_law_before_them() -> None:
    told = run("validate", LAW, WAIVER, TERMS)
    assert told.code == 0
    assert told.out.startswith("checked 28 documents in 3 files: desk 1.2, ")


def test_a_waiver_alone_is_no_law() -> None:
    told = run("validate", WAIVER)
    assert told.code == 1
    assert "error[E318]" in told.err


def test_every_folder_is_a_law_of_its_own(tmp_path: Path) -> None:
    _write(tmp_path, HEAD)
    told = run("validate", LAW, tmp_path)
    assert told.code == 1
    assert [line.partition(":")[0] for line in told.out.splitlines()] == [
        "checked 26 documents in 1 file",
        "ok",
        "1 rule may stop what reduces risk",
        "checked 1 document in 1 file",
        "not ok",
    ]
    shape = run("validate", LAW, tmp_path, "--format", "json").json
    assert [each["ok"] for each in shape["checked"]] == [True, False]
    assert shape["ok"] is False


def test_files_of_one_law_in_any_order(tmp_path: Path) -> None:
    head, *rest = Path(LAW, "desk.yaml").read_text(encoding="utf-8").split("\n---\n")
    files = [_write(tmp_path, each + "\n", f"{at}.yaml") for at, each in enumerate([*rest, head])]
    told = run("validate", *files)
    assert told.code == 0, told.err
    assert told.out.startswith("checked 26 documents in 26 files: desk 1.2, ")
    assert run("validate", *reversed(files)).code == 0


def test_one_missing_among_good_ones(tmp_path: Path) -> None:
    assert run("validate", LAW, tmp_path / "nothing").code == 2


def test_accounts_are_checked_by_their_own_shape(tmp_path: Path) -> None:
    sleeves = "sleeves:\n  gen: { cash: 1, base: 1, high_water: 1 }\n"
    account = f"account: A-1\nuser: u\nkind: full\nopened: 2026-04-13\n{sleeves}"
    assert run("validate", LAW, _write(tmp_path, account, "a.yaml")).code == 0
    told = run("validate", LAW, _write(tmp_path, account.replace("cash", "csh"), "b.yaml"))
    assert told.code == 1
    assert "`csh`" in told.err
