"""From a path of law to its site: law, scenarios and versions read, everything told, all files written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from console.constitution import in_force_on, until_the_next
from console.reading import compile_loaded, load_law, read_law
from console.site.content import Content, Material
from console.site.history import change_log, versions_of
from console.site.pages import Pages
from console.site.write import prepare, write
from console.words import count
from rules.diagnostics.codes import Severity
from rules.source.node import Scalar
from rules.versions.merge import head_of_law

FORMAT = "alluse/docs/1"


@dataclass(frozen=True, slots=True)
class Written:
    """A site that was written."""

    content: Content
    counts: dict[str, int]
    folder: Path
    files: tuple[str, ...]

    def text(self) -> str:
        """For people."""
        law, counts = self.content.law, self.counts
        parts = [count(counts["articles"], "article"), count(counts["rules"], "rule")]
        parts += [count(counts["parameters"], "parameter"), count(counts["scenarios"], "scenario")]
        failed = counts["failed"] + counts["error"]
        result = f", {failed} not passed" if failed else ", all passed" if counts["scenarios"] else ""
        return (
            f"{law.name} {law.version}: {', '.join(parts)}{result}\n"
            f"wrote {count(len(self.files), 'file')}: open {(self.folder / 'index.html').as_posix()}\n"
        )

    def told(self) -> dict[str, Any]:
        """For programs."""
        law = self.content.law
        return {
            "format": FORMAT,
            "constitution": {"name": law.name, "version": law.version, "logic_digest": law.logic_digest},
            "folder": self.folder.as_posix(),
            "counts": self.counts,
            "files": list(self.files),
        }


def write_site(path: Path | None, day: date, folder: Path, as_json: bool = False) -> Written:
    """Writes the site of the law at a path, or in force on a day. Raises BadInput or Trouble before it writes."""
    before = prepare(folder)
    pages = Pages(Content(material_of(path if path is not None else in_force_on(day, as_json=as_json), as_json)))
    files = list(pages.files())  # all of them before the first is written
    return Written(pages.content, pages.counts(), folder, tuple(write(folder, files, before)))


def material_of(path: Path, as_json: bool = False) -> Material:
    """Law, scenarios, findings and versions of a path. Raises BadInput or Trouble if it holds no law to be used."""
    from console.scenes.late import LateScenes
    from facts.files import read_facts
    from scenarios.runner import run_features, scenarios_of

    material = law_material(path, as_json)
    folders = scenarios_of(path, material.law)
    if not folders:
        return material
    report = run_features(material.law, folders, load_facts=read_facts, stage=LateScenes(path))
    return replace(material, report=report, scenarios=tuple(folders))


def law_material(path: Path, as_json: bool = False) -> Material:
    """The same without the scenarios."""
    from scenarios.report import Report

    sources = load_law(path)
    compiled = compile_loaded(path, sources)
    if compiled.law is None:
        read_law(path, as_json=as_json)  # says what is wrong
        raise AssertionError(path)
    law = until_the_next(compiled.law, path)
    head = head_of_law(sources)
    said = {key.value: node.value for key, node in head.root.entries if isinstance(node, Scalar)} if head else {}
    return Material(
        law=law,
        texts=compiled.sources,
        folder=path if path.is_dir() else path.parent,
        title=said.get("title") or f"The law of {law.name}",
        about=said.get("doc") or "",
        report=Report(law.name, law.version, (), (), {}),
        findings=tuple(each for each in compiled.findings if each.severity is not Severity.ERROR),
        versions=versions_of(path),
        log=change_log(path),
    )
