"""What a name of the law stands for: its declaration, who makes it, who reads it. It may be several things at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from console.names import beside, deeds, documents, vocabulary
from console.names.known import Known
from console.names.meaning import Meaning
from console.trouble import Trouble
from rules.compile import law as c
from rules.diagnostics.codes import CODES
from rules.diagnostics.names import nearest, quoted
from rules.language.types import EnumType

_SECTION = re.compile(r"§?\s*(\d+[A-Za-z]?)")


class Meanings:
    """The names of a law. `path` is where the law is, if its scenarios are to be told as well."""

    def __init__(self, law: c.Law, texts: Mapping[str, str], day: date, path: Path | None = None) -> None:
        self.known = Known(law, texts, day, path)

    @property
    def law(self) -> c.Law:
        """The law."""
        return self.known.law

    def of(self, name: str) -> list[Meaning]:
        """Everything that a name stands for. Raises Trouble, with the nearest name, if it stands for nothing."""
        found = self.find(name)
        if not found:
            close = nearest(name, self.names())
            message = f"the law has nothing of the name {quoted(name)}"
            raise Trouble(message, f"Did you mean `{close}`?" if close else None)
        return found

    def find(self, name: str) -> list[Meaning]:
        """Everything that a name stands for; a fact is also found without its scope, an id in small letters."""
        name = " ".join(name.split())
        found = self.exactly(name)
        if not found and name.upper() != name:
            found = self.exactly(name.upper())
        found += [vocabulary.fact(self.known, each) for each in self.known.law.facts.values() if each.id.name == name]
        if not found and " for " in name:
            plain = name.partition(" for ")[0]
            found = [vocabulary.parameter(self.known, plain)] if plain in self.known.law.parameters else []
        if not found:
            found = self._by_words(name)
        return found

    def names(self) -> Iterator[str]:
        """Every name that there is."""
        law = self.known.law
        for group in (law.rule_ids(), law.scopes, law.kinds, law.actions, law.classes, law.parameters, law.types):
            yield from group
        yield from (str(fact) for fact in law.facts)
        yield from (*law.events, *law.schedules, *law.rulings, *law.units.names())
        yield from (each.id for each in law.terms)
        yield from (each.id for each in law.waivers)
        yield from (word for each in law.types.values() if isinstance(each, EnumType) for word in each.words)
        yield from dict.fromkeys(each.partition(".")[0] for each in law.parameters)

    def exactly(self, name: str) -> list[Meaning]:
        """Everything that is called just so."""
        law = self.known.law
        groups: tuple[tuple[Iterable[str], Callable[[Known, str], Meaning]], ...] = (
            (law.rule_ids(), documents.document),
            ([str(fact) for fact in law.facts], vocabulary.fact_named),
            (law.parameters, vocabulary.parameter),
            (law.scopes, vocabulary.scope),
            (law.kinds, vocabulary.kind),
            (law.actions, deeds.action),
            (law.classes, deeds.class_of_actions),
            (law.types, vocabulary.type_named),
            (law.units.names(), vocabulary.unit),
            (law.events, deeds.event),
            (law.schedules, deeds.schedule),
            (law.rulings, beside.ruling),
            ([each.id for each in law.terms], beside.terms),
            ([each.id for each in law.waivers], beside.waiver),
            (CODES, beside.code),
        )
        found = [tell(self.known, name) for names, tell in groups if name in names]
        found += [
            vocabulary.word(self.known, name, each)
            for each in law.types.values()
            if isinstance(each, EnumType) and name in each.words
        ]
        if not any(each.what == "scope" for each in found):
            found += vocabulary.group(self.known, name)
        section = _SECTION.fullmatch(name)
        return found + (documents.section(self.known, f"§{section[1]}") if section is not None else [])

    def _by_words(self, name: str) -> list[Meaning]:
        """The facts and actions that the law calls so in sentences."""
        wanted = name.casefold()
        found = [
            vocabulary.fact(self.known, each)
            for each in self.known.law.facts.values()
            if (each.words or "").casefold() == wanted
        ]
        return found + [
            deeds.action(self.known, each.name)
            for each in self.known.law.actions.values()
            if (each.words or "").casefold() == wanted
        ]
