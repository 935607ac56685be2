"""What a column holds: which fact of which subjects, on which grid, in which range."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal as OneOf

import numpy as np

from engine.backends.columnar.ranges import Range, holder
from rules.language.typed import Expression
from rules.language.types import Type

Part = OneOf[
    "value", "known", "none", "age", "age_known", "link", "reach", "reached", "path", "key", "there", "snapshot",
    "waived", "own",
]  # fmt: skip
"""`known` and `none` are masks beside a value; `age_known` is one beside an age, `reached` one beside `reach`.

`link` `reach` and `path` are numbers of rows: of what a subject belongs or refers to, of what it leads to, of what an
expression names; `there` tells subjects that are among the facts from those that are only named. `waived` says for
whom a rule is suspended, `own` is a parameter of which subjects have their own values.
"""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column: `range` None for flags; a number of steps of `grid` otherwise."""

    scope: str
    name: str
    part: Part
    range: Range | None = None
    grid: Fraction = Fraction(1)
    type: Type | None = field(default=None, compare=False)
    path: Expression | None = field(default=None, compare=False)
    bits: int = 0

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """How it is stored: as narrow as its range allows, but in no fewer than `bits`."""
        return np.dtype(np.bool_) if self.range is None else holder(self.range, bits=self.bits)

    def __str__(self) -> str:
        told = f"{self.scope}.{self.name}"
        return told if self.part == "value" else f"{told} ({self.part})"
