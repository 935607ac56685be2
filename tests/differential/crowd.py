"""Facts of ALL-USE with some hundreds of subjects that are decided: everything the law speaks of is there at once.

What is there is lawful and plain; the differential moves it onto boundaries. Symbols, bands and days come from the law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

from engine.facts import Facts, read_facts
from facts.files import from_dict
from rules.compile.law import Law
from rules.language.numbers import number_text

Rows = dict[str, dict[str, Any]]

MONDAY = date(2026, 4, 13)
FRIDAY = MONDAY + timedelta(days=4)
NEXT_FRIDAY = FRIDAY + timedelta(days=7)
LONG, LONGER = date(2027, 2, 19), date(2027, 6, 18)
DAYS = 5
SPOT = 100
ACCOUNTS = (("A1", "full", "2022-03-01"), ("A2", "mini", "2026-01-02"), ("A3", "full", "2026-04-13"))
KINDS = ("gen", "rev", "com")
OTHER = "XYZ"
OFFSET = "-04:00"
HELD = (
    ("short", "put", "income"),
    ("short", "call", "income"),
    ("long", "put", "hedge"),
    ("long", "call", "leap_growth"),
    ("long", "put", "leap_hedge"),
)


def crowd(law: Law, day: int, small: bool = False) -> Facts:
    """The facts at 10:00 of a day of the week, counted from Monday; if `small`, of one account and few symbols."""
    read = read_facts(law, from_dict(_Crowd(law, day, small).raw(), "crowd"))
    assert read.facts is not None, [each.message for each in read.findings]
    return read.facts


class _Crowd:
    def __init__(self, law: Law, day: int, small: bool) -> None:
        self.law = law
        self.small = small
        self.day = MONDAY + timedelta(days=day)
        self.facts: dict[str, Rows] = {}

    def raw(self) -> dict[str, Any]:
        """A fact file."""
        self._markets()
        self._accounts()
        self._books()
        self._orders()
        at = f"{datetime.combine(self.day, time(10, 0)).isoformat()}{OFFSET}"
        return {"at": at, "facts": {**self.facts, **self._shared()}}

    def _shared(self) -> dict[str, dict[str, Any]]:
        return {
            "clock": {
                "session_open": "true",
                "session_opens": "09:30",
                "session_closes": "16:00",
                "week_first_session": MONDAY.isoformat(),
                "week_last_session": FRIDAY.isoformat(),
                "previous_session": (self.day - timedelta(days=3 if self.day == MONDAY else 1)).isoformat(),
                "next_session": (self.day + timedelta(days=3 if self.day == FRIDAY else 1)).isoformat(),
                "first_session_of_quarter": "false",
                "last_session_of_month": "false",
            },
            "market": {
                "vix": "20.00",
                "vix_close": ["20"] * 5,
                "spx_close": "5000",
                "spx_high": "5200",
                "breadth": "0.6",
            },
            "broker": {"is_up": "true", "state_fetched": "true"},
            "system": dict.fromkeys(
                ("healthy", "snapshot_loaded", "schedule_rebuilt", "ledger_current", "reports_written"), "true"
            ),
        }

    def _words(self, *names: str) -> list[str]:
        """The symbols in parameters of the law."""
        found: dict[str, None] = {}
        for name in names:
            for _, value in self.law.parameters[name].values:
                assert isinstance(value, tuple)
                found.update(dict.fromkeys(map(str, value[:1] if self.small else value)))
        return list(found)

    def _markets(self) -> None:
        stocks = [*self._words("entry.symbols", "llms.symbols"), OTHER]
        indexes = self._words(
            "hedging.put_symbols", "hedging.small_put_symbols", "hedging.call_symbols", "llms.hedge_symbols"
        )
        self.facts |= {"underlying": {}, "expiry": {}, "contract": {}}
        for symbol in (*stocks, *indexes):
            self.facts["underlying"][symbol] = {
                "instrument": "index" if symbol in indexes else "stock",
                "spot": str(SPOT),
                "spot_source": "feed",
                "true_range": ["2"] * 5,
                "atr_last_valid": "2",
                "next_earnings": "2026-05-05",
                "last_earnings": "2026-02-03",
                "ex_dividend_on": "2026-05-20",
                "dividend": "0.5",
                "has_chain": "true",
                "lot_size": "100",
            }
            near = [] if symbol in indexes else [FRIDAY, NEXT_FRIDAY]
            for expires in (*near, LONG, LONGER):
                key = f"{symbol} {expires}"
                self.facts["expiry"][key] = {"underlying": symbol, "date": expires.isoformat()}
                far = expires not in near
                for right, strikes in (
                    ("put", ("85",) if far else ("98", "95")),
                    ("call", ("115",) if far else ("102",)),
                ):
                    for strike in strikes:
                        self.facts["contract"][f"{key} {right} {strike}"] = self._contract(key, right, strike, expires)

    def _contract(self, expiry: str, right: str, strike: str, expires: date) -> dict[str, Any]:
        bands = "entry" if right == "put" else "calls"
        ends = [dict(self.law.parameters[f"{bands}.delta_{end}"].values) for end in ("low", "high")]
        low, high = (each.get("gen", each.get(None)) for each in ends)
        assert isinstance(low, Fraction) and isinstance(high, Fraction)
        delta = number_text((low + high) / 2)
        days = (expires - self.day).days
        return {
            "expiry": expiry,
            "right": right,
            "strike": strike,
            "expires_on": expires.isoformat(),
            "multiplier": "100",
            "tick": "0.01",
            "bid": "1.98",
            "ask": "2.02",
            "feed_delta": delta,
            "model_delta": delta,
            "open_interest": "1200",
            "volume": "300",
            "average_volume": "900",
            "days_to_expiry": str(days),
            "sessions_to_expiry": str(days * 5 // 7),
        }

    def _accounts(self) -> None:
        self.facts |= {"user": {"U1": {}}, "account": {}, "sleeve": {}, "suggestion": {}}
        for account, kind, opened in ACCOUNTS[: 1 if self.small else None]:
            self.facts["account"][account] = {
                "user": "U1",
                "kind": kind,
                **({"parent": "A1"} if kind == "mini" else {}),
                "opened_on": opened,
                "stress_test": "false",
                "matches_broker": "true",
                "cagr": "0.2",
                "sharpe": "1",
                "sortino": "1",
            }
            for kind in KINDS:
                self.facts["sleeve"][f"{account} {kind}"] = {
                    "account": account,
                    "kind": kind,
                    "cash": "2000000",
                    "base": "1000000",
                    "reinvested": "0",
                    "opening_high_water": "1000000",
                }
            for form in ("explanation", "alert", "proposal"):
                self.facts["suggestion"][f"{account} {form}"] = {
                    "account": account,
                    "form": form,
                    "would_trade": "false",
                    "would_override": "false",
                }
        self.facts["amendment"] = {
            each: {"raises_version": "true", "has_changelog": "true"} for each in ("first", "second")
        }

    def _books(self) -> None:
        self.facts |= {scope: {} for scope in ("holding", "lot", "sale", "purchase", "position", "exposure")}
        for sleeve, row in self.facts["sleeve"].items():
            for place, symbol in enumerate(self._held(row["kind"])):
                own = {"sleeve": sleeve, "underlying": symbol}
                key = f"{sleeve} {symbol}"
                assigned = "true" if row["kind"] != "com" and place % 2 == 0 else "false"
                self.facts["holding"][key] = {**own, "shares": "300", "assigned": assigned}
                self.facts["purchase"][key] = own
                for number in (1, 2):
                    self.facts["lot"][f"{key} {number}"] = {
                        "holding": key,
                        "number": str(number),
                        "shares": "200",
                        "cost": "90",
                        "acquired_on": "2026-02-02",
                    }
                self.facts["sale"][key] = {"holding": key, "number": "1", "shares": "100", "price": "95"}
            for number, (side, contract, purpose) in enumerate(self._positions(row["kind"]), 1):
                key = f"{sleeve} {number}"
                own = {"sleeve": sleeve, "contract": contract, "side": side, "quantity": "2"}
                self.facts["position"][key] = {
                    **own,
                    "purpose": purpose,
                    "original_credit": "2.5",
                    "cost": "2.5",
                    "opened_on": "2026-04-09",
                    "hypothetical": "false",
                }
                self.facts["exposure"][key] = {**own, "source": "held"}

    def _held(self, kind: str) -> list[str]:
        symbols = dict(self.law.parameters["entry.symbols"].values)[kind]
        assert isinstance(symbols, tuple)
        return [*map(str, symbols[: 1 if self.small else 3]), OTHER]

    def _positions(self, kind: str) -> Iterator[tuple[str, str, str]]:
        stock = self._held(kind)[0]
        indexes = {"hedge": self._words("hedging.put_symbols")[0], "leap_hedge": self._words("llms.hedge_symbols")[0]}
        for side, right, purpose in HELD:
            symbol = indexes.get(purpose, stock)
            expires = FRIDAY if side == "short" else LONG
            strike = {"put": "98", "call": "102"} if side == "short" else {"put": "85", "call": "115"}
            yield side, f"{symbol} {expires} {right} {strike[right]}", purpose

    def _orders(self) -> None:
        self.facts |= {"order": {}, "slice": {}}
        numbers = count(1)
        positions: Mapping[str, dict[str, Any]] = self.facts["position"]
        at = f"{datetime.combine(self.day, time(9, 59, 58)).isoformat()}{OFFSET}"
        for place, row in enumerate(positions.values()):
            if place % 2:
                continue
            key = f"O{next(numbers)}"
            self.facts["order"][key] = {
                "sleeve": row["sleeve"],
                "contract": row["contract"],
                "origin": ("law", "operator", "external")[place % 3],
                "side": row["side"],
                "opens": "true" if place % 4 else "false",
                "urgent": "false",
                "quantity": "4",
                "filled": "0",
                "limit": "2",
            }
            for version in (1, 2):
                self.facts["slice"][f"{key}/{version}"] = {
                    "order": key,
                    "client_id": f"{key}-1",
                    "version": str(version),
                    "quantity": "2",
                    "limit": "2",
                    "filled": "0",
                    "last_heard_at": at,
                    "acknowledged": "true",
                    "cancelled": "false",
                    "rejected": "false",
                    "known_to_broker": "true",
                }
