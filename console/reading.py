"""What a verb is given: law, facts, accounts and waivers, read together; mistakes come with their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from console.constitution import in_force_on
from console.trouble import BadInput, Trouble
from rules.compile.compiler import Compiled, compile_path, compile_sources, law_files
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import finding, sort_findings
from rules.diagnostics.names import quoted
from rules.source.load import Source, load_path
from rules.source.span import Span

if TYPE_CHECKING:
    from engine.facts import Facts
    from engine.snapshot import Snapshot
    from facts.accounts import AccountFile

_NO_TEXT = "\0"
_FIRST = 1024
"""Bytes that tell whether a file is text."""


@dataclass(frozen=True, slots=True)
class Request:
    """The files that a person names. No `law` means the version in force at the instant of the facts."""

    law: Path | None
    facts: Path
    accounts: tuple[Path, ...] = ()
    waivers: tuple[Path, ...] = ()
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class LawRead:
    """Law without errors, and the texts of its files."""

    law: Law
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """Law and facts, ready to be decided."""

    path: Path
    law: Law
    facts: Facts


def today() -> date:
    """The day on which the program runs, where it runs."""
    return datetime.now().astimezone().date()


# --- law ----------------------------------------------------------------------------------------
def load_law(path: Path) -> list[Source]:
    """The files of a law, loaded; none if there are none."""
    return [load(each) for each in law_files(path)] if path.exists() else []


def load(path: Path) -> Source:
    """A file of law, loaded. One that is no text, or of facts, gives one finding and not a screen of them."""
    source = load_path(path)
    if _NO_TEXT in source.text:
        place = Span(source.file, 1, 1, 1, 1)
        return Source(source.file, "", (), (finding("Y102", place, "The file is not text"),), whole=False)
    for document in source.documents:
        key = document.root.key("at")
        if key is not None and document.root.key("facts") is not None:
            help = f"`alluse dry-run --facts {source.file}` reads it."
            mistaken = finding("E120", key.span, "This is a file of facts, not of law", help=help)
            return Source(source.file, source.text, (), (mistaken,))
    return source


def compile_loaded(path: Path, sources: Sequence[Source]) -> Compiled:
    """Compiles what was loaded from a path; if nothing could be read, only that is told."""
    if not sources:
        if path.exists() and not path.is_dir():
            place = Span(path.as_posix(), 1, 1, 1, 1)
            return Compiled(None, (finding("Y101", place, "This is not an ordinary file"),), {})
        return compile_path(path)
    if not any(each.documents for each in sources):
        findings = [each for source in sources for each in source.findings]
        return Compiled(None, sort_findings(findings), {each.file: each.text for each in sources})
    return compile_sources(sources)


def read_law(path: Path, further: Sequence[Source] = (), as_json: bool = False) -> LawRead:
    """Law without errors. Raises BadInput with everything that is wrong in it."""
    loaded = load_law(path)
    compiled = compile_loaded(path, [*loaded, *further] if loaded else [])
    if compiled.law is None:
        errors = [each for each in compiled.findings if each.severity is Severity.ERROR]
        raise BadInput(errors, compiled.sources, as_json)
    return LawRead(compiled.law, compiled.sources)


# --- a case -------------------------------------------------------------------------------------
def read_case(request: Request) -> Case:
    """Law and facts of a request. Raises BadInput or Trouble."""
    from engine.facts import read_facts

    snapshot, accounts = _snapshot(request)
    path = request.law if request.law is not None else in_force_on(_day(snapshot, request))
    further = [*_terms(accounts), *(_waivers(each, request.as_json) for each in request.waivers)]
    law = read_law(path, further, request.as_json)
    read = read_facts(law.law, snapshot)
    if read.facts is None:
        texts = {**law.texts, **_texts((request.facts, *request.accounts))}
        raise BadInput(read.findings, texts, request.as_json)
    return Case(path, law.law, read.facts)


def _snapshot(request: Request) -> tuple[Snapshot, tuple[AccountFile, ...]]:
    """The facts, those of the accounts added."""
    from facts.errors import FactsError
    from facts.files import read_facts

    for each in (request.facts, *request.accounts):
        if _is_binary(each):
            place = Span(each.as_posix(), 1, 1, 1, 1)
            raise BadInput([finding("Y102", place, "The file is not text")], {}, request.as_json)
    try:
        snapshot = read_facts(request.facts)
        if not request.accounts:
            return snapshot, ()
        from facts.accounts import read_accounts, with_accounts

        accounts = read_accounts(request.accounts)
        return with_accounts(snapshot, accounts, None), accounts
    except FactsError as error:
        texts = _texts((request.facts, *request.accounts))
        raise BadInput(error.findings, texts, request.as_json) from None


def _is_binary(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return _NO_TEXT.encode() in stream.read(_FIRST)
    except (OSError, ValueError):
        return False  # whoever reads it says why it cannot be read


def _day(snapshot: Snapshot, request: Request) -> date:
    try:
        return datetime.fromisoformat(snapshot.at).date()
    except ValueError:
        message = f"{quoted(snapshot.at)} is not an instant"
        place = snapshot.place("at")
        raise BadInput([finding("F616", place, message)], _texts((request.facts,)), request.as_json) from None


def _terms(accounts: Iterable[AccountFile]) -> list[Source]:
    """The accounts' own terms, as further documents of the law."""
    return [Source(each.file, _text(Path(each.file)), each.terms, ()) for each in accounts if each.terms]


def _waivers(path: Path, as_json: bool) -> Source:
    """The waivers of a file. Raises BadInput for anything else that could change the law."""
    source = load(path)
    others = [each for each in source.documents if each.root.key("waiver") is None]
    findings = [each for each in source.findings if each.severity is Severity.ERROR]
    for document in others:
        first = next((key for key, _ in document.root.entries), None)
        begins = quoted(first.value if first else "")
        message = f"A file of waivers holds waivers only, and this begins with {begins}"
        findings.append(finding("E120", first.span if first else document.span, message))
    if findings:
        raise BadInput(findings, {source.file: source.text}, as_json)
    if not source.documents:
        raise Trouble(f"{quoted(source.file)} holds no waiver")
    return source


def _texts(paths: Iterable[Path]) -> dict[str, str]:
    """The texts that places of findings point into; a file that machines wrote on one line shows nothing."""
    return {each.as_posix(): _text(each) for each in paths if each.suffix != ".json"}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
