"""Chains of documents: whatever the compiler lets through is decided, however deep the way down is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.diagnostics.codes import Severity
from tests.engine.worlds import compiled, decide

HEAD = """\
constitution: deep
version: "1"
---
scopes:
  desk: { one: true }
  box: { key: text }
---
facts: desk
given:
  x: { type: number }
  b: { type: flag }
"""
FACTS = {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": {"x": "1", "b": "true"}, "box": {"A": {}}}}


def rule(number: int, scope: str, of: str, value: str) -> str:
    return f"rule: R-{number}\nsection: §1\nderive: {scope}.f{number}\ntype: {of}\nfor: {scope}\nas: {value}\n"


def plain(number: int, last: bool) -> str:
    return rule(number, "desk", "number", "desk.x" if last else f"desk.f{number + 1} + 1")


def denied(number: int, last: bool) -> str:
    return rule(number, "desk", "flag", "desk.b" if last else "not " * 40 + f"desk.f{number + 1}")


def summed(number: int, last: bool) -> str:
    below = f"sum of other.f{number + 1} over box as other where other.f{number + 1} > 0"
    return rule(number, "box", "number", "desk.x" if last else below)


def tabled(number: int, last: bool) -> str:
    below = "desk.x" if last else f"desk.f{number + 1}"
    head = f"table: R-{number}\nsection: §1\ndecides: desk.f{number}\ntype: number\nfor: desk\nhit_policy: max\n"
    return head + f"rows:\n  - when: {below} > 0\n    then: 1\notherwise: 0\n"


def moved(number: int, last: bool) -> str:
    below = "desk.b" if last else f"desk.f{number + 1} is two"
    head = f"machine: R-{number}\nsection: §1\nkeeps: desk.f{number}\nfor: desk\nstarts: one\nstates: [one, two]\n"
    return head + f"if_several: [two, one]\nmoves:\n  - {{ move: M-{number}, from: one, to: two, when: {below} }}\n"


def asked(number: int, last: bool) -> str:
    below = "desk.b" if last else f"desk would be permitted a{number + 1}"
    action = f"actions:\n  a{number}: {{ on: desk, risk: neutral }}\n"
    return f"{action}---\nrule: R-{number}\nsection: §1\npermit: a{number}\nfor: desk\nwhen: {below}\n"


def chain(link: Callable[[int, bool], str], length: int) -> str:
    return "---\n".join([HEAD, *(link(number, number == length - 1) for number in range(length))])


@pytest.mark.parametrize("link", [plain, denied, summed, tabled, moved, asked])
def test_the_longest_chain_that_compiles_is_decided(link: Callable[[int, bool], str]) -> None:
    low, high = 1, 700
    while high - low > 1:
        middle = (low + high) // 2
        errors = {each.code for each in compiled(chain(link, middle)).findings if each.severity is Severity.ERROR}
        assert errors <= {"S403"}
        low, high = (middle, high) if not errors else (low, middle)
    assert 40 < low < 600
    assert decide([chain(link, low)], FACTS).canonical()
