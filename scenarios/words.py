"""The words in which people speak of a law's scopes, facts, actions and parameters.

A declaration may bring its own words (`words: open interest`); its name with blanks for underscores always
does as well. Capitals do not matter, and `a`, `an`, `the` are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from engine.facts import Typing
from rules.compile.law import Law
from rules.language.typed import FactId

T = TypeVar("T")

_TOKEN = re.compile(r'"[^"]*"|[^\s"]+|"')
_ARTICLES = frozenset(("a", "an", "the", "A", "An", "The"))
_SMALL_ARTICLES = frozenset(("a", "an", "the", "The"))
LINKING = frozenset(("of", "in", "for", "on", "at", "to"))


def tokens(text: str) -> list[str]:
    """The words of a text; what stands in quotation marks is one word and keeps them. Articles are gone.

    A capital `A` is kept: it may be somebody's key.
    """
    return [token for token, _ in tokens_at(text)]


def tokens_at(text: str) -> list[tuple[str, int]]:
    """The same words, each with the place where it begins."""
    return [(found.group(), found.start()) for found in _TOKEN.finditer(text) if found.group() not in _SMALL_ARTICLES]


def phrase(text: str) -> tuple[str, ...]:
    """The words of a declaration, as they are compared."""
    words = [word for word in text.replace("_", " ").split() if word not in _ARTICLES]
    return tuple(word.casefold() for word in words)


def singulars(word: str) -> list[str]:
    """What one of several may be called, the likeliest first; nothing when the word is no plural."""
    if not word.endswith("s") or word.endswith("ss"):
        return []
    found = [word[:-1]]
    if word.endswith("ies"):
        found.insert(0, word.removesuffix("ies") + "y")
    elif word.endswith("es"):
        found.append(word[:-2])
    return found


class Phrases(Generic[T]):
    """What each phrase means; a phrase may mean several things."""

    def __init__(self, meanings: Iterable[tuple[str, T]]) -> None:
        self._meanings: dict[tuple[str, ...], list[T]] = {}
        for text, meaning in meanings:
            key = phrase(text)
            known = self._meanings.setdefault(key, []) if key else []
            if meaning not in known:
                known.append(meaning)
        self._longest = max(map(len, self._meanings), default=0)

    def at(self, words: Sequence[str], start: int = 0) -> Iterator[tuple[int, list[T]]]:
        """Where a phrase that begins at `start` ends, and what it means; the longest first."""
        folded = [word.casefold() for word in words[start : start + self._longest]]
        for end in range(len(folded), 0, -1):
            found = self._meanings.get(tuple(folded[:end]))
            if found:
                yield start + end, found

    def exactly(self, words: Sequence[str]) -> list[T]:
        """What these words mean, all of them together; `size_50k` is the same as `size 50k`."""
        return self._meanings.get(
            tuple(part for word in words for part in word.casefold().replace("_", " ").split()), []
        )

    def plural(self, words: Sequence[str]) -> list[T]:
        """What these words mean, in the singular or plural."""
        found = self.exactly(words)
        for one in singulars(words[-1].casefold()) if words and not found else ():
            found = found or self.exactly([*words[:-1], one])
        return found

    def texts(self) -> list[str]:
        """Every phrase, for suggestions."""
        return [" ".join(key) for key in self._meanings]


@dataclass(frozen=True, slots=True)
class Named:
    """A scope, or a kind of subjects of it."""

    scope: str
    kind: str | None = None


class Words:
    """All phrases of one law."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.scopes: Phrases[Named] = Phrases(self._scopes())
        self.facts: Phrases[FactId] = Phrases(self._facts())
        self.actions: Phrases[str] = Phrases(self._actions())
        self.events: Phrases[str] = Phrases(self._events())
        self.parameters: Phrases[tuple[str, str | None]] = Phrases(self._parameters())

    @cached_property
    def typing(self) -> Typing:
        """What reads facts by the law: scenarios tell of much the same facts, which it then types once."""
        return Typing(self.law)

    def _scopes(self) -> Iterator[tuple[str, Named]]:
        for scope in self.law.scopes.values():
            for text in _texts(scope.name, scope.words):
                yield text, Named(scope.name)
        for kind in self.law.kinds.values():
            yield kind.name, Named(kind.of, kind.name)

    def _facts(self) -> Iterator[tuple[str, FactId]]:
        for id, fact in self.law.facts.items():
            scope = self.law.scopes[id.scope]
            for text in _texts(id.name, fact.words):
                yield text, id
                for owner in _texts(scope.name, scope.words):
                    yield f"{owner} {text}", id

    def _actions(self) -> Iterator[tuple[str, str]]:
        for action in self.law.actions.values():
            for text in _texts(action.name, action.words):
                yield text, action.name

    def _events(self) -> Iterator[tuple[str, str]]:
        for event in self.law.events.values():
            for text in _texts(event.name.replace(".", " "), event.words):
                yield text, event.name

    def _parameters(self) -> Iterator[tuple[str, tuple[str, str | None]]]:
        for parameter in self.law.parameters.values():
            for word, _ in parameter.values:
                suffix = f" for {word}" if word is not None else ""
                yield parameter.name + suffix, (parameter.name, word)
                yield parameter.name.replace(".", " ") + suffix, (parameter.name, word)

    def of_scope(self, scope: str) -> str:
        """What one subject of a scope is called."""
        return self.law.scopes[scope].words or scope.replace("_", " ")

    def of_fact(self, fact: FactId) -> str:
        """What a fact is called."""
        return self.law.facts[fact].words or fact.name.replace("_", " ")

    def of_action(self, action: str) -> str:
        """What doing something is called."""
        return self.law.actions[action].words or action.replace("_", " ")

    def rule_ids(self) -> Mapping[str, None]:
        """The ids of all documents that decide."""
        return dict.fromkeys(self.law.rule_ids())


def _texts(name: str, words: str | None) -> list[str]:
    return [text for text in (words, name) if text]
