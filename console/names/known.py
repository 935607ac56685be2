"""A law, and what is worked out of it to tell of its names: uses, words, places, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from console.names.meaning import Shows
from console.parameters import Shown, parameters_of
from console.times import times
from console.uses import Uses, effect
from console.values import bounds_text, literal_text
from console.words import listed
from rules.compile import law as c
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import EnumType, NumberType, RefType, SeriesType, SetType, Type
from rules.source.load import load_text
from rules.source.node import Mapping as YamlMapping
from rules.source.span import Span

if TYPE_CHECKING:
    from scenarios.feature import Scenario

_MARK = "---"


class Known:
    """A law and its texts. `path` is where the law is, if its scenarios are to be told as well."""

    def __init__(self, law: c.Law, texts: Mapping[str, str], day: date, path: Path | None = None) -> None:
        self.law = law
        self.texts = texts
        self.day = day
        self.path = path

    @cached_property
    def uses(self) -> Uses:
        """Who reads and makes what."""
        return Uses(self.law)

    @cached_property
    def parameters(self) -> dict[str, Shown]:
        """Every parameter, with its readers."""
        return {each.parameter.name: each for each in parameters_of(self.law, self.uses)}

    def type_text(self, of: Type) -> str:
        """A type with what its values may be: `delta, 0 to 1, in steps of 0.0001`."""
        match of:
            case EnumType():
                return f"{of}: {listed(of.words, 'or')}"
            case NumberType():
                parts = [str(of)]
                if of.name is not None and of.name != "ratio" and str(of.unit) != of.name and not of.unit.is_plain:
                    parts.append(str(of.unit))
                parts += [each] if (each := bounds_text(of.low, of.high, of, self.law.units, "")) else []
                parts += [f"in steps of {number_text(of.step)}"] if of.step is not None else []
                return ", ".join(parts)
            case SetType():
                return f"set of {self.type_text(of.of)}"
            case SeriesType():
                return f"one for each {of.per}, oldest first: {self.type_text(of.of)}"
            case RefType():
                return f"a {of.scope}{', or none' if of.optional else ''}"
        return str(of)

    def effect_of(self, id: str) -> str:
        """What a document does, by the word with which the law says so."""
        document = self.law.document(id)
        return effect(document) if document is not None else ""

    def titled(self, reader: str) -> str:
        """Who reads or makes something, with its title where it is a document that has one."""
        document = self.law.document(reader)
        return f"{reader}: {document.title}" if document is not None and document.title else reader

    def fact_read(self, name: str) -> str:
        """A fact, and by whom it is known."""
        fact = next(each for id, each in self.law.facts.items() if str(id) == name)
        return f"{name} ({'given' if fact.writer is None else fact.writer})"

    def values(self, parameter: str) -> str:
        """The value of a parameter, or its values by their words."""
        return self.parameters[parameter].values(self.law)

    def expression(self, expression: x.Expression) -> str:
        """An expression; with its value where it is a parameter."""
        found = [each for each in self.parameters if each == expression.text]
        if found:
            return f"{expression.text}, {self.values(found[0])}"
        value = getattr(expression, "value", None)
        text = expression.text
        return text or (literal_text(value, expression.type, self.law.units) if value is not None else "")

    def basis(self, section: str | None, rests_on: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Rows with the section, and with the rulings that something rests on."""
        if section:
            yield "section", section
        for at, id in enumerate(rests_on):
            ruling = self.law.rulings.get(id)
            yield "rests on" if at == 0 else "", f"{id}: {ruling.reading}" if ruling is not None else id

    def times(self, each: c.TermsOf | c.WaiverOf) -> str:
        """From when and until when, and how that stands on the day."""
        return times(each.first_day, each.day_after, self.day)

    def declared(self, kind: str, name: str) -> Span | None:
        """Where a type is declared; types keep no place of their own."""
        for file, text in self.texts.items():
            if f"{kind}:" not in text:
                continue
            for document in load_text(text, file).documents:
                entries = document.root.get(kind)
                key = entries.key(name) if isinstance(entries, YamlMapping) else None
                if key is not None:
                    return key.span
        return None

    def text(self, span: Span | None) -> str | None:
        """The document around a place, in its one spelling."""
        if span is None or span.file not in self.texts:
            return None
        lines = self.texts[span.file].split("\n")
        first = last = span.line - 1
        while first > 0 and not lines[first - 1].startswith(_MARK):
            first -= 1
        while last + 1 < len(lines) and not lines[last + 1].startswith(_MARK):
            last += 1
        while lines[first].startswith("#") and not any(each.startswith(_MARK) for each in lines[:first]):
            first += 1  # what stands at the top is about the file
        return _in_one_spelling("\n".join(lines[first : last + 1]).strip("\n"), span.file)

    def scenarios(self, id: str) -> tuple[Shows, ...]:
        """The scenarios with the tag of this id; of an outline, the first row."""
        found = [
            Shows(each.name, each.span.file, each.span.line)
            for each in reversed(self._tagged)
            if any(tag.name == id for tag in each.tags)
        ]
        return tuple(reversed({(each.file, each.line): each for each in found}.values()))

    @cached_property
    def _tagged(self) -> tuple[Scenario, ...]:
        if self.path is None or self.law.scenarios is None:
            return ()
        from scenarios.reader import read_features
        from scenarios.runner import scenarios_of

        return tuple(read_features(scenarios_of(self.path, self.law)).scenarios())


def _in_one_spelling(text: str, file: str) -> str:
    from rules.format.formatter import FormatError, format_text

    try:
        return (format_text(text, file).text or text).strip("\n")
    except FormatError:
        return text
