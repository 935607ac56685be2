"""Where everything of a ladder stands in its picture: strikes as rows, delta, spread and room side by side.

Lengths are in units of the drawing, which is as wide as the narrowest phone; the page scales it. Nothing is decided
here: what is drawn and how it is judged comes with the ladder.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from console.page.ladder import Bound, Ladder, Mark

WIDTH = 360
FAMILIES = 7
"""Families of rules that have a sign of their own; all others share one."""

_TOP = 34
_FOOT = 20
_PITCH = 15
_STEP = 5
"""Between the marks of two expiries in one row."""

_DELTA = (70, 222)
_UNKNOWN_DELTA = 58
_SPREAD = (238, 290)
_BEYOND = 306
_ROOM = (318, 340)
_SCALE = 3
"""The axis of the spread ends at so many times its limit."""


@dataclass(frozen=True, slots=True)
class Row:
    """One strike: its height in the picture, its label, and whether another delta would flip one of its verdicts."""

    y: float
    label: str
    flips: bool


@dataclass(frozen=True, slots=True)
class Zone:
    """What a rule allows on an axis, from `x` to `x` plus `width`, with the lines at its ends."""

    x: float
    width: float
    lines: tuple[float, ...]
    label: str
    at: float
    tells: str
    suspended: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """How a candidate is marked: `sign` names the symbol, `hollow` says that further rules refuse it."""

    sign: str
    hollow: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One candidate in the picture: its place on each axis (None where it has none), and what is told of it."""

    mark: Mark
    sign: Sign
    y: float
    delta: float
    spread: float | None
    beyond: bool
    others: tuple[float, ...]
    tells: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many contracts there is room for at one strike, and how many are chosen."""

    y: float
    width: float
    filled: float
    label: str
    tells: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The candidates of one expiry, joined."""

    points: str
    style: int
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend under a picture."""

    sign: Sign
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A ladder, laid out."""

    ladder: Ladder
    height: float
    rows: tuple[Row, ...]
    price: float | None
    delta_zones: tuple[Zone, ...]
    spread_zones: tuple[Zone, ...]
    delta_ticks: tuple[tuple[float, str], ...]
    spread_ticks: tuple[tuple[float, str], ...]
    curves: tuple[Curve, ...]
    drawn: tuple[Drawn, ...]
    bars: tuple[Bar, ...]
    legend: tuple[Entry, ...]
    bottom: float
    unknown_delta: bool
    beyond: bool

    @property
    def tightest(self) -> tuple[str, ...]:
        """The limits that are the tightest at some strike."""
        return tuple(sorted({mark.room.limit for mark in self.ladder.marks if mark.room is not None}))

    @property
    def flips(self) -> int:
        """Verdicts that another delta would flip."""
        return sum(mark.flips for mark in self.ladder.marks)


class Signs:
    """Which sign stands for which family of rules, the same on the whole page."""

    def __init__(self, ladders: Iterable[Ladder]) -> None:
        rules = {
            stop.rule
            for ladder in ladders
            for stop in (*ladder.stops_all, *(stop for mark in ladder.marks for stop in mark.stops))
        }
        self.families = tuple(sorted({family(rule) for rule in rules}))

    def of(self, mark: Mark, ladder: Ladder) -> Sign:
        """The sign of a candidate: what comes of it, else the family of the rule that misses by the least."""
        if mark.verdict == "permitted":
            return Sign("chosen" if mark.chosen else "permitted", hollow=False)
        if all(stop.unknown for stop in mark.stops or ladder.stops_all):
            return Sign("unknown", hollow=False)
        if mark.main is None:
            return Sign("common", hollow=False)
        return Sign(self.sign(family(mark.main.rule)), hollow=len({stop.rule for stop in mark.stops}) > 1)

    def sign(self, name: str) -> str:
        """The symbol of a family."""
        place = self.families.index(name)
        return f"family-{place}" if place < FAMILIES else "family-other"


def family(rule: str) -> str:
    """`LIQUID` for `LIQUID-04`: rules that belong together share the first part of their ids."""
    return rule.rpartition("-")[0] or rule


def picture(ladder: Ladder, signs: Signs) -> Picture:
    """Lays a ladder out."""
    strikes = sorted({mark.strike for mark in ladder.marks}, reverse=True)
    expiries = sorted({mark.expiry for mark in ladder.marks})
    pitch = _PITCH + _STEP * (len(expiries) - 1)
    heights = {strike: _TOP + pitch * (place + _HALF) for place, strike in enumerate(strikes)}
    bottom = _TOP + pitch * len(strikes)
    delta_end = _axis_end(ladder)
    spread_end = _spread_end(ladder)
    drawn = tuple(_drawn(mark, ladder, signs, heights, expiries, delta_end, spread_end) for mark in ladder.marks)
    return Picture(
        ladder=ladder,
        height=bottom + _FOOT,
        rows=tuple(
            Row(
                float(heights[strike]),
                number(strike),
                any(mark.flips for mark in ladder.marks if mark.strike == strike),
            )
            for strike in strikes
        ),
        price=_between(ladder.price, strikes, heights),
        delta_zones=tuple(_zone(each, _DELTA, delta_end) for each in ladder.band),
        spread_zones=tuple(_zone(each, _SPREAD, spread_end) for each in ladder.spread_limit),
        delta_ticks=_ticks(_DELTA, delta_end, ladder.delta.percent),
        spread_ticks=_ticks(_SPREAD, spread_end, ladder.spread.percent),
        curves=tuple(_curves(drawn, expiries)),
        drawn=drawn,
        bars=tuple(_bars(ladder, strikes, heights)),
        legend=tuple(_legend(drawn, signs)),
        bottom=bottom,
        unknown_delta=any(each.delta == _UNKNOWN_DELTA for each in drawn),
        beyond=any(each.beyond for each in drawn),
    )


_HALF = Fraction(1, 2)


def _drawn(
    mark: Mark,
    ladder: Ladder,
    signs: Signs,
    heights: dict[Fraction, Fraction],
    expiries: Sequence[str],
    delta_end: Fraction,
    spread_end: Fraction,
) -> Drawn:
    aside = _STEP * (expiries.index(mark.expiry) - Fraction(len(expiries) - 1, 2))
    spread = None if mark.spread is None else _place(mark.spread, _SPREAD, spread_end)
    beyond = mark.spread is not None and mark.spread > spread_end
    return Drawn(
        mark=mark,
        sign=signs.of(mark, ladder),
        y=float(heights[mark.strike] + aside),
        delta=_UNKNOWN_DELTA if mark.delta is None else _place(mark.delta, _DELTA, delta_end),
        spread=_BEYOND if beyond else spread,
        beyond=beyond,
        others=tuple(_place(value, _DELTA, delta_end) for _, value in mark.others),
        tells="\n".join(mark.tells),
    )


# --- axes ---------------------------------------------------------------------------------------
def _place(value: Fraction, axis: tuple[int, int], end: Fraction) -> float:
    start, stop = axis
    share = min(max(value / end, Fraction(0)), Fraction(1)) if end else Fraction(0)
    return float(start + (stop - start) * share)


def _axis_end(ladder: Ladder) -> Fraction:
    """The first round number that no delta and no end of the band is above."""
    values = [mark.delta for mark in ladder.marks if mark.delta is not None]
    values += [value for mark in ladder.marks for _, value in mark.others]
    values += [bound.high for bound in ladder.band if bound.high is not None]
    return _round_up(max(values, default=Fraction(1)))


def _spread_end(ladder: Ladder) -> Fraction:
    """Some way beyond the limit; where there is none, as far as the spreads go."""
    limits = [bound.high for bound in ladder.spread_limit if bound.high]
    if limits:
        return _SCALE * max(limits)
    return _round_up(max((mark.spread for mark in ladder.marks if mark.spread is not None), default=Fraction(1)))


def _round_up(value: Fraction) -> Fraction:
    if value <= 0:
        return Fraction(1)
    step = Fraction(_TEN) ** math.floor(math.log10(value))
    return math.ceil(value / step) * step


_TEN = 10


def _ticks(axis: tuple[int, int], end: Fraction, percent: bool) -> tuple[tuple[float, str], ...]:
    def label(value: Fraction) -> str:
        return f"{number(value * _HUNDRED)}%" if percent else number(value)

    start, stop = axis
    return ((float(start), label(Fraction(0))), (float(stop), label(end)))


_HUNDRED = 100


def _zone(bound: Bound, axis: tuple[int, int], end: Fraction) -> Zone:
    start, stop = axis
    low = float(start) if bound.low is None else _place(bound.low, axis, end)
    high = float(stop) if bound.high is None else _place(bound.high, axis, end)
    lines = tuple(at for at, given in ((low, bound.low), (high, bound.high)) if given is not None)
    waived = ", waived" if bound.suspended else ""
    tells = f"{bound.rule}: {bound.shown}{waived} ({bound.words})"
    return Zone(low, high - low, lines, bound.shown, (low + high) / 2, tells, bound.suspended)


def _between(price: Fraction | None, strikes: Sequence[Fraction], heights: dict[Fraction, Fraction]) -> float | None:
    """The height of a price between the rows of its strikes; None where it is not among them."""
    if price is None or not strikes or not strikes[-1] <= price <= strikes[0]:
        return None
    above = min(strike for strike in strikes if strike >= price)
    below = max(strike for strike in strikes if strike <= price)
    if above == below:
        return float(heights[above])
    share = (above - price) / (above - below)
    return float(heights[above] + (heights[below] - heights[above]) * share)


# --- parts --------------------------------------------------------------------------------------
def _curves(drawn: Sequence[Drawn], expiries: Sequence[str]) -> Iterable[Curve]:
    for style, expiry in enumerate(expiries):
        points = [each for each in drawn if each.mark.expiry == expiry and each.mark.delta is not None]
        day = date.fromisoformat(expiry) if expiry else None
        label = f"{day.day} {day:%b}" if day is not None else "no expiry"
        yield Curve(" ".join(f"{each.delta:.1f},{each.y:.1f}" for each in points), style, label)


def _bars(ladder: Ladder, strikes: Sequence[Fraction], heights: dict[Fraction, Fraction]) -> Iterable[Bar]:
    """One bar a strike, as long as the tightest limit there allows."""
    start, stop = _ROOM
    rooms = {
        strike: [mark.room for mark in ladder.marks if mark.strike == strike and mark.room is not None]
        for strike in strikes
    }
    most = max((room.count for found in rooms.values() for room in found), default=0)
    for strike in strikes:
        if not rooms[strike]:
            continue
        room = min(rooms[strike], key=lambda each: each.count)
        chosen = sum(mark.chosen for mark in ladder.marks if mark.strike == strike)
        length = (stop - start) / max(most, 1)
        tells = f"{number(strike)}: room for {room.count} under {room.limit}, {room.each} each; {chosen} chosen"
        label = f"{chosen}/{room.count}" if chosen else str(room.count)
        yield Bar(float(heights[strike]), length * room.count, length * chosen, label, tells)


def _legend(drawn: Sequence[Drawn], signs: Signs) -> Iterable[Entry]:
    """What is drawn, by sign, with its count."""
    fixed = {
        "chosen": "chosen",
        "permitted": "permitted, none taken",
        "unknown": "refused only by what is not known",
        "common": "refused only by what stops all of them",
    }
    for symbol, label in fixed.items():
        count = sum(each.sign.sign == symbol for each in drawn)
        if count:
            yield Entry(Sign(symbol, hollow=False), label, count)
    for name in signs.families:
        for hollow, label in ((False, f"refused by {name} alone"), (True, f"{name} nearest, refused by others too")):
            sign = Sign(signs.sign(name), hollow)
            count = sum(
                each.sign == sign and each.mark.main is not None and family(each.mark.main.rule) == name
                for each in drawn
            )
            if count:
                yield Entry(sign, label, count)


def number(value: Fraction) -> str:
    """A number of an axis or a strike, in as few digits as it takes."""
    from rules.language.numbers import number_text

    return number_text(value) if value.denominator == 1 else f"{float(value):.6g}"
