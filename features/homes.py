"""Which constitutions of the repository have scenarios, where these stand, and their laws."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rules.compile.compiler import Compiled, compile_path, law_files
from rules.source.load import load_path
from rules.source.node import Scalar
from scenarios.reader import Features, read_features
from scenarios.words import Words

ROOT = Path(__file__).parents[1]
_HEAD = b"constitution"


@cache
def homes() -> dict[Path, Path]:
    """The folders of features, each with the constitution whose head names it; drafts name none."""
    found: dict[Path, Path] = {}
    for path in (*sorted(ROOT.glob("constitution/*/*")), *sorted(ROOT.glob("examples/*/law"))):
        for file in law_files(path) if path.is_dir() else ():
            if _HEAD not in file.read_bytes():
                continue  # only heads are looked for, and most files have none
            for document in load_path(file).documents:
                named, draft = document.root.get("scenarios"), document.root.get("draft")
                is_draft = isinstance(draft, Scalar) and draft.value == "true"
                if document.root.get("constitution") and isinstance(named, Scalar) and not is_draft:
                    found.setdefault((path / named.value).resolve(), path)
    return found


@cache
def features_in(folder: Path) -> Features:
    """The features of a folder, as the product reads them."""
    return read_features([folder])


@cache
def law_of(constitution: Path) -> tuple[Compiled, Words | None]:
    """What compiling a constitution gave, and its words where it gave a law."""
    compiled = compile_path(constitution)
    return compiled, Words(compiled.law) if compiled.law is not None else None


def home_of(file: Path) -> Path | None:
    """The constitution by which a feature is judged."""
    return next((home for folder, home in homes().items() if file.is_relative_to(folder)), None)
