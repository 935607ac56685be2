"""The child process: tells durable_rules one fact at a time and writes down which of its rules fired.

It is given, line by line on standard input, a ruleset in the engine's own notation with the chain of steps for each
action, and then the rows. For each row it writes one line of JSON. It knows nothing of law.
"""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TextIO

from durable import engine

RULESET = "law"


class Host(engine.Host):  # type: ignore[misc]
    """The engine without its two background threads: with them, a call may return before its rules have fired."""

    def _run(self) -> None:
        return


class Chain:
    """Asks the questions of one row after another. Each step is a fact; the last answer to it asserts the next."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.programs: Mapping[str, Mapping[str, Any]] = told["programs"]
        self.values: dict[str, int] = {}
        self.answers: dict[str, set[int]] = {}
        self.open: set[str] = set()
        self.left: Iterator[Mapping[str, Any]] = iter(())
        self.gate: str | None = None
        self.told: list[str] = []
        self.trouble: str | None = None
        rules = {}
        for number, (question, answer, when) in enumerate(told["rules"]):
            rules[f"r{number}"] = {"all": [{"m": when}], "run": self.fired(question, answer)}
        self.host = Host({RULESET: rules})

    def fired(self, question: str, answer: int) -> Callable[[Any], None]:
        """What a rule does when it fires. An exception here would be swallowed, so it is kept."""

        def note(closure: Any) -> None:
            try:
                self.note(question, answer, closure)
            except Exception as error:  # noqa: BLE001 - whatever it is, the row has no answer, and says why
                self.trouble = f"{type(error).__name__}: {error}"

        return note

    def note(self, question: str, answer: int, closure: Any) -> None:
        """Takes an answer down; the last one of a step chains to the next."""
        self.answers.setdefault(question, set()).add(answer)
        if question not in self.open:
            return
        self.values[question] = answer
        self.open.discard(question)
        if not self.open and not (self.gate in self.values and self.values[self.gate] < 0):
            fact = self.next_fact()
            if fact is not None:
                closure.assert_fact(fact)

    def next_fact(self) -> dict[str, Any] | None:
        """The fact of the next step; None after the last."""
        step = next(self.left, None)
        if step is None:
            return None
        self.open = set(step["questions"])
        fact = {"id": str(step["step"]), "step": step["step"]}
        fact.update((name, self.values[name]) for name in step["fields"])
        self.told.append(fact["id"])
        return fact

    def row(self, action: str, fields: Mapping[str, int]) -> dict[str, Any]:
        """The answers to everything that is asked about one action of one subject."""
        program = self.programs[action]
        self.values, self.answers, self.told, self.trouble = dict(fields), {}, [], None
        self.left, self.gate = iter(program["steps"]), program["gate"]
        try:
            self.host.assert_fact(RULESET, self.next_fact())
        except Exception as error:  # noqa: BLE001 - the library raises the bare class, and classes that it does not export
            self.trouble = f"{type(error).__name__}: {error}"
        for id in self.told:
            with suppress(engine.MessageNotHandledException):
                self.host.retract_fact(RULESET, {"id": id})
        return self.judged()

    def judged(self) -> dict[str, Any]:
        """The row's line: its answers, or what is wrong with them."""
        if self.trouble is not None:
            return {"trouble": self.trouble}
        twice = sorted(question for question, found in self.answers.items() if len(found) > 1)
        if twice:
            return {"trouble": f"two answers to {', '.join(twice)}"}
        if self.open:
            return {"trouble": f"no answer to {', '.join(sorted(self.open))}"}
        return {"answers": {question: min(found) for question, found in sorted(self.answers.items())}}


def serve(source: TextIO, target: TextIO) -> None:
    """Reads a ruleset and rows, writes lines; the last line says how many rows there were."""
    # A decimal comma would cut numbers off. There are only whole ones here, and still.
    locale.setlocale(locale.LC_NUMERIC, "C")
    chain = Chain(json.loads(source.readline()))
    count = 0
    for line in source:
        action, fields = json.loads(line)
        target.write(json.dumps(chain.row(action, fields)) + "\n")
        count += 1
    target.write(json.dumps({"rows": count}) + "\n")
    target.flush()


def main() -> None:
    """Serves on the standard streams; what anybody prints goes to standard error."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as target:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(sys.stdin, target)


if __name__ == "__main__":
    main()
