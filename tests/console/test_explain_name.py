"""`alluse explain NAME`: everything that a law names, who makes it and who reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.names.meanings import Meanings
from console.reading import LawRead, read_law
from console.times import holds, times
from console.uses import Uses
from rules.compile.compiler import compile_path
from rules.compile.law import Event, Schedule
from rules.language.types import DATE, EnumType
from rules.source.span import Span
from tests.console.golden import approved
from tests.console.running import FACTS, LAW, ROOT, TERMS, WAIVER, run
from tests.console.test_schemas import check
from tests.docs.runner import Run, read_book

DAY = date(2026, 4, 16)
HERE = Span("law.yaml", 1, 1, 1, 2)
REAL = ROOT / "constitution" / "all-use" / "1.3"


def told(*words: str) -> Any:
    """The meanings of a name, for programs."""
    ran = run("explain", *words, "--format", "json")
    assert ran.code == 0, ran.err
    check("meaning", ran.json)
    return ran.json["meanings"]


def details(meaning: Any, label: str) -> list[str]:
    """The rows with one label."""
    return [each["text"] for each in meaning["details"] if each["label"] == label]


@pytest.mark.parametrize(
    "name",
    ["LEND-01", "GRADE-01", "BUDGET-01", "customer.grade", "desk.rate", "lend", "application", "grade", "R-01", "fair"],
)
def test_pages(name: str) -> None:
    ran = run("explain", LAW, name)
    assert ran.code == 0, ran.err
    assert approved(f"name-{name}.txt", ran.out)


def test_a_rule() -> None:
    [rule] = told(LAW, "LEND-01")
    assert rule["what"] == "rule (permit)"
    assert rule["headline"] == "The desk lends what a customer can carry"
    assert rule["text"].startswith("rule: LEND-01\nsection: §3\n")
    assert rule["text"].endswith("    - application.offered exists")
    assert set(rule["reads"]) >= {"clock.time", "lending.opens", "share.of_income", "customer.grade"}
    assert rule["makes"] == ["lend"]
    assert "customer.grade (GRADE-01)" in details(rule, "reads")
    assert "share.of_income: good 40%, fair 30%, poor 0%" in details(rule, "reads")


def test_what_goes_on_from_what_a_rule_writes() -> None:
    [table] = told(LAW, "GRADE-01")
    assert table["what"] == "table"
    assert table["makes"] == ["customer.grade"]
    assert table["read_by"] == ["LEND-01"]


def test_a_given_fact_and_a_derived_one() -> None:
    [rate] = told(LAW, "desk.rate")
    assert details(rate, "may be") == ["missing"]
    assert details(rate, "stale after") == ["lending.rate_fresh, 10 minutes"]
    assert (rate["made_by"], rate["read_by"]) == ([], ["LEND-03"])
    [grade] = told(LAW, "customer.grade")
    assert grade["made_by"] == ["GRADE-01"]
    assert "customer.score" in details(grade, "from")


def test_a_fact_without_its_scope_and_an_id_in_small_letters() -> None:
    assert told(LAW, "income")[0]["name"] == "customer.income"
    assert {each["name"] for each in told(LAW, "amount")} == {"application.amount"}
    assert [each["name"] for each in told(LAW, "purpose")] == ["purpose", "application.purpose", "product.purpose"]
    assert told(LAW, "lend-01")[0]["name"] == "LEND-01"
    assert told(LAW, "collect what is owed")[0]["name"] == "collect"


def test_a_parameter_with_its_key() -> None:
    [share] = told(LAW, "share.of_income for good")
    assert (share["what"], share["name"]) == ("parameter", "share.of_income")
    assert share["read_by"] == ["LEND-01"]


def test_terms(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    text = Path(LAW, "desk.yaml").read_text("utf-8")
    law.write_text(f"{text}---\n{Path(TERMS).read_text('utf-8')}", encoding="utf-8")
    [terms] = told(str(law), "T-SOUTH", "--on", "2025-12-31")
    assert details(terms, "sets") == ["share.of_income for good: 10%"]
    assert details(terms, "in force") == ["from 2026-01-01, not yet in force"]
    [share] = told(str(law), "share.of_income", "--on", "2026-01-01")
    assert details(share, "set apart") == [
        "good 10% for branch South, by T-SOUTH, from 2026-01-01, approved by head of the desk"
    ]


def test_names_with_several_meanings() -> None:
    assert [each["what"] for each in told(str(REAL), "gen")] == ["word", "group of parameters"]


def test_a_section() -> None:
    [section] = told(LAW, "§3")
    assert section["members"] == ["LEND-01", "LEND-02", "LEND-03", "LEND-04", "lending.signature"]
    assert told(LAW, "3") == [section]


def test_a_group_of_parameters() -> None:
    [group] = told(LAW, "lending")
    assert len(group["members"]) == 6
    assert details(group, "more") == ["`alluse params lending`"]


def test_a_code_leads_to_its_page() -> None:
    [code] = told(LAW, "e301")
    assert (code["what"], code["headline"]) == ("code", "An unknown name")
    assert details(code, "more") == ["`alluse explain-code E301`"]


def test_terms_beside_the_law_that_are_named() -> None:
    [terms] = told(LAW, "T-SOUTH", "--terms", TERMS, "--on", "2025-12-31")
    assert details(terms, "sets") == ["share.of_income for good: 10%"]
    assert details(terms, "in force") == ["from 2026-01-01, not yet in force"]


def test_what_is_named_beside_the_law_brings_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text("rule: EXTRA-01\npermit: lend\nfor: application\nwhen: true\n", encoding="utf-8")
    for option, plural in (("--terms", "terms"), ("--waiver", "waivers")):
        wrong = run("explain", LAW, "EXTRA-01", option, path)
        assert (wrong.code, wrong.out) == (2, "")
        assert f"A file of {plural} holds {plural} only, and this begins with `rule`" in wrong.err


def test_a_waiver_that_is_named() -> None:
    [waiver] = told(LAW, "W-SIGNED", "--waiver", WAIVER, "--on", "2026-04-16")
    assert details(waiver, "suspends") == ["LEND-02: All applications of a customer together stay below a ceiling"]
    assert details(waiver, "for") == ["branch North"]
    assert details(waiver, "in force") == ["from 2026-04-01 until 2026-05-01"]
    [rule] = told(LAW, "LEND-02", "--waiver", WAIVER, "--on", "2026-05-01")
    assert details(rule, "suspended") == ["by W-SIGNED, from 2026-04-01 until 2026-05-01, no longer in force"]


def test_scenarios_that_show_a_rule() -> None:
    [rule] = told(str(REAL), "GEN-ENTRY-01")
    assert all(each["file"].endswith(".feature") for each in rule["scenarios"])
    assert "The acceptance case: a put a symbol on Thursday morning, as many as the caps allow" in {
        each["name"] for each in rule["scenarios"]
    }
    lines = [(each["file"], each["line"]) for each in rule["scenarios"]]
    assert len(set(lines)) == len(lines) > 1


def test_every_name_of_the_real_law_is_explained() -> None:
    compiled = compile_path(REAL)
    assert compiled.law is not None
    meanings = Meanings(compiled.law, compiled.sources, DAY)
    names = list(dict.fromkeys(meanings.names()))
    assert len(names) > 400
    for name in names:
        found = meanings.of(name)
        assert found, name
        for each in found:
            assert each.rows, name
            assert all(text for _, text in each.rows), (name, each.rows)


def test_names_that_are_not_there() -> None:
    ran = run("explain", LAW, "customer.grad")
    assert ran.code == 2
    assert ran.err == "alluse: the law has nothing of the name `customer.grad`\nhelp: Did you mean `customer.grade`?\n"
    assert not ran.out
    assert run("explain", LAW, "qqqqqqqqqqq").code == 2


def test_a_rule_where_a_subject_belongs() -> None:
    told = run("explain", LAW, "LEND-01", "--facts", FACTS)
    assert told.code == 2
    assert "no loan or application `LEND-01`" in told.err
    assert "help: `--why-not LEND-01` asks this rule why; without `--facts`, `alluse explain LEND-01`" in told.err


def test_usage() -> None:
    assert "a name of the law, or `--facts FILE`" in run("explain", LAW).err
    assert "`--why-not` needs the facts" in run("explain", LAW, "LEND-01", "--why-not", "LEND-01").err
    assert "`--action` needs the facts" in run("explain", LAW, "LEND-01", "--action", "lend").err
    assert "`--as-if-in-force` needs the facts" in run("explain", LAW, "LEND-01", "--as-if-in-force").err
    assert "`--kept` needs the facts" in run("explain", LAW, "LEND-01", "--kept", "record.json").err
    assert "`--on` is for names" in run("explain", LAW, "A-1", "--facts", FACTS, "--on", "2026-04-16").err
    assert run("explain", LAW, "LEND-01", "--on", "tomorrow").code == 2


# --- what the sample has none of ------------------------------------------------------------------
@pytest.fixture
def desk() -> LawRead:
    return read_law(Path(LAW))


def test_events_and_schedules(desk: LawRead) -> None:
    event = Event("complaint", "loan", "people", (("told_on", DATE),), ("customer",), "a complaint", HERE)
    when = desk.law.document("LEND-03")
    assert when is not None
    schedule = Schedule("opening", "branch", None, when.where, None, None, None, HERE)
    law = replace(desk.law, events={"complaint": event}, schedules={"opening": schedule})
    meanings = Meanings(law, desk.texts, DAY)
    [one] = meanings.of("complaint")
    assert dict(one.rows)["told by"] == "people"
    assert dict(one.rows)["fields"] == "told_on: date"
    [other] = meanings.of("opening")
    assert dict(other.rows)["for each"] == "branch"
    assert dict(other.rows)["at"] == "application.purpose is study"


def test_who_reads_words(desk: LawRead) -> None:
    uses = Uses(desk.law)
    assert uses.readers("word", "purpose.study") == ("LEND-03",)
    assert uses.readers("word", "grade.good") == ("GRADE-01",)
    assert isinstance(desk.law.types["grade"], EnumType)


def test_times_in_words() -> None:
    first, after = date(2026, 1, 1), date(2026, 7, 1)
    assert times(None, None, DAY) == "always"
    assert times(first, None, DAY) == "from 2026-01-01"
    assert times(first, after, DAY) == "from 2026-01-01 until 2026-07-01"
    assert times(first, after, after) == "from 2026-01-01 until 2026-07-01, no longer in force"
    assert times(DAY, None, first) == "from 2026-04-16, not yet in force"
    assert times(None, after, DAY) == "ever since until 2026-07-01"
    assert [holds(first, after, day) for day in (date(2025, 12, 31), first, DAY, after)] == [False, True, True, False]


def test_every_name_of_laws_with_memory_is_explained() -> None:
    """The laws of the language reference have one of everything that the language has."""
    book = read_book()
    met: set[str] = set()
    for example in book.examples:
        if example.page != "memory.md" or example.blocks[0].kind != "yaml law":
            continue
        ran = Run(example, book)
        compiled = ran.compiled(ran.text)
        assert compiled.law is not None, example.id
        meanings = Meanings(compiled.law, compiled.sources, DAY)
        for name in dict.fromkeys(meanings.names()):
            for each in meanings.of(name):
                met.add(each.what)
                assert each.rows, name
                assert all(text for _, text in each.rows), (name, each.rows)
    assert met >= {"state", "latch", "machine", "move", "event", "schedule", "rule (record)", "choice of duties"}
