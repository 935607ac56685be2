"""Tokens of a leaf. Nothing here knows names or types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rules.language.borrowed import function_help
from rules.language.numbers import MOST_DIGITS
from rules.language.slips import slip_at

Kind = Literal["number", "percent", "money", "date", "time", "word", "path", "id", "section", "operator", "end"]

KEYWORDS = frozenset(
    {
        "if",
        "then",
        "else",
        "or",
        "and",
        "not",
        "between",
        "in",
        "is",
        "known",
        "unknown",
        "stale",
        "none",
        "exists",
        "would",
        "be",
        "permitted",
        "but",
        "for",
        "proposed",
        "forbidden",
        "rounded",
        "up",
        "down",
        "half",
        "even",
        "to",
        "of",
        "as",
        "size",
        "min",
        "max",
        "abs",
        "first",
        "age",
        "last",
        "sum",
        "mean",
        "highest",
        "lowest",
        "count",
        "any",
        "no",
        "every",
        "has",
        "the",
        "over",
        "where",
        "per",
        "before",
        "happens",
        "enters",
        "that",
        "this",
        "since",
        "true",
        "false",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its text and where it stands in the leaf (character offsets)."""

    kind: Kind
    text: str
    start: int
    end: int


class LeafError(Exception):
    """A leaf that cannot be read: diagnostic code, message, offsets in the leaf, and one helping sentence."""

    def __init__(self, code: str, message: str, start: int, end: int, help: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.start = start
        self.end = end
        self.help = help


MOST_CHARACTERS = 5_000
"""Longer leaves are not read: nobody could check one, and every step over it would take its time."""

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<date>\d{4}-\d{2}-\d{2}(?![\w-]))
  | (?P<time>\d{1,2}:\d{2}(?::\d{2})?(?![\w:]))
  | (?P<money>\$\d+(?:\.\d+)?)
  | (?P<percent>\d+(?:\.\d+)?%)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<section>§\d+)
  | (?P<id>[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)
  | (?P<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<operator><=|>=|[<>+\-*/(),\[\]])
    """,
    re.VERBOSE,
)


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, closed by an `end` token. Raises LeafError at the first character that fits none."""
    if len(text) > MOST_CHARACTERS:
        raise _too_long(text)
    found: list[Token] = []
    position = 0
    while position < len(text):
        slip = slip_at(text, position, found[-1].text if found else "")
        if slip is not None:
            raise LeafError(slip.code, slip.message, position, slip.end, slip.help)
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        kind = match.lastgroup
        if kind != "space":
            token = Token(kind, match.group(), position, match.end())  # type: ignore[arg-type]
            if token.text.lower() in {"and", "or", "not"} and not token.text.islower():
                if text.startswith("(", token.end) and not _joins(found):
                    message, help = function_help(token.text)
                    raise LeafError("E116", message, token.start, token.end, help)
                raise in_capitals(token)
            if kind in {"number", "percent", "money"} and match.end() - position > MOST_DIGITS:
                help = "Round it."
                raise LeafError("E114", "A number has too many digits", position, match.end(), help)
            found.append(token)
        position = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return found


def _joins(before: list[Token]) -> bool:
    """Whether an `and` or `or` here stands between two conditions."""
    return bool(before) and before[-1].text not in {"(", ",", "and", "or", "not", "if", "then", "else", ">", "<", "is"}


def in_capitals(token: Token) -> LeafError:
    """A word of the language that is written large."""
    help = f"Write `{token.text.lower()}`."
    how = "in capitals" if token.text.isupper() else "with a capital letter"
    return LeafError("E104", f"`{token.text}` is written {how}", token.start, token.end, help)


def _too_long(text: str) -> LeafError:
    message = f"The expression has {len(text):,} characters; the most that is read is {MOST_CHARACTERS:,}"
    help = "Give its parts names with `let:`, or write a long list as a parameter."
    return LeafError("E133", message, 0, MOST_CHARACTERS, help)


def _unreadable(text: str, position: int) -> LeafError:
    sign = text[position]
    if sign == ".":
        help = "A point joins two names without blanks, as in `contract.delta`."
        return LeafError("E101", "A point stands here that joins no names", position, position + 1, help)
    return LeafError("E101", f"`{sign}` is not part of the language", position, position + 1)
