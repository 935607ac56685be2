"""Reads the simulator's data files: strict YAML, every value checked, numbers exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from rules.diagnostics.codes import Severity
from rules.source.load import Source, load_path, load_text
from rules.source.node import Mapping, Node, Scalar

HERE = Path(__file__).parent

Data = TypeVar("Data", bound=BaseModel)


class PaperDataError(ValueError):
    """A data file of the simulator cannot be used; the message names file, place and reason."""


def read(model: type[Data], path: Path) -> Data:
    """Reads a file of one document. Raises PaperDataError."""
    return _checked(model, load_path(path))


def read_text(model: type[Data], text: str, file: str = "text") -> Data:
    """The same from text; `file` is what messages call it. Raises PaperDataError."""
    return _checked(model, load_text(text, file))


def shipped(model: type[Data], name: str) -> Data:
    """Reads a file that is part of this package. Raises PaperDataError."""
    path = HERE / name
    return _checked(model, load_path(path, shown_as=name))


def _checked(model: type[Data], source: Source) -> Data:
    for each in source.findings:
        if each.severity is Severity.ERROR:
            raise PaperDataError(f"{each.span.file}:{each.span.line}: {each.message}")
    if len(source.documents) != 1:
        raise PaperDataError(f"There should be one document, but there are {len(source.documents)}")
    root = source.documents[0].root
    try:
        return model.model_validate(_plain(root))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        steps = tuple(str(each) for each in first["loc"])
        place = _place(root, steps)
        raise PaperDataError(f"{place.file}:{place.line}: {'.'.join(steps) or 'document'}: {first['msg']}") from None


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key.value: _plain(value) for key, value in node.entries}
    return [_plain(each) for each in node.items]


def _place(node: Node, steps: tuple[str, ...]) -> Any:
    """The span of the deepest part that the steps lead to; a step that is no key or number is left out."""
    for step in steps:
        if isinstance(node, Mapping):
            node = node.get(step) or node
        elif not isinstance(node, Scalar) and step.isdigit() and int(step) < len(node.items):
            node = node.items[int(step)]
    return node.span
