"""The case of an entry of a ledger: the law, facts, events and memory from which it was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.ledger_reading import DAMAGED, opened, the_account
from console.reading import Case
from console.trouble import Trouble

if TYPE_CHECKING:
    from engine.trading.events import CycleDecided
    from engine.trading.journal import Entry
    from ledger.chain import Row


@dataclass(frozen=True)
class Decided:
    """What an entry was decided from. An order says itself which subject and action it is about."""

    case: Case
    subject: str | None
    action: str | None


def ledger_case(where: str, named: str) -> Decided:
    """The case of `N`, or of `ACCOUNT:N` where there are several accounts. Raises Trouble.

    Of an entry that is no decision, it is the last decision before it.
    """
    from engine.trading.events import OrderPlanned
    from ledger.cycles import NotEvaluable, cycle_of
    from ledger.database import Unreadable

    account, number = _id(named)
    with opened(where) as ledger:
        account = the_account(ledger, account)
        entry, decision = _decision(ledger.rows(account), number, account)
        try:
            cycle = cycle_of(decision, ledger.content)
        except KeyError as missing:
            help = "An export needs `--contents` for this." if ledger.digests() is None else DAMAGED
            raise Trouble(f"the content {missing.args[0]} is not there", help) from None
        except (NotEvaluable, Unreadable) as error:
            raise Trouble(str(error), DAMAGED) from None
    known = (cycle.facts, cycle.law.as_if_in_force, cycle.events, cycle.memory, cycle.decided_for)
    case = Case(Path(where), cycle.law.law, *known)
    if isinstance(entry.event, OrderPlanned):
        return Decided(case, entry.event.subject, entry.event.action)
    return Decided(case, None, None)


def _id(named: str) -> tuple[str | None, int]:
    account, colon, number = named.rpartition(":")
    if not (number.isascii() and number.isdigit()) or not int(number) or (colon and not account):
        message = f"`{named}` is no entry: write its number, or `ACCOUNT:NUMBER`."
        raise click.UsageError(message, click.get_current_context())
    return account or None, int(number)


def _decision(rows: Iterable[Row], number: int, account: str) -> tuple[Entry, CycleDecided]:
    """The entry, and the last decision up to it. Raises Trouble."""
    from engine.trading.events import CycleDecided
    from ledger.chain import entry_of

    decision: CycleDecided | None = None
    for row in rows:
        try:
            entry = entry_of(row)
        except ValueError:
            raise Trouble(f"the entry {row.sequence} of {account} cannot be read", DAMAGED) from None
        decision = entry.event if isinstance(entry.event, CycleDecided) else decision
        if row.sequence == number:
            if decision is None:
                raise Trouble(f"nothing was decided before entry {number} of {account}")
            return entry, decision
    raise Trouble(f"there is no entry {number} of {account}")
