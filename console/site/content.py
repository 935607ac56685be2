"""What the pages tell, worked out of one law, its texts and its scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from console.parameters import Shown, parameters_of
from console.site.cases import Case, Cases
from console.site.consequences import Known, consequences_of
from console.site.history import Past, Remark
from console.site.places import Places, slugs
from console.site.source import Excerpt, Texts
from console.uses import Uses, effect
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic
from rules.english.documents import English
from rules.english.names import natural
from rules.english.prose import Told
from rules.language import typed as x
from rules.source.span import Span
from scenarios.report import Report

NO_SECTION = "Without a section"

_KINDS = {
    "derive": "derives",
    "permit": "permits",
    "forbid": "forbids",
    "propose": "proposes",
    "record": "records",
    "table": "table",
    "choose": "chooses",
    "allocate": "shares out",
    "universe": "universe",
    "state": "keeps a value",
    "latch": "latch",
    "machine": "machine",
    "exclusive": "orders duties",
    "guarantee": "guarantee",
    "report": "report",
}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a site is made of."""

    law: c.Law
    texts: Mapping[str, str]
    folder: Path
    title: str
    about: str
    report: Report
    scenarios: tuple[Path, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    versions: tuple[Past, ...] = ()
    log: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Reads:
    """A fact that a rule reads or writes: who supplies it, and who reads it."""

    fact: c.Fact
    words: str
    writer: str | None
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A document that decides, or a move of a machine."""

    id: str
    title: str
    kind: str
    word: str
    section: str
    because: str | None
    told: Told
    source: Excerpt
    rests_on: tuple[str, ...]
    machine: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """Everything in one section of the written rules."""

    section: str
    headings: tuple[str, ...]
    page: str
    rules: tuple[Rule, ...]
    parameters: tuple[Shown, ...]
    rulings: tuple[c.Ruling, ...]
    consequences: tuple[Known, ...]

    @property
    def title(self) -> str:
        """Section and headings in one line."""
        return f"{self.section} {'; '.join(self.headings)}".strip()


class Content:
    """The law, told."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.law = material.law
        self.english = English(material.law)
        self.texts = Texts(material.texts, material.folder)
        self.uses = Uses(material.law)
        self.cases = Cases(material.report, material.scenarios, self._pages_of_features())
        self.places = Places(material.law, self.sections)

    # --- rules ----------------------------------------------------------------------------------
    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule by its id, in the order of the ids."""
        documents: dict[str, list[c.Document]] = {}
        for each in self.law.documents():
            documents.setdefault(each.id, []).append(each)
        found = {id: self._rule(several) for id, several in documents.items()}
        for machine in self._machines():
            found |= {move.id: self._move(machine, move) for move in machine.moves}
        return dict(sorted(found.items(), key=lambda each: natural(each[0])))

    def _machines(self) -> Iterator[c.TypedMachine]:
        return (each for each in self.law.kept.values() if isinstance(each, c.TypedMachine))

    def _rule(self, documents: Sequence[c.Document]) -> Rule:
        """A rule, with the record that it may have beside it."""
        first = documents[0]
        assert first.span is not None
        word = effect(first)
        return Rule(
            id=first.id,
            title=first.title or "",
            kind=word,
            word=_KINDS[word],
            section=first.section or NO_SECTION,
            because=first.because,
            told=tuple(block for each in documents for block in self.english.told(each)),
            source=self.texts.document(first.span),
            rests_on=first.rests_on,
        )

    def _move(self, machine: c.TypedMachine, move: c.Move) -> Rule:
        assert move.span is not None and machine.span is not None
        own = self.texts.document(move.span)
        inside = own == self.texts.document(machine.span)
        return Rule(
            id=move.id,
            title=move.title or f"from {' or '.join(move.sources)} to {move.to}",
            kind="move",
            word="move",
            section=move.section or machine.section or NO_SECTION,
            because=None,
            told=self.english.move(machine, move),
            source=self.texts.entry(move.span) if inside else own,
            rests_on=move.rests_on,
            machine=machine.id,
        )

    # --- articles -------------------------------------------------------------------------------
    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The sections in which something stands, in their order."""
        found = {each.section for each in self.rules.values()}
        found |= {each.section or NO_SECTION for each in self.law.parameters.values()}
        found |= {each.section or NO_SECTION for each in self.law.rulings.values()}
        found |= {each.section or NO_SECTION for each in self.law.consequences}
        return tuple(sorted(found, key=lambda each: (each == NO_SECTION, natural(each))))

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """One article for each section; its rules in the order in which they are written."""
        return tuple(self._article(each) for each in self.sections)

    def _article(self, section: str) -> Article:
        rules = [each for each in self.rules.values() if each.section == section and self._stands_alone(each)]
        return Article(
            section=section,
            headings=self._headings(section),
            page=self.places.article(section),
            rules=tuple(sorted(rules, key=lambda each: (each.source.file, each.source.line))),
            parameters=tuple(each for each in self.parameters if (each.parameter.section or NO_SECTION) == section),
            rulings=tuple(each for each in self.law.rulings.values() if (each.section or NO_SECTION) == section),
            consequences=tuple(
                each for each in self.consequences if (each.consequence.section or NO_SECTION) == section
            ),
        )

    def _stands_alone(self, rule: Rule) -> bool:
        """A move is told with its machine, unless it stands in another section."""
        return rule.machine is None or self.rules[rule.machine].section != rule.section

    def _headings(self, section: str) -> tuple[str, ...]:
        """What the features of a section are about: what stands behind the section in their names."""
        named = (each.name.partition(" ") for each in self.cases.features)
        return tuple(dict.fromkeys(rest.strip() for first, _, rest in named if first == section and rest.strip()))

    @cached_property
    def consequences(self) -> tuple[Known, ...]:
        """What follows from the numbers of the law, in the order of the ids."""
        found = consequences_of(self.law, self.english)
        return tuple(sorted(found, key=lambda each: natural(each.consequence.id)))

    # --- numbers and names ----------------------------------------------------------------------
    @cached_property
    def parameters(self) -> tuple[Shown, ...]:
        """Every parameter, with its readers."""
        return tuple(parameters_of(self.law, self.uses))

    @cached_property
    def parameter(self) -> dict[str, Shown]:
        """Parameters by name."""
        return {each.parameter.name: each for each in self.parameters}

    def reads(self, id: str) -> tuple[Reads, ...]:
        """The facts that a rule reads."""
        return tuple(self.fact(name) for name in self._named(id, "fact"))

    def numbers(self, id: str) -> tuple[Shown, ...]:
        """The parameters that a rule reads."""
        return tuple(self.parameter[name] for name in self._named(id, "parameter"))

    def _named(self, id: str, what: str) -> tuple[str, ...]:
        from console.uses import named

        machine = self.rules[id].machine
        if machine is None:
            return self.uses.reads(id, "fact" if what == "fact" else "parameter")
        of = self.law.document(machine)
        assert isinstance(of, c.TypedMachine)
        move = next(each for each in of.moves if each.id == id)
        return tuple(each.name for each in named(move.when) if each.what == what)

    def writes(self, id: str) -> tuple[Reads, ...]:
        """The facts that a rule writes."""
        made = self.uses.makes(self.rules[id].machine or id)
        return tuple(self.fact(each.name) for each in made if each.what == "fact")

    def speaks_to(self, id: str) -> tuple[str, ...]:
        """The actions that a rule permits, forbids, proposes, shares out or puts in order."""
        return tuple(each.name for each in self.uses.makes(id) if each.what == "action")

    def beside(self, id: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The other rules that speak to the same actions."""
        found = []
        for action in self.speaks_to(id):
            others = tuple(each for each in self.uses.makers("action", action) if each != id)
            found.append((action, others))
        return tuple(found)

    @cached_property
    def facts(self) -> dict[str, c.Fact]:
        """Facts by their full names."""
        return {str(id): fact for id, fact in self.law.facts.items()}

    def fact(self, name: str) -> Reads:
        """A fact by its full name."""
        fact = self.facts[name]
        readers = self.uses.readers("fact", name)
        return Reads(fact, self.english.names.fact(fact.id), fact.writer, readers)

    def facts_of(self, scope: str) -> tuple[Reads, ...]:
        """The facts of a scope, those that are given first."""
        found = [self.fact(str(id)) for id in self.law.facts if id.scope == scope]
        return tuple(sorted(found, key=lambda each: (each.writer is not None, each.fact.id.name)))

    def resting_on(self, ruling: str) -> tuple[str, ...]:
        """The rules that rest on a ruling."""
        return tuple(each.id for each in self.rules.values() if ruling in each.rests_on)

    def numbers_resting_on(self, ruling: str) -> tuple[str, ...]:
        """The parameters that rest on a ruling."""
        return tuple(name for name, each in self.law.parameters.items() if ruling in each.rests_on)

    def waivers(self, id: str) -> tuple[c.WaiverOf, ...]:
        """The waivers that suspend a rule."""
        return tuple(each for each in self.law.waivers if id in each.suspends)

    def place(self, span: Span) -> str:
        """File and line, as seen from the folder of the law."""
        return self.texts.place(span)

    def window(self, expression: x.Expression | None) -> str:
        """A value of a declaration, in words."""
        from rules.english.prose import plain

        return "" if expression is None else plain(self.english.expression(expression))

    # --- scenarios ------------------------------------------------------------------------------
    def _pages_of_features(self) -> dict[str, str]:
        files = list(dict.fromkeys(each.scenario.file for each in self.material.report.results))
        names = slugs(Path(each).stem for each in files)
        return {file: f"scenarios/{name}.html" for file, name in zip(files, names, strict=True)}

    def examples(self, id: str) -> tuple[Case | None, Case | None]:
        """A scenario that shows a rule deciding, and one that shows it not deciding."""
        return self.cases.deciding(id), self.cases.not_deciding(id)
