"""From the books of accounts, and the health of what serves them, to facts of the law; and how an account begins.

Only what the law declares may stand in a snapshot, so an adapter is told what is `asked`. Facts about orders and slices
speak of options: of an order for shares the law hears what it may still buy, and else knows it by its events.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from engine.snapshot import Snapshot
from engine.trading.books import AccountView, Holding, OrderView, SleeveView, SliceView
from engine.trading.events import AccountEvent, AccountOpened, LotBrought, PositionBrought, SleeveOpened
from engine.trading.health import Health
from engine.trading.instrument import Instrument, Option
from engine.trading.orders import MAY_BE_AT_BROKER, SliceState
from facts import occ
from facts.accounts import AccountFile
from facts.description import World
from facts.errors import FactsError
from facts.exact import plain, rounded
from facts.performance import Growth
from facts.subjects import Raw, Subjects, flag
from facts.traded import listed
from rules.compile.law import Law
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import quoted

Asked = Mapping[str, Collection[str]]

S = SliceState

_CENTS = 2  # decimal places of money

_WAS_AT_BROKER = MAY_BE_AT_BROKER | {S.FILLED, S.CANCELLED, S.REJECTED, S.EXPIRED}
_KNOWN = _WAS_AT_BROKER - {S.SENDING, S.UNKNOWN}
_ACKNOWLEDGED = _KNOWN - {S.REJECTED}
_NOTHING_LEFT = frozenset({S.CANCELLED, S.EXPIRED})


def asked_by(law: Law) -> dict[str, frozenset[str]]:
    """The names of the facts that a law is given, for every one of its scopes, those without such facts included."""
    found: dict[str, set[str]] = {name: set() for name, scope in law.scopes.items() if not scope.event}
    for fact in law.facts.values():
        if fact.origin == "given" and fact.id.scope in found:
            found[fact.id.scope].add(fact.id.name)
    return {scope: frozenset(names) for scope, names in found.items()}


@dataclass(frozen=True, slots=True)
class BooksFacts:
    """The facts of books and health.

    `asked` names the facts that the law declares for each scope, as `asked_by` gives them: others are left out, and of
    a scope that it does not name only links are given. None asks for everything. Without a `world` a contract that is
    held but lacks in the market's snapshot has no count of days to its expiry. `growth` tells how accounts have grown.
    """

    world: World | None
    asked: Asked | None = None
    growth: Growth | None = None

    def of(self, market: Snapshot, accounts: Sequence[AccountView], health: Health) -> Snapshot:
        """The market's snapshot with accounts, sleeves, positions, orders, slices, lots and health."""
        facts: Raw = {scope: dict(content) for scope, content in market.facts.items()}
        adder = _Adder(facts, datetime.fromisoformat(market.at), self.world, self.asked)
        adder.health(health)
        underlyings = list(facts.get("underlying", {}))
        for account in accounts:
            adder.add(account, underlyings)
            if self.growth is not None:
                adder.grown(account.account, self.growth.of(account.account, adder.at, facts))
        return replace(market, facts=facts)


class _Adder(Subjects):
    """Puts accounts into a snapshot, as far as the law asks."""

    def __init__(self, facts: Raw, at: datetime, world: World | None, asked: Asked | None) -> None:
        super().__init__(facts, at, world)
        self.asked = asked
        self.links = frozenset(_SCOPES) | frozenset(asked or ())

    def put(self, scope: str, key: str, facts: Raw, *_path: str) -> None:
        """One subject, as far as it is asked for; links to other scopes stay."""
        if self.asked is not None:
            keep = self.links.union(self.asked.get(scope, ()))
            facts = {name: value for name, value in facts.items() if name in keep}
        super().put(scope, key, facts)

    # --- health ---------------------------------------------------------------------------------
    def health(self, health: Health) -> None:
        """What is known of the way to the broker, of our machinery and of the ledger."""
        self._one("broker", {"is_up": health.broker_up, "state_fetched": health.state_fetched})
        machinery = {
            "healthy": health.healthy,
            "snapshot_loaded": health.snapshot_loaded,
            "schedule_rebuilt": health.schedule_rebuilt,
            "ledger_current": health.ledger_current,
            "reports_written": health.reports_written,
        }
        self._one("system", machinery)

    def _one(self, scope: str, flags: Mapping[str, bool | None]) -> None:
        """A scope of which there is one. What our own machinery tells replaces what the market's source assumed."""
        known = {
            name: flag(value)
            for name, value in flags.items()
            if value is not None and (self.asked is None or name in self.asked.get(scope, ()))
        }
        before = {name: value for name, value in self.facts.get(scope, {}).items() if name not in flags}
        if before or known:
            self.facts[scope] = before | known
        else:
            self.facts.pop(scope, None)

    # --- accounts -------------------------------------------------------------------------------
    def add(self, account: AccountView, underlyings: Sequence[str]) -> None:
        """Everything of one account. Each of its sleeves may buy each underlying of the market, and those it holds."""
        self.account(
            account.account,
            account.user,
            account.kind,
            account.opened_on,
            stress_test=account.stress_test,
            matches_broker=account.matches_broker,
            parent=account.parent,
        )
        held = {holding.underlying for sleeve in account.sleeves for holding in sleeve.holdings}
        for symbol in sorted(held):
            self.underlying(symbol)
        buyable = [*underlyings, *sorted(held.difference(underlyings))]
        for sleeve in account.sleeves:
            self.add_sleeve(account.account, sleeve)
            self.purchases(sleeve.key, buyable)
        unfilled = {order.key for order in account.orders if order.filled < order.quantity}
        for order in account.orders:
            if order.instrument.option is not None:
                self.order(order, order.instrument, order.instrument.option, waits=order.after in unfilled)
            elif order.opens:
                self.shares_under_way(order)

    def grown(self, account: str, told: Mapping[str, str]) -> None:
        """How an account has grown, as far as that is known and asked for."""
        keep = told if self.asked is None else self.asked.get("account", ())
        self.facts["account"][account] |= {name: value for name, value in told.items() if name in keep}

    def add_sleeve(self, account: str, sleeve: SleeveView) -> None:
        """One sleeve and what it holds."""
        high_water = None if sleeve.high_water is None else _money(sleeve.high_water)
        money = (_money(sleeve.cash), _money(sleeve.base), _money(sleeve.reinvested), high_water)
        self.sleeve(sleeve.key, account, sleeve.kind, *money)
        for position in sleeve.positions:
            option = position.instrument.option
            if option is None:
                raise ValueError(f"{quoted(position.key)} is a position in shares: shares are held in lots")
            self.held(position.instrument, option)
            credit = None if position.credit is None else rounded(position.credit)
            what = (position.instrument.symbol, position.side, position.quantity, credit)
            self.position(position.key, sleeve.key, *what, position.opened_on, position.purpose)
        for holding in sleeve.holdings:
            self.shares(sleeve.key, holding)

    def held(self, instrument: Instrument, option: Option) -> None:
        """A contract by its own terms, if the market's snapshot lacks it."""
        terms = occ.Terms(instrument.underlying, option.expires_on, option.right, option.strike)
        self.contract(instrument.symbol, terms, str(option.multiplier))

    def shares(self, sleeve: str, holding: Holding) -> None:
        """The shares of one underlying: its lots as they were bought, less its sales, the oldest shares first."""
        key = f"{sleeve} {holding.underlying}"
        sold = sum(sale.shares for sale in holding.sales)
        left, assigned = 0, False
        for lot in holding.lots:
            taken = min(lot.shares, sold)
            sold -= taken
            left += lot.shares - taken
            assigned = assigned or (lot.assigned and lot.shares > taken)
        self.holding(key, sleeve, holding.underlying, left, assigned=assigned)
        for lot in holding.lots:
            self.lot(key, lot.number, lot.shares, rounded(lot.cost), lot.acquired_on)
        for sale in holding.sales:
            facts = {"number": str(sale.number), "shares": str(sale.shares), "price": plain(rounded(sale.price))}
            self.put("sale", f"{key} {sale.number}", {"holding": key, **facts})

    # --- orders ---------------------------------------------------------------------------------
    def order(self, order: OrderView, instrument: Instrument, option: Option, *, waits: bool) -> None:
        """An order that is open, its slices, and what it may still become.

        An order that has ended while a slice of it may be at the broker binds what that slice may still bring. One that
        `waits` until another one is filled binds as well, but the law hears of it only when its turn has come.
        """
        alive = [each for each in order.slices if each.state in MAY_BE_AT_BROKER]
        if order.status is not None and not alive:
            return
        self.held(instrument, option)
        if order.opens:
            self.in_flight(order, instrument.symbol, alive)
        if order.status is not None or waits:
            return
        # The law reads as a limit only what somebody else asks for; its own prices follow the market.
        limit = order.limit if order.origin != _LAW else None
        facts = {
            "sleeve": order.sleeve,
            "contract": instrument.symbol,
            "origin": order.origin,
            "side": order.side,
            "opens": flag(order.opens),
            "urgent": flag(order.urgent),
            "quantity": str(order.quantity),
            "filled": str(order.filled),
            "limit": None if limit is None else plain(rounded(limit)),
        }
        self.put("order", order.key, facts)
        for each in order.slices:
            if each.state in _WAS_AT_BROKER:
                self.slice(order.key, each)

    def shares_under_way(self, order: OrderView) -> None:
        """What an order for shares has not filled: whole while it is open, else what may be at the broker."""
        left = _left(order)
        if left > 0:
            symbol = order.instrument.underlying
            self.underlying(symbol)
            limit = None if order.limit is None else rounded(order.limit)
            self.share_order(order.key, order.sleeve, symbol, left, limit)

    def in_flight(self, order: OrderView, contract: str, alive: Sequence[SliceView]) -> None:
        """What an order that opens has not filled: in doubt as far as a slice of it is unknown, else working.

        An order that is open is committed whole from when it was planned.
        """
        unfilled = _left(order)
        in_doubt = min(sum(each.quantity - each.filled for each in alive if each.state is S.UNKNOWN), unfilled)
        if unfilled > in_doubt:
            self.exposure(order.key, order.sleeve, contract, order.side, unfilled - in_doubt, "working")
        if in_doubt > 0:
            self.exposure(f"{order.key} in doubt", order.sleeve, contract, order.side, in_doubt, "in_doubt")

    def slice(self, order: str, view: SliceView) -> None:
        """A slice that is or was at the broker. One that was never sent is none."""
        facts = {
            "order": order,
            "client_id": view.client_id,
            "version": str(view.version),
            "quantity": str(view.quantity),
            "limit": str(view.limit),
            "filled": str(view.filled),
            "last_heard_at": self._local(view.heard_at).isoformat(),
            "acknowledged": flag(view.state in _ACKNOWLEDGED),
            "cancelled": flag(view.state in _NOTHING_LEFT),
            "rejected": flag(view.state is S.REJECTED),
            "known_to_broker": flag(True) if view.state in _KNOWN else None,
        }
        self.put("slice", view.key, facts)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.at.tzinfo if self.world is None else self.world.calendar.zone)


_LAW = "law"

# Scopes that a subject of books links to; a link stands among its facts under the scope's name.
_SCOPES = ("user", "account", "sleeve", "holding", "underlying", "expiry", "contract", "order")


def _left(order: OrderView) -> int:
    """What an order may still fill: one that is open all of it, one that is over what of it may be at the broker."""
    if order.status is None:
        return order.quantity - order.filled
    return sum(each.quantity - each.filled for each in order.slices if each.state in MAY_BE_AT_BROKER)


def _money(amount: Decimal) -> Decimal:
    return rounded(amount, _CENTS)


# --- how an account begins ------------------------------------------------------------------------
def opened_from(read: AccountFile, world: World | None) -> list[AccountEvent]:
    """The events with which the ledger of an account of a file begins.

    Raises FactsError for a file that speaks of orders or of hypothetical positions, of which a ledger cannot begin, and
    for a contract whose terms the world does not tell.
    """
    account = read.account
    findings: list[Diagnostic] = []
    brought: list[AccountEvent] = []
    for kind, sleeve in account.sleeves.items():
        key = f"{account.account} {kind}"
        path = ("sleeves", kind)
        if sleeve.orders:
            message = f"A ledger begins without orders, and {quoted(key)} has some"
            help = "What is at the broker is found by reconciliation; leave `orders` out."
            findings.append(finding("F601", read.place(*path, "orders"), message, help=help))
        for number, position in enumerate(sleeve.positions):
            own = (*path, "positions", str(number))
            if position.hypothetical:
                message = "A ledger begins with what is held, and this position is hypothetical"
                findings.append(finding("F601", read.place(*own, "hypothetical"), message))
            instrument = None if world is None else listed(position.contract, world.instruments)
            if instrument is None:
                message = f"Nobody tells how many shares {quoted(position.contract)} is for"
                help = "Add its underlying and the multiplier to the table of instruments."
                findings.append(finding("F607", read.place(*own, "contract"), message, help=help))
                continue
            event = PositionBrought(
                position=f"{key} {number + 1}",
                sleeve=key,
                instrument=instrument,
                side=position.side,
                quantity=position.quantity,
                credit=position.credit,
                opened_on=position.opened,
                purpose=position.purpose,
            )
            brought.append(event)
        brought += (
            LotBrought(
                sleeve=key,
                underlying=symbol,
                shares=lot.shares,
                cost=lot.cost,
                acquired_on=lot.acquired,
                assigned=lot.assigned,
            )
            for symbol, holding in sleeve.holdings.items()
            for lot in holding.lots
        )
    if findings:
        raise FactsError(findings)
    sleeves = tuple(
        SleeveOpened(
            name=f"{account.account} {kind}",
            sleeve_kind=kind,
            cash=sleeve.cash,
            base=sleeve.base,
            reinvested=sleeve.reinvested,
            high_water=sleeve.high_water,
        )
        for kind, sleeve in account.sleeves.items()
    )
    opened = AccountOpened(
        account=account.account,
        user=account.user,
        account_kind=account.kind,
        opened_on=account.opened,
        parent=account.parent,
        stress_test=account.stress_test,
        sleeves=sleeves,
    )
    return [opened, *brought]
