"""A decision on one subject by one call: straight-line Python made from the permits and forbids of one action.

What is told of a subject is a row, one value for each of `fields`: numbers as whole numbers of their grid steps, words
as text, flags, and None for what is not known, a fact that is too old among them. The answer is a verdict and two masks
of rules.

There are two ways through the law. On the first every condition has two values; comparing None raises, and then the
second way judges all conditions with three values. That the first way ends says that nothing it looked at was unknown,
and what it did not look at could not have changed anything: `and` and `or` stop where their result is certain, as the
meaning of law has it. What this code cannot say is refused by name; nothing is left to another engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from engine.backends.fast.scaled import scale_of_type
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import EnumType, FlagType, NumberType, TextType

Told = Sequence[Any]


Judged = tuple[str | None, int, int]
"""A verdict, the rules that fire, and the rules that could not be judged; a rule's bit is its place in `rules`.

A rule fires that derives a flag that is true, permits and holds, or forbids and applies without being lifted. The
verdict is `permitted`, `forbidden` or `not_permitted`, and None where no permit speaks of the subject.
"""


class CannotTell(Exception):
    """What straight-line code for one subject cannot say: the rule, and what of it."""

    def __init__(self, rule: str, construct: str) -> None:
        super().__init__(f"{rule}: {construct}" if rule else construct)
        self.rule = rule
        self.construct = construct


@dataclass(frozen=True, slots=True)
class Decision:
    """The code for one action: what it is told, in this order, and how many grid steps make one of each number."""

    rules: tuple[str, ...]
    fields: tuple[str, ...]
    scales: Mapping[str, int]
    decide: Callable[[Told], Judged]
    text: str


def decision_of(law: c.Law, action: str) -> Decision:
    """Makes the code for an action. Raises CannotTell."""
    return _Maker(law, law.actions[action]).made()


# What leads to the subject of the action, or to one that there is only one of.
_HERE = (x.Variable, x.Singleton)
# A comparison with a whole number, and one with a word, as they stand in the code.
_LIMIT = re.compile(r"(?P<of>\w+) (?P<way>[<>])(?P<equal>=?) (?P<number>-?\d+)")
_WORD = re.compile(r"\bv\d+_\w+ == '\w+'")


@dataclass(frozen=True, slots=True)
class _Number:
    """A sum or product over fields as code, multiplied by a scale; the fields that it reads."""

    code: str
    scale: int
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Item:
    """Something done where all conditions hold."""

    conditions: tuple[str, ...]
    act: str


class _Maker:
    def __init__(self, law: c.Law, action: c.Action) -> None:
        self.law = law
        self.action = action
        self.rule = ""
        self.fields: dict[str, str] = {}
        self.scales: dict[str, int] = {}
        self.missing: set[str] = set()
        self.silent: set[str] = set()
        self.derived: dict[x.FactId, c.Derivation] = {}
        self.values: dict[str, Any] = {}
        # Flags that are never unknown, since they read nothing that may be missing.
        self.known: set[x.FactId] = set()

    # --- what there is --------------------------------------------------------------------------
    def made(self) -> Decision:
        if self.action.legs:
            raise CannotTell("", f"`{self.action.name}`, an action of legs")
        if self.law.waivers or self.law.terms:
            raise CannotTell("", "waivers and terms")
        permits = [each for each in self.law.permits if self.action.name in each.actions and not each.reads_action]
        for permit in permits:
            self.rule = permit.id
            if not isinstance(permit.path(self.action.name), _HERE):
                raise self.cannot("a rule about another subject")
            for node in self.conditions_of(permit):
                self.needs(node)
        rules = (*sorted(each.id for each in self.derived.values()), *(permit.id for permit in permits))
        bits = {rule: 1 << place for place, rule in enumerate(rules)}
        first = list(self.first_way(permits, bits))
        second = list(self.second_way(permits, bits))
        text = "\n".join([*first, "", "", *second])
        space = dict(self.values)
        exec(compile(text, f"<{self.law.name}: {self.action.name}>", "exec"), space)
        return Decision(rules, tuple(self.fields), dict(self.scales), space["decide"], text)

    def cannot(self, construct: str) -> CannotTell:
        return CannotTell(self.rule, construct)

    def conditions_of(self, permit: c.TypedPermit) -> list[x.Expression]:
        """The parts that must hold together: for whom a rule is, and when."""
        kind = self.law.kinds[permit.kind].where if permit.kind is not None else None
        return [each for each in (kind, permit.where, permit.when) if each is not None]

    def needs(self, node: x.Expression) -> None:
        """Finds out which derived facts a condition rests on, each after those that it reads itself."""
        for part in x.walk(node):
            if isinstance(part, x.ReadFact) and not isinstance(part.subject, _HERE):
                raise self.cannot(f"`{part.text}`, of another subject")
            if isinstance(part, x.ReadFact) and part.fact not in self.derived:
                document = self.law.derivations.get(part.fact)
                if isinstance(document, c.Derivation):
                    before, self.rule = self.rule, document.id
                    if document.kind is not None:
                        raise self.cannot("a fact of one kind only")
                    self.needs(document.value)
                    if isinstance(document.value.type, FlagType):
                        self.derived[part.fact] = document
                    self.rule = before
                elif document is not None:
                    raise self.cannot(f"`{part.fact}`, derived by {document.id}")

    # --- the first way --------------------------------------------------------------------------
    def first_way(self, permits: Sequence[c.TypedPermit], bits: Mapping[str, int]) -> Iterator[str]:
        """Two values; raises TypeError where it compares what is not known."""
        body = ["fired = 0"]
        for fact, document in self.derived.items():
            self.rule = document.id
            condition = self.two(document.value)
            body += [f"if {self.flag(fact)} := {condition}:", f"    fired += {bits[document.id]}"]
        items = []
        for permit in self.in_order(permits):
            self.rule = permit.id
            nodes = self.conditions_of(permit)
            conditions = tuple(part for node in nodes for part in self.parts(node, self.two))
            conditions = tuple(dict.fromkeys((*self.implied(nodes), *conditions)))
            mask = "permitted" if permit.effect == "permit" else "forbidden"
            lifted = self.lifted(permit, permits, bits)
            items.append(_Item((*conditions, *lifted), f"{mask} += {bits[permit.id]}"))
        body += ["permitted = forbidden = 0", *self.in_turn(permits, items)]
        body += self.verdict(permits, self.two, "fired + permitted + forbidden", "0")
        guards = [f"{name} is None" for name in self.fields.values() if name in self.silent]
        yield "def decide(told):"
        yield "    try:"
        yield f"        {self.unpacked()}"
        if guards:
            yield f"        if {' or '.join(guards)}:"
            yield "            return judge(told)"
        yield from (f"        {line}" for line in self.hoisted(body))
        yield "    except TypeError:"
        yield "        return judge(told)"

    def implied(self, nodes: Sequence[x.Expression]) -> list[str]:
        """The flags without which conditions cannot hold: what is mostly false is then mostly not asked for."""
        parts = [part for node in nodes for part in _conjuncts(node) if not isinstance(part, x.ReadFact)]
        return [
            self.flag(fact)
            for fact, document in self.derived.items()
            if any(self.follows(part, document.value) for part in parts)
        ]

    def follows(self, one: x.Expression, other: x.Expression) -> bool:
        """Whether one condition cannot hold without the other, as far as limits of the same number say so."""
        if isinstance(one, x.Junction):
            found = (self.follows(part, other) for part in one.parts)
            return any(found) if one.word == "and" else all(found)
        if isinstance(other, x.Junction):
            found = (self.follows(one, part) for part in other.parts)
            return all(found) if other.word == "and" else any(found)
        if isinstance(one, x.ReadFact) and one.fact in self.derived:
            if isinstance(other, x.ReadFact) and one.fact == other.fact:
                return True
            return self.derived[one.fact].if_unknown is None and self.follows(self.derived[one.fact].value, other)
        if isinstance(other, x.ReadFact) and other.fact in self.derived:
            return self.follows(one, self.derived[other.fact].value)
        if not isinstance(one, x.Compare) or not isinstance(other, x.Compare):
            return False
        first, second = _LIMIT.fullmatch(self.atom(one)[0]), _LIMIT.fullmatch(self.atom(other)[0])
        if first is None or second is None or first["of"] != second["of"] or first["way"] != second["way"]:
            return False
        here, there = int(first["number"]), int(second["number"])
        if here == there:
            return not (second["equal"] == "" and first["equal"] == "=")
        return here > there if first["way"] == ">" else here < there

    def hoisted(self, body: Sequence[str]) -> list[str]:
        """The code with comparisons of words that stand in it more than twice made once."""
        text = "\n".join(body)
        found = dict.fromkeys(_WORD.findall(text))
        often = [each for each in found if text.count(each) > 2]
        for place, each in enumerate(often):
            text = text.replace(each, f"w{place}")
        return [*(f"w{place} = {each}" for place, each in enumerate(often)), *text.splitlines()]

    def in_order(self, permits: Sequence[c.TypedPermit]) -> list[c.TypedPermit]:
        """Permits first: a forbid has to know whether one of them lifts it."""
        return sorted(permits, key=lambda each: each.effect == "forbid")

    def lifted(
        self, permit: c.TypedPermit, permits: Sequence[c.TypedPermit], bits: Mapping[str, int]
    ) -> tuple[str, ...]:
        """The condition that no permit lifts a forbid; none where nothing could."""
        lifting = sum(bits[each.id] for each in permits if permit.id in each.exception_to)
        return (f"not permitted & {lifting}",) if lifting else ()

    def in_turn(self, permits: Sequence[c.TypedPermit], items: Sequence[_Item]) -> list[str]:
        """Code for the permits, and after them for the forbids, which they may lift."""
        effects = [permit.effect for permit in self.in_order(permits)]
        return [
            line
            for effect in ("permit", "forbid")
            for line in _factored([item for item, of in zip(items, effects, strict=True) if of == effect])
        ]

    def verdict(
        self, permits: Sequence[c.TypedPermit], judge: Callable[[x.Expression], str], fired: str, unknown: str
    ) -> list[str]:
        """The last lines: the verdict, or None where no permit speaks of the subject."""
        spoken = self.spoken([each for each in permits if each.effect == "permit"], judge)
        words: list[tuple[str, str | None]] = [("forbidden", "forbidden"), ("permitted", "permitted")]
        if spoken != "True":
            words.insert(0, (f"not ({spoken})", None))
        lines = ["verdict = 'not_permitted'"]
        for place, (condition, word) in enumerate(words):
            lines += [f"{'elif' if place else 'if'} {condition}:", f"    verdict = {word!r}"]
        return [*lines, f"return verdict, {fired}, {unknown}"]

    def spoken(self, permits: Sequence[c.TypedPermit], judge: Callable[[x.Expression], str]) -> str:
        """The condition that some permit speaks of the subject."""
        ways: dict[str, None] = {}
        words: dict[x.Expression, set[object]] = {}
        for permit in permits:
            self.rule = permit.id
            where = self.conditions_of(permit)[:-1]
            ways[" and ".join(judge(node) for node in where) or "True"] = None
            if len(where) == 1 and isinstance(where[0], x.Compare) and where[0].operator == "is":
                left, right = where[0].left, where[0].right
                if isinstance(left.type, EnumType) and isinstance(right, x.Constant):
                    words.setdefault(left, set()).add(right.value)
        # Whoever speaks of each word of a type speaks of everybody.
        whole = any(isinstance(of.type, EnumType) and found == set(of.type.words) for of, found in words.items())
        return "True" if whole or "True" in ways else " or ".join(f"({way})" for way in ways) or "False"

    def parts(self, node: x.Expression, judge: Callable[[x.Expression], str]) -> Iterator[str]:
        """The parts of a conjunction."""
        for part in _conjuncts(node):
            if not (isinstance(part, x.Constant) and part.value is True):
                yield judge(part)

    def two(self, node: x.Expression) -> str:
        """A condition with two values."""
        match node:
            case x.Junction(word=word, parts=parts):
                return "(" + f" {word} ".join(self.two(part) for part in parts) + ")"
            case x.Not(part=part):
                return f"(not {self.two(part)})"
            case x.If(condition=condition, then=then, otherwise=otherwise):
                return f"({self.two(then)} if {self.two(condition)} else {self.two(otherwise)})"
            case x.ReadFact(fact=fact) if fact in self.derived:
                return self.flag(fact)
            case x.IsState(state=state, denied=denied):
                self.presence(node)
                return str((state == "known") != denied)
        code, _ = self.atom(node)
        return code

    # --- the second way -------------------------------------------------------------------------
    def second_way(self, permits: Sequence[c.TypedPermit], bits: Mapping[str, int]) -> Iterator[str]:
        """Three values: of each condition whether it surely holds and whether it may."""
        body = ["fired = unknown = permitted = forbidden = 0"]
        for fact, document in self.derived.items():
            self.rule = document.id
            body += self.flagged(fact, document, bits[document.id])
        items = []
        for permit in self.in_order(permits):
            self.rule = permit.id
            nodes = self.conditions_of(permit)
            may = tuple(part for node in nodes for part in self.parts(node, self.may))
            surely = tuple(part for node in nodes for part in self.parts(node, self.surely))
            act = self.judged(permit, bits[permit.id], may, surely, self.lifted(permit, permits, bits))
            if "False" not in may:
                items.append((permit.effect, _Item(tuple(part for part in may if part != "True"), act)))
        for effect in ("permit", "forbid"):
            body += _factored([item for of, item in items if of == effect])
        body += self.verdict(permits, self.surely, "fired + permitted + forbidden", "unknown")
        yield "def judge(told):"
        yield f"    {self.unpacked()}"
        yield from (f"    {line}" for line in body)

    def flagged(self, fact: x.FactId, document: c.Derivation, bit: int) -> list[str]:
        """A derived flag: whether it surely holds, and whether it may."""
        flag, surely, may = self.flag(fact), self.surely(document.value), self.may(document.value)
        if surely == may:
            self.known.add(fact)
            return [f"if {flag} := {surely}:", f"    fired += {bit}"]
        lines = [
            f"if {flag} := {surely}:",
            f"    fired += {bit}",
            f"    {flag}_may = True",
            f"elif {flag}_may := {may}:",
            f"    unknown += {bit}",
        ]
        if document.if_unknown is True:
            return [*lines, f"    {flag} = True", f"    fired += {bit}"]
        return [*lines, f"    {flag}_may = False"] if document.if_unknown is False else lines

    def judged(
        self, permit: c.TypedPermit, bit: int, may: tuple[str, ...], surely: tuple[str, ...], lifted: tuple[str, ...]
    ) -> str:
        """What becomes of a rule that may hold."""
        mask = "permitted" if permit.effect == "permit" else "forbidden"
        done = "".join(f"if {condition}: " for condition in lifted) + f"{mask} += {bit}"
        if surely == may:
            return done
        sure = _all(surely)
        if permit.effect == "forbid" and self.action.risk != "reducing":
            return f"if not {sure}:\n    unknown += {bit}\n{done}"
        return f"if {sure}:\n    {done}\nelse:\n    unknown += {bit}"

    def surely(self, node: x.Expression) -> str:
        """Whether a condition surely holds."""
        return self.three(node, True)

    def may(self, node: x.Expression) -> str:
        """Whether a condition holds or could hold."""
        return self.three(node, False)

    def three(self, node: x.Expression, surely: bool) -> str:
        match node:
            case x.Junction(word=word, parts=parts):
                return (_all if word == "and" else _any)([self.three(part, surely) for part in parts])
            case x.Not(part=part):
                return _not(self.three(part, not surely))
            case x.If(condition=condition, then=then, otherwise=otherwise):
                one, other = self.three(then, surely), self.three(otherwise, surely)
                sure, perhaps = self.surely(condition), self.may(condition)
                if one == other:
                    return one
                if sure == perhaps:
                    return f"({one} if {sure} else {other})"
                undecided = (_all if surely else _any)([one, other])
                return f"({one} if {sure} else {undecided} if {perhaps} else {other})"
            case x.ReadFact(fact=fact) if fact in self.derived:
                return self.flag(fact) if surely or fact in self.known else f"{self.flag(fact)}_may"
            case x.IsState(state=state, denied=denied):
                name = self.presence(node)
                return f"({name} is {'not ' if (state == 'known') != denied else ''}None)"
            case x.Between(value=value, low=low, high=high):
                # One end may decide while the other is not known.
                ends = (self.compared(">=", value, low), self.compared("<=", value, high))
                return _all([self.known_or(*end, surely) for end in ends])
        return self.known_or(*self.atom(node), surely)

    def known_or(self, code: str, fields: frozenset[str], surely: bool) -> str:
        """A comparison where all is known that it needs; else whether nobody knows counts as true."""
        missing = [self.fields[field] for field in sorted(fields & self.missing)]
        if not missing:
            return code
        if surely:
            return "(" + " and ".join([*(f"{name} is not None" for name in missing), code]) + ")"
        return "(" + " or ".join([*(f"{name} is None" for name in missing), code]) + ")"

    # --- what is compared -----------------------------------------------------------------------
    def presence(self, node: x.IsState) -> str:
        """The name of a given fact that is asked to be known or unknown: where it is not, nothing would raise."""
        read = node.value
        if node.state not in {"known", "unknown"} or not isinstance(read, x.ReadFact) or read.fact in self.derived:
            raise self.cannot(f"`{node.text}`")
        name = self.fields[self.field(read)]
        self.silent.add(name)
        return name

    def atom(self, node: x.Expression) -> tuple[str, frozenset[str]]:
        """A comparison, or a given flag: its code, and the fields without which it cannot be judged."""
        match node:
            case x.Constant(value=bool() as value):
                return str(value), frozenset()
            case x.Compare(operator="is" | "is not" as operator, left=left, right=right):
                if isinstance(left.type, NumberType):
                    return self.compared("==" if operator == "is" else "!=", left, right, silently=True)
                one, other = self.plain(left), self.plain(right)
                return f"{one[0]} {'==' if operator == 'is' else '!='} {other[0]}", one[1] | other[1]
            case x.Compare(operator=operator, left=left, right=right):
                return self.compared(operator, left, right)
            case x.Between(value=value, low=low, high=high):
                ends = (self.compared(">=", value, low), self.compared("<=", value, high))
                return f"({ends[0][0]} and {ends[1][0]})", ends[0][1] | ends[1][1]
            case x.In(value=value, container=x.Constant(value=tuple() as members), denied=denied):
                code, fields = self.plain(value)
                return f"({code} {'not in' if denied else 'in'} {self.bound(frozenset(members))})", fields
            case x.ReadFact() if isinstance(node.type, FlagType):
                return self.plain(node)
        raise self.cannot(f"`{node.text}`")

    def plain(self, node: x.Expression) -> tuple[str, frozenset[str]]:
        """A word or a flag, given or constant. None in its place would not raise, so it is looked for beforehand."""
        if isinstance(node, x.Constant) and isinstance(node.value, str | bool):
            return repr(node.value), frozenset()
        if isinstance(node, x.ReadFact) and isinstance(node.type, EnumType | TextType | FlagType):
            if node.fact in self.derived:
                raise self.cannot(f"`{node.text}` beside a flag")
            field = self.field(node)
            if field in self.missing:
                self.silent.add(self.fields[field])
            return self.fields[field], frozenset({field})
        raise self.cannot(f"`{node.text}`")

    def compared(
        self, operator: str, left: x.Expression, right: x.Expression, silently: bool = False
    ) -> tuple[str, frozenset[str]]:
        """Two numbers, brought to one scale."""
        if not isinstance(left.type, NumberType):
            raise self.cannot(f"`{left.text} {operator} {right.text}`, which compares no numbers")
        one, other = self.number(left), self.number(right)
        scale = lcm(one.scale, other.scale)
        fields = one.fields | other.fields
        if silently:
            self.silent.update(self.fields[field] for field in fields & self.missing)
        return f"{_times(one.code, scale // one.scale)} {operator} {_times(other.code, scale // other.scale)}", fields

    def number(self, node: x.Expression) -> _Number:
        """A number as code."""
        match node:
            case x.Constant(value=Fraction() as value):
                return _constant(value)
            case x.ReadParameter(name=name, key=None):
                return self.parameter(name, None)
            case x.ReadParameter(name=name, key=x.Constant(value=str() as word)):
                return self.parameter(name, word)
            case x.Convert(value=value):
                return self.number(value)
            case x.Negative(part=part):
                of = self.number(part)
                return _Number(f"(-{of.code})", of.scale, of.fields)
            case x.Arithmetic(operator=operator, left=left, right=right):
                return self.calculated(operator, self.number(left), self.number(right), node)
            case x.ReadFact(fact=fact):
                document = self.law.derivations.get(fact)
                if isinstance(document, c.Derivation):
                    return self.number(document.value)
                scale = scale_of_type(node.type)
                if scale is None:
                    raise self.cannot(f"`{node.text}`")
                field = self.field(node)
                self.scales[field] = scale
                return _Number(self.fields[field], scale, frozenset({field}))
        raise self.cannot(f"`{node.text}`")

    def parameter(self, name: str, word: str | None) -> _Number:
        value = dict(self.law.parameters[name].values)[word]
        if not isinstance(value, Fraction):
            raise self.cannot(f"`{name}`")
        return _constant(value)

    def calculated(self, operator: str, one: _Number, other: _Number, node: x.Expression) -> _Number:
        """A sum, a difference, a product, or a division by what no fact changes."""
        fields = one.fields | other.fields
        if operator in {"+", "-"}:
            scale = lcm(one.scale, other.scale)
            left, right = _times(one.code, scale // one.scale), _times(other.code, scale // other.scale)
            return _Number(f"({left} {operator} {right})", scale, fields)
        if operator in {"*", "of"}:
            if one.code.lstrip("-").isdigit() and other.code.lstrip("-").isdigit():
                return _Number(str(int(one.code) * int(other.code)), one.scale * other.scale, fields)
            return _Number(_product(one.code, other.code), one.scale * other.scale, fields)
        divisor = other.code.lstrip("-")
        if operator == "/" and divisor.isdigit() and int(divisor):
            # By a over b is b times over a.
            sign = "-" if other.code.startswith("-") else ""
            return _Number(_times(f"({sign}{one.code})", other.scale), one.scale * int(divisor), fields)
        raise self.cannot(f"`{node.text}`")

    def field(self, read: x.ReadFact) -> str:
        """The name under which a given fact is told: its own, or with its scope where that has one subject only."""
        fact = self.law.facts[read.fact]
        if fact.origin != "given" or fact.may_be_none:
            raise self.cannot(f"`{read.text}`")
        name = read.fact.name if read.fact.scope == self.action.on else str(read.fact)
        self.fields.setdefault(name, f"v{len(self.fields)}_{read.fact.name}")
        if fact.may_be_missing or fact.stale_after is not None:
            self.missing.add(name)
        return name

    def unpacked(self) -> str:
        """The line that names the values of a row."""
        return f"({', '.join(self.fields.values())},) = told" if self.fields else "pass"

    def flag(self, fact: x.FactId) -> str:
        """The name of a derived flag in the code."""
        return f"d{list(self.derived).index(fact)}_{fact.name}"

    def bound(self, value: Any) -> str:
        name = f"c{len(self.values)}"
        self.values[name] = value
        return name


def _conjuncts(node: x.Expression) -> Iterator[x.Expression]:
    """The parts of a conjunction, however deep; a condition that is none is its own only part."""
    if isinstance(node, x.Junction) and node.word == "and":
        for part in node.parts:
            yield from _conjuncts(part)
    else:
        yield node


def _all(parts: Sequence[str]) -> str:
    """A conjunction, without what is certain."""
    if "False" in parts:
        return "False"
    left = [part for part in dict.fromkeys(parts) if part != "True"]
    return "True" if not left else left[0] if len(left) == 1 else "(" + " and ".join(left) + ")"


def _any(parts: Sequence[str]) -> str:
    """A disjunction, without what is certain."""
    if "True" in parts:
        return "True"
    left = [part for part in dict.fromkeys(parts) if part != "False"]
    return "False" if not left else left[0] if len(left) == 1 else "(" + " or ".join(left) + ")"


def _not(part: str) -> str:
    return {"True": "False", "False": "True"}.get(part, f"(not {part})")


def _constant(value: Fraction) -> _Number:
    return _Number(str(value.numerator), value.denominator, frozenset())


def _product(one: str, other: str) -> str:
    """A product of two codes."""
    return other if one == "1" else one if other == "1" else f"{one} * {other}"


def _times(code: str, factor: int) -> str:
    """A code times a whole number; constants are multiplied right away."""
    if factor == 1:
        return code
    if code.lstrip("-").isdigit():
        return str(int(code) * factor)
    return f"{code} * {factor}"


def _factored(items: Sequence[_Item]) -> list[str]:
    """Code that does each item where its conditions hold; a condition that several items share is asked once."""
    plain = [item for item in items if not item.conditions]
    rest = [item for item in items if item.conditions]
    lines = [line for item in plain for line in item.act.splitlines()]
    while rest:
        counts: dict[str, int] = {}
        for item in rest:
            for condition in dict.fromkeys(item.conditions):
                counts[condition] = counts.get(condition, 0) + 1
        shared = max(counts, key=lambda each: counts[each], default="")
        if counts.get(shared, 0) < 2:
            for item in rest:
                lines.append(f"if {' and '.join(item.conditions)}:")
                lines += [f"    {line}" for line in item.act.splitlines()]
            return lines
        inside = [
            _Item(tuple(each for each in item.conditions if each != shared), item.act)
            for item in rest
            if shared in item.conditions
        ]
        rest = [item for item in rest if shared not in item.conditions]
        lines += [f"if {shared}:", *(f"    {line}" for line in _factored(inside))]
    return lines
