"""Puts accounts on their feet: market, law, paper broker, books and ledger, joined to sessions on one clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from brokers.paper import FaultPlan, Model, Opening, PaperBroker, Quotes, Sessions
from console.trading.growth import LedgerGrowth
from console.trading.household import Household, is_closed
from console.trading.laws import LawBook
from engine.backends.registry import DEFAULT
from engine.record import USUAL, Trace
from engine.session.desk import Ports
from engine.session.floor import Floor
from engine.session.session import Session, Settings
from engine.session.sharing import Shared
from engine.trading.books import AccountView
from engine.trading.broker import BrokerPosition
from engine.trading.clock import Clock
from engine.trading.events import AccountEvent, AccountOpened, AlertRaised
from engine.trading.instrument import Instrument
from engine.trading.market import Market
from facts.books import BooksFacts, asked_by
from facts.description import World
from ledger.books import AccountBooks
from ledger.store import Ledger


class NothingToRun(Exception):
    """Every account that was to run is closed."""


Openings = Mapping[str, Sequence[AccountEvent]]
Alert = Callable[[str, datetime, AlertRaised], None]

MOST_LOOKS = 40
"""How often one cycle is looked at again before a person is called: an order has far fewer steps in one instant."""

IDLE = timedelta(minutes=5)
"""How long a session waits where it could decide nothing."""


@dataclass(frozen=True, slots=True)
class Staging:
    """What a run is made of. `periodic`: whether schedules that tick again and again wake the sessions.

    `trace`: how much their records explain. `engine`: which backend decides.
    """

    laws: LawBook
    market: Market
    world: World
    clock: Clock
    ledger: Ledger
    holder: str
    periodic: bool
    alert: Alert | None = None
    trace: Trace = USUAL
    engine: str = DEFAULT


def paper(
    quotes: Quotes,
    sessions: Sessions,
    clock: Clock,
    openings: Openings,
    path: Path | None = None,
    seed: int = 0,
    faults: FaultPlan | None = None,
    model: Model | None = None,
    rests_on: Mapping[str, str] | None = None,
) -> PaperBroker:
    """A broker on paper that holds what the accounts begin with; one with books of its own goes on from those.

    Raises PaperDataError for books that rest on something else.
    """
    views = [_view(events, clock.now()) for events in openings.values()]
    cash: dict[str, Decimal] = {}
    held: list[BrokerPosition] = []
    for view in views:
        for sleeve in view.sleeves:
            cash[sleeve.key] = sleeve.cash
            for position in sleeve.positions:
                signed = position.quantity if position.side == "long" else -position.quantity
                held.append(BrokerPosition(sub_account=sleeve.key, instrument=position.instrument, quantity=signed))
            for holding in sleeve.holdings:
                share = Instrument(symbol=holding.underlying, underlying=holding.underlying)
                shares = sum(lot.shares for lot in holding.lots)
                held.append(BrokerPosition(sub_account=sleeve.key, instrument=share, quantity=shares))
    opening = Opening(at=clock.now(), cash=cash, positions=tuple(held), rests_on=rests_on or {})
    return PaperBroker(quotes, clock, sessions, opening, path=path, seed=seed, faults=faults, model=model)


def stage(staging: Staging, broker: PaperBroker, openings: Openings) -> Floor:
    """Sessions for all accounts, recovered and ready. An account that the ledger knows goes on; a new one is opened.

    One that is closed stays closed. Raises NothingToRun if all are, LeaseRefused where somebody else runs an account,
    NotRecorded and Unreadable for a ledger that cannot be used, SessionOver for one that cannot be gone on from.
    """
    floor = Floor(staging.clock)
    shared = Shared(broker)
    asked = asked_by(staging.laws.at(staging.clock.now()).law)
    facts = BooksFacts(staging.world, asked, LedgerGrowth(staging.ledger, staging.world.calendar))

    def session(name: str, opening: Sequence[AccountEvent]) -> Session:
        journal = staging.ledger.journal(name, staging.holder, staging.clock.now())
        # A lease that was taken over from a process that died before it opened the account is an entry, too.
        if not any(isinstance(each.event, AccountOpened) for each in journal.entries()):
            journal.append(staging.clock.now(), opening)
        ports = Ports(
            law=staging.laws.at,
            market=staging.market,
            facts=facts,
            broker=shared.share(_owns(name)),
            journal=journal,
            clock=staging.clock,
            books=AccountBooks,
            siblings=_siblings(floor, name),
            alert=_alert(staging.alert, name),
            life=household,
        )
        return Session(name, ports, Settings(MOST_LOOKS, IDLE, staging.periodic, staging.trace, staging.engine))

    household = Household(
        floor, staging.ledger, broker, lambda opened: session(opened.account, [opened]), staging.clock.now
    )
    known = [each for each in staging.ledger.accounts() if each not in openings]
    for name in [*sorted(openings), *known]:
        if not is_closed(staging.ledger, name):
            floor.add(session(name, openings.get(name, ())))
    if not floor.sessions:
        raise NothingToRun(f"closed, and not opened again: {', '.join(openings)}")
    for name in sorted(floor.sessions):
        household.settle(name)
    floor.after = household.ended
    return floor


def _owns(account: str) -> Callable[[str], bool]:
    return lambda sub_account: sub_account.rpartition(" ")[0] == account


def _siblings(floor: Floor, account: str) -> Callable[[], Sequence[AccountView]]:
    """The other accounts of the same user."""

    def found() -> list[AccountView]:
        own = floor.sessions[account].desk.view() if account in floor.sessions else None
        views = [each.desk.view() for name, each in sorted(floor.sessions.items()) if name != account]
        return [each for each in views if own is not None and each.user == own.user]

    return found


def _alert(alert: Alert | None, account: str) -> Callable[[datetime, AlertRaised], None] | None:
    return None if alert is None else lambda at, raised: alert(account, at, raised)


def _view(events: Sequence[AccountEvent], at: datetime) -> AccountView:
    books = AccountBooks()
    for event in events:
        books.apply(event, at)
    return books.view()
