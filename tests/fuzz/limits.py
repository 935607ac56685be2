"""The limits within which an input must be dealt with, and how a process holds itself to them."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MOST_SECONDS = 10.0
"""Of the processor's time for one input: what a person would call a hang."""
MOST_BYTES = 1 << 30
"""Of memory that one process of a run may take beyond what it had when it began."""


class TooLong(Exception):
    """An input took more than `MOST_SECONDS`."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong(f"more than {MOST_SECONDS} s")


@contextmanager
def within_time() -> Iterator[None]:
    """Raises TooLong inside when it takes too long. The clock is the process's own: a busy machine does not count."""
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def limit_memory() -> None:
    """From here on, taking `MOST_BYTES` more raises MemoryError."""
    with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123 - no file of ours
        taken = int(stream.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + MOST_BYTES, hard))


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
