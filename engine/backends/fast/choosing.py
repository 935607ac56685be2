"""Who may be chosen, in generated code: of most candidates it is known at once that they are not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.fast.aggregating import Aggregating
from rules.compile import law as c
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.fast.emitting import Emitter


class Screening(Aggregating):
    """Writes the loop that gives, in a tuple, the rows of those that qualify; none where that is in doubt of any."""

    def __init__(self, emitter: Emitter, choice: c.TypedChoice) -> None:
        among = choice.among
        if choice.when is not None:
            among = replace(among, where=(*among.where, choice.when))
        super().__init__(emitter, x.Aggregate(function="the", items=among, value=None, if_empty=None, type=among.type))

    def _finish(self) -> None:
        self.e.line(f"{self.name} = None if {self.doubts} else ({self.sure},)")
