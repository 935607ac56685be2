"""A process that appends is killed: what it was told is recorded is there, and no append is there in part."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from engine.trading.events import AlertRaised, OperatorActed
from ledger.chain import Head
from ledger.store import Ledger
from ledger.verify import head_from, verify
from tests.ledger.desk import ROOT

KILLS = 4


def killed(file: Path, holder: str, wait: float) -> Head:
    """Lets a process append for a while, kills it, and gives the last head that it told of."""
    command = [sys.executable, "-m", "tests.ledger.appending", str(file), holder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        time.sleep(wait)
        process.kill()
        told = (told + process.stdout.read()).rpartition("\n")[0].splitlines()[-1]
    return head_from(told.split()[1])


def test_a_killed_process_leaves_whole_appends(tmp_path: Path) -> None:
    file, chance = tmp_path / "a.ledger", random.Random(5)
    for number in range(KILLS):
        told = killed(file, f"session {number}", chance.random() / 4)
        with Ledger(file, read_only=True) as ledger:
            result = verify(ledger, heads=ledger.heads_file, known=[("A", told)])
            assert result.proved, result.findings
            events = [each.event for each in ledger.entries("A")]
        batches = [each.text.rpartition(" ")[0] for each in events if isinstance(each, AlertRaised)]
        assert [batches.count(each) for each in dict.fromkeys(batches)] == [3] * len(set(batches))
        assert sum(isinstance(each, OperatorActed) for each in events) == number
        assert len(events) - told.sequence in (0, 3)
        assert result.contents == len(set(batches))
