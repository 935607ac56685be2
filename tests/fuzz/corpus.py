"""Real texts of the repository, in an order that does not depend on the file system: what mutations begin with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
_LONGEST = 20_000
"""Longer files are cut: mutations in them would only be slow."""


@cache
def law() -> tuple[str, ...]:
    """Documents of law: the constitutions, the examples, the fixtures of mistakes, the conformance cases."""
    folders = ("constitution", "examples", "tests/bad", "tests/conformance", "tests/console", "tests/fuzz")
    # Files that stand for what is too large would make every input slow.
    texts = [text for folder in folders for text in _texts(folder, "*.yaml")]
    found = [each for text in texts for each in text.split("\n---\n") if each.strip()]
    return tuple(dict.fromkeys(each.strip("\n") + "\n" for each in found))


@cache
def base() -> tuple[str, ...]:
    """The documents of the small law that most inputs of the checker are made from."""
    text = (HERE / "law.yaml").read_text("utf-8")
    return tuple(each.strip("\n") + "\n" for each in text.split("\n---\n"))


@cache
def facts() -> str:
    """The facts of the small law."""
    return (HERE / "facts.yaml").read_text("utf-8")


@cache
def features() -> tuple[str, ...]:
    """Scenarios."""
    return tuple(_texts("features", "*.feature")) + tuple(_texts("tests", "*.feature"))


def _texts(folder: str, pattern: str) -> list[str]:
    files = sorted(path for path in (ROOT / folder).rglob(pattern) if path.is_file())
    return [path.read_bytes()[:_LONGEST].decode("utf-8", "ignore") for path in files]
