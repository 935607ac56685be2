"""Dates that move by months, in whole numbers: days since the first of March of the year 0, 400 years a cycle."""

from __future__ import annotations

from engine.backends.columnar.nodes import Node, Plan

# The first of January of the year 1 is day 1, and 306 days after that first of March.
_BEFORE = 305
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
_CENTURY_DAYS, _FOUR_YEARS_DAYS, _YEAR_DAYS = 36_524, 1_460, 365
_MONTHS = 12
# From March on, five months have 153 days: month m begins on day (153 m + 2) // 5.
_FIVE_MONTHS, _FIVE = 153, 5


def moved_by_months(plan: Plan, date: Node, months: Node) -> Node:
    """The date so many months later; where that month is shorter, its last day. It may lie outside the calendar."""
    total, day = _month_and_day(plan, plan.plus(date, plan.whole(_BEFORE)))
    target = plan.plus(total, months)
    start = _start(plan, target)
    length = plan.minus(_start(plan, plan.plus(target, plan.whole(1))), start)
    moved = plan.plus(start, plan.least(day, plan.minus(length, plan.whole(1))))
    return plan.minus(moved, plan.whole(_BEFORE))


def _over(plan: Plan, one: Node, by: int) -> Node:
    return plan.over(one, plan.whole(by))


def _times(plan: Plan, one: Node, by: int) -> Node:
    return plan.times(one, plan.whole(by))


def _month_and_day(plan: Plan, days: Node) -> tuple[Node, Node]:
    """Months since that March, and the days since the first of the month."""
    cycle = _over(plan, days, _CYCLE_DAYS)
    rest = plan.minus(days, _times(plan, cycle, _CYCLE_DAYS))
    leap = plan.minus(_over(plan, rest, _CENTURY_DAYS), _over(plan, rest, _FOUR_YEARS_DAYS))
    leap = plan.minus(leap, _over(plan, rest, _CYCLE_DAYS - 1))
    years = _over(plan, plan.plus(rest, leap), _YEAR_DAYS)
    of_year = plan.minus(rest, _begins(plan, years))
    month = _over(plan, plan.plus(_times(plan, of_year, _FIVE), plan.whole(2)), _FIVE_MONTHS)
    year = plan.plus(years, _times(plan, cycle, _CYCLE_YEARS))
    return plan.plus(_times(plan, year, _MONTHS), month), plan.minus(of_year, _month_begins(plan, month))


def _begins(plan: Plan, year: Node) -> Node:
    """The day on which a year begins."""
    leap = plan.minus(_over(plan, year, 2 * 2), _over(plan, year, _CYCLE_YEARS // (2 * 2)))
    return plan.plus(plan.plus(_times(plan, year, _YEAR_DAYS), leap), _over(plan, year, _CYCLE_YEARS))


def _month_begins(plan: Plan, month: Node) -> Node:
    """The day of the year on which a month begins."""
    return _over(plan, plan.plus(_times(plan, month, _FIVE_MONTHS), plan.whole(2)), _FIVE)


def _start(plan: Plan, months: Node) -> Node:
    """The day on which a month begins."""
    year = _over(plan, months, _MONTHS)
    month = plan.minus(months, _times(plan, year, _MONTHS))
    return plan.plus(_begins(plan, year), _month_begins(plan, month))
