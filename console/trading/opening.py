"""The ledger of a run: a new file, made whole or not at all, or that of a run that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from console.trouble import Trouble

if TYPE_CHECKING:
    from ledger.store import Ledger

_OF_A_LEDGER = ("", "-wal", "-shm", ".heads", ".paper", ".paper-journal")
"""How the files of one ledger end, with the books of the paper broker beside it."""

_ANOTHER = "Name another file."


def books_beside(path: Path) -> Path:
    """Where the paper broker of a run keeps its books: they go with the ledger."""
    return path.with_name(f"{path.name}.paper")


@contextmanager
def ledger_to_resume(path: Path) -> Iterator[Ledger]:
    """Opens the ledger of a run that goes on. Raises Trouble where it, or the books of its broker, are not there."""
    from ledger.database import Unreadable
    from ledger.store import Ledger

    if not path.is_file():
        raise Trouble(f"`{path}` is not there, so there is no run to resume", "Begin one without `--resume`.")
    if not books_beside(path).is_file():
        message = f"`{books_beside(path)}` is not there: without the books of its broker, the run cannot be resumed"
        raise Trouble(message, "Begin one without `--resume`, with another ledger.")
    try:
        with Ledger(path) as ledger:
            yield ledger
    except (Unreadable, OSError) as error:
        raise Trouble(f"`{path}`: {error}") from None


@contextmanager
def new_ledger(path: Path, help: str = _ANOTHER) -> Iterator[Ledger]:
    """Makes a ledger where none is. Raises Trouble for a file that is there, and for one that cannot be made.

    `help`: what is to be done where a ledger is there. A run that cannot begin leaves no file behind, so that it can
    be begun again under the same name.
    """
    from ledger.database import Unreadable
    from ledger.store import Ledger

    if not path.exists() and books_beside(path).exists():
        raise Trouble(f"`{books_beside(path)}` is there already: books of another broker", _ANOTHER)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("xb").close()  # of two that begin the same one at the same time, one comes second
    except FileExistsError:
        raise Trouble(f"`{path}` is there already, and a ledger is never written over", help) from None
    except OSError as error:
        raise Trouble(f"`{path}`: {(error.strerror or str(error)).lower()}") from None
    begun = True
    try:
        with Ledger(path, create=True) as ledger:
            try:
                yield ledger
            finally:
                begun = bool(ledger.accounts())
    except (Unreadable, OSError) as error:
        raise Trouble(f"`{path}`: {error}") from None
    finally:
        if not begun:
            for beside in path.parent.glob(f"{path.name}*"):
                if beside.name.removeprefix(path.name) in _OF_A_LEDGER:
                    beside.unlink()
