"""What an evaluation looks at: expressions by their identity, parameters by name and word."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import Event, Memory
from engine.values import Value
from rules.compile import law as c
from rules.language import typed as x


class Looking(Decider):
    """A decider that notes down what it looks at."""

    tells_apart = True

    def __init__(self, seen: set[Hashable], *arguments: Any, **named: Any) -> None:
        self.seen = seen
        super().__init__(*arguments, **named)

    def value(self, expression: x.Expression, environment: Environment) -> Value:
        """The value of an expression for bound subjects."""
        self.seen.add(id(expression))
        return self._methods[type(expression)](expression, environment)

    def _lawful(self, parameter: c.Parameter, word: str | None) -> Value:
        self.seen.add((parameter.name, word))
        return super()._lawful(parameter, word)

    def once_more(self, memory: Memory) -> Decider:
        """A decider of the same facts with other memory."""
        return Looking(self.seen, self.law, self.world.facts, self.terms, self.waivers, memory, like=self)


class Seen:
    """What was looked at, in all decisions of a scenario."""

    def __init__(self) -> None:
        self.all: set[Hashable] = set()

    def decider(
        self, law: c.Law, facts: Facts, memory: Memory, events: Sequence[Event], first: bool = False
    ) -> Decider:
        """A decider that notes down here what it looks at."""
        del first

        def make(*arguments: Any) -> Decider:
            return Looking(self.all, *arguments)

        return decider_for(law, facts, memory, events, make)
