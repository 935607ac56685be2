"""Fact sets of one candidate each, on and beside every boundary of the ALL-USE law; the same ones in every run.

Each begins as one that is permitted, and then a few of its facts are moved: onto a threshold or a grid step to either
side of it, to unknown, to stale, to the other kind. The thresholds are read from the law.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from rules.compile.law import Law
from rules.language.numbers import number_text
from rules.language.typed import FactId
from rules.language.types import EnumType, FlagType, NumberType

WEEK = date(2026, 4, 13)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
OFFSET = "-04:00"
UNKNOWN = "unknown"
OWN_SHARE = 0.6
REMEMBERING = 0.4
SHAPES = ("gen put", "rev put", "com call", "gen call", "rev call", "com shares", "position")

Raw = dict[str, Any]


@dataclass
class Draft:
    """Raw facts on the way, with what the moves look up."""

    law: Law
    random: random.Random
    shape: str
    sleeve: str
    on: date
    at: time
    facts: Raw = field(default_factory=dict)
    kept: Raw = field(default_factory=dict)

    def number(self, name: str, key: str | None = None) -> Fraction:
        """A number of the law."""
        found = dict(self.law.parameters[name].values)[key]
        assert isinstance(found, Fraction)
        return found

    def moment(self, name: str) -> time:
        """A time of day of the law, for this sleeve."""
        found = dict(self.law.parameters[name].values)[self.sleeve]
        assert isinstance(found, time)
        return found

    def step(self, scope: str, name: str) -> Fraction:
        """The grid of a given fact."""
        of = self.law.facts[FactId(scope, name)].type
        assert isinstance(of, NumberType) and of.step is not None
        return of.step

    def beside(self, limit: Fraction, step: Fraction) -> str:
        """A limit, or one step to either side of it."""
        return number_text(limit + self.random.choice((-step, 0, step)))

    def aged(self, value: str, limit: Fraction) -> Any:
        """A value that is fresh, just fresh, just stale, or of an age that nobody knows."""
        age = self.random.choice(("0", number_text(limit), number_text(limit + 1), UNKNOWN))
        return {"value": value, "age": age}

    @property
    def contract(self) -> Raw:
        found: Raw = self.facts["contract"]["C1"]
        return found

    @property
    def underlying(self) -> Raw:
        found: Raw = self.facts["underlying"][self.symbol]
        return found

    @property
    def symbol(self) -> str:
        found: str = next(iter(self.facts["underlying"]))
        return found

    def raw(self) -> Raw:
        """The fact file."""
        clock = {
            "session_open": "true",
            "session_opens": "09:30",
            "session_closes": "16:00",
            "week_first_session": WEEK.isoformat(),
            "week_last_session": (WEEK + timedelta(days=4)).isoformat(),
            "previous_session": (self.on - timedelta(days=3 if self.on == WEEK else 1)).isoformat(),
            "next_session": (self.on + timedelta(days=1)).isoformat(),
            "first_session_of_quarter": "false",
        }
        at = f"{datetime.combine(self.on, self.at).isoformat()}{OFFSET}"
        told: Raw = {"at": at, "facts": {**self.facts, "clock": {**clock, **self.facts.get("clock", {})}}}
        if self.kept:
            told["kept"] = {"at": f"{datetime.combine(self.on, time())}{OFFSET}".replace(" ", "T"), "facts": self.kept}
        return told


def draft(law: Law, seed: int) -> Draft:
    """The fact set of a seed."""
    chance = random.Random(f"durable {seed}")
    shape = SHAPES[seed % len(SHAPES)]
    sleeve = shape.split()[0] if shape != "position" else chance.choice(("gen", "rev", "com"))
    day = dict(law.parameters["entry.day"].values)[sleeve]
    assert isinstance(day, str)
    on = WEEK + timedelta(days=DAYS.index(day))
    found = Draft(law, chance, shape, sleeve, on, time(10, 0))
    found.facts = _permitted(found)
    # Most often what the shape is about is moved, and sometimes what holds for all.
    own, moved = OWN_MOVES.get(shape, MOVES), set()
    for _ in range(chance.choices((0, 1, 2, 3), (4, 36, 36, 24))[0]):
        move = chance.choice(own if chance.random() < OWN_SHARE else MOVES)
        if move not in moved:
            moved.add(move)
            move(found)
    if chance.random() < REMEMBERING:
        for _ in range(chance.choice((1, 2, 3))):
            remember(found)
    return found


def remember(found: Draft) -> None:
    """What the evaluation before kept: one flag or one state of a subject that is there, whatever it may be."""
    law = found.law
    there = {scope: [""] if law.scopes[scope].one else list(rows) for scope, rows in found.facts.items()}
    kept = [each for each in law.facts.values() if each.origin == "kept" and there.get(each.id.scope)]
    fact = found.random.choice([each for each in kept if isinstance(each.type, FlagType | EnumType)])
    words = fact.type.words if isinstance(fact.type, EnumType) else (True, False, None)
    key = found.random.choice(there[fact.id.scope])
    value: Any = found.random.choice(words)
    if value is not None:
        found.kept.setdefault(fact.id.scope, {}).setdefault(key, {})[fact.id.name] = value


def _symbols(found: Draft) -> tuple[str, ...]:
    symbols = dict(found.law.parameters["entry.symbols"].values)[found.sleeve]
    assert isinstance(symbols, tuple)
    return tuple(str(each) for each in symbols)


def _permitted(found: Draft) -> Raw:
    """Facts on which everything that the shape is about is permitted."""
    symbol = found.random.choice(_symbols(found))
    call = "call" in found.shape or (found.shape == "position" and found.random.random() < 0.5)
    bands = "entry" if found.shape in {"gen put", "rev put", "com call"} else "calls"
    key = found.sleeve if bands == "entry" else None
    delta = (found.number(f"{bands}.delta_low", key) + found.number(f"{bands}.delta_high", key)) / 2
    sessions = found.number("calls.sessions") if call else found.number("rev.sessions_low")
    last = (WEEK + timedelta(days=4)).isoformat()
    facts: Raw = {
        "market": {"vix": "20.00"},
        "broker": {"is_up": "true", "state_fetched": "true"},
        "system": {"healthy": "true", "snapshot_loaded": "true", "schedule_rebuilt": "true"},
        "underlying": {
            symbol: {
                "instrument": "stock",
                "spot": "100",
                "true_range": ["2", "2", "2", "2", "2"],
                "next_earnings": "2026-05-05",
                "last_earnings": "2026-02-03",
                "has_chain": "true",
                "lot_size": "100",
            }
        },
        "expiry": {"E1": {"underlying": symbol, "date": last}},
        "contract": {
            "C1": {
                "expiry": "E1",
                "right": "call" if call else "put",
                "strike": "100",
                "expires_on": last,
                "multiplier": "100",
                "tick": "0.01",
                "bid": "1.98",
                "ask": "2.02",
                "feed_delta": number_text(delta),
                "model_delta": number_text(delta),
                "open_interest": "1200",
                "volume": "300",
                "average_volume": "900",
                "days_to_expiry": "1",
                "sessions_to_expiry": number_text(sessions),
            }
        },
        "user": {"U1": {}},
        "account": {
            "A1": {
                "user": "U1",
                "kind": "full",
                "opened_on": "2026-01-02",
                "stress_test": "false",
                "matches_broker": "true",
            }
        },
        "sleeve": {
            "S1": {
                "account": "A1",
                "kind": found.sleeve,
                "cash": "400000",
                "base": "400000",
                "reinvested": "0",
            }
        },
    }
    if call or found.shape == "com shares":
        assigned = "false" if found.sleeve == "com" else "true"
        facts["holding"] = {"H1": {"sleeve": "S1", "underlying": symbol, "shares": "200", "assigned": assigned}}
    if found.shape == "com shares":
        facts["purchase"] = {"B1": {"sleeve": "S1", "underlying": symbol}}
    if found.shape == "position":
        facts["position"] = {"P1": _position("C1")}
    return facts


def _position(contract: str) -> Raw:
    return {
        "sleeve": "S1",
        "contract": contract,
        "side": "short",
        "purpose": "income",
        "quantity": "2",
        "original_credit": "2.5",
        "opened_on": "2026-04-09",
        "hypothetical": "false",
    }


# --- moves for every shape ----------------------------------------------------------------------
def vix(found: Draft) -> None:
    limit = found.number(found.random.choice(("breaker.hedge", "breaker.safe", "breaker.kill")))
    value = found.beside(limit, found.step("market", "vix"))
    fresh = found.number("data.index_fresh")
    found.facts["market"]["vix"] = found.random.choice((value, value, found.aged(value, fresh), UNKNOWN))


def stale_vix(found: Draft) -> None:
    found.facts["market"]["vix"] = found.aged("20", found.number("data.index_fresh"))


def broker(found: Draft) -> None:
    found.facts["broker"]["is_up"] = found.random.choice(("false", UNKNOWN))


def books(found: Draft) -> None:
    found.facts["account"]["A1"]["matches_broker"] = found.random.choice(("false", UNKNOWN))


def hour(found: Draft) -> None:
    edge = found.moment(found.random.choice(("entry.opens", "entry.closes")))
    moved = datetime.combine(found.on, edge) + timedelta(seconds=found.random.choice((-1, 0, 1)))
    found.at = moved.time()


def day(found: Draft) -> None:
    found.on = WEEK + timedelta(days=found.random.randrange(5))


def closed(found: Draft) -> None:
    found.facts["clock"] = {"session_open": "false"}


def chain(found: Draft) -> None:
    found.underlying["has_chain"] = "false"


def symbol(found: Draft) -> None:
    """Another symbol, of another sleeve or of none; shares keep it in sight."""
    old, new = found.symbol, found.random.choice(("AAPL", "NVDA", "SPY", "XYZ"))
    found.facts["underlying"] = {new: found.underlying}
    for scope in ("expiry", "holding", "purchase"):
        for row in found.facts.get(scope, {}).values():
            row["underlying"] = new
    if old != new:
        shares = {"sleeve": "S1", "underlying": new, "shares": "100", "assigned": "false"}
        found.facts.setdefault("holding", {})["H2"] = shares


def kind(found: Draft) -> None:
    found.facts["sleeve"]["S1"]["kind"] = found.random.choice(("gen", "rev", "com"))


def cash(found: Draft) -> None:
    found.facts["sleeve"]["S1"]["cash"] = UNKNOWN


def spot(found: Draft) -> None:
    found.underlying["spot"] = found.random.choice((UNKNOWN, found.aged("100", found.number("data.quote_fresh"))))


def margin(found: Draft) -> None:
    """Working orders that use exactly as much margin as the law allows, a cent of capital to either side."""
    share = found.number("margin.short_option") * 100 + 2
    orders = 2 * found.random.randrange(1, 20)
    shares = sum(Fraction(row["shares"]) for row in found.facts.get("holding", {}).values()) * 100
    used = share * 100 * orders + found.number("margin.shares") * shares
    equity = used / found.number("deploy.margin_cap")
    cents = Fraction(int(equity * 100), 100) - shares
    found.contract.update(right="put", strike="100", bid="1.98", ask="2.02")
    found.facts["exposure"] = {
        "X1": {"sleeve": "S1", "contract": "C1", "side": "short", "quantity": str(orders), "source": "working"}
    }
    found.facts["sleeve"]["S1"]["cash"] = found.beside(cents, found.step("sleeve", "cash"))


def breach(found: Draft) -> None:
    """A short put of the sleeve that is one grid step from a level, or cannot be judged."""
    distance = found.number(found.random.choice(("atr.level_1", "atr.level_2", "atr.level_3"))) * 2
    strike = found.beside(100 + distance, found.step("contract", "strike"))
    found.facts["expiry"]["E2"] = {"underlying": found.symbol, "date": "2026-05-15"}
    found.facts["contract"]["C2"] = {
        **found.contract,
        "expiry": "E2",
        "right": "put",
        "strike": strike,
        "expires_on": "2026-05-15",
        "days_to_expiry": "30",
        "sessions_to_expiry": "22",
    }
    found.facts.setdefault("position", {})["P2"] = _position("C2")
    chance = found.random.random()
    if chance < 0.15:
        found.underlying["true_range"] = ["2", "2", UNKNOWN, "2", "2"]
        found.underlying["atr_last_valid"] = found.random.choice(("2", UNKNOWN))
    elif chance < 0.35:
        found.underlying["spot"] = UNKNOWN


MOVES: tuple[Callable[[Draft], None], ...] = (
    vix,
    vix,
    stale_vix,
    broker,
    books,
    hour,
    day,
    closed,
    chain,
    symbol,
    kind,
    cash,
    spot,
    margin,
    breach,
)


# --- moves for what has a contract --------------------------------------------------------------
def delta(found: Draft) -> None:
    bands = found.random.choice(("entry", "entry", "calls"))
    end = found.random.choice(("delta_low", "delta_high"))
    limit = found.number(f"{bands}.{end}", found.sleeve if bands == "entry" else None)
    value = found.beside(limit, found.step("contract", "feed_delta"))
    fresh = found.number("data.quote_fresh")
    source = found.random.choice(("feed_delta", "model_delta"))
    found.contract[source] = found.random.choice((value, value, value, found.aged(value, fresh)))
    if source == "model_delta":
        found.contract["feed_delta"] = UNKNOWN


def no_delta(found: Draft) -> None:
    for name in found.random.choice((("feed_delta",), ("model_delta",), ("feed_delta", "model_delta"))):
        found.contract[name] = UNKNOWN


def peer(found: Draft) -> None:
    """Another contract of the expiry, out of sight, that has a feed's delta or has none."""
    feed = found.random.choice(("0.1", UNKNOWN))
    found.facts["contract"]["C3"] = {**found.contract, "strike": "150", "feed_delta": feed}
    if found.random.random() < 0.5:
        found.contract["feed_delta"] = UNKNOWN


def quote(found: Draft) -> None:
    side = found.random.choice(("bid", "ask"))
    value = {"bid": "1.98", "ask": "2.02"}[side]
    aged = found.aged(value, found.number("data.quote_fresh"))
    found.contract[side] = found.random.choice((UNKNOWN, "0", aged, aged))


def spread(found: Draft) -> None:
    """A spread that is exactly the limit, or a grid step beside it."""
    half = found.number("liquidity.spread") / 2 * 2
    step = found.step("contract", "ask")
    found.contract["bid"] = number_text(2 - half)
    found.contract["ask"] = found.beside(2 + half, step)


def open_interest(found: Draft) -> None:
    limit = found.beside(found.number("liquidity.open_interest"), found.step("contract", "open_interest"))
    found.contract["open_interest"] = found.random.choice((limit, limit, limit, UNKNOWN))


def volume(found: Draft) -> None:
    limit = found.beside(found.number("liquidity.volume"), found.step("contract", "volume"))
    found.contract["volume"] = found.random.choice((limit, limit, limit, UNKNOWN))


def days(found: Draft) -> None:
    mode = found.random.choice(("", "stress_"))
    found.facts["account"]["A1"]["stress_test"] = "true" if mode else "false"
    limit = found.number(found.random.choice((f"gen.{mode}days_low", f"gen.{mode}days_high")))
    found.contract["days_to_expiry"] = found.random.choice(
        (found.beside(limit, Fraction(1)), number_text(limit), UNKNOWN)
    )


def sessions(found: Draft) -> None:
    limit = found.number(found.random.choice(("rev.sessions_low", "rev.sessions_high", "calls.sessions")))
    beside = found.beside(limit, Fraction(1))
    found.contract["sessions_to_expiry"] = found.random.choice((beside, beside, UNKNOWN))


def expiry(found: Draft) -> None:
    """The contract expires a day earlier than the last listed expiry of the week."""
    found.facts["expiry"]["E1"]["date"] = "2026-04-16"
    found.contract["expires_on"] = "2026-04-16"
    if found.random.random() < 0.5:
        found.facts["expiry"]["E3"] = {"underlying": found.symbol, "date": "2026-04-17"}


def right(found: Draft) -> None:
    found.contract["right"] = "call" if found.contract["right"] == "put" else "put"


def shares(found: Draft) -> None:
    for row in found.facts.get("holding", {}).values():
        row.update(shares=found.random.choice(("0", "1", "99")), assigned=found.random.choice(("true", "false")))


def odd_contract(found: Draft) -> None:
    found.contract[found.random.choice(("multiplier", "tick", "average_volume"))] = UNKNOWN


# --- moves of single shapes ---------------------------------------------------------------------
def earnings(found: Draft) -> None:
    """The days around the week, or silence; and funds, which do not report."""
    first, last = WEEK, WEEK + timedelta(days=4)
    one = timedelta(days=1)
    after = found.random.choice((last.isoformat(), (last + one).isoformat(), UNKNOWN))
    before = found.random.choice((first.isoformat(), (first - one).isoformat(), UNKNOWN))
    found.underlying["next_earnings"] = after
    found.underlying["last_earnings"] = found.random.choice((before, "2026-02-03"))
    found.underlying["instrument"] = found.random.choice(("stock", "stock", "fund", "index"))


def quantity(found: Draft) -> None:
    for row in found.facts["position"].values():
        row.update(quantity=found.random.choice(("0", "1")), side=found.random.choice(("short", "long")))


def lot(found: Draft) -> None:
    found.underlying["lot_size"] = found.random.choice(("1", UNKNOWN))


_OF_CONTRACT: tuple[Callable[[Draft], None], ...] = (
    delta,
    delta,
    no_delta,
    peer,
    quote,
    spread,
    open_interest,
    volume,
    right,
    odd_contract,
)

OWN_MOVES: dict[str, tuple[Callable[[Draft], None], ...]] = {
    "gen put": (*_OF_CONTRACT, days, days, earnings, earnings, earnings, earnings),
    "rev put": (*_OF_CONTRACT, sessions, sessions, earnings, earnings, earnings, earnings),
    "com call": (*_OF_CONTRACT, sessions, expiry, shares),
    "gen call": (*_OF_CONTRACT, sessions, shares),
    "rev call": (*_OF_CONTRACT, sessions, shares),
    "com shares": (lot,),
    "position": (quantity, quantity),
}


def raw_facts(law: Law, seeds: Sequence[int]) -> list[Raw]:
    """The fact files of seeds."""
    return [draft(law, seed).raw() for seed in seeds]
