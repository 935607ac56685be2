"""What the soak says of weeks in which a kind of order does not come any more. The weeks themselves take minutes."""

from __future__ import annotations

from collections import Counter

from tests.soak.weeks import DONE, missing


def test_a_kind_of_order_that_comes_no_more_is_told_by_its_sleeve() -> None:
    filled = Counter({f"{sleeve} {action}": 1 for sleeve, actions in DONE.items() for action in actions})
    assert filled.total() == 18
    assert missing(filled) == []
    del filled["com buy_leap"]
    assert missing(filled) == ["in the weeks from 2019-01-02 to 2019-02-15: no com buy_leap any more"]


def test_of_weeks_without_an_order_every_kind_is_missing() -> None:
    assert len(missing(Counter())) == 18
