"""Compiled law, kept from one run to the next in a folder of the user's own.

A law is kept under a digest of all that it was compiled from: its files and where they lie, what stands beside it, the
program, Python. Nothing is ever out of date: whatever changes has another digest. A file that is damaged, or that
somebody else could have written, is as good as none: the law is compiled, with every finding. Only law without errors
is kept, and only to decide by; whoever wants findings compiles. docs/decisions/0011-compile-cache.md says why so.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rules.source.load import MOST_BYTES, Source, law_files
from rules.versions.heads import bases, read_version

if TYPE_CHECKING:
    from rules.compile.compiler import Compiled
    from rules.compile.law import Law

SETTING = "ALLUSE_CACHE"
"""The environment variable that names the folder, or says `off`."""

MOST_LAWS = 32
"""So many are kept; then the oldest goes. A law of some 250 rules takes less than a megabyte."""

_BEGINS = b"alluse law 1\n"
_SUFFIX = ".law"
_OFF = "off"
_DIGEST = hashlib.sha256().digest_size
_OURS = stat.S_IRWXU
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Kept:
    """A law without errors, and the texts of its files."""

    law: Law
    texts: Mapping[str, str]


def kept_law(path: Path, further: Sequence[Source] = ()) -> Kept | None:
    """The law of a path with further sources, if it was compiled before; None says that it has to be compiled."""
    folder = _folder()
    if folder is None:
        return None
    read = _read(path, further)
    if read is None:
        return None
    data = _load(folder, read.key)
    if data is None:
        return None
    from rules.compile.packed import NoLaw, unpack

    try:
        return Kept(unpack(data), read.texts)
    except NoLaw:
        return None


def keep_law(path: Path, further: Sequence[Source], compiled: Compiled) -> None:
    """Keeps what was compiled for the next run, where that can be done; says nothing where it cannot."""
    folder = _folder()
    if folder is None or compiled.law is None:
        return
    read = _read(path, further)
    if read is None or dict(read.texts) != dict(compiled.sources):  # changed while it was compiled, or no plain text
        return
    from pickle import PicklingError

    from rules.compile.packed import pack

    with suppress(OSError, PicklingError, RecursionError):
        _save(folder, read.key, pack(compiled.law))


# --- what a law is compiled from ----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Read:
    key: str
    texts: dict[str, str]


def _read(path: Path, further: Sequence[Source]) -> _Read | None:
    """The digest of all that a law is compiled from, and its texts; None for what is not kept."""
    layers = _layers(path)
    if layers is None:
        return None
    try:
        parts = [program_digest()]
    except (OSError, ValueError):
        return None  # whoever put the program where it cannot be read as text goes without
    texts: dict[str, str] = {}
    for layer in layers:
        # Where a version lies counts where versions lie upon one another: it says where their scenarios are.
        parts.append(layer.as_posix() if len(layers) == 1 else f"{layer.as_posix()} {layer.resolve().as_posix()}")
        for file in law_files(layer):
            text = _text(file)
            if text is None:
                return None
            texts[file.as_posix()] = text
            parts += [file.as_posix(), text]
    for source in further:
        texts[source.file] = source.text
        parts.append(repr(source))
    return _Read(_digest(parts), texts)


def _layers(path: Path) -> list[Path] | None:
    """The folder of a law and of those that it amends, the lowest first; None where that is not plain to see."""
    layers = [path]
    while True:
        files = law_files(layers[0])
        if not files:
            return None
        own = read_version(layers[0])
        if own is None:
            return None
        if own.amends is None:
            return layers
        below = [each.path for each in bases(layers[0], own.name, own.amends)]
        if len(below) != 1 or below[0].resolve() in {each.resolve() for each in layers}:
            return None
        layers.insert(0, below[0])


def _text(file: Path) -> str | None:
    """The text of a file as compiling reads it; None for one that needs more than reading."""
    try:
        data = file.read_bytes()
        text = data.decode("utf-8")
    except (OSError, ValueError):
        return None
    if len(data) > MOST_BYTES or "\r" in text or text.startswith("\ufeff"):
        return None
    return text if text.endswith("\n") else text + "\n"


@cache
def program_digest() -> str:
    """The digest of the program that compiles: its own text, what reads YAML, and Python."""
    home = Path(__file__).parents[1]
    parts = [sys.implementation.cache_tag or "", sys.version]
    for file in sorted(_files(home.as_posix())):
        parts += [file.removeprefix(home.as_posix()), Path(file).read_text(encoding="utf-8")]
    yaml = find_spec("yaml")
    if yaml is not None and yaml.origin is not None:
        parts.append(Path(yaml.origin).read_text(encoding="utf-8"))  # it names its version
    return _digest(parts)


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for each in entries:
            if each.is_dir():
                yield from _files(each.path)
            elif each.name.endswith(".py"):
                yield each.path


def _digest(parts: Sequence[str]) -> str:
    """A digest of texts that no other texts have, however they are put together."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", errors="surrogatepass")
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()


# --- the folder ---------------------------------------------------------------------------------
def _folder() -> Path | None:
    """Where laws are kept; None if they are not."""
    if not hasattr(os, "geteuid"):
        return None  # nobody can say there whose a file is
    said = os.environ.get(SETTING)
    if said is not None:
        return Path(said) if said and said != _OFF else None
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not home.is_absolute():
        home = Path(os.environ.get("HOME", "")) / ".cache"
    return home / "alluse" / "law" if home.is_absolute() else None


def _load(folder: Path, key: str) -> bytes | None:
    """What is kept under a digest, if it is whole and nobody else could have written it."""
    with suppress(OSError):
        inside = _open_folder(folder)
        try:
            file = os.open(key + _SUFFIX, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inside)
        finally:
            os.close(inside)
        with os.fdopen(file, "rb") as stream:
            if not stat.S_ISREG(_owned(file).st_mode):
                return None
            data = stream.read()
        start = len(_BEGINS) + _DIGEST
        whole = data.startswith(_BEGINS) and hashlib.sha256(data[start:]).digest() == data[len(_BEGINS) : start]
        return data[start:] if whole else None
    return None


def _save(folder: Path, key: str, data: bytes) -> None:
    """Writes it whole or not at all. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=_OURS)
    inside = _open_folder(folder)
    try:
        half = f"{key}.{os.getpid()}.{os.urandom(_DIGEST // 2).hex()}"
        file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR, dir_fd=inside)
        try:
            with os.fdopen(file, "wb") as stream:
                stream.write(_BEGINS + hashlib.sha256(data).digest() + data)
            os.replace(half, key + _SUFFIX, src_dir_fd=inside, dst_dir_fd=inside)
        except OSError:
            os.unlink(half, dir_fd=inside)
            raise
        _make_room(inside)
    finally:
        os.close(inside)


def _make_room(inside: int) -> None:
    """Takes the oldest away."""
    kept = [(os.stat(each, dir_fd=inside).st_mtime_ns, each) for each in os.listdir(inside) if each.endswith(_SUFFIX)]
    for _, name in sorted(kept)[:-MOST_LAWS]:
        os.unlink(name, dir_fd=inside)


def _open_folder(folder: Path) -> int:
    """The folder, open, so that nobody can put another in its place. Raises OSError where others can write to it."""
    inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _owned(inside)
    except OSError:
        os.close(inside)
        raise
    return inside


def _owned(file: int) -> os.stat_result:
    """What is known of an open file. Raises PermissionError if anybody else could have written it."""
    found = os.fstat(file)
    if found.st_uid != os.geteuid() or found.st_mode & _OTHERS_WRITE:
        raise PermissionError("others can write here")
    return found
