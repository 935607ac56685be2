"""What a finding says of scopes: which one was meant, where it is declared, and where it leads."""

from __future__ import annotations

from rules.check.vocabulary import Vocabulary
from rules.check.wording import a_word, did_you_mean, listed
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import typed as x


def scope_help(vocabulary: Vocabulary, name: str) -> str | None:
    """What was meant by a name that is no scope: the scope of an action, or a name that is spelt like it."""
    action = vocabulary.actions.get(name)
    if action is not None:
        return f"`{name}` is an action; it is done to {a_word(action.on)}: write `{action.on}`."
    return did_you_mean(name, (*vocabulary.scopes, *vocabulary.kinds))


def scope_place(vocabulary: Vocabulary, scope: str) -> tuple[Related, ...]:
    """Where a scope is declared."""
    return (Related(vocabulary.scopes[scope].span, f"`{scope}` is declared here"),)


def ways_help(vocabulary: Vocabulary, scope: str) -> str | None:
    """Which other subjects a subject of this scope leads to."""
    scopes = vocabulary.scopes
    others = [each for each in vocabulary.reachable(scope) if each != scope and not scopes[each].one]
    return f"{a_word(scope, capital=True)} leads to {listed(others)}." if others else None


def far_help(vocabulary: Vocabulary, start: str, goal: str) -> str | None:
    """How to speak of subjects of a scope that none leads to: of those that belong to what is at hand."""
    scopes = vocabulary.scopes
    at_hand = vocabulary.reachable(start)
    shared = [each for each in vocabulary.reachable(goal) if each in at_hand and not scopes[each].one]
    owner = scopes[goal].within if scopes[goal].within in shared else next(iter(shared), None)
    if owner is None or goal in at_hand:
        return ways_help(vocabulary, start)
    return f"There may be several: ask for them, as in `any {goal} in {owner} where …`."


def fact_help(vocabulary: Vocabulary, scope: str, name: str) -> str | None:
    """Which fact was meant: one that is spelt like it, or one of this name of a scope that can be reached."""
    reachable = vocabulary.reachable(scope)
    known = [*vocabulary.facts_of(scope), *(each for each in reachable if each != scope)]
    close = nearest(name, known)
    if close is None:
        others = [f"{each}.{name}" for each in reachable if x.FactId(each, name) in vocabulary.facts]
        close = others[0] if len(others) == 1 else None
    return f"Did you mean `{close}`?" if close else None
