"""Chance that can be repeated: a number from a seed and the names of what is drawn, whatever was drawn before.

A sequence of random numbers would change with every further question that somebody asks, so that a session that was
killed and came back would see another market. Draws by name do not.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

_BITS = 64
_BYTES = _BITS // 8
# Asked again at every step while an order waits.
_REMEMBERED = 256


def draw(seed: int, *names: str) -> Decimal:
    """A number above 0 and below 1, evenly spread."""
    digest = sha256("\x1f".join((str(seed), *names)).encode()).digest()
    drawn = Decimal(int.from_bytes(digest[:_BYTES])) + Decimal(1) / 2
    return drawn / Decimal(2**_BITS)


@lru_cache(maxsize=_REMEMBERED)
def waiting(seed: int, *names: str) -> Decimal:
    """How much hazard something survives: exponentially distributed with mean 1."""
    return -draw(seed, *names).ln()
