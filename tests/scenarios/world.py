"""A small law of a library with everything that steps can be about, and runs of scenarios against it."""

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
from scenarios.reader import read_text
from scenarios.report import Result
from scenarios.runner import run_scenario
from scenarios.words import Words

LAW = """
constitution: library
version: "1"
---
units: { base: [usd, book, session], currency: usd, also: { week: 7 days } }
---
types:
  fee: { unit: usd, step: 0.01, range: 0 to 1000 }
  price: { unit: usd per book, step: 0.01, range: 0 to 1000 }
  tally: { unit: books, step: 1, range: 0 to 1000 }
  length: { unit: days, step: 1, range: 0 to 1000 }
  level: { unit: none, step: 1, range: 0 to 3 }
  genre: { one_of: [novel, science_fiction, poetry] }
---
scopes:
  clock: { one: true }
  house: { one: true, words: library }
  town: { key: name }
  branch: { key: name, in: town, words: reading room }
  reader: { key: number, in: branch }
  title: { key: name }
  wish: { key: [reader, title] }
  loan: { key: number, in: reader, refers_to: title }
---
kinds:
  late_loan: { of: loan, where: loan.is_late }
---
facts: clock
given:
  now: { type: instant, source: at }
  date: { type: date, source: at }
---
facts: house
given:
  door_open: { type: flag, words: door is open }
  visitors: { type: tally, may_be_missing: true, series: session }
  temperature: { type: level, may_be_missing: true, stale_after: policy.fresh }
---
facts: reader
given:
  genres: { type: set of genre }
  debt: { type: fee, may_be_missing: true }
  has_card: { type: flag }
---
facts: title
given:
  genre: { type: genre }
  price: { type: price }
  rating: { type: level, may_be_missing: true }
---
facts: loan
given:
  is_late: { type: flag, words: late }
  since: { type: date, may_be_none: true }
---
actions:
  lend: { on: wish, risk: increasing, fields: { quantity: tally, fee: fee }, words: lend a book on }
  close: { on: house, risk: reducing, words: close the house }
  remind: { on: loan, risk: neutral, fields: { days: length } }
---
parameters: policy
values:
  fresh: { is: 60 seconds, unit: seconds }
  most: { is: 2 books, unit: books, within: 1 books to 5 books, overridable: reader }
  liked: { is: [novel, poetry], of: set of genre, overridable: reader }
---
table: LEVEL-01
section: §1
decides: title.level
type: level
for: title
hit_policy: max
rows:
  - { when: title.price > $10 per book, then: 1 }
  - { when: title.rating >= 2, then: 2 }
  - { when: title.rating >= 3, then: 3 }
otherwise: 0
---
rule: DAYS-01
section: §1
derive: loan.days
type: length
for: late_loan
as: clock.date - first known of loan.since, clock.date
---
rule: CROWD-01
section: §1
derive: house.crowd
type: tally
for: house
as: mean of house.visitors over the last 3 sessions
---
rule: HOT-01
section: §1
derive: house.is_hot
words: hot
type: flag
for: house
when: house.temperature > 1
---
choose: BEST-01
section: §1
chooses: reader.favourite
for: reader
among: wish in reader
prefer: [highest wish.title.price]
ties: [wish.title]
if_none: none
---
rule: LEND-01
section: §2
permit: lend
for: wish
when:
  all:
    - title.genre in reader.genres
    - title.genre in policy.liked
    - reader.has_card
---
rule: LEND-02
section: §2
forbid: lend
for: wish
when: title.level >= 3
---
allocate: ALLOC-01
section: §2
action: lend
for: reader
among: wish in reader
counts: book
writes: wish.copies
limits:
  - { limit: MOST, per: reader, amount: 1, at_most: policy.most }
prefer: [most of wish.title.price]
ties: [wish.title]
with: { fee: wish.title.price * 1 book }
---
rule: CLOSE-01
section: §3
permit: close
for: house
when: not house.door_open
---
rule: REMIND-01
section: §3
propose: remind
for: late_loan
when: loan.days >= 7 days
with: { days: loan.days rounded down to 1 day }
---
rule: REMIND-02
section: §3
permit: remind
for: loan
when: loan.since exists
"""

FACTS = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {
        "house": {"door_open": "true", "visitors": ["1", "2", "3"], "temperature": "1"},
        "town": {"Ulm": {}, "Ulm in Peace": {}},
        "branch": {"East": {"town": "Ulm"}, "West": {"town": "Ulm in Peace"}},
        "reader": {
            "A": {"branch": "East", "genres": ["novel"], "debt": "0", "has_card": "true"},
            "B": {"branch": "West", "genres": ["poetry"], "debt": "unknown", "has_card": "true"},
        },
        "title": {
            "Emma": {"genre": "novel", "price": "9.50", "rating": "1"},
            "Odes": {"genre": "poetry", "price": "12.00", "rating": "1"},
        },
        "loan": {
            "1": {"reader": "A", "title": "Emma", "is_late": "true", "since": "2026-04-09"},
            "2": {"reader": "B", "title": "Odes", "is_late": "false", "since": "none"},
        },
    },
}


@cache
def library() -> tuple[Law, Words]:
    """The compiled law and its words."""
    compiled = compile_sources([load_text(LAW, "library.yaml")])
    assert compiled.law is not None, render_text(compiled.findings, compiled.sources, color=False)
    return compiled.law, Words(compiled.law)


def load(path: Path) -> Snapshot:
    """The facts of the library."""
    return from_dict(FACTS, path.name)


def run(steps: str) -> Result:
    """Runs one scenario about the library, with its facts."""
    body = textwrap.indent(textwrap.dedent(steps).strip(), "    ")
    text = f'Feature: F\n\n  Scenario: S\n    Given the facts of "library.yaml"\n{body}\n'
    read = read_text(text, "f.feature")
    assert not read.findings, render_text(read.findings, read.sources, color=False)
    (scenario,) = read.scenarios()
    law, words = library()
    return run_scenario(law, scenario, words, load)


def passes(steps: str) -> None:
    """Asserts that a scenario passes."""
    result = run(steps)
    assert result.state == "passed", [str(each.message) for each in result.findings]


def told(steps: str) -> list[tuple[str, str]]:
    """Codes and messages of a scenario that does not pass."""
    result = run(steps)
    assert result.state != "passed"
    return [(each.code, each.message) for each in result.findings]
