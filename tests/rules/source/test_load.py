from __future__ import annotations

import os
from pathlib import Path

import pytest

from rules.source import load
from rules.source.build import MOST_DEEP
from rules.source.load import Source, load_bytes, load_path, load_text
from rules.source.node import Mapping, Node, Scalar, Sequence
from rules.source.span import Span


def one(text: str) -> Mapping:
    source = load_text(text, "f")
    assert source.findings == ()
    assert source.whole
    [document] = source.documents
    return document.root


def codes(source: Source) -> list[str]:
    return [each.code for each in source.findings]


def plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.value: plain(value) for key, value in node.entries}


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "TRUE",
        "null",
        "~",
        "010",
        "0x1F",
        "1_000",
        "12:30",
        "1e3",
        ".5",
        "2026-01-05",
        "25% of x",
        "$100000",
        "§0",
        "< 20",
        "=",
        "a #b".replace(" ", ""),
    ],
)
def test_nothing_is_resolved(text: str) -> None:
    assert one(f"key: {text}\nlist: [x, {text}]\n").get("key") == Scalar(
        text, Span("f", 1, 6, 1, 6 + len(text)), "plain"
    )


def test_a_document_keeps_its_shape_and_order() -> None:
    root = one("b: 1\na:\n  - x\n  - { z: 1, y: [2, 3] }\nempty:\nlast: ''\n")
    assert plain(root) == {"b": "1", "a": ["x", {"z": "1", "y": ["2", "3"]}], "empty": "", "last": ""}
    assert root.keys() == ("b", "a", "empty", "last")
    assert root.key("a") == Scalar("a", Span("f", 2, 1, 2, 2), "plain")
    assert root.get("c") is None
    assert root.key("c") is None
    items = root.get("a")
    assert isinstance(items, Sequence)
    assert not items.flow
    assert not root.flow
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    assert inner.flow


@pytest.mark.parametrize(
    ("text", "value", "style"),
    [
        ("k: a b", "a b", "plain"),
        ("k: 'it''s'", "it's", "single"),
        ('k: "a\\tb"', "a\tb", "double"),
        ("k: >-\n  a\n  b\n", "a b", "folded"),
        ("k: |\n  a\n  b\n", "a\nb\n", "literal"),
        ("k: |-\n  a # b\n", "a # b", "literal"),
        ("k: a\n  b", "a b", "plain"),
        ("k:", "", "plain"),
        ("k: ''", "", "single"),
    ],
)
def test_styles(text: str, value: str, style: str) -> None:
    scalar = one(text).get("k")
    assert isinstance(scalar, Scalar)
    assert (scalar.value, scalar.style) == (value, style)


def test_a_value_left_out_lies_behind_its_colon() -> None:
    root = one("a:\nb:   \nc:\n  - \n")
    assert root.entries[0][1].span == Span("f", 1, 3, 1, 3)
    assert root.entries[1][1].span == Span("f", 2, 3, 2, 3)
    items = root.get("c")
    assert isinstance(items, Sequence)
    assert items.items[0] == Scalar("", Span("f", 4, 4, 4, 4), "plain")


def test_spans_of_collections_end_where_their_text_ends() -> None:
    root = one("# head\na:\n- x\n- y z\n\n# foot\nb: { c: d }\n\n")
    assert root.span == Span("f", 2, 1, 7, 12)
    assert root.entries[0][1].span == Span("f", 3, 1, 4, 6)
    assert root.entries[1][1].span == Span("f", 7, 4, 7, 12)


def test_documents_are_split_before_anything_else() -> None:
    source = load_text("# head\n---\na: 1\n--- # second\nb: 'open\n---\nc: [\n---\n---\nd: 4\n", "f")
    assert [plain(each.root) for each in source.documents] == [{"a": "1"}, {"d": "4"}]
    assert [each.root.span.line for each in source.documents] == [3, 10]
    assert [(each.code, each.span.line) for each in source.findings] == [("Y108", 5), ("Y108", 7)]
    assert not source.whole


def test_a_line_of_dashes_and_text_is_no_split() -> None:
    assert plain(one("a: |\n  ---\n  b\n")) == {"a": "---\nb\n"}
    assert codes(load_text("a: b\n---c\n", "f")) == ["Y108"]


def test_windows_line_ends_change_nothing() -> None:
    text = "a: b\n---\nc: >-\n  d\n  e\n"
    assert load_text(text.replace("\n", "\r\n"), "f") == load_text(text, "f")


def test_a_missing_last_line_end_changes_nothing() -> None:
    for text in ("a: b", "a: |\n  b", "a:", "a: [b]"):
        assert load_text(text, "f").documents == load_text(text + "\n", "f").documents


def test_json_is_read_whatever_indents_it() -> None:
    text = '{\n\t"a":1,\n\t"b": [true, null, 1.20],\n\t"c": {"d": "\\u00e9\\/"}\n}\n'
    assert plain(one(text)) == {"a": "1", "b": ["true", "null", "1.20"], "c": {"d": "é/"}}


def test_a_warning_keeps_the_document() -> None:
    source = load_text("a: The #1 rule\n", "f")
    assert codes(source) == ["Y112"]
    assert plain(source.documents[0].root) == {"a": "The"}
    assert source.whole


def test_a_duplicate_keeps_the_first_and_the_document() -> None:
    source = load_text("rule: A\nx: 1\nx: 2\n", "f")
    assert plain(source.documents[0].root) == {"rule": "A", "x": "1"}
    assert source.whole
    [found] = source.findings
    assert found.related[0].span == Span("f", 2, 1, 2, 2)


def test_a_document_that_swallowed_another_is_not_whole() -> None:
    source = load_text("rule: A\nx: 1\nrule: B\nx: 2\n", "f")
    assert codes(source) == ["Y113"]
    assert not source.whole


def test_an_alias_follows_from_its_anchor() -> None:
    source = load_text("a: &x [b, b]\nc: &y [*x, *x]\nd: [*y, *y]\n", "f")
    assert codes(source) == ["Y114", "Y114"]
    assert source.documents == ()


def test_every_refusal_of_one_document_is_shown() -> None:
    source = load_text("a: &x b\nc: *y\nd: !t e\n<<: f\ng: { h }\n", "f")
    assert codes(source) == ["Y114", "Y114", "Y115", "Y116", "Y111"]
    assert source.documents == ()


def test_an_error_that_only_follows_from_another_is_not_shown() -> None:
    assert codes(load_text("a: [b: c: d]\n", "f")) == ["Y122"]


def test_aliases_never_grow() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert set(codes(load_text("\n".join(lines), "f"))) == {"Y114"}


def test_bytes_that_are_no_text_spoil_only_their_document() -> None:
    source = load_bytes(b"a: b\n---\nc: \xff\n---\ne: f\n", "f")
    assert [plain(each.root) for each in source.documents] == [{"a": "b"}, {"e": "f"}]
    assert [(each.code, each.span.line, each.span.column) for each in source.findings] == [("Y102", 3, 4)]
    source.text.encode("utf-8")


def test_a_byte_order_mark_does_not_hide_the_documents() -> None:
    source = load_bytes(b"\xef\xbb\xbfa: b\n", "f")
    assert codes(source) == ["Y103"]
    assert source.documents[0].root.span == Span("f", 1, 1, 1, 5)


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\x7f",
        "\x85",
        "\xa0",
        "\xad",
        "\u200b",
        "\u2028",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ud800",
        "\ufffe",
        "\U000e0041",
    ],
)
def test_what_cannot_be_seen_is_refused(character: str) -> None:
    assert codes(load_text(f"a: b{character}c\n", "f")) == ["Y106"]


@pytest.mark.parametrize("text", ["é", "–", "×", "§", "日本", "e\u0301", "😀", "\u2764\ufe0f", "\ufffd"])
def test_what_can_be_seen_is_text(text: str) -> None:
    assert plain(one(f"a: {text}\n{text}: b\n")) == {"a": text, text: "b"}


def test_depth_is_limited_at_its_edge() -> None:
    for brackets, found in ((MOST_DEEP - 1, []), (MOST_DEEP, ["Y120"])):
        assert codes(load_text("a: " + "[" * brackets + "]" * brackets, "f")) == found


def test_size_is_limited_at_its_edge(tmp_path: Path) -> None:
    text = "#" * (load.MOST_BYTES - 5) + "\na: b"
    assert codes(load_text(text, "f")) == []
    assert codes(load_text(text + "c", "f")) == ["Y104"]
    assert codes(load_bytes(text.encode() + b"c", "f")) == ["Y104"]
    path = tmp_path / "f.yaml"
    path.write_text(text)
    assert codes(load_path(path)) == []
    path.write_text(text + "c")
    assert codes(load_path(path)) == ["Y104"]


def test_a_path_is_shown_as_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_text("a: b\n")
    assert load_path(path).file == path.as_posix()
    assert load_path(path, "law.yaml").documents[0].root.span.file == "law.yaml"


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, tmp_path / "missing.yaml", pipe, Path("a\0b"), Path("x" * 5_000)):
        source = load_path(path, "f")
        assert codes(source) == ["Y101"]
        assert not source.whole
        assert source.documents == ()


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "law.yaml"
    path.write_text("a: b\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    [found] = load_path(path).findings
    assert (found.code, found.message) == ("Y101", "The file cannot be read (permission denied)")


def test_a_comment_does_not_hide_that_a_bracket_is_open() -> None:
    source = load_text("a: [b #c", "f")
    assert codes(source) == ["Y112", "Y108"] or codes(source) == ["Y108", "Y112"]
    assert not source.documents
    assert not source.whole


def test_documents_behind_the_most_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MOST_DOCUMENTS", 2)
    assert codes(load_text("a: b\n---\nc: d\n", "f")) == []
    source = load_text("a: b\n---\nc: d\n---\ne: f\n", "f")
    assert [(each.code, each.span.line) for each in source.findings] == [("Y124", 4)]
    assert len(source.documents) == 2
    assert not source.whole
