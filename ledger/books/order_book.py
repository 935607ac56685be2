"""All orders of an account: those that are open, those that ended, and for what intent each was planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from engine.trading.books import BooksRefused, OrderView
from engine.trading.events import FillBooked, OrderEnded, OrderPlanned, SliceStepped
from ledger.books.draft import Draft, positive
from ledger.books.orders import OrderKept, planned


class OrderBook:
    """Orders by key. Raises BooksRefused for what cannot follow."""

    def __init__(self) -> None:
        self._all: dict[str, OrderKept] = {}
        self._open: dict[str, OrderKept] = {}
        self._ended_today: dict[str, OrderKept] = {}
        self._intents: dict[str, str] = {}
        self._made: dict[str, int] = {}

    # --- what can be asked --------------------------------------------------------------------------------------------
    @property
    def all(self) -> Mapping[str, OrderKept]:
        """Every order that ever was, in the order of planning."""
        return MappingProxyType(self._all)

    def made(self, sleeve: str) -> int:
        """The highest running number among the keys `{sleeve} o{n}`; 0 where there is none."""
        return self._made.get(sleeve, 0)

    def of_intent(self, intent_key: str) -> str | None:
        """The order that was planned for an intent."""
        return self._intents.get(intent_key)

    def seen(self) -> Iterator[OrderView]:
        """Open ones, those of which something may be at the broker, those that ended on the running day, and those for
        which an open one waits; in the order of planning.
        """
        found = {**self._open, **self._ended_today}
        for kept in self._open.values():
            if kept.view.after is not None:
                found[kept.view.after] = self._all[kept.view.after]
        yield from (kept.view for kept in sorted(found.values(), key=lambda each: each.place))

    def another_day(self) -> bool:
        """Forgets what ended on the day before; whether there was anything."""
        ended = bool(self._ended_today)
        self._ended_today.clear()
        return ended

    # --- what happens to them -----------------------------------------------------------------------------------------
    def plan(self, draft: Draft, event: OrderPlanned) -> None:
        """Another order. The same one again changes nothing."""
        positive(event.quantity, event.order)
        draft.reference = event.order
        known = self._all.get(event.order)
        if known is not None:
            if known.planned != event:
                raise BooksRefused(f"order {event.order} is planned already, with other content")
            return
        if event.intent_key in self._intents:
            raise BooksRefused(f"order {self._intents[event.intent_key]} was planned for the same intent")
        if event.after is not None and event.after not in self._all:
            raise BooksRefused(f"order {event.order} waits for {event.after}, which was never planned")
        self._keep(draft, planned(event, draft.at, len(self._all)))
        draft.put(self._intents, event.intent_key, event.order)
        start, _, number = event.order.rpartition(" o")
        if start == event.sleeve and number.isdecimal():
            draft.put(self._made, start, max(int(number), self.made(start)))

    def end(self, draft: Draft, event: OrderEnded) -> None:
        """The end of an order. The same end again changes nothing."""
        draft.reference = event.order
        kept = self._order(event.order)
        if kept.view.status != event.status:
            self._keep(draft, kept.ended(event, draft.at))

    def step(self, draft: Draft, event: SliceStepped) -> None:
        """A step of a slice."""
        draft.reference = event.slice
        self._keep(draft, self._order(event.order).stepped(event, draft.at))

    def fill(self, draft: Draft, event: FillBooked) -> OrderKept | None:
        """An execution; gives the order as it was before, or None if it is of no order of ours.

        Raises BooksRefused if sleeve, instrument or side are not those of the order.
        """
        if event.order is None:
            return None
        kept = self._order(event.order)
        view, fill = kept.view, event.fill
        act = "buy" if view.side == "long" else "sell"
        if view.sleeve != event.sleeve or view.instrument != fill.instrument or act != fill.act:
            told = f"{fill.act} {fill.instrument.symbol} in {event.sleeve}"
            raise BooksRefused(f"execution {fill.execution_id} ({told}) does not belong to order {view.key}")
        self._keep(draft, kept.filled(event.slice, fill.quantity, fill.price, draft.at))
        return kept

    def _order(self, key: str) -> OrderKept:
        kept = self._all.get(key)
        if kept is None:
            raise BooksRefused(f"order {key} was never planned")
        return kept

    def _keep(self, draft: Draft, kept: OrderKept) -> None:
        key = kept.view.key
        draft.put(self._all, key, kept)
        if kept.open:
            draft.put(self._open, key, kept)
        else:
            draft.drop(self._open, key)
        if kept.ended_at is not None and draft.day_of(kept.ended_at) == draft.today:
            draft.put(self._ended_today, key, kept)
