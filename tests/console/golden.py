"""Texts as they were approved. `ALLUSE_GOLDEN=write` writes them anew; then read what changed."""

from __future__ import annotations

import os
import re

from tests.console.running import GOLDEN

_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


def writing() -> bool:
    """Whether approved texts are to be written anew."""
    return os.environ.get("ALLUSE_GOLDEN") == "write"


def without_digests(text: str) -> str:
    """A text whose shortened digests are blanked: they change with every word of the law."""
    return _DIGEST.sub("0123456789ab", text)


def approved(name: str, text: str) -> bool:
    """Whether a text is the approved one; writes it instead where that is asked for."""
    path = GOLDEN / name
    if writing():
        path.write_text(without_digests(text), encoding="utf-8")
    return path.read_text(encoding="utf-8") == without_digests(text)
