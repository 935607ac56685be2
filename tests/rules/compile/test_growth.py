"""Twice as many actions, each with its own rules, are twice as much to compile: no action looks at all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from rules.check.lint.purpose import Purpose
from rules.compile.compiler import compile_documents
from rules.compile.graph import Graph
from rules.compile.law import Law
from rules.source.load import load_text

HEAD = """\
constitution: long
version: "1"
---
units: { base: [point], scales: [] }
---
types:
  score: { unit: points, step: 1, range: 0 to 100 }
---
scopes:
  deal: { key: id }
---
facts: deal
given: { score: { type: score } }
---
actions:
"""
MOST = 8


class Looked(tuple[str, ...]):
    """The actions of a rule, which count how often they are looked at."""

    __slots__ = ()
    times = 0

    def __contains__(self, name: object) -> bool:
        Looked.times += 1
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        Looked.times += 1
        return super().__iter__()


def law_of(actions: int) -> Law:
    """So many actions, each with a permit, a forbid and a duty."""
    text = HEAD + "".join(f"  a{each}: {{ on: deal, risk: increasing }}\n" for each in range(actions))
    for each in range(actions):
        text += f"---\nrule: P{each}\nsection: a\npermit: a{each}\nfor: deal\nwhen: deal.score > 20 points\n"
        text += f"---\nrule: F{each}\nsection: a\nforbid: a{each}\nfor: deal\nwhen: deal.score > 60 points\n"
        text += f"---\nrule: D{each}\nsection: a\npropose: a{each}\nfor: deal\nwhen: deal.score > 30 points\n"
    law = compile_documents(load_text(text, "long.yaml").documents).law
    assert law is not None
    return replace(law, permits=tuple(replace(each, actions=Looked(each.actions)) for each in law.permits))


def ordered(law: Law) -> None:
    """What must be known before what."""
    Graph(
        law.facts, law.derivations, law.permits, law.proposals, law.allocations, law.universes, law.kept,
        law.exclusives, law.schedules,
    )  # fmt: skip


def wanted(law: Law) -> None:
    """Whether somebody wants what is permitted."""
    Purpose(law).wanted()


@pytest.mark.parametrize("step", [ordered, wanted])
def test_no_action_looks_at_the_rules_of_all_others(step: Callable[[Law], None]) -> None:
    law = law_of(40)
    Looked.times = 0
    step(law)
    assert 0 < Looked.times <= MOST * len(law.permits)
