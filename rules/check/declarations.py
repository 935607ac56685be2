"""Builds the vocabulary: units, types, scopes, kinds, actions, given facts, parameters, in that order."""

from __future__ import annotations

from calendar import day_name
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from rules.check.typer import WAYS, Binding, Typer
from rules.check.vocabulary import BUILT_IN_TYPES, Vocabulary
from rules.check.wording import listed, word_help
from rules.compile.law import Action, Fact, Kind, Parameter, Scope
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language import typed as x
from rules.language.numbers import PERCENT, number_text
from rules.language.printer import show
from rules.language.types import (
    FLAG,
    TEXT,
    DateType,
    EnumType,
    InstantType,
    NumberType,
    RefType,
    SeriesType,
    SetType,
    TextType,
    TimeType,
    Type,
)
from rules.language.units import PLAIN, SECOND, Unit
from rules.model import documents as d
from rules.model.shape import Shape
from rules.source.node import Node, Scalar
from rules.source.node import Sequence as NodeSequence
from rules.source.span import Span

D = TypeVar("D", bound=d.DocumentModel)

_LARGE_RATIO = 5  # multiples this large are rare in law, and percentages without their sign are not
TAKE_ONE_AWAY = "Take one of the two away."


class Declarations:
    """Reads the vocabulary documents of a constitution. Later stages skip what an earlier one refused."""

    def __init__(self, findings: list[Diagnostic]) -> None:
        self.vocabulary = Vocabulary()
        self.findings = findings
        self.used_parameters: set[str] = set()

    def report(
        self,
        code: str,
        span: Span,
        message: str,
        help: str | None = None,
        related: Iterable[Related] = (),
        unknown: str | None = None,
    ) -> None:
        """Adds a finding, unless it is about an `unknown` name whose declaration may have fallen to another error."""
        if not self.vocabulary.is_lost(unknown):
            self.findings.append(finding(code, span, message, help=help, related=related))

    def keep(self, name: str, declared: Iterable[str]) -> None:
        """Remembers a name as lost when its declaration was refused, so that those who use it are not reported."""
        if name not in declared:
            self.vocabulary.lost.add(name)

    def read(self, documents: Sequence[d.DocumentModel]) -> Vocabulary:
        """The vocabulary of these documents."""
        for document in _of(documents, d.Units):
            self.units(document)
        for types in _of(documents, d.Types):
            for entry in types.entries:
                self.type(entry)
                self.keep(entry.name.value, self.vocabulary.types)
        self.scopes([entry for document in _of(documents, d.Scopes) for entry in document.entries])
        self.named_once(documents)
        for actions in _of(documents, d.Actions):
            for action in actions.entries:
                self.action(action)
                self.keep(action.name.value, self.vocabulary.actions)
        self.classes()
        for parameters in _of(documents, d.Parameters):
            self.parameters(parameters)
        for facts in _of(documents, d.Facts):
            self.facts(facts)
        for kinds in _of(documents, d.Kinds):
            for kind in kinds.entries:
                self.kind(kind)
                self.keep(kind.name.value, self.vocabulary.kinds)
        return self.vocabulary

    # --- units and types ------------------------------------------------------------------------
    def units(self, document: d.Units) -> None:
        """Base units, scales, currency, multiples."""
        table = self.vocabulary.units
        for base in document.base:
            if table.is_declared(base.value):
                self.report("E311", base.span, f"The unit `{base.value}` is there already", TAKE_ONE_AWAY)
                continue
            table.declare_base(base.value)
        for scale in document.scales:
            if table.is_declared(scale.value):
                self.report("E311", scale.span, f"The unit `{scale.value}` is there already", TAKE_ONE_AWAY)
                continue
            table.declare_base(scale.value)
            table.scales.add(scale.value)
        if document.currency is not None:
            if table.is_declared(document.currency.value):
                table.currency = document.currency.value
            else:
                self.unknown_unit(document.currency)
        for name, leaf in document.also:
            tree = leaf.tree
            if table.is_declared(name.value):
                self.report("E311", name.span, f"The unit `{name.value}` is there already", TAKE_ONE_AWAY)
            elif isinstance(tree, t.Number):
                found = self.constant(leaf, None)
                if found is not None and isinstance(found.type, NumberType) and isinstance(found.value, Fraction):
                    table.declare_multiple(name.value, found.value, found.type.unit)
            elif tree is not None:
                message = f"`{leaf.scalar.value}` is not a number with a unit"
                self.report("E206", leaf.span, message, "Write for example `60 seconds`.")

    def unknown_unit(self, text: d.Text) -> None:
        """Reports a unit that nobody declared."""
        close = nearest(text.value, self.vocabulary.units.names())
        help = f"Did you mean `{close}`?" if close else "Declare it in the document `units:`."
        self.report("E303", text.span, f"There is no unit `{text.value}`", help, unknown=text.value)

    def unit(self, text: d.Text) -> tuple[Fraction, Unit] | None:
        """Factor and unit of `usd per share`, `seconds`, `none`."""
        if text.value in {"none", "ratio"}:
            return Fraction(1), PLAIN
        factor, unit = Fraction(1), PLAIN
        for index, name in enumerate(text.value.split(" per ")):
            found = self.vocabulary.units.find(name.strip())
            if found is None:
                self.unknown_unit(d.Text(name.strip(), text.span))
                return None
            if index == 0:
                factor, unit = found
            else:
                factor, unit = factor / found[0], unit / found[1]
        return factor, unit

    def type(self, entry: d.TypeEntry) -> None:
        """One named type."""
        name = entry.name.value
        # A constitution may give the built-in ratio a step and a range of its own, once.
        bounded = name == "ratio" and self.vocabulary.types[name] is BUILT_IN_TYPES[name]
        if name in self.vocabulary.types and not (bounded and entry.unit and entry.unit.value in {"none", "ratio"}):
            if self.vocabulary.types[name] is BUILT_IN_TYPES.get(name):
                self.report("E311", entry.name.span, f"The type `{name}` is built in", "Choose another name.")
            else:
                self.report("E311", entry.name.span, f"The type `{name}` is there already", TAKE_ONE_AWAY)
            return
        if entry.words:
            self.words(entry)
            self.vocabulary.types[name] = EnumType(name, tuple(word.value for word in entry.words))
        elif entry.text:
            self.vocabulary.types[name] = TextType(name)
        elif entry.unit is not None:
            found = self.unit(entry.unit)
            if found is None:
                return
            factor, unit = found
            bare = NumberType(unit, name)
            step, low, high = (self.bound(leaf, bare, factor) for leaf in (entry.step, entry.low, entry.high))
            if step is not None and step <= 0:
                assert entry.step is not None
                self.report(
                    "E222",
                    entry.step.span,
                    f"The step of `{name}` is not above zero",
                    "Write a step such as `0.01`.",
                )
                step = None
            if low is not None and high is not None and low > high:
                assert entry.low is not None
                turned = f"Write `{_turned(entry.low)}`."
                self.report("E227", entry.low.span, f"The range of `{name}` ends before it begins", turned)
            self.vocabulary.types[name] = NumberType(unit, name, step, low, high)

    def words(self, entry: d.TypeEntry) -> None:
        """Words of an enumerated type: each once, none with a dot."""
        seen: set[str] = set()
        for word in entry.words:
            if word.value in seen:
                self.report(
                    "E311",
                    word.span,
                    f"The word `{word.value}` stands twice in `{entry.name.value}`",
                    TAKE_ONE_AWAY,
                )
            seen.add(word.value)

    def bound(self, leaf: d.Leaf | None, of: NumberType, factor: Fraction = Fraction(1)) -> Fraction | None:
        """The number of a step or of the end of a range, in base units."""
        found = self.constant(leaf, of, factor)
        return found.value if found is not None and isinstance(found.value, Fraction) else None

    def constant(self, leaf: d.Leaf | None, expected: Type | None, factor: Fraction = Fraction(1)) -> x.Constant | None:
        """A literal, or a parameter already known. A bare number is taken in the expected unit times `factor`."""
        if leaf is None or leaf.tree is None:
            return None
        tree = leaf.tree
        negative = isinstance(tree, t.Negative)
        inner = tree.part if isinstance(tree, t.Negative) else tree
        if isinstance(inner, t.Number) and not inner.unit and isinstance(expected, NumberType):
            value = -inner.value if negative else inner.value
            return x.Constant(type=expected, span=leaf.span, value=value * factor)
        if isinstance(inner, t.Arithmetic | t.Call | t.If | t.Aggregate | t.SeriesAggregate | t.Compare | t.Junction):
            message = f"`{show(tree)}` is a calculation, and a plain value is needed here"
            self.report("E223", leaf.at(tree.start, tree.end), message, "Write the number itself.")
            return None
        typer = Typer(self.vocabulary, self.findings, "")
        typed = typer.leaf(leaf, expected)
        if isinstance(typed, x.Constant):
            return typed
        if isinstance(typed, x.Negative) and isinstance(typed.part, x.Constant):
            assert isinstance(typed.part.value, Fraction)
            return x.Constant(type=typed.type, span=leaf.span, value=-typed.part.value)
        if isinstance(typed, x.ReadParameter) and typed.key is None:
            (_, literal), *_ = self.vocabulary.parameters[typed.name].values
            return x.Constant(type=typed.type, span=leaf.span, value=literal)
        if typed is not None:
            message = f"`{show(tree)}` can change, and a plain value is needed here"
            self.report("E223", leaf.at(tree.start, tree.end), message, "Write the value itself.")
        return None

    # --- scopes ---------------------------------------------------------------------------------
    def scopes(self, entries: Sequence[d.ScopeEntry]) -> None:
        """Scopes and their links."""
        names = {entry.name.value for entry in entries}
        seen: dict[str, Span] = {}
        for entry in entries:
            name = entry.name.value
            if name in seen:
                related = (Related(seen[name], "first here"),)
                self.report("E311", entry.name.span, f"The scope `{name}` is declared twice", TAKE_ONE_AWAY, related)
                continue
            seen[name] = entry.name.span
            links = [
                *(entry.key if entry.compound else ()),
                *((entry.within,) if entry.within else ()),
                *entry.refers_to,
            ]
            for link in links:
                if link.value not in names:
                    close = nearest(link.value, names)
                    help = f"Did you mean `{close}`?" if close else None
                    self.report("E302", link.span, f"There is no scope `{link.value}`", help, unknown=link.value)
                    self.vocabulary.lost.add(WAYS)
            key_type: Type = TEXT
            if entry.key and not entry.compound and entry.key[0].value in self.vocabulary.types:
                key_type = self.vocabulary.types[entry.key[0].value]
            self.vocabulary.scopes[name] = Scope(
                name=name,
                key=tuple(key.value for key in entry.key if not entry.compound or key.value in names),
                compound=entry.compound,
                within=entry.within.value if entry.within and entry.within.value in names else None,
                refers_to=tuple(link.value for link in entry.refers_to if link.value in names),
                one=entry.one,
                key_type=key_type,
                words=entry.words.value if entry.words else None,
                doc=entry.doc.value if entry.doc else None,
                span=entry.name.span,
            )
        told: set[str] = set()
        for scope in self.vocabulary.scopes.values():
            above = self.above(scope)
            if scope.name in above and not told & above:
                told.add(scope.name)
                help = "Take away one link of the circle: `in:`, `refers_to:` or a part of `key:`."
                self.report("E312", scope.span, f"The scope `{scope.name}` belongs to itself", help)
                self.vocabulary.lost.add(WAYS)

    def above(self, scope: Scope) -> set[str]:
        """The scopes that this one belongs or refers to, directly or through others."""
        pending = list(scope.links)
        seen: set[str] = set()
        while pending:
            link = pending.pop()
            if link not in seen and link in self.vocabulary.scopes:
                seen.add(link)
                pending.extend(self.vocabulary.scopes[link].links)
        return seen

    def kind(self, entry: d.KindEntry) -> None:
        """One kind of a scope."""
        name = entry.name.value
        scope = self.vocabulary.scopes.get(entry.of.value)
        if scope is None:
            close = nearest(entry.of.value, self.vocabulary.scopes)
            help = f"Did you mean `{close}`?" if close else None
            self.report("E302", entry.of.span, f"There is no scope `{entry.of.value}`", help)
            return
        if name in self.vocabulary.scopes or name in self.vocabulary.kinds:
            what = "scope" if name in self.vocabulary.scopes else "kind"
            known = self.vocabulary.scopes.get(name) or self.vocabulary.kinds[name]
            related = (Related(known.span, f"the {what} of this name"),)
            self.report(
                "E311",
                entry.name.span,
                f"There is a {what} `{name}` already",
                "Choose another name.",
                related,
            )
            return
        typer = Typer(self.vocabulary, self.findings, name, (Binding(0, scope.name),))
        where = typer.leaf(entry.where, FLAG)
        if where is None:
            return
        for part in x.walk(where):
            if isinstance(part, x.ReadFact) and not self.always_known(part.fact):
                fact = self.vocabulary.facts[part.fact]
                related = (Related(fact.span, f"`{fact.id}` is declared here"),)
                message = f"`{fact.id}` can be unknown, so that it cannot say what belongs to the kind"
                help = "Ask for it in the rules instead, below `when:`."
                self.report("E232", part.span or entry.where.span, message, help, related)
        self.vocabulary.kinds[name] = Kind(name, scope.name, where, entry.name.span)

    def always_known(self, id: x.FactId) -> bool:
        """True for a given fact that is always there and never stale."""
        fact = self.vocabulary.facts[id]
        return fact.origin == "given" and not fact.may_be_missing and fact.stale_after is None

    # --- actions --------------------------------------------------------------------------------
    def action(self, entry: d.ActionEntry) -> None:
        """One action."""
        name = entry.name.value
        if name in self.vocabulary.actions:
            related = (Related(self.vocabulary.actions[name].span, "first here"),)
            self.report("E311", entry.name.span, f"The action `{name}` is declared twice", TAKE_ONE_AWAY, related)
            return
        if entry.on.value not in self.vocabulary.scopes:
            close = nearest(entry.on.value, self.vocabulary.scopes)
            help = f"Did you mean `{close}`?" if close else None
            self.report("E302", entry.on.span, f"There is no scope `{entry.on.value}`", help, unknown=entry.on.value)
            return
        nearest_in = entry.nearest_in
        if nearest_in is not None and len(self.vocabulary.ways_or_parts(entry.on.value, nearest_in.value)) != 1:
            message = f"No {nearest_in.value} can be reached from {entry.on.value}"
            self.report("E306", nearest_in.span, message, unknown=WAYS)
            nearest_in = None
        for each in entry.classes:
            self.vocabulary.class_places.setdefault(each.value, each.span)
        fields: list[tuple[str, Type]] = []
        for field, of in entry.fields:
            found = self.vocabulary.type(of.value)
            if found is None:
                self.unknown_type(of)
            else:
                fields.append((field.value, found))
        self.vocabulary.actions[name] = Action(
            name=name,
            on=entry.on.value,
            classes=tuple(each.value for each in entry.classes),
            risk=entry.risk.value,  # type: ignore[arg-type]
            fields=tuple(fields),
            nearest_in=nearest_in.value if nearest_in is not None else None,
            does=entry.does.value if entry.does else None,
            words=entry.words.value if entry.words else None,
            span=entry.name.span,
        )

    def unknown_type(self, text: d.Text) -> None:
        """Reports a type that nobody declared."""
        close = nearest(text.value, (*self.vocabulary.types, *self.vocabulary.scopes))
        help = f"Did you mean `{close}`?" if close else "Declare it in the document `types:`."
        self.report("E308", text.span, f"There is no type `{text.value}`", help, unknown=text.value)

    def classes(self) -> None:
        """Classes of actions; their names are not names of actions."""
        grouped: dict[str, list[str]] = {}
        for action in self.vocabulary.actions.values():
            for name in action.classes:
                grouped.setdefault(name, []).append(action.name)
        for name in grouped:
            if name in self.vocabulary.actions:
                related = (Related(self.vocabulary.class_places[name], f"the class `{name}`"),)
                message = f"`{name}` names both an action and a class of actions"
                self.report("E304", self.vocabulary.actions[name].span, message, "Choose another name.", related)
        self.vocabulary.classes = {name: tuple(members) for name, members in grouped.items()}

    def named_once(self, documents: Sequence[d.DocumentModel]) -> None:
        """A group of parameters may not have the name of a scope, nor a word of a type that of a scope."""
        for document in _of(documents, d.Parameters):
            if document.id.value in self.vocabulary.scopes:
                message = f"`{document.id.value}` names both a scope and a group of parameters"
                related = (Related(self.vocabulary.scopes[document.id.value].span, "the scope"),)
                self.report("E304", document.id.span, message, "Give the group another name.", related)
        for word in sorted(self.vocabulary.enum_words() & set(self.vocabulary.scopes)):
            span = self.vocabulary.scopes[word].span
            self.report("E304", span, f"`{word}` names both a scope and a word of a type", "Choose another name.")

    # --- given facts ----------------------------------------------------------------------------
    def facts(self, document: d.Facts) -> None:
        """The given facts of one scope."""
        scope = document.id.value
        if scope not in self.vocabulary.scopes:
            close = nearest(scope, self.vocabulary.scopes)
            help = f"Did you mean `{close}`?" if close else None
            self.report("E302", document.id.span, f"There is no scope `{scope}`", help, unknown=scope)
            self.vocabulary.lost.update(entry.name.value for entry in document.entries)
            return
        for entry in document.entries:
            self.fact(scope, entry)
            if x.FactId(scope, entry.name.value) not in self.vocabulary.facts:
                self.vocabulary.lost.add(entry.name.value)

    def fact(self, scope: str, entry: d.FactEntry) -> None:
        """One given fact."""
        id = x.FactId(scope, entry.name.value)
        known = self.vocabulary.facts.get(id)
        if known is not None:
            related = (Related(known.span, "first here"),)
            self.report("E311", entry.name.span, f"The fact `{id}` is declared twice", TAKE_ONE_AWAY, related)
            return
        if entry.name.value in self.vocabulary.scopes:
            message = f"The fact `{id}` has the name of a scope"
            related = (Related(self.vocabulary.scopes[entry.name.value].span, f"the scope `{entry.name.value}`"),)
            self.report("E304", entry.name.span, message, "Give the fact another name.", related)
            return
        of = self.vocabulary.type(entry.type.value)
        if of is None:
            self.unknown_type(entry.type)
            return
        if entry.series is not None:
            per = self.unit(entry.series)
            if per is None:
                return
            of = SeriesType(of, per[1])
        if entry.source is not None and not _follows_from_an_instant(of):
            help = "An instant gives an instant, a date, a time and a weekday: a type of seven words, Monday first."
            self.report("E210", entry.type.span, f"The instant of the facts gives no `{entry.type.value}`", help)
            return
        if isinstance(of, RefType) and entry.may_be_none:
            of = replace(of, optional=True)
        typer = Typer(self.vocabulary, self.findings, str(id), used=self.used_parameters)
        stale = typer.leaf(entry.stale_after, NumberType(SECOND))
        window = typer.leaf(entry.window, NumberType(of.per) if isinstance(of, SeriesType) else None)
        if (entry.stale_after is not None and stale is None) or (entry.window is not None and window is None):
            return
        self.vocabulary.facts[id] = Fact(
            id=id,
            type=of,
            origin="given",
            span=entry.name.span,
            may_be_missing=entry.may_be_missing,
            may_be_none=entry.may_be_none,
            stale_after=stale,
            window=window,
            source=entry.source.value if entry.source else None,
            words=entry.words.value if entry.words else None,
            doc=entry.doc.value if entry.doc else None,
        )

    # --- parameters -----------------------------------------------------------------------------
    def parameters(self, document: d.Parameters) -> None:
        """One group of parameters."""
        group = document.id.value
        if group in self.vocabulary.scopes:
            return  # reported by named_once
        by: EnumType | None = None
        if document.by is not None:
            found = self.vocabulary.types.get(document.by.value)
            if not isinstance(found, EnumType):
                enums = [name for name, each in self.vocabulary.types.items() if isinstance(each, EnumType)]
                close = nearest(document.by.value, enums)
                help = f"Did you mean `{close}`?" if close else f"Name one of {listed(enums)}."
                message = f"`{document.by.value}` is not a type that is `one_of` words"
                self.report("E308", document.by.span, message, help, unknown=document.by.value)
                self.vocabulary.lost.update((group, *(entry.name.value for entry in document.entries)))
                return
            by = found
        for entry in document.entries:
            self.parameter(group, by, document, entry)
            if f"{group}.{entry.name.value}" not in self.vocabulary.parameters:
                self.vocabulary.lost.update((group, entry.name.value))

    def parameter(self, group: str, by: EnumType | None, document: d.Parameters, entry: d.ParameterEntry) -> None:
        """One parameter: its values lie in its bounds and on the grid of its type."""
        name = f"{group}.{entry.name.value}"
        if name in self.vocabulary.parameters:
            related = (Related(self.vocabulary.parameters[name].span, "first here"),)
            self.report("E311", entry.name.span, f"The parameter `{name}` is declared twice", TAKE_ONE_AWAY, related)
            return
        kind = self.parameter_type(entry)
        if kind is None:
            return
        of, factor, unit_text = kind
        low = self.bound(entry.low, of, factor) if isinstance(of, NumberType) else None
        high = self.bound(entry.high, of, factor) if isinstance(of, NumberType) else None
        if (entry.low or entry.high) and not isinstance(of, NumberType):
            span = (entry.low or entry.high or entry).span
            self.report("E222", span, f"`{name}` is not a number, so that it has no bounds", "Take `within:` away.")
        if low is not None and high is not None and low > high:
            assert entry.low is not None
            turned = f"Write `{_turned(entry.low)}`."
            self.report("E227", entry.low.span, f"The bounds of `{name}` end before they begin", turned)
            low = high = None
        values: list[tuple[str | None, x.Literal]] = []
        written: list[tuple[str | None, Span, Node]] = []
        if by is None:
            if entry.value is not None:
                written.append((None, entry.span, entry.value))
        else:
            written = self.keyed_values(name, by, entry)
        for word, span, node in written:
            value = self.parameter_value(node, of, factor)
            if value is None:
                continue
            if self.in_bounds(name, value, of, low, high, node, span):
                self.not_percent(name, value, of, node)
            values.append((word, value))
        if len(values) < len(written) or not values:
            return
        if entry.overridable is not None and entry.overridable.value not in self.vocabulary.scopes:
            close = nearest(entry.overridable.value, self.vocabulary.scopes)
            help = (
                f"Did you mean `{close}`?" if close else "Name the scope whose subjects may have a value of their own."
            )
            wrong = entry.overridable
            self.report("E302", wrong.span, f"There is no scope `{wrong.value}`", help, unknown=wrong.value)
        self.vocabulary.groups.setdefault(group, []).append(entry.name.value)
        self.vocabulary.parameters[name] = Parameter(
            name=name,
            type=of,
            values=tuple(values),
            by=by,
            low=low,
            high=high,
            overridable=entry.overridable.value if entry.overridable else None,
            section=(entry.section or document.section).value if entry.section or document.section else None,  # type: ignore[union-attr]
            source=document.source.value if document.source else None,
            rests_on=tuple(each.value for each in (*document.rests_on, *entry.rests_on)),
            doc=entry.doc.value if entry.doc else None,
            unit_text=unit_text,
            span=entry.span,
        )

    def parameter_type(self, entry: d.ParameterEntry) -> tuple[Type, Fraction, str] | None:
        """Type, factor of the written unit, and the unit as written."""
        if (entry.of is None) == (entry.unit is None):
            has = "neither `of:` nor `unit:`" if entry.of is None else "both `of:` and `unit:`"
            message = f"The parameter `{entry.name.value}` has {has}"
            self.report("E224", entry.span, message, "Say with `of:` its type, or with `unit:` its unit.")
            return None
        if entry.unit is not None:
            found = self.unit(entry.unit)
            return (NumberType(found[1]), found[0], entry.unit.value) if found is not None else None
        assert entry.of is not None
        of = self.vocabulary.type(entry.of.value)
        if of is None:
            self.unknown_type(entry.of)
            return None
        unit = str(of.unit) if isinstance(of, NumberType) and not of.unit.is_plain else entry.of.value
        return of, Fraction(1), unit

    def keyed_values(self, name: str, by: EnumType, entry: d.ParameterEntry) -> list[tuple[str | None, Span, Node]]:
        """One value for each word; a missing or foreign word is a finding."""
        found: list[tuple[str | None, Span, Node]] = []
        foreign = False
        for word, node in entry.keyed:
            if word.value not in by.words:
                help = word_help(word.value, by.words)
                self.report("E309", word.span, f"`{word.value}` is not a word of `{by.name}`", help)
                foreign = True
                continue
            found.append((word.value, word.span, node))
        missing = [word for word in by.words if word not in {each for each, _, _ in found}]
        if missing and not foreign:  # a foreign word is mostly the missing one, misspelt
            words = ", ".join(f"`{word}`" for word in missing)
            self.report("E216", entry.span, f"`{name}` has no value for {words}", f"Add `{missing[0]}:`.")
        return found if not missing else []

    def parameter_value(self, node: Node, of: Type, factor: Fraction) -> x.Literal | None:
        """The value of a parameter; a finding when it does not fit its type."""
        if isinstance(of, SetType):
            if not isinstance(node, NodeSequence):
                help = f"Write `[{node.value}]`." if isinstance(node, Scalar) else None
                self.report("E123", node.span, "A set is written as a list", help)
                return None
            items = [self.parameter_value(item, of.of, factor) for item in node.items]
            if any(item is None for item in items):
                return None
            if len(set(items)) < len(items):
                self.twice(node)
            return tuple(item for item in items if item is not None)
        if not isinstance(node, Scalar):
            what = "a list" if isinstance(node, NodeSequence) else "a map"
            help = "Declare it `of: set of …` to give it a list." if what == "a list" else None
            self.report("E123", node.span, f"One value is needed here, not {what}", help)
            return None
        if isinstance(of, TextType):
            return node.value
        found = self.constant(Shape(None, self.findings).parse(node), of, factor)
        if found is None:
            return None
        if isinstance(found.value, x.Word):
            message = f"`{found.value.word}` is not a value that a parameter can have"
            self.report("E223", node.span, message, "The law always knows its numbers: write one.")
            return None
        return found.value

    def in_bounds(
        self,
        name: str,
        value: x.Literal,
        of: Type,
        low: Fraction | None,
        high: Fraction | None,
        node: Node,
        declared: Span,
    ) -> bool:
        """Bounds and grid of one value; true when it keeps them."""
        written = node.value if isinstance(node, Scalar) else "the list"
        problem = out_of_bounds(value, of, low, high, percent=written.endswith("%"))
        if problem is not None:
            elsewhere = declared.file != node.span.file or declared.line != node.span.line
            related = (Related(declared, f"`{name}` is declared here"),) if elsewhere else ()
            help = None
            if isinstance(node, Scalar) and isinstance(of, NumberType) and isinstance(value, Fraction):
                part = out_of_bounds(value * PERCENT, of.without_grid(), low, high) is None
                if part and not node.value.endswith("%"):
                    meant = f"{node.value}%" if of.unit.is_plain else number_text(value * PERCENT)
                    help = f"Did you mean `{meant}`?"
            self.report("E226", node.span, f"`{written}` {problem}", help, related)
        return problem is None

    def not_percent(self, name: str, value: x.Literal, of: Type, node: Node) -> None:
        """Warns of a ratio that was probably meant as a percentage: `25` is 25 times."""
        if not isinstance(of, NumberType) or not of.unit.is_plain or of.name != "ratio":
            return
        if not isinstance(value, Fraction) or not isinstance(node, Scalar) or node.value.endswith("%"):
            return
        if value >= _LARGE_RATIO:
            message = f"`{name}` is a ratio, and `{node.value}` is {node.value} times"
            help = f"Write `{node.value}%` for a part; `{number_text(value / PERCENT)}%` says that it is meant."
            self.report("L902", node.span, message, help)

    def twice(self, node: NodeSequence) -> None:
        """Reports the words of a list that stood there before."""
        seen: dict[str, Span] = {}
        for item in node.items:
            if isinstance(item, Scalar):
                if item.value in seen:
                    related = (Related(seen[item.value], "first here"),)
                    self.report("E225", item.span, f"`{item.value}` stands twice in this list", TAKE_ONE_AWAY, related)
                seen.setdefault(item.value, item.span)


def _follows_from_an_instant(of: Type) -> bool:
    """Whether a fact of this type is known as soon as the instant of the facts is."""
    week = isinstance(of, EnumType) and len(of.words) == len(day_name)
    return week or isinstance(of, DateType | TimeType | InstantType)


def out_of_bounds(
    value: x.Literal, of: Type, low: Fraction | None, high: Fraction | None, percent: bool = False
) -> str | None:
    """What is wrong with a value: outside the bounds, outside its type's range, off its type's grid; None if nothing.

    `percent` tells the numbers of a ratio as percentages.
    """
    if not isinstance(value, Fraction) or not isinstance(of, NumberType):
        return None

    def told(number: Fraction | None) -> str:
        return f"{number_text(number / PERCENT)}%" if percent and number is not None else number_text(number)

    if (low is not None and value < low) or (high is not None and value > high):
        return f"lies outside its bounds {told(low)} to {told(high)}"
    if (of.low is not None and value < of.low) or (of.high is not None and value > of.high):
        return f"lies outside the range of {of} ({told(of.low)} to {told(of.high)})"
    if of.step is not None and value % of.step:
        return f"is not a multiple of {told(of.step)}, the step of {of}"
    return None


def _turned(low: d.Leaf) -> str:
    """A range as it is written, with its ends exchanged."""
    first, _, last = low.scalar.value.partition(" to ")
    return f"{last.strip()} to {first.strip()}"


def _of(documents: Iterable[d.DocumentModel], kind: type[D]) -> list[D]:
    return [document for document in documents if isinstance(document, kind)]
