"""Law that is written as changes to other law: the changes laid over it, document by document and entry by entry.

A document with an id replaces the base's of the same kind and id. A map of entries (types, given facts, parameters, …)
replaces the base's entries of the same names and adds the others. Every part keeps its place in the file where it
stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest
from rules.model.reader import DOCUMENT_KINDS, WITH_ID
from rules.source.load import Document, Source
from rules.source.node import Mapping as Map
from rules.source.node import Node, Scalar
from rules.source.node import Sequence as List
from rules.versions.heads import HEAD

AMENDS = "amends"
REPEALS = "repeals"
UNITS = "units"

_BODIES = {"facts": "given", "parameters": "values"}
_OF_A_GROUP = ("by", "source", "section", "rests_on")
"""What a group says once for all its entries; changes that do not say it take it from the base."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """What changes replace as a whole: a document with an id, or one entry of a map.

    `owner` is the id, the scope or the group; types and the like have none. `entry` is None for a document.
    """

    kind: str
    owner: str
    entry: str | None

    @property
    def name(self) -> str:
        """As people name it, and `repeals:` too: `GEN-ENTRY-01`, `entry.delta_low`, `open_csp`."""
        return ".".join(each for each in (self.owner, self.entry) if each)


@dataclass(frozen=True, slots=True)
class Changes:
    """The names of the documents and entries that are replaced, added and repealed."""

    replaced: tuple[str, ...]
    added: tuple[str, ...]
    repealed: tuple[str, ...]


def head_of_law(sources: Iterable[Source]) -> Document | None:
    """The head among the documents of a law."""
    return next((each for source in sources for each in source.documents if each.root.key(HEAD) is not None), None)


def merge(base: Sequence[Source], over: Sequence[Source]) -> tuple[tuple[Source, ...], Changes, list[Diagnostic]]:
    """Lays changes over a base: the files of both with what is left of them, what changed, and what is wrong.

    The head is left to others: that of the base is gone, that of the changes stays as it is.
    """
    below = [each for source in base for each in source.documents]
    there = [part for each in below for part in _parts(each)]
    written = dict.fromkeys(part for source in over for each in source.documents for part in _parts(each))
    by_name: dict[str, list[Part]] = {}
    for part in there:
        if part.kind != UNITS:
            by_name.setdefault(part.name, []).append(part)
    repeals = _repeals(head_of_law(over))
    gone = {part for each in repeals for part in by_name.get(each.value, ())} - set(written)
    findings = [_not_there(each, by_name) for each in repeals if each.value not in by_name]
    out = {*written, *gone}
    kept = [_each(source, lambda document: _without(document, out)) for source in base]
    groups: dict[tuple[str, str], Map] = {}
    for document in below:
        for part in _parts(document)[:1]:
            groups.setdefault((part.kind, part.owner), document.root)
    own = [_each(source, lambda document: _in_its_group(document, groups)) for source in over]
    changes = Changes(
        tuple(part.name for part in written if part in set(there)),
        tuple(part.name for part in written if part not in set(there)),
        tuple(dict.fromkeys(part.name for part in there if part in gone)),
    )
    return (*kept, *own), changes, findings


def _each(source: Source, change: Callable[[Document], Document | None]) -> Source:
    changed = (change(each) for each in source.documents)
    return replace(source, documents=tuple(each for each in changed if each is not None))


def _kind(root: Map) -> str | None:
    """The kind that a document is read as."""
    return next((key.value for key, _ in root.entries if key.value in DOCUMENT_KINDS), None)


def _parts(document: Document) -> list[Part]:
    """The parts of a document; none of a head, or of something that is not known."""
    kind = _kind(document.root)
    if kind is None or kind == HEAD:
        return []
    named = document.root.get(kind)
    owner = named.value if isinstance(named, Scalar) else ""
    if kind in WITH_ID:
        return [Part(kind, owner, None)] if owner else []
    return [Part(kind, owner, name) for name in _entries(kind, document.root)]


def _entries(kind: str, root: Map) -> Iterator[str]:
    body = root.get(_BODIES.get(kind, kind))
    if not isinstance(body, Map):
        return
    if kind != UNITS:
        yield from body.keys()
        return
    for key, node in body.entries:
        if isinstance(node, List):
            yield from (each.value for each in node.items if isinstance(each, Scalar))
        elif isinstance(node, Map):
            yield from node.keys()
        else:
            yield key.value


def _without(document: Document, out: Collection[Part]) -> Document | None:
    """A document of the base without the parts that are out; None if nothing is left of it, and for a head."""
    if document.root.key(HEAD) is not None:
        return None
    parts = _parts(document)
    gone = {part.entry for part in parts if part in out}
    if not gone:
        return document
    if len(gone) == len({part.entry for part in parts}):
        return None
    kind = parts[0].kind
    body = _BODIES.get(kind, kind)
    root = document.root
    return replace(document, root=_with(root, {body: _thinned(root.get(body), gone, kind == UNITS)}))


def _thinned(node: Node | None, gone: Collection[str | None], deep: bool) -> Node | None:
    """A map without some of its entries; with `deep`, the lists and maps in it without them."""
    if isinstance(node, List):
        left = tuple(each for each in node.items if not (isinstance(each, Scalar) and each.value in gone))
        return replace(node, items=left)
    if not isinstance(node, Map):
        return node
    entries = [(key, value) for key, value in node.entries if key.value not in gone]
    if deep:
        entries = [(key, _thinned(value, gone, deep=False) or value) for key, value in entries]
    return Map(tuple(entries), node.span, node.flow)


def _in_its_group(document: Document, groups: Mapping[tuple[str, str], Map]) -> Document:
    """A document of the changes, with what its group says in the base and it does not say itself."""
    parts = _parts(document)
    if not parts or parts[0].entry is None or (parts[0].kind, parts[0].owner) not in groups:
        return document
    said = groups[parts[0].kind, parts[0].owner]
    taken = [
        (key, value) for key, value in said.entries if key.value in _OF_A_GROUP and document.root.key(key.value) is None
    ]
    root = document.root
    return replace(document, root=Map((*root.entries, *taken), root.span, root.flow))


def _with(root: Map, changed: Mapping[str, Node | None]) -> Map:
    entries = ((key, changed.get(key.value) or value) for key, value in root.entries)
    return Map(tuple(entries), root.span, root.flow)


def _repeals(head: Document | None) -> list[Scalar]:
    node = head.root.get(REPEALS) if head is not None else None
    if isinstance(node, Scalar):
        return [node]
    return [each for each in node.items if isinstance(each, Scalar)] if isinstance(node, List) else []


def _not_there(named: Scalar, there: Collection[str]) -> Diagnostic:
    close = nearest(named.value, there)
    help = f"Did you mean `{close}`?" if close else "Name a document by its id, a parameter as `GROUP.NAME`."
    message = f"`{named.value}` cannot be repealed: the version that is amended has nothing of that name"
    return finding("E320", named.span, message, help=help)
