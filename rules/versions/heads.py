"""The heads of the versions that lie beside one another, read alone: other documents may still have mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from os.path import relpath
from pathlib import Path

from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.model.times import Times, WrongTimes, read_times, times_of
from rules.source.load import Document, law_files, load_text
from rules.source.node import Scalar
from rules.source.span import Span

HEAD = "constitution"

_HEAD = re.compile(rb"^constitution[ \t]*:", re.MULTILINE)
_MARK = re.compile(rb"^---", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Version:
    """One version: where it lies, what its head says, and the places of what it says.

    `path` is its folder, or its file. `times` are the days that the head names; WrongTimes if they are none.
    """

    path: Path
    name: str
    version: str
    times: Times | WrongTimes
    draft: bool
    amends: str | None
    place: Span
    in_force_place: Span

    @property
    def first_day(self) -> date | None:
        """The first day in force; None for law that always was. Raises ValueError for days that are none."""
        return self._times[0]

    @property
    def day_after(self) -> date | None:
        """The first day on which it is no longer in force by its own head; None if that names no end."""
        return self._times[1]

    @property
    def _times(self) -> Times:
        if isinstance(self.times, tuple):
            return self.times
        raise ValueError(self.times.message)

    @property
    def dated(self) -> bool:
        """Whether it takes part in the order of versions: no draft, and with days that can be read."""
        return not self.draft and not isinstance(self.times, WrongTimes)


def read_version(path: Path) -> Version | None:
    """The version that lies in a folder or file; None if there is no head that can be read."""
    return next(_heads(path), None)


def versions_in(home: Path) -> list[Path]:
    """The folders in which versions may lie, by name; none in a folder that cannot be read."""
    return [each for each in entries_of(home) if each.is_dir() and not each.name.startswith((".", "_"))]


def versions_inside(path: Path) -> list[Version]:
    """The versions in the folder of a constitution; none where there are not several: then the folder is one law."""
    found = [read_version(each) for each in versions_in(path)] if path.is_dir() else []
    several = [each for each in found if each is not None]
    return several if len(several) > 1 else []


def entries_of(folder: Path) -> list[Path]:
    """What lies in a folder, by name; nothing if it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def versions_beside(path: Path) -> Iterator[Version]:
    """The other versions of the constitution in a folder `…/NAME/VERSION`, or in a file there.

    There are none unless the folder above has the name of the constitution: other folders are nobody's to search.
    """
    folder = path if path.is_dir() else path.parent
    real = folder.resolve()
    own = read_version(folder)
    if own is None or own.name != real.parent.name:
        return
    for each in versions_in(above(folder)):
        if each.resolve() != real:
            version = read_version(each)
            if version is not None and version.name == own.name:
                yield version


def bases(path: Path, name: str, version: str) -> Iterator[Version]:
    """The versions that one in a folder or file may mean when it amends `version` of the constitution `name`."""
    for each in places(path, name):
        found = read_version(each)
        if found is not None and (found.name, found.version) == (name, version):
            yield found


def places(path: Path, name: str) -> list[Path]:
    """Where versions may lie: folders in one with the name of the constitution, and files beside a file."""
    folder = path if path.is_dir() else path.parent
    home = above(folder)
    folders = versions_in(home) if home.resolve().name == name else []
    if path.is_dir():
        return folders
    files = [each for each in entries_of(folder) if each.suffix in {".yaml", ".yml"}]
    return [*files, *(each for each in folders if each.resolve() != folder.resolve())]


def above(folder: Path) -> Path:
    """The folder above, as short as the path allows."""
    return folder.parent if folder.name not in {"", ".."} else Path(relpath(folder.resolve().parent))


def successor(first_day: date | None, others: Iterable[Version]) -> Version | None:
    """The version whose first day is the next one behind another's: it ends that one."""
    later = [each for each in others if each.dated and each.first_day is not None]
    later = [each for each in later if first_day is None or (each.first_day or first_day) > first_day]
    return min(later, key=lambda each: each.first_day or date.max, default=None)


def twins(versions: Iterable[Version]) -> Iterator[Diagnostic]:
    """Versions that begin on one day: nobody can tell which of them is in force."""
    seen: dict[date | None, Version] = {}
    for version in versions:
        if not version.dated:
            continue
        first = seen.setdefault(version.first_day, version)
        if first is not version:
            day = f"from {version.first_day}" if version.first_day else "from the beginning"
            yield finding(
                "E322",
                version.in_force_place,
                f"`{version.version}` and `{first.version}` are both in force {day}",
                help="Give the later one a first day of its own, or mark it with `draft: true`.",
                related=(Related(first.in_force_place, f"`{first.version}` is in force {day}"),),
            )


def _heads(path: Path) -> Iterator[Version]:
    for file in law_files(path):
        try:
            data = file.read_bytes()
        except OSError:
            continue
        found = _HEAD.search(data)
        if found is None:
            continue
        begins = max((mark.start() for mark in _MARK.finditer(data, 0, found.start())), default=0)
        ends = _MARK.search(data, found.end())
        above = b"\n" * data.count(b"\n", 0, begins)  # places stay true
        text = (above + data[begins : ends.start() if ends else None]).decode("utf-8", errors="replace")
        for document in load_text(text, file.as_posix()).documents:
            if isinstance(document.root.get(HEAD), Scalar):
                yield _version(path, document)


def _version(path: Path, document: Document) -> Version:
    said = {key.value: node for key, node in document.root.entries if isinstance(node, Scalar)}

    def text(key: str) -> str | None:
        return said[key].value if key in said else None

    since = text("in_force")
    return Version(
        path=path,
        name=said[HEAD].value,
        version=text("version") or path.name,
        times=times_of(None) if since is None else read_times(since),
        draft=(text("draft") or "false").lower() != "false",
        amends=text("amends"),
        place=said[HEAD].span,
        in_force_place=said["in_force"].span if "in_force" in said else said[HEAD].span,
    )
