"""Changes of parameters: each number one step up and down, each member of a list left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x
from rules.language.types import EnumType
from scenarios.mutation.mutant import Mutant, Operator
from scenarios.mutation.steps import moved, shown


def parameter_mutants(law: c.Law) -> Iterator[Mutant]:
    """Every change of a value of a parameter. It may leave the bounds: they bind people, not changes."""
    readers = _readers(law)
    for parameter in law.parameters.values():
        for word, value in parameter.values:
            for operator, says, changed in _changed(law, parameter, value):
                yield _mutant(parameter, word, operator, says, changed, readers.get(parameter.name, frozenset()))


def _changed(law: c.Law, parameter: c.Parameter, value: x.Literal) -> Iterator[tuple[Operator, str, x.Literal]]:
    of = parameter.type
    if isinstance(value, tuple):
        for place, member in enumerate(value):
            yield Operator.MEMBER, f"without {shown(member, of)}", (*value[:place], *value[place + 1 :])
    elif isinstance(value, bool):
        yield Operator.THRESHOLD, f"{shown(value, of)} -> {shown(not value, of)}", not value
    elif isinstance(of, EnumType) and isinstance(value, str):
        place = of.words.index(value)
        other = of.words[place + 1 if place + 1 < len(of.words) else place - 1]
        if other != value:
            yield Operator.THRESHOLD, f"{value} -> {other}", other
    else:
        for other_value in moved(value, of, law):
            yield Operator.THRESHOLD, f"{shown(value, of)} -> {shown(other_value, of)}", other_value


def _mutant(
    parameter: c.Parameter, word: str | None, operator: Operator, says: str, value: x.Literal, readers: frozenset[str]
) -> Mutant:
    values = tuple((each, value if each == word else old) for each, old in parameter.values)
    changed = replace(parameter, values=values)
    return Mutant(
        document=parameter.name,
        path=(word,) if word is not None else (),
        operator=operator,
        change=says,
        text=parameter.name if word is None else f"{parameter.name} for {word}",
        span=parameter.span,
        reach=frozenset({(parameter.name, word)}),
        rules=readers,
        make=lambda law: replace(law, parameters={**law.parameters, parameter.name: changed}),
    )


def _readers(law: c.Law) -> dict[str, frozenset[str]]:
    """The documents that read each parameter."""
    found: dict[str, set[str]] = {}
    for document in law.documents():
        for root in expressions(document):
            for part in x.walk(root):
                if isinstance(part, x.ReadParameter):
                    found.setdefault(part.name, set()).add(document.id)
    return {name: frozenset(ids) for name, ids in found.items()}
