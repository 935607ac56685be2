"""The law, compiled: declarations and typed documents that every backend evaluates. It knows nothing of trading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal as OneOf

from rules.language.typed import Expression, FactId, Items, Literal, ReadFact
from rules.language.types import EnumType, Type
from rules.language.units import Unit, UnitTable
from rules.source.span import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of subject. A compound key names the scopes whose subjects make it up.

    The subjects of an `event` scope are what happened: they come with the events of an evaluation, not with its facts.
    """

    name: str
    key: tuple[str, ...]
    compound: bool
    within: str | None
    refers_to: tuple[str, ...]
    one: bool
    key_type: Type
    words: str | None
    doc: str | None
    span: Span
    event: bool = False

    @property
    def links(self) -> tuple[str, ...]:
        """The scopes that a subject of this one belongs or refers to directly."""
        parts = self.key if self.compound else ()
        above = (self.within,) if self.within is not None else ()
        return (*parts, *above, *self.refers_to)


@dataclass(frozen=True, slots=True)
class Kind:
    """A named part of a scope; `where` (slot 0) reads only facts that are never unknown."""

    name: str
    of: str
    where: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: given by an adapter, or written by one document (`writer`).

    `window` says how much of the past an adapter looks at: the length of a series, or of what a value sums up.
    A kept fact is carried from one evaluation to the next by the document that writes it; `kept_with` names the fact
    that this document keeps, where this one is only remembered beside it; `since` is the instant of its last change.
    """

    id: FactId
    type: Type
    origin: OneOf["given", "derived", "chosen", "allocated", "kept"]
    span: Span
    kind: str | None = None
    may_be_missing: bool = False
    may_be_none: bool = False
    stale_after: Expression | None = None
    window: Expression | None = None
    source: str | None = None
    writer: str | None = None
    words: str | None = None
    doc: str | None = None
    kept_with: FactId | None = None
    since: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens: who tells of it, the scope it happens in, and what is told.

    Its name is also that of a scope (`Scope.event`) whose subjects are what happened, with its fields as given facts
    and `at`, the instant. `by` is `law` for what rules record, `schedule` for a tick, `action` for the outcomes of an
    action (`close.confirmed`), else the people or systems that tell of it.
    """

    name: str
    within: str | None
    by: str
    fields: tuple[tuple[str, Type], ...]
    refers_to: tuple[str, ...]
    words: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to look: at a time of day or an instant (`at`), or again and again (`every`, seconds), where `on` holds.

    A tick is an event of the schedule's name. Expressions have the subject of `scope` in slot 0, where there is one.
    """

    name: str
    scope: str | None
    kind: str | None
    at: Expression | None
    every: Expression | None
    on: Expression | None
    words: str | None
    span: Span


UNSAID = {"unsaid": True}
"""What is new in the language counts for the logic only where it is said: law that does not use it stays as it was."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of an action: it stands on the action's own subject, or on that of a `field`; `scope` is that subject's.

    Where the whole action is refused, a leg with `alone` is judged alone, as that action.
    """

    name: str
    field: str | None
    scope: str
    alone: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to a subject of the scope `on`; near misses are told for each `nearest_in`.

    `does` names, for whoever carries actions out, what becomes of the books when it is done. Of `legs` there are
    none, or two and more in the order in which they are written; one of them stands on the action's own subject.
    """

    name: str
    on: str
    classes: tuple[str, ...]
    risk: OneOf["increasing", "reducing", "neutral"]
    fields: tuple[tuple[str, Type], ...]
    nearest_in: str | None
    does: str | None
    words: str | None
    span: Span
    legs: tuple[Leg, ...] = field(default=(), metadata=UNSAID)

    @property
    def own_leg(self) -> Leg | None:
        """The leg on the action's own subject; None for an action without legs."""
        return next((leg for leg in self.legs if leg.field is None), None)

    @property
    def alone(self) -> Leg | None:
        """The leg that is judged alone where the whole is refused; None where there is none."""
        return next((leg for leg in self.legs if leg.alone is not None), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, list or word of the law. `values` has one entry under None, or one for each word of `by`."""

    name: str
    type: Type
    values: tuple[tuple[str | None, Literal], ...]
    by: EnumType | None
    low: Fraction | None
    high: Fraction | None
    overridable: str | None
    section: str | None
    source: str | None
    rests_on: tuple[str, ...]
    doc: str | None
    unit_text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every typed document has. Titles, reasons and places are not part of the logic."""

    id: str
    scope: str
    kind: str | None = None
    where: Expression | None = None
    section: str | None = field(default=None, metadata={"logic": False})
    title: str | None = field(default=None, metadata={"logic": False})
    because: str | None = field(default=None, metadata={"logic": False})
    rests_on: tuple[str, ...] = field(default=(), metadata={"logic": False})
    span: Span | None = field(default=None, compare=False, metadata={"logic": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation(Document):
    """`derive`: the value of one fact."""

    fact: FactId
    value: Expression
    if_unknown: bool | None = None


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of a table."""

    when: Expression
    then: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTable(Document):
    """A decision table."""

    fact: FactId
    hit_policy: str
    rows: tuple[TypedRow, ...]
    otherwise: Expression | None
    order: tuple[Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """A preference: how to order or total candidates."""

    word: str
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedChoice(Document):
    """`choose`: one candidate or none."""

    fact: FactId
    among: Items
    when: Expression | None
    prefer: tuple[Ranking, ...]
    ties: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class LegPath:
    """The way from the subject of an action's leg, which is a field of the action, to the subject of a forbid."""

    action: str
    leg: Leg
    path: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPermit(Document):
    """`permit` or `forbid`. `paths` gives, for each action, the way from the action's subject to the rule's.

    A forbid binds every leg of an action: `through` are the ways from those that stand on a field. A path is None
    where only such a leg leads to the rule's subject.
    """

    effect: OneOf["permit", "forbid"]
    actions: tuple[str, ...]
    paths: tuple[Expression | None, ...]
    when: Expression
    reads_action: bool = False
    binds_reducing: bool = False
    exception_to: tuple[str, ...] = ()
    through: tuple[LegPath, ...] = field(default=(), metadata=UNSAID)

    def path(self, action: str) -> Expression | None:
        """The way from the subject of an action to the rule's; None where no way leads there but over a leg."""
        return self.paths[self.actions.index(action)]

    def ways(self) -> tuple[Expression, ...]:
        """Every way to the rule's subject, from the subjects of actions and from their legs."""
        own = (path for path in self.paths if path is not None)
        return (*own, *(each.path for each in self.through))

    def through_legs(self, action: str) -> tuple[LegPath, ...]:
        """The ways from those legs of an action that stand on a field."""
        return tuple(each for each in self.through if each.action == action)


@dataclass(frozen=True, slots=True)
class Once:
    """How often: once `per` calendar period, subjects, episode of a latch; `until` an action is confirmed; `lasting`.

    `period` is a word of the calendar (session, week, month, quarter, year). `subjects` and `episodes` (reads of
    latches) count from the subject of the rule. `until` is an action on the subject of the rule. With `lasting`, once
    for as long as that condition holds without a break.
    """

    period: str | None = None
    subjects: tuple[Expression, ...] = ()
    episodes: tuple[ReadFact, ...] = ()
    until: str | None = None
    lasting: Expression | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a rule has recorded: an event, the subject it happens in, the subjects it refers to, and its fields."""

    event: str
    within: Expression | None
    refers_to: tuple[tuple[str, Expression], ...]
    fields: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRecord(Document):
    """`record`: events that the law itself tells of, seen from the next evaluation on.

    `cases` holds one condition and telling, or one for each value of `each`. With `stops`, the condition is that this
    forbid stops an order as sized, and the fields may read `action.`.
    """

    cases: tuple[tuple[Expression, Telling], ...]
    once: Once | None = None
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedProposal(Document):
    """`propose`: a duty, with the fields of its action, and how often it arises."""

    action: str
    when: Expression
    fields: tuple[tuple[str, Expression], ...]
    once: Once | None = None
    if_unknown: bool | None = None


@dataclass(frozen=True, slots=True)
class TypedLimit:
    """At most `at_most` (slot 0 the subject, slot 1 the group) of `amount` (slot 1 the item) in each group."""

    name: str
    group: Expression
    amount: Expression
    at_most: Expression
    where: Expression | None


@dataclass(frozen=True, slots=True)
class TypedGoal:
    """What each group should reach; `at_most` also limits."""

    scope: str
    group: Expression
    amount: Expression
    at_least: Expression | None
    at_most: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedAllocation(Document):
    """`allocate`: how many of each permitted item."""

    action: str
    fact: FactId
    among: Items
    counts: Unit
    when: Expression | None
    limits: tuple[TypedLimit, ...]
    prefer: tuple[Ranking, ...]
    ties: tuple[Expression, ...]
    goal: TypedGoal | None
    fields: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a combination is left out of a universe."""

    when: Expression
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedUniverse(Document):
    """Which combinations become subjects of the compound scope `of`; slot 0 is the combination."""

    of: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedState(Document):
    """`state`: a value that the law carries; `becomes` may read its own value before."""

    fact: FactId
    starts: Expression
    becomes: Expression
    if_unknown: OneOf["keep", "reset"] = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLatch(Document):
    """`latch`: a flag that is set by one condition and reset by another; never reset where there is none."""

    fact: FactId
    set_when: Expression
    reset_when: Expression | None
    if_both: OneOf["set", "reset"]
    if_unknown: OneOf["keep", "set", "reset"] = "keep"
    remembers: tuple[tuple[FactId, Expression], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A transition of a machine. `sources` are the states it leads out of; an unknown condition fires if so marked."""

    id: str
    sources: tuple[str, ...]
    to: str
    when: Expression
    if_unknown: bool = False
    tells: Telling | None = None
    section: str | None = field(default=None, metadata={"logic": False})
    title: str | None = field(default=None, metadata={"logic": False})
    rests_on: tuple[str, ...] = field(default=(), metadata={"logic": False})
    span: Span | None = field(default=None, compare=False, metadata={"logic": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMachine(Document):
    """`machine`: states and the moves between them. Where several apply, the destination first in `if_several`."""

    fact: FactId
    starts: str
    states: tuple[str, ...]
    final: tuple[str, ...]
    if_several: tuple[str, ...]
    moves: tuple[Move, ...]


Keeper = TypedState | TypedLatch | TypedMachine


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedExclusive(Document):
    """`exclusive`: of the proposals in the same subject only that of the first action stands.

    `order` pairs each action with the way from its subject (slot 0) to the subject that has one duty at a time.
    """

    order: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedGuarantee(Document):
    """`guarantee`: what must hold of every decision (`always`), of none (`never`), or of some (`reachable`).

    It is claimed only where every part of `assuming` holds; `start` is the state of affairs that `reachable` begins
    from. `after` names documents whose result it speaks of.
    """

    form: OneOf["always", "never", "reachable"]
    claim: Expression
    assuming: tuple[Expression, ...] = ()
    start: Expression | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedReport(Document):
    """`report`: what is told of a subject at each tick of a schedule, and in which forms."""

    report_kind: str
    at: str
    shows: tuple[tuple[str, Expression], ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """Something that follows from the numbers of the law; it decides nothing.

    `when` says for which numbers it follows, `shows` the arithmetic; both read numbers of the law alone.
    """

    id: str
    section: str | None
    title: str
    because: str | None
    rests_on: tuple[str, ...]
    source: str | None
    when: Expression | None
    shows: tuple[tuple[str, Expression], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Ruling:
    """A question the law leaves open and the reading that was chosen."""

    id: str
    section: str | None
    status: str
    question: str
    reading: str
    alternatives: tuple[str, ...]
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class TermsOf:
    """One subject's own values of parameters."""

    id: str
    scope: str
    key: str
    values: tuple[tuple[str, str | None, Literal], ...]
    first_day: date | None
    day_after: date | None
    approved_by: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class WaiverOf:
    """Rules suspended for a scope and a time."""

    id: str
    suspends: tuple[str, ...]
    scope: str | None
    key: str | None
    first_day: date | None
    day_after: date | None
    approved_by: str
    reason: str
    span: Span


Node = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """A compiled constitution. It exists only when no error was found.

    `logic_digest` is that of the constitution alone, `effect_digest` that of the constitution with the terms and
    waivers in hand; `metadata_digest` covers titles, reasons, rulings and sources. `in_force` is the first day on
    which the law holds, None for law that always did; `in_force_until` is the first day on which it no longer does.
    """

    name: str
    version: str
    in_force: date | None
    in_force_until: date | None
    draft: bool
    scenarios: str | None
    units: UnitTable
    types: Mapping[str, Type]
    scopes: Mapping[str, Scope]
    kinds: Mapping[str, Kind]
    facts: Mapping[FactId, Fact]
    actions: Mapping[str, Action]
    classes: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Parameter]
    derivations: Mapping[FactId, Derivation | TypedTable | TypedChoice]
    permits: tuple[TypedPermit, ...]
    proposals: tuple[TypedProposal, ...]
    allocations: tuple[TypedAllocation, ...]
    universes: tuple[TypedUniverse, ...]
    events: Mapping[str, Event]
    schedules: Mapping[str, Schedule]
    kept: Mapping[FactId, Keeper]
    records: tuple[TypedRecord, ...]
    exclusives: tuple[TypedExclusive, ...]
    guarantees: tuple[TypedGuarantee, ...]
    reports: tuple[TypedReport, ...]
    rulings: Mapping[str, Ruling]
    consequences: tuple[Consequence, ...]
    terms: tuple[TermsOf, ...]
    waivers: tuple[WaiverOf, ...]
    order: tuple[Node, ...]
    logic_digest: str
    effect_digest: str
    metadata_digest: str

    def documents(self) -> tuple[Document, ...]:
        """Every typed document, one after the other by kind. A record beside a rule (`record:`) shares its id."""
        return (
            *self.derivations.values(),
            *self.permits,
            *self.proposals,
            *self.allocations,
            *self.universes,
            *self.kept.values(),
            *self.records,
            *self.exclusives,
            *self.guarantees,
            *self.reports,
        )

    def rule_ids(self) -> tuple[str, ...]:
        """The ids of all documents that decide something, in order."""
        moves = [move.id for keeper in self.kept.values() if isinstance(keeper, TypedMachine) for move in keeper.moves]
        return tuple(sorted({*moves, *(document.id for document in self.documents())}))

    def document(self, id: str) -> Document | None:
        """The typed document with this id; for a move, its machine."""
        found = next((each for each in self.documents() if each.id == id), None)
        if found is not None:
            return found
        machines = (each for each in self.kept.values() if isinstance(each, TypedMachine))
        return next((each for each in machines if any(move.id == id for move in each.moves)), None)
