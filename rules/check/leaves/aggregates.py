"""Values over the subjects of a scope."""

from __future__ import annotations

from rules.check.leaves.context import Binding, C, Context
from rules.check.leaves.fitting import fit
from rules.check.leaves.happening import declare_outcome, window_of
from rules.check.leaves.literals import NUMBER
from rules.check.leaves.mistakes import WAYS, Mistake
from rules.check.leaves.ways import scope_help, scope_place, ways_help
from rules.check.wording import is_what, spelt
from rules.language import tree as t
from rules.language import typed as x
from rules.language.printer import show
from rules.language.types import FLAG, DateType, InstantType, NumberType, RefType, TimeType, Type
from rules.source.span import Span


def items(typer: C, source: t.Source) -> tuple[x.Items, C]:
    """The items of a source and a typer that sees them. Raises Mistake."""
    named = t.Path((source.scope,), start=source.start, end=source.start + len(source.scope))
    declare_outcome(typer, source)
    scope, kind = _scope_or_kind(typer, source.scope, named)
    within: x.Expression | None = None
    known: tuple[tuple[str, x.Expression], ...] = ()
    if source.within is not None:
        within = typer.expression(source.within, None)
        if not isinstance(within.type, RefType):
            message = f"`{show(source.within)}` is not a subject"
            raise Mistake("E205", message, source.within, None, typer.declared(within))
        known = _known(typer, within)
        slot_free = x.Variable(type=typer.vocabulary.reference(scope), slot=-2, scope=scope)
        ways = typer.vocabulary.reach(slot_free, scope, within.type.scope, {})
        if len(ways) != 1 or typer.vocabulary.scopes[within.type.scope].one:
            message = f"`{source.scope}` does not belong to `{within.type.scope}`"
            raise Mistake(
                "E306", message, source, ways_help(typer.vocabulary, scope), scope_place(typer.vocabulary, scope), WAYS
            )
    window = window_of(typer, source.window)
    binding = Binding(typer.next_slot(), scope, kind, source.alias, known)
    inner = typer.bound(binding)
    inner.lets = dict(typer.lets)
    where: list[x.Expression] = []
    for tree in source.where:
        found = inner.expression(tree, FLAG)
        fit(inner, found, FLAG, tree)
        inner.guard(found)
        where.append(found)
    reference = typer.vocabulary.reference(scope)
    among = x.Items(
        type=reference,
        tree=source,
        scope=scope,
        kind=kind,
        slot=binding.slot,
        within=within,
        where=tuple(where),
        happening=source.happening,
        window=window,
    )
    return among, inner


def _known(typer: Context, within: x.Expression) -> tuple[tuple[str, x.Expression], ...]:
    """What is fixed for items `in` a subject: the subject, and for a compound key its parts."""
    assert isinstance(within.type, RefType)
    scope = typer.vocabulary.scopes[within.type.scope]
    fixed: list[tuple[str, x.Expression]] = [(scope.name, within)]
    if scope.compound:
        for part in scope.key:
            if isinstance(within, x.Compose):
                fixed.append((part, within.parts[scope.key.index(part)]))
            else:
                reference = typer.vocabulary.reference(part)
                fixed.append((part, x.Follow(type=reference, base=within, link=part)))
    return tuple(fixed)


def _scope_or_kind(typer: Context, name: str, tree: t.Tree | None) -> tuple[str, str | None]:
    """Scope and kind of a name. Raises Mistake."""
    if name in typer.vocabulary.kinds:
        return typer.vocabulary.kinds[name].of, name
    if name in typer.vocabulary.scopes:
        return name, None
    raise Mistake("E302", f"There is no scope `{name}`", tree, scope_help(typer.vocabulary, name), unknown=name)


WITHOUT_VALUE = frozenset({"count", "any", "no", "the"})
"""The aggregates that look at nothing of their items but whether they belong."""


def aggregate_of(
    typer: Context,
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
            fit(typer, value, FLAG, value.tree or tree)
    elif function == "the":
        of = typer.vocabulary.reference(items.scope, optional=True)
    else:
        assert value is not None
        of = value.type
        ordered = function in {"highest", "lowest"} and isinstance(of, DateType | TimeType | InstantType)
        if not isinstance(of, NumberType) and not ordered:
            message = f"`{function} of` needs numbers, and {spelt(value)} {is_what(of)}"
            raise Mistake("E204", message, value.tree or tree, None, typer.declared(value))
        of = of.computed() if isinstance(of, NumberType) else of
    return x.Aggregate(type=of, span=span, tree=tree, function=function, items=items, value=value, if_empty=if_empty)


def aggregate(typer: Context, tree: t.Aggregate, _expected: Type | None) -> x.Expression:
    """`sum of … over …`, `any …`, `the …` and their like. Raises Mistake."""
    among, inner = items(typer, tree.source)
    value = inner.expression(tree.value, None) if tree.value is not None else None
    return aggregate_of(typer, tree.function, among, value, None, tree, None)
