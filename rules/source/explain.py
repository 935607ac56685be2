"""Why the YAML parser stopped, in words about the text and not about the parser.

Its own words differ between its two builds and speak of tokens and contexts. What is used of them is only
which part of YAML it was in; the rest is read from the line itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Lines
from dataclasses import dataclass

import yaml

from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import quoted
from rules.source import traps
from rules.source.span import Span

_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,4}|x[0-9a-fA-F]{0,2}|U[0-9a-fA-F]{0,8}|.)?")
_NO_BLANK = re.compile(r"[^\s:]+:(?=\S)")
_ENTRY_ENDS = re.compile(r"[,}\]]")
_DASHES = re.compile(r"-{3,}")
_ALIGN = "Align the keys of one map, and the items of one list, in one column"
_CLOSING = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Last:
    """The last piece read before the parser stopped: text of some style, or `flow` for `{…}` and `[…]`."""

    span: Span | None = None
    style: str = ""


def explain(
    error: yaml.YAMLError, lines: Lines[str], first: int, file: str, last: Last, brackets: Lines[Span]
) -> Diagnostic:
    """A finding for a document that cannot be read.

    `first` is the number of its first line, `brackets` are the places of those that were still open.
    """
    return _Stop(error, lines, first, file, last, brackets).explanation()


class _Stop:
    """The place where the parser stopped, with what stands around it."""

    def __init__(
        self,
        error: yaml.YAMLError,
        lines: Lines[str],
        first: int,
        file: str,
        last: Last,
        brackets: Lines[Span],
    ) -> None:
        self.lines = lines
        self.file = file
        self.last = last
        self.first = first
        self.bracket = brackets[-1] if brackets else None
        mark = context = None
        self.words = self.context_words = ""
        if isinstance(error, yaml.MarkedYAMLError):
            mark, context = error.problem_mark or error.context_mark, error.context_mark
            self.words, self.context_words = error.problem or "", error.context or ""
        self.line, self.column = self.inside(mark, first)
        self.context = self.inside(context, first) if context else (self.line, self.column)

    def inside(self, mark: yaml.Mark | None, first: int) -> tuple[int, int]:
        """Line and column of a mark, from 1; one behind the text is moved to its end."""
        line, column = (mark.line if mark else 0) + first, (mark.column if mark else 0) + 1
        if line < len(self.lines):
            return line, column
        line = len(self.lines)
        while line > first and not self.lines[line - 1].strip():
            line -= 1
        return line, len(self.lines[line - 1].rstrip()) + 1

    @property
    def text(self) -> str:
        return self.lines[self.line - 1]

    @property
    def character(self) -> str:
        return self.text[self.column - 1 : self.column]

    @property
    def before(self) -> str:
        return self.text[: self.column - 1].rstrip(" \t")

    def explanation(self) -> Diagnostic:
        if "quoted scalar" in self.context_words or "double-quoted" in self.context_words:
            return self.in_quotes()
        if any(word in self.context_words for word in ("block scalar", "anchor", "alias", "tag", "directive")):
            self.line, self.column = self.context
        return (
            self.tab()
            or self.special_sign()
            or self.colon_in_value()
            or self.left_over()
            or self.in_brackets()
            or self.no_key()
            or self.at_document_level()
            or self.indentation()
        )

    # One cause each.

    def in_quotes(self) -> Diagnostic:
        line, column = self.context
        sign = self.lines[line - 1][column - 1 : column]
        if "escape" in self.words:
            begin = self.column - 1 if self.character == "\\" else max(self.text.rfind("\\", 0, self.column), 0)
            escape = _ESCAPE.match(self.text, begin)
            end = escape.end() if escape else begin + 1
            return self.found(
                "Y108",
                self.span(self.line, begin + 1, end + 1),
                f"{quoted(self.text[begin:end])} means nothing inside double quotes",
                "Use single quotes, inside which a backslash is an ordinary character",
            )
        return self.found(
            "Y108",
            self.span(line, column, column + 1),
            f"The quote `{sign}` that opens here is never closed",
            "Close it; a value needs quotes only if it begins with a special character",
        )

    def tab(self) -> Diagnostic | None:
        if self.character != "\t":
            return None
        where = "A tab indents this line" if not self.before else "A tab stands where YAML wants a space"
        return self.found("Y107", self.here(), where, "Write a space")

    def special_sign(self) -> Diagnostic | None:
        """A value that begins with one of YAML's own signs."""
        sign = self.character
        in_flow = self.bracket is not None
        opens_value = self.before.endswith((":", "-", "?")) or (in_flow and self.before.endswith((",", "[", "{")))
        if sign in "-?,]}" and not opens_value:
            return None
        if sign not in traps.SPECIAL or (self.before and not opens_value):
            return None
        if in_flow and sign in ",]}":
            return self.found(
                "Y111",
                self.here(),
                f"Nothing stands before this `{sign}`"
                if sign == ","
                else f"`{sign}` closes a bracket that is not open",
                "Write one entry a line, without brackets around them",
            )
        part = "key" if not self.before and re.search(r":(?=[ \t]|$)", self.rest_text()) else "value"
        code, span, message, advice = traps.special(sign, self.rest(), self.rest_text(), part)
        return self.found(code, span, message, advice)

    def colon_in_value(self) -> Diagnostic | None:
        if self.character != ":":
            return None
        if not self.before or self.before.endswith(("-", "?", "{", "[", ",")):
            return self.found("Y119", self.here(), "A key is empty", "Write a word before the colon")
        last = self.last.span
        if self.text.startswith("---") and not self.text[3:4].strip():
            return self.found(
                "Y108", self.rest(4), "A map cannot begin on the line of a `---`", "Begin it on the next line"
            )
        if last is None or last.end_line != self.line:
            return None
        if last.line != last.end_line:
            return self.line_joined(last)
        span = last.to(self.rest())
        return self.found(
            "Y110",
            span,
            f"A colon with a space after it stands inside the value {quoted(self.slice(span))}",
            traps.BLOCK_STYLE_QUOTED if self.bracket else traps.QUOTE,
        )

    def line_joined(self, last: Span) -> Diagnostic:
        """A key that YAML takes for the next line of the value above it."""
        opened = Span(self.file, last.line, last.column, last.line, last.column + 1)
        if self.last.style in ("single", "double"):
            return self.ends_quotes(opened)
        if self.bracket:
            return self.never_closed(self.bracket)
        above = self.lines[last.line - 1]
        tight = _NO_BLANK.match(above)
        if tight and not self.text.startswith(" "):
            place = self.span(last.line, 1, len(tight.group()) + 1)
            message = f"A space is missing after {quoted(tight.group())}"
            return self.found("Y108", place, message, "Write a space after the colon")
        return self.found(
            "Y108",
            self.first_word(),
            "YAML adds this line to the value above it, because it is indented further",
            _ALIGN,
            Related(self.line_span(last.line), "This is the value above"),
        )

    def left_over(self) -> Diagnostic | None:
        """Text behind a quoted value or behind a bracket that closes."""
        last = self.last.span
        if last is None or self.last.style not in ("single", "double", "flow") or last.end_line != self.line:
            return None
        if last.end_column > self.column or self.text[last.end_column - 1 : self.column - 1].strip():
            return None
        if self.character in ("}", "]", ""):
            return None
        sign = self.lines[last.line - 1][last.column - 1]
        if last.line != self.line and sign in "'\"":
            return self.ends_quotes(Span(self.file, last.line, last.column, last.line, last.column + 1))
        ending = f"matching `{_CLOSING[sign]}`" if sign in _CLOSING else f"next `{sign}`"
        return self.found(
            "Y109",
            last.to(self.rest()),
            f"The value begins with `{sign}`, so YAML ends it at the {ending}; {quoted(self.rest_text())} is left over",
            "Write `''` for a quote inside single quotes" if sign == "'" else traps.QUOTE,
        )

    def ends_quotes(self, opened: Span) -> Diagnostic:
        return self.found(
            "Y108",
            opened,
            f"The quote {quoted(self.slice(opened))} that opens here is closed only in line {self.line}",
            "Close it where the text ends",
            Related(self.here(), "Here YAML takes the text to end"),
        )

    def in_brackets(self) -> Diagnostic | None:
        opened, last = self.bracket, self.last.span
        if opened is None:
            return None
        sign = self.slice(opened)
        if self.character in ("[", "{") and last and last.end_line == self.line:
            return self.found(
                "Y111",
                last.to(self.here()),
                f"Inside brackets a value ends at `{self.character}`: YAML reads only {quoted(self.slice(last))}",
                traps.BLOCK_STYLE,
            )
        if self.character in ("}", "]"):
            return self.found(
                "Y108",
                self.here(),
                f"`{sign}` is closed by `{self.character}`",
                f"Write `{_CLOSING[sign]}`",
                Related(opened, "It opens here"),
            )
        return self.never_closed(opened)

    def never_closed(self, opened: Span) -> Diagnostic:
        sign = self.slice(opened)
        return self.found(
            "Y108",
            opened,
            f"The bracket `{sign}` that opens here is not closed",
            f"Write `{_CLOSING[sign]}` where it ends",
        )

    def no_key(self) -> Diagnostic | None:
        """A line of a map that has no colon."""
        if "simple key" not in self.context_words:
            return None
        self.line, self.column = self.context
        text = self.rest_text()
        tight = _NO_BLANK.match(text)
        if tight:
            message, advice = (
                f"A space is missing after {quoted(tight.group())}",
                "Write a space after the colon",
            )
        elif _DASHES.match(text):
            message, advice = (
                "This line of dashes does not separate documents",
                "Write exactly `---`, alone on its line",
            )
        else:
            message, advice = (
                f"{quoted(text)} is no `key: value`",
                "Write a key, a colon and a space before it",
            )
        return self.found("Y108", self.rest(), message, advice)

    def at_document_level(self) -> Diagnostic | None:
        if "document start" not in self.words:
            return None
        begun = next((line for line in self.lines[self.first - 1 :] if _begins_document(line)), "")
        if begun.lstrip("- \t").startswith(("{", "[")):
            message, advice = "This line follows the bracket that closes the document", "Delete it"
        else:
            message, advice = "This line begins further left than the first key of the document", _ALIGN
        return self.found("Y108", self.rest(), message, advice)

    def indentation(self) -> Diagnostic:
        """What is left: the line stands at a depth where its kind cannot stand."""
        if self.character in ("}", "]"):
            return self.found(
                "Y108", self.here(), f"`{self.character}` closes a bracket that is not open", "Take it away"
            )
        text = self.rest_text()
        if self.before or not text:
            return self.found("Y108", self.here(), "YAML cannot read on from here", traps.QUOTE)
        if self.after_comment():
            message = "A comment ended the value above, so that this line belongs to nothing"
            return self.found("Y108", self.rest(), message, "Put the comment on a line of its own, above the key")
        if text.startswith(("- ", "-\t")) or text == "-":
            message = "This item belongs to no list: it lines up with no item above it"
        elif "'-'" in self.words or "collection" in self.context_words or "sequence" in self.context_words:
            message = "A list goes on with `-`, but this line begins otherwise"
        else:
            message = "This line lines up with no key above it"
        return self.found("Y108", self.first_word(), message, _ALIGN)

    def after_comment(self) -> bool:
        last = self.last.span
        if last is None or self.last.style != "plain" or last.end_line >= self.line:
            return False
        return re.match(r"[ \t]+#", self.lines[last.end_line - 1][last.end_column - 1 :]) is not None

    # Pieces of the line.

    def found(self, code: str, span: Span, message: str, advice: str | None, *related: Related) -> Diagnostic:
        return finding(code, span, message, help=advice, related=related)

    def span(self, line: int, column: int, end: int) -> Span:
        return Span(self.file, line, column, line, end)

    def here(self) -> Span:
        return self.span(self.line, self.column, self.column + len(self.character))

    def rest(self, column: int | None = None) -> Span:
        """From the place (or a column) to the end of the line; inside brackets, of the entry."""
        column = self.column if column is None else column
        text = self.text[column - 1 :]
        ending = _ENTRY_ENDS.search(text, 1) if self.bracket else None
        text = text[: ending.start()] if ending else text
        begin = column + len(text) - len(text.lstrip())
        return self.span(self.line, begin, max(column + len(text.rstrip()), begin))

    def rest_text(self) -> str:
        return self.slice(self.rest())

    def first_word(self) -> Span:
        begin = len(self.text) - len(self.text.lstrip()) + 1
        words = self.text.split(maxsplit=1)
        return self.span(self.line, begin, begin + (len(words[0]) if words else 0))

    def line_span(self, line: int) -> Span:
        text = self.lines[line - 1]
        return self.span(line, len(text) - len(text.lstrip()) + 1, len(text.rstrip()) + 1)

    def slice(self, span: Span) -> str:
        return self.lines[span.line - 1][span.column - 1 : span.end_column - 1]


def _begins_document(line: str) -> bool:
    text = line.strip()
    return bool(text) and text != "---" and not text.startswith("#")
