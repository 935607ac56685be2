"""Which scenario shows which rule: a table with a row for each rule and a column for each scenario."""

from __future__ import annotations

import csv
import io
from typing import Any

from rules.compile.law import Law, TypedMachine
from scenarios.report import Report, Result

FORMAT = "alluse/coverage-matrix/1"


def matrix_csv(law: Law, report: Report, rules: tuple[str, ...]) -> str:
    """The table as CSV: `decides`, `does not` or `both`, in brackets where the scenario has not the tag of the rule.

    A cell is empty where the scenario says nothing of those for whom the rule was asked, or does not pass.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(
        ["rule", "section", "title", *(f"{each.scenario.file}:{each.scenario.line}" for each in report.results)]
    )
    writer.writerow(["", "", "", *(each.scenario.name for each in report.results)])
    for rule in rules:
        writer.writerow([rule, *_about(law, rule), *(_cell(rule, each) for each in report.results)])
    return written.getvalue()


def matrix_json(law: Law, report: Report, rules: tuple[str, ...]) -> dict[str, Any]:
    """The table as plain data; scenarios are named by their number in the list, from 0 on."""
    return {
        "format": FORMAT,
        "constitution": {"name": report.constitution, "version": report.version},
        "scenarios": [
            {
                "file": each.scenario.file,
                "line": each.scenario.line,
                "feature": each.scenario.feature,
                "scenario": each.scenario.name,
                "state": each.state,
            }
            for each in report.results
        ],
        "rules": [
            {
                "rule": rule,
                "section": _about(law, rule)[0] or None,
                "title": _about(law, rule)[1] or None,
                "tagged": [at for at, each in enumerate(report.results) if _is_tagged(rule, each)],
                "decides": [at for at, each in enumerate(report.results) if "decides" in _shown(rule, each)],
                "does_not": [at for at, each in enumerate(report.results) if "does not" in _shown(rule, each)],
            }
            for rule in rules
        ],
    }


def _about(law: Law, rule: str) -> tuple[str, str]:
    """Section and title of a document or move."""
    document = law.document(rule)
    moves = document.moves if isinstance(document, TypedMachine) else ()
    move = next((move for move in moves if move.id == rule), None)
    told = move if move is not None else document
    return ((told.section or "") if told is not None else "", (told.title or "") if told is not None else "")


def _shown(rule: str, each: Result) -> list[str]:
    """What a scenario shows of a rule, for those whom its steps look at."""
    if each.state != "passed":
        return []
    decides = ["decides"] if rule in each.shows_deciding else []
    return [*decides, *(["does not"] if rule in each.shows_not_deciding else [])]


def _is_tagged(rule: str, each: Result) -> bool:
    return any(tag.name == rule for tag in each.scenario.tags)


def _cell(rule: str, each: Result) -> str:
    shown = _shown(rule, each)
    word = "both" if len(shown) > 1 else "".join(shown)
    return word if not word or _is_tagged(rule, each) else f"({word})"
