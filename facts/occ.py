"""Option symbols of the Options Clearing Corporation, written without blanks: `SPY260417P00701000`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from facts.exact import plain

Right = Literal["put", "call"]

# Six characters of root, two digits each of year, month, day, the right, the strike in thousandths of a
# dollar.
_SYMBOL = re.compile(r"([A-Z0-9]{1,6}?)(\d{6})([CP])(\d{8})", re.ASCII)
_RIGHTS: dict[str, Right] = {"C": "call", "P": "put"}
_LETTERS = {right: letter for letter, right in _RIGHTS.items()}
_STRIKE_PLACES = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """What an option symbol says. `strike` is in dollars per share; `root` mostly is the underlying."""

    root: str
    expires_on: date
    right: Right
    strike: Decimal


def read(symbol: str) -> Terms | None:
    """The terms in an option symbol, or None if the text is no such symbol. Blanks inside are not allowed."""
    match = _SYMBOL.fullmatch(symbol)
    if match is None:
        return None
    root, day, letter, strike = match.groups()
    try:
        expires_on = datetime.strptime(day, "%y%m%d").date()  # noqa: DTZ007 - a date, not an instant
    except ValueError:
        return None
    return Terms(root, expires_on, _RIGHTS[letter], Decimal(strike).scaleb(-_STRIKE_PLACES))


def write(root: str, expires_on: date, right: Right, strike: Decimal) -> str:
    """The symbol of an option. Raises ValueError for a strike that is not a whole number of thousandths."""
    return head(root, expires_on, right) + strike_digits(strike)


def head(root: str, expires_on: date, right: Right) -> str:
    """The symbol up to the strike."""
    return root + expires_on.strftime("%y%m%d") + _LETTERS[right]


def strike_digits(strike: Decimal) -> str:
    """The last eight digits of the symbol. Raises ValueError for a strike that they cannot hold."""
    thousandths = strike.scaleb(_STRIKE_PLACES)
    digits = plain(thousandths)
    if not digits.isdigit() or len(digits) > len("00000000"):
        raise ValueError(f"{plain(strike)} is not a strike of whole thousandths")
    return digits.zfill(len("00000000"))
