"""Small changes to a text: of its lines, its words, its characters, its bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from tests.fuzz.chance import often
from tests.fuzz.pieces import ALL, CHARACTERS, SPOILT_BYTES

WORD = re.compile(r"[\w.§$%]+|[^\w\s]")
_KEY = re.compile(r"^([ -]*)([\w.]+)(:)", re.MULTILINE)
_MOST = 60_000


def mutated(chance: Random, text: str, words: Sequence[str], times: int = 3) -> str:
    """The text after one to `times` changes; `words` are what a word may become."""
    for _ in range(1 + chance.randrange(times)):
        change = often(
            chance, (2, _delete_line), (2, _double_line), (2, _swap_lines), (8, _word), (6, _piece), (3, _indent),
            (3, _rename_key), (2, _character), (1, _cut), (1, _repeat), (2, _move), (1, _comment), (1, _wrap),
        )  # fmt: skip
        text = change(chance, text, words)[:_MOST]
    return text


def spoilt(chance: Random, data: bytes) -> bytes:
    """Bytes after one to three changes that do not care what they mean."""
    for _ in range(1 + chance.randrange(3)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0 if data:
                at = min(at, len(data) - 1)
                data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
            case 1:
                data = data[:at] + chance.choice(SPOILT_BYTES) + data[at:]
            case 2:
                end = at + chance.randrange(20)
                data = data[:at] + data[end:]
            case _:
                data = data[:at] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 5))) + data[at:]
    return data


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _delete_line(chance: Random, text: str, words: Sequence[str]) -> str:
    lines = _lines(text)
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def _double_line(chance: Random, text: str, words: Sequence[str]) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    lines.insert(chance.randrange(len(lines) + 1), lines[at])
    return "\n".join(lines)


def _swap_lines(chance: Random, text: str, words: Sequence[str]) -> str:
    lines = _lines(text)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _word(chance: Random, text: str, words: Sequence[str]) -> str:
    return _put(chance, text, chance.choice(words))


def _piece(chance: Random, text: str, words: Sequence[str]) -> str:
    return _put(chance, text, chance.choice(ALL))


def _put(chance: Random, text: str, new: str) -> str:
    """A word replaced by another, or the other put before it or behind it."""
    places = list(WORD.finditer(text))
    if not places:
        return text + new
    place = chance.choice(places)
    start, end = chance.choice(
        ((place.start(), place.end()), (place.start(), place.start()), (place.end(), place.end()))
    )
    return f"{text[:start]}{new}{chance.choice(('', '', ' '))}{text[end:]}"


def _indent(chance: Random, text: str, words: Sequence[str]) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    more = chance.choice(("  ", " ", "    ", "\t", "- ", "-"))
    lines[at] = more + lines[at] if chance.random() < 0.5 else lines[at][len(more) :]
    return "\n".join(lines)


def _rename_key(chance: Random, text: str, words: Sequence[str]) -> str:
    keys = list(_KEY.finditer(text))
    if not keys:
        return text
    key, other = chance.choice(keys), chance.choice(keys)
    new = other[2] if chance.random() < 0.5 else chance.choice(words)
    return text[: key.start(2)] + new + text[key.end(2) :]


def _character(chance: Random, text: str, words: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(CHARACTERS) + text[at + chance.randrange(2) :]


def _cut(chance: Random, text: str, words: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] if chance.random() < 0.5 else text[at:]


def _repeat(chance: Random, text: str, words: Sequence[str]) -> str:
    """Something many times over: long lines, deep brackets, chains."""
    at = chance.randrange(len(text) + 1)
    what = often(
        chance, (2, chance.choice(ALL)), (1, text[at : at + chance.randrange(30)]), (1, chance.choice("([{-'\""))
    )
    return text[:at] + what[:80] * chance.choice((2, 7, 30, 70, 300)) + text[at:]


def _move(chance: Random, text: str, words: Sequence[str]) -> str:
    """Some lines moved elsewhere, with another indentation."""
    lines = _lines(text)
    at = chance.randrange(len(lines))
    block = lines[at : at + chance.randrange(1, 6)]
    del lines[at : at + len(block)]
    to, more = chance.randrange(len(lines) + 1), " " * chance.choice((0, 0, 2, 4))
    lines[to:to] = [more + line for line in block]
    return "\n".join(lines)


def _comment(chance: Random, text: str, words: Sequence[str]) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    lines[at] += chance.choice((" # note", " #", "#", "  # " + chance.choice(words)))
    return "\n".join(lines)


def _wrap(chance: Random, text: str, words: Sequence[str]) -> str:
    """A value in quotes, in brackets, folded or as a literal block."""
    lines = _lines(text)
    at = chance.randrange(len(lines))
    head, colon, value = lines[at].partition(": ")
    if not colon:
        return text
    indent = " " * (len(head) - len(head.lstrip()) + 2)
    around = chance.choice(
        ("'{}'", '"{}"', "[{}]", "{{ {} }}", f">-\n{indent}{{}}", f"|\n{indent}{{}}", f"\n{indent}{{}}", "({})")
    )
    lines[at] = head + colon + around.format(value)
    return "\n".join(lines)
