"""From a YAML document to a checked, typed object; every complaint gets its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from engine.snapshot import NAME
from facts import occ
from facts.errors import FactsError
from facts.exact import plain as plain_number
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest, quoted
from rules.source.load import Document, Source, load_path
from rules.source.node import Mapping, Node, Scalar
from rules.source.node import Sequence as Items
from rules.source.span import Span

Places = dict[tuple[str, ...], Span]
Model = TypeVar("Model", bound="Checked")
ModelRead = TypeVar("ModelRead", bound="Checked", covariant=True)


class Checked(BaseModel):
    """A document or a part of one: no key that it does not name, nothing changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[ModelRead]):
    """The one document of a file, and where each part of it stands."""

    model: ModelRead
    file: str
    places: Places

    def place(self, *path: str) -> Span:
        """Where a part of the document stands."""
        return place_of(path, self.places, self.file)


# --- values as people write them ----------------------------------------------------------------
def _text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise PydanticCustomError("F603", "has no value" if value in ("", None) else "must be one word or sentence")


def _amount(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    text = _text(value)
    digits = text[1:] if text.startswith("$") else text
    try:
        if not digits.strip("-0123456789.") == "":
            raise InvalidOperation
        return Decimal(digits)
    except InvalidOperation:
        raise PydanticCustomError(
            "F603",
            "{text} is not an amount; write it with digits only: `400000` or `12.50`",
            {"text": quoted(text)},
        ) from None


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise PydanticCustomError("F606", "{text} is not above zero", {"text": quoted(plain_number(value))})
    return value


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise PydanticCustomError("F606", "{text} is below zero", {"text": quoted(plain_number(value))})
    return value


def _count(value: object) -> int:
    if isinstance(value, int):
        return value
    text = _text(value)
    if not (text.isascii() and text.isdecimal()):
        raise PydanticCustomError("F603", "{text} is not a whole number", {"text": quoted(text)})
    if int(text) == 0:
        raise PydanticCustomError("F606", "{text} is not above zero", {"text": quoted(text)})
    return int(text)


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    text = _text(value)
    try:
        if len(text) != len("2026-04-10"):
            raise ValueError(text)
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a date, not an instant
    except ValueError:
        raise PydanticCustomError(
            "F603", "{text} is not a date; write year, month and day: `2026-04-10`", {"text": quoted(text)}
        ) from None


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    text = _text(value)
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day, not an instant
    except ValueError:
        raise PydanticCustomError(
            "F603", "{text} is not a time of day; write `10:00` or `15:00`", {"text": quoted(text)}
        ) from None


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value)
    if text not in ("true", "false"):
        raise PydanticCustomError("F603", "{text} is neither `true` nor `false`", {"text": quoted(text)})
    return text == "true"


def _contract(value: object) -> str:
    text = _text(value)
    if occ.read(text) is None:
        raise PydanticCustomError("F604", "{text} is not an option symbol", {"text": quoted(text)})
    return text


def _some(value: object) -> object:
    if value in ([], {}, ()):
        raise PydanticCustomError("F603", "must not be empty")
    return value


# On a list or map: there must be something in it.
Some = BeforeValidator(_some)
Text = Annotated[str, BeforeValidator(_text)]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
NotNegative = Annotated[Decimal, BeforeValidator(lambda value: _not_negative(_amount(value)))]
Positive = Annotated[Decimal, BeforeValidator(lambda value: _positive(_amount(value)))]
Count = Annotated[int, BeforeValidator(_count)]
Day = Annotated[date, BeforeValidator(_day)]
Clock = Annotated[time, BeforeValidator(_clock)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Contract = Annotated[str, BeforeValidator(_contract)]


# --- documents ----------------------------------------------------------------------------------
def load(path: Path, shown_as: str | None = None) -> Source:
    """The documents of a YAML file. Raises FactsError with everything that keeps it from being read."""
    source = load_path(path, shown_as)
    errors = [each for each in source.findings if each.severity == "error"]
    if errors:
        raise FactsError(errors)
    return source


def plain(node: Node) -> Any:
    """A document as text, lists and dicts."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.entries}


def places(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Span]]:
    """Every path of a document with its place; items of a list are counted from 0, and `NAME` of a path is its key."""
    yield path, node.span
    if isinstance(node, Items):
        for number, item in enumerate(node.items):
            yield from places(item, (*path, str(number)))
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield (*path, key.value, NAME), key.span
            yield from places(value, (*path, key.value))


def place_of(path: tuple[str, ...], places: Places, file: str) -> Span:
    """Where a part stands; of one that is not there, that to which it would belong."""
    for end in range(len(path), -1, -1):
        if path[:end] in places:
            return places[path[:end]]
    return Span(file, 1, 1, 1, 1)


def check(document: Document, model: type[Model], what: str) -> Model:
    """The document as a `model`. Raises FactsError with every complaint; `what` names it in messages."""
    try:
        return model.model_validate(plain(document.root))
    except ValidationError as error:
        raise FactsError(complaints(error, document.root, model, what)) from None


def complaints(error: ValidationError, root: Node, model: type[BaseModel], what: str) -> list[Diagnostic]:
    """What pydantic found, in plain words and with places."""
    found: list[Diagnostic] = []
    for each in error.errors(include_url=False, include_context=True):
        path = tuple(str(part) for part in each["loc"])
        found.append(_complaint(each, path, root, model, what))
    return found


def _complaint(error: ErrorDetails, path: tuple[str, ...], root: Node, model: type[BaseModel], what: str) -> Diagnostic:
    kind, name = error["type"], path[-1] if path else ""
    where = _named(path[:-1], what)
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        close = nearest(name, known)
        help = f"Did you mean `{close}`?" if close else f"Its keys are {_listed(known)}." if known else None
        return finding("F601", _key_place(root, path), f"{where} has no key {quoted(name)}", path=path, help=help)
    if kind == "missing":
        return finding("F602", _place(root, path[:-1]), f"{where} lacks the key `{name}`", path=path)
    code = kind if kind in ("F603", "F604", "F606") else "F603"
    text = error["msg"] if kind == code else _plain_words(error)
    subject = quoted(name) if not name.isdigit() else f"Item {int(name) + 1} of {_named(path[:-1], what)}"
    if code == "F604":
        help = "Root, expiry as YYMMDD, C or P, strike in thousandths with eight digits: `XYZ260417P00701000`."
        return finding(code, _place(root, path), text, path=path, help=help)
    return finding(code, _place(root, path), f"{subject}: {text}", path=path)


def _plain_words(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind == "literal_error":
        words = str(error.get("ctx", {}).get("expected", "the words that may stand here"))
        return "is none of " + words.replace("'", "`")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "must be a map of keys and values"
    if kind in ("list_type", "tuple_type"):
        return "must be a list"
    message = error["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _named(path: tuple[str, ...], what: str) -> str:
    names = [quoted(part) if not part.isdigit() else str(int(part) + 1) for part in path]
    return what if not names else " › ".join(names)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _keys(model: type[BaseModel], path: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that may stand at a path inside a model; none if it cannot be told."""
    here: Any = model
    for part in path:
        if _is_model(here):
            field = here.model_fields.get(part)
            here = field.annotation if field else None
        else:
            # One step into a map or a list: to what it holds.
            held = [each for each in get_args(here) if each is not Ellipsis]
            here = held[-1] if held else None
        while get_origin(here) is Annotated:
            here = get_args(here)[0]
    if not _is_model(here):
        return ()
    return tuple(field.alias or name for name, field in here.model_fields.items())


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _place(root: Node, path: tuple[str, ...]) -> Span:
    """The nearest node to a path; pydantic's own steps that are not in the document are passed over."""
    node = root
    for part in path:
        if isinstance(node, Mapping):
            node = node.get(part) or node
        elif isinstance(node, Items) and part.isdigit() and int(part) < len(node.items):
            node = node.items[int(part)]
    return node.span


def _key_place(root: Node, path: tuple[str, ...]) -> Span:
    node = root
    for part in path[:-1]:
        if isinstance(node, Mapping):
            node = node.get(part) or node
        elif isinstance(node, Items) and part.isdigit() and int(part) < len(node.items):
            node = node.items[int(part)]
    key = node.key(path[-1]) if isinstance(node, Mapping) else None
    return key.span if key else node.span
