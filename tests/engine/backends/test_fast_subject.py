"""Straight-line code for one subject decides as the reference engine does, and refuses by name what it cannot say."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from engine.backends.fast.subject import CannotTell, Decision, decision_of
from engine.backends.reference.decider import Decider
from engine.values import Subject, Unknown
from rules.compile.law import Law
from rules.language.types import NumberType
from tests.engine.backends.durable_law import deciders, small

VOCABULARY = """
constitution: small
version: "1"
---
types:
  colour: { one_of: [red, green] }
  tally: { unit: none, step: 0.5, range: -10 to 10 }
---
scopes:
  market: { one: true }
  item: { key: id }
---
kinds:
  bright: { of: item, where: item.tint is red }
---
facts: market
given:
  fear: { type: tally, may_be_missing: true }
---
facts: item
given:
  a: { type: flag, may_be_missing: true }
  b: { type: flag }
  x: { type: tally, may_be_missing: true }
  y: { type: tally, may_be_missing: true }
  z: { type: tally }
  colour: { type: colour, may_be_missing: true }
  tint: { type: colour }
  gone: { type: tally, may_be_none: true }
  on: { type: date }
---
parameters: limit
values:
  low: { is: 1, of: tally, within: -10 to 10 }
---
actions:
  ADD: { on: item, risk: RISK }
"""


def law_of(rules: str, risk: str = "increasing") -> Law:
    return small(VOCABULARY.replace("ADD", "add").replace("RISK", risk) + "---" + rules)


def permit(when: str, more: str = "") -> str:
    return f"\nrule: MAY-01\nsection: §1\npermit: add\nfor: item{more}\nwhen: {when}\n"


def expected(law: Law, made: Decision, decider: Decider, subject: Subject) -> tuple[str | None, int, int]:
    """The verdict and the masks by the reference engine."""
    fired = unknown = 0
    lifted: set[str] = set()
    permits = {each.id: each for each in law.permits}
    states = {id: decider.rule_state(each, subject) for id, each in permits.items()}
    for id, each in permits.items():
        if each.effect == "permit" and states[id].applies and states[id].holds is True:
            lifted.update(each.exception_to)
    for place, rule in enumerate(made.rules):
        bit = 1 << place
        if rule in permits:
            holds = states[rule].holds if states[rule].applies else False
            unknown |= bit if isinstance(holds, Unknown) else 0
            forbids = permits[rule].effect == "forbid" and rule not in lifted
            binds = law.actions["add"].risk != "reducing" and forbids and isinstance(holds, Unknown)
            fired |= bit if ((forbids or permits[rule].effect == "permit") and holds is True) or binds else 0
        else:
            document = next(each for each in law.derivations.values() if each.id == rule)
            owner = subject if document.fact.scope == "item" else Subject(document.fact.scope, "")
            unknown |= bit if isinstance(decider.value(document.value, (owner,)), Unknown) else 0  # type: ignore[union-attr]
            fired |= bit if decider.derive(document.fact, owner) is True else 0
    words = {(each.action, each.subject): each.verdict.word for each in decider.decisions()}
    return words.get(("add", subject)), fired, unknown


def row(law: Law, made: Decision, raw: dict[str, Any]) -> tuple[Any, ...]:
    """A row as the code takes it."""
    return tuple(_value(law, name, raw[name]) for name in made.fields)


def _value(law: Law, name: str, raw: str) -> Any:
    if raw == "unknown":
        return None
    if raw in {"true", "false"}:
        return raw == "true"
    fact = next(each for id, each in law.facts.items() if name in {id.name, str(id)})
    return int(Fraction(raw) * 2) if isinstance(fact.type, NumberType) else raw


class Text:
    """Random conditions of what the code can say."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def number(self) -> str:
        one = self.chance.choice(("item.x", "item.y", "item.z", "market.fear", "limit.low", "1.5"))
        other = self.chance.choice(("item.x", "item.z", "0.5", "limit.low"))
        return self.chance.choice((one, one, f"({one} + {other})", f"({one} - {other} / 4)", f"(2 * {one})"))

    def flag(self, depth: int, named: tuple[str, ...]) -> str:
        if depth == 0 or self.chance.random() < 0.2:
            field, limit = self.chance.choice(("item.x", "item.y", "item.z")), self.chance.choice(("0", "1", "1.5"))
            return self.chance.choice(
                (
                    f"{field} {self.chance.choice(('<', '<=', '>', '>=', 'is', 'is not'))} {limit}",
                    f"{field} {self.chance.choice(('<', '<=', '>', '>='))} {limit}",
                    f"{self.number()} {self.chance.choice(('<', '<=', '>', '>='))} {self.number()}",
                    f"item.x between {self.number()} and {self.number()}",
                    "item.colour is red",
                    "item.colour is not item.tint",
                    "item.tint is green",
                    "item.colour in [red]",
                    "item.colour not in [red]",
                    "item.a",
                    "item.b",
                    "item.x is known",
                    "item.a is unknown",
                    *named,
                    *named,
                )
            )
        one, two, three = (f"({self.flag(depth - 1, named)})" for _ in range(3))
        return self.chance.choice(
            (f"{one} and {two}", f"{one} or {two}", f"not {one}", f"if {one} then {two} else {three}")
        )

    def law(self, risk: str) -> str:
        found = []
        named: tuple[str, ...] = ()
        for number in range(4):
            unsure = self.chance.choice(("", "if_unknown: true", "if_unknown: false"))
            found.append(
                f"rule: DERIVE-0{number}\nsection: §1\nderive: item.d{number}\ntype: flag\nfor: item\n"
                f"when: {self.flag(2, named)}\n{unsure}"
            )
            named = (*named, f"item.d{number}")
        binds = "binds_reducing: true\n" if risk == "reducing" else ""
        for number in range(3):
            where = self.chance.choice(("", " where item.tint is red", " where item.tint is green"))
            lifts = f"exception_to: [NOT-0{number}]\n" if self.chance.random() < 0.5 else ""
            found.append(
                f"rule: MAY-0{number}\nsection: §1\npermit: add\nfor: item{where}\n{lifts}when: {self.flag(2, named)}"
            )
            found.append(
                f"rule: NOT-0{number}\nsection: §1\nforbid: add\n{binds}"
                f"for: {self.chance.choice(('item', 'bright'))}\nwhen: {self.flag(2, named)}"
            )
        return "\n" + "\n---\n".join(found)


def raws(chance: random.Random, count: int) -> tuple[str, list[dict[str, str]]]:
    """What the market says, and so many items."""

    def number() -> str:
        return chance.choice(("0", "0.5", "1", "1.5", "2"))

    items = [
        {
            "a": chance.choice(("true", "false", "unknown")),
            "b": chance.choice(("true", "false")),
            "x": chance.choice((number(), number(), "unknown")),
            "y": chance.choice((number(), number(), "unknown")),
            "z": number(),
            "colour": chance.choice(("red", "green", "unknown")),
            "tint": chance.choice(("red", "green")),
            "gone": "none",
            "on": "2026-04-16",
        }
        for _ in range(count)
    ]
    return chance.choice((number(), "unknown")), items


def compared(law: Law, seed: int, count: int) -> Counter[str | None]:
    """Compares random items; how often each verdict came about."""
    made = decision_of(law, "add")
    fear, items = raws(random.Random(seed), count)
    told = {f"I{place:03d}": item for place, item in enumerate(items)}
    (decider,) = deciders(law, [{"facts": {"market": {"fear": fear}, "item": told}}])
    words: Counter[str | None] = Counter()
    for key, item in told.items():
        right = expected(law, made, decider, Subject("item", key))
        found = made.decide(row(law, made, {**item, "market.fear": fear}))
        assert found == right, (key, item, fear, made.text)
        words[right[0]] += 1
    return words


@pytest.mark.parametrize("risk", ["increasing", "reducing"])
def test_random_laws(risk: str) -> None:
    """Every verdict, every rule that fires and every one that could not be judged."""
    words: Counter[str | None] = Counter()
    laws = 0
    for seed in range(60):
        text = Text(seed)
        try:
            law = law_of(text.law(risk), risk)
        except AssertionError:
            # The checker refuses conditions that decide themselves.
            continue
        words += compared(law, seed, 40)
        laws += 1
    assert laws > 20, laws
    assert all(words[word] > 50 for word in ("permitted", "forbidden", "not_permitted")), words


def test_what_is_missing_does_not_raise_where_it_is_only_compared_for_equality() -> None:
    law = law_of(permit("item.colour is not red and not item.a and item.x is not 1"))
    made = decision_of(law, "add")
    assert made.fields == ("colour", "a", "x")
    assert made.decide(("green", False, 4)) == ("permitted", 1, 0)
    for missing in ((None, False, 4), ("green", None, 4), ("green", False, None)):
        assert made.decide(missing) == ("not_permitted", 0, 1)


def test_numbers_are_exact_on_the_grid() -> None:
    law = law_of(permit("item.x / 3 + item.y / 7 <= item.z / 21"))
    made = decision_of(law, "add")
    assert dict(made.scales) == {"x": 2, "y": 2, "z": 2}
    order = {name: place for place, name in enumerate(made.fields)}
    for z in (16, 17, 18):
        values = [0, 0, 0]
        values[order["x"]], values[order["y"]], values[order["z"]] = 1, 3, z
        # 7 of x and 3 times 3 of y are 16.
        assert made.decide(values)[0] == ("permitted" if z >= 16 else "not_permitted")
    values[order["z"]] = 15
    assert made.decide(values)[0] == "not_permitted"


def test_nobody_speaks() -> None:
    made = decision_of(law_of(permit("item.x > 1", " where item.tint is red")), "add")
    order = list(made.fields)
    told: dict[str, Any] = {"tint": "green", "x": 6}
    assert made.decide([told[name] for name in order]) == (None, 0, 0)
    told["tint"] = "red"
    assert made.decide([told[name] for name in order]) == ("permitted", 1, 0)
    assert decision_of(law_of(permit("true")), "add").decide(()) == ("permitted", 1, 0)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (permit("item.gone is none"), "MAY-01: `item.gone is none`"),
        (permit("item.gone > 1"), "MAY-01: `item.gone`"),
        (permit("item.on > 2026-01-01"), "MAY-01: `item.on > 2026-01-01`, which compares no numbers"),
        (permit("item.x / item.z > 1"), "MAY-01: `item.x / item.z`"),
        (permit("max(item.x, item.y) > 1"), r"MAY-01: `max\(item.x, item.y\)`"),
        (permit("(count of item) > 1"), "MAY-01: `count of item`"),
        (
            permit("item.n > 1")
            + "---\ntable: N-01\nsection: §1\ndecides: item.n\ntype: tally\nfor: item\nhit_policy: max\n"
            "rows:\n  - when: item.x > 1\n    then: 1\notherwise: 0\n",
            "MAY-01: `item.n`, derived by N-01",
        ),
        (
            permit("market.fear > 1").replace("for: item", "for: item")
            + "---\nrule: BRIGHT-01\nsection: §1\nderive: item.n\ntype: flag\nfor: bright\nwhen: item.x > 1\n"
            "---\nrule: MAY-02\nsection: §1\npermit: add\nfor: bright\nwhen: item.n\n",
            "BRIGHT-01: a fact of one kind only",
        ),
    ],
)
def test_what_it_cannot_say(rules: str, told: str) -> None:
    with pytest.raises(CannotTell, match=told):
        decision_of(law_of(rules), "add")
