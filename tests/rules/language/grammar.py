"""Reads grammar.txt, makes random sentences of it, and tells whether it derives a leaf."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hypothesis import strategies as st

import rules.language
from rules.language.lexer import KEYWORDS, tokens

PATH = Path(rules.language.__path__[0]) / "grammar.txt"

# What a sentence has where the grammar has a token that it only describes.
SAMPLES: Mapping[str, tuple[str, ...]] = {
    "WORD": ("gen", "sleeve", "open_csp", "AAPL", "x"),
    "PATH": ("contract.delta", "sleeve", "a.b.c", "entry.low_2"),
    "NUMBER": ("5", "0.45", "0", "100000"),
    "PERCENT": ("25%", "0.5%"),
    "MONEY": ("$100000", "$0.01"),
    "DATE": ("2026-01-05", "2028-02-29"),
    "TIME": ("09:45", "9:45", "23:59:59"),
    "ID": ("GEN-ENTRY-01", "A-1"),
    "SECTION": ("§1", "§10"),
    "CAPITALS": ("ENTRY", "LIMITS"),
}


@dataclass(frozen=True)
class Part:
    """A part of a production: `text`, `token`, `name`, `each` of several, `one` of several, `maybe`, `many`."""

    kind: str
    text: str = ""
    parts: tuple[Part, ...] = ()


Grammar = Mapping[str, Part]
_LONG = frozenset({"unknown", "none", "count", "any", "no", "the"})
_PIECE = re.compile(r"'[^']+'|[A-Za-z]+|\)\*|[\[\]()|]")


def read(text: str) -> Grammar:
    """The productions by name. Raises ValueError for a line that is none."""
    productions: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        found = re.match(r"(\w+)\s*:=(.*)", line)
        if found:
            name = found[1]
            productions[name] = found[2]
        elif name and re.match(r"\s+\S", line):
            productions[name] += " " + line.strip()
        else:
            name = ""
    return {name: _alternatives(_PIECE.findall(body), name) for name, body in productions.items()}


def _alternatives(pieces: list[str], name: str) -> Part:
    found, rest = _one_of(pieces)
    if rest:
        raise ValueError(f"{name}: {rest[0]} stands alone")
    return found


def _one_of(pieces: list[str]) -> tuple[Part, list[str]]:
    options: list[Part] = []
    row: list[Part] = []
    while pieces and pieces[0] not in {")", ")*", "]"}:
        piece, pieces = pieces[0], pieces[1:]
        if piece == "|":
            options.append(Part("each", parts=tuple(row)))
            row = []
        elif piece in {"(", "["}:
            inner, pieces = _one_of(pieces)
            close, pieces = pieces[0], pieces[1:]
            row.append(inner if close == ")" else Part("many" if close == ")*" else "maybe", parts=(inner,)))
        elif piece.startswith("'"):
            row.append(Part("text", piece[1:-1]))
        else:
            row.append(Part("token" if piece in SAMPLES else "name", piece))
    options.append(Part("each", parts=tuple(row)))
    return (options[0] if len(options) == 1 else Part("one", parts=tuple(options))), pieces


# --- sentences ------------------------------------------------------------------------------------
def heights(grammar: Grammar) -> dict[str, int]:
    """How deep the shallowest sentence of each production is."""
    found = dict.fromkeys(grammar, 10_000)
    for _ in grammar:
        for name, part in grammar.items():
            found[name] = min(found[name], 1 + _height(part, found))
    return found


def _height(part: Part, known: Mapping[str, int]) -> int:
    match part.kind:
        case "name":
            return known[part.text]
        case "each":
            return max((_height(each, known) for each in part.parts), default=0)
        case "one":
            return min(_height(each, known) for each in part.parts)
        case "text" if part.text in _LONG:
            return 9  # no shorter than a value, lest every sentence end with them
        case "maybe" | "many" | "text" | "token":
            return 0
    raise ValueError(part.kind)


def sentences(grammar: Grammar, start: str = "leaf", fuel: int = 40) -> st.SearchStrategy[str]:
    """Sentences that the grammar derives from `start`. One number makes each: drawing every choice takes too long."""
    least = heights(grammar)
    return st.integers(0, 2**32).map(lambda seed: _Maker(grammar, least, Random(seed), fuel).sentence(start))


def sentence(
    grammar: Grammar,
    least: Mapping[str, int],
    chance: Random,
    samples: Mapping[str, Sequence[str]] = SAMPLES,
    start: str = "leaf",
    fuel: int = 40,
) -> str:
    """One sentence that the grammar derives from `start`; `least` are its heights, `samples` the tokens it may have."""
    return _Maker(grammar, least, chance, fuel, samples).sentence(start)


class _Maker:
    """Makes one sentence: at random until the fuel is used up, and from then on the shortest way to an end."""

    def __init__(
        self,
        grammar: Grammar,
        least: Mapping[str, int],
        chance: Random,
        fuel: int,
        samples: Mapping[str, Sequence[str]] = SAMPLES,
    ) -> None:
        self.grammar = grammar
        self.least = least
        self.chance = chance
        self.samples = samples
        self.fuel = chance.randint(0, fuel)

    def sentence(self, start: str) -> str:
        return " ".join(self.words(Part("name", start)))

    def words(self, part: Part) -> list[str]:
        match part.kind:
            case "text":
                return [part.text]
            case "token":
                return [self.chance.choice(self.samples[part.text])]
            case "name":
                return self.words(self.grammar[part.text])
            case "each":
                return [word for each in part.parts for word in self.words(each)]
            case "one":
                self.fuel -= 1
                lowest = min(_height(each, self.least) for each in part.parts)
                short = [each for each in part.parts if _height(each, self.least) == lowest]
                return self.words(self.chance.choice(part.parts if self.fuel > 0 else short))
        count = 0
        if self.fuel > 0:
            count = self.chance.choice((0, 0, 1) if part.kind == "maybe" else (0, 0, 0, 1, 2))
        return [word for _ in range(count) for word in self.words(part.parts[0])]


# --- derivation -----------------------------------------------------------------------------------
def derives(grammar: Grammar, leaf: str, start: str = "leaf") -> bool:
    """Whether the grammar derives the tokens of a leaf."""
    kinds = [_fits(token.kind, token.text) for token in tokens(leaf) if token.kind != "end"]
    known: dict[tuple[str, int], frozenset[int]] = {}

    def ends(part: Part, at: int) -> frozenset[int]:
        """Where a part that begins `at` a token may end."""
        match part.kind:
            case "text" | "token":
                return frozenset({at + 1} if at < len(kinds) and kinds[at](part) else ())
            case "name":
                key = (part.text, at)
                if key not in known:
                    known[key] = frozenset()  # no production begins with itself
                    known[key] = ends(grammar[part.text], at)
                return known[key]
            case "one":
                return frozenset().union(*(ends(each, at) for each in part.parts))
            case "each":
                return _through(part.parts, at)
        (only,) = part.parts
        found, fresh = {at}, {at}
        while fresh:
            fresh = {end for begin in fresh for end in ends(only, begin)} - found
            found |= fresh
            if part.kind == "maybe":
                break
        return frozenset(found)

    def _through(parts: Sequence[Part], at: int) -> frozenset[int]:
        reached = frozenset({at})
        for part in parts:
            reached = frozenset(end for begin in reached for end in ends(part, begin))
        return reached

    return len(kinds) in ends(Part("name", start), 0)


def _fits(kind: str, text: str) -> Callable[[Part], bool]:
    classes = {kind.upper()}
    if kind == "word":
        classes = set() if text in KEYWORDS else {"WORD", "PATH"}

    def fits(part: Part) -> bool:
        return part.text == text if part.kind == "text" else part.text in classes

    return fits
