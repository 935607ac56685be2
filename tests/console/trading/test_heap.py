"""What is there before a run is passed over while it runs, and looked at again afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from console.trading.heap import settled


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Nothing is frozen but what a test freezes itself; at the end all is as the run of the tests had it."""
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    yield
    gc.unfreeze()
    if frozen:
        gc.freeze()


def test_it_lasts_as_long_as_the_run() -> None:
    with settled():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_it_ends_with_a_run_that_fails() -> None:
    with pytest.raises(ValueError, match="broken off"), settled():
        raise ValueError("broken off")
    assert gc.get_freeze_count() == 0


def test_what_somebody_settled_before_stays_so() -> None:
    gc.freeze()
    with settled():
        inside = gc.get_freeze_count()
    assert 0 < inside <= gc.get_freeze_count() + 1
