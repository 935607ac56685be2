"""Instruments as orders and books name them, made from option symbols, facts of contracts, and the instruments."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.trading.instrument import Instrument, Option
from facts import occ
from facts.exact import UNKNOWN
from facts.instruments import Instruments

INDEX = "index"


def traded(symbol: str, facts: Mapping[str, Any], deliverable: int | None = None) -> Instrument | None:
    """The instrument of a symbol, by the facts of a snapshot; None if they do not tell its terms or its multiplier.

    An option of an index is settled in cash. What a contract delivers is its multiplier, unless told otherwise.
    """
    if symbol in facts.get("underlying", {}):
        return Instrument(symbol=symbol, underlying=symbol)
    contract = facts.get("contract", {}).get(symbol)
    terms = occ.read(symbol)
    if contract is None or terms is None:
        return None
    multiplier = contract.get("multiplier", UNKNOWN)
    underlying = facts.get("expiry", {}).get(contract.get("expiry"), {}).get("underlying", terms.root)
    kind = facts.get("underlying", {}).get(underlying, {}).get("instrument")
    return _option(symbol, underlying, terms, multiplier, kind, deliverable)


def listed(symbol: str, instruments: Instruments, deliverable: int | None = None) -> Instrument | None:
    """The option of a symbol with the usual terms of its underlying; None if these are not known."""
    terms = occ.read(symbol)
    if terms is None or terms.root not in instruments:
        return None
    usual = instruments[terms.root]
    return _option(symbol, terms.root, terms, usual.multiplier, usual.kind, deliverable)


def _option(
    symbol: str, underlying: str, terms: occ.Terms, multiplier: str, kind: str | None, deliverable: int | None
) -> Instrument | None:
    if multiplier == UNKNOWN:
        return None
    units = int(Decimal(multiplier))
    option = Option(
        expires_on=terms.expires_on,
        right=terms.right,
        strike=terms.strike,
        multiplier=units,
        deliverable=units if deliverable is None else deliverable,
        cash_settled=kind == INDEX,
    )
    return Instrument(symbol=symbol, underlying=underlying, option=option)
