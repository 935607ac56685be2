"""What there is to tell of documents that decide: their text, what they read and make, who goes on from there."""

from __future__ import annotations

from collections.abc import Iterator

from console.names.known import Known
from console.names.meaning import MANY, Meaning, joined, place, several, unique
from console.uses import effect, named
from console.words import listed
from rules.compile import law as c
from rules.language import typed as x

_NOUNS = {"choose": "choice", "allocate": "allocation", "exclusive": "choice of duties"}


def document(known: Known, id: str) -> Meaning:
    """A rule, table, choice, …: its text, what it reads and makes, and who goes on from there."""
    first = known.law.document(id)
    assert first is not None
    if first.id != id and isinstance(first, c.TypedMachine):
        return _move(known, first, next(each for each in first.moves if each.id == id))
    uses = known.uses
    makes = uses.makes(id)
    written = [each.name for each in makes if each.what == "fact"]
    after = unique(reader for fact in written for reader in uses.readers("fact", fact) if reader != id)
    actions = unique(each.name for each in makes if each.what == "action")
    facts, numbers = uses.reads(id, "fact"), uses.reads(id, "parameter")
    shown = known.scenarios(id)
    rows: list[tuple[str, str]] = [("declared", place(first.span)), *known.basis(first.section, first.rests_on)]
    rows += several("reads", [known.fact_read(each) for each in facts])
    rows += several("" if facts else "reads", [f"{each}: {known.values(each)}" for each in numbers])
    rows += joined("ranges over", uses.reads(id, "scope"))
    rows += joined("asks about", uses.reads(id, "action"))
    rows += several("writes", written)
    rows += several("read by", [known.titled(each) for each in after])
    if effect(first) in ("permit", "forbid"):
        rows += several("speaks to", actions)
    elif effect(first) == "exclusive":
        rows += several("puts in order", actions)
    elif actions:
        others = unique(each for action in actions for each in uses.makers("action", action) if each != id)
        rows += several("judged by", [known.titled(each) for each in others], most=MANY)
    waivers = [each for each in known.law.waivers if id in each.suspends]
    rows += several("suspended", [f"by {each.id}, {known.times(each)}" for each in waivers])
    rows += several("shown by", [f"{each.name} ({each.file}:{each.line})" for each in shown], most=MANY)
    return Meaning(
        _word_for(first), id, first.title, first.span, first.section,
        rows=tuple(rows), text=known.text(first.span), rests_on=first.rests_on,
        makes=unique(each.name for each in makes), reads=(*facts, *numbers), read_by=after, scenarios=shown,
    )  # fmt: skip


def _move(known: Known, machine: c.TypedMachine, move: c.Move) -> Meaning:
    read = [each for each in named(move.when) if each.what in ("fact", "parameter")]
    shown = known.scenarios(move.id)
    text = known.text(move.span) or ""
    rows = [("of", known.titled(machine.id)), ("from", listed(move.sources, "or")), ("to", move.to)]
    rows += several("when", [each.text for each in _clauses(move.when)])
    rows += [("if unknown", "it is made all the same")] if move.if_unknown else []
    rows += [("records", move.tells.event)] if move.tells is not None else []
    rows += [("declared", place(move.span)), *known.basis(move.section, move.rests_on)]
    rows += several("shown by", [f"{each.name} ({each.file}:{each.line})" for each in shown], most=MANY)
    return Meaning(
        "move", move.id, move.title, move.span, move.section, rows=tuple(rows),
        text=text if text.startswith("transition:") else None, rests_on=move.rests_on,
        makes=(str(machine.fact),), reads=tuple(each.name for each in read), scenarios=shown,
    )  # fmt: skip


def section(known: Known, name: str) -> list[Meaning]:
    """Everything that stands in a section of the written rules, if there is anything."""
    documents = [each for each in known.law.documents() if each.section == name]
    members = tuple(sorted({each.id for each in documents}))
    numbers = [each.name for each in known.law.parameters.values() if each.section == name]
    rulings = [each for each, ruling in known.law.rulings.items() if ruling.section == name]
    if not members and not numbers:
        return []
    rows = several("rules", [known.titled(each) for each in members])
    rows += [*joined("parameters", numbers), *joined("rulings", rulings)]
    return [Meaning("section", name, rows=tuple(rows), members=(*members, *numbers, *rulings))]


def _word_for(document: c.Document) -> str:
    word = effect(document)
    return f"rule ({word})" if word in ("derive", "permit", "forbid", "propose", "record") else _NOUNS.get(word, word)


def _clauses(expression: x.Expression) -> Iterator[x.Expression]:
    """The conditions that must all hold, as they are written."""
    if isinstance(expression, x.Junction) and not expression.text:
        for part in expression.parts:
            yield from _clauses(part)
    else:
        yield expression
