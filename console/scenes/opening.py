"""How the accounts of a scenario begin: the facts of account, sleeves, positions and shares, as events of a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from console.scenes.market import Facts, instrument
from engine.trading.events import AccountEvent, AccountOpened, LotBrought, PositionBrought, SleeveOpened
from scenarios.running.port import CannotRun

_NOT_AT_FIRST = ("order", "slice", "sale")

Row = Mapping[str, Any]


def openings(facts: Facts) -> dict[str, list[AccountEvent]]:
    """The events with which each account of the facts begins. Raises CannotRun for facts of which no ledger begins."""
    accounts = facts.get("account", {})
    if not accounts:
        raise CannotRun("the facts tell of no account")
    for scope in _NOT_AT_FIRST:
        if facts.get(scope):
            raise CannotRun(f"an account begins without {scope}s", "Leave them out of the facts.")
    return {name: list(_opening(facts, name, told)) for name, told in sorted(accounts.items())}


def _opening(facts: Facts, name: str, told: Row) -> Iterator[AccountEvent]:
    sleeves = {key: each for key, each in facts.get("sleeve", {}).items() if each.get("account") == name}
    for key, each in sleeves.items():
        if key != f"{name} {each.get('kind')}":
            raise CannotRun(f"the sleeve `{key}` is called by its account and kind: `{name} {each.get('kind')}`")
    yield AccountOpened(
        account=name,
        user=told["user"],
        account_kind=told["kind"],
        opened_on=date.fromisoformat(told["opened_on"]),
        parent=told.get("parent") if told.get("parent") != "none" else None,
        stress_test=told.get("stress_test") == "true",
        sleeves=tuple(
            SleeveOpened(
                name=key,
                sleeve_kind=each["kind"],
                cash=_money(each, "cash", key),
                base=_money(each, "base", key),
                reinvested=_money(each, "reinvested", key),
                high_water=_known(each, "opening_high_water"),
            )
            for key, each in sleeves.items()
        ),
    )
    for key, each in facts.get("position", {}).items():
        if each.get("sleeve") in sleeves:
            yield _position(facts, key, each)
    for key, each in facts.get("holding", {}).items():
        if each.get("sleeve") in sleeves:
            yield from _lots(facts, key, each)


def _position(facts: Facts, key: str, told: Row) -> AccountEvent:
    if told.get("hypothetical") == "true":
        raise CannotRun(f"the position `{key}` is hypothetical, and an account begins with what is held")
    cost = _known(told, "cost")
    return PositionBrought(
        position=key,
        sleeve=told["sleeve"],
        instrument=instrument(facts, told["contract"]),
        side=told["side"],
        quantity=int(told["quantity"]),
        credit=_known(told, "original_credit") if cost is None else -cost,
        opened_on=date.fromisoformat(told["opened_on"]),
        purpose=told.get("purpose"),
    )


def _lots(facts: Facts, key: str, told: Row) -> Iterator[AccountEvent]:
    lots = [each for each in facts.get("lot", {}).values() if each.get("holding") == key]
    if sum(int(each["shares"]) for each in lots) != int(told["shares"]):
        raise CannotRun(
            f"the lots of `{key}` do not make {told['shares']} shares", "Say at what cost they were bought."
        )
    for each in sorted(lots, key=lambda lot: int(lot["number"])):
        yield LotBrought(
            sleeve=told["sleeve"],
            underlying=told["underlying"],
            shares=int(each["shares"]),
            cost=Decimal(each["cost"]),
            acquired_on=date.fromisoformat(each["acquired_on"]),
            assigned=told.get("assigned") == "true",
        )


def _money(told: Row, name: str, key: str) -> Decimal:
    found = _known(told, name)
    if found is None:
        raise CannotRun(f"the {name} of the sleeve `{key}` is not known, and a ledger begins with it")
    return found


def _known(told: Row, name: str) -> Decimal | None:
    raw = told.get(name)
    return None if raw in {None, "unknown", "none"} else Decimal(str(raw))
