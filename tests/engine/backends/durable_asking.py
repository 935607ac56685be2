"""Turns derived facts into verdicts, so that an engine that only judges permits can be asked for them.

For each derived fact there is an action that is permitted where the fact is true, is known, or is on one side of a
number: of the value that it has, or of the bounds between which an unknown one lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from engine.backends.reference.decider import Decider
from engine.values import Unknown
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import FLAG, FlagType, NumberType, RefType

OPERATORS = ("<", "<=", ">", ">=", "is", "is not")
MOST_NUMBERS = 4


def asking(law: c.Law, decider: Decider) -> c.Law:
    """The law with an action for each question about a derived fact; the decider finds the numbers worth asking for."""
    actions = dict(law.actions)
    permits = list(law.permits)
    for id in law.derivations:
        fact = law.facts[id]
        for number, condition in enumerate(_conditions(decider, fact)):
            name = f"ask_{id.scope}_{id.name}_{number}"
            actions[name] = c.Action(name, id.scope, (), "neutral", (), None, None, None, fact.span)
            rule = f"ASK-{id}-{number}"
            permits.append(
                c.TypedPermit(
                    id=rule,
                    scope=id.scope,
                    kind=fact.kind,
                    effect="permit",
                    actions=(name,),
                    paths=(_me(fact),),
                    when=condition,
                )
            )
    return replace(law, actions=actions, permits=tuple(permits))


def _me(fact: c.Fact) -> x.Variable:
    return x.Variable(type=RefType(fact.id.scope), slot=0, scope=fact.id.scope)


def _conditions(decider: Decider, fact: c.Fact) -> Iterator[x.Expression]:
    read = x.ReadFact(type=fact.type, subject=_me(fact), fact=fact.id)
    yield x.IsState(type=FLAG, value=read, state="known", denied=False)
    if isinstance(fact.type, FlagType):
        yield read
        yield x.Not(type=FLAG, part=read)
    elif isinstance(fact.type, NumberType):
        for number in _numbers(decider, fact):
            constant = x.Constant(type=fact.type, value=number)
            for operator in OPERATORS:
                yield x.Compare(type=FLAG, operator=operator, left=read, right=constant)


def _numbers(decider: Decider, fact: c.Fact) -> list[Fraction]:
    """Values, and the ends between which unknown ones lie, of the first few subjects."""
    found: dict[Fraction, None] = {}
    for subject in decider.world.subjects(fact.id.scope):
        if decider.is_of(subject, fact.kind):
            value = decider.derive(fact.id, subject)
            ends = (value.low, value.high) if isinstance(value, Unknown) else (value,)
            found.update({end: None for end in ends if isinstance(end, Fraction)})
    return list(found)[:MOST_NUMBERS] or [Fraction(0)]
