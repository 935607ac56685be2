"""What comes out: verdicts as codes, and for each rule a bit that says whether it fired, failed or was in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

import numpy as np
import numpy.typing as npt

from engine.backends.columnar.columns import LINE, lines_of
from engine.backends.columnar.judging import VERDICTS
from engine.backends.columnar.kernels import MASKS
from engine.backends.columnar.ranges import BITS

Bytes = npt.NDArray[np.uint8]
MaskName = OneOf["fired", "failed", "doubtful"]


@dataclass(frozen=True)
class Verdicts:
    """For each set of parameters (first axis) and row (last axis): the verdict, and a bit for each rule.

    The masks have a row of bits for each rule (second axis), eight rows of facts to a byte, the first in its lowest
    bit. `fired` permits hold and forbids stand; `failed` permits apply and do not hold; `doubtful` are those of the
    failed or standing rules that could not be judged.
    """

    rules: tuple[str, ...]
    codes: Bytes
    fired: Bytes
    failed: Bytes
    doubtful: Bytes

    @staticmethod
    def empty(rules: Sequence[str], sets: int, rows: int) -> Verdicts:
        """Room for so many sets and rows."""
        codes, bits = lines_of(rows), lines_of(-(-rows // BITS)) + LINE  # rules that begin apart: see `room`
        stretch = np.zeros(sets * (codes + len(MASKS) * len(rules) * bits), dtype=np.uint8)
        masks = stretch[sets * codes :].reshape(len(MASKS), sets, len(rules), bits)[..., : -(-rows // BITS)]
        return Verdicts(tuple(rules), stretch[: sets * codes].reshape(sets, codes)[:, :rows], *masks)

    @property
    def nbytes(self) -> int:
        """The bytes of everything that came out."""
        return sum(each.nbytes for each in (self.codes, self.fired, self.failed, self.doubtful))

    def word(self, row: int, place: int = 0) -> str:
        """The verdict on a row."""
        return VERDICTS[int(self.codes[place, row])]

    def rule(self, name: MaskName, rule: str, place: int = 0) -> npt.NDArray[np.bool_]:
        """For each row whether a rule fired, failed or was in doubt."""
        mask: Bytes = getattr(self, name)
        bits = mask[place, self.rules.index(rule)]
        return np.unpackbits(bits, count=self.codes.shape[1], bitorder="little").view(np.bool_)

    def names(self, name: MaskName, row: int, place: int = 0) -> tuple[str, ...]:
        """The rules that fired, failed or were in doubt for a row, in their order."""
        mask: Bytes = getattr(self, name)
        found = mask[place, :, row // BITS] >> np.uint8(row % BITS)
        return tuple(rule for rule, byte in zip(self.rules, found, strict=True) if byte & 1)

    def trim(self) -> None:
        """Clears the bits behind the last row."""
        rest = self.codes.shape[1] % BITS
        if rest:
            for mask in (self.fired, self.failed, self.doubtful):
                mask[..., -1] &= np.uint8((1 << rest) - 1)
