"""Pages in Markdown, shown in a terminal: headings, paragraphs and blocks of code, as our pages have them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.table import printable, styled, wrapped

CODE = 4
"""Blanks before a line of code."""

_FENCE = re.compile(r"(`{3,}|~{3,})")
_HEADING = re.compile(r"#+ +(.+)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CODED = re.compile(r"`([^`]+)`")


def shown(text: str, width: int, color: bool) -> str:
    """A page as lines of at most `width` columns; what is code is not wrapped."""
    return "\n".join(_lines(text, width, color)).strip("\n") + "\n"


def _lines(text: str, width: int, color: bool) -> Iterator[str]:
    paragraph: list[str] = []
    fence: str | None = None
    for line in [*text.splitlines(), ""]:
        opening = _FENCE.match(line)
        if fence is not None:
            if line.strip() == fence:
                fence = None
            else:
                yield f"{' ' * CODE}{styled(_code(line), 'dim', color)}".rstrip()
            continue
        heading = _HEADING.match(line)
        if line.strip() and not opening and not heading:
            paragraph.append(line.strip())
            continue
        if paragraph:
            yield from _paragraph(" ".join(paragraph), width, color)
            paragraph = []
        if opening:
            fence = opening[1]
        elif heading:
            yield styled(printable(_LINK.sub(r"\1", heading[1])), "bold", color)
        else:
            yield ""


def _paragraph(text: str, width: int, color: bool) -> Iterator[str]:
    for line in wrapped(printable(_LINK.sub(r"\1", text)), width):
        # Backticks stay where there are no colors: they say where a piece of law begins and ends.
        yield _CODED.sub(lambda found: styled(found[1], "bold", color), line) if color else line


def _code(line: str) -> str:
    """A line of code that cannot steer the terminal; what a page shows of invisible signs stays visible."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line.expandtabs(CODE))
