"""Law: the small one with some of its documents broken, with new ones beside them, or with real ones of elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from tests.fuzz import corpus
from tests.fuzz.chance import often
from tests.fuzz.leaves import Typed, leaf, typed, words
from tests.fuzz.mutate import mutated

_SLOT = re.compile(r"<(\w+)>")
_KEYS = re.compile(r"^ *(?:- )?([a-z_]+):", re.MULTILINE)
_TYPES = ("number", "flag", "colour", "money", "date", "price", "amount")


@dataclass(frozen=True)
class Home:
    """What a document is about: a scope of the small law, and the type of what it says."""

    scope: str
    type: str


@cache
def templates() -> tuple[str, ...]:
    """Documents with slots such as `<flag>`, one or more of every kind."""
    return tuple(
        each.strip("\n") + "\n" for each in (corpus.HERE / "templates.txt").read_text("utf-8").split("\n---\n")
    )


@cache
def keys() -> tuple[str, ...]:
    """Every key that a document of law may have."""
    texts = (*templates(), *corpus.base())
    return tuple(dict.fromkeys(key for text in texts for key in _KEYS.findall(text)))


def law(chance: Random) -> tuple[bytes, bytes]:
    """Documents that were made, and which of the small law's stand beside them (their numbers)."""
    count = len(corpus.base())
    kept = list(range(count))
    made: list[str] = []
    make = often(chance, (5, "break"), (6, "add"), (3, "random"), (2, "cross"))
    if make in {"break", "cross"}:
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            at = chance.randrange(count)
            kept = [each for each in kept if each != at]
            made.append(mutated(chance, corpus.base()[at], (*words(), *keys())))
    if make in {"add", "cross"}:
        made += [document(chance) for _ in range(chance.choice((1, 1, 2, 3)))]
    if make == "cross":
        made += [chance.choice(corpus.law()) for _ in range(chance.choice((1, 2)))]
    if make == "random":
        written = Typed(chance)
        for place in range(chance.randrange(1, 5)):
            written.add(f"f{place}")
        made += written.documents
        if chance.random() < 0.5:
            made = [mutated(chance, "---\n".join(made), (*words(), *keys()), 2)]
    if chance.random() < 0.1:
        kept = [each for each in kept if chance.random() < 0.8]
    text = "---\n".join(made)
    return text.encode("utf-8", "surrogatepass"), " ".join(str(each) for each in kept).encode()


def document(chance: Random) -> str:
    """A new document: a template whose slots are filled with what they are for, or with what does not belong there."""
    home = Home(often(chance, (6, "desk"), (2, "item"), (1, "lot"), (1, "pair"), (1, "marked")), chance.choice(_TYPES))
    wrong, wild = chance.choice(((0.0, 0.0), (0.0, 0.0), (0.1, 0.0), (0.0, 0.2), (0.5, 0.3)))

    def fill(match: re.Match[str]) -> str:
        if chance.random() < wild:
            return leaf(chance).replace("\n", " ")
        return _anything(chance, match[1]) if chance.random() < wrong else _fitting(chance, match[1], home)

    text = _SLOT.sub(fill, chance.choice(templates()))
    if chance.random() < 0.2:
        text = mutated(chance, text, (*words(), *keys()), 2)
    return text


def _fitting(chance: Random, slot: str, home: Home) -> str:
    """What a slot is for, in a document about `home`."""
    if slot in _TYPES:
        return typed(chance, slot, home.scope)
    if slot in {"any", "ordered"}:
        return typed(chance, home.type if slot == "any" else chance.choice(("number", "money", "date")), home.scope)
    match slot:
        case "for":
            return home.scope
        case "fact":
            return f"{'item' if home.scope == 'marked' else home.scope}.m{chance.randrange(100)}"
        case "type":
            return home.type
        case "id":
            return f"NEW-{chance.randrange(1000)}"
        case "n":
            return {"money": "$5", "price": "$0.01 per share", "amount": "2 shares"}.get(home.type, "2")
        case "word":
            return f"n{chance.randrange(100)}"
        case "flagword":
            return chance.choice(("true", "false"))
    return _anything(chance, slot)


def _anything(chance: Random, slot: str) -> str:
    """What may stand in a slot somewhere."""
    if slot in _TYPES or slot in {"any", "ordered"}:
        return typed(chance, chance.choice(_TYPES), chance.choice(("desk", "item", "lot")))
    if slot == "leaf":
        return leaf(chance).replace("\n", " ")
    return chance.choice(
        {
            "type": (*_TYPES, "level", "symbol", "text", "instant", "time", "item", "set of symbol"),
            "for": ("desk", "item", "lot", "book", "pair", "marked", "lot where lot.held > 0 shares", "class", ""),
            "fact": ("desk.n0", "item.n1", "lot.n2", "pair.n3", "marked.n4", "desk.x", "desk.due", "n5", "no.n6"),
            "word": ("n0", "red", "item", "other", "desk", "limit", "buy", "share"),
            "id": ("BUY-01", "HELD-01", "PAIR-01", "R-01", "NEW", "new-1"),
            "action": ("buy", "sell", "orders", "exits", "keep"),
            "over": ("item", "lot in item", "pair in book", "marked", "lot as other in item", "item where item.f"),
            "n": ("0", "1", "2", "3", "25%", "$5", "$0.01 per share", "2 shares", "3 sessions", "30", "9999 years"),
            "day": ("2026-01-05", "0001-01-01", "9999-12-31", "2026-04-16", "2026-02-30"),
            "flagword": ("true", "false", "yes"),
        }[slot]
    )
