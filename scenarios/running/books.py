"""Books compared: only names that the order of two fills of one second decides may differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.trading.books import AccountView, SleeveView
from engine.trading.events import CommissionBooked, FillBooked
from scenarios.running.port import Outcome

Content = Mapping[str, object]


def unlike(mine: Mapping[str, Outcome], theirs: Mapping[str, Outcome]) -> Iterator[str]:
    """What of some accounts is otherwise in those that were never interrupted, in words."""
    for name in sorted(mine.keys() | theirs.keys()):
        if name not in mine or name not in theirs:
            yield f"account {name} is there only {'with' if name in mine else 'without'} the interruption"
            continue
        here, there = _of(mine[name]), _of(theirs[name])
        yield from (
            f"{what} is {here.get(what)}, and {there.get(what)} without the interruption"
            for what in dict.fromkeys([*here, *there])
            if here.get(what) != there.get(what)
        )


def held(view: AccountView) -> dict[tuple[str, str], int]:
    """Contracts and shares by sleeve and symbol, negative where they are written; what is not held is left out."""
    found: Counter[tuple[str, str]] = Counter()
    for sleeve in view.sleeves:
        for position in sleeve.positions:
            signed = position.quantity if position.side == "long" else -position.quantity
            found[sleeve.key, position.instrument.symbol] += signed
        for holding in sleeve.holdings:
            bought = sum(lot.shares for lot in holding.lots)
            found[sleeve.key, holding.underlying] += bought - sum(sale.shares for sale in holding.sales)
    return {key: quantity for key, quantity in sorted(found.items()) if quantity}


def _of(outcome: Outcome) -> dict[str, object]:
    view = outcome.view
    executed: Counter[tuple[str, str, str, Decimal]] = Counter()
    costs = Decimal(0)
    for each in outcome.entries:
        match each.event:
            case FillBooked():
                fill = each.event.fill
                executed[each.event.sleeve, fill.instrument.symbol, fill.act, fill.price] += fill.quantity
                costs += fill.commission or Decimal(0)
            case CommissionBooked():
                costs += each.event.report.commission
            case _:
                pass
    found: dict[str, object] = {f"what {view.account} traded": _words(executed), f"commission of {view.account}": costs}
    for sleeve in view.sleeves:
        found |= {f"{what} of {sleeve.key}": value for what, value in _sleeve(sleeve).items()}
    return found


def _words(executed: Mapping[tuple[str, str, str, Decimal], int]) -> str:
    told = (
        f"{sleeve} {act} {quantity} {symbol} at {price}"
        for (sleeve, symbol, act, price), quantity in sorted(executed.items())
    )
    return "; ".join(told) or "nothing"


def _sleeve(sleeve: SleeveView) -> Content:
    return {
        "cash": sleeve.cash,
        "base": sleeve.base,
        "realised gain": sleeve.realised,
        "tax reserve": sleeve.tax_reserve,
        "positions": sorted(
            (each.instrument.symbol, each.side, each.quantity, str(each.credit), str(each.purpose))
            for each in sleeve.positions
        ),
        "lots": sorted(
            (holding.underlying, lot.shares, lot.cost, lot.acquired_on, lot.assigned)
            for holding in sleeve.holdings
            for lot in holding.lots
        ),
        "sales": sorted(
            (holding.underlying, sale.shares, sale.price, sale.sold_on)
            for holding in sleeve.holdings
            for sale in holding.sales
        ),
    }
