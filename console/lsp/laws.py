"""The law that a file in an editor belongs to, checked with what has not been saved yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from os.path import normpath
from pathlib import Path

from console.names.meanings import Meanings
from console.reading import compile_loaded, load
from rules.compile.compiler import Compiled
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.load import Source, load_text
from rules.versions.overlay import read_whole

_HEAD = re.compile(r"^constitution[ \t]*:", re.MULTILINE)
_TOP = ".git"
_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a law, or in a file that belongs to none; the files that were read, as they stand."""

    findings: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


class Laws:
    """The laws of an editor's files. `buffers` holds the texts of open files, which go before those on disk."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.buffers: dict[Path, str] = {}
        self._good: dict[Path, Meanings] = {}

    def home_of(self, file: Path) -> Path | None:
        """Where the law is that a file belongs to: the nearest folder above with a head, up to the repository.

        A folder with several heads holds a law in each file that has one. None where there is no head above.
        """
        for folder in file.parents:
            heads = [each for each in self._files_in(folder) if _HEAD.search(self._text(each))]
            if len(heads) > 1:
                return file if file in heads else None
            if heads:
                return folder
            if (folder / _TOP).exists():
                return None
        return None

    def check(self, file: Path) -> Checked:
        """Everything that is wrong with the law of a file; of a file without law, only how it is written."""
        home = self.home_of(file)
        if home is None:
            source = load_text(self._text(file), file.as_posix())
            return Checked(source.findings, {source.file: source.text})
        compiled = self._compiled(home)
        return Checked(compiled.findings, compiled.sources)

    def meanings(self, file: Path) -> Meanings | None:
        """The names of the law of a file, as of when it was last right; None while nothing is known of it."""
        home = self.home_of(file)
        if home is None:
            return None
        if home not in self._good:
            self._compiled(home)
        return self._good.get(home)

    def _compiled(self, home: Path) -> Compiled:
        sources = read_whole(home, self._load).sources
        compiled = compile_loaded(home, sources)
        law = compiled.law
        if law is None and home not in self._good:
            law = compile_loaded(home, _without_mistakes(sources, compiled.findings)).law
        if law is not None:
            self._good[home] = Meanings(law, compiled.sources, self.day)
        return compiled

    def _load(self, path: Path) -> Source:
        text = self.buffers.get(Path(normpath(path)))
        return load(path) if text is None else load_text(text, path.as_posix())

    def _files_in(self, folder: Path) -> list[Path]:
        try:
            return [each for each in sorted(folder.iterdir()) if each.suffix in _SUFFIXES and each.is_file()]
        except OSError:
            return []

    def _text(self, path: Path) -> str:
        if path in self.buffers:
            return self.buffers[path]
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


def _without_mistakes(sources: Sequence[Source], findings: Iterable[Diagnostic]) -> list[Source]:
    """The sources without the documents in which something is wrong, so that the names of the rest are known."""
    wrong = [each.span for each in findings if each.severity is Severity.ERROR]
    kept = []
    for source in sources:
        documents = tuple(
            document
            for document in source.documents
            if not any(
                span.file == source.file and document.span.line <= span.line <= document.span.end_line for span in wrong
            )
        )
        kept.append(replace(source, documents=documents, findings=(), whole=True))
    return kept
