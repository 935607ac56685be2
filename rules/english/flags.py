"""What a flag says of its subject: `is affordable`, `has a chain`, `reports this week`.

The words of a flag may be an adjective (`affordable`), a verb (`has a chain`) or a noun (`stress test`), and nothing
says which. What can be told from the words themselves, or from the name of the fact, is said as a sentence. The rest
is said in a form that is right for anything: “stress test” is true of the account.
"""

from __future__ import annotations

from dataclasses import dataclass

_PLACES = frozenset(
    (
        "in",
        "at",
        "on",
        "under",
        "above",
        "below",
        "within",
        "outside",
        "inside",
        "near",
        "out",
        "off",
        "over",
        "past",
        "before",
        "after",
        "between",
        "among",
    )
)
_VERBS = {
    "is": "is not",
    "was": "was not",
    "may": "may not",
    "can": "cannot",
    "must": "must not",
    "has": "does not have",
}
_ADJECTIVES = frozenset(
    (
        "able",
        "closed",
        "clear",
        "complete",
        "dead",
        "due",
        "empty",
        "fit",
        "free",
        "full",
        "late",
        "new",
        "old",
        "open",
        "ready",
        "safe",
        "up",
    )
)
_ENDINGS = ("ed", "able", "ible", "ly", "ful", "less", "ous", "ive", "wn")


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of a subject where a flag is true, and where it is false; `quoted` where it is only named."""

    holds: str
    fails: str
    quoted: bool = False


def predicate(name: str, words: str | None) -> Predicate:
    """What a flag of this name and these words says."""
    if words:
        first, _, rest = words.partition(" ")
        if first in _VERBS:
            return Predicate(words, f"{_VERBS[first]} {rest}")
        if first in _PLACES or first in _ADJECTIVES or first.endswith(_ENDINGS):
            return _being(words)
    own, _, behind = name.partition("_")
    behind = behind.replace("_", " ")
    if behind and own in _VERBS:
        return Predicate(f"{own} {behind}", f"{_VERBS[own]} {behind}")
    if behind and own in _PLACES:
        return _being(f"{own} the {behind}" if words and words.startswith(behind) else f"{own} {behind}")
    if words and behind and own == f"{words.partition(' ')[0]}s":
        return Predicate(f"{own} {behind}", f"does not {words}")
    if not words and (own in _ADJECTIVES or own.endswith(_ENDINGS)):
        return _being(name.replace("_", " "))
    said = words or name.replace("_", " ")
    return Predicate(said, said, quoted=True)


def _being(what: str) -> Predicate:
    return Predicate(f"is {what}", f"is not {what}")
