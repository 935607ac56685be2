"""What the names of a law are called in English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.compile.law import Law
from rules.language.typed import FactId

_VOWELS = "aeiou"
_OUTCOMES = {
    "proposed": "proposal of",
    "sent": "order for",
    "confirmed": "confirmation of",
    "rejected": "rejection of",
    "in_doubt": "doubt about",
}
_NUMBER = re.compile(r"(\d+)")
_FURTHER = re.compile(r" (?:of|to|for|in|on|at|by|under|between|before|after|from) ")
_NO_PLURAL = ("ss", "us", "is")


class Names:
    """The words of one law: what its declarations say with `words:`, else their names with blanks."""

    def __init__(self, law: Law) -> None:
        self.law = law

    def scope(self, name: str) -> str:
        """What one subject of a scope is called; of an event, what happens."""
        if name in self.law.events:
            return self.event(name)
        return self.law.scopes[name].words or spaced(name)

    def kind(self, name: str) -> str:
        """What one subject of a kind is called."""
        return spaced(name)

    def fact(self, id: FactId) -> str:
        """What the value of a fact is called."""
        fact = self.law.facts[id]
        if fact.since and fact.kept_with is not None:
            return f"instant of the last change of the {self.fact(fact.kept_with)}"
        if fact.words and fact.kept_with is None:
            return fact.words
        if id.scope in self.law.events and id.name == "at":
            return "instant"
        return spaced(id.name)

    def action(self, name: str) -> str:
        """What doing something is called."""
        return self.law.actions[name].words or spaced(name)

    def event(self, name: str) -> str:
        """What happens."""
        action, dot, outcome = name.partition(".")
        if dot and action in self.law.actions:
            return f"{_OUTCOMES.get(outcome, spaced(outcome))} “{self.action(action)}”"
        return self.law.events[name].words or spaced(name)


def spaced(name: str) -> str:
    """A name as words."""
    return name.replace("_", " ").replace(".", " ")


def a(noun: str) -> str:
    """A noun with its article."""
    first = noun.lstrip("“")[:1].lower()
    return f"{'an' if first in _VOWELS else 'a'} {noun}"


def several(noun: str) -> str:
    """More than one of it."""
    head, joint, tail = noun.partition(" ")
    if noun.endswith("ed"):
        return f"events “{noun}”"
    if "“" not in tail:
        head, joint, tail = noun, "", ""
    if head.endswith("y") and head[-2:-1] not in _VOWELS:
        return f"{head[:-1]}ies{joint}{tail}"
    return f"{head}{'es' if head.endswith(('s', 'x', 'ch', 'sh')) else 's'}{joint}{tail}"


def is_several(words: str) -> bool:
    """Whether what is called so is more than one: `shares held`, `sessions to expiry`; not `value of shares`."""
    head = _FURTHER.split(words, maxsplit=1)[0]
    return any(word.endswith("s") and not word.endswith(_NO_PLURAL) for word in head.split())


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts `§2` before `§10`."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _NUMBER.split(text) if part)


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
