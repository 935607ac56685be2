"""From intents to orders: what one record plans is counted by what it plans next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.session.planning import Plan
from engine.trading.events import OrderPlanned
from tests.engine.session.world import AAPL_CALL, NVDA_PUT, Bench, StillMarket, held, lot, opened

Planned = list[tuple[str, str, int]]


@pytest.fixture
def plans(tmp_path: Path) -> Iterator[Callable[..., Plan]]:
    """Plans intents for an account that holds what is given; each time for a new one."""
    made: list[Bench] = []

    def plan(*intents: dict[str, Any], **holds: Any) -> Plan:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        quotes = {AAPL_CALL: ("1.10", "1.14", "0.22"), NVDA_PUT: ("2.08", "2.12", "0.33")}
        made.append(Bench(folder, market=StillMarket.of(quotes), events=opened(**holds)))
        session = made[-1].session
        now = made[-1].clock.now()
        return session._planner(session.judge.decide(now), now).plan(intents)

    yield plan
    for each in made:
        each.close()


Plans = Callable[..., Plan]


def close(quantity: int, action: str = "close") -> dict[str, Any]:
    fields = {"quantity": str(quantity), "limit": "1.12", "bound": "1.17"}
    of = {"account": "A", "sleeve": "A com"}
    return {"action": action, "subject": "A com 1", "of": of, "fields": fields, "because": ["COM-CLOSE-01"]}


LIQUIDATE = {"action": "liquidate", "subject": "A", "of": {}, "fields": {}, "because": ["MINI-04"]}


def orders(plan: Plan) -> Planned:
    found = [each for each in plan.events if isinstance(each, OrderPlanned)]
    return [(each.action, each.instrument.symbol, each.quantity) for each in found]


def calls(quantity: int) -> Sequence[Any]:
    return [held(AAPL_CALL, quantity=quantity, sleeve="A com")]


def test_two_intents_of_one_record_never_close_more_than_there_is(plans: Plans) -> None:
    both = plans(close(2), close(2, "exit_at_market"), positions=calls(3), lots=[lot("AAPL", 300, "190")])
    assert orders(both) == [("close", AAPL_CALL, 2), ("exit_at_market", AAPL_CALL, 1)]
    whole = plans(close(3), close(3, "exit_at_market"), positions=calls(3), lots=[lot("AAPL", 300, "190")])
    assert orders(whole) == [("close", AAPL_CALL, 3)]
    assert [why for _, why in whole.not_done] == ["all of the position is being closed already"]


@pytest.mark.parametrize(
    ("closing", "liquidated"), [(0, [("liquidate", AAPL_CALL, 2)]), (1, [("liquidate", AAPL_CALL, 1)]), (2, [])]
)
def test_what_the_same_record_closes_is_not_bought_back_twice(plans: Plans, closing: int, liquidated: Planned) -> None:
    """On 21 October 2022 of the five years a call was: what came of it was a long one, and it was exercised."""
    closes = [close(closing)] if closing else []
    found = orders(plans(*closes, LIQUIDATE, positions=calls(2), lots=[lot("AAPL", 200, "190")]))
    assert found[len(closes) :] == liquidated


def test_shares_that_cover_a_call_are_sold_after_it_is_gone(plans: Plans) -> None:
    lots = [lot("AAPL", 200, "190"), lot("NVDA", 100, "180")]
    covered = orders(plans(LIQUIDATE, positions=calls(1), lots=lots))
    assert covered == [("liquidate", AAPL_CALL, 1), ("liquidate", "NVDA", 100)]
    free = orders(plans(LIQUIDATE, lots=lots))
    assert free == [("liquidate", "AAPL", 200), ("liquidate", "NVDA", 100)]


def test_shares_are_sold_beside_a_put_and_beside_a_call_of_another_sleeve(plans: Plans) -> None:
    put = held(NVDA_PUT, sleeve="A com", number=2)
    elsewhere = held(AAPL_CALL, sleeve="A gen")
    lots = [lot("NVDA", 100, "180"), lot("AAPL", 100, "190")]
    found = orders(plans(LIQUIDATE, positions=[put, elsewhere], lots=lots))
    assert ("liquidate", "NVDA", 100) in found
    assert ("liquidate", "AAPL", 100) in found
