"""The engines that there are, in one place: each decides a case, and has its result as JSON and as a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from console.reading import Case


class Result(Protocol):
    """What an engine decided."""

    @property
    def json(self) -> str:
        """The result in canonical JSON."""

    def text(self, width: int, color: bool) -> str:
        """The same as a page of this width."""


def _reference(case: Case, full_trace: bool) -> Result:
    """The reference engine: exact, traced, the one whose word counts."""
    from console.decided import decide

    return decide(case.law, case.facts, full_trace, case.as_if_in_force, case.events, case.memory)


def _durable(case: Case, full_trace: bool) -> Result:
    """A second opinion on permits and forbids; it has no traces."""
    del full_trace
    from console.second_opinion import opine

    return opine(case)


ENGINES: dict[str, Callable[[Case, bool], Result]] = {"reference": _reference, "durable": _durable}
