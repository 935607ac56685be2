"""The JSON Schema of one document of law, from the table of keys that describes the language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rules.model.keys import (
    AGGREGATES,
    CASES,
    GROUPS,
    KINDS,
    Entries,
    Form,
    Items,
    Kind,
    Part,
    Preferences,
    Sort,
    Words,
)
from rules.schema.descriptions import of_key, of_kind

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "^[a-z][a-z0-9_]*$"
_ID = "^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"
# What is text in law an editor may take for a number or a truth value.
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_TRUTHS = {"true": True, "false": False}


def law_schema() -> Schema:
    """The schema of one document; a file of law holds several, parted by lines `---`, each of which it describes."""
    return {
        "$schema": DIALECT,
        "$id": "alluse/law",
        "title": "A document of law",
        "description": "One document of a file of law. A file may hold several, parted by lines `---`.",
        "type": "object",
        # The kinds by name, so that an editor offers them in an empty document.
        "properties": {kind.name: _told(of_kind(kind.name)) for kind in KINDS.values()},
        "anyOf": [{"required": [name]} for name in KINDS],
        "allOf": [{"if": _is(kind), "then": {"$ref": f"#/$defs/{kind.name}"}} for kind in KINDS.values()],
        "$defs": {**_sorts(), **{kind.name: _kind(kind) for kind in KINDS.values()}},
    }


def _is(kind: Kind) -> Schema:
    """Whether a document is of a kind. Another kind may have a key of the same name: a move names its machine."""
    others = [
        other.name
        for other in KINDS.values()
        if other is not kind and any(kind.name in form.by_name for form in other.forms)
    ]
    found: Schema = {"required": [kind.name]}
    if others:
        found["not"] = {"anyOf": [{"required": [name]} for name in others]}
    return found


def _kind(kind: Kind) -> Schema:
    if len(kind.forms) == 1:
        return {"title": kind.name, **_told(of_kind(kind.name)), **_part(kind.forms[0], kind.name)}
    # Named by a key that only it has; the form that is named like the kind is the one without such a key.
    named = [form for form in kind.forms if form.name != kind.name]
    rest = [form for form in kind.forms if form.name == kind.name]
    choices = [
        {"if": _has(form, named[:number]), "then": {"title": f"{kind.name}, {form.name}", **_part(form, kind.name)}}
        for number, form in enumerate(named)
    ]
    names = [{"required": [form.name]} for form in named]
    found: Schema = {
        "title": kind.name,
        **_told(of_kind(kind.name)),
        "type": "object",
        # All keys of all forms, so that an editor offers them before it is clear which form it is.
        "properties": {key.name: _told(of_key(kind.name, key.name)) for form in kind.forms for key in form.keys},
        "allOf": choices,
    }
    if rest:
        found["allOf"] = [*choices, {"if": {"not": {"anyOf": names}}, "then": _part(rest[0], kind.name)}]
    else:
        found["anyOf"] = names
    return found


def _has(form: Part, before: Iterable[Part]) -> Schema:
    """Whether a document has a form: a forbid may also record, and then it is a forbid."""
    earlier = [{"required": [other.name]} for other in before if form.name in other.by_name]
    return {"required": [form.name], **({"not": {"anyOf": earlier}} if earlier else {})}


def _part(part: Part, name: str | None = None) -> Schema:
    """A map with the keys of a part; `name` is what the language reference calls it, if not as the part."""
    properties = {key.name: {**_told(of_key(name or part.name, key.name)), **_form(key.form)} for key in part.keys}
    found: Schema = {"type": "object", "properties": properties}
    if part.required:
        found["required"] = list(part.required)
    found["additionalProperties"] = False if part.others is None else _form(part.others)
    if part.one_of:
        found["oneOf"] = [{"required": [name]} for name in part.one_of]
    return found


def _told(words: str | None) -> Schema:
    return {"description": words} if words else {}


def _form(form: Form) -> Schema:
    match form:
        case Sort():
            return {"$ref": f"#/$defs/{_NAMES[form]}"}
        case Words(words):
            return {"enum": [_TRUTHS.get(word, word) for word in words]}
        case Preferences(beginnings):
            one = {"type": "string", "pattern": f"^({'|'.join(beginnings)}) "}
            return _one_or_many(one)
        case Entries(part):
            return {"type": "object", "propertyNames": {"pattern": NAME}, "additionalProperties": _part(part)}
        case Items(part):
            return {"type": "array", "items": _part(part), "minItems": 1}
    return _part(form.of)


# --- the sorts of values ----------------------------------------------------------------------------
_AGGREGATE = "long_aggregate"
_NAMES: dict[Sort, str] = {sort: sort.name.lower() for sort in Sort}


def _ref(sort: Sort) -> Schema:
    return {"$ref": f"#/$defs/{_NAMES[sort]}"}


def _one_or_many(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _map_of(value: Schema, names: str | None = NAME) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": value}
    return {**found, "propertyNames": {"pattern": names}} if names else found


def _sorts() -> Schema:
    leaf = _ref(Sort.LEAF)
    aggregates = [_part(part) for part in AGGREGATES]
    for schema, part in zip(aggregates, AGGREGATES, strict=True):
        own = next(key for key in part.keys if key.name == part.name)
        if own.form is Sort.SOURCE:  # left empty, where `over:` says it
            schema["properties"][part.name] = {
                **_told(of_key(part.name, own.name)),
                "anyOf": [_ref(Sort.SOURCE), {"type": "null"}],
            }
    condition = {"anyOf": [leaf, *(_part(part) for part in GROUPS), {"$ref": f"#/$defs/{_AGGREGATE}"}]}
    found: dict[Sort, Schema] = {
        Sort.TEXT: _SCALAR,
        Sort.TEXTS: _one_or_many(_SCALAR),
        Sort.CHOICES: _one_or_many({"type": "string", "pattern": r"^[A-Za-z_]\w*$"}),
        Sort.NAME: {"type": "string", "pattern": NAME},
        Sort.ID: {"type": "string", "pattern": _ID},
        Sort.TRUTH: {"type": "boolean"},
        Sort.LEAF: _SCALAR,
        Sort.LEAF_LIST: _one_or_many(leaf),
        Sort.LEAVES: _map_of(leaf, None),
        Sort.FIELDS: _map_of(_ref(Sort.TEXT)),
        Sort.RANGE: {"type": "string", "pattern": " to "},
        Sort.SUBJECT: {"type": "string", "pattern": r"^[A-Za-z_]\w*(\s+where\s[\s\S]+)?\s*$"},
        Sort.SOURCE: {"type": "string", "minLength": 1},
        Sort.CONDITION: condition,
        Sort.CONDITIONS: _one_or_many(_ref(Sort.CONDITION)),
        Sort.CONDITION_LIST: {"type": "array", "items": _ref(Sort.CONDITION), "minItems": 1},
        Sort.VALUE: {"anyOf": [leaf, _part(CASES), {"$ref": f"#/$defs/{_AGGREGATE}"}]},
        Sort.LET: _map_of(_ref(Sort.VALUE)),
        Sort.ONCE: {"type": "string", "pattern": r"^(per [\w.]+( +per [\w.]+)*|until \w+\.confirmed|while [\s\S]+)$"},
        Sort.EACH: {"type": "string", "pattern": "^[a-z][a-z0-9_]* in [0-9]+ to [0-9]+$"},
        Sort.STATES: {"anyOf": [{"type": "array", "items": _ref(Sort.NAME), "minItems": 1}, _map_of(_ref(Sort.TEXT))]},
        Sort.GROUPS: _map_of(_ref(Sort.TEXTS)),
        Sort.SETTING: _one_or_many(_SCALAR),
        Sort.SETTINGS: _map_of(_one_or_many(_SCALAR), None),
    }
    return {
        **{_NAMES[sort]: {"description": str(sort), **schema} for sort, schema in found.items()},
        _AGGREGATE: {"description": "a look at many subjects, written as a map", "anyOf": aggregates},
    }
