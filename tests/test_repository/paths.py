"""No machine's paths and no package index in the repository: it must work from any empty directory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.test_repository.report import ROOT, Report, repository_files

# Written with character classes, so that this file does not contain what it looks for.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w./~$}-])/(?:h[o]me|r[o]ot|w[o]rk|f[a]rm|U[s]ers)/[\w.-]"),
    "a package index": re.compile(
        r"\b(?:py[p]i\.org|py[t]honhosted\.org|anac[o]nda\.(?:org|com)|np[m]js\.(?:org|com)|crat[e]s\.io"
        r"|pr[o]xy\.golang\.org|deb[i]an\.org)"
    ),
}


def check_paths(files: Iterable[Path], root: Path) -> Report:
    """Look through every text file; files that are not UTF-8 text are counted apart."""
    report = Report("machine paths and package indexes", {"text files": 0})
    binary = 0
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            binary += 1
            continue
        report.looked_at["text files"] += 1
        for what, pattern in FORBIDDEN.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                report.findings.append(f"{file.relative_to(root)}:{line}: {what}: {match[0]}")
    if binary:
        report.notes.append(f"not text: {binary} files")
    return report.close()


def reports(root: Path = ROOT) -> list[Report]:
    """The check over all files of the repository."""
    return [check_paths(repository_files(root), root)]
