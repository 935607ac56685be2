"""docs/coverage.md: its commands print what the page shows. `ALLUSE_GOLDEN=write` writes what they print into it."""

from __future__ import annotations

import re
import shlex

from click.testing import CliRunner

from console.main import alluse
from tests.console.golden import writing
from tests.docs.pages import DOCS

PAGE = DOCS / "coverage.md"
_BLOCK = re.compile(r"^```console(?P<options>[^\n]*)\n(?P<text>.*?)^```\n", re.DOTALL | re.MULTILINE)
COMMANDS = 5


def test_what_the_page_shows_is_what_happens() -> None:
    page = PAGE.read_text("utf-8")
    blocks = list(_BLOCK.finditer(page))
    assert len(blocks) == COMMANDS
    written = page
    for block in reversed(blocks):
        options = dict(part.split("=") for part in block["options"].split())
        command, _, shown = block["text"].partition("\n")
        found = CliRunner().invoke(alluse, shlex.split(command)[2:], catch_exceptions=False)
        assert found.exit_code == int(options.get("exit", 0)), found.output
        assert not found.stderr
        lines = found.stdout.splitlines(keepends=True)
        last = int(options.get("last", len(lines)))
        printed = "".join([*(["…\n"] if last < len(lines) else []), *lines[-last:]])
        if writing():
            written = written[: block.start("text")] + f"{command}\n{printed}" + written[block.end("text") :]
        else:
            assert printed == shown, command
    if writing():
        PAGE.write_text(written, "utf-8")
