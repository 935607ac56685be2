"""Finds the parts of a law: its clauses with their boundaries, its rows, latches and limits, each with its id."""

from __future__ import annotations

from collections.abc import Iterator

from engine.backends.reference.depth import make_room
from engine.spelling import spelled
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import FlagType
from rules.source.span import Span
from scenarios.coverage.grids import Grids
from scenarios.coverage.parts import BEHIND, Boundary, Kind, Need, Part, Parts

Path = tuple[str, ...]

BOTH = (Need.TRUE, Need.FALSE)
_JUDGING = (
    x.Junction,
    x.Not,
    x.Compare,
    x.Between,
    x.In,
    x.IsState,
    x.VerdictIs,
    x.WouldBePermitted,
    x.Enters,
)
"""What is a clause wherever it stands, also inside a value."""
_ASKING = ("any", "no", "every")


def parts_of(law: c.Law) -> Parts:
    """All parts of a law, in the order of its documents."""
    make_room()
    return _Inventory(law).parts()


class _Inventory:
    """Goes through every document once. What several conditions share (a local name) is told where it stands first."""

    def __init__(self, law: c.Law) -> None:
        self.law = law
        self.grids = Grids(law)
        self.found: list[Part] = []
        self.clauses: dict[int, int] = {}
        self.boundaries: dict[int, tuple[Boundary, ...]] = {}
        self.rows: dict[str, tuple[int, ...]] = {}
        self.others: dict[tuple[Kind, str], int] = {}
        self.document = ""
        self._ids: dict[str, int] = {}

    def parts(self) -> Parts:
        """Every part, and what finds it again."""
        for document in self.law.documents():
            self.document = document.id
            self._document(document)
        for kind in self.law.kinds.values():
            self.document = BEHIND.join(("kinds", kind.name))
            self.condition(("where",), kind.where)
        for schedule in self.law.schedules.values():
            self.document = BEHIND.join(("schedules", schedule.name))
            for name, part in (("at", schedule.at), ("every", schedule.every), ("on", schedule.on)):
                if part is not None:
                    self.part((name,), part)
        sides = frozenset(id(side) for each in self.boundaries.values() for one in each for side in (one.low, one.high))
        return Parts(
            law=self.law,
            all=tuple(self.found),
            clauses=self.clauses,
            boundaries=self.boundaries,
            rows=self.rows,
            others=self.others,
            sides=sides,
            marked=sides | self.clauses.keys() | self.boundaries.keys(),
        )

    # --- documents ------------------------------------------------------------------------------
    def _document(self, document: c.Document) -> None:
        if isinstance(document, c.TypedMachine):
            self._machine(document)
            return
        if document.where is not None:
            self.condition(("for",), document.where)
        match document:
            case c.Derivation():
                self.part(("when" if isinstance(document.value.type, FlagType) else "as",), document.value)
            case c.TypedTable():
                self._table(document)
            case c.TypedChoice():
                self._choice(document)
            case c.TypedPermit():
                self.condition(("when",), document.when)
            case c.TypedProposal():
                self.condition(("when",), document.when)
                self._once(document.once)
                self._fields(document.fields)
            case c.TypedAllocation():
                self._allocation(document)
            case c.TypedUniverse():
                for number, reason in enumerate(document.reasons, 1):
                    self.condition(("leave_out", str(number), "when"), reason.when)
            case c.TypedRecord():
                self._record(document)
            case c.TypedState():
                self.told(("starts",), document.starts)
                self.part(("becomes",), document.becomes)
            case c.TypedLatch():
                self._latch(document)
            case c.TypedGuarantee():
                self._guarantee(document)
            case c.TypedReport():
                for name, value in document.shows:
                    self.told(("shows", name), value)

    def _table(self, table: c.TypedTable) -> None:
        rows: list[int] = []
        for number, row in enumerate(table.rows, 1):
            way = ("rows", str(number))
            rows.append(self.add(Kind.ROW, way, spelled(row.when), row.when.span or table.span, (Need.CHOSEN,)))
            self.condition((*way, "when"), row.when)
            self.told((*way, "then"), row.then)
        if table.otherwise is not None:
            text, place = f"otherwise {spelled(table.otherwise)}", table.otherwise.span or table.span
            rows.append(self.add(Kind.ROW, ("otherwise",), text, place, (Need.CHOSEN,)))
            self.told(("otherwise",), table.otherwise)
        self.rows[table.id] = tuple(rows)

    def _choice(self, choice: c.TypedChoice) -> None:
        self.part(("among",), choice.among)
        if choice.when is not None:
            self.condition(("when",), choice.when)
        self._ordered(choice.prefer, choice.ties)

    def _ordered(self, prefer: tuple[c.Ranking, ...], ties: tuple[x.Expression, ...]) -> None:
        for number, ranking in enumerate(prefer, 1):
            self.told(("prefer", str(number)), ranking.value)
        for number, tie in enumerate(ties, 1):
            self.told(("ties", str(number)), tie)

    def _allocation(self, document: c.TypedAllocation) -> None:
        self.part(("among",), document.among)
        if document.when is not None:
            self.condition(("when",), document.when)
        for limit in document.limits:
            way = ("limits", limit.name)
            text, place = f"at most {spelled(limit.at_most)}", limit.at_most.span or document.span
            index = self.add(Kind.LIMIT, way, text, place, (Need.BINDS,))
            self.others[Kind.LIMIT, f"{document.id} {limit.name}"] = index
            self.part((*way, "amount"), limit.amount)
            self.part((*way, "at_most"), limit.at_most)
            if limit.where is not None:
                self.condition((*way, "where"), limit.where)
        if document.goal is not None:
            goal = document.goal
            for name, part in (("amount", goal.amount), ("at_least", goal.at_least), ("at_most", goal.at_most)):
                if part is not None:
                    self.part(("goal", name), part)
        self._ordered(document.prefer, document.ties)
        self._fields(document.fields)

    def _record(self, document: c.TypedRecord) -> None:
        for number, (when, telling) in enumerate(document.cases, 1):
            way = ("each", str(number)) if len(document.cases) > 1 else ()
            self.condition((*way, "when"), when)
            self._fields(telling.fields, way)
        self._once(document.once)

    def _latch(self, latch: c.TypedLatch) -> None:
        needs = (Need.SET, Need.RESET) if latch.reset_when is not None else (Need.SET,)
        self.others[Kind.LATCH, latch.id] = self.add(Kind.LATCH, (), str(latch.fact), latch.span, needs)
        self.condition(("set_when",), latch.set_when)
        if latch.reset_when is not None:
            self.condition(("reset_when",), latch.reset_when)
        for fact, value in latch.remembers:
            self.told(("remembers", fact.name), value)

    def _machine(self, machine: c.TypedMachine) -> None:
        if machine.where is not None:
            self.condition(("for",), machine.where)
        for move in machine.moves:
            self.document = move.id
            self.condition(("when",), move.when)
            if move.tells is not None:
                self._fields(move.tells.fields)

    def _guarantee(self, document: c.TypedGuarantee) -> None:
        """A promise: it should be claimed somewhere, and never be seen broken."""
        if document.form == "reachable":
            return  # for the proofs: no evaluation looks at it
        for number, each in enumerate(document.assuming, 1):
            self.whole(("assuming", str(number)), each, (Need.TRUE,))
        need = Need.TRUE if document.form == "always" else Need.FALSE
        self.whole((document.form,), document.claim, (need,))

    def _once(self, once: c.Once | None) -> None:
        if once is not None and once.lasting is not None:
            self.condition(("once", "while"), once.lasting)

    def _fields(self, fields: tuple[tuple[str, x.Expression], ...], way: Path = ()) -> None:
        for name, value in fields:
            self.told((*way, "with", name), value)

    # --- expressions ----------------------------------------------------------------------------
    def part(self, path: Path, expression: x.Expression) -> None:
        """A condition where it gives a flag, else a value."""
        if isinstance(expression.type, FlagType):
            self.condition(path, expression)
        else:
            self.inside(path, expression)

    def told(self, path: Path, expression: x.Expression) -> None:
        """A value that is handed on: a flag that is only read for it is no clause."""
        if _judges(expression):
            self.condition(path, expression)
        else:
            self.inside(path, expression)

    def condition(self, path: Path, expression: x.Expression) -> None:
        """The clauses of a condition: what `all`, `any`, `and`, `or` join; a `not` stays with its clause."""
        match expression:
            case x.Constant():
                return
            case x.Junction():
                words = {"and": "all", "or": "any"}
                word = words[expression.word] if expression.tree is None else expression.word
                for number, each in enumerate(expression.parts, 1):
                    self.condition((*path, word, str(number)), each)
            case x.Not(part=x.Junction() | x.Not()):
                self.condition((*path, "not"), expression.part)
            case x.Not():
                self.whole((*path, "not") if expression.tree is None else path, expression, BOTH)
            case _:
                self.whole(path, expression, BOTH)

    def whole(self, path: Path, expression: x.Expression, needs: tuple[Need, ...]) -> None:
        """One clause, its boundary, and the clauses that stand in it."""
        if id(expression) in self.clauses or isinstance(expression, x.Constant):
            return
        self.clauses[id(expression)] = self.add(
            Kind.CLAUSE, path, spelled(expression), expression.span or self._place(), needs
        )
        if needs != BOTH:
            return  # a promise is asked about as a whole
        id_ = self.found[-1].id
        denied = isinstance(expression, x.Not)
        compared = expression.part if isinstance(expression, x.Not) else expression
        self._boundaries(id_, spelled(expression), expression.span or self._place(), compared, denied)
        self.inside(path, compared)

    def _place(self) -> Span | None:
        document = self.law.document(self.document)
        return document.span if document is not None else None

    def inside(self, path: Path, expression: x.Expression) -> None:
        """The clauses inside a value, or inside a clause."""
        match expression:
            case x.If():
                self.condition((*path, "if"), expression.condition)
                self.told((*path, "then"), expression.then)
                self.told((*path, "else"), expression.otherwise)
            case x.Cases():
                for number, (when, then) in enumerate(expression.cases, 1):
                    self.condition((*path, "cases", str(number), "when"), when)
                    self.told((*path, "cases", str(number), "then"), then)
                self.told((*path, "otherwise"), expression.otherwise)
            case x.Aggregate():
                self.inside(path, expression.items)
                if expression.value is not None:
                    named = (*path, "has") if expression.function == "every" else path
                    self.part(named, expression.value)
                if expression.if_empty is not None:
                    self.told((*path, "if_empty"), expression.if_empty)
            case x.Items():
                for number, where in enumerate(expression.where, 1):
                    several = (str(number),) if len(expression.where) > 1 else ()
                    self.condition((*path, "where", *several), where)
                for part in (expression.within, expression.window):
                    if part is not None:
                        self.inside(path, part)
            case _:
                for number, part in enumerate(x.children(expression), 1):
                    if _judges(part):
                        self.condition((*path, str(number)), part)
                    else:
                        self.inside(path, part)

    def _boundaries(self, id_: str, text: str, span: Span | None, node: x.Expression, denied: bool) -> None:
        """Where a comparison turns: at its one boundary, or at both ends of a range."""
        if id(node) in self.boundaries:
            return
        found: list[Boundary] = []
        for end, low, high, closed, measured in _comparisons(node):
            near = self.grids.nearness(low, high, closed, measured)
            if near is None:
                continue
            self.found.append(Part(id_, Kind.BOUNDARY, self.document, text, span, (Need.TOUCHED,), end))
            inner, outer = reversed(near) if denied else near
            found.append(Boundary(len(self.found) - 1, low, high, closed, denied, inner, outer))
        if found:
            self.boundaries[id(node)] = tuple(found)

    def add(self, kind: Kind, path: Path, text: str, span: Span | None, needs: tuple[Need, ...]) -> int:
        """One more part; of several of one kind at the same place, later ones are numbered."""
        name = BEHIND.join((self.document, *path))
        count = self._ids[f"{kind} {name}"] = self._ids.get(f"{kind} {name}", 0) + 1
        self.found.append(Part(name if count == 1 else f"{name} ({count})", kind, self.document, text, span, needs))
        return len(self.found) - 1


def _judges(part: x.Expression) -> bool:
    return isinstance(part, _JUDGING) or (isinstance(part, x.Aggregate) and part.function in _ASKING)


def _comparisons(node: x.Expression) -> Iterator[tuple[str, x.Expression, x.Expression, bool, x.Expression]]:
    """A comparison as `low <= high` (closed) or `low < high`: which end of a range it is, and what it measures."""
    match node:
        case x.Compare(operator="<" | "<="):
            yield "", node.left, node.right, node.operator == "<=", _measured(node)
        case x.Compare(operator=">" | ">="):
            yield "", node.right, node.left, node.operator == ">=", _measured(node)
        case x.Between():
            yield "low end", node.low, node.value, True, node.value
            yield "high end", node.value, node.high, True, node.value


def _measured(node: x.Compare) -> x.Expression:
    """The side that moves: the left one, unless the law fixes it."""
    return node.right if isinstance(node.left, x.Constant | x.ReadParameter) else node.left
