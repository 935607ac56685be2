"""Conditions on combinations as Python source, over the rows of the parts: most combinations become no subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.fast.atoms import Atom
from engine.backends.fast.emitting import Emitter
from rules.compile import law as c
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.fast.program import Program


class CombinationEmitter(Emitter):
    """Writes a condition that reads of its combination only what its parts lead to: `p0`, `p1` … are their rows."""

    def __init__(self, program: Program, declared: c.Scope) -> None:
        super().__init__(program, 1)
        self.declared = declared

    def rows(self) -> str:
        return "".join(f", p{index}" for index in range(len(self.declared.key)))

    def environment(self) -> str:
        parts = "".join(f"p{index}[0], " for index in range(len(self.declared.key)))
        return f"(d.world.combine({self.declared.name!r}, ({parts})),)"

    def along(self, base: x.Expression, way: tuple[str, ...]) -> Atom:
        if not isinstance(base, x.Variable):
            return super().along(base, way)
        part = Atom(f"p{self.declared.key.index(way[0])}", surely="row")
        return self.way(part, way[0], way[1:]) if len(way) > 1 else part

    def outlined(self, node: x.Expression) -> Atom:
        return self.by_reference(node)
