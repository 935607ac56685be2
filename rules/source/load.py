"""From a file to documents: split at `---`, then each read alone, so that a mistake stays where it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rules.diagnostics.diagnostic import Diagnostic, finding, sort_findings
from rules.source.build import build
from rules.source.characters import STRAY_BYTE, refused
from rules.source.node import Mapping
from rules.source.span import Span
from rules.source.split import split

MOST_BYTES = 2_000_000
"""Larger files are not read: no law is that long, and a mistaken path must not stop the work."""

MOST_DOCUMENTS = 10_000
"""The documents behind these are not read, for the same reason."""

_UTF8_MARK = "\ufeff"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Document:
    """What stands between two lines `---`; `span` reaches from its first key to its last value."""

    file: str
    root: Mapping
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read.

    `documents` are those that could be read, in order; documents that hold nothing but comments are left
    out. `text` is what the places point into: every line ends in one line break, bytes that are no UTF-8
    are replaced. `whole` is False if a document was lost to an error, so that names it declares may only
    seem to be unknown.
    """

    file: str
    text: str
    documents: tuple[Document, ...]
    findings: tuple[Diagnostic, ...]
    whole: bool = True


def law_files(path: Path) -> list[Path]:
    """The YAML files of a constitution: the file itself, or every `*.yaml` below the folder, by name."""
    if path.is_file():
        return [path]
    found = (each for suffix in ("*.yaml", "*.yml") for each in path.rglob(suffix) if each.is_file())
    return sorted(each for each in found if not any(part.startswith(".") for part in each.relative_to(path).parts))


def load_text(text: str, file: str) -> Source:
    """Read documents from text; places carry the name `file`. Bad input gives findings, never an error."""
    if len(text) > MOST_BYTES:
        return _unread(file, "Y104", _too_large(len(text)))
    findings: list[Diagnostic] = []
    if text.startswith(_UTF8_MARK):
        text = text[1:]
        findings.append(
            finding(
                "Y103",
                _start(file),
                "The file begins with a byte order mark",
                help="Save the file as UTF-8 without one",
            )
        )
    text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"  # the parser may stop behind the last line
    lines = text.split("\n")
    documents: list[Document] = []
    whole = True
    for number, chunk in enumerate(split(lines)):
        if number == MOST_DOCUMENTS:
            findings.append(_too_many(Span(file, chunk.first + 1, 1, chunk.first + 1, 1)))
            whole = False
            break
        problem = refused(chunk, file)
        if problem:
            findings.append(problem)
            whole = False
            continue
        built = build(chunk, lines, file)
        findings += built.findings
        whole = whole and built.whole
        if built.root is not None:
            documents.append(Document(file, built.root, built.root.span))
    if not documents and not findings:
        findings.append(
            finding("Y105", _start(file), "The file holds no document", help="Write one, or delete the file")
        )
    return Source(file, STRAY_BYTE.sub("\ufffd", text), tuple(documents), sort_findings(findings), whole)


def load_bytes(data: bytes, file: str) -> Source:
    """Read documents from bytes. A byte that is no UTF-8 spoils only the document it stands in."""
    if len(data) > MOST_BYTES:
        return _unread(file, "Y104", _too_large(len(data)))
    if data.startswith(_UTF16_MARKS):
        return _unread(file, "Y102", "The file is UTF-16, not UTF-8", "Save the file as UTF-8")
    return load_text(data.decode("utf-8", errors="surrogateescape"), file)


def load_path(path: Path, shown_as: str | None = None) -> Source:
    """Read a file from disk. `shown_as` is the name that places carry; without it, the path as given."""
    file = path.as_posix() if shown_as is None else shown_as
    try:
        if not path.is_file():  # also keeps us from waiting for a pipe
            return _unread(file, "Y101", _what_instead(path), "Check the path")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            return _unread(file, "Y104", _too_large(path.stat().st_size))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return _unread(file, "Y101", f"The file cannot be read ({why.lower()})", "Check the path")
    return load_bytes(data, file)


def _what_instead(path: Path) -> str:
    if path.is_dir():
        return "This is a folder, not a file"
    return "This is not an ordinary file" if path.exists() else "The file is not there"


def _start(file: str) -> Span:
    return Span(file, 1, 1, 1, 1)


def _too_large(size: int) -> str:
    return f"The file has {size:,} bytes; the most that is read is {MOST_BYTES:,}"


def _too_many(place: Span) -> Diagnostic:
    message = f"The file has more than {MOST_DOCUMENTS:,} documents; those from here on are not read"
    return finding("Y124", place, message, help="Split it into several files")


def _unread(file: str, code: str, message: str, advice: str | None = "Split it into several files") -> Source:
    return Source(file, "", (), (finding(code, _start(file), message, help=advice),), whole=False)
