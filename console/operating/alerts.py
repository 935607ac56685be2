"""Where alerts go: a file, each line on the disk, and a web address, which is called in the background.

Neither ever keeps a session from its work. What goes wrong here is told in the file, or on standard error.
"""

from __future__ import annotations

import json
import os
import threading
import urllib.error
import urllib.request
from collections import deque
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from console.operating.places import Now, now
from console.output import tell
from console.trouble import Trouble
from engine.trading.events import AlertRaised

TIMEOUT = 10
"""Seconds after which an address that does not answer has failed."""

_FIRST_WAIT, _LONGEST_WAIT = 1, 60
"""Seconds between two attempts: doubled after each one that failed, up to a bound."""

_MOST = 1000
"""Alerts that wait for an address; then the oldest are given up."""

_AT_THE_END = 5
"""Seconds for which a run waits at its end until its last alerts are delivered."""

OWN = "-"
"""The account of an alert that is about no account."""


class AlertFile:
    """JSON lines. A line that cannot be written is told on standard error instead."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raises Trouble if nothing can be written there."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8"):
                pass
        except OSError as error:
            raise Trouble(f"`{self.path}`: {(error.strerror or str(error)).lower()}") from None

    def add(self, line: str) -> None:
        """One alert, on the disk when this returns."""
        try:
            with self._lock, self.path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            tell(f"alert (its file cannot be written: {(error.strerror or str(error)).lower()}): {line}")


class Webhook:
    """Posts each alert as JSON to an address, in its own thread, until it is taken or the run ends."""

    def __init__(self, url: str, failed: AlertFile | None, clock: Now = now, first_wait: float = _FIRST_WAIT) -> None:
        """Raises Trouble for what is no web address."""
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
            raise Trouble("`--alert-webhook` is not a web address", "It begins with `https://` or `http://`.")
        self._url, self._failed, self._clock, self._first_wait = url, failed, clock, first_wait
        self._waiting: deque[str] = deque()
        self._changed = threading.Condition()
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="alerts", daemon=True)
        self._thread.start()

    def add(self, line: str) -> None:
        """One alert, to be delivered later on; returns at once."""
        with self._changed:
            given_up = len(self._waiting) >= _MOST
            if given_up:
                self._waiting.popleft()
            self._waiting.append(line)
            self._changed.notify()
        if given_up:
            self._say("alert_given_up", f"more than {_MOST} alerts wait for the web address; the oldest was given up")

    def close(self) -> None:
        """Delivers what waits, if that goes quickly."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        self._thread.join(_AT_THE_END)
        with self._changed:
            left = len(self._waiting)
        if left:
            self._say("alert_given_up", f"alerts that the web address has not taken at the end: {left}")

    def _work(self) -> None:
        wait = self._first_wait
        while True:
            with self._changed:
                while not self._waiting and not self._ending:
                    self._changed.wait()
                if not self._waiting:
                    return
                line = self._waiting[0]
            why = self._post(line)
            with self._changed:
                if why is None:
                    wait = self._first_wait
                    if self._waiting and self._waiting[0] is line:
                        self._waiting.popleft()
                    continue
                first, wait_now = wait == self._first_wait, wait
                wait = min(2 * wait, _LONGEST_WAIT)
            if first:
                self._say("webhook_failed", f"the web address for alerts does not take them: {why}; tried again")
            with self._changed:
                if self._ending:
                    return
                self._changed.wait_for(lambda: self._ending, wait_now)

    def _post(self, line: str) -> str | None:
        """Why it was not taken; None if it was. The address is never told: it may hold a secret."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            asked = urllib.request.Request(self._url, line.encode("utf-8"), headers, method="POST")
            with urllib.request.urlopen(asked, timeout=TIMEOUT):
                return None
        except urllib.error.HTTPError as error:
            return f"it answers {error.code}"
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            return type(reason if isinstance(reason, Exception) else error).__name__

    def _say(self, code: str, text: str) -> None:
        line = _line(OWN, self._clock(), code, text)
        if self._failed is None:
            tell(f"alert: {line}")
        else:
            self._failed.add(line)


class Alerts:
    """The channels of a run: on standard error in any case, and where else it was asked for."""

    def __init__(self, file: Path | None = None, webhook: str | None = None) -> None:
        """Raises Trouble for a file that cannot be written, or what is no web address."""
        self._file = None if file is None else AlertFile(file)
        if self._file is not None:
            self._file.check()
        self._webhook = None if webhook is None else Webhook(webhook, self._file)

    def __call__(self, account: str, at: datetime, raised: AlertRaised) -> None:
        """An alert of an account, as it stands in its ledger."""
        self.say(account, at, raised.code, raised.text)

    def say(self, account: str, at: datetime, code: str, text: str) -> None:
        """An alert, which may stand in no ledger."""
        line = _line(account, at, code, text)
        tell(f"alert {at:%Y-%m-%d %H:%M:%S} {account} {code}: {text}")
        if self._file is not None:
            self._file.add(line)
        if self._webhook is not None:
            self._webhook.add(line)

    def close(self) -> None:
        """Delivers what still waits, if that goes quickly."""
        if self._webhook is not None:
            self._webhook.close()


def _line(account: str, at: datetime, code: str, text: str) -> str:
    return json.dumps({"at": at.isoformat(), "account": account, "code": code, "text": text}, ensure_ascii=False)
