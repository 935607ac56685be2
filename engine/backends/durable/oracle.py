"""Asks the engine, in a process of its own: whatever happens to it there has a name here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import engine
from engine.backends.durable.errors import NotInstalled, OracleFailed
from engine.backends.durable.formula import ALWAYS, Formula, Test, definition, every
from engine.backends.durable.program import Program

Row = tuple[str, Mapping[str, int]]
Answers = Mapping[str, int]

# A row takes two milliseconds or so; a process that needs fifty times that hangs.
SECONDS_TO_START = 20
SECONDS_A_ROW = 0.1
# Rows that one process answers; more of them go to further processes.
PORTION = 2000

WORKER = (sys.executable, "-P", "-m", "engine.backends.durable.worker")


def installed() -> bool:
    """Whether durable_rules is there and can be imported by this Python."""
    return find_spec("durable") is not None and find_spec("durable_rules_engine") is not None


def ask(
    programs: Sequence[Program],
    rows: Sequence[Row],
    command: Sequence[str] = WORKER,
    seconds: float | None = None,
) -> list[Answers]:
    """The answers to every question of every row, by the fields of the questions.

    Fresh processes for each call, as many at a time as there are processors. Raises NotInstalled, and OracleFailed
    when a process dies, hangs, contradicts itself or answers something else than was asked.
    """
    if command is WORKER and not installed():
        raise NotInstalled("durable_rules is not installed (`make oracles`; Python 3.11 or 3.12, and a C compiler)")
    first = json.dumps(ruleset(programs))
    portions = [rows[start : start + PORTION] for start in range(0, len(rows), PORTION)]

    def answered(portion: Sequence[Row]) -> list[Answers]:
        limit = SECONDS_TO_START + SECONDS_A_ROW * len(portion) if seconds is None else seconds
        return _answers(_lines(first, portion, command, limit), portion, programs)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [answers for found in pool.map(answered, portions) for answers in found]


def _lines(first: str, rows: Sequence[Row], command: Sequence[str], limit: float) -> list[str]:
    """What a fresh process writes. Raises OracleFailed when it does not end as it should."""
    try:
        child = subprocess.run(
            command,
            input="\n".join([first, *(json.dumps(row) for row in rows)]) + "\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=_environment(),
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        done = (expired.stdout or b"").count(b"\n")
        raise OracleFailed(f"no answer within {limit:g} s, after {done} of {len(rows)} rows") from None
    except OSError as error:
        raise OracleFailed(f"it could not be started: {error.strerror}") from None
    lines = child.stdout.splitlines()
    if child.returncode != 0:
        raise OracleFailed(f"{_ending(child)}, after {len(lines)} of {len(rows)} rows")
    return lines


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


def _environment() -> dict[str, str]:
    """The child's own environment: plain numbers whatever the locale, the same hashes in every run, our own modules."""
    root = str(Path(engine.__file__).resolve().parent.parent)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "LC_NUMERIC": "C", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": root}


def _ending(child: subprocess.CompletedProcess[str]) -> str:
    if child.returncode < 0:
        try:
            return f"killed by {signal.Signals(-child.returncode).name}"
        except ValueError:
            return f"killed by signal {-child.returncode}"
    last = (child.stderr.strip().splitlines() or ["it says nothing"])[-1]
    return f"ended with {child.returncode} ({last})"


def _answers(lines: Sequence[str], rows: Sequence[Row], programs: Sequence[Program]) -> list[Answers]:
    try:
        told = [json.loads(line) for line in lines]
    except json.JSONDecodeError:
        raise OracleFailed("it answered something that is not JSON") from None
    if not told or told[-1] != {"rows": len(rows)} or len(told) != len(rows) + 1:
        raise OracleFailed(f"it answered {max(len(told) - 1, 0)} of {len(rows)} rows")
    asked = {program.action: program for program in programs}
    found: list[Answers] = []
    for number, ((action, _), line) in enumerate(zip(rows, told[:-1], strict=True), 1):
        answers = line.get("answers")
        if not isinstance(answers, dict):
            raise OracleFailed(f"row {number} ({action}): {_about(str(line.get('trouble', line)), asked[action])}")
        found.append(answers)
    return found


def _about(trouble: str, program: Program) -> str:
    """Trouble in words: fields of questions become what they are about."""
    for question in sorted(program.questions, key=lambda each: -len(each.field)):
        trouble = trouble.replace(question.field, f"`{question.about}`")
    return trouble
