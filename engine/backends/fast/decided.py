"""What is decided now, and what of it is otherwise than it was when a change began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.outcome import Decision, Verdict
from engine.values import Subject

Key = tuple[str, Subject]
"""An action, and on whom."""


class Requoted(NamedTuple):
    """What is otherwise after a change.

    `changed` are the decisions with another verdict, `gone` those that are no longer decided. `whole` says why all was
    decided anew; it is empty where it was not.
    """

    changed: tuple[Decision, ...]
    gone: tuple[tuple[str, Subject], ...]
    whole: str


class Decided:
    """The verdict on each action and subject that is decided."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.verdicts = {(each.action, each.subject): each.verdict for each in decisions}
        self._were: dict[Key, Verdict | None] = {}

    def judge(self, action: str, subject: Subject, verdict: Verdict) -> None:
        """Keeps another verdict, where one is decided."""
        key = (action, subject)
        before = self.verdicts.get(key)
        if before is not None:
            self._were.setdefault(key, before)
            self.verdicts[key] = verdict

    def settle(self, action: str, subject: Subject, verdict: Verdict | None) -> None:
        """Keeps whether something is decided at all: its verdict, or None."""
        key = (action, subject)
        before = self.verdicts.get(key)
        if (verdict is None) is not (before is None):
            self._were.setdefault(key, before)
            if verdict is not None:
                self.verdicts[key] = verdict
            else:
                del self.verdicts[key]

    def told(self) -> Requoted:
        """What is otherwise since the change began; the next begins now."""
        found, self._were = self._were, {}
        changed, gone = [], []
        for (action, subject), before in found.items():
            verdict = self.verdicts.get((action, subject))
            if verdict is None:
                gone += [(action, subject)] if before is not None else []
            elif verdict != before:
                changed.append(Decision(action, subject, verdict))
        return Requoted(tuple(changed), tuple(gone), "")

    def before(self) -> Decided:
        """What was decided when the change began."""
        found = Decided([])
        were = {**self.verdicts, **self._were}
        found.verdicts = {key: verdict for key, verdict in were.items() if verdict is not None}
        return found

    def since(self, before: Decided, why: str) -> Requoted:
        """What is otherwise than it was before all was decided anew, and why that had to be."""
        changed = [
            Decision(*key, verdict) for key, verdict in self.verdicts.items() if before.verdicts.get(key) != verdict
        ]
        gone = [key for key in before.verdicts if key not in self.verdicts]
        return Requoted(tuple(changed), tuple(gone), why)
