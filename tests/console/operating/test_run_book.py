"""The run-book tells of every alert that there is, and of no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.console.running import ROOT

PLACES = ("engine/session", "console/operating", "console/trading", "console/run.py")
TELLS = {"AlertRaised": 0, "_alert_all": 0, "say": 2, "_say": 0, "_failed": 1, "_put_aside": 2}
"""Calls that raise alerts, and where the code stands among their arguments."""


def _codes(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    names = {
        target.id: each.value.value
        for each in tree.body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", None))
        if name not in TELLS:
            continue
        named = [each.value for each in call.keywords if each.arg == "code"]
        placed = call.args[TELLS[name] : TELLS[name] + 1]
        for found in named or placed:
            value = found.value if isinstance(found, ast.Constant) else names.get(getattr(found, "id", ""))
            if isinstance(value, str) and re.fullmatch("[a-z_]+", value):
                yield value


def test_every_alert_is_in_the_run_book() -> None:
    files = [
        path for each in PLACES for path in ([ROOT / each] if each.endswith(".py") else (ROOT / each).glob("*.py"))
    ]
    raised = {code for path in files for code in _codes(path.read_text(encoding="utf-8"))}
    page = (ROOT / "docs/run-book.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z_]+)`", page.partition("## Every alert")[2], re.MULTILINE))
    assert told == raised
    assert len(raised) > 20
