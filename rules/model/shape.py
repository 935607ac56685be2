"""Reads the shape of a document: which keys, which are required, text or list or leaf. Findings, never exceptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Mapping_
from types import MappingProxyType
from typing import TypeVar

from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language.lexer import KEYWORDS, LeafError
from rules.language.parser import parse_leaf
from rules.model.documents import CaseList, Condition, For, Group, Leaf, LongAggregate, Text, Value
from rules.model.keys import words_of
from rules.source.node import Mapping, Node, Scalar, Sequence
from rules.source.span import Span

T = TypeVar("T")

# Keys as other formats call them, and the keys of the language that may be meant.
_CALLED_ELSEWHERE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("value", "val", "equals", "expression", "formula"), ("is", "as", "then")),
    "default": ("is", "otherwise"),
    "else": ("otherwise",),
    **dict.fromkeys(("if", "condition", "conditions", "rule", "where"), ("when",)),
    **dict.fromkeys(("description", "desc", "comment", "comments", "note", "notes", "remark"), ("doc", "because")),
    **dict.fromkeys(("name", "label"), ("title", "words")),
    **dict.fromkeys(("why", "rationale", "reason"), ("because", "reason")),
    **dict.fromkeys(("scope", "subject", "applies_to"), ("for",)),
    **dict.fromkeys(("min_max", "bounds", "limits"), ("within", "range")),
    **dict.fromkeys(("enum", "values", "options"), ("one_of",)),
    **dict.fromkeys(("optional", "nullable"), ("may_be_missing",)),
    **dict.fromkeys(("datatype", "kind"), ("type", "of")),
    **dict.fromkeys(("params", "fields", "arguments"), ("with", "fields")),
}
_FEW = 3
"""How many words of a list are told with their key before each."""
_JOINING = ("all", "any", "not")
_JOINED_BY = {"and": "all", "or": "any", "none": "not", "every": "all", "some": "any"}

NO_HINTS: Mapping_[str, str] = MappingProxyType({})

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_WORD = re.compile(r"[A-Za-z]\w*\Z")
_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*\Z")
_FUNCTIONS = ("sum", "mean", "highest", "lowest", "count", "any", "no", "every")
_FOR = re.compile(r"(?P<scope>[A-Za-z_]\w*)(?:\s+where\s+(?P<where>.+))?\s*\Z", re.DOTALL)


class Shape:
    """Collects findings while one document is read."""

    def __init__(
        self,
        owner: str | None,
        findings: list[Diagnostic],
        lost: set[str] | None = None,
        apart: Mapping_[str, str] = NO_HINTS,
    ) -> None:
        self.owner = owner
        self.findings = findings
        self.lost = lost if lost is not None else set()
        self.apart = apart  # what is said of a key that begins another document

    def report(
        self, code: str, span: Span, message: str, help: str | None = None, related: Iterable[Related] = ()
    ) -> None:
        """Adds a finding about this document."""
        self.findings.append(finding(code, span, message, rule=self.owner, help=help, related=related))

    # --- plain values ---------------------------------------------------------------------------
    def text(self, node: Node | None, what: str) -> Text | None:
        """A scalar that is not empty."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.report("E123", node.span, f"{what} must be a word or sentence, not {_shape(node)}")
            return None
        if not node.value.strip():
            self.report("E125", node.span, f"{what} is empty", "Write something, or take the key away.")
            return None
        return Text(node.value, node.span)

    def name(self, node: Node | None, what: str, bare: bool = False) -> Text | None:
        """A name in lower case; one that stands `bare` in expressions is not a word of the language."""
        text = self.text(node, what)
        if text is not None and not _NAME.match(text.value):
            self.report("E127", text.span, f"{what} cannot be `{text.value}`", _name_help(text.value))
            return None
        return self.bare(text) if bare else text

    def enum_word(self, text: Text) -> Text | None:
        """A word of a closed list, as it can stand in expressions."""
        if not _WORD.match(text.value):
            plain = re.sub(r"\W+", "_", text.value.strip()).strip("_")
            help = f"Write `{plain}`." if _WORD.match(plain) else "A word begins with a letter, as in `level_1`."
            self.report("E127", text.span, f"A word of a type cannot be `{text.value}`", help)
            self.lost.update(spellings(text.value))
            return None
        kept = self.bare(text)
        if kept is None:
            self.lost.add(text.value)
        return kept

    def bare(self, text: Text | None) -> Text | None:
        """A name that stands alone in expressions, where a word of the language would be taken for that word."""
        if text is not None and text.value in KEYWORDS:
            message = f"`{text.value}` is a word of the language and cannot be a name"
            self.report("E115", text.span, message, "Choose another name.")
            return None
        return text

    def id(self, node: Node | None, what: str) -> Text | None:
        """An id in upper case."""
        text = self.text(node, what)
        if text is not None and not _ID.match(text.value):
            plain = re.sub(r"[^A-Z0-9]+", "-", text.value.strip().upper()).strip("-")
            help = f"Write `{plain}`." if _ID.match(plain) else "An id is written like `GEN-ENTRY-01`."
            self.report("E126", text.span, f"{what} cannot be `{text.value}`", help)
            return None
        return text

    def word(
        self, node: Node | None, what: str, allowed: Iterable[str], hints: Mapping_[str, str] = NO_HINTS
    ) -> Text | None:
        """One of a closed list of words; `hints` say what to do about words that people take from elsewhere."""
        text = self.text(node, what)
        words = tuple(allowed)
        if text is not None and text.value not in words:
            close = nearest(text.value, words)
            help = f"Did you mean `{close}`?" if close else "It is one of " + ", ".join(f"`{w}`" for w in words) + "."
            help = hints.get(text.value, help)
            self.report("E128", text.span, f"{what} cannot be `{text.value}`", help)
            return None
        return text

    def truth(self, node: Node | None, what: str) -> bool:
        """`true` or `false`; absent is false."""
        found = self.word(node, what, ("true", "false")) if node is not None else None
        return found is not None and found.value == "true"

    def texts(self, node: Node | None, what: str) -> tuple[Text, ...]:
        """A list of words, or one word alone."""
        if node is None:
            return ()
        if isinstance(node, Sequence):
            found = [self.text(item, what) for item in node.items]
            return tuple(text for text in found if text is not None)
        one = self.text(node, what)
        return (one,) if one is not None else ()

    # --- mappings and lists ---------------------------------------------------------------------
    def mapping(self, node: Node | None, what: str, help: str | None = None) -> Mapping | None:
        """A map of keys to values."""
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.report("E123", node.span, f"{what} must be a map of names to values, not {_shape(node)}", help)
            return None
        return node

    def keys(
        self,
        node: Mapping,
        what: str,
        required: Iterable[str],
        optional: Iterable[str],
        hints: Mapping_[str, str] = NO_HINTS,
    ) -> bool:
        """Reports unknown and missing keys; true when every required key is there."""
        required = tuple(required)
        known = (*required, *optional)
        free = [name for name in dict.fromkeys(known) if node.get(name) is None]
        misspelt: set[str] = set()  # a key that is there under another spelling is not missing as well
        for key, _ in node.entries:
            if key.value not in known:
                close = nearest(key.value, free) or self.meant(key.value, free)
                if close is not None and key.value not in hints:
                    misspelt.add(close)
                help = f"Did you mean `{close}`?" if close else _may_be_added(free)
                if key.value in _JOINING and "when" in known:
                    misspelt.add("when")
                    help = f"Put `{key.value}:` below `when:`, two blanks further in."
                help = hints.get(key.value, help)
                self.report("E121", key.span, f"{what} has no key `{key.value}`", help)
        missing = [name for name in required if node.get(name) is None and name not in misspelt]
        for name in missing:
            self.report("E122", head_of(node), f"{what} needs the key `{name}`", _to_add(name, required))
        return not missing and not misspelt.intersection(required)

    def meant(self, name: str, free: Iterable[str]) -> str | None:
        """The key that may be meant by one of another format."""
        own = tuple(free)
        return next((each for each in _CALLED_ELSEWHERE.get(name.lower(), ()) if each in own), None)

    def entries(self, node: Node | None, what: str, read: Callable[[Scalar, Node], T | None]) -> tuple[T, ...]:
        """Reads each entry of a map."""
        mapping = self.mapping(node, what)
        if mapping is None:
            return ()
        found = [read(key, value) for key, value in mapping.entries]
        for (key, _), entry in zip(mapping.entries, found, strict=True):
            if entry is None:
                self.lost.update(spellings(key.value))
        return tuple(entry for entry in found if entry is not None)

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list."""
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.report("E123", node.span, f"{what} must be a list, not {_shape(node)}", "Begin each item with `- `.")
            return ()
        return node.items

    # --- leaves ---------------------------------------------------------------------------------
    def leaf(self, node: Node | None, what: str) -> Leaf | None:
        """An expression on one line (or folded)."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            help = "A list inside an expression needs a word before it, or the whole leaf in quotation marks."
            self.report("E123", node.span, f"{what} must be an expression, not {_shape(node)}", help)
            return None
        return self.parse(node)

    def parse(self, scalar: Scalar) -> Leaf:
        """Parses a scalar as an expression."""
        try:
            return Leaf(scalar, parse_leaf(scalar.value))
        except LeafError as error:
            span = scalar.at(error.start, error.end) if scalar.value else scalar.span
            self.report(error.code, span, error.message, error.help)
            return Leaf(scalar, None)

    def condition(self, node: Node | None, what: str) -> Condition | None:
        """A leaf, or `all:` / `any:` / `not:`, or an aggregate written as a map."""
        if node is None:
            return None
        if isinstance(node, Scalar):
            return self.leaf(node, what)
        if isinstance(node, Sequence):
            help = "Write `all:` (each must hold) or `any:` (one is enough) before the list."
            place = node.items[0].span if node.items else node.span
            self.report("E124", place, f"{what} is a list without `all:` or `any:`", help)
            return None
        keys = node.keys()
        ranged = node.get("over") is not None or (node.get("any") is not None and node.get("where") is not None)
        word = next((key for key in keys if key in {"all", "any", "not"} and not ranged), None)
        if word is not None:
            apart = f"One word joins: make it an item of the list below `{word}:`."
            self.keys(node, what, (word,), (), dict.fromkeys(_JOINING, apart))
            inner = node.get(word)
            if word == "not":
                part = self.condition(inner, "`not:`")
                return Group("not", (part,), node.span) if part is not None else None
            parts = [self.condition(item, f"`{word}:`") for item in self.items(inner, f"`{word}:`")]
            kept = tuple(part for part in parts if part is not None)
            if isinstance(inner, Sequence) and not inner.items:
                self.report("E125", head_of(node), f"`{word}:` has no conditions", "Add a condition, or take it away.")
            return Group(word, kept, node.span) if kept else None
        return self.long_aggregate(node, what)

    def conditions(self, node: Node | None, what: str) -> tuple[Condition, ...]:
        """One condition or a list of conditions that must all hold."""
        if node is None:
            return ()
        nodes = node.items if isinstance(node, Sequence) else (node,)
        found = [self.condition(item, what) for item in nodes]
        return tuple(condition for condition in found if condition is not None)

    def long_aggregate(self, node: Mapping, what: str) -> LongAggregate | None:
        """`sum:` … `over:` … `where:` …"""
        function = next((key.value for key, _ in node.entries if key.value in _FUNCTIONS), None)
        if function is None:
            help = "A condition is one expression, or `all:`, `any:`, `not:` over conditions."
            message = f"{what} is a map without `all:`, `any:` or `not:`"
            first = node.entries[0][0].value if node.entries else ""
            close = _JOINED_BY.get(first.lower()) or nearest(first, _JOINING)
            help = f"Did you mean `{close}:`?" if close else help
            self.report("E124", head_of(node), message, help)
            return None
        ranged = function in {"count", "any", "no", "every"}
        optional = ("where", "let", "if_empty")
        required = (function, "has") if function == "every" else (function,) if ranged else (function, "over")
        if not self.keys(node, f"`{function}:`", required, ("over", *optional)):
            return None
        value: Value | None = None
        over = node.get("over")
        own = node.get(function)
        if ranged and over is None:
            over = own
        elif ranged and isinstance(own, Scalar) and own.value.strip():
            help = f"Leave `{function}:` empty, or name the scope there and leave out `over:`."
            self.report("E123", own.span, f"`{function}:` and `over:` both say what is meant", help)
            return None
        elif not ranged:
            value = self.value(node.get(function), f"`{function}:`")
            if value is None:
                return None
        if not isinstance(over, Scalar):
            self.report("E123", node.span, "`over:` must name a scope", "For example `over: position in sleeve`.")
            return None
        return LongAggregate(
            function=function,
            value=value,
            over=self.source(over),
            where=self.conditions(node.get("where"), "`where:`"),
            let=self.let(node.get("let")),
            if_empty=self.leaf(node.get("if_empty"), "`if_empty:`"),
            has=self.condition(node.get("has"), "`has:`") if function == "every" else None,
            span=node.span,
        )

    def source(self, scalar: Scalar) -> Leaf:
        """`candidate as to in line where …`, written without its leading word."""
        prefix = "any "
        try:
            tree = parse_leaf(prefix + scalar.value)
        except LeafError as error:
            start = max(error.start - len(prefix), 0)
            end = max(error.end - len(prefix), start + 1)
            self.report(error.code, scalar.at(start, end), error.message, error.help)
            return Leaf(scalar, None)
        if not isinstance(tree, t.Aggregate):
            self.report("E110", scalar.span, f"`{scalar.value}` is more than the name of a scope", _of_source(tree))
            return Leaf(scalar, None)
        return Leaf(scalar, tree, -len(prefix))

    def value(self, node: Node | None, what: str) -> Value | None:
        """A leaf, `cases:`, or an aggregate written as a map."""
        if node is None or isinstance(node, Scalar):
            return self.leaf(node, what)
        if isinstance(node, Sequence):
            help = "A set is given by a parameter; here stands one value."
            self.report("E123", node.span, f"{what} must be an expression, not a list", help)
            return None
        if node.get("cases") is not None:
            return self.case_list(node, what)
        return self.long_aggregate(node, what)

    def case_list(self, node: Mapping, what: str) -> CaseList | None:
        """`cases:` (each `when:` / `then:`) and `otherwise:`."""
        self.keys(node, what, ("cases",), ("otherwise",))
        cases: list[tuple[Condition, Value]] = []
        for item in self.items(node.get("cases"), "`cases:`"):
            mapping = self.mapping(item, "A case")
            if mapping is None or not self.keys(mapping, "A case", ("when", "then"), ()):
                continue
            when = self.condition(mapping.get("when"), "`when:`")
            then = self.value(mapping.get("then"), "`then:`")
            if when is not None and then is not None:
                cases.append((when, then))
        if node.get("otherwise") is None:
            place = node.key("cases")
            help = "Add `otherwise:`: what holds when no case does; it may be `unknown`."
            self.report("E211", place.span if place else node.span, "`cases:` has no `otherwise:`", help)
        if not cases:
            return None
        return CaseList(tuple(cases), self.value(node.get("otherwise"), "`otherwise:`"), node.span)

    def let(self, node: Node | None) -> tuple[tuple[Text, Value], ...]:
        """Local names, in the order of the file."""

        def read(key: Scalar, value: Node) -> tuple[Text, Value] | None:
            name = self.name(key, "A local name", bare=True)
            found = self.value(value, f"`{key.value}:`")
            return (name, found) if name is not None and found is not None else None

        return self.entries(node, "`let:`", read)

    def leaves(self, node: Node | None, what: str) -> tuple[tuple[Text, Leaf], ...]:
        """A map of names to expressions."""

        def read(key: Scalar, value: Node) -> tuple[Text, Leaf] | None:
            leaf = self.leaf(value, f"`{key.value}:`")
            return (Text(key.value, key.span), leaf) if leaf is not None else None

        return self.entries(node, what, read)

    def subject(self, node: Node | None) -> For | None:
        """`for: SCOPE where …`."""
        text = self.text(node, "`for:`")
        if text is None or not isinstance(node, Scalar):
            return None
        match = _FOR.match(node.value)
        if match is None:
            help = "Name one scope or kind, and behind `where` what narrows it."
            self.report("E123", text.span, f"`for:` must name one scope or kind, not `{text.value}`", help)
            return None
        start, end = match.span("scope")
        scope = Text(match["scope"], node.at(start, end))
        where: Leaf | None = None
        if match["where"] is not None:
            offset = match.start("where")
            try:
                where = Leaf(node, parse_leaf(match["where"]), offset)
            except LeafError as error:
                span = node.at(offset + error.start, offset + error.end)
                self.report(error.code, span, error.message, error.help)
        return For(scope, where, text.span)


def spellings(name: str) -> tuple[str, str, str]:
    """A refused name, and as it may be written elsewhere: as a name and as an id."""
    parts = re.split(r"[^A-Za-z0-9]+", name.strip())
    return name, "_".join(parts).lower(), "-".join(parts).upper()


def head_of(node: Mapping) -> Span:
    """Where a map begins: its first key, and the value behind it if that stands on the same line."""
    if node.flow or not node.entries:
        return node.span
    key, value = node.entries[0]
    same = value.span.line == value.span.end_line == key.span.line
    return key.span.to(value.span) if same else key.span


def _to_add(name: str, beside: Iterable[str]) -> str:
    """How to write a missing key: where its words are a closed list, with each of them."""
    words = words_of(name, beside)
    if not words:
        return f"Add `{name}:`."
    if len(words) > _FEW:
        return f"Add `{name}:` with one of {', '.join(f'`{word}`' for word in words)}."
    *first, last = (f"`{name}: {word}`" for word in words)
    return f"Add {', '.join(first)} or {last}." if first else f"Add {last}."


def _may_be_added(names: list[str]) -> str:
    if not names:
        return "Take it away: there is nothing to add here."
    return f"Keys that may be added: {', '.join(f'`{name}`' for name in names)}."


def _shape(node: Node) -> str:
    if isinstance(node, Sequence):
        return "a list"
    return "a map" if isinstance(node, Mapping) else "a word"


def _name_help(text: str) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", text.strip().lower()).strip("_")
    if _NAME.match(plain or ""):
        return f"Names are lower case with underscores: `{plain}`."
    return "Names are lower case letters, digits and underscores, and begin with a letter."


def _of_source(tree: t.Tree) -> str:
    """How to write what was read as a calculation with `any …`, where only what it ranges over may stand."""
    if isinstance(tree, t.AsType) and isinstance(tree.value, t.Aggregate):
        return f"Write `{tree.value.source.scope} as {tree.type_name} …`: the name stands right behind the scope."
    return "Write for example `candidate in sleeve where …`; conditions stand behind `where`."
