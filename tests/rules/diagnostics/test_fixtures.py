"""Every code is a triple: an entry in the list, a page with examples, and fixtures whose messages are pinned.

`tests/bad/<family>/CODE-….yaml` is a file (or a folder of files) that must give exactly the findings that
`tests/bad/expected.yaml` names: code, place and headline. The rows of `expected-in-full.yaml` name all of a finding:
also the text that is marked, the help, and the related places. A family that needs more than the YAML loader adds
its check to `CHECKS`; law is read behind the small law of `tests/bad/prelude.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.compile.compiler import compile_sources
from rules.diagnostics.codes import CODES, FAMILIES, Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.load import load_path
from rules.source.span import Span
from tests.facts.found import findings as findings_about_facts
from tests.rules.diagnostics.law import PRELUDE, findings_about_law, findings_at_the_boundary, prelude
from tests.scenarios.coverage.found import findings as findings_about_coverage
from tests.scenarios.found import findings as findings_about_scenarios

ROOT = Path(__file__).parents[3]
BAD = ROOT / "tests" / "bad"
PAGES = ROOT / "docs" / "diagnostics"

Check = Callable[[Path], Iterable[Diagnostic]]

# By the first letter of the code: what reads a fixture or an example of that family.
CHECKS: dict[str, Check] = {
    "Y": lambda path: load_path(path).findings,
    "F": lambda path: (findings_at_the_boundary if path.name > AT_THE_BOUNDARY else findings_about_facts)(path),
    "E": findings_about_law,
    "S": findings_about_law,
    "T": findings_about_law,
    "R": findings_about_law,
    "L": findings_about_law,
    "B": findings_about_scenarios,
    "C": findings_about_coverage,
}

# Behind this code, findings about facts are those of a law that declares them.
AT_THE_BOUNDARY = "F620"

# What is wrong here is not in the text of a document, so that a page cannot show it as one.
NOT_SHOWN = {
    "Y101",
    "Y102",
    "Y103",
    "Y104",
    "Y124",
    "E133",
    "S403",
    "F612",
    "F613",
    "F615",
    "F617",
    "B106",
    "E316",
    "E322",
}

IN_BRIEF, IN_FULL = (
    yaml.load((BAD / name).read_text("utf-8"), yaml.CSafeLoader) for name in ("expected.yaml", "expected-in-full.yaml")
)
EXPECTED: dict[str, dict[str, Any]] = {**IN_BRIEF, **IN_FULL}
STORED = sorted(path.relative_to(BAD).as_posix() for path in BAD.glob("*/*") if path.name[0] in CHECKS)
CHECKED = sorted(code for code in CODES if code[0] in CHECKS)
REPORTED = [code for code in CHECKED if not CODES[code].retired]

_BLOCK = re.compile(r"^```(yaml|gherkin) (good|bad)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(path: Path) -> list[Diagnostic]:
    return list(CHECKS[path.name[0]](path))


def in_brief(each: Diagnostic) -> dict[str, Any]:
    return {
        "code": each.code,
        "line": each.span.line,
        "column": each.span.column,
        "message": each.message.replace(f"{BAD.as_posix()}/", ""),
    }


def in_full(each: Diagnostic, texts: Mapping[str, list[str]]) -> dict[str, Any]:
    """All of a finding; behind a related headline stands the text that is marked there."""
    row = {
        **in_brief(each),
        "file": each.span.file if each.span.file == PRELUDE.name else None,
        "marks": marked(each.span, texts),
        "help": each.help,
        "related": [f"{related.message}: {marked(related.span, texts)}" for related in each.related],
    }
    return {key: value for key, value in row.items() if value not in (None, [])}


def marked(span: Span, texts: Mapping[str, list[str]]) -> str:
    """The text over the carets; of a place of several lines what stands on the first."""
    lines = texts.get(span.file, [])
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else len(line)]


def texts_of(path: Path) -> dict[str, list[str]]:
    """The lines of a fixture and of the small law, under every name that places may carry."""
    texts = {PRELUDE.name: PRELUDE.read_text("utf-8").splitlines()}
    if path.is_file():
        texts[path.name] = texts[path.as_posix()] = path.read_text("utf-8").splitlines()
    return texts


def test_the_small_law_has_no_finding_of_its_own() -> None:
    compiled = compile_sources([prelude()])
    assert compiled.law is not None
    assert compiled.law.rule_ids()
    assert compiled.findings == ()


def test_a_fixture_is_expected_once() -> None:
    assert not set(IN_BRIEF) & set(IN_FULL)


@pytest.mark.parametrize("name", sorted({*EXPECTED, *STORED}))
def test_a_fixture_gives_exactly_its_messages(name: str, tmp_path: Path) -> None:
    path, table = BAD / name, EXPECTED[name]
    if "made_of" in table:
        path = tmp_path / path.name
        path.write_text(table["made_of"] * table["times"], "utf-8")
    if name in IN_FULL:
        texts = texts_of(path)
        assert [in_full(each, texts) for each in read(path)] == table["findings"]
    else:
        assert [in_brief(each) for each in read(path)] == table["findings"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_fixture_shows_the_code_it_is_named_after(name: str) -> None:
    code = Path(name).name[:4]
    assert code in {each["code"] for each in EXPECTED[name]["findings"]}


@pytest.mark.parametrize("code", REPORTED)
def test_every_code_has_a_fixture(code: str) -> None:
    assert any(Path(name).name.startswith(f"{code}-") for name in EXPECTED)


@pytest.mark.parametrize("code", CHECKED)
def test_every_code_has_a_page_that_says_what_it_means(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code}: {CODES[code].title}\n")
    for heading in ("## What it means", "## Why", "## Example"):
        assert heading in page


@pytest.mark.parametrize("code", REPORTED)
def test_the_examples_of_a_page_do_what_it_says(code: str, tmp_path: Path) -> None:
    blocks = _BLOCK.findall((PAGES / f"{code}.md").read_text("utf-8"))
    kinds = [kind for _, kind, _ in blocks]
    assert "good" in kinds
    assert ("bad" in kinds) is (code not in NOT_SHOWN)
    for language, kind, text in blocks:
        # In a folder of its own: what stands beside a law may be another version of it.
        path = tmp_path / "page" / f"{code}.{'yaml' if language == 'yaml' else 'feature'}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8", newline="")
        found = {each.code for each in read(path) if each.severity is not Severity.NOTE or each.code == code}
        assert found == ({code} if kind == "bad" else set())


def test_no_page_is_about_an_unknown_code() -> None:
    assert {path.stem for path in PAGES.glob("[A-Z][0-9][0-9][0-9].md")} <= set(CODES)


def test_every_family_has_a_check() -> None:
    assert {code[0] for code in CODES} == set(CHECKS)


def test_codes_are_well_formed() -> None:
    assert [entry.code for family in FAMILIES for entry in family] == list(CODES), "a code stands twice"
    for code, entry in CODES.items():
        assert re.fullmatch(r"[A-Z][1-9]\d\d", code)
        assert entry.code == code
        assert isinstance(entry.severity, Severity)
        assert entry.title
        assert len(entry.title) <= 80
        assert not entry.title.endswith(".")
