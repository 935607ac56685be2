"""The patterns of steps: text with typed places, such as `it is {verdict} to {act}[ because of {rules}]`.

`{name}` or `{name:type}` is a place, `[…]` may be left out, `(a|b)` is a choice. What a type accepts is a
regular expression without knowledge of any law; what the words mean is found out by the step, in its law.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ID = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*"
# What other steps begin with: a statement about facts does not, so that no text is two steps.
_OPENINGS = "|".join(
    (
        r"it\b", r"there\b", r"these\b", r"nothing\b", r"no\b", r"an alarm\b", r"a waiver\b", r"times\b",
        r"the nearest miss\b", r"the limit\b", r"the law\b", r"so far\b", r"on \S+,? \d",
        r"the terms of\b", r'the facts of "', r"from (?:\w+,? )?\d", r"\d",
    )
)  # fmt: skip

TYPES: Mapping[str, str] = {
    "text": r".+?",
    "words": r".+?",
    "act": r".+?",
    "subject": r".+?",
    "quoted": r'"[^"]*"',
    "event": r"(?!no\b|on\b).+?",
    "number": r"\d[\d,]*|no",
    "unit": r"[a-z_]+",
    "zone": r"[A-Za-z_]+(?:/[A-Za-z0-9_+\-]+)*",
    "moment": r"(?:\w+,? )?\d.*",
    "side": r"before|after",
    "operates": r"stop|reduce|kill|reset|reconcile",
    "call": r"orders?|replaces?|cancels?|questions?",
    "period": r"week|month|quarter",
    "often": r"never|once|twice|\d+ times",
    "rule": _ID,
    "rules": rf"{_ID}(?:(?:, | and |, and ){_ID})*",
    "because": rf"(?:only )?because of {_ID}(?:(?:, | and |, and ){_ID})*",
    "leg": r"by its [a-z][a-z0-9_ ]* leg alone",
    "decides": r"decides|does not decide",
    "binds": r"binds|does not bind",
    "verdict": r"permitted|not permitted|forbidden|proposed|not proposed|intended|not intended",
    "statement": rf"(?!{_OPENINGS})(?:.*?\s)(?:is|are|has|have)\s.+",
}

_WORDS = re.compile(r"[a-z ]+(?:\|[a-z ]+)+")
_PART = re.compile(r"\{(?P<name>\w+)(?::(?P<type>\w+))?\}|(?P<sign>[\[\]()|])|(?P<text>[^{}\[\]()|]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """What a step says at a place of its pattern: `start` and `end` count characters of the step."""

    text: str
    start: int
    end: int


class Pattern:
    """A pattern and what it matches: always the whole text of a step."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for a pattern that is not well formed."""
        self.text = text
        self.places: list[str] = []
        self.regex = self._regex()

    def _regex(self) -> str:
        built: list[str] = []
        at = 0
        while at < len(self.text):
            part = _PART.match(self.text, at)
            if part is None:
                raise ValueError(f"{self.text!r} is no pattern at character {at}")
            at = part.end()
            if part["name"]:
                accepted = TYPES.get(part["type"] or part["name"])
                if accepted is None or part["name"] in self.places:
                    raise ValueError(f"{self.text!r}: {part.group()} has no type, or stands there twice")
                self.places.append(part["name"])
                built.append(f"(?P<{part['name']}>{accepted})")
            elif part["sign"]:
                built.append({"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}[part["sign"]])
            else:
                built.append(re.escape(part["text"]))
        regex = "".join(built)
        re.compile(regex)
        return regex

    def match(self, text: str) -> dict[str, Place] | None:
        """The places that the text fills; None when it does not match."""
        found = re.fullmatch(self.regex, text)
        if found is None:
            return None
        return {
            name: Place(found[name], found.start(name), found.end(name))
            for name in self.places
            if found[name] is not None
        }

    @property
    def shown(self) -> str:
        """The pattern as people read it: a place of few words shows them, another one its name without its type."""
        return _PART.sub(_shown, self.text)

    def words(self) -> list[str]:
        """The words that are always the same, for finding the nearest step."""
        return re.sub(r"\{[^}]*\}|[\[\]()|]", " ", self.text).split()


def _shown(part: re.Match[str]) -> str:
    if not part["name"]:
        return part.group()
    accepted = TYPES[part["type"] or part["name"]]
    return f"({accepted})" if _WORDS.fullmatch(accepted) else f"{{{part['name']}}}"
