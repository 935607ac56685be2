"""What there is to tell of what stands beside the rules: rulings, terms, waivers; and of codes of findings."""

from __future__ import annotations

from console.names.known import Known
from console.names.meaning import MANY, Meaning, place, several, unique
from rules.diagnostics.codes import CODES


def ruling(known: Known, name: str) -> Meaning:
    """A question that the law left open, and everything that rests on the answer."""
    ruling = known.law.rulings[name]
    documents = tuple(sorted({each.id for each in known.law.documents() if name in each.rests_on}))
    numbers = [each.name for each in known.law.parameters.values() if name in each.rests_on]
    shown = known.scenarios(name)
    rows = [("question", ruling.question), ("reading", ruling.reading), ("status", ruling.status)]
    rows += [("section", ruling.section)] if ruling.section else []
    rows += several("instead of", ruling.alternatives)
    rows += [("reason", ruling.reason), ("declared", place(ruling.span))]
    rows += several("rest on it", [*(known.titled(each) for each in documents), *numbers])
    rows += several("shown by", [f"{each.name} ({each.file}:{each.line})" for each in shown], most=MANY)
    return Meaning(
        "ruling", name, ruling.question, ruling.span, ruling.section, rows=tuple(rows),
        members=(*documents, *numbers), scenarios=shown,
    )  # fmt: skip


def terms(known: Known, name: str) -> Meaning:
    """One subject's own numbers."""
    terms = next(each for each in known.law.terms if each.id == name)
    rows = [("for", f"{terms.scope} {terms.key}"), ("in force", known.times(terms))]
    for at, (parameter, word, value) in enumerate(terms.values):
        shown = known.parameters[parameter]
        key = f"{parameter} for {word}" if word is not None else parameter
        rows.append(("sets" if at == 0 else "", f"{key}: {shown.value(known.law, value)}"))
    rows += [("approved by", terms.approved_by), ("reason", terms.reason), ("declared", place(terms.span))]
    members = unique(parameter for parameter, _, _ in terms.values)
    return Meaning("terms", name, terms.reason, terms.span, rows=tuple(rows), members=members)


def waiver(known: Known, name: str) -> Meaning:
    """Rules that are suspended."""
    waiver = next(each for each in known.law.waivers if each.id == name)
    whom = f"{waiver.scope} {waiver.key}" if waiver.scope is not None else "everybody"
    rows = [("for", whom), ("in force", known.times(waiver))]
    rows += several("suspends", [known.titled(each) for each in waiver.suspends])
    rows += [("approved by", waiver.approved_by), ("reason", waiver.reason), ("declared", place(waiver.span))]
    return Meaning("waiver", name, waiver.reason, waiver.span, rows=tuple(rows), members=waiver.suspends)


def code(_: Known, name: str) -> Meaning:
    """A code of a finding: only where more is told of it."""
    code = CODES[name]
    rows = (("severity", str(code.severity)), ("more", f"`alluse explain-code {name}`"))
    return Meaning("code", name, code.title, rows=rows)
