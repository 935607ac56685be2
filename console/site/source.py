"""Documents of the law as they were written, line by line, with what is a key and what a comment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rules.source.span import Span

_MARK = "---"
_KEY = re.compile(r"^(?P<before>\s*(?:- )?)(?P<key>[A-Za-z_][\w .-]*?)(?P<after>:(?: .*)?)$")
_HEAD_OF_FILE = "# yaml-language-server:"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: what stands before a key, the key, the rest, and a comment that fills the line."""

    number: int
    before: str
    key: str
    rest: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A document, or a part of one, and where it stands: a file as seen from the law's own folder."""

    file: str
    line: int
    lines: tuple[Line, ...]

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"


class Texts:
    """The files of a law. Places are told as seen from its folder, so that no page depends on where that lies."""

    def __init__(self, texts: Mapping[str, str], folder: Path) -> None:
        self._lines = {file: text.split("\n") for file, text in texts.items()}
        self._folder = folder

    def file(self, file: str) -> str:
        """A file, as seen from the folder of the law."""
        return Path(os.path.relpath(file, self._folder)).as_posix()

    def place(self, span: Span) -> str:
        """File and line, as seen from the folder of the law."""
        return f"{self.file(span.file)}:{span.line}"

    def document(self, span: Span) -> Excerpt:
        """The whole document around a place, without blank lines and marks around it."""
        lines = self._lines[span.file]
        first = last = span.line - 1
        while first > 0 and not lines[first - 1].startswith(_MARK):
            first -= 1
        while last + 1 < len(lines) and not lines[last + 1].startswith(_MARK):
            last += 1
        while lines[first].startswith(_HEAD_OF_FILE) or not lines[first].strip():
            first += 1
        while not lines[last].strip():
            last -= 1
        return self._excerpt(span, first, last)

    def entry(self, span: Span) -> Excerpt:
        """The item of a list that begins in the line of a place, such as a move of a machine."""
        lines = self._lines[span.file]
        first = last = span.line - 1
        depth = _depth(lines[first])
        while last + 1 < len(lines) and lines[last + 1].strip() and _depth(lines[last + 1]) > depth:
            last += 1
        return self._excerpt(span, first, last)

    def _excerpt(self, span: Span, first: int, last: int) -> Excerpt:
        lines = self._lines[span.file][first : last + 1]
        return Excerpt(self.file(span.file), first + 1, tuple(_told(lines, first + 1)))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _told(lines: list[str], first: int) -> Iterator[Line]:
    for number, line in enumerate(lines, first):
        if line.lstrip().startswith("#"):
            yield Line(number, "", "", "", line)
        elif found := _KEY.match(line):
            yield Line(number, found["before"], found["key"], found["after"])
        else:
            yield Line(number, "", "", line)
