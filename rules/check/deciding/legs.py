"""The ways from an action, and from each of its legs, to the subjects of a rule."""

from __future__ import annotations

from dataclasses import dataclass

from rules.check.vocabulary import Vocabulary
from rules.compile import law as c
from rules.language import typed as x


@dataclass(frozen=True, slots=True)
class WaysOf:
    """The way from the action's own subject, None where there is none, and those from the legs on fields."""

    own: x.Expression | None
    through: tuple[c.LegPath, ...]


def ways_of(vocabulary: Vocabulary, action: c.Action, goal: str, binds_legs: bool) -> WaysOf | None:
    """How an action leads to subjects of `goal`; None where it does not, or in several ways.

    Only where the rule binds legs does it matter where those lead. Where a leg stands on a subject of `goal` itself,
    the parts that the others lead to make up no further one: a candidate is one that is named, not the account of a
    position together with its contract.
    """
    stands_there = any(leg.scope == goal for leg in action.legs)
    subject = x.Variable(type=vocabulary.reference(action.on), slot=0, scope=action.on)
    own = _ways(vocabulary, subject, action.on, goal, stands_there)
    through: list[c.LegPath] = []
    for leg in action.legs if binds_legs else ():
        if leg.field is None:
            continue
        field = x.ReadField(type=vocabulary.reference(leg.scope), name=leg.field)
        ways = _ways(vocabulary, field, leg.scope, goal, stands_there)
        if len(ways) > 1:
            return None
        through += [c.LegPath(action.name, leg, way) for way in ways if way not in own]
    if len(own) > 1 or not (own or through):
        return None
    return WaysOf(own[0] if own else None, tuple(through))


def _ways(
    vocabulary: Vocabulary, subject: x.Expression, start: str, goal: str, stands_there: bool
) -> list[x.Expression]:
    ways = vocabulary.reach(subject, start, goal, {})
    return [way for way in ways if not (stands_there and isinstance(way, x.Compose))]
