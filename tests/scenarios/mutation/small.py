"""Small laws and scenarios, written where they are tested, and the mutants of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from engine.snapshot import Snapshot
from rules.compile.compiler import compile_path, compile_sources
from rules.compile.law import Law
from rules.diagnostics.text import render_text
from rules.source.load import load_text
from scenarios.feature import Scenario
from scenarios.mutation.all import all_mutants
from scenarios.mutation.mutant import Mutant
from scenarios.mutation.prepared import Prepared, prepare_all
from scenarios.reader import read_features, read_text
from tests.scenarios.found import DESK, load

HEAD = """
constitution: shop
version: "1"
---
units: { base: [usd, crate, session], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: -100000 to 100000 }
  tally: { unit: crates, step: 1, range: 0 to 1000 }
  grade: { one_of: [good, fair, poor] }
  share: { unit: none, step: 0.01, range: 0 to 2 }
---
scopes:
  clock: { one: true }
  shop: { key: name }
  order: { key: number, in: shop }
---
facts: clock
given:
  time: { type: time, source: at }
  date: { type: date, source: at }
---
facts: shop
given:
  budget: { type: money, may_be_missing: true }
  grade: { type: grade }
  is_open: { type: flag, words: open }
---
facts: order
given:
  price: { type: money, may_be_missing: true }
  boxes: { type: tally }
  ordered_on: { type: date }
  is_urgent: { type: flag, words: urgent }
---
actions:
  ship: { on: order, risk: increasing, fields: { quantity: tally } }
  stop: { on: order, risk: reducing, fields: {} }
---
"""


def law(text: str) -> Law:
    """The law of a shop with these documents. A mistake in it fails the test."""
    compiled = compile_sources([load_text(HEAD.lstrip() + textwrap.dedent(text).strip(), "shop.yaml")])
    assert compiled.law is not None, render_text(compiled.findings, compiled.sources)
    return compiled.law


def mutants(of: Law, document: str) -> dict[str, Mutant]:
    """The mutants of a document, by what stands behind its id."""
    return {each.id.removeprefix(document): each for each in all_mutants(of) if each.document == document}


def changes(text: str, document: str) -> list[str]:
    """What is changed of a document: the ids of its mutants, without its own."""
    return list(mutants(law(text), document))


def no_file(path: Path) -> Snapshot:
    """These scenarios say all their facts themselves."""
    raise AssertionError(path)


def scenarios(text: str) -> list[Scenario]:
    """The scenarios of a feature."""
    read = read_text("Feature: a shop\n\n" + textwrap.indent(textwrap.dedent(text).strip(), "  "), "shop.feature")
    assert read.ok, render_text(read.findings, read.sources)
    return list(read.scenarios())


FACTS = """
Background:
  Given times are those of America/New_York
  And it is 2026-04-16 at 10:00
  And these shops:
    | shop | budget  | grade | is open |
    | S    | $100.00 | good  | yes     |
  And these orders:
    | order | shop | price  | boxes | ordered on | urgent |
    | 1     | S    | $40.00 | 4     | 2026-04-10 | no     |
    | 2     | S    | $60.00 | 6     | 2026-04-12 | yes    |

"""


def ready(of: Law, text: str) -> list[Prepared]:
    """Scenarios that begin with the facts of one shop and two orders; all of them pass."""
    found, failing = prepare_all(of, scenarios(FACTS + textwrap.dedent(text).strip()), no_file)
    assert not failing, [each.name for each in failing]
    return found


def desk() -> tuple[Law, list[Prepared]]:
    """The loan desk and its scenarios."""
    found = compile_path(DESK / "law").law
    assert found is not None
    read = read_features([DESK / "scenarios"])
    prepared, failing = prepare_all(found, list(read.scenarios()), load)
    assert not failing
    return found, prepared


def ids(found: Iterable[Mutant]) -> list[str]:
    """The ids of mutants."""
    return [each.id for each in found]
