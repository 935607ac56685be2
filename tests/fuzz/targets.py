"""What is fuzzed: how an input is made, and what must be true of what becomes of it.

Whatever raises is a failure: findings are how bad input is refused. What is asked beyond that is asserted here.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from random import Random

from console.memory import read_memory
from console.reading import Request
from console.trouble import BadInput
from engine.evaluate import evaluate
from engine.facts import Facts, read_facts
from engine.memory import NO_MEMORY, Event, Memory, has_memory
from facts.errors import FactsError
from facts.files import read_facts as read_fact_file
from rules.compile.compiler import Compiled, compile_sources
from rules.compile.law import Law
from rules.diagnostics.codes import CODES, Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.diagnostics.json import render_json
from rules.diagnostics.text import render_text
from rules.format.formatter import format_text
from rules.language.lexer import LeafError
from rules.language.parser import parse_leaf
from rules.language.printer import show
from rules.language.tree import Tree
from rules.source.load import Document, Source, load_bytes, load_text
from rules.source.node import Mapping as Map
from rules.source.node import Node, Scalar
from rules.source.span import Span
from tests.fuzz import corpus, documents, files, verbs
from tests.fuzz import facts as fact_files
from tests.fuzz.leaves import leaf, words
from tests.fuzz.mutate import mutated
from tests.rules.language.trees import bare

Input = tuple[bytes, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of an input: whether it was taken, and the codes of what was found."""

    accepted: bool
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """Something that takes input from strangers. `share` is its part of a run over all targets."""

    name: str
    share: int
    make: Callable[[Random], Input]
    run: Callable[[Input], Outcome]


# --- the loader -----------------------------------------------------------------------------------
def loads(given: Input) -> Outcome:
    """Bytes to documents: every place lies inside the text, and all of it can be shown."""
    source = load_bytes(given[0], "f")
    lines = source.text.split("\n")
    for document in source.documents:
        _walk(document.root, lines)
    _shown(source.findings, {"f": source.text})
    assert source.documents or not _taken(source.findings)
    return Outcome(_taken(source.findings), _codes(source.findings))


def _walk(root: Node, lines: list[str]) -> None:
    pending = [root]
    while pending:
        node = pending.pop()
        _inside(node.span, lines)
        if isinstance(node, Scalar):
            last = len(node.value)
            for offset in {0, last // 2, last}:
                _inside(node.at(offset), lines)
            _inside(node.at(0, last), lines)
        elif isinstance(node, Map):
            pending += [each for entry in node.entries for each in entry]
        else:
            pending += node.items


def _inside(span: Span, lines: list[str]) -> None:
    assert 1 <= span.line <= span.end_line <= len(lines)
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
    assert (span.line, span.column) <= (span.end_line, span.end_column)


# --- the parser of leaves -------------------------------------------------------------------------
def parses(given: Input) -> Outcome:
    """Text to a tree: what is printed of it parses to the same tree, and all places lie inside the text."""
    text = given[0].decode("utf-8", "surrogatepass")
    refused: LeafError | None = None
    try:
        tree = parse_leaf(text)
    except LeafError as error:
        refused = error
    if refused is not None:
        assert refused.code in CODES
        assert refused.message
        assert 0 <= refused.start <= refused.end <= max(len(text), 1)
        return Outcome(False, (refused.code,))
    _inside_leaf(tree, len(text))
    printed = show(tree)
    try:
        again = parse_leaf(printed)
    except LeafError as error:
        # In brackets, what is just short and flat enough may become too long or too deep.
        if error.code not in _AT_A_LIMIT:
            raise
        return Outcome(True)
    assert bare(again) == bare(tree), printed
    assert show(again) == printed
    return Outcome(True)


_AT_A_LIMIT = ("E112", "E133")


def _inside_leaf(tree: Tree, length: int) -> None:
    pending: list[object] = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            pending += part
        elif isinstance(part, Tree):
            assert 0 <= part.start <= part.end <= length
            pending += [getattr(part, each.name) for each in fields(part)]


# --- the checker ----------------------------------------------------------------------------------
@cache
def _base() -> tuple[Document, ...]:
    source = load_text("---\n".join(corpus.base()), "law.yaml")
    assert not source.findings
    assert len(source.documents) == len(corpus.base())
    return source.documents


@cache
def _base_text() -> str:
    return "---\n".join(corpus.base())


@cache
def _facts_of_base() -> Path:
    return corpus.HERE / "facts.yaml"


def checks(given: Input) -> Outcome:
    """Documents through all of `alluse validate`; law without errors decides on the small law's facts."""
    made, kept = given
    documents = tuple(_base()[int(each)] for each in kept.split())
    beside = Source("law.yaml", _base_text(), documents, ())
    compiled = compile_sources([beside, load_bytes(made, "made.yaml")])
    _judged(compiled)
    if compiled.law is not None:
        snapshot = read_fact_file(_facts_of_base(), "facts.yaml")
        read = read_facts(compiled.law, snapshot)
        assert (read.facts is None) == bool(read.findings)
        _shown(read.findings, {"facts.yaml": corpus.facts()})
        if read.facts is not None:
            _decided(compiled.law, read.facts)
    return Outcome(compiled.law is not None, _codes(compiled.findings))


def _judged(compiled: Compiled) -> None:
    _shown(compiled.findings, compiled.sources)
    for each in compiled.findings:
        if each.span.file in compiled.sources:
            _inside(each.span, compiled.sources[each.span.file].split("\n"))
    assert compiled.ok is (compiled.law is not None)


def _decided(law: Law, facts: Facts, events: Sequence[Event] = (), kept: Memory = NO_MEMORY) -> None:
    """Decides twice, the second time with what the first has kept."""
    record = evaluate(law, facts, events, kept, as_if_in_force=True)
    assert record.canonical().encode("utf-8")
    if has_memory(law):
        evaluate(law, facts, (), record.content["kept"], as_if_in_force=True).canonical()


# --- the reader of facts --------------------------------------------------------------------------
@cache
def _small_law() -> Law:
    compiled = compile_sources([load_text("---\n".join(corpus.base()), "law.yaml")])
    assert compiled.law is not None
    return compiled.law


_ENDING = re.compile(r"[a-z]+")


def reads_facts(given: Input) -> Outcome:
    """A fact file to typed facts; the small law decides on what is taken."""
    data, ending = given
    name = f"facts.{ending.decode()}"
    assert _ENDING.fullmatch(ending.decode())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            snapshot = read_fact_file(path, name)
        except FactsError as error:
            refused = tuple(error.findings)
        else:
            refused = ()
    if refused:
        _shown(refused, {name: data.decode("utf-8", "replace")})
        return Outcome(False, _codes(refused))
    read = read_facts(_small_law(), snapshot)
    assert (read.facts is None) == bool(read.findings)
    _shown(read.findings, {name: data.decode("utf-8", "replace")})
    if read.facts is None:
        return Outcome(False, _codes(read.findings))
    try:
        events, kept = read_memory(Request(None, Path(name)), _small_law(), snapshot, read.facts)
    except BadInput as bad:
        refused = tuple(bad.findings)
    if refused:
        _shown(refused, {name: data.decode("utf-8", "replace")})
        return Outcome(False, _codes(refused))
    _decided(_small_law(), read.facts, events, kept or NO_MEMORY)
    return Outcome(True)


# --- the formatter --------------------------------------------------------------------------------
def formats(given: Input) -> Outcome:
    """Text to its canonical form, which says the same and does not change again."""
    text = given[0].decode("utf-8", "surrogateescape")
    found = format_text(text, "f.yaml")
    _shown(found.findings, {"f.yaml": text})
    if found.text is None:
        assert not _taken(found.findings)
        return Outcome(False, _codes(found.findings))
    assert format_text(found.text, "f.yaml").text == found.text
    return Outcome(True)


def _law_to_format(chance: Random) -> Input:
    at = chance.randrange(len(corpus.law()))
    text = "---\n".join(corpus.law()[at : at + chance.choice((1, 1, 2))])
    if chance.random() < 0.3:
        text = "---\n".join(documents.document(chance) for _ in range(chance.choice((1, 2))))
    return (mutated(chance, text, words(), 3).encode("utf-8", "surrogatepass"),)


# --- the command line -----------------------------------------------------------------------------
def answers(given: Input) -> Outcome:
    """A verb ends with one of its exit codes, whatever the files are."""
    code = verbs.run(given)
    return Outcome(code == 0, (f"exit {code}",))


# --- what all of them are asked -------------------------------------------------------------------
def _codes(findings: Iterable[Diagnostic]) -> tuple[str, ...]:
    return tuple(each.code for each in findings)


def _taken(findings: Iterable[Diagnostic]) -> bool:
    return all(each.severity is not Severity.ERROR for each in findings)


def _shown(findings: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
    """Findings can be told in both forms, in characters that every terminal and file takes."""
    found = tuple(findings)
    render_text(found, texts).encode("utf-8")
    assert render_json(found)["ok"] is _taken(found)
    for each in found:
        assert "\n" not in each.message
        assert each.message


TARGETS: Mapping[str, Target] = {
    each.name: each
    for each in (
        Target("parser", 120, lambda chance: (leaf(chance).encode("utf-8", "surrogatepass"),), parses),
        Target("loader", 64, files.file, loads),
        Target("checker", 8, documents.law, checks),
        Target("facts", 4, fact_files.facts, reads_facts),
        Target("formatter", 3, _law_to_format, formats),
        Target("console", 1, verbs.call, answers),
    )
}
