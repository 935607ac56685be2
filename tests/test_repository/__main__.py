"""`python -m tests.test_repository`: run the checks and print what each looked at."""

from __future__ import annotations

import sys

from tests.test_repository import layout, locks, paths, policy


def main() -> int:
    """Run them all; 1 if anything was found."""
    reports = [report for check in (locks, layout, paths, policy) for report in check.reports()]
    for report in reports:
        print("\n".join(report.lines()))
    return 1 if any(report.findings for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
