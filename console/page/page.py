"""A decided week as one HTML file: what its tables and pictures show, put into the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.page.ladder import Ladder
from console.page.picture import WIDTH, Picture, Sign, Signs, picture
from console.week_cells import Assumed, Key, assumed_in, carried, intent_text, rows_of

if TYPE_CHECKING:
    from console.replay import Decided
    from facts.week import WeekFile

_TEMPLATES = Path(__file__).with_name("templates")
_RULE = re.compile(r"\[([^\[\]\s]+)\]")
_SHORT = 12
_DEED = "► "


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the whole week: what it assumes, waives and changes."""

    number: int
    name: str
    assumed: Assumed


@dataclass(frozen=True, slots=True)
class Told:
    """One session under one reading: when, by which law and on which facts, and what it came to."""

    number: int
    name: str
    at: str
    law: str
    facts: str
    not_in_force: str
    decisions: int
    permitted: int
    done: tuple[str, ...]
    stopped: int
    alarms: int
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What one reading says in one row.

    Where a page is narrow, readings that say the same are told once: `readings` are their names by number, none for
    one that is told already.
    """

    paragraphs: tuple[tuple[str, str], ...]
    readings: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what it is about, and what each reading says."""

    label: str
    cells: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one sleeve of an account."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, the readings that it holds for, and the caps of each account, by limit."""

    readings: str
    picture: Picture
    caps: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one underlying in one sleeve, for one account or several that are alike."""

    id: str
    title: str
    whose: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """One session: its table and its pictures."""

    id: str
    title: str
    readings: tuple[Told, ...]
    blocks: tuple[Block, ...]
    pictures: tuple[Pictures, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that the page names."""

    id: str
    section: str
    title: str


def week_page(plan: WeekFile, decided: Sequence[Decided], source: str = "") -> str:
    """The page of a decided week, in HTML. `source` says what was recorded. The same week gives the same bytes."""
    ladders = [ladder for each in decided for ladder in each.ladders]
    signs = Signs(ladders)
    sessions = [_session(day, [each for each in decided if each.session == day], signs) for day in _days(decided)]
    titles: dict[str, tuple[str, str]] = {}
    for each in decided:
        titles.update(each.rules)
    named = _named(sessions, ladders)
    laws = dict.fromkeys(told.law for session in sessions for told in session.readings)
    return (
        _environment(titles)
        .get_template("page.html")
        .render(
            title=plan.week.title,
            recording=plan.week.recording,
            source=source,
            laws=tuple(laws),
            not_in_force=tuple(
                dict.fromkeys(
                    told.not_in_force for session in sessions for told in session.readings if told.not_in_force
                )
            ),
            readings=[
                Reading(number, name, assumed_in([each.content for each in decided if each.reading == name]))
                for number, name in enumerate((each.name for each in plan.week.readings), 1)
            ],
            sessions=sessions,
            families=[(signs.sign(name), name) for name in signs.families],
            rules=[Rule(id, *titles[id]) for id in sorted(titles) if id in named],
            has_pictures=bool(ladders),
            first_pictured=next((session.id for session in sessions if session.pictures), ""),
        )
    )


def _environment(titles: Mapping[str, tuple[str, str]]) -> Environment:
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["parts"] = lambda text: _parts(text, titles)
    found.filters["n"] = lambda value: f"{float(value):.1f}".rstrip("0").rstrip(".")
    found.globals["width"] = WIDTH
    found.globals["sign_of"] = Sign
    return found


def _parts(text: str, titles: Mapping[str, tuple[str, str]]) -> list[tuple[str, bool]]:
    """A text cut at the rules that it names; True marks a rule."""
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _RULE.finditer(text):
        if match[1] in titles:
            found += [(text[end : match.start()], False), (match[1], True)]
            end = match.end()
    return [each for each in (*found, (text[end:], False)) if each[0]]


def _days(decided: Iterable[Decided]) -> list[str]:
    return list(dict.fromkeys(each.session for each in decided))


def _named(sessions: Iterable[Session], ladders: Iterable[Ladder]) -> set[str]:
    """Every word in brackets of a table, and every rule of a picture."""
    texts = (
        text
        for session in sessions
        for block in session.blocks
        for line in block.lines
        for cell in line.cells
        for _, text in cell.paragraphs
    )
    named = {match[1] for text in texts for match in _RULE.finditer(text)}
    for ladder in ladders:
        named.update(bound.rule for bound in (*ladder.band, *ladder.spread_limit))
        named.update(stop.rule for stop in ladder.stops_all)
        for mark in ladder.marks:
            named.update((*(stop.rule for stop in mark.stops), *mark.waived))
        named.update(match[1] for each in ladder.not_drawn for match in _RULE.finditer(each.why))
    return named


# --- one session --------------------------------------------------------------------------------
def _session(day: str, decided: Sequence[Decided], signs: Signs) -> Session:
    when = date.fromisoformat(day)
    return Session(
        id=day,
        title=f"{when:%A} {when.day} {when:%B %Y}",
        readings=tuple(_told(number, each) for number, each in enumerate(decided, 1)),
        blocks=tuple(_blocks(decided)),
        pictures=tuple(_pictures(day, decided, signs)),
    )


def _told(number: int, each: Decided) -> Told:
    content = each.content
    law = content["constitution"]
    out: Mapping[str, Any] | None = content.get("judged_as_if_in_force")
    at = datetime.fromisoformat(content["at"])
    return Told(
        number=number,
        name=each.reading,
        at=f"{at:%H:%M:%S}",
        law=f"{law['name']} {law['version']}, logic {law['logic_digest'][:_SHORT]}",
        facts=content["facts_digest"][:_SHORT],
        not_in_force=out["says"] if out else "",
        decisions=len(content["decisions"]),
        permitted=sum(one["verdict"] == "permitted" for one in content["decisions"]),
        done=tuple(_done(each)),
        stopped=len(content["stopped"]),
        alarms=len(content["alarms"]),
        carried=tuple(carried(each)),
    )


def _done(each: Decided) -> Iterable[str]:
    """What would be done, each with whose it is."""
    for intent in each.content["intents"]:
        of = intent["of"]
        whose = of.get("sleeve") or of.get("account", "")
        what = each.words.get(intent["action"], intent["action"])
        yield f"{whose}: {what}, {intent_text(intent).removeprefix(_DEED)}".removeprefix(": ")


def _blocks(decided: Sequence[Decided]) -> Iterable[Block]:
    pages = [rows_of(each) for each in decided]
    blocks: dict[str, list[Line]] = {}
    for key in sorted({key for page in pages for key in page}):
        account, sleeve, what, symbol = key
        label = f"{what.lstrip('~ ')} {symbol}".strip()
        said = [tuple(page[key].paragraphs()) if key in page else () for page in pages]
        cells = tuple(
            Said(each, _same(said, place, decided) if each not in said[:place] else ())
            for place, each in enumerate(said)
        )
        blocks.setdefault(f"{account} {sleeve}".strip(), []).append(Line(label, cells))
    return [Block(title, tuple(lines)) for title, lines in blocks.items()]


def _same(
    said: Sequence[tuple[tuple[str, str], ...]], place: int, decided: Sequence[Decided]
) -> tuple[tuple[int, str], ...]:
    return tuple((number, decided[number - 1].reading) for number, each in enumerate(said, 1) if each == said[place])


def _pictures(day: str, decided: Sequence[Decided], signs: Signs) -> Iterable[Pictures]:
    """Pictures by sleeve, action and underlying. Accounts and readings whose pictures are the same share one."""
    rows: dict[Key, list[tuple[int, Ladder]]] = {}
    for number, each in enumerate(decided, 1):
        for ladder in each.ladders:
            key = (ladder.sleeve, ladder.words, ladder.underlying, ladder.account)
            rows.setdefault(key, []).append((number, ladder))
    alike: dict[tuple[str, str, str, tuple[tuple[int, Ladder], ...]], list[str]] = {}
    for (sleeve, words, underlying, account), found in sorted(rows.items()):
        drawings = tuple((number, ladder.drawing) for number, ladder in found)
        alike.setdefault((sleeve, words, underlying, drawings), []).append(account)
    for place, ((sleeve, words, underlying, drawings), accounts) in enumerate(alike.items(), 1):
        by_drawing: dict[Ladder, list[int]] = {}
        for number, ladder in drawings:
            by_drawing.setdefault(ladder, []).append(number)
        yield Pictures(
            id=f"{day}-picture-{place}",
            title=f"{underlying}: {words}",
            whose=", ".join(f"{account} {sleeve}".strip() for account in accounts),
            figures=tuple(
                Figure(
                    " and ".join(str(number) for number in numbers),
                    picture(ladder, signs),
                    tuple(
                        (account, own.caps)
                        for account in accounts
                        for number, own in rows[sleeve, words, underlying, account]
                        if number == numbers[0]
                    ),
                )
                for ladder, numbers in by_drawing.items()
            ),
        )
