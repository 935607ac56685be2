"""Which subject a person means: a key, a part that only one key has, or somebody it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from console.decided import Decided
from console.trouble import Trouble
from console.words import count, few
from engine.values import Subject
from rules.compile import law as c
from rules.diagnostics.names import nearest

Asked = tuple[str, Subject]

_SHOWN = 6
_COMPARED = 2000
"""Keys above which no similar one is looked for."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A combination that a universe leaves out, and for which reason."""

    universe: str
    subject: Subject
    because: str


def find_subjects(decided: Decided, text: str, actions: Sequence[c.Action]) -> list[Asked] | tuple[LeftOut, ...]:
    """The one subject that is meant, with each action that can be done to it; or each universe that leaves it out.

    Raises Trouble when nobody is meant, or several may be.
    """
    world = decided.decider.world
    scopes = list(dict.fromkeys(action.on for action in actions))
    there = [subject for scope in scopes for subject in world.subjects(scope)]
    found = _matching(text, there) or _belonging(decided, text, there)
    if not found:
        universes = decided.law.universes
        concerned = [each for each in universes if each.of in scopes]
        left_out = _left_out(decided, text, concerned) or _left_out(decided, text, universes)
        if not left_out:
            raise _nobody(text, scopes, there)
        return left_out
    keys = sorted({each.key for each in found})
    if len(keys) > 1:
        raise Trouble(
            f"`{text}` may be any of {count(len(keys), 'subject')}: {few(keys, _SHOWN)}",
            "Say more of the key.",
        )
    keyed = {each.scope: each for each in found}
    asked = [(action.name, keyed[action.on]) for action in actions if action.on in keyed]
    spoken = {(each["action"], each["subject"]) for each in decided.content["decisions"]}
    # What no rule speaks to is told only if there is nothing else to tell.
    return [each for each in asked if (each[0], each[1].key) in spoken] or asked


def _matching(text: str, there: Iterable[Subject]) -> list[Subject]:
    """By the whole key; else by the key in any case; else by parts that all stand in the key."""
    there = list(there)
    wanted = text.casefold()
    parts = wanted.replace("/", " ").split()
    tests: tuple[Callable[[Subject], bool], ...] = (
        lambda each: text in {each.key, str(each)},
        lambda each: wanted in {each.key.casefold(), str(each).casefold()},
        lambda each: bool(parts) and set(parts) <= set(each.key.casefold().replace("/", " ").split()),
        lambda each: bool(parts) and all(part in each.key.casefold() for part in parts),
    )
    for test in tests:
        found = [each for each in there if test(each)]
        if found:
            return found
    return []


def _belonging(decided: Decided, text: str, there: Iterable[Subject]) -> list[Subject]:
    """The subjects that belong to somebody of this name."""
    world = decided.decider.world
    owners = [
        subject
        for scope, declared in decided.law.scopes.items()
        if not declared.one
        for subject in world.subjects(scope)
        if text in {subject.key, str(subject)}
    ]
    return [each for each in there if any(world.reach(each, owner.scope) == owner for owner in owners)]


def _nobody(text: str, scopes: Sequence[str], there: Sequence[Subject]) -> Trouble:
    keys = [each.key for each in there]
    close = nearest(text, keys) if len(keys) <= _COMPARED else None
    known = f"There is {few(keys, _SHOWN)}." if keys else "There is none at all."
    return Trouble(f"the facts have no {' or '.join(scopes)} `{text}`", f"Did you mean `{close}`?" if close else known)


def _left_out(decided: Decided, text: str, universes: Iterable[c.TypedUniverse]) -> tuple[LeftOut, ...]:
    """The one combination of this name that universes leave out, and why each of them does."""
    decider, world = decided.decider, decided.decider.world
    wanted = text.casefold()
    parts = set(wanted.replace("/", " ").split())
    exact: list[LeftOut] = []
    near: list[LeftOut] = []
    for universe in universes:
        declared = decided.law.scopes[universe.of]
        for owner in world.subjects(universe.scope):
            if not decider.is_of(owner, universe.kind):
                continue
            if universe.where is not None and decider.truth(universe.where, (owner,)) is not True:
                continue
            ways = [(owner,) if part == owner.scope else world.subjects(part) for part in declared.key]
            for combination in product(*ways):
                key = "/".join(each.key for each in combination)
                folded = key.casefold()
                if folded == wanted or (parts and parts <= set(folded.replace("/", " ").split())):
                    reason = _reason(decided, universe, world.combine(universe.of, combination))
                    if reason is not None:
                        (exact if folded == wanted else near).append(reason)
    found = exact or near
    return tuple(found) if len({each.subject.key for each in found}) == 1 else ()


def _reason(decided: Decided, universe: c.TypedUniverse, subject: Subject) -> LeftOut | None:
    for reason in universe.reasons:
        if decided.decider.truth(reason.when, (subject,)) is True:
            return LeftOut(universe.id, subject, reason.because)
    return None
