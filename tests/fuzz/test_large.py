"""Law that is large or twisted in one way each: it ends, and what is wrong is said. Most of these once did not."""

from __future__ import annotations

import pytest

from rules.compile.compiler import compile_sources
from rules.diagnostics.diagnostic import Diagnostic
from rules.diagnostics.text import render_text
from rules.source.load import MOST_DOCUMENTS, load_text
from tests.fuzz.limits import within_time

HEAD = """\
constitution: big
version: "1"
---
scopes:
  desk: { one: true }
---
facts: desk
given:
  x: { type: number }
  b: { type: flag }
"""


def rule(number: int, value: str, of: str = "number") -> str:
    return f"rule: R-{number}\nsection: §1\nderive: desk.f{number}\ntype: {of}\nfor: desk\nas: {value}\n"


def table(rows: list[tuple[str, str]], policy: str = "unique") -> str:
    head = f"table: T-1\nsection: §1\ndecides: desk.t\ntype: number\nfor: desk\nhit_policy: {policy}\nrows:\n"
    return head + "".join(f"  - when: {when}\n    then: {then}\n" for when, then in rows) + "otherwise: 0\n"


def duty(number: int) -> str:
    return f"rule: P-{number}\nsection: §1\npropose: {'ab'[number % 2]}\nfor: desk\nwhen: desk.x > {number}\n"


def found(*documents: str) -> tuple[Diagnostic, ...]:
    with within_time():
        compiled = compile_sources([load_text("---\n".join([HEAD, *documents]), "law.yaml")])
        render_text(compiled.findings, compiled.sources)
    return compiled.findings


def codes(*documents: str) -> set[str]:
    return {each.code for each in found(*documents)} - {"L904", "L905", "L906"}


def scopes(links: dict[str, list[str]]) -> str:
    lines = (f"  {name}: {{ key: text, refers_to: [{', '.join(to)}] }}\n" for name, to in links.items())
    return "scopes:\n" + "".join(lines)


TWISTED: dict[str, tuple[list[str], set[str]]] = {
    # each needs the next, so that the way down is as long as the law
    "a long chain": ([rule(n, f"desk.f{n + 1} + 1" if n < 299 else "desk.x") for n in range(300)], set()),
    "a chain too long": ([rule(n, f"desk.f{n + 1} + 1" if n < 1499 else "desk.x") for n in range(1500)], {"S403"}),
    "a long circle": ([rule(n, f"desk.f{(n + 1) % 1500} + 1") for n in range(1500)], {"S401"}),
    "many rules": ([rule(n, "desk.x + 1") for n in range(1500)], set()),
    "one id for all": ([rule(1, "desk.x") for _ in range(1500)], {"E313"}),
    "many unknown names": ([rule(n, f"desk.g{n} + 1") for n in range(1500)], {"E301"}),
    "many leaves that cannot be read": ([rule(n, "desk.x ++ 1") for n in range(1500)], {"E110"}),
    "many unknown keys": ([rule(1, "desk.x") + "".join(f"k{n}: 1\n" for n in range(4000))], {"E121"}),
    "many rows": ([table([(f"desk.x between {2 * n} and {2 * n + 1}", "1") for n in range(600)])], set()),
    "many rows that are one": ([table([("desk.x > 1", "1")] * 600)], {"T504"}),
    "many rows of which one wins": ([table([(f"desk.x <= {n}", f"{n}") for n in range(600)], "max")], set()),
    "many conditions": (
        ["rule: C-1\nsection: §1\nderive: desk.c\ntype: flag\nfor: desk\nwhen:\n  all:\n" + "    - desk.b\n" * 3000],
        set(),
    ),
    "many cases": (
        [
            "rule: C-1\nsection: §1\nderive: desk.c\ntype: number\nfor: desk\nas:\n  cases:\n"
            + "".join(f"    - when: desk.x <= {n}\n      then: {n}\n" for n in range(800))
            + "  otherwise: 0\n"
        ],
        set(),
    ),
    "many duties": (
        ["actions:\n  a: { on: desk, risk: reducing }\n  b: { on: desk, risk: reducing }\n", *map(duty, range(500))],
        {"S411", "R702"},
    ),
    "names that stand for ever more": (
        [
            "rule: L-1\nsection: §1\nderive: desk.l\ntype: number\nfor: desk\nlet:\n  a0: desk.x\n"
            + "".join(f"  a{n}: a{n - 1} + a{n - 1}\n" for n in range(1, 40))
            + "as: a39\n"
        ],
        {"E112"},
    ),
    # every scope leads to every one before it: the number of ways doubles with each
    "ways without number": (
        [
            scopes({f"s{n}": [f"s{m}" for m in range(n)] for n in range(40)}),
            "rule: W-1\nsection: §1\nderive: s39.w\ntype: flag\nfor: s39\nwhen: any s0 as other in s39\n",
        ],
        {"E306"},
    ),
    "a scope that is its own key": (["scopes:\n  a: { key: [a] }\n", rule(1, "count of a")], {"E312"}),
    "scopes in a ring": ([scopes({"k": ["l"], "m": ["k"], "l": ["m"]}), rule(1, "count of k in desk")], {"E312"}),
    "a leaf of many lines": (
        [
            "rule: F-1\nsection: §1\nderive: desk.f\ntype: flag\nfor: desk\nwhen: >-\n"
            + "  desk.b or\n" * 300
            + "  desk.b\n"
        ],
        set(),
    ),
    "five hundred brackets": ([rule(1, "(" * 500 + "desk.x" + ")" * 500)], {"E112"}),
    "five thousand minus signs": ([rule(1, "-" * 4900 + "desk.x")], {"E112"}),
    "a sum of a thousand": ([rule(1, " + ".join(["desk.x"] * 500))], {"E112"}),
    "a long leaf": ([rule(1, " and ".join(["desk.b"] * 20_000), "flag")], {"E133"}),
    "a long number": ([rule(1, "1" + "0" * 100_000)], {"E133"}),
    "many digits": ([rule(1, "1" + "0" * 1_000)], {"E114"}),
    "aliases that double": (["a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", rule(1, "desk.x")], {"Y114"}),
    "lists in lists": (["a: " + "[" * 100_000, rule(1, "desk.x")], {"Y120"}),
    "many documents": ([rule(1, "desk.x"), *[""] * MOST_DOCUMENTS], {"Y124"}),
}


@pytest.mark.parametrize("name", TWISTED)
def test_it_ends_and_says_what_is_wrong(name: str) -> None:
    documents, expected = TWISTED[name]
    assert codes(*documents) == expected


def test_of_equal_rows_each_is_told_once() -> None:
    told = [each for each in found(table([("desk.x > 1", "1")] * 20)) if each.code == "T504"]
    assert len(told) == 19
