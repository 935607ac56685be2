"""The repository as it stands passes all of its own checks."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.test_repository import layout, locks, paths, policy


@pytest.mark.parametrize("check", [locks, layout, paths, policy], ids=lambda module: module.__name__)
def test_the_repository_is_clean(check: ModuleType) -> None:
    reports = check.reports()
    print("\n".join(line for report in reports for line in report.lines()))
    assert all(report.looked_at for report in reports), "a check must say what it looked at"
    assert [finding for report in reports for finding in report.findings] == []
