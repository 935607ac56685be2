"""Random small constitutions with all that a law may have, decided by the reference, the fast engine and columns.

To what is derived come actions, permits and forbids, what is kept, what happens, duties, choices and records. On each,
verdicts and facts of several fact sets are compared with columns, and a story of several looks as whole records.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from engine.backends.columnar.engine import ColumnarEngine, Library
from engine.backends.columnar.errors import CannotColumn, CannotFeed
from engine.backends.columnar.opinion import opinion_of, opinions, values
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.fast.decider import FastDecider
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.values import Unknown, Value
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.source.load import load_text
from tests.differential.comparing import Difference, FullyCompiled
from tests.differential.stories import Stories
from tests.differential.tally import Tally
from tests.engine.random_law import KNOWABLE, RandomLaw
from tests.engine.worlds import facts_of

AT = "2026-04-16T10:00:00-04:00"
LOOKS = 3
FACT_SETS = 4
OF_UNKNOWN = 0.2
OFTEN = 0.6
RARELY = 0.3
HALF = 0.5

HAPPENING = """\
events:
  poke: { in: item, by: operator, fields: { size: number, hue: colour } }
  bell: { in: desk, by: operator }
  noted: { in: item, by: law, fields: { size: number } }
---
actions:
  act: { on: item, risk: increasing, is: [all_of_them], fields: { size: number } }
  undo: { on: item, risk: reducing, is: [all_of_them] }
  tell: { on: desk, risk: neutral, is: [all_of_them] }
"""
TARGETS = {"act": "item", "undo": "item", "tell": "desk", "all_of_them": "desk"}


class RandomConstitution(RandomLaw):
    """A random law with everything that keeps, happens, permits and proposes behind its derived facts."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.documents.append(HAPPENING)
        self.ids: list[str] = []
        self.item_flags = ["item.f", "not item.f", "item.v > 0", "item.v is known"]
        self.numbers = ["item.v", "1", "2"]
        if self.chance.random() < HALF:  # what happens, columns refuse
            self.item_flags.append("poke in item happens")
            self.numbers += ["(count of poke in item this week)", "(sum of poke.size over poke in item)"]
        for make in (self.latch, self.state, self.machine):
            if self.chance.random() < OFTEN:
                self.documents.append(make())
        for effect in ("permit", "permit", "permit", "forbid", "forbid"):
            self.documents.append(self.verdict(effect))
        for make in (self.duty, self.second_duty, self.record, self.choice):
            if self.chance.random() < OFTEN:
                self.documents.append(make())

    def item_flag(self) -> str:
        """A condition on an item."""
        one, other = self.chance.choice(self.item_flags), self.chance.choice(self.item_flags)
        number = f"{self.chance.choice(self.numbers)} {self.chance.choice(('<', '<=', '>', '>='))} {self.number(0)}"
        plain = self.flag(0)
        return self.chance.choice(
            (
                one,
                f"{one} and {plain}",
                f"{one} or {other}",
                f"not ({one} and {number})",
                number,
                f"({number}) or {plain}",
            )
        )

    def latch(self) -> str:
        """A latch of an item."""
        text = (
            "latch: LATCH-01\nsection: §2\nkeeps: item.held\nfor: item\n"
            f"set_when: {self.item_flag()}\nreset_when: {self.item_flag()}\n"
            f"if_both: {self.chance.choice(('set', 'reset'))}\n"
        )
        if self.chance.random() < OFTEN:
            text += "remembers: { item.v_then: item.v }\n"
            self.numbers.append("item.v_then")
        self.item_flags += ["item.held", "not item.held"]
        return text

    def state(self) -> str:
        """A number that is carried on."""
        extreme, number = self.chance.choice(("max", "min")), self.chance.choice(self.numbers)
        self.numbers.append("item.worst")
        return (
            "state: STATE-01\nsection: §2\nkeeps: item.worst\ntype: number\nfor: item\nstarts: 0\n"
            f"becomes: {extreme}(item.worst before, {number})\n"
        )

    def machine(self) -> str:
        """Some states and the moves between them."""
        self.item_flags += ["item.mode is busy", "item.mode is not idle"]
        moves = [("idle", "busy"), ("busy", "idle"), ("[idle, busy]", "ended")]
        text = (
            "machine: MACHINE-01\nsection: §2\nkeeps: item.mode\nfor: item\nstarts: idle\n"
            "states: { idle: nothing is done, busy: something is done, ended: all is done }\n"
            "if_several: [ended, busy, idle]\nmoves:\n"
        )
        for number, (source, to) in enumerate(moves, 1):
            text += f"  - move: MACHINE-M{number}\n    from: {source}\n    to: {to}\n    when: {self.item_flag()}\n"
        return text

    def verdict(self, effect: str) -> str:
        """A permit or forbid of an action or of all, for its subject or for the desk."""
        id = f"{effect.upper()}-{len(self.ids):02d}"
        target = self.chance.choice(tuple(TARGETS))
        scope = self.chance.choice((TARGETS[target], "desk"))
        when = self.flag(2) if scope == "desk" else self.item_flag()
        text = f"rule: {id}\nsection: §3\n{effect}: {target}\nfor: {scope}\nwhen: {when}\n"
        if effect == "forbid" and target in {"undo", "all_of_them"}:
            text += "binds_reducing: true\n"
        if effect == "permit" and self.ids and self.chance.random() < RARELY:
            text += f"exception_to: [{self.chance.choice(self.ids)}]\n"
        self.ids.append(id)
        return text

    def duty(self) -> str:
        """A duty for an item."""
        once = ("", "once: per session\n", "once: until act.confirmed\n", f"once: while {self.item_flag()}\n")
        return (
            f"rule: DUTY-01\nsection: §4\npropose: act\nfor: item\nwhen: {self.item_flag()}\n"
            f"with: {{ size: {self.chance.choice(self.numbers)} }}\n{self.chance.choice(once)}"
        )

    def second_duty(self) -> str:
        """A duty of the desk, which nobody may be able to judge."""
        text = f"rule: DUTY-02\nsection: §4\npropose: tell\nfor: desk\nwhen: {self.flag(1)}\n"
        return text + ("if_unknown: true\n" if self.chance.random() < RARELY else "")

    def record(self) -> str:
        """Something that the law notes of an item."""
        return (
            f"rule: RECORD-01\nsection: §4\nrecord: noted\nfor: item\nwhen: {self.item_flag()}\n"
            f"with: {{ size: {self.chance.choice(self.numbers)} }}\nonce: per session\n"
        )

    def choice(self) -> str:
        """The best of all items."""
        rank = self.chance.choice(("highest", "lowest"))
        return (
            "choose: CHOICE-01\nsection: §5\nchooses: desk.best\nfor: desk\namong: item\n"
            f"when: {self.of_item()}\nprefer: [{rank} item.v]\nties: [item]\n"
        )


def law_of(seed: int) -> tuple[Law | None, str]:
    """The law of a seed and its text; documents that the checker refuses are left away, None where nothing is left."""
    documents = RandomConstitution(seed).documents
    for _ in documents:
        text = "---\n".join(documents)
        compiled = compile_sources([load_text(text, "random.yaml")])
        if compiled.law is not None:
            return compiled.law, text
        wrong = {each.rule for each in compiled.findings if each.severity is Severity.ERROR}
        left = [each for each in documents if each.split("\n", 1)[0].partition(": ")[2] not in wrong]
        if len(left) == len(documents):
            break
        documents = left
    return None, text


class Constitutions:
    """Compares engines on random constitutions."""

    def __init__(self, libraries: Sequence[Library] = ("numpy",)) -> None:
        self.libraries = tuple(libraries)

    def run(self, seed: str, most: int) -> Tally:
        """So many constitutions of a seed."""
        chance, tally = Random(seed), Tally()
        while tally.counts["constitutions"] < most:
            self.compare(chance.randrange(2**32), chance, tally)
        return tally

    def compare(self, seed: int, chance: Random, tally: Tally) -> None:
        """One constitution."""
        law, text = law_of(seed)
        if law is None:
            tally.counts["constitutions that the checker refuses"] += 1
            return
        bases = [facts_of(law, _raw(chance)) for _ in range(FACT_SETS)]
        known = len(tally.differences)
        Stories(law, bases, chance, chance.choice((FastDecider, FullyCompiled))).run(LOOKS, tally)
        told = [f"{', '.join(parts)}" for parts in self._columns(law, bases, tally)]
        if told:
            tally.differences.append(Difference(tuple(told), "columns"))
        for place in range(known, len(tally.differences)):
            found = tally.differences[place]
            tally.differences[place] = Difference(found.parts, f"constitution of seed {seed}\n{found.what}\n{text}")
        tally.counts["constitutions"] += 1
        for kind in ("permits", "kept", "events", "proposals", "records"):
            tally.counts[f"constitutions with {kind}"] += bool(getattr(law, kind, ()))

    def _columns(self, law: Law, bases: Sequence[Facts], tally: Tally) -> list[tuple[str, ...]]:
        """What columns say otherwise. What they refuse is counted."""
        deciders = [decider_for(law, facts) for facts in bases]
        given = frozenset(law.kept)
        differing: list[tuple[str, ...]] = []
        compared = dict.fromkeys(self.libraries, 0)
        whole = True
        for action in law.actions:
            try:
                program = ColumnarProgram.of(law, action, given, single=False)
                for library in self.libraries:
                    told = opinions(ColumnarEngine(program, library), deciders)
                    compared[library] += sum(map(len, told))
                    tally.counts[f"verdicts of {library}"] += sum(map(len, told))
                    if any(
                        opinion != opinion_of(decider.verdict(action, subject))
                        for decider, found in zip(deciders, told, strict=True)
                        for subject, opinion in found.items()
                    ):
                        differing.append((f"the verdict on {action}", f"by {library}"))
            except (CannotColumn, CannotFeed):
                whole = False
                tally.counts["actions that columns refuse"] += 1
        for fact in law.derivations:
            try:
                found = values(ColumnarProgram.of_facts(law, [fact], given, single=False), deciders)
            except (CannotColumn, CannotFeed):
                whole = False
                tally.counts["facts that columns refuse"] += 1
                continue
            for decider, told_values in zip(deciders, found, strict=True):
                for (_, subject), value in told_values.items():
                    tally.counts["values of numpy"] += 1
                    wanted = _plain(decider.derive(fact, subject))
                    if type(wanted) is not type(value) or wanted != value:
                        differing.append((f"the value of {fact}", "by numpy"))
        for library, count in compared.items():
            tally.counts[f"constitutions of {library}"] += count > 0
        tally.counts["constitutions that columns claim whole"] += whole
        return differing


def _plain(value: Value) -> Value:
    """Columns tell no causes."""
    return Unknown((), value.low, value.high) if isinstance(value, Unknown) else value


def _raw(chance: Random) -> dict[str, object]:
    desk: dict[str, str] = {}
    items: dict[str, dict[str, str]] = {}
    for (scope, key, name), words in KNOWABLE.items():
        value = "unknown" if chance.random() < OF_UNKNOWN else chance.choice(words)
        (desk if scope == "desk" else items.setdefault(key, {}))[name] = value
    return {"at": AT, "facts": {"desk": desk, "item": items}}
