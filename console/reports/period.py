"""The week, month or quarter that a report is of, in days of the exchange."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["week", "month", "quarter"]

KINDS: tuple[Kind, ...] = ("week", "month", "quarter")

OF_LAW = {"week": "weekly", "month": "monthly", "quarter": "quarterly"}
"""What the law calls its own report on such a period."""

_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_QUARTER = re.compile(r"(?P<year>\d{4})-?[Qq](?P<quarter>[1-4])")
_MONTHS_OF_A_QUARTER = 3
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


class NotAPeriod(ValueError):
    """A text that names no such period; the message says how one is written."""


@dataclass(frozen=True, slots=True)
class Period:
    """All days from `first` to `last`. `name` is how it is written: `2026-W16`, `2026-04`, `2026Q2`."""

    kind: Kind
    first: date
    last: date
    name: str

    @property
    def title(self) -> str:
        """`the week of 13 to 17 April 2026`, `April 2026`, `the second quarter of 2026`."""
        if self.kind == "week":
            friday = self.last - 2 * _DAY
            start = f"{self.first.day}"
            if self.first.year != friday.year:
                start = f"{self.first.day} {self.first:%B %Y}"
            elif self.first.month != friday.month:
                start = f"{self.first.day} {self.first:%B}"
            return f"the week of {start} to {friday.day} {friday:%B %Y}"
        if self.kind == "month":
            return f"{self.first:%B %Y}"
        return f"the {_ORDINALS[self.first.month]} quarter of {self.first.year}"

    def next(self) -> Period:
        """The one after it."""
        return period_of(self.kind, self.last + _DAY)

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last


_ORDINALS = dict(
    zip(
        range(1, 1 + 4 * _MONTHS_OF_A_QUARTER, _MONTHS_OF_A_QUARTER),
        ("first", "second", "third", "fourth"),
        strict=True,
    )
)


def period_of(kind: Kind, day: date) -> Period:
    """The one that a day is in. Weeks go from Monday to Sunday."""
    if kind == "week":
        first = day - day.weekday() * _DAY
        year, week, _ = first.isocalendar()
        return Period(kind, first, first + _WEEK - _DAY, f"{year}-W{week:02d}")
    if kind == "month":
        first = day.replace(day=1)
        return Period(kind, first, _month_after(first, 1) - _DAY, f"{first:%Y-%m}")
    month = day.month - (day.month - 1) % _MONTHS_OF_A_QUARTER
    first = day.replace(day=1, month=month)
    name = f"{first.year}Q{1 + (month - 1) // _MONTHS_OF_A_QUARTER}"
    return Period(kind, first, _month_after(first, _MONTHS_OF_A_QUARTER) - _DAY, name)


def read_period(kind: Kind, text: str) -> Period:
    """The one that is named: a week by any of its days, `2026-04`, `2026Q2`. Raises NotAPeriod."""
    try:
        if kind == "week":
            return period_of(kind, date.fromisoformat(text))
        found = (_MONTH if kind == "month" else _QUARTER).fullmatch(text)
        if found is not None:
            part = int(found[kind])
            month = part if kind == "month" else 1 + (part - 1) * _MONTHS_OF_A_QUARTER
            return period_of(kind, date(int(found["year"]), month, 1))
    except (ValueError, OverflowError):
        pass
    raise NotAPeriod(f"`{text}` is no {kind}: {HOW[kind]}")


HOW = {
    "week": "name it by one of its days, such as 2026-04-17",
    "month": "a month is written as 2026-04",
    "quarter": "a quarter is written as 2026Q2",
}
"""How each is written."""


def _month_after(first: date, months: int) -> date:
    """The first day so many months later."""
    for _ in range(months):
        first = (first + 31 * _DAY).replace(day=1)
    return first
