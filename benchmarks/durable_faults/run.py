"""Reproduces what is wrong with durable_rules 2.0.28, each fault in a process of its own.

    python benchmarks/durable_faults/run.py            all of them, as a table
    python benchmarks/durable_faults/run.py NAME ...   only these

A fault is *reproduced* only if a control right beside it behaves: the engine fires where it should, and then
does the wrong thing. The run ends with 0 whenever every fault was tried, whatever came out of it;
docs/decisions/0002-durable-rules-does-not-decide.md says what follows from it.
"""

from __future__ import annotations

import contextlib
import datetime
import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import md5
from pathlib import Path
from typing import Any

SECONDS = 60
CONTROL = "control: "
EVIDENCE = "evidence: "
NOT_TESTED = "not tested: "


class NotTestedError(Exception):
    """This machine lacks what the probe needs; the text says what."""


@dataclass(frozen=True)
class Fault:
    """One fault: what goes wrong, the probe that shows it, and the signal that kills its process, if any."""

    name: str
    says: str
    probe: Callable[[], str | None]  # the evidence, or None where the engine behaves
    killed_by: signal.Signals | None = None
    tries: int = 1


class Engine:
    """A few words around durable_rules, so that each probe reads as the rule that it tries."""

    def __init__(self) -> None:
        from durable import engine, lang

        self.m: Any = lang.m
        self.c: Any = lang.c
        self.none: Any = lang.none
        self.pri: Any = lang.pri
        self.observed: Any = engine.MessageObservedException
        self._not_handled: Any = engine.MessageNotHandledException
        self._lang: Any = lang

    def ruleset(self, name: str, *rules: tuple[Callable[[Any], object], tuple[Any, ...]]) -> None:
        with self._lang.ruleset(name):
            for action, conditions in rules:
                self._lang.when_all(*conditions)(action)

    def tell(self, ruleset: str, /, **fact: object) -> None:
        # A fact that no rule looks at is an exception there; here it is only "nothing fired".
        with contextlib.suppress(self._not_handled):
            self._lang.assert_fact(ruleset, fact)

    def state(self, name: str) -> dict[str, Any]:
        state: dict[str, Any] = self._lang.get_state(name)
        return state


def control(text: str) -> None:
    """Say that the control beside the fault behaved; flushed, because the process may be about to die."""
    print(CONTROL + text, flush=True)


# ---------------------------------------------------------------- probes


def false_and_in_join() -> str | None:
    """Forty rules `order.cost <= account.cap`: when the last test of an AND is false, the reader runs on."""
    e = Engine()
    fired: list[int] = []

    def forty() -> list[tuple[Callable[[Any], object], tuple[Any, ...]]]:
        return [
            (
                lambda _: fired.append(1),
                (
                    e.c.account << (e.m.kind == "account"),
                    e.c.order << (e.m.kind == "order") & (e.m.cost <= getattr(e.c.account, f"cap_{n % 19}")),
                ),
            )
            for n in range(40)
        ]

    caps = {f"cap_{n}": 10 for n in range(19)}
    for name, cost in (("all-true", 1), ("all-false", 100)):
        e.ruleset(name, *forty())
        e.tell(name, kind="account", **caps)
        e.tell(name, kind="order", cost=cost)
        if name == "all-true":
            control(f"all true: {len(fired)} of 40 fired")
    return None


def integer_division_by_zero() -> str | None:
    """A ratio of two integers with a zero below."""
    e = Engine()
    fired: list[int] = []
    conditions = (e.c.a << (e.m.kind == "a"), e.c.b << (e.m.ratio >= e.c.a.over / e.c.a.under))
    e.ruleset("ratio", (lambda c: fired.append(c.b.ratio), conditions))
    e.tell("ratio", kind="a", over=4, under=2)
    e.tell("ratio", ratio=2)
    control(f"4 / 2: fired {fired}")
    e.tell("ratio", kind="a", over=4, under=0)
    return None


def missing_fact_fires() -> str | None:
    """`bid < ask` on a quote without an ask: it gives what the comparison before it left on the stack."""
    e = Engine()
    fired: list[str] = []
    e.ruleset("quotes", (lambda c: fired.append(str(c.m.name)), ((e.m.kind == "quote") & (e.m.bid < e.m.ask),)))
    e.tell("quotes", kind="quote", name="crossed", bid=3, ask=2)
    if fired:
        return None
    control("bid 3, ask 2: did not fire")
    e.tell("quotes", kind="quote", name="no ask", bid=1)
    return "bid 1 and no ask: `bid < ask` fired" if fired == ["no ask"] else None


def none_fires_by_alias() -> str | None:
    """The first rule asserts `halt` on an order; the second must then not fire. With most aliases it does."""
    e = Engine()
    aliases = [*"abcdefghijklmnopqrstuvwxyz", "order", "entry", "candidate", "first"]
    fired: list[str] = []

    def note(alias: str) -> Callable[[Any], object]:
        return lambda _: fired.append(alias)

    for alias in aliases:
        e.ruleset(
            f"halt-{alias}",
            (lambda c: c.assert_fact({"kind": "halt"}), (e.pri(1), e.m.kind == "order")),
            (
                note(alias),
                (e.pri(2), getattr(e.c, alias) << (e.m.kind == "order"), e.none(e.m.kind == "halt")),
            ),
        )
        e.tell(f"halt-{alias}", kind="order")
    right = [alias for alias in aliases if alias not in fired]
    control(f"right with the aliases {', '.join(right) or '(none)'}")
    return f"fired after the halt with {len(fired)} of {len(aliases)} aliases" if fired else None


def decimal_comma() -> str | None:
    """Under a decimal comma, 0.15 in a rule and 0.1 in a fact both lose what follows their point."""
    e = Engine()
    fired: list[str] = []

    def rule() -> tuple[Callable[[Any], object], tuple[Any, ...]]:
        return lambda c: fired.append(str(c.m.x)), (e.m.x >= limit,)

    limit = 15 / 100
    tenth = 1 / 10
    e.ruleset("point", rule())
    e.tell("point", x=tenth)
    if fired:
        return None
    control("decimal point: 0.1 does not reach 0.15")
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "de_DE"):
        try:
            locale.setlocale(locale.LC_NUMERIC, name)
            break
        except locale.Error:
            continue
    else:
        raise NotTestedError("no locale with a decimal comma, and no localedef to make one")
    e.ruleset("comma", rule())
    e.tell("comma", x=tenth)
    return f"under {name}, `x >= 0.15` fired on {fired[0]}" if fired else None


def _fnv_1a(text: str) -> int:
    """The 32-bit hash that stands for a fact's id, a session's id and a joined value inside the engine."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def _colliding(count: int) -> Iterator[tuple[str, str]]:
    """Pairs of different ids, among `count` of them, that have the same 32-bit hash."""
    seen: dict[int, str] = {}
    for n in range(count):
        name = md5(str(n).encode(), usedforsecurity=False).hexdigest()[:12]
        other = seen.setdefault(_fnv_1a(name), name)
        if other != name:
            yield other, name


def hash_stands_for_identity() -> str | None:
    """Two facts with different ids and the same 32-bit hash: the second is refused as seen before."""
    e = Engine()
    pairs = list(_colliding(200_000))
    if not pairs:
        return None
    first, second = pairs[0]
    fired: list[str] = []
    e.ruleset("ids", (lambda c: fired.append(c.m.name), (+e.m.name,)))
    e.tell("ids", id=first, name=first)
    e.tell("ids", id="another", name="another")
    control(f"two ids with two hashes: {len(fired)} of 2 fired")
    try:
        e.tell("ids", id=second, name=second)
    except e.observed:
        return f"{second} refused as a duplicate of {first}; {len(pairs)} such pairs in 200,000 ids"
    return None


def colliding_sessions_join() -> str | None:
    """Facts of two sessions (accounts, say) never meet, unless the ids have the same 32-bit hash."""
    e = Engine()
    first, second = next(_colliding(200_000))
    joined: list[tuple[str, str]] = []
    conditions = (e.c.owner << (e.m.kind == "owner"), e.c.order << (e.m.kind == "order"))
    e.ruleset("accounts", (lambda c: joined.append((c.owner.of, c.order.of)), conditions))
    e.tell("accounts", sid=first, kind="owner", of=first)
    e.tell("accounts", sid="another", kind="order", of="another")
    if joined:
        return None
    control("two sessions with two hashes: not joined")
    e.tell("accounts", sid=second, kind="order", of=second)
    return f"owner of {first} joined with an order of {second}" if joined else None


def exceptions_swallowed() -> str | None:
    """What an action raises does not reach the caller: it becomes a text in the session's state."""
    e = Engine()
    ran: list[int] = []

    def fails(_: Any) -> None:
        ran.append(1)
        raise ValueError("the order was refused")

    e.ruleset("fails", (fails, (+e.m.x,)))
    try:
        e.tell("fails", x=1)
    except ValueError:
        return None
    control(f"the action ran {len(ran)} time")
    return "assert_fact returned as if nothing had happened" if e.state("fails").get("exception") else None


def no_replacement() -> str | None:
    """A second ruleset of the same name is refused, and the first goes on deciding."""
    e = Engine()
    fired: list[str] = []
    e.ruleset("limits", (lambda _: fired.append("old"), (e.m.x > 1,)))
    e.tell("limits", x=2)
    control(f"fired {fired}")
    e.ruleset("limits", (lambda _: fired.append("new"), (e.m.x > 5,)))
    try:
        e.tell("limits", x=3)
    except Exception as refused:  # noqa: BLE001 - the library raises the bare class
        e.tell("limits", x=4)
        return f'"{refused}"; then x = 4 fired the {fired[-1]} rule' if fired[-1] == "old" else None
    return None


def values_refused() -> str | None:
    """Exact numbers, instants and small floats cannot be told to it."""
    e = Engine()
    fired: list[object] = []
    e.ruleset("values", (lambda c: fired.append(c.m.x), (+e.m.x,)))
    e.tell("values", x=1 / 10000)
    control(f"{fired[0]} is taken")
    refused = []
    for shown, value in (
        ("Decimal", Decimal(1)),
        ("datetime", datetime.datetime(2026, 4, 17, tzinfo=datetime.UTC)),
        ("1e-07", 10**-7),
    ):
        try:
            e.tell("values", x=value)
        except Exception:  # noqa: BLE001 - the extension raises a class of its own that it does not export
            refused.append(shown)
    return f"refused: {', '.join(refused)}" if refused else None


def threads_return_early() -> str | None:
    """Four threads tell facts: a call returns before the rule that its fact fires has run."""
    e = Engine()
    done: set[str] = set()
    early: list[str] = []
    e.ruleset("threads", (lambda c: done.add(c.m.name), (+e.m.name,)))

    def work(thread: str, count: int) -> None:
        for n in range(count):
            name = f"{thread}-{n}"
            e.tell("threads", id=name, name=name)
            if name not in done:
                early.append(name)

    work("alone", 500)
    if early:
        return None
    control("one thread: 500 of 500 calls fired before they returned")
    threads = [threading.Thread(target=work, args=(f"thread {t}", 1000)) for t in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{len(early)} of 4000 calls returned before their rule had fired" if early else None


FAULTS = (
    Fault("false-and-in-join", "a false AND inside a join", false_and_in_join, signal.SIGSEGV, tries=12),
    Fault("division-by-zero", "integer division by zero", integer_division_by_zero, signal.SIGFPE),
    Fault("missing-fires", "a comparison with a missing fact fires", missing_fact_fires),
    Fault("none-by-alias", "`none` fires after the fact that it negates", none_fires_by_alias),
    Fault("decimal-comma", "numbers misread under a decimal comma", decimal_comma),
    Fault("hash-identity", "a 32-bit hash stands for a fact's identity", hash_stands_for_identity),
    Fault("hash-sessions", "a 32-bit hash stands for a session's identity", colliding_sessions_join),
    Fault("swallowed", "exceptions in actions are swallowed", exceptions_swallowed),
    Fault("no-replacement", "a ruleset cannot be replaced in a process", no_replacement),
    Fault("values-refused", "Decimal, datetime and 1e-07 are refused", values_refused),
    Fault("threads", "with threads, calls return before their rules fire", threads_return_early),
)


# ---------------------------------------------------------------- running them


def run_one(fault: Fault) -> int:
    """Inside the child: run the probe and print what it saw."""
    try:
        evidence = fault.probe()
    except NotTestedError as reason:
        print(f"{NOT_TESTED}{reason}", flush=True)
        return 0
    if evidence:
        print(EVIDENCE + evidence, flush=True)
    return 0


def judge(fault: Fault, locales: Path) -> tuple[str, str]:
    """Run a fault in children of its own; one word for the outcome, and what was seen."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "LOCPATH": str(locales)}
    killed = 0
    seen = ""
    for _ in range(fault.tries):
        try:
            child = subprocess.run(
                [sys.executable, str(Path(__file__).resolve()), "--one", fault.name],
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "hangs", f"no answer in {SECONDS} s"
        lines = child.stdout.splitlines()
        controls = [line.removeprefix(CONTROL) for line in lines if line.startswith(CONTROL)]
        evidence = [line.removeprefix(EVIDENCE) for line in lines if line.startswith(EVIDENCE)]
        untested = [line.removeprefix(NOT_TESTED) for line in lines if line.startswith(NOT_TESTED)]
        if untested:
            return "not tested", untested[0]
        if not controls:
            return "broken probe", (child.stderr.strip().splitlines() or ["the control did not behave"])[-1]
        seen = f"{evidence[0]} ({controls[-1]})" if evidence else f"({controls[-1]})"
        if fault.killed_by is not None and child.returncode == -fault.killed_by:
            killed += 1
        elif child.returncode != 0:
            return "broken probe", (child.stderr.strip().splitlines() or [f"exit {child.returncode}"])[-1]
    if fault.killed_by is not None:
        text = f"{fault.killed_by.name} in {killed} of {fault.tries} runs {seen}"
        return ("reproduced" if killed else "not seen"), text
    return ("reproduced" if seen and not seen.startswith("(") else "not seen"), seen


def make_locale(folder: Path) -> None:
    """Compile a decimal-comma locale where the system can but has none; without it that one probe says so."""
    localedef = shutil.which("localedef")
    if localedef is not None:
        # It warns, and exits with 1, about details that have nothing to do with numbers.
        target = str(folder / "de_DE.UTF-8")
        subprocess.run([localedef, "-i", "de_DE", "-f", "UTF-8", target], capture_output=True, check=False)


def main(arguments: list[str]) -> int:
    """Run the faults named, or all of them, and print the table."""
    known = {fault.name: fault for fault in FAULTS}
    if importlib.util.find_spec("durable") is None:
        print("skipped: durable_rules is not installed (make oracles; Python 3.11 or 3.12, and a C compiler)")
        return 0
    if arguments[:1] == ["--one"]:
        return run_one(known[arguments[1]])
    if unknown := [name for name in arguments if name not in known]:
        print(f"no such fault: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = [known[name] for name in arguments] or list(FAULTS)
    outcomes: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        make_locale(Path(folder))
        for fault in chosen:
            outcome, seen = judge(fault, Path(folder))
            outcomes.append(outcome)
            print(f"{outcome:<12}  {fault.says}\n{'':<12}  {seen}", flush=True)
    print(f"\n{outcomes.count('reproduced')} of {len(outcomes)} faults reproduced.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
