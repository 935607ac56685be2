"""Decides columns: with NumPy always, with numba where it is there and asked for."""

from __future__ import annotations

from typing import Literal as OneOf

from engine.backends.columnar.calculate import Calculation
from engine.backends.columnar.columns import Array, Columns
from engine.backends.columnar.kernels import Output, Schedule, schedule
from engine.backends.columnar.numba_kernel import NumbaKernel
from engine.backends.columnar.numpy_kernel import NumpyKernel
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.verdicts import Verdicts

Library = OneOf["numpy", "numba"]


class ColumnarEngine:
    """A program that is ready to run. Raises NotInstalled for numba that is not there, CannotColumn for wide numbers.

    With `numpy` numbers that no machine integer is proven to hold are Python's own; `numba` refuses them.
    """

    def __init__(self, program: ColumnarProgram, library: Library = "numpy") -> None:
        self.program = program
        self.schedule: Schedule = schedule(program)
        self._verdict, *self._bits = self.schedule.listing.outputs
        self.kernel = NumbaKernel(self.schedule) if library == "numba" else NumpyKernel(self.schedule)

    def decide(self, columns: Columns, into: Verdicts | None = None) -> Verdicts:
        """The verdicts on all rows, for every set of parameters; `into` is filled again where it is given.

        The columns are a whole: what is counted is counted among them. Rows of which nothing is counted can be given
        piece by piece, so that memory stays bounded. Raises CannotFeed for a group of too many rows.
        """
        action = self.program.action
        assert action is not None
        rows = columns.rows.get(action.scope, 0)
        verdicts = into if into is not None else Verdicts.empty(self.program.rules, self.program.sets, rows)
        if verdicts.codes.shape != (self.program.sets, rows):
            raise ValueError(f"room for {verdicts.codes.shape}, and there are {(self.program.sets, rows)}")
        calculations = calculate(self.schedule, columns)
        outs: list[dict[Output, Array]] = []
        for place in range(self.program.sets):
            masks = {each: getattr(verdicts, each.name)[place, each.rule] for each in self._bits}
            outs.append({**masks, self._verdict: verdicts.codes[place]})
        self.kernel.run(calculations, outs, rows)
        verdicts.trim()
        return verdicts


def calculate(plan: Schedule, columns: Columns) -> list[Calculation]:
    """What comes before the rows, for every set of parameters; what no sweep changes is calculated once."""
    program = plan.program
    found: list[Calculation] = []
    for place in range(program.sets):
        calculation = Calculation(plan.storage, columns, tuple(steps[place] for steps in program.steps))
        for node in plan.before:
            if found and not node.varies:
                calculation.values[node] = found[0].of(node)
            else:
                calculation.calculate(node)
        found.append(calculation)
    return found
