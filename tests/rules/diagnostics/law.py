"""What the compiler and the fact boundary find in a fixture, read behind the small law of `tests/bad/prelude.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from console.reading import check_in_force
from console.trouble import BadInput
from engine.facts import read_facts
from facts.errors import FactsError
from facts.files import read_facts as read_fact_file
from facts.modelled.description import read_placed
from facts.modelled.instants import InstantsModel
from facts.modelled.named import of_levels, of_locks
from facts.modelled.operator import OperatorModel
from rules.compile.compiler import Compiled, compile_path, compile_sources
from rules.compile.law import Law
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.load import Source, load_path, load_text
from rules.versions.heads import read_version, twins, versions_in

PRELUDE = Path(__file__).parents[2] / "bad" / "prelude.yaml"

# What these codes say of a constitution as a whole cannot be said of one that has a prelude.
ALONE = frozenset({"E316", "E317", "E318"})

KEEPS = """\
latch: LOCK-01
section: §0
title: A locked account
keeps: account.shut
for: account
set_when: account.locked
reset_when: not account.locked
if_both: set
"""

# A fixture is a folder of versions, or one file.
VERSIONS = frozenset({"E319", "E320", "E321", "E322"})
HOME = "desk"
AMENDING = "1.4"


@cache
def prelude() -> Source:
    """The small law as a source."""
    return load_path(PRELUDE, "prelude.yaml")


@cache
def small_law() -> Law:
    """The small law, compiled."""
    compiled = compile_sources([prelude()])
    assert compiled.law is not None
    return compiled.law


@cache
def keeping_law() -> Law:
    """The small law, with something that it keeps."""
    compiled = compile_sources([prelude(), load_text(KEEPS, "keeps.yaml")])
    assert compiled.law is not None
    return compiled.law


def compiled(path: Path) -> Compiled:
    """A fixture compiled behind the small law, or alone where its code asks for that."""
    if path.name[:4] in ALONE:
        return compile_path(path)
    if path.name[:4] in VERSIONS:
        return compile_path(path / HOME / AMENDING if path.is_dir() else path)
    return compile_sources([prelude(), load_path(path, path.name)])


def findings_about_law(path: Path) -> Iterable[Diagnostic]:
    """What is found in law, a file or a folder."""
    if path.name[:4] in VERSIONS and path.is_dir():
        versions = [each for each in map(read_version, versions_in(path / HOME)) if each is not None]
        errors = [each for each in compiled(path).findings if each.severity is Severity.ERROR]
        return [*errors, *twins(versions)]
    return compiled(path).findings


def findings_at_the_boundary(path: Path) -> Iterable[Diagnostic]:
    """What is found in a fact file once its facts are read by the small law, or in what else names something of it."""
    source = load_path(path)
    keys = {key for document in source.documents for key in document.root.keys()}  # noqa: SIM118
    try:
        if "instants" in keys:
            return list(of_levels(small_law(), read_placed(path, InstantsModel, "Instants")))
        if "operator" in keys:
            return list(of_locks(keeping_law(), read_placed(path, OperatorModel, "An operator")))
        snapshot = read_fact_file(path, path.name)
    except FactsError as error:
        return error.findings
    try:
        check_in_force(small_law(), PRELUDE, datetime.fromisoformat(snapshot.at), snapshot.place("at"))
    except BadInput as refused:
        return refused.findings
    return read_facts(small_law(), snapshot).findings
