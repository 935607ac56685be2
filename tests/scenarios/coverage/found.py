"""What coverage says of a list of what need not be shown, beside the scenarios about lending of the loan desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rules.diagnostics.diagnostic import Diagnostic
from scenarios.coverage.coverage import cover
from scenarios.coverage.equivalents import FILE
from tests.scenarios.found import DESK, load


def findings(path: Path) -> Iterator[Diagnostic]:
    """All findings of one list, as if they were about the file that was copied."""
    with TemporaryDirectory() as folder:
        shutil.copy(DESK / "scenarios" / "lending.feature", folder)
        shutil.copy(path, Path(folder) / FILE)
        found = cover(DESK / "law", [Path(folder)], load_facts=load).findings
    for each in found:
        related = tuple(replace(other, span=replace(other.span, file=path.name)) for other in each.related)
        yield replace(each, span=replace(each.span, file=path.name), related=related)
