"""Types the documents that decide, that keep something, and that stand beside the law, each kind by its module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rules.check.deciding import (
    allocations,
    choices,
    exclusives,
    latches,
    machines,
    reports,
    rules,
    states,
    tables,
    universes,
)
from rules.check.deciding.consequences import consequence
from rules.check.deciding.context import Checks, Decided, Deciding, Head
from rules.check.deciding.guarantees import guarantee
from rules.check.deciding.rulings import ruling, rulings_exist
from rules.check.deciding.schedules import schedules
from rules.check.deciding.terms import terms
from rules.check.deciding.waivers import waiver
from rules.check.typer import Binding, Typer
from rules.diagnostics.diagnostic import Related
from rules.language import typed as x
from rules.language.types import FLAG
from rules.model import documents as d
from rules.source.span import Span

__all__ = ["Decided", "Decisions"]

# How each kind of document is checked. A new kind is a module of its own, and a line in one of these tables.
_BEFORE: dict[type[d.DocumentModel], Callable[[Deciding, Any], None]] = {
    d.Ruling: ruling,
    d.MoveEntry: machines.collect_transition,
}
_JUDGED: dict[type[d.Judged], Checks] = {
    d.Rule: rules.CHECKS,
    d.Table: tables.CHECKS,
    d.Choose: choices.CHECKS,
    d.Allocate: allocations.CHECKS,
    d.Universe: universes.CHECKS,
    d.State: states.CHECKS,
    d.Latch: latches.CHECKS,
    d.Machine: machines.CHECKS,
    d.Exclusive: exclusives.CHECKS,
    d.Report: reports.CHECKS,
}
_AFTER: dict[type[d.DocumentModel], Callable[[Deciding, Any], None]] = {
    d.Schedules: schedules,
    d.Guarantee: guarantee,
    d.Consequence: consequence,
    d.Terms: terms,
    d.Waiver: waiver,
}
_WITHOUT_ID = (d.Schedules,)
_KNOWN = (*_BEFORE, *_JUDGED, *_AFTER)


class Decisions(Deciding):
    """Types one constitution's deciding documents, given its vocabulary."""

    def read(self, documents: Sequence[d.DocumentModel]) -> Decided:
        """Types every document: first what they write is declared, then what they read is resolved."""
        documents = self.distinct(documents)
        for document in documents:
            if type(document) in _BEFORE:
                _BEFORE[type(document)](self, document)
        deciding = [each for each in documents if isinstance(each, d.Judged)]
        writes = {id(each): self.declare(each) for each in deciding}
        for each in deciding:
            if not writes[id(each)]:
                self.lose(each)
        set_and_reset = [each for each in deciding if isinstance(each, d.Latch) and writes[id(each)]]
        for latch in latches.declare_remembered(self, set_and_reset):
            writes[id(latch)] = False
            self.lose(latch)
        # Whether a field lies on its grid depends on how facts are derived: derivations come first.
        for each in sorted(deciding, key=lambda each: not (isinstance(each, d.Rule) and each.effect == "derive")):
            rulings_exist(self, each)
            if writes[id(each)]:
                self.decide(each)
        for document in documents:
            if type(document) in _AFTER:
                _AFTER[type(document)](self, document)
        return self.decided

    def distinct(self, documents: Sequence[d.DocumentModel]) -> list[d.DocumentModel]:
        """Documents with ids, each id once."""
        seen: dict[str, Span] = {}
        kept: list[d.DocumentModel] = []
        for document in documents:
            if not isinstance(document, _KNOWN):
                continue
            if isinstance(document, _WITHOUT_ID):
                kept.append(document)
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
            if isinstance(document, d.Machine):
                self.machines.append(name)
                self.own_moves(document, seen)
            if isinstance(document, d.Judged):
                self.vocabulary.rule_sections[name] = document.section.value if document.section else ""
            if isinstance(document, d.Rule) and document.effect in {"permit", "forbid"}:
                self.judging.append(name)
        return kept

    def own_moves(self, document: d.Machine, seen: dict[str, Span]) -> None:
        """The moves of a machine have ids of their own."""
        for move in document.moves:
            name = move.id.value
            if name in seen:
                related = (Related(seen[name], "first here"),)
                self.report(
                    "E313", move.id.span, f"The id `{name}` is used twice", name, "Give it another id.", related
                )
            seen.setdefault(name, move.id.span)

    def lose(self, document: d.DocumentModel) -> None:
        """Remembers what a refused document would have written, so that those who read it are not reported as well."""
        if isinstance(document, d.Judged):
            targets = _JUDGED[type(document)].writes(document)
            self.vocabulary.lost.update(target.value.rpartition(".")[2] for target in targets)

    def declare(self, document: d.Judged) -> bool:
        """Declares the fact that a document writes; false when the document cannot be typed."""
        place = self.subject(document)
        return place is not None and _JUDGED[type(document)].declare(self, document, *place)

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
        _JUDGED[type(document)].decide(self, document, typer, Head(document, scope, kind, where))
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
