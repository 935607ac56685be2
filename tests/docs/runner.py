"""Executes the examples of the reference: compiles their law, decides on their facts, compares what comes out.

A block `yaml facts` begins anew, on the facts that all examples share. A block `yaml next` goes on: its facts are laid
over those before it, and the law carries on what it kept in the evaluation before. Both may tell of `events:`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from engine.evaluate import decider_for, evaluate
from engine.facts import Facts, read_facts
from engine.memory import NO_MEMORY, Event, read_events, read_kept
from engine.values import Subject, value_text
from facts.errors import FactsError
from facts.files import from_dict
from rules.compile.compiler import Compiled, compile_sources
from rules.compile.law import Derivation, Law
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, sort_findings
from rules.diagnostics.text import render_text
from rules.language import typed as x
from rules.language.typed import FactId
from rules.source.load import load_text
from tests.docs.expect import differences, subset
from tests.docs.pages import BadPage, Block, Example, examples_of, pages

VOCABULARY = "vocabulary"
MORNING = "morning"
OWN = "law.yaml"
GONE = "gone"

_ARROW = re.compile(r"(?P<leaf>.+?)\s+→ (?P<result>.+?)(?:\s{2,}(?P<remark>.+))?")
_CODE = re.compile(r"[A-Z]\d{3}")
# Facts alone need a law, and a constitution without a rule is none.
_ANY_RULE = "rule: ANY-01\nsection: §1\npermit: buy\nfor: idea\nwhen: false\n"


@dataclass(frozen=True)
class Book:
    """All examples of the reference."""

    examples: Sequence[Example]

    @cached_property
    def named(self) -> Mapping[str, Example]:
        """Examples by name. Raises BadPage when a name stands twice."""
        found: dict[str, Example] = {}
        for each in self.examples:
            if each.name is not None:
                if each.name in found:
                    raise BadPage(f"{each.id}: the name `{each.name}` is used twice")
                found[each.name] = each
        return found

    def law(self, name: str) -> str:
        """The law of a named example, with what it builds on. Raises BadPage."""
        if name not in self.named:
            raise BadPage(f"there is no example `{name}`")
        block = self.named[name].blocks[0]
        before = f"{self.law(block.options['after'])}---\n" if "after" in block.options else ""
        return before + block.text

    @cached_property
    def morning(self) -> Mapping[str, Any]:
        """The facts that all examples share."""
        return read_yaml(self.named[MORNING].blocks[0].text)


def read_book() -> Book:
    """The whole reference. Raises BadPage."""
    return Book([each for page in pages() for each in examples_of(page.read_text("utf-8"), page.name)])


def read_yaml(text: str) -> dict[str, Any]:
    """Maps, lists and text, nothing resolved."""
    found = yaml.load(text, Loader=yaml.CBaseLoader)
    assert isinstance(found, dict), text
    return found


def laid_over(below: Any, above: Any) -> Any:
    """Maps are joined key by key; everything else replaces what was there, and what is `gone` is left out."""
    if not isinstance(below, dict) or not isinstance(above, dict) or "columns" in above or "value" in above:
        return above
    joined = {**below, **{key: laid_over(below.get(key), value) for key, value in above.items()}}
    return {key: value for key, value in joined.items() if value != GONE}


def run(example: Example, book: Book) -> list[str]:
    """What is not as the example says; nothing when all is."""
    return list(Run(example, book).problems())


class Run:
    """One example while it is executed."""

    def __init__(self, example: Example, book: Book) -> None:
        self.example = example
        self.book = book
        first = example.blocks[0]
        self.text = first.text if first.kind in {"yaml law", "yaml bad"} else ""
        self.options = first.options
        self.raw: Mapping[str, Any] = book.morning
        self.kept: Mapping[str, Any] = {}
        self._record: Mapping[str, Any] | None = None

    def problems(self) -> Iterator[str]:
        first, *rest = self.example.blocks
        if first.kind == "yaml law" and self.options.get("name") != VOCABULARY:
            found = list(self.sound(self.compiled(self.text + self.asked())))
            if found:
                yield from found
                return
        if first.kind == "yaml bad" and _codes(self.compiled(self.text)) != self.options["code"].split(","):
            yield f"the law gives {_shown(self.compiled(self.text))}"
        if first.kind not in {"yaml law", "yaml bad"}:
            rest = [first, *rest]
        for block in rest:
            for each in self.block(block):
                yield f"line {block.line}: {each}"

    def asked(self) -> str:
        """What the leaves of the example read, so that no parameter seems to be unread."""
        leaves = [block for block in self.example.blocks if block.kind == "leaves of"]
        return "".join(_flags(block, _lines(block)) for block in leaves)

    def block(self, block: Block) -> Iterator[str]:
        match block.kind:
            case "yaml facts":
                self.take(block)
                yield from self.facts_are(block.options.get("code"))
            case "yaml next":
                self.go_on(block)
                yield from self.facts_are(None)
            case "text finding":
                compiled = self.compiled(self.text)
                found = _shown(compiled)
                if found.strip() != block.text.strip():
                    yield f"it is reported:\n{found}"
            case "leaves of":
                yield from self.leaves(block)
            case "expect":
                yield from differences(self.record(), block.text)
            case "json record":
                yield from subset(self.record(), json.loads(block.text))

    def compiled(self, text: str) -> Compiled:
        texts = []
        if "alone" not in self.options:
            texts.append(("vocabulary.yaml", self.book.law(VOCABULARY)))
        if "after" in self.options:
            texts.append(("before.yaml", self.book.law(self.options["after"])))
        return compile_sources([load_text(each, file) for file, each in (*texts, (OWN, text)) if each])

    def sound(self, compiled: Compiled) -> Iterator[str]:
        """No finding but the notes that the example announces."""
        if not compiled.ok or ",".join(_codes(compiled)) != self.options.get("notes", ""):
            yield f"the law gives {_shown(compiled) or 'nothing'}"

    def law(self) -> Law:
        compiled = self.compiled(self.text or _ANY_RULE)
        if compiled.law is None:
            raise BadPage(f"{self.example.id}: {_shown(compiled)}")
        return compiled.law

    def facts(self, law: Law) -> Facts:
        read = read_facts(law, from_dict(dict(self.raw), "facts.yaml"))
        if read.facts is None:
            raise BadPage(f"{self.example.id}: {[each.message for each in read.findings]}")
        return read.facts

    def events(self, law: Law, facts: Facts) -> Sequence[Event]:
        memory = read_kept(law, self.kept).memory
        read = read_events(law, from_dict(dict(self.raw), "facts.yaml").events, facts, memory=memory or NO_MEMORY)
        if read.events is None:
            raise BadPage(f"{self.example.id}: {[each.message for each in read.findings]}")
        return read.events

    def record(self) -> Mapping[str, Any]:
        """The record on the facts at hand; they are evaluated once."""
        if self._record is None:
            law = self.law()
            facts = self.facts(law)
            made = evaluate(law, facts, self.events(law, facts), self.kept)
            self._record = json.loads(made.canonical())
        assert self._record is not None
        return self._record

    def last_record(self) -> Mapping[str, Any]:
        """The record on the last facts that the example shows."""
        for block in self.example.blocks:
            if block.kind == "yaml facts" and "code" not in block.options:
                self.take(block)
            elif block.kind == "yaml next":
                self.go_on(block)
        return self.record()

    def take(self, block: Block) -> None:
        """Lays the facts of a block over those that all examples share."""
        below = {} if "alone" in block.options else self.book.morning
        self.raw = laid_over(below, read_yaml(block.text))
        self.kept, self._record = {}, None

    def go_on(self, block: Block) -> None:
        """The next evaluation: other facts and events, and what the law kept in the one before."""
        self.kept = self.record()["kept"]
        before = {key: value for key, value in self.raw.items() if key != "events"}
        self.raw = laid_over(before, read_yaml(block.text))
        self._record = None

    def facts_are(self, code: str | None) -> Iterator[str]:
        law = self.law()
        try:
            snapshot = from_dict(dict(self.raw), "facts.yaml")
            facts = read_facts(law, snapshot)
            memory = read_kept(law, self.kept).memory or NO_MEMORY
            told = read_events(law, snapshot.events, facts.facts, memory=memory).findings
            have = [each.code for each in (*facts.findings, *told)]
        except FactsError as error:
            have = [each.code for each in error.findings]
        if have != ([] if code is None else code.split(",")):
            yield f"the facts give {have}"

    # --- leaves ---------------------------------------------------------------------------------
    def leaves(self, block: Block) -> Iterator[str]:
        """Every line: what a leaf gives for the subject, written as the language writes it; or its code."""
        lines = _lines(block)
        if not lines:
            yield "there are no leaves"
        for line in lines:
            if _CODE.fullmatch(line.result):
                compiled = self.compiled(self.text + _flag(block, line.leaf, line.number))
                if _codes(compiled) != [line.result]:
                    yield f"`{line.leaf}`: {_shown(compiled) or 'nothing is reported'}"
        yield from self.values(block, [line for line in lines if not _CODE.fullmatch(line.result)])

    def values(self, block: Block, lines: Sequence[Line]) -> Iterator[str]:
        """Lines whose leaf has a value."""
        compiled = self.compiled(self.text + _flags(block, lines))
        if compiled.law is None:
            yield _shown(compiled)
            return
        facts = self.facts(compiled.law)
        memory = read_kept(compiled.law, self.kept).memory
        assert memory is not None
        decider = decider_for(compiled.law, facts, memory, self.events(compiled.law, facts))
        scope, _, key = block.options["subject"].partition(" ")
        subject = Subject(scope, key)
        if subject not in decider.world.subjects(scope):
            yield f"there is no {subject} among the facts"
            return
        for line in lines:
            fact = FactId(scope, f"leaf_{line.number}")
            if decider.derive(fact, subject) is not True:
                document = compiled.law.derivations[fact]
                assert isinstance(document, Derivation)
                side = document.value.left if isinstance(document.value, x.Compare) else document.value
                yield f"`{line.leaf}` is {value_text(decider.value(side, (subject,)))}, not {line.result}"


@dataclass(frozen=True, slots=True)
class Line:
    """`LEAF → RESULT`, and the number of its line on the page."""

    leaf: str
    result: str
    number: int


def _lines(block: Block) -> list[Line]:
    found: list[Line] = []
    for number, line in enumerate(block.text.splitlines(), block.line):
        if not line.strip():
            continue
        match = _ARROW.fullmatch(line.strip())
        if match is None:
            raise BadPage(f"line {number}: `{line}` is not `LEAF → RESULT`")
        found.append(Line(match["leaf"], match["result"], number))
    return found


def _flags(block: Block, lines: Sequence[Line]) -> str:
    """Rules that ask whether each leaf has its value."""
    good = (line for line in lines if not _CODE.fullmatch(line.result))
    return "".join(_flag(block, f"({line.leaf}) is {line.result}", line.number) for line in good)


def _flag(block: Block, leaf: str, number: int) -> str:
    scope = block.options["subject"].partition(" ")[0]
    quoted = leaf.replace("'", "''")
    return (
        f"\n---\nrule: LEAF-{number}\nsection: §1\nderive: {scope}.leaf_{number}\ntype: flag\nfor: {scope}\n"
        f"when: '{quoted}'\n"
    )


def _findings(compiled: Compiled) -> tuple[Diagnostic, ...]:
    """Everything but what an example leaves unused of the shared vocabulary."""
    weighty = (each for each in compiled.findings if each.severity is Severity.ERROR)
    own = (each for each in compiled.findings if each.span.file == OWN and not _of_a_leaf(each))
    return sort_findings({*weighty, *own})


def _of_a_leaf(each: Diagnostic) -> bool:
    """Whether a finding is only a remark on a condition that the runner made of an expression."""
    return each.severity is not Severity.ERROR and each.rule is not None and each.rule.startswith("LEAF-")


def _codes(compiled: Compiled) -> list[str]:
    return [each.code for each in _findings(compiled)]


def _shown(compiled: Compiled) -> str:
    return render_text(_findings(compiled), compiled.sources)
