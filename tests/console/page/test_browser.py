"""The page in a browser, where there is one: no complaint, no request, nothing wider than a phone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.console.page.conftest import Paged

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next((found for name in BROWSERS if (found := shutil.which(name))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
)
NARROW = 360
_OWN = "not an origin"

pytestmark = pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(BROWSERS)} is installed")


@dataclass(frozen=True)
class Loaded:
    """What came of loading a page: its document, what the console said, and what the page asked for."""

    dom: str
    console: list[str]
    requests: list[str]


def load(html: str, folder: Path) -> Loaded:
    page, log = folder / "page.html", folder / "net.json"
    page.write_text(html, encoding="utf-8")
    assert BROWSER is not None
    ran = subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}", "--dump-dom", page.as_uri()],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=True,
        env={**os.environ, "HOME": str(folder)},
    )
    console = [line for line in ran.stderr.splitlines() if ":CONSOLE" in line]
    return Loaded(ran.stdout, console, list(_requests(json.loads(log.read_text(encoding="utf-8")))))


def _requests(log: Any) -> Iterator[str]:
    """What the page itself asked for; a browser asks for things of its own, and names no page as the origin."""
    start = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    for event in log["events"]:
        told = event.get("params")
        if isinstance(told, dict) and event["type"] == start and told.get("initiator", _OWN) != _OWN:
            yield told["url"]


def test_the_browser_complains_of_nothing_and_asks_for_nothing(paged: Paged, tmp_path: Path) -> None:
    loaded = load(paged.html, tmp_path)
    assert loaded.console == []
    assert loaded.requests == []
    assert loaded.dom.count('<svg class="ladder"') == 2


def test_a_request_and_a_complaint_would_be_seen(tmp_path: Path) -> None:
    html = '<!DOCTYPE html><img src="http://127.0.0.1:9/x.png"><script>console.error("seen")</script>'
    loaded = load(html, tmp_path)
    assert loaded.requests == ["http://127.0.0.1:9/x.png"]
    assert any("seen" in line for line in loaded.console)


def test_nothing_is_wider_than_a_phone(paged: Paged, tmp_path: Path) -> None:
    """The page in a frame as wide as a phone, with every detail open; a script of the test measures it."""
    policy = paged.html[paged.html.index("<meta http-equiv") : paged.html.index('<link rel="icon"')]
    measure = """<script>
      document.querySelectorAll("details").forEach(each => each.open = true);
      parent.document.title = innerWidth + " " + document.documentElement.scrollWidth;
    </script></body>"""
    inner = paged.html.replace(policy, "").replace("</body>", measure)
    inner = inner.replace("GEN-ENTRY-01", "ARULEWITHALONGNAMEANDNOBREAK")
    frame = f'<iframe width="{NARROW}" height="800" style="border:0" srcdoc="{escape(inner)}"></iframe>'
    loaded = load(f"<!DOCTYPE html><title>not measured</title>{frame}", tmp_path)

    title = loaded.dom.partition("<title>")[2].partition("</title>")[0]
    inside, needed = map(int, title.split())
    assert inside == NARROW
    assert needed <= NARROW
