"""Calendar periods: the session's date, the ISO week from Monday, the month, the quarter and the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = 12
_QUARTER = 3
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days from `first` until before `after`, and its name: `2026-W16`, `2026-Q2`."""

    first: date
    after: date
    name: str

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day < self.after

    def before(self, word: str) -> Period:
        """The period of the same word that ends where this one begins."""
        return period(word, self.first - timedelta(days=1))


def period(word: str, day: date) -> Period:
    """The `session`, `week`, `month`, `quarter` or `year` that holds a day. Raises KeyError for any other word."""
    match word:
        case "session":
            return Period(day, day + timedelta(days=1), day.isoformat())
        case "week":
            first = day - timedelta(days=day.weekday())
            year, week, _ = day.isocalendar()
            return Period(first, first + timedelta(days=_WEEK), f"{year}-W{week:02}")
        case "month":
            return _months(day.year, day.month, 1, f"{day.year}-{day.month:02}")
        case "quarter":
            quarter = (day.month - 1) // _QUARTER
            return _months(day.year, quarter * _QUARTER + 1, _QUARTER, f"{day.year}-Q{quarter + 1}")
        case "year":
            return _months(day.year, 1, _MONTHS, f"{day.year}")
    raise KeyError(word)


def _months(year: int, month: int, count: int, name: str) -> Period:
    """So many months from the first day of one on."""
    after = month + count
    end = date(year, after, 1) if after <= _MONTHS else date(year + 1, after - _MONTHS, 1)
    return Period(date(year, month, 1), end, name)
