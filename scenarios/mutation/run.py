"""A whole run: mutants of a law, judged by its scenarios, held against the list of those that may survive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import partial
from pathlib import Path

from rules.compile.compiler import compile_path
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, finding, sort_findings
from rules.diagnostics.names import nearest
from scenarios.case import LoadFacts
from scenarios.coverage.equivalents import Equivalents, read_equivalents
from scenarios.feature import Scenario
from scenarios.mutation.all import all_mutants
from scenarios.mutation.judging import Judge, Judged, Progress, State, judge_all
from scenarios.mutation.mutant import Mutant
from scenarios.mutation.prepared import prepare_all
from scenarios.mutation.processes import side_by_side
from scenarios.mutation.report import Outcome, Report
from scenarios.mutation.suggest.search import suggestion
from scenarios.reader import Features, read_features
from scenarios.runner import Remembering, scenarios_of
from scenarios.steps import REGISTRY


class NoSuchRule(ValueError):
    """A rule that was asked for has no mutant. `close` is what was probably meant."""

    def __init__(self, rule: str, close: str | None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.close = close


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: all rules, or only `rules` (`*` stands for anything); the share to be noticed; processes."""

    rules: tuple[str, ...] = ()
    at_least: Fraction = Fraction(1)
    jobs: int = 1
    suggestions: int = 0


def mutate(
    path: Path,
    features: Sequence[Path],
    *,
    load_facts: LoadFacts,
    asked: Asked,
    progress: Progress,
) -> Report:
    """Changes the law in every small way and has its scenarios judge each change.

    Never raises for bad law, facts or features: these are findings. Raises NoSuchRule. A listed survivor that is
    noticed, or is none of this law's mutants, is a finding where all rules are asked for.
    """
    compiled = compile_path(path)
    findings = [each for each in compiled.findings if each.severity is Severity.ERROR]
    sources = dict(compiled.sources)
    if compiled.law is None:
        return Report(None, None, 0, 0, (), (), tuple(findings), sources, asked.at_least)
    law = compiled.law
    paths = list(features) or scenarios_of(path, law)
    read = read_features(paths)
    equivalents = read_equivalents(paths)
    sources.update({**read.sources, **equivalents.sources})
    findings += [*read.findings, *equivalents.findings]
    of_accounts, of_facts = _divided(read)
    ready, failing = prepare_all(law, of_facts, Remembering(load_facts))
    mutants = chosen(law, asked.rules)
    judge = Judge(law, ready)
    judged = judge_all(judge, mutants, asked.jobs, progress) if ready else []
    outcomes = [
        Outcome(
            mutant,
            each,
            ready[each.by].scenario if each.by is not None else None,
            _listed(equivalents, mutant, each),
        )
        for mutant, each in zip(mutants, judged, strict=False)
    ]
    findings += _stale(equivalents, outcomes, whole=not asked.rules)
    return Report(
        constitution=law.name,
        version=law.version,
        rules=len(law.rule_ids()),
        scenarios=len(ready),
        outcomes=tuple(_suggested(judge, outcomes, asked)),
        failing=tuple(failing),
        findings=tuple(sort_findings(findings)),
        sources=sources,
        at_least=asked.at_least,
        of_accounts=len(of_accounts),
    )


def _divided(read: Features) -> tuple[list[Scenario], list[Scenario]]:
    """Scenarios of accounts that run, and of facts. Only the latter judge: to run an account takes too long."""
    found: tuple[list[Scenario], list[Scenario]] = ([], [])
    for each in read.scenarios():
        found[0 if REGISTRY.runs_account(each.steps) else 1].append(each)
    return found


def chosen(law: Law, rules: Sequence[str]) -> list[Mutant]:
    """The mutants of some rules and of the parameters that they read; all where none is named. Raises NoSuchRule."""
    mutants = all_mutants(law)
    if not rules:
        return mutants
    known = dict.fromkeys([*law.rule_ids(), *(each.document for each in mutants)])
    for rule in rules:
        if not any(fnmatchcase(each, rule) for each in known):
            raise NoSuchRule(rule, nearest(rule, known))
    return [
        each
        for each in mutants
        if any(fnmatchcase(name, rule) for rule in rules for name in (each.document, *each.rules))
    ]


def _listed(equivalents: Equivalents, mutant: Mutant, judged: Judged) -> str | None:
    """The reason for which a survivor is listed."""
    entry = equivalents.mutants().get(mutant.id)
    return entry.reason if entry is not None and judged.state is State.SURVIVED else None


def _stale(equivalents: Equivalents, outcomes: Sequence[Outcome], whole: bool) -> list[Diagnostic]:
    """Entries of mutants that are noticed, and of those that there are not."""
    by_id: Mapping[str, Outcome] = {each.mutant.id: each for each in outcomes}
    found: list[Diagnostic] = []
    for id, entry in equivalents.mutants().items():
        outcome = by_id.get(id)
        if outcome is None:
            if whole:
                close = nearest(id, by_id)
                help = f"Did you mean `{close}`?" if close else "Take the entry away."
                found.append(finding("C802", entry.span, f"The law has no mutant `{id}`", help=help))
        elif not outcome.survived:
            by = f": {outcome.by.name}" if outcome.by is not None else ""
            message = " ".join(f"`{id}` is noticed{by}".split())
            found.append(finding("C803", entry.span, message, help="Take the entry away."))
    return found


def _suggested(judge: Judge, outcomes: Sequence[Outcome], asked: Asked) -> list[Outcome]:
    """The outcomes; the first survivors that nobody listed with a scenario that would notice them."""
    places = [place for place, each in enumerate(outcomes) if each.survived and each.listed is None]
    places = [place for place in places if outcomes[place].judged.reached][: asked.suggestions]
    mutants = [outcomes[place].mutant for place in places]
    texts = side_by_side(partial(suggestion, judge), mutants, asked.jobs)
    found = list(outcomes)
    for place, text in zip(places, texts, strict=True):
        found[place] = replace(outcomes[place], suggestion=text)
    return found
