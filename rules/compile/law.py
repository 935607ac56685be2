"""The law, compiled: declarations and typed documents that every backend evaluates. It knows nothing of trading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal as OneOf

from rules.language.typed import Expression, FactId, Items, Literal
from rules.language.types import EnumType, Type
from rules.language.units import Unit, UnitTable
from rules.source.span import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of subject. A compound key names the scopes whose subjects make it up."""

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
    """

    id: FactId
    type: Type
    origin: OneOf["given", "derived", "chosen", "allocated"]
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


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to a subject of the scope `on`; near misses are told for each `nearest_in`.

    `does` names, for whoever carries actions out, what becomes of the books when it is done.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPermit(Document):
    """`permit` or `forbid`. `paths` gives, for each action, the way from the action's subject to the rule's."""

    effect: OneOf["permit", "forbid"]
    actions: tuple[str, ...]
    paths: tuple[Expression, ...]
    when: Expression
    reads_action: bool = False
    binds_reducing: bool = False
    exception_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedProposal(Document):
    """`propose`: a duty, with the fields of its action."""

    action: str
    when: Expression
    fields: tuple[tuple[str, Expression], ...]


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
    waivers in hand; `metadata_digest` covers titles, reasons, rulings and sources.
    """

    name: str
    version: str
    in_force: date | None
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
    rulings: Mapping[str, Ruling]
    terms: tuple[TermsOf, ...]
    waivers: tuple[WaiverOf, ...]
    order: tuple[Node, ...]
    logic_digest: str
    effect_digest: str
    metadata_digest: str

    def rule_ids(self) -> tuple[str, ...]:
        """The ids of all documents that decide something, in order."""
        found = [document.id for document in self.derivations.values()]
        found += [document.id for document in self.permits]
        found += [document.id for document in self.proposals]
        found += [document.id for document in self.allocations]
        found += [document.id for document in self.universes]
        return tuple(sorted(found))

    def document(self, id: str) -> Document | None:
        """The typed document with this id."""
        groups = (self.derivations.values(), self.permits, self.proposals, self.allocations, self.universes)
        return next((each for group in groups for each in group if each.id == id), None)
