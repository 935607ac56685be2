"""Files for the loader: random signs, real law with mutations, and what attacks a parser of YAML."""

from __future__ import annotations

from random import Random

from tests.fuzz import corpus
from tests.fuzz.chance import often, some
from tests.fuzz.leaves import words
from tests.fuzz.mutate import mutated, spoilt
from tests.fuzz.pieces import ALL, CHARACTERS, SIGNS


def file(chance: Random) -> tuple[bytes]:
    """The bytes of one file."""
    make = often(chance, (4, _signs), (7, _real), (2, _crossed), (2, _attack), (2, None))
    data = _bytes(chance) if make is None else _encoded(chance, make(chance))
    if chance.random() < 0.15:
        data = spoilt(chance, data)
    return (data,)


def _encoded(chance: Random, text: str) -> bytes:
    form = often(
        chance, (40, "utf-8"), (1, "utf-16"), (1, "utf-16-le"), (1, "utf-32"), (1, "latin-1"), (1, "utf-8-sig")
    )
    return text.encode(form, "surrogatepass" if form.startswith("utf") else "replace")


def _bytes(chance: Random) -> bytes:
    return chance.randbytes(chance.randrange(120))


def _signs(chance: Random) -> str:
    return "".join(some(chance, (*SIGNS, *SIGNS, *ALL, "a", "b: c", "key: ", "\nk: v", *CHARACTERS), 40))


def _real(chance: Random) -> str:
    at = chance.randrange(len(corpus.law()))
    text = "---\n".join(corpus.law()[at : at + chance.choice((1, 1, 1, 2, 3))])
    return mutated(chance, text, (*words(), *SIGNS), 4)


def _crossed(chance: Random) -> str:
    """The head of one document and the tail of another."""
    one, other = chance.choice(corpus.law()), chance.choice(corpus.law())
    return one[: chance.randrange(len(one) + 1)] + other[chance.randrange(len(other) + 1) :]


def _attack(chance: Random) -> str:
    count = chance.choice((2, 19, 20, 21, 100, 2000))
    match chance.randrange(10):
        case 0:
            return "a: " + chance.choice(("[", "{a: ", "{", "- ", "[[", "? ", "!!map {")) * count
        case 1:
            return "".join(" " * i + "a:\n" for i in range(min(count, 200)))
        case 2:
            return "- " * count + "a"
        case 3:
            lines = ["a0: &a0 [x, x]"]
            lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, min(count, 30))]
            return "\n".join(lines)
        case 4:
            return "a: &a\n  <<: *a\n  b: *a\n"
        case 5:
            return "key: " + chance.choice(ALL) * count
        case 6:
            return chance.choice(ALL) * count + ": value"
        case 7:
            return "---\n" * count + "a: b\n" + chance.choice(("...\n", "--- a\n", "%YAML 1.1\n", "--- |\n b\n"))
        case 8:
            return "a: " + chance.choice((">", "|", "'", '"')) + "\n" + f"  {chance.choice(ALL)}\n" * count
        case _:
            return "\n".join(f"{chance.choice(ALL)}: {chance.choice(ALL)}" for _ in range(min(count, 100)))
