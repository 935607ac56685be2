"""Questions in the notation of durable_rules: what the child process is told first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.backends.oracles.formula import ALWAYS, Every, Formula, Some, Test, every
from engine.backends.oracles.program import Program

_NAMES = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}


def ruleset(programs: Sequence[Program]) -> dict[str, Any]:
    """What the child is told first: rules in the engine's own notation, and the steps of each action."""
    rules = [
        (question.field, answer, _when(step.number, formula))
        for program in programs
        for step in program.steps
        for question in step.questions
        for answer, formula in question.answers
    ]
    steps = {
        program.action: {
            "gate": program.gate,
            "steps": [
                {
                    "step": step.number,
                    "fields": step.fields,
                    "questions": [question.field for question in step.questions],
                }
                for step in program.steps
            ],
        }
        for program in programs
    }
    return {"rules": rules, "programs": steps}


def _when(step: int, formula: Formula) -> dict[str, Any]:
    """The condition of a rule: the facts of its step, and the formula."""
    here = Test("step", "==", step)
    return definition(here if formula == ALWAYS else every([here, formula]))


def definition(formula: Formula) -> dict[str, Any]:
    """A formula in the engine's own notation. Its `and` and `or` may not be empty."""
    match formula:
        case Test():
            right = {"$m": formula.right} if isinstance(formula.right, str) else formula.right
            name = _NAMES.get(formula.operator)
            return {formula.field: right} if name is None else {name: {formula.field: right}}
        case Every():
            return {"$and": [definition(part) for part in formula.parts]}
        case Some():
            return {"$or": [definition(part) for part in formula.parts]}
