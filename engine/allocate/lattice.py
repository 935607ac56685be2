"""Short, nearly perpendicular integer directions: exact lattice reduction after Lenstra, Lenstra and Lovász."""

from collections.abc import Sequence
from operator import mul

Vector = list[int]


def dot(left: Sequence[int], right: Sequence[int]) -> int:
    """Inner product of two integer vectors of one length."""
    return sum(map(mul, left, right))


def reduce_basis(images: Sequence[Vector], basis: Sequence[Vector]) -> list[Vector]:
    """Return a basis of the same lattice whose images are short and nearly perpendicular, the longer ones last.

    `images[i]` is where `basis[i]` is seen and measured; they must be linearly independent. Neither argument is
    changed. Integers only (Cohen, A Course in Computational Algebraic Number Theory, algorithm 2.6.7): `volume[i]`
    is the squared volume that the first i images span, `part[i][j] / volume[j + 1]` how much of image i lies along
    what is new in image j.
    """
    seen, basis = list(images), list(basis)
    size = len(basis)
    volume = [1, dot(seen[0], seen[0])] if seen else [1]
    part = [[0] * size for _ in range(size)]

    def enter(new: int) -> None:
        for column in range(new + 1):
            entry = dot(seen[new], seen[column])
            for index in range(column):
                entry = (volume[index + 1] * entry - part[new][index] * part[column][index]) // volume[index]
            if column < new:
                part[new][column] = entry
            else:
                volume.append(entry)

    def shorten(high: int, low: int) -> None:
        factor = (2 * part[high][low] + volume[low + 1]) // (2 * volume[low + 1])
        if factor:
            seen[high] = [a - factor * b for a, b in zip(seen[high], seen[low], strict=True)]
            basis[high] = [a - factor * b for a, b in zip(basis[high], basis[low], strict=True)]
            part[high][low] -= factor * volume[low + 1]
            for index in range(low):
                part[high][index] -= factor * part[low][index]

    def exchange(high: int) -> None:
        low = high - 1
        seen[low], seen[high] = seen[high], seen[low]
        basis[low], basis[high] = basis[high], basis[low]
        part[low][:low], part[high][:low] = part[high][:low], part[low][:low]
        shared = part[high][low]
        smaller = (volume[low] * volume[high + 1] + shared * shared) // volume[high]
        for row in part[high + 1 : len(volume) - 1]:
            kept = row[high]
            row[high] = (volume[high + 1] * row[low] - shared * kept) // volume[high]
            row[low] = (smaller * kept + shared * row[high]) // volume[high + 1]
        volume[high] = smaller

    at = 1
    while at < size:
        if at + 1 == len(volume):
            enter(at)
        shorten(at, at - 1)
        if 4 * (volume[at + 1] * volume[at - 1] + part[at][at - 1] ** 2) < 3 * volume[at] ** 2:
            exchange(at)
            at = max(1, at - 1)
        else:
            for index in range(at - 2, -1, -1):
                shorten(at, index)
            at += 1
    return basis
