"""Terms: the numbers of one subject."""

from __future__ import annotations

from fractions import Fraction

from rules.check.deciding.context import Deciding
from rules.check.deciding.periods import in_force
from rules.check.declaring.parameter_values import in_bounds, parameter_value
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import NumberType
from rules.model import documents as d
from rules.source.node import Node


def terms(deciding: Deciding, document: d.Terms) -> None:
    """One subject's own terms: known parameters, overridable by its scope, within their bounds."""
    owner = document.id.value
    days = in_force(deciding, document.in_force, owner)
    if document.scope.value not in deciding.vocabulary.scopes:
        deciding.no_scope(document.scope, owner)
        return
    values: list[tuple[str, str | None, x.Literal]] = []
    complete = days is not None
    for name, leaf, node in document.values:
        found = _term(deciding, document, name, leaf, node)
        if found is None:
            complete = False
        else:
            values.append(found)
    if complete and days is not None:
        made = c.TermsOf(
            owner, document.scope.value, document.key.value, tuple(values), *days,
            document.approved_by.value, document.reason.value, document.id.span,
        )  # fmt: skip
        _agreed_once(deciding, made)
        deciding.decided.terms.append(made)


def _agreed_once(deciding: Deciding, made: c.TermsOf) -> None:
    """Reports a number that two terms of one subject change at the same time: neither is the later one."""
    for other in deciding.decided.terms:
        if (other.scope, other.key) != (made.scope, made.key) or not _overlap(other, made):
            continue
        theirs = {(name, word) for name, word, _ in other.values}
        for name, word, _ in made.values:
            if (name, word) in theirs:
                number = f"`{name}`" if word is None else f"`{name} for {word}`"
                message = f"{number} is changed twice for {made.scope} {made.key}"
                help = "Let the one end with `in_force:` before the other begins, or take one away."
                related = (Related(other.span, f"also changed by `{other.id}`"),)
                deciding.report("E242", made.span, message, made.id, help, related)


def _term(
    deciding: Deciding, document: d.Terms, name: d.Text, leaf: d.Leaf | None, node: Node
) -> tuple[str, str | None, x.Literal] | None:
    """One changed parameter."""
    owner = document.id.value
    tree = leaf.tree if leaf is not None else None
    key: str | None = None
    if isinstance(tree, t.Keyed) and isinstance(tree.key, t.Path):
        key = tree.key.names[0]
        tree = tree.value
    path = ".".join(tree.names) if isinstance(tree, t.Path) else name.value
    parameter = deciding.vocabulary.parameters.get(path)
    if parameter is None:
        close = nearest(path, deciding.vocabulary.parameters)
        help = f"Did you mean `{close}`?" if close else None
        unknown = path.rpartition(".")[2]
        deciding.report("E301", name.span, f"There is no parameter `{path}`", owner, help, unknown=unknown)
        return None
    related = (Related(parameter.span, f"`{path}` is declared here"),)
    if parameter.overridable != document.scope.value:
        message = f"`{path}` may not be changed for one {document.scope.value}"
        help = f"If it may, write `overridable: {document.scope.value}` where it is declared."
        deciding.report("E242", name.span, message, owner, help, related)
        return None
    words = {word for word, _ in parameter.values}
    if key not in words:
        message = f"`{path}` has no value for `{key}`" if key else f"`{path}` has several values"
        help = f"Write `{path} for {parameter.values[0][0]}`." if parameter.by else f"Write `{path}`."
        deciding.report("E216", name.span, message, owner, help, related)
        return None
    factor = Fraction(1)
    if isinstance(parameter.type, NumberType) and parameter.type.name is None:
        found = deciding.declarations.unit(d.Text(parameter.unit_text, parameter.span))
        factor = found[0] if found is not None else factor
    before = len(deciding.findings)
    value = parameter_value(deciding.declarations, node, parameter.type, factor)
    if value is None:
        return None
    in_bounds(deciding.declarations, path, value, parameter.type, parameter.low, parameter.high, node, parameter.span)
    return (path, key, value) if len(deciding.findings) == before else None


def _overlap(one: c.TermsOf, other: c.TermsOf) -> bool:
    """Whether there is a day on which both are in force."""
    return all(
        first.first_day is None or second.day_after is None or first.first_day < second.day_after
        for first, second in ((one, other), (other, one))
    )
