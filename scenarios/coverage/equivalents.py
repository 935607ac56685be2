"""What need not be shown, and why: the entries of `equivalents.yaml` beside the scenarios, or one file a feature.

Of a feature `06-protocol.feature` they may stand in `06-protocol.equivalents.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest, quoted
from rules.source import node as n
from rules.source.load import load_path
from rules.source.span import Span
from scenarios.coverage.parts import Need

FILE = "equivalents.yaml"
"""The name of the file in the folder of the scenarios, or behind a dot the end of such names."""

Kind = Literal["clause", "rule", "mutant"]
KINDS: tuple[Kind, ...] = ("clause", "rule", "mutant")
DECIDES, WAITS = "decides", "waits"
"""What a rule may never do: decide, or not decide though it is asked."""
NEVER: Mapping[Kind, tuple[str, ...]] = {
    "clause": tuple(Need),
    "rule": (DECIDES, WAITS),
    "mutant": (),
}
_KEY, _NEVER, _REASON = "equivalents", "never", "reason"
_FORM = "Write `clause:`, `rule:` or `mutant:` with its id, and `reason:`; for a clause or rule also `never:`."


@dataclass(frozen=True, slots=True)
class Equivalent:
    """One entry: what is meant, what is never seen of it, and why. `never` is empty for a mutant."""

    kind: Kind
    id: str
    never: tuple[str, ...]
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Equivalents:
    """The entries of one or several files, and what is wrong in them."""

    entries: tuple[Equivalent, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: Kind, id: str) -> tuple[Equivalent, ...]:
        """The entries about one thing."""
        return tuple(each for each in self.entries if each.kind == kind and each.id == id)

    def mutants(self) -> Mapping[str, Equivalent]:
        """The entries about mutants, by their id."""
        return {each.id: each for each in self.entries if each.kind == "mutant"}


def read_equivalents(features: Sequence[Path]) -> Equivalents:
    """The entries beside scenarios: of each folder of features, or of the folder in which a feature file stands.

    No file is no entry. Never raises for a bad file: what is wrong are findings.
    """
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in features)
    reader = _Reader()
    for folder in folders:
        for path in sorted(folder.glob(f"*{FILE}")):
            if path.is_file() and (path.name == FILE or path.name.endswith(f".{FILE}")):
                reader.read(path)
    return Equivalents(tuple(reader.entries), tuple(reader.findings), reader.sources)


class _Reader:
    """Reads files one after the other."""

    def __init__(self) -> None:
        self.entries: list[Equivalent] = []
        self.findings: list[Diagnostic] = []
        self.sources: dict[str, str] = {}
        self._known: dict[tuple[str, str, str], Span] = {}

    def read(self, path: Path) -> None:
        """One file."""
        source = load_path(path)
        self.sources[source.file] = source.text
        self.findings += source.findings
        for document in source.documents:
            for key, value in document.root.entries:
                if key.value != _KEY:
                    self._wrong(
                        key.span, f"{quoted(key.value)} does not belong here", f"The file has one key, `{_KEY}:`."
                    )
                elif not isinstance(value, n.Sequence):
                    self._wrong(value.span, f"`{_KEY}:` is a list of entries", _FORM)
                else:
                    for item in value.items:
                        self._entry(item)

    def _entry(self, item: n.Node) -> None:
        if not isinstance(item, n.Mapping):
            self._wrong(item.span, "An entry is a map of what it is about, and why", _FORM)
            return
        texts = {key.value: key for key, _ in item.entries}
        kinds = [kind for kind in KINDS if kind in texts]
        if len(kinds) != 1:
            what = "An entry says what it is about" if not kinds else "An entry is about one thing"
            self._wrong(item.entries[0][0].span if item.entries else item.span, what, _FORM)
            return
        kind = kinds[0]
        allowed = (kind, _REASON, *((_NEVER,) if NEVER[kind] else ()))
        for name, key in texts.items():
            if name not in allowed:
                close = nearest(name, [each for each in allowed if each not in texts])
                help = f"Did you mean `{close}`?" if close else _FORM
                self._wrong(key.span, f"An entry about a {kind} has no key {quoted(name)}", help)
                return
        id_, reason = self._text(item, kind, texts[kind].span), self._text(item, _REASON, texts[kind].span)
        never = self._never(item, kind, texts[kind].span)
        if id_ is None or reason is None or never is None:
            return
        for word in never or ("",):
            first = self._known.setdefault((kind, id_.value, word), id_.span)
            if first is not id_.span:
                related = (Related(first, "first here"),)
                self.findings.append(
                    finding("C801", id_.span, "The same stands here twice", help="Take one away.", related=related)
                )
                return
        self.entries.append(Equivalent(kind, id_.value, never, reason.value, id_.span))

    def _text(self, item: n.Mapping, name: str, place: Span) -> n.Scalar | None:
        found = item.get(name)
        if isinstance(found, n.Scalar) and found.value.strip():
            return found
        self._wrong(found.span if found is not None else place, f"`{name}:` needs a few words", _FORM)
        return None

    def _never(self, item: n.Mapping, kind: Kind, place: Span) -> tuple[str, ...] | None:
        """What is never seen. None, with a finding, where that is not said in the words that there are."""
        words = NEVER[kind]
        if not words:
            return ()
        found = item.get(_NEVER)
        items = found.items if isinstance(found, n.Sequence) else (found,)
        help = "It is one of " + ", ".join(f"`{word}`" for word in words) + ", or a list of them."
        read: list[str] = []
        for each in items:
            if not isinstance(each, n.Scalar) or each.value not in words:
                at = each.span if each is not None else place
                said = quoted(each.value) if isinstance(each, n.Scalar) else "what is never seen"
                message = f"`{_NEVER}:` cannot be {said}" if isinstance(each, n.Scalar) else f"`{_NEVER}:` says {said}"
                self._wrong(at, message, help)
                return None
            read.append(each.value)
        return tuple(read)

    def _wrong(self, place: Span, message: str, help: str) -> None:
        self.findings.append(finding("C801", place, message, help=help))
