"""What concerns more than one account: capital that leaves for a new one, and a mini that comes home.

The ledger of the account that gives is the point of no return: what stands there is carried out, at once or, after an
interruption, at the next start. Moving money and opening an account twice is doing it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from engine.session.planning import FORKS_FULL, FORKS_MINI, Intent, fields_of
from engine.trading.books import AccountView
from engine.trading.events import (
    AccountEvent,
    AccountFounded,
    AccountOpened,
    ActionEnded,
    ActionSent,
    CapitalMoved,
    SleeveOpened,
)

KINDS = {FORKS_MINI: "mini", FORKS_FULL: "full"}
"""The kind of the account that a fork opens, in the words of the law."""

FOR = "for_"
"""A field of a fork that begins so names a kind of sleeve, and what it gets."""


@dataclass(frozen=True, slots=True)
class Founded:
    """A new account, with the money that moves to each of its sleeves from one of another account."""

    opened: AccountOpened
    moved: tuple[CapitalMoved, ...]


class Life(Protocol):
    """Carries out what concerns other accounts as well."""

    def carry_out(self, account: str, does: str, intent: Intent) -> bool:
        """Does what an intent of an account says; whether anything was done."""


class Bank(Protocol):
    """Moves cash between sub-accounts. The same id a second time moves nothing."""

    def move(self, move_id: str, source: str, target: str, amount: Decimal) -> None:
        """Moves it at once. Raises BrokerUnavailable."""


def founded(does: str, intent: Intent, parent: AccountView, number: int, on: date) -> Founded:
    """The account that a fork opens: the `number`-th of its parent. Its sleeves get what the law's fields say."""
    kind = KINDS[does]
    name = f"{parent.account}-{kind}-{number}"
    source = intent["subject"]
    parts = {
        field.removeprefix(FOR): Decimal(value) for field, value in intent["fields"].items() if field.startswith(FOR)
    }
    sleeves = tuple(
        SleeveOpened(name=f"{name} {each}", sleeve_kind=each, cash=amount, base=amount)
        for each, amount in parts.items()
    )
    opened = AccountOpened(
        account=name,
        user=parent.user,
        account_kind=kind,
        opened_on=on,
        parent=parent.account if kind == KINDS[FORKS_MINI] else None,
        sleeves=sleeves,
    )
    moved = tuple(
        CapitalMoved(from_sleeve=source, to_sleeve=each.name, amount=each.cash, why=intent["action"])
        for each in sleeves
    )
    return Founded(opened, moved)


def given(found: Founded, intent: Intent) -> list[AccountEvent]:
    """What the ledger of the account that forks takes: the action, the account to be, and the money that leaves."""
    return [*_sent(intent), AccountFounded(opened=found.opened), *found.moved, _done(intent)]


def merged(intent: Intent, own: AccountView) -> list[AccountEvent]:
    """What the ledger of an account that merges takes: all of its cash leaves for the sleeve that the law names."""
    into = intent["fields"]["into"]
    moved = [
        CapitalMoved(from_sleeve=each.key, to_sleeve=into, amount=each.cash, why=intent["action"])
        for each in own.sleeves
        if each.cash
    ]
    return [*_sent(intent), *moved, _done(intent)]


def _sent(intent: Intent) -> list[AccountEvent]:
    return [ActionSent(action=intent["action"], subject=intent["subject"], fields=fields_of(intent))]


def _done(intent: Intent) -> AccountEvent:
    return ActionEnded(
        action=intent["action"], subject=intent["subject"], outcome="confirmed", fields=fields_of(intent)
    )
