"""Orders and their slices as the ledger tells of them. What was filled is counted from executions alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from engine.trading.books import BooksRefused, OrderView, SliceView
from engine.trading.events import OrderEnded, OrderPlanned, SliceStepped
from engine.trading.orders import ENDED, MAY_BE_AT_BROKER, NotAStep, SliceState, step
from ledger.books.money import per_unit

FIRST = frozenset({SliceState.PLANNED, SliceState.APPROVED, SliceState.SENDING, SliceState.DENIED})
"""How a slice may begin: as something of ours that no broker has yet."""

_HEARD = frozenset({SliceState.SENDING, SliceState.ACKNOWLEDGED, SliceState.WORKING})


@dataclass(frozen=True, slots=True)
class OrderKept:
    """An order as it was planned, as it is seen, when it was planned and when it ended. `place`: among all orders.

    `traded`: the sum of price times quantity over its fills.
    """

    planned: OrderPlanned
    view: OrderView
    planned_at: datetime
    place: int
    ended_at: datetime | None = None
    traded: Decimal = Decimal(0)

    @property
    def open(self) -> bool:
        """Whether more of it may be sent, or something of it may be at the broker."""
        return self.view.status is None or any(each.state in MAY_BE_AT_BROKER for each in self.view.slices)

    def slice(self, key: str) -> SliceView:
        """One of its slices. Raises BooksRefused if it has none of that key."""
        for each in self.view.slices:
            if each.key == key:
                return each
        raise BooksRefused(f"order {self.view.key} has no slice {key}")

    def _with_slice(self, changed: SliceView) -> OrderKept:
        slices = tuple(changed if each.key == changed.key else each for each in self.view.slices)
        return replace(self, view=replace(self.view, slices=slices))

    def stepped(self, event: SliceStepped, at: datetime) -> OrderKept:
        """After a step of one of its slices. Raises BooksRefused for one that cannot follow."""
        known = {each.key: each for each in self.view.slices}.get(event.slice)
        if event.quantity <= 0:
            raise BooksRefused(f"slice {event.slice} is for {event.quantity}")
        if known is None:
            if event.state not in FIRST:
                raise BooksRefused(f"slice {event.slice} begins as {event.state}: nobody sent it")
            if self.view.status is not None:
                raise BooksRefused(f"order {self.view.key} has ended: {self.view.status}")
            made = SliceView(
                key=event.slice,
                client_id=event.slice,
                version=event.version,
                quantity=event.quantity,
                filled=0,
                limit=event.limit,
                state=event.state,
                heard_at=at,
                permanent_id=event.permanent_id,
            )
            return replace(self, view=replace(self.view, slices=(*self.view.slices, made)))
        state = _state_after(known, event)
        heard = event.version > known.version or (state in _HEARD and state is not known.state)
        return self._with_slice(
            replace(
                known,
                version=event.version,
                quantity=event.quantity,
                limit=event.limit,
                state=state,
                heard_at=at if heard else known.heard_at,
                permanent_id=event.permanent_id or known.permanent_id,
            )
        )

    def filled(self, key: str | None, quantity: int, price: Decimal, at: datetime) -> OrderKept:
        """After an execution of a slice. More than was asked for is counted as well: what happened, happened."""
        kept = self
        if key is not None:
            known = self.slice(key)
            kept = self._with_slice(replace(known, filled=known.filled + quantity, heard_at=at))
        filled, traded = kept.view.filled + quantity, self.traded + price * quantity
        return replace(kept, view=replace(kept.view, filled=filled, mean_price=per_unit(traded, filled)), traded=traded)

    def ended(self, event: OrderEnded, at: datetime) -> OrderKept:
        """After its end. Raises BooksRefused if it ended otherwise before."""
        if self.view.status is not None:
            raise BooksRefused(f"order {self.view.key} has ended before: {self.view.status}")
        return replace(self, view=replace(self.view, status=event.status), ended_at=at)


def planned(event: OrderPlanned, at: datetime, place: int) -> OrderKept:
    """An order that begins."""
    view = OrderView(
        key=event.order,
        sleeve=event.sleeve,
        instrument=event.instrument,
        side=event.side,
        opens=event.opens,
        urgent=event.urgent,
        origin=event.origin,
        quantity=event.quantity,
        filled=0,
        mean_price=None,
        limit=event.limit,
        action=event.action,
        subject=event.subject,
        position=event.position,
        after=event.after,
        purpose=event.purpose,
        status=None,
        slices=(),
    )
    return OrderKept(event, view, at, place)


def _state_after(known: SliceView, event: SliceStepped) -> SliceState:
    """The state after a step; a new version begins with being sent, unless the slice has ended."""
    before = known.state
    if event.version != known.version:
        if event.version != known.version + 1:
            raise BooksRefused(f"slice {known.key} is at version {known.version}; {event.version} cannot follow")
        if before in ENDED:
            raise BooksRefused(f"slice {known.key} is {before} and cannot be replaced")
        before = SliceState.SENDING
    try:
        return step(before, event.state)
    except NotAStep as error:
        raise BooksRefused(f"slice {known.key}: {error}") from None
