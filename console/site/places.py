"""Where on the site each name of the law is told; addresses as seen from the front page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from rules.compile.law import Law
from rules.english.prose import Piece
from rules.language.types import EnumType

FRONT = "index.html"
INDEX = "names.html"
PARAMETERS = "parameters.html"
VOCABULARY = "vocabulary.html"
ACTIONS = "actions.html"
RULINGS = "rulings.html"
SCENARIOS = "scenarios.html"
FINDINGS = "consequences.html"
HISTORY = "changes.html"
WHOLE = "whole-law.html"
STYLE = "style.css"

_NO_NAME = re.compile(r"[^a-z0-9]+")


class Places:
    """The address of everything that has one."""

    def __init__(self, law: Law, sections: Sequence[str]) -> None:
        self.law = law
        self._rules = frozenset(law.rule_ids())
        self.articles = dict(zip(sections, slugs(sections), strict=True))

    def article(self, section: str) -> str:
        """The page of an article."""
        return f"articles/{self.articles[section]}.html"

    def rule(self, id: str) -> str:
        """The page of a rule."""
        return f"rules/{id}.html"

    def of(self, piece: Piece) -> str | None:
        """Where what a piece of prose stands for is told; None if it is mere text, or told nowhere."""
        law, name = self.law, piece.name
        match piece.what:
            case "rule":
                return self.rule(name) if name in self._rules else self.ruling(name)
            case "parameter" if name in law.parameters:
                return f"{PARAMETERS}#{name}"
            case "fact":
                scope = name.rpartition(".")[0]
                return self._happening(scope) if scope in law.events else f"{VOCABULARY}#fact-{name}"
            case "kind" if name in law.kinds:
                return f"{VOCABULARY}#kind-{name}"
            case "action" if name in law.actions:
                return f"{ACTIONS}#action-{name}"
            case "event" | "schedule":
                return self._happening(name)
            case "word" if isinstance(law.types.get(name), EnumType):
                return f"{VOCABULARY}#type-{name}"
        return None

    def ruling(self, id: str) -> str | None:
        """Where a ruling is told."""
        return f"{RULINGS}#{id}" if id in self.law.rulings else None

    def consequence(self, id: str) -> str:
        """Where a known consequence is told."""
        return f"{FINDINGS}#{id}"

    def _happening(self, name: str) -> str | None:
        if name in self.law.schedules:
            return f"{ACTIONS}#schedule-{name}"
        action, dot, _ = name.partition(".")
        if dot and action in self.law.actions:
            return f"{ACTIONS}#action-{action}"
        return f"{ACTIONS}#event-{name}" if name in self.law.events else None


def slugs(names: Iterable[str]) -> list[str]:
    """A file name for each name, none twice, also where capitals do not matter."""
    found: list[str] = []
    for name in names:
        plain = _NO_NAME.sub("-", name.lower()).strip("-") or "none"
        slug, count = plain, 1
        while slug in found:
            count += 1
            slug = f"{plain}-{count}"
        found.append(slug)
    return found


def up(page: str) -> str:
    """What leads from a page to the folder of the front page."""
    return "../" * (len(PurePosixPath(page).parts) - 1)
