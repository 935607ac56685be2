"""What is there before sessions run stays until they end: the search for circles of dead objects can pass it over."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def settled() -> Iterator[None]:
    """Looks for dead objects among those only that begin to live inside: law and market are large, and stay.

    Where somebody has settled before, that is left as it is.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
