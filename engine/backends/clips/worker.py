"""The child process: tells CLIPS one row at a time and writes down which of its rules fired.

It is given, line by line on standard input, constructs in the engine's own notation, and then the rows. For each row it
writes one line of JSON. It knows nothing of law.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

import clips


class Engine:
    """Answers rows, one after another; nothing of a row is left when the next one comes."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.actions: Mapping[str, Mapping[str, Any]] = told["actions"]
        self.answers: dict[str, set[int]] = {}
        self.environment = clips.Environment()
        # `told` reports each answer at once: asking for the facts would make an object of every one of them,
        # and clipspy never lets go of the facts of such objects.
        self.environment.define_function(self.told, name="told")
        self.do(lambda: [self.environment.build(construct) for construct in told["constructs"]])

    def do(self, what: Callable[[], object]) -> None:
        """Does something in silence, and where it fails once more, to hear why. Raises CLIPSError.

        The router that catches messages is asked about every character that is read: that is most of the time.
        """
        routers = list(self.environment.routers())
        for router in routers:
            router.deactivate()
        try:
            what()
            return
        except clips.CLIPSError:
            self.answers = {}
        finally:
            for router in routers:
                router.activate()
        what()

    def told(self, question: str, answer: int) -> None:
        """What the rules call when they fire."""
        self.answers.setdefault(str(question), set()).add(int(answer))

    def row(self, action: str, fields: Mapping[str, int]) -> dict[str, Any]:
        """The answers to everything that is asked about one action of one subject."""
        program = self.actions[action]
        slots = " ".join(f"({name} {number})" for name, number in fields.items())

        def ask() -> None:
            self.environment.reset()
            # Behind `progn` nothing that could be retained comes back.
            self.environment.eval(f"(progn (assert ({program['row']} {slots})) TRUE)")
            self.environment.run()

        self.answers = {}
        try:
            self.do(ask)
        except clips.CLIPSError as error:
            return {"trouble": f"CLIPSError: {error}"}
        return self.judged(program["questions"])

    def judged(self, questions: list[str]) -> dict[str, Any]:
        """The row's line: its answers, or what is wrong with them."""
        twice = sorted(question for question, found in self.answers.items() if len(found) > 1)
        if twice:
            return {"trouble": f"two answers to {', '.join(twice)}"}
        missing = [question for question in questions if question not in self.answers]
        if missing:
            return {"trouble": f"no answer to {', '.join(missing)}"}
        return {"answers": {question: min(found) for question, found in self.answers.items()}}


def serve(source: TextIO, target: TextIO) -> None:
    """Reads constructs and rows, writes lines; the last line says how many rows there were."""
    engine = Engine(json.loads(source.readline()))
    count = 0
    for line in source:
        action, fields = json.loads(line)
        target.write(json.dumps(engine.row(action, fields)) + "\n")
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
