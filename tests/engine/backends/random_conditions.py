"""Law of random conditions of every construct that is expressed, and random facts full of what is not known."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from engine.backends.oracles.opinion import Opinion
from engine.backends.oracles.translation import Translation
from engine.backends.reference.decider import Decider
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.source.load import load_text
from tests.engine.backends.durable_law import deciders, reference, said

VOCABULARY = """
constitution: random
version: "1"
---
types:
  colour: { one_of: [red, green, blue] }
  tally: { unit: none, step: 0.5, range: -10 to 10 }
---
parameters: limit
values:
  of_x: { is: 2, of: tally, within: -10 to 10 }
  warm: { is: [red, green], of: set of colour }
---
scopes:
  desk: { one: true }
  item: { key: id }
---
facts: desk
given:
  open: { type: flag, may_be_missing: true }
  now: { type: instant, source: at }
---
facts: item
given:
  a: { type: flag, may_be_missing: true }
  b: { type: flag, may_be_missing: true }
  s: { type: flag, may_be_missing: true, stale_after: 30 seconds }
  x: { type: tally, may_be_missing: true }
  y: { type: tally, may_be_missing: true }
  z: { type: tally, may_be_missing: true, stale_after: 30 seconds }
  w: { type: tally, may_be_missing: true, may_be_none: true }
  colour: { type: colour, may_be_missing: true }
  other: { type: colour, may_be_missing: true, may_be_none: true }
  d: { type: date, may_be_missing: true }
  e: { type: date }
  i: { type: instant, may_be_missing: true }
  t: { type: time, may_be_missing: true, may_be_none: true }
---
rule: CASED-01
section: §1
derive: item.cased
type: tally
for: item
as:
  cases:
    - when: item.a
      then: item.x
    - when: item.s or item.b
      then: item.z
    - when: desk.open
      then: unknown
  otherwise: 1
---
table: LEVEL-01
section: §1
decides: item.level
type: tally
for: item
hit_policy: max
rows:
  - when: item.x >= 1
    then: 1
  - when: item.y >= 1
    then: 2
otherwise: 0
---
rule: FLAG-01
section: §1
derive: item.flag
type: flag
for: item
when: item.cased > item.y and not item.a
---
rule: SURE-01
section: §1
derive: item.sure
type: flag
for: item
when: if item.b then item.flag else item.x is item.y
if_unknown: true
---
actions:
"""


class Text:
    """Writes random leaves."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"leaves {seed}")

    def flag(self, depth: int) -> str:
        """A condition."""
        plain: list[Callable[[], str]] = [
            lambda: self.chance.choice(("item.a", "item.b", "item.s", "desk.open", "item.flag", "item.sure")),
            self.compared,
            self.compared,
            self.state,
            self.word,
            lambda: f"item.d {self.operator()} item.e",
            lambda: f"item.i {self.operator()} desk.now",
            lambda: f"item.t {self.operator()} 10:00",
        ]
        if depth == 0 or self.chance.random() < 0.2:
            return self.chance.choice(plain)()
        one, two, three = (f"({self.flag(depth - 1)})" for _ in range(3))
        return self.chance.choice(
            (
                f"{one} and {two}",
                f"{one} or {two}",
                f"{one} and {two} and {three}",
                f"not {one}",
                f"if {one} then {two} else {three}",
                f"{one} is {two}",
                f"{one} is not {two}",
                self.compared(depth),
                self.compared(depth),
            )
        )

    def operator(self) -> str:
        return self.chance.choice(("<", "<=", ">", ">=", "is", "is not"))

    def compared(self, depth: int = 0) -> str:
        one, two, three = (self.number(depth) for _ in range(3))
        if self.chance.random() < 0.25:
            return f"{one} between {two} and {three}"
        return f"{one} {self.operator()} {two}"

    def number(self, depth: int) -> str:
        """A number."""
        plain = ("item.x", "item.y", "item.z", "item.cased", "item.level", "limit.of_x", "1", "1.5")
        if depth <= 0 or self.chance.random() < 0.5:
            return self.chance.choice(plain)
        one, two = self.number(depth - 1), self.number(depth - 1)
        return self.chance.choice(
            (
                f"(if ({self.flag(depth - 1)}) then {one} else {two})",
                f"({one} + {two})",
                f"({one} - {two})",
                f"max({one}, {two})",
                f"(first known of {one}, {two})",
                "(last item.z)",
            )
        )

    def state(self) -> str:
        subject = self.chance.choice(("item.x", "item.z", "item.s", "item.w", "item.other", "item.cased", "item.flag"))
        words = ["is known", "is unknown", "is not known"]
        if subject in {"item.z", "item.s"}:
            words += ["is stale", "is not stale"]
        if subject in {"item.w", "item.other"}:
            words += ["is none", "is not none", "exists"]
        return f"{subject} {self.chance.choice(words)}"

    def word(self) -> str:
        return self.chance.choice(
            (
                "item.colour is red",
                "item.colour is not item.other",
                "item.colour in limit.warm",
                "item.colour not in [blue, green]",
                "item.other is red",
                "item.w is 0",
                "item.w is not item.x",
                "item.e is 2026-04-16",
            )
        )


def law_of(seed: int, count: int) -> tuple[Law, int]:
    """Law with a rule for each random condition, and how many there are. What the checker refuses is left away."""
    text = Text(seed)
    conditions = {f"R-{number:03d}": text.flag(number % 4) for number in range(count)}
    while True:
        compiled = compile_sources([load_text(_written(conditions), "random.yaml")])
        if compiled.law is not None:
            return compiled.law, len(conditions)
        wrong = {each.rule for each in compiled.findings if each.severity is Severity.ERROR}
        assert wrong & set(conditions), [each.message for each in compiled.findings]
        conditions = {id: leaf for id, leaf in conditions.items() if id not in wrong}


def _written(conditions: dict[str, str]) -> str:
    actions = "".join(f"  do_{id[2:]}: {{ on: item, risk: {_RISKS[int(id[2:]) % 3]} }}\n" for id in conditions)
    rules = [
        f"rule: {id}\nsection: §1\n{'forbid' if int(id[2:]) % 4 == 3 else 'permit'}: do_{id[2:]}\nfor: item\n"
        f"{'binds_reducing: true' if int(id[2:]) % 4 == 3 else ''}\nwhen: {leaf}\n"
        f"---\nrule: MAY{id}\nsection: §1\npermit: do_{id[2:]}\nfor: item\nwhen: item.e >= 2026-04-16"
        for id, leaf in conditions.items()
    ]
    return "\n---\n".join([VOCABULARY.strip() + "\n" + actions.rstrip(), *rules])


CLOCKS = ("09:59:59-04:00", "10:00:00-04:00", "14:00:00+00:00", "10:00:00-05:00")
_RISKS = ("increasing", "reducing", "neutral")


def raws(seed: int, count: int) -> list[dict[str, Any]]:
    """Random facts."""
    chance = random.Random(f"facts {seed}")

    def flag() -> str:
        return chance.choice(("true", "false", "unknown"))

    def number() -> str:
        return chance.choice(("0", "1", "1.5", "2", "2.5", "unknown"))

    def aged(value: str) -> Any:
        return {"value": value, "age": chance.choice(("0", "30", "30.5", "unknown"))}

    def item() -> dict[str, Any]:
        return {
            "a": flag(),
            "b": flag(),
            "s": aged(flag()),
            "x": number(),
            "y": number(),
            "z": aged(number()),
            "w": chance.choice((number(), "none")),
            "colour": chance.choice(("red", "green", "blue", "unknown")),
            "other": chance.choice(("red", "green", "none", "unknown")),
            "d": chance.choice(("2026-04-15", "2026-04-16", "unknown")),
            "e": chance.choice(("2026-04-15", "2026-04-16")),
            "i": chance.choice((*(f"2026-04-16T{clock}" for clock in CLOCKS), "unknown")),
            "t": chance.choice(("09:59:59", "10:00", "10:00:01", "none", "unknown")),
        }

    return [{"facts": {"desk": {"open": flag()}, "item": {f"I{n}": item() for n in range(4)}}} for _ in range(count)]


def compare(
    translate: Callable[[Law], Translation],
    opinions: Callable[[Translation, Sequence[Decider]], list[Opinion]],
    seed: int,
    rules: int,
    sets: int,
) -> int:
    """How many verdicts of a backend were compared with the reference engine, all of them equal."""
    law, count = law_of(seed, rules)
    assert count >= rules / 2
    found = translate(law)
    assert found.refused == ()
    asked = deciders(law, raws(seed, sets))
    compared = 0
    for mine, decider in zip(opinions(found, asked), asked, strict=True):
        assert mine.refused == ()
        for one, other in zip(said(mine), reference(decider), strict=True):
            assert one == other, law.document(one[0].replace("do_", "R-"))
            compared += 1
    return compared
