"""Which law is meant when none is named: the version of ALL-USE in force on a day, never a draft."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from console.trouble import Trouble
from rules.compile.compiler import law_files
from rules.source.load import load_text
from rules.source.node import Scalar

HOME = Path("constitution") / "all-use"

_HEAD = re.compile(rb"^constitution[ \t]*:", re.MULTILINE)
_MARK = re.compile(rb"^---", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Version:
    """The folder of one version, and what its head says. `in_force` is None for law that always holds."""

    folder: Path
    version: str
    in_force: date | None
    draft: bool

    @property
    def rank(self) -> tuple[tuple[int, int, str], ...]:
        """Orders versions by number: 1.3 before 1.10, 1.4-beta before 1.4, 1.4 before 1.4.1."""
        parts = [part for part in re.split(r"[^0-9A-Za-z]+", self.version) if part]
        return (*((2, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts), (1, 0, ""))


def in_force_on(day: date, start: Path | None = None) -> Path:
    """The folder of the version that is in force on a day. Raises Trouble if there is none, or no telling."""
    home = find_home(start or Path.cwd())
    versions = [_read(each) for each in sorted(home.iterdir()) if each.is_dir() and not _hidden(each)]
    fitting = [each for each in versions if not each.draft and (each.in_force is None or each.in_force <= day)]
    if not fitting:
        there = ", ".join(f"{each.version} ({_why_not(each)})" for each in versions) or "none at all"
        raise Trouble(
            f"no version of the law in {_shown(home)} is in force on {day.isoformat()}: there is {there}",
            "Name the folder of a version: `alluse VERB PATH …`.",
        )
    best = max(fitting, key=lambda each: each.rank)
    twins = [each for each in fitting if each.rank == best.rank]
    if len(twins) > 1:
        names = " and ".join(_shown(each.folder) for each in twins)
        raise Trouble(f"{names} both say that they are version {best.version}", "Name the one that is meant.")
    return best.folder


def find_home(start: Path) -> Path:
    """The folder of all versions: from here upward to the top of the repository, else beside this program."""
    for folder in (start, *start.parents):
        if (folder / HOME).is_dir():
            return Path(os.path.relpath(folder / HOME))
        if (folder / ".git").exists():
            break
    beside = Path(__file__).resolve().parents[1] / HOME
    if beside.is_dir():
        return beside
    raise Trouble(
        f"there is no folder {HOME.as_posix()} here or above, so it is not clear which law is meant",
        "Name the file or folder of the law: `alluse VERB PATH …`.",
    )


def _read(folder: Path) -> Version:
    for head in _heads(folder):
        return head
    raise Trouble(
        f"{_shown(folder)} does not say which law it is, so nobody can tell whether it is in force",
        f"Look at `alluse validate {_shown(folder)}`, or name another law.",
    )


def _heads(folder: Path) -> Iterator[Version]:
    """The head of a version, read alone: the other documents do not matter yet, and may have mistakes."""
    for file in law_files(folder):
        try:
            data = file.read_bytes()
        except OSError:
            continue
        found = _HEAD.search(data)
        if found is None:
            continue
        begins = max((mark.start() for mark in _MARK.finditer(data, 0, found.start())), default=0)
        ends = _MARK.search(data, found.end())
        text = data[begins : ends.start() if ends else None].decode("utf-8", errors="replace")
        for document in load_text(text, _shown(file)).documents:
            said = {key.value: node.value for key, node in document.root.entries if isinstance(node, Scalar)}
            if "constitution" in said:
                yield _version(folder, said)


def _version(folder: Path, said: dict[str, str]) -> Version:
    since = said.get("in_force")
    try:
        day = date.fromisoformat(since) if since is not None else None
    except ValueError:
        raise Trouble(
            f"{_shown(folder)} is in force from `{since}`, which is not a date",
            f"Look at `alluse validate {_shown(folder)}`.",
        ) from None
    draft = said.get("draft", "false").lower() != "false"
    return Version(folder, said.get("version", folder.name), day, draft)


def _why_not(version: Version) -> str:
    if version.draft:
        return "a draft"
    return f"from {version.in_force.isoformat()}" if version.in_force else "in force"


def _hidden(folder: Path) -> bool:
    return folder.name.startswith((".", "_"))


def _shown(path: Path) -> str:
    return path.as_posix()
