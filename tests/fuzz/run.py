"""A run: inputs are made and tried in a process of their own, which is watched; what escapes is made small and kept."""

from __future__ import annotations

import mmap
import multiprocessing
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from tests.fuzz.chance import chance_of
from tests.fuzz.corpus import ROOT
from tests.fuzz.limits import MOST_SECONDS, TooLong, limit_memory, peak, within_time
from tests.fuzz.reduce import reduced
from tests.fuzz.targets import TARGETS, Input, Target

KEPT = ROOT / "build" / "fuzz"
_STUCK = 12 * MOST_SECONDS
"""Seconds of the clock on the wall after which a process that no longer counts is stopped."""
_MOST_FAILURES = 20
_BATCH = 2_000
_WIDTH = 8


@dataclass
class Failure:
    """An input that broke something."""

    target: str
    index: int
    kind: str
    told: str
    smallest: Input = ()
    files: tuple[Path, ...] = ()


@dataclass
class Tally:
    """What a run saw of one target."""

    target: str
    inputs: int = 0
    accepted: int = 0
    seconds: float = 0.0
    codes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, -1)
    growth: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Takes in what another process saw."""
        self.inputs += other.inputs
        self.accepted += other.accepted
        self.codes += other.codes
        self.slowest = max(self.slowest, other.slowest)
        self.growth = max(self.growth, other.growth)
        self.failures += other.failures


def input_of(target: Target, seed: int, index: int) -> Input:
    """Input `index` of a run with this seed."""
    return target.make(chance_of(seed, target.name, index))


def fuzz(target: Target, inputs: int, seed: int, seconds: float | None = None, first: int = 0) -> Tally:
    """Tries inputs `first` and after, until there were enough, too many broke it, or the time is over."""
    total = Tally(target.name)
    begun = time.monotonic()
    index, end = first, first + inputs
    kinds: set[str] = set()
    while index < end and len(kinds) < _MOST_FAILURES:
        if seconds is not None and time.monotonic() - begun >= seconds:
            break
        stop = min(index + _BATCH, end)
        index = _batch(target, seed, index, stop, total)
        for each in total.failures:
            if each.kind not in kinds and not each.files:
                _keep(target, seed, each)
            kinds.add(each.kind)
    total.seconds = time.monotonic() - begun
    return total


# --- in a process of its own ----------------------------------------------------------------------
def _batch(target: Target, seed: int, start: int, stop: int, total: Tally) -> int:
    """Tries some inputs; gives the number of the next one. If the process dies or is stuck, its input has failed."""
    counter = mmap.mmap(-1, _WIDTH)
    counter[:] = start.to_bytes(_WIDTH, "little")
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(target.name, seed, start, stop, counter, theirs))
    process.start()
    theirs.close()
    at, since = start, time.monotonic()
    told: Tally | None = None
    while told is None:
        try:
            if ours.poll(1):
                told = ours.recv()
                break
        except EOFError:
            break
        now = int.from_bytes(counter[:], "little")
        if now != at:
            at, since = now, time.monotonic()
        elif time.monotonic() - since > _STUCK:
            process.kill()
            break
    process.join()
    at = int.from_bytes(counter[:], "little")
    if told is not None:
        total.add(told)
        return stop
    total.inputs += at - start + 1
    how = "no answer" if process.exitcode == -9 else f"the process ended with {process.exitcode}"
    total.failures.append(Failure(target.name, at, how, f"input {at}: {how}"))
    return at + 1


def _work(name: str, seed: int, start: int, stop: int, counter: mmap.mmap, answer: Connection) -> None:
    target = TARGETS[name]
    tally = Tally(name)
    tried(target, input_of(target, seed, start))  # what is read once and kept does not count
    limit_memory()
    before = peak()
    seen: set[str] = set()
    for index in range(start, stop):
        counter[:] = index.to_bytes(_WIDTH, "little")
        given = input_of(target, seed, index)
        begun = time.process_time()
        failure = tried(target, given, tally)
        tally.slowest = max(tally.slowest, (time.process_time() - begun, index))
        tally.inputs += 1
        if failure is not None and failure[0] not in seen:
            seen.add(failure[0])
            tally.failures.append(Failure(name, index, *failure))
    tally.growth = peak() - before
    answer.send(tally)
    answer.close()


def tried(target: Target, given: Input, tally: Tally | None = None) -> tuple[str, str] | None:
    """Tries one input; what escaped, as its kind (what and where) and in full, or None."""
    try:
        with within_time():
            outcome = target.run(given)
    except (Exception, RecursionError, MemoryError) as error:  # noqa: BLE001 - whatever escapes is what is looked for
        return _kind(error), "".join(traceback.format_exception(error)[-30:])
    if tally is not None:
        tally.accepted += outcome.accepted
        tally.codes.update(set(outcome.codes))
    return None


def _kind(error: BaseException) -> str:
    """What escaped and from where: the same mistake has the same kind, whatever the input."""
    if isinstance(error, TooLong | RecursionError | MemoryError):
        return type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if Path(each.filename).is_relative_to(ROOT) and ".venv" not in each.filename]
    last = ours[-1] if ours else frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno} {last.name}"


def _keep(target: Target, seed: int, failure: Failure) -> None:
    """Makes the input small, and writes it."""
    given = input_of(target, seed, failure.index)
    # What takes the process down, or its memory, is not tried again in this one.
    if not failure.kind.startswith(("no answer", "the process", "MemoryError")):

        def same(smaller: Input) -> bool:
            try:
                found = tried(target, smaller)
            except Exception:  # noqa: BLE001 - a part that says which file is meant cannot be just anything
                return False
            return found is not None and found[0] == failure.kind

        given = reduced(given, same) if same(given) else given
    failure.smallest = given
    KEPT.mkdir(parents=True, exist_ok=True)
    names = [KEPT / f"{target.name}-{seed}-{failure.index}-{place}" for place in range(len(given))]
    for path, data in zip(names, given, strict=True):
        path.write_bytes(data)
    failure.files = tuple(names)
