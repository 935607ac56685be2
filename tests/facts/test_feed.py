"""A folder of fact files as a market: which file counts, how it grows old, and what is wrong with others."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from facts.description import World, load_recording
from facts.feed import Feed

NEW_YORK = ZoneInfo("America/New_York")
TEN = datetime(2019, 4, 10, 10, tzinfo=NEW_YORK)
AGES = {"underlying": frozenset({"spot"}), "market": frozenset({"vix"})}


@pytest.fixture(scope="module")
def world() -> World:
    return load_recording(Path(__file__).parents[2] / "examples/five-years/recording.yaml").world


@pytest.fixture
def feed(tmp_path: Path, world: World) -> Feed:
    return Feed(tmp_path, world, AGES, {"session_open"})


def drop(feed: Feed, at: datetime, spot: object = "288", name: str | None = None, **further: Any) -> Path:
    """Drops a file, whole."""
    facts = {"underlying": {"SPY": {"spot": spot, "lot_size": "100"}}, "market": {"vix": "15"}}
    path = feed.folder / (name or f"{at:%Y%m%dT%H%M%S%z}.json")
    path.write_text(json.dumps({"at": at.isoformat(), "facts": facts, **further}), encoding="utf-8")
    return path


def after(seconds: float) -> datetime:
    return TEN + timedelta(seconds=seconds)


def test_nothing_is_known_but_the_clock(feed: Feed) -> None:
    assert not feed.look()
    found = feed.snapshot(TEN)
    assert found.at == "2019-04-10T10:00:00-04:00"
    assert found.facts == {"clock": {"session_open": "true"}}
    assert feed.newest(TEN) is None


def test_the_newest_file_counts_and_grows_old(feed: Feed) -> None:
    drop(feed, TEN)
    drop(feed, after(5), {"value": "289", "age": "2"}, name="any-other-name.json")
    assert feed.look()
    assert not feed.look(), "nothing is new at the second look"
    facts = feed.snapshot(after(3)).facts
    assert facts["underlying"]["SPY"] == {"spot": {"value": "288", "age": "3"}, "lot_size": "100"}
    assert facts["market"] == {"vix": {"value": "15", "age": "3"}}
    facts = feed.snapshot(after(65)).facts
    assert facts["underlying"]["SPY"]["spot"] == {"value": "289", "age": "62"}
    assert feed.newest(after(65)) == after(5)
    assert feed.snapshot(after(-1)).facts.keys() == {"clock"}, "no file tells of what is to come"


def test_nothing_is_carried_overnight(feed: Feed) -> None:
    drop(feed, TEN)
    feed.look()
    assert "market" in feed.snapshot(TEN.replace(hour=23)).facts
    assert feed.snapshot(TEN + timedelta(days=1)).facts.keys() == {"clock"}


def test_a_file_may_be_yaml(feed: Feed) -> None:
    text = "at: 2019-04-10T10:00:00-04:00\nfacts: { market: { vix: 17.5 } }\n"
    (feed.folder / "now.yaml").write_text(text, encoding="utf-8")
    feed.look()
    assert feed.snapshot(TEN).facts["market"] == {"vix": "17.5"}


def test_a_file_named_by_its_instant_is_read_when_it_is_needed(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    for second in range(3):
        drop(feed, after(second))
    read: list[str] = []
    real = feed._snapshot

    def noted(file: Any) -> Any:
        read.append(file.path.name)
        return real(file)

    monkeypatch.setattr(feed, "_snapshot", noted)
    feed.look()
    assert read == []
    feed.snapshot(after(9))
    assert read == ["20190410T100002-0400.json"]


def _another_instant(feed: Feed) -> None:
    drop(feed, after(1), name="20190410T100002-0400.json")


def _accounts(feed: Feed) -> None:
    drop(feed, after(1), facts={"account": {"A": {"kind": "full"}}})


def _events(feed: Feed) -> None:
    drop(feed, after(1), events=[{"event": "kill_pressed", "in": "A", "at": TEN.isoformat()}])


def _half(feed: Feed) -> None:
    (feed.folder / "half.json").write_text('{"at": "2019-04-10T10:00', encoding="utf-8")


def _no_offset(feed: Feed) -> None:
    (feed.folder / "local.json").write_text('{"at": "2019-04-10T10:00:01", "facts": {}}', encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_another_instant, "20190410T100002-0400.json tells of 2019-04-10T10:00:01-04:00"),
        (_accounts, "speaks of `account`; a feed tells of the market only"),
        (_events, "has `events` or `kept`"),
        (_half, "half.json, line 1: "),
        (_no_offset, "local.json, line 1: "),
    ],
)
def test_what_cannot_be_read_is_told_once_and_the_older_file_counts(feed: Feed, spoil: Any, says: str) -> None:
    drop(feed, TEN)
    spoil(feed)
    for _ in range(2):
        feed.look()
        assert feed.snapshot(after(5)).facts["market"]["vix"] == {"value": "15", "age": "5"}
    (told,) = feed.troubles()
    assert says in told
    assert feed.troubles() == ()


def test_a_file_that_was_written_anew_is_read_anew(feed: Feed) -> None:
    path = drop(feed, TEN, "288")
    feed.look()
    feed.snapshot(TEN)
    drop(feed, TEN, "301")
    os.utime(path, ns=(1, 1))
    assert feed.look()
    assert feed.snapshot(TEN).facts["underlying"]["SPY"]["spot"] == "301"


def test_files_that_are_gone_do_not_count(feed: Feed) -> None:
    drop(feed, TEN)
    newer = drop(feed, after(5))
    feed.look()
    newer.unlink()
    assert feed.look()
    assert feed.newest(after(9)) == TEN


def test_a_folder_that_is_gone_is_told(feed: Feed) -> None:
    feed.folder.rmdir()
    assert not feed.look()
    (told,) = feed.troubles()
    assert "cannot be read" in told


def test_a_file_that_vanishes_between_look_and_reading_does_not_count(feed: Feed) -> None:
    drop(feed, TEN)
    newer = drop(feed, after(5))
    feed.look()
    newer.unlink()
    assert feed.snapshot(after(6)).facts["market"]["vix"] == {"value": "15", "age": "6"}


def test_terms_of_contracts(feed: Feed) -> None:
    found = feed.instrument("SPY190412P00288000", feed.snapshot(TEN))
    assert found.option is not None
    assert (found.underlying, found.option.multiplier) == ("SPY", 100)
    with pytest.raises(KeyError):
        feed.instrument("NOBODY", feed.snapshot(TEN))
    assert feed.changes(TEN, after(60)) is None
