"""Machine code for 64 rows at a time: numbers are vectors of 64 lanes, flags the 64 bits of one word.

A comparison of two vectors gives a word; from there on `and`, `or` and `not` cost one instruction for 64 rows. numba
compiles the block and the loop around it, and keeps what it has compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.extending import intrinsic

from engine.backends.columnar.columns import LINE
from engine.backends.columnar.kernels import FLAG, LANES
from engine.backends.columnar.ranges import BITS

Step = tuple[int, str, tuple[int, ...], str, int]
"""A value: its number, what makes it, of which values, in which type, and a constant where there is one."""
Output = tuple[int, int]
"""A value, and the place among the arguments of the array that it goes to."""

_WORD = ir.IntType(LANES)
_BYTE = ir.IntType(BITS)
_INT = ir.IntType(32)
_NEAR = 1
PIECE = 2048
STRIP = PIECE // BITS
"""Rows of a piece, and bytes of a strip."""
_SIGNS = {"less": "<", "at_most": "<=", "same": "==", "differs": "!="}


def block_of(steps: Sequence[Step], outputs: Sequence[Output]) -> Callable[..., Any]:
    """A function for numba: `block(base, place, table, arguments)` calculates 64 rows from `base` on.

    Meanwhile it asks for the strips of memory whose addresses stand in `table` for the place of this block.
    """

    @intrinsic
    def block(_: Any, base: Any, place: Any, table: Any, arguments: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            base, place, table, arguments = args
            addresses = context.make_array(signature.args[2])(context, builder, table).data
            count = strips_a_block(steps, outputs)
            start = builder.mul(place, _WORD(count))
            found = [builder.load(builder.gep(addresses, [builder.add(start, _WORD(each))])) for each in range(count)]
            _Block(context, builder, signature.args[3], base, arguments).write(steps, outputs, found)
            return context.get_dummy_value()

        return types.void(base, place, table, arguments), generate

    found: Callable[..., Any] = block
    return found


def aim_of(steps: Sequence[Step], outputs: Sequence[Output]) -> Callable[..., Any]:
    """A function for numba: `aim(base, table, arguments)` writes down where the columns of a later piece lie."""

    @intrinsic
    def aim(_: Any, base: Any, table: Any, arguments: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            table = context.make_array(signature.args[1])(context, builder, args[1]).data
            _Block(context, builder, signature.args[2], args[0], args[2]).aim(steps, outputs, table)
            return context.get_dummy_value()

        return types.void(base, table, arguments), generate

    found: Callable[..., Any] = aim
    return found


def strips_a_block(steps: Sequence[Step], outputs: Sequence[Output]) -> int:
    """How many strips of `STRIP` bytes each block asks for, so that all of a piece are asked for while one goes by."""
    read = sum(_size(kind) for _, op, _, kind, _ in steps if op == "column") * (PIECE // STRIP)
    written = len(outputs) - 1 + PIECE // STRIP  # the verdict has a byte for each row, the others a bit
    return -(-(read + written) * LANES // PIECE)


class _Block:
    """Writes the code of one block."""

    def __init__(self, context: Any, builder: Any, tuple_type: Any, base: Any, arguments: Any) -> None:
        self.context = context
        self.builder = builder
        self.types = tuple_type
        self.base = base
        self.arguments = arguments
        self.values: dict[int, Any] = {}

    def write(self, steps: Sequence[Step], outputs: Sequence[Output], strips: Sequence[Any]) -> None:
        """All steps, and then the outputs; in between, strips of a later piece are asked for."""
        lines = STRIP // LINE * len(strips)
        asked = 0
        for place, (number, op, args, kind, constant) in enumerate(steps):
            while asked * len(steps) < place * lines:
                self._ahead(strips[asked * LINE // STRIP], asked * LINE % STRIP)
                asked += 1
            self.values[number] = self._value(op, [self.values[each] for each in args], kind, constant)
        for number, place in outputs:
            self._store(self.values[number], place)

    # --- arguments ------------------------------------------------------------------------------
    def _pointer(self, place: int) -> Any:
        array = self.context.make_array(self.types[place])(
            self.context, self.builder, self.builder.extract_value(self.arguments, place)
        )
        return array.data

    def _rows(self, place: int, of: ir.Type, start: Any) -> Any:
        start = self.builder.gep(self._pointer(place), [start])
        vector = ir.VectorType(of, LANES)
        return self.builder.load(self.builder.bitcast(start, vector.as_pointer()), align=1)

    def _store(self, value: Any, place: int) -> None:
        pointer = self._pointer(place)
        if value.type == _WORD:  # eight bytes of bits for 64 rows
            start = self.builder.gep(pointer, [self.builder.sdiv(self.base, _WORD(_BYTE.width))])
        else:
            start = self.builder.gep(pointer, [self.base])
        self.builder.store(value, self.builder.bitcast(start, value.type.as_pointer()), align=1)

    def aim(self, steps: Sequence[Step], outputs: Sequence[Output], table: Any) -> None:
        """The addresses of all strips."""
        builder = self.builder
        found: list[tuple[int, Any, int]] = []
        for _, op, _, kind, column in steps:
            if op == "column":
                start = builder.mul(self.base, _WORD(_size(kind)))
                found += [(column, start, part * STRIP) for part in range(_size(kind) * (PIECE // STRIP))]
        for place, (_, output) in enumerate(outputs):
            if place:
                found.append((output, builder.sdiv(self.base, _WORD(BITS)), 0))
            else:
                found += [(output, self.base, part * STRIP) for part in range(PIECE // STRIP)]
        for place, (array, start, offset) in enumerate(found):
            address = builder.add(builder.ptrtoint(self._pointer(array), _WORD), builder.add(start, _WORD(offset)))
            builder.store(address, builder.gep(table, [_WORD(place)]))

    def _ahead(self, strip: Any, offset: int) -> None:
        """Asks for a line of a later piece: memory gives strips much faster than a bit of every column in turn."""
        builder = self.builder
        name = "llvm.prefetch.p0"
        kinds = [_BYTE.as_pointer(), _INT, _INT, _INT]
        prefetch = builder.module.globals.get(name) or ir.Function(
            builder.module, ir.FunctionType(ir.VoidType(), kinds), name
        )
        here = builder.inttoptr(builder.add(strip, _WORD(offset)), _BYTE.as_pointer())
        builder.call(prefetch, [here, _INT(0), _INT(_NEAR), _INT(1)])

    # --- values ---------------------------------------------------------------------------------
    def _value(self, op: str, args: list[Any], kind: str, constant: int) -> Any:
        builder = self.builder
        match op:
            case "column":
                return (
                    self._flagged(self._rows(constant, _BYTE, self.base))
                    if kind == FLAG
                    else self._rows(constant, _integer(kind), self.base)
                )
            case "scalar":
                return self._scalar(constant, kind)
            case "constant":
                return _WORD(-constant) if kind == FLAG else ir.Constant(_vector(kind), [constant] * LANES)
            case "gather":
                return self._gathered(constant, args[0], kind)
            case "and":
                return builder.and_(*args)
            case "or":
                return builder.or_(*args)
            case "not":
                return builder.not_(args[0])
            case "cast":
                return self._cast(args[0], _vector(kind))
            case "pick":
                lanes = builder.bitcast(args[0], ir.VectorType(ir.IntType(1), LANES))
                return builder.select(lanes, args[1], args[2])
            case "less" | "at_most" | "same" | "differs":
                return self._word(builder.icmp_signed(_SIGNS[op], *args))
            case "plus":
                return builder.add(*args)
            case "minus":
                return builder.sub(*args)
            case "times":
                return builder.mul(*args)
            case "least" | "most":
                return builder.select(builder.icmp_signed("<" if op == "least" else ">", *args), *args)
            case "over":
                return self._over(*args)
        raise ValueError(op)

    def _flagged(self, found: Any) -> Any:
        zero = ir.Constant(found.type, [0] * LANES)
        return self._word(self.builder.icmp_unsigned("!=", found, zero))

    def _word(self, lanes: Any) -> Any:
        """The flags as a word in a plain register: there are few registers for masks, and they are slow."""
        nothing = ir.InlineAsm(ir.FunctionType(_WORD, [_WORD]), "", "=r,0")
        return self.builder.call(nothing, [self.builder.bitcast(lanes, _WORD)])

    def _scalar(self, place: int, kind: str) -> Any:
        value = self.builder.extract_value(self.arguments, place)
        if kind == FLAG:
            truth = self.builder.icmp_unsigned("!=", value, value.type(0))
            return self.builder.sext(truth, _WORD)
        return self._splat(value, _vector(kind))

    def _splat(self, value: Any, vector: Any) -> Any:
        first = self.builder.insert_element(ir.Constant(vector, ir.Undefined), value, _INT(0))
        zeros = ir.Constant(ir.VectorType(_INT, LANES), [0] * LANES)
        return self.builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), zeros)

    def _gathered(self, place: int, index: Any, kind: str) -> Any:
        of = _BYTE if kind == FLAG else _integer(kind)
        pointer = self._pointer(place)
        found = ir.Constant(ir.VectorType(of, LANES), ir.Undefined)
        for lane in range(LANES):
            row = self.builder.sext(self.builder.extract_element(index, _INT(lane)), _WORD)
            value = self.builder.load(self.builder.gep(pointer, [row]))
            found = self.builder.insert_element(found, value, _INT(lane))
        return self._flagged(found) if kind == FLAG else found

    def _cast(self, value: Any, to: Any) -> Any:
        have, want = value.type.element.width, to.element.width
        if have == want:
            return value
        return self.builder.sext(value, to) if have < want else self.builder.trunc(value, to)

    def _over(self, one: Any, other: Any) -> Any:
        """Downwards, for a divisor above zero; the machine divides towards zero."""
        builder = self.builder
        quotient, rest = builder.sdiv(one, other), builder.srem(one, other)
        below = builder.icmp_signed("<", rest, ir.Constant(rest.type, [0] * LANES))
        return builder.add(quotient, builder.sext(below, quotient.type))


def _integer(kind: str) -> ir.IntType:
    return ir.IntType(int(kind.removeprefix("int")))


def _vector(kind: str) -> ir.VectorType:
    return ir.VectorType(_integer(kind), LANES)


def _size(kind: str) -> int:
    """The bytes of a value in a column."""
    return 1 if kind == FLAG else _integer(kind).width // _BYTE.width
