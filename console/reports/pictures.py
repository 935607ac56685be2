"""Where everything of a chart stands: lines or bars of dollars over time, axes and their marks.

Lengths are in units of the drawing, which is as wide as a phone; pages of HTML and PDF scale it. Up is a smaller `y`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from console.reports.content import Chart, Series, dollars
from ledger.books.account import NEW_YORK

WIDTH = 360
HEIGHT = 190
LEFT, RIGHT = 50, 352
TOP, BOTTOM = 10, 168

_DAY = timedelta(days=1)
_MOMENT = timedelta(seconds=1)
_LEAST_ROOM = Decimal(1)
"""Dollars that an axis spans at least."""

_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_MARKS = 4
_FEW_DAYS = 7
_TEN = Decimal(10)
_BAR = 0.7
"""Of its day or week, so much is covered by a bar."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: its place and its words."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of a series without a gap, as points."""

    style: int
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its corner above on the left, its size, and what it says."""

    style: int
    x: float
    y: float
    width: float
    height: float
    says: str


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    style: int
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, laid out. `zero` is the height of the line of nothing; None where it is out of sight."""

    chart: Chart
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]
    zero: float | None
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    keys: tuple[Key, ...]

    @property
    def says(self) -> str:
        """The picture in words."""
        return "; ".join(f"{each.name}: {each.says}" for each in self.keys)


def picture(chart: Chart) -> Picture | None:
    """Lays a chart out; None where nothing in it is known."""
    if not chart.known:
        return None
    ys = _marks(chart)
    low, high = ys[0], ys[-1]

    def y(value: Decimal) -> float:
        return float(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low))

    x = _Times(chart)
    return Picture(
        chart=chart,
        xs=tuple(x.ticks()),
        ys=tuple(Tick(y(each), _short(each, ys)) for each in ys),
        zero=y(Decimal(0)) if low <= 0 <= high else None,
        lines=tuple(_lines(chart, x, y)) if chart.form == "lines" else (),
        bars=tuple(_bars(chart, x, y)) if chart.form == "bars" else (),
        keys=tuple(Key(style, each.name, _says(chart, each)) for style, each in enumerate(chart.series)),
    )


class _Times:
    """The axis of time: whole days from the first to the last of the period; of a week, its weekend only if need be."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        last = chart.last
        if (last - chart.first).days < _FEW_DAYS:
            ends = [at - _MOMENT if chart.form == "lines" else at for each in chart.series for at, _ in each.points]
            points = [at.astimezone(NEW_YORK).date() for at in ends]
            last = max([last - 2 * _DAY, *points])
        self.start = datetime.combine(chart.first, time(), NEW_YORK)
        self.end = datetime.combine(last + _DAY, time(), NEW_YORK)

    def __call__(self, at: datetime) -> float:
        share = (at - self.start).total_seconds() / (self.end - self.start).total_seconds()
        return LEFT + (RIGHT - LEFT) * min(max(share, 0), 1)

    @property
    def days(self) -> int:
        return (self.end.date() - self.start.date()).days

    def of(self, day: date) -> float:
        """Where a day begins."""
        return self(datetime.combine(day, time(), NEW_YORK))

    def ticks(self) -> Iterator[Tick]:
        """Each day of a week, each Monday of a month, the beginning of each month of a quarter."""
        for number in range(self.days):
            day = self.chart.first + number * _DAY
            if self.days <= _FEW_DAYS:
                yield Tick(self.of(day), f"{day:%a} {day.day}")
            elif self.days <= _A_MONTH:
                if day.weekday() == 0:
                    yield Tick(self.of(day), f"{day.day} {day:%b}")
            elif day.day == 1:
                yield Tick(self.of(day), f"{day:%b}")


_A_MONTH = 31


def _marks(chart: Chart) -> tuple[Decimal, ...]:
    """Round values from below the lowest to above the highest, not many."""
    low, high = min(chart.known), max(chart.known)
    if chart.zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if high - low < _LEAST_ROOM:
        low, high = low - _LEAST_ROOM, high + _LEAST_ROOM
    rough = (high - low) / _MARKS
    size = _TEN ** math.floor(rough.log10())
    step = next(size * each for each in _STEPS if size * each >= rough)
    first = (low / step).to_integral_value("ROUND_FLOOR")
    last = (high / step).to_integral_value("ROUND_CEILING")
    return tuple(step * number for number in range(int(first), int(last) + 1))


def _short(value: Decimal, among: tuple[Decimal, ...]) -> str:
    """A mark of the axis of money in few characters: `$1.5M`, `$250K`, `-$40`."""
    largest = max(abs(each) for each in among)
    for size, letter in ((Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")):
        if largest >= size:
            told = f"{(abs(value) / size).normalize():f}"
            return f"{'-' if value < 0 else ''}${told}{letter if value else ''}"
    return f"{'-' if value < 0 else ''}${abs(value).normalize():f}"


def _lines(chart: Chart, x: _Times, y: object) -> Iterator[Line]:
    assert callable(y)
    for style, series in enumerate(chart.series):
        points: list[tuple[float, float]] = []
        for at, value in series.points:
            if value is not None:
                points.append((x(at), y(value)))
            elif points:
                yield Line(style, tuple(points))
                points = []
        if points:
            yield Line(style, tuple(points))


def _bars(chart: Chart, x: _Times, y: object) -> Iterator[Bar]:
    assert callable(y)
    by_day = x.days <= _FEW_DAYS
    for style, series in enumerate(chart.series):
        for at, value in series.points:
            if value is None:
                continue
            start, end = x(at), x.of(at.date() + (1 if by_day else _FEW_DAYS - at.weekday()) * _DAY)
            top, bottom = sorted((y(value), y(Decimal(0))))
            aside = (end - start) * (1 - _BAR) / 2
            says = f"{at:%a %Y-%m-%d}, {series.name}: {dollars(value)}"
            yield Bar(style, start + aside, top, (end - start) * _BAR, bottom - top, says)


def _says(chart: Chart, series: Series) -> str:
    known = [value for _, value in series.points if value is not None]
    if not known:
        return "not known" if series.points else "nothing"
    if chart.form == "bars":
        return f"{dollars(sum(known, Decimal(0)))} in all"
    return f"{dollars(known[-1])} at the end, lowest {dollars(min(known))}, highest {dollars(max(known))}"
