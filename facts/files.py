"""Fact files: read from YAML that people write, or JSON that adapters write; written as canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.snapshot import NAME, Assumption, Snapshot
from facts.errors import FactsError
from facts.exact import UNKNOWN, from_float, plain
from facts.shape import Places, load
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest, quoted
from rules.source.load import Document
from rules.source.node import Mapping, Node, Scalar
from rules.source.node import Sequence as Items
from rules.source.span import Span

Raw = dict[str, Any]

_TOP = ("at", "assumptions", "facts", "events", "kept")
_VALUE = frozenset(("value", "age"))
_KEY = "key"
# From so many subjects on, a scope is written as columns and rows.
_MANY = 20


# --- reading ------------------------------------------------------------------------------------
def read_facts(path: Path, shown_as: str | None = None) -> Snapshot:
    """The snapshot in a YAML or `.json` file. Raises FactsError with everything that is wrong in it."""
    shown = shown_as or path.as_posix()
    if path.suffix == ".json":
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            message = f"{quoted(shown)} cannot be read: {reason}"
            raise FactsError([finding("F615", Span(shown, 1, 1, 1, 1), message)]) from None
        return read_json(text, shown)
    source = load(path, shown)
    if len(source.documents) > 1:
        message = "A fact file is one document"
        raise FactsError([finding("F609", source.documents[1].span, message)])
    return _Yaml(source.documents[0], path.parent).snapshot()


def read_json(text: str, file: str) -> Snapshot:
    """The snapshot in JSON text; `file` names it in messages. Numbers are taken as they are written."""
    top = Span(file, 1, 1, 1, 1)
    try:
        raw = json.loads(text, parse_float=str, parse_int=str, parse_constant=_refused, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = Span(file, error.lineno, error.colno, error.lineno, error.colno)
        raise FactsError([finding("F615", place, f"This cannot be read as JSON: {error.msg}")]) from None
    except (ValueError, RecursionError) as error:
        raise FactsError([finding("F615", top, str(error))]) from None
    return from_dict(raw, file)


def from_dict(raw: object, source: str) -> Snapshot:
    """The snapshot in the structure of a fact file, as `build_snapshot` makes it."""
    return _Plain(source).snapshot(raw)


def _once(pairs: Sequence[tuple[str, Any]]) -> Raw:
    found: Raw = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"The key {quoted(key)} stands twice in one object")
        found[key] = value
    return found


def _refused(constant: str) -> str:
    raise ValueError(f"{quoted(constant)} is no number; write `unknown`")


class _Plain:
    """Reads the structure without places: JSON, or what a builder made."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.findings: list[Diagnostic] = []

    def snapshot(self, raw: object) -> Snapshot:
        """The snapshot; raises FactsError."""
        if not isinstance(raw, dict):
            self.report("F614", (), "The facts must be an object with `at` and `facts`")
            raise FactsError(self.findings)
        for key in raw:
            if key not in _TOP:
                self.report("F601", (key,), f"A fact file has no key {quoted(key)}")
        for key in ("at", "facts"):
            if key not in raw:
                self.report("F602", (), f"The facts lack the key {quoted(key)}")
        at = str(raw.get("at", ""))
        if "at" in raw:
            self.instant(at, ("at",))
        assumptions = self.assumptions(raw.get("assumptions", []))
        events = self.events(raw.get("events", []))
        kept = self.kept(raw.get("kept", {}))
        facts = raw.get("facts", {})
        read = self.scopes(facts) if isinstance(facts, dict) else None
        if read is None:
            self.report("F614", ("facts",), "`facts` must be an object of scopes")
        if self.findings:
            raise FactsError(self.findings)
        return Snapshot(at, assumptions, read or {}, self.source, events=events, kept=kept)

    def report(self, code: str, path: tuple[str, ...], message: str, help: str | None = None) -> None:
        """A finding about a path of the file."""
        self.findings.append(finding(code, self.place(path), message, path=path, help=help))

    def place(self, path: tuple[str, ...]) -> Span:
        """Where a path stands."""
        del path
        return Span(self.source, 1, 1, 1, 1)

    def instant(self, text: str, path: tuple[str, ...]) -> None:
        """Checks an instant."""
        help = "Write local time of the exchange with its offset: `2026-04-16T10:00:00-04:00`."
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.report("F616", path, f"{quoted(text)} is not an instant", help)
            return
        if found.tzinfo is None:
            self.report("F616", path, f"{quoted(text)} has no offset", help)

    def assumptions(self, raw: object) -> tuple[Assumption, ...]:
        """The assumptions; each with its three texts."""
        found = []
        if not isinstance(raw, list):
            self.report("F614", ("assumptions",), "`assumptions` must be a list")
            return ()
        for number, each in enumerate(raw):
            path = ("assumptions", str(number))
            if not isinstance(each, dict) or not all(isinstance(text, str) for text in each.values()):
                self.report("F614", path, "An assumption must have the texts `id`, `states` and `reason`")
                continue
            names = ("id", "states", "reason")
            for name in sorted(set(each).difference(names)):
                self.report("F601", (*path, name), f"An assumption has no key {quoted(name)}")
            missing = [name for name in names if not each.get(name)]
            for name in missing:
                self.report("F602", path, f"The assumption lacks the key {quoted(name)}")
            if not missing:
                found.append(Assumption(each["id"], each["states"], each["reason"]))
        return tuple(found)

    def events(self, raw: object) -> tuple[Raw, ...]:
        """What happened: each event a map of text, or of lists of text."""
        if not isinstance(raw, list):
            self.report("F614", ("events",), "`events` must be a list")
            return ()
        found: list[Raw] = []
        for number, each in enumerate(raw):
            path = ("events", str(number))
            if isinstance(each, dict):
                found.append({name: self.told((*path, name), value) for name, value in each.items()})
            else:
                self.report("F614", path, "An event must be a map with `event`, `in` and `at`")
        return tuple(found)

    def told(self, path: tuple[str, ...], value: object) -> object:
        """What is told of an event: text, or a list of text."""
        return [self.text(path, part) for part in value] if isinstance(value, list) else self.text(path, value)

    def kept(self, raw: object) -> Raw:
        """What was kept, as a record has it: its parts are read by the law that kept them."""
        if isinstance(raw, dict):
            return raw
        self.report("F614", ("kept",), "`kept` must be what a record has under this name")
        return {}

    def scopes(self, facts: Raw) -> Raw:
        """Every scope, expanded."""
        return {scope: self.scope(scope, content) for scope, content in facts.items()}

    def scope(self, scope: str, content: object) -> Raw:
        """One scope."""
        if not isinstance(content, dict):
            self.report("F614", (scope,), f"{quoted(scope)} must be an object of facts, or of keys with their facts")
            return {}
        if "rows" in content or "columns" in content:
            return self.compact(scope, content)
        leaves = {name: self.is_leaf(value) for name, value in content.items()}
        if all(leaves.values()) and leaves:
            return {name: self.leaf((scope, name), value) for name, value in content.items()}
        mixed = [name for name, leaf in leaves.items() if leaf]
        if mixed:
            message = f"{quoted(scope)} mixes facts ({quoted(mixed[0])}) with subjects"
            self.report("F614", (scope, mixed[0]), message)
            return {}
        return {key: self.subject(scope, key, facts) for key, facts in content.items()}

    def subject(self, scope: str, key: str, facts: Raw) -> Raw:
        """The facts of one subject."""
        return {name: self.leaf((scope, key, name), value) for name, value in facts.items()}

    @staticmethod
    def is_leaf(value: object) -> bool:
        """Whether this is a value, and not a map of facts."""
        return not isinstance(value, dict) or ("value" in value and set(value) <= _VALUE)

    def leaf(self, path: tuple[str, ...], value: object) -> object:
        """A value: text, a value with an age, or a list."""
        if isinstance(value, dict) and set(value) <= _VALUE:
            return {name: self.text((*path, name), part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.text(path, part) for part in value]
        return self.text(path, value)

    def text(self, path: tuple[str, ...], value: object) -> str:
        """A single value as text."""
        if isinstance(value, str):
            return value
        if value is None:
            return UNKNOWN
        if isinstance(value, bool):
            return "true" if value else "false"
        self.report("F614", path, f"{quoted(path[-1])} must be a single value, not {_shape(value)}")
        return UNKNOWN

    def compact(self, scope: str, content: Raw) -> Raw:
        """Columns and rows, expanded."""
        for key in sorted(set(content) - {"columns", "ages", "rows"}):
            self.report("F601", (scope, key), f"A table of facts has no key {quoted(key)}")
        columns, rows, ages = content.get("columns"), content.get("rows"), content.get("ages", {})
        if not isinstance(columns, list) or not isinstance(rows, list) or not isinstance(ages, dict):
            self.report(
                "F614",
                (scope,),
                f"{quoted(scope)} must have a list `columns`, a list `rows`, and maybe `ages`",
            )
            return {}
        named = all(isinstance(name, str) for name in columns)
        if not named or _KEY not in columns or len(set(columns)) != len(columns):
            self.report("F614", (scope, "columns"), "The columns must have different names, one of them `key`")
            return {}
        for name in ages:
            if name not in columns:
                close = nearest(name, columns)
                help = f"Did you mean `{close}`?" if close else None
                self.report("F601", (scope, "ages", name), f"There is no column {quoted(name)} that could age", help)
        return self.expand(scope, columns, rows, ages)

    def expand(self, scope: str, columns: Sequence[str], rows: Sequence[Any], ages: Map[str, str]) -> Raw:
        """The subjects of a table."""
        helpers = {age for age in ages.values() if age in columns}
        plain_names = [(name, number) for number, name in enumerate(columns) if name != _KEY and name not in helpers]
        aged = [(name, number, ages[name]) for name, number in plain_names if name in ages]
        at_key = list(columns).index(_KEY)
        found: Raw = {}
        for number, row in enumerate(rows):
            if not isinstance(row, list) or len(row) != len(columns):
                cells = len(row) if isinstance(row, list) else 0
                message = f"Row {number + 1} of {quoted(scope)} has {cells} cells, its columns are {len(columns)}"
                self.report("F618", (scope, "rows", str(number)), message)
                continue
            key = self.text((scope, "rows", str(number)), row[at_key])
            if key in found:
                self.report("F619", (scope, "rows", str(number)), f"{quoted(scope)} has {quoted(key)} twice")
                continue
            facts = {
                name: cell if type(cell := row[at]) is str else self.leaf((scope, key, name), cell)
                for name, at in plain_names
            }
            for name, _, age in aged:
                if facts[name] != UNKNOWN:
                    seconds = row[columns.index(age)] if age in helpers else age
                    facts[name] = {"value": facts[name], "age": seconds}
            found[key] = facts
        return found


class _Yaml(_Plain):
    """Reads the structure from a YAML document, and keeps the place of every value."""

    def __init__(self, document: Document, folder: Path) -> None:
        super().__init__(document.file)
        self.document = document
        self.folder = folder
        self.spans: Places = {}

    def snapshot(self, raw: object = None) -> Snapshot:
        """The snapshot; raises FactsError."""
        del raw
        for key, node in self.document.root.entries:
            path = (key.value,)
            if key.value == "facts":
                self.facts_node(node)
            else:
                self.note(path, node)
            if key.value not in _TOP:
                self.spans[path] = key.span
        found = super().snapshot(self.plain(self.document.root))
        return replace(found, places=self.spans)

    def place(self, path: tuple[str, ...]) -> Span:
        """Where a path stands, or what is around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.spans:
                return self.spans[path[:end]]
        return self.document.span

    def note(self, path: tuple[str, ...], node: Node) -> None:
        """Keeps the place of a node and all inside it."""
        self.spans[path] = node.span
        if isinstance(node, Mapping):
            for key, value in node.entries:
                self.note((*path, key.value), value)
                self.spans[*path, key.value, NAME] = key.span
        elif isinstance(node, Items):
            for number, item in enumerate(node.items):
                self.note((*path, str(number)), item)

    def facts_node(self, node: Node) -> None:
        """Keeps the places of the facts; their paths begin with the scope."""
        self.spans["facts",] = node.span
        if isinstance(node, Mapping):
            for key, value in node.entries:
                self.note((key.value,), value)
                self.spans[key.value, NAME] = key.span

    def plain(self, node: Node) -> Any:
        """Text, lists and dicts; an empty value is unknown."""
        if isinstance(node, Scalar):
            return node.value if node.value or node.style != "plain" else None
        if isinstance(node, Items):
            return [self.plain(item) for item in node.items]
        return {key.value: self.plain(value) for key, value in node.entries}

    def scope(self, scope: str, content: object) -> Raw:
        """One scope; `table:` takes it from a file beside this one."""
        if isinstance(content, dict) and isinstance(content.get("table"), str) and set(content) <= {"table", "ages"}:
            ages = content.get("ages", {})
            columns, rows = self.table(scope, content["table"])
            return self.compact(scope, {"columns": columns, "rows": rows, "ages": ages}) if columns else {}
        return super().scope(scope, content)

    def expand(self, scope: str, columns: Sequence[str], rows: Sequence[Any], ages: Map[str, str]) -> Raw:
        """The subjects of a table, each at its row."""
        found = super().expand(scope, columns, rows, ages)
        at_key = list(columns).index(_KEY)
        for number, row in enumerate(rows):
            path = (scope, "rows", str(number))
            if path not in self.spans or not isinstance(row, list) or len(row) != len(columns):
                continue
            key = str(row[at_key])
            self.spans[scope, key] = self.spans[path]
            for cell, name in enumerate(columns):
                self.spans[scope, key, name] = self.spans[*path, str(cell)]
        return found

    def table(self, scope: str, name: str) -> tuple[list[str], list[list[str]]]:
        """The columns and rows of a CSV or Parquet file whose columns have the names of the facts."""
        try:
            return read_columns(self.folder / name)
        except FileNotFoundError:
            self.report("F611", (scope, "table"), f"There is no file {quoted(name)}")
            return [], []
        except (OSError, ValueError) as error:
            self.report("F611", (scope, "table"), f"{quoted(name)} cannot be read: {error}")
            return [], []


def read_columns(path: Path) -> tuple[list[str], list[list[str]]]:
    """Column names and rows of a table of facts, every cell as text; missing is `unknown`.

    Raises OSError or ValueError if the file cannot be read.
    """
    if path.suffix == ".csv":
        import csv

        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = [[cell or UNKNOWN for cell in row] for row in csv.reader(stream, strict=True) if row]
        return (lines[0], lines[1:]) if lines else ([], [])
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    try:
        table = parquet.read_table(path)
    except arrow.ArrowException as error:
        raise ValueError(str(error)) from None
    columns = [[_cell(cell) for cell in table.column(name).to_pylist()] for name in table.column_names]
    return list(table.column_names), [list(row) for row in zip(*columns, strict=True)]


def _cell(cell: object) -> str:
    if cell is None or cell != cell:  # NaN is the one value that differs from itself
        return UNKNOWN
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return plain(from_float(cell))
    if isinstance(cell, datetime):
        raise ValueError("a column of instants is not a fact; write dates and times as text")  # noqa: TRY004
    return str(cell)


def _shape(value: object) -> str:
    return "a list" if isinstance(value, list) else "a map" if isinstance(value, dict) else "this"


# --- writing ------------------------------------------------------------------------------------
def to_dict(snapshot: Snapshot) -> Raw:
    """A snapshot in the structure of a fact file; scopes with many subjects as columns and rows."""
    found: Raw = {"at": snapshot.at, "facts": {}}
    if snapshot.assumptions:
        found["assumptions"] = [
            {"id": each.id, "states": each.states, "reason": each.reason} for each in snapshot.assumptions
        ]
    if snapshot.events:
        found["events"] = [dict(each) for each in snapshot.events]
    if snapshot.kept:
        found["kept"] = dict(snapshot.kept)
    for scope, content in snapshot.facts.items():
        many = len(content) >= _MANY and not any(_Plain.is_leaf(value) for value in content.values())
        found["facts"][scope] = _columns(content) if many else content
    return found


def canonical_json(raw: Raw) -> bytes:
    """One spelling for one content: keys in order, no blanks, UTF-8, a line break at the end."""
    text = json.dumps(raw, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return (text + "\n").encode()


def write_facts(raw: Raw, path: Path) -> None:
    """Writes a fact file in the structure that `build_snapshot` makes, as canonical JSON."""
    path.write_bytes(canonical_json(raw))


def _columns(content: Raw) -> Raw:
    names = sorted({name for facts in content.values() for name in facts})
    rows = [[key, *(content[key].get(name, UNKNOWN) for name in names)] for key in sorted(content)]
    return {"columns": [_KEY, *names], "rows": rows}
