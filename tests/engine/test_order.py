"""Neither the order of files nor that of documents changes anything."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from engine.evaluate import evaluate
from rules.compile.compiler import compile_path, compile_sources
from rules.source.load import load_text
from rules.versions.overlay import read_whole
from tests.conformance.case import Case
from tests.engine.worlds import compiled, decide, decided_cases, documents, facts_of, law_of, texts_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("case", decided_cases(), ids=lambda case: case.name)
def test_shuffled_documents_give_the_same_bytes(case: Case) -> None:
    texts = texts_of(case)
    whole = decide([case.law, *([case.beside] if case.beside else [])], case.facts).canonical()
    chance = Random(case.name)
    for _ in range(2):
        chance.shuffle(texts)
        assert decide(texts, case.facts).canonical() == whole


@pytest.mark.parametrize("case", decided_cases()[::7], ids=lambda case: case.name)
def test_how_documents_are_spread_over_files_does_not_matter(case: Case) -> None:
    texts = texts_of(case)
    one = law_of("\n---\n".join(texts))
    many = law_of(*texts)
    assert (one.logic_digest, one.effect_digest, one.metadata_digest, one.order) == (
        many.logic_digest,
        many.effect_digest,
        many.metadata_digest,
        many.order,
    )


def test_the_order_of_subjects_in_the_facts_does_not_matter() -> None:
    for case in decided_cases():
        law = law_of(case.law, *([case.beside] if case.beside else []))
        turned = {**case.facts, "facts": _turned(case.facts["facts"])}
        one = evaluate(law, facts_of(law, case.facts)).canonical()
        assert evaluate(law, facts_of(law, turned)).canonical() == one, case.name


def _turned(raw: object) -> object:
    if isinstance(raw, dict):
        return {key: _turned(value) for key, value in reversed(raw.items())}
    return raw


def test_a_whole_constitution_may_be_shuffled() -> None:
    folder = ROOT / "constitution"
    versions = sorted(path.parent for path in folder.rglob("constitution.yaml"))
    assert versions
    for version in versions:
        whole = compile_path(version)
        assert whole.law is not None
        if read_whole(version).amended:
            continue  # written as changes to another version: the documents of both are law only together
        texts = [text for path in sorted(version.rglob("*.yaml")) for text in documents(path.read_text("utf-8"))]
        Random(7).shuffle(texts)
        turned = compile_sources([load_text(text, f"{place}.yaml") for place, text in enumerate(texts)])
        assert turned.law is not None
        assert turned.law.logic_digest == whole.law.logic_digest
        assert turned.law.effect_digest == whole.law.effect_digest
        assert turned.law.metadata_digest == whole.law.metadata_digest
        assert turned.law.order == whole.law.order
        assert sorted(each.code for each in turned.findings) == sorted(each.code for each in whole.findings)


def test_the_order_of_rows_does_not_change_a_table() -> None:
    """The hit policy decides, never the order; the typed tree does differ, and with it the digest."""
    tables = [case for case in decided_cases() if case.file == "tables.yaml"]
    for case in tables:
        law = law_of(case.law)
        one = evaluate(law, facts_of(law, case.facts)).content["derived"]
        other = decide([_rows_turned(text) for text in documents(case.law)], case.facts).content["derived"]
        assert one == other, case.name


def _rows_turned(text: str) -> str:
    head, rows, rest = text.partition("rows:\n")
    if not rows:
        return text
    lines = rest.split("\n")
    pairs: list[list[str]] = []
    while lines and lines[0].startswith("  "):
        line = lines.pop(0)
        if line.startswith("  - "):
            pairs.append([])
        pairs[-1].append(line)
    turned = [line for pair in reversed(pairs) for line in pair]
    return head + rows + "\n".join([*turned, *lines])


def test_findings_do_not_depend_on_the_order_of_files() -> None:
    texts = [
        "constitution: a\nversion: '1'",
        "scopes: { desk: { key: id } }",
        "facts: desk\ngiven: { x: { type: number } }",
        "rule: A-01\nsection: §1\nderive: desk.one\ntype: number\nfor: desk\nas: desk.two",
        "rule: A-02\nsection: §1\nderive: desk.two\ntype: number\nfor: desk\nas: desk.one + desk.nothing",
        "rule: A-03\nsection: §1\nderive: desk.three\ntype: number\nfor: desk\nas: desk.four",
        "rule: A-04\nsection: §1\nderive: desk.four\ntype: number\nfor: desk\nas: desk.three",
    ]
    wanted = sorted((each.code, each.message) for each in compiled(*texts).findings)
    assert len(wanted) >= 2
    chance = Random(3)
    for _ in range(10):
        chance.shuffle(texts)
        assert sorted((each.code, each.message) for each in compiled(*texts).findings) == wanted


MANY = [
    "constitution: many\nversion: '1'",
    "types: { money: { unit: none, step: 1 }, colour: { one_of: [red, blue] } }",
    "scopes: { account: { key: id } }",
    "scopes: { trade: { key: id, in: account } }",
    "facts: trade\ngiven: { good: { type: flag, may_be_missing: true } }",
    "facts: trade\ngiven: { size: { type: money } }",
    "actions: { open: { on: trade, risk: increasing, is: [all_of_them] } }",
    "actions: { close: { on: trade, risk: neutral, is: [all_of_them] } }",
    "actions: { adjust: { on: account, risk: neutral } }",
    "parameters: one\nvalues: { most: { is: 5, of: money, overridable: account } }",
    "parameters: two\nvalues: { least: { is: 1, of: money, overridable: account } }",
    "rule: B-01\nsection: §1\npermit: all_of_them\nfor: trade\nwhen: trade.size between two.least and one.most",
    "rule: A-01\nsection: §1\nforbid: [close, open]\nfor: trade\nwhen: not trade.good",
    "rule: C-01\nsection: §1\npropose: adjust\nfor: account\nwhen: true",
    "rule: D-01\nsection: §1\npropose: close\nfor: trade\nwhen: trade.size > 3",
    "terms: T-02\nfor: account a\nvalues: { one.most: 9 }\napproved_by: x\nreason: y",
    "terms: T-01\nfor: account b\nvalues: { one.most: 8 }\napproved_by: x\nreason: y",
    "waiver: W-02\nsuspends: [A-01]\nfor: account b\napproved_by: x\nreason: y",
    "waiver: W-01\nsuspends: [A-01, B-01]\nfor: account c\napproved_by: x\nreason: y",
]
FACTS = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {
        "account": {"a": {}, "b": {}, "c": {}},
        "trade": {
            "t": {"account": "a", "good": "true", "size": "9"},
            "u": {"account": "b", "size": "8"},
            "v": {"account": "c", "good": "true", "size": "4"},
        },
    },
}


def test_declarations_terms_and_waivers_may_stand_in_any_order() -> None:
    record = decide(MANY, FACTS)
    law = law_of(*MANY)
    chance = Random(5)
    texts = list(MANY)
    for _ in range(20):
        chance.shuffle(texts)
        other = law_of(*texts)
        assert other.logic_digest == law.logic_digest
        assert other.effect_digest == law.effect_digest
        assert other.metadata_digest == law.metadata_digest
        assert decide(texts, FACTS).canonical() == record.canonical()
