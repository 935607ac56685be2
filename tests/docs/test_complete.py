"""The language reference speaks of everything that the language has, and of nothing else."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine import record
from rules.diagnostics.codes import CODES
from rules.language import lexer, parser
from rules.language.lexer import KEYWORDS
from rules.model import shape
from rules.model.reader import DOCUMENT_KINDS
from rules.model.reading.rules import EFFECTS
from rules.model.reading.tables import HIT_POLICIES
from rules.model.reading.vocabulary import RISKS
from rules.source import build, load
from tests.docs.pages import DOCS, ROOT, pages, prose_of
from tests.docs.runner import Book, Run, read_book

PAGES: Mapping[str, str] = {page.name: page.read_text("utf-8") for page in pages()}
PROSE: Mapping[str, str] = {name: prose_of(text) for name, text in PAGES.items()}
ALL_PROSE = "\n".join(PROSE.values())

_TABLE = re.compile(r"^\| keys? (?:of|below) (?P<of>.+?) \|.*\n\|[-|]+\|\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_]\w*")
_CODED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"\]\((?P<path>[^)#\s]*)(?:#(?P<anchor>[^)]*))?\)")


# --- what the reader accepts ----------------------------------------------------------------------
class Recorded:
    """Which keys each part of a document may and must have, as the reader asks for them."""

    def __init__(self) -> None:
        self.allowed: dict[str, set[str]] = defaultdict(set)
        self.required: dict[str, set[str]] = {}

    def note(self, what: str, required: set[str], optional: set[str]) -> None:
        """One map that the reader looked into; forms of the same part (effects of a rule) are joined."""
        name = _part(what)
        if name in DOCUMENT_KINDS and required | optional <= {name, *_common()}:
            return  # a head above a map of entries, which are a part of their own
        self.allowed[name] |= required | optional
        self.required[name] = self.required.get(name, required) & required


def _part(what: str) -> str:
    """`The type `price`` and `a type` are one part; so are `` `rule:` `` and `rule`."""
    name = re.sub(r"^(?:The|A|An|a|an) ", "", re.sub(r"(?<=\w) `.*`$", "", what)).strip("`:")
    return "long aggregate" if name in {"sum", "mean", "highest", "lowest", "count", "any", "no", "every"} else name


def _common() -> set[str]:
    return set(_documented()["any document"])


@cache
def _documented() -> dict[str, dict[str, bool]]:
    """The tables of keys: for each part its keys, and whether they stand in bold."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for text in PROSE.values():
        for table in _TABLE.finditer(text + "\n"):
            for row in table["rows"].splitlines():
                cell = row.split("|")[1]
                for key in _CODED.findall(cell):
                    found[_part(table["of"])][key] = f"**`{key}`**" in cell
    return found


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    """The keys that the reader asks for while all examples are compiled."""
    found = Recorded()
    original = shape.Shape.keys

    def keys(self: Any, node: Any, what: str, required: Any, optional: Any, *rest: Any) -> bool:
        required, optional = tuple(required), tuple(optional)
        found.note(what, set(required), set(optional))
        return original(self, node, what, required, optional, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shape.Shape, "keys", keys)
        book = read_book()
        for example in book.examples:
            run = Run(example, book)
            run.compiled(run.text)
    return found


def test_every_key_is_in_its_table_and_bold_if_it_must_be_there(recorded: Recorded) -> None:
    parts = [part for part in recorded.allowed if part in _documented()]
    assert len(parts) >= len(DOCUMENT_KINDS)
    for part in parts:
        table = _documented()[part]
        allowed = recorded.allowed[part]
        assert set(table) <= allowed, (part, set(table) - allowed)
        assert allowed <= set(table) | _common(), (part, allowed - set(table))
        if part != "long aggregate":
            assert {key for key, bold in table.items() if bold} == recorded.required[part], part


def test_parts_without_a_table_are_few_and_described(recorded: Recorded) -> None:
    without = {part: keys for part, keys in recorded.allowed.items() if part not in _documented()}
    coded = {word.rstrip(":") for word in _CODED.findall(ALL_PROSE)}
    for part, keys in without.items():
        assert keys - _common() <= coded, part


def _asked_for() -> Iterator[str]:
    """Every key that the reader looks up by its name."""
    model = ROOT / "rules" / "model"
    for module in (model / "reader.py", model / "shape.py", *sorted((model / "reading").glob("*.py"))):
        tree = ast.parse(module.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
                argument = node.args[0]
                owner = node.func.value
                if isinstance(argument, ast.Constant) and isinstance(owner, ast.Name) and owner.id != "hints":
                    yield str(argument.value)


def test_every_key_that_is_looked_up_is_mentioned_and_stands_in_an_example() -> None:
    asked = set(_asked_for())
    assert len(asked) > len(DOCUMENT_KINDS)
    coded = {word.rstrip(":") for word in _CODED.findall(ALL_PROSE)}
    used = set(re.findall(r"(\w+):", _examples()))
    assert asked <= coded, asked - coded
    assert asked <= used, asked - used


@cache
def _examples() -> str:
    return "\n".join(block.text for example in read_book().examples for block in example.blocks)


def test_every_kind_of_document_has_an_example_and_a_heading() -> None:
    for kind in DOCUMENT_KINDS:
        assert re.search(rf"^{kind}: ?", _examples(), re.MULTILINE), kind
        assert re.search(rf"^## {kind}$", ALL_PROSE, re.MULTILINE), kind
        assert f"[`{kind}`](" in PROSE["language.md"], kind


def test_the_words_of_the_language_are_listed_and_used() -> None:
    section = PROSE["expressions.md"].split("## The words of the language")[1]
    assert set(_CODED.findall(section)) == KEYWORDS
    used = set(_WORD.findall(_examples()))
    assert used >= KEYWORDS, KEYWORDS - used


def test_every_hit_policy_is_described_and_executed() -> None:
    rows = PROSE["deciding.md"].split("| `hit_policy` |")[1].split("\n\n")[0].splitlines()
    described = [name for row in rows for name in _CODED.findall(row.split("|")[1] if row.startswith("|") else "")]
    assert sorted(described) == sorted(HIT_POLICIES)
    executed = [example for example in read_book().examples if any(block.kind == "expect" for block in example.blocks)]
    laws = "\n".join(example.blocks[0].text for example in executed)
    assert set(re.findall(r"hit_policy: (\w+)", laws)) == set(HIT_POLICIES)


def test_effects_and_risks_are_described() -> None:
    for word in (*EFFECTS, *RISKS):
        assert f"`{word}`" in ALL_PROSE, word


def test_every_family_of_codes_is_described() -> None:
    rows = re.findall(r"^\| ([A-Z]\d)xx \|", PROSE["language.md"], re.MULTILINE)
    assert sorted(rows) == sorted({code[:2] for code in CODES})


def test_every_code_that_is_named_exists() -> None:
    named = set(re.findall(r"\b[A-Z]\d{3}\b", "\n".join(PAGES.values())))
    assert named
    assert named <= set(CODES), named - set(CODES)


# --- the decision record --------------------------------------------------------------------------
def _rows(heading: str) -> set[str]:
    table = PROSE["meaning.md"].split("## The decision record")[1].split(f"| {heading} |")[1].split("\n\n")[0]
    return {name for row in table.splitlines()[2:] for name in _CODED.findall(row.split("|")[1])}


def test_every_part_of_a_record_is_described() -> None:
    book = read_book()
    records = list(_records(book))
    assert records
    # The pages decide for everybody and with the usual explanation; only another record says otherwise.
    assert {key for each in records for key in each} | {record.TRACE, record.DECIDED_FOR} == _rows("key")
    assert not any(record.TRACE in each for each in records)
    decisions = [decision for each in records for decision in each["decisions"]]
    assert {key for each in decisions for key in each} == _rows("key of a decision")


def _records(book: Book) -> Iterator[Mapping[str, Any]]:
    for example in book.examples:
        if any(block.kind in {"expect", "json record"} for block in example.blocks):
            yield Run(example, book).last_record()


# --- numbers and links ----------------------------------------------------------------------------
def test_the_bounds_of_the_machinery_are_those_of_the_pages() -> None:
    assert f"{load.MOST_BYTES // 1_000_000} MB and {load.MOST_DOCUMENTS:,} documents" in PROSE["language.md"]
    assert f"{build.MOST_DEEP} deep" in PROSE["language.md"]
    assert f"nested {parser._MAX_DEPTH} deep" in PROSE["expressions.md"]
    assert f"have {lexer.MOST_CHARACTERS:,} characters" in PROSE["expressions.md"]
    assert f"more than {record.BRIEF_SCOPE} subjects" in PROSE["meaning.md"]
    places = [str(place) for place in range(1, record.NEAREST + 1)]
    assert f"| {', '.join(places[:-1])} or {places[-1]} for the nearest misses" in PROSE["meaning.md"]


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose_of(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*pages(), DOCS / "README.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = list(_LINK.finditer(prose_of(page.read_text("utf-8"))))
    assert links
    for link in links:
        target = (page.parent / link["path"]).resolve() if link["path"] else page
        assert target.exists(), link[0]
        if link["anchor"]:
            assert link["anchor"] in _anchors(target.read_text("utf-8")), link[0]
