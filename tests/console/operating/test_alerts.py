"""Alerts go to a file and to a web address, and never keep anybody from his work."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from console.operating.alerts import AlertFile, Alerts, Webhook
from console.trouble import Trouble
from engine.trading.events import AlertRaised

AT = datetime(2026, 4, 16, 14, tzinfo=UTC)


class Server:
    """Takes posts; the first `refusals` of them it refuses."""

    def __init__(self, refusals: int = 0) -> None:
        self.heard: list[dict[str, object]] = []
        self.refused = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                refuse = outer.refused < refusals
                if refuse:
                    outer.refused += 1
                else:
                    outer.heard.append(body)
                self.send_response(503 if refuse else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/hook?token=very-secret"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server(refusals=2)
    yield found
    found.http.shutdown()
    found.http.server_close()


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines()]


def test_a_file_has_a_line_for_each(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "alerts.jsonl"
    alerts = Alerts(file)
    alerts("A", AT, AlertRaised(code="orphan", text="ein „fremder“ Auftrag"))
    alerts("B", AT, AlertRaised(code="no_end", text="x"))
    assert lines(file) == [
        {"at": AT.isoformat(), "account": "A", "code": "orphan", "text": "ein „fremder“ Auftrag"},
        {"at": AT.isoformat(), "account": "B", "code": "no_end", "text": "x"},
    ]


def test_a_file_that_cannot_be_written_is_refused_at_the_start_and_survived_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Trouble):
        Alerts(tmp_path)
    AlertFile(tmp_path).add("lost")
    assert "lost" in capsys.readouterr().err


def test_an_address_that_refuses_is_tried_again_and_never_named(tmp_path: Path, server: Server) -> None:
    file = AlertFile(tmp_path / "alerts.jsonl")
    hook = Webhook(server.url, file, lambda: AT, first_wait=0.01)
    for number in range(3):
        hook.add(json.dumps({"number": number}))
    deadline = time.monotonic() + 60
    while len(server.heard) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    hook.close()
    assert server.heard == [{"number": number} for number in range(3)], "each once, in order"
    (failure,) = lines(file.path)
    assert failure["code"] == "webhook_failed"
    assert "503" in failure["text"]
    assert "secret" not in file.path.read_text(encoding="utf-8")


def test_an_address_that_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    file = AlertFile(tmp_path / "alerts.jsonl")
    hook = Webhook("http://127.0.0.1:9/nobody", file, lambda: AT)
    began = time.monotonic()
    for _ in range(100):
        hook.add("{}")
    assert time.monotonic() - began < 1
    hook.close()
    assert [each["code"] for each in lines(file.path)] == ["webhook_failed", "alert_given_up"]
    assert lines(file.path)[1]["text"].endswith(": 100")


@pytest.mark.parametrize("url", ["", "there", "file:///etc/passwd", "ftp://there", "https://"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(Trouble):
        Webhook(url, None)
