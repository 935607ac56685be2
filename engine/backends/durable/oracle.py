"""Asks durable_rules, in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from engine.backends.durable.notation import ruleset
from engine.backends.oracles import children
from engine.backends.oracles.children import Answers, Row
from engine.backends.oracles.errors import NotInstalled
from engine.backends.oracles.program import Program

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

    `seconds` is what a process has for all of its rows. Raises NotInstalled, OracleFailed.
    """
    if command is WORKER and not installed():
        raise NotInstalled("durable_rules is not installed (`make oracles`; Python 3.11 or 3.12, and a C compiler)")
    limit = (SECONDS_TO_START, SECONDS_A_ROW) if seconds is None else (seconds, 0)
    return children.ask(json.dumps(ruleset(programs)), programs, rows, command, PORTION, limit)
