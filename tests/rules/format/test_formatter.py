"""What the canonical form looks like, case by case."""

from __future__ import annotations

import pytest

from rules.format import formatter
from rules.format.formatter import FormatError, format_text
from rules.format.scalars import quoted, reads_back, spelled_leaf


def formatted(text: str) -> str:
    """The canonical form of a text."""
    found = format_text(text, "law.yaml")
    assert found.text is not None, found.findings
    return found.text


def test_keys_come_into_their_order() -> None:
    assert (
        formatted("for: line\nwhen: line.held\nrule: A-01\npermit: sell\nsection: §1\nbecause: It is so.\n")
        == "rule: A-01\nsection: §1\nbecause: It is so.\npermit: sell\nfor: line\nwhen: line.held\n"
    )
    assert (
        formatted("facts: line\ngiven:\n  held: { doc: Held., may_be_missing: true, type: flag }\n")
        == "facts: line\ngiven:\n  held: { type: flag, may_be_missing: true, doc: Held. }\n"
    )


def test_names_keep_the_order_of_their_author() -> None:
    text = "parameters: size\nvalues:\n  b: { is: 1, unit: none }\n  a: { is: 2, unit: none }\n"
    assert formatted(text) == text


def test_a_map_with_an_unknown_key_keeps_its_order() -> None:
    text = "rule: A-01\nfor: line\nsecton: §1\npermit: sell\n"
    assert formatted(text) == text


def test_the_words_of_a_keyed_parameter_stand_first() -> None:
    assert (
        formatted("parameters: size\nby: style\nvalues:\n  part: { of: ratio, bold: 2%, calm: 1% }\n")
        == "parameters: size\nby: style\nvalues:\n  part: { bold: 2%, calm: 1%, of: ratio }\n"
    )


def test_indentation_is_two_blanks() -> None:
    assert (
        formatted("rule: A-01\nwhen:\n    all:\n    - a.b\n    -   any:\n          - c.d\n          - e.f\n")
        == "rule: A-01\nwhen:\n  all:\n    - a.b\n    - any:\n        - c.d\n        - e.f\n"
    )


def test_expressions_have_one_spelling() -> None:
    assert spelled_leaf("a.b<=3   and c.d in [x,y]") == "a.b <= 3 and c.d in [x, y]"
    assert spelled_leaf("(a.b and c.d)  or e.f") == "(a.b and c.d) or e.f", "brackets are the author's"
    assert spelled_leaf("not a leaf at )  all") == "not a leaf at )  all"


def test_long_expressions_and_prose_stay_as_they_were_broken() -> None:
    text = "rule: A-01\ntitle: Two\n  lines\nwhen: >-\n  a.b\n    and   c.d\n\n  and e.f\nwords: |\n  x\n\n    y\n"
    assert formatted(text) == text


def test_brackets_over_several_lines_become_lines() -> None:
    text = (
        "parameters: size\nvalues:\n  all: {\n    is: [a, # first\n      b], # those\n    of: set of symbol } # end\n"
    )
    assert (
        formatted(text)
        == """parameters: size
values:
  all:
    is:
      - a  # first
      - b  # those
    of: set of symbol  # end
"""
    )


def test_json_becomes_yaml() -> None:
    assert formatted('{"rule": "A-01",\n "when": {"all": ["a.b", "c.d"]}}\n') == (
        "rule: A-01\nwhen: { all: [a.b, c.d] }\n"
    )


def test_comments_stay_with_what_they_are_about() -> None:
    text = """# about the file
---
for: line  # whose

# what holds
when:
  # both
  all:

    - a.b
      # of the list
    # of the next
    - c.d
    # end of the list
rule: A-01
# end of the document
---   # marked
ruling: R-01
"""
    assert (
        formatted(text)
        == """# about the file
---
rule: A-01
for: line  # whose

# what holds
when:
  # both
  all:
    - a.b
    # of the list
    # of the next
    - c.d
    # end of the list
# end of the document
---
# marked
ruling: R-01
"""
    )


def test_what_opens_a_document_stays_at_its_top() -> None:
    assert formatted("# head\n\nsection: §1\nrule: A-01\n") == "# head\n\nrule: A-01\nsection: §1\n"


def test_blank_lines_group_and_no_more() -> None:
    assert (
        formatted("\n\nrule: A-01\n\n\n\nsection: §1\nwhen:\n\n  all:\n    - a.b\n\n\n    - c.d\n\n\n")
        == "rule: A-01\n\nsection: §1\nwhen:\n  all:\n    - a.b\n\n    - c.d\n"
    )


def test_blank_lines_that_are_text_stay() -> None:
    text = "rule: A-01\ntitle: |+\n  x\n\n\nwhen: a.b\n"
    assert formatted(text) == text


def test_quotes_that_an_expression_does_not_need_go() -> None:
    assert formatted('rule: A-01\nwhen: "a.b"\n') == "rule: A-01\nwhen: a.b\n"
    assert formatted("rule: A-01\ntitle: 'It is so'\n") == 'rule: A-01\ntitle: "It is so"\n', "prose keeps them"
    kept = 'rule: A-01\nwhen: "[a, b] is x"\n'
    assert formatted(kept) == kept
    version = 'constitution: x\nversion: "1.10"\n'
    assert formatted(version) == version


def test_quotes_spare_escapes() -> None:
    assert [quoted(text) for text in ("a", 'a "b"', "a 'b'", "a\\b", "\"a\" 'b'")] == [
        '"a"', "'a \"b\"'", "\"a 'b'\"", "'a\\b'", "\"\\\"a\\\" 'b'\"",
    ]  # fmt: skip
    for text in ("a", 'a "b"', "a 'b'", "a\\b", "\"a\" 'b'"):
        assert formatted(f"rule: A-01\ntitle: {quoted(text)}\n") == f"rule: A-01\ntitle: {quoted(text)}\n"


# --- what YAML would take apart ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "leaf",
    [
        "% of x", "@x", "`x`", "> 3", "| x", "* x", "*x", "&x", "!x", "[a, b] has x", "{a} is b", "- 5", "] x", ", x",
        "? x", "a: b", 'a: "b": c', "'a' is b", '"a" is b',
    ],
)  # fmt: skip
def test_a_text_that_yaml_would_take_apart_is_quoted(leaf: str) -> None:
    text = f"rule: A-01\nsection: §1\nwhen: {leaf}\nwords: x\n"
    found = format_text(text, "law.yaml")
    assert found.text == f"rule: A-01\nsection: §1\nwhen: {quoted(spelled_leaf(leaf))}\nwords: x\n"
    assert found.repaired == 1
    if leaf in ("- 5", "? x", "a: b", 'a: "b": c'):  # in a list it may be one, or a map
        return
    items = format_text(f"rule: A-01\nwhen:\n  all:\n    - a.b\n    - {leaf}\n", "law.yaml")
    assert items.text == f"rule: A-01\nwhen:\n  all:\n    - a.b\n    - {quoted(leaf)}\n"


def test_cells_with_commas_are_quoted() -> None:
    for unclear in ("{ is: 1, of: ratio, overridable }", "{ is: [a, b], of }"):
        assert format_text(f"parameters: x\nvalues:\n  a: {unclear}\n", "law.yaml").text is None
    text = "parameters: x\nvalues:\n  a: { is: min(1, 2), of: ratio, doc: The least, of two }\n"
    assert formatted(text) == (
        'parameters: x\nvalues:\n  a: { is: "min(1, 2)", of: ratio, doc: "The least, of two" }\n'
    )
    rows = "table: T-01\nrows:\n  - { when: a.b in [x, y], then: max(1, 2) }\n"
    assert formatted(rows) == 'table: T-01\nrows:\n  - { when: "a.b in [x, y]", then: "max(1, 2)" }\n'


def test_what_no_quotes_mend_stays_as_it_is() -> None:
    for text in ("rule: A-01\n  when: x\n", "rule: A-01\nrule: B-01\n", "rule: [A-01\n", "\trule: A-01\n", ""):
        found = format_text(text, "law.yaml")
        assert found.text is None
        assert found.findings
    one_bad = "rule: A-01\nwhen: > 3\n---\nrule: A-01\n  when: x\n"
    assert format_text(one_bad, "law.yaml").text is None


def test_a_comment_behind_a_value_is_not_quoted() -> None:
    assert formatted("rule: A-01\ntitle: Our #1 rule # so\n") == "rule: A-01\ntitle: Our  #1 rule # so\n"


# --- files ------------------------------------------------------------------------------------------
def test_line_ends_of_the_file_stay() -> None:
    assert formatted("section: §1\r\nrule: A-01\r\n") == "rule: A-01\r\nsection: §1\r\n"
    assert formatted("section: §1\r\nrule: A-01\n") == "rule: A-01\nsection: §1\n"
    assert formatted("rule: A-01") == "rule: A-01\n"


@pytest.mark.parametrize(
    "text",
    [
        "at: 2026-04-16T10:00:00-04:00\nfacts:\n      clock: {date:   2026-04-16}\n",
        "mapping: bars\ntable:   bars\ncolumns: {}\n",
        "account: A1\nkind:   full\n",
    ],
)
def test_what_is_no_law_stays_as_it_is(text: str) -> None:
    found = format_text(text, "other.yaml")
    assert (found.text, found.is_law) == (text, False)
    mixed = f"{text}---\nfor: account A1\nterms: T-01\n"
    assert formatted(mixed) == f"{text}---\nterms: T-01\nfor: account A1\n"


def test_the_editors_line_stays_first() -> None:
    text = "# yaml-language-server: $schema=../law.schema.json\n# About.\nsection: §1\nrule: A-01\n"
    assert formatted(text) == (
        "# yaml-language-server: $schema=../law.schema.json\n# About.\nrule: A-01\nsection: §1\n"
    )


def test_what_would_change_the_meaning_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "rule: A-01\n# note\nwhen: a.b\n"
    for wrong in (
        ["rule: A-01", "when: a.b"],
        ["rule: A-01", "# note", "when: a.c"],
        ["# note"],
        ["# note", "when: ["],
    ):
        monkeypatch.setattr(formatter, "lay_out", lambda *_, lines=wrong: lines)
        with pytest.raises(FormatError):
            format_text(text, "law.yaml")


def test_reading_back() -> None:
    assert reads_back("a.b < 3", "value")
    assert not reads_back("a: b", "value")
    assert not reads_back("a, b", "flow")
    assert reads_back("a, b", "value")
    assert not reads_back("a\nb", "value")
    assert not reads_back("- a", "key")
