"""Types what looks back: `before`, `happens`, `enters`, and the windows of events."""

from __future__ import annotations

from dataclasses import replace

from rules.check.leaves.aggregates import aggregate_of, items
from rules.check.leaves.context import Context
from rules.check.leaves.mistakes import Mistake
from rules.check.wording import did_you_mean, is_what, listed, spell, spelt, word_help
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import FLAG, EnumType, RefType, SetType, Type


def before(typer: Context, tree: t.Before, _expected: Type | None) -> x.Expression:
    """`x before`. Raises Mistake when the law does not keep x."""
    found = typer.expression(tree.path, None)
    fact = typer.vocabulary.facts.get(found.fact) if isinstance(found, x.ReadFact) else None
    if not isinstance(found, x.ReadFact) or fact is None or fact.origin != "kept":
        message = f"{spelt(found)} is not kept from one evaluation to the next, and `before` asks for what was kept"
        help = "The value of a `state:`, a `latch:` or a `machine:` is kept."
        raise Mistake("E250", message, tree.path, help, typer.declared(found))
    return x.Before(type=fact.type, fact=found)


def happens(typer: Context, tree: t.Happens, _expected: Type | None) -> x.Expression:
    """`E in SUBJECT happens`: any such event is new. Raises Mistake."""
    source = replace(tree.source, happening=True)
    among, _ = items(typer, source)
    return aggregate_of(typer, "any", among, None, None, tree, None)


def enters(typer: Context, tree: t.Enters, _expected: Type | None) -> x.Expression:
    """`order enters done`; with `in`, any of several. Raises Mistake."""
    source = tree.source
    if source.within is None:
        subject = typer.expression(t.Path(tuple(source.scope.split(".")), start=source.start, end=source.end), None)
        return _entering(typer, subject, tree)
    among, inner = items(typer, source)
    variable = inner.variable(inner.bindings[-1])
    entering = _entering(typer, variable, tree)
    among = replace(among, where=(*among.where, entering))
    return aggregate_of(typer, "any", among, None, None, tree, None)


def _entering(typer: Context, subject: x.Expression, tree: t.Enters) -> x.Expression:
    if not isinstance(subject.type, RefType):
        message = f"{spelt(subject)} {is_what(subject.type)}, and only a subject enters a state"
        help = "Name a scope, as in `order enters done`."
        if isinstance(subject, x.ReadFact) and is_machine(typer.vocabulary.facts[subject.fact]):
            help = f"Write `{spell(subject.subject)} enters {tree.state}`."
        raise Mistake("E205", message, tree.source, help)
    scope = subject.type.scope
    machines = [fact for fact in typer.vocabulary.facts.values() if fact.id.scope == scope and is_machine(fact)]
    fitting = [fact for fact in machines if isinstance(fact.type, EnumType) and tree.state in fact.type.words]
    if len(fitting) == 1:
        fact = fitting[0]
        typer.used.add(str(fact.id))
        read = x.ReadFact(type=fact.type, subject=subject, fact=fact.id)
        return x.Enters(type=FLAG, machine=read, state=tree.state)
    related = tuple(Related(fact.span, f"`{fact.id}` is kept here") for fact in (fitting or machines))
    if fitting:
        message = f"`{tree.state}` is a state of several machines: {listed(str(fact.id) for fact in fitting)}"
        help = f"Give them different words, or ask `{fitting[0].id} is {tree.state}`."
        raise Mistake("E310", message, typer.part(tree, tree.state), help, related)
    if not machines:
        message = f"No machine keeps a state of {scope}, so that it enters none"
        raise Mistake("E330", message, tree, "States are kept by a document `machine:`.", unknown=scope)
    words = [word for fact in machines if isinstance(fact.type, EnumType) for word in fact.type.words]
    message = f"`{tree.state}` is not a state of {scope}"
    grouped = (typer.vocabulary.state_groups.get(str(fact.id), {}).get(tree.state) for fact in machines)
    members = next((each for each in grouped if each is not None), None)
    help = f"It is a group: name one of {listed(members)}." if members else word_help(tree.state, words)
    raise Mistake("E309", message, typer.part(tree, tree.state), help, related)


def is_machine(fact: c.Fact) -> bool:
    """Whether a fact is the state of a machine."""
    return fact.origin == "kept" and isinstance(fact.type, EnumType) and fact.type.name == str(fact.id)


def group_of_states(typer: Context, value: x.Expression, container: t.Tree) -> x.Constant | None:
    """`account.state in active`: the states of a group of the machine; None for anything else."""
    of = value.type
    if not isinstance(of, EnumType) or not isinstance(container, t.Path) or len(container.names) > 1:
        return None
    name = container.names[0]
    groups = typer.vocabulary.state_groups.get(of.name, {})
    if name in groups:
        return x.Constant(type=SetType(of), value=groups[name])
    if groups and name not in typer.vocabulary.groups and did_you_mean(name, groups):
        help = did_you_mean(name, groups)
        raise Mistake("E309", f"`{name}` is no group of states of `{of.name}`", container, help)
    return None
