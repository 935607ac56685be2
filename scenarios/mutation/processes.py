"""Work for several processes side by side, with results in their order whatever the number of processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE = 4
"""Pieces of work that a process takes at a time."""


def side_by_side(work: Callable[[T], R], pieces: Sequence[T], jobs: int) -> Iterator[R]:
    """The results of all pieces of work, in order. Where processes cannot be forked, one does everything.

    What is worked on need not be written out for the others: forked processes have it in their memory.
    """
    if jobs < 2 or len(pieces) < 2 or "fork" not in get_all_start_methods():
        yield from map(work, pieces)
        return
    _Shared.work, _Shared.pieces = work, pieces
    try:
        with get_context("fork").Pool(min(jobs, len(pieces))) as pool:
            yield from pool.imap(_do, range(len(pieces)), _AT_ONCE if len(pieces) > _AT_ONCE * jobs else 1)
    finally:
        _Shared.work, _Shared.pieces = None, ()


class _Shared:
    """What forked processes find in their memory."""

    work: Callable[[Any], Any] | None = None
    pieces: Sequence[Any] = ()


def _do(place: int) -> Any:
    work = _Shared.work
    assert work is not None
    return work(_Shared.pieces[place])
