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


def _fast(case: Case, full_trace: bool) -> Result:
    """Generated code, which decides the same."""
    from console.decided import decide

    return decide(case.law, case.facts, full_trace, case.as_if_in_force, case.events, case.memory, "fast")


def _durable(case: Case, full_trace: bool) -> Result:
    """A second opinion on permits and forbids; it has no traces."""
    del full_trace
    from console.second_opinion import opine

    return opine(case, "durable")


def _clips(case: Case, full_trace: bool) -> Result:
    """Another second opinion, by CLIPS."""
    del full_trace
    from console.second_opinion import opine

    return opine(case, "clips")


def _columnar(case: Case, full_trace: bool) -> Result:
    """Columns make no records: they refuse, and name the first documents."""
    del full_trace
    from console.trouble import Trouble
    from engine.backends.columnar.whole import refuse_whole

    what = f"the columnar engine cannot decide a whole evaluation: {refuse_whole(case.law)}"
    raise Trouble(what, "It judges permits and forbids over columns of many fact sets: docs/backends.md.")


ENGINES: dict[str, Callable[[Case, bool], Result]] = {
    "fast": _fast,
    "reference": _reference,
    "columnar": _columnar,
    "durable": _durable,
    "clips": _clips,
}
