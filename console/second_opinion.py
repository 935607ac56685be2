"""What an independent engine makes of the permits and forbids, beside what the reference engine decides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from console.reading import Case
from console.record_text import MANY, VERDICTS, Page, ground, heading, tally
from console.table import Cell, Row
from console.trouble import Trouble
from console.words import count, few, listed
from engine.backends.oracles.errors import CannotExpress, NotInstalled, OracleFailed
from engine.memory import NO_MEMORY


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The opinion as plain data."""

    content: Mapping[str, Any]

    @property
    def json(self) -> str:
        """Canonical JSON: keys sorted, no blanks, one line feed at the end."""
        return json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"

    def text(self, width: int, color: bool) -> str:
        """The opinion as a page: where the engines differ, and what the other one cannot say."""
        return "\n".join(_page(self.content, Page(width, color))) + "\n"


def opine(case: Case, backend: str) -> SecondOpinion:
    """Asks the engine of a backend. Raises Trouble if it is not installed, or fails."""
    asked = import_module(f"engine.backends.{backend}")
    try:
        return SecondOpinion(asked.record(case.law, case.facts, case.memory or NO_MEMORY, case.events))
    except NotInstalled:
        raise Trouble(f"the {backend} engine is not installed", _WAYS[backend]) from None
    except CannotExpress as error:
        raise Trouble(f"the {backend} engine cannot say this: {error}") from None
    except OracleFailed as error:
        raise Trouble(f"the {backend} engine failed: {error}", "That says nothing of the law.") from None


# How an engine that is not there is brought.
_WAYS = {
    "durable": "`make oracles` builds it; it needs Python 3.11 or 3.12 and a C compiler.",
    "clips": "`make setup` brings it; elsewhere it is the package clipspy.",
}


def _page(opinion: Mapping[str, Any], page: Page) -> Iterator[str]:
    yield heading(opinion, page)
    waived = [("waived", f"{each['id']} suspends {listed(each['suspends'])}") for each in opinion["waivers"]]
    yield from page.rows([*ground(opinion), *waived])
    yield ""
    yield page.title(f"Second opinion of {opinion['engine']} on permits and forbids; it decides nothing")
    for action in dict.fromkeys(each["action"] for each in opinion["decisions"]):
        verdicts = Counter(each["verdict"] for each in opinion["decisions"] if each["action"] == action)
        yield f"  {action}: {count(verdicts.total(), 'subject')}, {tally(verdicts)}"
    refused = opinion["not_expressed"]["rules"]
    if refused:
        yield ""
        yield page.title("What it cannot say")
        yield from page.rows([(each["rule"], ", ".join(each["actions"]), each["construct"]) for each in refused])
    taken = opinion["taken_over"]
    if taken:
        yield ""
        yield page.title("What it takes over from the reference engine")
        yield from page.rows([(few(each["rules"], MANY), each["construct"]) for each in taken])
    differences = opinion["differences"]
    if differences:
        yield ""
        yield page.title("Where it differs")
        rows: list[Row] = [
            (
                each["action"],
                each["subject"],
                Cell(f"{_side(_others(each))}, not {_side(each['reference'])}", "bad"),
            )
            for each in differences
        ]
        yield from page.rows(rows)
    yield ""
    leaning = {rule for each in taken for rule in each["rules"]} & set(opinion["expressed"])
    asked = count(len(opinion["expressed"]), "rule")
    asked += f" asked, {len(leaning)} of them with what is taken over" if leaning else " asked"
    compared = count(len(opinion["decisions"]), "decision")
    found = count(len(differences), "difference") if differences else "no difference"
    yield f"{compared} compared with the reference engine: {found}; {asked}"


def _others(difference: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the other engine says, under the name of its backend."""
    (name,) = difference.keys() - {"action", "subject", "reference"}
    side: Mapping[str, Any] | None = difference[name]
    return side


def _side(side: Mapping[str, Any] | None) -> str:
    if side is None:
        return "not decided"
    return f"{VERDICTS[side['verdict']]} by {few(side['because'], MANY) or 'no rule'}"
