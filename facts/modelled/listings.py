"""Which expiries and strikes are listed on a day, by stated rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import cache

from facts.modelled.description import WEEK, Expiries, ListingsModel
from facts.sessions import Calendar

_MONDAY = 0
_FRIDAY = WEEK.index("friday")
_MONTHS = 12
_TWO_WEEKS = timedelta(weeks=2)
_MILL = Decimal("0.001")


class Listings:
    """The listed expiries and strikes of all underlyings."""

    def __init__(self, model: ListingsModel, calendar: Calendar) -> None:
        self._model = model
        self._calendar = calendar
        self._third_friday = cache(self._third_friday_of)

    def expiries(self, symbol: str, today: date, first: int, last: int) -> tuple[date, ...]:
        """The expiries of a symbol from `first` to `last` days away, in order, as listed today."""
        found: set[date] = set()
        for rule in self._model.expiries:
            if symbol in rule.underlyings and rule.from_ <= today <= rule.until:
                found.update(self._of(rule, today, first, min(last, rule.ahead)))
        return tuple(sorted(found))

    def step(self, symbol: str, days: int, price: Decimal) -> Decimal | None:
        """The step between strikes: of the first rule that speaks of such an expiry at such a price."""
        for rule in self._model.strikes:
            long_enough = rule.days is None or days >= rule.days
            if symbol in rule.underlyings and long_enough and (rule.below is None or price < rule.below):
                return rule.step
        return None

    @staticmethod
    def strikes(step: Decimal, low: Decimal, high: Decimal) -> range:
        """Strikes on the steps from `low` to `high`, in thousandths of a dollar."""
        first = (low / step).to_integral_value(rounding=ROUND_CEILING) * step
        thousandths = int(step / _MILL)
        return range(max(int(first / _MILL), thousandths), int(high / _MILL) + 1, thousandths)

    def _of(self, rule: Expiries, today: date, first: int, last: int) -> Iterator[date]:
        for weekday in rule.weekdays:
            number = WEEK.index(weekday)
            day = today - timedelta(days=today.weekday() - number)
            while (day - today).days <= last:
                yield from self._within(self._moved(day, number), today, first, last)
                day += timedelta(weeks=1)
        if not rule.third_friday_of:
            return
        year, month = (today + timedelta(days=first)).year, (today + timedelta(days=first)).month
        final = today + timedelta(days=last)
        while (year, month) <= (final.year, final.month):
            if month in rule.third_friday_of:
                yield from self._within(self._third_friday(year, month), today, first, last)
            year, month = (year, month + 1) if month < _MONTHS else (year + 1, 1)

    @staticmethod
    def _within(day: date | None, today: date, first: int, last: int) -> Iterator[date]:
        if day is not None and first <= (day - today).days <= last:
            yield day

    def _third_friday_of(self, year: int, month: int) -> date | None:
        begins = date(year, month, 1)
        friday = begins + timedelta(days=(_FRIDAY - begins.weekday()) % len(WEEK)) + _TWO_WEEKS
        return self._moved(friday, _FRIDAY)

    def _moved(self, day: date, weekday: int) -> date | None:
        """The session of a day; where there is none, the one before, of a Monday the one after."""
        if self._calendar.session(day) is not None:
            return day
        beside = self._calendar.next(day) if weekday == _MONDAY else self._calendar.previous(day)
        return None if beside is None else beside.on
