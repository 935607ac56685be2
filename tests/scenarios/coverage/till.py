"""A small law for the tests of coverage, with scenarios that are put together test by test."""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path

from engine.snapshot import Snapshot
from facts.files import from_dict
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.diagnostics.text import render_text
from rules.source.load import load_text
from scenarios.coverage.coverage import Coverage, cover
from scenarios.coverage.inventory import parts_of
from scenarios.coverage.observe import Observed, observe
from scenarios.coverage.parts import Kind, Need, Part, Parts
from scenarios.reader import read_text
from scenarios.words import Words

LAW = """\
constitution: till
version: "1"
scenarios: .
---
units: { base: [usd], currency: usd }
---
types:
  money: { unit: usd, step: $0.01 }
  level: { unit: none, step: 1, range: 0 to 3 }
  color: { one_of: [red, green, blue] }
---
scopes:
  clock: { one: true }
  account: { key: text }
  order: { key: text, in: account }
---
actions:
  close: { on: order, risk: reducing }
---
facts: clock
given:
  time: { type: time, source: at }
---
facts: account
given:
  cash: { type: money }
  frozen: { type: flag }
---
facts: order
given:
  price: { type: money, may_be_missing: true }
  color: { type: color }
---
parameters: till
section: §1
values:
  cap: { is: $100, of: money }
  opens: { is: 09:00, of: time }
  closes: { is: 17:00, of: time }
"""

FACTS = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {
        "account": {"A": {"cash": "500.00", "frozen": "false"}},
        "order": {"1": {"account": "A", "price": "50.00", "color": "red"}},
    },
}


@cache
def till(rules: str) -> Law:
    """The law with these documents behind its vocabulary."""
    compiled = compile_sources([load_text(written(rules), "till.yaml")])
    assert compiled.law is not None, render_text(compiled.findings, compiled.sources, color=False)
    return compiled.law


def written(rules: str) -> str:
    """The text of the law with these documents."""
    return f"{LAW}---\n{textwrap.dedent(rules).strip()}\n"


def scenario_text(steps: str, tags: str = "") -> str:
    """A scenario with these steps behind the facts of the till."""
    body = textwrap.indent(textwrap.dedent(steps).strip(), "    ")
    return f'  {tags}\n  Scenario: S\n    Given the facts of "facts.yaml"\n{body}\n'


def load(path: Path) -> Snapshot:
    """The facts of the till, whatever file a scenario names."""
    return from_dict(FACTS, path.name)


def seen(rules: str, *scenarios: str) -> tuple[Parts, list[Observed]]:
    """Scenarios run under observation, each with its steps; all of them have to pass."""
    law = till(rules)
    parts, words = parts_of(law), Words(law)
    found: list[Observed] = []
    for steps in scenarios:
        read = read_text(f"Feature: F\n\n{scenario_text(steps)}", "f.feature")
        assert not read.findings, render_text(read.findings, read.sources, color=False)
        (scenario,) = read.scenarios()
        found.append(observe(law, scenario, words, load, parts))
        assert found[-1].result.state == "passed", [each.message for each in found[-1].result.findings]
    return parts, found


def shown(rules: str, *scenarios: str) -> set[tuple[str, str]]:
    """What scenarios show, as ids of parts and words."""
    parts, found = seen(rules, *scenarios)
    return {(parts.all[index].id, need.value) for each in found for index, need in each.sightings.seen}


def part(parts: Parts, id: str, kind: Kind = Kind.CLAUSE) -> Part:
    """The part of this id and kind."""
    (found,) = [each for each in parts.all if each.id == id and each.kind is kind]
    return found


def ids(rules: str, kind: Kind = Kind.CLAUSE) -> list[str]:
    """The ids of all parts of one kind."""
    return [each.id for each in parts_of(till(rules)).of(kind)]


def covered(folder: Path, rules: str, features: str, listed: str = "", only: tuple[str, ...] = ()) -> Coverage:
    """The coverage of the till by a feature, with a list of what cannot be shown."""
    (folder / "law.yaml").write_text(written(rules), "utf-8")
    (folder / "f.feature").write_text(f"Feature: F\n\n{features}", "utf-8")
    if listed:
        (folder / "equivalents.yaml").write_text(textwrap.dedent(listed), "utf-8")
    return cover(folder / "law.yaml", load_facts=load, only=only)


def gaps(coverage: Coverage) -> set[tuple[str, str]]:
    """What is missing, as ids and words."""
    return {(gap.id, gap.never) for gap in coverage.gaps}


BOTH = (Need.TRUE, Need.FALSE)
