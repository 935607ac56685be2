"""Every conformance case that columns claim comes out as in the reference engine; what they claim does not shrink."""

from __future__ import annotations

import pytest

from engine.backends.columnar.engine import Library
from tests.conformance.case import all_cases
from tests.engine.backends.columnar.conformance import outcome

CASES = all_cases()
CLAIMED = 199
COMPARED = 578
OF_NUMBA = 7
"""Every so manieth case of verdicts is also compiled by numba, which takes a second or two each."""


def test_claimed_cases_come_out_as_in_the_reference_engine(capsys: pytest.CaptureFixture[str]) -> None:
    found = [outcome(case, "numpy") for case in CASES]
    claimed = sum(each.claimed for each in found)
    compared = sum(each.compared for each in found)
    with capsys.disabled():
        print(f"\ncolumns claim {claimed} of {len(CASES)} conformance cases ({compared} values and verdicts)")
    assert [difference for each in found for difference in each.differences] == []
    assert claimed >= CLAIMED
    assert compared >= COMPARED


def test_numba_says_the_same() -> None:
    pytest.importorskip("numba", reason="numba is an extra")
    about = [case for case in CASES if "verdicts" in case.expect or "all_verdicts" in case.expect]
    library: Library = "numba"
    found = [outcome(case, library) for case in about[::OF_NUMBA]]
    assert sum(each.claimed for each in found) > 1
    assert [difference for each in found for difference in each.differences] == []
