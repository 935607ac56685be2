"""Every expression of a law with the way to it as the law is written: where changes can be made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from rules.compile import law as c
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import FlagType, NumberType
from rules.source.span import Span
from scenarios.coverage.grids import Grids
from scenarios.coverage.parts import BEHIND
from scenarios.mutation.rewriting import Exchange, exchanged, with_expressions

_PLAIN_PATHS = (x.ReadFact, x.Follow, x.Variable, x.Singleton, x.Compose, x.ReadParameter, x.ReadField, x.Before)
"""What a path such as `contract.delta` is; anything else that is written so is a local name."""

Rewrite = Callable[[c.Law, Exchange], c.Law]
"""Gives a law in which expressions are exchanged."""

_VALUES = frozenset({"as", "rows", "otherwise", "starts", "becomes"})
"""Below these keys stand the values that a document writes."""

Root = tuple[tuple[str, ...], x.Expression]


@dataclass(frozen=True, slots=True)
class Spot:
    """An expression of a document.

    `nodes` are all places where it stands: a local name is put in wherever it is read. `grid` is the step on which the
    values lie that it is compared with; None where it is compared with none. `movable`: a number here is the law's.
    `divides`: something is divided by it, or rounded to multiples of it.
    """

    document: str
    path: tuple[str, ...]
    nodes: tuple[x.Expression, ...]
    span: Span | None
    rewrite: Rewrite
    grid: Fraction | None = None
    movable: bool = True
    divides: bool = False

    @property
    def node(self) -> x.Expression:
        """The expression; the first, where there are several of one kind."""
        return self.nodes[0]

    @property
    def reach(self) -> frozenset[Hashable]:
        """What is looked at where the expression is. What joins clauses may be looked at clause by clause."""
        return frozenset(id(each) for node in self.nodes for each in _joined(node))


def _joined(node: x.Expression) -> Iterator[x.Expression]:
    yield node
    if isinstance(node, x.Junction):
        for part in node.parts:
            yield from _joined(part)


@dataclass(slots=True)
class _Found:
    """A spot while it is collected."""

    path: tuple[str, ...]
    nodes: list[x.Expression]
    span: Span | None
    grid: Fraction | None
    movable: bool
    divides: bool


class Spots:
    """Collects the spots of one document: in the order in which they are written, each once."""

    def __init__(self, grids: Grids, document: str, span: Span | None, rewrite: Rewrite | None = None) -> None:
        self.grids = grids
        self.rewrite: Rewrite = rewrite or partial(_in_document, document)
        self.document = document
        self.span = span
        self.found: list[_Found] = []
        self._seen: set[int] = set()
        self._names: dict[Hashable, _Found] = {}

    def add(self, roots: Sequence[Root], again: bool = False, grid: Fraction | None = None) -> None:
        """Walks through expressions. `again`: they are those of before, told for another number of `each`.

        `grid` is that of the values that a document gives.
        """
        place = 0
        for path, root in roots:
            for found in self._inside(path, root, self.span, grid if path[0] in _VALUES else None):
                if not again:
                    self.found.append(found)
                elif place < len(self.found):
                    first = self.found[place]
                    first.nodes += found.nodes
                    same = not isinstance(first.nodes[0], x.Constant) or first.nodes[0] == found.nodes[0]
                    first.movable = first.movable and same
                place += 1

    def all(self) -> list[Spot]:
        """The spots."""
        return [
            Spot(
                self.document,
                each.path,
                tuple(each.nodes),
                each.span,
                self.rewrite,
                each.grid,
                each.movable,
                each.divides,
            )
            for each in self.found
        ]

    def _inside(
        self,
        path: tuple[str, ...],
        node: x.Expression,
        span: Span | None,
        grid: Fraction | None,
        divides: bool = False,
    ) -> Iterator[_Found]:
        if id(node) in self._seen:
            return
        self._seen.add(id(node))
        span = node.span or span
        name = _local_name(node)
        if name is not None:
            known = self._names.get((name, node))
            if known is not None:
                known.nodes.append(node)
                return
            path = ("let", name)
        found = _Found(path, [node], span, grid, movable=True, divides=divides)
        if name is not None:
            self._names[name, node] = found
        yield found
        below = _divisor(node)
        for step, part, grid_of_part in self._parts(node, grid):
            yield from self._inside((*path, *step), part, span, grid_of_part, part is below)

    def _parts(
        self, node: x.Expression, own: Fraction | None
    ) -> Iterator[tuple[tuple[str, ...], x.Expression, Fraction | None]]:
        """The parts of an expression, each with the step that leads to it and the grid that it is compared on.

        A part that may be the value of the whole lies on its `own` grid.
        """
        match node:
            case x.Junction():
                word = _junction_word(node)
                for number, part in enumerate(node.parts, 1):
                    yield (word, str(number)), part, None
            case x.Not():
                yield (() if node.tree is not None else ("not",)), node.part, None
            case x.Cases():
                for number, (when, then) in enumerate(node.cases, 1):
                    yield ("cases", str(number), "when"), when, None
                    yield ("cases", str(number), "then"), then, own
                yield ("otherwise",), node.otherwise, own
            case x.If():
                yield ("if",), node.condition, None
                yield ("then",), node.then, own
                yield ("else",), node.otherwise, own
            case x.Compare():
                yield (), node.left, self.grids.grid(node.right)
                yield (), node.right, self.grids.grid(node.left)
            case x.Between():
                grid = self.grids.grid(node.value)
                yield (), node.value, None
                yield (), node.low, grid
                yield (), node.high, grid
            case x.Aggregate():
                yield (), node.items, None
                if node.value is not None:
                    yield (("has",) if node.function == "every" else ()), node.value, None
                if node.if_empty is not None:
                    yield ("if_empty",), node.if_empty, None
            case x.Items():
                for number, where in enumerate(node.where, 1):
                    yield ("where", *([str(number)] if len(node.where) > 1 else [])), where, None
                for beside in (node.within, node.window):
                    if beside is not None:
                        yield (), beside, None
            case _:
                for part in x.children(node):
                    yield (), part, None


def _junction_word(node: x.Junction) -> str:
    """`all` or `any` where it is written as a list, `and` or `or` where it stands within a line."""
    return node.word if node.tree is not None else {"and": "all", "or": "any"}[node.word]


def _divisor(node: x.Expression) -> x.Expression | None:
    """What something is divided by, or rounded to multiples of."""
    if isinstance(node, x.Rounded):
        return node.step
    return node.right if isinstance(node, x.Arithmetic) and node.operator == "/" else None


def _local_name(node: x.Expression) -> str | None:
    """The local name that stands for an expression; None where it is written out."""
    if not isinstance(node.tree, t.Path) or isinstance(node, _PLAIN_PATHS):
        return None
    if isinstance(node, x.Constant) and isinstance(node.value, str):
        return None
    return ".".join(node.tree.names)


# --- where expressions are exchanged --------------------------------------------------------------
def _in_document(document: str, law: c.Law, exchange: Exchange) -> c.Law:
    return with_expressions(law, document, exchange)


def _in_kind(name: str, law: c.Law, exchange: Exchange) -> c.Law:
    return replace(law, kinds={**law.kinds, name: exchanged(law.kinds[name], exchange)})


def _in_schedule(name: str, law: c.Law, exchange: Exchange) -> c.Law:
    changed = {**law.schedules, name: exchanged(law.schedules[name], exchange)}
    return replace(law, schedules=changed, derivations=dict(law.derivations))


def _in_fact(id: x.FactId, law: c.Law, exchange: Exchange) -> c.Law:
    return replace(law, facts={**law.facts, id: exchanged(law.facts[id], exchange)})


# --- documents ------------------------------------------------------------------------------------
def spots_of(law: c.Law) -> Iterator[Spot]:
    """The spots of everything that decides. What a guarantee claims and what a report shows decides nothing."""
    grids = Grids(law)
    seen: set[str] = set()
    for document in law.documents():
        if isinstance(document, c.TypedGuarantee | c.TypedReport | c.TypedExclusive):
            continue
        if isinstance(document, c.TypedMachine):
            yield from _of_machine(grids, document)
            continue
        if isinstance(document, c.TypedRecord) and document.id in seen:
            yield from _beside(grids, law, document)
            continue
        seen.add(document.id)
        spots = Spots(grids, document.id, document.span)
        spots.add(roots_of(document), grid=_grid_of(law, document))
        if isinstance(document, c.TypedRecord):
            for number in range(1, len(document.cases)):
                spots.add(_of_record(document, number), again=True)
        yield from spots.all()
    yield from _declared(law, grids)


def _grid_of(law: c.Law, document: c.Document) -> Fraction | None:
    """The step on which the values lie that a document writes."""
    if not isinstance(document, c.Derivation | c.TypedTable | c.TypedState):
        return None
    of = law.facts[document.fact].type
    named = law.types.get(of.name) if isinstance(of, NumberType) and of.name is not None else None
    return named.step if isinstance(named, NumberType) else None


def _beside(grids: Grids, law: c.Law, record: c.TypedRecord) -> Iterator[Spot]:
    """What a forbid has written down besides: its condition is the forbid's."""
    forbid = next((each for each in law.permits if each.id == record.id), None)
    spots = Spots(grids, record.id, record.span)
    if forbid is not None:
        spots.add(roots_of(forbid))
        spots.found.clear()
    spots.add([root for root in roots_of(record) if root[0][0] in {"with", "once"}])
    yield from spots.all()


def _declared(law: c.Law, grids: Grids) -> Iterator[Spot]:
    """Kinds, schedules, and how old a fact may be."""
    for kind in law.kinds.values():
        spots = Spots(grids, BEHIND.join(("kinds", kind.name)), kind.span, partial(_in_kind, kind.name))
        spots.add([(("where",), kind.where)])
        yield from spots.all()
    for schedule in law.schedules.values():
        spots = Spots(
            grids, BEHIND.join(("schedules", schedule.name)), schedule.span, partial(_in_schedule, schedule.name)
        )
        written = (("at", schedule.at), ("every", schedule.every), ("on", schedule.on))
        spots.add([((key,), part) for key, part in written if part is not None])
        yield from spots.all()
    for fact in law.facts.values():
        if fact.stale_after is not None:
            spots = Spots(grids, BEHIND.join(("facts", str(fact.id))), fact.span, partial(_in_fact, fact.id))
            spots.add([(("stale_after",), fact.stale_after)])
            yield from spots.all()


def _of_machine(grids: Grids, machine: c.TypedMachine) -> Iterator[Spot]:
    """Moves have ids of their own. A local name of the machine may stand in several of them."""
    if machine.where is not None:
        spots = Spots(grids, machine.id, machine.span)
        spots.add([(("for",), machine.where)])
        yield from spots.all()
    seen: set[int] = set()
    for move in machine.moves:
        spots = Spots(grids, move.id, move.span or machine.span, partial(_in_document, machine.id))
        spots._seen = seen  # noqa: SLF001 - what stands in several moves is told once
        spots.add([(("when",), move.when), *_told(move.tells)])
        yield from spots.all()


def roots_of(document: c.Document) -> list[Root]:
    """The expressions of a document, each behind the keys that lead to it."""
    found: list[Root] = [(("for",), document.where)] if document.where is not None else []
    match document:
        case c.Derivation():
            found.append((("when" if isinstance(document.value.type, FlagType) else "as",), document.value))
        case c.TypedTable():
            for number, row in enumerate(document.rows, 1):
                found += [(("rows", str(number), "when"), row.when), (("rows", str(number), "then"), row.then)]
            found += _maybe(("otherwise",), document.otherwise)
        case c.TypedChoice():
            found += [(("among",), document.among), *_maybe(("when",), document.when)]
            found += _ranked(document.prefer, document.ties)
        case c.TypedPermit():
            found.append((("when",), document.when))
        case c.TypedProposal():
            found += [(("when",), document.when), *_with(document.fields), *_once(document.once)]
        case c.TypedRecord():
            found += [*_of_record(document, 0), *_once(document.once)]
        case c.TypedAllocation():
            found += _of_allocation(document)
        case c.TypedUniverse():
            found += [
                (("leave_out", str(number), "when"), reason.when) for number, reason in enumerate(document.reasons, 1)
            ]
        case c.TypedState():
            found += [(("starts",), document.starts), (("becomes",), document.becomes)]
        case c.TypedLatch():
            found += [(("set_when",), document.set_when), *_maybe(("reset_when",), document.reset_when)]
            found += [(("remembers", fact.name), value) for fact, value in document.remembers]
    return found


def _maybe(path: tuple[str, ...], part: x.Expression | None) -> list[Root]:
    return [(path, part)] if part is not None else []


def _with(values: Sequence[tuple[str, x.Expression]]) -> list[Root]:
    return [(("with", name), value) for name, value in values]


def _told(telling: c.Telling | None) -> list[Root]:
    return _with(telling.fields) if telling is not None else []


def _of_record(record: c.TypedRecord, number: int) -> list[Root]:
    when, telling = record.cases[number]
    return [(("when",), when), *_told(telling)]


def _once(once: c.Once | None) -> list[Root]:
    return _maybe(("once", "while"), once.lasting) if once is not None else []


def _ranked(prefer: Sequence[c.Ranking], ties: Sequence[x.Expression]) -> list[Root]:
    found: list[Root] = [(("prefer", str(number)), each.value) for number, each in enumerate(prefer, 1)]
    return [*found, *((("ties", str(number)), each) for number, each in enumerate(ties, 1))]


def _of_allocation(document: c.TypedAllocation) -> list[Root]:
    found: list[Root] = [(("among",), document.among), *_maybe(("when",), document.when)]
    for limit in document.limits:
        path = ("limits", limit.name)
        found += [((*path, "amount"), limit.amount), ((*path, "at_most"), limit.at_most)]
        found += _maybe((*path, "where"), limit.where)
    goal = document.goal
    if goal is not None:
        found.append((("goal", "amount"), goal.amount))
        found += [*_maybe(("goal", "at_least"), goal.at_least), *_maybe(("goal", "at_most"), goal.at_most)]
    return [*found, *_ranked(document.prefer, document.ties), *_with(document.fields)]
