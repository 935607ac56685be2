from __future__ import annotations

from pathlib import Path

import pytest

from rules.source.span import Span
from scenarios.feature import Scenario
from scenarios.reader import feature_files, read_features, read_text

WHOLE = '''\
@small
Feature: Lending
  Some words about it.

  Background:
    Given the first

  Scenario: Plain
    And the second
    When asked
    Then this
    But that

  @LEND-01
  Rule: A rule
    Words about the rule.

    Background:
      Given the third
        | key | name  |
        | A   | Some\\|one |

    @LEND-02
    Scenario Outline: With <thing>
      Given a <thing> and
        """
        a <thing>
        """
      When asked
      Then there is <thing>

      @few
      Examples:
        | thing |
        | book  |

      Examples:
        | thing |
        | lamp  |
        | chair |
'''


def scenarios(text: str) -> list[Scenario]:
    read = read_text(text, "f.feature")
    assert not read.findings
    return list(read.scenarios())


def test_everything_of_gherkin_is_read() -> None:
    plain, book, lamp, chair = scenarios(WHOLE)
    assert [(step.keyword, step.text) for step in plain.steps] == [
        ("given", "the first"),
        ("given", "the second"),
        ("when", "asked"),
        ("then", "this"),
        ("then", "that"),
    ]
    assert (plain.feature, plain.rule, plain.name, plain.row) == ("Lending", None, "Plain", None)
    assert (book.rule, book.name, lamp.name, chair.name) == (
        "A rule",
        "With book",
        "With lamp",
        "With chair",
    )
    assert [tag.name for tag in plain.tags] == ["small"]
    assert [tag.name for tag in book.tags] == ["small", "LEND-01", "LEND-02", "few"]
    assert [tag.name for tag in lamp.tags] == ["small", "LEND-01", "LEND-02"]
    first, third, given, _, then = book.steps
    assert (first.text, third.text) == ("the first", "the third")
    assert third.table is not None
    assert [[cell.text for cell in row] for row in third.table.rows] == [["key", "name"], ["A", "Some|one"]]
    assert (given.text, given.doc, then.text) == ("a book and", "a book", "there is book")


def test_places_point_at_the_text() -> None:
    plain, book, *_ = scenarios(WHOLE)
    lines = WHOLE.splitlines()

    def shown(span: Span) -> str:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]

    assert shown(plain.span) == "Plain"
    assert [shown(step.span) for step in plain.steps] == ["the first", "the second", "asked", "this", "that"]
    assert [shown(tag.span) for tag in book.tags] == ["@small", "@LEND-01", "@LEND-02", "@few"]
    table = book.steps[1].table
    assert table is not None
    assert [shown(cell.span) for cell in table.rows[0]] == ["key", "name"]
    assert shown(plain.steps[1].at(4, 10)) == "second"
    # The values of an outline are not in its steps: the whole step is shown, and the row beside it.
    assert shown(book.steps[2].at(2, 6)) == "a <thing> and"
    assert book.row is not None
    assert shown(book.row) == "| book  |"
    assert (plain.line, book.line) == (8, 35)
    assert book.steps[2].related[0].span == book.row
    assert book.steps[0].related == ()


def test_other_languages_have_their_keywords() -> None:
    steps = "    Angenommen a\n    Wenn b\n    Dann c\n    Und d\n"
    text = f"# language: de\nFunktionalität: F\n  Szenario: S\n{steps}"
    (found,) = scenarios(text)
    assert [(step.keyword, step.text) for step in found.steps] == [
        ("given", "a"),
        ("when", "b"),
        ("then", "c"),
        ("then", "d"),
    ]


def test_an_outline_of_another_language_needs_examples() -> None:
    text = "# language: de\nFunktionalität: F\n  Szenariogrundriss: S <x>\n    Dann c\n"
    assert [each.code for each in read_text(text, "f.feature").findings] == ["B102"]


def test_a_placeholder_may_be_part_of_a_table_or_text() -> None:
    text = (
        "Feature: F\n  Scenario Outline: S\n    Given a\n      | k   |\n      | <x> |\n    Then b\n"
        '      """\n      <y>\n      """\n    Examples:\n      | x | y |\n      | 1 | 2 |\n'
    )
    (found,) = scenarios(text)
    assert found.steps[0].table is not None
    assert found.steps[0].table.rows[1][0].text == "1"
    assert found.steps[1].doc == "2"


def test_every_independent_error_is_shown() -> None:
    text = "Feature: F\n  Scenario: S\n    Given a\n    Whn b\n    Then c\n  Scenaro: T\n"
    found = read_text(text, "f.feature").findings
    assert [(each.code, each.span.line, each.help) for each in found] == [
        ("B101", 4, "Did you mean `When`?"),
        ("B101", 6, "Did you mean `Scenario:`?"),
    ]


def test_files_come_in_the_order_of_their_names_and_once(tmp_path: Path) -> None:
    for name in ("b.feature", "a.feature", "c.txt", "sub/d.feature"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Feature: F\n  Scenario: S\n    Then x\n", "utf-8")
    names = [path.name for path in feature_files([tmp_path, tmp_path / "a.feature"])]
    assert names == ["a.feature", "b.feature", "d.feature"]
    read = read_features([tmp_path])
    assert read.ok
    assert len(list(read.scenarios())) == 3


@pytest.mark.parametrize("paths", [[], [Path("nowhere")]])
def test_nothing_to_read_is_a_finding(paths: list[Path]) -> None:
    read = read_features(paths)
    assert not read.ok
    assert {each.code for each in read.findings} <= {"B101", "B102"}


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.feature"
    path.write_bytes(b"\xef\xbb\xbfFeature: F\r\n  Scenario: S\r\n    Then x\r\n")
    read = read_features([path])
    assert read.ok
    assert [step.text for scenario in read.scenarios() for step in scenario.steps] == ["x"]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.feature"
    path.write_text("# remark\n" * 250_000, "utf-8")
    assert [each.code for each in read_features([path]).findings] == ["B101"]
