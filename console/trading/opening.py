"""A ledger that a run begins: a new file, made whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from console.trouble import Trouble

if TYPE_CHECKING:
    from ledger.store import Ledger


@contextmanager
def new_ledger(path: Path) -> Iterator[Ledger]:
    """Makes a ledger where none is. Raises Trouble for a file that is there, and for one that cannot be made."""
    from ledger.database import Unreadable
    from ledger.store import Ledger

    if path.exists():
        raise Trouble(f"`{path}` is there already, and a ledger is never written over", "Name another file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Ledger(path, create=True) as ledger:
            yield ledger
    except (Unreadable, OSError) as error:
        raise Trouble(f"`{path}`: {error}") from None
