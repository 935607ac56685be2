"""What a verb is given: law, facts, accounts, terms and waivers, read together; mistakes come with their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from console.constitution import in_force_on, until_the_next
from console.trouble import BadInput, Trouble
from console.words import listed
from rules.compile.cached import keep_law, kept_law
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Related, finding, sort_findings
from rules.diagnostics.names import quoted
from rules.source.load import Source, load_path
from rules.source.span import Span
from rules.versions.heads import read_version, successor, versions_beside, versions_inside
from rules.versions.overlay import Whole, read_whole

if TYPE_CHECKING:
    from engine.facts import Facts
    from engine.memory import Event, Memory
    from engine.snapshot import Snapshot
    from engine.values import Subject
    from facts.accounts import AccountFile
    from rules.compile.compiler import Compiled

AS_IF_IN_FORCE = "--as-if-in-force"

_NO_TEXT = "\0"
_FIRST = 1024
"""Bytes that tell whether a file is text."""


@dataclass(frozen=True, slots=True)
class Request:
    """The files that a person names. No `law` means the version in force at the instant of the facts.

    Law that is not in force at that instant judges only `as_if_in_force`. `kept` is the record of the evaluation
    before.
    """

    law: Path | None
    facts: Path
    accounts: tuple[Path, ...] = ()
    waivers: tuple[Path, ...] = ()
    as_json: bool = False
    as_if_in_force: bool = False
    kept: Path | None = None
    terms: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LawRead:
    """Law without errors, and the texts of its files."""

    law: Law
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """Law and facts, what has happened, what the law kept before, and for whom it is decided if not for all."""

    path: Path
    law: Law
    facts: Facts
    as_if_in_force: bool = False
    events: tuple[Event, ...] = ()
    memory: Memory | None = None
    decided_for: Subject | None = None


def today() -> date:
    """The day on which the program runs, where it runs."""
    return datetime.now().astimezone().date()


# --- law ----------------------------------------------------------------------------------------
def load_law(path: Path) -> list[Source]:
    """The files of a law, and of the law that it amends, loaded; none if there are none."""
    return list(whole_law(path).sources)


def whole_law(path: Path) -> Whole:
    """The same, with what it amends."""
    return read_whole(path, load) if path.exists() else Whole(())


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
    from rules.compile.compiler import Compiled, compile_path, compile_sources

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
    """Law without errors, as kept by a run before if nothing has changed. Raises BadInput with all that is wrong."""
    kept = kept_law(path, further)
    if kept is not None:
        return LawRead(kept.law, kept.texts)
    loaded = load_law(path)
    compiled = compile_loaded(path, [*loaded, *further] if loaded else [])
    if compiled.law is None:
        several = versions_inside(path)
        if several:
            named = listed([each.version for each in several])
            help = f"Name one: `{several[0].path.as_posix()}`."
            raise Trouble(f"`{path.as_posix()}` holds several versions: {named}", help)
        errors = [each for each in compiled.findings if each.severity is Severity.ERROR]
        raise BadInput(errors, compiled.sources, as_json)
    keep_law(path, further, compiled)
    return LawRead(compiled.law, compiled.sources)


# --- a case -------------------------------------------------------------------------------------
def read_case(request: Request) -> Case:
    """Law and facts of a request. Raises BadInput or Trouble."""
    from console.memory import read_memory
    from engine.facts import read_facts

    snapshot, accounts = _snapshot(request)
    at = _instant(snapshot, request)
    path = request.law if request.law is not None else in_force_on(at.date(), as_json=request.as_json)
    further = [*_terms(accounts), *beside_the_law(request.terms, request.waivers, request.as_json)]
    law = read_law(path, further, request.as_json)
    law = replace(law, law=until_the_next(law.law, path))
    if not request.as_if_in_force:
        check_in_force(law.law, path, at, snapshot.place("at"), as_json=request.as_json)
    read = read_facts(law.law, snapshot)
    if read.facts is None:
        texts = {**law.texts, **_texts((request.facts, *request.accounts))}
        raise BadInput(read.findings, texts, request.as_json)
    events, memory = read_memory(request, law.law, snapshot, read.facts)
    return Case(path, law.law, read.facts, request.as_if_in_force, events, memory)


def check_in_force(
    law: Law,
    path: Path,
    at: datetime,
    place: Span,
    say: str = AS_IF_IN_FORCE,
    as_json: bool = False,
) -> None:
    """Raises BadInput if law is not in force at the instant of the facts.

    `place` is where that instant stands, `say` what one says to have it judge them nevertheless.
    """
    from engine.validity import out_of_force

    out = out_of_force(law, at)
    if out is None:
        return
    related = [] if law.draft else list(_times_of(law, path))
    help = f"`{say}` has it judge them nevertheless, and all output says so."
    texts = _texts([Path(place.file), *(Path(each.span.file) for each in related)])
    raise BadInput([finding("F630", place, out.says, help=help, related=related)], texts, as_json)


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


def _times_of(law: Law, path: Path) -> Iterator[Related]:
    """Where a version says when it is in force, and the one after it."""
    own = read_version(path)
    if own is not None:
        yield Related(own.in_force_place, "when it is in force")
    after = successor(law.in_force, versions_beside(path))
    if after is not None and after.first_day == law.in_force_until:
        yield Related(after.in_force_place, f"`{after.version}` is in force from then on")


def _instant(snapshot: Snapshot, request: Request) -> datetime:
    try:
        return datetime.fromisoformat(snapshot.at)
    except ValueError:
        message = f"{quoted(snapshot.at)} is not an instant"
        place = snapshot.place("at")
        raise BadInput([finding("F616", place, message)], _texts((request.facts,)), request.as_json) from None


def _terms(accounts: Iterable[AccountFile]) -> list[Source]:
    """The accounts' own terms, as further documents of the law."""
    return [Source(each.file, _text(Path(each.file)), each.terms, ()) for each in accounts if each.terms]


def beside_the_law(terms: Iterable[Path], waivers: Iterable[Path], as_json: bool) -> list[Source]:
    """Files of terms and of waivers. Raises BadInput for anything else in them that could change the law, or Trouble
    for a file that holds none.
    """
    return [
        *(_only("terms", "terms", each, as_json) for each in terms),
        *(_only("waiver", "waivers", each, as_json) for each in waivers),
    ]


def _only(kind: str, plural: str, path: Path, as_json: bool) -> Source:
    """The documents of one kind in a file that may hold no other. Raises BadInput or Trouble."""
    source = load(path)
    others = [each for each in source.documents if each.root.key(kind) is None]
    findings = [each for each in source.findings if each.severity is Severity.ERROR]
    for document in others:
        first = next((key for key, _ in document.root.entries), None)
        begins = quoted(first.value if first else "")
        message = f"A file of {plural} holds {plural} only, and this begins with {begins}"
        findings.append(finding("E120", first.span if first else document.span, message))
    if findings:
        raise BadInput(findings, {source.file: source.text}, as_json)
    if not source.documents:
        raise Trouble(f"{quoted(source.file)} holds no {kind}")
    return source


def _texts(paths: Iterable[Path]) -> dict[str, str]:
    """The texts that places of findings point into; a file that machines wrote on one line shows nothing."""
    return {each.as_posix(): _text(each) for each in paths if each.suffix != ".json"}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
