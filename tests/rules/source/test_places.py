from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.source.load import load_text
from rules.source.node import Scalar


def value_of(text: str) -> Scalar:
    source = load_text(text, "f")
    assert not source.findings
    value = source.documents[0].root.get("k")
    assert isinstance(value, Scalar)
    return value


def place(value: Scalar, offset: int, end: int | None = None) -> tuple[int, int, int, int]:
    span = value.at(offset, end)
    assert span.file == "f"
    return span.line, span.column, span.end_line, span.end_column


@pytest.mark.parametrize(
    ("text", "column"), [("k: a < bc", 4), ("k: 'a < bc'", 5), ('k: "a < bc"', 5), ("k:\n  a < bc", 3)]
)
def test_one_line_is_exact(text: str, column: int) -> None:
    value = value_of(text)
    line = value.span.line
    assert place(value, 0, 6) == (line, column, line, column + 6)
    assert place(value, 4, 6) == (line, column + 4, line, column + 6)
    assert place(value, 2) == (line, column + 2, line, column + 3)
    assert place(value, 3, 3) == (line, column + 3, line, column + 3)
    assert place(value, 6) == (line, column + 6, line, column + 6)


def test_offsets_outside_are_moved_to_the_nearest_end() -> None:
    value = value_of("k: abc")
    assert place(value, -5, 99) == (1, 4, 1, 7)
    assert place(value, 99) == (1, 7, 1, 7)
    assert place(value, 2, 1) == (1, 6, 1, 6)


@pytest.mark.parametrize("sign", [">-", ">", ">+", "|-", "|", "|+", ">-  # why"])
def test_blocks_have_the_lines_of_their_text(sign: str) -> None:
    value = value_of(f"k: {sign}\n\n    if aa\n    then bb\n\n# end\nl: m\n")
    assert (value.span.line, value.span.column, value.span.end_line, value.span.end_column) == (3, 5, 4, 12)
    start = value.value.index("then")
    assert place(value, start, start + 4) == (4, 5, 4, 9)
    start = value.value.index("aa")
    assert place(value, start, start + 2) == (3, 8, 3, 10)
    assert place(value, start, value.value.index("bb") + 2) == (3, 8, 4, 12)


def test_a_block_without_text_is_its_sign() -> None:
    value = value_of("k: >-\n\nl: m\n")
    assert place(value, 0) == (1, 4, 1, 6)


@pytest.mark.parametrize(
    "text",
    ["k: if aa\n   then bb", "k: 'if aa\n   then bb'", 'k: "if aa\n   then bb"', 'k: "if aa \\\n   then bb"'],
)
def test_text_of_several_lines_has_theirs(text: str) -> None:
    value = value_of(text)
    assert value.value == "if aa then bb"
    assert place(value, 3, 5)[0] == 1
    assert place(value, 6, 10) == (2, 4, 2, 8)
    assert place(value, 11, 13) == (2, 9, 2, 11)


def test_the_blank_of_a_line_break_lies_at_the_end_of_its_line() -> None:
    assert place(value_of("k: ab\n  cd"), 2) == (1, 6, 1, 6)


def test_escapes_take_the_room_they_have() -> None:
    value = value_of('k: "a\\u00e9b\\tc\\\\d"')
    assert value.value == "aéb\tc\\d"
    assert place(value, 1) == (1, 6, 1, 12)
    assert place(value, 2) == (1, 12, 1, 13)
    assert place(value, 4) == (1, 15, 1, 16)
    assert place(value, 5) == (1, 16, 1, 18)
    assert place(value, 6) == (1, 18, 1, 19)
    quoted = value_of("k: 'it''s'")
    assert place(quoted, 2) == (1, 7, 1, 9)
    assert place(quoted, 3) == (1, 9, 1, 10)


words = st.text(alphabet="abé日😀'\"\\", min_size=1, max_size=6)
texts = st.lists(words, min_size=1, max_size=12)


@settings(deadline=None)
@given(texts, st.sampled_from(["plain", "single", "double", "folded", "literal"]), st.data())
def test_every_letter_is_found_again(parts: list[str], style: str, data: st.DataObject) -> None:
    breaks = [data.draw(st.sampled_from([" ", "  ", "\n    ", "\n\n    "])) for _ in parts[1:]]
    if style == "plain":
        parts = ["x" + part for part in parts]
    elif style == "single":
        parts = [part.replace("'", "''") for part in parts]
    elif style == "double":
        parts = [part.replace("\\", "\\\\").replace('"', '\\"') for part in parts]
    body = parts[0] + "".join(space + part for space, part in zip(breaks, parts[1:], strict=True))
    before, after = {
        "plain": ("", ""),
        "single": ("'", "'"),
        "double": ('"', '"'),
        "folded": (">-\n    ", ""),
        "literal": ("|-\n    ", ""),
    }[style]
    text = f"# head\nk: {before}{body}{after}\nl: m\n"
    value = value_of(text)
    lines = text.split("\n")
    for offset, letter in enumerate(value.value):
        if letter in " \n":
            continue
        span = value.at(offset)
        assert span.line == span.end_line
        found = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        assert found in {letter, letter * 2 if letter == "'" else letter, "\\" + letter}
    whole = value.at(0, len(value.value))
    assert (whole.line, whole.end_line) == (value.span.line, value.span.end_line)
