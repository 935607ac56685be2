"""`alluse explain-code`: pages, the list, codes that are not there; and the pages in an installed package."""

from __future__ import annotations

import pytest

from console.markdown import shown
from rules.diagnostics.codes import CODES, Code
from tests.console.running import run
from tests.console.test_schemas import check


def test_a_page() -> None:
    told = run("explain-code", "E301")
    assert told.code == 0
    assert told.out.startswith("E301: An unknown name (error)\n\nWhat it means\n\nA name stands for nothing")
    assert "    when: contract.detla > 0.40 delta\n" in told.out
    assert "```" not in told.out


def test_letters_of_any_size_and_brackets() -> None:
    assert run("explain-code", "e301").out == run("explain-code", "[E301]").out == run("explain-code", "E301").out


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page_that_shows_its_headline(code: str) -> None:
    told = run("explain-code", code)
    assert told.code == 0
    assert told.out.startswith(f"{code}: {CODES[code].title} (")


def test_the_list() -> None:
    told = run("explain-code", "--list")
    assert told.code == 0
    *rows, empty, last = told.out.splitlines()
    assert [row.split()[0] for row in rows] == sorted(CODES)
    assert "R701  note     A rule can stop what reduces risk" in rows
    assert (empty, last) == ("", f"{len(CODES)} codes")


def test_a_code_that_is_not_there() -> None:
    told = run("explain-code", "E3010")
    assert told.code == 2
    assert told.err == "alluse: there is no code `E3010`\nhelp: Did you mean `E301`?\n"
    assert not told.out
    assert "`alluse explain-code --list` lists the codes." in run("explain-code", "nonsense").err


def test_neither_a_code_nor_the_list() -> None:
    assert "Name a CODE, or `--list`" in run("explain-code").err
    both = run("explain-code", "E301", "--list")
    assert both.code == 2
    assert "not both" in both.err


def test_results_for_programs() -> None:
    one = run("explain-code", "r701", "--format", "json").json
    check("codes", one)
    [code] = one["codes"]
    assert (code["code"], code["severity"], code["retired"]) == ("R701", "note", False)
    assert code["page"].startswith("# R701: ")
    every = run("explain-code", "--list", "--format", "json").json
    check("codes", every)
    assert [each["code"] for each in every["codes"]] == sorted(CODES)
    assert all("page" not in each for each in every["codes"])


def test_a_retired_code_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CODES, "E301", Code("E301", "An unknown name", retired=True))
    assert "(error, retired: nothing reports it any more)" in run("explain-code", "E301").out
    assert "\nE301  retired  An unknown name\n" in run("explain-code", "--list").out


def test_nothing_of_a_page_steers_the_terminal() -> None:
    page = "# T\n\nSee [that](x.md) and `it`\x1b[31m.\n\n~~~yaml\na\tb\x1b\n```\n~~~\n"
    assert shown(page, 80, color=False) == "T\n\nSee that and `it`\ufffd[31m.\n\n    a   b\ufffd\n    ```\n"
    assert "\x1b[1mit\x1b[0m" in shown(page, 80, color=True)
    assert shown("one two three\nfour", 9, color=False) == "one two\nthree\nfour\n"
