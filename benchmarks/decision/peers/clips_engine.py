"""CLIPS by clipspy: a template for the row, facts for what is derived, salience for the order, bits in a global.

clipspy never lets go of a fact that Python has held: `Fact.__del__` calls `ReleaseFact` with an argument too many, and
swallows the TypeError. Facts pile up, and every call costs more than the one before. Here no fact is ever held: rows
are asserted by the calls of the C interface that clipspy itself makes, which also takes half the time of its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import clips
from clips._clips import ffi, lib

PACKAGE = "clipspy"
LICENCE = "BSD-3-Clause (CLIPS: MIT-0)"


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    environment = clips.Environment()
    _ALIVE.append(environment)
    slots = [f"(slot {name} (type {'SYMBOL' if _is_symbol(name) else 'INTEGER'}))" for name in plan["fields"]]
    environment.build(f"(deftemplate row {' '.join(slots)})")
    environment.build("(defglobal ?*fired* = 0)")
    environment.build("(defglobal ?*verdict* = 0)")
    names = [step["name"] for step in plan["steps"]]
    for name in names:
        environment.build(f"(deftemplate {name})")
    for place, step in enumerate(plan["steps"]):
        environment.build(_rule(step, len(names) - place))
    fired = environment.find_global("fired")
    verdict = environment.find_global("verdict")
    fields = plan["fields"]
    slot_of = {name: name.encode() for name in fields}
    native = environment._env  # noqa: SLF001 - what the calls of the C interface take
    builder = lib.CreateFactBuilder(native, b"row")
    value = ffi.new("CLIPSValue *")

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        lib.Reset(native)
        lib.FBSetDeftemplate(builder, b"row")
        for name in fields:
            given = row[name]
            value.value = (
                lib.CreateInteger(native, given) if given.__class__ is int else lib.CreateSymbol(native, given)
            )
            lib.FBPutSlot(builder, slot_of[name], value)
        lib.FBAssert(builder)
        lib.Run(native, -1)
        return _VERDICTS[verdict.value], fired.value

    return decide


def form(row: Mapping[str, Any]) -> dict[str, Any]:
    """Words and flags as symbols."""
    return {name: value if value.__class__ is int else _symbol_of(value) for name, value in row.items()}


def _symbol_of(value: Any) -> bytes:
    return str(value).upper().encode() if isinstance(value, bool) else str(value).encode()


# An environment that nobody holds any more is freed, whatever still calls it.
_ALIVE: list[clips.Environment] = []
_VERDICTS = ("not_permitted", "permitted", "forbidden")
_EFFECTS = {
    "derive": "(assert ({name}))",
    "permit": "(assert ({name})) (bind ?*verdict* (max ?*verdict* 1))",
    "forbid": "(bind ?*verdict* 2)",
}


def _is_symbol(name: str) -> bool:
    return name in {"right", "sleeve"} or name.startswith("locked")


def _rule(step: Mapping[str, Any], salience: int) -> str:
    """A rule: what it needs of other steps as patterns, of the row as a test."""
    word, *parts = step["when"]
    parts = parts if word == "and" else [step["when"]]
    patterns = [f"(not ({name}))" for name in step["unless"]]
    tests = []
    for part in parts:
        if part[0] in {"named", "not named"}:
            patterns.append(f"({part[1]})" if part[0] == "named" else f"(not ({part[1]}))")
        else:
            tests.append(part)
    fields: dict[str, None] = {}
    named = word == "or" and any(part[0] in {"named", "not named"} for part in parts)
    if named or any(_names(test) for test in tests):
        return _alternatives(step, salience)
    conditions = [_test(test, fields) for test in tests]
    row = f"(row {' '.join(f'({name} ?{name})' for name in fields)})"
    test = [f"(test (and TRUE {' '.join(conditions)}))"] if conditions else []
    left = " ".join([*patterns, row, *test])
    return _written(step["name"], step, salience, left)


def _names(condition: list[Any]) -> bool:
    word, *parts = condition
    return word in {"named", "not named"} or (word in {"and", "or"} and any(_names(part) for part in parts))


def _alternatives(step: Mapping[str, Any], salience: int) -> str:
    """A rule with `or` over other steps: the `or` of CLIPS itself, and the rule fires once."""
    word, *parts = step["when"]
    assert word == "or", step
    ways = []
    for part in parts:
        if part[0] == "named":
            ways.append(f"({part[1]})")
        elif part[0] == "not named":
            ways.append(f"(not ({part[1]}))")
        else:
            fields: dict[str, None] = {}
            test = _test(part, fields)
            ways.append(f"(and (row {' '.join(f'({name} ?{name})' for name in fields)}) (test {test}))")
    left = f"(exists (or {' '.join(ways)}))"
    return _written(step["name"], step, salience, left)


def _written(name: str, step: Mapping[str, Any], salience: int, left: str) -> str:
    bit = f"(bind ?*fired* (+ ?*fired* {step['bit']}))" if step["bit"] else ""
    effect = _EFFECTS[step["effect"]].format(name=name)
    return f"(defrule rule-{name} (declare (salience {salience})) {left} => {bit} {effect})"


def _test(condition: list[Any], fields: dict[str, None]) -> str:
    word, *parts = condition
    match word:
        case "and" | "or":
            return f"({word} {' '.join(_test(part, fields) for part in parts)})"
        case "is" | "is not":
            fields[parts[0]] = None
            return f"({'eq' if word == 'is' else 'neq'} ?{parts[0]} {parts[1]})"
        case "flag" | "not flag":
            fields[parts[0]] = None
            return f"(eq ?{parts[0]} {'TRUE' if word == 'flag' else 'FALSE'})"
    terms, operator, number = parts
    fields.update((name, None) for name, _ in terms)
    summed = [f"?{name}" if factor == 1 else f"(* {factor} ?{name})" for name, factor in terms]
    return f"({operator} {summed[0] if len(summed) == 1 else '(+ ' + ' '.join(summed) + ')'} {number})"
