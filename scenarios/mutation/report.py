"""What a run of mutants found, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.diagnostics.json import render_json
from rules.language.numbers import number_text
from scenarios.feature import Scenario
from scenarios.mutation.judging import Judged, State
from scenarios.mutation.mutant import Mutant, Operator

FORMAT = "alluse/mutation/1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mutant: what became of it, the scenario that noticed it, the reason for which it is listed, and a suggestion.

    `suggestion` is a scenario, as text, that would notice a survivor; None where none was looked for, `` where none
    was found.
    """

    mutant: Mutant
    judged: Judged
    by: Scenario | None = None
    listed: str | None = None
    suggestion: str | None = None

    @property
    def survived(self) -> bool:
        """True when nothing noticed it."""
        return self.judged.state is State.SURVIVED


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mutants there are, were noticed (`broke` among them), and survive (`listed` among them)."""

    mutants: int = 0
    noticed: int = 0
    broke: int = 0
    survived: int = 0
    listed: int = 0

    @property
    def score(self) -> Fraction:
        """Noticed ones of all."""
        return Fraction(self.noticed, self.mutants) if self.mutants else Fraction(0)

    @property
    def score_of_others(self) -> Fraction:
        """Noticed ones of all that are not listed as survivors."""
        others = self.mutants - self.listed
        return Fraction(self.noticed, others) if others else Fraction(1)


@dataclass(frozen=True, slots=True)
class Report:
    """A run. `failing` are scenarios that do not pass by the law as it is: they judge nothing. `of_accounts` is how
    many scenarios run an account, and therefore do not judge.

    `findings` are about the law, the features, and listed mutants that are noticed or that there are not.
    """

    constitution: str | None
    version: str | None
    rules: int
    scenarios: int
    outcomes: tuple[Outcome, ...]
    failing: tuple[Scenario, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    at_least: Fraction = Fraction(1)
    of_accounts: int = 0

    def counts(self, operator: Operator | None = None) -> Counts:
        """The counts of all mutants, or of those of one kind."""
        those = [each for each in self.outcomes if operator in {None, each.mutant.operator}]
        survivors = [each for each in those if each.survived]
        return Counts(
            mutants=len(those),
            noticed=len(those) - len(survivors),
            broke=sum(each.judged.state is State.BROKE for each in those),
            survived=len(survivors),
            listed=sum(each.listed is not None for each in survivors),
        )

    @property
    def ok(self) -> bool:
        """True when enough are noticed, every survivor is listed, and every scenario passes by the law as it is."""
        counts = self.counts()
        errors = [each for each in self.findings if each.severity is Severity.ERROR]
        enough = counts.score >= self.at_least and counts.survived == counts.listed
        return bool(self.outcomes) and enough and not errors and not self.failing

    def survivors(self) -> tuple[Outcome, ...]:
        """The survivors that nobody listed."""
        return tuple(each for each in self.outcomes if each.survived and each.listed is None)

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "format": FORMAT,
            "ok": self.ok,
            "constitution": {"name": self.constitution, "version": self.version},
            "at_least": number_text(self.at_least),
            "counts": {
                "rules": self.rules,
                "scenarios": self.scenarios,
                "of_accounts": self.of_accounts,
                **_counts(self.counts()),
            },
            "operators": {
                operator.value: _counts(counts) for operator in Operator if (counts := self.counts(operator)).mutants
            },
            "mutants": [_outcome(each) for each in self.outcomes],
            "failing": [{"scenario": each.name, "file": each.file, "line": each.line} for each in self.failing],
            "findings": render_json(self.findings)["findings"],
        }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "mutants": counts.mutants,
        "noticed": counts.noticed,
        "broke": counts.broke,
        "survived": counts.survived,
        "listed": counts.listed,
        "score": number_text(counts.score),
        "score_of_others": number_text(counts.score_of_others),
    }


def _outcome(each: Outcome) -> dict[str, Any]:
    mutant, span = each.mutant, each.mutant.span
    return {
        "id": mutant.id,
        "rule": mutant.document,
        "operator": mutant.operator.value,
        "change": mutant.change,
        "text": mutant.text,
        "file": span.file if span is not None else None,
        "line": span.line if span is not None else None,
        "column": span.column if span is not None else None,
        "state": each.judged.state.value,
        "looked_at_by": each.judged.reached,
        "noticed_by": (
            {"scenario": each.by.name, "file": each.by.file, "line": each.by.line} if each.by is not None else None
        ),
        "why": each.judged.why or None,
        "listed": each.listed,
        "suggestion": each.suggestion or None,
    }
