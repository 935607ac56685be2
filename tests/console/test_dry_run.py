"""`alluse dry-run`: the record as bytes, the page as people read it, and input that is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from console.second_opinion import SecondOpinion
from engine.backends import durable
from engine.evaluate import evaluate
from engine.facts import read_facts
from facts.files import read_facts as read_fact_file
from rules.compile.compiler import compile_path
from tests.console.golden import approved
from tests.console.running import FACTS, LAW, SAMPLE, TERMS, WAIVER, run, run_alone

ROUTES = ("forbidden", "not_permitted", "permitted")


def _facts(folder: Path, *changes: tuple[str, str]) -> Path:
    text = Path(FACTS).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- the record -----------------------------------------------------------------------------------
def test_json_is_the_record_itself() -> None:
    law = compile_path(Path(LAW)).law
    assert law is not None
    facts = read_facts(law, read_fact_file(Path(FACTS))).facts
    assert facts is not None
    assert run("dry-run", LAW, "--facts", FACTS, "--format", "json").out == evaluate(law, facts).canonical()
    full = run("dry-run", LAW, "--facts", FACTS, "--format", "json", "--trace", "full")
    assert full.out == evaluate(law, facts, trace="full").canonical()


def test_the_same_bytes_in_every_process() -> None:
    arguments = ("dry-run", LAW, "--facts", FACTS, "--format", "json")
    told = {run_alone(*arguments, environment={"PYTHONHASHSEED": seed}).out for seed in ("0", "1", "2")}
    assert told == {run(*arguments).out}


def test_every_promised_key_is_there() -> None:
    record = run("dry-run", LAW, "--facts", FACTS, "--format", "json").json
    assert {
        "constitution", "at", "facts_digest", "derived", "decisions", "proposals", "transitions", "intents",
        "unknown", "assumptions", "waivers", "left_out",
    } <= set(record)  # fmt: skip
    assert {"name", "version", "logic_digest"} <= set(record["constitution"])
    assert {each["verdict"] for each in record["decisions"]} == set(ROUTES)
    for each in record["decisions"]:
        assert {"action", "subject", "verdict", "because", "nearest_miss"} <= set(each)


# --- the page -------------------------------------------------------------------------------------
def test_the_page() -> None:
    told = run("dry-run", LAW, "--facts", FACTS)
    assert told.code == 0
    assert not told.err
    assert approved("dry-run.txt", told.out)


def test_the_page_with_a_waiver() -> None:
    told = run("dry-run", LAW, "--facts", FACTS, "--waiver", WAIVER)
    assert approved("dry-run-waiver.txt", told.out)
    assert "with terms and waivers" in told.out
    assert "waived   W-SIGNED suspends LEND-02 for branch North." in told.out


def test_a_waiver_that_is_over_is_told_and_changes_nothing(tmp_path: Path) -> None:
    facts = _facts(tmp_path, ("2026-04-16", "2026-05-04"))
    without = run("dry-run", LAW, "--facts", facts, "--format", "json").json
    told = run("dry-run", LAW, "--facts", facts, "--waiver", WAIVER)
    assert "not waived  W-SIGNED" in told.out
    assert "it is not in force at this instant" in told.out
    with_it = run("dry-run", LAW, "--facts", facts, "--waiver", WAIVER, "--format", "json").json
    assert with_it["decisions"] == without["decisions"]


def test_pages_go_without_colors_to_files() -> None:
    assert "\x1b" not in run("dry-run", LAW, "--facts", FACTS).out


def test_no_line_is_wider_than_the_page() -> None:
    assert max(map(len, run("dry-run", LAW, "--facts", FACTS).out.splitlines())) <= 120


def test_facts_cannot_steer_the_terminal(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    raw = {
        "at": "2026-04-16T10:00:00-04:00",
        "facts": {
            "desk": {"rate": "unknown"},
            "branch": {"N\x1b[31m": {"budget": "10"}},
            "customer": {"c": {"branch": "N\x1b[31m", "income": "100", "score": "800"}},
            "application": {"A": {"customer": "c", "amount": "10", "purpose": "car"}},
            "product": {},
            "loan": {},
        },
    }
    facts.write_text(json.dumps(raw), encoding="utf-8")
    told = run("dry-run", LAW, "--facts", facts)
    assert told.code == 0, told.err
    assert "\x1b" not in told.out
    assert "N\ufffd[31m" in told.out


def test_no_subject_at_all(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("at: 2026-04-16T10:00:00-04:00\nfacts:\n  desk: { rate: 0.04 }\n", encoding="utf-8")
    told = run("dry-run", LAW, "--facts", facts)
    assert told.code == 0
    assert told.out.endswith("0 decisions: no rule speaks to these facts\n")


# --- engines --------------------------------------------------------------------------------------
@pytest.mark.oracle
@pytest.mark.skipif(not durable.installed(), reason="durable_rules is not installed")
def test_a_second_opinion() -> None:
    told = run("dry-run", LAW, "--facts", FACTS, "--engine", "durable")
    assert told.code == 0, told.err
    assert "Second opinion of durable_rules" in told.out
    assert "LEND-04" in told.out, "what it cannot say is told"
    assert told.out.endswith("10 decisions compared with the reference engine: no difference; 5 rules asked\n")
    again = run("dry-run", LAW, "--facts", FACTS, "--engine", "durable", "--format", "json")
    assert again.out == run("dry-run", LAW, "--facts", FACTS, "--engine", "durable", "--format", "json").out
    assert again.json["differences"] == []


def test_differences_are_told() -> None:
    decision = {"action": "lend", "subject": "A-1", "verdict": "permitted", "because": ["LEND-01"]}
    content: dict[str, Any] = {
        "engine": "other 1",
        "constitution": {"name": "desk", "version": "1", "logic_digest": "0" * 64, "effect_digest": "1" * 64},
        "judged_as_if_in_force": None,
        "at": "2026-04-16T10:00:00-04:00",
        "facts_digest": "2" * 64,
        "assumptions": [],
        "waivers": [],
        "expressed": ["LEND-01"],
        "taken_over": [],
        "not_expressed": {"parts": [], "rules": []},
        "decisions": [decision],
        "differences": [
            {
                "action": "lend",
                "subject": "A-1",
                "durable": {"verdict": "permitted", "because": ["LEND-01"]},
                "reference": {"verdict": "forbidden", "because": ["LEND-02"]},
            },
            {
                "action": "lend",
                "subject": "A-2",
                "durable": None,
                "reference": {"verdict": "permitted", "because": []},
            },
        ],
    }
    told = SecondOpinion(content).text(120, color=False)
    assert "  lend  A-1  permitted by LEND-01, not forbidden by LEND-02\n" in told
    assert "  lend  A-2  not decided, not permitted by no rule\n" in told
    assert told.endswith("1 decision compared with the reference engine: 2 differences; 1 rule asked\n")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            durable.NotInstalled("no"),
            "alluse: the durable engine is not installed\nhelp: `make oracles` builds it;",
        ),
        (
            durable.OracleFailed("it hangs"),
            "alluse: the durable engine failed: it hangs\nhelp: That says nothing",
        ),
        (
            durable.CannotExpress("a set", "LEND-01"),
            "alluse: the durable engine cannot say this: LEND-01 cannot be",
        ),
    ],
)
def test_an_engine_that_is_not_there_or_fails(error: Exception, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(durable, "record", fails)
    told = run("dry-run", LAW, "--facts", FACTS, "--engine", "durable")
    assert told.code == 2
    assert told.err.startswith(expected)
    assert not told.out


# --- wrong input ----------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["text", "json"])
def test_facts_that_the_law_does_not_know(form: str, tmp_path: Path) -> None:
    facts = _facts(tmp_path, ("score: 640", "scor: 640"))
    told = run("dry-run", LAW, "--facts", facts, "--format", form)
    assert told.code == 2
    assert not told.out
    assert "F625" in told.err
    if form == "json":
        shape = json.loads(told.err)
        assert shape["ok"] is False
        assert {each["code"] for each in shape["findings"]} == {"F625"}
    else:
        assert re.search(r"facts\.yaml:\d+:\d+: error\[F625\]", told.err)
        assert "^^^" in told.err
        assert "Did you mean `score`?" in told.err


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("facts.yaml", None, "Y101"),
        ("facts.json", None, "F615"),
        ("facts.yaml", b"at: [", "Y1"),
        ("facts.json", b"{", "F615"),
        ("facts.yaml", b"\x00\x01\x02", "Y102"),
        ("facts.json", b"\xff\xfe{}", "F615"),
        ("facts.yaml", b"", "Y105"),
        ("facts.yaml", b"at: yesterday\nfacts: {}\n", "F616"),
        ("facts.json", b"[1, 2]", "F614"),
    ],
)
def test_files_of_facts_that_cannot_be_read(name: str, content: bytes | None, expected: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    told = run("dry-run", LAW, "--facts", path)
    assert told.code == 2
    assert f"error[{expected}" in told.err
    assert not told.out


def test_a_folder_is_no_file_of_facts() -> None:
    told = run("dry-run", LAW, "--facts", SAMPLE)
    assert told.code == 2
    assert "This is a folder, not a file" in told.err


def test_law_that_is_wrong(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    text = Path(LAW, "desk.yaml").read_text(encoding="utf-8")
    law.write_text(text.replace("$40000", "$4000000"), encoding="utf-8")
    told = run("dry-run", law, "--facts", FACTS)
    assert told.code == 2
    assert "error[E226]" in told.err
    assert "R701" not in told.err, "notes are for validate"
    assert not told.out


def test_law_that_is_not_there(tmp_path: Path) -> None:
    assert "does not exist" in run("dry-run", tmp_path / "x", "--facts", FACTS).err
    told = run("dry-run", tmp_path, "--facts", FACTS)
    assert told.code == 2
    assert "holds no YAML file" in told.err
    assert "This is a file of facts, not of law" in run("dry-run", FACTS, "--facts", FACTS).err


def test_a_waiver_can_bring_nothing_else(tmp_path: Path) -> None:
    """Else `--waiver` could slip in a rule that nobody approved as law."""
    path = tmp_path / "waiver.yaml"
    waiver = Path(WAIVER).read_text(encoding="utf-8")
    path.write_text(f"{waiver}---\nrule: EXTRA-01\npermit: lend\nfor: application\nwhen: true\n", encoding="utf-8")
    told = run("dry-run", LAW, "--facts", FACTS, "--waiver", path)
    assert told.code == 2
    assert "A file of waivers holds waivers only, and this begins with `rule`" in told.err
    path.write_text("", encoding="utf-8")
    assert run("dry-run", LAW, "--facts", FACTS, "--waiver", path).code == 2
    path.write_text(waiver.replace("LEND-02", "LEND-2"), encoding="utf-8")
    told = run("dry-run", LAW, "--facts", FACTS, "--waiver", path)
    assert told.code == 2
    assert "error[E243]" in told.err


def test_terms_beside_the_law_change_the_numbers_of_their_subject() -> None:
    bare = run("dry-run", LAW, "--facts", FACTS, "--format", "json").json
    told = run("dry-run", LAW, "--facts", FACTS, "--terms", TERMS, "--format", "json").json
    assert bare["terms"] == []
    assert told["terms"] == [
        {
            "id": "T-SOUTH",
            "for": "branch South",
            "approved_by": "head of the desk",
            "reason": "The branch lends little.",
            "values": {"share.of_income for good": "0.1"},
        }
    ]
    assert _verdicts(bare)["A-4"] == "permitted"
    assert _verdicts(told) == {**_verdicts(bare), "A-4": "not_permitted"}
    both = run("dry-run", LAW, "--facts", FACTS, "--terms", TERMS, "--waiver", WAIVER)
    assert "terms    T-SOUTH of branch South: share.of_income for good 0.1." in both.out
    assert "waived   W-SIGNED" in both.out


def _verdicts(record: dict[str, Any]) -> dict[str, str]:
    return {each["subject"]: each["verdict"] for each in record["decisions"]}


def test_a_file_of_terms_can_bring_nothing_else(tmp_path: Path) -> None:
    """Else `--terms` could slip in a rule, or a waiver, that nobody approved as such."""
    path = tmp_path / "terms.yaml"
    terms = Path(TERMS).read_text(encoding="utf-8")
    for other in ("rule: EXTRA-01\npermit: lend\nfor: application\nwhen: true\n", Path(WAIVER).read_text("utf-8")):
        path.write_text(f"{terms}---\n{other}", encoding="utf-8")
        told = run("dry-run", LAW, "--facts", FACTS, "--terms", path)
        assert (told.code, told.out) == (2, "")
        first = other.partition(":")[0]
        assert f"A file of terms holds terms only, and this begins with `{first}`" in told.err
    path.write_text("", encoding="utf-8")
    assert run("dry-run", LAW, "--facts", FACTS, "--terms", path).code == 2
    path.write_text(terms.replace("10%", "90%"), encoding="utf-8")
    assert "error[E226]" in run("dry-run", LAW, "--facts", FACTS, "--terms", path).err
    assert "holds waivers only" in run("dry-run", LAW, "--facts", FACTS, "--waiver", TERMS).err


def test_terms_are_no_account() -> None:
    told = run("dry-run", LAW, "--facts", FACTS, "--account", TERMS)
    assert told.code == 2
    assert "error[F6" in told.err
