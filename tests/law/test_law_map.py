"""Every sentence of the law has documents that carry it, and every document a sentence that it carries."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from rules.compile.law import Law
from tests.law.recorded import HOME
from tests.laws import all_use

PAGE = HOME / "docs" / "law-map.md"
SECTIONS = [f"§{number}" for number in range(18)]
_ROW = re.compile(r"^\| (§\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the map: a section, what it says, and the ids that carry it."""

    section: str
    says: str
    ids: tuple[str, ...]


def rows() -> list[Row]:
    """The rows of the page."""
    found = _ROW.findall(PAGE.read_text("utf-8"))
    return [Row(section, says, tuple(each.strip() for each in ids.split(","))) for section, says, ids in found]


@pytest.fixture(scope="module")
def law() -> Law:
    return all_use()


def test_every_section_has_rows_and_every_row_names_what_carries_it(law: Law) -> None:
    found = rows()
    print(f"{len(found)} rows of {len(SECTIONS)} sections checked")
    assert sorted({row.section for row in found}, key=SECTIONS.index) == SECTIONS
    assert [row for row in found if not all(row.ids)] == []


def test_no_row_is_there_twice() -> None:
    told = [(row.section, row.says) for row in rows()]
    assert sorted(told) == sorted(set(told))


def test_every_id_of_the_map_is_in_the_law(law: Law) -> None:
    known = {*law.rule_ids(), *law.rulings, *(each.id for each in law.consequences)}
    assert {each for row in rows() for each in row.ids} - known == set()


def test_every_document_and_ruling_of_the_law_is_on_the_map(law: Law) -> None:
    mapped = {each for row in rows() for each in row.ids}
    consequences = {each.id for each in law.consequences}
    assert {*law.rule_ids(), *law.rulings, *consequences} - mapped == set()
