"""A decided week as a page of text: for each session the readings side by side, then what was carried on."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from console.output import page_width
from console.record_text import as_if_in_force
from console.week_cells import Assumed, Cell, assumed_in, carried, rows_of

if TYPE_CHECKING:
    from console.replay import Decided
    from facts.week import WeekFile

_LEAST_WIDTH = 110
_LABEL = 24
_BAR = " │ "
_LEGEND = (
    "What a session permits and allocates is carried into the next as a HYPOTHETICAL FILL AT MID. Nothing was traded.",
    "[ ] names the rule that stands in the way, (+2) says that two more clauses do; ⇄ marks what the week file shows.",
)


def week_text(plan: WeekFile, decided: Sequence[Decided]) -> str:
    """The whole week."""
    width = max(page_width(), _LEAST_WIDTH)
    lines = [plan.week.title.upper(), "", *_head(plan, decided, width)]
    for session in plan.week.sessions:
        lines += [
            "",
            *_session(session, [each for each in decided if each.session == session.isoformat()], width),
        ]
    return "\n".join(line.rstrip() for line in lines)


# --- what holds for the whole week --------------------------------------------------------------
def _head(plan: WeekFile, decided: Sequence[Decided], width: int) -> list[str]:
    law = decided[0].content["constitution"]
    lines = [f"Law: {law['name']} {law['version']}, logic {law['logic_digest'][:12]}"]
    out = {as_if_in_force(each.content): None for each in decided}
    for label in filter(None, out):
        lines += _hanging(f"NOT IN FORCE  {label}", width)
    for told in _LEGEND:
        lines += textwrap.wrap(told, width)
    for number, reading in enumerate(plan.week.readings, 1):
        lines += ["", f"Reading {number}: {reading.name}"]
        found = assumed_in([each.content for each in decided if each.reading == reading.name])
        for id, states, reason in found.assumptions:
            lines += _hanging(f"assumed  {id}: {states} {reason}", width)
        for id, suspends, by, reason in found.waivers:
            lines += _hanging(f"waived   {suspends} by {id}, approved by {by}. {reason}", width)
        for id, whose, values, reason in found.terms:
            lines += _hanging(f"terms    {id} of {whose}: {values}. {reason}", width)
        if found == Assumed((), (), ()):
            lines.append("  nothing assumed, nothing waived")
    return lines


def _hanging(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent=" " * 11)


# --- one session --------------------------------------------------------------------------------
def _session(session: date, decided: Sequence[Decided], width: int) -> list[str]:
    column = (width - _LABEL - len(_BAR) * len(decided)) // len(decided)
    lines = ["═" * width, f"{session:%A} {session.day} {session:%B %Y}".upper(), ""]
    heads = []
    for number, each in enumerate(decided, 1):
        at = datetime.fromisoformat(each.content["at"])
        heads.append([*textwrap.wrap(f"{number} {each.reading}", column), f"at {at:%H:%M:%S}"])
    lines += [*_row("", heads, column), "─" * width]
    pages = [rows_of(each) for each in decided]
    last: tuple[str, str] | None = None
    for key in sorted({key for page in pages for key in page}):
        account, sleeve, what, symbol = key
        if (account, sleeve) != last:
            lines += ([""] if last else []) + [f"{account} {sleeve}".strip()]
            last = (account, sleeve)
        said = [_lines(page.get(key), column) for page in pages]
        label = textwrap.wrap(f"{what.lstrip('~ ')} {symbol}".strip(), _LABEL - 2)
        lines += _row([f"  {part}" for part in label], said, column)
    fills = [f"[{each.reading}] {told}" for each in decided for told in carried(each)]
    if fills:
        lines += ["", "Carried on as hypothetical fills at mid"]
        for told in fills:
            lines += textwrap.wrap(told, width, initial_indent="  ", subsequent_indent="      ")
    return lines


def _row(label: str | Sequence[str], cells: Sequence[Sequence[str]], column: int) -> list[str]:
    heads = [label] if isinstance(label, str) else list(label)
    lines: list[str] = []
    for index in range(max(len(heads), *(len(cell) for cell in cells))):
        parts = [(cell[index] if index < len(cell) else "").ljust(column) for cell in cells]
        head = heads[index] if index < len(heads) else ""
        lines.append(head.ljust(_LABEL) + "".join(_BAR + part for part in parts))
    return lines


def _lines(cell: Cell | None, column: int) -> list[str]:
    """A cell as lines of a column."""
    if cell is None:
        return ["–"]
    found: list[str] = []
    for _, paragraph in cell.paragraphs():
        found += textwrap.wrap(paragraph, column, subsequent_indent="  ") or [""]
    return found or ["–"]
