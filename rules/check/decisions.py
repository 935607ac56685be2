"""Types the documents that decide: rules, tables, choices, allocations, universes, terms, waivers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from rules.check.declarations import Declarations, out_of_bounds
from rules.check.typer import WAYS, Binding, Mistake, Silent, Typer
from rules.check.vocabulary import Vocabulary
from rules.check.wording import a_word, did_you_mean, is_what
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import (
    FLAG,
    DateType,
    FlagType,
    InstantType,
    NumberType,
    RefType,
    SetType,
    TimeType,
    Type,
)
from rules.language.units import Unit
from rules.model import documents as d
from rules.source.node import Node
from rules.source.span import Span

_TOTAL_POLICIES = ("sum", "collect")


@dataclass(slots=True)
class Decided:
    """The typed documents of a constitution."""

    derivations: dict[x.FactId, c.Derivation | c.TypedTable | c.TypedChoice] = field(default_factory=dict)
    permits: list[c.TypedPermit] = field(default_factory=list)
    proposals: list[c.TypedProposal] = field(default_factory=list)
    allocations: list[c.TypedAllocation] = field(default_factory=list)
    universes: list[c.TypedUniverse] = field(default_factory=list)
    rulings: dict[str, c.Ruling] = field(default_factory=dict)
    terms: list[c.TermsOf] = field(default_factory=list)
    waivers: list[c.WaiverOf] = field(default_factory=list)


class Decisions:
    """Types one constitution's deciding documents, given its vocabulary."""

    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self.vocabulary: Vocabulary = declarations.vocabulary
        self.findings: list[Diagnostic] = declarations.findings
        self.decided = Decided()
        self.used: set[str] = set(declarations.used_parameters)
        self.judging: list[str] = []
        self.named: set[str] = set()
        self.unread: list[tuple[d.Text, str]] = []

    def report(
        self,
        code: str,
        span: Span,
        message: str,
        owner: str | None = None,
        help: str | None = None,
        related: Iterable[Related] = (),
        unknown: str | None = None,
    ) -> None:
        """Adds a finding, unless it is about an `unknown` name whose declaration may have fallen to another error."""
        if not self.vocabulary.is_lost(unknown):
            self.findings.append(finding(code, span, message, rule=owner, help=help, related=related))

    def read(self, documents: Sequence[d.DocumentModel]) -> Decided:
        """Types every document: first what they write is declared, then what they read is resolved."""
        documents = self.distinct(documents)
        for document in documents:
            if isinstance(document, d.Ruling):
                self.ruling(document)
        deciding = [each for each in documents if isinstance(each, d.Judged)]
        writes = {id(each): self.declare(each) for each in deciding}
        for each in deciding:
            if not writes[id(each)]:
                self.lose(each)
        # Whether a field lies on its grid depends on how facts are derived: derivations come first.
        derives = [each for each in deciding if isinstance(each, d.Rule) and each.effect == "derive"]
        others = [each for each in deciding if each not in derives]
        for each in (*derives, *others):
            self.rulings_exist(each)
            if writes[id(each)]:
                self.decide(each)
        for document in documents:
            if isinstance(document, d.Terms):
                self.terms(document)
            elif isinstance(document, d.Waiver):
                self.waiver(document)
        return self.decided

    def distinct(self, documents: Sequence[d.DocumentModel]) -> list[d.DocumentModel]:
        """Documents with ids, each id once."""
        seen: dict[str, Span] = {}
        kept: list[d.DocumentModel] = []
        for document in documents:
            if not isinstance(document, d.Judged | d.Ruling | d.Terms | d.Waiver):
                continue
            name = document.id.value
            if name in seen:
                related = (Related(seen[name], "first here"),)
                help = "Give one of the two another id."
                self.report("E313", document.id.span, f"The id `{name}` is used twice", name, help, related)
                self.lose(document)
                continue
            seen[name] = document.id.span
            kept.append(document)
            if isinstance(document, d.Judged):
                self.vocabulary.rule_sections[name] = document.section.value if document.section else ""
            if isinstance(document, d.Rule) and document.effect in {"permit", "forbid"}:
                self.judging.append(name)
        return kept

    def lose(self, document: d.DocumentModel) -> None:
        """Remembers what a refused document would have written, so that those who read it are not reported as well."""
        match document:
            case d.Rule(effect="derive"):
                targets = document.targets
            case d.Table():
                targets = (document.decides,)
            case d.Choose():
                targets = (document.chooses,)
            case d.Allocate():
                targets = (document.writes,)
            case _:
                return
        self.vocabulary.lost.update(target.value.rpartition(".")[2] for target in targets)

    def rulings_exist(self, document: d.DocumentModel) -> None:
        """`rests_on:` names rulings."""
        for each in document.rests_on:
            if each.value not in self.decided.rulings:
                close = nearest(each.value, self.decided.rulings)
                help = f"Did you mean `{close}`?" if close else f"Add a document `ruling: {each.value}`."
                message = f"There is no ruling `{each.value}`"
                self.report("E314", each.span, message, document.id.value, help, unknown=each.value)

    # --- what documents write -------------------------------------------------------------------
    def declare(self, document: d.Judged) -> bool:
        """Declares the fact that a document writes; false when the document cannot be typed."""
        place = self.subject(document)
        if place is None:
            return False
        scope, kind = place
        match document:
            case d.Rule(effect="derive"):
                if len(document.targets) != 1:
                    help = "Write a rule of its own for each fact."
                    self.report("E131", document.targets[1].span, "A rule derives one fact", document.id.value, help)
                    return False
                of = self.declared_type(document.type)
                return of is not None and self.write(document, document.targets[0], of, scope, kind, "derived")
            case d.Table():
                of = self.declared_type(document.type)
                if of is not None and document.hit_policy.value == "collect":
                    of = SetType(of)
                return of is not None and self.write(document, document.decides, of, scope, kind, "derived")
            case d.Choose():
                source = document.among.tree
                if not isinstance(source, t.Aggregate):
                    return False
                among = self.among(document.among, source.source, document)
                if among is None:
                    return False
                of = self.vocabulary.reference(among[0], optional=True)
                return self.write(document, document.chooses, of, scope, kind, "chosen")
            case d.Allocate():
                source = document.among.tree
                unit = self.declarations.unit(document.counts)
                if not isinstance(source, t.Aggregate) or unit is None:
                    return False
                among = self.among(document.among, source.source, document)
                if among is None:
                    return False
                number = NumberType(unit[1], None, Fraction(1), Fraction(0))
                return self.write(document, document.writes, number, among[0], among[1], "allocated")
        return True

    def among(self, leaf: d.Leaf, source: t.Source, document: d.DocumentModel) -> tuple[str, str | None] | None:
        """Scope and kind of what `among:` ranges over."""
        place = leaf.at(source.start, source.start + len(source.scope))
        return self.scope_of(source.scope, place, document)

    def subject(self, document: d.Judged) -> tuple[str, str | None] | None:
        """Scope and kind of `for:`."""
        return self.scope_of(document.subject.scope.value, document.subject.scope.span, document)

    def scope_of(self, name: str, span: Span, document: d.DocumentModel) -> tuple[str, str | None] | None:
        """Scope and kind of a name; a finding when there is none."""
        if name in self.vocabulary.kinds:
            return self.vocabulary.kinds[name].of, name
        if name in self.vocabulary.scopes:
            return name, None
        self.no_scope(d.Text(name, span), document.id.value)
        return None

    def no_scope(self, text: d.Text, owner: str) -> None:
        """Reports a scope that nobody declared."""
        help = Typer(self.vocabulary, self.findings, owner).scope_help(text.value)
        message = f"There is no scope `{text.value}`"
        self.report("E302", text.span, message, owner, help, unknown=text.value)

    def declared_type(self, written: d.Text | None) -> Type | None:
        """The type a document declares for what it writes."""
        if written is None:
            return None
        found = self.vocabulary.type(written.value)
        if found is None:
            self.declarations.unknown_type(written)
            return None
        if isinstance(found, RefType):
            # Whether it is none must not depend on which document is read first: who reads it asks before.
            return replace(found, optional=True)
        return found.without_grid() if isinstance(found, NumberType) else found

    def write(self, document: d.Judged, target: d.Text, of: Type, scope: str, kind: str | None, origin: str) -> bool:
        """Declares a written fact: `SCOPE.NAME` of the document's scope or kind, and written nowhere else."""
        owner = document.id.value
        first, dot, name = target.value.partition(".")
        if not dot or "." in name:
            help = f"Write `{scope}.{target.value.replace('.', '_')}`."
            self.report("E315", target.span, f"`{target.value}` is not a fact of a scope", owner, help)
            return False
        if first not in {scope, kind}:
            help = f"Write `{scope}.{name}`, or change `for:`."
            related = (Related(document.subject.span, f"the document is for {a_word(kind or scope)}"),)
            message = f"`{target.value}` is not a fact of {a_word(kind or scope)}"
            self.report("E315", target.span, message, owner, help, related)
            return False
        if document.subject.where is not None and origin == "derived":
            help = "Declare a kind for this part, and make the rule `for:` the kind."
            message = f"`{target.value}` would be derived for a part of its scope only"
            self.report("E230", document.subject.where.span, message, owner, help)
            return False
        fact = x.FactId(scope, name)
        known = self.vocabulary.facts.get(fact)
        if known is not None:
            if known.origin == "given":
                message, help = f"`{fact}` is given, so that no rule can write it", "Choose another name."
                related = (Related(known.span, f"`{fact}` is declared as given here"),)
            else:
                message, help = (
                    f"`{fact}` has two writers",
                    "Combine the two in one table, or choose another name.",
                )
                related = (Related(known.span, f"`{known.writer}` writes it here"),)
            self.report("S402", target.span, message, owner, help, related)
            return False
        if name in self.vocabulary.scopes:
            related = (Related(self.vocabulary.scopes[name].span, f"the scope `{name}`"),)
            message = f"The fact `{fact}` has the name of a scope"
            self.report("E304", target.span, message, owner, "Give the fact another name.", related)
            return False
        self.vocabulary.facts[fact] = c.Fact(
            id=fact,
            type=of,
            origin=origin,  # type: ignore[arg-type]
            span=target.span,
            kind=kind,
            may_be_none=isinstance(of, RefType) and of.optional,
            writer=owner,
            words=document.words.value if document.words else None,
            doc=document.title.value if document.title else None,
        )
        return True

    # --- what documents decide ------------------------------------------------------------------
    def decide(self, document: d.Judged) -> None:
        """Types one document."""
        place = self.subject(document)
        assert place is not None
        scope, kind = place
        typer = Typer(self.vocabulary, self.findings, document.id.value, (Binding(0, scope, kind),), used=self.used)
        where = typer.leaf(document.subject.where, FLAG)
        if where is not None:
            self.always_known(where, document)
            typer.guard(where)
        if not isinstance(document, d.Allocate | d.Universe):
            typer.let(document.let)
        head = _Head(document, scope, kind, where)
        match document:
            case d.Rule(effect="derive"):
                self.derivation(document, typer, head)
            case d.Rule(effect="propose"):
                self.proposal(document, typer, head)
            case d.Rule():
                self.permit(document, typer, head)
            case d.Table():
                self.table(document, typer, head)
            case d.Choose():
                self.choose(document, typer, head)
            case d.Allocate():
                self.allocate(document, typer, head)
            case d.Universe():
                self.universe(document, head, typer)
        self.unread += [(name, document.id.value) for name in typer.unread.values()]

    def always_known(self, where: x.Expression, document: d.Judged) -> None:
        """The `where` of `for:` may read only facts that can never be unknown (finding F11)."""
        for part in x.walk(where):
            if not isinstance(part, x.ReadFact):
                continue
            fact = self.vocabulary.facts[part.fact]
            if fact.origin == "given" and not fact.may_be_missing and fact.stale_after is None:
                continue
            related = (Related(fact.span, f"`{fact.id}` is declared here"),)
            help = "Move it to `when:`; `for … where` says to whom the rule applies at all."
            span = part.span or document.subject.span
            message = f"`{fact.id}` can be unknown, so that it cannot say whom the rule is for"
            self.report("E232", span, message, document.id.value, help, related)  # fmt: skip

    def derivation(self, document: d.Rule, typer: Typer, head: _Head) -> None:
        """`derive`."""
        fact = self.vocabulary.facts[self.target(document.targets[0], head.scope)]
        if document.when is not None:
            value = typer.condition(document.when)
            if document.value is not None:
                return  # two values: reported where the document was read
            if value is not None and not isinstance(fact.type, FlagType):
                span = document.type.span if document.type is not None else document.id.span
                message = f"`when:` gives a flag, and `{fact.id}` is declared as `{fact.type}`"
                self.report(
                    "E210",
                    span,
                    message,
                    document.id.value,
                    "Write `type: flag`, or give a value with `as:`.",
                )
                return
        else:
            value = typer.value(document.value, fact.type)
        if document.if_unknown is not None and not isinstance(fact.type, FlagType):
            message = f"`if_unknown:` is for flags, and `{fact.id}` is not one"
            help = "Take it away; a value for what is unknown is given with `first known of … , …`."
            self.report("E233", document.if_unknown.span, message, document.id.value, help)
        if value is None:
            return
        self.in_range(value, fact.type, document)
        if_unknown = document.if_unknown.value == "true" if document.if_unknown else None
        self.decided.derivations[fact.id] = c.Derivation(
            **head.common(), fact=fact.id, value=value, if_unknown=if_unknown
        )

    def in_range(self, value: x.Expression, of: Type, document: d.Judged) -> None:
        """A constant must lie in the range of its type."""
        if isinstance(value, x.Constant) and isinstance(of, NumberType):
            problem = out_of_bounds(value.value, of.without_grid(), None, None)
            if problem is not None and isinstance(value.value, Fraction):
                span = value.span or document.span
                self.report("E226", span, f"`{number_text(value.value)}` {problem}", document.id.value)

    def target(self, target: d.Text, scope: str) -> x.FactId:
        """The fact a document writes."""
        return x.FactId(scope, target.value.partition(".")[2])

    def table(self, document: d.Table, typer: Typer, head: _Head) -> None:
        """A decision table."""
        owner = document.id.value
        fact = self.vocabulary.facts[self.target(document.decides, head.scope)]
        of = fact.type.of if isinstance(fact.type, SetType) and document.hit_policy.value == "collect" else fact.type
        policy = document.hit_policy.value
        if policy in {"max", "min", "sum"} and not isinstance(of, NumberType):
            message = f"The hit policy `{policy}` needs numbers, and `{fact.id}` is not one"
            self.report("T501", document.hit_policy.span, message, owner, "Use `unique`, `any` or `priority`.")
        if document.otherwise is None and policy not in _TOTAL_POLICIES:
            help = "Add `otherwise:`; it may be `unknown`."
            message = f"The table does not say what `{fact.id}` is when no row holds"
            self.report("T502", document.id.span, message, owner, help)
        rows: list[c.TypedRow] = []
        conditions: list[tuple[x.Expression, Span]] = []
        complete = bool(document.rows)
        for row in document.rows:
            kept = list(typer.guards)
            when = typer.condition(row.when)
            if when is not None:
                typer.guard(when)
            then = typer.leaf(row.then, of)
            typer.guards[:] = kept
            if when is None or then is None:
                complete = False
                continue
            for other, span in conditions:
                if other == when:
                    related = (Related(span, "the same condition"),)
                    help = "Take one of the two rows away, or change its condition."
                    self.report("T504", row.when.span, "Two rows have the same condition", owner, help, related)
            conditions.append((when, row.when.span))
            self.in_range(then, of, document)
            rows.append(c.TypedRow(when, then))
        otherwise = typer.leaf(document.otherwise, of)
        order = self.priority(document, rows, of, typer)
        if not complete or (document.otherwise is not None and otherwise is None):
            return
        self.decided.derivations[fact.id] = c.TypedTable(
            **head.common(),
            fact=fact.id,
            hit_policy=policy,
            rows=tuple(rows),
            otherwise=otherwise,
            order=order,
        )

    def priority(
        self,
        document: d.Table,
        rows: Sequence[c.TypedRow],
        of: Type,
        typer: Typer,
    ) -> tuple[x.Literal, ...]:
        """The order of outputs of a `priority` table: every output of a row stands in it."""
        owner = document.id.value
        if document.hit_policy.value != "priority":
            if document.order:
                message = f"`order:` belongs to the hit policy `priority`, and this is `{document.hit_policy.value}`"
                self.report(
                    "T505",
                    document.order[0].span,
                    message,
                    owner,
                    "Take `order:` away, or change the policy.",
                )
            return ()
        order: list[x.Literal] = []
        for leaf in document.order:
            found = typer.leaf(leaf, of)
            if not isinstance(found, x.Constant):
                if found is not None:
                    message = f"`{found.text}` is calculated, and `order:` can only hold words and numbers"
                    self.report("T505", leaf.span, message, owner, "Use another hit policy, such as `max`.")
                return ()
            order.append(found.value)
        for row in rows:
            if isinstance(row.then, x.Constant) and row.then.value not in order:
                span = row.then.span or document.span
                message = f"`{row.then.text}` is missing in `order:`"
                self.report("T505", span, message, owner, "List every output of a row, the strongest first.")
            elif not isinstance(row.then, x.Constant):
                span = row.then.span or document.span
                message = f"`{row.then.text}` is calculated, and `order:` can only hold words and numbers"
                self.report("T505", span, message, owner, "Use another hit policy, such as `max`.")
        return tuple(order)

    def permit(self, document: d.Rule, typer: Typer, head: _Head) -> None:
        """`permit` and `forbid`."""
        owner = document.id.value
        actions = self.actions(document)
        paths: list[x.Expression] = []
        complete = True
        for action in actions:
            subject = x.Variable(type=self.vocabulary.reference(action.on), slot=0, scope=action.on)
            ways = self.vocabulary.reach(subject, action.on, head.scope, {})
            if len(ways) != 1:
                message = f"`{action.name}` is done to {a_word(action.on)}, which leads to no {head.scope}"
                related = (Related(action.span, f"`{action.name}` is declared here"),)
                help = f"Write `for: {action.on}`, or a scope that {a_word(action.on)} leads to."
                place = document.subject.scope.span
                self.report("E234", place, message, owner, help, related, WAYS)
                complete = False
                continue
            paths.append(ways[0])
        if not actions:
            return
        fields = [dict(action.fields) for action in actions]
        typer.fields = {name: of for name, of in fields[0].items() if all(each.get(name) == of for each in fields)}
        when = typer.condition(document.when)
        if when is None or not complete:
            return
        reducing = [action.name for action in actions if action.risk == "reducing"]
        if document.effect == "forbid" and reducing:
            self.binds_reducing(document, reducing)
        for each in document.exception_to:
            if each.value not in self.vocabulary.rule_sections:
                close = did_you_mean(each.value, self.vocabulary.rule_sections)
                self.report("E307", each.span, f"There is no rule `{each.value}`", owner, close, unknown=each.value)
        if document.exception_to and document.effect != "permit":
            message = f"Only a permit can be an exception, and `{owner}` forbids"
            help = "Narrow the other rule instead, or make this one a `permit:`."
            self.report("E235", document.exception_to[0].span, message, owner, help)
        self.decided.permits.append(
            c.TypedPermit(
                **head.common(),
                effect=document.effect,  # type: ignore[arg-type]
                actions=tuple(action.name for action in actions),
                paths=tuple(paths),
                when=when,
                reads_action=any(isinstance(part, x.ReadField) for part in x.walk(when)),
                binds_reducing=document.binds_reducing,
                exception_to=tuple(each.value for each in document.exception_to),
            )
        )

    def binds_reducing(self, document: d.Rule, reducing: Sequence[str]) -> None:
        """A forbid of what reduces risk must say so, and is listed."""
        names = ", ".join(f"`{name}`" for name in reducing)
        owner = document.id.value
        related = [Related(self.vocabulary.actions[name].span, f"`{name}` reduces risk") for name in reducing[:3]]
        if document.binds_reducing:
            message = f"The rule can stop what reduces risk: {names}"
            self.report("R701", document.targets[0].span, message, owner, None, related)
            return
        help = "Name only actions that increase risk, or say `binds_reducing: true`."
        message = f"The rule would stop what reduces risk: {names}"
        self.report("E236", document.targets[0].span, message, owner, help, related)

    def actions(self, document: d.Rule) -> list[c.Action]:
        """Actions by name or class, each once, in order of declaration."""
        names: set[str] = set()
        self.named.update(target.value for target in document.targets)
        for target in document.targets:
            if target.value in self.vocabulary.actions:
                names.add(target.value)
            elif target.value in self.vocabulary.classes:
                names.update(self.vocabulary.classes[target.value])
            else:
                close = nearest(target.value, (*self.vocabulary.actions, *self.vocabulary.classes))
                help = f"Did you mean `{close}`?" if close else "Declare it in the document `actions:`."
                message = f"There is no action or class `{target.value}`"
                self.report("E305", target.span, message, document.id.value, help, unknown=target.value)
        return [self.vocabulary.actions[name] for name in sorted(names)]

    def proposal(self, document: d.Rule, typer: Typer, head: _Head) -> None:
        """`propose`."""
        owner = document.id.value
        actions = self.actions(document)
        if len(document.targets) != 1 or len(actions) != 1:
            if actions:
                names = ", ".join(f"`{each.name}`" for each in actions)
                message = f"A rule proposes one action, and this one names {names}"
                place = document.targets[min(1, len(document.targets) - 1)].span
                self.report("E237", place, message, owner, "Write a rule of its own for each action.")
            typer.condition(document.when)
            return
        action = actions[0]
        if action.on != head.scope:
            related = (Related(action.span, f"`{action.name}` is declared here"),)
            message = f"`{action.name}` is done to {a_word(action.on)}, and the rule is for {a_word(head.scope)}"
            place = document.subject.scope.span
            self.report("E234", place, message, owner, f"Write `for: {action.on}`.", related)
            typer.condition(document.when)
            return
        when = typer.condition(document.when)
        fields = self.fields(document.fields, action, typer, document, dict(action.fields))
        if when is None or fields is None:
            return
        self.decided.proposals.append(c.TypedProposal(**head.common(), action=action.name, when=when, fields=fields))

    def fields(
        self,
        written: Sequence[tuple[d.Text, d.Leaf]],
        action: c.Action,
        typer: Typer,
        document: d.DocumentModel,
        wanted: dict[str, Type],
    ) -> tuple[tuple[str, x.Expression], ...] | None:
        """Values for the fields of an action: each declared field once, each on its grid."""
        owner = document.id.value
        found: list[tuple[str, x.Expression]] = []
        complete = True
        missing = [name for name in wanted if name not in {each.value for each, _ in written}]
        for name, leaf in written:
            of = wanted.get(name.value)
            if of is None:
                close = nearest(name.value, wanted)
                missing = [each for each in missing if each != close]
                help = f"Did you mean `{close}`?" if close else None
                related = (Related(action.span, f"`{action.name}` is declared here"),)
                message = f"`{action.name}` has no field `{name.value}`"
                self.report("E301", name.span, message, owner, help, related, name.value)
                complete = False
                continue
            value = typer.leaf(leaf, of)
            if value is None:
                complete = False
                continue
            if isinstance(of, NumberType) and of.step is not None and not self.on_grid(value, of.step):
                step = typer.example(number_text(of.step), of)
                message = f"`{name.value}` may lie between two steps of `{of}` ({step})"
                help = f"Put `rounded down to {step}` behind it, or `up`, or `half even`."
                self.report("E238", leaf.span, message, owner, help)
            found.append((name.value, value))
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            related = (Related(action.span, f"`{action.name}` is declared here"),)
            help = f"Add `{missing[0]}:` below `with:`."
            self.report("E239", document.id.span, f"`with:` gives no value for {names}", owner, help, related)
            complete = False
        return tuple(found) if complete else None

    def on_grid(self, value: x.Expression, step: Fraction) -> bool:
        """True when the value is a multiple of `step` by its form (finding F17)."""
        match value:
            case x.Constant():
                return not isinstance(value.value, Fraction) or value.value % step == 0
            case x.Rounded():
                return self.on_grid(value.step, step)
            case x.ReadFact() if isinstance(made := self.decided.derivations.get(value.fact), c.Derivation):
                return self.on_grid(made.value, step)
            case x.ReadFact() | x.ReadParameter() | x.ReadField() | x.LastOf():
                own = value.type.step if isinstance(value.type, NumberType) else None
                return own is not None and own % step == 0
            case x.Arithmetic():
                sides = (self.on_grid(value.left, step), self.on_grid(value.right, step))
                if value.operator in {"+", "-"}:
                    return all(sides)
                whole = (self.on_grid(value.left, Fraction(1)), self.on_grid(value.right, Fraction(1)))
                return value.operator == "*" and ((sides[0] and whole[1]) or (sides[1] and whole[0]))
            case x.Call():
                return all(self.on_grid(part, step) for part in value.arguments) if value.name != "size" else True
            case x.If():
                return self.on_grid(value.then, step) and self.on_grid(value.otherwise, step)
            case x.Aggregate():
                return value.function == "count" or (value.value is not None and self.on_grid(value.value, step))
            case x.Negative():
                return self.on_grid(value.part, step)
        return False

    def choose(self, document: d.Choose, typer: Typer, head: _Head) -> None:
        """`choose`."""
        fact = self.vocabulary.facts[self.target(document.chooses, head.scope)]
        inside = self.items(document.among, typer)
        if inside is None:
            return
        items, inner = inside
        when = inner.condition(document.when) if document.when is not None else None
        if when is not None:
            inner.guard(when)
        elif document.when is not None:
            return
        prefer = self.rankings(document.prefer, inner)
        ties = [inner.leaf(leaf) for leaf in document.ties]
        if prefer is None or any(tie is None for tie in ties):
            return
        self.decided.derivations[fact.id] = c.TypedChoice(
            **head.common(),
            fact=fact.id,
            among=items,
            when=when,
            prefer=prefer,
            ties=tuple(tie for tie in ties if tie is not None),
        )

    def items(self, among: d.Leaf, typer: Typer) -> tuple[x.Items, Typer] | None:
        """The items of `among:` and a typer that sees them."""
        source = among.tree
        if not isinstance(source, t.Aggregate):
            return None
        previous = typer.at_leaf
        typer.at_leaf = among
        try:
            return typer.items(source.source)
        except Silent:
            return None
        except Mistake as mistake:
            typer.report(mistake, among)
            return None
        finally:
            typer.at_leaf = previous

    def rankings(self, preferences: Sequence[d.Preference], typer: Typer) -> tuple[c.Ranking, ...] | None:
        """Preferences: numbers or dates."""
        found: list[c.Ranking] = []
        for preference in preferences:
            value = typer.leaf(preference.leaf)
            if value is None:
                return None
            ranked = (NumberType, DateType, TimeType, InstantType)
            if not isinstance(value.type, NumberType if "of" in preference.word.split() else ranked):
                place = preference.leaf.at(0, len(preference.leaf.scalar.value) - preference.leaf.offset)
                message = f"`{preference.word}` needs a number, and `{value.text}` {is_what(value.type)}"
                self.report("E204", place, message, typer.owner, None, typer.declared(value))
                return None
            found.append(c.Ranking(preference.word, value))
        return tuple(found)

    def allocate(self, document: d.Allocate, typer: Typer, head: _Head) -> None:
        """`allocate`."""
        owner = document.id.value
        action = self.vocabulary.actions.get(document.action.value)
        if action is None:
            close = nearest(document.action.value, self.vocabulary.actions)
            help = f"Did you mean `{close}`?" if close else None
            message = f"There is no action `{document.action.value}`"
            self.report("E305", document.action.span, message, owner, help, unknown=document.action.value)
            return
        counts = self.declarations.unit(document.counts)
        inside = self.items(document.among, typer)
        if counts is None or inside is None:
            return
        items, inner = inside
        if action.on != items.scope:
            message = f"`{action.name}` is done to {a_word(action.on)}, and the allocation is among {items.scope}"
            related = (Related(action.span, f"`{action.name}` is declared here"),)
            self.report("E234", document.among.span, message, owner, f"Write `among: {action.on}`.", related)
            return
        inner.let(document.let)
        when = typer.condition(document.when) if document.when is not None else None
        limits = [self.limit(limit, head.scope, typer, inner, counts[1], owner) for limit in document.limits]
        goal = self.goal(document.goal, head.scope, typer, inner, counts[1], owner)
        prefer = self.rankings(document.prefer, inner)
        ties = [inner.leaf(leaf) for leaf in document.ties]
        if not self.counted(document, action, counts[1], owner):
            return
        wanted = {name: of for name, of in action.fields if name != "quantity"}
        inner.fields = {name: of for name, of in action.fields if name == "quantity"}
        fields = self.fields(document.fields, action, inner, document, wanted)
        parts: list[object] = [*limits, *ties, prefer, fields]
        if document.when is not None:
            parts.append(when)
        if document.goal is not None:
            parts.append(goal)
        if any(part is None for part in parts):
            return
        self.decided.allocations.append(
            c.TypedAllocation(
                **head.common(),
                action=action.name,
                fact=self.target(document.writes, items.scope),
                among=items,
                counts=counts[1],
                when=when,
                limits=tuple(limit for limit in limits if limit is not None),
                prefer=prefer or (),
                ties=tuple(tie for tie in ties if tie is not None),
                goal=goal,
                fields=fields or (),
            )
        )

    def counted(self, document: d.Allocate, action: c.Action, counts: Unit, owner: str) -> bool:
        """Reports when the quantity of the action is not in the unit that is counted."""
        quantity = dict(action.fields).get("quantity")
        if quantity is None or (isinstance(quantity, NumberType) and quantity.unit == counts):
            return True
        message = f"What is counted is in `{counts}`, and the quantity of `{action.name}` {is_what(quantity)}"
        related = (Related(action.span, f"`{action.name}` is declared here"),)
        self.report("E240", document.counts.span, message, owner, "Count in the unit of the quantity.", related)
        return False

    def group(self, per: d.Text, scope: str, typer: Typer, inner: Typer) -> tuple[x.Expression, Typer] | None:
        """The group of an item, and a typer for what is said of the group."""
        if per.value not in self.vocabulary.scopes:
            self.no_scope(per, typer.owner)
            return None
        try:
            group = inner.bare_scope(per.value, t.Path((per.value,)))
        except Mistake as mistake:
            typer.report(mistake, None, per.span)
            return None
        if group is None:
            item = inner.bindings[-1].scope
            message = f"No {per.value} can be reached from {a_word(item)}"
            help = inner.ways_help(item)
            self.report("E306", per.span, message, typer.owner, help, inner.scope_place(per.value), WAYS)
            return None
        if per.value == scope:
            return group, typer.bound()
        base = typer.variable(typer.bindings[0])
        reaches = len(self.vocabulary.ways(per.value, scope)) == 1
        known = ((scope, base),) if reaches else ()
        return group, typer.bound(Binding(1, per.value, None, None, known))

    def limit(
        self, limit: d.LimitEntry, scope: str, typer: Typer, inner: Typer, counts: object, owner: str
    ) -> c.TypedLimit | None:
        """One limit: the unit of `amount` times the unit counted is the unit of `at_most` (finding F15)."""
        grouped = self.group(limit.per, scope, typer, inner)
        where = inner.condition(limit.where) if limit.where is not None else None
        amount = inner.leaf(limit.amount)
        at_most = grouped[1].leaf(limit.at_most) if grouped is not None else None
        if grouped is None or amount is None or at_most is None or (limit.where is not None and where is None):
            return None
        if not self.amounts_fit(amount, at_most, counts, limit.at_most.span, owner):
            return None
        return c.TypedLimit(limit.name.value, grouped[0], amount, at_most, where)

    def amounts_fit(self, amount: x.Expression, total: x.Expression, counts: object, span: Span, owner: str) -> bool:
        """Reports when amount × count is not in the unit of the total."""
        if not isinstance(amount.type, NumberType) or not isinstance(total.type, NumberType):
            value = total if isinstance(amount.type, NumberType) else amount
            message = f"A limit compares numbers, and `{value.text}` {is_what(value.type)}"
            self.report("E204", value.span or span, message, owner)
            return False
        unit = amount.type.unit * counts  # type: ignore[operator]
        if unit != total.type.unit:
            message = f"The amount of all together is in `{unit}`, and this {is_what(total.type)}"
            related = [Related(amount.span, f"the amount of one {is_what(amount.type)}")] if amount.span else []
            help = "`amount:` is for one; the limit is for all together."
            self.report("E240", span, message, owner, help, related)
            return False
        return True

    def goal(
        self, goal: d.Goal | None, scope: str, typer: Typer, inner: Typer, counts: object, owner: str
    ) -> c.TypedGoal | None:
        """What each group should reach."""
        if goal is None:
            return None
        grouped = self.group(goal.per, scope, typer, inner)
        amount = inner.leaf(goal.amount)
        if grouped is None or amount is None:
            return None
        ends: list[x.Expression | None] = []
        for leaf in (goal.at_least, goal.at_most):
            end = grouped[1].leaf(leaf) if leaf is not None else None
            if leaf is not None and (end is None or not self.amounts_fit(amount, end, counts, leaf.span, owner)):
                return None
            ends.append(end)
        return c.TypedGoal(goal.per.value, grouped[0], amount, ends[0], ends[1])

    def universe(self, document: d.Universe, head: _Head, outer: Typer) -> None:
        """`universe`."""
        owner = document.id.value
        scope = self.vocabulary.scopes.get(document.of.value)
        if scope is None:
            self.no_scope(document.of, owner)
            return
        if not scope.compound:
            message = f"`{document.of.value}` is not a scope whose key joins other scopes"
            help = "A universe says which combinations are subjects: name a scope with `key: [ … , … ]`."
            related = (Related(scope.span, f"`{scope.name}` is declared here"),)
            self.report("E241", document.of.span, message, owner, help, related)
            return
        if head.scope not in scope.key:
            message = f"`{head.scope}` is no part of the key of `{scope.name}`"
            related = (Related(scope.span, f"`{scope.name}` is declared here"),)
            part = f"Write `for: {scope.key[0]}`." if scope.key else None
            self.report("E241", document.subject.scope.span, message, owner, part, related)
            return
        typer = replace(outer, bindings=(Binding(0, scope.name),), lets={})
        typer.let(document.let)
        reasons: list[c.Reason] = []
        for each in document.leave_out:
            when = typer.condition(each.when)
            if when is not None:
                reasons.append(c.Reason(when, each.because.value))
        if len(reasons) < len(document.leave_out):
            return
        self.decided.universes.append(c.TypedUniverse(**head.common(), of=scope.name, reasons=tuple(reasons)))

    # --- beside the law -------------------------------------------------------------------------
    def ruling(self, document: d.Ruling) -> None:
        """A ruling."""
        self.decided.rulings[document.id.value] = c.Ruling(
            id=document.id.value,
            section=document.section.value if document.section else None,
            status=document.status.value,
            question=document.question.value,
            reading=document.reading.value,
            alternatives=tuple(each.value for each in document.alternatives),
            reason=document.reason.value,
            span=document.id.span,
        )

    def days(self, text: d.Text | None, owner: str) -> tuple[date | None, date | None] | None:
        """`2026-01-05 until 2026-07-01`: first day, and the day after the last."""
        if text is None:
            return None, None
        parts = text.value.split(" until ")
        try:
            days = [date.fromisoformat(part.strip()) for part in parts]
        except ValueError:
            message = f"`{text.value}` does not say from when until when"
            self.report("E129", text.span, message, owner, "Write `2026-01-05 until 2026-07-01`.")
            return None
        if len(days) > 2 or (len(days) == 2 and days[1] <= days[0]):
            help = f"Write `{parts[1].strip()} until {parts[0].strip()}`." if len(days) == 2 else None
            self.report("E227", text.span, f"`{text.value}` ends before it begins", owner, help)
            return None
        return days[0], days[1] if len(days) == 2 else None

    def terms(self, document: d.Terms) -> None:
        """One subject's own terms: known parameters, overridable by its scope, within their bounds."""
        owner = document.id.value
        days = self.days(document.in_force, owner)
        if document.scope.value not in self.vocabulary.scopes:
            self.no_scope(document.scope, owner)
            return
        values: list[tuple[str, str | None, x.Literal]] = []
        complete = days is not None
        for name, leaf, node in document.values:
            found = self.term(document, name, leaf, node)
            if found is None:
                complete = False
            else:
                values.append(found)
        if complete and days is not None:
            made = c.TermsOf(
                owner, document.scope.value, document.key.value, tuple(values), *days,
                document.approved_by.value, document.reason.value, document.id.span,
            )  # fmt: skip
            self.agreed_once(made)
            self.decided.terms.append(made)

    def agreed_once(self, made: c.TermsOf) -> None:
        """Reports a number that two terms of one subject change at the same time: neither is the later one."""
        for other in self.decided.terms:
            if (other.scope, other.key) != (made.scope, made.key) or not _overlap(other, made):
                continue
            theirs = {(name, word) for name, word, _ in other.values}
            for name, word, _ in made.values:
                if (name, word) in theirs:
                    number = f"`{name}`" if word is None else f"`{name} for {word}`"
                    message = f"{number} is changed twice for {made.scope} {made.key}"
                    help = "Let the one end with `in_force:` before the other begins, or take one away."
                    related = (Related(other.span, f"also changed by `{other.id}`"),)
                    self.report("E242", made.span, message, made.id, help, related)

    def term(
        self, document: d.Terms, name: d.Text, leaf: d.Leaf | None, node: Node
    ) -> tuple[str, str | None, x.Literal] | None:
        """One changed parameter."""
        owner = document.id.value
        tree = leaf.tree if leaf is not None else None
        key: str | None = None
        if isinstance(tree, t.Keyed) and isinstance(tree.key, t.Path):
            key = tree.key.names[0]
            tree = tree.value
        path = ".".join(tree.names) if isinstance(tree, t.Path) else name.value
        parameter = self.vocabulary.parameters.get(path)
        if parameter is None:
            close = nearest(path, self.vocabulary.parameters)
            help = f"Did you mean `{close}`?" if close else None
            unknown = path.rpartition(".")[2]
            self.report("E301", name.span, f"There is no parameter `{path}`", owner, help, unknown=unknown)
            return None
        related = (Related(parameter.span, f"`{path}` is declared here"),)
        if parameter.overridable != document.scope.value:
            message = f"`{path}` may not be changed for one {document.scope.value}"
            help = f"If it may, write `overridable: {document.scope.value}` where it is declared."
            self.report("E242", name.span, message, owner, help, related)
            return None
        words = {word for word, _ in parameter.values}
        if key not in words:
            message = f"`{path}` has no value for `{key}`" if key else f"`{path}` has several values"
            help = f"Write `{path} for {parameter.values[0][0]}`." if parameter.by else f"Write `{path}`."
            self.report("E216", name.span, message, owner, help, related)
            return None
        factor = Fraction(1)
        if isinstance(parameter.type, NumberType) and parameter.type.name is None:
            found = self.declarations.unit(d.Text(parameter.unit_text, parameter.span))
            factor = found[0] if found is not None else factor
        before = len(self.findings)
        value = self.declarations.parameter_value(node, parameter.type, factor)
        if value is None:
            return None
        self.declarations.in_bounds(path, value, parameter.type, parameter.low, parameter.high, node, parameter.span)
        return (path, key, value) if len(self.findings) == before else None

    def waiver(self, document: d.Waiver) -> None:
        """A waiver names rules that permit or forbid."""
        owner = document.id.value
        days = self.days(document.in_force, owner)
        known = self.judging
        complete = days is not None
        for each in document.suspends:
            if each.value not in known:
                close = nearest(each.value, known)
                message = f"There is no rule `{each.value}`"
                help = f"Did you mean `{close}`?" if close else None
                if each.value in self.vocabulary.rule_sections:
                    message = f"`{each.value}` neither permits nor forbids, so that it cannot be suspended"
                    help = "Name the rule that permits or forbids by what this one says."
                self.report("E243", each.span, message, owner, help, unknown=each.value)
                complete = False
        if document.scope is not None and document.scope.value not in self.vocabulary.scopes:
            self.no_scope(document.scope, owner)
            complete = False
        if complete and days is not None:
            self.decided.waivers.append(
                c.WaiverOf(
                    owner,
                    tuple(each.value for each in document.suspends),
                    document.scope.value if document.scope else None,
                    document.key.value if document.key else None,
                    *days,
                    document.approved_by.value,
                    document.reason.value,
                    document.id.span,
                )
            )


def _overlap(one: c.TermsOf, other: c.TermsOf) -> bool:
    """Whether there is a day on which both are in force."""
    return all(
        first.first_day is None or second.day_after is None or first.first_day < second.day_after
        for first, second in ((one, other), (other, one))
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """What every typed document takes over from its source."""

    document: d.Judged
    scope: str
    kind: str | None
    where: x.Expression | None

    def common(self) -> dict[str, Any]:
        document = self.document
        return {
            "id": document.id.value,
            "scope": self.scope,
            "kind": self.kind,
            "where": self.where,
            "section": document.section.value if document.section else None,
            "title": document.title.value if document.title else None,
            "because": document.because.value if document.because else None,
            "rests_on": tuple(each.value for each in document.rests_on),
            "span": document.id.span,
        }
