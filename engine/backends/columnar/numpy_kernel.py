"""One pass over the judged rows with NumPy: straight-line calls on blocks that stay in the cache of the processor.

Flags are packed, eight rows to a byte, so that `and`, `or` and `not` cost next to nothing. The calls are written as
source and compiled; buffers are used again as soon as nothing needs what is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from engine.backends.columnar.calculate import UFUNCS, Calculation
from engine.backends.columnar.columns import Array
from engine.backends.columnar.kernels import FLAG, Output, Schedule, Step
from engine.backends.columnar.ranges import BITS
from engine.backends.columnar.storage import COMPARED

BLOCK = 1 << 15
"""Rows that are calculated at a time: a multiple of eight, and so many that their columns fit into the cache."""

_OBJECT = "object"
Run = Callable[..., None]

_LOGIC = {"and": "bits_and", "or": "bits_or", "not": "bits_not"}


class _Pool:
    """Names of buffers, by what they hold: packed flags, flags, or numbers of a type."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self._free: dict[str, list[str]] = {}

    def take(self, kind: str) -> str:
        """A buffer that nothing needs."""
        free = self._free.setdefault(kind, [])
        if free:
            return free.pop()
        name = f"b{len(self.kinds)}"
        self.kinds[name] = kind
        return name

    def give(self, name: str) -> None:
        """Nothing needs a buffer any more."""
        self._free[self.kinds[name]].append(name)


class _Part:
    """The calls of one part of the pass. Buffers of what is `kept` are not used again."""

    def __init__(self, steps: Sequence[Step], pool: _Pool, names: dict[int, str], kept: Iterable[int]) -> None:
        self.steps = steps
        self.pool = pool
        self.names = names
        self.lines: list[str] = []
        self.space: dict[str, Any] = {f"{name}_": ufunc for name, ufunc in UFUNCS.items()}
        self.space.update(
            copyto=np.copyto, take=np.take, pack=np.packbits, unpack=np.unpackbits, bool_=np.bool_, uint8=np.uint8,
            bits_and=np.bitwise_and, bits_or=np.bitwise_or, bits_not=np.invert,
        )  # fmt: skip
        self._kept = frozenset(kept)
        self._uses: dict[int, int] = {}
        for step in steps:
            for arg in step.args:
                self._uses[arg] = self._uses.get(arg, 0) + 1

    def write(self) -> None:
        """All steps."""
        for step in self.steps:
            self._step(step)
            for arg in step.args:
                self._uses[arg] -= 1
                if not self._uses[arg] and arg not in self._kept and self.names[arg] in self.pool.kinds:
                    self.pool.give(self.names[arg])

    def _step(self, step: Step) -> None:
        name = f"n{step.number}"
        args = [self.names[each] for each in step.args]
        if step.op == "constant":
            self.names[step.number] = name
            self.space[name] = _constant(step)
        elif step.op in {"column", "scalar"}:
            self.names[step.number] = f"i{step.constant}"
            if step.kind == FLAG and step.op == "column":
                self._pack(step, f"i{step.constant}")
        elif step.kind == FLAG:
            self._flag(step, args)
        else:
            self._number(step, args)

    def _pack(self, step: Step, source: str) -> None:
        out = self.names[step.number] = self.pool.take("packed")
        self.lines.append(f"{out}[:] = pack({source}, None, 'little')")

    def _flag(self, step: Step, args: list[str]) -> None:
        if step.op in _LOGIC:
            out = self.names[step.number] = self.pool.take("packed")
            self.lines.append(f"{_LOGIC[step.op]}({', '.join(args)}, {out})")
            return
        spare = self.pool.take("bool")
        if step.op == "gather":
            self.lines.append(f"take(i{step.constant}, {args[0]}, 0, {spare}, 'clip')")
        else:
            assert step.op in COMPARED
            self.lines.append(f"{step.op}_({', '.join(args)}, {spare})")
        self._pack(step, spare)
        self.pool.give(spare)

    def _number(self, step: Step, args: list[str]) -> None:
        out = self.names[step.number] = self.pool.take(step.kind)
        match step.op:
            case "gather":
                self.lines.append(f"take(i{step.constant}, {args[0]}, 0, {out}, 'clip')")
            case "cast":
                self.lines.append(f"copyto({out}, {args[0]}, 'unsafe')")
            case "pick":
                where = f"unpack({args[0]}, count=rows, bitorder='little').view(bool_)"
                self.lines += [f"copyto({out}, {args[2]})", f"copyto({out}, {args[1]}, where={where})"]
            case _:
                self.lines.append(f"{step.op}_({', '.join(args)}, out={out})")

    def compiled(self, arguments: Sequence[str]) -> Run:
        """The part as a function of these arguments."""
        body = "\n    ".join(self.lines) or "pass"
        source = f"def run({', '.join(arguments)}):\n    {body}\n"
        exec(compile(source, "<columns>", "exec"), self.space)
        found: Run = self.space["run"]
        return found


def _constant(step: Step) -> object:
    if step.kind == FLAG:
        return np.full(1, np.iinfo(np.uint8).max if step.constant else 0, dtype=np.uint8)
    return step.constant if step.kind == _OBJECT else np.dtype(step.kind).type(step.constant)


class NumpyKernel:
    """The pass of one schedule. What no sweep changes is calculated once for all sets of parameters."""

    def __init__(self, schedule: Schedule, block: int = BLOCK) -> None:
        self.listing = schedule.listing
        self.block = block
        self._pool = _Pool()
        names: dict[int, str] = {}
        sweeping = bool(schedule.program.sweeps)
        fixed = [step for step in self.listing.steps if sweeping and not step.varies]
        rest = [step for step in self.listing.steps if step.varies or not sweeping]
        out = {each.number for each in self.listing.outputs}
        carried = {arg for step in rest for arg in step.args} | out
        made = {step.number for step in fixed}  # the second part may run several times on what the first one made
        first, second = _Part(fixed, self._pool, names, carried), _Part(rest, self._pool, names, out | made)
        for part in (first, second):
            part.write()
        second.lines += [_stored(each, names) for each in self.listing.outputs]
        inputs = [f"i{place}" for place in range(len(self.listing.inputs))]
        self._has_first = bool(first.lines)
        shared = ["rows", *inputs, *self._pool.kinds]
        self._first = first.compiled(shared)
        self._second = second.compiled([*shared, *map(_out, self.listing.outputs)])
        second.space.update({name: first.space[name] for name in names.values() if name in first.space})
        self._buffers = {name: _buffer(kind, block) for name, kind in self._pool.kinds.items()}

    def run(self, calculations: Sequence[Calculation], outs: Sequence[dict[Output, Array]], rows: int) -> None:
        """Fills the outputs, one set of them for each set of parameters."""
        inputs = [self._bound(each) for each in calculations]
        for start in range(0, rows, self.block):
            stop = min(start + self.block, rows)
            buffers = list(self._buffers.values())
            if stop - start < self.block:
                kinds = self._pool.kinds.values()
                buffers = [each[: _length(kind, stop - start)] for each, kind in zip(buffers, kinds, strict=True)]
            for place, (given, out) in enumerate(zip(inputs, outs, strict=True)):
                read = [values[start:stop] if by_row else values for values, by_row in given]
                if place == 0 and self._has_first:
                    self._first(stop - start, *read, *buffers)
                stored = [_slice(out[each], each, start, stop) for each in self.listing.outputs]
                self._second(stop - start, *read, *buffers, *stored)

    def _bound(self, calculation: Calculation) -> list[tuple[Array, bool]]:
        """The inputs, each with whether it has a value for each row."""
        found: list[tuple[Array, bool]] = []
        for node, role in self.listing.inputs:
            values = calculation.of(node)
            if role == "scalar" and node.is_flag:
                values = np.where(values, np.iinfo(np.uint8).max, 0).astype(np.uint8)
            elif role == "table" and not len(values):
                values = np.zeros(1, dtype=values.dtype)
            found.append((values, role == "column"))
        return found


def _out(output: Output) -> str:
    return "out_verdict" if output.name == "verdict" else f"out_{output.name}_{output.rule}"


def _stored(output: Output, names: dict[int, str]) -> str:
    casting = ", 'unsafe'" if output.name == "verdict" else ""
    return f"copyto({_out(output)}, {names[output.number]}{casting})"


def _length(kind: str, rows: int) -> int:
    return -(-rows // BITS) if kind == "packed" else rows


def _buffer(kind: str, rows: int) -> Array:
    dtype = "uint8" if kind == "packed" else kind
    return np.empty(_length(kind, rows), dtype=dtype)


def _slice(array: Array, output: Output, start: int, stop: int) -> Array:
    if output.name == "verdict":
        return array[start:stop]
    return array[start // BITS : _length("packed", stop)]
