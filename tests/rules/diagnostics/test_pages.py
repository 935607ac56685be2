"""The list of codes is closed: none that was published goes away or means something else, and each has its page.

`published.txt` holds every code that there ever was; `ALLUSE_GOLDEN=write` adds new ones to it and takes none out.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rules.diagnostics import page
from rules.diagnostics.codes import CODES, FAMILIES

PUBLISHED = Path(__file__).with_name("published.txt")
PAGES = Path(__file__).parents[3] / "docs" / "diagnostics"


def published() -> list[str]:
    """Every code that there ever was, written anew where that is asked for."""
    codes = PUBLISHED.read_text(encoding="utf-8").split()
    if os.environ.get("ALLUSE_GOLDEN") == "write":
        codes = sorted({*codes, *CODES})
        PUBLISHED.write_text("\n".join(codes) + "\n", encoding="utf-8")
    return codes


def test_no_code_goes_away() -> None:
    gone = set(published()) - set(CODES)
    assert not gone, f"a code that is not used any more is marked `retired=True` and keeps its page: {sorted(gone)}"


def test_every_code_is_published() -> None:
    new = set(CODES) - set(published())
    assert not new, f"ALLUSE_GOLDEN=write adds new codes to {PUBLISHED.name}: {sorted(new)}"


def test_no_code_stands_twice() -> None:
    assert len(CODES) == sum(len(family) for family in FAMILIES)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page_retired_or_not(code: str) -> None:
    text = page.page_of(code)
    assert text is not None
    assert text.startswith(f"# {code}: {CODES[code].title}\n")


def test_every_page_is_of_a_code() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    assert pages == set(CODES)


def test_a_code_without_a_page() -> None:
    assert page.page_of("E999") is None
