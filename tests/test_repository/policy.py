"""Policy belongs to the constitution: no trading number, symbol or ratio in Python or in a mapping file.

A number in Python is innocent only if it is 0, 1 or 2, or if `allowed_numbers.yaml` names it for that file,
with a reason; an entry that nothing uses any more is a finding as well. The same holds for a text that is
nothing but a number, a percentage, a ratio or a time of day. Symbols are never allowed; which words are
symbols is read from the constitution, so that the list exists once.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.test_repository.report import PACKAGES, ROOT, Report, repository_files

ALLOWED = Path(__file__).with_name("allowed_numbers.yaml")
STRUCTURAL = frozenset({"0", "1", "2"})
SHORTEST_REASON = 10

_NUMBER_TEXT = re.compile(
    r"""\s* (?: [-+]?\$?(?:\d[\d_,]*)(?:\.\d*)?(?:[eE][-+]?\d+)?\s*%?   # 12  0.05  $1,000  25%  1e-7
          | [-+]?\.\d+%?                                                # .5
          | \d+\s*[/:x]\s*\d+(?::\d+)?                                  # 1/20  40:30  09:45
        ) \s*""",
    re.VERBOSE,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER_INSIDE = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?\s*%|[-+*/<>=]\s*\d+(?:\.\d+)?(?![\w.-])")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9.]{0,5}")


@dataclass(frozen=True)
class Seen:
    """Something at a place: a number as it was written, or a symbol."""

    file: str
    line: int
    kind: str
    text: str


# ---------------------------------------------------------------- YAML


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Every value under a node; keys are names, not values."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _scalars(value)


def _documents(path: Path) -> list[yaml.Node]:
    return list(yaml.compose_all(path.read_text(encoding="utf-8")))


def _mappings(node: yaml.Node) -> Iterator[dict[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _mappings(item)


def symbols_of(constitution: Iterable[Path]) -> frozenset[str]:
    """Every symbol in a parameter that is declared `of: symbol` or `of: set of symbol`."""
    symbols = set()
    for path in constitution:
        for document in _documents(path):
            for entries in _mappings(document):
                of = entries.get("of")
                if not isinstance(of, yaml.ScalarNode) or "symbol" not in of.value.split():
                    continue
                for key, value in entries.items():
                    if key != "of":
                        symbols |= {s.value for s in _scalars(value) if _SYMBOL.fullmatch(s.value)}
    return frozenset(symbols)


def _symbol_pattern(symbols: frozenset[str]) -> re.Pattern[str] | None:
    if not symbols:
        return None
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(sorted(map(re.escape, symbols)))})(?![A-Za-z])")


def is_mapping_file(path: Path) -> bool:
    """Whether a YAML file brings somebody's tables into ours: by its name, or by a document that says so."""
    if "mapping" in path.name:
        return True
    return any("mapping" in next(_mappings(document), {}) for document in _documents(path))


def seen_in_yaml(path: Path, shown: str, symbols: frozenset[str]) -> Iterator[Seen]:
    """Numbers, ratios and symbols among the values of a mapping file."""
    pattern = _symbol_pattern(symbols)
    for document in _documents(path):
        for scalar in _scalars(document):
            line = scalar.start_mark.line + 1
            # A date says which data this is about.
            value = _DATE.sub("", scalar.value)
            if _NUMBER_TEXT.fullmatch(value) or _NUMBER_INSIDE.search(value):
                yield Seen(shown, line, "number", scalar.value.strip())
            if pattern and (match := pattern.search(scalar.value)):
                yield Seen(shown, line, "symbol", match[0])


# ---------------------------------------------------------------- Python


def _docstrings(tree: ast.AST) -> set[int]:
    """The identities of the nodes that are docstrings: they explain, they do not decide."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in node.body:
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    found.add(id(statement.value))
    return found


def _names(node: ast.AST) -> Iterator[str]:
    """The identifiers that a node brings in."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.arg) or (isinstance(node, ast.keyword) and node.arg):
        yield str(node.arg)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name


def seen_in_python(source: str, shown: str, symbols: frozenset[str]) -> Iterator[Seen]:
    """Numbers and symbols in a module, outside its docstrings and comments."""
    tree = ast.parse(source)
    pattern = _symbol_pattern(symbols)
    docstrings = _docstrings(tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            value = node.value
            if isinstance(value, int | float | complex) and not isinstance(value, bool):
                yield Seen(shown, line, "number", repr(value))
            elif isinstance(value, str):
                if _NUMBER_TEXT.fullmatch(value):
                    yield Seen(shown, line, "number", value.strip())
                if pattern and (match := pattern.search(value)):
                    yield Seen(shown, line, "symbol", match[0])
        elif pattern:
            for name in _names(node):
                if match := pattern.search(name.replace("_", " ")):
                    yield Seen(shown, line, "symbol", match[0])


# ---------------------------------------------------------------- the check


def read_allowed(path: Path) -> dict[tuple[str, str], str]:
    """(file, number) → reason."""
    # BaseLoader leaves every scalar as it was written: 0.10 stays 0.10.
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}
    return {
        (str(file), str(number)): str(reason) for file, numbers in loaded.items() for number, reason in numbers.items()
    }


def check_policy(root: Path, files: Iterable[Path], allowed: dict[tuple[str, str], str]) -> Report:
    """Look through the packages' modules and all mapping files below `root`."""
    names = {file: file.relative_to(root).as_posix() for file in files}
    law = [file for file, name in names.items() if name.startswith("constitution/") and file.suffix == ".yaml"]
    symbols = symbols_of(law)
    modules = [f for f, name in names.items() if name.split("/")[0] in PACKAGES and f.suffix == ".py"]
    mappings = [
        file
        for file, name in names.items()
        if name.split("/")[0] in {*PACKAGES, "examples", "accounts", "data"}
        and file.suffix in {".yaml", ".yml"}
        and is_mapping_file(file)
    ]
    report = Report(
        "policy outside the constitution",
        {"Python files": len(modules), "mapping files": len(mappings), "symbols known": len(symbols)},
    )
    report.notes.append(f"{len(allowed)} numbers allowed, each with its reason")
    used = set()
    seen = [
        *(s for f in modules for s in seen_in_python(f.read_text(encoding="utf-8"), names[f], symbols)),
        *(s for f in mappings for s in seen_in_yaml(f, names[f], symbols)),
    ]
    for each in seen:
        if each.kind == "number":
            used.add((each.file, each.text))
            if each.text in STRUCTURAL or not set(each.text) - set("-0") or (each.file, each.text) in allowed:
                continue
        report.findings.append(f"{each.file}:{each.line}: {each.kind} {each.text}")
    for (file, number), reason in allowed.items():
        if (file, number) not in used:
            report.findings.append(f"{ALLOWED.name}: {file} has no number {number} any more: remove the entry")
        if len(reason.strip()) < SHORTEST_REASON:
            report.findings.append(f"{ALLOWED.name}: {file} {number}: say why it is no trading number")
    return report.close()


def reports(root: Path = ROOT) -> list[Report]:
    """The check over all files of the repository."""
    return [check_policy(root, repository_files(root), read_allowed(ALLOWED))]
