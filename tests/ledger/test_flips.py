"""Bits of a ledger are changed, one at a time, all over it. `python -m tests.ledger.flips` does more of them."""

from __future__ import annotations

from tests.ledger.flips import of_database, of_events, of_export, spread


def test_a_flip_in_the_file_is_found_or_touches_nothing() -> None:
    counted = of_database(flips=100, seed=7)
    assert set(counted) == {"found", "refused", "same"}
    assert counted["found"] > 10
    assert counted.total() == 100


def test_a_flip_in_an_event_is_found_at_its_entry() -> None:
    assert of_events(lambda size: spread(100, size), seed=7) == 100


def test_a_flip_in_an_export_is_found() -> None:
    assert of_export(lambda size: spread(300, size), seed=7) == 300
