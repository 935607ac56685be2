"""Runs the scenarios of a constitution against its compiled law, without pytest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from os.path import normpath
from pathlib import Path

from engine.snapshot import Snapshot
from engine.validity import out_of_force
from rules.compile.compiler import compile_path
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, finding, sort_findings
from rules.diagnostics.names import nearest
from scenarios.case import Case, Judging, LoadFacts, plainly
from scenarios.feature import Scenario
from scenarios.problem import Problem
from scenarios.reader import Features, read_features
from scenarios.registry import Registry
from scenarios.report import Held, Report, Result, State
from scenarios.running.port import Stage
from scenarios.steps import REGISTRY
from scenarios.words import Words

Run = Callable[[Law, Scenario, Words, LoadFacts, Registry], Result]

_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")


def run_features(
    law: Law | Path,
    features: Sequence[Path] = (),
    *,
    load_facts: LoadFacts,
    registry: Registry = REGISTRY,
    run: Run | None = None,
    stage: Stage | None = None,
) -> Report:
    """Runs every scenario of features and reports; never raises for bad law, facts or features.

    `law` is a compiled law, or the path of a constitution; with a path, `features` may be left out: the
    constitution's head names their folder (`scenarios:`). `load_facts` reads a fact file into a snapshot;
    what it raises for a file it cannot read carries `findings`. Nothing to test is an error in the report.
    Whoever wants to see more of each scenario than its result gives a `run` of his own, in place of `run_scenario`.
    `stage` puts accounts on their feet.
    """
    findings: tuple[Diagnostic, ...] = ()
    sources: dict[str, str] = {}
    paths = list(features)
    if isinstance(law, Path):
        compiled = compile_path(law)
        sources.update(compiled.sources)
        findings = tuple(each for each in compiled.findings if each.severity is Severity.ERROR)
        if compiled.law is None:
            return Report(None, None, (), findings, sources)
        paths = paths or scenarios_of(law, compiled.law)
        law = compiled.law
    read = read_features(paths)
    sources.update(read.sources)
    words = Words(law)
    load_facts = Remembering(load_facts)
    run = run if run is not None else partial(run_scenario, stage=stage)
    results = tuple(run(law, each, words, load_facts, registry) for each in read.scenarios())
    findings = sort_findings([*findings, *read.findings, *check_tags(law, read)])
    _add_sources(sources, [*findings, *(found for each in results for found in each.findings)])
    return Report(
        constitution=law.name,
        version=law.version,
        results=results,
        findings=findings,
        sources=sources,
        files=len(read.sources),
        rules=held(law, results),
    )


class Remembering:
    """Reads every fact file once: scenarios change their own copy of what it holds."""

    def __init__(self, load_facts: LoadFacts) -> None:
        self._load = load_facts
        self._known: dict[Path, Snapshot] = {}

    def __call__(self, path: Path) -> Snapshot:
        """The snapshot in a file."""
        if path not in self._known:
            self._known[path] = self._load(path)
        return self._known[path]


def scenarios_of(path: Path, law: Law) -> list[Path]:
    """The folder of scenarios that a constitution's head names; none where it names none."""
    if law.scenarios is None:
        return []
    folder = path if path.is_dir() else path.parent
    return [Path(normpath(folder / law.scenarios))]


def run_scenario(
    law: Law,
    scenario: Scenario,
    words: Words,
    load_facts: LoadFacts,
    registry: Registry = REGISTRY,
    judging: Judging = plainly,
    stage: Stage | None = None,
) -> Result:
    """Runs one scenario: looks up every step first; an expectation that is not met does not hide the next."""
    case = Case(law, words, Path(scenario.file).parent, load_facts, judging, stage=stage)
    try:
        return _run(law, scenario, registry, case)
    finally:
        case.script.close()


def _run(law: Law, scenario: Scenario, registry: Registry, case: Case) -> Result:
    errors = check_scenario(scenario, registry)
    unmet: list[Diagnostic] = []
    if not errors:
        for step in scenario.steps:
            try:
                registry.run(case, step)
            except Problem as problem:
                if problem.unmet:
                    unmet += problem.findings
                    continue
                errors += problem.findings
                if step.keyword != "then":
                    break  # what follows would only be about facts that are not there
    state: State = "error" if errors else ("failed" if unmet else "passed")
    return Result(
        scenario,
        state,
        sort_findings([*errors, *unmet]),
        decided=_each(each.effects.took for each in case.decisions),
        did_not=_each(each.effects.did_not for each in case.decisions),
        shows_deciding=_each(each.shown(True) for each in case.decisions),
        shows_not_deciding=_each(each.shown(False) for each in case.decisions),
        out_of_force=_why_out_of_force(law, case),
    )


def _why_out_of_force(law: Law, case: Case) -> str | None:
    """What keeps the law from being in force at an instant of the scenario, which judges it nevertheless."""
    outs = (out_of_force(law, each.decider.world.facts.at) for each in case.decisions)
    return next((out.why for out in outs if out is not None), None)


def _each(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({item for group in groups for item in group}))


def check_scenario(scenario: Scenario, registry: Registry) -> list[Diagnostic]:
    """What can be said of a scenario before it runs: its steps are steps, and it expects something."""
    found: list[Diagnostic] = []
    for step in scenario.steps:
        try:
            registry.find(step)
        except Problem as problem:
            found += problem.findings
    if found:
        return found
    keywords = [step.keyword for step in scenario.steps]
    if "then" not in keywords:
        help = "Add a `Then` step that says what the law concludes."
        return [finding("B103", scenario.span, "The scenario expects nothing, so it proves nothing", help=help)]
    last = max(at for at, keyword in enumerate(keywords) if keyword == "then")
    behind = scenario.steps[last + 1 :]
    if behind:
        help = "Add a `Then` step behind it, or leave it out."
        return [finding("B103", behind[0].span, "Nothing is expected of what this step changes", help=help)]
    return found


def check_tags(law: Law, read: Features) -> list[Diagnostic]:
    """A tag in capitals names a rule or ruling of the law."""
    known = {*law.rule_ids(), *law.rulings}
    tags = dict.fromkeys(tag for scenario in read.scenarios() for tag in scenario.tags)
    found = []
    for tag in tags:
        if _ID.fullmatch(tag.name) and tag.name not in known:
            close = nearest(tag.name, known)
            help = f"Did you mean `@{close}`?" if close else "A tag that is no id has small letters."
            found.append(finding("B116", tag.span, f"There is no rule or ruling `{tag.name}`", help=help))
    return found


def held(law: Law, results: Iterable[Result]) -> Mapping[str, Held]:
    """For every rule of the law: the scenarios tagged with its id that show it deciding, and not deciding.

    Guarantees are no rules in this sense: what they promise should never be seen broken.
    """
    promises = {each.id for each in law.guarantees}
    rules = [rule for rule in law.rule_ids() if rule not in promises]
    decides: dict[str, list[str]] = {rule: [] for rule in rules}
    does_not: dict[str, list[str]] = {rule: [] for rule in rules}
    for each in results:
        if each.state != "passed":
            continue
        for tag in each.scenario.tags:
            if tag.name in each.shows_deciding and tag.name in decides:
                decides[tag.name].append(each.scenario.name)
            if tag.name in each.shows_not_deciding and tag.name in does_not:
                does_not[tag.name].append(each.scenario.name)
    return {rule: Held(tuple(decides[rule]), tuple(does_not[rule])) for rule in decides}


def _add_sources(sources: dict[str, str], findings: Iterable[Diagnostic]) -> None:
    """The text of fact files that findings point into, so that they can be shown."""
    for each in findings:
        for file in (each.span.file, *(related.span.file for related in each.related)):
            path = Path(file)
            if file not in sources and path.is_file():
                sources[file] = path.read_text("utf-8", errors="replace")
