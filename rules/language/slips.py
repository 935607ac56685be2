"""What people write instead of the language: signs, numbers and times of other languages, and what to write here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_Text = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that is not part of the language: diagnostic code, headline, help, and where it ends."""

    code: str
    message: str
    help: str
    end: int


def slip_at(text: str, position: int, before: str) -> Slip | None:
    """The slip that begins here, or None. `before` is the text of the token before: a list may hold `100,200`."""
    sign = text[position]
    if (sign.isascii() and sign.isalpha()) or (sign in _INNOCENT and not text.startswith("**", position)):
        return None
    for pattern, code, message, help in _SLIPS:
        match = pattern.match(text, position)
        if match is not None and not ("," in match[0] and before in {"[", ",", "("}):
            return Slip(code, message(match), help(match), match.end())
    return None


def _clock(match: re.Match[str]) -> str:
    """`9:45am`, `2.30 pm` as the time of day they mean."""
    hour = int(match["hour"])
    half = match.groupdict().get("half")
    if half is not None:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return f"Write `{str(hour).rjust(2, '0')}:{match['minute'] or '00'}`."


def _plain(match: re.Match[str]) -> str:
    """A number without the marks between its digits; a point that is no such mark stays."""
    marks = match["mark"]
    return f"Write `{match[0].replace(marks, '')}`."


def _same(text: str) -> _Text:
    return lambda _: text


def _named(text: str) -> _Text:
    """`{0}` is what was written, `{1}` its first group."""
    return lambda match: text.format(match[0], *match.groups())


# Blanks, brackets and the language's own signs begin no slip.
_INNOCENT = frozenset(" \t\n+-*/()[],>§_")

_SLIPS: tuple[tuple[re.Pattern[str], str, _Text, _Text], ...] = tuple(
    (re.compile(pattern), code, _named(message), help if callable(help) else _named(help))
    for pattern, code, message, help in (
        # --- signs
        (r"==|=(?![<>])", "E102", "Equality is written `is`, not `{0}`", "Write `is`."),
        (r"!=|<>|≠", "E102", "Inequality is written `is not`, not `{0}`", "Write `is not`."),
        (r"=>|≥", "E103", "At least is written `>=`, not `{0}`", "Write `>=`."),
        (r"=<|≤", "E103", "At most is written `<=`, not `{0}`", "Write `<=`."),
        (r"&&?", "E104", "Conditions are joined with `and`, not with `{0}`", "Write `and`."),
        (r"\|\|?", "E104", "Conditions are joined with `or`, not with `{0}`", "Write `or`."),
        (r"!", "E104", "A condition is denied with `not`, not with `{0}`", "Write `not`."),
        (r"[\"“‘']([^\"“”‘’']+)[\"”’']", "E105", "`{1}` stands in quotation marks", "Write `{1}`."),
        (r"[’']t\b", "E116", "Words are written out, not shortened with `{0}`", "Write `is not`."),
        (r"[\"“”‘’']", "E105", "A quotation mark stands in an expression", "Leave it out: words stand bare."),
        (r"\{([^{}]*)\}",
         "E106", "A list stands in square brackets, not in braces", "Write `[{1}]`."),
        (r"[{}]", "E106", "A list stands in square brackets, not in braces", _same("Write `[put, call]`.")),
        (r"[−–—]", "E101", "`{0}` looks like a minus sign and is none", "Write `-`."),
        (r"[Δδ]", "E101", "`{0}` is not part of the language", "Write the unit as a word, as in `0.4 delta`."),
        (r"\^|\*\*", "E101", "`{0}` is not part of the language", "There are no powers: multiply, as in `x * x`."),
        (r"[€£¥]", "E101", "`{0}` is not part of the language", "Write the currency as a unit behind the number."),
        (r";", "E101", "`;` is not part of the language", "Write each condition on a line of its own, below `all:`."),
        (r"\?", "E101", "`?` is not part of the language", "Write `if … then … else …`."),
        (r"%", "E101", "`%` stands behind no number", "A percentage is written `25%`; there is no remainder."),
        (r"[×·÷]", "E101", "`{0}` is not part of the language", "Write `*` to multiply and `/` to divide."),
        # --- numbers
        (r"\$?\d{1,3}(?:(?P<mark>[,_'])\d{3})(?:(?P=mark)\d{3})*(?:\.\d+)?(?![\d_])",
         "E107", "`{0}` is written with marks between its digits", _plain),
        (r"\$?\d{1,3}(?:(?P<mark>\.)\d{3}){2,}(?![\d.])",
         "E107", "`{0}` is written with marks between its digits", _plain),
        (r"(?<![\w.])\.\d+%?", "E114", "`{0}` begins with its point", "Write `0{0}`."),
        (r"(\d+(?:\.\d+)?) ?\$", "E114", "`{0}` has its `$` behind the number", "Write `${1}`."),
        (r"\$ +(\d+(?:\.\d+)?)", "E114", "`{0}` has a blank behind its `$`", "Write `${1}`."),
        (r"(\d+(?:\.\d+)?) ?(?:percent|pct)\b", "E114", "`{0}` is written with `%`", "Write `{1}%`."),
        (r"(\d+(?:\.\d+)?) +%", "E114", "`{0}` has a blank before its `%`", "Write `{1}%`."),
        (r"\$?\d+(?:\.\d+)?(?:[kK]|[eE][-+]?\d+)\b|\$\d+(?:\.\d+)?[mM]\b",
         "E114", "`{0}` is not written out", "Write all its digits, as in `$100000`."),
        # --- times and dates
        (r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))? ?(?P<half>[apAP])\.?[mM]\b",
         "E113", "`{0}` is not a time of day", _clock),
        (r"(?P<hour>\d{1,2})h(?P<minute>\d{2})\b", "E113", "`{0}` is not a time of day", _clock),
        (r"\d{4}/\d{1,2}/\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\.\d{1,2}\.\d{4}",
         "E113", "`{0}` is not a date", "Write year, month and day, as in `2026-01-05`."),
        (r"\d{4}-(?:\d-\d{1,2}|\d{2}-\d)(?![\w-])",
         "E113", "`{0}` is not a date", "Write month and day with two digits, as in `2026-01-05`."),
    )
)  # fmt: skip
