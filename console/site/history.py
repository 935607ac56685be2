"""Which versions of a constitution there are, what each changed, and what its change log says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from console.reading import whole_law
from rules.versions.heads import Version, above, read_version, successor, versions_beside

LOG = "CHANGELOG.md"


@dataclass(frozen=True, slots=True)
class Past:
    """One version: from when until when it is in force, and what it changed in the version that it amends."""

    version: str
    own: bool
    draft: bool
    first_day: date | None
    day_after: date | None
    amends: str | None
    replaced: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    repealed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A paragraph of a change log: a heading, a point of a list, or plain text."""

    form: str
    text: str


def versions_of(path: Path) -> tuple[Past, ...]:
    """The version at a path and those that lie beside it, the latest first, drafts above all."""
    folder = path if path.is_dir() else path.parent
    own = read_version(path)
    if own is None:
        return ()
    everyone = [own, *(each for each in versions_beside(folder) if each.version != own.version)]
    told = [_past(each, each is own, everyone) for each in everyone]
    return tuple(sorted(told, key=lambda each: (each.draft, each.first_day or date.min, each.version), reverse=True))


def _past(version: Version, own: bool, everyone: list[Version]) -> Past:
    dated = version.dated
    first_day = version.first_day if dated else None
    after = successor(first_day, [each for each in everyone if each is not version]) if dated else None
    ends = [each for each in (version.day_after if dated else None, after.first_day if after else None) if each]
    amended = whole_law(version.path).amended if version.amends is not None else ()
    changes = amended[0].changes if amended else None
    return Past(
        version=version.version,
        own=own,
        draft=version.draft,
        first_day=first_day,
        day_after=min(ends, default=None),
        amends=version.amends,
        replaced=tuple(changes.replaced) if changes else (),
        added=tuple(changes.added) if changes else (),
        repealed=tuple(changes.repealed) if changes else (),
    )


def change_log(path: Path) -> tuple[Remark, ...]:
    """The change log in the folder of a version, else in the folder above; nothing where there is none."""
    folder = path if path.is_dir() else path.parent
    for place in (folder, above(folder)):
        file = place / LOG
        if file.is_file():
            return tuple(_remarks(file.read_text(encoding="utf-8", errors="replace")))
    return ()


def _remarks(text: str) -> Iterator[Remark]:
    """Headings, points and paragraphs; lines that go on are joined."""
    form, words = "", list[str]()
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        begins = stripped.startswith(("#", "- ", "* "))
        if words and (begins or not stripped):
            yield Remark(form, " ".join(words))
            words = []
        if stripped.startswith("#"):
            yield Remark("heading", stripped.lstrip("#").strip())
        elif begins:
            form, words = "point", [stripped[2:].strip()]
        elif stripped:
            form, words = (form if words else "text"), [*words, stripped]
