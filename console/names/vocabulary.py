"""What there is to tell of declared names: facts, parameters, scopes, kinds, types, words, units."""

from __future__ import annotations

from console.names.known import Known
from console.names.meaning import Meaning, joined, place, several
from console.parameters import parameter_rows
from console.words import listed
from rules.compile import law as c
from rules.language.numbers import number_text
from rules.language.types import EnumType, NumberType, SeriesType, SetType, Type


def fact_named(known: Known, name: str) -> Meaning:
    """A fact by its full name."""
    return next(fact(known, each) for id, each in known.law.facts.items() if str(id) == name)


def fact(known: Known, fact: c.Fact) -> Meaning:
    """A fact: who gives or writes it, of what type, how long it is fresh, who reads it."""
    name = str(fact.id)
    writer = fact.writer
    rows: list[tuple[str, str]] = [("type", known.type_text(fact.type))]
    if writer is None:
        source = f", {fact.source}" if fact.source else ""
        rows.append(("given", f"by whoever supplies the facts{source}"))
        lacks = [word for word, may in (("missing", fact.may_be_missing), ("none", fact.may_be_none)) if may]
        rows.append(("may be", listed(lacks, "or") if lacks else "neither missing nor none"))
    else:
        rows.append((fact.origin, f"by {known.titled(writer)}"))
        reads = known.uses.reads(writer, "fact")
        rows += several("from", [each for each in reads if each != name])
    if fact.stale_after is not None:
        rows.append(("stale after", known.expression(fact.stale_after)))
    if fact.window is not None:
        rows.append(("looks back", known.expression(fact.window)))
    if fact.kind is not None:
        rows.append(("only of", fact.kind))
    told = (("called", fact.words), ("about", fact.doc if writer is None else None))  # else it is the rule's title
    rows += [(label, text) for label, text in told if text]
    readers = known.uses.readers("fact", name)
    rows.append(("declared", place(fact.span)))
    rows += several("read by", [known.titled(each) for each in readers] or ["nothing"])
    made = (writer,) if writer is not None else ()
    return Meaning(
        "fact", name, fact.doc, fact.span, type=str(fact.type), rows=tuple(rows), made_by=made, read_by=readers
    )


def parameter(known: Known, name: str) -> Meaning:
    """A parameter, as `params` tells it."""
    shown = known.parameters[name]
    parameter = shown.parameter
    return Meaning(
        "parameter", name, parameter.doc, parameter.span, parameter.section, str(parameter.type),
        rows=tuple(parameter_rows(known.law, shown, known.day)), rests_on=parameter.rests_on, read_by=shown.read_by,
    )  # fmt: skip


def scope(known: Known, name: str) -> Meaning:
    """A scope: what its subjects belong to, and what is said of them."""
    scope = known.law.scopes[name]
    given = [str(each.id) for each in known.law.facts.values() if each.id.scope == name and each.writer is None]
    derived = [str(each.id) for each in known.law.facts.values() if each.id.scope == name and each.writer]
    actions = [each.name for each in known.law.actions.values() if each.on == name]
    kinds = [each.name for each in known.law.kinds.values() if each.of == name]
    documents = tuple(sorted({each.id for each in known.law.documents() if each.scope == name}))
    key = "there is only one" if scope.one else "/".join(scope.key) if scope.compound else str(scope.key_type)
    rows = [("key", key)]
    rows += [("belongs to", scope.within)] if scope.within is not None else []
    rows += [("refers to", listed(scope.refers_to))] if scope.refers_to else []
    rows += [(label, text) for label, text in (("called", scope.words), ("about", scope.doc)) if text]
    rows += joined("kinds", kinds)
    rows += joined("given", given)
    rows += joined("written", derived)
    rows += joined("actions", actions)
    rows += joined("rules for it", list(documents))
    rows += [("declared", place(scope.span))]
    makers = known.uses.makers("scope", name)
    rows += several("subjects by", [known.titled(each) for each in makers])
    readers = known.uses.readers("scope", name)
    rows += joined("ranged over", list(readers))
    return Meaning(
        "scope", name, scope.doc, scope.span, rows=tuple(rows), made_by=makers, read_by=readers,
        members=(*given, *derived),
    )  # fmt: skip


def kind(known: Known, name: str) -> Meaning:
    """A named part of a scope."""
    kind = known.law.kinds[name]
    facts = [str(each.id) for each in known.law.facts.values() if each.kind == name]
    documents = tuple(sorted({each.id for each in known.law.documents() if each.kind == name}))
    readers = known.uses.readers("kind", name)
    reads = known.uses.reads(f"kind {name}", "fact")
    rows = [("each", kind.of), ("where", kind.where.text), *joined("facts", facts)]
    rows += joined("rules for it", list(documents))
    rows += [("declared", place(kind.span)), *joined("ranged over", list(readers))]
    return Meaning("kind", name, None, kind.span, rows=tuple(rows), reads=reads, read_by=readers, members=tuple(facts))


def type_named(known: Known, name: str) -> Meaning:
    """A named type, and everything of it."""
    of = known.law.types[name]
    facts = [str(each.id) for each in known.law.facts.values() if _same(_inner(each.type), of)]
    numbers = [each.name for each in known.law.parameters.values() if _same(_inner(each.type), of)]
    span = known.declared("types", name)
    rows = [("is", known.type_text(of)), *joined("facts", facts), *joined("parameters", numbers)]
    rows += [("declared", place(span) if span is not None else "by the language itself")]
    return Meaning("type", name, None, span, rows=tuple(rows), members=(*facts, *numbers))


def word(known: Known, name: str, of: EnumType) -> Meaning:
    """A word of an enumerated type."""
    span = known.declared("types", of.name)
    readers = known.uses.readers("word", f"{of.name}.{name}")
    keyed = [each.name for each in known.law.parameters.values() if each.by == of]
    rows = [("of", f"{of.name}: {listed(of.words, 'or')}"), *joined("parameters by it", keyed)]
    rows += [("declared", place(span))] if span is not None else []
    rows += several("read by", [known.titled(each) for each in readers])
    return Meaning("word", name, None, span, type=of.name, rows=tuple(rows), read_by=readers, members=of.words)


def unit(known: Known, name: str) -> Meaning:
    """A unit of measure, and the types that are measured in it."""
    found = known.law.units.find(name)
    assert found is not None
    factor, unit = found
    named = {each: of for each, of in known.law.types.items() if isinstance(of, NumberType)}
    types = [each for each, of in named.items() if of.unit == unit and not unit.is_plain]
    is_base = factor == 1 and str(unit) == name
    rows = [("is", "a base unit" if is_base else f"{number_text(factor)} {unit}"), *joined("types", types)]
    return Meaning("unit", name, rows=tuple(rows), members=tuple(types))


def group(known: Known, name: str) -> list[Meaning]:
    """A group of parameters, if there is one of this name."""
    members = [each for each in known.law.parameters if each.startswith(f"{name}.")]
    if not members:
        return []
    rows = [*several("parameters", [f"{each}: {known.values(each)}" for each in members])]
    rows.append(("more", f"`alluse params {name}`"))
    return [Meaning("group of parameters", name, rows=tuple(rows), members=tuple(members))]


def _inner(of: Type) -> Type:
    return _inner(of.of) if isinstance(of, SetType | SeriesType) else of


def _same(one: Type, other: Type) -> bool:
    """Whether two types are one by name: what is derived lies on no grid, and yet is of its type."""
    if isinstance(one, NumberType) and isinstance(other, NumberType):
        return one.name == other.name and one.unit == other.unit
    return one == other
