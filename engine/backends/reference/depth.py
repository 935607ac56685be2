"""Room for the way down: facts are derived when they are asked for, each in the middle of what asks for it."""

from __future__ import annotations

import sys

MOST_FRAMES = 10_000
"""Calls inside one another. A law is refused (S403) well before an evaluation could need more of them."""


def make_room() -> None:
    """Lets calls lie so deep inside one another, for this process; where more is allowed already, that stands."""
    if sys.getrecursionlimit() < MOST_FRAMES:
        sys.setrecursionlimit(MOST_FRAMES)
