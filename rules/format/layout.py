"""The canonical layout of a document: two blanks a level, keys in their order, each comment with what it is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rules.format.comments import Comment, comments, last_line
from rules.format.forms import below, entry_forms, ordered
from rules.format.scalars import spell
from rules.model.keys import Form, One, Sort
from rules.source.node import Mapping, Node, Scalar
from rules.source.node import Sequence as Items
from rules.source.split import Chunk

_INDENT = "  "
_BEHIND = "  "
"""Blanks before a comment that stands behind something."""

Line = str | None
"""A line of the result; None is a blank line that only groups, and may be left out."""

_NO_BLANK = "\0"
"""Stands below text that keeps the blank lines below it: there, one more would be more text."""


@dataclass(slots=True)
class _Element:
    """A key with its value, or an item: what it holds, and the comments that belong to it.

    `parts` are the elements of a map or list that is written over several lines, `tail` the comments below the last.
    """

    key: Scalar | None
    node: Node
    form: Form | None
    leading: list[Line] = field(default_factory=list)
    trailing: str | None = None
    parts: list[_Element] | None = None
    tail: list[Line] = field(default_factory=list)


def lay_out(chunk: Chunk, root: Mapping, form: Form | None) -> list[str]:
    """The lines of a document in canonical form, its line `---` left out (but not a comment that stands on it)."""
    found = comments(chunk, root)
    return _squeezed(_Layout(chunk, found).document(root, form))


def lay_out_comments(chunk: Chunk) -> list[str]:
    """The lines of a document that holds nothing but comments."""
    return _squeezed([each.text or None for each in comments(chunk, None)])


def _squeezed(lines: Iterable[Line]) -> list[str]:
    """Lines with one blank line at most between two others, none at either end."""
    found: list[str] = []
    blank, may = False, False
    for line in lines:
        if line is None:
            blank = may
        elif line == _NO_BLANK:
            may = False
        else:
            found += ["", line] if blank else [line]
            blank, may = False, True
    return found


class _Layout:
    def __init__(self, chunk: Chunk, found: Sequence[Comment]) -> None:
        self.last = chunk.first + len(chunk.lines)
        self.alone = [each for each in found if each.alone]
        self.places = [each.line for each in self.alone]
        self.behind: dict[int, str] = {each.line: each.text for each in found if not each.alone}

    def document(self, root: Mapping, form: Form | None) -> list[Line]:
        whole = _Element(None, root, form)
        header: list[Line] = []
        if root.span.line not in self.behind or not root.flow:
            # A comment on the line `---` comes first, unless the document stands on that line too.
            first = min((key.span.line for key, _ in root.entries), default=root.span.line)
            header = [self.behind.pop(line) for line in sorted(self.behind) if line < first]
        self.collect(whole, 0, self.last + 1)
        assert whole.parts is not None
        _settle(whole)
        lines: list[Line] = [*header]
        for part in whole.parts:
            lines += _lines(part, "")
        # What belongs to nothing that is left stands at the end: nothing is ever lost.
        return [*lines, *whole.tail, *(self.behind[line] for line in sorted(self.behind))]

    # --- which comment belongs to what --------------------------------------------------------------
    def collect(self, owner: _Element, start: int, end: int) -> None:
        """Fills in the parts of a map or list, to which the lines from `start` up to `end` belong."""
        node = owner.node
        assert not isinstance(node, Scalar)
        parts = _parts(node, owner.form)
        owner.parts = parts
        loose = self.between(start, _begin(parts[0])) if parts else self.between(start, end)
        above = start
        for number, part in enumerate(parts):
            following = _begin(parts[number + 1]) if number + 1 < len(parts) else end
            # A comment behind a `-` that stands on a line of its own comes before the item.
            part.leading = [*(each.text or None for each in loose), *self.claim(range(above, _begin(part)))]
            above = _content_end(part) + 1
            run = self.between(_content_end(part) + 1, following)
            loose = self.fill(part, run, node)
        owner.tail = [each.text or None for each in loose]

    def fill(self, part: _Element, run: list[Comment], within: Mapping | Items) -> list[Comment]:
        """Gives a part its comments; `run` are those below it, and those that are not its own come back."""
        node = part.node
        head = part.key.span.line if part.key is not None else node.span.line
        if not _spread(node):
            # A comment between a key and a text below it comes before the key.
            part.leading += [each.text for each in self.between(head, _content_end(part) + 1) if each.text]
            above = self.claim(range(head, _content_end(part) + 1))
            part.leading += above[:-1]
            part.trailing = above[-1] if above else None
            return run
        assert not isinstance(node, Scalar)
        own = 0
        if not node.flow and not within.flow:
            for number, each in enumerate(run, start=1):
                if each.text and each.column < within.span.column:
                    break
                own = number if each.text else own
        first = _begin_of(node)
        claimed = self.claim(range(head, first))
        end = run[own - 1].line + 1 if own else _content_end(part) + 1
        if node.flow and not _parts(node, None):
            first = head
        self.collect(part, head + 1 if first > head else head, end)
        claimed += self.claim(range(node.span.end_line, node.span.end_line + 1)) if node.flow else []
        part.leading += claimed[:-1]
        part.trailing = claimed[-1] if claimed else None
        return run[own:]

    def between(self, start: int, end: int) -> list[Comment]:
        """The comments on lines of their own from line `start` up to `end`."""
        return self.alone[bisect_left(self.places, start) : bisect_left(self.places, end)]

    def claim(self, lines: Iterable[int]) -> list[str]:
        """The comments behind something on these lines; each is given once."""
        return [self.behind.pop(line) for line in lines if line in self.behind]


def _parts(node: Mapping | Items, form: Form | None) -> list[_Element]:
    if isinstance(node, Items):
        return [_Element(None, item, below(form)) for item in node.items]
    forms = entry_forms(form, node.keys())
    return [_Element(key, value, forms[key.value]) for key, value in node.entries]


def _begin(part: _Element) -> int:
    return part.key.span.line if part.key is not None else part.node.span.line


def _begin_of(node: Mapping | Items) -> int:
    """The line of the first thing in a map or list."""
    if isinstance(node, Mapping):
        return node.entries[0][0].span.line if node.entries else node.span.end_line
    return node.items[0].span.line if node.items else node.span.end_line


def _content_end(part: _Element) -> int:
    node = part.node
    while not isinstance(node, Scalar) and not node.flow:  # the last of the last is what ends it
        node = node.entries[-1][1] if isinstance(node, Mapping) else node.items[-1]
    end = last_line(node, node.lines) if isinstance(node, Scalar) and node.lines else node.span.end_line
    return max(end, _begin(part))


def _spread(node: Node) -> bool:
    """Whether this is a map or list that is written over several lines, or will be."""
    if isinstance(node, Scalar):
        return False
    filled = bool(node.entries if isinstance(node, Mapping) else node.items)
    return filled and (not node.flow or node.span.line != node.span.end_line)


# --- order ----------------------------------------------------------------------------------------
def _settle(owner: _Element) -> None:
    """Brings keys into their order, and comments to where they can stand."""
    parts = owner.parts
    if parts is None:
        return
    if isinstance(owner.node, Mapping) and parts:
        header = parts[0].leading if owner.key is None and isinstance(owner.form, One) else []
        order = {key: place for place, key in enumerate(ordered(owner.form, owner.node.keys()))}
        first = parts[0]
        parts.sort(key=lambda part: order[part.key.value] if part.key is not None else 0)
        if parts[0] is not first and header:  # what opens a document or an item stays at its top
            first.leading = []
            parts[0].leading = [*header, *parts[0].leading]
    for part in parts:
        _settle(part)
        if part.key is None and part.parts:
            part.leading += part.parts[0].leading
            part.parts[0].leading = []
            if part.trailing is not None:
                part.leading.append(part.trailing)
                part.trailing = None
        elif part.parts:
            leading = part.parts[0].leading
            while leading and leading[0] is None:
                leading.pop(0)


# --- lines ----------------------------------------------------------------------------------------
def _lines(part: _Element, pad: str) -> list[Line]:
    found: list[Line] = [None if each is None else pad + each for each in part.leading]
    head = f"{spell(part.key, Sort.NAME, 'key')[0]}:" if part.key is not None else "-"
    behind = f"{_BEHIND}{part.trailing}" if part.trailing is not None else ""
    if part.parts is not None:
        inner: list[Line] = []
        for each in part.parts:
            inner += _lines(each, pad + _INDENT)
        if part.key is None:
            first = inner[0]
            assert first is not None
            found.append(f"{pad}{head} {first.lstrip(' ')}")
            inner = inner[1:]
        else:
            found.append(f"{pad}{head}{behind}")
        return [*found, *inner, *(None if each is None else f"{pad}{_INDENT}{each}" for each in part.tail)]
    text = spell(part.node, part.form, "value") if isinstance(part.node, Scalar) else [_flow(part.node, part.form)]
    text = [head if not text[0] else f"{head} {text[0]}", *text[1:]]
    # Behind a block of text there is no place for a comment but on the line of its sign.
    is_block = isinstance(part.node, Scalar) and part.node.style in ("literal", "folded")
    keeps = [_NO_BLANK] if is_block and text[0].endswith("+") else []
    text[0 if is_block else -1] += behind
    return [*found, pad + text[0], *(f"{pad}{_INDENT}{each}" if each else "" for each in text[1:]), *keeps]


def _flow(node: Node, form: Form | None) -> str:
    """A value on one line."""
    if isinstance(node, Scalar):
        return spell(node, form, "flow")[0]
    if isinstance(node, Items):
        return "[" + ", ".join(_flow(item, below(form)) for item in node.items) + "]"
    keys = node.keys()
    forms = entry_forms(form, keys)
    entries = {
        key.value: f"{spell(key, Sort.NAME, 'flow')[0]}: {_flow(value, forms[key.value])}".rstrip(" ")
        for key, value in node.entries
    }
    inside = ", ".join(entries[key] for key in ordered(form, keys))
    return f"{{ {inside} }}" if inside else "{}"
