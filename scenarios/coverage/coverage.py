"""Runs the scenarios of a law and finds what they do not show: rules, clauses, boundaries, rows, latches, limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from rules.compile.law import Law, TypedMachine
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, finding, sort_findings
from rules.diagnostics.names import nearest, quoted
from rules.source.span import Span
from scenarios.case import LoadFacts
from scenarios.coverage.equivalents import DECIDES, WAITS, Equivalent, Equivalents, read_equivalents
from scenarios.coverage.inventory import parts_of
from scenarios.coverage.observe import observe
from scenarios.coverage.parts import Boundary, Kind, Need, Part, Parts
from scenarios.coverage.watch import Sightings
from scenarios.feature import Scenario
from scenarios.registry import Registry
from scenarios.report import Report, Result
from scenarios.runner import run_features, scenarios_of
from scenarios.running.port import Stage
from scenarios.words import Words

RULE = "rule"
"""The kind of a gap that is about a whole document."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no scenario shows.

    `kind` is `rule` or that of a part, `never` the word for what is missing. `boundary` is there for boundaries.
    """

    kind: str
    id: str
    document: str
    never: str
    text: str
    span: Span | None
    end: str = ""
    boundary: Boundary | None = field(default=None, compare=False)


@dataclass(slots=True)
class Shown:
    """What all scenarios together show: how many of them show each thing, and how near they come to boundaries."""

    scenarios: dict[tuple[int, Need], int] = field(default_factory=dict)
    unknown: dict[int, int] = field(default_factory=dict)
    inner: dict[int, Fraction] = field(default_factory=dict)
    outer: dict[int, Fraction] = field(default_factory=dict)

    def add(self, one: Sightings) -> None:
        """Adds what one scenario shows."""
        for key in one.seen:
            self.scenarios[key] = self.scenarios.get(key, 0) + 1
        for part in one.unknown:
            self.unknown[part] = self.unknown.get(part, 0) + 1
        for mine, theirs in ((self.inner, one.inner), (self.outer, one.outer)):
            for part, gap in theirs.items():
                mine[part] = min(gap, mine.get(part, gap))

    def touches(self, boundary: Boundary) -> bool:
        """Whether some scenarios come near enough to a boundary on both of its sides."""
        sides = ((self.inner, boundary.inner), (self.outer, boundary.outer))
        return all(
            boundary.part in seen and (wanted is None or seen[boundary.part] <= wanted) for seen, wanted in sides
        )


@dataclass(frozen=True)
class Coverage:
    """What the scenarios of a law show and do not show.

    `report` is that of the run; a scenario that does not pass shows nothing. `listed` are the gaps that the list of
    equivalents explains, `gaps` all others. `rules` and `considered` (numbers of parts) are what was asked about.
    Without a scenario that was run (`parts` is None) there is nothing but the report.
    """

    report: Report
    parts: Parts | None
    shown: Shown
    gaps: tuple[Gap, ...] = ()
    listed: tuple[tuple[Gap, Equivalent], ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    considered: tuple[int, ...] = ()

    @property
    def ok(self) -> bool:
        """True when there were scenarios, all of them pass, and nothing is missing that is not explained."""
        clean = all(each.severity is not Severity.ERROR for each in self.findings)
        return self.report.ok and self.parts is not None and not self.gaps and clean

    def of(self, kind: Kind) -> list[int]:
        """The numbers of the parts of one kind that were asked about."""
        if self.parts is None:
            return []
        return [index for index in self.considered if self.parts.all[index].kind is kind]


def cover(
    path: Path,
    features: Sequence[Path] = (),
    *,
    load_facts: LoadFacts,
    only: Sequence[str] = (),
    stage: Stage | None = None,
) -> Coverage:
    """Runs the scenarios of the law at a path under observation; never raises for bad law, facts or features.

    `features` may be left out where the law's head names their folder. With `only`, ids of rules, nothing is asked
    about any other document. `stage` puts accounts on their feet; of what they decide only their last decision is
    watched, where a step looks at it.
    """
    observer = _Observer(stage)
    report = run_features(path, features, load_facts=load_facts, run=observer)
    if observer.parts is None:
        return Coverage(report, None, Shown())
    folders = list(features) or scenarios_of(path, observer.parts.law)
    return _judged(
        observer.parts, observer.shown, report, read_equivalents(folders), _with_moves(observer.parts.law, only)
    )


def _with_moves(law: Law, only: Sequence[str]) -> frozenset[str]:
    """The rules that are asked about: of a machine, also its moves."""
    machines = (law.document(rule) for rule in only)
    moves = (move.id for each in machines if isinstance(each, TypedMachine) and each.id in only for move in each.moves)
    return frozenset((*only, *moves))


class _Observer:
    """Runs scenarios under observation, and keeps together what those that pass show."""

    def __init__(self, stage: Stage | None) -> None:
        self.stage = stage
        self.parts: Parts | None = None
        self.shown = Shown()

    def __call__(self, law: Law, scenario: Scenario, words: Words, load: LoadFacts, registry: Registry) -> Result:
        """Runs one scenario."""
        if self.parts is None:
            self.parts = parts_of(law)
        observed = observe(law, scenario, words, load, self.parts, registry, self.stage)
        if observed.result.state == "passed":
            self.shown.add(observed.sightings)
        return observed.result


def _judged(parts: Parts, shown: Shown, report: Report, equivalents: Equivalents, only: frozenset[str]) -> Coverage:
    """What is missing, without what the list explains."""
    gaps = [*_rules(parts.law, report), *_parts(parts, shown)]
    listed = _List(parts, report, gaps)
    for entry in equivalents.entries:
        if entry.kind != "mutant":
            listed.hold(entry)
    asked = [gap for gap in gaps if not only or gap.document in only]
    return Coverage(
        report=report,
        parts=parts,
        shown=shown,
        gaps=tuple(gap for gap in asked if gap not in listed.excused),
        listed=tuple((gap, listed.excused[gap]) for gap in asked if gap in listed.excused),
        findings=tuple(sort_findings([*equivalents.findings, *listed.findings])),
        sources={**report.sources, **equivalents.sources},
        rules=tuple(rule for rule in report.rules if not only or rule in only),
        considered=tuple(index for index, part in enumerate(parts.all) if not only or part.document in only),
    )


def _rules(law: Law, report: Report) -> Iterator[Gap]:
    """The rules that no scenario with their tag shows deciding, or not deciding."""
    for rule, held in report.rules.items():
        for never, shown in ((DECIDES, held.decides), (WAITS, held.does_not)):
            if not shown:
                yield Gap(RULE, rule, rule, never, "", place_of(law, rule))


def place_of(law: Law, rule: str) -> Span | None:
    """Where a document or a move stands."""
    document = law.document(rule)
    moves = document.moves if isinstance(document, TypedMachine) else ()
    return next((move.span for move in moves if move.id == rule), document.span if document is not None else None)


def _parts(parts: Parts, shown: Shown) -> Iterator[Gap]:
    """What no scenario shows of the parts of the law."""
    boundaries = {each.part: each for group in parts.boundaries.values() for each in group}
    for index, part in enumerate(parts.all):
        boundary = boundaries.get(index)
        for need in part.needs:
            seen = shown.touches(boundary) if boundary is not None else (index, need) in shown.scenarios
            if not seen:
                yield _gap(part, need, boundary)


def _gap(part: Part, need: Need, boundary: Boundary | None) -> Gap:
    return Gap(part.kind, part.id, part.document, need, part.text, part.span, part.end, boundary)


class _List:
    """The list of equivalents held against what is missing."""

    def __init__(self, parts: Parts, report: Report, gaps: Sequence[Gap]) -> None:
        self.excused: dict[Gap, Equivalent] = {}
        self.findings: list[Diagnostic] = []
        self._missing: dict[tuple[str, str, str], list[Gap]] = {}
        for gap in gaps:
            kind = "rule" if gap.kind == RULE else "clause"
            self._missing.setdefault((kind, gap.id, gap.never), []).append(gap)
        self._words: dict[tuple[str, str], set[str]] = {("rule", rule): {DECIDES, WAITS} for rule in report.rules}
        for part in parts.all:
            self._words.setdefault(("clause", part.id), set()).update(part.needs)

    def hold(self, entry: Equivalent) -> None:
        """One entry: the gaps that it explains; a finding if it is about what is not there or not missing."""
        words = self._words.get((entry.kind, entry.id))
        if words is None:
            close = nearest(entry.id, [id for kind, id in self._words if kind == entry.kind])
            help = f"Did you mean `{close}`?" if close else "Write the id as `alluse coverage` tells it."
            self._report("C802", entry, f"The law has no {entry.kind} {quoted(entry.id)}", help)
            return
        for never in entry.never:
            found = self._missing.get((entry.kind, entry.id, never), [])
            self.excused.update(dict.fromkeys(found, entry))
            if never not in words:
                help = f"It is one of {', '.join(f'`{word}`' for word in sorted(words))}."
                self._report("C802", entry, f"`{never}` is not asked of {quoted(entry.id)}", help)
            elif not found:
                message = f"{quoted(entry.id)} is listed as never `{never}`, and scenarios show it"
                self._report("C803", entry, message, "Take it out of the list.")

    def _report(self, code: str, entry: Equivalent, message: str, help: str) -> None:
        self.findings.append(finding(code, entry.span, message, help=help))
