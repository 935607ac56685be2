"""Typed expressions as Python source: straight-line code, in which the usual known values take the short way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.backends.fast.aggregating import Aggregating
from engine.backends.fast.atoms import FALSE, TRUE, Atom, class_of, scope_of
from engine.backends.fast.layout import MICROSECONDS
from engine.backends.fast.scaled import joined_scale, lower
from engine.backends.reference.evaluator import literal
from engine.values import Unknown
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import NumberType, RefType

if TYPE_CHECKING:
    from engine.backends.fast.program import Program

MOST_BLOCKS = 6
"""Python nests 20 loops at most; what lies deeper becomes a function of its own."""

_PYTHON = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "is": "==", "is not": "!="}


class Emitter:
    """Writes the body of one function. `r0`, `r1` … are the rows of the subjects that are bound, `d` the decider."""

    def __init__(self, program: Program, arity: int) -> None:
        self.program = program
        self.arity = arity
        self.lines: list[str] = []
        self._indent = 1
        self._blocks = 0
        self._names = 0
        self._known: list[dict[object, Atom]] = [{}]

    # --- writing --------------------------------------------------------------------------------
    def line(self, text: str) -> None:
        """One line of code."""
        self.lines.append(" " * self._indent + text)

    def name(self, letter: str = "v") -> str:
        """A name that nothing has yet."""
        self._names += 1
        return f"{letter}{self._names}"

    @contextmanager
    def indented(self, head: str, loop: bool = False) -> Iterator[None]:
        """A block under a head. What is worked out in it is not known after it."""
        self.line(head)
        self._indent += 1
        self._blocks += loop
        self._known.append({})
        try:
            yield
        finally:
            self._known.pop()
            self._indent -= 1
            self._blocks -= loop

    def remembered(self, key: object) -> Atom | None:
        """What was worked out before on the way here."""
        for known in self._known:
            if key in known:
                return known[key]
        return None

    def remember(self, key: object, atom: Atom) -> Atom:
        """Keeps a value for the rest of this block."""
        self._known[-1][key] = atom
        return atom

    def rows(self) -> str:
        """All rows that are bound, as arguments."""
        return "".join(f", r{slot}" for slot in range(self.arity))

    def environment(self) -> str:
        """The subjects that are bound, as the reference has them."""
        return "(" + "".join(f"r{slot}[0], " for slot in range(self.arity)) + ")"

    def bind(self, value: object) -> str:
        """A name for an object, in all of the code of a law."""
        return self.program.bind(value)

    # --- values ---------------------------------------------------------------------------------
    def value(self, node: x.Expression) -> Atom:
        """Writes what works out an expression."""
        if self._blocks >= MOST_BLOCKS and not isinstance(node, _LEAVES):
            return self.outlined(node)
        return _METHODS[type(node)](self, node)

    def outlined(self, node: x.Expression) -> Atom:
        """A part as a function of its own."""
        name = self.name()
        self.line(f"{name} = {self.program.function(node, self.arity)}(d{self.rows()})")
        return Atom(name, self.program.scales.of(node))

    def scaled(self, atom: Atom, scale: int | None) -> Atom:
        """A number in another scale."""
        if scale is None or atom.scale is None or atom.scale == scale:
            return atom
        if atom.constant is not None:
            return self.number(atom.constant, scale)
        name = self.name()
        if not scale:
            self.line(f"{name} = Fraction({atom.text}, {atom.scale}) if {atom.text}.__class__ is int else {atom.text}")
            return Atom(name, 0)
        if atom.scale and not scale % atom.scale:
            size = scale // atom.scale
            if atom.surely == "int":
                self.line(f"{name} = {atom.text} * {size}")
                return Atom(name, scale, surely="int")
            self.line(f"{name} = {atom.text} * {size} if {atom.text}.__class__ is int else {atom.text}")
            return Atom(name, scale)
        self.line(f"{name} = lower(lift({atom.text}, {atom.scale}), {scale})")
        return Atom(name, scale)

    def number(self, value: Fraction, scale: int) -> Atom:
        """A number of the law."""
        low = lower(value, scale)
        if isinstance(low, Fraction):
            return Atom(self.bind(low), scale, value)
        return Atom(f"({low})", scale, value, "int")

    def truth(self, node: x.Expression) -> Atom:
        """Writes what works out a condition: true, false or unknown."""
        atom = self.value(node)
        if atom.surely == "truth":
            return atom
        name = self.name("t")
        self.line(f"{name} = {atom.text}")
        self.line(f"if {name} is not True and {name} is not False: {name} = truth({name})")
        return Atom(name, surely="truth")

    # --- leaves ---------------------------------------------------------------------------------
    def constant(self, node: x.Constant) -> Atom:
        return self.of_literal(node.value, None)

    def of_literal(self, value: x.Literal, scale: int | None) -> Atom:
        """A value that the law writes."""
        if isinstance(value, Fraction):
            return self.number(value, value.denominator if scale is None else scale)
        if isinstance(value, bool):
            return TRUE if value else FALSE
        known = literal(value)
        return Atom(self.bind(known), None, known, "truth" if isinstance(known, Unknown) else "")

    def variable(self, node: x.Variable) -> Atom:
        slot = node.slot if node.slot >= 0 else self.arity + node.slot
        return Atom(f"r{slot}", surely="row")

    def singleton(self, node: x.Singleton) -> Atom:
        key = ("singleton", node.scope)
        known = self.remembered(key)
        if known is not None:
            return known
        place = self.program.shared.place(key)
        name = self.name("b")
        self.line(f"{name} = d.shared[{place}]")
        self.line(f"if {name} is M: {name} = d.find_singleton({node.scope!r}, {place})")
        return self.remember(key, Atom(name, surely="row"))

    def follow(self, node: x.Follow) -> Atom:
        links: list[str] = []
        base: x.Expression = node
        while isinstance(base, x.Follow):
            links.append(base.link)
            base = base.base
        links.reverse()
        return self.along(base, tuple(links))

    def along(self, base: x.Expression, way: tuple[str, ...]) -> Atom:
        """The row at the end of some links."""
        scope = base.scope if isinstance(base, x.Variable | x.Singleton) else scope_of(base)
        return self.way(self.value(base), scope, way)

    def way(self, start: Atom, scope: str, way: tuple[str, ...]) -> Atom:
        """The row at the end of some links from a row of a scope; it is kept there."""
        key = ("way", start.text, way)
        known = self.remembered(key)
        if known is not None:
            return known
        place = self.program.layout(scope).place(("way", way))
        found = f"d.find_way({start.text}, {self.bind(way)}, {place})"
        name = self.name("b")
        if start.surely == "row":
            self.line(f"{name} = {start.text}[{place}]")
            self.line(f"if {name} is M: {name} = {found}")
        else:
            with self.indented(f"if {start.text}.__class__ is list:"):
                self.line(f"{name} = {start.text}[{place}]")
                self.line(f"if {name} is M: {name} = {found}")
            self.line(f"else: {name} = {start.text}")
        return self.remember(key, Atom(name))

    def compose(self, node: x.Compose) -> Atom:
        name = self.name("b")
        with self.once():
            parts: list[str] = []
            for part in node.parts:
                atom = self.value(part)
                parts.append(atom.text)
                if atom.surely != "row":
                    with self.indented(f"if {atom.text}.__class__ is not list:"):
                        self.line(f"{name} = {atom.text}")
                        self.line("break")
            subjects = "".join(f"{part}[0], " for part in parts)
            self.line(f"{name} = d.row(d.world.combine({node.scope!r}, ({subjects})))")
            self.line("break")
        return Atom(name)

    @contextmanager
    def once(self) -> Iterator[None]:
        """A block that `break` leaves."""
        with self.indented("while 1:", loop=True):
            yield

    def read_fact(self, node: x.ReadFact) -> Atom:
        fact = self.program.law.facts[node.fact]
        base = self.value(node.subject)
        key = ("fact", base.text, node.fact)
        known = self.remembered(key)
        if known is not None:
            return known
        name = self.name()
        scale = self.program.scales.of_fact(node.fact)
        if base.surely == "row":
            self._read(name, fact, base.text, scale)
        else:
            with self.indented(f"if {base.text}.__class__ is list:"):
                self._read(name, fact, base.text, scale)
            self.line(f"else: {name} = no_subject({base.text}, {node.fact.scope!r})")
        return self.remember(key, Atom(name, scale))

    def _read(self, name: str, fact: c.Fact, row: str, scale: int | None) -> None:
        if fact.origin == "given" and not self.program.settled(fact):
            told = self.bind(fact)
            self.line(f"{name} = d.read_again({told}, {row}, {self.environment()}, {scale or 0})")
            return
        place = self.program.layout(fact.id.scope).place(("fact", fact.id.name))
        self.line(f"{name} = {row}[{place}]")
        self.line(f"if {name} is M: {name} = {self._found(fact, row, place, scale or 0)}")

    def _found(self, fact: c.Fact, row: str, place: int, scale: int) -> str:
        """The call that finds a fact out and keeps it in its place."""
        told = self.bind(fact)
        match fact.origin:
            case "given":
                return f"d.read_given({told}, {row}, {place}, {scale})"
            case "kept":
                return f"d.read_kept({told}, {row}, {place}, {scale})"
            case "allocated":
                return f"d.read_sized({told}, {row}, {place}, {scale})"
        return f"{self.program.reader(fact)}(d, {row})"

    def before(self, node: x.Before) -> Atom:
        base = self.value(node.fact.subject)
        fact = node.fact.fact
        name = self.name()
        scale = self.program.scales.of_fact(fact)
        read = f"{name} = d.read_before({self.bind(fact)}, {base.text}, {scale or 0})"
        if base.surely == "row":
            self.line(read)
        else:
            with self.indented(f"if {base.text}.__class__ is list:"):
                self.line(read)
            self.line(f"else: {name} = no_subject({base.text}, {fact.scope!r})")
        return Atom(name, scale)

    def read_parameter(self, node: x.ReadParameter) -> Atom:
        scale = self.program.scales.of_parameter(node)
        parameter = self.program.law.parameters[node.name]
        if node.name in self.program.overridden:
            return self.by_reference(node)
        if node.key is None:
            value = next((value for word, value in parameter.values if word is None), None)
            if value is None:
                return self.by_reference(node)
            return self.of_literal(value, scale if isinstance(value, Fraction) else None)
        picked = self.value(node.key)
        values = {word: self._told(value, scale) for word, value in parameter.values}
        name = self.name()
        self.line(f"{name} = {self.bind(values)}.get({picked.text}, M) if {picked.text}.__class__ is str else M")
        told = self.bind(parameter)
        self.line(f"if {name} is M: {name} = d.parameter({told}, {picked.text}, {picked.scale or 0}, {scale or 0})")
        return Atom(name, scale)

    def _told(self, value: x.Literal, scale: int | None) -> Any:
        return lower(literal(value), scale or 0)

    def by_reference(self, node: x.Expression) -> Atom:
        """What is rare is worked out by the reference, which reads what generated code has found."""
        name = self.name()
        scale = self.program.scales.of(node)
        self.line(f"{name} = d.by_reference({self.bind(node)}, {self.environment()}, {scale or 0})")
        return Atom(name, scale)

    # --- conditions -----------------------------------------------------------------------------
    def cases(self, node: x.If | x.Cases) -> Atom:
        cases = ((node.condition, node.then),) if isinstance(node, x.If) else node.cases
        scale = self.program.scales.of(node)
        name, doubts = self.name(), self.name("p")
        self.line(f"{doubts} = None")
        with self.once():
            for when, then in cases:
                condition = self.value(when)
                with self.indented(f"if {condition.text} is not False:"):
                    self.line(f"{name} = {self.scaled(self.value(then), scale).text}")
                    self.line(f"if {condition.text} is True: break")
                    self.line(f"if {doubts} is None: {doubts} = []")
                    self.line(f"{doubts}.append(({condition.text}, {name}))")
            self.line(f"{name} = {self.scaled(self.value(node.otherwise), scale).text}")
            self.line("break")
        found = f"undecided({doubts}, {name}, {scale or 0})"
        if scale is None:
            found = f"d.lowered({found}, 0)"  # it may be a subject
        self.line(f"if {doubts} is not None: {name} = {found}")
        return Atom(name, scale)

    def junction(self, node: x.Junction) -> Atom:
        decisive, other = ("True", "False") if node.word == "or" else ("False", "True")
        name, doubts = self.name("t"), self.name("u")
        self.line(f"{doubts} = None")
        with self.once():
            for part in node.parts:
                found = self.value(part)
                if found.text == other:
                    continue
                with self.indented(f"if {found.text} is not {other}:"):
                    self.line(f"if {found.text} is {decisive}:")
                    self.line(f" {name} = {decisive}; break")
                    self.line(f"{doubts} = doubt({doubts}, {found.text})")
            self.line(f"{name} = {other} if {doubts} is None else unknown_of({doubts})")
            self.line("break")
        return Atom(name, surely="truth")

    def not_(self, node: x.Not) -> Atom:
        found = self.value(node.part)
        name = self.name("t")
        self.line(
            f"{name} = False if {found.text} is True else True if {found.text} is False else denied({found.text})"
        )
        return Atom(name, surely="truth")

    def watched(self, node: x.Expression, *sides: Atom) -> None:
        """A comparison with the clock says when it turns."""
        if id(node) in self.program.timely:
            told = "".join(f"lift({side.text}, {side.scale or 0}), " for side in sides)
            self.line(f"if d.timely: d.watch({self.bind(node)}, {self.environment()}, ({told}))")

    def compare(self, node: x.Compare) -> Atom:
        left, right = self.value(node.left), self.value(node.right)
        self.watched(node, left, right)
        name = self.name("t")
        self._compared(name, node.operator, left, right, node)
        return Atom(name, surely="truth")

    def _compared(self, name: str, operator: str, left: Atom, right: Atom, node: x.Compare) -> None:
        tests: list[str] = []
        sign = _PYTHON[operator]
        quick = ""
        if left.scale is not None and right.scale is not None:
            tests, quick = self._numbers(left, sign, right)
        else:
            kind = class_of(node.left) if class_of(node.left) == class_of(node.right) else ""
            if kind:
                tests = [
                    f"{each.text}.__class__ is {kind}"
                    for each in (left, right)
                    if each.constant is None and each.text not in {"True", "False"}
                ]
                quick = f"{left.text} {sign} {right.text}"
            elif operator in {"is", "is not"} and all(
                isinstance(side.type, RefType) for side in (node.left, node.right)
            ):
                tests = [f"{each.text}.__class__ is list" for each in (left, right) if each.surely != "row"]
                quick = f"{left.text} {operator} {right.text}"
        slow = self._slowly(operator, left, right)
        if not quick:
            self.line(f"{name} = {slow}")
        elif tests:
            self.line(f"{name} = {quick} if {' and '.join(tests)} else {slow}")
        else:
            self.line(f"{name} = {quick}")

    def _slowly(self, operator: str, left: Atom, right: Atom) -> str:
        sides = f"{left.text}, {left.scale or 0}, {right.text}, {right.scale or 0}"
        if operator == "is":
            return f"equal({sides})"
        return f"differ({sides})" if operator == "is not" else f"compare({operator!r}, {sides})"

    def _numbers(self, left: Atom, sign: str, right: Atom) -> tuple[list[str], str]:
        """Under which tests two numbers are compared at once, and how."""
        common = joined_scale(left.scale, right.scale)
        if common:
            sides = [self._times(left, common), self._times(right, common)]
            tests = [f"{each.text}.__class__ is int" for each in (left, right) if each.surely != "int"]
            return ([], "") if None in sides else (tests, f"{sides[0]} {sign} {sides[1]}")
        tests = []
        above, below = [], []
        for each in (left, right):
            if each.scale:
                if each.surely != "int" and each.constant is None:
                    tests.append(f"{each.text}.__class__ is int")
                if each.constant is not None:
                    above.append(str(each.constant.numerator))
                    below.append(str(each.constant.denominator))
                else:
                    above.append(each.text)
                    below.append(str(each.scale))
            else:
                if each.constant is None:
                    tests.append(f"{each.text}.__class__ is Fraction")
                above.append(f"{each.text}._numerator")
                below.append(f"{each.text}._denominator")
        return tests, f"{above[0]} * {below[1]} {sign} {above[1]} * {below[0]}"

    def _times(self, atom: Atom, scale: int) -> str | None:
        """A number as so many steps of a finer scale."""
        if atom.constant is not None:
            found = lower(atom.constant, scale)
            return None if isinstance(found, Fraction) else f"({found})"
        assert atom.scale
        size = scale // atom.scale
        return atom.text if size == 1 else f"{atom.text} * {size}"

    def between(self, node: x.Between) -> Atom:
        value, low, high = self.value(node.value), self.value(node.low), self.value(node.high)
        self.watched(node, value, low, high)
        name = self.name("t")
        sides = (value, low, high)
        slow = "between(" + ", ".join(f"{each.text}, {each.scale or 0}" for each in sides) + ")"
        if all(each.scale for each in sides):
            below, quick_low = self._numbers(low, "<=", value)
            above, quick_high = self._numbers(value, "<=", high)
            tests = list(dict.fromkeys([*below, *above]))
            quick = f"{quick_low} and {quick_high}" if quick_low and quick_high else ""
        else:
            kinds = {class_of(each) for each in (node.value, node.low, node.high)}
            kind = kinds.pop() if len(kinds) == 1 else ""
            tests = [f"{each.text}.__class__ is {kind}" for each in sides if each.constant is None]
            quick = f"{low.text} <= {value.text} <= {high.text}" if kind else ""
        if not quick:
            self.line(f"{name} = {slow}")
        else:
            self.line(f"{name} = ({quick}) if {' and '.join(tests) or 'True'} else {slow}")
        return Atom(name, surely="truth")

    def in_(self, node: x.In) -> Atom:
        self.watched(node)
        value, container = self.value(node.value), self.value(node.container)
        name = self.name("t")
        slow = f"contained({value.text}, {value.scale or 0}, {container.text}, {container.scale or 0})"
        if class_of(node.value) in {"str", "date"}:
            kind = class_of(node.value)
            tests = [f"{value.text}.__class__ is {kind}"]
            if not isinstance(container.constant, frozenset):
                tests.append(f"{container.text}.__class__ is frozenset")
            self.line(f"{name} = {value.text} in {container.text} if {' and '.join(tests)} else {slow}")
        else:
            self.line(f"{name} = {slow}")
        return self._maybe_denied(name, node.denied)

    def _maybe_denied(self, name: str, denied: bool) -> Atom:
        if denied:
            self.line(f"{name} = False if {name} is True else True if {name} is False else {name}")
        return Atom(name, surely="truth")

    def is_state(self, node: x.IsState) -> Atom:
        if node.state == "stale":
            return self.by_reference(node)
        value = self.value(node.value)
        name = self.name("t")
        sign = "is not" if node.denied else "is"
        other = "is" if node.denied else "is not"
        match node.state:
            case "unknown":
                self.line(f"{name} = {value.text}.__class__ {sign} Unknown")
            case "known":
                self.line(f"{name} = {value.text}.__class__ {other} Unknown")
            case state:
                nothing = sign if state == "none" else other
                quick = f"{value.text}.__class__ {nothing} Nothing"
                self.line(f"{name} = {value.text} if {value.text}.__class__ is Unknown else {quick}")
        return Atom(name, surely="truth")

    def verdict_is(self, node: x.VerdictIs) -> Atom:
        asked = f"d.verdict_is({node.action!r}, {{}}[0], {node.state!r})"
        return self._maybe_denied(self._asked(node.subject, asked), node.denied)

    def would_be_permitted(self, node: x.WouldBePermitted) -> Atom:
        but_for = self.bind(node.but_for)
        calls = [f"d.would_permit({action!r}, {{0}}[0], {but_for})" for action in node.actions]
        asked = calls[0] if len(calls) == 1 else f"any([{', '.join(calls)}])"
        return Atom(self._asked(node.subject, asked), surely="truth")

    def _asked(self, subject: x.Expression, asked: str) -> str:
        base = self.value(subject)
        name = self.name("t")
        call = f"{name} = {asked.format(base.text)}"
        if base.surely == "row":
            self.line(call)
        else:
            self.line(f"if {base.text}.__class__ is list: {call}")
            self.line(f"else: {name} = because('there is no such subject')")
        return name

    # --- calculation ----------------------------------------------------------------------------
    def arithmetic(self, node: x.Arithmetic) -> Atom:
        left, right = self.value(node.left), self.value(node.right)
        name = self.name()
        numbers = isinstance(node.left.type, NumberType) and isinstance(node.right.type, NumberType)
        scale = self._scale_of(node, left, right) if numbers else self._moved(node)
        of = self.bind(node.right.type)
        slow = (
            f"calculate({node.operator!r}, {left.text}, {left.scale or 0}, "
            f"{right.text}, {right.scale or 0}, {of}, {scale or 0})"
        )
        tests = [f"{each.text}.__class__ is int" for each in (left, right) if each.surely != "int"]
        quick = ""
        if numbers and left.scale and right.scale:
            if node.operator == "/":
                quick, tests = self._divided(left, right, scale, tests)
            elif scale:
                quick = self._quick(node.operator, left, right, scale)
        if not quick:
            self.line(f"{name} = {slow}")
        elif tests:
            self.line(f"{name} = {quick} if {' and '.join(tests)} else {slow}")
        else:
            self.line(f"{name} = {quick}")
        return Atom(name, scale, surely="int" if quick and not tests else "")

    def _scale_of(self, node: x.Arithmetic, left: Atom, right: Atom) -> int:
        if node.operator in {"+", "-"}:
            return joined_scale(left.scale, right.scale) or 0
        if node.operator == "*":
            return (joined_scale(left.scale * right.scale, 1) or 0) if left.scale and right.scale else 0
        if isinstance(right.constant, Fraction) and right.constant and left.scale:
            return joined_scale(left.scale * abs(right.constant.numerator), 1) or 0
        return 0

    def _moved(self, node: x.Arithmetic) -> int | None:
        return MICROSECONDS if isinstance(node.type, NumberType) else None

    def _quick(self, operator: str, left: Atom, right: Atom, scale: int) -> str:
        if operator == "*":
            return f"{left.text} * {right.text}"
        one, other = self._times(left, scale), self._times(right, scale)
        return "" if one is None or other is None else f"{one} {operator} {other}"

    def _divided(self, left: Atom, right: Atom, scale: int | None, tests: list[str]) -> tuple[str, list[str]]:
        if scale:
            size = right.constant.denominator * (1 if right.constant > 0 else -1)
            return f"{left.text} * ({size})", tests
        tests = [*tests, right.text]
        return f"Fraction({left.text} * {right.scale}, {right.text} * {left.scale})", tests

    def negative(self, node: x.Negative) -> Atom:
        part = self.value(node.part)
        name = self.name()
        if part.scale:
            quick = f"-{part.text} if {part.text}.__class__ is int else "
        else:
            quick = ""
        self.line(f"{name} = {quick}negative({part.text}, {part.scale or 0})")
        return Atom(name, part.scale)

    def rounded(self, node: x.Rounded) -> Atom:
        value, step = self.value(node.value), self.value(node.step)
        name = self.name()
        sides = f"{value.text}, {value.scale or 0}, {node.mode!r}, {step.text}, {step.scale or 0}"
        self.line(f"{name} = rounded({sides})")
        return Atom(name, step.scale)

    def convert(self, node: x.Convert) -> Atom:
        return self.value(node.value)

    def call(self, node: x.Call) -> Atom:
        if node.name == "first known":
            return self._first_known(node)
        name = self.name()
        if node.name == "size":
            self.line(f"{name} = size_of({self.value(node.arguments[0]).text})")
            return Atom(name, 1)
        if node.name == "abs":
            part = self.value(node.arguments[0])
            quick = f"abs({part.text}) if {part.text}.__class__ is int else " if part.scale else ""
            self.line(f"{name} = {quick}absolute({part.text}, {part.scale or 0})")
            return Atom(name, part.scale)
        scale = self.program.scales.of(node)
        parts = [self.scaled(self.value(each), scale) for each in node.arguments]
        told = ", ".join(each.text for each in parts)
        slow = f"extreme({node.name!r}, ({told},), {scale or 0})"
        tests = [f"{each.text}.__class__ is int" for each in parts if each.surely != "int"]
        quick = f"{node.name}({told})" if scale and len(parts) > 1 else ""
        if quick and tests:
            self.line(f"{name} = {quick} if {' and '.join(tests)} else {slow}")
        else:
            self.line(f"{name} = {quick or slow}")
        return Atom(name, scale)

    def _first_known(self, node: x.Call) -> Atom:
        scale = self.program.scales.of(node)
        name, unknown = self.name(), self.name("p")
        self.line(f"{unknown} = []")
        with self.once():
            for each in node.arguments:
                self.line(f"{name} = {self.scaled(self.value(each), scale).text}")
                self.line(f"if {name}.__class__ is not Unknown: break")
                self.line(f"{unknown}.append({name})")
            self.line(f"{name} = unknown_of({unknown})")
            self.line("break")
        return Atom(name, scale)

    # --- aggregates -----------------------------------------------------------------------------
    def aggregate(self, node: x.Aggregate) -> Atom:
        return Aggregating(self, node).written()

    def series(self, node: x.SeriesAggregate) -> Atom:
        return self.by_reference(node)


_LEAVES = (x.Constant, x.Variable, x.Singleton, x.Follow, x.ReadFact)
_METHODS: dict[type[x.Expression], Callable[[Emitter, Any], Atom]] = {
    x.Constant: Emitter.constant,
    x.Variable: Emitter.variable,
    x.Singleton: Emitter.singleton,
    x.Follow: Emitter.follow,
    x.Compose: Emitter.compose,
    x.ReadFact: Emitter.read_fact,
    x.Before: Emitter.before,
    x.Enters: Emitter.by_reference,
    x.ReadField: Emitter.by_reference,
    x.ReadParameter: Emitter.read_parameter,
    x.AgeOf: Emitter.by_reference,
    x.LastOf: Emitter.by_reference,
    x.If: Emitter.cases,
    x.Cases: Emitter.cases,
    x.Junction: Emitter.junction,
    x.Not: Emitter.not_,
    x.Compare: Emitter.compare,
    x.Between: Emitter.between,
    x.In: Emitter.in_,
    x.IsState: Emitter.is_state,
    x.VerdictIs: Emitter.verdict_is,
    x.WouldBePermitted: Emitter.would_be_permitted,
    x.Arithmetic: Emitter.arithmetic,
    x.Negative: Emitter.negative,
    x.Rounded: Emitter.rounded,
    x.Convert: Emitter.convert,
    x.Call: Emitter.call,
    x.Aggregate: Emitter.aggregate,
    x.SeriesAggregate: Emitter.series,
}
