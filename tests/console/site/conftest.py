"""Sites of the example laws, and what reads their pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from console.site.content import Content
from console.site.pages import Pages
from console.site.site import material_of
from tests.console.running import ROOT

LOAN_DESK = ROOT / "examples" / "loan-desk" / "law"
PROP_FIRM = ROOT / "examples" / "prop-firm" / "law"
GARDEN = ROOT / "tests" / "rules" / "english" / "law.yaml"
VOID = {"meta", "link", "br", "input"}
INLINE = {"a", "b", "i", "strong", "code", "span", "label"}


@dataclass
class Site:
    """A site in memory."""

    content: Content
    files: dict[str, str]

    @property
    def pages(self) -> dict[str, str]:
        """Its HTML pages."""
        return {name: text for name, text in self.files.items() if name.endswith(".html")}


class Reader(HTMLParser):
    """Reads a page: every element closed in turn, its attributes, its texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.blocks: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))
        self._block(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag
        self._block(tag)

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data
        if data.strip():
            self.texts.append(" ".join(data.split()))

    def _block(self, tag: str) -> None:
        """What stands in one block of text is one line."""
        if tag not in INLINE:
            self.blocks.append("")

    @property
    def lines(self) -> list[str]:
        """Its blocks of text, one a line."""
        return [" ".join(block.split()) for block in self.blocks if block.strip()]

    @property
    def ids(self) -> list[str]:
        """The anchors of the page."""
        return [found["id"] for _, found in self.seen if "id" in found]

    @property
    def links(self) -> list[str]:
        """What it links to, its style included."""
        return [found["href"] for tag, found in self.seen if tag in {"a", "link"} and found["href"] != "data:,"]

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(self.texts)


@dataclass
class Read:
    """Pages that were read, each once."""

    known: dict[str, Reader] = field(default_factory=dict)

    def page(self, html: str) -> Reader:
        """A page; every element of it must be closed."""
        if html not in self.known:
            reader = Reader()
            reader.feed(html)
            reader.close()
            assert reader.open == [], "every element is closed"
            self.known[html] = reader
        return self.known[html]


READ = Read()


def site_of(path: Path) -> Site:
    pages = Pages(Content(material_of(path)))
    return Site(pages.content, dict(pages.files()))


@pytest.fixture(scope="session")
def loan_desk() -> Site:
    return site_of(LOAN_DESK)


@pytest.fixture(scope="session")
def prop_firm() -> Site:
    return site_of(PROP_FIRM)


@pytest.fixture(scope="session")
def garden() -> Site:
    return site_of(GARDEN)


@pytest.fixture(params=["loan_desk", "prop_firm", "garden"])
def site(request: pytest.FixtureRequest) -> Site:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Site)
    return found
