"""Fills that nobody made: what a decided session would have done, carried into the next one at mid and marked so.

The law says of each action what it does to the books (`does:`); how books change is mechanism and stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from engine.snapshot import Snapshot
from facts.accounts import AccountFile, Holding, Lot, Position, Sleeve
from facts.exact import UNKNOWN
from rules.compile.law import Law

OPENS_SHORT = "opens_short"
OPENS_LONG = "opens_long"
BUYS_SHARES = "buys_shares"
CLOSES, EXITS = "closes", "exits"
ROLLS = "rolls"


@dataclass(frozen=True, slots=True)
class Fill:
    """One assumed fill: what was done, to what, how many, at which price a share, and what it did to the cash."""

    account: str
    sleeve: str
    action: str
    subject: str
    quantity: int
    price: Decimal
    cash: Decimal


@dataclass(frozen=True, slots=True)
class NotFilled:
    """An intent that could not be filled even by assumption, and why."""

    action: str
    subject: str
    why: str


def fill_at_mid(
    accounts: Sequence[AccountFile],
    intents: Sequence[Mapping[str, Any]],
    law: Law,
    snapshot: Snapshot,
    on: date,
) -> tuple[tuple[AccountFile, ...], tuple[Fill, ...], tuple[NotFilled, ...]]:
    """The accounts as they would stand if every intent were filled at mid; shares at the price of their underlying.

    `intents` are those of a decision record; `on` is the day of the fills. Actions that do nothing to the books are
    passed over. A leg that is done alone does what the action does that it was judged as; of a roll, what is opened
    is filled only where what is closed was.
    """
    books = {each.account.account: each for each in accounts}
    fills: list[Fill] = []
    refused: list[NotFilled] = []
    for intent in intents:
        alone = intent.get("alone")
        does = law.actions[intent["action"] if alone is None else alone["as"]].does
        if does is None:
            continue
        name = intent["of"]["account"]
        for step, part in _Filler(books[name], snapshot, on).steps(does, intent):
            outcome = _Filler(books[name], snapshot, on).fill(step, part)
            if isinstance(outcome, NotFilled):
                refused.append(outcome)
                break
            books[name], fill = outcome
            fills.append(fill)
    return tuple(books[each.account.account] for each in accounts), tuple(fills), tuple(refused)


class _Filler:
    def __init__(self, read: AccountFile, snapshot: Snapshot, on: date) -> None:
        self.read = read
        self.snapshot = snapshot
        self.on = on

    def steps(self, does: str, intent: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
        """What is done one after the other: of a roll, a position is closed and one of the same side is opened."""
        if does != ROLLS:
            return [(does, intent)]
        sleeve = self.read.account.sleeves[self._kind(intent)]
        held = next((each for each in sleeve.positions if each.contract == intent["of"]["contract"]), None)
        opens = OPENS_LONG if held is not None and held.side == "long" else OPENS_SHORT
        others = [leg["of"] for leg in intent.get("legs", ()) if leg["subject"] != intent["subject"]]
        return [(CLOSES, intent), *((opens, {**intent, "of": of}) for of in others)]

    def _kind(self, intent: Mapping[str, Any]) -> str:
        """The sleeve of an intent, as its account calls it."""
        return str(intent["of"]["sleeve"]).removeprefix(f"{self.read.account.account} ")

    def fill(self, does: str, intent: Mapping[str, Any]) -> tuple[AccountFile, Fill] | NotFilled:
        """One intent, filled."""
        quantity = int(intent["fields"]["quantity"])
        kind = self._kind(intent)
        sleeve = self.read.account.sleeves[kind]
        if does == BUYS_SHARES:
            return self._shares(intent, kind, sleeve, quantity)
        contract = intent["of"]["contract"]
        mid, shares = self._mid(contract), self._number("contract", contract, "multiplier")
        if mid is None or shares is None:
            return NotFilled(intent["action"], intent["subject"], "the contract has no mid")
        cash = mid * shares * quantity
        if does in {CLOSES, EXITS}:
            index = next((place for place, each in enumerate(sleeve.positions) if each.contract == contract), None)
            if index is None:
                return NotFilled(intent["action"], intent["subject"], "the position is closed already")
            held = sleeve.positions[index]
            paid = -cash if held.side == "short" else cash
            kept = (*sleeve.positions[:index], *sleeve.positions[index + 1 :])
            changed = sleeve.model_copy(update={"positions": kept, "cash": sleeve.cash + paid})
            return self._booked(intent, kind, changed, quantity, mid, paid)
        if does not in {OPENS_SHORT, OPENS_LONG}:
            return NotFilled(intent["action"], intent["subject"], f"nobody knows what `{does}` does to the books")
        side = "short" if does == OPENS_SHORT else "long"
        received = cash if side == "short" else -cash
        position = Position.model_validate(
            {
                "contract": contract,
                "side": side,
                "quantity": str(quantity),
                "opened": self.on.isoformat(),
                "credit": str(mid if side == "short" else -mid),
                "hypothetical": "true",
            }
        )
        changed = sleeve.model_copy(update={"positions": (*sleeve.positions, position), "cash": sleeve.cash + received})
        return self._booked(intent, kind, changed, quantity, mid, received)

    def _shares(
        self, intent: Mapping[str, Any], kind: str, sleeve: Sleeve, lots: int
    ) -> tuple[AccountFile, Fill] | NotFilled:
        symbol = intent["of"]["underlying"]
        price = self._number("underlying", symbol, "spot")
        size = self._number("underlying", symbol, "lot_size")
        if price is None or size is None:
            return NotFilled(intent["action"], intent["subject"], "the share has no price")
        shares = int(size) * lots
        paid = -price * shares
        lot = Lot.model_validate({"shares": str(shares), "cost": str(price), "acquired": self.on.isoformat()})
        held = sleeve.holdings.get(symbol)
        holding = Holding(lots=(*held.lots, lot) if held is not None else (lot,))
        changed = sleeve.model_copy(
            update={"holdings": {**sleeve.holdings, symbol: holding}, "cash": sleeve.cash + paid}
        )
        return self._booked(intent, kind, changed, lots, price, paid)

    def _booked(
        self,
        intent: Mapping[str, Any],
        kind: str,
        sleeve: Sleeve,
        quantity: int,
        price: Decimal,
        cash: Decimal,
    ) -> tuple[AccountFile, Fill]:
        account = self.read.account
        sleeves = {**account.sleeves, kind: sleeve}
        read = replace(self.read, account=account.model_copy(update={"sleeves": sleeves}))
        return read, Fill(account.account, kind, intent["action"], intent["subject"], quantity, price, cash)

    def _mid(self, contract: str) -> Decimal | None:
        bid, ask = self._number("contract", contract, "bid"), self._number("contract", contract, "ask")
        return None if bid is None or ask is None else (bid + ask) / 2

    def _number(self, scope: str, key: str, name: str) -> Decimal | None:
        raw = self.snapshot.facts.get(scope, {}).get(key, {}).get(name)
        if isinstance(raw, Mapping):
            raw = raw.get("value")
        return None if raw in (None, UNKNOWN) else Decimal(str(raw))
