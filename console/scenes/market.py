"""The market of a scenario: the facts that it gives, which stand still but for changes that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.snapshot import Snapshot
from engine.trading.instrument import Instrument, Option
from facts.description import World
from facts.traded import INDEX
from scenarios.running.port import CannotRun, Change

SCOPES = frozenset({"market", "underlying", "expiry", "contract"})
"""The scopes whose facts are those of the market."""

Facts = Mapping[str, Mapping[str, Any]]


class GivenMarket:
    """What is known of the market at each instant. Contracts are quoted while the exchange is open, until they expire.

    Days and sessions to an expiry are counted anew each day, and the facts of the clock are those of the calendar.
    """

    def __init__(self, facts: Facts, world: World) -> None:
        self._facts = {scope: deepcopy(dict(facts.get(scope, {}))) for scope in SCOPES}
        self._world = world
        self._changes: list[Change] = []

    def change(self, change: Change) -> None:
        """Another fact from an instant on."""
        self._changes.append(change)
        self._changes.sort(key=lambda each: each.at)

    # --- the port -----------------------------------------------------------------------------------------------------
    def snapshot(self, at: datetime) -> Snapshot:
        """All of it at an instant."""
        calendar = self._world.calendar
        local = calendar.local(at)
        today = calendar.session(local.date())
        facts = self._then(at)
        is_open = today is not None and today.opens <= at <= today.closes
        contracts = facts.pop("contract")
        if is_open:
            facts["contract"] = {
                symbol: told | self._counted(local.date(), date.fromisoformat(told["expires_on"]))
                for symbol, told in contracts.items()
                if date.fromisoformat(told["expires_on"]) >= local.date()
            }
        else:
            for told in facts["underlying"].values():
                told["has_chain"] = "false"
        return Snapshot(local.isoformat(), (), {"clock": calendar.facts(at), **facts}, "the market of the scenario")

    def instrument(self, symbol: str, snapshot: Snapshot) -> Instrument:
        """By the terms that the scenario gives."""
        del snapshot
        return instrument(self._facts, symbol)

    def watch(self, instruments: Collection[Instrument]) -> None:
        """Everything is quoted in any case."""

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """The next instant at which something changes."""
        return next((each.at for each in self._changes if after < each.at <= until), None)

    # --- parts --------------------------------------------------------------------------------------------------------
    def _then(self, at: datetime) -> dict[str, Any]:
        facts = deepcopy(self._facts)
        for each in self._changes:
            if each.at <= at:
                row = facts[each.scope].setdefault(each.key, {}) if each.key else facts[each.scope]
                row[each.name] = each.raw
        return facts

    def _counted(self, today: date, expires_on: date) -> dict[str, str]:
        sessions = self._world.calendar.between(today, expires_on)
        return {
            "days_to_expiry": str((expires_on - today).days),
            "sessions_to_expiry": "unknown" if sessions is None else str(sessions),
        }


def instrument(facts: Facts, symbol: str) -> Instrument:
    """A share or a contract of the facts of a market. Raises CannotRun for one that they do not tell of."""
    if symbol in facts.get("underlying", {}):
        return Instrument(symbol=symbol, underlying=symbol)
    told = facts.get("contract", {}).get(symbol)
    if told is None:
        raise CannotRun(f"the facts tell of no contract `{symbol}`")
    missing = [name for name in ("expiry", "expires_on", "right", "strike", "multiplier") if name not in told]
    if missing:
        raise CannotRun(f"the facts do not tell the {missing[0].replace('_', ' ')} of `{symbol}`")
    underlying = facts["expiry"][told["expiry"]]["underlying"]
    units = int(Decimal(told["multiplier"]))
    option = Option(
        expires_on=date.fromisoformat(told["expires_on"]),
        right=told["right"],
        strike=Decimal(told["strike"]),
        multiplier=units,
        deliverable=units,
        cash_settled=facts.get("underlying", {}).get(underlying, {}).get("instrument") == INDEX,
    )
    return Instrument(symbol=symbol, underlying=underlying, option=option)
