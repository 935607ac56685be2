"""What a law asks for and can never get, and what it declares and never uses."""

from __future__ import annotations

from dataclasses import dataclass, field

from rules.check.wording import listed
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language import typed as x
from rules.language.types import DateType, InstantType
from rules.source.span import Span

_NAMED = 4  # facts that one headline names
_NO_VALUE = {"mean": "no mean", "highest": "no highest", "lowest": "no lowest"}


@dataclass(slots=True)
class Purpose:
    """Looks through one law as a whole."""

    law: c.Law
    findings: list[Diagnostic] = field(default_factory=list)
    _never_had: dict[x.FactId, c.Fact | None] = field(default_factory=dict)

    def read(self) -> None:
        """Every check of this module."""
        self.wanted()
        self.sized_too_late()
        for document in self.law.documents():
            for expression in expressions(document):
                self.of_none(expression, document.id, ())
        self.stuck()
        self.dead()

    def report(
        self,
        code: str,
        span: Span,
        message: str,
        owner: str | None,
        help: str,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Adds a finding."""
        self.findings.append(finding(code, span, message, rule=owner, help=help, related=related))

    # --- actions --------------------------------------------------------------------------------
    def wanted(self) -> None:
        """Reports actions that rules permit, and that nothing proposes or allocates."""
        wanted = {each.action for each in self.law.proposals} | {each.action for each in self.law.allocations}
        wanted |= {leg.alone for name in wanted for leg in self.law.actions[name].legs if leg.alone is not None}
        permits: dict[str, c.TypedPermit] = {}
        for permit in self.law.permits:
            if permit.effect == "permit":
                for name in permit.actions:
                    permits.setdefault(name, permit)
        for action in self.law.actions.values():
            if action.name in wanted or action.name not in permits:
                continue
            message = f"Nothing proposes or allocates `{action.name}`, so that it is never done"
            help = f"Write a rule with `propose: {action.name}`, or an allocation with `action: {action.name}`."
            first = permits[action.name]
            related = (Related(first.span, f"`{first.id}` permits it"),) if first.span else ()
            self.report("R704", action.span, message, None, help, related)

    def sized_too_late(self) -> None:
        """Reports permits that read the action's own fields: these are known only once it is permitted."""
        for permit in self.law.permits:
            field = next((each for each in x.walk(permit.when) if isinstance(each, x.ReadField)), None)
            if permit.effect == "permit" and field is not None and field.span is not None:
                message = f"`{field.text}` is known only after the permits are judged, so that this one never permits"
                help = "Permit without it, and write a `forbid:` for what is too much."
                self.report("E244", field.span, message, permit.id, help)

    # --- where there is nothing -----------------------------------------------------------------
    def of_none(self, node: x.Expression, owner: str, asked: tuple[x.Expression, ...]) -> None:
        """Reports what is true, or has no value, where there are no subjects; `asked` is what must hold as well."""
        if isinstance(node, x.Junction) and node.word == "and":
            ranging = [part for part in node.parts if any(isinstance(each, x.Aggregate) for each in x.walk(part))]
            for part in ranging:
                self.of_none(part, owner, (*asked, *(other for other in ranging if other is not part)))
            return
        if isinstance(node, x.If):
            self.of_none(node.condition, owner, asked)
            self.of_none(node.then, owner, (*asked, node.condition))
            self.of_none(node.otherwise, owner, asked)
            return
        doubtful = isinstance(node, x.Aggregate) and (
            node.function == "every" or (node.function in _NO_VALUE and node.if_empty is None)
        )
        if isinstance(node, x.Aggregate) and doubtful and node.span and not any(_asks(each, node) for each in asked):
            scope = node.items.kind or node.items.scope
            if node.function == "every":
                message = f"`every` is true where there is no {scope} at all"
                help = f"Ask for one as well, as in `any {scope} … and (every {scope} … has …)`."
                self.report("R709", node.span, message, owner, help)
            else:
                message = f"Where there is no {scope}, there is {_NO_VALUE[node.function]}, and this is unknown"
                help = "Say with `if_empty:` what it is then; it may be `unknown`."
                self.report("R710", node.span, message, owner, help)
        for child in x.children(node):
            self.of_none(child, owner, asked)

    # --- forbids that stick ---------------------------------------------------------------------
    def stuck(self) -> None:
        """Reports forbids that bite for ever where a subject has no such day or value, and nobody asked for one.

        Numbers of a feed come back; a date that is missing, and what is none, may be so for good.
        """
        for permit in self.law.permits:
            if permit.effect != "forbid" or permit.where is not None:
                continue
            if not any(self.law.actions[name].risk == "increasing" for name in permit.actions):
                continue
            for part in _reads(permit.when):
                fact = self.never_had(part.fact)
                if fact is None or part.span is None:
                    continue
                word = "none" if fact.may_be_none else "unknown"
                message = f"The rule forbids for ever where `{fact.id}` is {word} for good"
                ask = f"{part.text} exists" if fact.may_be_none and fact.id == part.fact else f"{part.text} is known"
                help = f"Ask `{ask}` as well, or narrow the rule with `for: {permit.scope} where …`."
                related = (Related(fact.span, f"`{fact.id}` may be {'none' if fact.may_be_none else 'missing'}"),)
                self.report("R711", part.span, message, permit.id, help, related)
                break

    def never_had(self, fact: x.FactId) -> c.Fact | None:
        """A given fact behind a fact, or itself, that a subject may never have."""
        if fact not in self._never_had:
            self._never_had[fact] = None  # where facts need one another in turn over time, the first is asked once
            self._never_had[fact] = self._behind(fact)
        return self._never_had[fact]

    def _behind(self, fact: x.FactId) -> c.Fact | None:
        own = self.law.facts[fact]
        if own.origin == "given":
            dated = isinstance(own.type, DateType | InstantType) and own.may_be_missing and own.stale_after is None
            return own if (own.may_be_none or dated) and not self.law.scopes[fact.scope].one else None
        made = self.law.derivations.get(fact)
        if isinstance(made, c.Derivation) and made.if_unknown is None and made.kind is None:
            found = (self.never_had(part.fact) for part in _reads(made.value))
            return next((each for each in found if each is not None), None)
        return None

    # --- what nothing reads ---------------------------------------------------------------------
    def dead(self) -> None:
        """Reports given facts that nothing reads, those of one scope together, and kinds that nothing names."""
        read: set[x.FactId] = set()
        documents, schedules = self.law.documents(), self.law.schedules.values()
        kinds = {each.kind for each in documents if each.kind is not None}
        kinds.update(each.kind for each in schedules if each.kind is not None)
        roots = [expression for document in documents for expression in expressions(document)]
        roots += [kind.where for kind in self.law.kinds.values()]
        roots += [part for each in schedules for part in (each.at, each.every, each.on) if part is not None]
        for root in roots:
            for part in x.walk(root):
                if isinstance(part, x.ReadFact):
                    read.add(part.fact)
                elif isinstance(part, x.Items) and part.kind is not None:
                    kinds.add(part.kind)
        unread: dict[str, list[c.Fact]] = {}
        for fact in self.law.facts.values():
            told = self.law.scopes[fact.id.scope].event  # what is told of an event is not asked of anybody
            if fact.origin == "given" and fact.id not in read and fact.source is None and not told:
                unread.setdefault(fact.id.scope, []).append(fact)
        for facts in unread.values():
            names = listed(str(each.id) for each in facts[:_NAMED])
            others = len(facts) - _NAMED
            message = f"No rule reads {names}" + (f" and {others} more of {facts[0].id.scope}" if others > 0 else "")
            help = "Take away what nobody needs; a fact that is given is asked of whoever supplies it."
            self.report("L904", facts[0].span, message, None, help)
        for kind in self.law.kinds.values():
            if kind.name not in kinds:
                help = "Take it away, or make a rule `for:` it."
                self.report("L905", kind.span, f"Nothing names the kind `{kind.name}`", None, help)


def _asks(condition: x.Expression, about: x.Aggregate) -> bool:
    """Whether a condition asks for the subjects of an aggregate: by `any`, a count, or a test of the same value."""
    for part in x.walk(condition):
        if isinstance(part, x.IsState) and part.value == about:
            return True
        if isinstance(part, x.Aggregate) and part.function in {"any", "count", "the"}:
            same = (part.items.scope, part.items.within) == (about.items.scope, about.items.within)
            if same and set(part.items.where) <= set(about.items.where):
                return True
    return False


def _reads(node: x.Expression) -> list[x.ReadFact]:
    """The facts whose being unknown reaches the result: not those that are asked for, or that have a substitute."""
    asked = {part.value for part in x.walk(node) if isinstance(part, x.IsState)}
    found: list[x.ReadFact] = []
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, x.IsState | x.Aggregate) or (isinstance(part, x.Call) and part.name == "first known"):
            continue
        if isinstance(part, x.ReadFact) and part not in asked:
            found.append(part)
        pending += reversed(x.children(part))
    return found
