"""The chart of accounts: into what the books of every sleeve are divided, and on which side each account grows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Nature = Literal["asset", "liability", "equity", "income", "expense"]


class LedgerAccount(StrEnum):
    """An account of double entry. Every sleeve has all of them; money in dollars."""

    CASH = "cash"
    """Free and bound alike, without what is reserved for tax."""
    TAX_RESERVE = "tax_reserve"
    """Cash set apart for tax. It lies at the broker, but is no longer equity (R-16)."""
    OPTIONS_LONG = "options_long"
    """Options that were bought, at cost."""
    OPTIONS_WRITTEN = "options_written"
    """Options that were written, at the premium received."""
    SHARES = "shares"
    """Shares, at cost."""
    CAPITAL = "capital"
    """What was paid in, less what was taken out; opening balances stand against it."""
    GAINS_OPTIONS = "gains_options"
    """Realised on options that were closed, that expired or that were settled in cash."""
    GAINS_SHARES = "gains_shares"
    """Realised on shares, first in, first out."""
    DIVIDENDS = "dividends"
    INTEREST = "interest"
    FEES = "fees"
    COMMISSIONS = "commissions"


A = LedgerAccount

NATURE: Mapping[LedgerAccount, Nature] = MappingProxyType(
    {
        A.CASH: "asset",
        A.TAX_RESERVE: "asset",
        A.OPTIONS_LONG: "asset",
        A.OPTIONS_WRITTEN: "liability",
        A.SHARES: "asset",
        A.CAPITAL: "equity",
        A.GAINS_OPTIONS: "income",
        A.GAINS_SHARES: "income",
        A.DIVIDENDS: "income",
        A.INTEREST: "income",
        A.FEES: "expense",
        A.COMMISSIONS: "expense",
    }
)
"""Assets and expenses grow by debits, the others by credits."""

REALISED = tuple(account for account, nature in NATURE.items() if nature in {"income", "expense"})
"""The accounts that together are the realised profit and loss."""
