"""Which law is meant when none is named: the version of ALL-USE in force on a day, never a draft; and when law ends."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from console.trouble import BadInput, Trouble
from rules.compile.law import Law
from rules.model.times import WrongTimes
from rules.versions.heads import Version, read_version, successor, twins, versions_beside, versions_in

HOME = Path("constitution") / "all-use"


def in_force_on(day: date, start: Path | None = None, as_json: bool = False) -> Path:
    """The folder of the version that is in force on a day: the latest whose first day has come and that has not ended.

    Raises Trouble if there is none, or a version that nobody can tell the days of; BadInput if two versions begin on
    one day.
    """
    home = find_home(start or Path.cwd())
    versions = [_read(each) for each in versions_in(home)]
    clash = list(twins(versions))
    if clash:
        raise BadInput(clash, _texts(versions), as_json)
    begun = [each for each in versions if each.dated and (each.first_day is None or each.first_day <= day)]
    best = max(begun, key=lambda each: each.first_day or date.min, default=None)
    if best is None or (best.day_after is not None and day >= best.day_after):
        there = ", ".join(f"{each.version} ({_when(each, versions)})" for each in versions) or "none at all"
        raise Trouble(
            f"no version of the law in {_shown(home)} is in force on {day.isoformat()}: there is {there}",
            "Name the folder of a version: `alluse VERB PATH …`; with facts of such a day, say `--as-if-in-force` too.",
        )
    return best.path


def until_the_next(law: Law, path: Path) -> Law:
    """The law with the day on which it ends by the first day of the version after it, where versions lie together."""
    if law.draft:
        return law
    after = successor(law.in_force, versions_beside(path))
    if after is None or (law.in_force_until is not None and law.in_force_until <= (after.first_day or date.max)):
        return law
    return replace(law, in_force_until=after.first_day)


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
    version = read_version(folder)
    if version is None:
        raise Trouble(
            f"{_shown(folder)} does not say which law it is, so nobody can tell whether it is in force",
            f"Look at `alluse validate {_shown(folder)}`, or name another law.",
        )
    if isinstance(version.times, WrongTimes):
        raise Trouble(
            f"{_shown(folder)} does not say when it is in force: {version.times.message}",
            f"Look at `alluse validate {_shown(folder)}`.",
        )
    return version


def _when(version: Version, versions: list[Version]) -> str:
    """`from 2026-01-05 until 2026-07-01`, or `a draft`."""
    if version.draft:
        return "a draft"
    after = successor(version.first_day, versions)
    ends = [each for each in (version.day_after, after.first_day if after else None) if each is not None]
    first = f"from {version.first_day}" if version.first_day else ""
    until = f"until {min(ends)}" if ends else ""
    return " ".join(each for each in (first, until) if each) or "in force"


def _texts(versions: list[Version]) -> dict[str, str]:
    files = {each.place.file for each in versions}
    return {each: Path(each).read_text(encoding="utf-8", errors="replace") for each in sorted(files)}


def _shown(path: Path) -> str:
    return path.as_posix()
