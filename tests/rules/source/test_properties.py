from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.diagnostics.json import render_json
from rules.diagnostics.text import render_text
from rules.source.load import Source, load_bytes, load_text
from rules.source.node import Mapping, Node, Scalar
from rules.source.span import Span

# Text made of the signs YAML cares about finds more of its corners than text made of any.
LETTERS = "abé:-?#,[]{}()'\"\\|>&*!%@`~<=.1 \t\n"
PIECES = (
    ": ",
    "- ",
    " #",
    "<<",
    "\n  ",
    "\n    ",
    "\n---\n",
    "\n...\n",
    "\r\n",
    "k: ",
    "\nk: ",
    "\n- ",
    ">-\n  ",
    "\\n",
)
corners = st.lists(st.sampled_from((*LETTERS, *PIECES)), max_size=40).map("".join)


def check(source: Source) -> None:
    lines = source.text.split("\n")

    def inside(span: Span) -> None:
        assert span.file == "f"
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)

    def walk(node: Node) -> None:
        inside(node.span)
        if isinstance(node, Scalar):
            for offset in range(len(node.value) + 1):
                inside(node.at(offset))
            inside(node.at(0, len(node.value)))
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                walk(key)
                walk(value)
        else:
            for item in node.items:
                walk(item)

    for document in source.documents:
        walk(document.root)
    for found in source.findings:
        inside(found.span)
        for related in found.related:
            inside(related.span)
    assert source.documents or source.findings
    assert render_json(source.findings)["ok"] == all(each.severity != "error" for each in source.findings)
    render_text(source.findings, {"f": source.text}).encode("utf-8")


@settings(deadline=None, max_examples=300)
@given(corners)
@example("a: [")
@example("a: 'b")
@example("a: |")
@example("a: !")
def test_no_arrangement_of_signs_breaks_the_loader(text: str) -> None:
    check(load_text(text, "f"))


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_loader(text: str) -> None:
    check(load_text(text, "f"))


@settings(deadline=None)
@given(st.binary())
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"a: \xed\xa0\x80")
def test_no_bytes_break_the_loader(data: bytes) -> None:
    check(load_bytes(data, "f"))


keys = st.text(alphabet="abc_.é", min_size=1, max_size=8).filter(lambda text: text.strip("."))
plain = st.from_regex(r"[a-z0-9$§<(][a-z0-9%.<>=+*/()é-]{0,8}( [a-z0-9<>=%$-][a-z0-9.,()]{0,6}){0,4}", fullmatch=True)


@settings(deadline=None)
@given(st.dictionaries(keys, plain, min_size=1, max_size=6), st.integers(0, 3))
def test_the_text_at_a_place_is_the_value(entries: dict[str, str], blank: int) -> None:
    gap, space = "\n" * blank, " " * (blank + 1)
    text = "---\n" + "".join(f"{gap}{key}:{space}{value}\n" for key, value in entries.items())
    source = load_text(text, "f")
    assert source.findings == ()
    [document] = source.documents
    lines = text.split("\n")
    assert {key.value: value.value for key, value in document.root.entries if isinstance(value, Scalar)} == entries
    for pair in document.root.entries:
        for node in pair:
            assert isinstance(node, Scalar)
            assert lines[node.span.line - 1][node.span.column - 1 : node.span.end_column - 1] == node.value
            for offset in range(len(node.value)):
                span = node.at(offset)
                assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == node.value[offset]


@settings(deadline=None)
@given(st.lists(corners, min_size=1, max_size=4), st.integers(0, 3))
def test_a_document_is_read_alike_whatever_stands_beside_it(texts: list[str], place: int) -> None:
    texts = [text.replace("---", "").replace("\r", "") for text in texts]
    texts.insert(min(place, len(texts)), "good: yes")
    source = load_text("\n---\n".join(texts) + "\n", "f")
    assert any(
        [(key.value, value.value) for key, value in each.root.entries if isinstance(value, Scalar)] == [("good", "yes")]
        for each in source.documents
    )
