"""An explanation as a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from console.explanation import ClauseSaid, Explanation, RuleSaid, Said
from console.explanation_kept import Behind
from console.explanation_sizes import SizeSaid
from console.legs import alone, stopped_by
from console.record_text import VERDICTS, Page, as_if_in_force
from console.table import Cell, Row, wrapped
from console.values import margin
from console.words import few, listed

_STYLES = {"permitted": "good", "forbidden": "bad", "not_permitted": "bad"}
DEEPER = 4
"""Blanks before what belongs to a rule."""

_MANY = 3
"""Others that an allocation takes; how many more there are is told as a number."""

_STATES = {"true": "", "false": "bad", "unknown": "doubt"}


def render_explanation(found: Explanation, width: int, color: bool) -> str:
    """The whole explanation."""
    page = Page(width, color)
    blocks = ["\n".join(_header(found, page))]
    if found.left_out:
        reasons = [f"{each.universe} leaves it out, {each.because}" for each in found.left_out]
        separator = " " if len(reasons) == 1 else "\n  "
        blocks.append(separator.join([f"{found.left_out[0].subject.key} is not looked at:", *reasons]))
    blocks += ["\n".join(_subject(each, found.why_not, page)) for each in found.said]
    return "\n\n".join(blocks) + "\n"


def _header(found: Explanation, page: Page) -> Iterator[str]:
    content = found.decided.content
    at = datetime.fromisoformat(content["at"])
    law = content["constitution"]
    yield f"{law['name']} {law['version']} on {at:%A} {at:%Y-%m-%d} at {at:%H:%M}"
    assumed = [("assumed", f"{each['id']}: {each['states']}") for each in content["assumptions"]]
    waived = [
        ("waived", f"{each['id']} suspends {listed(each['suspends'])}")
        for each in content["waivers"]
        if each["in_force"]
    ]
    nevertheless = as_if_in_force(content)
    label: list[Row] = [] if nevertheless is None else [("NOT IN FORCE", Cell(nevertheless, "bad"))]
    yield from page.rows([*label, *assumed, *waived])


def _subject(said: Said, why_not: str | None, page: Page) -> Iterator[str]:
    decision = said.decision
    none = ", none is allocated" if said.sizes and not any(each.count for each in said.sizes) else ""
    yield page.title(f"{decision.action}, {decision.subject}: {VERDICTS[decision.verdict.word]}{none}")
    if why_not is not None:
        for each in said.rules:
            yield from _why_not(each, page)
        return
    rows: list[Row] = [
        ("done", "", "; ".join(filter(None, (f"by {', '.join(each['because'])}", alone(each)))))
        if each["stands"]
        else ("stopped", "", Cell(alone(each) or f"as sized, by {stopped_by(each)}", "bad"))
        for each in said.done
    ]
    for size in said.sizes:
        rows += _size(size)
    rows += [
        ("in the way" if at == 0 else "", clause.rule, Cell(clause.says, "bad"))
        for at, clause in enumerate(said.obstacles)
    ]
    if not said.rules:
        rows.append(("", "", "no rule speaks to it: what is not permitted is denied"))
    yield from page.rows(rows)
    for each in said.rules:
        if each.applies:
            yield ""
            yield from _rule(each, page)
    if said.behind:
        yield ""
        yield "  What the law derives for them"
        yield from page.rows(_behind(said.behind), indent=DEEPER)
    if said.kept:
        yield ""
        yield "  What the law keeps of it and of what it leads to"
        yield from page.rows(_behind(said.kept), indent=DEEPER)
    silent = [each.document.id for each in said.rules if not each.applies]
    if silent:
        yield ""
        yield from page.rows([(f"not for {decision.subject}:", ", ".join(silent))])


def _size(said: SizeSaid) -> Iterator[Row]:
    """How many are taken, and what leaves no room for more."""
    others = [f"{count} × {key}" for key, count in said.others]
    taken = f"{said.count or 'none'} by {said.rule} for {said.owner}"
    yield ("allocated", "", f"{taken}; also {few(others, _MANY)}" if others else taken)
    for at, limit in enumerate(said.held_back_by):
        room = f"{limit.name} {limit.group}: {limit.taken} of at most {limit.at_most}, and one more is {limit.one_more}"
        yield ("held back by" if at == 0 else "", "", room if said.count else Cell(room, "bad"))
        values = " · ".join(f"{name} {value}" for name, value in limit.values)
        if limit.text:
            yield ("", "", Cell(f"at most {limit.text}{f'; {values}' if values else ''}", "dim"))
    for why in said.why:
        yield ("", "", Cell(why, "doubt"))


def _behind(found: Iterable[Behind]) -> Iterator[Row]:
    for each in found:
        values = " · ".join(f"{name} {value}" for name, value in each.values)
        yield (each.rule, f"{each.fact} {each.value}", each.how or values)
        if each.how and values:
            yield ("", "", Cell(values, "dim"))


def _rule(said: RuleSaid, page: Page) -> Iterator[str]:
    yield from _headline(said, page)
    rows: list[Row] = []
    for clause in said.clauses:
        values = " · ".join(f"{name} {value}" for name, value in clause.values)
        state = Cell(clause.state, _state_style(said, clause))
        rows.append((state, margin(clause.margin, clause.unit), clause.text))
        if values and values != f"{clause.text} {clause.state}":
            rows.append(("", "", Cell(values, "dim")))
        rows += [("", "", Cell(note, "dim")) for note in clause.notes]
    yield from page.rows(rows, indent=DEEPER, right=(1,))


def _why_not(said: RuleSaid, page: Page) -> Iterator[str]:
    """The clauses of one rule that are in the way."""
    yield from _headline(said, page)
    if said.waived:
        return
    if not said.applies:
        where = said.document.where.text if said.document.where is not None else ""
        whom = f"{said.document.kind or said.document.scope}{f' where {where}' if where else ''}"
        yield f"    it is for {whom}"
        return
    if not said.against:
        if said.clauses:
            yield "    nothing of it is in the way"
        return
    rows: list[Row] = []
    for clause in said.against:
        rule = clause.rule if clause.rule != said.document.id else ""
        says = f"{rule}: {clause.says}" if rule else clause.says
        rows.append((Cell(clause.state, _STATES[clause.state]), margin(clause.margin, clause.unit), says))
        values = " · ".join(f"{name} {value}" for name, value in clause.values if name != clause.text)
        rows.append(("", "", Cell(f"{clause.text}{f'; {values}' if values else ''}", "dim")))
    yield from page.rows(rows, indent=DEEPER, right=(1,))


def _headline(said: RuleSaid, page: Page) -> Iterator[str]:
    document = said.document
    section = f", {document.section}" if document.section else ""
    title = f": {document.title}" if document.title else ""
    leg = f" on the {said.leg} leg, {said.owner}" if said.leg and said.clauses else ""
    head = f"{document.id} ({said.effect}{section}) {said.role}{leg}{title}"
    lines = list(wrapped(head, page.width - DEEPER))
    yield f"  {lines[0]}"
    for line in lines[1:]:
        yield f"    {line}"


def _state_style(said: RuleSaid, clause: ClauseSaid) -> str:
    """What is in the way is set off; of a forbid that is what holds."""
    if clause.state == "unknown":
        return "doubt"
    wrong = "true" if said.effect == "forbid" else "false"
    return "bad" if clause.state == wrong and said.against else ""
