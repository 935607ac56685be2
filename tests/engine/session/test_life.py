"""Forks and merges, as the ledgers of those who give and receive take them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from engine.session.life import founded, given, merged
from engine.session.planning import FORKS_FULL, FORKS_MINI
from engine.trading.books import AccountView, SleeveView
from engine.trading.events import AccountFounded, ActionEnded, ActionSent, CapitalMoved

ON = date(2026, 4, 13)


def sleeve(key: str, kind: str, cash: str) -> SleeveView:
    """A sub-account with nothing but cash."""
    nothing = Decimal(0)
    return SleeveView(key, kind, Decimal(cash), Decimal(cash), nothing, nothing, nothing, None, (), ())


def account(name: str, kind: str, *sleeves: SleeveView) -> AccountView:
    """An account of the user `owner`."""
    return AccountView(name, "owner", kind, ON, None, False, None, sleeves, ())


def fork(action: str, subject: str, **fields: str) -> dict[str, Any]:
    """What a record says of a fork."""
    return {"action": action, "subject": subject, "of": {"account": "A"}, "fields": fields, "because": ["FORK-05"]}


PARENT = account("A", "full", sleeve("A gen", "gen", "520000"), sleeve("A com", "com", "300000"))
MINI = fork("fork_mini", "A gen", amount="100000", for_gen="50000", for_com="50000")


def test_a_mini_gets_what_the_law_gives_each_sleeve() -> None:
    found = founded(FORKS_MINI, MINI, PARENT, 1, ON)
    assert (found.opened.account, found.opened.account_kind, found.opened.parent) == ("A-mini-1", "mini", "A")
    assert {each.name: (each.sleeve_kind, each.cash, each.base) for each in found.opened.sleeves} == {
        "A-mini-1 com": ("com", Decimal(50000), Decimal(50000)),
        "A-mini-1 gen": ("gen", Decimal(50000), Decimal(50000)),
    }
    assert {(each.from_sleeve, each.to_sleeve, each.amount) for each in found.moved} == {
        ("A gen", "A-mini-1 com", Decimal(50000)),
        ("A gen", "A-mini-1 gen", Decimal(50000)),
    }


def test_a_full_account_is_nobody_s_mini() -> None:
    intent = fork("fork_full", "A rev", amount="500000", for_gen="200000", for_rev="150000", for_com="150000")
    found = founded(FORKS_FULL, intent, PARENT, 2, ON)
    assert (found.opened.account, found.opened.account_kind, found.opened.parent) == ("A-full-2", "full", None)
    assert sum(each.amount for each in found.moved) == Decimal(500000)


def test_the_parent_s_ledger_says_all_of_it_at_once() -> None:
    events = given(founded(FORKS_MINI, MINI, PARENT, 1, ON), MINI)
    kinds = [ActionSent, AccountFounded, CapitalMoved, CapitalMoved, ActionEnded]
    assert [type(each) for each in events] == kinds
    [ended] = [each for each in events if isinstance(each, ActionEnded)]
    assert (ended.outcome, ended.fields["amount"]) == ("confirmed", "100000")


def test_all_cash_of_a_mini_goes_home() -> None:
    own = account("A-mini-1", "mini", sleeve("A-mini-1 gen", "gen", "70000.50"), sleeve("A-mini-1 com", "com", "0"))
    intent = {"action": "merge", "subject": "A-mini-1", "of": {}, "fields": {"into": "A com", "value": "70000.5"}}
    moved = [each for each in merged(intent, own) if isinstance(each, CapitalMoved)]
    assert [(each.from_sleeve, each.to_sleeve, each.amount) for each in moved] == [
        ("A-mini-1 gen", "A com", Decimal("70000.50"))
    ]
