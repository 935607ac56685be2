"""The file in which heads are written down beside a ledger: what was there before shows that something was cut.

A line for each append: the instant, the account in JSON, the sequence and hash of its last entry. The file is behind
the ledger for a moment, and after a crash, and is then made good; it is never ahead of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import BinaryIO, Literal

from ledger.chain import Head, Row

Sync = Literal["written", "synced", "none"]
"""When heads reach the disk: `synced` at each append, `written` in the system's own time and at the close."""


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the file: whose head it was; `number` counts lines from 1.

    `account` and `head` are None if it cannot be read, or is the last one and was not finished.
    """

    number: int
    text: str
    account: str | None
    head: Head | None


def line_of(row: Row) -> str:
    """The line for an entry, with its line feed. The same entry gives the same line."""
    return f"{row.at} {json.dumps(row.account, ensure_ascii=False)} {row.sequence} {row.hash}\n"


def read_heads(file: Path) -> Iterator[HeadLine]:
    """The lines of a file. Raises OSError; a file that is not there has none."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return
    *whole, rest = data.split(b"\n")
    for number, raw in enumerate(whole, 1):
        text = raw.decode("utf-8", errors="backslashreplace")
        yield HeadLine(number, text, *_read(text))
    if rest:
        yield HeadLine(len(whole) + 1, rest.decode("utf-8", errors="backslashreplace"), None, None)


def _read(text: str) -> tuple[str | None, Head | None]:
    """The account and head of a line; the instant is for people, and checked against the entry."""
    start, last = text.find(" "), text.rsplit(" ", 2)
    if len(last) != len(("rest", "sequence", "hash")):
        return None, None
    try:
        account = json.loads(last[0][start + 1 :])
    except ValueError:
        return None, None
    if not isinstance(account, str) or not (last[1].isascii() and last[1].isdigit()):
        return None, None
    return account, Head(int(last[1]), last[2])


class HeadsFile:
    """Writes heads down. What cannot be written is kept in mind in `trouble` and made good at the next append."""

    def __init__(self, file: Path | None, sync: Sync) -> None:
        self.file = None if sync == "none" else file
        self.sync = sync
        self.trouble: str | None = None
        self._begun: set[str] = set()

    def catch_up(self, last: Row) -> None:
        """Makes good what a crash or a full disk left undone: a line that is missing, or stands there in part."""
        if self.file is None:
            return
        head = Head(last.sequence, last.hash)
        try:
            self._cut_unfinished(self.file)
            known = any(each.account == last.account and each.head == head for each in read_heads(self.file))
            if not known:
                self._write(self.file, line_of(last))
        except OSError as error:
            self._failed(error)
        else:
            self.trouble = None
            self._begun.add(last.account)

    def add(self, last: Row) -> None:
        """Writes down the head after an append."""
        if self.file is None:
            return
        if self.trouble is not None or last.account not in self._begun:
            self.catch_up(last)
            return
        try:
            self._write(self.file, line_of(last))
        except OSError as error:
            self._failed(error)

    def close(self) -> None:
        """Hands to the disk what the operating system still has."""
        if self.file is not None and self.sync == "written" and self._begun:
            try:
                with self.file.open("rb") as stream:
                    os.fsync(stream.fileno())
            except OSError as error:
                self._failed(error)

    def _failed(self, error: OSError) -> None:
        self.trouble = f"the heads cannot be written to `{self.file}`: {(error.strerror or str(error)).lower()}"

    def _write(self, file: Path, text: str) -> None:
        with _alone(file) as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            if self.sync == "synced":
                os.fsync(stream.fileno())

    @staticmethod
    def _cut_unfinished(file: Path) -> None:
        """A line without its end says nothing, and what follows would be lost with it."""
        with _alone(file) as stream:
            data = file.read_bytes()
            if not data.endswith(b"\n"):
                stream.truncate(data.rfind(b"\n") + 1)


@contextmanager
def _alone(file: Path) -> Iterator[BinaryIO]:
    """The file to append to, while nobody else does: a line that another is writing is not an unfinished one."""
    with file.open("ab") as stream:
        flock(stream, LOCK_EX)
        yield stream
        stream.flush()
