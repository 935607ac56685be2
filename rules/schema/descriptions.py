"""What editors say of a key: the words of the language reference, taken from its tables."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

FILE = "descriptions.json"
"""The words by part and key; written from docs/language by the tests, which fail when it is old."""

_ANY = "any document"
_RANGED = "a long aggregate"


def of_kind(kind: str) -> str | None:
    """What a kind of document does."""
    found = _words()["kinds"].get(kind)
    return str(found) if found is not None else None


def of_key(part: str, key: str) -> str | None:
    """What a key of a part is for; where the part says nothing of it, what it is in any document."""
    parts = _words()["parts"]
    for name in (part, f"`{part}:`", _ANY, _RANGED):
        found = parts.get(name, {}).get(key)
        if found is not None:
            return str(found)
    return of_kind(key) if part == key else None


@cache
def _words() -> dict[str, Any]:
    found = json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    assert isinstance(found, dict)
    return found
