"""From the path of a version to its whole law: what it amends is found beside it, and the changes are laid over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from os.path import normpath, relpath
from pathlib import Path

from rules.diagnostics.diagnostic import Diagnostic, Related, finding, sort_findings
from rules.diagnostics.names import nearest
from rules.source.load import Document, Source, law_files, load_path
from rules.source.node import Mapping, Node, Scalar
from rules.source.node import Sequence as List
from rules.versions.heads import HEAD, Version, places, read_version
from rules.versions.heads import bases as bases_of
from rules.versions.merge import AMENDS, REPEALS, Changes, head_of_law, merge

SCENARIOS = "scenarios"

Load = Callable[[Path], Source]


@dataclass(frozen=True, slots=True)
class Amended:
    """A version that another is written as changes to, and these changes."""

    version: str
    path: Path
    changes: Changes


@dataclass(frozen=True, slots=True)
class Layer:
    """The files of one version as they were read, before anything was laid over them.

    `scenarios` is the base's folder of scenarios as seen from this version, if it has a base that names one.
    """

    sources: tuple[Source, ...]
    scenarios: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """The files of a law, those of the versions below it included, and what it amends, the nearest first.

    What is wrong with amending stands among the findings of the sources. `layers` are the versions that it consists
    of, the lowest first; none if something is wrong with amending.
    """

    sources: tuple[Source, ...]
    amended: tuple[Amended, ...] = ()
    layers: tuple[Layer, ...] = ()


def lay(layers: Sequence[Layer]) -> tuple[Source, ...]:
    """The files of the whole law that layers are, the lowest first: the same that `read_whole` gave with them."""
    below: tuple[Source, ...] = layers[0].sources
    for layer in layers[1:]:
        below, _ = _over(below, layer)
    return below


def read_whole(path: Path, load: Load = load_path) -> Whole:
    """The law in a folder or file, with the base that it amends. Never raises for bad law."""
    return _read(path, load, ())


def _read(path: Path, load: Load, trail: tuple[tuple[Path, Scalar], ...]) -> Whole:
    sources = tuple(load(each) for each in law_files(path))
    head = head_of_law(sources)
    amends = head.root.get(AMENDS) if head is not None else None
    if head is None or not isinstance(amends, Scalar):
        return Whole(sources, layers=(Layer(sources),))
    trail = (*trail, (path.resolve(), amends))
    bases = list(bases_of(path, _said(head, HEAD), amends.value))
    if len(bases) != 1:
        return Whole(_only_head(sources, _no_single_base(path, head, amends, bases)))
    base = bases[0].path
    if base.resolve() in {each for each, _ in trail}:
        return Whole(_only_head(sources, _circle(trail, base)))
    below = _read(base, load, trail)
    if not any(each.documents for each in below.sources):
        return Whole((*below.sources, *_only_head(sources, None)))
    broken = [each for source in below.sources for each in source.findings if each.code in {"E319", "E321"}]
    if broken:
        return Whole((*below.sources, *(replace(each, documents=()) for each in sources)))
    layer = Layer(sources, _scenarios(path, base, head_of_law(below.sources)))
    merged, changes = _over(below.sources, layer)
    layers = (*below.layers, layer) if below.layers else ()
    return Whole(merged, (Amended(amends.value, base, changes), *below.amended), layers)


def _over(below: tuple[Source, ...], layer: Layer) -> tuple[tuple[Source, ...], Changes]:
    """A version laid over the whole law below it."""
    merged, changes, findings = merge(below, layer.sources)
    inherited = _inherited(head_of_law(below), layer.scenarios)
    return _told(tuple(_with_head(each, inherited) for each in merged), findings), changes


def _said(head: Document, key: str) -> str:
    node = head.root.get(key)
    return node.value if isinstance(node, Scalar) else ""


def _no_single_base(path: Path, head: Document, amends: Scalar, bases: list[Version]) -> Diagnostic:
    name = _said(head, HEAD)
    if bases:
        related = [Related(each.place, "one of them") for each in bases]
        message = f"There are {len(bases)} versions `{amends.value}` of `{name}`"
        return finding("E319", amends.span, message, help="Give each a `version:` of its own.", related=related)
    found = (read_version(each) for each in places(path, name))
    others = [each.version for each in found if each is not None and each.name == name]
    others = [each for each in others if each != _said(head, "version")]
    close = nearest(amends.value, others) or (others[0] if len(others) == 1 else None)
    place = f"Versions lie beside one another, in a folder with the name `{name}`."
    help = f"Did you mean `{close}`?" if close else place
    message = f"There is no version `{amends.value}` of `{name}` to amend"
    return finding("E319", amends.span, message, help=help)


def _circle(trail: tuple[tuple[Path, Scalar], ...], base: Path) -> Diagnostic:
    start = next(place for place, (path, _) in enumerate(trail) if path == base.resolve())
    circle = trail[start:]
    message = "The version amends itself" if len(circle) == 1 else "The versions amend one another in a circle"
    related = [Related(amends.span, f"amends `{amends.value}`") for _, amends in circle[:-1]]
    help = "Let one of them amend a version that is written in full."
    return finding("E321", circle[-1][1].span, message, help=help, related=related)


def _only_head(sources: tuple[Source, ...], problem: Diagnostic | None) -> tuple[Source, ...]:
    """Without its base, nothing in the changes can be judged."""
    found = [] if problem is None else [problem]
    kept = tuple(replace(each, documents=tuple(_heads_of(each)), whole=False) for each in sources)
    return _told(tuple(_with_head(each, None) for each in kept), found)


def _heads_of(source: Source) -> Iterator[Document]:
    return (each for each in source.documents if each.root.key(HEAD) is not None)


def _told(sources: tuple[Source, ...], findings: list[Diagnostic]) -> tuple[Source, ...]:
    """Each finding goes to the file that it is about."""
    told: list[Source] = []
    for source in sources:
        own = [each for each in findings if each.span.file == source.file]
        told.append(replace(source, findings=sort_findings([*source.findings, *own])) if own else source)
    return tuple(told)


def _scenarios(path: Path, base: Path, head: Document | None) -> str | None:
    """The base's folder of scenarios, as seen from the version that amends it."""
    node: Node | None = head.root.get(SCENARIOS) if head is not None else None
    if not isinstance(node, Scalar):
        return None
    there = normpath(_folder(base).resolve() / node.value)
    return Path(relpath(there, _folder(path).resolve())).as_posix()


def _inherited(head: Document | None, scenarios: str | None) -> tuple[Scalar, Scalar] | None:
    """The entry of a head that names the folder of scenarios, at the place where the base has it."""
    key = head.root.key(SCENARIOS) if head is not None else None
    node: Node | None = head.root.get(SCENARIOS) if head is not None else None
    if scenarios is None or key is None or not isinstance(node, Scalar):
        return None
    return key, Scalar(scenarios, node.span, node.style)


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _with_head(source: Source, scenarios: tuple[Scalar, Scalar] | None) -> Source:
    """A source whose head is that of law written in full."""
    documents = tuple(_full(each, scenarios) if each.root.key(HEAD) is not None else each for each in source.documents)
    return replace(source, documents=documents)


def _was_read(node: Node) -> bool:
    """Whether it is a name or names; what is not is left, so that it is reported."""
    parts = node.items if isinstance(node, List) else (node,)
    return all(isinstance(each, Scalar) for each in parts)


def _full(head: Document, scenarios: tuple[Scalar, Scalar] | None) -> Document:
    root = head.root
    entries = [(key, node) for key, node in root.entries if key.value not in {AMENDS, REPEALS} or not _was_read(node)]
    if scenarios is not None and root.key(SCENARIOS) is None:
        entries.append(scenarios)
    return replace(head, root=Mapping(tuple(entries), root.span, root.flow))
