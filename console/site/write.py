"""Writes a site into a folder, and takes away what an earlier one left there; never what is not a site's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from console.output import pretty
from console.trouble import Trouble

MANIFEST = "site.json"
FORMAT = "alluse/site/1"


def prepare(folder: Path) -> frozenset[str]:
    """The files of the site that is there already. Raises Trouble for a folder that holds anything else."""
    if folder.exists() and not folder.is_dir():
        raise Trouble(f"`{folder.as_posix()}` is a file", "Name a folder: `--out DIR`.")
    if not folder.exists() or not any(folder.iterdir()):
        return frozenset()
    files = _files_of(folder / MANIFEST)
    if files is None:
        raise Trouble(
            f"`{folder.as_posix()}` holds something else than a site, and it would be mixed up with it",
            "Name an empty folder, one that is not there yet, or one that `alluse docs` wrote.",
        )
    return files


def write(folder: Path, files: Iterable[tuple[str, str]], before: frozenset[str]) -> list[str]:
    """Writes all files; of those `before`, what is no longer part of the site is taken away. The names, in order."""
    written: list[str] = []
    for name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode("utf-8", errors="replace")
        if not path.is_file() or path.read_bytes() != data:  # a page that did not change keeps its time
            path.write_bytes(data)
        written.append(name)
    for name in sorted(before - set(written)):
        (folder / name).unlink(missing_ok=True)
    manifest = {"format": FORMAT, "files": sorted(written)}
    (folder / MANIFEST).write_text(pretty(manifest) + "\n", encoding="utf-8")
    return written


def _files_of(manifest: Path) -> frozenset[str] | None:
    """The files that a manifest names, if it is one of ours and all lie inside its folder."""
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("files"), list):
        return None
    names = told["files"]
    return frozenset(names) if all(isinstance(each, str) and _inside(each) for each in names) else None


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts
