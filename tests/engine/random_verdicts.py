"""Small random laws that decide: kinds, ways, aggregates, what is kept, combinations, exceptions, and verdicts read."""

from __future__ import annotations

from random import Random

from engine.facts import Facts
from rules.compile.law import Law
from tests.engine.worlds import facts_of, law_of

VOCABULARY = """\
constitution: random
version: "1"
---
scopes:
  market: { one: true }
  book: { key: id }
  stock: { key: symbol }
  position: { key: id, in: book, refers_to: [stock] }
  line: { key: [book, stock] }
---
facts: market
given:
  x: { type: number, may_be_missing: true }
  a: { type: flag, may_be_missing: true }
---
facts: book
given:
  x: { type: number, may_be_missing: true }
  a: { type: flag, may_be_missing: true }
  bold: { type: flag }
  favourite: { type: stock, may_be_missing: true, may_be_none: true }
---
facts: stock
given:
  x: { type: number, may_be_missing: true, stale_after: 1 minute }
  a: { type: flag, may_be_missing: true }
  big: { type: flag }
---
facts: position
given:
  x: { type: number, may_be_missing: true, stale_after: 1 minute }
  a: { type: flag, may_be_missing: true }
  short: { type: flag }
---
kinds:
  short_one: { of: position, where: position.short }
  bold_book: { of: book, where: book.bold }
---
actions:
  greet: { on: book, risk: neutral }
  close: { on: position, risk: reducing }
  trade: { on: line, risk: increasing }
"""

AT = "2026-04-16T10:00:00-04:00"
RAW: dict[str, object] = {
    "market": {"x": "1", "a": True},
    "book": {
        "A": {"x": "1", "a": True, "bold": True, "favourite": "S"},
        "B": {"x": "2", "a": False, "bold": False, "favourite": "none"},
    },
    "stock": {"S": {"x": "1", "a": True, "big": True}, "T": {"x": "2", "a": False, "big": False}},
    "position": {
        "p": {"book": "A", "stock": "S", "x": "1", "a": True, "short": True},
        "q": {"book": "A", "stock": "T", "x": "2", "a": False, "short": False},
        "r": {"book": "B", "stock": "S", "x": "0", "a": True, "short": True},
    },
}

REACHED = {
    "market": ("market",),
    "book": ("book", "market"),
    "stock": ("stock", "market"),
    "position": ("position", "book", "stock", "market"),
    "line": ("line", "book", "stock", "market"),
}
"""From which scope which subjects can be named."""

KNOWN = {"book": "book.bold", "stock": "stock.big", "position": "position.short"}
"""What is never unknown, so that it can say whom a rule is for."""

KINDS = {"position": "short_one", "book": "bold_book"}
WAIVER = "waiver: {name}\nsuspends: [{rule}]\nfor: book A\napproved_by: somebody\nreason: it is tried\n"


class RandomVerdicts:
    """Writes rules one after the other; each may read what is before it."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.documents = [VOCABULARY]
        self.numbers = [(scope, "x") for scope in ("market", "book", "stock", "position")]
        self.flags = [(scope, "a") for scope in ("market", "book", "stock", "position")]
        self.verdicts: list[tuple[str, str]] = []
        self.kept: list[tuple[str, str]] = []
        self.lines = False
        self.made = 0
        for _ in range(self.chance.randint(2, 5)):
            self.derived()
        self.universe()
        for action, scope in (("greet", "book"), ("close", "position"), ("trade", "line")):
            for _ in range(self.chance.randint(0, 2)):
                self.chance.choice((self.derived, self.latch, self.state, self.choice))()
            self.rules(action, scope)
            self.verdicts.append((action, scope))
        self.lines = True
        for _ in range(2):
            self.derived()
        self.proposal()

    @property
    def text(self) -> str:
        """The whole law."""
        return "---\n".join(self.documents)

    # --- documents ------------------------------------------------------------------------------
    def name(self) -> str:
        self.made += 1
        return f"R-{self.made:02}"

    def scope(self, *but: str) -> str:
        return self.chance.choice([scope for scope in REACHED if scope not in but])

    def concerning(self, scope: str) -> str:
        """For whom a document is: a scope, a kind of it, or some of it."""
        if scope in KINDS and not self.chance.randrange(4):
            return KINDS[scope]
        known = [fact for end, fact in KNOWN.items() if end in REACHED[scope]]
        if not known or self.chance.randrange(3):
            return scope
        return f"{scope} where {self.chance.choice(('', 'not '))}{self.chance.choice(known)}"

    def derived(self) -> None:
        scope, name = self.scope(*(() if self.lines else ("line",))), self.name()
        number = bool(self.chance.randrange(2))
        value = self.number(scope, 2) if number else self.flag(scope, 2)
        of = "number" if number else "flag"
        fact = f"f{self.made}"
        text = f"rule: {name}\nsection: §1\nderive: {scope}.{fact}\ntype: {of}\nfor: {scope}\nas: {value}\n"
        self.documents.append(text)
        (self.numbers if number else self.flags).append((scope, fact))

    def latch(self) -> None:
        scope, name = self.scope("line"), self.name()
        fact = f"f{self.made}"
        self.documents.append(
            f"latch: {name}\nsection: §1\nkeeps: {scope}.{fact}\nfor: {scope}\n"
            f"set_when: {self.flag(scope, 1)}\nreset_when: {self.flag(scope, 1)}\nif_both: set\n"
        )
        self.flags.append((scope, fact))

    def state(self) -> None:
        scope, name = self.scope("line"), self.name()
        fact = f"f{self.made}"
        self.documents.append(
            f"state: {name}\nsection: §1\nkeeps: {scope}.{fact}\ntype: number\nfor: {scope}\n"
            f"starts: {self.number(scope, 1)}\n"
            f"becomes: max({scope}.{fact} before, {self.number(scope, 1)})\n"
        )
        self.numbers.append((scope, fact))
        self.kept.append((scope, fact))

    def choice(self) -> None:
        name = self.name()
        fact = f"f{self.made}"
        self.documents.append(
            f"choose: {name}\nsection: §1\nchooses: book.{fact}\nfor: book\namong: position in book\n"
            f"when: {self.flag('position', 1)}\nprefer:\n  - highest {self.number('position', 1)}\nties: [position]\n"
        )
        self.documents.append(
            f"rule: {name}-B\nsection: §1\nderive: book.{fact}_x\ntype: number\nfor: book\n"
            f"as: if book.{fact} exists then book.{fact}.x else 0\n"
        )
        self.numbers.append(("book", f"{fact}_x"))

    def universe(self) -> None:
        if self.chance.randrange(3):
            self.documents.append(
                f"universe: {self.name()}\nsection: §1\nof: line\nfor: book\nleave_out:\n"
                f"  - when: {self.flag('line', 1)}\n    because: it is so\n"
            )

    def rules(self, action: str, on: str) -> None:
        """One permit and more, and forbids of whatever the action leads to."""
        forbids: list[str] = []
        for _ in range(self.chance.randint(0, 3)):
            scope = self.chance.choice(REACHED[on])
            forbids.append(self.name())
            self.documents.append(self.rule(forbids[-1], "forbid", action, scope))
        for _ in range(self.chance.randint(1, 2)):
            scope = self.chance.choice(REACHED[on][:2])
            text = self.rule(self.name(), "permit", action, scope)
            if forbids and not self.chance.randrange(3):
                text += f"exception_to: [{self.chance.choice(forbids)}]\n"
            self.documents.append(text)
        if forbids and not self.chance.randrange(3):
            self.documents.append(WAIVER.format(name=self.name(), rule=self.chance.choice(forbids)))

    def rule(self, name: str, effect: str, action: str, scope: str) -> str:
        concerning = self.concerning(scope)
        binding = "binds_reducing: true\n" if effect == "forbid" and action == "close" else ""
        head = f"rule: {name}\nsection: §1\n{effect}: {action}\nfor: {concerning}\n"
        return f"{head}when: {self.flag(scope, 2)}\n{binding}"

    def proposal(self) -> None:
        name = self.name()
        text = f"rule: {name}\nsection: §1\npropose: close\nfor: {self.concerning('position')}\n"
        self.documents.append(text + f"when: {self.flag('position', 1)}\n")
        self.documents.append(
            f"rule: {name}-B\nsection: §1\npermit: greet_again\nfor: book\n"
            "when: any position in book where close is proposed\n"
        )
        self.documents.append("actions:\n  greet_again: { on: book, risk: increasing }\n")

    # --- expressions ----------------------------------------------------------------------------
    def read(self, known: list[tuple[str, str]], scope: str) -> str:
        found = [f"{each}.{name}" for each, name in known if each in REACHED[scope]]
        return self.chance.choice(found)

    def number(self, scope: str, depth: int) -> str:
        if depth <= 0 or not self.chance.randrange(4):
            return self.read(self.numbers, scope) if self.chance.randrange(4) else self.chance.choice("0123")
        one, other = self.number(scope, depth - 1), self.number(scope, depth - 1)
        ways = [f"({one} + {other})", f"min({one}, {other})", f"(if {self.flag(scope, 0)} then {one} else {other})"]
        ways.append(f"(first known of {one}, {other})")
        ways += [f"({each}.{fact} before)" for each, fact in self.kept if each in REACHED[scope]] * 2
        if scope == "book":
            ways += [f"(sum of {self.number('position', 0)} over position in book where {self.flag('position', 0)})"]
            ways += [f"(count of position in book where {self.flag('position', 0)})"] * 2
            ways += [f"(sum of {self.number('position', 0)} over short_one in book)"]
            ways.append("(if book.favourite exists then book.favourite.x else 1)")
        if scope == "market":
            ways += [f"(count of stock where {self.flag('stock', 0)})"] * 2
            ways += [f"(count of bold_book where {self.flag('book', 0)})"]
        return self.chance.choice(ways)

    def flag(self, scope: str, depth: int) -> str:
        if depth <= 0:
            return self.read(self.flags, scope)
        one, other = self.flag(scope, depth - 1), self.flag(scope, depth - 1)
        number = self.number(scope, depth - 1)
        ways = [f"({one} and {other})", f"({one} or {other})", f"(not {one})"]
        ways += [f"({number} {self.chance.choice(('<', '>=', '<='))} {self.number(scope, depth - 1)})"] * 3
        ways.append(f"({self.read(self.numbers, scope)} is known)")
        if scope == "position":
            ways.append("(position.x is stale)")
        if scope == "book":
            ways.append(f"(any position in book where {self.flag('position', 0)})")
            ways.append(f"(every short_one in book has {self.flag('position', 0)})")
        for action, on in self.verdicts:
            if on == scope:
                ways += [f"({on} would be permitted {action})", f"({action} is forbidden)"]
            if on == "position" and scope == "book":
                ways.append(f"(any position in book where position would be permitted {action})")
        if self.lines and scope == "book":
            ways.append("(any line in book where line would be permitted trade)")
        return self.chance.choice(ways)


def beginning(seed: int) -> tuple[Law, Facts]:
    """A random law, and facts to begin with."""
    law = law_of(RandomVerdicts(seed).text)
    return law, facts_of(law, {"at": AT, "facts": RAW})
