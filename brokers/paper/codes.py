"""The table of what the paper broker answers, and what each answer means."""

from __future__ import annotations

from functools import cache
from typing import Literal

from brokers.paper.data import shipped
from engine.trading.instrument import Strict

Asked = Literal["submit", "replace", "cancel"]
Outcome = Literal["rejected", "unchanged", "ended", "unknown"]


class Code(Strict):
    """One answer: to what, what it means for the one who asked, the words, and what is like it elsewhere."""

    to: tuple[Asked, ...]
    outcome: Outcome
    text: str
    like: tuple[int, ...] = ()


class Codes(Strict):
    """The whole table."""

    source: str
    codes: dict[str, Code]

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def __contains__(self, code: str) -> bool:
        return code in self.codes


@cache
def table() -> Codes:
    """The table that is shipped."""
    return shipped(Codes, "codes.yaml")
