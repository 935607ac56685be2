"""The pages of the site: what each tells, put into the templates. The same law gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.parameters import Shown
from console.site import places as at
from console.site.consequences import TOLD
from console.site.content import Content, Rule
from console.site.names import entries, index_text
from rules.compile import law as c
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.english.names import a, natural
from rules.english.prose import Item, Piece, plain
from rules.english.values import bounds_text, value_text
from rules.language.types import EnumType, NumberType, SeriesType, SetType, Type

_TEMPLATES = Path(__file__).with_name("templates")
_FEW = 12
"""Rules that the front page names before it only counts the rest."""

_MENU = (
    (at.FRONT, "Articles"),
    (at.PARAMETERS, "Parameters"),
    (at.VOCABULARY, "Vocabulary"),
    (at.ACTIONS, "Actions"),
    (at.RULINGS, "Rulings"),
    (at.SCENARIOS, "Scenarios"),
    (at.FINDINGS, "Consequences"),
    (at.HISTORY, "Changes"),
    (at.INDEX, "Names"),
)
_SPEAKING = {
    "permit": "Permitted by",
    "forbid": "Forbidden by",
    "propose": "Proposed by",
    "allocate": "Shared out by",
    "exclusive": "Put in order by",
}
_SEVERITIES = {Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, as the page of consequences tells it."""

    code: str
    message: str
    help: str | None
    rule: str | None
    place: str


class Pages:
    """All pages of a site."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.law = content.law
        self._script = (_TEMPLATES / "search.js").read_text(encoding="utf-8")
        self._environment = self._made()

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file: its path from the folder of the site, and its text."""
        content = self.content
        yield at.STYLE, (_TEMPLATES / at.STYLE).read_text(encoding="utf-8")
        yield self._page(at.FRONT, "index.html", unshown=self._unshown(), few=_FEW)
        yield self._page(at.WHOLE, "whole.html")
        for before, article, after in _beside(content.articles):
            yield self._page(article.page, "article.html", article=article, before=before, after=after)
        yield from self._rules()
        yield self._page(at.PARAMETERS, "parameters.html", groups=self._groups())
        yield self._page(at.VOCABULARY, "vocabulary.html", **self._vocabulary())
        yield self._page(at.ACTIONS, "actions.html", **self._actions())
        yield self._page(at.RULINGS, "rulings.html", rulings=self._rulings())
        yield self._page(at.SCENARIOS, "scenarios.html", **self._scenarios())
        for feature in content.cases.features:
            yield self._page(feature.page, "feature.html", feature=feature)
        yield self._page(at.FINDINGS, "consequences.html", known=content.consequences, groups=self._findings())
        material = content.material
        yield self._page(at.HISTORY, "changes.html", versions=material.versions, log=material.log)
        found = entries(content)
        yield self._page(at.INDEX, "names.html", groups=found, index=index_text(found), script=self._script)

    # --- the environment ------------------------------------------------------------------------
    def _made(self) -> Environment:
        made = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        content, law = self.content, self.law
        made.globals.update(
            law=law,
            content=content,
            material=content.material,
            articles=content.articles,
            rules=content.rules,
            cases=content.cases,
            names=content.english.names,
            counts=self.counts(),
            in_force=in_force(law.in_force, law.in_force_until, law.draft),
            menu=_MENU,
            policy=self._policy(),
            a=a,
            place=content.places.of,
            place_of=lambda what, name: content.places.of(Piece("", what, name)),
            page_of_section=content.places.article,
            words_of_action=content.english.names.action,
            values_of=self._values,
            bounds_of=self._bounds,
            type_text=self._type_text,
            in_force_of=lambda past: in_force(past.first_day, past.day_after, past.draft),
        )
        return made

    def _policy(self) -> str:
        """What a page may do: show itself with its own style; one script, and nothing from anywhere else."""
        digest = base64.b64encode(hashlib.sha256(self._script.encode("utf-8")).digest()).decode("ascii")
        return f"default-src 'none'; style-src 'self'; img-src data:; script-src 'sha256-{digest}'; base-uri 'none'"

    def _page(self, page: str, template: str, **told: Any) -> tuple[str, str]:
        found = self._environment.get_template(template).render(here=page, root=at.up(page), **told)
        return page, found

    # --- what the pages tell --------------------------------------------------------------------
    def counts(self) -> dict[str, int]:
        """How many there are of everything."""
        content, law, report = self.content, self.law, self.content.material.report
        facts = [each for each in law.facts.values() if each.id.scope not in law.events]
        return {
            "articles": len(content.articles),
            "rules": len(content.rules),
            "parameters": len(law.parameters),
            "facts": len(facts),
            "given": sum(each.writer is None for each in facts),
            "actions": len(law.actions),
            "rulings": len(law.rulings),
            "scenarios": len(report.results),
            "passed": report.count("passed"),
            "failed": report.count("failed"),
            "error": report.count("error"),
            "consequences": len(content.consequences),
            "findings": len(self._checked()),
        }

    def _rules(self) -> Iterator[tuple[str, str]]:
        content = self.content
        articles = {each.section: each for each in content.articles}
        for before, rule, after in _beside(self._in_order()):
            deciding, not_deciding = content.examples(rule.id)
            yield self._page(
                content.places.rule(rule.id),
                "rule.html",
                rule=rule,
                article=articles[rule.section],
                before=before,
                after=after,
                waivers=content.waivers(rule.id),
                deciding=deciding,
                not_deciding=not_deciding,
                numbers=content.numbers(rule.id),
                reads=content.reads(rule.id),
                writes=content.writes(rule.id),
                speaks=content.beside(rule.id),
                found=content.cases.of(rule.id),
            )

    def _in_order(self) -> list[Rule]:
        """Every rule in the order of the articles, moves behind their machines."""
        found: dict[str, Rule] = {}
        for article in self.content.articles:
            for rule in article.rules:
                found[rule.id] = rule
                found |= {id: each for id, each in self.content.rules.items() if each.machine == rule.id}
        return list(found.values())

    def _unshown(self) -> list[str]:
        """The rules of which no scenario shows both sides."""
        return [id for id, held in self.content.material.report.rules.items() if not held.both]

    def _groups(self) -> list[tuple[str, list[Shown]]]:
        groups: dict[str, list[Shown]] = {}
        for each in self.content.parameters:
            groups.setdefault(each.parameter.name.partition(".")[0], []).append(each)
        return list(groups.items())

    def _rulings(self) -> list[c.Ruling]:
        return sorted(self.law.rulings.values(), key=lambda each: natural(each.id))

    def _vocabulary(self) -> dict[str, Any]:
        law = self.law
        return {
            "scopes": [each for each in law.scopes.values() if not each.event],
            "kinds": list(law.kinds.values()),
            "kind_told": self._kind,
            "enums": [(name, of.words) for name, of in law.types.items() if isinstance(of, EnumType)],
        }

    def _kind(self, kind: c.Kind) -> Item:
        return self.content.english.condition(kind.of, kind.where)

    def _actions(self) -> dict[str, Any]:
        content, law, uses = self.content, self.law, self.content.uses
        outcomes = {name for name in law.events if name.partition(".")[0] in law.actions or name in law.schedules}
        actions = []
        for action in law.actions.values():
            makers = uses.makers("action", action.name)
            spoken = [
                (label, [id for id in makers if content.rules[id].kind == word]) for word, label in _SPEAKING.items()
            ]
            told = [(label, ids) for label, ids in spoken if ids]
            actions.append({"action": action, "makers": told, "readers": uses.readers("action", action.name)})
        return {
            "actions": actions,
            "events": [
                {"event": each, "makers": uses.makers("event", name), "readers": uses.readers("scope", name)}
                for name, each in law.events.items()
                if name not in outcomes
            ],
            "schedules": [
                {
                    "schedule": each,
                    "on": plain(content.english.condition(each.scope, each.on).prose) if each.on else "",
                    "readers": uses.readers("scope", name),
                }
                for name, each in law.schedules.items()
            ],
        }

    def _scenarios(self) -> dict[str, Any]:
        report = self.content.material.report
        return {
            "features": self.content.cases.features,
            "summary": report.summary(),
            "troubles": [each.message for each in report.findings if each.severity is Severity.ERROR],
        }

    def _checked(self) -> list[Diagnostic]:
        """What `validate` finds besides the known consequences."""
        return [each for each in self.content.material.findings if each.code not in TOLD]

    def _findings(self) -> list[tuple[str, list[Found]]]:
        groups = []
        for severity, label in _SEVERITIES.items():
            found = [
                Found(each.code, each.message, each.help, each.rule, self.content.place(each.span))
                for each in self._checked()
                if each.severity is severity
            ]
            if found:
                groups.append((label, found))
        return groups

    # --- values ---------------------------------------------------------------------------------
    def _values(self, shown: Shown) -> list[tuple[str | None, str]]:
        of, units = shown.parameter.type, self.law.units
        written = shown.parameter.unit_text
        return [(word, value_text(value, of, units, written)) for word, value in shown.parameter.values]

    def _bounds(self, shown: Shown) -> str:
        low, high = shown.ends
        return bounds_text(low, high, shown.parameter.type, self.law.units, shown.parameter.unit_text)

    def _type_text(self, of: Type) -> str:
        match of:
            case NumberType():
                plainly = of.name is None or of.unit.is_plain or of.name in (str(of.unit), f"{of.unit}s")
                return str(of) if plainly else f"{of} ({of.unit})"
            case EnumType() if of.name not in self.law.types:  # the states of a machine
                return " or ".join(of.words).replace("_", " ")
            case SetType():
                return f"set of {self._type_text(of.of)}"
            case SeriesType():
                return f"one for each {of.per}: {self._type_text(of.of)}"
        return str(of)


def in_force(first_day: object, day_after: object, draft: bool) -> str:
    """From when until when."""
    if draft:
        return "never, as it is a draft"
    since = f"from {first_day}" if first_day else "from the beginning"
    return f"{since}, until {day_after}" if day_after else f"{since} on"


def _beside(found: Iterable[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Each with the one before and the one after it."""
    everything = [None, *found, None]
    return zip(everything, everything[1:], everything[2:], strict=False)
