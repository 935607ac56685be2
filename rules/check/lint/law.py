"""All checks of a whole law, in one call."""

from __future__ import annotations

from rules.check.lint.clauses import Clauses
from rules.check.lint.consequences import Consequences
from rules.check.lint.memory import Memory
from rules.check.lint.purpose import Purpose
from rules.check.lint.regions import Regions
from rules.check.lint.tables import Tables
from rules.check.lint.telling import Telling
from rules.check.lint.together import Together
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.span import Span


def lint(law: c.Law) -> list[Diagnostic]:
    """What is found about a law that has no error so far; an error among the findings makes it invalid after all."""
    certain = Regions(law.facts, law.parameters, law.derivations)
    usual = Regions(law.facts, law.parameters, law.derivations, settled=True)
    telling = Telling(law.units)
    clauses = Clauses(certain, telling)
    tables = Tables(usual, certain, telling)
    purpose = Purpose(law)
    memory = Memory(law, certain)
    together = Together(law, certain)
    consequences = Consequences(law, usual, telling)
    for document in law.documents():
        if isinstance(document, c.TypedGuarantee):
            continue  # it is meant to hold always, or never
        certain.begin()
        usual.begin()
        clauses.read(document)
        if isinstance(document, c.TypedTable):
            tables.read(document)
    certain.begin()
    purpose.read()
    memory.read()
    together.read()
    consequences.read()
    found = [each for each in clauses.findings if not any(_inside(each.span, one.span) for one in memory.findings)]
    # A rule that records beside what it forbids is two documents with one condition.
    whole = (tables, purpose, memory, together, consequences)
    return list(dict.fromkeys([*found, *(each for part in whole for each in part.findings)]))


def _inside(one: Span, other: Span) -> bool:
    """Whether a place lies in another one: what is told of the whole is not told of its part as well."""
    begins = (other.line, other.column) <= (one.line, one.column)
    return one.file == other.file and begins and (one.end_line, one.end_column) <= (other.end_line, other.end_column)
