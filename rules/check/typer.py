"""Resolves the names of a leaf and checks its types and units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice

from rules.check.vocabulary import Vocabulary
from rules.check.wording import (
    a_word,
    did_you_mean,
    is_what,
    listed,
    number_in,
    spell,
    spelt,
    told,
    unit_help,
    what,
    word_help,
)
from rules.compile.law import Parameter
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language import typed as x
from rules.language.numbers import PERCENT, number_text
from rules.language.printer import show
from rules.language.types import (
    DATE,
    FLAG,
    TEXT,
    TIME,
    DateType,
    EnumType,
    FlagType,
    InstantType,
    NothingType,
    NumberType,
    RefType,
    SeriesType,
    SetType,
    TextType,
    TimeType,
    Type,
)
from rules.language.units import DAY, MONTH, PLAIN, SECOND
from rules.model.documents import CaseList, Condition, Group, Leaf, LongAggregate, Text, Value
from rules.source.span import Span

_COMPARED = "{0} is compared with {1}"
WAYS = "→"  # stands among lost names when a scope lost one of its links

_TIMELY: dict[type[Type], str] = {
    DateType: "A date is written `2026-01-05`.",
    TimeType: "A time of day is written `09:45`.",
    InstantType: "An instant is compared with another one, such as `clock.now`.",
}

RATIO = NumberType(PLAIN, "ratio")
NUMBER = NumberType(PLAIN)

# Structural: how many parts a local name may stand for once those before it are put in.
_MOST_PARTS = 500


@dataclass(frozen=True, slots=True)
class Binding:
    """A subject that names may start from: the subject of the rule, an item of an aggregate."""

    slot: int
    scope: str
    kind: str | None = None
    alias: str | None = None
    known: tuple[tuple[str, x.Expression], ...] = ()


class Mistake(Exception):
    """A type or name error at a part of a leaf; `unknown` is the name that nobody declared."""

    def __init__(
        self,
        code: str,
        message: str,
        tree: t.Tree | None = None,
        help: str | None = None,
        related: Iterable[Related] = (),
        unknown: str | None = None,
    ) -> None:
        super().__init__(message)
        self.unknown = unknown
        self.code = code
        self.message = message[:1].upper() + message[1:]
        self.tree = tree
        self.help = help
        self.related = tuple(related)


@dataclass(slots=True)
class Typer:
    """Types the leaves of one document. A mistake becomes one finding for its leaf; the result is then None."""

    vocabulary: Vocabulary
    findings: list[Diagnostic]
    owner: str
    bindings: tuple[Binding, ...] = ()
    lets: dict[str, x.Expression] = field(default_factory=dict)
    fields: dict[str, Type] | None = None
    used: set[str] = field(default_factory=set)
    guards: list[x.Expression] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    unread: dict[str, Text] = field(default_factory=dict)
    at_leaf: Leaf | None = None

    # --- surroundings ---------------------------------------------------------------------------
    def bound(self, *more: Binding) -> Typer:
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

    # --- values and conditions of documents -----------------------------------------------------
    def leaf(self, leaf: Leaf | None, expected: Type | None = None) -> x.Expression | None:
        """Types a leaf; checks that it has the expected type."""
        if leaf is None or leaf.tree is None:
            return None
        previous = self.at_leaf
        self.at_leaf = leaf
        try:
            found = self.expression(leaf.tree, expected)
            if expected is not None:
                self.fit(found, expected, leaf.tree)
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

    def guard(self, condition: x.Expression) -> None:
        """After `x exists` in the same `all`, fields of x may be read."""
        if isinstance(condition, x.IsState):
            there = condition.state in {"exists", "known"} if not condition.denied else condition.state == "none"
            if there:
                self.guards.append(condition.value)
        elif isinstance(condition, x.Junction) and condition.word == "and":
            for part in condition.parts:
                self.guard(part)

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
            self.fit(found, expected, None)
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
        for name, value in names:
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

    # --- items ----------------------------------------------------------------------------------
    def items(self, source: t.Source, extra: Sequence[Condition] = ()) -> tuple[x.Items, Typer]:
        """The items of a source and a typer that sees them. Raises Mistake."""
        named = t.Path((source.scope,), start=source.start, end=source.start + len(source.scope))
        scope, kind = self.scope_or_kind(source.scope, named)
        within: x.Expression | None = None
        known: tuple[tuple[str, x.Expression], ...] = ()
        if source.within is not None:
            within = self.expression(source.within, None)
            if not isinstance(within.type, RefType):
                message = f"`{show(source.within)}` is not a subject"
                raise Mistake("E205", message, source.within, None, self.declared(within))
            known = self.known(within)
            slot_free = x.Variable(type=self.vocabulary.reference(scope), slot=-2, scope=scope)
            ways = self.vocabulary.reach(slot_free, scope, within.type.scope, {})
            if len(ways) != 1 or self.vocabulary.scopes[within.type.scope].one:
                message = f"`{source.scope}` does not belong to `{within.type.scope}`"
                raise Mistake("E306", message, source, self.ways_help(scope), self.scope_place(scope), WAYS)
        binding = Binding(self.next_slot(), scope, kind, source.alias, known)
        inner = self.bound(binding)
        inner.lets = dict(self.lets)
        where: list[x.Expression] = []
        for tree in source.where:
            found = inner.expression(tree, FLAG)
            inner.fit(found, FLAG, tree)
            inner.guard(found)
            where.append(found)
        for condition in extra:
            more = inner.condition(condition)
            if more is None:
                raise Silent
            inner.guard(more)
            where.append(more)
        reference = self.vocabulary.reference(scope)
        items = x.Items(
            type=reference,
            tree=source,
            scope=scope,
            kind=kind,
            slot=binding.slot,
            within=within,
            where=tuple(where),
        )
        return items, inner

    def ways_help(self, scope: str) -> str | None:
        """Which other subjects a subject of this scope leads to."""
        scopes = self.vocabulary.scopes
        others = [each for each in self.vocabulary.reachable(scope) if each != scope and not scopes[each].one]
        return f"{a_word(scope, capital=True)} leads to {listed(others)}." if others else None

    def far_help(self, start: str, goal: str) -> str | None:
        """How to speak of subjects of a scope that none leads to: of those that belong to what is at hand."""
        scopes = self.vocabulary.scopes
        at_hand = self.vocabulary.reachable(start)
        shared = [each for each in self.vocabulary.reachable(goal) if each in at_hand and not scopes[each].one]
        owner = scopes[goal].within if scopes[goal].within in shared else next(iter(shared), None)
        if owner is None or goal in at_hand:
            return self.ways_help(start)
        return f"There may be several: ask for them, as in `any {goal} in {owner} where …`."

    def scope_place(self, scope: str) -> tuple[Related, ...]:
        """Where a scope is declared."""
        return (Related(self.vocabulary.scopes[scope].span, f"`{scope}` is declared here"),)

    def known(self, within: x.Expression) -> tuple[tuple[str, x.Expression], ...]:
        """What is fixed for items `in` a subject: the subject, and for a compound key its parts."""
        assert isinstance(within.type, RefType)
        scope = self.vocabulary.scopes[within.type.scope]
        fixed: list[tuple[str, x.Expression]] = [(scope.name, within)]
        if scope.compound:
            for part in scope.key:
                if isinstance(within, x.Compose):
                    fixed.append((part, within.parts[scope.key.index(part)]))
                else:
                    reference = self.vocabulary.reference(part)
                    fixed.append((part, x.Follow(type=reference, base=within, link=part)))
        return tuple(fixed)

    def scope_or_kind(self, name: str, tree: t.Tree | None) -> tuple[str, str | None]:
        """Scope and kind of a name. Raises Mistake."""
        if name in self.vocabulary.kinds:
            return self.vocabulary.kinds[name].of, name
        if name in self.vocabulary.scopes:
            return name, None
        raise Mistake("E302", f"There is no scope `{name}`", tree, self.scope_help(name), unknown=name)

    def scope_help(self, name: str) -> str | None:
        """What was meant by a name that is no scope: the scope of an action, or a name that is spelt like it."""
        action = self.vocabulary.actions.get(name)
        if action is not None:
            return f"`{name}` is an action; it is done to {a_word(action.on)}: write `{action.on}`."
        return did_you_mean(name, (*self.vocabulary.scopes, *self.vocabulary.kinds))

    def long_aggregate(self, aggregate: LongAggregate) -> x.Expression | None:
        """Types an aggregate that is written as a map."""
        source = aggregate.over.tree
        if not isinstance(source, t.Aggregate):
            return None
        previous = self.at_leaf
        self.at_leaf = aggregate.over
        try:
            items, inner = self.items(source.source)
            inner.let(aggregate.let)
            where = [inner.condition(condition) for condition in aggregate.where]
            if any(part is None for part in where):
                return None
            items = replace(items, where=(*items.where, *(part for part in where if part is not None)))
            value = inner.value(aggregate.value) if aggregate.value is not None else None
            if aggregate.has is not None:
                value = inner.condition(aggregate.has)
            if (aggregate.value is not None or aggregate.has is not None) and value is None:
                return None
            empty = self.leaf(aggregate.if_empty, value.type if value is not None else None)
            return self.aggregate_of(aggregate.function, items, value, empty, source, aggregate.span)
        except Silent:
            return None
        except Mistake as mistake:
            self.report(mistake, aggregate.over)
            return None
        finally:
            self.at_leaf = previous

    def aggregate_of(
        self,
        function: str,
        items: x.Items,
        value: x.Expression | None,
        if_empty: x.Expression | None,
        tree: t.Tree,
        span: Span | None,
    ) -> x.Expression:
        """The typed aggregate. Raises Mistake."""
        if function == "count":
            of: Type = NUMBER
        elif function in {"any", "no", "every"}:
            of = FLAG
            if function == "every":
                assert value is not None
                self.fit(value, FLAG, value.tree or tree)
        elif function == "the":
            of = self.vocabulary.reference(items.scope, optional=True)
        else:
            assert value is not None
            of = value.type
            ordered = function in {"highest", "lowest"} and isinstance(of, DateType | TimeType | InstantType)
            if not isinstance(of, NumberType) and not ordered:
                message = f"`{function} of` needs numbers, and {spelt(value)} {is_what(of)}"
                raise Mistake("E204", message, value.tree or tree, None, self.declared(value))
            of = of.computed() if isinstance(of, NumberType) else of
        return x.Aggregate(
            type=of, span=span, tree=tree, function=function, items=items, value=value, if_empty=if_empty
        )

    # --- expressions ----------------------------------------------------------------------------
    def expression(self, tree: t.Tree, expected: Type | None) -> x.Expression:
        """Types a tree; `expected` gives bare words their meaning. Raises Mistake."""
        found = self._expression(tree, expected)
        span = self.at_leaf.at(tree.start, tree.end) if self.at_leaf is not None and tree.end > tree.start else None
        return replace(found, span=span, tree=tree)

    def _expression(self, tree: t.Tree, expected: Type | None) -> x.Expression:  # noqa: C901 - one case a kind of tree
        value: x.Expression | None
        match tree:
            case t.Number():
                return self.number(tree, expected)
            case t.DateLiteral():
                return x.Constant(type=DATE, value=tree.value)
            case t.TimeLiteral():
                return x.Constant(type=TIME, value=tree.value)
            case t.Truth():
                return x.Constant(type=FLAG, value=tree.value)
            case t.UnknownLiteral():
                return x.Constant(type=NothingType("unknown"), value=x.Word("unknown"))
            case t.NoneLiteral():
                return x.Constant(type=NothingType("none"), value=x.Word("none"))
            case t.Path():
                return self.path(tree, expected)
            case t.ListLiteral():
                return self.words(tree, expected)
            case t.If():
                return self.choice(tree, expected)
            case t.Junction():
                return self.junction(tree)
            case t.Not():
                return x.Not(type=FLAG, part=self.flag(tree.part))
            case t.Compare():
                return self.compare(tree)
            case t.Between():
                value = self.expression(tree.value, None)
                low = self.expression(tree.low, value.type)
                high = self.expression(tree.high, value.type)
                self.ordered(value, low, tree, (tree.value, tree.low))
                self.ordered(value, high, tree, (tree.value, tree.high))
                self.not_reversed(value, low, high, tree)
                return x.Between(type=FLAG, value=value, low=low, high=high)
            case t.In():
                return self.membership(tree)
            case t.IsState():
                return self.is_state(tree)
            case t.WouldBePermitted():
                return self.would_be_permitted(tree)
            case t.Arithmetic():
                return self.arithmetic(tree, expected)
            case t.Negative():
                part = self.expression(tree.part, expected)
                of = self.numeric(part, tree.part)
                if isinstance(part, x.Constant) and isinstance(part.value, Fraction):
                    return replace(part, value=-part.value)
                return x.Negative(type=of.computed(), part=part)
            case t.Rounded():
                value = self.expression(tree.value, expected)
                of = self.numeric(value, tree.value)
                step = self.expression(tree.step, of)
                self.numeric(step, tree.step)
                self.same_unit(value, step, tree, (tree.value, tree.step), "{0} is rounded to a multiple of {1}")
                return x.Rounded(type=of, value=value, mode=tree.mode, step=step)
            case t.Keyed():
                return self.keyed(tree)
            case t.AsType():
                return self.convert(tree)
            case t.Call():
                return self.call(tree, expected)
            case t.AgeOf():
                return x.AgeOf(type=NumberType(SECOND), fact=self.aging(tree.path, "age of"))
            case t.LastOf():
                fact = self.aging(tree.path, "last")
                return x.LastOf(type=fact.type, fact=fact)
            case t.SeriesAggregate():
                return self.series(tree)
            case t.Aggregate():
                items, inner = self.items(tree.source)
                value = inner.expression(tree.value, None) if tree.value is not None else None
                return self.aggregate_of(tree.function, items, value, None, tree, None)
        raise TypeError(type(tree).__name__)

    def flag(self, tree: t.Tree) -> x.Expression:
        """A condition. Raises Mistake."""
        found = self.expression(tree, FLAG)
        self.fit(found, FLAG, tree)
        return found

    def number(self, tree: t.Number, expected: Type | None) -> x.Expression:
        if tree.unit == ("%",):
            return x.Constant(type=RATIO, value=tree.value)
        if not tree.unit:
            return x.Constant(type=NUMBER, value=tree.value)
        factor, unit = Fraction(1), PLAIN
        name = tree.unit[0]
        if name == "$":
            currency = self.vocabulary.units.currency
            if currency is None:
                help = "Declare `currency:` in the document `units:`."
                raise Mistake("E206", "`$` stands for no unit", tree, help, unknown="currency")
            name = currency
        found = self.vocabulary.units.find(name)
        if found is None:
            raise self.no_unit(name, tree)
        factor, unit = found
        if tree.per is not None:
            below = self.vocabulary.units.find(tree.per)
            if below is None:
                raise self.no_unit(tree.per, tree)
            factor, unit = factor / below[0], unit / below[1]
        elif isinstance(expected, NumberType) and tree.unit == ("$",) and expected.unit != unit:
            above = [base for base, power in expected.unit.powers if power > 0]
            if above == [name] and len(expected.unit.powers) == 2:
                per = next(base for base, power in expected.unit.powers if power < 0)
                message = f"`{tree.text}` is a sum of money, and {number_in(expected)} is expected here"
                raise Mistake("E201", message, tree, f"Write `{tree.text} per {per}`.")
        return x.Constant(type=NumberType(unit), value=tree.value * factor)

    def no_unit(self, name: str, tree: t.Number) -> Mistake:
        """A unit that nobody declared."""
        start = tree.start + tree.text.rindex(name) if name in tree.text else tree.start
        place = t.Path((name,), start=start, end=start + len(name))
        return Mistake(
            "E303",
            f"There is no unit `{name}`",
            place,
            did_you_mean(name, self.vocabulary.units.names()),
            unknown=name,
        )

    def words(self, tree: t.ListLiteral, expected: Type | None) -> x.Expression:
        of = expected.of if isinstance(expected, SetType) else expected
        items: list[x.Literal] = []
        for item in tree.items:
            found = self.expression(item, of)
            if of is None:
                of = found.type
            self.fit(found, of, item)
            if not isinstance(found, x.Constant):
                help = "Write each part as a comparison of its own, joined with `or`."
                raise Mistake(
                    "E207", f"`{show(item)}` is not a word or number, and a list holds only these", item, help
                )
            items.append(found.value)
        return x.Constant(type=SetType(of or TEXT), value=tuple(items))

    def choice(self, tree: t.If, expected: Type | None) -> x.Expression:
        condition = self.flag(tree.condition)
        kept = len(self.guards)
        self.guard(condition)
        then = self.expression(tree.then, expected)
        del self.guards[kept:]
        otherwise = self.expression(tree.otherwise, expected if expected is not None else then.type)
        of = self.common(then, otherwise, tree)
        return x.If(type=of, condition=condition, then=then, otherwise=otherwise)

    def common(self, one: x.Expression, other: x.Expression, tree: t.Tree) -> Type:
        """The type of either of two values. Raises Mistake when they do not go together."""
        if isinstance(one.type, NothingType):
            return _optional(other.type, one.type)
        if isinstance(other.type, NothingType):
            return _optional(one.type, other.type)
        if isinstance(one.type, NumberType) and isinstance(other.type, NumberType):
            self.same_unit(one, other, tree, None, "{0} and {1} cannot stand for the same value")
            return one.type if one.type == other.type else one.type.computed()
        self.fit(other, one.type, tree)
        return one.type

    def junction(self, tree: t.Junction) -> x.Expression:
        kept = len(self.guards)
        parts: list[x.Expression] = []
        failed = False
        for part in tree.parts:
            try:
                found = self.flag(part)
            except Silent:
                failed = True
                continue
            except Mistake as mistake:
                self.report(self.second_word(part, parts) or mistake, self.at_leaf)
                failed = True
                continue
            parts.append(found)
            if tree.word == "and":
                self.guard(found)
        del self.guards[kept:]
        if failed:
            raise Silent
        return x.Junction(type=FLAG, word=tree.word, parts=tuple(parts))

    def second_word(self, part: t.Tree, parts: Sequence[x.Expression]) -> Mistake | None:
        """`kind is gen or rev`: the second word is not a condition of its own."""
        before = parts[-1] if parts else None
        if not isinstance(part, t.Path) or not isinstance(before, x.Compare) or len(part.names) > 1:
            return None
        if not isinstance(before.left.type, EnumType) or part.names[0] not in before.left.type.words:
            return None
        asked, word = before.left.text, part.names[0]
        help = f"Write `{asked} {'not in' if before.operator == 'is not' else 'in'} [{before.right.text}, {word}]`."
        return Mistake("E116", f"`{word}` alone is not a condition", part, help)

    def compare(self, tree: t.Compare) -> x.Expression:
        left = self.expression(tree.left, None)
        right = self.expression(tree.right, left.type)
        if tree.operator in {"is", "is not"}:
            self.comparable(left, right, tree)
        else:
            self.ordered(left, right, tree, (tree.left, tree.right))
        return x.Compare(type=FLAG, operator=tree.operator, left=left, right=right)

    def comparable(self, left: x.Expression, right: x.Expression, tree: t.Compare) -> None:
        """Raises Mistake when two values cannot be equal by their types."""
        if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
            self.same_unit(left, right, tree, (tree.left, tree.right))
            return
        if _equatable(left.type, right.type):
            return
        message = f"{told(left)} cannot be compared with {told(right)}"
        raise Mistake("E208", message, tree, None, self.declared(left, right))

    def ordered(self, left: x.Expression, right: x.Expression, tree: t.Tree, sides: tuple[t.Tree, t.Tree]) -> None:
        """Raises Mistake when two values have no order."""
        if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
            self.same_unit(left, right, tree, sides)
            return
        timely = DateType | TimeType | InstantType
        if isinstance(left.type, timely) and left.type == right.type:
            return
        message = f"{told(left)} cannot be compared in size with {told(right)}"
        help: str | None = "Sizes are compared of numbers, dates and times only."
        if isinstance(left.type, timely):
            help = _TIMELY.get(type(left.type))
        elif isinstance(left.type, NumberType):
            help = _TIMELY.get(type(right.type))
        raise Mistake("E208", message, tree, help, self.declared(left, right))

    def not_reversed(self, value: x.Expression, low: x.Expression, high: x.Expression, tree: t.Between) -> None:
        """Raises Mistake when the ends of a range are known to stand in the wrong order."""
        below, above = self.settled(low), self.settled(high)
        if below is None or above is None:
            return
        words = below.keys() | above.keys()
        pairs = [(below.get(word, below.get(None)), above.get(word, above.get(None))) for word in words]
        if all(one is not None and other is not None and one > other for one, other in pairs):  # type: ignore[operator]
            place = replace(tree.low, end=tree.high.end)
            help = f"Write `{show(tree.high)} and {show(tree.low)}`."
            message = f"{spelt(value)} can never lie in this range: the higher end stands first"
            raise Mistake("E227", message, place, help, self.declared(low, high))

    def settled(self, value: x.Expression) -> dict[str | None, x.Literal] | None:
        """The value of a literal or parameter, for a keyed one by its word; None for what only the facts can tell."""
        if isinstance(value, x.Constant) and not isinstance(value.type, NothingType):
            return {None: value.value}
        if isinstance(value, x.ReadParameter):
            values = dict(self.vocabulary.parameters[value.name].values)
            if isinstance(value.key, x.Constant) and isinstance(value.key.value, str):
                return {None: values[value.key.value]}
            return dict(values)
        return None

    def same_unit(
        self,
        left: x.Expression,
        right: x.Expression,
        tree: t.Tree,
        sides: tuple[t.Tree, t.Tree] | None,
        saying: str = _COMPARED,
    ) -> None:
        """Raises Mistake when two numbers differ in unit or name, or one lies out of the other's range."""
        one, other = left.type, right.type
        assert isinstance(one, NumberType)
        assert isinstance(other, NumberType)
        if one.unit != other.unit:
            for bare, beside, index in ((right, left, 1), (left, right, 0)):
                if isinstance(bare.tree, t.Number) and not bare.tree.unit:
                    place = sides[index] if sides is not None else tree
                    raise self.bare_number(bare, beside, place)
            message = saying.format(told(left), told(right))
            raise Mistake("E201", message, tree, unit_help(left, right), self.declared(left, right))
        if one.name and other.name and one.name != other.name and one.unit.is_plain:
            help = f"If that is meant, write `as {one.name}` behind {spelt(right)}."
            raise Mistake("E202", saying.format(told(left), told(right)), tree, help, self.declared(left, right))
        if sides is not None and saying is _COMPARED:
            self.attainable(left, right, sides[1])
            self.attainable(right, left, sides[0])

    def bare_number(self, bare: x.Expression, beside: x.Expression, place: t.Tree) -> Mistake:
        """A number without unit beside a value that has one."""
        assert isinstance(beside.type, NumberType)
        message = f"`{bare.text}` has no unit, and {spelt(beside)} {is_what(beside.type)}"
        help = f"Write `{self.example(bare.text, beside.type)}`."
        return Mistake("E203", message, place, help, self.declared(beside))

    def example(self, number: str, of: NumberType) -> str:
        """A number with the unit that is wanted, as one writes it: `$5 per share`, `3 sessions`, `0.4 delta`."""
        units = self.vocabulary.units
        above = [base for base, power in of.unit.powers if power > 0]
        below = "".join(f" per {base}" for base, power in of.unit.powers if power < 0)
        if above == [units.currency]:
            return f"${number}{below}"
        several = number != "1" and above and above[0] not in units.scales
        return " ".join([number, *above]) + ("s" if several else "") + below

    def attainable(self, value: x.Expression, literal: x.Expression, place: t.Tree) -> None:
        """Raises Mistake when a literal lies outside the range of what it is compared with."""
        of = value.type
        if (
            not isinstance(literal, x.Constant)
            or not isinstance(literal.value, Fraction)
            or not isinstance(of, NumberType)
        ):
            return
        if (of.low is not None and literal.value < of.low) or (of.high is not None and literal.value > of.high):
            low, high = (number_text(end) if end is not None else "…" for end in (of.low, of.high))
            unit = "" if of.unit.is_plain else f" {of.unit}"
            message = f"`{literal.text}` lies outside the range of {spelt(value)}: {low} to {high}{unit}"
            help = None
            hundredth = literal.value * PERCENT
            if of.step is not None and of.low is not None and of.high is not None and of.low < hundredth < of.high:
                help = f"Did you mean `{self.example(number_text(hundredth), of)}`?"
            raise Mistake("E226", message, place, help, self.declared(value))

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

    def membership(self, tree: t.In) -> x.Expression:
        value = self.expression(tree.value, None)
        container = self.expression(tree.container, SetType(_element(value.type)))
        if not isinstance(container.type, SetType):
            help = "For one value write `is`; for several a list in square brackets."
            message = f"{spelt(container)} {is_what(container.type)}, and `in` needs a list"
            raise Mistake("E209", message, tree.container, help, self.declared(container))
        if not (
            _equatable(value.type, container.type.of)
            or (isinstance(value.type, NumberType) and isinstance(container.type.of, NumberType))
        ):
            message = f"{told(value)} cannot be in {told(container)}"
            raise Mistake("E208", message, tree, None, self.declared(value, container))
        if isinstance(value.type, NumberType) and isinstance(container.type.of, NumberType):
            item = replace(container, type=container.type.of)
            self.same_unit(value, item, tree, None, "{0} is looked for in {1}")
        return x.In(type=FLAG, value=value, container=container, denied=tree.denied)

    def is_state(self, tree: t.IsState) -> x.Expression:
        if tree.state in {"proposed", "permitted", "forbidden"}:
            return self.verdict(tree)
        value = self.expression(tree.value, None)
        if tree.state in {"none", "exists"} and not self.may_be_none(value):
            message = f"{spelt(value)} can never be none"
            help = "What nobody told us is `unknown`: write `is known` or `is unknown`."
            raise Mistake("E212", message, tree, help, self.declared(value))
        if tree.state == "stale" and not (isinstance(value, x.ReadFact) and self.grows_old(value)):
            help = "What is not known is asked with `is unknown`, which is true of stale facts as well."
            message = f"{spelt(value)} can never be stale"
            raise Mistake("E213", message, tree, help, self.declared(value))
        return x.IsState(type=FLAG, value=value, state=tree.state, denied=tree.denied)

    def grows_old(self, value: x.ReadFact) -> bool:
        """True for a given fact that is declared with `stale_after:`."""
        return self.vocabulary.facts[value.fact].stale_after is not None

    def may_be_none(self, value: x.Expression) -> bool:
        """True for optional references, facts that may be none, and values that carry `none`."""
        if isinstance(value.type, RefType):
            return value.type.optional
        if isinstance(value, x.ReadFact):
            fact = self.vocabulary.facts[value.fact]
            return fact.may_be_none or fact.origin == "derived"
        return isinstance(value, x.If | x.Cases | x.LastOf | x.Aggregate)

    def verdict(self, tree: t.IsState) -> x.Expression:
        name = show(tree.value)
        action = self.vocabulary.actions.get(name)
        if action is None:
            close = did_you_mean(name, self.vocabulary.actions)
            raise Mistake("E305", f"There is no action `{name}`", tree.value, close, unknown=name)
        subject = self.bare_scope(action.on, tree.value)
        if subject is None:
            related = (Related(action.span, f"`{name}` is done to {a_word(action.on)}"),)
            raise Mistake(
                "E306",
                f"No {action.on} can be reached from here, and `{name}` is done to one",
                tree,
                None,
                related,
                WAYS,
            )
        return x.VerdictIs(type=FLAG, action=name, subject=subject, state=tree.state, denied=tree.denied)

    def would_be_permitted(self, tree: t.WouldBePermitted) -> x.Expression:
        subject = self.expression(tree.subject, None)
        if not isinstance(subject.type, RefType):
            help = "Name a scope, for example `candidate would be permitted …`."
            raise Mistake("E205", f"{spelt(subject)} is not a subject", tree.subject, help)
        for name in tree.actions:
            action = self.vocabulary.actions.get(name)
            if action is None:
                close = did_you_mean(name, self.vocabulary.actions)
                raise Mistake("E305", f"There is no action `{name}`", self.part(tree, name), close, unknown=name)
            if action.on != subject.type.scope:
                raise Mistake(
                    "E306",
                    f"`{name}` is done to {a_word(action.on)}, not to {a_word(subject.type.scope)}",
                    tree,
                    related=(Related(action.span, f"`{name}` is declared here"),),
                )
        excepted: list[str] = []
        for cause in tree.but_for:
            if cause.startswith("§"):
                found = [rule for rule, section in self.vocabulary.rule_sections.items() if section == cause]
                if not found:
                    close = did_you_mean(cause, self.vocabulary.rule_sections.values())
                    place = self.part(tree, cause)
                    raise Mistake("E307", f"No rule stands in section `{cause}`", place, close, unknown=cause)
                excepted += found
            elif cause in self.vocabulary.rule_sections:
                excepted.append(cause)
            else:
                close = did_you_mean(cause, self.vocabulary.rule_sections)
                raise Mistake("E307", f"There is no rule `{cause}`", self.part(tree, cause), close, unknown=cause)
        return x.WouldBePermitted(
            type=FLAG, subject=subject, actions=tree.actions, but_for=tuple(sorted(set(excepted)))
        )

    def part(self, tree: t.Tree, text: str) -> t.Tree:
        """The place of a word inside a part of the leaf; the whole part if it does not stand there."""
        assert self.at_leaf is not None
        written = self.at_leaf.scalar.value[self.at_leaf.offset + tree.start : self.at_leaf.offset + tree.end]
        start = written.rfind(text)
        if start < 0:
            return tree
        return t.Path((text,), start=tree.start + start, end=tree.start + start + len(text))

    def numeric(self, value: x.Expression, tree: t.Tree) -> NumberType:
        """The number type of a value. Raises Mistake when it is none."""
        if isinstance(value.type, NumberType):
            return value.type
        message = f"{spelt(value)} {is_what(value.type)}, and a number is needed here"
        raise Mistake("E204", message, tree, None, self.declared(value))

    def arithmetic(self, tree: t.Arithmetic, expected: Type | None) -> x.Expression:
        inner = expected if tree.operator in {"+", "-"} else None
        left = self.expression(tree.left, inner)
        right = self.expression(tree.right, left.type if inner is not None else None)
        if tree.operator in {"+", "-"}:
            return x.Arithmetic(type=self.summed(tree, left, right), operator=tree.operator, left=left, right=right)
        one, other = self.numeric(left, tree.left), self.numeric(right, tree.right)
        if tree.operator == "of":
            if isinstance(tree.left, t.Number) and not tree.left.unit and tree.left.value > 1:
                message = f"`{tree.left.text} of` is {tree.left.text} times as much"
                help = f"Write `{tree.left.text}%` for a part, or `*` to multiply."
                raise Mistake("E214", message, tree.left, help)
            if not one.unit.is_plain:
                message = f"`of` needs a ratio on its left, and {spelt(left)} {is_what(one)}"
                raise Mistake("E214", message, tree.left, "Write `*` to multiply.", self.declared(left))
            return x.Arithmetic(type=NumberType(other.unit), operator="*", left=left, right=right)
        unit = one.unit * other.unit if tree.operator == "*" else one.unit / other.unit
        of = NumberType(unit)
        if tree.operator == "/" and isinstance(right, x.Constant) and right.value == 0:
            raise Mistake("E228", f"`{show(tree)}` divides by zero", tree.right)
        return x.Arithmetic(type=of, operator=tree.operator, left=left, right=right)

    def summed(self, tree: t.Arithmetic, left: x.Expression, right: x.Expression) -> Type:
        one, other = left.type, right.type
        minus = tree.operator == "-"
        if isinstance(one, NumberType) and isinstance(other, NumberType):
            saying = "{1} is taken from {0}" if minus else "{1} is added to {0}"
            self.same_unit(left, right, tree, (tree.left, tree.right), saying)
            return one.computed()
        if isinstance(one, DateType) and isinstance(other, NumberType) and other.unit in (DAY, MONTH):
            return DATE
        if isinstance(one, TimeType | InstantType) and isinstance(other, NumberType) and other.unit == SECOND:
            return one
        if minus and isinstance(one, DateType) and isinstance(other, DateType):
            return NumberType(DAY)
        if minus and isinstance(one, TimeType | InstantType) and one == other:
            return NumberType(SECOND)
        verb = "taken from" if minus else "added to"
        message = f"{told(right)} cannot be {verb} {told(left)}"
        help = None
        if isinstance(one, DateType) and isinstance(other, NumberType):
            help = "Write `days` or `months` behind the number."
        elif isinstance(one, TimeType | InstantType) and isinstance(other, NumberType):
            help = "Write `minutes` or `seconds` behind the number."
        place = tree.right if isinstance(tree.right, t.Number) else tree
        raise Mistake("E204", message, place, help, self.declared(left, right))

    def keyed(self, tree: t.Keyed) -> x.Expression:
        if not isinstance(tree.value, t.Path) or ".".join(tree.value.names) not in self.vocabulary.parameters:
            if isinstance(tree.value, t.Path) and tree.value.names[0] in self.vocabulary.groups:
                self.parameter(tree.value)  # says that there is no such parameter
            message = f"`for` picks one value of a keyed parameter, and `{show(tree.value)}` is none"
            help = f"Write `{show(tree.value)}`."
            raise Mistake("E215", message, tree, help, unknown=show(tree.value).rpartition(".")[2])
        parameter = self.vocabulary.parameters[".".join(tree.value.names)]
        if parameter.by is None:
            raise Mistake(
                "E215",
                f"`{parameter.name}` has one value only",
                tree,
                f"Write `{parameter.name}`.",
                (Related(parameter.span, f"`{parameter.name}` is declared here"),),
            )
        key = self.expression(tree.key, parameter.by)
        self.fit(key, parameter.by, tree.key)
        if isinstance(key, x.Constant) and key.value not in {word for word, _ in parameter.values}:
            raise Mistake(
                "E216",
                f"`{parameter.name}` has no value for `{key.value}`",
                tree.key,
                related=(Related(parameter.span, f"`{parameter.name}` is declared here"),),
            )
        self.own_number_is_at_hand(parameter, tree)
        self.used.add(parameter.name)
        return x.ReadParameter(type=parameter.type, name=parameter.name, key=key)

    def convert(self, tree: t.AsType) -> x.Expression:
        value = self.expression(tree.value, None)
        one = self.numeric(value, tree.value)
        target = self.vocabulary.type(tree.type_name)
        if target is None:
            help = did_you_mean(tree.type_name, self.vocabulary.types)
            place = self.part(tree, tree.type_name)
            raise Mistake("E308", f"There is no type `{tree.type_name}`", place, help, unknown=tree.type_name)
        if not isinstance(target, NumberType):
            raise Mistake("E217", f"`as` cannot make {what(target)} out of a number", tree)
        scales = self.vocabulary.units.scales
        free = all(
            unit.is_plain or (len(unit.powers) == 1 and unit.powers[0][0] in scales) for unit in (one.unit, target.unit)
        )
        if not free:
            help = "`as` changes the name of plain numbers and scales; other units change by `*` and `/`."
            message = f"`as` cannot turn {told(value)} into {number_in(target)}"
            raise Mistake("E217", message, tree, help, self.declared(value))
        return x.Convert(type=target.without_grid(), value=value)

    def call(self, tree: t.Call, expected: Type | None) -> x.Expression:
        if tree.name == "size":
            container = self.expression(tree.arguments[0], None)
            if not isinstance(container.type, SetType):
                message = f"{spelt(container)} {is_what(container.type)}, and `size of` counts the members of a list"
                help = "Subjects are counted with `count of`."
                raise Mistake("E209", message, tree.arguments[0], help, self.declared(container))
            return x.Call(type=NUMBER, name="size", arguments=(container,))
        if tree.name == "abs" and len(tree.arguments) != 1:
            raise Mistake("E218", f"`abs` takes one value, and here are {len(tree.arguments)}", tree)
        if tree.name == "abs":
            expected = self.numeric(self.expression(tree.arguments[0], expected), tree.arguments[0])
        if tree.name in {"min", "max"} and len(tree.arguments) < 2:
            help = "The least and greatest of many subjects are `lowest of … over …` and `highest of … over …`."
            raise Mistake("E218", f"`{tree.name}` takes two or more values, and here is one", tree, help)
        arguments: list[x.Expression] = []
        of: Type | None = expected
        for argument in tree.arguments:
            found = self.expression(argument, of)
            arguments.append(found)
            of = found.type if len(arguments) == 1 else self.common(arguments[0], found, argument)
            if tree.name != "first known" and not isinstance(found.type, DateType | TimeType | InstantType):
                of = self.numeric(found, argument).computed()
        assert of is not None
        return x.Call(type=of, name=tree.name, arguments=tuple(arguments))

    def aging(self, path: t.Path, words: str) -> x.ReadFact:
        found = self.expression(path, None)
        if not isinstance(found, x.ReadFact) or not self.grows_old(found):
            help = "A fact can become stale when it is declared with `stale_after:`."
            message = f"{spelt(found)} can never be stale, and `{words}` is asked of what can"
            raise Mistake("E213", message, path, help, self.declared(found))
        return found

    def series(self, tree: t.SeriesAggregate) -> x.Expression:
        fact = self.expression(tree.value, None)
        if not isinstance(fact, x.ReadFact) or not isinstance(fact.type, SeriesType):
            message = f"{spelt(fact)} is not a series"
            raise Mistake(
                "E219",
                message,
                tree.value,
                "Only a fact declared with `series:` has a past.",
                self.declared(fact),
            )
        length = self.expression(tree.length, None)
        of = self.numeric(length, tree.length)
        if of.unit != fact.type.per:
            per = fact.type.per
            if isinstance(length.tree, t.Number) and not length.tree.unit:
                message = f"`{length.text}` has no unit, and {spelt(fact)} has one value per {per}"
                help = f"Write `{self.example(length.text, NumberType(per))}`."
                raise Mistake("E203", message, tree.length, help, self.declared(fact))
            message = f"{spelt(fact)} has one value per {per}, and {told(length)} is no number of them"
            sessions: str | None = None
            if isinstance(length.tree, t.Number):
                sessions = f"Write `{self.example(number_text(length.tree.value), NumberType(per))}`."
            raise Mistake("E201", message, tree.length, sessions, self.declared(fact, length))
        count = length.value if isinstance(length, x.Constant) else None
        if isinstance(count, Fraction) and (count < 1 or count.denominator != 1):
            message = f"A series cannot be read over {spelt(length)}"
            raise Mistake("E222", message, tree.length, "Write a whole number of at least one.")
        if not isinstance(fact.type.of, NumberType):
            message = f"`{tree.function} of` needs numbers, and {spelt(fact)} {is_what(fact.type)}"
            raise Mistake("E204", message, tree.value, None, self.declared(fact))
        return x.SeriesAggregate(type=fact.type.of.computed(), function=tree.function, fact=fact, length=length)

    # --- names ----------------------------------------------------------------------------------
    def path(self, tree: t.Path, expected: Type | None) -> x.Expression:
        first, *rest = tree.names
        wanted = _element(expected) if expected is not None else None
        if not rest and isinstance(wanted, EnumType) and first in wanted.words:
            return x.Constant(type=wanted, value=first)
        if first == "action" and self.fields is not None and len(rest) == 1:
            if rest[0] not in self.fields:
                help = did_you_mean(rest[0], self.fields)
                raise Mistake(
                    "E301",
                    f"The action has no field `{rest[0]}`",
                    self.part(tree, rest[0]),
                    help,
                    unknown=rest[0],
                )
            return x.ReadField(type=self.fields[rest[0]], name=rest[0])
        if first in self.lets:
            self.unread.pop(first, None)
            return self.follow(self.lets[first], rest, tree)
        if first in self.lost:
            raise Silent  # a local name that was refused; the scope or word of that name is not meant
        for binding in self.bindings:
            if binding.alias == first:
                return self.follow(self.variable(binding), rest, tree, binding)
        if first in self.vocabulary.groups:
            return self.parameter(tree)
        if first in self.vocabulary.scopes or first in self.vocabulary.kinds:
            return self.from_scope(first, rest, tree)
        key = wanted.key_type if isinstance(wanted, RefType) else wanted
        if not rest and isinstance(key, TextType):
            return x.Constant(type=key, value=first)
        if isinstance(wanted, EnumType) and not rest:
            raise Mistake("E309", f"`{first}` is not a word of `{wanted.name}`", tree, word_help(first, wanted.words))
        known = [*self.lets, *self.vocabulary.groups, *self.vocabulary.scopes, *self.vocabulary.kinds]
        known += [binding.alias for binding in self.bindings if binding.alias]
        if not rest:
            known += [*map(str, self.vocabulary.facts), *self.vocabulary.parameters]
        place = self.part(tree, first) if not rest else replace(tree, end=tree.start + len(first))
        raise Mistake("E301", f"`{first}` is not known here", place, did_you_mean(first, known), unknown=first)

    def parameter(self, tree: t.Path) -> x.Expression:
        name = ".".join(tree.names)
        parameter = self.vocabulary.parameters.get(name)
        if parameter is None:
            known = [f"{tree.names[0]}.{each}" for each in self.vocabulary.groups[tree.names[0]]]
            group = Related(self.vocabulary.parameters[known[0]].span, f"`{tree.names[0]}` begins here")
            help = did_you_mean(name, known)
            raise Mistake("E301", f"There is no parameter `{name}`", tree, help, (group,), tree.names[-1])
        if parameter.by is not None:
            words = listed(str(word) for word, _ in parameter.values)
            raise Mistake(
                "E216",
                f"`{name}` has a value for each of {words}",
                tree,
                self.key_help(name, parameter.by),
                (Related(parameter.span, f"`{name}` is declared here"),),
            )
        self.own_number_is_at_hand(parameter, tree)
        self.used.add(name)
        return x.ReadParameter(type=parameter.type, name=name)

    def own_number_is_at_hand(self, parameter: Parameter, tree: t.Tree) -> None:
        """Raises Mistake where a subject has its own number and the rule cannot know whose to read."""
        owner = parameter.overridable
        if owner is None or owner not in self.vocabulary.scopes or not self.bindings:
            return
        start = self.bindings[0].scope
        if len(self.vocabulary.ways_or_parts(start, owner)) != 1:
            message = f"`{parameter.name}` may be {a_word(owner)}'s own number, and {a_word(start)} leads to no {owner}"
            help = f"Read it where {a_word(owner)} is at hand, or take away `overridable: {owner}`."
            raise Mistake(
                "E306", message, tree, help, (Related(parameter.span, f"`{parameter.name}` is declared here"),)
            )

    def key_help(self, name: str, by: EnumType) -> str:
        """How to pick one value of a keyed parameter: by the fact that has its words, where there is just one."""
        facts = [str(fact) for fact, each in self.vocabulary.facts.items() if each.type == by]
        return f"Write `{name} for {facts[0] if len(facts) == 1 else by.words[0]}`."

    def from_scope(self, first: str, rest: list[str], tree: t.Path) -> x.Expression:
        for binding in self.bindings:
            if binding.kind == first and binding.alias is None:
                return self.follow(self.variable(binding), rest, tree, binding)
        if first in self.vocabulary.kinds:
            of = self.vocabulary.kinds[first].of
            help = f"Write `{of}`, and make the rule `for: {first}`."
            raise Mistake("E306", f"`{first}` is a kind of {of}, and no {first} is at hand here", tree, help)
        found = self.bare_scope(first, tree)
        if found is None:
            start = self.bindings[0].scope if self.bindings else None
            ways = self.far_help(start, first) if start is not None else None
            raise Mistake("E306", f"No {first} can be reached from here", tree, ways, self.scope_place(first), WAYS)
        own = next((b for b in self.bindings if b.scope == first and self.variable(b) == found), None)
        return self.follow(found, rest, tree, own)

    def bare_scope(self, scope: str, tree: t.Tree) -> x.Expression | None:
        """The one subject of `scope` that the bound subjects lead to. Raises Mistake when there are several."""
        if self.vocabulary.scopes[scope].one:
            return x.Singleton(type=self.vocabulary.reference(scope), scope=scope)
        found: list[x.Expression] = []
        for binding in self.bindings:
            if binding.alias is not None:
                continue
            for way in self.vocabulary.reach(self.variable(binding), binding.scope, scope, dict(binding.known)):
                if way not in found:
                    found.append(way)
        if len(found) > 1:
            spellings = dict.fromkeys(spell(way) for way in found)
            help = f"Say which: {listed(spellings)}."
            if len(spellings) < len(found):  # two subjects of one scope: one of them needs a name of its own
                inner = self.bindings[-1].kind or self.bindings[-1].scope
                help = f"Name the inner one, as in `{inner} as other`, and write `other` for it."
            raise Mistake("E310", f"`{scope}` can mean several subjects here", tree, help)
        return found[0] if found else None

    def follow(
        self, base: x.Expression, names: Sequence[str], tree: t.Path, binding: Binding | None = None
    ) -> x.Expression:
        """Facts and further subjects behind a subject. Raises Mistake."""
        here = base
        kind = binding.kind if binding is not None else None
        at_hand = binding is None or binding.slot == 0
        for index, name in enumerate(names):
            if not isinstance(here.type, RefType):
                asked = ".".join(tree.names[: len(tree.names) - len(names) + index])
                message = f"`{asked}` is a value and has no `{name}`"
                raise Mistake("E205", message, tree, None, self.declared(here))
            scope = here.type.scope
            if here.type.optional and here not in self.guards:
                raise Mistake(
                    "E220",
                    f"`{spell(here)}` may be none",
                    tree,
                    f"Ask `{spell(here)} exists` before, in the same `all`.",
                )
            fact = self.vocabulary.facts.get(x.FactId(scope, name))
            if fact is not None:
                if fact.kind is not None and fact.kind != kind:
                    raise Mistake(
                        "E221",
                        f"`{fact.id}` exists only for {a_word(fact.kind)}, not for every {scope}",
                        tree,
                        f"Write `for: {fact.kind}`." if at_hand else f"Range over `{fact.kind}` instead.",
                        (Related(fact.span, f"`{fact.id}` is derived here"),),
                    )
                self.used.add(str(fact.id))
                here = x.ReadFact(type=fact.type, subject=here, fact=fact.id)
            elif name in self.vocabulary.scopes:
                ways = self.vocabulary.reach(here, scope, name, dict(binding.known) if binding else {})
                if len(ways) != 1:
                    message = f"No {name} can be reached from {a_word(scope)}"
                    raise Mistake("E306", message, tree, self.ways_help(scope), self.scope_place(scope), WAYS)
                here = ways[0]
            else:
                raise Mistake(
                    "E301",
                    f"{a_word(scope, capital=True)} has no fact `{name}`",
                    self.part(tree, name),
                    self.fact_help(scope, name),
                    self.scope_place(scope),
                    name,
                )
            kind, binding = None, None
        return here

    def fact_help(self, scope: str, name: str) -> str | None:
        """Which fact was meant: one that is spelt like it, or one of this name of a scope that can be reached."""
        reachable = self.vocabulary.reachable(scope)
        known = [*self.vocabulary.facts_of(scope), *(each for each in reachable if each != scope)]
        close = nearest(name, known)
        if close is None:
            others = [f"{each}.{name}" for each in reachable if x.FactId(each, name) in self.vocabulary.facts]
            close = others[0] if len(others) == 1 else None
        return f"Did you mean `{close}`?" if close else None

    # --- fitting --------------------------------------------------------------------------------
    def fit(self, found: x.Expression, expected: Type, tree: t.Tree | None) -> None:
        """Raises Mistake when a value does not have the type that its place expects."""
        have = found.type
        if isinstance(have, NothingType):
            return
        if isinstance(expected, NumberType) and isinstance(have, NumberType):
            if have.unit != expected.unit:
                if isinstance(found.tree, t.Number) and not found.tree.unit:
                    message = f"`{found.text}` has no unit, and {number_in(expected)} is expected here"
                    raise Mistake("E203", message, tree, f"Write `{self.example(found.text, expected)}`.")
                message = f"{told(found)} stands where {number_in(expected)} is expected"
                raise Mistake(
                    "E201",
                    message,
                    tree,
                    unit_help(found, replace(found, type=expected, tree=None)),
                    self.declared(found),
                )
            if have.name and expected.name and have.name != expected.name and have.unit.is_plain:
                message = f"{told(found)} stands where {a_word(expected.name)} is expected"
                help = f"If that is meant, write `as {expected.name}`."
                raise Mistake("E202", message, tree, help, self.declared(found))
            return
        if isinstance(expected, SetType) and isinstance(have, SetType) and _equatable(have.of, expected.of):
            return
        if have == expected or _equatable(have, expected):
            return
        message = f"{told(found)} stands where {what(expected)} is expected"
        advice = "Compare it, with `is`, `in` or `<=`." if isinstance(expected, FlagType) else None
        raise Mistake("E210", message, tree, advice, self.declared(found))


def _is_large(found: x.Expression) -> bool:
    """Local names are put in wherever they are read: what they stand for must not multiply."""
    return len(list(islice(x.walk(found), _MOST_PARTS + 1))) > _MOST_PARTS


class Silent(Exception):
    """A part was already reported."""


def _element(of: Type) -> Type:
    return of.of if isinstance(of, SetType) else of


def _optional(of: Type, nothing: NothingType) -> Type:
    if nothing.word == "none" and isinstance(of, RefType):
        return replace(of, optional=True)
    return of


def _equatable(one: Type, other: Type) -> bool:
    if isinstance(one, NothingType) or isinstance(other, NothingType):
        return True
    if isinstance(one, RefType) and isinstance(other, RefType):
        return one.scope == other.scope
    if isinstance(one, RefType):
        return one.key_type == other
    if isinstance(other, RefType):
        return other.key_type == one
    if isinstance(one, NumberType) or isinstance(other, NumberType):
        return False
    return one == other
