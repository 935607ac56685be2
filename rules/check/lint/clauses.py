"""Conditions, and parts of them, that can never hold, that always hold, or that say nothing beside the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.check.lint.domains import EVERYTHING, Words
from rules.check.lint.regions import Box, Quantity, Regions, TooMany
from rules.check.lint.telling import Telling
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language import typed as x
from rules.language.types import EnumType, FlagType, NumberType

_MOST_PARTS = 60  # of more parts than these, no two are compared
_NAMED = 2
_LONGEST = 60  # what is longer is not repeated in a headline, but marked


@dataclass(slots=True)
class Clauses:
    """Looks through the conditions of one law. Facts are taken as known: what is unknown neither holds nor fails."""

    regions: Regions
    telling: Telling
    findings: list[Diagnostic] = field(default_factory=list)

    def read(self, document: c.Document) -> None:
        """Every condition of a document, wherever it stands."""
        for expression in expressions(document):
            for condition in _conditions(expression):
                self.condition(condition, document.id)
            for node in x.walk(expression):
                if isinstance(node, x.Cases):
                    self.chain(node, document.id)

    def condition(self, node: x.Expression, owner: str) -> bool:
        """A condition and its parts; true when something was found in it."""
        if isinstance(node, x.Constant) or node.span is None:
            return False
        parts = node.parts if isinstance(node, x.Junction) else (node.part,) if isinstance(node, x.Not) else ()
        found = [self.condition(part, owner) for part in parts]
        if any(found):
            return True
        try:
            if not self.regions.boxes(node):
                self.never(node, owner)
                return True
            if not self.regions.boxes(node, False):
                message = f"{_quoted(node)} holds whatever its facts are"
                help = "Take it away, or change what it compares with."
                related = self.why(node)
                self.findings.append(finding("R706", node.span, message, rule=owner, help=help, related=related))
                return True
            return isinstance(node, x.Junction) and self.idle(node, owner)
        except TooMany:
            return False

    def never(self, node: x.Expression, owner: str) -> None:
        """Reports what can never hold: two parts of it that contradict one another, where there are such."""
        assert node.span is not None
        pair = self.contradiction(node) if isinstance(node, x.Junction) and node.word == "and" else None
        help = "Change one of the two; alternatives stand below `any:` or are joined with `or`."
        if pair is None or pair[1].span is None or pair[0].span is None:
            message = f"{_quoted(node)} can never hold"
            help = "Take it away, or change what it compares with."
            related = self.why(node)
            self.findings.append(finding("R705", node.span, message, rule=owner, help=help, related=related))
            return
        first, second = pair
        assert second.span is not None
        message = f"{_quoted(second)} can never hold together with {_quoted(first)}"
        related = [Related(first.span, "this is asked as well")] if first.span is not None else []
        self.findings.append(finding("R705", second.span, message, rule=owner, help=help, related=related))

    def why(self, node: x.Expression) -> list[Related]:
        """What the facts and parameters of a condition can be, at the place that says so."""
        found: dict[str, Related] = {}
        for part in x.walk(node):
            if isinstance(part, x.ReadParameter):
                value = self.regions.number(part)
                if value is not None:
                    told = f"`{part.text}` is {self.telling.number(Quantity(part), value)}"
                    found[part.name] = Related(self.regions.parameters[part.name].span, told)
            elif isinstance(part, x.ReadFact):
                quantity = Quantity(part)
                values = self.regions.values_of(quantity)
                told_of = isinstance(part.type, NumberType | EnumType | FlagType)
                if told_of and values != EVERYTHING and not (isinstance(values, Words) and values.others):
                    told = f"`{part.fact}` {self.telling.can_be(quantity, values)}"
                    found[str(part.fact)] = Related(self.regions.facts[part.fact].span, told)
        return list(found.values())[:_NAMED]

    def contradiction(self, node: x.Junction) -> tuple[x.Expression, x.Expression] | None:
        """The first two parts of an `all` of which one excludes the other."""
        if len(node.parts) > _MOST_PARTS:
            return None
        for later, part in enumerate(node.parts):
            for earlier in node.parts[:later]:
                if not self.regions.all_of(((earlier, True), (part, True))):
                    return earlier, part
        return None

    def idle(self, node: x.Junction, owner: str) -> bool:
        """Reports the parts that another part implies: to take them away changes nothing."""
        all_must = node.word == "and"
        found = False
        if len(node.parts) > _MOST_PARTS:
            return False
        dropped: set[int] = set()
        for here, part in enumerate(node.parts):
            for there, other in enumerate(node.parts):
                self.regions.effort.step()
                if there == here or there in dropped or part.span is None or other.span is None:
                    continue
                strong, weak = (other, part) if all_must else (part, other)
                if self.regions.all_of(((strong, True), (weak, False))):
                    continue
                if here < there and not self.regions.all_of(((weak, True), (strong, False))):
                    continue  # each implies the other: the later one is told
                dropped.add(here)
                found = True
                message = f"{_quoted(part)} says nothing beside {_quoted(other)}"
                related = (Related(other.span, "it follows from this" if all_must else "this holds whenever it does"),)
                help = "Take it away, or change what it compares with."
                self.findings.append(finding("R707", part.span, message, rule=owner, help=help, related=related))
                break
        return found

    def chain(self, node: x.Cases, owner: str) -> None:
        """One chain of cases."""
        before: list[tuple[x.Expression, bool]] = []
        for condition, _ in node.cases:
            if condition.span is not None and before and self._is_out(before, condition):
                related = [Related(each.span, "this takes it") for each, _ in before[-1:] if each.span is not None]
                message = f"The case {_quoted(condition)} is never reached"
                help = "The first case that holds decides: put the narrower one before the wider."
                self.findings.append(finding("R708", condition.span, message, rule=owner, help=help, related=related))
            before.append((condition, False))

    def _is_out(self, before: list[tuple[x.Expression, bool]], condition: x.Expression) -> bool:
        try:
            alone: tuple[Box, ...] = self.regions.boxes(condition)
            return bool(alone) and not self.regions.all_of([*before, (condition, True)])
        except TooMany:
            return False


def _conditions(expression: x.Expression) -> Iterator[x.Expression]:
    """The outermost conditions of an expression; what `where:` lists is one."""
    if isinstance(expression, x.Items) and len(expression.where) > 1:
        first = expression.where[0]
        yield x.Junction(type=first.type, span=first.span, word="and", parts=expression.where)
    elif isinstance(expression.type, FlagType):
        yield expression
    pending = [expression]
    while pending:
        part = pending.pop()
        if isinstance(part, x.Junction | x.Not):
            pending += x.children(part)
        else:
            for child in x.children(part):
                if not (isinstance(part, x.Items) and len(part.where) > 1 and child in part.where):
                    yield from _conditions(child)


def _quoted(node: x.Expression) -> str:
    text = node.text
    return f"`{text}`" if text and len(text) <= _LONGEST else "This condition"
