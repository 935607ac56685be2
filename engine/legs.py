"""What is told of the legs of an intent: on whom each stands, where forbids stand, and what was left of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.backends.reference.decider import Decider
from engine.outcome import Intent, OnLeg
from engine.values import Subject
from rules.compile import law as c


def legs_told(decider: Decider, intent: Intent) -> dict[str, Any]:
    """The legs of an intent as plain data: `legs`, `on_legs`, `alone`; empty for an action without legs."""
    if not intent.legs:
        return {}
    declared = {leg.name: leg for leg in decider.law.actions[intent.action].legs}
    told: dict[str, Any] = {"legs": [_leg(decider, intent, declared[name]) for name in intent.legs]}
    if intent.on_legs:
        told["on_legs"] = _on_legs(intent.on_legs)
    if intent.alone is not None:
        told["alone"] = {
            "as": intent.alone.action,
            "verdict": intent.alone.verdict,
            "refused_by": list(intent.alone.refused_by),
            "on_legs": _on_legs(intent.alone.on_legs),
            "causes": list(intent.alone.causes),
        }
    return told


def owners(decider: Decider, subject: Subject) -> dict[str, str]:
    """The subjects that this one leads to, by scope."""
    world = decider.world
    found: dict[str, str] = {}
    for scope in world.ways.owners(subject.scope):
        reached = world.reach(subject, scope)
        if reached is not None:
            found[scope] = reached.key
    return found


def _leg(decider: Decider, intent: Intent, leg: c.Leg) -> dict[str, Any]:
    """On whom a leg stands; on nobody where its field is not known."""
    on = intent.subject if leg.field is None else dict(intent.fields).get(leg.field)
    if not isinstance(on, Subject):
        return {"leg": leg.name, "scope": leg.scope, "subject": None, "of": {}}
    return {"leg": leg.name, "scope": leg.scope, "subject": on.key, "of": owners(decider, on)}


def _on_legs(stands: Iterable[OnLeg]) -> list[dict[str, Any]]:
    return [
        {"rule": each.rule, "leg": each.leg, "about": None if each.about is None else str(each.about)}
        for each in stands
    ]
