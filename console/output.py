"""Standard output for results, standard error for the rest; plain text where nobody looks at colors."""

from __future__ import annotations

import os
import shutil
import sys
from typing import IO, Any

import click

PAGE = 120
"""Columns of a text that goes to a file or another program."""


class OutputLost(click.ClickException):
    """Nobody takes the result any more."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Tells it on standard error."""
        del file
        tell(f"alluse: {self.message}")


def steady_streams() -> None:
    """A name or word that the terminal's encoding cannot show is written escaped, not refused."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Part of the result, as lines on standard output."""
    _write(sys.stdout, text if text.endswith("\n") else f"{text}\n")


def say_json(text: str) -> None:
    """A result in JSON: UTF-8, whatever the terminal's encoding is."""
    data = (text if text.endswith("\n") else f"{text}\n").encode("utf-8", errors="backslashreplace")
    _write(getattr(sys.stdout, "buffer", None), data)


def tell(text: str) -> None:
    """A diagnostic or progress, as lines on standard error; lost if nobody listens."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(text if text.endswith("\n") else f"{text}\n")
            sys.stderr.flush()
        except OSError:
            _silence(sys.stderr)


def pretty(value: object) -> str:
    """JSON for people and programs alike."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)


def color_on_stdout() -> bool:
    """Whether results may be colored."""
    return _colored(sys.stdout)


def color_on_stderr() -> bool:
    """Whether diagnostics may be colored."""
    return _colored(sys.stderr)


def page_width() -> int:
    """Columns to fill: the terminal's, or those of a page where there is none."""
    return shutil.get_terminal_size((PAGE, 0)).columns if _is_terminal(sys.stdout) else PAGE


def _colored(stream: IO[str] | None) -> bool:
    return _is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()


def _write(stream: IO[Any] | None, data: str | bytes) -> None:
    if stream is None:
        raise OutputLost("there is no standard output to write to")
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        raise OutputLost("whoever read the output stopped reading before its end") from None
    except OSError as error:
        _silence(sys.stdout)
        raise OutputLost(f"the output cannot be written: {(error.strerror or str(error)).lower()}") from None


def _silence(stream: IO[str] | None) -> None:
    """Lets what is left in a broken stream go nowhere, so that Python does not complain at its end."""
    try:
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    except (OSError, ValueError):
        return
