"""What is known while declarations are read."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from rules.check.typer import Typer
from rules.check.vocabulary import Vocabulary
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language import typed as x
from rules.language.borrowed import type_elsewhere
from rules.language.printer import show
from rules.language.types import NumberType, Type
from rules.language.units import PLAIN, Unit
from rules.model import documents as d
from rules.source.span import Span

TAKE_ONE_AWAY = "Take one of the two away."


class Declaring:
    """The vocabulary as far as it is declared, and what every declaration needs: units, constants, findings."""

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

    def unknown_unit(self, text: d.Text) -> None:
        """Reports a unit that nobody declared."""
        close = nearest(text.value, self.vocabulary.units.names())
        help = f"Did you mean `{close}`?" if close else "Declare it in the document `units:`."
        if "/" in text.value:
            help = f"Write `{' per '.join(part.strip() for part in text.value.split('/'))}`."
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

    def unknown_type(self, text: d.Text) -> None:
        """Reports a type that nobody declared."""
        close = nearest(text.value, (*self.vocabulary.types, *self.vocabulary.scopes))
        help = f"Did you mean `{close}`?" if close else "Declare it in the document `types:`."
        help = type_elsewhere(text.value) or help
        self.report("E308", text.span, f"There is no type `{text.value}`", help, unknown=text.value)

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


def exchanged(low: d.Leaf) -> str:
    """A range as it is written, with its ends exchanged."""
    first, _, last = low.scalar.value.partition(" to ")
    return f"{last.strip()} to {first.strip()}"
