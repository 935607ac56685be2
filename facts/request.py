"""What the law wants to know: how far back, and which facts by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the law wants to know, as far as an adapter must be told.

    The numbers are lengths of history in sessions, and come from the law's parameters: true ranges (the length of its
    ATR), closes of the VIX, sessions over which a volume is averaged, and closes among which an index has its high.
    `asked`, if given, names the facts that the law declares for each scope: others are left out, and a few that are not
    usual are put in.
    """

    true_range_sessions: int
    vix_close_sessions: int
    volume_sessions: int
    index_high_sessions: int = 1
    asked: Mapping[str, Collection[str]] | None = None

    def wants(self, scope: str, name: str) -> bool:
        """Whether the law asks for a fact by name."""
        return self.asked is not None and name in self.asked.get(scope, ())


def as_asked(facts: Raw, request: Request) -> Raw:
    """Only what the law asks for; links to other scopes stay."""
    if request.asked is None:
        return facts
    found: Raw = {}
    for scope, content in facts.items():
        keep = {*request.asked.get(scope, ()), *facts}
        if "columns" in content:
            found[scope] = _asked_columns(content, keep)
        elif all(isinstance(each, Mapping) and not set(each) <= {"value", "age"} for each in content.values()):
            found[scope] = {
                key: {name: value for name, value in each.items() if name in keep} for key, each in content.items()
            }
        else:
            found[scope] = {name: value for name, value in content.items() if name in keep}
    return found


def _asked_columns(content: Raw, keep: Collection[str]) -> Raw:
    ages = {name: age for name, age in content.get("ages", {}).items() if name in keep}
    stay = {"key", *ages.values(), *keep}
    at = [number for number, name in enumerate(content["columns"]) if name in stay]
    found: Raw = {"columns": [content["columns"][number] for number in at]}
    if ages:
        found["ages"] = ages
    found["rows"] = [[row[number] for number in at] for row in content["rows"]]
    return found
