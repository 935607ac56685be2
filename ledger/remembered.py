"""Whether a decision remembers what the one before it left: memory goes from record to record without a seam.

A session may take back that something was proposed of which nothing was sent. Then it stores what is kept in full, and
that differs from the record before by those occasions alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.session.recovery import taken_back_of
from engine.trading.contents import NotAContent, kept_from, record_from, record_named
from engine.trading.events import CycleDecided
from ledger.cycles import law_of

_OCCASIONS = "occasions"


def not_what_was_left(event: CycleDecided, before: CycleDecided | None, stored: Callable[[str], bytes]) -> str | None:
    """How what a decision kept before differs from what the one before it left; None if it does not.

    `before` is the decision before it in the same account, None for its first. Raises what `stored` raises.
    """
    try:
        content = stored(event.kept_before)
        if before is None:
            first = kept_from(content, stored)
            return "it is the first decision, and yet it remembers something" if first else None
        named = record_named(content)
        if named == before.record:
            return None
        if named is not None:
            return f"it remembers what the record {named} kept, and the decision before it left {before.record}"
        return _differs(event, kept_from(content, stored), record_from(stored(before.record)).content["kept"], stored)
    except NotAContent as error:
        return f"what it remembers cannot be read: {error}"


def _differs(
    event: CycleDecided, kept: Mapping[str, Any], left: Mapping[str, Any], stored: Callable[[str], bytes]
) -> str | None:
    """How what is stored in full differs from what was left, besides what may be taken back."""
    parts = sorted(each for each in {*kept, *left} - {_OCCASIONS} if kept.get(each) != left.get(each))
    if parts:
        named = ", ".join(f"`{each}`" for each in parts)
        return f"what it remembers differs from what the decision before it left, in {named}"
    now, then = kept.get(_OCCASIONS, {}), left.get(_OCCASIONS, {})
    if any(then.get(key) != occasion for key, occasion in now.items()):
        return f"what it remembers differs from what the decision before it left, in `{_OCCASIONS}`"
    gone = {then[key]["rule"] for key in then if key not in now}
    wrong = sorted(gone - taken_back_of(law_of(stored(event.law_text)).law))
    return f"an occasion of {', '.join(wrong)} was taken back, which no session does" if wrong else None
