"""The codes of findings as people and programs read them: one with its page, or all in a list."""

from __future__ import annotations

from typing import Any

from console.markdown import shown
from console.record_text import Page
from console.table import Cell, Row
from console.trouble import Trouble
from console.words import count
from rules.diagnostics.codes import CODES, Code, Severity
from rules.diagnostics.names import nearest, quoted
from rules.diagnostics.page import page_of

FORMAT = "alluse/codes/1"

_STYLES = {Severity.ERROR: "bad", Severity.WARNING: "doubt", Severity.NOTE: ""}


def the_code(name: str) -> Code:
    """The code of this name, in letters of any size. Raises Trouble with the nearest one if there is none."""
    written = name.strip().strip("[]").upper()
    if written in CODES:
        return CODES[written]
    close = nearest(written, CODES)
    help = f"Did you mean `{close}`?" if close else "`alluse explain-code --list` lists the codes."
    raise Trouble(f"there is no code {quoted(name)}", help)


def page_text(code: Code) -> str:
    """The page of a code, in Markdown. Raises Trouble if the program was installed without its pages."""
    page = page_of(code.code)
    if page is None:
        raise Trouble(f"{code.code} means: {code.title}; its page was not installed with the program")
    return page


# --- text ---------------------------------------------------------------------------------------
def render_one(code: Code, width: int, color: bool) -> str:
    """The page of one code, headed by how much it weighs."""
    weight = f"{code.severity}, retired: nothing reports it any more" if code.retired else str(code.severity)
    heading, _, rest = page_text(code).partition("\n")
    title = Page(width, color).title(f"{heading.removeprefix('# ')} ({weight})")
    return f"{title}\n\n{shown(rest, width, color)}"


def render_list(width: int, color: bool) -> str:
    """Every code in order, one a line."""
    page = Page(width, color)
    rows: list[Row] = [
        (
            each.code,
            Cell("retired", "dim") if each.retired else Cell(str(each.severity), _STYLES[each.severity]),
            each.title,
        )
        for each in _ordered()
    ]
    return "\n".join([*page.rows(rows, indent=0), "", f"{count(len(rows), 'code')}"]) + "\n"


# --- plain data ---------------------------------------------------------------------------------
def one_told(code: Code) -> dict[str, Any]:
    """One code for programs, with its page."""
    return {"format": FORMAT, "codes": [{**_told(code), "page": page_text(code)}]}


def list_told() -> dict[str, Any]:
    """All codes for programs, without their pages."""
    return {"format": FORMAT, "codes": [_told(each) for each in _ordered()]}


def _told(code: Code) -> dict[str, Any]:
    return {"code": code.code, "severity": str(code.severity), "headline": code.title, "retired": code.retired}


def _ordered() -> list[Code]:
    return sorted(CODES.values(), key=lambda each: each.code)
