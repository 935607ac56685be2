"""A small editor: it starts the language server as a process and talks to it over its standard streams."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from tests.console.running import ROOT, command, surroundings

PATIENCE = 60.0
"""Seconds after which a server that says nothing is given up."""


class Editor:
    """One session with a server, from `initialize` to `exit`."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            command("lsp"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings(),
            cwd=ROOT,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._to: IO[bytes] = self._process.stdin
        self._from: IO[bytes] = self._process.stdout
        self._trouble: IO[bytes] = self._process.stderr
        self._said: queue.Queue[Mapping[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._number = 0
        self._version = 0
        asked: dict[str, object] = {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}
        self.can = self.ask("initialize", asked)["capabilities"]
        self.tell("initialized", {})

    def __enter__(self) -> Editor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        else:
            self.close()
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for stream in (self._to, self._from, self._trouble):
            stream.close()

    def close(self) -> None:
        """Ends the session; the server must end well and say nothing beside the protocol."""
        assert self.ask("shutdown", None) is None
        self.tell("exit", None)
        assert self._process.wait(PATIENCE) == 0
        assert self._trouble.read() == b""

    # --- the protocol -----------------------------------------------------------------------------
    def ask(self, method: str, params: object) -> Any:
        """Sends a request and gives its result; notifications that come before it are kept for later."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        waiting: list[Mapping[str, Any]] = []
        while True:
            said = self._said.get(timeout=PATIENCE)
            if said.get("id") == self._number and "method" not in said:
                for each in waiting:
                    self._said.put(each)
                assert "error" not in said, said
                return said["result"]
            waiting.append(said)

    def tell(self, method: str, params: object) -> None:
        """Sends a notification."""
        self._send({"method": method, "params": params})

    def told(self, path: Path) -> list[Any]:
        """The next findings that are published for a file."""
        while True:
            said = self._said.get(timeout=PATIENCE)
            if said.get("method") != "textDocument/publishDiagnostics":
                continue
            if said["params"]["uri"] == path.as_uri():
                found: list[Any] = said["params"]["diagnostics"]
                return found

    def _send(self, message: Mapping[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._to.flush()

    def _read(self) -> None:
        while True:
            length = 0
            while line := self._from.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                return
            self._said.put(json.loads(self._from.read(length)))

    # --- what people do ---------------------------------------------------------------------------
    def open(self, path: Path, text: str | None = None) -> None:
        """Opens a file, with other text than on disk where one is given."""
        text = path.read_text("utf-8") if text is None else text
        self._version += 1
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": self._version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def change(self, path: Path, text: str) -> None:
        """Types: the whole text anew."""
        self._version += 1
        document = {"uri": path.as_uri(), "version": self._version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def save(self, path: Path) -> None:
        """Saves what is on disk already."""
        self.tell("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})

    def leave(self, path: Path) -> None:
        """Closes a file without saving it."""
        self.tell("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})

    def at(self, method: str, path: Path, line: int, character: int) -> Any:
        """Asks about a place, counted from 0."""
        where = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{method}", where)
