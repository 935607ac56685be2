"""Scenarios as pages show them: grouped by feature, each with its state, its steps and a place of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.feature import Step
from scenarios.report import Report, Result, State

WORDS: Mapping[State, str] = {"passed": "passed", "failed": "failed", "error": "could not be judged"}


@dataclass(frozen=True, slots=True)
class Told:
    """One step: its first word, as it reads behind the step before, its text and what stands below it."""

    keyword: str
    text: str
    rows: tuple[tuple[str, ...], ...]
    doc: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario, or one row of an outline."""

    name: str
    page: str
    anchor: str
    place: str
    state: State
    tags: tuple[str, ...]
    steps: tuple[Told, ...]
    troubles: tuple[str, ...]
    decides: tuple[str, ...]
    does_not: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where it is told, as seen from the front page."""
        return f"{self.page}#{self.anchor}"

    @property
    def state_words(self) -> str:
        """What became of it."""
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Group:
    """The scenarios below one `Rule:` of a feature, or those above the first."""

    title: str | None
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature file."""

    name: str
    file: str
    page: str
    groups: tuple[Group, ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        """All its scenarios."""
        return tuple(case for group in self.groups for case in group.cases)

    def count(self, state: State) -> int:
        """How many of them ended like this."""
        return sum(case.state == state for case in self.cases)


class Cases:
    """All scenarios of a law, by feature and by the rules that they show."""

    def __init__(self, report: Report, folders: Sequence[Path], pages: Mapping[str, str]) -> None:
        """`folders` are where the scenarios lie, `pages` the page of each feature file."""
        self._folders = folders
        by_file: dict[str, list[Result]] = {}
        for each in report.results:
            by_file.setdefault(each.scenario.file, []).append(each)
        self.features = tuple(self._feature(file, pages[file], results) for file, results in by_file.items())
        self._by_tag: dict[str, list[Case]] = {}
        for feature in self.features:
            for case in feature.cases:
                for tag in case.tags:
                    self._by_tag.setdefault(tag, []).append(case)

    def all(self) -> tuple[Case, ...]:
        """Every scenario, in the order of the files."""
        return tuple(case for feature in self.features for case in feature.cases)

    def of(self, id: str) -> tuple[Case, ...]:
        """The scenarios with the tag of a rule or ruling."""
        return tuple(self._by_tag.get(id, ()))

    def deciding(self, id: str) -> Case | None:
        """The first that passed and shows a rule deciding."""
        return next((case for case in self.of(id) if case.state == "passed" and id in case.decides), None)

    def not_deciding(self, id: str) -> Case | None:
        """The first that passed and shows a rule not deciding; where there is one, not the one that shows both."""
        found = [case for case in self.of(id) if case.state == "passed" and id in case.does_not]
        return next((case for case in found if id not in case.decides), found[0] if found else None)

    def _feature(self, file: str, page: str, results: Sequence[Result]) -> Feature:
        shown = self.shown(file)
        groups: dict[str | None, list[Case]] = {}
        for each in results:
            groups.setdefault(each.scenario.rule, []).append(_case(each, page, shown))
        told = tuple(Group(title, tuple(cases)) for title, cases in groups.items())
        return Feature(results[0].scenario.feature, shown, page, told)

    def shown(self, file: str) -> str:
        """A feature file, as seen from the folder of the scenarios."""
        inside = [each for each in self._folders if each.is_dir() and Path(file).is_relative_to(each)]
        return Path(os.path.relpath(file, inside[0] if inside else Path(file).parent)).as_posix()


def _case(result: Result, page: str, file: str) -> Case:
    scenario = result.scenario
    return Case(
        name=scenario.name,
        page=page,
        anchor=f"line-{scenario.line}",
        place=f"{file}:{scenario.line}",
        state=result.state,
        tags=tuple(dict.fromkeys(tag.name for tag in scenario.tags)),
        steps=tuple(_steps(scenario.steps)),
        troubles=tuple(each.message for each in result.findings),
        decides=result.shows_deciding,
        does_not=result.shows_not_deciding,
    )


def _steps(steps: Iterable[Step]) -> Iterable[Told]:
    before = ""
    for step in steps:
        rows = tuple(tuple(cell.text for cell in row) for row in step.table.rows) if step.table is not None else ()
        yield Told("And" if step.keyword == before else step.keyword.title(), step.text, rows, step.doc)
        before = step.keyword
