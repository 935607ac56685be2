"""The run itself: whatever escapes is found, made small and kept, also where the process does not survive it."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz import limits, run
from tests.fuzz.reduce import reduced
from tests.fuzz.targets import TARGETS, Input, Outcome, Target

# Newer versions of Python warn of a fork wherever there are threads.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def word(chance: Random) -> Input:
    return (b"\n".join(chance.choice((b"good", b"bad", b"fine")) for _ in range(4)),)


def breaks(given: Input) -> Outcome:
    if b"bad" in given[0]:
        raise KeyError("bad")
    return Outcome(b"fine" not in given[0], ("Y108",))


def dies(given: Input) -> Outcome:
    if b"bad" in given[0]:
        os._exit(3)
    return Outcome(True)


def hangs(given: Input) -> Outcome:
    while b"bad" in given[0]:
        pass
    return Outcome(True)


def swells(given: Input) -> Outcome:
    if b"bad" in given[0]:
        bytearray(2 * limits.MOST_BYTES)
    return Outcome(True)


def holds(given: Input) -> Outcome:
    return Outcome(len(given[0]) % 2 == 0)


@pytest.fixture
def target(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Target:
    found = Target("probe", 1, word, request.param)
    monkeypatch.setitem(TARGETS, "probe", found)
    monkeypatch.setattr(run, "KEPT", tmp_path / "kept")
    return found


@pytest.mark.parametrize("target", [breaks], indirect=True)
def test_what_escapes_is_made_small_and_kept(target: Target) -> None:
    tally = run.fuzz(target, 40, seed=1)
    assert tally.inputs == 40
    assert {each.kind for each in tally.failures} == {
        f"KeyError in test_run.py:{breaks.__code__.co_firstlineno + 2} breaks"
    }
    first = tally.failures[0]
    assert first.smallest == (b"bad",)
    assert [path.read_bytes() for path in first.files] == [b"bad"]
    assert tally.codes["Y108"] > 0


@pytest.mark.parametrize("target", [holds], indirect=True)
def test_what_holds_is_counted(target: Target) -> None:
    tally = run.fuzz(target, 25, seed=1)
    assert (tally.inputs, tally.failures) == (25, [])
    assert 0 < tally.accepted < 25


@pytest.mark.parametrize("target", [dies], indirect=True)
def test_a_process_that_dies_is_a_failure_of_its_input_and_the_run_goes_on(target: Target) -> None:
    tally = run.fuzz(target, 12, seed=1)
    assert tally.inputs == 12
    bad = [index for index in range(12) if b"bad" in run.input_of(target, 1, index)[0]]
    # The first input is tried once before the count begins.
    assert {each.index for each in tally.failures} <= set(bad)
    assert "the process ended with 3" in {each.kind for each in tally.failures}


@pytest.mark.parametrize("target", [hangs], indirect=True)
def test_what_takes_too_long_is_stopped(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SECONDS", 0.05)
    found = run.tried(target, (b"bad",))
    assert found is not None
    assert found[0] == "TooLong"
    assert run.tried(target, (b"good",)) is None


@pytest.mark.parametrize("target", [swells], indirect=True)
def test_what_takes_too_much_memory_is_found(target: Target) -> None:
    index = next(each for each in range(1, 50) if b"bad" in run.input_of(target, 1, each)[0])
    first = max(each for each in range(index) if b"bad" not in run.input_of(target, 1, each)[0])
    tally = run.fuzz(target, index - first + 1, seed=1, first=first)
    assert {each.kind for each in tally.failures} == {"MemoryError"}


@pytest.mark.parametrize(
    ("target", "words", "code", "told"),
    [
        (holds, [], 0, "nothing escaped"),
        (breaks, [], 1, "1 kinds of failure"),
        (holds, ["--seconds", "0"], 2, "0 inputs"),
    ],
    indirect=["target"],
)
def test_the_command_says_what_it_saw(
    target: Target,
    words: list[str],
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["fuzz", "--target", "probe", "--inputs", "20", *words])
    assert command.main() == code
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("target", [breaks], indirect=True)
def test_a_kept_input_is_tried_again(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "input"
    for data, code, told in ((b"bad", 1, "KeyError"), (b"good", 0, "nothing escaped")):
        path.write_bytes(data)
        monkeypatch.setattr("sys.argv", ["fuzz", "--target", "probe", "--again", str(path)])
        assert command.main() == code
        assert told in capsys.readouterr().out


def test_only_what_fails_is_left() -> None:
    given = (b"one\ntwo words\nthree", b"rest")
    assert reduced(given, lambda each: b"wo" in each[0] and b"t" in each[1]) == (b"wo", b"t")
