"""From compiled law to questions that CLIPS can hold."""

from __future__ import annotations

from engine.backends.oracles import translation
from engine.backends.oracles.conditions import Limits
from engine.backends.oracles.translation import Refusal, Taken, Translation
from rules.compile.law import Law

__all__ = ["Refusal", "Taken", "Translation", "translate"]

# CLIPS has no bound of its own on the size of a test. These keep one that nobody could read from being built.
MOST_JUNCTIONS = 500
MOST_WAYS = 1000
MOST_FIELDS = 1000


def translate(law: Law) -> Translation:
    """The questions of every action that the law has rules for. Raises CannotExpress where nothing can be asked."""
    return translation.translate(law, Limits(MOST_JUNCTIONS, MOST_WAYS, MOST_FIELDS))
