"""What a modelled market is described by: files of plain data, every number of the model among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field

from facts.description import Recording, load_recording
from facts.errors import FactsError
from facts.shape import (
    Amount,
    Checked,
    Count,
    Day,
    Flag,
    Model,
    NotNegative,
    Placed,
    Positive,
    Some,
    Text,
    check,
    load,
    places,
)
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest, quoted
from rules.source.span import Span

Symbols = Annotated[tuple[Text, ...], Some]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
WEEK = (*WEEKDAYS, "saturday", "sunday")
Pair = tuple[NotNegative, NotNegative]


# --- surface --------------------------------------------------------------------------------------
class Volatility(Checked):
    """A name's volatility: realised over `sessions`, times the VIX over the realised one of the `reference`."""

    sessions: Count
    sessions_in_year: Count
    reference: Text


class Spread(Checked):
    """The whole width of a market: a share `of_mid`, and never less than so many price steps."""

    of_mid: NotNegative
    least_steps: Count


class Name(Checked):
    """Volatility and width of some underlyings.

    `floor` and `cap` bound the volatility at the money. At a strike it is that times
    1 + slope × x + curve × x², x being the logarithm of strike over price in standard deviations to the expiry, no
    further than `reach`, the factor between `least` and `most`.
    """

    underlyings: Symbols
    floor: Positive
    cap: Positive
    slope: Amount
    curve: Amount
    reach: Positive
    least: Positive
    most: Positive
    spread: Spread


class SurfaceModel(Checked):
    """A volatility surface."""

    surface: Text
    doc: Text | None = None
    volatility: Volatility
    names: Annotated[tuple[Name, ...], Some]


# --- listings -------------------------------------------------------------------------------------
class Expiries(Checked):
    """A rule of expiries: some weekdays of every week, or the third Friday of some months.

    It holds for days from `from` to `until`, on which it lists expiries up to `ahead` days away. One that falls on a
    day without session is on the session before; a Monday's on the one after.
    """

    underlyings: Symbols
    weekdays: tuple[Weekday, ...] = ()
    third_friday_of: tuple[Count, ...] = ()
    ahead: Count
    from_: Day = Field(alias="from")
    until: Day


class Strikes(Checked):
    """The step between strikes, of expiries at least so many days away, while the price is below `below`."""

    underlyings: Symbols
    days: Count | None = None
    below: Positive | None = None
    step: Positive


class Look(Checked):
    """Which contracts are given: of expiries `days` away, strikes as shares of the price, and deltas, all inclusive.

    They are given on these `weekdays`, every day where none are named; with `if_watched` also while something of the
    underlying is watched, and only then where `weekdays` is empty.
    """

    underlyings: Symbols
    right: Literal["put", "call"]
    days: Pair
    strikes: Pair
    deltas: Pair
    weekdays: tuple[Weekday, ...] | None = None
    if_watched: Flag = False


class ListingsModel(Checked):
    """What is listed, and which of it is given."""

    listings: Text
    doc: Text | None = None
    expiries: Annotated[tuple[Expiries, ...], Some]
    strikes: Annotated[tuple[Strikes, ...], Some]
    looks: Annotated[tuple[Look, ...], Some]


# --- market ---------------------------------------------------------------------------------------
class PathModel(Checked):
    """The way within a session: from the open to one extreme, to the other, to the close.

    Which extreme comes first is a coin, thrown from the seed and the date for all shares of a session; the VIX takes
    the other one first. The extremes are reached after these shares of the session.
    """

    seed: Count
    first_extreme: Positive
    second_extreme: Positive


class Index(Checked):
    """An index that stands in for one without data: `times` the price of the fund `of`."""

    symbol: Text
    of: Text
    times: Count


class MarketModel(Checked):
    """A modelled market as it is written."""

    market: Text
    doc: Text | None = None
    recording: Text
    surface: Text
    listings: Text
    from_: Day = Field(alias="from")
    until: Day
    path: PathModel
    index: Index | None = None


@dataclass(frozen=True, slots=True)
class MarketFile:
    """A modelled market with all that its file names."""

    placed: Placed[MarketModel]
    recording: Recording
    surface: SurfaceModel
    listings: ListingsModel

    @property
    def market(self) -> MarketModel:
        """The file itself."""
        return self.placed.model

    def optionable(self) -> tuple[str, ...]:
        """The underlyings that have options, in the order of the looks."""
        return tuple(dict.fromkeys(symbol for look in self.listings.looks for symbol in look.underlyings))

    def name(self, symbol: str) -> Name:
        """The part of the surface that speaks of a symbol."""
        return next(each for each in self.surface.names if symbol in each.underlyings)


def load_market(path: Path) -> MarketFile:
    """A modelled market and the files that it names. Raises FactsError with what is wrong in them."""
    market = read_placed(path, MarketModel, "A modelled market")
    named = market.model
    read = MarketFile(
        market,
        load_recording(path.parent / named.recording),
        read_one(path.parent / named.surface, SurfaceModel, "A volatility surface"),
        read_one(path.parent / named.listings, ListingsModel, "Listings"),
    )
    findings = list(_unmatched(read))
    if findings:
        raise FactsError(findings)
    return read


def read_one(path: Path, model: type[Model], what: str) -> Model:
    """The one document of a file. Raises FactsError."""
    return read_placed(path, model, what).model


def read_placed(path: Path, model: type[Model], what: str) -> Placed[Model]:
    """The one document of a file, with its places. Raises FactsError."""
    source = load(path)
    if len(source.documents) != 1:
        message = f"{what} is one document"
        raise FactsError([finding("F609", Span(source.file, 1, 1, 1, 1), message)])
    document = source.documents[0]
    return Placed(check(document, model, what), document.file, dict(places(document.root)))


def _unmatched(read: MarketFile) -> Iterator[Diagnostic]:
    tables = read.recording.model.tables
    for table in ("bars", "vix", "option_ticks"):
        if getattr(tables, table) is None:
            message = f"A modelled market needs the table `{table}`, and {quoted(read.recording.file)} names none"
            yield finding("F602", read.placed.place("recording"), message)
    for each in read.recording.model.assumptions:
        if each.gives or each.stands:
            message = (
                f"The assumption {quoted(each.id)} gives facts, and those of a modelled market come from its model"
            )
            yield finding("F601", read.placed.place("recording"), message)
    shaped = [symbol for name in read.surface.names for symbol in name.underlyings]
    known: Sequence[str] = tuple(read.recording.world.instruments.symbols())
    for symbol in read.optionable():
        if shaped.count(symbol) != 1:
            count = "does not speak" if symbol not in shaped else "speaks twice"
            message = f"{quoted(read.market.surface)} {count} of {quoted(symbol)}"
            yield finding("F617", read.placed.place("surface"), message)
        if symbol not in known:
            message = f"{quoted(symbol)} is not in the table of instruments"
            close = nearest(symbol, known)
            yield finding(
                "F607", read.placed.place("listings"), message, help=f"Did you mean `{close}`?" if close else None
            )
    for table in ("bars", "vix"):
        yield from _beyond(read, table)
    path = read.market.path
    if not path.first_extreme < path.second_extreme < 1:
        message = "The second extreme has to come after the first and before the close"
        yield finding("F606", read.placed.place("path"), message)


def _beyond(read: MarketFile, table: str) -> Iterator[Diagnostic]:
    """The market's days that lie before or after a table."""
    found = read.recording.table(table)
    days = [day for day, close in found.rows("session", "close") if close is not None] if found is not None else []
    if days:
        first, last = min(days), max(days)
        for key, day in (("from", read.market.from_), ("until", read.market.until)):
            if not first <= day <= last:
                message = f"The table `{table}` has nothing of {day}: it goes from {first} to {last}"
                yield finding("F617", read.placed.place(key), message)
