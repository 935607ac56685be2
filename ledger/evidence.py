"""What stands for a ledger when one reads it: the open database, or a file that was exported from one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ledger.chain import Head, Row


class Evidence(Protocol):
    """What can be proved: an open ledger, or a file that was exported from one."""

    def accounts(self) -> tuple[str, ...]:
        """The accounts that have entries."""

    def head(self, account: str) -> Head:
        """The last entry of an account; sequence 0 if it has none. Raises Unreadable."""

    def rows(self, account: str, after: int = 0) -> Iterator[Row]:
        """The entries of an account behind a sequence number, as they are stored, in order. Raises Unreadable."""

    def digests(self) -> tuple[str, ...] | None:
        """The digests of all contents that are there; None where contents are left out. Raises Unreadable."""

    def content(self, digest: str) -> bytes:
        """A content, proved by its digest. Raises KeyError and Unreadable."""

    def flaws(self) -> Iterator[str]:
        """What else is wrong with how things are stored."""
