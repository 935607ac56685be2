"""Small random laws: what they derive must not depend on what is not known, unless they say so."""

from __future__ import annotations

from random import Random

VOCABULARY = """\
constitution: random
version: "1"
---
types:
  colour: { one_of: [red, green, blue] }
---
scopes:
  desk: { one: true }
  item: { key: id }
---
facts: desk
given:
  x: { type: number, may_be_missing: true }
  y: { type: number, may_be_missing: true }
  a: { type: flag, may_be_missing: true }
  b: { type: flag, may_be_missing: true }
  c: { type: colour, may_be_missing: true }
---
facts: item
given:
  v: { type: number, may_be_missing: true }
  f: { type: flag, may_be_missing: true }
"""

# Every fact that may be unknown, and what it may turn out to be.
NUMBERS = ("-1", "0", "1", "2.5")
FLAGS = ("true", "false")
COLOURS = ("red", "green", "blue")
KNOWABLE: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("desk", "", "x"): NUMBERS,
    ("desk", "", "y"): NUMBERS,
    ("desk", "", "a"): FLAGS,
    ("desk", "", "b"): FLAGS,
    ("desk", "", "c"): COLOURS,
    ("item", "p", "v"): NUMBERS,
    ("item", "p", "f"): FLAGS,
    ("item", "q", "v"): NUMBERS,
    ("item", "q", "f"): FLAGS,
}
Assignment = dict[tuple[str, str, str], str]


class RandomLaw:
    """Writes derived facts one after the other; each may read those before it.

    No two rows of a `unique` or `any` table can hold together: a table that contradicts itself has no value, and
    bounds do not foresee that.
    """

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.documents = [VOCABULARY]
        self.known: dict[str, list[str]] = {"number": [], "flag": [], "colour": []}
        self.facts: list[str] = []
        for place in range(self.chance.randint(3, 7)):
            self.add(f"f{place}")

    @property
    def text(self) -> str:
        """The whole law."""
        return "---\n".join(self.documents)

    def add(self, name: str) -> None:
        """One derived fact: a value, a chain of cases, or a table."""
        of = self.chance.choice(("number", "number", "flag", "colour"))
        make = self.chance.choice((self.rule, self.rule, self.cases, self.table, self.table))
        if make == self.table and self.chance.random() < 0.2:
            self.documents.append(self.collected(name))
            return
        self.documents.append(make(name, of))
        self.known[of].append(f"desk.{name}")
        self.facts.append(name)

    # --- documents ------------------------------------------------------------------------------
    def rule(self, name: str, of: str) -> str:
        return self.head("rule", "derive", name, of) + f"as: {self.value(of, 3)}\n"

    def cases(self, name: str, of: str) -> str:
        lines = ["as:", "  cases:"]
        for _ in range(self.chance.randint(1, 3)):
            lines += [f"    - when: {self.flag(2)}", f"      then: {self.value(of, 1)}"]
        return self.head("rule", "derive", name, of) + "\n".join([*lines, f"  otherwise: {self.value(of, 1)}\n"])

    def table(self, name: str, of: str) -> str:
        policies = ["unique", "any", "priority"] + (["max", "min", "sum"] if of == "number" else [])
        policy = self.chance.choice(policies)
        constant = policy == "priority" or self.chance.random() < 0.6
        rows = self.rows(of, constant)
        if policy in {"unique", "any"}:
            rows = self.apart(rows)
        text = self.head("table", "decides", name, of) + f"hit_policy: {policy}\n"
        if policy == "priority":
            order = list(dict.fromkeys(then for _, then in rows))
            self.chance.shuffle(order)
            text += f"order: [{', '.join(order)}]\n"
        text += "rows:\n" + "".join(f"  - when: {when}\n    then: {then}\n" for when, then in rows)
        if policy != "sum" or self.chance.random() < 0.5:
            text += f"otherwise: {self.constant(of)}\n"
        return text

    def collected(self, name: str) -> str:
        """A collection, and a flag that reads it."""
        rows = self.rows("colour", constant=False)
        text = self.head("table", "decides", f"{name}_all", "colour") + "hit_policy: collect\nrows:\n"
        text += "".join(f"  - when: {when}\n    then: {then}\n" for when, then in rows)
        if self.chance.random() < 0.3:
            text += "otherwise: blue\n"
        reader = f"as: {self.colour(1)} in desk.{name}_all\n"
        self.known["flag"].append(f"desk.{name}")
        self.facts.append(name)
        return text + "---\n" + self.head("rule", "derive", name, "flag") + reader

    def rows(self, of: str, constant: bool) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for _ in range(self.chance.randint(1, 4)):
            found[self.flag(1)] = self.constant(of) if constant else self.value(of, 1)
        return list(found.items())

    def apart(self, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The same rows, of which no two can hold together."""
        return [
            (" and ".join([f"({when})", *(f"not ({other})" for other, _ in rows[:place])]), then)
            for place, (when, then) in enumerate(rows)
        ]

    def head(self, kind: str, effect: str, name: str, of: str) -> str:
        id = name.upper().replace("_", "-")
        return f"{kind}: {id}-01\nsection: §1\n{effect}: desk.{name}\ntype: {of}\nfor: desk\n"

    # --- expressions ----------------------------------------------------------------------------
    def value(self, of: str, depth: int) -> str:
        return {"number": self.number, "flag": self.flag, "colour": self.colour}[of](depth)

    def constant(self, of: str) -> str:
        return self.chance.choice({"number": ("0", "1", "2", "3"), "flag": FLAGS, "colour": COLOURS}[of])

    def number(self, depth: int) -> str:
        leaf = ["desk.x", "desk.y", "1", "2", *self.known["number"]]
        if depth <= 0:
            return self.chance.choice(leaf)
        one, other = self.number(depth - 1), self.number(depth - 1)
        return self.chance.choice(
            (
                self.chance.choice(leaf),
                f"({one} + {other})",
                f"({one} - {other})",
                f"({one} * {other})",
                f"({one} / {other})",
                f"(-({one}))",
                f"abs({one})",
                f"min({one}, {other})",
                f"max({one}, {other}, 1)",
                f"({one} rounded down to 2)",
                f"(if {self.flag(depth - 1)} then {one} else {other})",
                f"(if {self.flag(depth - 1)} then 1 else 2)",
                f"(count of item where {self.of_item()})",
                f"(sum of item.v over item where {self.of_item()})",
                "(highest of item.v over item)",
                "(mean of item.v over item)",
            )
        )

    def flag(self, depth: int) -> str:
        leaf = ["desk.a", "desk.b", *self.known["flag"]]
        if depth <= 0:
            return self.chance.choice(leaf)
        one, other = self.flag(depth - 1), self.flag(depth - 1)
        left, right = self.number(depth - 1), self.number(depth - 1)
        sign = self.chance.choice(("<", "<=", ">", ">=", "is", "is not"))
        return self.chance.choice(
            (
                self.chance.choice(leaf),
                f"({one} and {other})",
                f"({one} or {other})",
                f"(not {one})",
                f"({left} {sign} {right})",
                f"({left} {sign} {right})",
                f"({left} between 0 and max({right}, 0))",
                f"({left} in [0, 1, 2])",
                f"({self.colour(depth - 1)} is {self.chance.choice(COLOURS)})",
                f"({self.colour(depth - 1)} not in [red, green])",
                f"(any item where {self.of_item()})",
                f"(no item where {self.of_item()})",
                f"(every item where {self.of_item()} has {self.of_item()})",
                f"(if {one} then {other} else {self.chance.choice(leaf)})",
            )
        )

    def colour(self, depth: int) -> str:
        leaf = ["desk.c", *self.known["colour"]]
        if depth <= 0 or self.chance.random() < 0.5:
            return self.chance.choice(leaf)
        return f"(if {self.flag(depth - 1)} then {self.chance.choice(leaf)} else {self.chance.choice(leaf)})"

    def of_item(self) -> str:
        """A condition on an item."""
        return self.chance.choice(
            ("item.f", "not item.f", "item.v > 0", f"item.v <= {self.number(0)}", "item.f or desk.a")
        )
