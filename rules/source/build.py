"""Nodes from the events of the YAML parser, one document at a time.

The tree is built from events and not by a YAML loader, because a loader would resolve values, drop places
and follow aliases. What the language does not have is refused here, at the event, before anything could
come of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence as Lines
from dataclasses import dataclass
from typing import NoReturn, Protocol

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import quoted
from rules.source import traps
from rules.source.characters import INVISIBLE, seen
from rules.source.explain import Last, explain
from rules.source.node import Mapping, Node, Scalar, Sequence, Style
from rules.source.span import Span
from rules.source.split import Chunk

MOST_DEEP = 20
"""How deep lists and maps may lie in one another: deeper, no law reads well, and stacks would grow."""


class _Mark(Protocol):
    """The place of an event as both builds of the parser give it, counted from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


# The C parser is many times faster; without it the pure one gives the same events.
_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
# What follows a `>` or `|` that is meant as YAML means it; a digit or a `#` right behind it is not.
_BLOCK_SIGN = re.compile(r"[|>][+-]?(?=[ \t]|$)")


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a document: its map, unless it is empty or an error broke its meaning.

    `whole` is False if something of it was lost.
    """

    root: Mapping | None
    findings: tuple[Diagnostic, ...]
    whole: bool


def build(chunk: Chunk, lines: Lines[str], file: str) -> Built:
    """Read one document. `lines` are those of the whole file, into which places point."""
    builder = _Builder(chunk, lines, file)
    root = builder.document()
    whole = builder.whole and not builder.broken
    return Built(None if builder.broken else root, tuple(builder.findings), whole)


class _GiveUp(Exception):
    pass


class _Builder:
    def __init__(self, chunk: Chunk, lines: Lines[str], file: str) -> None:
        self.text = chunk.text
        self.lines = lines
        self.file = file
        self.first = chunk.first + 1  # the parser counts lines of the document from 0
        self.findings: list[Diagnostic] = []
        self.broken = False
        self.anchors: set[str] = set()
        self.last = Last()
        self.events: Iterator[Event] = iter(())
        self.whole = True
        self.brackets: list[Span] = []

    def document(self) -> Mapping | None:
        try:
            self.events = iter(yaml.parse(self.text, Loader=_LOADER))
            for event in self.events:
                if isinstance(event, NodeEvent):
                    return self.root(event)
        except _GiveUp:
            pass
        except yaml.YAMLError as error:
            problem = explain(error, self.lines, self.first, self.file, self.last, self.brackets)
            self.broken = True
            # An earlier error on the same line is the cause, this one only what came of it.
            errors = [each for each in self.findings if each.severity == "error"]
            if all(each.span.line != problem.span.line for each in errors):
                self.findings.append(problem)
        return None

    def root(self, event: NodeEvent) -> Mapping | None:
        node = self.node(event, 1, False)
        for _ in self.events:
            pass  # what stands behind the map is the parser's to refuse
        if isinstance(node, Mapping):
            return node
        if isinstance(node, Scalar) and not node.value and node.style == "plain":
            return None  # nothing but the line `---`
        if not self.broken:
            self.report(*traps.no_map(node))
        return None

    def node(self, event: Event, depth: int, in_flow: bool) -> Node:
        if type(event) is ScalarEvent:
            return self.scalar(event, in_flow)
        if isinstance(event, AliasEvent):
            return self.alias(event)
        assert isinstance(event, CollectionStartEvent)
        if event.anchor or event.tag:
            self.refuse_properties(event)
        if depth > MOST_DEEP:
            self.give_up(
                "Y120",
                self.span_of(event, event),
                f"More than {MOST_DEEP} lists and maps lie in one another here",
                "Give the inner part a name and a document of its own",
            )
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, depth, in_flow)
        return self.sequence(event, depth)

    def scalar(self, event: ScalarEvent, in_flow: bool) -> Scalar:
        if event.anchor or event.tag:
            self.refuse_properties(event)
        style = _STYLES[event.style]
        span = self.span_of(event, event)
        self.last = Last(span, style)
        if style == "plain":
            node = Scalar(event.value, span, style, self.lines)
            found = traps.comment(node, self.lines, in_flow) or traps.continued(node, self.lines)
            if found:
                self.report(*found)
            return node
        if style in ("literal", "folded"):
            return Scalar(event.value, self.block_span(span), style, self.lines)
        hidden = INVISIBLE.search(event.value) if style == "double" else None
        if hidden:
            self.report(
                "Y106",
                span,
                f"This text contains a character that cannot be seen ({seen(hidden.group())})",
                "Delete its escape",
            )
        return Scalar(event.value, span, style, self.lines)

    def block_span(self, span: Span) -> Span:
        """Where the text below a `>` or `|` stands; the sign itself if there is none."""
        line = self.lines[span.line - 1]
        sign = _BLOCK_SIGN.match(line, span.column - 1)
        end = sign.end() if sign else len(line.rstrip())
        here = Span(self.file, span.line, span.column, span.line, end + 1)
        if not sign:
            self.report(*traps.special(line[span.column - 1], here, ""))
        inside = [number for number in range(span.line, span.end_line - 1) if self.lines[number].strip(" ")]
        if not inside:
            return here
        top, bottom = self.lines[inside[0]], self.lines[inside[-1]]
        begin = len(top) - len(top.lstrip(" ")) + 1
        return Span(self.file, inside[0] + 1, begin, inside[-1] + 1, len(bottom.rstrip(" ")) + 1)

    def sequence(self, event: CollectionStartEvent, depth: int) -> Sequence:
        flow = bool(event.flow_style)
        opened = flow and self.opens(event)
        items: list[Node] = []
        for inner in self.events:
            if type(inner) is SequenceEndEvent:
                break
            items.append(self.node(inner, depth + 1, flow))
        span = self.collection_span(event, inner, items[-1].span if items else None, opened)
        if opened:
            self.closed(span)
        if flow:
            pieces = [(item, item) for item in items if isinstance(item, Scalar)]
            self.report_cut(traps.cut_by_comma(pieces, "[ ]"))
        return Sequence(tuple(items), span, flow)

    def mapping(self, event: MappingStartEvent, depth: int, in_flow: bool) -> Mapping:
        flow = bool(event.flow_style)
        opened = flow and self.opens(event)
        entries: dict[str, tuple[Scalar, Node]] = {}
        cut: tuple[str, Span, str, str | None] | None = None
        pieces: list[tuple[Scalar, Scalar]] = []
        end: Span | None = None
        for inner in self.events:
            if type(inner) is MappingEndEvent:
                break
            key = self.node(inner, depth + 1, flow)
            value = self.node(next(self.events), depth + 1, flow)
            end = value.span if value.span.end_line >= key.span.end_line else key.span
            if flow and isinstance(key, Scalar):
                before = pieces[-1] if pieces else None
                cut = cut or traps.without_value(before, key, value, self.lines)
                pieces.append((key, value if isinstance(value, Scalar) else key))
            if self.accept_key(key, flow):
                assert isinstance(key, Scalar)
                if key.value in entries:
                    self.duplicate(key, entries, depth)
                else:
                    entries[key.value] = (key, value)
        span = self.collection_span(event, inner, end, opened)
        if opened:
            self.closed(span)
        elif in_flow:
            self.report(*traps.map_without_braces(span, self.lines))
        if flow:
            self.report_cut(cut or traps.cut_by_comma(pieces, "{ }"))
        return Mapping(tuple(entries.values()), span, flow)

    def opens(self, event: CollectionStartEvent) -> bool:
        """Whether a bracket opens here, and not a map as the one in `[a: b]`; if so, it is noted as open."""
        start, mark = _mark(event.start_mark), _mark(event.end_mark)
        line = self.lines[mark.line + self.first - 1]
        sign = line[mark.column - 1 : mark.column]
        if sign not in ("{", "[") or (start.line, start.column) == (mark.line, mark.column):
            return False
        self.brackets.append(self.span(mark.line, mark.column - 1, mark.line, mark.column))
        return True

    def closed(self, span: Span) -> None:
        self.brackets.pop()
        self.last = Last(span, "flow")

    def accept_key(self, key: Node, in_flow: bool) -> bool:
        """Whether a key is one the language knows; if not, it is reported and its entry left out."""
        if not isinstance(key, Scalar):
            self.report(*traps.key_no_text(key))
        elif key.style == "plain" and key.value == "<<":
            self.report(
                "Y116",
                key.span,
                "`<<` would merge another map into this one, which the language does not do",
                "Write the keys out",
            )
        elif not key.value:
            self.report("Y119", key.span, "A key is empty", "Write a word before the colon")
        else:
            long = traps.long_key(key, self.lines, in_flow)
            if long is None:
                return True
            self.report(*long)
        return False

    def duplicate(self, key: Scalar, entries: dict[str, tuple[Scalar, Node]], depth: int) -> None:
        first = entries[key.value][0]
        related = (Related(first.span, "It stands here already"),)
        if depth == 1 and first is next(iter(entries.values()))[0]:
            # One missing line doubles every key that follows: say it once.
            if self.whole:
                self.findings.append(
                    finding(
                        "Y113",
                        key.span,
                        f"A second {quoted(key.value)} begins in the same document",
                        help="Write a line `---` above it",
                        related=related,
                    )
                )
            self.whole = False
        elif depth > 1 or self.whole:
            self.findings.append(
                finding(
                    "Y113",
                    key.span,
                    f"The key {quoted(key.value)} stands twice in this map",
                    help="Keep the one that is meant",
                    related=related,
                )
            )

    def alias(self, event: AliasEvent) -> Scalar:
        span = self.span_of(event, event)
        if event.anchor not in self.anchors:  # else the anchor was reported, and this follows from it
            self.report(*traps.special("*", span, f"*{event.anchor}"))
        return Scalar("", span, "plain", self.lines)

    def refuse_properties(self, event: ScalarEvent | CollectionStartEvent) -> None:
        """Report `&anchor` and `!tag` in front of a value."""
        mark = _mark(event.start_mark)
        for sign, present in (("&", event.anchor), ("!", event.tag)):
            if present:
                if event.anchor is not None:
                    self.anchors.add(event.anchor)
                place = re.compile(re.escape(sign) + r"[^\s,\]}]*")
                line = self.lines[mark.line + self.first - 1]
                found = place.search(line, mark.column) or place.match(line[mark.column :] or " ")
                begin, end = found.span() if found else (mark.column, mark.column + 1)
                span = self.span(mark.line, begin, mark.line, end)
                self.report(*traps.special(sign, span, found.group() if found else sign))

    def report_cut(self, cut: tuple[str, Span, str, str | None] | None) -> None:
        if cut:
            self.report(*cut)

    def report(self, code: str, span: Span, message: str, advice: str | None) -> None:
        problem = finding(code, span, message, help=advice)
        self.findings.append(problem)
        self.broken = self.broken or problem.severity == "error"

    def give_up(self, code: str, span: Span, message: str, advice: str | None) -> NoReturn:
        self.report(code, span, message, advice)
        raise _GiveUp

    def collection_span(self, start: Event, end: Event, last: Span | None, opened: bool) -> Span:
        # The parser lets a block end where the next one begins, blank lines and comments included.
        whole = self.span_of(start, end)
        if last is None or opened:
            return whole
        return Span(self.file, whole.line, whole.column, last.end_line, last.end_column)

    def span_of(self, start: Event, end: Event) -> Span:
        begin, stop = _mark(start.start_mark), _mark(end.end_mark)
        return self.span(begin.line, begin.column, stop.line, stop.column)

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        return Span(self.file, line + self.first, column + 1, end_line + self.first, end_column + 1)


def _mark(mark: _Mark | None) -> _Mark:
    assert mark is not None  # only events made by hand have none
    return mark
