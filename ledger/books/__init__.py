"""The books of an account: a fold of its events, by double entry, with lots, orders and what others may see of them.

The tax convention. Shares leave first in, first out. As IRS Publication 550 has it, the premium of an option that was
assigned or exercised is no gain of its own: an assigned put makes the shares cheaper (cost is strike less premium), an
assigned call adds to what the shares fetched (strike plus premium); the cost of a long call that was exercised is added
to the cost of the shares, that of a long put is taken off what they fetched. An option that expires, is closed or is
settled in cash realises its premium. Publication 550 puts commissions into cost and proceeds; here they are an expense
of their own, in the period in which they were reported, so that one reported late never changes a cost that was told
before. The table of transactions names the execution of each, for a tax return that has to fold them in. Wash sales,
holding periods and the rules of section 1256 are not computed.
"""

from ledger.books.account import AccountBooks
from ledger.books.chart import NATURE, REALISED, LedgerAccount
from ledger.books.journal import JournalEntry, OutOfBalance, Posting

__all__ = ["NATURE", "REALISED", "AccountBooks", "JournalEntry", "LedgerAccount", "OutOfBalance", "Posting"]
