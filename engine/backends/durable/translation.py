"""From compiled law to questions that durable_rules can hold."""

from __future__ import annotations

from collections.abc import Sequence

from engine.backends.oracles import translation
from engine.backends.oracles.conditions import Limits
from engine.backends.oracles.errors import CannotExpress
from engine.backends.oracles.program import Program
from engine.backends.oracles.translation import Refusal, Taken, Translation
from rules.compile.law import Law

__all__ = ["Refusal", "Taken", "Translation", "translate"]

# What the engine can hold: of one condition (its own limits are 15 and 64), fields of one fact, rules of one ruleset
# (255 and 4096).
MOST_JUNCTIONS = 14
MOST_WAYS = 48
MOST_FIELDS = 200
MOST_RULES = 4000
# Names that the engine keeps for itself. It knows a field by a hash of 32 bits only.
RESERVED = ("id", "sid", "step", "$s", "$forward", "$time", "$timerName", "$baseTime", "$m", "$i")
_HASH_BASIS, _HASH_PRIME, _HASH_MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


def translate(law: Law) -> Translation:
    """The questions of every action that the law has rules for. Raises CannotExpress where nothing can be asked."""
    found = translation.translate(law, Limits(MOST_JUNCTIONS, MOST_WAYS, MOST_FIELDS))
    _distinct(found.programs)
    return found


def _distinct(programs: Sequence[Program]) -> None:
    """Raises CannotExpress where the engine would take one field for another, or has too many rules."""
    rules = sum(len(question.answers) for program in programs for question in program.questions)
    if rules > MOST_RULES:
        raise CannotExpress(f"law of {rules} conditions; the engine takes {MOST_RULES}")
    seen: dict[int, str] = {}
    for name in [*RESERVED, *dict.fromkeys(name for each in programs for step in each.steps for name in step.fields)]:
        other = seen.setdefault(_hash(name), name)
        if other != name:
            raise CannotExpress(f"law with so many fields that the engine takes `{name}` for `{other}`")


def _hash(name: str) -> int:
    """The number by which the engine knows a field (FNV-1a)."""
    value = _HASH_BASIS
    for byte in name.encode():
        value = (value ^ byte) * _HASH_PRIME & _HASH_MASK
    return value
