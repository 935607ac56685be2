"""From the nodes of a file to documents: finds the kind of each, and reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest
from rules.model import documents as d
from rules.model.reading.allocations import read_allocate
from rules.model.reading.beside import read_consequence, read_ruling, read_terms, read_waiver
from rules.model.reading.choices import read_choose, read_universe
from rules.model.reading.memory import (
    read_events,
    read_exclusive,
    read_guarantee,
    read_latch,
    read_machine,
    read_report,
    read_schedules,
    read_state,
    read_transition,
)
from rules.model.reading.parameters import read_parameters
from rules.model.reading.rules import read_rule
from rules.model.reading.tables import read_table
from rules.model.reading.vocabulary import (
    read_actions,
    read_constitution,
    read_facts,
    read_kinds,
    read_scopes,
    read_types,
    read_units,
)
from rules.model.shape import Shape, spellings
from rules.source.load import Document
from rules.source.node import Mapping, Scalar

# A second document begins where the line that parts them was forgotten.
_PARTED = "A line `---` parts two documents."

# How each kind of document is read. A new kind is a function of its own, and a line here.
_READERS: dict[str, Callable[[Mapping, Shape], d.DocumentModel | None]] = {
    "constitution": read_constitution,
    "units": read_units,
    "types": read_types,
    "scopes": read_scopes,
    "kinds": read_kinds,
    "events": read_events,
    "actions": read_actions,
    "schedules": read_schedules,
    "facts": read_facts,
    "parameters": read_parameters,
    "rule": read_rule,
    "table": read_table,
    "choose": read_choose,
    "allocate": read_allocate,
    "universe": read_universe,
    "state": read_state,
    "latch": read_latch,
    "machine": read_machine,
    "transition": read_transition,
    "exclusive": read_exclusive,
    "guarantee": read_guarantee,
    "report": read_report,
    "consequence": read_consequence,
    "ruling": read_ruling,
    "terms": read_terms,
    "waiver": read_waiver,
}
_VOCABULARY = frozenset(
    {"constitution", "units", "types", "scopes", "kinds", "events", "actions", "schedules", "facts", "parameters"}
)
WITH_ID = frozenset(_READERS) - _VOCABULARY
_BODIES = frozenset({"given", "values"}) | _VOCABULARY
DOCUMENT_KINDS = tuple(_READERS)
_APART = dict.fromkeys(_READERS, _PARTED)


def read_documents(
    documents: Iterable[Document], findings: list[Diagnostic], lost: set[str] | None = None
) -> list[d.DocumentModel]:
    """Reads every document whose kind is known; mistakes become findings and the rest is still read.

    `lost` collects the names that a refused entry or document would have declared.
    """
    found: list[d.DocumentModel] = []
    for document in documents:
        model = read_document(document, findings, lost)
        if model is not None:
            found.append(model)
    return found


def read_document(
    document: Document, findings: list[Diagnostic], lost: set[str] | None = None
) -> d.DocumentModel | None:
    """Reads one document; None when its shape is beyond repair."""
    model = _read(document.root, findings, lost if lost is not None else set())
    if model is None and lost is not None:
        lost.update(_declared(document.root))
    return model


def _declared(root: Mapping) -> Iterable[str]:
    """Every name that a document could declare: its own, that of the fact it writes, and those of its entries."""
    for key, node in root.entries:
        if isinstance(node, Scalar):
            yield from spellings(node.value)
            yield node.value.rpartition(".")[2]
        elif isinstance(node, Mapping) and key.value in _BODIES:
            yield from node.keys()


# Keys that only a rule has: a document with one of them is meant to be a rule, whatever it begins with.
_BEGUN_AS_RULE = frozenset({"permit", "forbid", "propose", "derive", "effect"})


def _read(root: Mapping, findings: list[Diagnostic], lost: set[str]) -> d.DocumentModel | None:
    kinds = [key.value for key, _ in root.entries if key.value in _READERS]
    if not kinds:
        first = root.entries[0][0] if root.entries else None
        close = nearest(first.value, _READERS) if first is not None else None
        if close is None and first is not None and _BEGUN_AS_RULE.intersection(root.keys()):
            close = "rule"
        help = (
            f"Did you mean `{close}:`?"
            if close
            else "A document begins with its kind, for example `rule: GEN-ENTRY-01`."
        )
        named = f"`{first.value}`" if first is not None else "nothing"
        findings.append(
            finding(
                "E120",
                first.span if first is not None else root.span,
                f"{named} is not a kind of document",
                help=help,
            )
        )
        return None
    kind = kinds[0]
    owner = root.get(kind)
    name = owner.value if isinstance(owner, Scalar) else None
    shape = Shape(name if kind in WITH_ID else None, findings, lost, _APART)
    return _READERS[kind](root, shape)
