"""From an input that fails to a small one that fails in the same way."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.fuzz.targets import Input


def reduced(given: Input, fails: Callable[[Input], bool], seconds: float = 20) -> Input:
    """A smaller input for which `fails` still holds: lines are taken away, then characters, as long as time lasts."""
    end = time.monotonic() + seconds
    parts = list(given)
    for place in range(len(parts)):

        def still(data: bytes, place: int = place) -> bool:
            return fails((*parts[:place], data, *parts[place + 1 :]))

        for separator in (b"\n---\n", b"\n", b" ", b""):
            parts[place] = _without(parts[place], separator, still, end)
    return tuple(parts)


def _without(data: bytes, separator: bytes, fails: Callable[[bytes], bool], end: float) -> bytes:
    pieces = data.split(separator) if separator else [data[i : i + 1] for i in range(len(data))]
    size = max(len(pieces) // 2, 1)
    while True:
        at = 0
        while at < len(pieces):
            if time.monotonic() > end:
                return separator.join(pieces)
            fewer = pieces[:at] + pieces[at + size :]
            if fails(separator.join(fewer)):
                pieces = fewer
            else:
                at += size
        if size == 1:
            return separator.join(pieces)
        size //= 2
