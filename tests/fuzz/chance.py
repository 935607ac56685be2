"""Where the choices of a generator come from: a seed, or bytes that a coverage-guided fuzzer has made."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance_of(seed: int, target: str, index: int) -> Random:
    """The chance that makes input `index` of a target: the same for the same seed, whatever ran before."""
    return Random(f"{seed}/{target}/{index}")


class Bytes(Random):
    """Takes every choice from the bytes given; when they are used up, every choice is the first."""

    def __new__(cls, data: bytes) -> Bytes:
        return super().__new__(cls)

    def __init__(self, data: bytes) -> None:
        super().__init__(0)
        self.data = data
        self.place = 0

    def getrandbits(self, k: int, /) -> int:
        width = (k + 7) // 8
        taken = self.data[self.place : self.place + width]
        self.place += width
        return int.from_bytes(taken, "big") & ((1 << k) - 1)

    def random(self) -> float:
        return self.getrandbits(16) / (1 << 16)


def often(chance: Random, *weighted: tuple[int, T]) -> T:
    """One of several, each as often as its weight says."""
    at = chance.randrange(sum(weight for weight, _ in weighted))
    for weight, each in weighted:
        at -= weight
        if at < 0:
            return each
    raise AssertionError(at)


def some(chance: Random, of: Sequence[T], most: int) -> list[T]:
    """Up to `most` of them, in any order, the same one more than once if it comes so."""
    return [chance.choice(of) for _ in range(chance.randrange(most + 1))]
