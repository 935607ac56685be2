"""Every name of the law with its address, for the page of all names and the search on it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from console.site.content import Content, Rule
from rules.english.prose import Item, Piece, in_one_line
from rules.english.values import value_text

# What would end a script or begin a comment in it; in JSON these characters stand in strings only.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, what it is, where it is told, and the words by which it is found."""

    kind: str
    name: str
    title: str
    url: str
    text: str = ""


def entries(content: Content) -> list[tuple[str, list[Entry]]]:
    """All names, by what they are."""
    found = {
        "Articles": [Entry("article", each.section, "; ".join(each.headings), each.page) for each in content.articles],
        "Rules": _rules(content),
        "Parameters": _parameters(content),
        "Facts": _facts(content),
        "Actions": _actions(content),
        "Rulings": _rulings(content),
        "Known consequences": [
            Entry(
                "consequence",
                each.consequence.id,
                each.consequence.title,
                content.places.consequence(each.consequence.id),
            )
            for each in content.consequences
        ],
        "Features": [Entry("feature", each.name, "", each.page) for each in content.cases.features],
    }
    return [(kind, told) for kind, told in found.items() if told]


def index_text(groups: list[tuple[str, list[Entry]]]) -> str:
    """The index as JSON that may stand inside a script element."""
    text = json.dumps([asdict(each) for _, told in groups for each in told], ensure_ascii=False, sort_keys=True)
    return "".join(_UNSAFE.get(each, each) for each in text)


def _rules(content: Content) -> list[Entry]:
    return [
        Entry("rule", each.id, each.title, content.places.rule(each.id), _text(each)) for each in content.rules.values()
    ]


def _text(rule: Rule) -> str:
    """What a rule says, in one line."""
    sentences = (
        in_one_line(block)
        if isinstance(block, Item)
        else " ".join(in_one_line(cell) for row in block.rows for cell in row)
        for block in rule.told
    )
    return " ".join(sentences)


def _parameters(content: Content) -> list[Entry]:
    found = []
    for each in content.parameters:
        parameter = each.parameter
        values = [
            value_text(value, parameter.type, content.law.units, parameter.unit_text) for _, value in parameter.values
        ]
        url = content.places.of(Piece("", "parameter", parameter.name))
        assert url is not None
        found.append(Entry("parameter", parameter.name, ", ".join(values), url, parameter.doc or ""))
    return sorted(found, key=lambda each: each.name)


def _facts(content: Content) -> list[Entry]:
    found = []
    for id, fact in content.law.facts.items():
        if id.scope in content.law.events:
            continue
        url = content.places.of(Piece("", "fact", str(id)))
        assert url is not None
        found.append(Entry("fact", str(id), content.english.names.fact(id), url, fact.doc or ""))
    return sorted(found, key=lambda each: each.name)


def _actions(content: Content) -> list[Entry]:
    found = []
    for name in content.law.actions:
        url = content.places.of(Piece("", "action", name))
        assert url is not None
        found.append(Entry("action", name, content.english.names.action(name), url))
    return found


def _rulings(content: Content) -> list[Entry]:
    found = []
    for id, ruling in content.law.rulings.items():
        url = content.places.ruling(id)
        assert url is not None
        found.append(Entry("ruling", id, ruling.question, url, f"{ruling.reading} {ruling.reason}"))
    return found
