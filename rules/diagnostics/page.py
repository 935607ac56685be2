"""The page of a code: what it means, why it is a mistake, and how it is put right."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve()
# An installed package carries the pages beside this module; a checkout has them where people read them.
HOMES = (_HERE.with_name("pages"), _HERE.parents[2] / "docs" / "diagnostics")


def page_of(code: str) -> str | None:
    """The page of a code in Markdown; None if there is none."""
    for home in HOMES:
        path = home / f"{code}.md"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return None
