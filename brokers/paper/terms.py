"""What an option is worth by its terms, and what a split makes of them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from math import gcd

from brokers.paper.model import Settlement
from engine.trading.instrument import Instrument, Option

_SYMBOL = re.compile(r"([A-Z0-9]{1,6}?)(\d{6}[CP])(\d{8})", re.ASCII)
_THOUSANDTHS = len("000")
_STRIKE_DIGITS = len("00000000")


def spot_of(option: Option, price: Decimal) -> Decimal:
    """What one share's part of the deliverable costs: the price, unless a contract was adjusted."""
    return price if option.cash_settled else price * option.deliverable / option.multiplier


def moneyness(option: Option, price: Decimal) -> Decimal:
    """Dollars per share by which an option is in the money; negative when it is out of it."""
    spot = spot_of(option, price)
    return option.strike - spot if option.right == "put" else spot - option.strike


def whole_number(to: int, of: int) -> int | None:
    """How many shares one becomes, if that is a whole number above one."""
    common = gcd(to, of)
    return to // common if of == common and to > common else None


def adjusted(instrument: Instrument, to: int, of: int, rules: Settlement) -> Instrument:
    """An option after a split, by the practice of the Options Clearing Corporation.

    A split into a whole number of shares divides the strike (and multiplies the number of contracts). Any other one
    changes what is delivered, under a root of its own; multiplier and strike stay. A part of a share is dropped.
    """
    option = instrument.option
    assert option is not None
    whole = whole_number(to, of)
    found = _SYMBOL.fullmatch(instrument.symbol)
    root = found[1] if found else instrument.underlying
    if whole is None:
        terms = option.model_copy(update={"deliverable": option.deliverable * to // of})
        root += rules.adjusted_mark
    else:
        strike = (option.strike / whole).quantize(rules.strike_step, rounding=ROUND_HALF_EVEN)
        terms = option.model_copy(update={"strike": strike})
    return Instrument(symbol=_written(root, terms), underlying=instrument.underlying, option=terms)


def _written(root: str, option: Option) -> str:
    strike = str(int(option.strike.scaleb(_THOUSANDTHS))).zfill(_STRIKE_DIGITS)
    return f"{root}{option.expires_on:%y%m%d}{option.right[0].upper()}{strike}"
