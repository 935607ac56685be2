"""docs/versions.md: its files are written, and its commands run, one after the other in a folder of their own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.main import alluse
from tests.console.golden import without_digests

PAGE = Path(__file__).parents[2] / "docs" / "versions.md"
_BLOCK = re.compile(r"^```(?P<kind>yaml|console)(?P<options>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = 3


def test_what_the_page_shows_is_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = 0
    for block in _BLOCK.finditer(PAGE.read_text("utf-8")):
        options = dict(part.split("=") for part in block["options"].split())
        if block["kind"] == "yaml":
            path = Path(options["file"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], "utf-8")
            continue
        first, _, printed = block["text"].partition("\n")
        found = CliRunner().invoke(alluse, shlex.split(first.removeprefix("$ alluse ")), catch_exceptions=False)
        told = found.stderr + found.stdout
        assert found.exit_code == int(options.get("exit", 0)), told
        assert without_digests(told) == without_digests(printed)
        ran += 1
    assert ran == COMMANDS


def test_the_label_is_shown_where_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in _BLOCK.finditer(PAGE.read_text("utf-8")):
        if block["kind"] == "yaml":
            path = Path(block["options"].strip().removeprefix("file="))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], "utf-8")
    words = ["dry-run", "desk/1.4", "--facts", "facts.yaml", "--as-if-in-force"]
    told = CliRunner().invoke(alluse, words, catch_exceptions=False).stdout
    assert "NOT IN FORCE  judged as if in force: desk 1.4 is a draft, which is never in force" in told
    assert "permitted" in told
