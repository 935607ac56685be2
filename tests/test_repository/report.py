"""What a check over the repository hands back, and the files that such checks look at."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("rules", "engine", "facts", "brokers", "ledger", "scenarios", "console")


@dataclass
class Report:
    """The outcome of one check: how much it looked at, and everything that it found.

    `looked_at` counts things by their plural name; a check that looked at none of something finds that, too.
    """

    name: str
    looked_at: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def close(self) -> Report:
        """Add a finding for everything of which there was none to look at."""
        self.findings += [f"looked at no {what}" for what, count in self.looked_at.items() if count == 0]
        return self

    def lines(self) -> list[str]:
        """The report as it is printed: one line, then a line a finding."""
        seen = ", ".join(f"{count} {what}" for what, count in self.looked_at.items())
        outcome = f"{len(self.findings)} findings" if self.findings else "clean"
        notes = [f"  ({note})" for note in self.notes]
        return [f"{self.name}: {seen}: {outcome}", *notes, *(f"  {finding}" for finding in self.findings)]


def repository_files(root: Path = ROOT) -> list[Path]:
    """All files that are in version control or would be if added now; generated ones are not."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted({name for name in listing.stdout.split("\0") if name})
    return [root / name for name in names if (root / name).is_file()]
