"""Values of parameters: they fit their type, lie in their bounds and on their grid."""

from __future__ import annotations

from fractions import Fraction

from rules.check.bounds import out_of_bounds
from rules.check.declaring.context import TAKE_ONE_AWAY, Declaring
from rules.diagnostics.diagnostic import Related
from rules.language import typed as x
from rules.language.numbers import PERCENT, number_text
from rules.language.types import EnumType, NumberType, SetType, TextType, Type
from rules.model.shape import Shape
from rules.source.node import Node, Scalar
from rules.source.node import Sequence as NodeSequence
from rules.source.span import Span

_LARGE_RATIO = 5  # multiples this large are rare in law, and percentages without their sign are not


def parameter_value(declaring: Declaring, node: Node, of: Type, factor: Fraction) -> x.Literal | None:
    """The value of a parameter; a finding when it does not fit its type."""
    if isinstance(of, SetType):
        if not isinstance(node, NodeSequence):
            help = f"Write `[{node.value}]`." if isinstance(node, Scalar) else None
            declaring.report("E123", node.span, "A set is written as a list", help)
            return None
        items = [parameter_value(declaring, item, of.of, factor) for item in node.items]
        if any(item is None for item in items):
            return None
        if len(set(items)) < len(items):
            _twice(declaring, node)
        return tuple(item for item in items if item is not None)
    if not isinstance(node, Scalar):
        what = "a list" if isinstance(node, NodeSequence) else "a map"
        help = "Declare it `of: set of …` to give it a list." if what == "a list" else None
        declaring.report("E123", node.span, f"One value is needed here, not {what}", help)
        return None
    if isinstance(of, TextType):
        return node.value
    if isinstance(of, EnumType) and node.value in declaring.vocabulary.lost:
        return None  # a word that its type could not have, such as `on-time`
    found = declaring.constant(Shape(None, declaring.findings).parse(node), of, factor)
    if found is None:
        return None
    if isinstance(found.value, x.Word):
        message = f"`{found.value.word}` is not a value that a parameter can have"
        declaring.report("E223", node.span, message, "The law always knows its numbers: write one.")
        return None
    return found.value


def in_bounds(
    declaring: Declaring,
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
        declaring.report("E226", node.span, f"`{written}` {problem}", help, related)
    return problem is None


def not_percent(declaring: Declaring, name: str, value: x.Literal, of: Type, node: Node) -> None:
    """Warns of a ratio that was probably meant as a percentage: `25` is 25 times."""
    if not isinstance(of, NumberType) or not of.unit.is_plain or of.name != "ratio":
        return
    if not isinstance(value, Fraction) or not isinstance(node, Scalar) or node.value.endswith("%"):
        return
    if value >= _LARGE_RATIO:
        message = f"`{name}` is a ratio, and `{node.value}` is {node.value} times"
        help = f"Write `{node.value}%` for a part; `{number_text(value / PERCENT)}%` says that it is meant."
        declaring.report("L902", node.span, message, help)


def _twice(declaring: Declaring, node: NodeSequence) -> None:
    """Reports the words of a list that stood there before."""
    seen: dict[str, Span] = {}
    for item in node.items:
        if isinstance(item, Scalar):
            if item.value in seen:
                related = (Related(seen[item.value], "first here"),)
                declaring.report("E225", item.span, f"`{item.value}` stands twice in this list", TAKE_ONE_AWAY, related)
            seen.setdefault(item.value, item.span)
