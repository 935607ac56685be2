"""A small law of a desk with tickets, for tests of what memory adds: what is written behind it is checked with it."""

from __future__ import annotations

from collections.abc import Sequence

from rules.compile.compiler import Compiled, compile_sources
from rules.compile.law import Keeper, Law
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.language.typed import FactId
from rules.source.load import load_text

DESK = """\
constitution: desk
version: "1"
---
units: { base: [usd, lot, session], currency: usd }
---
types:
  money: { unit: usd, step: 0.01 }
  lots: { unit: lot, step: 1, range: 0 to 100 }
  level: { unit: none, step: 1, range: 0 to 3 }
  colour: { one_of: [red, blue] }
---
scopes:
  clock: { one: true }
  book: { key: text }
  desk: { key: text }
  ticket: { key: text, in: desk, refers_to: book }
---
kinds:
  big_ticket: { of: ticket, where: ticket.big }
---
events:
  reset: { in: desk, by: operator, fields: { who: text } }
  fill: { in: ticket, by: broker, fields: { lots: lots, price: money } }
  slip: { in: ticket, by: law, fields: { level: level } }
  news: { by: market }
---
schedules:
  noon: { at: 12:00 }
  look: { every: 5 minutes, for: big_ticket }
---
facts: clock
given:
  now: { type: instant, source: at }
  date: { type: date, source: at }
  time: { type: time, source: at }
---
facts: desk
given:
  cash: { type: money, may_be_missing: true }
  colour: { type: colour }
  open: { type: flag }
---
facts: ticket
given:
  lots: { type: lots }
  big: { type: flag }
  bad: { type: flag, may_be_missing: true }
---
actions:
  trade: { on: desk, risk: increasing }
  close: { on: ticket, risk: reducing, fields: { lots: lots } }
  cut: { on: ticket, risk: reducing }
---
parameters: size
values:
  part: { is: 10%, of: ratio, within: 1% to 50% }
---
rule: OPEN-01
section: §1
permit: [trade, close, cut]
for: desk
when: desk.open and desk.cash > size.part of $100
"""


def compiled(*texts: str) -> Compiled:
    """The desk's law with more documents behind it."""
    return compile_sources([load_text(DESK, "desk.yaml"), load_text("---\n".join(texts), "more.yaml")])


def errors(*texts: str) -> list[Diagnostic]:
    """What is wrong with them; warnings and notes are not looked at."""
    return [each for each in compiled(*texts).findings if each.severity is Severity.ERROR]


def codes(*texts: str) -> list[str]:
    """The codes of what is wrong."""
    return [each.code for each in errors(*texts)]


def sound(*texts: str) -> Law:
    """The law; it must have no error."""
    law = compiled(*texts).law
    assert law is not None, [(each.code, each.message) for each in errors(*texts)]
    return law


def kept(law: Law, fact: str) -> Keeper:
    """What keeps a fact."""
    scope, _, name = fact.partition(".")
    return law.kept[FactId(scope, name)]


def flag(when: str, scope: str = "desk") -> str:
    """A rule that derives a flag."""
    return f"rule: SEEN-01\nsection: §1\nderive: {scope}.seen\ntype: flag\nfor: {scope}\nwhen: '{when}'\n"


def state(becomes: str, starts: str = "$0", of: str = "money", keeps: str = "desk.peak", more: str = "") -> str:
    """A state of the scope that its fact is of."""
    scope = keeps.partition(".")[0]
    return (
        f"state: PEAK-01\nsection: §1\nkeeps: {keeps}\ntype: {of}\nfor: {scope}\n"
        f"starts: {starts}\nbecomes: {becomes}\n{more}"
    )


def latch(set_when: str = "desk.cash < $5", reset_when: str = "reset in desk happens", more: str = "") -> str:
    """A latch of the desk."""
    return (
        "latch: HALT-01\nsection: §1\nkeeps: desk.halted\nfor: desk\n"
        f"set_when: {set_when}\nreset_when: {reset_when}\nif_both: set\n{more}"
    )


MOVES = (
    ("LIFE-M1", "new", "working", "ticket.big"),
    ("LIFE-M2", "[new, working]", "done", "ticket.lots is 0 lots"),
)


def machine(moves: Sequence[tuple[str, str, str, str]] = MOVES, /, **changed: str | None) -> str:
    """A machine of tickets; keys may be changed, or left out with None."""
    parts: dict[str, str | None] = {
        "machine": "LIFE-01",
        "section": "§1",
        "keeps": "ticket.life",
        "for": "ticket",
        "starts": "new",
        "states": "[new, working, done]",
        "groups": "{ active: [new, working] }",
        "final": "[done]",
        "if_several": "[done, working]",
    }
    parts.update({"for" if key == "subject" else key: value for key, value in changed.items()})
    text = "".join(f"{key}: {value}\n" for key, value in parts.items() if value is not None)
    steps = "".join(f"  - {{ move: {id}, from: {start}, to: {to}, when: '{when}' }}\n" for id, start, to, when in moves)
    return f"{text}moves:\n{steps}" if moves else text
