"""Reads feature files with the official Gherkin parser. What is wrong becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gherkin.dialect import Dialect
from gherkin.errors import (
    CompositeParserException,
    NoSuchLanguageException,
    ParserException,
    UnexpectedEOFException,
)
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, Related, finding, sort_findings
from rules.diagnostics.names import nearest, quoted
from rules.source.load import MOST_BYTES
from rules.source.span import Span
from scenarios.feature import Cell, Feature, Keyword, Scenario, Step, Table, Tag

SUFFIX = ".feature"
_KEYWORDS: Mapping[str, Keyword] = {"Context": "given", "Action": "when", "Outcome": "then"}
_PLACEHOLDER = re.compile(r"<([^<>\s](?:[^<>]*[^<>\s])?)>")
_HEADS = ("feature", "rule", "background", "scenario", "scenario_outline", "examples")
# Words that texts begin with and that look like a keyword with a slip.
_COMMON = frozenset(("The", "An", "Any", "Whenever"))
_STEPS = ("given", "when", "then", "and", "but")


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a run, what was found in reading them, and the text of their files."""

    features: tuple[Feature, ...]
    findings: tuple[Diagnostic, ...]
    sources: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """True when everything could be read."""
        return all(each.severity is not Severity.ERROR for each in self.findings)

    def scenarios(self) -> Iterator[Scenario]:
        """Every scenario, in the order of the files."""
        for feature in self.features:
            yield from feature.scenarios


def feature_files(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and of a folder every `*.feature` below it, by name; each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(sorted(each for each in path.rglob(f"*{SUFFIX}") if each.is_file())))
        else:
            found[path] = None
    return list(found)


def read_features(paths: Iterable[Path]) -> Features:
    """Reads files and folders. Nothing to test is a finding: silence is no success."""
    paths = list(paths)
    files = feature_files(paths)
    if not files:
        place = Span(paths[0].as_posix() if paths else "scenarios", 1, 1, 1, 1)
        message = "The folder holds no feature file" if paths else "No folder of scenarios is named"
        help = f"Put scenarios into a file that ends in `{SUFFIX}`."
        return Features((), (finding("B102", place, message, help=help),), {})
    read = [read_path(path) for path in files]
    return Features(
        tuple(feature for each in read for feature in each.features),
        tuple(found for each in read for found in each.findings),
        {file: text for each in read for file, text in each.sources.items()},
    )


def read_path(path: Path) -> Features:
    """Reads one file."""
    file = path.as_posix()
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            return _unread(file, f"The file has {len(data):,} bytes; the most that is read is {MOST_BYTES:,}")
        return read_text(data.decode("utf-8-sig"), file)
    except UnicodeDecodeError:
        return _unread(file, "The file is not UTF-8 text")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return _unread(file, f"The file cannot be read ({why.lower()})")


def _unread(file: str, message: str) -> Features:
    return Features((), (finding("B101", Span(file, 1, 1, 1, 1), message),), {})


def read_text(text: str, file: str) -> Features:
    """Reads one feature; `file` names it in messages."""
    lines = text.splitlines()
    try:
        document: dict[str, Any] = dict(Parser().parse(text))
    except CompositeParserException as error:
        found = tuple(_syntax(each, lines, file) for each in error.errors)
        return Features((), sort_findings(found), {file: text})
    except ParserException as error:
        return Features((), (_syntax(error, lines, file),), {file: text})
    reader = _Reader(document, lines, file)
    feature = reader.feature()
    # A feature that is not read as it was meant is not run: what came of it would only be a consequence.
    features = (feature,) if feature is not None and not reader.findings else ()
    return Features(features, sort_findings(reader.findings), {file: text})


def _syntax(error: ParserException, lines: Sequence[str], file: str) -> Diagnostic:
    """What the parser says, in plain words."""
    line = error.location["line"]
    column = error.location.get("column") or 1
    row = lines[line - 1] if 1 <= line <= len(lines) else ""
    told = row.strip()
    span = Span(file, line, column, line, max(len(row.rstrip()) + 1, column))
    if isinstance(error, UnexpectedEOFException):
        return finding("B101", span, "The file ends in the middle of something", help='Is a `"""` not closed?')
    if isinstance(error, NoSuchLanguageException):
        return finding("B101", span, f"{quoted(told)}: there is no such language", help="Write `# language: en`.")
    if "cell count" in str(error):
        help = "Every row of a table needs the same number of `|`."
        return finding("B101", span, "A row of this table has another number of cells than its first row", help=help)
    if "whitespace" in str(error):
        return finding("B101", span, "A tag has no blanks", help="Write `@GRADE-01 @LEND-02`.")
    return _no_step(told, span)


def _no_step(told: str, span: Span) -> Diagnostic:
    """A line that is neither a step nor anything else."""
    words = [*_words("en", _HEADS, ":"), *_words("en", _STEPS, "")]
    first = re.split(r"(?<=:)|\s", told, maxsplit=1)[0]
    close = nearest(first, words) if first not in _COMMON else None
    help = f"Did you mean `{close}`?" if close else "A step begins with Given, When, Then, And or But."
    return finding("B101", span, f"{quoted(told)} does not belong here", help=help)


def _words(language: str, names: Iterable[str], ending: str) -> list[str]:
    """The keywords of a language, as they are written."""
    dialect = Dialect.for_name(language)
    return [word.strip() + ending for name in names for word in getattr(dialect, f"{name}_keywords") if word != "* "]


class _Reader:
    """Turns the parser's tree and its expansion of outlines into scenarios."""

    def __init__(self, document: dict[str, Any], lines: Sequence[str], file: str) -> None:
        self.document = {**document, "uri": file}
        self.lines = lines
        self.file = file
        self.findings: list[Diagnostic] = []
        self.steps: dict[str, dict[str, Any]] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.tags: dict[str, dict[str, Any]] = {}
        self.owners: dict[str, tuple[dict[str, Any], str | None]] = {}

    def feature(self) -> Feature | None:
        tree = self.document.get("feature")
        if not tree or not any("scenario" in each or "rule" in each for each in tree["children"]):
            place = self.place(tree["location"], "") if tree else Span(self.file, 1, 1, 1, 1)
            help = "Write `Scenario:` with steps below it."
            self.findings.append(finding("B102", place, "The file has no scenario", help=help))
            return None
        self.collect(tree, None)
        for scenario, _ in self.owners.values():
            self.check_outline(scenario, tree["language"])
        self.check_names()
        scenarios = [self.scenario(pickle, tree["name"]) for pickle in Compiler().compile(self.document)]  # type: ignore[arg-type]
        return Feature(self.file, tree["name"], tuple(each for each in scenarios if each is not None))

    # --- what is where --------------------------------------------------------------------------
    def collect(self, tree: dict[str, Any], rule: str | None) -> None:
        """Notes every node that the expansion refers to by its id."""
        self.tags.update({each["id"]: each for each in tree.get("tags", ())})
        for child in tree["children"]:
            if "rule" in child:
                self.collect(child["rule"], child["rule"]["name"])
                continue
            owner = child.get("background") or child["scenario"]
            self.check_description(owner)
            self.steps.update({each["id"]: each for each in owner["steps"]})
            if "scenario" in child:
                self.owners[owner["id"]] = (owner, rule)
                self.tags.update({each["id"]: each for each in owner["tags"]})
                for examples in owner["examples"]:
                    self.tags.update({each["id"]: each for each in examples["tags"]})
                    self.rows.update({each["id"]: each for each in examples.get("tableBody", ())})

    def place(self, location: Mapping[str, int], text: str) -> Span:
        """The place of `text`, which stands at or behind a location; of the whole line without it."""
        line = location["line"]
        row = self.lines[line - 1] if line <= len(self.lines) else ""
        start = location.get("column", 1) - 1
        found = row.find(text, start) if text else -1
        if found >= 0:
            return Span(self.file, line, found + 1, line, found + 1 + len(text))
        return Span(self.file, line, start + 1, line, max(len(row.rstrip()) + 1, start + 1))

    # --- checks ---------------------------------------------------------------------------------
    def check_description(self, owner: dict[str, Any]) -> None:
        """No text stands before the first step: a step with a slip in its keyword would be taken for it."""
        for part in (owner, *owner.get("examples", ())):
            told = part["description"].strip()
            if told:
                first = told.splitlines()[0].strip()
                line = next(
                    number
                    for number in range(part["location"]["line"] + 1, len(self.lines) + 1)
                    if self.lines[number - 1].strip() == first
                )
                span = self.place({"line": line}, first)
                self.findings.append(_no_step(first, span))

    def check_outline(self, scenario: dict[str, Any], language: str) -> None:
        """An outline has examples, its steps use all of them, and every name in them is a column."""
        outline = scenario["keyword"] in _words(language, ["scenario_outline"], "")
        if not scenario["examples"]:
            if outline:
                span = self.place(scenario["location"], scenario["name"])
                help = "Add `Examples:` with a table, or write `Scenario:`."
                self.findings.append(finding("B102", span, "The outline has no examples: nothing is tested", help=help))
            return
        used: dict[str, Span] = {}
        for name, span in self.placeholders(scenario):
            used.setdefault(name, span)
        for examples in scenario["examples"]:
            if not examples.get("tableBody"):
                span = self.place(examples["location"], examples["keyword"])
                self.findings.append(finding("B102", span, "The examples have no row: nothing is tested"))
            header = examples.get("tableHeader")
            if header is None:
                continue
            columns = {cell["value"]: self.place(cell["location"], cell["value"]) for cell in header["cells"]}
            for name, span in columns.items():
                if name not in used:
                    message = f"No step says `<{name}>`, so this column of examples changes nothing"
                    self.findings.append(finding("B115", span, message))
            for name, span in used.items():
                if name not in columns:
                    close = nearest(name, columns)
                    hint = f"Did you mean `<{close}>`?" if close else None
                    related = (Related(self.place(header["location"], ""), "the columns are here"),)
                    message = f"The examples have no column `{name}`"
                    self.findings.append(finding("B115", span, message, help=hint, related=related))

    def placeholders(self, scenario: dict[str, Any]) -> Iterator[tuple[str, Span]]:
        """Every `<name>` of an outline, with its place."""
        texts = [(scenario["name"], scenario["location"])]
        for step in scenario["steps"]:
            texts.append((step["text"], step["location"]))
            texts += [
                (cell["value"], cell["location"])
                for row in step.get("dataTable", {}).get("rows", ())
                for cell in row["cells"]
            ]
            if "docString" in step:
                texts.append((step["docString"]["content"], step["docString"]["location"]))
        for text, location in texts:
            for found in _PLACEHOLDER.finditer(text):
                yield found.group(1), self.place(location, found.group())

    def check_names(self) -> None:
        """Two scenarios of one feature have different names, so that a report can name each."""
        seen: dict[str, Span] = {}
        for scenario, _ in self.owners.values():
            name = scenario["name"]
            span = self.place(scenario["location"], name)
            if not name:
                self.findings.append(finding("B104", span, "A scenario needs a name", help="Say what it shows."))
            elif name in seen:
                related = (Related(seen[name], "the first one is here"),)
                message = f"Two scenarios of this feature are called {quoted(name)}"
                self.findings.append(finding("B104", span, message, related=related))
            else:
                seen[name] = span

    # --- scenarios ------------------------------------------------------------------------------
    def scenario(self, pickle: Any, feature: str) -> Scenario | None:
        """One scenario of the expansion; None when its steps are of no kind."""
        owner, rule = self.owners[pickle["astNodeIds"][0]]
        row = self.rows[pickle["astNodeIds"][1]] if len(pickle["astNodeIds"]) > 1 else None
        row_span = self.place(row["location"], "") if row is not None else None
        steps = [self.step(each, row_span) for each in pickle["steps"]]
        if any(step is None for step in steps):
            return None
        nodes = [self.tags[each["astNodeId"]] for each in pickle["tags"]]
        return Scenario(
            name=pickle["name"],
            feature=feature,
            rule=rule,
            steps=tuple(step for step in steps if step is not None),
            tags=tuple(Tag(node["name"][1:], self.place(node["location"], node["name"])) for node in nodes),
            span=self.place(owner["location"], owner["name"]),
            row=row_span,
        )

    def step(self, pickle: Any, row: Span | None) -> Step | None:
        """One step; a finding when nothing says whether it gives, asks or expects."""
        node = self.steps[pickle["astNodeIds"][0]]
        keyword = _KEYWORDS.get(pickle["type"])
        span = self.place(node["location"], node["text"])
        if keyword is None:
            help = "Begin it with Given, When or Then."
            message = f"Nothing says whether {quoted(node['text'])} is given or expected"
            found = finding("B105", span, message, help=help)
            if found not in self.findings:
                self.findings.append(found)
            return None
        argument = pickle.get("argument", {})
        table = self.table(node["dataTable"], argument["dataTable"]) if "dataTable" in argument else None
        doc = argument["docString"]["content"] if "docString" in argument else None
        from_row = row if len(pickle["astNodeIds"]) > 1 else None
        return Step(keyword, pickle["text"], span, node["text"], table, doc, from_row)

    def table(self, node: Any, filled: Any) -> Table:
        """A table with the values of its row of examples filled in."""
        rows = [
            tuple(
                Cell(value["value"], self.place(cell["location"], cell["value"]))
                for cell, value in zip(row["cells"], values["cells"], strict=True)
            )
            for row, values in zip(node["rows"], filled["rows"], strict=True)
        ]
        return Table(tuple(rows), self.place(node["location"], ""))
