"""A process that is killed anywhere, and comes back until the week is over, leaves the books of one that was not."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.recovery import week

pytestmark = pytest.mark.slow

KILLS = 50
"""In `make test`. `make soak` kills at ten times as many points, which is all of them."""

TOGETHER = 9
"""How often one week is killed, at points that lie far apart."""


@pytest.fixture(scope="module")
def undisturbed() -> tuple[week.Outcome, list[str]]:
    """The week without an interruption, and what a process comes by in it."""
    week.warm_up()
    return week.uninterrupted()


def test_the_week_has_something_to_lose(undisturbed: tuple[week.Outcome, list[str]]) -> None:
    """Purchases, sales, a price that is worsened, an exit of Level 3, an assignment: else kills would show little."""
    outcome, points = undisturbed
    kinds = Counter(" ".join(each.split()[:2]) for each in points)
    assert kinds["before submit"] == kinds["after submit"] >= 10
    assert kinds["before replace"] >= 3
    assert outcome.kinds["assignment_booked"] == 1
    assert outcome.kinds["fill_booked"] >= 10
    assert outcome.differences == ()
    assert outcome.executions == outcome.executions_at_broker
    assert any(key == "A rev" and value["lots"] for key, value in outcome.books.items())


def test_killed_at_points_all_over_the_week(
    undisturbed: tuple[week.Outcome, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    expected, points = undisturbed
    killed: list[str] = []
    for numbers in week.spread(KILLS, len(points), TOGETHER):
        found, at = week.killed_at(numbers)
        week.require_equal(found, expected, f"killed at {at} (points {numbers})")
        killed += at
    with capsys.disabled():
        print(f"\n{len(points)} points of a week, killed at {len(killed)} of them: {_kinds(killed)}")
    assert len(killed) >= KILLS * 9 // 10, "a process that was to be killed came to its end"


@pytest.mark.parametrize("call", ["before submit", "before replace"])
def test_killed_around_each_kind_of_command(undisturbed: tuple[week.Outcome, list[str]], call: str) -> None:
    """The first of its kind, whatever the spread above came by."""
    expected, points = undisturbed
    number = next(number for number, name in enumerate(points, start=1) if name.startswith(call))
    found, at = week.killed_at([number])
    assert at[0].startswith(call)
    week.require_equal(found, expected, f"killed at {at}")


def _kinds(names: list[str]) -> str:
    kinds = Counter(" ".join(name.split()[:2]) if not name.startswith("committed") else "committed" for name in names)
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
