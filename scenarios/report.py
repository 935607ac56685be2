"""What a run of scenarios found, as text and as JSON. The same run gives the same report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.diagnostics.json import render_json
from rules.diagnostics.text import render_text
from scenarios.feature import Scenario

FORMAT = "alluse/scenario-report/1"
FEW = 12
"""Rules that a summary names; of more it only gives the number."""
State = Literal["passed", "failed", "error"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one scenario. `failed`: an expectation is not met; `error`: it could not be judged.

    `decided` are the ids of the documents that took effect for somebody, `did_not` of those that were asked
    about somebody and did not. `shows_…` are the same for those subjects only that a `Then` step names, and
    for what these belong to. `out_of_force` says why the law, judged as if it were in force, is not at the instant of
    the scenario: `draft`, `later_law` or `earlier_law`.
    """

    scenario: Scenario
    state: State
    findings: tuple[Diagnostic, ...]
    decided: tuple[str, ...]
    did_not: tuple[str, ...]
    shows_deciding: tuple[str, ...]
    shows_not_deciding: tuple[str, ...]
    out_of_force: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The scenarios with a rule's id as a tag: the names of those that show it deciding, and not deciding."""

    decides: tuple[str, ...]
    does_not: tuple[str, ...]

    @property
    def both(self) -> bool:
        """True when there is a scenario of each kind."""
        return bool(self.decides and self.does_not)


@dataclass(frozen=True, slots=True)
class Report:
    """A run. `findings` are those that belong to no single scenario: of the law, of files, of tags.

    `ok` is false when anything failed or could not be judged, and when there was nothing to test.
    """

    constitution: str | None
    version: str | None
    results: tuple[Result, ...]
    findings: tuple[Diagnostic, ...]
    sources: Mapping[str, str]
    files: int = 0
    rules: Mapping[str, Held] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True when there was something to test and all of it passed."""
        passed = all(each.state == "passed" for each in self.results)
        clean = all(each.severity is not Severity.ERROR for each in self.findings)
        return bool(self.results) and passed and clean

    def count(self, state: State) -> int:
        """How many scenarios ended like this."""
        return sum(each.state == state for each in self.results)

    def all_findings(self) -> Iterator[Diagnostic]:
        """The findings of the run and of every scenario, each once, in the order of the scenarios."""
        yield from dict.fromkeys([*self.findings, *(found for result in self.results for found in result.findings)])

    def summary(self) -> str:
        """One line of counts: `12 scenarios in 3 files: 11 passed, 1 failed; …`."""
        counts = f"{self.count('passed')} passed"
        if self.count("failed"):
            counts += f", {self.count('failed')} failed"
        if self.count("error"):
            counts += f", {self.count('error')} could not be judged"
        held = sum(each.both for each in self.rules.values())
        shown = f"{held} of {_many(len(self.rules), 'rule')} with scenarios that show them decide and not decide"
        return f"{_many(len(self.results), 'scenario')} in {_many(self.files, 'file')}: {counts}; {shown}{self.label}"

    @property
    def label(self) -> str:
        """What is said where law was judged as if it were in force; empty where it was in force."""
        out = [each.out_of_force for each in self.results if each.out_of_force is not None]
        if not out:
            return ""
        why = "it is a draft" if "draft" in out else f"it is not in force on the days of {_many(len(out), 'scenario')}"
        return f"; judged as if {self.constitution} {self.version} were in force: {why}"

    def text(self, color: bool = False) -> str:
        """Every finding with its place, and the summary."""
        told = [self.summary(), *self.unshown()]
        return render_text(list(self.all_findings()), self.sources, color) + "".join(f"{line}\n" for line in told)

    def unshown(self) -> list[str]:
        """Lines about the rules that no scenario shows deciding, or not deciding, where they are few."""
        lines: list[str] = []
        for what, ids in (
            ("deciding", [rule for rule, held in self.rules.items() if not held.decides]),
            ("not deciding", [rule for rule, held in self.rules.items() if not held.does_not]),
        ):
            if self.results and 0 < len(ids) <= FEW:
                lines.append(f"no scenario shows {what}: {', '.join(ids)}")
        return lines

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "format": FORMAT,
            "ok": self.ok,
            "constitution": {"name": self.constitution, "version": self.version},
            "counts": {
                "files": self.files,
                "scenarios": len(self.results),
                "passed": self.count("passed"),
                "failed": self.count("failed"),
                "error": self.count("error"),
            },
            "scenarios": [_result(each) for each in self.results],
            "rules": {
                rule: {"decides": list(held.decides), "does_not": list(held.does_not)}
                for rule, held in self.rules.items()
            },
            "findings": render_json(self.findings)["findings"],
        }


def _result(each: Result) -> dict[str, Any]:
    scenario = each.scenario
    return {
        "feature": scenario.feature,
        "rule": scenario.rule,
        "scenario": scenario.name,
        "file": scenario.file,
        "line": scenario.line,
        "tags": [tag.name for tag in scenario.tags],
        "state": each.state,
        "steps": len(scenario.steps),
        "judged_as_if_in_force": each.out_of_force,
        "decided": list(each.decided),
        "did_not": list(each.did_not),
        "shows": {"deciding": list(each.shows_deciding), "not_deciding": list(each.shows_not_deciding)},
        "findings": render_json(each.findings)["findings"],
    }


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
