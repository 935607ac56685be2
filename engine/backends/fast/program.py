"""The functions of one law: Python made from its expressions, each when it is first called, and kept with the law."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any, NamedTuple, Protocol
from weakref import WeakSet

from engine.backends.fast import slow
from engine.backends.fast.atoms import Atom
from engine.backends.fast.choosing import Screening
from engine.backends.fast.combinations import CombinationEmitter
from engine.backends.fast.emitting import Emitter
from engine.backends.fast.layout import Layout, Scales
from engine.backends.fast.scaled import MISSING, lift, lower
from engine.backends.reference import arithmetic as a
from engine.backends.reference.universes import conjuncts
from engine.backends.reference.wakeups import clockwork_of
from engine.values import NONE, Nothing, Unknown, because, unknown_of
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x
from rules.language.types import RefType

Function = Callable[..., Any]

SHARED = " "
"""The scope of what no subject has to itself."""


class Lengthened(Protocol):
    """Whoever holds rows: they are made longer when code is made that keeps more in them."""

    def lengthen(self, scope: str, size: int) -> None:
        """Makes the rows of a scope as long as this."""


class Asked(NamedTuple):
    """A rule: where its state stands in the row of its owner, what finds it out, and by which way one gets there."""

    place: int
    find: Function
    way: int
    id: str
    forbids: bool
    lifts: tuple[str, ...]


class Program:
    """Code for one law and the parameters that subjects may have of their own in it."""

    def __init__(self, law: c.Law, overridden: frozenset[str]) -> None:
        self.law = law
        self.overridden = overridden
        self.scales = Scales(law, overridden)
        self.timely = clockwork_of(law).timely
        self.holders: WeakSet[Any] = WeakSet()
        self.layouts: dict[str, Layout] = {}
        self.shared = self.layout(SHARED)
        self.roots: dict[int, x.Expression] = {}
        self.functions: dict[tuple[int, int], tuple[Function, int]] = {}
        self.asked: dict[int, int] = {}
        self._makers: dict[str, Callable[[str], Function]] = {}
        self._sizes: dict[str, int] = {}
        self._names: dict[int, tuple[object, str]] = {}
        self._made: dict[object, str] = {}
        self._settled: dict[x.FactId, bool] = {}
        self._facts: dict[x.FactId, tuple[int, Function, int]] = {}
        self._kinds: dict[str, tuple[int, Function]] = {}
        self._states: dict[str, tuple[int, Function]] = {}
        self._screenings: dict[x.FactId, Function] = {}
        self._speaking: dict[tuple[str, tuple[str, ...], bool], tuple[Asked, ...]] = {}
        self._granting: dict[str, tuple[Asked, ...]] = {}
        self._idle: dict[int, tuple[c.Document, Function]] = {}
        self._ways: dict[str, tuple[int, tuple[Function, ...]]] = {}
        self._conjuncts: dict[int, tuple[x.Expression, ...]] = {}
        self._alike: dict[int, x.Expression] = {}
        self._first_of: dict[x.Expression, x.Expression] = {}
        self.space: dict[str, Any] = dict(_SPACE)
        for document in law.documents():
            self.roots.update((id(part), part) for part in expressions(document))
        self._watched_in_wheres = self._watches_in_wheres()
        for fact in law.facts:
            self.layout(fact.scope).place(("fact", fact.name))
        for permit in law.permits:
            self.layout(permit.scope).place(("rule", permit.id))
        for kind in law.kinds.values():
            self.layout(kind.of).place(("kind", kind.name))

    # --- names ----------------------------------------------------------------------------------
    def bind(self, value: object) -> str:
        """The name of an object in the code."""
        known = self._names.get(id(value))
        if known is None:
            known = self._names[id(value)] = (value, f"C{len(self._names)}")
            self.space[known[1]] = value
        return known[1]

    def layout(self, scope: str) -> Layout:
        """The layout of the rows of a scope."""
        found = self.layouts.get(scope)
        if found is None:
            found = self.layouts[scope] = Layout(scope)
        return found

    def _later(self, key: object, make: Callable[[str], Function]) -> str:
        """The name of a function that is made when it is first called."""
        name = self._made.get(key)
        if name is None:
            name = self._made[key] = f"F{len(self._made)}"
            self._makers[name] = make
            self.space[name] = self._first(name)
        return name

    def _first(self, name: str) -> Function:
        return lambda *arguments: self.now(name)(*arguments)

    def now(self, name: str) -> Function:
        """A function by its name; it is made, where it is not yet."""
        make = self._makers.pop(name, None)
        if make is not None:
            self.space[name] = make(name)
            self.lengthen()
        found: Function = self.space[name]
        return found

    def lengthen(self) -> None:
        """Makes every row long enough for what the code keeps in it."""
        for scope, layout in self.layouts.items():
            size = len(layout.empty)
            if self._sizes.get(scope) != size:
                self._sizes[scope] = size
                for holder in tuple(self.holders):
                    holder.lengthen(scope, size)

    def compiled(self, name: str, arguments: str, lines: Iterable[str]) -> Function:
        """A function of these lines."""
        source = f"def {name}({arguments}):\n" + "\n".join(lines) + "\n"
        made: dict[str, Function] = {}
        exec(compile(source, f"<law {self.law.name} {name}>", "exec"), self.space, made)
        return made[name]

    # --- functions ------------------------------------------------------------------------------
    def function(self, node: x.Expression, arity: int) -> str:
        """The name of the function of an expression for so many bound subjects."""
        key = ("value", id(node), arity)
        self.bind(node)  # which keeps it, so that nothing else takes its identity

        def make(name: str) -> Function:
            emitter = Emitter(self, arity)
            atom = emitter.scaled(emitter.value(node), self.scales.of(node))
            emitter.line(f"return {atom.text}")
            return self.compiled(name, "d" + emitter.rows(), emitter.lines)

        return self._later(key, make)

    def of(self, node: x.Expression, arity: int) -> tuple[Function, int]:
        """The function of an expression, and the scale of its values."""
        key = (id(node), arity)
        found = self.functions.get(key)
        if found is None:
            made = self.now(self.function(node, arity))
            found = self.functions[key] = (made, self.scales.of(node) or 0)
        return found

    def settled(self, fact: c.Fact) -> bool:
        """Whether a given fact is as old as it may be for everybody alike, so that it need be read but once."""
        known = self._settled.get(fact.id)
        if known is None:
            limit = fact.stale_after
            plainly = limit is None or isinstance(limit, x.Constant)
            known = self._settled[fact.id] = plainly or (
                isinstance(limit, x.ReadParameter) and limit.key is None and limit.name not in self.overridden
            )
        return known

    def reader(self, fact: c.Fact) -> str:
        """The name of what finds a fact of a row out and keeps it there."""
        place = self.layout(fact.id.scope).place(("fact", fact.id.name))
        scale = self.scales.of_fact(fact.id) or 0
        match fact.origin:
            case "given":
                return self._later(("fact", fact.id), lambda _: lambda d, row: d.read_given(fact, row, place, scale))
            case "kept":
                return self._later(("fact", fact.id), lambda _: lambda d, row: d.read_kept(fact, row, place, scale))
            case "allocated":
                return self._later(("fact", fact.id), lambda _: lambda d, row: d.read_sized(fact, row, place, scale))
        document = self.law.derivations[fact.id]
        if isinstance(document, c.TypedChoice):
            return self._later(("fact", fact.id), lambda _: lambda d, row: d.read_chosen(fact, row, place))
        return self._later(("fact", fact.id), lambda name: self._derived(name, document, place, scale))

    def _derived(self, name: str, document: c.Derivation | c.TypedTable, place: int, scale: int) -> Function:
        emitter = Emitter(self, 1)
        sensitive = self.sensitive(document)
        if sensitive:
            emitter.line(f"p = d.document; d.document = {document.id!r}")
        if isinstance(document, c.Derivation):
            atom = emitter.scaled(emitter.value(document.value), scale)
            if document.if_unknown is not None:
                emitter.line(f"v = {document.if_unknown} if {atom.text}.__class__ is Unknown else {atom.text}")
                atom = Atom("v")
        else:
            atom = self._table(emitter, document, scale)
        if sensitive:
            emitter.line("d.document = p")
        emitter.line(f"r0[{place}] = {atom.text}")
        emitter.line(f"return {atom.text}")
        return self.compiled(name, "d, r0", emitter.lines)

    def _table(self, emitter: Emitter, table: c.TypedTable, scale: int) -> Atom:
        """All rows one after the other: each that holds or may hold is counted."""
        numbers = self.scales.of_table(table) is not None
        want = scale if numbers else None
        emitter.line("sure, possible, causes = [], [], []")
        for row in table.rows:
            holds = emitter.truth(row.when)
            with emitter.indented(f"if {holds.text} is not False:"):
                then = emitter.scaled(emitter.value(row.then), want)
                emitter.line(f"if {holds.text} is True: sure.append({then.text})")
                emitter.line(f"else: causes.append({holds.text}); possible.append({then.text})")
        otherwise = "None"
        if table.otherwise is not None:
            otherwise = emitter.scaled(emitter.value(table.otherwise), want).text
        plainly = table.hit_policy in {"unique", "any", "priority", "max", "min", "sum"}
        if plainly:
            known = "sure[0].__class__ is not Unknown and sure[0].__class__ is not Nothing"
            emitter.line(f"if len(sure) == 1 and not possible and {known}: v = sure[0]")
        combined = f"v = combined({self.bind(table)}, sure, possible, {otherwise}, causes, {scale})"
        emitter.line(f"else: {combined}" if plainly else combined)
        if isinstance(self.law.facts[table.fact].type, RefType):
            emitter.line("v = d.lowered(v, 0)")
        return Atom("v")

    def screening(self, choice: c.TypedChoice) -> Function:
        """What gives those that qualify for a choice of a row, where that is known of all."""
        found = self._screenings.get(choice.fact)
        if found is None:

            def make(name: str) -> Function:
                emitter = Emitter(self, 1)
                emitter.line(f"return {Screening(emitter, choice).written().text}")
                return self.compiled(name, "d, r0", emitter.lines)

            found = self._screenings[choice.fact] = self.now(self._later(("screening", choice.fact), make))
        return found

    def kind(self, name: str) -> str:
        """The name of what finds out whether a row is of a kind, and keeps it there."""
        kind = self.law.kinds[name]
        place = self.layout(kind.of).place(("kind", name))

        def make(called: str) -> Function:
            emitter = Emitter(self, 1)
            found = emitter.truth(kind.where)
            emitter.line(f"r0[{place}] = {found.text} is True")
            emitter.line(f"return {found.text} is True")
            return self.compiled(called, "d, r0", emitter.lines)

        return self._later(("kind", name), make)

    def permit(self, permit: c.TypedPermit) -> tuple[int, str]:
        """Where the state of a rule stands in a row, and the name of what finds it out.

        The state is None where the rule does not apply, else the truth of its condition.
        """
        place = self.layout(permit.scope).place(("rule", permit.id))

        def make(called: str) -> Function:
            emitter = Emitter(self, 1)
            keep = "" if permit.reads_action else f"r0[{place}] = "
            self._concerned(emitter, permit, f"d.not_applying(r0, {place})" if keep else "None")
            sensitive = self.sensitive(permit)
            if sensitive:
                emitter.line(f"p = d.document; d.document = {permit.id!r}")
            found = emitter.truth(permit.when)
            if sensitive:
                emitter.line("d.document = p")
            if keep:
                emitter.line(f"{keep}{found.text}")
            emitter.line(f"return {found.text}")
            return self.compiled(called, "d, r0", emitter.lines)

        return place, self._later(("rule", permit.id), make)

    # --- what deciding asks for -----------------------------------------------------------------
    def found(self, fact: x.FactId) -> tuple[int, Function, int]:
        """Where a written fact stands in a row, what finds it out, and its scale."""
        known = self._facts.get(fact)
        if known is None:
            place = self.layout(fact.scope).place(("fact", fact.name))
            find = self.now(self.reader(self.law.facts[fact]))
            known = self._facts[fact] = (place, find, self.scales.of_fact(fact) or 0)
        return known

    def kinds(self, kind: str) -> tuple[int, Function]:
        """Where it stands in a row whether it is of a kind, and what finds it out."""
        known = self._kinds.get(kind)
        if known is None:
            find = self.now(self.kind(kind))
            known = self._kinds[kind] = (self.layout(self.law.kinds[kind].of).place(("kind", kind)), find)
        return known

    def states(self, permit: c.TypedPermit) -> tuple[int, Function]:
        """Where the state of a rule stands in a row, and what finds it out."""
        known = self._states.get(permit.id)
        if known is None:
            place, name = self.permit(permit)
            known = self._states[permit.id] = (place, self.now(name))
        return known

    def speaking(
        self, key: tuple[str, tuple[str, ...], bool], rules: list[tuple[c.TypedPermit, int]]
    ) -> tuple[Asked, ...]:
        """The rules that are asked of an action, but for some, before sizing or as sized."""
        known = self._speaking.get(key)
        if known is None:
            _, but_for, sized = key
            found = []
            for permit, way in rules:
                if permit.reads_action is sized and permit.id not in but_for:
                    place, find = self.states(permit)
                    forbids = permit.effect == "forbid"
                    found.append(Asked(place, find, way, permit.id, forbids, permit.exception_to))
            known = self._speaking[key] = tuple(found)
        return known

    def idle(self, document: c.TypedProposal | c.TypedRecord) -> Function:
        """What says whether a duty or record has nothing to say of a row: it is not for it, or nothing holds."""
        known = self._idle.get(id(document))
        if known is None:
            made = self.now(self._later(("idle", id(document)), self._idling(document)))
            known = self._idle[id(document)] = (document, made)
        return known[1]

    def _idling(self, document: c.TypedProposal | c.TypedRecord) -> Callable[[str], Function]:
        def make(name: str) -> Function:
            emitter = Emitter(self, 1)
            self._concerned(emitter, document, "True")
            whens = [document.when] if isinstance(document, c.TypedProposal) else [when for when, _ in document.cases]
            for when in whens:
                emitter.line(f"if {emitter.value(when).text} is not False: return False")
            emitter.line("return True")
            return self.compiled(name, "d, r0", emitter.lines)

        return make

    def _concerned(self, emitter: Emitter, document: c.Document, otherwise: str) -> None:
        """Writes that a row is of the kind of a document and let in by its `where`, else what is returned."""
        if document.kind is not None:
            place = self.layout(document.scope).place(("kind", document.kind))
            emitter.line(f"k = r0[{place}]")
            emitter.line(f"if k is M: k = {self.kind(document.kind)}(d, r0)")
            emitter.line(f"if not k: return {otherwise}")
        if document.where is not None:
            emitter.line(f"if {emitter.value(document.where).text} is not True: return {otherwise}")

    def granting(self, action: str, rules: list[tuple[c.TypedPermit, int]]) -> tuple[Asked, ...]:
        """The permits that speak to an action, those among them that read the action itself."""
        known = self._granting.get(action)
        if known is None:
            found = []
            for permit, way in rules:
                if permit.effect == "permit":
                    found.append(Asked(*self.states(permit), way, permit.id, False, permit.exception_to))
            known = self._granting[action] = tuple(found)
        return known

    def ways(self, action: str, ways: list[x.Expression]) -> tuple[int, tuple[Function, ...]]:
        """Where the owners of the rules that speak to an action stand in a row, and what finds them."""
        known = self._ways.get(action)
        if known is None:
            place = self.layout(self.law.actions[action].on).place(("owners", action))
            known = self._ways[action] = (place, tuple(self.of(way, 1)[0] for way in ways))
            self.lengthen()
        return known

    def of_combination(self, declared: c.Scope, condition: x.Expression) -> Function:
        """The function of a condition for the rows of the parts of a key, from which all that it reads is reached."""
        key = ("combination", declared.name, id(condition))

        def make(name: str) -> Function:
            emitter = CombinationEmitter(self, declared)
            emitter.line(f"return {emitter.truth(condition).text}")
            return self.compiled(name, "d" + emitter.rows(), emitter.lines)

        self.bind(condition)
        return self.now(self._later(key, make))

    def conjuncts(self, condition: x.Expression) -> tuple[x.Expression, ...]:
        """The parts of an `and`, looked for once."""
        found = self._conjuncts.get(id(condition))
        if found is None:
            self.bind(condition)
            found = self._conjuncts[id(condition)] = conjuncts(condition)
        return found

    def alike(self, condition: x.Expression) -> x.Expression:
        """The first of all expressions that say the same; hashing one takes a walk over all of it."""
        found = self._alike.get(id(condition))
        if found is None:
            self.bind(condition)
            found = self._alike[id(condition)] = self._first_of.setdefault(condition, condition)
        return found

    def place(self, scope: str, key: Hashable) -> int:
        """Where something stands in the rows of a scope."""
        layout = self.layout(scope)
        known = layout.places.get(key)
        if known is None:
            known = layout.place(key)
            self.lengthen()
        return known

    # --- what is told to the clock --------------------------------------------------------------
    def sensitive(self, document: c.Document) -> bool:
        """Whether it may matter for which document something is worked out: when to look again is told by document."""
        return self._watched_in_wheres or any(self._watches(part) for part in expressions(document))

    def _watches(self, root: x.Expression) -> bool:
        for part in x.walk(root):
            if id(part) in self.timely:
                return True
            if isinstance(part, x.Items) and (part.window is not None or self.law.scopes[part.scope].event):
                return True
        return False

    def _watches_in_wheres(self) -> bool:
        """Whether something that is asked for whatever document happens to ask is told to the clock."""
        asked: list[x.Expression] = [kind.where for kind in self.law.kinds.values()]
        asked += [each.where for each in self.law.documents() if each.where is not None]
        asked += [each.stale_after for each in self.law.facts.values() if each.stale_after is not None]
        asked += [each.starts for each in self.law.kept.values() if isinstance(each, c.TypedState)]
        return any(self._watches(part) for part in asked)


_REMEMBERED = 8
_programs: dict[tuple[int, int, frozenset[str]], Program] = {}


def program_of(law: c.Law, overridden: frozenset[str]) -> Program:
    """The code of a law; the same for the law with other waivers, and with other terms of the same parameters."""
    key = (id(law.derivations), id(law.permits), overridden)
    known = _programs.get(key)
    if known is None or not _same(known.law, law):
        while len(_programs) >= _REMEMBERED:
            del _programs[next(iter(_programs))]
        known = _programs[key] = Program(law, overridden)
    return known


_MADE_OF = (
    "scopes",
    "kinds",
    "facts",
    "actions",
    "parameters",
    "derivations",
    "permits",
    "proposals",
    "allocations",
    "universes",
    "events",
    "schedules",
    "kept",
    "records",
    "exclusives",
    "guarantees",
    "reports",
)


def _same(one: c.Law, other: c.Law) -> bool:
    """Whether two laws are made of the very same documents."""
    return all(getattr(one, part) is getattr(other, part) for part in _MADE_OF)


_SPACE: dict[str, Any] = {
    "M": MISSING,
    "NONE": NONE,
    "Nothing": Nothing,
    "Unknown": Unknown,
    "Fraction": Fraction,
    "date": date,
    "time": time,
    "datetime": datetime,
    "because": because,
    "unknown_of": unknown_of,
    "joined": a.joined,
    "lift": lift,
    "lower": lower,
    **{name: value for name, value in vars(slow).items() if callable(value) and value.__module__ == slow.__name__},
}
