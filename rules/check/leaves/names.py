"""What a name stands for: a word, a field, a local name, a parameter, a fact, another subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rules.check.leaves.context import Binding, Context
from rules.check.leaves.fitting import element, fit
from rules.check.leaves.mistakes import WAYS, Mistake, Silent
from rules.check.leaves.ways import fact_help, far_help, scope_place, ways_help
from rules.check.wording import a_word, did_you_mean, listed, spell, word_help
from rules.compile.law import Parameter
from rules.diagnostics.diagnostic import Related
from rules.language import tree as t
from rules.language import typed as x
from rules.language.borrowed import word_elsewhere
from rules.language.printer import show
from rules.language.types import EnumType, RefType, TextType, Type


def path(typer: Context, tree: t.Path, expected: Type | None) -> x.Expression:
    """A name or names joined by dots. Raises Mistake."""
    first, *rest = tree.names
    wanted = element(expected) if expected is not None else None
    if not rest and isinstance(wanted, EnumType) and first in wanted.words:
        return x.Constant(type=wanted, value=first)
    if first == "action" and typer.fields is not None and rest:
        if rest[0] not in typer.fields:
            help = did_you_mean(rest[0], typer.fields)
            raise Mistake(
                "E301",
                f"The action has no field `{rest[0]}`",
                typer.part(tree, rest[0]),
                help,
                unknown=rest[0],
            )
        field = x.ReadField(type=typer.fields[rest[0]], name=rest[0])
        return _follow(typer, field, rest[1:], tree)
    if first in typer.lets:
        typer.unread.pop(first, None)
        return _follow(typer, typer.lets[first], rest, tree)
    if first in typer.lost:
        raise Silent  # a local name that was refused; the scope or word of that name is not meant
    for binding in typer.bindings:
        if binding.alias == first:
            return _follow(typer, typer.variable(binding), rest, tree, binding)
    if first in typer.vocabulary.groups:
        return _parameter(typer, tree)
    if first in typer.vocabulary.scopes or first in typer.vocabulary.kinds:
        return _from_scope(typer, first, rest, tree)
    if rest and f"{first}.{rest[0]}" in typer.vocabulary.events:
        return _from_scope(typer, f"{first}.{rest[0]}", rest[1:], tree)
    key = wanted.key_type if isinstance(wanted, RefType) else wanted
    if not rest and isinstance(key, TextType):
        return x.Constant(type=key, value=first)
    if isinstance(wanted, EnumType) and not rest:
        states = typer.vocabulary.state_groups.get(wanted.name, {}).get(first)
        help = f"It is a group of states: write `in {first}`." if states else word_help(first, wanted.words)
        raise Mistake("E309", f"`{first}` is not a word of `{wanted.name}`", tree, help, unknown=first)
    if first in typer.later:
        related = (Related(typer.later[first], f"`{first}` is declared here"),)
        help = f"Put `{first}` above what reads it."
        raise Mistake("E301", f"`{first}` is not known here yet", tree, help, related, first)
    known = [*typer.lets, *typer.vocabulary.groups, *typer.vocabulary.scopes, *typer.vocabulary.kinds]
    known += [binding.alias for binding in typer.bindings if binding.alias]
    if not rest:
        known += [*map(str, typer.vocabulary.facts), *typer.vocabulary.parameters]
    place = typer.part(tree, first) if not rest else replace(tree, end=tree.start + len(first))
    borrowed = word_elsewhere(first) if not rest else None
    help = borrowed or did_you_mean(first, known)
    raise Mistake("E301", f"`{first}` is not known here", place, help, unknown=first)


def _parameter(typer: Context, tree: t.Path) -> x.Expression:
    name = ".".join(tree.names)
    parameter = typer.vocabulary.parameters.get(name)
    if parameter is None:
        known = [f"{tree.names[0]}.{each}" for each in typer.vocabulary.groups[tree.names[0]]]
        group = Related(typer.vocabulary.parameters[known[0]].span, f"`{tree.names[0]}` begins here")
        help = did_you_mean(name, known)
        raise Mistake("E301", f"There is no parameter `{name}`", tree, help, (group,), tree.names[-1])
    if parameter.by is not None:
        words = listed(str(word) for word, _ in parameter.values)
        raise Mistake(
            "E216",
            f"`{name}` has a value for each of {words}",
            tree,
            _key_help(typer, name, parameter.by),
            (Related(parameter.span, f"`{name}` is declared here"),),
        )
    _own_number_is_at_hand(typer, parameter, tree)
    typer.used.add(name)
    return x.ReadParameter(type=parameter.type, name=name)


def _own_number_is_at_hand(typer: Context, parameter: Parameter, tree: t.Tree) -> None:
    """Raises Mistake where a subject has its own number and the rule cannot know whose to read."""
    owner = parameter.overridable
    if owner is None or owner not in typer.vocabulary.scopes or not typer.bindings:
        return
    start = typer.bindings[0].scope
    if len(typer.vocabulary.ways_or_parts(start, owner)) != 1:
        message = f"`{parameter.name}` may be {a_word(owner)}'s own number, and {a_word(start)} leads to no {owner}"
        help = f"Read it where {a_word(owner)} is at hand, or take away `overridable: {owner}`."
        raise Mistake("E306", message, tree, help, (Related(parameter.span, f"`{parameter.name}` is declared here"),))


def _key_help(typer: Context, name: str, by: EnumType) -> str:
    """How to pick one value of a keyed parameter: by the fact that has its words, where there is just one."""
    facts = [str(fact) for fact, each in typer.vocabulary.facts.items() if each.type == by]
    return f"Write `{name} for {facts[0] if len(facts) == 1 else by.words[0]}`."


def keyed(typer: Context, tree: t.Keyed, _expected: Type | None) -> x.Expression:
    """One value of a keyed parameter. Raises Mistake."""
    if not isinstance(tree.value, t.Path) or ".".join(tree.value.names) not in typer.vocabulary.parameters:
        if isinstance(tree.value, t.Path) and tree.value.names[0] in typer.vocabulary.groups:
            _parameter(typer, tree.value)  # says that there is no such parameter
        message = f"`for` picks one value of a keyed parameter, and `{show(tree.value)}` is none"
        help = f"Write `{show(tree.value)}`."
        raise Mistake("E215", message, tree, help, unknown=show(tree.value).rpartition(".")[2])
    parameter = typer.vocabulary.parameters[".".join(tree.value.names)]
    if parameter.by is None:
        raise Mistake(
            "E215",
            f"`{parameter.name}` has one value only",
            tree,
            f"Write `{parameter.name}`.",
            (Related(parameter.span, f"`{parameter.name}` is declared here"),),
        )
    key = typer.expression(tree.key, parameter.by)
    fit(typer, key, parameter.by, tree.key)
    if isinstance(key, x.Constant) and key.value not in {word for word, _ in parameter.values}:
        raise Mistake(
            "E216",
            f"`{parameter.name}` has no value for `{key.value}`",
            tree.key,
            related=(Related(parameter.span, f"`{parameter.name}` is declared here"),),
        )
    _own_number_is_at_hand(typer, parameter, tree)
    typer.used.add(parameter.name)
    return x.ReadParameter(type=parameter.type, name=parameter.name, key=key)


def _from_scope(typer: Context, first: str, rest: list[str], tree: t.Path) -> x.Expression:
    for binding in typer.bindings:
        if binding.kind == first and binding.alias is None:
            return _follow(typer, typer.variable(binding), rest, tree, binding)
    if first in typer.vocabulary.kinds:
        of = typer.vocabulary.kinds[first].of
        help = f"Write `{of}`, and make the rule `for: {first}`."
        raise Mistake("E306", f"`{first}` is a kind of {of}, and no {first} is at hand here", tree, help)
    found = bare_scope(typer, first, tree)
    if found is None:
        start = typer.bindings[0].scope if typer.bindings else None
        ways = far_help(typer.vocabulary, start, first) if start is not None else None
        if typer.vocabulary.scopes[first].event:
            ways = f"It is an event: ask `{first} happens`, or for several, as in `any {first} this week where …`."
        raise Mistake(
            "E306", f"No {first} can be reached from here", tree, ways, scope_place(typer.vocabulary, first), WAYS
        )
    own = next((b for b in typer.bindings if b.scope == first and typer.variable(b) == found), None)
    return _follow(typer, found, rest, tree, own)


def bare_scope(typer: Context, scope: str, tree: t.Tree) -> x.Expression | None:
    """The one subject of `scope` that the bound subjects lead to. Raises Mistake when there are several."""
    if typer.vocabulary.scopes[scope].one:
        return x.Singleton(type=typer.vocabulary.reference(scope), scope=scope)
    found: list[x.Expression] = []
    for binding in typer.bindings:
        if binding.alias is not None:
            continue
        for way in typer.vocabulary.reach(typer.variable(binding), binding.scope, scope, dict(binding.known)):
            if way not in found:
                found.append(way)
    if len(found) > 1:
        spellings = dict.fromkeys(spell(way) for way in found)
        help = f"Say which: {listed(spellings)}."
        if len(spellings) < len(found):  # two subjects of one scope: one of them needs a name of its own
            inner = typer.bindings[-1].kind or typer.bindings[-1].scope
            help = f"Name the inner one, as in `{inner} as other`, and write `other` for it."
        raise Mistake("E310", f"`{scope}` can mean several subjects here", tree, help)
    return found[0] if found else None


def _follow(
    typer: Context, base: x.Expression, names: Sequence[str], tree: t.Path, binding: Binding | None = None
) -> x.Expression:
    """Facts and further subjects behind a subject. Raises Mistake."""
    here = base
    kind = binding.kind if binding is not None else None
    at_hand = binding is None or binding.slot == 0
    for index, name in enumerate(names):
        if not isinstance(here.type, RefType):
            asked = ".".join(tree.names[: len(tree.names) - len(names) + index])
            message = f"`{asked}` is a value and has no `{name}`"
            help = f"Write `{asked} before`." if name == "before" else None
            raise Mistake("E205", message, tree, help, typer.declared(here))
        scope = here.type.scope
        if here.type.optional and here not in typer.guards:
            raise Mistake(
                "E220",
                f"`{spell(here)}` may be none",
                tree,
                f"Ask `{spell(here)} exists` before, in the same `all`.",
            )
        fact = typer.vocabulary.facts.get(x.FactId(scope, name))
        if fact is not None:
            if fact.kind is not None and fact.kind != kind:
                raise Mistake(
                    "E221",
                    f"`{fact.id}` exists only for {a_word(fact.kind)}, not for every {scope}",
                    tree,
                    f"Write `for: {fact.kind}`." if at_hand else f"Range over `{fact.kind}` instead.",
                    (Related(fact.span, f"`{fact.id}` is derived here"),),
                )
            typer.used.add(str(fact.id))
            here = x.ReadFact(type=fact.type, subject=here, fact=fact.id)
        elif name in typer.vocabulary.scopes:
            ways = typer.vocabulary.reach(here, scope, name, dict(binding.known) if binding else {})
            if len(ways) != 1:
                message = f"No {name} can be reached from {a_word(scope)}"
                raise Mistake(
                    "E306",
                    message,
                    tree,
                    ways_help(typer.vocabulary, scope),
                    scope_place(typer.vocabulary, scope),
                    WAYS,
                )
            here = ways[0]
        else:
            raise Mistake(
                "E301",
                f"{a_word(scope, capital=True)} has no fact `{name}`",
                typer.part(tree, name),
                fact_help(typer.vocabulary, scope, name),
                scope_place(typer.vocabulary, scope),
                name,
            )
        kind, binding = None, None
    return here
