"""Whatever becomes of a law or a fact file, it is found or it is decided on: nothing is raised.

Lines are deleted, doubled and exchanged, words are replaced by others of the file and by ones that are nasty.
"""

from __future__ import annotations

import re
import tempfile
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.backends.reference.arithmetic import calculate
from engine.evaluate import evaluate
from engine.facts import read_facts
from engine.values import Unknown
from facts.errors import FactsError
from facts.files import read_facts as read_fact_file
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.diagnostics.json import render_json
from rules.diagnostics.text import render_text
from rules.language.types import NumberType
from rules.language.units import SECOND
from rules.source.load import load_text
from tests.rules.diagnostics.law import PRELUDE, prelude, small_law

LAW = PRELUDE.read_text("utf-8").splitlines()
FACTS = PRELUDE.with_name("prelude-facts.yaml").read_text("utf-8").splitlines()

# Where a document begins; without the head, which every law needs.
STARTS = [number for number, line in enumerate(LAW) if line == "---"]

WORD = re.compile(r"[\w.§$%]+|[^\w\s]")
NASTY = [
    "", "none", "unknown", "true", "false", "null", "~", "nan", "-1", "0", "1e9", "0.00001", "9" * 90, "9" * 5000,
    "[]", "{}", "[a, b]", "{ a: b }", "''", '"', "#", "- ", ":", "---", "é", "𝔘", "\t", "(", ")", "[", "]",
    "2026-02-30", "9999-12-31", "0001-01-01", "2026-W16-4", "24:00", "09:45-04:00", "2026-04-16T10:00:00",
    "$5", "5%", "5 days", "9999999 months", "99999999999 seconds", "100 years", "/ 0", "* 0", "rounded up to 0",
    "not", "and", "is", "is not", "in", "of", "for gen", "as level", "between 0 and 1", "exists", "is stale",
    "any position in sleeve", "every position in sleeve has true", "count of position in sleeve",
    "the position in sleeve", "the last 0 sessions", "first known of 1, 2", "abs(contract.bid)", "max(1, 2)",
    "last contract.bid", "age of contract.bid", "size of entry.symbols for gen", "action.quantity", "open_csp",
    "would be permitted open_csp", "is proposed", "position.roll_target", "contract", "sleeve", "line", "clock.now",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, lines: list[str]) -> str:
    """The lines with one to three mutations."""
    words = [word for line in lines for word in WORD.findall(line)]
    lines = list(lines)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        places = list(WORD.finditer(lines[at]))
        match draw(st.sampled_from(["delete", "double", "swap", "word", "word", "word", "nasty", "nasty", "add"])):
            case "delete":
                lines[at] = ""
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case kind if places:
                place = places[draw(st.integers(0, len(places) - 1))]
                new = draw(st.sampled_from(words if kind == "word" else NASTY))
                start = place.end() if kind == "add" else place.start()
                lines[at] = f"{lines[at][:start]}{new}{lines[at][place.end() :]}"
    return "\n".join(lines) + "\n"


def judged(law: str) -> Law | None:
    compiled = compile_sources([load_text(law, "law.yaml")])
    shown = render_text(compiled.findings, compiled.sources)
    assert shown.count("\n\n") == max(len(compiled.findings) - 1, 0)
    assert render_json(compiled.findings)["ok"] is compiled.ok
    assert compiled.ok is (compiled.law is not None)
    return compiled.law


def decided(law: Law, facts: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.yaml"
        path.write_text(facts, "utf-8")
        try:
            snapshot = read_fact_file(path, path.name)
        except FactsError as refused:
            findings = refused.findings
            snapshot = None
    if snapshot is None:
        assert render_text(findings, {path.name: facts})
        return
    read = read_facts(law, snapshot)
    assert (read.facts is None) is bool(render_text(read.findings, {path.name: facts}))
    if read.facts is not None:
        assert evaluate(law, read.facts).canonical()


def test_the_small_law_decides_on_its_facts() -> None:
    law = judged("\n".join(LAW))
    assert law is not None
    decided(law, "\n".join(FACTS))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated(LAW))
def test_a_mutated_law_raises_nothing(text: str) -> None:
    law = judged(text)
    if law is not None:
        decided(law, "\n".join(FACTS))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STARTS), st.data())
def test_a_mutated_document_raises_nothing(start: int, data: st.DataObject) -> None:
    end = next((each for each in STARTS if each > start), len(LAW))
    document = data.draw(mutated(LAW[start:end]))
    law = judged("\n".join([*LAW[:start], document, *LAW[end:]]))
    if law is not None:
        decided(law, "\n".join(FACTS))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated(FACTS))
def test_mutated_facts_raise_nothing(text: str) -> None:
    decided(small_law(), text)


# --- what was found this way ------------------------------------------------------------------------
def codes(law: str) -> list[str]:
    return [each.code for each in compile_sources([prelude(), load_text(law, "law.yaml")]).findings]


def test_a_key_with_an_unknown_scope_is_one_finding() -> None:
    law = 'rule: PAIR-01\nsection: §1\nderive: pair.x\ntype: flag\nfor: pair\nwhen: "any position in pair"\n'
    assert codes(f"scopes:\n  pair: {{ key: [sleeve, sleve] }}\n---\n{law}") == ["E302"]


def test_a_key_without_parts_is_refused() -> None:
    assert codes("scopes:\n  pair: { key: [] }\n") == ["E125"]


def test_a_series_of_words_has_no_mean() -> None:
    facts = "facts: market\ngiven:\n  days: { type: weekday, may_be_missing: true, series: session }\n"
    when = "(highest of market.days over the last 5 sessions) is friday"
    rule = f"rule: DAYS-01\nsection: §1\nforbid: open_csp\nfor: candidate\nwhen: {when}\n"
    assert codes(f"{facts}---\n{rule}") == ["E204"]


def test_a_negative_number_is_a_literal() -> None:
    table = "table: T-01\nsection: §1\ndecides: sleeve.t\ntype: number\nfor: sleeve\nhit_policy: priority\n"
    rows = "order: [-1, 1]\nrows:\n  - when: clock.session_open\n    then: -1\notherwise: 1\n"
    assert codes(table + rows) == []
    assert codes("rule: L-01\nsection: §1\nderive: sleeve.l\ntype: level\nfor: sleeve\nas: -1\n") == ["E226"]


def test_a_number_of_many_digits_is_refused() -> None:
    assert codes(f"rule: BIG-01\nsection: §1\nforbid: open_csp\nfor: sleeve\nwhen: sleeve.cash > ${'9' * 4000}\n") == [
        "E114"
    ]


@pytest.mark.parametrize("sign", ["+", "-"])
def test_an_instant_outside_the_calendar_is_unknown(sign: str) -> None:
    now = datetime.fromisoformat("2026-04-16T10:00:00-04:00")
    found = calculate(sign, now, Fraction(99_999_999_999_999), NumberType(SECOND))
    assert isinstance(found, Unknown)
    assert found.causes == ("an instant outside the calendar",)


def test_a_time_of_day_with_an_offset_is_refused(tmp_path: Path) -> None:
    facts = "facts: market\ngiven:\n  opens: { type: time, may_be_missing: true }\n"
    law = compile_sources([prelude(), load_text(facts, "law.yaml")]).law
    assert law is not None
    path = tmp_path / "facts.yaml"
    path.write_text("at: 2026-04-16T10:00:00-04:00\nfacts:\n  market: { opens: '09:30-04:00' }\n", "utf-8")
    assert [each.code for each in read_facts(law, read_fact_file(path)).findings] == ["F627"]
