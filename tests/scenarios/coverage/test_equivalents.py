"""The list of what need not be shown: its form."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.coverage.equivalents import Equivalents, read_equivalents


def read(folder: Path, text: str) -> Equivalents:
    (folder / "equivalents.yaml").write_text(text, "utf-8")
    return read_equivalents([folder])


def test_no_file_is_no_entry(tmp_path: Path) -> None:
    assert read_equivalents([tmp_path]) == Equivalents()
    assert read_equivalents([tmp_path / "nowhere"]) == Equivalents()


def test_entries(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """\
equivalents:
  - { clause: A-01 › when, never: [true, touched], reason: One. }
  - { rule: A-01, never: waits, reason: Two. }
  - { mutant: "A-01 › when: <= -> <", reason: Three. }
""",
    )
    assert not found.findings
    assert [(each.kind, each.id, each.never, each.reason) for each in found.entries] == [
        ("clause", "A-01 › when", ("true", "touched"), "One."),
        ("rule", "A-01", ("waits",), "Two."),
        ("mutant", "A-01 › when: <= -> <", (), "Three."),
    ]
    assert list(found.mutants()) == ["A-01 › when: <= -> <"]
    assert found.of("rule", "A-01") == (found.entries[1],)
    assert found.of("clause", "A-01") == ()


def test_the_file_is_looked_for_beside_a_feature(tmp_path: Path) -> None:
    read(tmp_path, "equivalents: [{ mutant: M, reason: R }]\n")
    feature = tmp_path / "a.feature"
    feature.write_text("Feature: F\n", "utf-8")
    assert [each.id for each in read_equivalents([feature, tmp_path]).entries] == ["M"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("7", "An entry is a map of what it is about, and why"),
        ("{ reason: R }", "An entry says what it is about"),
        ("{ clause: C, rule: D, never: true, reason: R }", "An entry is about one thing"),
        ("{ clause: C, never: true }", "`reason:` needs a few words"),
        ('{ clause: C, never: true, reason: "" }', "`reason:` needs a few words"),
        ("{ clause: [C], never: true, reason: R }", "`clause:` needs a few words"),
        ("{ clause: C, reason: R }", "`never:` says what is never seen"),
        ("{ clause: C, never: waits, reason: R }", "`never:` cannot be `waits`"),
        ("{ rule: C, never: [decides, true], reason: R }", "`never:` cannot be `true`"),
        ("{ rule: C, newer: decides, reason: R }", "An entry about a rule has no key `newer`"),
        ("{ mutant: M, never: true, reason: R }", "An entry about a mutant has no key `never`"),
    ],
)
def test_entries_of_another_form(tmp_path: Path, entry: str, message: str) -> None:
    found = read(tmp_path, f"equivalents:\n  - {entry}\n")
    assert [(each.code, each.message) for each in found.findings] == [("C801", message)]
    assert not found.entries


def test_files_of_another_form(tmp_path: Path) -> None:
    assert [each.message for each in read(tmp_path, "equivalents: none\n").findings] == [
        "`equivalents:` is a list of entries"
    ]
    assert [each.message for each in read(tmp_path, "other: []\n").findings] == ["`other` does not belong here"]
    assert [each.code for each in read(tmp_path, "equivalents: [\n").findings] == ["Y108"]


def test_the_same_twice(tmp_path: Path) -> None:
    text = "equivalents:\n" + 2 * "  - { clause: C, never: true, reason: R }\n"
    (found,) = read(tmp_path, text).findings
    assert (found.code, found.span.line, found.related[0].span.line) == ("C801", 3, 2)
