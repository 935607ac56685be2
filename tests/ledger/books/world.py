"""Events of a small account, in few words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.trading.broker import (
    Act,
    CashMoved,
    CommissionReported,
    Filled,
    OptionAssigned,
    OptionExercised,
    OptionExpired,
    SplitDone,
)
from engine.trading.events import (
    AccountEvent,
    AccountOpened,
    AssignmentBooked,
    CashBooked,
    CommissionBooked,
    ExerciseBooked,
    ExpiryBooked,
    FillBooked,
    OrderPlanned,
    Side,
    SleeveOpened,
    SliceStepped,
    SplitBooked,
)
from engine.trading.instrument import Instrument, Option, Right
from engine.trading.orders import SliceState
from ledger.books import AccountBooks

NEW_YORK = ZoneInfo("America/New_York")
AT = datetime(2026, 4, 16, 10, 0, tzinfo=NEW_YORK)
GEN, COM = "A gen", "A com"
SHARE = Instrument(symbol="ABC", underlying="ABC")


def money(text: str | int) -> Decimal:
    return Decimal(text)


def option(
    right: Right = "put",
    strike: str | int = 100,
    *,
    underlying: str = "ABC",
    expires_on: date = date(2026, 4, 17),
    multiplier: int = 100,
    deliverable: int = 100,
    cash_settled: bool = False,
) -> Instrument:
    symbol = f"{underlying}{expires_on:%y%m%d}{right[0].upper()}{int(Decimal(strike) * 1000):08d}"
    terms = Option(
        expires_on=expires_on,
        right=right,
        strike=Decimal(strike),
        multiplier=multiplier,
        deliverable=deliverable,
        cash_settled=cash_settled,
    )
    return Instrument(symbol=symbol, underlying=underlying, option=terms)


PUT, CALL = option("put", 100), option("call", 110)


def opened(cash: str | int = 50_000) -> AccountOpened:
    sleeves = tuple(
        SleeveOpened(name=name, sleeve_kind=name[2:], cash=Decimal(cash), base=Decimal(cash)) for name in (GEN, COM)
    )
    return AccountOpened(account="A", user="pat", account_kind="full", opened_on=AT.date(), sleeves=sleeves)


def books(*events: AccountEvent, cash: str | int = 50_000) -> AccountBooks:
    made = AccountBooks()
    made.apply(opened(cash), AT)
    for event in events:
        made.apply(event, AT)
    return made


def order(
    key: str = f"{GEN} o1",
    instrument: Instrument = PUT,
    side: Side = "short",
    *,
    opens: bool = True,
    quantity: int = 3,
    position: str | None = None,
    intent: str | None = None,
    after: str | None = None,
) -> OrderPlanned:
    return OrderPlanned(
        order=key,
        intent_key=intent or f"intent of {key}",
        sleeve=key.rpartition(" ")[0],
        instrument=instrument,
        side=side,
        opens=opens,
        urgent=False,
        origin="law",
        quantity=quantity,
        limit=Decimal("1.50"),
        bound=Decimal("1.45"),
        action="open_csp",
        subject="a candidate",
        because=("GEN-01",),
        purpose="csp" if opens else None,
        position=position,
        after=after,
    )


def stepped(
    state: str, key: str = f"{GEN} o1.1", *, version: int = 1, quantity: int = 3, limit: str = "1.50"
) -> SliceStepped:
    return SliceStepped(
        order=key.rpartition(".")[0],
        slice=key,
        state=SliceState(state),
        version=version,
        reference=f"{key}/v{version}",
        quantity=quantity,
        limit=Decimal(limit),
    )


def fill(
    execution: str,
    act: Act,
    quantity: int,
    price: str,
    *,
    instrument: Instrument = PUT,
    sleeve: str = GEN,
    order: str | None = None,
    slice: str | None = None,  # noqa: A002
    position: str | None = None,
    opens: bool = True,
    purpose: str | None = None,
    commission: str | None = "0",
    at: datetime = AT,
) -> FillBooked:
    return FillBooked(
        fill=Filled(
            at=at,
            execution_id=execution,
            reference=f"{slice or 'theirs'}/v1",
            permanent_id="p1",
            sub_account=sleeve,
            instrument=instrument,
            act=act,
            quantity=quantity,
            price=Decimal(price),
            commission=None if commission is None else Decimal(commission),
        ),
        sleeve=sleeve,
        order=order,
        slice=slice,
        position=position,
        opens=opens,
        purpose=purpose,
    )


def commission(execution: str, amount: str) -> CommissionBooked:
    return CommissionBooked(report=CommissionReported(at=AT, execution_id=execution, commission=Decimal(amount)))


def assigned(
    quantity: int, instrument: Instrument = PUT, *, key: str = "a1", settlement: str | None = None, at: datetime = AT
) -> AssignmentBooked:
    return AssignmentBooked(
        sleeve=GEN,
        event=OptionAssigned(
            at=at,
            event_id=key,
            sub_account=GEN,
            instrument=instrument,
            quantity=quantity,
            settlement=None if settlement is None else Decimal(settlement),
        ),
    )


def exercised(
    quantity: int, instrument: Instrument, *, key: str = "x1", settlement: str | None = None
) -> ExerciseBooked:
    return ExerciseBooked(
        sleeve=GEN,
        event=OptionExercised(
            at=AT,
            event_id=key,
            sub_account=GEN,
            instrument=instrument,
            quantity=quantity,
            settlement=None if settlement is None else Decimal(settlement),
        ),
    )


def expired(quantity: int, instrument: Instrument = PUT, side: Side = "short", *, key: str = "e1") -> ExpiryBooked:
    return ExpiryBooked(
        sleeve=GEN,
        event=OptionExpired(at=AT, event_id=key, sub_account=GEN, instrument=instrument, side=side, quantity=quantity),
    )


def split(to: int, of: int, *renamed: tuple[Instrument, Instrument], key: str = "s1") -> SplitBooked:
    return SplitBooked(
        sleeve=GEN,
        event=SplitDone(
            at=AT,
            event_id=key,
            sub_account=GEN,
            underlying="ABC",
            to=to,
            of=of,
            renamed=tuple((old.symbol, new) for old, new in renamed),
        ),
    )


def cash(amount: str, why: str, *, key: str = "c1", at: datetime = AT) -> CashBooked:
    moved = {"at": at, "event_id": key, "sub_account": GEN, "amount": Decimal(amount), "why": why}
    return CashBooked(sleeve=GEN, event=CashMoved.model_validate(moved))


def later(days: int) -> datetime:
    return AT + timedelta(days=days)
