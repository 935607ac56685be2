"""What is known while deciding documents are typed, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from rules.check.bounds import out_of_bounds
from rules.check.declarations import Declarations
from rules.check.leaves.ways import scope_help
from rules.check.typer import Typer
from rules.check.vocabulary import Vocabulary
from rules.check.wording import a_word
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import NumberType, RefType, Type
from rules.model import documents as d
from rules.source.span import Span


@dataclass(slots=True)
class Decided:
    """The typed documents of a constitution."""

    derivations: dict[x.FactId, c.Derivation | c.TypedTable | c.TypedChoice] = field(default_factory=dict)
    permits: list[c.TypedPermit] = field(default_factory=list)
    proposals: list[c.TypedProposal] = field(default_factory=list)
    allocations: list[c.TypedAllocation] = field(default_factory=list)
    universes: list[c.TypedUniverse] = field(default_factory=list)
    kept: dict[x.FactId, c.Keeper] = field(default_factory=dict)
    records: list[c.TypedRecord] = field(default_factory=list)
    exclusives: list[c.TypedExclusive] = field(default_factory=list)
    guarantees: list[c.TypedGuarantee] = field(default_factory=list)
    reports: list[c.TypedReport] = field(default_factory=list)
    consequences: list[c.Consequence] = field(default_factory=list)
    rulings: dict[str, c.Ruling] = field(default_factory=dict)
    terms: list[c.TermsOf] = field(default_factory=list)
    waivers: list[c.WaiverOf] = field(default_factory=list)

    def documents(self) -> list[c.Document]:
        """Every typed document that decides or keeps something."""
        return [
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
        ]


class Deciding:
    """The decisions typed so far, and what every deciding document needs: its scope, its fact, findings."""

    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self.vocabulary: Vocabulary = declarations.vocabulary
        self.findings: list[Diagnostic] = declarations.findings
        self.decided = Decided()
        self.used: set[str] = set(declarations.used_parameters)
        self.judging: list[str] = []
        self.named: set[str] = set()
        self.unread: list[tuple[d.Text, str]] = []
        self.machines: list[str] = []
        self.transitions: dict[str, list[d.MoveEntry]] = {}

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
        help = scope_help(self.vocabulary, text.value)
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
        if document.subject.where is not None and origin in {"derived", "kept"}:
            help = "Declare a kind for this part, and make the rule `for:` the kind."
            message = f"`{target.value}` would be written for a part of its scope only"
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

    def target(self, target: d.Text, scope: str) -> x.FactId:
        """The fact a document writes."""
        return x.FactId(scope, target.value.partition(".")[2])

    def in_range(self, value: x.Expression, of: Type, document: d.Judged) -> None:
        """A constant must lie in the range of its type."""
        if isinstance(value, x.Constant) and isinstance(of, NumberType):
            problem = out_of_bounds(value.value, of.without_grid(), None, None)
            if problem is not None and isinstance(value.value, Fraction):
                span = value.span or document.span
                self.report("E226", span, f"`{number_text(value.value)}` {problem}", document.id.value)


@dataclass(frozen=True, slots=True)
class Head:
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


def _writes_nothing(_document: d.Judged) -> tuple[d.Text, ...]:
    return ()


def _declares_nothing(_deciding: Deciding, _document: d.Judged, _scope: str, _kind: str | None) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Checks:
    """How one kind of deciding document is checked.

    `decide` types it and adds it to what is decided. `declare` declares the fact it writes, with the scope and
    kind of `for:`; false when the document cannot be typed. `writes` names the facts that it was to write.
    """

    decide: Callable[[Deciding, Any, Typer, Head], None]
    declare: Callable[[Deciding, Any, str, str | None], bool] = _declares_nothing
    writes: Callable[[Any], tuple[d.Text, ...]] = _writes_nothing
