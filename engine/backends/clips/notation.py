"""Questions in the notation of CLIPS: what the child process is told first.

A row is a fact of a template of its own for each action; the answer to a question is a fact too, and CLIPS itself
chains from answers to the questions that need them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.backends.oracles.formula import ALWAYS, Every, Formula, Some, Test, fields_of
from engine.backends.oracles.program import Program, Question, fields_of_input

_NAMES = {"==": "=", "!=": "<>"}


def ruleset(programs: Sequence[Program]) -> dict[str, Any]:
    """Constructs to build, and for each action the template of its rows and the questions that must be answered."""
    constructs: list[str] = []
    actions: dict[str, dict[str, Any]] = {}
    for number, program in enumerate(programs, 1):
        row = f"row{number}"
        constructs.append(_template(row, program))
        for question in program.questions:
            constructs += _rules(row, question, {each.field for each in program.questions})
        actions[program.action] = {"row": row, "questions": [question.field for question in program.questions]}
    return {"constructs": constructs, "actions": actions}


def _template(row: str, program: Program) -> str:
    """The template of the rows of an action: every field is there, and a whole number."""
    names = [name for given in program.inputs for name in fields_of_input(given)]
    return f"(deftemplate {row} {' '.join(f'(slot {name} (type INTEGER) (default ?NONE))' for name in names)})"


def _rules(row: str, question: Question, questions: set[str]) -> list[str]:
    """A rule for each answer to a question."""
    return [
        f"(defrule {question.field}-{place} {_when(row, formula, questions)}"
        f" => (assert ({question.field} {answer})) (told {question.field} {answer}))"
        for place, (answer, formula) in enumerate(question.answers, 1)
    ]


def _when(row: str, formula: Formula, questions: set[str]) -> str:
    """The left side of a rule: the facts that bind the fields, and the test of them."""
    fields = list(dict.fromkeys(fields_of(formula)))
    slots = "".join(f" ({name} ?{name})" for name in fields if name not in questions)
    facts = [f"({row}{slots})", *(f"({name} ?{name})" for name in fields if name in questions)]
    return " ".join(facts if formula == ALWAYS else [*facts, f"(test {expression(formula)})"])


def expression(formula: Formula) -> str:
    """A formula as a function call of CLIPS. Neither `and` nor `or` may be empty there."""
    match formula:
        case Test(field, operator, right):
            return f"({_NAMES.get(operator, operator)} ?{field} {f'?{right}' if isinstance(right, str) else right})"
        case Every(parts):
            return f"(and {' '.join(map(expression, parts))})"
        case Some(parts):
            return f"(or {' '.join(map(expression, parts))})"
