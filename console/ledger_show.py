"""`alluse ledger show`: the entries of an account, one of them whole, or a content."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from console.ledger_reading import ACCOUNT, DAMAGED, LEDGER, opened, the_account
from console.options import FORMAT
from console.output import color_on_stdout, page_width, pretty, say, say_json
from console.trouble import Trouble

if TYPE_CHECKING:
    from ledger.chain import Row
    from ledger.evidence import Evidence

_FORMAT = "alluse/ledger-entries/1"
_DIGITS = 64
"""Digits of a digest."""

_WORDS = 30
"""Columns of what a line tells of an event, at least."""

_GAP = 2
"""Blanks between two columns."""


@click.command("show", short_help="Show entries, one of them whole, or a content.")
@click.argument("entry", required=False, type=click.IntRange(min=1), metavar="[ENTRY]")
@LEDGER
@ACCOUNT
@click.option("--after", type=click.IntRange(min=0), default=0, metavar="N", help="Only entries after this one.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only so many entries, the last ones.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only events of this kind. May be repeated.")
@click.option("--content", "digest", metavar="DIGEST", help="Show what is stored under a digest; its first digits do.")
@FORMAT
def show(
    entry: int | None,
    where: str,
    account: str | None,
    after: int,
    last: int | None,
    kinds: tuple[str, ...],
    digest: str | None,
    form: str,
) -> None:
    """Show the entries of an account; ENTRY, a number, shows one whole.

    Nothing is proved by showing it: that is for `alluse ledger verify`.

    Exit code 0 once something is shown. 2: nothing is there.
    """
    from ledger.database import Unreadable

    if digest is not None and (entry is not None or after or last or kinds):
        raise click.UsageError("`--content` shows a content, and no entries.", click.get_current_context())
    if entry is not None and (after or last or kinds):
        raise click.UsageError("ENTRY shows one entry: name it, or choose several.", click.get_current_context())
    _check_kinds(kinds)
    with opened(where) as ledger:
        try:
            if digest is not None:
                _show_content(ledger, digest, form)
                return
            account = the_account(ledger, account)
            rows = ledger.rows(account, entry - 1 if entry is not None else after)
            if entry is not None:
                _show_one(_only(rows, entry, account), form)
                return
            chosen = _chosen(rows, kinds, last)
        except Unreadable as error:
            raise Trouble(str(error), DAMAGED) from None
        if not chosen:
            raise Trouble(f"there is no such entry of {account}")
        if form == "json":
            say_json(pretty({"format": _FORMAT, "account": account, "entries": [_told(each) for each in chosen]}))
        else:
            say("\n".join(_lines(chosen)))


@cache
def _fields() -> dict[str, tuple[str, ...]]:
    """The kinds of events, and their fields in the order in which people read them."""
    from typing import get_args

    from engine.trading.events import AccountEvent

    events = get_args(get_args(AccountEvent)[0])
    return {each.model_fields["kind"].default: tuple(each.model_fields) for each in events}


def _check_kinds(kinds: tuple[str, ...]) -> None:
    """Raises Trouble for a kind of event that there is not."""
    from rules.diagnostics.names import nearest

    known = sorted(_fields())
    for kind in kinds:
        if kind not in known:
            close = nearest(kind, known)
            help = f"Did you mean `{close}`?" if close else f"There are {', '.join(known)}."
            raise Trouble(f"there is no kind of event `{kind}`", help)


def _chosen(rows: Iterator[Row], kinds: tuple[str, ...], last: int | None) -> list[Row]:
    wanted = (each for each in rows if not kinds or each.kind in kinds)
    return list(wanted if last is None else deque(wanted, maxlen=last))


def _only(rows: Iterator[Row], entry: int, account: str) -> Row:
    row = next(rows, None)
    if row is None or row.sequence != entry:
        raise Trouble(f"there is no entry {entry} of {account}")
    return row


# --- entries ------------------------------------------------------------------------------------
def _show_one(row: Row, form: str) -> None:
    if form == "json":
        say_json(pretty({"format": _FORMAT, "account": row.account, "entries": [_told(row)]}))
        return
    from console.table import Cell, table

    body = _body(row)
    rows: list[tuple[Cell | str, str]] = [
        (Cell("entry", "dim"), f"{row.sequence} of {row.account}"),
        (Cell("at", "dim"), row.at),
        (Cell("kind", "dim"), row.kind),
        *((Cell(name, "bold"), _value(value)) for name, value in body.items() if name != "kind"),
        (Cell("previous", "dim"), row.previous),
        (Cell("hash", "dim"), row.hash),
    ]
    say("\n".join(table(rows, page_width(), indent=0, color=color_on_stdout())))


def _lines(rows: Sequence[Row]) -> list[str]:
    """A line for each entry, as wide as the page."""
    from console.table import Cell, table

    before = [(str(row.sequence), row.at, row.kind) for row in rows]
    taken = sum(max(len(each[column]) for each in before) + _GAP for column in range(len(before[0])))
    room = max(page_width() - taken, _WORDS)
    cells = [
        (sequence, at, Cell(kind, "bold"), _in_short(_body(row), room))
        for (sequence, at, kind), row in zip(before, rows, strict=True)
    ]
    return table(cells, page_width(), indent=0, right=(0,), color=color_on_stdout())


def _body(row: Row) -> dict[str, Any]:
    try:
        body = json.loads(row.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Trouble(f"the entry {row.sequence} of {row.account} is damaged", DAMAGED)
    order = _fields().get(row.kind, ())
    return {name: body[name] for name in (*(each for each in order if each in body), *sorted(set(body) - set(order)))}


def _in_short(body: dict[str, Any], room: int) -> str:
    """What an event says, on what is left of a line."""
    parts = (
        f"{name} {_brief(value)}" for name, value in body.items() if name != "kind" and value not in (None, [], {})
    )
    text = ", ".join(parts)
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _brief(value: object) -> str:
    from console.words import short

    text = _value(value)
    return short(text) if len(text) == _DIGITS and not set(text) - set("0123456789abcdef") else text


def _value(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value) or "none"
    if value is None:
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(each)}" for name, each in value.items() if each is not None) or "none"
    return json.dumps(value, ensure_ascii=False)


def _told(row: Row) -> dict[str, Any]:
    return {**asdict(row), "body": _body(row)}


# --- contents -----------------------------------------------------------------------------------
def _show_content(ledger: Evidence, begins: str, form: str) -> None:
    digests = ledger.digests()
    if digests is None:
        raise Trouble("this export has no contents", "`alluse ledger export --contents` takes them along.")
    found = [each for each in digests if each.startswith(begins.lower())]
    if not found:
        raise Trouble(f"nothing is stored under {begins}")
    if len(found) > 1:
        raise Trouble(f"{len(found)} contents begin with {begins}", "Write more digits of the one you mean.")
    content = ledger.content(found[0])
    try:
        text = content.decode("utf-8")
        told = json.loads(text)
    except ValueError:
        raise Trouble(f"the content {found[0]} is no JSON") from None
    if form == "json":
        say_json(text)
    else:
        say(pretty(told))
