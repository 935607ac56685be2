"""Which subject is meant: plain words such as `SPY260417P00701000 in sleeve gen of account A`.

A name is made of parts, joined by `of`, `in`, `for`, `on`, `at` or `to`. A part is a key, a scope's words,
or both (`account A`, `gen sleeve`). A subject is meant when every part is true of it: of itself or of
something it belongs or refers to. A key is true where it is the whole key, or whole pieces of one that is
written with `/`. What stands in quotation marks is always a key. Exactly one subject must be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.values import Subject
from rules.diagnostics.names import nearest, quoted
from rules.source.span import Span
from scenarios.problem import SHOWN, problem
from scenarios.words import LINKING, Named, Words, tokens

JOINT = "/"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name: what it may be, and its key."""

    named: tuple[Named, ...]
    key: str | None


class Naming:
    """Finds subjects by their names, among those that are there."""

    def __init__(
        self,
        words: Words,
        subjects: Callable[[str], Sequence[Subject]],
        links: Callable[[Subject], Mapping[str, Subject]],
        is_of: Callable[[Subject, str], bool],
    ) -> None:
        self.words = words
        self.subjects = subjects
        self.links = links
        self.is_of = is_of
        self._around: dict[Subject, tuple[Subject, ...]] = {}

    def parts(self, name: Sequence[str]) -> list[Part]:
        """The parts of a name."""
        found: list[Part] = []
        at = 0
        while at < len(name):
            if name[at] in LINKING:
                at += 1
                continue
            end, named = next(self.words.scopes.at(name, at), (at, []))
            start = end
            while end < len(name) and name[end] not in LINKING:
                after = next(self.words.scopes.at(name, end), None) if not named and end > start else None
                if after is not None:
                    break
                end += 1
            key = " ".join(name[start:end]) if end > start else None
            if not named:
                end, named = next(self.words.scopes.at(name, end), (end, []))
            found.append(Part(tuple(named), _unquoted(key)))
            at = end
        return found

    def around(self, subject: Subject) -> tuple[Subject, ...]:
        """A subject and everything it belongs or refers to."""
        if subject not in self._around:
            found = {subject: None}
            waiting = [subject]
            while waiting:
                for end in self.links(waiting.pop()).values():
                    if end not in found:
                        found[end] = None
                        waiting.append(end)
            self._around[subject] = tuple(found)
        return self._around[subject]

    def is_true(self, part: Part, subject: Subject) -> bool:
        """Whether a part of a name is true of a subject."""
        return any(self._is(part, each) for each in self.around(subject))

    def _is(self, part: Part, subject: Subject) -> bool:
        if part.key is not None and not holds(subject.key, part.key):
            return False
        if not part.named:
            return True
        return any(
            each.scope == subject.scope and (each.kind is None or self.is_of(subject, each.kind)) for each in part.named
        )

    def matching(self, scope: str, parts: Sequence[Part]) -> list[Subject]:
        """The subjects of a scope of which every part is true.

        Those that have the first part as their own key go before all others.
        """
        found = [subject for subject in self.subjects(scope) if all(self.is_true(part, subject) for part in parts)]
        own = [subject for subject in found if parts and self.is_own(parts[0], subject)]
        return own or found

    def is_own(self, part: Part, subject: Subject) -> bool:
        """Whether a part is the whole key of the subject itself."""
        return part.key == subject.key and self._is(part, subject)

    def one(self, scopes: Iterable[str], name: str, span: Span, near: Subject | None = None) -> Subject:
        """The one subject that is meant. Raises Problem.

        Of several, the one is meant that has most in common with `near`, where there is just one such.
        """
        scopes = list(scopes)
        parts = self.parts(tokens(name))
        found = [subject for scope in scopes for subject in self.matching(scope, parts)]
        found = [subject for subject in found if parts and self.is_own(parts[0], subject)] or found
        if near is not None and len(found) > 1:
            found = self.nearest(found, near)
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(quoted(self.shown(each)) for each in found[:SHOWN])
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            help = "Say to what it belongs, or write its whole key."
            raise problem("B109", span, f"{quoted(name)} could be {shown}{more}", help)
        what = " or ".join(self.words.of_scope(scope) for scope in scopes)
        raise problem("B108", span, f"There is no {what} {quoted(name)}", self.hint(scopes, parts))

    def nearest(self, found: Sequence[Subject], near: Subject) -> list[Subject]:
        """Those that have most in common with a subject."""
        around = set(self.around(near))
        common = [len(around.intersection(self.around(each))) for each in found]
        return [each for each, count in zip(found, common, strict=True) if count == max(common)]

    def hint(self, scopes: Sequence[str], parts: Sequence[Part]) -> str | None:
        """What was probably meant by the first key that is true of nothing."""
        for part in parts:
            members = [subject for scope in scopes for subject in self.subjects(scope)]
            around = dict.fromkeys(each for subject in members for each in self.around(subject))
            if part.key is None or any(holds(each.key, part.key) for each in around):
                continue
            close = nearest(part.key, [each.key for each in around] + self.words.scopes.texts())
            if close:
                return f"Did you mean `{close}`?"
        first = [subject.key for scope in scopes for subject in self.subjects(scope)[:SHOWN]]
        if not first:
            return "The facts have none."
        return "For example " + ", ".join(f"`{key}`" for key in first if key) + "." if any(first) else None

    def shown(self, subject: Subject) -> str:
        """A subject as a person says it."""
        return f"{self.words.of_scope(subject.scope)} {subject.key}".rstrip()


def holds(whole: str, key: str) -> bool:
    """Whether a key is another, or whole pieces of it that stand together."""
    return whole == key or f"{JOINT}{key}{JOINT}" in f"{JOINT}{whole}{JOINT}"


def _unquoted(key: str | None) -> str | None:
    if key is not None and len(key) > 1 and key[0] == key[-1] == '"':
        return key[1:-1]
    return key
