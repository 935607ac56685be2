from __future__ import annotations

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagnostics.diagnostic import Related, finding
from rules.diagnostics.text import render_text
from rules.source.span import Span

FILE = "law/gen.yaml"


def shown(text: str, span: tuple[int, int, int, int], message: str = "Wrong", color: bool = False) -> list[str]:
    found = finding("Y113", Span(FILE, *span), message)
    return render_text([found], {FILE: text}, color).splitlines()


def test_a_whole_finding() -> None:
    found = finding(
        "Y113",
        Span(FILE, 3, 3, 3, 8),
        "The key `level` stands twice",
        rule="GEN-01",
        path=("with", "level"),
        help="Keep one",
        related=[Related(Span("law/facts.yaml", 1, 1, 1, 5), "It is declared here")],
    )
    sources = {FILE: "with:\n  level: 1\n  level: 2\n", "law/facts.yaml": "fact: level\n"}
    assert render_text([found], sources) == textwrap.dedent("""\
        law/gen.yaml:3:3: error[Y113]: The key `level` stands twice
            3 |   level: 2
              |   ^^^^^
        law/facts.yaml:1:1: note: It is declared here
            1 | fact: level
              | ^^^^
        in: GEN-01 › with › level
        help: Keep one
        """)


def test_findings_are_a_blank_line_apart_and_nothing_is_nothing() -> None:
    found = finding("Y112", Span(FILE, 1, 1, 1, 1), "Dropped")
    assert render_text([found, found], {}) == (
        "law/gen.yaml:1:1: warning[Y112]: Dropped\n\nlaw/gen.yaml:1:1: warning[Y112]: Dropped\n"
    )
    assert render_text([], {}) == ""


def test_a_place_of_no_width_has_one_caret() -> None:
    assert shown("key:", (1, 5, 1, 5))[1:] == ["    1 | key:", "      |     ^"]


def test_a_place_of_several_lines_shows_its_first() -> None:
    assert shown("as: a\n  + b\n", (1, 5, 2, 6))[1:] == ["    1 | as: a", "      |     ^"]


def test_tabs_and_wide_signs_keep_the_caret_in_place() -> None:
    assert shown("a:\tbb", (1, 4, 1, 6))[1:] == ["    1 | a:    bb", "      |       ^^"]
    assert shown("日本: bb", (1, 5, 1, 7))[1:] == ["    1 | 日本: bb", "      |       ^^"]
    assert shown("e\u0301: bb", (1, 5, 1, 7))[1:] == ["    1 | e\u0301: bb", "      |    ^^"]


def test_a_long_line_is_cut_around_the_caret() -> None:
    line = "a" * 300 + "HERE" + "b" * 300
    _, source, caret = shown(line, (1, 301, 1, 305))
    assert len(source) <= 110
    assert source[caret.index("^") : caret.index("^") + 4] == "HERE"
    assert caret.count("^") == 4
    assert source.startswith("    1 | …aaa")
    assert source.endswith("bbb…")


def test_a_long_place_is_cut_too() -> None:
    _, source, caret = shown("a" * 50 + "B" * 5_000, (1, 51, 1, 5_051))
    assert len(source) <= 110
    assert 80 <= caret.count("^") <= 100


def test_what_steers_a_terminal_is_not_passed_on() -> None:
    lines = shown("\x1b[2J: x", (1, 1, 1, 5), "`\x1b[2J` is no name")
    assert "\x1b" not in "".join(lines)


def test_a_place_outside_the_text_has_only_its_headline() -> None:
    assert len(shown("a: b\n", (9, 1, 9, 2))) == 1
    assert len(shown("", (1, 1, 1, 1))) == 1


def test_color_changes_nothing_but_color() -> None:
    import re

    plain = shown("key: value", (1, 6, 1, 11))
    painted = shown("key: value", (1, 6, 1, 11), color=True)
    assert any("\x1b[31m" in line for line in painted)
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in painted] == plain


@settings(deadline=None)
@given(
    st.text(alphabet="ab\t\u0301日\x1b\n ", max_size=300),
    st.tuples(*[st.integers(1, 12), st.integers(1, 300), st.integers(1, 12), st.integers(1, 300)]),
)
def test_no_place_breaks_the_renderer(text: str, span: tuple[int, int, int, int]) -> None:
    lines = shown(text, span)
    assert lines[0].endswith("error[Y113]: Wrong")
    assert len(lines) in (1, 3)
