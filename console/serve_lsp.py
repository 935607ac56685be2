"""`alluse lsp`: a language server for editors."""

from __future__ import annotations

import click

from console.trouble import Trouble


@click.command()
def command() -> None:
    """Serve editors: mistakes while you type, what names stand for, what may be written.

    An editor starts it and talks to it over standard input and output, by the language server protocol. It needs
    the extra `lsp`.
    """
    import sys
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        raise Trouble(
            "the language server needs pygls, which is not installed",
            "Install the program with its extra `lsp`: `pip install '.[lsp]'` in the repository.",
        )
    if sys.stdin is None or sys.stdin.isatty():
        raise Trouble(
            "the language server is started by an editor, which talks to it over standard input",
            "docs/command-line.md shows how an editor is told to.",
        )
    from console.lsp.server import make_server
    from console.reading import today

    make_server(today()).start_io()
