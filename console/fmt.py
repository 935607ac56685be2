"""`alluse fmt`: files of law in canonical form."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from console.options import FORMAT, PATH
from console.output import pretty, say, say_json
from console.reading import today
from console.trouble import NO, UNUSABLE, YES, BadInput, Trouble
from console.words import count, listed
from rules.compile.compiler import compile_sources, law_files
from rules.compile.law import Law
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.format.formatter import FormatError, Formatted, format_text
from rules.source.load import Source, load_path, load_text
from rules.versions.overlay import read_whole

_HEAD = re.compile(r"^constitution[ \t]*:", re.MULTILINE)
_TOP = ".git"


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was looked at: its text as it is, and what would become of it."""

    path: Path
    named: bool
    text: str
    formatted: Formatted

    @property
    def changes(self) -> bool:
        """Whether the file is not in canonical form."""
        return self.formatted.text is not None and self.formatted.text != self.text

    @property
    def unusable(self) -> bool:
        """Whether the file cannot be read, or was named and is no law."""
        return self.formatted.text is None or (self.named and not self.formatted.is_law)

    def status(self, check: bool) -> str:
        """One word for what was found."""
        if self.unusable:
            return "unreadable"
        if not self.formatted.is_law:
            return "no_law"
        if self.changes:
            return "would_change" if check else "rewritten"
        return "canonical"


@click.command()
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]…")
@click.option("--check", is_flag=True, help="Write nothing; say which files are not in canonical form.")
@FORMAT
def command(paths: tuple[Path, ...], check: bool, form: str) -> None:
    """Bring files of law into canonical form.

    PATH is a file of law, or a folder, in which files that are no law are passed over; without one it is the version
    of ALL-USE in force today. Keys come into one order, indentation into one measure, expressions into one spelling,
    and texts that YAML would take apart into quotes. Comments stay, and the law means what it meant: its digests are
    compared before anything is written. A file that cannot be read stays as it is.

    Exit code 0: done; with --check, all files are in canonical form. 1: with --check, some are not. 2: a file could
    not be read, or there was none.
    """
    files = [_looked_at(path, named) for path, named in _files(paths)]
    if not any(each.formatted.is_law or each.unusable for each in files):
        raise Trouble(f"{_named(paths)} holds no file of law", "Law begins with a kind of document: `rule: GEN-01`.")
    changed = [each for each in files if each.changes]
    laws = {each.path: _law_of(each.path) for each in changed}
    for law in dict.fromkeys(laws.values()):
        _compare(law, {each.path: each.formatted.text or "" for each in changed if laws[each.path] == law})
    if not check:
        for each in changed:
            _write(each.path, each.formatted.text or "")
    _tell(files, check, form)
    code = NO if check and changed else YES
    click.get_current_context().exit(UNUSABLE if any(each.unusable for each in files) else code)


# --- which files ----------------------------------------------------------------------------------
def _files(paths: Sequence[Path]) -> list[tuple[Path, bool]]:
    """Every file once, and whether it was named by itself."""
    if not paths:
        from console.constitution import in_force_on

        paths = (in_force_on(today()),)
    found: dict[Path, bool] = {}
    for path in paths:
        if not path.exists():
            raise Trouble(f"`{path.as_posix()}` does not exist", "Name a file or folder of law.")
        for each in law_files(path) if path.is_dir() else [path]:
            found[each] = found.get(each, False) or not path.is_dir()
    if not found:
        raise Trouble(f"{_named(paths)} holds no YAML file", "Law is in files that end in `.yaml`.")
    return list(found.items())


def _named(paths: Sequence[Path]) -> str:
    return listed([f"`{path.as_posix()}`" for path in paths]) or "this"


def _looked_at(path: Path, named: bool) -> _File:
    source = load_path(path)
    try:
        text = path.read_bytes().decode("utf-8") if source.text else ""
    except UnicodeDecodeError:
        text = ""
    if not text:  # what cannot be read at all, or is empty
        return _File(path, named, text, Formatted(None, source, source.findings, is_law=False))
    try:
        formatted = format_text(text, path.as_posix())
    except FormatError as error:
        raise _ours(path, str(error)) from None
    if named and not formatted.is_law and formatted.text is not None:
        formatted = Formatted(None, source, (_no_law(source),), is_law=False)
    return _File(path, named, text, formatted)


def _no_law(source: Source) -> Diagnostic:
    root = source.documents[0].root
    place = root.entries[0][0].span if root.entries else root.span
    message = "This is not a file of law: no document in it begins with a kind of document"
    return finding("E120", place, message, help="A rule, for example, begins with `rule: GEN-ENTRY-01`.")


def _ours(path: Path, what: str) -> Trouble:
    return Trouble(
        f"`{path.as_posix()}` stays as it is, for in canonical form {what}",
        "This is a mistake of ours. Please report it with the file.",
    )


# --- whether the law stays the same -----------------------------------------------------------------
def _law_of(path: Path) -> Path:
    """The law to which a file belongs: the nearest folder above it that has a head; else the file alone."""
    for folder in path.absolute().parents:
        heads = [each for each in sorted(folder.glob("*.yaml")) if each.is_file() and _HEAD.search(_text(each))]
        if len(heads) == 1:
            return folder
        if heads or (folder / _TOP).exists():  # several heads: each file is a law of its own
            break
    return path.absolute()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _compare(law: Path, changed: Mapping[Path, str]) -> None:
    """Compiles a law as it is and as it would be. Raises Trouble if that is not the same law."""
    texts = {path.absolute(): text for path, text in changed.items()}

    def load(path: Path, shown_as: str | None = None) -> Source:
        text = texts.get(path.absolute())
        return load_path(path, shown_as) if text is None else load_text(text, shown_as or path.as_posix())

    before = compile_sources(read_whole(law).sources).law
    if before is None:
        return  # law with mistakes has no digest; that its documents say the same was checked before
    after = compile_sources(read_whole(law, load).sources).law
    if after is None or _digests(after) != _digests(before):
        raise _ours(next(iter(changed)), "the law would have another digest")


def _digests(law: Law) -> tuple[str, str, str]:
    return law.logic_digest, law.effect_digest, law.metadata_digest


# --- results --------------------------------------------------------------------------------------
def _write(path: Path, text: str) -> None:
    """Replaces a file, whole or not at all; it keeps its permissions, and a link stays one."""
    real = path.resolve()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
        temporary.chmod(real.stat().st_mode)
        temporary.replace(real)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _tell(files: Sequence[_File], check: bool, form: str) -> None:
    findings = [finding for each in files if each.unusable for finding in each.formatted.findings]
    if form == "json":
        say_json(pretty(_json(files, findings, check)))
        return
    if findings:
        BadInput(findings, {each.formatted.source.file: each.formatted.source.text for each in files}).show()
    for each in files:
        if each.changes:
            quotes = each.formatted.repaired
            why = f" ({count(quotes, 'text')} put in quotes)" if quotes else ""
            say(f"{'would rewrite' if check else 'rewrote'} {each.path.as_posix()}{why}")
    law = [each for each in files if each.formatted.is_law and not each.unusable]
    changed = sum(each.changes for each in law)
    parts = [f"{changed} {'not in canonical form' if check else 'rewritten'}"] if changed else []
    parts += [f"{len(law) - changed} in canonical form"] if len(law) > changed else []
    unread = sum(each.unusable for each in files)
    parts += [f"{unread} left as {'it is' if unread == 1 else 'they are'}"] if unread else []
    say(f"looked at {count(len(law) + unread, 'file')} of law" + (f": {listed(parts)}" if parts else ""))


def _json(files: Sequence[_File], findings: Sequence[Diagnostic], check: bool) -> dict[str, Any]:
    from rules.diagnostics.json import render_json

    return {
        "ok": not findings and not (check and any(each.changes for each in files)),
        "check": check,
        "files": [
            {"file": each.path.as_posix(), "status": each.status(check), "put_in_quotes": each.formatted.repaired}
            for each in files
        ],
        "findings": render_json(findings)["findings"],
    }
