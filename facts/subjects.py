"""Subjects of accounts in the structure of a snapshot: sleeves, positions, shares, and the contracts they speak of.

A key is the owners' names and its own, blanks between. What nobody knows is left out. `path` says where a subject was
written down, if anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from facts import occ
from facts.chain import expiry_key, terms
from facts.description import World
from facts.exact import UNKNOWN, plain
from facts.instruments import Instrument

Side = Literal["short", "long"]
Source = Literal["held", "working", "in_doubt"]
Raw = dict[str, Any]


@dataclass(slots=True)
class Subjects:
    """Puts subjects into `facts`. Without a `world` lots, multipliers and days to expiry are unknown."""

    facts: Raw
    at: datetime
    world: World | None

    def put(self, scope: str, key: str, facts: Raw, *_path: str) -> None:
        """One subject; what is None is left out."""
        self.facts.setdefault(scope, {})[key] = {name: value for name, value in facts.items() if value is not None}

    def account(
        self,
        name: str,
        user: str,
        kind: str,
        opened: date,
        *,
        stress_test: bool,
        matches_broker: bool | None,
        parent: str | None,
    ) -> None:
        """An account and its user."""
        self.put("user", user, {}, "user")
        facts = {
            "user": user,
            "kind": kind,
            "opened_on": opened.isoformat(),
            "stress_test": flag(stress_test),
            "matches_broker": None if matches_broker is None else flag(matches_broker),
            "parent": parent,
        }
        self.put("account", name, facts)

    def sleeve(
        self,
        key: str,
        account: str,
        kind: str,
        cash: Decimal,
        base: Decimal,
        reinvested: Decimal,
        high_water: Decimal | None,
        *path: str,
    ) -> None:
        """A sleeve and its money."""
        facts = {
            "account": account,
            "kind": kind,
            "cash": plain(cash),
            "base": plain(base),
            "reinvested": plain(reinvested),
            "opening_high_water": None if high_water is None else plain(high_water),
        }
        self.put("sleeve", key, facts, *path)

    def purchases(self, sleeve: str, symbols: list[str], *path: str) -> None:
        """What shares a sleeve could buy."""
        for symbol in symbols:
            self.put("purchase", f"{sleeve} {symbol}", {"sleeve": sleeve, "underlying": symbol}, *path)

    def position(
        self,
        key: str,
        sleeve: str,
        contract: str,
        side: Side,
        quantity: int,
        credit: Decimal | None,
        opened: date,
        purpose: str | None,
        *path: str,
        hypothetical: bool = False,
    ) -> None:
        """An option position, and the exposure that it is. `credit`: per share received, negative if paid.

        What a long one cost is `cost`: a credit below zero is no price.
        """
        facts = {
            "sleeve": sleeve,
            "contract": contract,
            "side": side,
            "quantity": str(quantity),
            "purpose": purpose,
            "original_credit": None if credit is None or side == "long" else plain(credit),
            "cost": None if credit is None or side == "short" else plain(-credit),
            "opened_on": opened.isoformat(),
            "hypothetical": flag(hypothetical),
        }
        self.put("position", key, facts, *path)
        self.exposure(key, sleeve, contract, side, quantity, "held", *path)

    def exposure(
        self, key: str, sleeve: str, contract: str, side: Side, quantity: int, source: Source, *path: str
    ) -> None:
        """What is held, working or in doubt."""
        facts = {"sleeve": sleeve, "contract": contract, "side": side, "quantity": str(quantity), "source": source}
        self.put("exposure", key, facts, *path)

    def share_order(self, key: str, sleeve: str, symbol: str, shares: int, limit: Decimal | None, *path: str) -> None:
        """Shares of one underlying that are being bought, and are not filled."""
        facts: Raw = {"sleeve": sleeve, "underlying": symbol, "shares": str(shares)}
        facts["limit"] = None if limit is None else plain(limit)
        self.put("share_order", key, facts, *path)

    def holding(self, key: str, sleeve: str, symbol: str, shares: int, *path: str, assigned: bool) -> None:
        """The shares of one underlying."""
        facts = {"sleeve": sleeve, "underlying": symbol, "shares": str(shares), "assigned": flag(assigned)}
        self.put("holding", key, facts, *path)

    def lot(self, holding: str, number: int, shares: int, cost: Decimal, acquired: date, *path: str) -> None:
        """Shares bought together."""
        facts = {
            "holding": holding,
            "number": str(number),
            "shares": str(shares),
            "cost": plain(cost),
            "acquired_on": acquired.isoformat(),
        }
        self.put("lot", f"{holding} {number}", facts, *path)

    def contract(self, symbol: str, read: occ.Terms, multiplier: str | None, *path: str) -> None:
        """A contract, with its expiry and underlying, where the snapshot lacks them. `read.root`: the underlying.

        `multiplier`: as its own terms tell it, else the usual one of the underlying.
        """
        if symbol in self.facts.get("contract", {}):
            return
        self.underlying(read.root)
        expiry = expiry_key(read.root, read.expires_on)
        if expiry not in self.facts.get("expiry", {}):
            self.put("expiry", expiry, {"underlying": read.root, "date": read.expires_on.isoformat()}, *path)
        facts: Raw = {"expiry": expiry, "right": read.right, "strike": plain(read.strike)}
        facts["expires_on"] = read.expires_on.isoformat()
        if self.world is not None:
            counted = terms([read.expires_on], self.at, self.world.calendar)
            facts |= {name: column[0] for name, column in counted.items()}
        instrument = self.instrument(read.root)
        if multiplier is not None:
            facts["multiplier"] = multiplier
        elif instrument is not None:
            facts["multiplier"] = instrument.multiplier
        self.put("contract", symbol, facts, *path)

    def underlying(self, symbol: str) -> None:
        """An underlying, if the snapshot lacks it."""
        if symbol not in self.facts.get("underlying", {}):
            instrument = self.instrument(symbol)
            kind = instrument.kind if instrument else UNKNOWN
            self.put("underlying", symbol, {"instrument": kind, "has_chain": "false"})

    def instrument(self, symbol: str) -> Instrument | None:
        """An instrument of the world, if it has it."""
        if self.world is None or symbol not in self.world.instruments:
            return None
        return self.world.instruments[symbol]


def flag(value: bool) -> str:
    """`true` or `false`, as a fact has it."""
    return "true" if value else "false"
