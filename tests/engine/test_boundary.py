"""Instants at the ends of the calendar, where the day before or after is none."""

from __future__ import annotations

import pytest

from engine.boundary import Refused, read_instant


@pytest.mark.parametrize(
    "raw", ["0001-01-01T00:00:00+14:00", "0001-12-31T10:00:00Z", "9999-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"]
)
def test_the_first_and_the_last_year_are_refused(raw: str) -> None:
    with pytest.raises(Refused, match="end of the calendar"):
        read_instant(raw)


@pytest.mark.parametrize("raw", ["0002-01-01T00:00:00+14:00", "9998-12-31T23:59:59-12:00"])
def test_the_years_beside_them_are_instants(raw: str) -> None:
    assert read_instant(raw).isoformat() == raw
