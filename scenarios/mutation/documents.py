"""Changes of whole documents: rules that say nothing, rows and cases taken out, orders swapped, memory lost."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from engine.spelling import spelled
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x
from rules.language.types import FLAG, NothingType
from rules.source.span import Span
from scenarios.coverage.parts import BEHIND
from scenarios.mutation.mutant import Mutant, Operator
from scenarios.mutation.rewriting import with_documents

T = TypeVar("T")
Path = tuple[str, ...]

_FALSE = x.Constant(type=FLAG, value=False)
_UNKNOWN = x.Constant(type=NothingType("unknown"), value=x.Word("unknown"))
_PREFERENCES = {
    "lowest": "highest",
    "highest": "lowest",
    "most of": "least of",
    "least of": "most of",
    "first by lowest": "first by highest",
    "first by highest": "first by lowest",
}
_POLICIES = {"max": "min", "min": "max"}


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a document; None: it is taken out. `reach` are the expressions that must be looked at."""

    operator: Operator
    path: Path
    says: str
    make: Callable[[Any], c.Document | None]
    reach: tuple[x.Expression, ...]
    text: str = ""
    span: Span | None = None


def document_mutants(law: c.Law) -> Iterator[Mutant]:
    """Every change of a whole document, in the order of the documents."""
    for document in law.documents():
        for change in _changes(document):
            yield _mutant(document.id, document, change)
        if isinstance(document, c.TypedMachine):
            for move in document.moves:
                for change in _of_move(move):
                    yield _mutant(move.id, document, change)
    yield from _legs(law)


def _legs(law: c.Law) -> Iterator[Mutant]:
    """Legs of actions that are not judged alone any more where the whole is refused."""
    for action in law.actions.values():
        judging = [permit for permit in law.permits if action.name in permit.actions]
        for leg in action.legs:
            if leg.alone is None:
                continue
            yield Mutant(
                document=BEHIND.join(("actions", action.name)),
                path=("legs", leg.name),
                operator=Operator.CLAUSE,
                change="not judged alone",
                text=f"alone: {leg.alone}",
                span=action.span,
                reach=frozenset(id_ for permit in judging for id_ in _looked_at(permit.when)),
                rules=frozenset(permit.id for permit in judging),
                make=partial(_without_alone, action, leg),
            )


def _without_alone(action: c.Action, leg: c.Leg, law: c.Law) -> c.Law:
    legs = tuple(replace(each, alone=None) if each is leg else each for each in action.legs)
    return replace(law, actions={**law.actions, action.name: replace(action, legs=legs)})


def _mutant(id: str, document: c.Document, change: Change) -> Mutant:
    kind = type(document)

    def make(each: c.Document) -> c.Document | None:
        return change.make(each) if type(each) is kind else each

    reach: frozenset[Hashable] = frozenset(id_ for part in change.reach for id_ in _looked_at(part))
    return Mutant(
        document=id,
        path=change.path,
        operator=change.operator,
        change=change.says,
        text=change.text or document.title or "",
        span=change.span or document.span,
        reach=reach,
        rules=frozenset({id, document.id}),
        make=lambda law: with_documents(law, document.id, make),
    )


def _looked_at(part: x.Expression) -> Iterator[int]:
    """An expression; what joins clauses or ranges over subjects may be looked at part by part."""
    yield id(part)
    if isinstance(part, x.Junction | x.Items):
        for each in x.children(part):
            yield from _looked_at(each)


def _changes(document: c.Document) -> Iterator[Change]:
    own = tuple(expressions(document))
    if document.where is not None and not isinstance(document, c.TypedGuarantee):
        without = partial(replace, where=None)
        where = document.where
        yield Change(Operator.CLAUSE, ("for",), "where dropped", without, (where,), spelled(where), where.span)
    match document:
        case c.Derivation():
            yield Change(Operator.DOCUMENT, (), "dropped", _says_nothing, (document.value,))
            yield from _if_unknown(document.if_unknown, (True, False, None), (document.value,))
        case c.TypedTable():
            yield Change(Operator.DOCUMENT, (), "dropped", _says_nothing, own)
            yield from _of_table(document)
        case c.TypedChoice():
            yield Change(Operator.DOCUMENT, (), "dropped", _says_nothing, own)
            yield from _condition(document.when)
            yield from _preferences(document.prefer)
        case c.TypedPermit():
            yield Change(Operator.DOCUMENT, (), "dropped", partial(replace, when=_FALSE), (document.when,))
            yield from _exceptions(document)
        case c.TypedProposal():
            yield Change(Operator.DOCUMENT, (), "dropped", _never_proposes, (document.when,))
            yield from _if_unknown(document.if_unknown, (True, None), (document.when,))
            yield from _occasion(document.once, (document.when,))
        case c.TypedRecord():
            yield from _of_record(document)
        case c.TypedAllocation():
            yield from _of_allocation(document, own)
        case c.TypedUniverse():
            for place, reason in enumerate(document.reasons):
                path = ("leave_out", str(place + 1))
                make = _without("reasons", place)
                yield Change(Operator.CLAUSE, path, "dropped", make, (reason.when,), reason.because, reason.when.span)
        case c.TypedState():
            yield Change(Operator.MEMORY, ("becomes",), "stays as it was", _frozen, (document.becomes,))
            yield from _words("if_unknown", document.if_unknown, ("keep", "reset"), (document.becomes,))
        case c.TypedLatch():
            yield from _of_latch(document)
        case c.TypedMachine():
            moves = tuple(move.when for move in document.moves)
            yield from _neighbours(document.if_several, ("if_several",), moves, "if_several")
        case c.TypedExclusive():
            ways = tuple(way for _, way in document.order)
            yield Change(Operator.DOCUMENT, (), "dropped", partial(replace, where=_FALSE), ways)
            yield from _neighbours(document.order, ("order",), ways, "order")
        case c.TypedReport():
            shown = tuple(value for _, value in document.shows)
            yield Change(Operator.DOCUMENT, (), "dropped", lambda _: None, shown)


# --- what several kinds have ----------------------------------------------------------------------
def _says_nothing(document: c.Derivation | c.TypedTable | c.TypedChoice) -> c.Document:
    """The fact is never known: what reads it stays law."""
    return c.Derivation(
        id=document.id,
        scope=document.scope,
        kind=document.kind,
        where=document.where,
        title=document.title,
        span=document.span,
        fact=document.fact,
        value=_UNKNOWN,
    )


def _never_proposes(document: c.TypedProposal) -> c.Document:
    return replace(document, when=_FALSE)


def _condition(when: x.Expression | None) -> Iterator[Change]:
    if when is not None:
        without = partial(replace, when=None)
        yield Change(Operator.CLAUSE, ("when",), "dropped", without, (when,), spelled(when), when.span)


def _without(name: str, place: int) -> Callable[[Any], c.Document]:
    def make(document: Any) -> c.Document:
        members = getattr(document, name)
        changed: c.Document = replace(document, **{name: (*members[:place], *members[place + 1 :])})
        return changed

    return make


def _swapped(name: str, place: int) -> Callable[[Any], c.Document]:
    def make(document: Any) -> c.Document:
        members = list(getattr(document, name))
        members[place], members[place + 1] = members[place + 1], members[place]
        changed: c.Document = replace(document, **{name: tuple(members)})
        return changed

    return make


def _neighbours(members: tuple[Any, ...], path: Path, reach: tuple[x.Expression, ...], name: str) -> Iterator[Change]:
    """Each two neighbours of an order swapped."""
    for place in range(len(members) - 1):
        says = f"{place + 1} and {place + 2} swapped"
        yield Change(Operator.ORDER, path, says, _swapped(name, place), reach)


def _word(value: object) -> str:
    """A word as the law has it; what is left out is nothing."""
    if value is None:
        return "nothing"
    return str(value).casefold()


def _words(name: str, own: object, words: Iterable[object], reach: tuple[x.Expression, ...]) -> Iterator[Change]:
    """A word changed into each other one that could stand there."""
    for other in words:
        if other != own:
            says = f"{_word(own)} -> {_word(other)}"
            yield Change(Operator.UNKNOWN, (name,), says, partial(replace, **{name: other}), reach)


def _if_unknown(own: bool | None, words: Iterable[bool | None], reach: tuple[x.Expression, ...]) -> Iterator[Change]:
    if own is not None:
        yield from _words("if_unknown", own, words, reach)


def _occasion(once: c.Once | None, reach: tuple[x.Expression, ...]) -> Iterator[Change]:
    """How often something arises: always, without one of the things it is counted by."""
    if once is None:
        return
    yield Change(Operator.OCCASION, ("once",), "dropped", partial(replace, once=None), reach)
    counted = bool(once.period) + len(once.subjects) + len(once.episodes)
    if counted < 2:
        return
    if once.period is not None:
        yield Change(Operator.OCCASION, ("once",), f"without {once.period}", _counted(period=None), reach)
    for name in ("subjects", "episodes"):
        members = getattr(once, name)
        for place, member in enumerate(members):
            rest = (*members[:place], *members[place + 1 :])
            says = f"without {spelled(member) or getattr(member.type, 'scope', name)}"
            yield Change(Operator.OCCASION, ("once",), says, _counted(**{name: rest}), reach)


def _counted(**changed: Any) -> Callable[[Any], c.Document]:
    def make(document: Any) -> c.Document:
        made: c.Document = replace(document, once=replace(document.once, **changed))
        return made

    return make


def _preferences(prefer: tuple[c.Ranking, ...]) -> Iterator[Change]:
    for place, each in enumerate(prefer):
        other = _PREFERENCES.get(each.word)
        path = ("prefer", str(place + 1))
        if other is not None:
            says = f"{each.word} -> {other}"
            yield Change(Operator.ORDER, path, says, _preferring(place, other), (each.value,), spelled(each.value))
        if len(prefer) > 1:
            yield Change(Operator.ORDER, path, "dropped", _without("prefer", place), (each.value,), spelled(each.value))
    yield from _neighbours(prefer, ("prefer",), tuple(each.value for each in prefer), "prefer")


def _preferring(place: int, word: str) -> Callable[[Any], c.Document]:
    def make(document: Any) -> c.Document:
        prefer = list(document.prefer)
        prefer[place] = replace(prefer[place], word=word)
        made: c.Document = replace(document, prefer=tuple(prefer))
        return made

    return make


# --- kinds of documents ---------------------------------------------------------------------------
def _of_table(table: c.TypedTable) -> Iterator[Change]:
    """Rows taken out, the results of neighbours swapped: tables are blind to the order of their rows."""
    for place, row in enumerate(table.rows):
        path = ("rows", str(place + 1))
        yield Change(
            Operator.ROW, path, "dropped", _without("rows", place), (row.when,), spelled(row.when), row.when.span
        )
    for place in range(len(table.rows) - 1):
        one, other = table.rows[place : place + 2]
        if one.then == other.then:
            continue
        says = f"results of {place + 1} and {place + 2} swapped"
        yield Change(Operator.ROW, ("rows",), says, _results_swapped(place), (one.then, other.then), "", one.when.span)
    every = tuple(row.when for row in table.rows)
    if table.hit_policy in _POLICIES:
        other_policy = _POLICIES[table.hit_policy]
        says = f"{table.hit_policy} -> {other_policy}"
        yield Change(Operator.EXTREME, ("hit_policy",), says, partial(replace, hit_policy=other_policy), every)
    yield from _neighbours(table.order, ("order",), every, "order")


def _results_swapped(place: int) -> Callable[[Any], c.Document]:
    def make(table: c.TypedTable) -> c.Document:
        one, other = table.rows[place : place + 2]
        swapped = (replace(one, then=other.then), replace(other, then=one.then))
        return replace(table, rows=(*table.rows[:place], *swapped, *table.rows[place + 2 :]))

    return make


def _exceptions(permit: c.TypedPermit) -> Iterator[Change]:
    for place, rule in enumerate(permit.exception_to):
        make = _without("exception_to", place)
        yield Change(Operator.CLAUSE, ("exception_to",), f"without {rule}", make, (permit.when,))


def _of_record(record: c.TypedRecord) -> Iterator[Change]:
    whens = tuple(when for when, _ in record.cases)
    yield Change(Operator.DOCUMENT, ("record",) if record.stops else (), "dropped", lambda _: None, whens)
    if len(record.cases) > 1:
        for place, (when, _) in enumerate(record.cases):
            path = ("each", str(place + 1))
            yield Change(Operator.ROW, path, "dropped", _without("cases", place), (when,), spelled(when))
    yield from _occasion(record.once, whens)


def _of_allocation(document: c.TypedAllocation, own: tuple[x.Expression, ...]) -> Iterator[Change]:
    yield Change(Operator.DOCUMENT, (), "dropped", partial(replace, when=_FALSE), own)
    yield from _condition(document.when)
    for place, limit in enumerate(document.limits):
        path = ("limits", limit.name)
        reach = (limit.amount, limit.at_most)
        if len(document.limits) > 1:
            make = _without("limits", place)
            yield Change(Operator.ALLOCATION, path, "dropped", make, reach, spelled(limit.at_most), limit.at_most.span)
        if limit.where is not None:
            make = _limit_for_all(place)
            yield Change(Operator.CLAUSE, path, "where dropped", make, (limit.where,), spelled(limit.where))
    goal = document.goal
    if goal is not None:
        yield Change(Operator.ALLOCATION, ("goal",), "dropped", partial(replace, goal=None), (goal.amount,))
        if goal.at_least is not None and goal.at_most is not None:
            for end in ("at_least", "at_most"):
                yield Change(Operator.ALLOCATION, ("goal",), f"without {end}", _goal_without(end), (goal.amount,))
    yield from _preferences(document.prefer)


def _goal_without(end: str) -> Callable[[Any], c.Document]:
    def make(document: Any) -> c.Document:
        made: c.Document = replace(document, goal=replace(document.goal, **{end: None}))
        return made

    return make


def _limit_for_all(place: int) -> Callable[[Any], c.Document]:
    def make(document: c.TypedAllocation) -> c.Document:
        limits = list(document.limits)
        limits[place] = replace(limits[place], where=None)
        return replace(document, limits=tuple(limits))

    return make


def _frozen(state: c.TypedState) -> c.Document:
    """What is kept stays as it began."""
    of = state.becomes.type
    subject = x.Variable(type=of, slot=0, scope=state.scope)
    before = x.Before(type=of, fact=x.ReadFact(type=of, subject=subject, fact=state.fact))
    return replace(state, becomes=before)


def _of_latch(latch: c.TypedLatch) -> Iterator[Change]:
    whens = (latch.set_when, *((latch.reset_when,) if latch.reset_when is not None else ()))
    never = partial(replace, set_when=_FALSE)
    yield Change(Operator.MEMORY, ("set_when",), "never set", never, (latch.set_when,), spelled(latch.set_when))
    if latch.reset_when is not None:
        stays = partial(replace, reset_when=None)
        yield Change(
            Operator.MEMORY, ("reset_when",), "never reset", stays, (latch.reset_when,), spelled(latch.reset_when)
        )
        yield from _words("if_both", latch.if_both, ("set", "reset"), whens)
    yield from _words("if_unknown", latch.if_unknown, ("keep", "set", "reset"), whens)


def _of_move(move: c.Move) -> Iterator[Change]:
    """What becomes of one move of a machine."""
    reach, text, span = (move.when,), spelled(move.when), move.span
    yield Change(Operator.MEMORY, (), "dropped", _moving(move.id, when=_FALSE, if_unknown=False), reach, text, span)
    if move.if_unknown:
        make = _moving(move.id, if_unknown=False)
        yield Change(Operator.UNKNOWN, ("if_unknown",), "true -> nothing", make, reach, text, span)
    if move.tells is not None:
        make = _moving(move.id, tells=None)
        yield Change(Operator.DOCUMENT, ("record",), "dropped", make, reach, move.tells.event, span)
    for source in move.sources if len(move.sources) > 1 else ():
        rest = tuple(each for each in move.sources if each != source)
        make = _moving(move.id, sources=rest)
        yield Change(Operator.MEMBER, ("from",), f"without {source}", make, reach, text, span)


def _moving(id: str, **changed: Any) -> Callable[[Any], c.Document]:
    def make(machine: c.TypedMachine) -> c.Document:
        moves = tuple(replace(move, **changed) if move.id == id else move for move in machine.moves)
        return replace(machine, moves=moves)

    return make
