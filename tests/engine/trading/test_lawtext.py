"""The canonical text of a law compiles to the same law, wherever it lay, with what it amends and what applies to it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.trading.contents import NotAContent, canonical
from engine.trading.lawtext import compile_content, law_content
from rules.compile.compiler import compile_sources
from rules.source.load import Source, load_path, load_text
from rules.versions.overlay import lay, read_whole

ROOT = Path(__file__).parents[3]
DESK = ROOT / "examples" / "loan-desk" / "law"

BASE = """\
constitution: small
version: "1"
in_force: 2026-01-01
scenarios: ../../features
---
scopes: { account: { key: text } }
---
facts: account
given: { level: { type: level }, other: { type: level } }
---
types: { level: { unit: none, step: 1, range: 0 to 9 } }
---
actions: { buy: { on: account, risk: increasing } }
---
parameters: gate
source: somebody
values: { most: { is: 3, of: level, section: §1, overridable: account } }
---
rule: BUY-01
section: §1
permit: buy
for: account
when: account.level <= gate.most
---
rule: BUY-02
section: §1
forbid: buy
for: account
when: account.other > gate.most
"""

CHANGES = """\
constitution: small
version: "2"
amends: "1"
repeals: [BUY-02]
in_force: 2026-07-01
---
rule: BUY-01
section: §1
permit: buy
for: account
when: account.level < gate.most and account.other < gate.most
"""


WAIVER = """\
waiver: W-1
suspends: [BUY-02]
for: account A-1
in_force: 2026-01-01 until 2026-12-31
approved_by: Ann
reason: r
"""


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A law and a version that amends it."""
    for version, text in (("1", BASE), ("2", CHANGES)):
        folder = tmp_path / "small" / version
        folder.mkdir(parents=True)
        (folder / "law.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "small"


def digests(sources: object) -> tuple[str, str, str]:
    compiled = compile_sources(list(sources))  # type: ignore[call-overload]
    assert compiled.law is not None, compiled.findings
    return compiled.law.logic_digest, compiled.law.effect_digest, compiled.law.metadata_digest


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_law_is_the_same(versions: Path, version: str) -> None:
    whole = read_whole(versions / version)
    stored = compile_content(law_content(whole))
    law = stored.law
    assert (law.logic_digest, law.effect_digest, law.metadata_digest) == digests(whole.sources)
    assert (law.version, law.in_force_until, stored.as_if_in_force) == (version, None, False)


def test_layers_are_laid_as_they_were(versions: Path) -> None:
    whole = read_whole(versions / "2")
    assert len(whole.layers) == 2
    assert lay(whole.layers) == whole.sources
    assert whole.layers[1].scenarios == "../../features"
    assert [len(each.layers) for each in (read_whole(versions / "1"), read_whole(versions / "2" / "law.yaml"))] == [
        1,
        2,
    ]


def test_where_the_law_lies_does_not_count(tmp_path: Path) -> None:
    shutil.copytree(DESK, tmp_path / "law")
    content = law_content(read_whole(tmp_path / "law"))
    assert content == law_content(read_whole(DESK))
    names = [each["file"] for each in json.loads(content)["layers"][0]["files"]]
    assert names[0] == "law/01-vocabulary.yaml"


def test_one_file_is_a_law(versions: Path) -> None:
    whole = read_whole(versions / "1" / "law.yaml")
    assert compile_content(law_content(whole)).law.logic_digest == digests(whole.sources)[0]


def test_what_else_applies_is_part_of_it(versions: Path) -> None:
    waiver = load_text(
        WAIVER,
        "w.yaml",
    )
    whole = read_whole(versions / "1")
    content = law_content(whole, [waiver], date(2026, 7, 1), as_if_in_force=True)
    stored = compile_content(content)
    assert [each.id for each in stored.law.waivers] == ["W-1"]
    assert stored.law.effect_digest == digests([*whole.sources, waiver])[1]
    assert (stored.law.in_force_until, stored.as_if_in_force) == (date(2026, 7, 1), True)
    assert content != law_content(whole, [waiver])


def test_only_the_documents_that_count(versions: Path) -> None:
    text = (
        "something: else\n---\nterms: T-1\nfor: account A-1\nin_force: 2026-01-01\napproved_by: Ann\nreason: r\n"
        "values: { gate.most: 2 }\n"
    )
    source = load_text(text, "account.yaml")
    terms = Source(source.file, source.text, source.documents[1:], ())
    whole = read_whole(versions / "1")
    wanted = compile_sources([*whole.sources, terms])
    assert wanted.law is not None, wanted.findings
    law = compile_content(law_content(whole, [terms])).law
    assert law.terms[0].key == "A-1"
    assert law.effect_digest == wanted.law.effect_digest


def test_law_with_errors_has_no_text(versions: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BASE.replace("gate.most\n---\nrule: BUY-02", "gate.least\n---\nrule: BUY-02"))
    with pytest.raises(ValueError, match="the law has errors"):
        law_content(read_whole(tmp_path / "bad.yaml"))
    (versions / "2" / "law.yaml").write_text(CHANGES.replace('amends: "1"', 'amends: "7"'))
    with pytest.raises(ValueError, match="no canonical text"):
        law_content(read_whole(versions / "2"))


@pytest.mark.parametrize(
    "change",
    [
        {"layers": []},
        {"layers": [{}]},
        {"layers": 7},
        {"layers": [{"files": [], "scenarios": None}]},
        {"further": [{"file": "x", "text": 7}]},
        {"further": [{"file": "x", "text": "a: b", "only": [4]}]},
        {"in_force_until": "soon"},
        {"format": "alluse/law-text/9"},
        {"extra": 1},
    ],
)
def test_what_is_no_text_of_a_law_is_told(change: dict[str, object]) -> None:
    raw = json.loads(law_content(read_whole(DESK)))
    with pytest.raises(NotAContent):
        compile_content(canonical({**raw, **change}))
    for other in (b"", b"[]", b"\xff", canonical(load_path(DESK / "01-vocabulary.yaml").text)):
        with pytest.raises(NotAContent):
            compile_content(other)
