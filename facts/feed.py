"""A folder into which an adapter drops fact files, read as a market on the wall clock.

A file tells the market at one instant, and nothing of accounts. It is dropped whole, by a rename, and never changed.
The newest one at or before an instant counts; what it tells grows old from there. Nothing is carried overnight.
"""

from __future__ import annotations

import stat
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engine.snapshot import Snapshot
from engine.trading.instrument import Instrument
from facts.description import World
from facts.errors import FactsError
from facts.files import read_facts
from facts.recorded_market import Ages, aged
from facts.sessions import seconds_between, written
from facts.traded import listed, traded

ENDINGS = (".json", ".yaml", ".yml")

MARKET = frozenset({"clock", "market", "underlying", "expiry", "contract"})
"""Scopes that a file of the feed may speak of; all others belong to the books and to our own machinery."""

_AT_HAND = 2
"""How many files are kept as they were read: the newest one, and the one at a close."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    changed: int
    size: int


class FeedTrouble(Exception):
    """A file of the feed that cannot be used, with the reason."""


class Feed:
    """The files of a folder as a market. `ages` names the facts that grow old, `clock` those of the clock to tell.

    `look` looks for new files; between two looks the market is the same. A file whose name is its instant
    (`20260416T100000-0400.json`) is read only when it is needed.
    """

    def __init__(self, folder: Path, world: World, ages: Ages, clock: Collection[str] | None = None) -> None:
        self.folder, self.world, self.ages, self.clock = folder, world, ages, clock
        self._times: list[tuple[datetime, _File]] = []
        self._known: set[_File] = set()
        self._read: OrderedDict[_File, Snapshot] = OrderedDict()
        self._troubles: list[str] = []

    # --- new files --------------------------------------------------------------------------------
    def look(self) -> bool:
        """Looks for files that are new or gone; whether there are any. What is wrong with one is told once."""
        try:
            there = set(self._files())
        except OSError as error:
            self._tell(f"the folder {self.folder.name} cannot be read: {(error.strerror or str(error)).lower()}")
            return False
        gone, new = self._known - there, there - self._known
        self._known = there
        self._times = [each for each in self._times if each[1] not in gone]
        for file in sorted(new, key=lambda each: (each.changed, each.path.name)):
            at = _instant(file.path.stem)
            try:
                if at is None:
                    at = datetime.fromisoformat(self._snapshot(file).at)
            except FeedTrouble as trouble:
                self._tell(str(trouble))
                continue
            self._times.append((at, file))
        self._times.sort(key=lambda each: (each[0], each[1].changed, each[1].path.name))
        return bool(gone or new)

    def troubles(self) -> tuple[str, ...]:
        """What could not be read since somebody asked last."""
        found, self._troubles = tuple(self._troubles), []
        return found

    def newest(self, at: datetime) -> datetime | None:
        """The instant of the file that counts at another; None where none does."""
        found = self._counting(at)
        return None if found is None else found[0]

    # --- the port ---------------------------------------------------------------------------------
    def snapshot(self, at: datetime) -> Snapshot:
        """What is known at an instant: of the market as the newest file tells, of the clock as the calendar does."""
        calendar = self.world.calendar
        told = written(at, calendar.zone)
        clock = {name: each for name, each in calendar.facts(at).items() if self.clock is None or name in self.clock}
        while (found := self._counting(at)) is not None:
            since, file = found
            try:
                snapshot = self._snapshot(file)
                if datetime.fromisoformat(snapshot.at) != since:
                    raise FeedTrouble(f"{file.path.name} tells of {snapshot.at}, which is not the instant in its name")
            except FeedTrouble as trouble:
                self._tell(str(trouble))
                self._times.remove(found)
                continue
            facts = aged(snapshot.facts, self.ages, seconds_between(since, at))
            return replace(snapshot, at=told, facts={**facts, "clock": clock})
        return Snapshot(told, (), {"clock": clock}, self.folder.as_posix())

    def instrument(self, symbol: str, snapshot: Snapshot) -> Instrument:
        """The terms of a contract or share. Raises KeyError for one that nobody knows."""
        found = traded(symbol, snapshot.facts) or listed(symbol, self.world.instruments)
        if found is None:
            raise KeyError(symbol)
        return found

    def watch(self, instruments: Collection[Instrument]) -> None:
        """An adapter tells what it tells."""

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """None: nobody knows when the next file comes. `look` says that one has come."""
        del after, until
        return None

    # --- files ------------------------------------------------------------------------------------
    def _files(self) -> Iterator[_File]:
        for path in self.folder.iterdir():
            if path.suffix in ENDINGS and not path.name.startswith("."):
                try:
                    found = path.stat()
                except FileNotFoundError:  # gone in between
                    continue
                if stat.S_ISREG(found.st_mode):
                    yield _File(path, found.st_mtime_ns, found.st_size)

    def _counting(self, at: datetime) -> tuple[datetime, _File] | None:
        """The newest file at or before an instant, if it is of the same day at the exchange."""
        place = bisect_right(self._times, at, key=lambda each: each[0])
        if not place:
            return None
        found = self._times[place - 1]
        local = self.world.calendar.local
        return found if local(found[0]).date() == local(at).date() else None

    def _snapshot(self, file: _File) -> Snapshot:
        """A file as it was read. Raises FeedTrouble for one that cannot be used."""
        if file not in self._read:
            self._read[file] = _read(file.path)
            while len(self._read) > _AT_HAND:
                self._read.popitem(last=False)
        self._read.move_to_end(file)
        return self._read[file]

    def _tell(self, trouble: str) -> None:
        if trouble not in self._troubles:
            self._troubles.append(trouble)


def _read(path: Path) -> Snapshot:
    try:
        found = read_facts(path, path.name)
    except FactsError as error:
        first = error.findings[0]
        more = f", and {len(error.findings) - 1} more" if len(error.findings) > 1 else ""
        raise FeedTrouble(f"{path.name}, line {first.span.line}: {first.message}{more}") from None
    except OSError as error:
        raise FeedTrouble(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}") from None
    foreign = sorted(set(found.facts) - MARKET)
    if foreign:
        raise FeedTrouble(f"{path.name} speaks of `{foreign[0]}`; a feed tells of the market only")
    if found.events or found.kept:
        raise FeedTrouble(f"{path.name} has `events` or `kept`; a feed tells of the market only")
    if not all(isinstance(each, Mapping) for each in found.facts.values()):
        raise FeedTrouble(f"{path.name} has a scope without facts")
    return found


def _instant(stem: str) -> datetime | None:
    """The instant that a name is; None for one that is another name, or has no offset."""
    try:
        found = datetime.fromisoformat(stem)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
