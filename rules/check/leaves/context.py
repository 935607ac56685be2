"""What is known while a leaf is typed, and how its mistakes are reported."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from rules.check.leaves.mistakes import Mistake
from rules.check.vocabulary import Vocabulary
from rules.check.wording import is_what
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import NumberType, Type
from rules.model.documents import Leaf, Text
from rules.source.span import Span


@dataclass(frozen=True, slots=True)
class Binding:
    """A subject that names may start from: the subject of the rule, an item of an aggregate."""

    slot: int
    scope: str
    kind: str | None = None
    alias: str | None = None
    known: tuple[tuple[str, x.Expression], ...] = ()


@dataclass(slots=True)
class Context(ABC):
    """What the parts of a leaf are typed in: the declared names, the subjects at hand, and what was asked before."""

    vocabulary: Vocabulary
    findings: list[Diagnostic]
    owner: str
    bindings: tuple[Binding, ...] = ()
    lets: dict[str, x.Expression] = field(default_factory=dict)
    later: dict[str, Span] = field(default_factory=dict)
    fields: dict[str, Type] | None = None
    used: set[str] = field(default_factory=set)
    guards: list[x.Expression] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    unread: dict[str, Text] = field(default_factory=dict)
    at_leaf: Leaf | None = None

    @abstractmethod
    def expression(self, tree: t.Tree, expected: Type | None) -> x.Expression:
        """Types a tree; `expected` gives bare words their meaning. Raises Mistake."""

    def bound(self, *more: Binding) -> Self:
        """The same typer with further subjects."""
        return replace(self, bindings=(*self.bindings, *more), guards=list(self.guards))

    def variable(self, binding: Binding) -> x.Variable:
        """The expression of a bound subject."""
        reference = self.vocabulary.reference(binding.scope)
        return x.Variable(type=reference, slot=binding.slot, scope=binding.scope)

    def next_slot(self) -> int:
        """The first free slot."""
        return max((binding.slot for binding in self.bindings), default=-1) + 1

    def report(self, mistake: Mistake, leaf: Leaf | None, span: Span | None = None) -> None:
        """Turns a mistake into a finding at its part of the leaf, unless it only follows from another one."""
        if self.vocabulary.is_lost(mistake.unknown) or mistake.unknown in self.lost:
            return
        if leaf is not None:
            tree = mistake.tree
            span = leaf.at(tree.start, tree.end) if tree is not None and tree.end > tree.start else leaf.span
        assert span is not None
        self.findings.append(
            finding(
                mistake.code,
                span,
                mistake.message,
                rule=self.owner,
                help=mistake.help,
                related=mistake.related,
            )
        )

    def guard(self, condition: x.Expression) -> None:
        """After `x exists` in the same `all`, fields of x may be read."""
        if isinstance(condition, x.IsState):
            there = condition.state in {"exists", "known"} if not condition.denied else condition.state == "none"
            if there:
                self.guards.append(condition.value)
        elif isinstance(condition, x.Junction) and condition.word == "and":
            for part in condition.parts:
                self.guard(part)

    def written(self, tree: t.Tree) -> str:
        """A part of the leaf as it is written."""
        if self.at_leaf is None:
            return ""
        return self.at_leaf.scalar.value[self.at_leaf.offset + tree.start : self.at_leaf.offset + tree.end]

    def part(self, tree: t.Tree, text: str) -> t.Tree:
        """The place of a word inside a part of the leaf; the whole part if it does not stand there."""
        start = self.written(tree).rfind(text)
        if start < 0:
            return tree
        return t.Path((text,), start=tree.start + start, end=tree.start + start + len(text))

    def declared(self, *values: x.Expression) -> tuple[Related, ...]:
        """Where the facts and parameters are declared that these values are."""
        found: list[Related] = []
        for value in values:
            if isinstance(value, x.ReadFact):
                fact = self.vocabulary.facts[value.fact]
                related = Related(fact.span, f"`{fact.id}` {is_what(fact.type)}")
            elif isinstance(value, x.ReadParameter):
                parameter = self.vocabulary.parameters[value.name]
                related = Related(parameter.span, f"`{parameter.name}` {is_what(parameter.type)}")
            else:
                continue
            if related not in found:
                found.append(related)
        return tuple(found)

    def example(self, number: str, of: NumberType) -> str:
        """A number with the unit that is wanted, as one writes it: `$5 per share`, `3 sessions`, `0.4 delta`."""
        return self.vocabulary.units.amount(number, of.unit)


C = TypeVar("C", bound=Context)
