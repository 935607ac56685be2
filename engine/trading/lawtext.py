"""The canonical text of a law: its files, and what else its decisions hang on, as one content that compiles again.

Who decides compiles his law from this content, too: then what is stored is what decided. Names of files are told
within the folder of their version, so that the same law gives the same content wherever it lies.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from engine.trading.contents import NotAContent, canonical
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.source.load import Source, load_text
from rules.versions.overlay import Layer, Whole, lay

FORMAT = "alluse/law-text/1"

MOST_LAWS = 8
"""So many compiled laws are kept while a process runs: versions, and the terms of accounts."""

_KEYS = {"format", "layers", "further", "in_force_until", "as_if_in_force"}


@dataclass(frozen=True, slots=True)
class StoredLaw:
    """Law that was compiled from its canonical text, and whether it judges facts of a time when it is not in force."""

    law: Law
    as_if_in_force: bool


def law_content(
    whole: Whole, further: Sequence[Source] = (), in_force_until: date | None = None, as_if_in_force: bool = False
) -> bytes:
    """The canonical text of a law as `rules.versions.overlay.read_whole` gives it.

    `further` are terms and waivers that apply. `in_force_until` is the first day of the version after it, if the
    folder of versions says one. Raises ValueError for law that has errors.
    """
    if not whole.layers:
        raise ValueError("law with errors has no canonical text")
    content = canonical(
        {
            "format": FORMAT,
            "layers": [_layer_told(each) for each in whole.layers],
            "further": [_source_told(each, PurePosixPath(each.file).name) for each in further],
            "in_force_until": None if in_force_until is None else in_force_until.isoformat(),
            "as_if_in_force": as_if_in_force,
        }
    )
    try:
        compile_content(content)
    except NotAContent as error:
        raise ValueError(str(error)) from None
    return content


@lru_cache(maxsize=MOST_LAWS)
def compile_content(content: bytes) -> StoredLaw:
    """The law of a canonical text, compiled once. Raises NotAContent for what is none, or has errors."""
    try:
        raw = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotAContent(f"this is not JSON: {error}") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or set(raw) != _KEYS:
        raise NotAContent(f"this is not the text of a law: an object with the format `{FORMAT}`")
    try:
        layers = [Layer(tuple(_source(each) for each in told["files"]), told["scenarios"]) for told in raw["layers"]]
        further = [_source(each) for each in raw["further"]]
        until = None if raw["in_force_until"] is None else date.fromisoformat(raw["in_force_until"])
    except (TypeError, KeyError, IndexError, ValueError, AttributeError):
        raise NotAContent("a part of the text of the law is missing, or of another kind") from None
    if not layers:
        raise NotAContent("the text of the law has no files")
    compiled = compile_sources([*lay(layers), *further])
    if compiled.law is None:
        first = next(each for each in compiled.findings if each.severity is Severity.ERROR)
        raise NotAContent(f"the law has errors: {first.message}")
    law = compiled.law if until is None else replace(compiled.law, in_force_until=until)
    return StoredLaw(law, raw["as_if_in_force"] is True)


def _layer_told(layer: Layer) -> dict[str, Any]:
    return {
        "files": [_source_told(each, name) for each, name in zip(layer.sources, _names(layer.sources), strict=True)],
        "scenarios": layer.scenarios,
    }


def _names(sources: Sequence[Source]) -> list[str]:
    """The files' names within the folder that holds them all, with the name of this folder."""
    paths = [PurePosixPath(each.file) for each in sources]
    home = paths[0].parent
    while not all(each.is_relative_to(home) for each in paths):
        home = home.parent
    return [str(PurePosixPath(home.name) / each.relative_to(home)) for each in paths]


def _source_told(source: Source, name: str) -> dict[str, Any]:
    """The text of a file, and which of its documents count where not all of them do."""
    told: dict[str, Any] = {"file": name, "text": source.text}
    spans = [each.span for each in load_text(source.text, source.file).documents]
    counted = [each.span for each in source.documents]
    if counted != spans:
        told["only"] = [spans.index(each) for each in counted]
    return told


def _source(told: Any) -> Source:
    """A file of a canonical text. Raises TypeError, KeyError or IndexError for what is none."""
    source = load_text(told["text"], str(told["file"]))
    if "only" not in told:
        return source
    return replace(source, documents=tuple(source.documents[number] for number in told["only"]))
