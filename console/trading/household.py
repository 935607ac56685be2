"""The accounts of one user, as they are born, come home and end: what a fork and a merge are, beside the books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from engine.session.floor import Floor
from engine.session.life import Bank, founded, given, merged
from engine.session.planning import MERGES, Intent
from engine.session.session import Session
from engine.trading.events import AccountClosed, AccountFounded, AccountOpened, CapitalMoved
from ledger.store import AccountJournal, Ledger


def is_closed(ledger: Ledger, account: str) -> bool:
    """Whether an account has ended. Raises Unreadable."""
    return any(each.kind == CLOSED for each in ledger.rows(account))


CLOSED = AccountClosed.model_fields["kind"].default


@dataclass(slots=True)
class Household:
    """Carries out forks and merges on one floor. `open` puts a new account on its feet."""

    floor: Floor
    ledger: Ledger
    bank: Bank
    open: Callable[[AccountOpened], Session]
    now: Callable[[], datetime]
    _leaving: set[str] = field(default_factory=set)

    def carry_out(self, account: str, does: str, intent: Intent) -> bool:
        """Does what an intent of an account says. What is in the ledger stays to be done, whatever happens."""
        session = self.floor.sessions[account]
        desk = session.desk
        if does == MERGES:
            desk.write(merged(intent, desk.view()))
            self.settle(account)
            return True
        number = 1 + sum(isinstance(each.event, AccountFounded) for each in desk.ports.journal.entries())
        found = founded(does, intent, desk.view(), number, self.now().date())
        desk.write(given(found, intent))
        self.settle(account)
        return True

    def settle(self, account: str) -> None:
        """Carries out what the ledger of an account says of other accounts, as far as it is not done yet.

        Money that goes to an account that was not founded here goes home: the account has merged, and is to end.
        """
        moved: list[tuple[int, CapitalMoved]] = []
        opened: list[AccountOpened] = []
        own = {each.key for each in self.floor.sessions[account].desk.view().sleeves}
        for entry in self.floor.sessions[account].desk.ports.journal.entries():
            match entry.event:
                case CapitalMoved() if entry.event.from_sleeve in own:
                    moved.append((entry.sequence, entry.event))
                case AccountFounded():
                    opened.append(entry.event.opened)
        founded_here = {each.account for each in opened}
        for sequence, each in moved:
            self.bank.move(f"{account} {sequence}", each.from_sleeve, each.to_sleeve, each.amount)
            if each.to_sleeve.rpartition(" ")[0] not in founded_here:
                self._leaving.add(account)
                self._received(each)
        for each_opened in opened:
            if each_opened.account not in self.floor.sessions and not self.ledger.head(each_opened.account).sequence:
                self.floor.add(self.open(each_opened))

    def ended(self) -> None:
        """Accounts that merged and have nothing left end."""
        for account in sorted(self._leaving):
            session = self.floor.sessions[account]
            empty = all(not each.cash and not each.positions for each in session.desk.view().sleeves)
            if empty and not session.desk.untold:
                session.rest()
                session.desk.write([AccountClosed(why="merged")])
                journal = session.desk.ports.journal
                if isinstance(journal, AccountJournal):
                    journal.release(self.now())
                del self.floor.sessions[account]
                self._leaving.discard(account)

    def _received(self, moved: CapitalMoved) -> None:
        """Money for a sleeve of an account that is running comes into its books, once.

        An account that was founded with it has it in its opening.
        """
        target = moved.to_sleeve.rpartition(" ")[0]
        session = self.floor.sessions.get(target)
        if session is None:
            return
        there = (each.event for each in session.desk.ports.journal.entries())
        if not any(isinstance(each, CapitalMoved) and each == moved for each in there):
            session.desk.write([moved])
