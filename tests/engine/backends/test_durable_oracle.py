"""Whatever happens in the child process is a named error here."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import pytest

from engine.backends.durable import oracle
from engine.backends.durable.notation import ruleset
from engine.backends.durable.oracle import ask
from engine.backends.durable.translation import translate
from engine.backends.oracles.children import Row
from engine.backends.oracles.errors import NotInstalled, OracleFailed
from engine.backends.oracles.program import Program
from tests.engine.backends.durable_law import all_use

# Something for every row, and the last line.
EACH, LAST = "[", "for line in lines[1:]]; print(json.dumps({'rows': len(lines) - 1}))"
ROWS: list[Row] = [("close", {"q1": 1}), ("close", {"q1": 0})]


def child(code: str) -> tuple[str, ...]:
    """A stand-in for the worker: it has read everything before it does this."""
    return (sys.executable, "-c", f"import os, signal, sys, time, json; lines = sys.stdin.readlines(); {code}")


def programs() -> Sequence[Program]:
    return translate(all_use()).programs


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("print('{}', flush=True); os.kill(os.getpid(), signal.SIGSEGV)", "killed by SIGSEGV, after 1 of 2 rows"),
        ("os.kill(os.getpid(), signal.SIGFPE)", "killed by SIGFPE, after 0 of 2 rows"),
        ("raise ImportError('undefined symbol: PyEval_CallObject')", "ended with 1 .*undefined symbol"),
        ("print('nonsense')", "not JSON"),
        ("print(json.dumps({'rows': 2}))", "it answered 0 of 2 rows"),
        ("pass", "it answered 0 of 2 rows"),
        (f"{EACH} print(json.dumps({{'trouble': 'x'}})) {LAST}", r"row 1 .close.: x"),
    ],
)
def test_a_child_that_fails(code: str, told: str) -> None:
    with pytest.raises(OracleFailed, match=told):
        ask(programs(), ROWS, child(code))


def test_a_child_that_hangs() -> None:
    with pytest.raises(OracleFailed, match=r"no answer within 0\.5 s, after \d of 2 rows"):
        ask(programs(), ROWS, child("print('{}', flush=True); time.sleep(60)"), seconds=0.5)


def test_a_child_that_cannot_be_started() -> None:
    with pytest.raises(OracleFailed, match="could not be started"):
        ask(programs(), ROWS, ("/nowhere/python",))


def test_trouble_is_told_in_words_of_the_law() -> None:
    program = next(each for each in programs() if each.action == "close")
    field = program.questions[0].field
    code = f"{EACH} print(json.dumps({{'trouble': 'no answer to {field}'}})) {LAST}"
    with pytest.raises(OracleFailed, match=f"no answer to `{program.questions[0].about}`"):
        ask(programs(), ROWS, child(code))


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "installed", lambda: False)
    with pytest.raises(NotInstalled, match="make oracles"):
        ask(programs(), ROWS)


def test_the_child_has_plain_numbers_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_NUMERIC", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    code = (
        "told = {name: value for name, value in os.environ.items() if name.startswith(('LC_', 'LANG'))};"
        "print(json.dumps({'answers': told})); print(json.dumps({'rows': 1}))"
    )
    (found,) = ask(programs(), ROWS[:1], child(code))
    told: dict[str, object] = dict(found)
    assert told == {"LC_ALL": "C", "LC_NUMERIC": "C"}


def test_rows_are_answered_in_order_over_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "PORTION", 2)
    rows: list[Row] = [("close", {"n": number}) for number in range(7)]
    code = f"{EACH} print(json.dumps({{'answers': json.loads(line)[1]}})) {LAST}"
    assert ask(programs(), rows, child(code)) == [fields for _, fields in rows]
    assert ask(programs(), [], child(code)) == []


def test_the_child_is_told_rules_and_steps() -> None:
    told = ruleset(programs())
    assert json.loads(json.dumps(told)) == json.loads(json.dumps(ruleset(translate(all_use()).programs)))
    assert {field for field, _, _ in told["rules"]} == {
        question.field for program in programs() for question in program.questions
    }
