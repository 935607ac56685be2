"""Events to fill ledgers with: some by hand, and any that Hypothesis thinks of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from engine.trading.events import (
    AccountEvent,
    AlertRaised,
    CyclesUnchanged,
    OperatorActed,
    OrderPlanned,
    Reconciled,
    TaxReserved,
)
from engine.trading.instrument import Instrument, Option

NEW_YORK = timezone(timedelta(hours=-4))
AT = datetime(2026, 4, 13, 9, 45, tzinfo=NEW_YORK)


PUT = Option(expires_on=date(2026, 4, 17), right="put", strike=Decimal("170"), multiplier=100, deliverable=100)


def alert(text: str = "something") -> AlertRaised:
    """The simplest of events."""
    return AlertRaised(code="T001", text=text)


def planned(intent_key: str = "A gen open_csp 2026-04-13", order: str = "A gen o1") -> OrderPlanned:
    """An order of the law."""
    return OrderPlanned(
        order=order,
        intent_key=intent_key,
        sleeve="A gen",
        instrument=Instrument(symbol="NVDA260417P170", underlying="NVDA", option=PUT),
        side="short",
        opens=True,
        urgent=False,
        origin="law",
        quantity=3,
        limit=Decimal("1.2345"),
        bound=None,
        action="open_csp",
        subject="A gen NVDA 170 2026-04-17",
        because=("GEN-ENTRY-01",),
    )


INSTANTS = st.datetimes(
    min_value=AT.replace(year=2019, tzinfo=None),
    max_value=AT.replace(year=2030, tzinfo=None),
    timezones=st.sampled_from([UTC, NEW_YORK]),
)
MONEY = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)

EVENTS: st.SearchStrategy[AccountEvent] = st.one_of(
    st.builds(AlertRaised, code=TEXT, text=TEXT),
    st.builds(TaxReserved, sleeve=TEXT, amount=MONEY),
    st.builds(OperatorActed, verb=TEXT, who=TEXT, reason=TEXT, scope=st.none() | TEXT),
    st.builds(CyclesUnchanged, first=INSTANTS, last=INSTANTS, count=st.integers(0, 10**6)),
    st.builds(Reconciled, clean=st.booleans(), differences=st.lists(TEXT, max_size=3).map(tuple)),
)
