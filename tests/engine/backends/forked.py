"""Asks the worker of an oracle in processes that are forked from one which has loaded it.

Each answers one ruleset and ends, as a process that is started for it does; it only need not load the library again.
Conformance cases have a thousand small rulesets. What starting a process does has tests of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from engine.backends.oracles import children
from engine.backends.oracles.children import Row
from engine.backends.oracles.errors import OracleFailed

Lines = Callable[[str, Sequence[Row], Sequence[str], float], list[str]]

# What anybody prints goes to standard error, as in the worker itself. A process that hangs is ended by the alarm.
_SERVER = """
import importlib, io, json, math, os, signal, sys
worker = importlib.import_module(sys.argv[1])
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
for line in sys.stdin:
    text, limit = json.loads(line)
    there, here = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(there)
            signal.alarm(math.ceil(limit))
            with os.fdopen(here, "w", encoding="utf-8") as target:
                worker.serve(io.StringIO(text), target)
            code = 0
        finally:
            os._exit(code)
    os.close(here)
    with os.fdopen(there, encoding="utf-8") as source:
        told = source.read()
    _, status = os.waitpid(child, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), told]), file=answers, flush=True)
"""


@contextmanager
def forking(worker: str) -> Iterator[Lines]:
    """What asks a fresh process of this worker module, in place of what starts one."""
    server = subprocess.Popen(
        [sys.executable, "-P", "-c", _SERVER, worker],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=children._environment(),
    )
    assert server.stdin is not None
    assert server.stdout is not None
    to, back = server.stdin, server.stdout

    def lines(first: str, rows: Sequence[Row], command: Sequence[str], limit: float) -> list[str]:
        text = "\n".join([first, *(json.dumps(row) for row in rows)]) + "\n"
        to.write(json.dumps([text, limit]) + "\n")
        to.flush()
        code, told = json.loads(back.readline())
        if code != 0:
            raise OracleFailed(f"the process ended with {code}")
        found: list[str] = told.splitlines()
        return found

    with server:
        yield lines
        to.close()
    assert server.returncode == 0
