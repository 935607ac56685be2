"""The registry of steps: every step that a scenario may use, each matched by its own pattern only.

A text that no step matches, or that two match, is an error: a wrong step must never run in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from rules.diagnostics.names import quoted
from scenarios.call import Call
from scenarios.case import Case
from scenarios.feature import Keyword, Step
from scenarios.patterns import Pattern
from scenarios.problem import Problem, problem

TableUse = Literal["none", "optional", "required"]
_NEAR = 0.35
"""From which likeness on a step is offered instead of one that is not defined."""


Run = Callable[[Case, Call], None]


@dataclass(frozen=True, slots=True)
class Definition:
    """One step: its keyword and pattern, what it means in a sentence, whether a table belongs below it.

    `account`: it speaks of an account that runs.
    """

    keyword: Keyword
    pattern: Pattern
    says: str
    table: TableUse
    run: Run
    account: bool = False

    def __str__(self) -> str:
        return f"{self.keyword.capitalize()} {self.pattern.text}"

    @property
    def shown(self) -> str:
        """The step as people read it."""
        return f"{self.keyword.capitalize()} {self.pattern.shown}"


class Steps:
    """Collects the steps that a module defines. With `account`, all of them speak of an account that runs."""

    def __init__(self, *, account: bool = False) -> None:
        self.account = account
        self.definitions: list[Definition] = []

    def step(self, keyword: Keyword, pattern: str, table: TableUse = "none") -> Callable[[Run], Run]:
        """Defines a step; the first line of the function's docstring says what it means."""

        def define(run: Run) -> Run:
            says = (run.__doc__ or "").strip().splitlines()
            self.definitions.append(
                Definition(keyword, Pattern(pattern), says[0] if says else "", table, run, self.account)
            )
            return run

        return define


class Registry:
    """All steps."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        """Raises ValueError for a step that is defined twice or says nothing about itself."""
        self.definitions = tuple(definitions)
        names = [str(each) for each in self.definitions]
        if len(set(names)) < len(names) or not all(each.says for each in self.definitions):
            raise ValueError("a step is defined twice, or has no docstring")

    def matching(self, step: Step) -> list[tuple[Definition, Call]]:
        """Every step that the text could be."""
        found = []
        for definition in self.definitions:
            places = definition.pattern.match(step.text) if definition.keyword == step.keyword else None
            if places is not None:
                found.append((definition, Call(step, places)))
        return found

    def find(self, step: Step) -> tuple[Definition, Call]:
        """The one step that the text is. Raises Problem: it is none or several, or its table is not right."""
        found = self.matching(step)
        if not found:
            raise self.undefined(step)
        if len(found) > 1:
            names = " or ".join(f"`{definition}`" for definition, _ in found)
            message = f"{quoted(step.text)} could be two steps"
            raise problem("B106", step.span, message, f"It matches {names}; one of them must change.", step.related)
        definition, call = found[0]
        if step.doc is not None or (step.table is not None and definition.table == "none"):
            what = "text" if step.doc is not None else "table"
            raise problem("B113", step.span, f"No {what} belongs below this step", None, step.related)
        if step.table is None and definition.table == "required":
            help = "The first row names its columns: `| customer | income |`."
            raise problem("B113", step.span, "A table belongs below this step", help, step.related)
        return definition, call

    def undefined(self, step: Step) -> Problem:
        """No step matches: says which is nearest."""
        for keyword in ("given", "when", "then"):
            other = self.matching(replace(step, keyword=keyword))
            if other:
                definition, _ = other[0]
                if keyword == "then" and step.keyword == "given":
                    help = "What the law concludes is expected in a `Then` step, never given."
                    message = f"{quoted(step.text)} is a conclusion, and it is stated as given"
                    return problem("B110", step.span, message, help, step.related)
                message = f"{quoted(step.text)} is no `{step.keyword.capitalize()}` step"
                help = f"It is one after `{definition.keyword.capitalize()}`."
                return problem("B105", step.span, message, help, step.related)
        close = self.nearest(step)
        help = f"The nearest step is `{close.shown}`." if close else "docs/scenarios.md lists the steps."
        return problem("B105", step.span, f"There is no step {quoted(step.text)}", help, step.related)

    def nearest(self, step: Step) -> Definition | None:
        """The step that shares most words with the text, in their order."""
        words = step.text.casefold().split()
        ranked = [
            (_likeness(words, [word.casefold() for word in each.pattern.words()]), -number, each)
            for number, each in enumerate(self.definitions)
            if each.keyword == step.keyword
        ]
        best = max(ranked, key=lambda each: each[:2], default=None)
        return best[2] if best is not None and best[0] >= _NEAR else None

    def run(self, case: Case, step: Step) -> None:
        """Runs one step. Raises Problem with the row of examples beside each finding about the step."""
        definition, call = self.find(step)
        try:
            given = definition.keyword != "then" and not definition.account
            if given and case.script.running is not None:
                help = "Say `from … on` what changes in the market; what an account holds is in its books."
                raise problem("B107", step.span, "The account runs already, and goes on by itself", help)
            definition.run(case, call)
        except Problem as found:
            raise Problem(
                replace(each, related=(*each.related, *step.related)) if each.span.file == step.span.file else each
                for each in found.findings
            ) from None

    def runs_account(self, steps: Iterable[Step]) -> bool:
        """Whether one of these steps speaks of an account that runs."""
        return any(each.account for step in steps for each, _ in self.matching(step))

    def unused(self, steps: Iterable[Step]) -> tuple[Definition, ...]:
        """The steps that none of these texts is."""
        used = {str(definition) for step in steps for definition, _ in self.matching(step)}
        return tuple(each for each in self.definitions if str(each) not in used)


def _likeness(words: Sequence[str], pattern: Sequence[str]) -> float:
    """How much of a pattern's own words a text has, in their order: from 0 to 1."""
    if not pattern:
        return 0
    matcher = SequenceMatcher(None, list(words), list(pattern), autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    return 2 * shared / (len(pattern) + min(len(words), len(pattern)))
