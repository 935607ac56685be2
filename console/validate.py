"""`alluse validate`: whether law can be used, and everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from console.options import FORMAT, PATH
from console.output import color_on_stderr, pretty, say, say_json, tell
from console.reading import compile_loaded, today, whole_law
from console.trouble import NO, UNUSABLE, YES
from console.words import count, few, listed
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, sort_findings
from rules.model.reader import WITH_ID
from rules.source.load import Document, Source
from rules.source.node import Mapping
from rules.source.node import Sequence as List
from rules.versions.heads import read_version, twins, versions_beside, versions_inside
from rules.versions.overlay import Amended

HEAD = "constitution"
DECIDING = tuple(sorted(WITH_ID - {"ruling", "consequence", "terms", "waiver"}))
_ENTRIES = {"parameters": "values", "facts": "given", "actions": "actions"}
_BINDS_REDUCING = "R701"
MANY = 5
"""Names of what a version changes that are listed before the rest is only counted."""
# What keeps a whole file from being read.
_UNREADABLE = frozenset({"Y101", "Y102", "Y104", "E316"})


@dataclass(slots=True)
class Checked:
    """One constitution, and the files that were read for it."""

    paths: list[Path] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    findings: tuple[Diagnostic, ...] = ()
    has_head: bool = False
    named: str = "no constitution"
    version: str | None = None
    logic_digest: str | None = None
    amended: tuple[Amended, ...] = ()

    @property
    def documents(self) -> list[Document]:
        """Every document that could be read."""
        return [each for source in self.sources for each in source.documents]

    @property
    def ok(self) -> bool:
        """Whether the law can be used."""
        return all(each.severity is not Severity.ERROR for each in self.findings)

    @property
    def unreadable(self) -> bool:
        """Whether something that was named could not be read at all."""
        lost = {each.span.file for each in self.findings if each.code in _UNREADABLE}
        return bool(lost - {each.file for each in self.documents})

    def counts(self) -> dict[str, int]:
        """How many there are of what a law consists of."""
        found: Counter[str] = Counter()
        kinds = (*DECIDING, *_ENTRIES)
        for document in self.documents:
            kind = next((key.value for key, _ in document.root.entries if key.value in kinds), None)
            if kind in DECIDING:
                moves = document.root.get("moves")
                found["rules"] += 1 + (len(moves.items) if isinstance(moves, List) else 0)
            elif kind is not None:
                body = document.root.get(_ENTRIES[kind])
                found[kind] += len(body.entries) if isinstance(body, Mapping) else 0
        return {what: found[what] for what in ("rules", *_ENTRIES)}

    def json(self) -> dict[str, Any]:
        """What was checked, for programs."""
        return {
            "name": self.named if self.has_head else None,
            "version": self.version,
            "ok": self.ok,
            "paths": [each.as_posix() for each in self.paths],
            "files": len(self.sources),
            "documents": len(self.documents),
            **self.counts(),
            "logic_digest": self.logic_digest,
            "amends": [_amends(each) for each in self.amended],
        }


@click.command()
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]…")
@click.option("--notes", is_flag=True, help="Print notes as well: what is no mistake and may be worth a look.")
@FORMAT
def command(paths: tuple[Path, ...], notes: bool, form: str) -> None:
    """Say whether law can be used, and everything that is wrong with it.

    PATH is a file of law or a folder of such files; without one it is the version of ALL-USE in force today.
    Each folder is a law of its own, and so is each file with a head (`constitution:`); a file without one,
    of waivers say, is read together with the law before it. A folder of versions stands for each of them.

    Findings go to standard error, the summary to standard output. Exit code 0: no errors. 1: errors.
    2: nothing could be read.
    """
    if not paths:
        from console.constitution import in_force_on

        paths = (in_force_on(today(), as_json=form == "json"),)
    checked = [_check(each) for each in _laws(paths)]
    findings = [finding for each in checked for finding in each.findings]
    if form == "json":
        from rules.diagnostics.json import render_json

        say_json(pretty({**render_json(findings), "checked": [each.json() for each in checked]}))
    else:
        shown = [each for each in findings if notes or each.severity is not Severity.NOTE]
        if shown:
            from rules.diagnostics.text import render_text

            texts = {source.file: source.text for each in checked for source in each.sources}
            tell(render_text(shown, texts, color_on_stderr()))
        for each in checked:
            say("\n".join(_summary(each, notes)))
    code = YES if all(each.ok for each in checked) else NO
    click.get_current_context().exit(UNUSABLE if any(each.unreadable for each in checked) else code)


# --- which files make up which law --------------------------------------------------------------
def _laws(paths: Sequence[Path]) -> list[Checked]:
    """Every named path, in its law."""
    laws: list[Checked] = []
    for path in (each for named in paths for each in _versions_of(named)):
        whole = whole_law(path)
        sources = whole.sources
        heads = [each for source in sources for each in source.documents if each.root.key(HEAD) is not None]
        together = laws and not path.is_dir() and sources and not (heads and laws[-1].has_head)
        law = laws[-1] if together else Checked()
        if not together:
            laws.append(law)
        law.paths.append(path)
        law.sources += sources
        law.amended += whole.amended
        law.has_head = law.has_head or bool(heads)
        for head in heads[:1]:
            law.named, law.version = _text(head, HEAD) or law.named, _text(head, "version")
    return laws


def _versions_of(path: Path) -> list[Path]:
    """The folder of a constitution with several versions stands for each of them."""
    return [each.path for each in versions_inside(path)] or [path]


def _text(document: Document, key: str) -> str | None:
    value = getattr(document.root.get(key), "value", None)
    return value if isinstance(value, str) else None


def _check(law: Checked) -> Checked:
    """Compiles a law, its accounts set apart."""
    findings: list[Diagnostic] = []
    sources = []
    for source in law.sources:
        accounts = [each for each in source.documents if each.root.key("account") is not None]
        if accounts:
            findings += _account(Path(source.file))
            rest = tuple(each for each in source.documents if each not in accounts)
            source = replace(source, documents=rest, findings=())
        sources.append(source)
    compiled = compile_loaded(law.paths[0], sources)
    for path in law.paths:
        findings += _twins(path)
    digest = compiled.law.logic_digest if compiled.law is not None else None
    return replace(law, findings=sort_findings([*findings, *compiled.findings]), logic_digest=digest)


def _twins(path: Path) -> Iterator[Diagnostic]:
    """What is told where this version and another are in force from one day."""
    own = read_version(path) if path.is_dir() else None
    if own is not None:
        yield from (each for each in twins([*versions_beside(path), own]) if each.span == own.in_force_place)


def _account(path: Path) -> Iterator[Diagnostic]:
    from facts.accounts import read_account
    from facts.errors import FactsError

    try:
        read_account(path)
    except FactsError as error:
        yield from error.findings


def _amends(amended: Amended) -> dict[str, Any]:
    changes = amended.changes
    return {
        "version": amended.version,
        "replaces": list(changes.replaced),
        "adds": list(changes.added),
        "repeals": list(changes.repealed),
    }


# --- words --------------------------------------------------------------------------------------
def _summary(law: Checked, notes: bool) -> Iterable[str]:
    counts = law.counts()
    documents, files = count(len(law.documents), "document"), count(len(law.sources), "file")
    name = f"{law.named} {law.version}" if law.version else law.named
    parts = listed(
        [
            count(counts["rules"], "rule"),
            count(counts["parameters"], "parameter"),
            count(counts["facts"], "given fact"),
            count(counts["actions"], "action"),
        ]
    )
    yield f"checked {documents} in {files}" + (f": {name}, {parts}" if law.documents else "")
    for each in law.amended:
        told = [
            f"{what} {few(names, MANY)}"
            for what, names in (
                ("replaces", each.changes.replaced),
                ("adds", each.changes.added),
                ("repeals", each.changes.repealed),
            )
            if names
        ]
        yield f"amends {law.named} {each.version}: {listed(told) or 'changes nothing'}"
    severities = Counter(each.severity for each in law.findings)
    hint = "; `--notes` shows the notes" if severities[Severity.NOTE] and not notes else ""
    found = listed([count(severities[each], str(each)) for each in Severity if severities[each]])
    yield f"{'ok' if law.ok else 'not ok'}: {found or 'nothing found'}{hint}"
    binding = list(dict.fromkeys(each.rule or "?" for each in law.findings if each.code == _BINDS_REDUCING))
    if binding:
        yield f"{count(len(binding), 'rule')} may stop what reduces risk: {', '.join(binding)}"
