"""The port to accounts that run. Scenarios know neither market nor broker nor ledger: somebody else joins them.

An account begins with the facts that a scenario gives. Of these, the facts of the market stand still unless they are
changed; account, sleeves, positions and shares become its books, which go on by themselves from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from engine.trading.books import AccountView
from engine.trading.journal import Entry
from rules.compile.law import Law

Verb = Literal["stop", "reduce", "kill", "reset", "reconcile"]
Period = Literal["week", "month", "quarter"]
Form = Literal["text", "json", "csv", "html", "pdf"]


class CannotRun(Exception):
    """An account cannot be put on its feet, or cannot go on; with what helps, where that is known."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.help = message, help


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of the market that is another from an instant on; `raw` as a fact file has it."""

    at: datetime
    scope: str
    key: str
    name: str
    raw: object


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a scenario gives: law, instant, facts, what describes the exchange, and what the broker does wrong."""

    law: Law
    at: datetime
    facts: Mapping[str, Mapping[str, Any]]
    exchange: Path
    faults: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the broker was asked: `submit`, `replace`, `cancel` or `state`, and for which reference of ours."""

    at: datetime
    call: str
    reference: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report, as it is shown."""

    table: str
    row: str
    column: str
    shown: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an account came to: its books, and its ledger."""

    view: AccountView
    entries: Sequence[Entry]


class Running(Protocol):
    """Accounts on their feet, on a clock that goes as fast as it is asked. What cannot be done raises CannotRun."""

    def now(self) -> datetime:
        """Where its clock stands."""

    def change(self, change: Change) -> None:
        """Changes the market, from now on or later."""

    def run(self, until: datetime) -> None:
        """Runs until an instant."""

    def run_to_order(self, number: int, *, before: bool) -> None:
        """Runs until the so-many-th order reaches the broker, and kills the process right before or after that."""

    def kill(self) -> None:
        """Ends the process without a word: what it held in memory is gone."""

    def start(self, at: datetime | None) -> None:
        """Starts it again, at once or at an instant; meanwhile market and broker went on."""

    def ask(self, verb: Verb, who: str, reason: str, account: str, scope: str | None) -> None:
        """An operator asks for something, now."""

    def sell_by_hand(self, sleeve: str, contract: str, count: int, price: str) -> None:
        """Somebody sells contracts at the broker's desk, without our knowledge."""

    def alive(self) -> Sequence[str]:
        """The accounts that run: each is a session of its own."""

    def accounts(self) -> Mapping[str, AccountView]:
        """The accounts that are not closed, by name, as their books tell; they need not run."""

    def entries(self, account: str) -> Sequence[Entry]:
        """What the ledger holds of an account."""

    def content(self, digest: str) -> bytes:
        """What the ledger stores under a digest. Raises KeyError."""

    def asked(self) -> Sequence[Asked]:
        """What the broker was asked, in order."""

    def differences(self) -> Sequence[str]:
        """What books and broker say otherwise."""

    def flaws(self) -> Sequence[str]:
        """What a proof of the whole ledger finds, all decisions evaluated again; nothing where it is whole."""

    def working(self) -> Sequence[str]:
        """The contracts of the orders that the broker works."""

    def undisturbed(self) -> Mapping[str, Outcome]:
        """What the same accounts came to by now, never killed, with a broker that fails in nothing."""

    def figures(self, account: str, period: Period, on: date) -> Iterator[Figure]:
        """What the report of an account on the period of a day says."""

    def document(self, account: str, period: Period, on: date, form: Form) -> bytes:
        """The same report in a form."""

    def close(self) -> None:
        """Gives back what it took."""


class Stage(Protocol):
    """Puts accounts on their feet."""

    def of_market(self, scope: str) -> bool:
        """Whether the facts of a scope are those of the market."""

    def begin(self, beginning: Beginning) -> Running:
        """Opens the accounts of the facts. Raises CannotRun."""
