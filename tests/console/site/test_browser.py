"""The site in a browser, where there is one: no complaint, nothing from outside, a search, nothing too wide."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.console.site.conftest import Site

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
    "--allow-file-access-from-files",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
)
NARROW = 390
_OWN = "not an origin"

pytestmark = pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(BROWSERS)} is installed")


@dataclass(frozen=True)
class Loaded:
    """What came of loading a page: its document, what the console said, and what the page asked for."""

    dom: str
    console: list[str]
    requests: list[str]


def load(url: str, home: Path, *further: str) -> Loaded:
    log = home / "net.json"
    assert BROWSER is not None
    ran = subprocess.run(
        [BROWSER, *FLAGS, *further, f"--user-data-dir={home / 'profile'}", f"--log-net-log={log}", "--dump-dom", url],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=True,
        env={**os.environ, "HOME": str(home)},
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, prop_firm: Site) -> Path:
    home = tmp_path_factory.mktemp("site")
    for name, text in prop_firm.files.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return home


@pytest.mark.parametrize("name", ["index.html", "rules/PHASE-01.html", "names.html"])
def test_the_browser_complains_of_nothing_and_asks_nobody(name: str, folder: Path, tmp_path: Path) -> None:
    loaded = load((folder / name).as_uri(), tmp_path)
    assert loaded.console == [], "its own policy allows its style and its script"
    assert [url for url in loaded.requests if not url.startswith(folder.as_uri())] == []


def test_the_search_finds_and_sets_the_best_first(folder: Path, tmp_path: Path) -> None:
    loaded = load((folder / "names.html").as_uri() + "?q=drawdown+limit", tmp_path)
    found = loaded.dom.partition('id="found"')[2].partition('id="all"')
    hits = found[0].split("<li>")[1:]
    assert 3 < len(hits) < 20
    names = [hit.partition("<b>")[2].partition("</b>")[0] for hit in hits]
    assert names[0] == "DRAWDOWN-02"
    assert "account.drawdown_limit" in names
    assert found[2].startswith(' hidden=""'), "the list of all names makes room"
    nothing = load((folder / "names.html").as_uri() + "?q=%3Cimg+src%3Dx%3E", tmp_path)
    assert "Nothing was found." in nothing.dom
    assert "<img" not in nothing.dom


# Each page in a frame as wide as a phone, every detail open; what is wider is told with its width.
MEASURE = """<!DOCTYPE html><title>not measured</title><body><script>
addEventListener("load", async () => {
  const told = [];
  for (const name of %s) {
    const frame = document.createElement("iframe");
    frame.style = "border:0;width:%dpx;height:800px";
    frame.src = name;
    await new Promise((done) => { frame.onload = done; document.body.append(frame); });
    const page = frame.contentDocument;
    page.querySelectorAll("details").forEach((each) => { each.open = true; });
    const wide = page.documentElement.scrollWidth;
    const style = frame.contentWindow.getComputedStyle(page.body).fontFamily;
    if (wide > %d || !style.includes("system-ui")) told.push(name + " " + wide);
  }
  document.title = told.length ? told.join(", ") : "all fit";
});
</script></body>"""


def measured(folder: Path, names: list[str], home: Path) -> str:
    """`all fit`, or the pages that are wider than a phone or have no style."""
    page = folder / "measure.html"
    page.write_text(MEASURE % (json.dumps(names), NARROW, NARROW), encoding="utf-8")
    loaded = load(page.as_uri(), home, "--virtual-time-budget=30000")
    page.unlink()
    return loaded.dom.partition("<title>")[2].partition("</title>")[0]


def test_nothing_is_wider_than_a_phone(folder: Path, tmp_path: Path, prop_firm: Site) -> None:
    assert measured(folder, sorted(prop_firm.pages), tmp_path) == "all fit"


def test_what_is_wider_would_be_seen(folder: Path, tmp_path: Path, prop_firm: Site) -> None:
    wide = '<div style="width:900px">wide</div></main>'
    html = prop_firm.files["index.html"]
    policy = html[html.index("<meta http-equiv") : html.index('<link rel="icon"')]
    (folder / "wide.html").write_text(html.replace(policy, "").replace("</main>", wide), encoding="utf-8")
    told = measured(folder, ["index.html", "wide.html"], tmp_path)
    (folder / "wide.html").unlink()
    assert told.startswith("wide.html 9")
