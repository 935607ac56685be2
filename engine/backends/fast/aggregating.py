"""Aggregates as loops in generated code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.fast.atoms import Atom, scope_of
from rules.compile import law as c
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.fast.emitting import Emitter


ADDED = frozenset({"any", "no", "count", "sum"})
"""What two parts of something come to follows from what each of them comes to."""

_OF_ITSELF = (x.Constant, x.Compare, x.Junction, x.Not, x.In, x.Between, x.Arithmetic, x.Negative)
"""Parts of a condition of which the value follows from the values of their own parts alone."""


def is_parted(law: c.Law, node: x.Aggregate) -> bool:
    """Whether what happened long ago counts for the same in an aggregate whenever one asks.

    It ranges over what happened to an owner, in a period or ever, and looks at nothing but what was told of each event.
    """
    items = node.items
    if not law.scopes[items.scope].event or items.scope in law.schedules or items.within is None:
        return False
    if node.function not in ADDED or items.happening or items.kind is not None:
        return False
    if items.window is not None and items.window.unit is None:
        return False
    asked = [*items.where, *([node.value] if node.value is not None else [])]
    return all(_is_told(law, each, items) for each in asked)


def _is_told(law: c.Law, part: x.Expression, items: x.Items) -> bool:
    """Whether a part reads nothing but what was told of the item itself."""
    if isinstance(part, x.ReadFact):
        own = isinstance(part.subject, x.Variable) and part.subject.slot == items.slot
        fact = law.facts[part.fact]
        return own and fact.origin == "given" and fact.stale_after is None
    return isinstance(part, _OF_ITSELF) and all(_is_told(law, each, items) for each in x.children(part))


class Aggregating:
    """Writes the loop of one aggregate."""

    def __init__(self, emitter: Emitter, node: x.Aggregate) -> None:
        self.e, self.node, self.items = emitter, node, node.items
        e = emitter
        self.name, self.sure, self.doubts = e.name(), e.name("n"), e.name("p")
        self.scale = e.program.scales.of(node)
        self.listed = node.function not in {"any", "no", "count", "every"}
        self.own: int | None = None
        if node.value is not None and node.function != "every":
            self.own = e.program.scales.of(node.value)
        self.parted = is_parted(e.program.law, node)

    def written(self) -> Atom:
        e, node = self.e, self.node
        subjects, bound = e.name("p"), e.name("b")
        with e.once():
            self._source(subjects)
            if self.parted:
                self._begun(subjects)
            else:
                e.line(f"{self.sure} = {'[]' if self.listed or node.function == 'every' else '0'}")
            e.line(f"{self.doubts} = []")
            self._window(bound)
            if self.parted:
                with e.indented(f"for {subjects} in {subjects}:", loop=True):
                    self._members(subjects, bound)
                    kept = f"d.keep_sum({e.bind(node)}, {self.owner}, {self.sure}, {self.doubts})"
                    e.line(f"if not {self.hit}: {self.hit} = {kept}")
            else:
                self._members(subjects, bound)
            self._finish()
            e.line("break")
        surely = "truth" if node.function in {"any", "no", "every"} else ""
        return Atom(self.name, self.scale, surely=surely)

    def _members(self, subjects: str, bound: str) -> None:
        e, arity = self.e, self.e.arity
        with e.indented(f"for r{self.items.slot} in {subjects}:", loop=True):
            e.arity = self.items.slot + 1
            self._member(bound)
            e.arity = arity

    def _begun(self, subjects: str) -> None:
        """Writes what it comes to so far: what happened long ago is added up once, for it stays as it was."""
        e = self.e
        e.line(f"{self.sure} = {f'[{self.begun}]' if self.listed else self.begun}")
        e.line(f"{subjects} = (() if {self.hit} else d.old_rows({e.bind(self.node)}, {self.owner})), {subjects}")

    def _source(self, subjects: str) -> None:
        """Writes over whom it ranges; an owner that is not known leaves it to the reference."""
        e, items = self.e, self.items
        if items.within is None:
            place = e.program.shared.place(("subjects", items.scope))
            e.line(f"{subjects} = d.shared[{place}]")
            e.line(f"if {subjects} is M: {subjects} = d.find_subjects({items.scope!r}, {place})")
        else:
            owner = e.value(items.within)
            what, find = ("lately", "find_lately") if self.parted else ("members", "find_members")
            place = e.program.layout(scope_of(items.within)).place((what, items.scope))
            read = [
                f"{subjects} = {owner.text}[{place}]",
                f"if {subjects} is M: {subjects} = d.{find}({owner.text}, {items.scope!r}, {place})",
            ]
            if self.parted:
                self.owner, self.hit, self.begun = owner.text, e.name("h"), e.name("b")
                read.append(f"{self.hit}, {self.begun} = d.summed({e.bind(self.node)}, {owner.text})")
            if owner.surely == "row":
                for line in read:
                    e.line(line)
            else:
                with e.indented(f"if {owner.text}.__class__ is list:"):
                    for line in read:
                        e.line(line)
                with e.indented(f"elif {owner.text}.__class__ is Unknown:"):
                    e.line(f"{self.name} = {e.by_reference(self.node).text}")
                    e.line("break")
                e.line(f"else: {subjects} = ()" + (f"; {self.hit}, {self.begun} = True, 0" if self.parted else ""))
        if items.happening:
            now = e.name("p")
            e.line(f"{now} = d.happening({items.scope!r})")
            e.line(f"{subjects} = [r for r in {subjects} if r[0] in {now}] if {now} else ()")

    def _window(self, bound: str) -> None:
        e, window = self.e, self.items.window
        if window is None:
            return
        if window.since is not None:
            since = e.value(window.since)
            e.line(f"{bound} = lift({since.text}, {since.scale or 0})")
        else:
            e.line(f"{bound} = NONE")
        e.line(f"d.watch({e.bind(self.items)}, {e.environment()}, ())")

    def _member(self, bound: str) -> None:
        """Writes whether one subject belongs, and what it counts for."""
        e, items, node = self.e, self.items, self.node
        row = f"r{items.slot}"
        if items.kind is not None:
            place = e.program.layout(items.scope).place(("kind", items.kind))
            belongs = e.name("t")
            e.line(f"{belongs} = {row}[{place}]")
            e.line(f"if {belongs} is M: {belongs} = {e.program.kind(items.kind)}(d, {row})")
            e.line(f"if not {belongs}: continue")
        doubts = e.name("u")
        e.line(f"{doubts} = None")
        if items.window is not None:
            inside = e.name("t")
            e.line(f"{inside} = d.in_window({e.bind(items.window)}, {bound}, {row}[0])")
            e.line(f"if {inside} is False: continue")
            e.line(f"if {inside} is not True: {doubts} = doubt({doubts}, {inside})")
        for condition in items.where:
            found = e.value(condition)
            with e.indented(f"if {found.text} is not True:"):
                e.line(f"if {found.text} is False: continue")
                e.line(f"{doubts} = doubt({doubts}, {found.text})")
        if node.function == "every":
            assert node.value is not None
            holds = e.truth(node.value)
            e.line(f"{self.sure}.append({holds.text} if {doubts} is None else either_way({doubts}, {holds.text}))")
            return
        with e.indented(f"if {doubts} is None:"):
            if not self.listed:
                e.line(f"{self.sure} += 1")
            elif node.function == "the":
                e.line(f"{self.sure}.append({row})")
            else:
                assert node.value is not None
                e.line(f"{self.sure}.append({e.scaled(e.value(node.value), self.own).text})")
        e.line(f"else: {self.doubts}.append(unknown_of({doubts}))")

    def _finish(self) -> None:
        e, node, name, sure, doubts = self.e, self.node, self.name, self.sure, self.doubts
        own = self.own or 0
        match node.function:
            case "any":
                e.line(f"{name} = True if {sure} else unknown_of({doubts}) if {doubts} else False")
            case "no":
                e.line(f"{name} = False if {sure} else unknown_of({doubts}) if {doubts} else True")
            case "count":
                e.line(f"{name} = counted({sure}, {doubts}) if {doubts} else {sure}")
            case "the":
                e.line(f"{name} = the_one({sure}, {doubts}, NONE)")
            case "every":
                e.line(f"{name} = joined('and', {sure})")
            case _:
                with e.indented(f"if {doubts}:"):
                    e.line(f"{name} = doubtful({doubts}, {sure}, {own})")
                    e.line("break")
                self._calculated(own)

    def _calculated(self, own: int) -> None:
        e, node, name, sure = self.e, self.node, self.name, self.sure
        if node.function == "sum":
            found = e.name()
            e.line(f"{found} = total({sure}, {own})")
            e.line(f"{name} = {e.scaled(Atom(found, own), self.scale).text}")
            return
        with e.indented(f"if not {sure}:"):
            if node.if_empty is not None:
                e.line(f"{name} = {e.scaled(e.value(node.if_empty), self.scale).text}")
            else:
                e.line(f"{name} = empty({node.function!r})")
            e.line("break")
        if node.function == "mean":
            e.line(f"{name} = mean({sure}, {own})")
            return
        found = e.name()
        e.line(f"{found} = highest({node.function!r}, {sure}, {own})")
        atom = Atom(found, self.own)
        e.line(f"{name} = {e.scaled(atom, self.scale).text}")
