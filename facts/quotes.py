"""What was quoted for each contract at an instant: from a captured chain, or from a stream of changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from facts import occ
from facts.errors import FactsError
from facts.exact import UNKNOWN
from facts.sessions import seconds_between
from facts.tables import Table
from rules.diagnostics.diagnostic import finding

FRESH = "0"


@dataclass(slots=True)
class Quotes:
    """Contracts and their quotes, a column each, all of one length and in the order of the symbols.

    Numbers are exact decimal text, None where nothing is quoted. `age` is in seconds as text, or `unknown`.
    `spots` gives, for an underlying whose own price the source carries, that price and its age.
    """

    key: list[str] = field(default_factory=list)
    underlying: list[str] = field(default_factory=list)
    expires_on: list[date] = field(default_factory=list)
    right: list[occ.Right] = field(default_factory=list)
    strike: list[str] = field(default_factory=list)
    bid: list[str | None] = field(default_factory=list)
    ask: list[str | None] = field(default_factory=list)
    feed_delta: list[str | None] = field(default_factory=list)
    age: list[str] = field(default_factory=list)
    spots: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.key)


def keys(table: Table) -> list[str]:
    """The option symbol of every row. Raises FactsError for a strike that no symbol can hold."""
    heads: dict[tuple[str, date, occ.Right], str] = {}
    tails: dict[str, str] = {}
    found = []
    for number, (root, expires_on, right, strike) in enumerate(
        table.rows("underlying", "expires_on", "right", "strike")
    ):
        head = heads.get((root, expires_on, right))
        if head is None:
            head = heads[root, expires_on, right] = occ.head(root, expires_on, right)
        tail = tails.get(strike)
        if tail is None:
            try:
                tail = tails[strike] = occ.strike_digits(Decimal(strike))
            except ValueError as error:
                message = f"{table.row_named(number)}: {error}"
                raise FactsError([finding("F613", table.place(number), message)]) from None
        found.append(head + tail)
    return found


def captured_at(chain: Table, session: date) -> datetime | None:
    """When the last row of a session's chain was captured; None if the session has no rows."""
    return max((at for on, at in chain.rows("session", "captured_at") if on == session), default=None)


def from_chain(chain: Table, session: date, at: datetime, *, stands: bool) -> Quotes:
    """The chain of a session as known at an instant.

    A row that was captured later is not known yet. With `stands` (an assumption says that the capture stands
    for the instant) every row of the session counts, and every quote is of this very moment. Otherwise the
    age of a quote is the time since it was quoted if the rows tell that, else unknown: when it was captured
    says nothing about it.
    """
    symbols = keys(chain)
    names = ("session", "captured_at", "quoted_at")
    rows = [
        number
        for number, (on, captured, _) in enumerate(chain.rows(*names))
        if on == session and (stands or captured <= at)
    ]
    rows.sort(key=symbols.__getitem__)
    _refuse_twins(chain, rows, symbols)
    quoted = chain.column("quoted_at")
    ages: dict[datetime | None, str] = {}

    def age(number: int) -> str:
        moment = quoted[number]
        if moment not in ages:
            ages[moment] = _age(moment, at, stands=stands)
        return ages[moment]

    found = _take(chain, rows, symbols, age)
    latest: dict[str, int] = {}
    captures, spots = chain.column("captured_at"), chain.column("spot")
    for number in rows:
        symbol = chain.column("underlying")[number]
        if spots[number] is not None and (symbol not in latest or captures[number] >= captures[latest[symbol]]):
            latest[symbol] = number
    found.spots = {symbol: (spots[number], age(number)) for symbol, number in sorted(latest.items())}
    return found


def from_stream(stream: Table, session_opens: datetime, at: datetime) -> Quotes:
    """The last quote of each contract in a stream that has a row only where something changed.

    Rows of bars that were not over by `at` are not known yet; rows from before the session opened are of
    another day. A quote that has not changed since is carried forward whole, an empty side included. It is as
    old as the last row of any contract: a stream that still speaks says that nothing else has changed, one
    that has fallen silent says nothing. A contract without a row so far is not quoted.
    """
    stream.unique("underlying", "expires_on", "right", "strike", "stamped")
    about = stream.mapping.about
    bar = timedelta(seconds=about.bar_seconds or 0) if about.stamp == "start" else timedelta()
    symbols = keys(stream)
    last: dict[str, int] = {}
    heard: datetime | None = None
    stamps = stream.column("stamped")
    for number, stamp in enumerate(stamps):
        known = stamp + bar
        if stamp < session_opens or known > at:
            continue
        symbol = symbols[number]
        before = last.get(symbol)
        if before is None or stamps[before] < stamp:
            last[symbol] = number
        heard = known if heard is None else max(heard, known)
    silence = FRESH if heard is None else str(seconds_between(heard, at))
    rows = [last[symbol] for symbol in sorted(last)]
    return _take(stream, rows, symbols, lambda _: silence)


def _take(table: Table, rows: Sequence[int], symbols: Sequence[str], age: Callable[[int], str]) -> Quotes:
    columns = {
        name: table.column(name) for name in ("underlying", "expires_on", "right", "strike", "bid", "ask", "feed_delta")
    }
    taken = {name: [column[number] for number in rows] for name, column in columns.items()}
    return Quotes(
        key=[symbols[number] for number in rows],
        underlying=taken["underlying"],
        expires_on=taken["expires_on"],
        right=taken["right"],
        strike=taken["strike"],
        bid=taken["bid"],
        ask=taken["ask"],
        feed_delta=taken["feed_delta"],
        age=[age(number) for number in rows],
    )


def _age(quoted: datetime | None, at: datetime, *, stands: bool) -> str:
    if stands:
        return FRESH
    # A feed's clock can run ahead of ours: a quote from the future is of this moment.
    return UNKNOWN if quoted is None else str(max(seconds_between(quoted, at), 0))


def _refuse_twins(table: Table, rows: Sequence[int], symbols: Sequence[str]) -> None:
    for first, second in pairwise(rows):
        if symbols[first] == symbols[second]:
            message = f"{table.row_named(second)} speaks of {symbols[second]} a second time"
            raise FactsError([finding("F619", table.place(second), message)])
