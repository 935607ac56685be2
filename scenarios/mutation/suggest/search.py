"""Looks for a scenario that holds by the law and not by a changed one: near those that look at the change already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from engine.backends.reference.decider import Decider
from engine.values import Subject
from rules.compile.graph import expressions
from rules.compile.law import Law
from rules.language import typed as x
from rules.source.span import Span
from scenarios.case import Case, as_asked
from scenarios.feature import Scenario, Step
from scenarios.mutation.judging import Judge
from scenarios.mutation.mutant import Mutant
from scenarios.mutation.prepared import Prepared, prepare
from scenarios.mutation.suggest.differing import Differing, Expectation
from scenarios.mutation.suggest.reading import Reads, reader_for
from scenarios.mutation.suggest.speaking import Speaking
from scenarios.mutation.suggest.varying import Variation, Varying
from scenarios.problem import Problem
from scenarios.reader import read_text
from scenarios.registry import Registry
from scenarios.steps import REGISTRY

Lines = tuple[str, ...]
"""A step, and the rows of the table below it."""

_SCENARIOS = 3
_WITH_PAIRS = 1
_SINGLES = 60
_SEEDS = 8
_PAIRED = 30
_NOWHERE = Span("suggestion", 1, 1, 1, 1)


def suggestion(judge: Judge, mutant: Mutant) -> str:
    """A scenario, as text, that passes by the law and does not by a mutant; nothing where none is found.

    It takes the facts of a scenario that looks at what is changed, changes one or two of those that the rules in
    question read, and expects what the law says then. It was read and run by both laws.
    """
    changed = mutant.make(judge.law)
    reaching = [judge.scenarios[place] for place in judge.reaching(mutant)]
    near = sorted(reaching, key=lambda each: (each.tags.isdisjoint(mutant.rules), _given(each)))[:_SCENARIOS]
    for base in near:
        search = _Search(judge.law, changed, mutant, base)
        try:
            found = search.found(pairs=base in near[:_WITH_PAIRS])
        except Exception:  # noqa: BLE001 - facts beyond all bounds may break anything; the run is worth more than this
            continue
        if found:
            return found
    return ""


def _given(base: Prepared) -> int:
    """How many steps a scenario begins with."""
    return sum(step.keyword == "given" for step in base.scenario.steps)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A scenario with further steps: its case before anything is decided, and what the law as it is decides."""

    lines: tuple[str, ...]
    case: Case
    decider: Decider


class _Search:
    """The search around one scenario."""

    def __init__(self, law: Law, changed: Law, mutant: Mutant, base: Prepared, registry: Registry = REGISTRY) -> None:
        self.law = law
        self.changed = changed
        self.mutant = mutant
        self.base = base
        self.registry = registry
        self.documents = _documents(law, mutant, base)
        self.speaking = Speaking(law, base.case.words)
        self.differing = Differing(law, self.speaking, self.documents)

    def found(self, pairs: bool) -> str:
        """A scenario near this one; with `pairs`, two facts are changed at a time as well."""
        first = self._attempt(())
        if first is None:
            return ""
        told = self._told(first) or self._beyond((), first, _SINGLES)
        if told or not pairs:
            return told
        for seed in islice(self._varying(first).seeds(first.decider), _SEEDS):
            attempt = self._attempt((seed,))
            told = self._beyond((seed,), attempt, _PAIRED) if attempt is not None else ""
            if told:
                return told
        return ""

    def _beyond(self, said: tuple[Variation, ...], attempt: _Attempt, most: int) -> str:
        """A scenario with one more variation than those that are said already."""

        def with_one_more(variation: Variation) -> Decider | None:
            found = self._attempt((*said, variation))
            return found.decider if found is not None else None

        cells = {variation.cell for variation in said} - {None}
        for variation in islice(self._varying(attempt).all(attempt.decider, with_one_more), most):
            found = self._attempt((*said, variation)) if variation.cell not in cells else None
            told = self._told(found) if found is not None else ""
            if told:
                return told
        return ""

    def _varying(self, attempt: _Attempt) -> Varying:
        """What can be varied of a scenario: what the rules in question read in it."""
        reader = reader_for(self.law, self.documents, self.mutant.reach)
        watched = attempt.case.before(self.law, reader.decider)
        watched.decide(_NOWHERE)
        assert watched.decided is not None
        reader.look(watched.decided.decider)
        reads = reader.reads.first(self._near(attempt.case, reader.reads))
        return Varying(self.law, self.speaking, attempt.case.typed(), reads, _texts(self.law, self.documents))

    def _near(self, case: Case, reads: Reads) -> Callable[[Subject], bool]:
        """Tells of a subject whether it belongs to what the change is about, or the other way round."""
        naming = case.given
        above = {each for about in reads.about for each in naming.around(about)}

        def near(subject: Subject) -> bool:
            return subject in above or any(each in reads.about for each in naming.around(subject))

        return near

    # --- by the law as it is --------------------------------------------------------------------
    def _attempt(self, variations: Sequence[Variation]) -> _Attempt | None:
        """The scenario with these variations, decided; None where they cannot be said or are no case."""
        case = self.base.case.before(self.law, as_asked)
        lines: list[str] = []
        try:
            for variation in variations:
                said = self._say(case, variation)
                if said is None:
                    return None
                line, case = said
                lines.append(line)
            decided = case.before(self.law, as_asked)
            decided.decide(_NOWHERE)
        except Problem:
            return None
        assert decided.decided is not None
        return _Attempt(tuple(lines), case, decided.decided.decider)

    def _say(self, case: Case, variation: Variation) -> tuple[str, Case] | None:
        """The first way to say a variation that is understood as it is meant, and the case with it."""
        for way in variation.ways:
            other = case.before(self.law, as_asked)
            try:
                definition, call = self.registry.find(Step("given", way, _NOWHERE, way))
                definition.run(other, call)
                if variation.cell is None or variation.value is None:
                    return way, other
                id, subject = variation.cell
                given = other.typed().given.get(subject, {}).get(id.name)
            except Problem:
                continue
            if given is not None and _same(given.value, variation.value):
                return way, other
        return None

    # --- by the changed law ---------------------------------------------------------------------
    def _told(self, attempt: _Attempt) -> str:
        """The whole scenario, where the changed law says something else; it was read and run by both."""
        case = attempt.case.before(self.changed, as_asked)
        try:
            case.decide(_NOWHERE)
            assert case.decided is not None
            expectations = list(self.differing.all(attempt.decider, case.decided.decider))
        except Exception:  # noqa: BLE001 - a changed law may break; then any scenario that looks there notices it
            return ""
        given = [*self._base_lines(), *((line,) for line in attempt.lines)]
        for expectation in expectations:
            if self._holds(self._text(given, expectation)):
                return self._text(self._needed(given, expectation), expectation)
        return ""

    def _needed(self, given: Sequence[Lines], expectation: Expectation) -> list[Lines]:
        """The steps without which the scenario would not hold any more."""
        needed = list(given)
        for lines in given:
            rest = [each for each in needed if each is not lines]
            if self._holds(self._text(rest, expectation)):
                needed = rest
        return needed

    def _base_lines(self) -> Iterator[Lines]:
        """What the scenario gives around which is searched, up to where the law decides."""
        for step in self.base.scenario.steps:
            if step.keyword == "when":
                return
            yield (step.text, *_rows(step))

    def _text(self, given: Sequence[Lines], expectation: Expectation) -> str:
        text, rows = expectation.text, expectation.rows
        tag = expectation.about or next(iter(self.documents), None)
        told = [f"@{tag}"] if tag is not None else []
        told.append(f"Scenario: {_title(text)}")
        for place, (step, *below) in enumerate(given):
            told.append(f"  {'And' if place else 'Given'} {step}")
            told += [f"    {row}" for row in below]
        told += ["  When the law decides", f"  Then {text}", *(f"    {row}" for row in rows)]
        return "\n".join(told)

    def _holds(self, text: str) -> bool:
        """Whether a scenario is understood, passes by the law, and does not by the changed one."""
        scenario = self._read(text)
        if scenario is None:
            return False
        ready = prepare(self.law, scenario, self.base.case.words, self.base.case.load_facts, self.registry)
        if ready is None:
            return False
        try:
            return not ready.passes(self.changed)
        except Exception:  # noqa: BLE001 - noticed as well
            return True

    def _read(self, text: str) -> Scenario | None:
        features = read_text(f"Feature: {_NOWHERE.file}\n\n{text}\n", self.base.scenario.file)
        return next(features.scenarios(), None) if features.ok else None


def _documents(law: Law, mutant: Mutant, base: Prepared) -> tuple[str, ...]:
    """The documents that the change is about; else those that the scenario is about."""
    ids = frozenset(law.rule_ids())
    return tuple(sorted(mutant.rules & ids) or sorted(base.tags & ids))


def _texts(law: Law, documents: Sequence[str]) -> list[str]:
    """The words that documents compare text with, and those of the lists that they read."""
    found: dict[str, None] = {}
    for document in law.documents():
        if document.id in documents:
            for root in expressions(document):
                for part in x.walk(root):
                    found.update(dict.fromkeys(_words(law, part)))
    return list(found)


def _words(law: Law, part: x.Expression) -> list[str]:
    values: list[x.Literal] = []
    if isinstance(part, x.Constant):
        values = [part.value]
    elif isinstance(part, x.ReadParameter):
        values = [value for _, value in law.parameters[part.name].values]
    members = [item for value in values for item in (value if isinstance(value, tuple) else (value,))]
    return [each for each in members if isinstance(each, str)]


def _rows(step: Step) -> list[str]:
    if step.table is None:
        return []
    rows = [[cell.text for cell in row] for row in step.table.rows]
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["| " + " | ".join(text.ljust(width) for text, width in zip(row, wide, strict=True)) + " |" for row in rows]


def _title(text: str) -> str:
    plain = text.removesuffix(" with:")
    return plain[:1].upper() + plain[1:]


def _same(one: object, other: object) -> bool:
    """Whether two values are the same; two unknown ones are."""
    return type(one) is type(other) and (one == other or type(one).__name__ == "Unknown")
