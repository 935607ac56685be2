"""Files of law in canonical form. What could change is checked afterwards: nothing of meaning, and no comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.format.comments import comments
from rules.format.forms import below, entry_forms, form_of, part_of
from rules.format.layout import lay_out, lay_out_comments
from rules.format.repair import repaired
from rules.format.scalars import LEAVES, words
from rules.model.keys import Form
from rules.source.build import build
from rules.source.characters import refused
from rules.source.load import Source, load_text
from rules.source.node import Mapping, Node, Scalar
from rules.source.split import Chunk, split

_CRLF = "\r\n"
_MARK = "---"


class FormatError(Exception):
    """The canonical form would not say the same; the file must stay as it is. This is a mistake of ours."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file in canonical form. `text` is None where it cannot be read: then `findings` say why.

    `is_law` is False for a file that holds no document of law; it stays as it is. `repaired` counts the texts that
    had to be put in quotes before the file could be read.
    """

    text: str | None
    source: Source
    findings: tuple[Diagnostic, ...]
    is_law: bool
    repaired: int = 0


def format_text(text: str, file: str) -> Formatted:
    """The canonical form of a file; documents that are no law stay as they are. Raises FormatError."""
    endings = _CRLF if _CRLF in text and text.count(_CRLF) == text.count("\n") else "\n"
    written = text.replace(_CRLF, "\n")
    source = load_text(written, file)
    repairs = 0
    if _errors(source):
        written, repairs = repaired(written, file)
        source = load_text(written, file) if repairs else source
    is_law = any(form_of(each.root) is not None for each in source.documents)
    if _errors(source):
        return Formatted(None, source, source.findings, is_law)
    if not is_law:
        return Formatted(text, source, (), is_law)
    before = list(_read(written, file))
    found = "\n".join(_lines(before)) + "\n"
    _check(before, list(_read(found, file)))
    return Formatted(found.replace("\n", endings), source, (), is_law, repairs)


def _errors(source: Source) -> bool:
    return any(each.severity is Severity.ERROR for each in source.findings)


def _read(text: str, file: str) -> Iterator[tuple[Chunk, Mapping | None]]:
    """The documents of a text; one without a map holds nothing but comments, or cannot be read."""
    lines = (text if text.endswith("\n") else f"{text}\n").split("\n")
    for chunk in split(lines):
        yield chunk, None if refused(chunk, file) else build(chunk, lines, file).root


def _lines(documents: Iterable[tuple[Chunk, Mapping | None]]) -> list[str]:
    """The lines of a file in canonical form."""
    found: list[str] = []
    for chunk, root in documents:
        form = form_of(root) if root is not None else None
        if root is not None and form is None:
            found += chunk.lines
            continue
        laid = lay_out(chunk, root, form) if root is not None else lay_out_comments(chunk)
        if laid:
            found += [_MARK, *laid] if found else laid
    return found


# --- whether it still says the same ---------------------------------------------------------------
def _check(before: Sequence[tuple[Chunk, Mapping | None]], after: Sequence[tuple[Chunk, Mapping | None]]) -> None:
    """Raises FormatError unless both have the same documents and the same comments."""
    if _comments(before) != _comments(after):
        raise FormatError("a comment would be lost")
    old, new = ([root for _, root in each if root is not None] for each in (before, after))
    if len(old) != len(new):
        raise FormatError("a document would be lost")
    if not all(_same(one, other, form_of(one)) for one, other in zip(old, new, strict=True)):
        raise FormatError("a document would say something else")


def _comments(documents: Iterable[tuple[Chunk, Mapping | None]]) -> Counter[str]:
    return Counter(each.text for chunk, root in documents for each in comments(chunk, root) if each.text)


def _same(one: Node, other: Node, form: Form | None) -> bool:
    """Whether two nodes say the same: in the order of keys they may differ where it means nothing."""
    if isinstance(one, Scalar):
        if not isinstance(other, Scalar):
            return False
        if one.value == other.value:
            return True
        read = words(one.value) if form in LEAVES else None
        return read is not None and read == words(other.value)
    if isinstance(one, Mapping):
        if not isinstance(other, Mapping):
            return False
        keys = one.keys()
        free = part_of(form, keys) is not None
        if sorted(keys) != sorted(other.keys()) if free else keys != other.keys():
            return False
        values = ((inner, one.get(key), other.get(key)) for key, inner in entry_forms(form, keys).items())
        return all(a is not None and b is not None and _same(a, b, inner) for inner, a, b in values)
    if isinstance(other, Mapping | Scalar) or len(one.items) != len(other.items):
        return False
    return all(_same(a, b, below(form)) for a, b in zip(one.items, other.items, strict=True))
