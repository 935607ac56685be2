"""What operators ask of a running session: a file for each request, written whole, taken in once, then deleted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from time import time_ns
from uuid import uuid4

FORMAT = "alluse/request/1"

VERBS = ("stop", "reduce", "kill", "reset", "reconcile")

_ASIDE = "aside"
_ENDING = ".json"


class NotARequest(ValueError):
    """A file in the inbox that is no request, with the reason."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks of an account; `scope` is one of its sleeves, or None. Who it was is asserted, not proved."""

    verb: str
    account: str
    scope: str | None
    who: str
    reason: str
    at: datetime


class Inbox:
    """The folder of requests that no session has taken in yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, request: Request) -> Path:
        """Leaves a request: whole or not at all, and on the disk. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{time_ns():020d}-{request.verb}-{uuid4().hex}{_ENDING}"
        told = {"format": FORMAT, **asdict(request), "at": request.at.isoformat()}
        written, final = self.folder / f".{name}", self.folder / name
        with written.open("w", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        written.replace(final)
        return final

    def waiting(self) -> Iterator[Path]:
        """The files that wait, oldest first. Raises OSError."""
        if self.folder.is_dir():
            names = [each.name for each in self.folder.iterdir() if not each.name.startswith(".") and each.is_file()]
            yield from (self.folder / each for each in sorted(names))

    def aside(self, path: Path) -> Path:
        """Puts a file away that is not carried out. Raises OSError."""
        kept = aside(path)
        kept.parent.mkdir(exist_ok=True)
        return path.replace(kept)


def aside(path: Path) -> Path:
    """Where a request lies that was not carried out."""
    return path.parent / _ASIDE / path.name


def read_request(path: Path) -> Request:
    """The request in a file. Raises NotARequest."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotARequest((error.strerror or str(error)).lower()) from None
    except (ValueError, RecursionError):
        raise NotARequest("it is no JSON") from None
    names = ("verb", "account", "who", "reason", "at")
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or set(raw) != {"format", "scope", *names}:
        raise NotARequest(f"it is not of the format `{FORMAT}`")
    if not all(isinstance(raw[each], str) and raw[each].strip() for each in names):
        raise NotARequest("a part of it is empty")
    if not (raw["scope"] is None or isinstance(raw["scope"], str)):
        raise NotARequest("its scope is no name")
    if raw["verb"] not in VERBS:
        raise NotARequest(f"there is no verb `{raw['verb']}`")
    try:
        at = datetime.fromisoformat(raw["at"])
    except ValueError:
        raise NotARequest("its instant is none") from None
    if at.tzinfo is None:
        raise NotARequest("its instant has no offset")
    return Request(raw["verb"], raw["account"], raw["scope"], raw["who"], raw["reason"], at)
