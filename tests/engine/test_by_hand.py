"""Aggregates, series, tables, choices, thresholds and allocations against the plainest calculation there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluate import evaluate
from rules.compile.law import Law
from tests.engine.quick import QUICK
from tests.engine.worlds import facts_of, law_of

AT = "2026-04-16T10:00:00-04:00"
Told = dict[str, Any]


def cents(low: int = -10_000, high: int = 10_000) -> st.SearchStrategy[Fraction]:
    return st.integers(low, high).map(lambda number: Fraction(number, 100))


def text(number: Fraction) -> str:
    """A number of cents as decimal text."""
    sign = "-" if number < 0 else ""
    whole, part = divmod(abs(number) * 100, 100)
    return f"{sign}{whole}.{int(part):02}"


def record(law: Law, facts: dict[str, Any]) -> Told:
    return dict(evaluate(law, facts_of(law, {"at": AT, "facts": facts})).content)


def number(told: object) -> Fraction:
    assert isinstance(told, str), told
    return Fraction(told)


# --- aggregates -----------------------------------------------------------------------------------
AGGREGATES = law_of("""\
constitution: aggregates
version: "1"
---
units: { base: [usd], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: -100 to 100 }
---
scopes: { box: { key: id }, ball: { key: id, in: box } }
---
facts: ball
given: { price: { type: money }, red: { type: flag } }
---
rule: A-01
section: §1
derive: box.sum
type: money
for: box
as: sum of ball.price * 3 over ball in box where ball.red
---
rule: A-02
section: §1
derive: box.mean
type: money
for: box
as: mean of ball.price over ball in box where ball.red
---
rule: A-03
section: §1
derive: box.highest
type: money
for: box
as: highest of ball.price over ball in box where ball.red
---
rule: A-04
section: §1
derive: box.lowest
type: money
for: box
as: lowest of ball.price over ball in box where ball.red
---
rule: A-05
section: §1
derive: box.count
type: number
for: box
as: count of ball in box where ball.red
---
rule: A-06
section: §1
derive: box.any
type: flag
for: box
when: any ball in box where ball.red
---
rule: A-07
section: §1
derive: box.no
type: flag
for: box
when: no ball in box where ball.red
---
rule: A-08
section: §1
derive: box.every
type: flag
for: box
when: every ball in box where ball.red has ball.price > $0
---
rule: A-09
section: §1
derive: ball.rank
type: number
for: ball
as: count of ball as other in box where other.price < ball.price
""")
balls = st.lists(st.tuples(st.sampled_from("AB"), cents(-500, 500), st.booleans()), max_size=7)


@QUICK
@given(balls)
def test_aggregates(made: list[tuple[str, Fraction, bool]]) -> None:
    facts = {
        f"b{place}": {"box": box, "price": text(price), "red": str(red).lower()}
        for place, (box, price, red) in enumerate(made)
    }
    told = record(AGGREGATES, {"box": {"A": {}, "B": {}}, "ball": facts})["derived"]
    for box in "AB":
        reds = [price for each, price, red in made if each == box and red]
        found = told["box"][box]
        assert number(found["sum"]) == 3 * sum(reds, Fraction(0))
        assert number(found["count"]) == len(reds)
        assert (found["any"], found["no"]) == (bool(reds), not reds)
        assert found["every"] is all(price > 0 for price in reds)
        if reds:
            assert number(found["mean"]) == sum(reds, Fraction(0)) / len(reds)
            assert (number(found["highest"]), number(found["lowest"])) == (max(reds), min(reds))
        else:
            assert all("unknown" in found[name] for name in ("mean", "highest", "lowest"))
    for place, (box, price, _) in enumerate(made):
        below = sum(other < price for each, other, _ in made if each == box)
        assert number(told["ball"][f"b{place}"]["rank"]) == below


# --- series ---------------------------------------------------------------------------------------
SERIES = law_of("""\
constitution: series
version: "1"
---
units: { base: [session] }
---
types:
  price: { unit: none, step: 0.01, range: -100 to 100 }
  sessions: { unit: sessions, step: 1 }
---
scopes: { desk: { one: true } }
---
facts: desk
given:
  past: { type: price, series: session }
  length: { type: sessions }
---
rule: A-01
section: §1
derive: desk.sum
type: number
for: desk
as: sum of desk.past over the last desk.length
---
rule: A-02
section: §1
derive: desk.mean
type: number
for: desk
as: mean of desk.past over the last desk.length
---
rule: A-03
section: §1
derive: desk.highest
type: number
for: desk
as: highest of desk.past over the last desk.length
---
rule: A-04
section: §1
derive: desk.lowest
type: number
for: desk
as: lowest of desk.past over the last desk.length
""")


@QUICK
@given(st.lists(st.none() | cents(-500, 500), max_size=7), st.integers(0, 8))
def test_series(past: list[Fraction | None], length: int) -> None:
    raw = ["unknown" if value is None else text(value) for value in past]
    told = record(SERIES, {"desk": {"past": raw, "length": str(length)}})["derived"]["desk"][""]
    window = past[len(past) - length :] if 0 < length <= len(past) else [None]
    values = [value for value in window if value is not None]
    if len(values) < len(window):
        assert all("unknown" in told[name] for name in ("sum", "mean", "highest", "lowest"))
        return
    assert number(told["sum"]) == sum(values)
    assert number(told["mean"]) == sum(values) / length
    assert (number(told["highest"]), number(told["lowest"])) == (max(values), min(values))


# --- thresholds -----------------------------------------------------------------------------------
THRESHOLD = """\
constitution: threshold
version: "1"
---
units: {{ base: [usd], currency: usd }}
---
types:
  money: {{ unit: usd, step: {step}, range: -1000000 to 1000000 }}
---
scopes: {{ desk: {{ key: id }} }}
---
facts: desk
given: {{ x: {{ type: money }} }}
---
parameters: limit
values:
  low: {{ is: {low}, of: money }}
  high: {{ is: {high}, of: money }}
"""
RULES = {
    "less": "desk.x < limit.high",
    "at_most": "desk.x <= limit.high",
    "more": "desk.x > limit.high",
    "at_least": "desk.x >= limit.high",
    "equal": "desk.x is limit.high",
    "other": "desk.x is not limit.high",
    "inside": "desk.x between limit.low and limit.high",
    "share": "desk.x * 20 <= 5% of limit.high * 400",
}
HOLDS: dict[str, Callable[[Fraction, Fraction, Fraction], bool]] = {
    "less": lambda x, low, high: x < high,
    "at_most": lambda x, low, high: x <= high,
    "more": lambda x, low, high: x > high,
    "at_least": lambda x, low, high: x >= high,
    "equal": lambda x, low, high: x == high,
    "other": lambda x, low, high: x != high,
    "inside": lambda x, low, high: low <= x <= high,
    "share": lambda x, low, high: x <= high,
}


@QUICK
@given(st.sampled_from(("0.01", "0.05", "1", "0.0001")), st.integers(-1000, 1000), st.integers(0, 1000))
def test_every_threshold_and_one_step_to_either_side(step: str, low: int, width: int) -> None:
    grid = Fraction(step)
    ends = (low * grid, (low + width) * grid)
    shown = [f"{float(end):.4f}" for end in ends]
    law = law_of(
        THRESHOLD.format(step=step, low=shown[0], high=shown[1])
        + "".join(
            f"---\nrule: {name.upper().replace('_', '-')}\nsection: §1\n"
            f"derive: desk.{name}\ntype: flag\nfor: desk\nwhen: {when}\n"
            for name, when in RULES.items()
        )
    )
    places = {f"{end}{side}": ends[end] + side * grid for end, side in product((0, 1), (-1, 0, 1))}
    facts = {key: {"x": f"{float(value):.4f}"} for key, value in places.items()}
    told = record(law, {"desk": facts})["derived"]["desk"]
    for key, value in places.items():
        assert told[key] == {name: holds(value, *ends) for name, holds in HOLDS.items()}, key


# --- tables ---------------------------------------------------------------------------------------
def table_law(policy: str, rows: Sequence[int]) -> Law:
    made = "".join(f"  - when: desk.r{place}\n    then: {value}\n" for place, value in enumerate(rows))
    given_facts = "".join(f"  r{place}: {{ type: flag, may_be_missing: true }}\n" for place in range(len(rows)))
    order = f"order: {sorted(set(rows), reverse=True)}\n" if policy == "priority" else ""
    return law_of(
        f"constitution: t\nversion: '1'\n---\nscopes: {{ desk: {{ key: id }} }}\n---\nfacts: desk\ngiven:\n"
        f"{given_facts}---\ntable: T-01\nsection: §1\ndecides: desk.t\ntype: number\nfor: desk\n"
        f"hit_policy: {policy}\n{order}rows:\n{made}otherwise: 7\n"
    )


def table_by_hand(policy: str, hits: Sequence[int]) -> Fraction | None:
    """The result of a table from the outputs of the rows that hold; None where it contradicts itself."""
    if not hits:
        return Fraction(7)
    if policy == "unique":
        return Fraction(hits[0]) if len(hits) == 1 else None
    if policy == "any":
        return Fraction(hits[0]) if len(set(hits)) == 1 else None
    combined = {"max": max(hits), "min": min(hits), "sum": sum(hits), "priority": max(hits)}
    return Fraction(combined[policy])


@pytest.mark.parametrize("policy", ["unique", "any", "max", "min", "sum", "priority"])
def test_tables_on_every_combination(policy: str) -> None:
    """Rows that hold, do not hold and may hold: the result is the only one that is possible, or bounds them all."""
    for rows in ((1, 2, 3), (2, 2, 7), (-1, 0, 7), (3, -2, 3)):
        law = table_law(policy, rows)
        worlds = list(product(("true", "false", "unknown"), repeat=len(rows)))
        facts = {
            str(place): {f"r{row}": state for row, state in enumerate(states)} for place, states in enumerate(worlds)
        }
        told = record(law, {"desk": facts})["derived"]["desk"]
        for place, states in enumerate(worlds):
            choices = [(True, False) if state == "unknown" else (state == "true",) for state in states]
            possible = {
                table_by_hand(policy, [value for value, holds in zip(rows, held, strict=True) if holds])
                for held in product(*choices)
            }
            check_table(told[str(place)]["t"], possible, f"{policy} {rows} {states}")


def check_table(told: object, possible: set[Fraction | None], place: str) -> None:
    outcomes = {each for each in possible if each is not None}
    if isinstance(told, dict):
        assert len(possible) > 1 or possible == {None}, place
        for end, beyond in (("low", min), ("high", max)):
            if told.get(end) is not None and outcomes:
                # Where rows may contradict one another the bounds may be wider than what is left then.
                assert beyond(outcomes | {Fraction(told[end])}) == Fraction(told[end]), place
                assert None in possible or Fraction(told[end]) == beyond(outcomes), place
    else:
        assert {number(told)} == outcomes, place


# --- choices --------------------------------------------------------------------------------------
CHOICE = law_of("""\
constitution: choice
version: "1"
---
types: { price: { unit: none, step: 0.01, range: -100 to 100 } }
---
scopes: { shelf: { key: id }, item: { key: id, in: shelf } }
---
facts: item
given:
  price: { type: price, may_be_missing: true }
  weight: { type: price, may_be_missing: true }
  fresh: { type: flag, may_be_missing: true }
---
choose: C-01
section: §1
chooses: shelf.pick
for: shelf
among: item in shelf
when: item.fresh
prefer: [lowest item.price, highest item.weight]
ties: [item]
""")
small = st.none() | cents(-3, 3)
goods = st.lists(st.tuples(st.sampled_from("AB"), small, small, st.sampled_from((True, True, False, None))), max_size=8)
Good = tuple[str, Fraction | None, Fraction | None, bool | None]


@QUICK
@given(goods)
def test_choices(made: list[Good]) -> None:
    facts: dict[str, dict[str, str]] = {}
    for place, (shelf, price, weight, fresh) in enumerate(made):
        row = {"price": price, "weight": weight}
        facts[f"i{place}"] = {
            "shelf": shelf,
            **{name: text(value) for name, value in row.items() if value is not None},
            **({} if fresh is None else {"fresh": str(fresh).lower()}),
        }
    told = record(CHOICE, {"shelf": {"A": {}, "B": {}}, "item": facts})
    alarmed = {each["subject"] for each in told["alarms"]}
    for shelf in "AB":
        known = [
            (price, -weight, f"i{place}")
            for place, (each, price, weight, fresh) in enumerate(made)
            if each == shelf and fresh and price is not None and weight is not None
        ]
        assert told["derived"]["shelf"][shelf]["pick"] == (min(known)[2] if known else "none")
    for place, (_, price, weight, fresh) in enumerate(made):
        doubtful = fresh is not False and None in (price, weight, fresh)
        assert (f"item i{place}" in alarmed) is doubtful


# --- allocations ----------------------------------------------------------------------------------
ALLOCATION = law_of("""\
constitution: allocation
version: "1"
---
units: { base: [usd, share], currency: usd }
---
types:
  money: { unit: usd, step: 1, range: -100 to 1000 }
  price: { unit: usd per share, step: 1, range: 0 to 100 }
  shares: { unit: shares, step: 1, range: 0 to 1000 }
---
scopes:
  fund: { key: id }
  sector: { key: id }
  idea: { key: id, in: fund, refers_to: [sector] }
  slot: { key: [fund, sector] }
---
facts: fund
given: { cash: { type: money, may_be_missing: true }, cap: { type: money, may_be_missing: true } }
---
facts: idea
given: { price: { type: price, may_be_missing: true }, good: { type: flag, may_be_missing: true } }
---
actions: { buy: { on: idea, risk: increasing, fields: { quantity: shares } } }
---
rule: GOOD-01
section: §1
permit: buy
for: idea
when: idea.good
---
allocate: BUY-01
section: §1
action: buy
for: fund
among: idea in fund
counts: shares
writes: idea.bought
limits:
  - { limit: CASH, per: fund, amount: idea.price, at_most: fund.cash }
  - { limit: CAP, per: slot, amount: idea.price, at_most: fund.cap }
prefer: [most of idea.price]
ties: [idea]
""")
ideas = st.lists(
    st.tuples(
        st.sampled_from("FG"),
        st.sampled_from(("tech", "food")),
        st.none() | st.integers(1, 40),
        st.sampled_from((True, True, True, False, None)),
    ),
    max_size=6,
)
caps = st.tuples(st.none() | st.integers(-10, 120), st.none() | st.integers(0, 80))


@QUICK
@given(ideas, caps, caps)
def test_allocations_never_exceed_a_limit(
    made: list[tuple[str, str, int | None, bool | None]],
    of_f: tuple[int | None, int | None],
    of_g: tuple[int | None, int | None],
) -> None:
    limits = {"F": of_f, "G": of_g}
    facts: dict[str, dict[str, str]] = {}
    for place, (fund, sector, price, good) in enumerate(made):
        facts[f"i{place}"] = {
            "fund": fund,
            "sector": sector,
            **({} if price is None else {"price": str(price)}),
            **({} if good is None else {"good": str(good).lower()}),
        }
    funds = {
        key: {name: str(value) for name, value in zip(("cash", "cap"), ends, strict=True) if value is not None}
        for key, ends in limits.items()
    }
    told = record(ALLOCATION, {"fund": funds, "sector": {"tech": {}, "food": {}}, "idea": facts})
    chosen = {
        each["subject"]: int(each["count"]) for allocation in told["allocations"] for each in allocation["chosen"]
    }
    spent: dict[tuple[str, str], int] = {}
    for key, count in chosen.items():
        fund, sector, price, good = made[int(key[1:])]
        assert good is True
        assert price is not None
        assert count > 0
        spent[fund, sector] = spent.get((fund, sector), 0) + count * price
    for fund, (cash, cap) in limits.items():
        total = sum(amount for (each, _), amount in spent.items() if each == fund)
        assert total <= max(cash or 0, 0)
        assert all(amount <= max(cap or 0, 0) for (each, _), amount in spent.items() if each == fund)
        assert total == best_total(made, fund, max(cash or 0, 0), max(cap or 0, 0))
    assert {each["subject"]: int(each["fields"]["quantity"]) for each in told["intents"]} == chosen


def best_total(made: list[tuple[str, str, int | None, bool | None]], fund: str, cash: int, cap: int) -> int:
    """The most that can be spent, by trying what each sector can reach."""
    reached = {"tech": {0}, "food": {0}}
    for each, sector, price, good in made:
        if each == fund and good and price is not None:
            reached[sector] = {
                total + count * price for total in reached[sector] for count in range((cap - total) // price + 1)
            }
    totals = (one + other for one, other in product(reached["tech"], reached["food"]))
    return max(total for total in totals if total <= cash)
