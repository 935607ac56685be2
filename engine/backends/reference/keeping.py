"""Kept facts: states, latches and machines, each from its value before to its value after an evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.backends.reference import machines
from engine.memory import Kept, Memory
from engine.outcome import Ended, KeptUnknown, Transition
from engine.values import Subject, Unknown, Value, because
from rules.check.bounds import out_of_bounds
from rules.compile import law as c
from rules.language.typed import FactId

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider

Key = tuple[FactId, Subject]


@dataclass(frozen=True, slots=True)
class After:
    """What a keeper has for its subject: value, instant of the last change, episode, and what it remembers."""

    value: Value
    since: datetime | None = None
    episode: int | None = None
    remembered: Mapping[FactId, Value] = field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()


class Keeping:
    """The kept facts of one evaluation; each is worked out when it is first asked for."""

    def __init__(self, decider: Decider, memory: Memory) -> None:
        self.decider = decider
        self.memory = memory
        self.unknown: list[KeptUnknown] = []
        self._after: dict[Key, After] = {}
        self._inside: dict[Key, After] = {}
        self._all: dict[Key, After] | None = None

    # --- reading --------------------------------------------------------------------------------
    def value(self, fact: FactId, subject: Subject) -> Value:
        """A kept fact after this evaluation."""
        declared = self.decider.law.facts[fact]
        return self._part(declared, self.after(declared.kept_with or fact, subject))

    def before(self, fact: FactId, subject: Subject) -> Value:
        """A kept fact at the end of the last evaluation; its first value where there was none."""
        declared = self.decider.law.facts[fact]
        return self._part(declared, self._before(declared.kept_with or fact, subject))

    def _part(self, declared: c.Fact, after: After) -> Value:
        if declared.since:
            return after.since if after.since is not None else because(f"{declared.kept_with} has not changed yet")
        if declared.kept_with is not None:
            return after.remembered.get(declared.id, because(f"{declared.id} has not been remembered yet"))
        return after.value

    def entered(self, machine: FactId, subject: Subject, state: str) -> bool:
        """Whether a machine enters a state in this evaluation."""
        return any(move.to == state for move in self.after(machine, subject).transitions)

    def episode(self, latch: FactId, subject: Subject) -> int:
        """The number of a latch's episode, from one on; zero before the first."""
        return self.after(latch, subject).episode or 0

    # --- one keeper and subject -----------------------------------------------------------------
    def after(self, fact: FactId, subject: Subject) -> After:
        """What a keeper has for a subject after this evaluation.

        What a keeper reads of itself while it is worked out (what it remembers, and since when) is what was before; a
        machine sees the instant at which it entered the state that it is in.
        """
        key = (fact, subject)
        known = self._after.get(key) or self._inside.get(key)
        if known is not None:
            return known
        keeper = self.decider.law.kept[fact]
        if not self.applies(keeper, subject):
            return After(because(f"{fact} is not kept for {subject.key}"))
        with self.decider.judging(keeper.id):
            before = self._inside[key] = self._before(fact, subject)
            match keeper:
                case c.TypedState():
                    found = self._state(keeper, subject, before)
                case c.TypedLatch():
                    found = self._latch(keeper, subject, before)
                case c.TypedMachine():
                    found = self._machine(keeper, subject, before)
        del self._inside[key]
        self._after[key] = found
        return found

    def is_settled(self, fact: FactId, subject: Subject) -> bool:
        """Whether a keeper has been worked out to its end for a subject."""
        return (fact, subject) in self._after

    def forget(self, fact: FactId, subject: Subject) -> After | None:
        """What a keeper had for a subject, None where it had nothing: it is worked out anew when it is asked for."""
        return self._after.pop((fact, subject), None)

    def see(self, fact: FactId, subject: Subject, after: After) -> None:
        """While a machine moves, it is seen in the state that it has entered."""
        self._inside[fact, subject] = after

    def applies(self, keeper: c.Keeper, subject: Subject) -> bool:
        """Whether a keeper keeps its fact for a subject."""
        return self.decider.is_of(subject, keeper.kind) and self.decider.concerns(keeper, subject)

    def _before(self, fact: FactId, subject: Subject) -> After:
        keeper = self.decider.law.kept[fact]
        kept = self.memory.kept.get((fact, subject))
        if kept is not None:
            remembered: dict[FactId, Value] = {}
            if isinstance(keeper, c.TypedLatch):
                for name, _ in keeper.remembers:
                    known = self.memory.kept.get((name, subject))
                    if known is not None:
                        remembered[name] = known.value
            return After(kept.value, kept.since, kept.episode, remembered)
        match keeper:
            case c.TypedState():
                return After(self.decider.value(keeper.starts, (subject,)))
            case c.TypedLatch():
                return After(False)
        # What has just begun is in its first state since now.
        return After(keeper.starts, self.decider.world.facts.at)

    # --- states ---------------------------------------------------------------------------------
    def _state(self, keeper: c.TypedState, subject: Subject, before: After) -> After:
        value = self.decider.value(keeper.becomes, (subject,))
        if isinstance(value, Unknown):
            value = self._for_unknown(keeper, subject, before, value)
        else:
            problem = self._problem(keeper, value)
            if problem is not None:
                self.decider.alarm(keeper.id, subject, f"{keeper.fact} is kept as it was: {problem}", because())
                value = before.value
        changed = before.since is None or value != before.value
        return After(value, self.decider.world.facts.at if changed else before.since)

    def _for_unknown(self, keeper: c.TypedState, subject: Subject, before: After, unknown: Unknown) -> Value:
        """What a state has when nobody knows what it becomes."""
        reset = keeper.if_unknown == "reset"
        value = self.decider.value(keeper.starts, (subject,)) if reset else before.value
        if isinstance(value, Unknown):
            what = f"{keeper.fact} is unknown, and nothing was kept before"
            self.decider.alarm(keeper.id, subject, what, unknown)
        else:
            self.unknown.append(KeptUnknown(keeper.id, keeper.fact, subject, value, unknown.causes))
        return value

    def _problem(self, keeper: c.TypedState, value: Value) -> str | None:
        """Why a value cannot be kept: it is outside the range of its type, or off its grid."""
        if not isinstance(value, Fraction):
            return None
        return out_of_bounds(value, self.decider.law.facts[keeper.fact].type, None, None)

    # --- latches --------------------------------------------------------------------------------
    def _latch(self, keeper: c.TypedLatch, subject: Subject, before: After) -> After:
        set_, reset = self._conditions(keeper, subject)
        was = before.value is True
        possible = {_latched(keeper, was, each, other) for each in _ways(set_) for other in _ways(reset)}
        if len(possible) == 1:
            now = possible.pop()
        else:
            now = {"keep": was, "set": True, "reset": False}[keeper.if_unknown]
            causes = because(*(cause for each in (set_, reset) if isinstance(each, Unknown) for cause in each.causes))
            self.unknown.append(KeptUnknown(keeper.id, keeper.fact, subject, now, causes.causes))
        at = self.decider.world.facts.at
        if now and not was:
            return After(True, at, (before.episode or 0) + 1, self._remembered(keeper, subject))
        changed = now != was or before.since is None
        return After(now, at if changed else before.since, before.episode or 0, before.remembered)

    def _conditions(self, keeper: c.TypedLatch, subject: Subject) -> tuple[bool | Unknown, bool | Unknown]:
        set_ = self.decider.truth(keeper.set_when, (subject,))
        if keeper.reset_when is None:
            return set_, False
        return set_, self.decider.truth(keeper.reset_when, (subject,))

    def _remembered(self, keeper: c.TypedLatch, subject: Subject) -> dict[FactId, Value]:
        """What a latch copies at the moment at which it is set."""
        found: dict[FactId, Value] = {}
        for fact, expression in keeper.remembers:
            value = self.decider.value(expression, (subject,))
            if isinstance(value, Unknown):
                self.decider.alarm(keeper.id, subject, f"{fact} is to be remembered, and it is unknown", value)
            found[fact] = value
        return found

    # --- machines -------------------------------------------------------------------------------
    def _machine(self, keeper: c.TypedMachine, subject: Subject, before: After) -> After:
        def see(state: str, since: datetime | None) -> None:
            self.see(keeper.fact, subject, After(state, since))

        assert isinstance(before.value, str)
        moved = machines.run(self.decider, keeper, subject, before.value, see)
        if not moved:
            return before
        return After(moved[-1].to, moved[-1].at, transitions=tuple(moved))

    # --- everything -----------------------------------------------------------------------------
    def all(self) -> dict[Key, After]:
        """Every kept fact of every subject that has it and is decided here, after this evaluation."""
        if self._all is not None:
            return self._all
        found: dict[Key, After] = {}
        for fact in sorted(self.decider.law.kept, key=str):
            keeper = self.decider.law.kept[fact]
            for subject in self.decider.own(keeper.scope):
                if self.applies(keeper, subject):
                    found[fact, subject] = self.after(fact, subject)
        self._all = found
        return found

    def kept(self) -> dict[tuple[FactId, Subject], Kept]:
        """What is carried on. A value that is unknown is not: it is worked out anew next time."""
        found: dict[tuple[FactId, Subject], Kept] = {}
        for (fact, subject), after in self.all().items():
            if isinstance(after.value, Unknown):
                continue
            found[fact, subject] = Kept(after.value, after.since, after.episode)
            for name, value in after.remembered.items():
                found[name, subject] = Kept(value)
        return found

    def ended(self) -> list[Ended]:
        """What was kept of subjects that are gone, or that it is no longer kept for."""
        now = self.all()
        kept = self.memory.kept
        return [
            Ended(fact, subject, kept[fact, subject].value)
            for fact, subject in sorted(kept, key=lambda each: (str(each[0]), each[1]))
            if (self.decider.law.facts[fact].kept_with or fact, subject) not in now
        ]


def _ways(condition: bool | Unknown) -> tuple[bool, ...]:
    """What a condition may be."""
    return (True, False) if isinstance(condition, Unknown) else (condition,)


def _latched(keeper: c.TypedLatch, was: bool, set_: bool, reset: bool) -> bool:
    """What a latch has when both of its conditions are known."""
    if set_ and reset:
        return keeper.if_both == "set"
    return set_ or (was and not reset)
