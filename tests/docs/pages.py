"""The pages of the language reference, cut into examples: what law, what facts, what must come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

# What may stand behind the three signs that open a block, and which options it may have.
BLOCKS: Mapping[str, frozenset[str]] = {
    "yaml law": frozenset({"name", "after", "notes", "alone"}),
    "yaml bad": frozenset({"code", "after", "alone"}),
    "yaml facts": frozenset({"name", "code", "alone"}),
    "yaml next": frozenset(),
    "text finding": frozenset(),
    "expect": frozenset(),
    "leaves of": frozenset({"subject"}),
    "json record": frozenset(),
}
_OPENING = {"yaml law", "yaml bad"}

_FENCE = re.compile(r"(?P<signs>`{3,}|~{3,})(?P<info>.*)")
_HEADING = re.compile(r"#+ (?P<text>.+)")
_OPTION = re.compile(r"(?P<name>[a-z]+)(?:=(?P<value>\S+))?")


class BadPage(ValueError):
    """A page that does not follow the convention; the message names page and line."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its kind, its options, its text, and the line on which its text begins."""

    kind: str
    options: Mapping[str, str]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Example:
    """Blocks that belong together; `id` names the page, the heading and the line."""

    id: str
    page: str
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str | None:
        """The name by which later examples build on this one."""
        return self.blocks[0].options.get("name")


def pages() -> list[Path]:
    """The pages of the reference, by name."""
    found = [DOCS / "language.md", DOCS / "meaning.md", *sorted((DOCS / "language").glob("*.md"))]
    return [page for page in found if page.is_file()]


def examples_of(text: str, page: str) -> list[Example]:
    """The examples of one page. Raises BadPage."""
    found: list[Example] = []
    blocks: list[Block] = []
    heading, title = page, page

    def close() -> None:
        if blocks:
            slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
            found.append(Example(f"{page}:{blocks[0].line}:{slug}", page, tuple(blocks)))
            blocks.clear()

    for part in _parts(text, page):
        if isinstance(part, str):
            close()
            heading = part
        else:
            if part.kind in _OPENING or part.options.get("name"):
                close()
            if not blocks:
                title = heading
            blocks.append(part)
    close()
    return found


def prose_of(text: str) -> str:
    """A page without its fenced blocks."""
    kept: list[str] = []
    inside: str | None = None
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if inside is None and fence is not None:
            inside = fence["signs"]
        elif inside is not None:
            inside = None if line.strip() == inside else inside
        else:
            kept.append(line)
    return "\n".join(kept)


def _parts(text: str, page: str) -> Iterator[str | Block]:
    """Headings and blocks, in order."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        heading, fence = _HEADING.match(lines[at]), _FENCE.match(lines[at].lstrip())
        if heading is not None:
            yield heading["text"]
        if fence is not None:
            begin = at + 1
            try:
                at = next(i for i in range(begin, len(lines)) if lines[i].strip() == fence["signs"])
            except StopIteration:
                raise BadPage(f"{page}:{begin}: the block is not closed") from None
            yield _block(fence["info"].strip(), "\n".join(lines[begin:at]) + "\n", f"{page}:{begin}", begin + 1)
        at += 1


def _block(info: str, text: str, place: str, line: int) -> Block:
    kind = next((kind for kind in BLOCKS if info == kind or info.startswith(f"{kind} ")), None)
    if kind is None:
        raise BadPage(f"{place}: `{info}` is not a kind of block")
    options: dict[str, str] = {}
    rest = info.removeprefix(kind).strip()
    if kind == "leaves of":
        options["subject"], rest = rest, ""
    for word in rest.split():
        option = _OPTION.fullmatch(word)
        if option is None or option["name"] not in BLOCKS[kind]:
            raise BadPage(f"{place}: `{word}` is not an option of `{kind}`")
        options[option["name"]] = option["value"] or ""
    return Block(kind, options, text, line)
