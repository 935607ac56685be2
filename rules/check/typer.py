"""Resolves the names of a leaf and checks its types and units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from rules.check.leaves.aggregates import WITHOUT_VALUE, aggregate, aggregate_of, items
from rules.check.leaves.calculations import arithmetic, call, convert, negative, rounded
from rules.check.leaves.conditions import between, choice, compare, is_state, junction, membership, negation
from rules.check.leaves.context import Binding, Context
from rules.check.leaves.fitting import fit
from rules.check.leaves.history import before, enters, happens
from rules.check.leaves.literals import date_literal, listing, none, number, time_literal, truth, unknown
from rules.check.leaves.mistakes import WAYS, Mistake, Silent
from rules.check.leaves.names import keyed, path
from rules.check.leaves.past import age_of, last_of, series
from rules.check.leaves.verdicts import would_be_permitted
from rules.check.wording import is_what
from rules.diagnostics.diagnostic import Related
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import FLAG, FlagType, NothingType, NumberType, Type
from rules.model.documents import CaseList, Condition, Group, Leaf, LongAggregate, Text, Value
from rules.source.span import Span

__all__ = ["FORMS", "WAYS", "Binding", "Form", "Mistake", "Silent", "Typer"]

# Structural: how many parts a local name may stand for once those before it are put in.
_MOST_PARTS = 500

Form = Callable[[Context, Any, Type | None], x.Expression]

# How each kind of tree is typed. A new kind of expression is a function of this form, and a line here.
FORMS: dict[type[t.Tree], Form] = {
    t.Number: number,
    t.DateLiteral: date_literal,
    t.TimeLiteral: time_literal,
    t.Truth: truth,
    t.UnknownLiteral: unknown,
    t.NoneLiteral: none,
    t.ListLiteral: listing,
    t.Path: path,
    t.Keyed: keyed,
    t.If: choice,
    t.Junction: junction,
    t.Not: negation,
    t.Compare: compare,
    t.Between: between,
    t.In: membership,
    t.IsState: is_state,
    t.WouldBePermitted: would_be_permitted,
    t.Arithmetic: arithmetic,
    t.Negative: negative,
    t.Rounded: rounded,
    t.AsType: convert,
    t.Call: call,
    t.AgeOf: age_of,
    t.LastOf: last_of,
    t.SeriesAggregate: series,
    t.Aggregate: aggregate,
    t.Before: before,
    t.Happens: happens,
    t.Enters: enters,
}


@dataclass(slots=True)
class Typer(Context):
    """Types the leaves of one document. A mistake becomes one finding for its leaf; the result is then None."""

    def expression(self, tree: t.Tree, expected: Type | None) -> x.Expression:
        """Types a tree; `expected` gives bare words their meaning. Raises Mistake."""
        form = FORMS.get(type(tree))
        if form is None:
            raise TypeError(type(tree).__name__)
        found = form(self, tree, expected)
        span = self.at_leaf.at(tree.start, tree.end) if self.at_leaf is not None and tree.end > tree.start else None
        return replace(found, span=span, tree=tree)

    def leaf(self, leaf: Leaf | None, expected: Type | None = None) -> x.Expression | None:
        """Types a leaf; checks that it has the expected type."""
        if leaf is None or leaf.tree is None:
            return None
        previous = self.at_leaf
        self.at_leaf = leaf
        try:
            found = self.expression(leaf.tree, expected)
            if expected is not None:
                fit(self, found, expected, leaf.tree)
            return found
        except Silent:
            return None
        except Mistake as mistake:
            self.report(mistake, leaf)
            return None
        finally:
            self.at_leaf = previous

    def condition(self, condition: Condition | None) -> x.Expression | None:
        """Types a condition: a flag."""
        if condition is None:
            return None
        if isinstance(condition, Leaf):
            return self.leaf(condition, FLAG)
        if isinstance(condition, LongAggregate):
            found = self.long_aggregate(condition)
            if found is not None and not isinstance(found.type, FlagType):
                mistake = Mistake(
                    "E210",
                    f"`{condition.function}:` {is_what(found.type)}, and a condition is expected here",
                    help="Write it as one expression, with a comparison behind it.",
                )
                self.report(mistake, None, condition.span)
                return None
            return found
        return self.group(condition)

    def group(self, group: Group) -> x.Expression | None:
        """Types `all:` / `any:` / `not:`; every part is checked, whatever the others are."""
        kept = len(self.guards)
        parts: list[x.Expression | None] = []
        for part in group.parts:
            found = self.condition(part)
            parts.append(found)
            if group.word == "all" and found is not None:
                self.guard(found)
        del self.guards[kept:]
        if any(part is None for part in parts):
            return None
        whole = tuple(part for part in parts if part is not None)
        if group.word == "not":
            return x.Not(type=FLAG, span=group.span, part=whole[0])
        word = "and" if group.word == "all" else "or"
        return x.Junction(type=FLAG, span=group.span, word=word, parts=whole)

    def value(self, value: Value | None, expected: Type | None = None) -> x.Expression | None:
        """Types a value: a leaf, a chain of cases, or an aggregate."""
        if value is None:
            return None
        if isinstance(value, Leaf):
            return self.leaf(value, expected)
        if isinstance(value, LongAggregate):
            found = self.long_aggregate(value)
            return self.checked(found, expected, value.span)
        return self.cases(value, expected)

    def checked(self, found: x.Expression | None, expected: Type | None, span: Span) -> x.Expression | None:
        """Checks a finished value against what its place expects."""
        if found is None or expected is None:
            return found
        try:
            fit(self, found, expected, None)
        except Mistake as mistake:
            self.report(mistake, None, span)
            return None
        return found

    def cases(self, chain: CaseList, expected: Type | None) -> x.Expression | None:
        """Types `cases:`; without `otherwise` the value is unknown when no case holds."""
        cases: list[tuple[x.Expression, x.Expression]] = []
        complete = True
        for when, then in chain.cases:
            kept = len(self.guards)
            condition = self.condition(when)
            if condition is not None:
                self.guard(condition)
            value = self.value(then, expected)
            del self.guards[kept:]
            if expected is None and value is not None and not isinstance(value.type, NothingType):
                expected = value.type.computed() if isinstance(value.type, NumberType) else value.type
            if condition is None or value is None:
                complete = False
            else:
                cases.append((condition, value))
        if chain.otherwise is None:
            return None  # reported where the document was read
        otherwise = self.value(chain.otherwise, expected)
        if otherwise is None or not complete or not cases:
            return None
        of = expected or otherwise.type
        return x.Cases(type=of, span=chain.span, cases=tuple(cases), otherwise=otherwise)

    def let(self, names: Sequence[tuple[Text, Value]]) -> None:
        """Local names: each may use the ones before it."""
        self.later.update({name.value: name.span for name, _ in names})
        for name, value in names:
            self.later.pop(name.value, None)
            if name.value in self.vocabulary.scopes or name.value in self.vocabulary.enum_words():
                self.report(self.taken(name.value), None, name.span)
                self.lost.add(name.value)
                continue
            found = self.value(value)
            if found is not None and _is_large(found):
                help = "Derive a fact of a part of it."
                self.report(
                    Mistake("E112", f"The local name `{name.value}` stands for too much", None, help), None, value.span
                )
                self.lost.add(name.value)
            elif found is not None:
                self.lets[name.value] = found
                self.unread[name.value] = name
            else:
                self.lost.add(name.value)

    def taken(self, name: str) -> Mistake:
        """A local name that is a scope or a word of a type as well."""
        scope = self.vocabulary.scopes.get(name)
        whose = "a scope" if scope is not None else "a word of a type"
        related = (Related(scope.span, f"`{name}` is declared here"),) if scope is not None else ()
        return Mistake("E304", f"The local name `{name}` is {whose} already", None, "Choose another name.", related)

    def long_aggregate(self, aggregate: LongAggregate) -> x.Expression | None:
        """Types an aggregate that is written as a map."""
        source = aggregate.over.tree
        if not isinstance(source, t.Aggregate):
            return None
        previous = self.at_leaf
        self.at_leaf = aggregate.over
        try:
            among, inner = items(self, source.source)
            inner.let(aggregate.let)
            where = [inner.condition(condition) for condition in aggregate.where]
            if any(part is None for part in where):
                return None
            among = replace(among, where=(*among.where, *(part for part in where if part is not None)))
            value = inner.value(aggregate.value) if aggregate.value is not None else None
            if aggregate.has is not None:
                value = inner.condition(aggregate.has)
            if value is None and aggregate.function not in WITHOUT_VALUE:
                return None  # what it has instead of a value was refused when it was read
            empty = self.leaf(aggregate.if_empty, value.type if value is not None else None)
            return aggregate_of(self, aggregate.function, among, value, empty, source, aggregate.span)
        except Silent:
            return None
        except Mistake as mistake:
            self.report(mistake, aggregate.over)
            return None
        finally:
            self.at_leaf = previous


def _is_large(found: x.Expression) -> bool:
    """Local names are put in wherever they are read: what they stand for must not multiply."""
    return len(list(islice(x.walk(found), _MOST_PARTS + 1))) > _MOST_PARTS
