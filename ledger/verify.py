"""Proving a ledger: that the chain is whole, that every content is what its digest says, that decisions repeat.

What is found is told with its place. Nothing here raises for a damaged ledger, but for one that cannot be read at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.memory import BEFORE
from engine.past import NoPast, before_chunk
from engine.trading.contents import NotAContent, kept_from, record_from, record_named
from engine.trading.events import CycleDecided, LawAdopted
from engine.trading.journal import Entry
from ledger.chain import Head, Row, entry_hash, entry_of, is_canonical
from ledger.cycles import Evaluator, Task, law_of, one_by_one
from ledger.database import Unreadable
from ledger.evidence import Evidence
from ledger.heads import HeadLine, line_of, read_heads
from ledger.remembered import not_what_was_left
from ledger.store import digests_in

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much; 0 where nobody knows."""


def _silent(what: str, done: int, of: int) -> None:
    del what, done, of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written, and where: an entry, a content, a line of the heads, or the whole."""

    what: str
    account: str | None = None
    sequence: int | None = None
    digest: str | None = None
    line: int | None = None

    @property
    def where(self) -> str:
        """The place in words."""
        if self.sequence is not None:
            return f"entry {self.sequence} of {self.account}"
        if self.digest is not None:
            return f"content {self.digest}"
        if self.line is not None:
            return f"line {self.line} of the heads"
        return "the ledger" if self.account is None else f"account {self.account}"


@dataclass
class Verified:
    """What was checked, and what was found. `records` counts decisions that were evaluated again.

    `contents` is None for an export that leaves contents out: then no decision can be evaluated, either.
    """

    heads: dict[str, Head] = field(default_factory=dict)
    entries: int = 0
    contents: int | None = 0
    records: int = 0
    head_lines: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def proved(self) -> bool:
        """Whether there was something to prove, and nothing was found against it."""
        return bool(self.entries) and not self.findings


def verify(
    evidence: Evidence,
    *,
    account: str | None = None,
    heads: Path | None = None,
    known: Sequence[tuple[str, Head]] = (),
    evaluator: Evaluator | None = one_by_one,
    progress: Progress | None = None,
) -> Verified:
    """Proves all accounts, or one. `heads` is the file of heads that was written beside the ledger.

    `known` are accounts and heads that somebody noted elsewhere. `evaluator` decides cycles again; with None, no
    decision is.
    Raises Unreadable if nothing of it can be read, and OSError for the file of heads.
    """
    return _Verifier(evidence, account, evaluator, progress or _silent).run(heads, known)


class _Verifier:
    def __init__(
        self, evidence: Evidence, account: str | None, evaluator: Evaluator | None, progress: Progress
    ) -> None:
        self.evidence = evidence
        self.account = account
        self.evaluator = evaluator
        self.progress = progress
        self.result = Verified()
        self.lines: dict[str, dict[int, str]] = {}
        self.sound: set[str] = set()
        self.chunk_before: dict[str, str | None] = {}
        self.unread: set[str] = set()

    def run(self, heads: Path | None, known: Sequence[tuple[str, Head]]) -> Verified:
        for flaw in self.evidence.flaws():
            self.found(flaw)
        accounts = self.accounts()
        self.check_contents()
        named: list[Entry] = []
        for account in accounts:
            named += self.chain(account)
        if self.result.contents is not None:
            self.check_named(named)
        if heads is not None:
            for line in read_heads(heads):
                self.head_line(line)
        for account, head in known:
            self.known(account, head)
        if self.evaluator is not None and self.result.contents is not None:
            cycles = [each for each in named if isinstance(each.event, CycleDecided)]
            self.evaluate_again(cycles, self.evaluator)
        if not self.result.entries:
            whose = "" if self.account is None else f" of {self.account}"
            self.found(f"there is no entry{whose}, and so nothing to prove", account=self.account)
        return self.result

    def accounts(self) -> tuple[str, ...]:
        """The accounts to prove. Raises Unreadable if nobody can tell, and nothing else was found that says why."""
        if self.account is not None:
            return (self.account,)
        try:
            return self.evidence.accounts()
        except Unreadable as error:
            if not self.result.findings:
                raise
            self.found(str(error))
            return ()

    def found(self, what: str, **where: Any) -> None:
        self.result.findings.append(Finding(what, **where))

    # --- contents -------------------------------------------------------------------------------
    def check_contents(self) -> None:
        digests = self.evidence.digests()
        self.result.contents = None if digests is None else len(digests)
        for number, digest in enumerate(digests or (), 1):
            self.progress("contents", number, len(digests or ()))
            try:
                self.evidence.content(digest)
            except (Unreadable, KeyError) as error:
                self.found(_said(error), digest=digest)
            else:
                self.sound.add(digest)

    # --- the chain ------------------------------------------------------------------------------
    def chain(self, account: str) -> Iterator[Entry]:
        """Checks the entries of an account; gives those that name contents."""
        head, lines = Head(), self.lines.setdefault(account, {})
        rows = self.evidence.rows(account)
        while True:
            try:
                row = next(rows, None)
            except Unreadable as error:
                self.found(_said(error), account=account, sequence=head.sequence + 1)
                self.unread.add(account)
                break
            if row is None:
                break
            self.result.entries += 1
            self.progress(f"entries of {account}", self.result.entries, 0)
            entry = self.entry(row, head)
            head = Head(row.sequence, row.hash)
            lines[row.sequence] = line_of(row).removesuffix("\n")
            if entry is not None and digests_in(entry.event):
                yield entry
        self.result.heads[account] = head

    def entry(self, row: Row, before: Head) -> Entry | None:
        """Checks an entry behind the head before it; gives it if it can be read."""
        place = {"account": row.account, "sequence": row.sequence}
        if row.sequence != before.sequence + 1:
            after = f"after {before.sequence}" if before.sequence else "first"
            self.found(f"it comes {after}: entries between them are missing", **place)
        if row.previous != before.hash:
            self.found("it does not follow the entry before it: the hash of that one is another", **place)
        hashed = entry_hash(row.account, row.sequence, row.at, row.kind, row.body, row.previous)
        if hashed != row.hash:
            self.found(f"its hash is {row.hash}, and what it says has the hash {hashed}", **place)
        if not is_canonical(row.body):
            self.found("its event is not written as canonical JSON", **place)
        try:
            entry = entry_of(row)
        except ValueError:
            self.found("its instant or its event cannot be read", **place)
            return None
        if entry.event.kind != row.kind:
            self.found(f"its kind is `{row.kind}`, and its event is of the kind `{entry.event.kind}`", **place)
        return entry

    def check_named(self, entries: list[Entry]) -> None:
        """Every content that an entry names is there, and the law adopted is the one that is stored.

        Every decision remembers what the one before it left.
        """
        adopted: dict[str, set[str]] = {}
        last: dict[str, CycleDecided] = {}
        for entry in entries:
            place: dict[str, Any] = {"account": entry.account, "sequence": entry.sequence}
            for name, digest in digests_in(entry.event).items():
                if digest not in self.sound:
                    self.found(f"it names its {name.replace('_', ' ')} {digest}, which is not there whole", **place)
            laws = adopted.setdefault(entry.account, set())
            if isinstance(entry.event, LawAdopted):
                laws.add(entry.event.text_digest)
                wrong = self.law(entry.event) if entry.event.text_digest in self.sound else None
                if wrong is not None:
                    self.found(wrong, **place)
            elif isinstance(entry.event, CycleDecided) and entry.event.law_text not in laws:
                self.found("it was decided by a law that was not adopted before", **place)
            if isinstance(entry.event, CycleDecided):
                if entry.event.record in self.sound:
                    self.check_past(entry.event, place)
                with suppress(KeyError, Unreadable):  # a content that is not there whole was told above
                    seam = not_what_was_left(entry.event, last.get(entry.account), self.evidence.content)
                    if seam is not None:
                        self.found(seam, **place)
                last[entry.account] = entry.event

    def law(self, event: LawAdopted) -> str | None:
        """How an adopted law differs from its stored text; None if it does not."""
        try:
            law = law_of(self.evidence.content(event.text_digest)).law
        except NotAContent as error:
            return f"the text of the law cannot be compiled: {error}"
        stored = (law.name, law.version, law.logic_digest)
        if stored == (event.constitution, event.version, event.logic_digest):
            return None
        return f"the stored text is of {law.name} {law.version}, logic {law.logic_digest}"

    # --- heads ----------------------------------------------------------------------------------
    def head_line(self, line: HeadLine) -> None:
        """A head that was written down has to be in the chain, as it was written."""
        if self.account is not None and line.account not in (None, self.account):
            return
        self.result.head_lines += 1
        if line.account is None or line.head is None:
            self.found("it cannot be read", line=line.number)
            return
        entries = self.lines.get(line.account, {})
        if line.head.sequence not in entries and line.account in self.unread:
            return  # it stands behind an entry that could not be read, and that was told
        if line.head.sequence not in entries:
            last = max(entries, default=0)
            said = f"entry {line.head.sequence} of {line.account} was written, and the ledger ends with {last}"
            self.found(f"{said}: entries were cut", line=line.number)
        elif entries[line.head.sequence] != line.text:
            said = f"entry {line.head.sequence} of {line.account} was written with another instant or hash"
            self.found(f"{said}: one of the two was rewritten", line=line.number)

    def known(self, account: str, head: Head) -> None:
        """A head that was noted elsewhere has to be in the chain."""
        line = self.lines.get(account, {}).get(head.sequence)
        if line is None:
            last = max(self.lines.get(account, {}), default=0)
            said = f"the head {head} was noted, and the ledger of {account} ends with {last}: entries were cut"
            self.found(said, account=account)
        elif not line.endswith(f" {head.hash}"):
            found = line.rpartition(" ")[2]
            said = f"the head noted has the hash {head.hash}, and this is {found}: entries were rewritten"
            self.found(said, account=account, sequence=head.sequence)

    # --- decisions ------------------------------------------------------------------------------
    def evaluate_again(self, entries: list[Entry], evaluator: Evaluator) -> None:
        """Decides every cycle again whose contents are there whole."""
        whole = [each for each in entries if all(name in self.sound for name in digests_in(each.event).values())]
        tasks = (Task(each.event, self.wanted(each.event)) for each in whole if isinstance(each.event, CycleDecided))
        for number, (entry, wrong) in enumerate(zip(whole, evaluator(tasks), strict=True), 1):
            self.result.records = number
            self.progress("decisions", number, len(whole))
            if wrong is not None:
                self.found(wrong, account=entry.account, sequence=entry.sequence)

    def wanted(self, event: CycleDecided) -> dict[str, bytes]:
        """The contents from which a cycle is decided again, as far as they are there."""
        names = set(digests_in(event).values())
        with suppress(NotAContent, Unreadable, KeyError):
            names.add(record_named(self.evidence.content(event.kept_before)) or event.kept_before)
            names.update(self.long_ago(kept_from(self.evidence.content(event.kept_before), self.evidence.content)))
        return {each: self.evidence.content(each) for each in sorted(names & self.sound)}

    def check_past(self, event: CycleDecided, place: Mapping[str, Any]) -> None:
        """Every chunk of what happened before, as far as a record only names it, is there."""
        with suppress(NotAContent):
            here = record_from(self.evidence.content(event.record)).content.get("kept", {}).get(BEFORE)
            while isinstance(here, str) and here not in self.chunk_before:
                before = None
                if here not in self.sound:
                    self.found(f"it names what happened before, {here}, which is not there whole", **place)
                else:
                    try:
                        before = before_chunk(self.evidence.content(here), here)
                    except NoPast as error:
                        self.found(str(error), **place)
                self.chunk_before[here] = before
                here = before

    def long_ago(self, kept: Mapping[str, Any]) -> Iterator[str]:
        """The chunks of what happened before what was kept, by their digests."""
        here = kept.get(BEFORE)
        while isinstance(here, str):
            yield here
            here = self.chunk_before.get(here)


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else f"it is not there: {error}"


def head_from(text: str) -> Head:
    """A head as `SEQ:HASH`. Raises ValueError."""
    sequence, colon, hashed = text.partition(":")
    whole = colon and sequence.isascii() and sequence.isdigit() and int(sequence) > 0
    if not whole or len(hashed) != len(Head().hash) or set(hashed) - set("0123456789abcdef"):
        raise ValueError(f"`{text}` is not a head: `SEQ:HASH`, as `ledger verify` prints it")
    return Head(int(sequence), hashed)
