"""All changes of a law, each with its id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules.compile.law import Law
from scenarios.mutation.documents import document_mutants
from scenarios.mutation.expressions import mutants_of
from scenarios.mutation.mutant import Mutant
from scenarios.mutation.parameters import parameter_mutants
from scenarios.mutation.spots import spots_of


def all_mutants(law: Law) -> list[Mutant]:
    """Every small change of a law, those of one document together. Of several with one id, later ones are numbered."""
    by_document: dict[str, list[Mutant]] = {}
    seen: dict[str, int] = {}
    for mutant in _found(law):
        count = seen[mutant.id] = seen.get(mutant.id, 0) + 1
        numbered = replace(mutant, ordinal=count)
        by_document.setdefault(mutant.document, []).append(numbered)
    return [mutant for mutants in by_document.values() for mutant in mutants]


def _found(law: Law) -> Iterator[Mutant]:
    yield from parameter_mutants(law)
    yield from document_mutants(law)
    for spot in spots_of(law):
        yield from mutants_of(law, spot)
