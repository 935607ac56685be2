"""Asks an engine, in a process of its own: whatever happens to it there has a name here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import engine
from engine.backends.oracles.errors import OracleFailed
from engine.backends.oracles.program import Program

Row = tuple[str, Mapping[str, int]]
Answers = Mapping[str, int]


def ask(
    first: str,
    programs: Sequence[Program],
    rows: Sequence[Row],
    command: Sequence[str],
    portion: int,
    seconds: tuple[float, float],
) -> list[Answers]:
    """The answers to every question of every row, by the fields of the questions.

    A process is told the `first` line and up to `portion` rows; it has `seconds` to start and for each row. Fresh
    processes for each call, as many at a time as there are processors. Raises OracleFailed when a process dies,
    hangs, contradicts itself or answers something else than was asked.
    """
    portions = [rows[start : start + portion] for start in range(0, len(rows), portion)]

    def answered(part: Sequence[Row]) -> list[Answers]:
        to_start, a_row = seconds
        return _answers(_lines(first, part, command, to_start + a_row * len(part)), part, programs)

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
