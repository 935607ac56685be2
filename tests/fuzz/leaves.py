"""Expressions: sentences of the grammar over the names of the small law, typed ones, and broken ones."""

from __future__ import annotations

from functools import cache
from random import Random

from tests.engine.random_law import RandomLaw
from tests.fuzz import corpus
from tests.fuzz.chance import often, some
from tests.fuzz.mutate import WORD, mutated
from tests.fuzz.pieces import ALL, NUMBERS, TIMES
from tests.rules.language.grammar import PATH, SAMPLES, Grammar, heights, read, sentence

# The names that the small law has, so that what is grammatical often means something as well.
NAMES = {
    **SAMPLES,
    "WORD": ("desk", "item", "lot", "book", "pair", "marked", "buy", "sell", "red", "colour", "moved",
             "other", "busy", "close"),
    "PATH": (
        "desk.x", "desk.y", "desk.a", "desk.b", "desk.c", "desk.now", "desk.today", "desk.time", "desk.day",
        "desk.cash", "desk.past", "desk.due", "desk.mean", "item.v", "item.f", "item.at", "item.held", "item.depth",
        "item.best", "item.peak", "item.shut", "item.life", "item.life_since", "moved.sum", "noted.at", "lot.held",
        "lot.on", "lot.worth", "p.low", "p.span", "p.names", "p.day", "limit.most", "pair.chosen", "lot.item.v",
        "other.v", "desk.nothing",
    ),
    "NUMBER": ("5", "0.45", "0", "100000", "3 sessions", "2 shares", "10 days", "4 months", "30 seconds"),
    "MONEY": ("$100000", "$0.01", "$0.01 per share"),
}  # fmt: skip


@cache
def grammar() -> Grammar:
    return read(PATH.read_text("utf-8"))


@cache
def _least() -> dict[str, int]:
    return heights(grammar())


@cache
def words() -> tuple[str, ...]:
    """Every word of the small law and of the grammar."""
    found = [word for text in corpus.base() for word in WORD.findall(text)]
    return tuple(dict.fromkeys([*found, *WORD.findall(PATH.read_text("utf-8"))]))


class Typed(RandomLaw):
    """Expressions of a known type over what can be read from a subject of a scope of the small law."""

    def __init__(self, chance: Random, scope: str = "desk") -> None:
        self.chance = chance
        self.documents = []
        self.known = {"number": [], "flag": [], "colour": []}
        if scope != "desk":
            self.known = {"number": ["item.v", "item.depth"], "flag": ["item.f"], "colour": ["item.colour"]}
        self.facts = []


_DESK = {
    "money": (
        "desk.cash",
        "$5",
        "limit.most for desk.c",
        "desk.cash + $0.01",
        "max(desk.cash, $0, limit.most for red)",
    ),
    "date": ("desk.today", "desk.day", "desk.due", "desk.due + 3 months", "desk.today - 9999 years", "p.day"),
    "price": (
        "desk.mean",
        "lowest of desk.past over the last 2 sessions",
        "$0.01 per share",
        "last desk.cash / 3 shares",
    ),
    "amount": (
        "3 shares",
        "(sum of lot.held over lot)",
        "desk.cash / $2 per share",
        "7.5 shares rounded up to 2 shares",
    ),
}
_ITEM = {
    "money": ("item.held", "item.at * 3 shares", "25% of item.held", "limit.most for item.colour"),
    "price": ("item.at", "desk.mean - item.at", "last item.at", "first known of item.at, desk.mean"),
    "amount": ("(sum of lot.held over lot in item)", "item.held / $2 per share"),
}
_LOT = {
    "money": ("lot.worth", "lot.held * item.at", "lot.worth rounded down to $0.01"),
    "date": ("lot.on", "lot.on + 1 month", "if lot.on is known then lot.on else desk.today"),
    "amount": ("lot.held", "lot.held + 1 share", "min(lot.held, 2 shares)"),
}


def typed(chance: Random, of: str, scope: str = "desk", depth: int = 2) -> str:
    """An expression whose type is `number`, `flag`, `colour` or of another word that the small law has a fact of."""
    if of in {"number", "flag", "colour"}:
        # Deeper ones range over items, which from inside an item would need another name.
        return Typed(chance, scope).value(of, chance.randrange(depth + 1) if scope == "desk" else 0)
    found = _DESK[of]
    if scope != "desk":
        found += _ITEM.get(of, ())
    if scope == "lot":
        found += _LOT.get(of, ())
    return chance.choice(found)


def leaf(chance: Random) -> str:
    """Any expression."""
    make = often(chance, (4, _sentence), (3, _of_type), (2, _real), (1, _heap), (1, _long), (1, _edge))
    text = make(chance)
    if chance.random() < 0.4:
        text = mutated(chance, text, words(), 2)
    return text


def _sentence(chance: Random) -> str:
    return sentence(grammar(), _least(), chance, NAMES if chance.random() < 0.8 else SAMPLES)


def _of_type(chance: Random) -> str:
    return typed(
        chance,
        chance.choice(("number", "flag", "colour", "money", "date", "price", "amount")),
        chance.choice(("desk", "lot")),
        3,
    )


@cache
def _written() -> tuple[str, ...]:
    """What stands behind a key or a dash in real law."""
    lines = [line.strip().removeprefix("- ") for text in corpus.law() for line in text.split("\n")]
    found = [line.partition(": ")[2] or line for line in lines]
    return tuple(dict.fromkeys(each.strip("'\"") for each in found if 2 < len(each) < 300))


def _real(chance: Random) -> str:
    return chance.choice(_written())


def _heap(chance: Random) -> str:
    return " ".join(some(chance, ALL, 8) + some(chance, words(), 8))


def _edge(chance: Random) -> str:
    """Two values at an edge of the language, and a sign between them."""
    values = (*NUMBERS, *TIMES)
    sign = chance.choice(
        ("+", "-", "*", "/", "of", "<", "is", "in", "and", "rounded up to", "between 0 and", "for", "as")
    )
    return f"{chance.choice(values)} {sign} {chance.choice(values)}"


def _long(chance: Random) -> str:
    """Chains and nests that no one writes."""
    part, count = _sentence(chance)[:200], chance.choice((3, 20, 59, 60, 61, 99, 100, 101, 400))
    match chance.randrange(6):
        case 0:
            return f" {chance.choice(('and', 'or', '+', '-', '*', '/', 'of', '<', 'is'))} ".join([part] * count)
        case 1:
            return "(" * count + part + ")" * chance.choice((count, count - 1, count + 1))
        case 2:
            return (
                chance.choice(("not ", "-", "size of ", "if desk.a then ", "min(", "abs(", "any item where ")) * count
                + part
            )
        case 3:
            return (
                part
                + chance.choice((" for p", " as level", " rounded up to 1", " is none", " exists", " before")) * count
            )
        case 4:
            return f"if {part} then 1 else " * count + "0"
        case _:
            return "[" + ", ".join([part] * count) + "]"
