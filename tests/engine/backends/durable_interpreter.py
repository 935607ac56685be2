"""Answers the questions of a program in plain Python, so that the translation can be tried without the engine."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence

from engine.backends.oracles.children import Answers, Row
from engine.backends.oracles.formula import Formula, Some, Test
from engine.backends.oracles.program import Program

_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def holds(formula: Formula, values: Mapping[str, int]) -> bool:
    """Whether a formula holds for these fields."""
    if isinstance(formula, Test):
        right = values[formula.right] if isinstance(formula.right, str) else formula.right
        return _COMPARED[formula.operator](values[formula.field], right)
    found = (holds(part, values) for part in formula.parts)
    return any(found) if isinstance(formula, Some) else all(found)


def answer(programs: Sequence[Program], rows: Sequence[Row]) -> list[Answers]:
    """What the engine should answer. Exactly one answer to every question holds, or this fails."""
    known = {program.action: program for program in programs}
    return [_answer(known[action], dict(fields)) for action, fields in rows]


def _answer(program: Program, values: dict[str, int]) -> Answers:
    answers: dict[str, int] = {}
    for step in program.steps:
        told = {name: values[name] for name in step.fields}
        for question in step.questions:
            found = [number for number, formula in question.answers if holds(formula, told)]
            assert len(found) == 1, (question.about, found)
            answers[question.field] = found[0]
        values.update(answers)
        if program.gate in answers and answers[program.gate] < 0:
            break
    return answers
