"""The option positions of an account: how contracts come in, and which of them leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from engine.trading.books import BooksRefused
from engine.trading.events import FillBooked, PositionBrought, Side
from engine.trading.instrument import Instrument
from ledger.books.chart import LedgerAccount
from ledger.books.draft import Draft, positive
from ledger.books.journal import ZERO
from ledger.books.money import part_of
from ledger.books.orders import OrderKept
from ledger.books.positions import Ending, OptionPosition
from ledger.books.sleeve import SleeveBooks

A = LedgerAccount
Leaving = list[tuple[OptionPosition, int]]
"""Positions, and how many contracts leave each."""


class Contracts:
    """Positions by key. Open ones stand in the books of their sleeve; keys are never used again."""

    def __init__(self) -> None:
        self._ended: dict[str, OptionPosition] = {}
        self._opened_by: dict[str, str] = {}

    def ended(self) -> Iterator[OptionPosition]:
        """Those of which nothing is left, in the order of ending."""
        yield from self._ended.values()

    def opened_by(self, order: str) -> str | None:
        """The position that an order opened last."""
        return self._opened_by.get(order)

    # --- in -----------------------------------------------------------------------------------------------------------
    def bring(self, draft: Draft, sleeve: SleeveBooks, event: PositionBrought) -> None:
        """A position that was there before the ledger, against capital."""
        positive(event.quantity, event.instrument.symbol)
        if event.instrument.option is None:
            raise BooksRefused(f"{event.instrument.symbol} is no option; shares are brought as a lot")
        premium = None if event.credit is None else event.credit * event.instrument.units * event.quantity
        position = OptionPosition(
            key=self._new_key(sleeve, event.position),
            sleeve=sleeve.key,
            instrument=event.instrument,
            side=event.side,
            quantity=event.quantity,
            premium=premium,
            opened_on=event.opened_on,
            purpose=event.purpose,
            order=None,
            opened=event.quantity,
            opened_for=premium,
        )
        self._put(draft, sleeve, position)
        self._post(draft, sleeve, position, event.quantity, position.carried)
        draft.post(sleeve, A.CAPITAL, -position.carried)
        draft.reference = position.key

    def open(self, draft: Draft, sleeve: SleeveBooks, event: FillBooked, premium: Decimal) -> None:
        """An execution that opens: more of what its order opened, or a position of its own."""
        self._open(draft, sleeve, event, event.position, event.fill.quantity, premium)

    def _open(
        self, draft: Draft, sleeve: SleeveBooks, event: FillBooked, wanted: str | None, quantity: int, premium: Decimal
    ) -> None:
        fill = event.fill
        side: Side = "short" if fill.act == "sell" else "long"
        key = wanted if event.order is None else self._opened_by.get(event.order, wanted)
        known = None if key is None else sleeve.positions.get(key)
        if known is not None:
            if known.instrument != fill.instrument or known.side != side:
                raise BooksRefused(f"execution {fill.execution_id} does not open more of position {known.key}")
            position = known.more(quantity, premium)
        else:
            # What an order opened may be gone before its last fill: then that fill is a position of its own.
            again = event.order is not None and wanted in self._ended
            position = OptionPosition(
                key=self._new_key(sleeve, None if again else wanted),
                sleeve=sleeve.key,
                instrument=fill.instrument,
                side=side,
                quantity=quantity,
                premium=premium,
                opened_on=draft.day_of(fill.at),
                purpose=event.purpose,
                order=event.order,
                opened=quantity,
                opened_for=premium,
            )
        self._put(draft, sleeve, position)
        if event.order is not None:
            draft.put(self._opened_by, event.order, position.key)
        self._post(draft, sleeve, position, quantity, -premium)

    # --- out ----------------------------------------------------------------------------------------------------------
    def close(
        self, draft: Draft, sleeve: SleeveBooks, event: FillBooked, order: OrderKept | None, cash: Decimal
    ) -> None:
        """An execution that closes: the position that it or its order names first, then the oldest ones.

        It has happened, so it is booked whatever is there: what it buys or sells beyond that is a new position of the
        other side, as it is at the broker. Raises BooksRefused if the named position is of another contract or side.
        """
        fill = event.fill
        side: Side = "short" if fill.act == "buy" else "long"
        named = sleeve.positions.get(event.position or (None if order is None else order.view.position) or "")
        if named is not None and (named.side != side or named.instrument != fill.instrument):
            raise BooksRefused(f"execution {fill.execution_id} does not close position {named.key}")
        leaving, rest = self._first(sleeve, fill.instrument, side, fill.quantity, named)
        beyond = part_of(cash, rest, fill.quantity)
        if leaving:
            self.leave(draft, sleeve, leaving, cash - beyond, draft.day_of(fill.at), "closed")
        if rest:
            self._open(draft, sleeve, event, None, rest, beyond)

    def oldest(self, sleeve: SleeveBooks, instrument: Instrument, side: Side, quantity: int) -> Leaving:
        """The contracts that leave first, by position. Raises BooksRefused where fewer are there."""
        positive(quantity, instrument.symbol)
        found, rest = self._first(sleeve, instrument, side, quantity)
        if rest:
            told = f"{quantity} {side} {instrument.symbol}"
            raise BooksRefused(f"{told} cannot leave {sleeve.key}: {quantity - rest} are there")
        return found

    def _first(
        self,
        sleeve: SleeveBooks,
        instrument: Instrument,
        side: Side,
        quantity: int,
        before_others: OptionPosition | None = None,
    ) -> tuple[Leaving, int]:
        """The contracts that leave first, as far as they are there, and how many are not."""
        alike = [each for each in sleeve.positions.values() if each.side == side and each.instrument == instrument]
        alike.sort(key=lambda each: each is not before_others)
        found: Leaving = []
        rest = quantity
        for position in alike:
            taken = min(rest, position.quantity)
            if taken:
                found.append((position, taken))
                rest -= taken
        return found, rest

    def leave(
        self, draft: Draft, sleeve: SleeveBooks, leaving: Leaving, cash: Decimal | None, on: date, by: Ending
    ) -> Decimal:
        """Takes contracts out at cost, and gives the premium that left with them.

        With `cash` (what came in for all of them, negative if paid) the gain is booked here; without it, the premium
        goes into shares. What cost nobody knows gains nothing: what it brings is capital that was there before.
        """
        premiums = ZERO
        contracts = sum(quantity for _, quantity in leaving)
        for position, quantity in leaving:
            premium = position.premium_of(quantity)
            realised = ZERO
            self._post(draft, sleeve, position, -quantity, premium or ZERO)
            if cash is not None:
                received = part_of(cash, quantity, contracts)
                cash, contracts = cash - received, contracts - quantity
                if premium is None:
                    draft.post(sleeve, A.CAPITAL, -received, position=position.key)
                else:
                    realised = premium + received
                    draft.post(sleeve, A.GAINS_OPTIONS, -realised, position=position.key)
            premiums += premium or ZERO
            after = position.less(quantity, realised, on, by)
            if after.quantity:
                draft.put(sleeve.positions, position.key, after)
            else:
                draft.drop(sleeve.positions, position.key)
                draft.put(self._ended, position.key, after)
        return premiums

    # --- new terms ----------------------------------------------------------------------------------------------------
    def rename(
        self, draft: Draft, sleeve: SleeveBooks, position: OptionPosition, terms: Instrument, to: int, of: int
    ) -> None:
        """New terms after a split; every `of` contracts become `to`."""
        after = position.renamed(terms, to, of)
        draft.put(sleeve.positions, position.key, after)
        self._post(draft, sleeve, position, -position.quantity, ZERO)
        self._post(draft, sleeve, after, after.quantity, ZERO)

    # --- parts of the above -------------------------------------------------------------------------------------------
    def _new_key(self, sleeve: SleeveBooks, wanted: str | None) -> str:
        key = wanted or f"{sleeve.key} {sleeve.numbered + 1}"
        if key in self._ended or key in sleeve.positions:
            raise BooksRefused(f"there was a position {key} before")
        return key

    def _put(self, draft: Draft, sleeve: SleeveBooks, position: OptionPosition) -> None:
        draft.put(sleeve.positions, position.key, position)
        draft.set(sleeve, "numbered", max(sleeve.numbered, sleeve.number_of(position.key)))

    def _post(self, draft: Draft, sleeve: SleeveBooks, position: OptionPosition, came: int, amount: Decimal) -> None:
        """Contracts that came, or left where negative, with their cost."""
        signed = came if position.side == "long" else -came
        draft.post(sleeve, position.account, amount, position.instrument.symbol, signed, position.key)
