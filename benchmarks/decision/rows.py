"""Candidates to decide on: a seed gives the same ones everywhere. Many stand on a boundary or one step beside it.

A row is what a program would have in hand: whole numbers of the grid steps of the law (cents, ten-thousandths of
delta …), words, a flag, and None for what is not known.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from rules.compile.law import Law
from rules.language.types import NumberType

Row = dict[str, int | str | bool | None]

# How many of a step make one, by field.
STEPS = {
    "strike": 100,
    "dte": 1,
    "delta": 10_000,
    "bid": 100,
    "ask": 100,
    "quote_age": 1,
    "open_interest": 1,
    "iv_rank": 1000,
    "spot": 100,
    "atr": 100,
    "vix": 100,
    "earnings_in": 1,
    "ex_dividend_in": 1,
    "margin_used": 1000,
    "exposure": 1000,
    "level": 1,
}
WORDS = ("sleeve", "right")
FLAGS = ("locked",)
MAY_BE_MISSING = (*(name for name in STEPS if name not in {"strike", "dte"}), *FLAGS)
# Delta from and to, days to expiry from and to, that a sleeve sells.
USUAL = {"gen": (3500, 4500, 1, 7), "rev": (2500, 3500, 5, 14), "com": (1500, 2500, 14, 45)}
# Of so many candidates one has something that is not known.
UNKNOWN_IN = 8


def rows(count: int, seed: int = 1) -> list[Row]:
    """So many candidates."""
    chance = random.Random(seed)
    return [_row(chance) for _ in range(count)]


def _row(chance: random.Random) -> Row:
    def near(*limits: int, low: int, high: int) -> int:
        """A limit, a step beside it, or anything between."""
        if chance.random() < 0.3:
            return max(low, min(high, chance.choice(limits) + chance.choice((-1, 0, 0, 1))))
        return chance.randint(low, high)

    def mostly(usual: int, value: int) -> int:
        return usual if chance.random() < 0.75 else value

    bid = near(0, 10, 200, low=5, high=400)
    spot = chance.randint(5_000, 20_000)
    atr = chance.randint(50, 300)
    right = chance.choice(("put", "call"))
    away = chance.choice((atr // 2, atr * 3 // 2, atr * 2, atr * 3)) + chance.choice((-1, 0, 0, 1))
    sleeve = chance.choice(("gen", "rev", "com"))
    low, high, shortest, longest = USUAL[sleeve]
    row: Row = {
        "sleeve": sleeve,
        "right": right,
        "strike": spot - away if right == "put" else spot + away,
        "dte": near(1, 5, 7, 14, 45, low=0, high=46) if chance.random() < 0.3 else chance.randint(shortest, longest),
        "delta": near(low, low + 500, high, 1000, 5000, low=900, high=5100)
        if chance.random() < 0.4
        else chance.randint(low, high),
        "bid": bid,
        "ask": bid + mostly(bid // 25, near(0, bid // 20, low=-2, high=40)),
        "quote_age": mostly(5, near(30, low=0, high=60)),
        "open_interest": mostly(2000, near(500, low=0, high=1000)),
        "iv_rank": near(150, 500, low=0, high=1000),
        "spot": spot,
        "atr": atr,
        "vix": mostly(1650, near(2000, 3000, 6500, low=1000, high=7000)),
        "earnings_in": mostly(70, near(2, 7, 14, low=0, high=40)),
        "ex_dividend_in": mostly(80, near(1, 7, 14, low=0, high=40)),
        "margin_used": mostly(300, near(600, 700, low=0, high=800)),
        "exposure": mostly(100, near(200, 250, low=0, high=300)),
        "level": mostly(0, chance.randint(0, 3)),
        "locked": chance.random() < 0.03,
    }
    if chance.randrange(UNKNOWN_IN) == 0:
        for name in chance.sample(MAY_BE_MISSING, chance.choice((1, 1, 2, 3))):
            row[name] = None
    return row


def as_facts(candidates: Sequence[Row]) -> Mapping[str, Any]:
    """The same candidates as a fact file."""
    return {
        "at": "2026-04-16T10:00:00-04:00",
        "facts": {"candidate": {key(place): _told(row) for place, row in enumerate(candidates)}},
    }


def key(place: int) -> str:
    """The key of a candidate; keys sort as places do."""
    return f"C{place:07d}"


def _told(row: Row) -> dict[str, str]:
    return {name: _text(name, value) for name, value in row.items()}


def _text(name: str, value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    assert isinstance(value, int)
    steps = STEPS[name]
    places = len(str(steps)) - 1
    whole, rest = divmod(value, steps)
    return f"{whole}.{rest:0{places}d}" if places else str(value)


def check_steps(law: Law) -> None:
    """Whether the steps here are those of the law."""
    for id, fact in law.facts.items():
        if fact.origin == "given" and isinstance(fact.type, NumberType):
            assert fact.type.step == Fraction(1, STEPS[id.name]), id
