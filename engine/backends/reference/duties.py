"""How often a duty or record arises, and which duty gives way: `once` and `exclusive`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.memory import CONFIRMED, IN_DOUBT, REJECTED, SENT, TOLD, Memory, Occasion
from engine.outcome import Proposal, Standing, Yielded
from engine.periods import period
from engine.values import Nothing, Subject, Unknown, Value, value_text
from rules.compile import law as c

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider

_BETWEEN, _DOUBLED = " | ", " || "


@dataclass(frozen=True, slots=True)
class Arising:
    """An occasion that a duty or record may use now, and which attempt it would be."""

    key: str
    attempt: int | None = None
    seen: int = 0


class Duties:
    """What is used up, what stands, and what gives way."""

    def __init__(self, decider: Decider, memory: Memory) -> None:
        self.decider = decider
        self.memory = memory
        self.standing: list[Standing] = []
        self.yielded: list[Yielded] = []
        self._yielding: dict[tuple[str, Subject], Yielded] | None = None
        self._outcomes: dict[tuple[str, str], list[str]] | None = None
        self._known: Mapping[str, Occasion] | None = None
        self._seen: dict[str, frozenset[Subject]] = {}
        self._documents: dict[str, c.TypedProposal | c.TypedRecord] = {}
        self._documents.update({document.id: document for document in decider.law.records})
        self._documents.update({document.id: document for document in decider.law.proposals})

    # --- occasions ------------------------------------------------------------------------------
    def arises(self, document: c.TypedProposal | c.TypedRecord, subject: Subject, case: int = 0) -> Arising | None:
        """The occasion that a rule with `once` may use now for a subject; None where it is used up and stands."""
        once = document.once
        assert once is not None
        key = self.occasion(document.id, once, subject, case)
        used = self._used(key, once)
        if used is not None and once.lasting is not None and self.ended(once, subject):
            used = None
        does = document.action if isinstance(document, c.TypedProposal) else document.cases[case][1].event
        if once.until is None:
            if used is None:
                return Arising(key)
            self._stands(document, does, subject, key, used, None)
            return None
        outcomes = self.outcomes(once.until, subject)
        if used is None or used.attempt is None:
            return Arising(key, 1, len(outcomes))
        outcome = last_outcome(outcomes[used.seen :])
        if outcome == REJECTED:
            return Arising(key, used.attempt + 1, len(outcomes))
        self._stands(document, does, subject, key, used, outcome)
        return None

    def _used(self, key: str, once: c.Once) -> Occasion | None:
        """An occasion that is used up, if it still matters."""
        found = self.memory.occasions.get(key)
        if found is not None or self.memory.past is None:
            return found
        found = self.memory.past.index.occasions.get(key)
        return found if found is not None and self._goes_on(once, found) else None

    def _occasions(self) -> Mapping[str, Occasion]:
        """What is used up, but for what was long ago for subjects that are still gone."""
        past = self.memory.past
        if self._known is None:
            back: dict[str, Occasion] = {}
            for scope, by in {} if past is None else past.index.used_by.items():
                assert past is not None
                again = by.keys() & self._there(scope)
                back.update((key, past.index.occasions[key]) for subject in sorted(again) for key in by[subject])
            self._known = {**back, **self.memory.occasions} if back else self.memory.occasions
        return self._known

    def is_over(self, occasion: Occasion) -> bool:
        """Whether an occasion is used up for good, and its subject is gone: only if that comes back it matters."""
        document = self._documents.get(occasion.rule)
        if document is None or document.once is None or not _for_good(document.once):
            return False
        return occasion.subject not in self._there(occasion.subject.scope)

    def _stands(
        self,
        document: c.TypedProposal | c.TypedRecord,
        does: str,
        subject: Subject,
        key: str,
        used: Occasion,
        outcome: str | None,
    ) -> None:
        self.standing.append(Standing(document.id, does, subject, key, used.since, used.attempt, outcome))
        assert document.once is not None
        if document.once.period is not None:
            today = self.decider.world.facts.at.date()
            self.decider.wakeups.day_after(period(document.once.period, today).after, document.id)

    def occasion(self, rule: str, once: c.Once, subject: Subject, case: int) -> str:
        """The name of an occasion: rule, subject (or the subjects it counts by), period, and episodes."""
        environment = (subject,)
        counted = [_named(self.decider.value(each, environment)) for each in once.subjects]
        parts = [rule, *(counted or [str(subject)])]
        if case:
            parts.append(f"case {case + 1}")
        if once.period is not None:
            parts.append(f"{once.period} {period(once.period, self.decider.world.facts.at.date()).name}")
        for read in once.episodes:
            owner = self.decider.subject(read.subject, environment)
            if isinstance(owner, Subject):
                parts.append(f"{read.fact} {self.decider.keeping.episode(read.fact, owner)}")
            else:
                parts.append(f"{read.fact} {_named(owner)}")
        return _BETWEEN.join(part.replace(_BETWEEN, _DOUBLED) for part in parts)

    def may_come_again(self, rule: str) -> bool:
        """Whether an occasion of a rule ends with a condition, so that one of the same name may come after it."""
        document = self._documents.get(rule)
        return document is not None and document.once is not None and document.once.lasting is not None

    def ended(self, once: c.Once, subject: Subject) -> bool:
        """Whether what an occasion lasts for is false; while that cannot be judged, the occasion goes on."""
        return once.lasting is not None and self.decider.truth(once.lasting, (subject,)) is False

    def outcomes(self, action: str, subject: Subject) -> list[str]:
        """What became of an action on a subject, in the order in which it became known."""
        if self._outcomes is None:
            self._outcomes = {}
            for event in (*self.memory.history, *self.decider.happenings.delivered()):
                done, _, outcome = event.name.rpartition(".")
                if outcome in TOLD and event.within is not None and done in self.decider.law.actions:
                    self._outcomes.setdefault((done, event.within), []).append(outcome)
        since = self._outcomes.get((action, subject.key), [])
        past = self.memory.past
        return since if past is None else [*past.index.outcomes.get((action, subject.key), ()), *since]

    def used(self, arisen: Iterable[tuple[str, Subject, Arising]]) -> dict[str, Occasion]:
        """The occasions that are used up after this evaluation; those that are over are forgotten."""
        now = self.decider.world.facts.at
        found: dict[str, Occasion] = {}
        for key, occasion in self._occasions().items():
            document = self._documents.get(occasion.rule)
            if document is None or document.once is None or self._goes_on(document.once, occasion):
                found[key] = occasion
        for rule, subject, arising in arisen:
            first = found.get(arising.key)
            since = first.since if first is not None and arising.attempt is not None else now
            found[arising.key] = Occasion(rule, subject, since, arising.attempt, arising.seen)
        return found

    def _goes_on(self, once: c.Once, occasion: Occasion) -> bool:
        """Whether an occasion may still matter. One of a period that is over cannot come again."""
        if once.lasting is not None:
            return occasion.subject in self._there(occasion.subject.scope) and not self.ended(once, occasion.subject)
        if _for_good(once):
            return True
        assert once.period is not None
        return period(once.period, self.decider.world.facts.at.date()).holds(occasion.since.date())

    def _there(self, scope: str) -> frozenset[Subject]:
        found = self._seen.get(scope)
        if found is None:
            known = scope in self.decider.law.scopes
            found = self._seen[scope] = frozenset(self.decider.own(scope)) if known else frozenset()
        return found

    # --- one duty at a time ---------------------------------------------------------------------
    def gives_way(self, action: str, subject: Subject) -> Yielded | None:
        """By which `exclusive` a proposal gives way, and to which action; None where it stands."""
        if self._yielding is None:
            self._yielding = {}
            for exclusive in self.decider.law.exclusives:
                self._settle(exclusive, self._yielding)
        return self._yielding.get((action, subject))

    def _settle(self, exclusive: c.TypedExclusive, yielding: dict[tuple[str, Subject], Yielded]) -> None:
        """The first action of the order that is proposed or under way for an owner; the others give way to it."""
        wanted: dict[Subject, list[tuple[str, Subject]]] = {}
        first: dict[Subject, str] = {}
        for action, way in exclusive.order:
            raw = self.decider.proposed(action)
            for subject in sorted({*raw, *self._under_way(action)}):
                owner = self.decider.subject(way, (subject,))
                if not isinstance(owner, Subject) or not self._speaks_of(exclusive, owner):
                    continue
                first.setdefault(owner, action)
                if subject in raw:
                    wanted.setdefault(owner, []).append((action, subject))
        for owner, each in wanted.items():
            for action, subject in each:
                if action != first[owner]:
                    given = Yielded(action, subject, first[owner], exclusive.id)
                    yielding.setdefault((action, subject), given)

    def _speaks_of(self, exclusive: c.TypedExclusive, owner: Subject) -> bool:
        return self.decider.is_of(owner, exclusive.kind) and self.decider.concerns(exclusive, owner)

    def _under_way(self, action: str) -> set[Subject]:
        """The subjects on which an action was proposed and neither confirmed nor rejected since."""
        found: set[Subject] = set()
        for occasion in self._occasions().values():
            document = self._documents.get(occasion.rule)
            if not isinstance(document, c.TypedProposal) or document.action != action:
                continue
            once = document.once
            if once is None or once.until is None or occasion.subject not in self._there(document.scope):
                continue
            outcome = last_outcome(self.outcomes(once.until, occasion.subject)[occasion.seen :])
            if outcome in {None, SENT, IN_DOUBT}:
                found.add(occasion.subject)
        return found

    def standing_ones(self) -> list[Standing]:
        """What stands, each once, in order."""
        return sorted(set(self.standing), key=lambda each: (each.rule, each.subject, each.occasion))

    def fresh(self, proposals: dict[Subject, list[Proposal]], action: str) -> dict[Subject, list[Proposal]]:
        """The proposals of an action that do not give way."""
        found: dict[Subject, list[Proposal]] = {}
        for subject, each in proposals.items():
            given = self.gives_way(action, subject)
            if given is None:
                found[subject] = each
            else:
                self.yielded.append(given)
        return found


def _for_good(once: c.Once) -> bool:
    """Whether an occasion that is used up stays so, whatever comes."""
    return once.lasting is None and (once.period is None or once.until is not None)


def last_outcome(outcomes: list[str]) -> str | None:
    """What is last known of an attempt; what is confirmed stays confirmed."""
    if CONFIRMED in outcomes:
        return CONFIRMED
    return outcomes[-1] if outcomes else None


def _named(value: Value) -> str:
    if isinstance(value, Subject):
        return str(value)
    return "none" if isinstance(value, Nothing) else "unknown" if isinstance(value, Unknown) else value_text(value)
