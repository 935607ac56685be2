"""What the law that decided says of names: titles of its rules, types of what its reports and events tell."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from console.reports.content import UNKNOWN, Cell, words

if TYPE_CHECKING:
    from rules.compile.law import Law
    from rules.language.types import Type


class Words:
    """The laws of a ledger, each compiled once from the text that is stored, when somebody asks.

    A ledger without contents, or a text that no longer compiles, leaves names and values as they are.
    """

    def __init__(self, content: Callable[[str], bytes]) -> None:
        self._content = content
        self._laws: dict[str, Law | None] = {}

    def law(self, digest: str) -> Law | None:
        """The law of a text; None where it is not at hand."""
        if digest not in self._laws:
            from engine.trading.contents import NotAContent
            from engine.trading.lawtext import compile_content

            try:
                self._laws[digest] = compile_content(self._content(digest)).law
            except (KeyError, NotAContent):
                self._laws[digest] = None
        return self._laws[digest]

    def title(self, digest: str, document: str) -> str | None:
        """The title of a rule or report; None if the law has none of that name."""
        law = self.law(digest)
        found = None if law is None else law.document(document)
        return None if found is None else found.title

    def event(self, digest: str, name: str) -> str:
        """What an event is called in words."""
        law = self.law(digest)
        found = None if law is None else law.events.get(name)
        return words(name) if found is None or found.words is None else found.words

    def field(self, digest: str, event: str, name: str, value: object) -> str:
        """A field of an event as people read it."""
        law = self.law(digest)
        found = None if law is None else law.events.get(event)
        return self._told(law, None if found is None else dict(found.fields).get(name), value)

    def shown(self, digest: str, report: str, name: str, value: object, entry: int) -> Cell:
        """What a report of the law told under a name."""
        law = self.law(digest)
        found = None if law is None else next((each for each in law.reports if each.id == report), None)
        expression = None if found is None else dict(found.shows).get(name)
        shown = self._told(law, None if expression is None else expression.type, value)
        if isinstance(value, dict):
            return Cell(shown, None, (entry,))
        return Cell(shown, value if isinstance(value, bool) else str(value), (entry,))

    def _told(self, law: Law | None, of: Type | None, value: object) -> str:
        from console.values import told

        if isinstance(value, dict):
            ends = [
                f"{beyond} {self._told(law, of, value[end])}"
                for end, beyond in (("low", "at least"), ("high", "at most"))
                if value.get(end) is not None
            ]
            causes = ", ".join(str(each) for each in value.get("unknown", ()))
            return f"{' and '.join(ends) or UNKNOWN}: {causes}"
        if law is None or of is None:
            return _grouped(str(value))
        return words(told(value, of, law.units))


def _grouped(told: str) -> str:
    """A number with its thousands apart; anything else in words."""
    try:
        Fraction(told)
    except (ValueError, ZeroDivisionError):
        return words(told)
    whole, dot, rest = told.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() else told
