"""The kinds of documents. Leaves are parsed; everything keeps its place in the file."""

from __future__ import annotations

from dataclasses import dataclass

from rules.language.tree import Tree
from rules.source.node import Node, Scalar
from rules.source.span import Span


@dataclass(frozen=True, slots=True)
class Text:
    """A word or sentence with its place."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Leaf:
    """One expression: the scalar that holds it and its tree (None when it could not be read).

    `offset` is where the text of the tree begins in the scalar.
    """

    scalar: Scalar
    tree: Tree | None
    offset: int = 0

    @property
    def span(self) -> Span:
        """Where the expression stands."""
        return self.scalar.span

    def at(self, start: int, end: int) -> Span:
        """The place of these characters of the expression."""
        return self.scalar.at(self.offset + start, self.offset + end)


@dataclass(frozen=True, slots=True)
class Group:
    """`all:`, `any:` or `not:` over conditions."""

    word: str
    parts: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LongAggregate:
    """An aggregate written as a mapping."""

    function: str
    value: Value | None
    over: Leaf
    where: tuple[Condition, ...]
    let: tuple[tuple[Text, Value], ...]
    if_empty: Leaf | None
    has: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class CaseList:
    """`cases:` with `otherwise:`."""

    cases: tuple[tuple[Condition, Value], ...]
    otherwise: Value | None
    span: Span


Condition = Leaf | Group | LongAggregate
Value = Leaf | CaseList | LongAggregate


@dataclass(frozen=True, slots=True)
class For:
    """`for: candidate where sleeve.kind is gen`: a scope or kind and what narrows it."""

    scope: Text
    where: Leaf | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentModel:
    """What every document has. `id` is the value of the key that names its kind."""

    id: Text
    span: Span
    section: Text | None = None
    title: Text | None = None
    doc: Text | None = None
    because: Text | None = None
    words: Text | None = None
    rests_on: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Constitution(DocumentModel):
    """The head of a constitution: its name, version, when it is in force, the folder of its scenarios.

    `amends` is the version that this one is written as changes to, `repeals` what of that no longer holds.
    """

    version: Text
    scenarios: Text | None = None
    in_force: Text | None = None
    draft: bool = False
    amends: Text | None = None
    repeals: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Units(DocumentModel):
    """Base units, scales (numbers that `as` may read as plain), the currency behind `$`, multiples."""

    base: tuple[Text, ...] = ()
    scales: tuple[Text, ...] = ()
    currency: Text | None = None
    also: tuple[tuple[Text, Leaf], ...] = ()


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """One named type."""

    name: Text
    unit: Text | None
    step: Leaf | None
    low: Leaf | None
    high: Leaf | None
    words: tuple[Text, ...]
    text: bool
    doc: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Types(DocumentModel):
    """Named types."""

    entries: tuple[TypeEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeEntry:
    """One scope: kinds of subject that rules speak about."""

    name: Text
    key: tuple[Text, ...]
    compound: bool
    within: Text | None
    refers_to: tuple[Text, ...]
    one: bool
    doc: Text | None
    words: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scopes(DocumentModel):
    """Scopes."""

    entries: tuple[ScopeEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class KindEntry:
    """A named part of a scope."""

    name: Text
    of: Text
    where: Leaf
    doc: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds(DocumentModel):
    """Kinds."""

    entries: tuple[KindEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class LegEntry:
    """One leg of an action: on what it stands, and as which action it is judged where the whole is refused."""

    name: Text
    on: Text
    alone: Text | None


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """One thing that can be done to a subject; `legs` is None where it has none."""

    name: Text
    on: Text
    classes: tuple[Text, ...]
    risk: Text
    fields: tuple[tuple[Text, Text], ...]
    legs: tuple[LegEntry, ...] | None
    nearest_in: Text | None
    does: Text | None
    words: Text | None
    doc: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions(DocumentModel):
    """Actions."""

    entries: tuple[ActionEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class FactEntry:
    """One given fact."""

    name: Text
    type: Text
    may_be_missing: bool
    may_be_none: bool
    stale_after: Leaf | None
    series: Text | None
    window: Leaf | None
    source: Text | None
    doc: Text | None
    words: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(DocumentModel):
    """`facts: SCOPE` (the id is the scope)."""

    entries: tuple[FactEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """One value: plain (`is`) or one per word of an enumerated type."""

    name: Text
    value: Node | None
    keyed: tuple[tuple[Text, Node], ...]
    of: Text | None
    unit: Text | None
    low: Leaf | None
    high: Leaf | None
    overridable: Text | None
    section: Text | None
    rests_on: tuple[Text, ...]
    doc: Text | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(DocumentModel):
    """`parameters: GROUP` (the id is the group)."""

    by: Text | None = None
    source: Text | None = None
    entries: tuple[ParameterEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(DocumentModel):
    """A document about subjects: what it is for, and its local names."""

    subject: For
    let: tuple[tuple[Text, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Judged):
    """`rule:` with exactly one effect: derive, permit, forbid, propose or record.

    `record` is the event that a forbid has written down besides; `fields` are then those of the event.
    """

    effect: str
    targets: tuple[Text, ...]
    type: Text | None = None
    value: Value | None = None
    when: Condition | None = None
    fields: tuple[tuple[Text, Leaf], ...] = ()
    binds_reducing: bool = False
    exception_to: tuple[Text, ...] = ()
    if_unknown: Text | None = None
    record: Text | None = None
    once: Once | None = None
    each: Each | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    when: Condition
    then: Leaf
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Judged):
    """A decision table, blind to the order of its rows."""

    decides: Text
    type: Text
    hit_policy: Text
    rows: tuple[Row, ...]
    otherwise: Leaf | None
    order: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class Preference:
    """`lowest X`, `highest X` (choose); `most of X`, `least of X`, `first by lowest X` (allocate)."""

    word: str
    leaf: Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Judged):
    """The one candidate that is preferred among those that qualify, or none."""

    chooses: Text
    among: Leaf
    when: Condition | None
    prefer: tuple[Preference, ...]
    ties: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class LimitEntry:
    """A limit of an allocation: what one counts, per which group, and at most how much."""

    name: Text
    per: Text
    amount: Leaf
    at_most: Leaf
    where: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class Goal:
    """What an allocation should reach in each group; a shortfall is reported."""

    per: Text
    amount: Leaf
    at_least: Leaf | None
    at_most: Leaf | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocate(Judged):
    """How many of each permitted candidate."""

    action: Text
    among: Leaf
    counts: Text
    when: Condition | None
    limits: tuple[LimitEntry, ...]
    prefer: tuple[Preference, ...]
    ties: tuple[Leaf, ...]
    goal: Goal | None
    writes: Text
    fields: tuple[tuple[Text, Leaf], ...] = ()


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """One reason for which a row does not become a subject."""

    when: Condition
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Universe(Judged):
    """Which combinations become subjects of a scope with a compound key, and why others do not."""

    of: Text
    leave_out: tuple[LeaveOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling(DocumentModel):
    """A question that the law leaves open, and the reading that was chosen."""

    status: Text
    question: Text
    reading: Text
    alternatives: tuple[Text, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(DocumentModel):
    """One account's own numbers, within the bounds that the law sets."""

    scope: Text
    key: Text
    values: tuple[tuple[Text, Leaf | None, Node], ...]
    in_force: Text | None
    approved_by: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(DocumentModel):
    """Suspends named rules for a scope and a time. It changes no fact."""

    suspends: tuple[Text, ...]
    scope: Text | None
    key: Text | None
    in_force: Text | None
    approved_by: Text
    reason: Text


# --- memory: what happens, when to look, and what the law carries from one evaluation to the next ---
@dataclass(frozen=True, slots=True)
class EventEntry:
    """Something that happens in a subject: who tells of it, and what is told."""

    name: Text
    within: Text | None
    by: Text
    fields: tuple[tuple[Text, Text], ...]
    refers_to: tuple[Text, ...]
    doc: Text | None
    words: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Events(DocumentModel):
    """Events."""

    entries: tuple[EventEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """When to look: at a time of day or instant, or again and again; on some days only; for each subject of a scope."""

    name: Text
    subject: For | None
    at: Leaf | None
    every: Leaf | None
    on: Leaf | None
    doc: Text | None
    words: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedules(DocumentModel):
    """Schedules."""

    entries: tuple[ScheduleEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Once:
    """`per line per week`, `until close.confirmed`, `while LEAF`: how often a duty or a record arises."""

    per: tuple[Text, ...]
    until: Text | None
    lasting: Leaf | None
    span: Span


@dataclass(frozen=True, slots=True)
class Each:
    """`n in 1 to 3`: a rule once for each whole number."""

    name: Text
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Judged):
    """A value that the law carries."""

    keeps: Text
    type: Text
    starts: Value
    becomes: Value
    if_unknown: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Latch(Judged):
    """A flag that one condition sets and another resets (None: never)."""

    keeps: Text
    set_when: Condition
    reset_when: Condition | None
    if_both: Text
    remembers: tuple[tuple[Text, Leaf], ...] = ()
    if_unknown: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveEntry(DocumentModel):
    """One move of a machine: `from:`, `to:`, `when:`; as a document of its own it is a `transition:`."""

    machine: Text | None
    sources: tuple[Text, ...]
    to: Text
    when: Condition
    record: Text | None = None
    fields: tuple[tuple[Text, Leaf], ...] = ()
    if_unknown: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine(Judged):
    """States and the moves between them."""

    keeps: Text
    starts: Text
    states: tuple[Text, ...]
    groups: tuple[tuple[Text, tuple[Text, ...]], ...]
    final: tuple[Text, ...]
    if_several: tuple[Text, ...]
    moves: tuple[MoveEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusive(Judged):
    """One duty at a time, in this order."""

    order: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence(DocumentModel):
    """Something that follows from the numbers of the law, and that a reader should know."""

    shows: tuple[tuple[Text, Leaf], ...]
    when: Condition | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee(DocumentModel):
    """What must hold of every decision, of none, or of some."""

    subject: For | None
    form: str
    claim: Condition
    assuming: tuple[Condition, ...] = ()
    start: Condition | None = None
    after: tuple[Text, ...] = ()
    let: tuple[tuple[Text, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Judged):
    """What is told of a subject at each tick of a schedule."""

    kind: Text
    at: Text
    shows: tuple[tuple[Text, Leaf], ...]
    forms: tuple[Text, ...]
