"""What a place in a document holds, and the order of its keys there."""

from __future__ import annotations

from collections.abc import Sequence

from rules.model.keys import AGGREGATES, CASES, GROUPS, KINDS, Entries, Form, Items, One, Part, Sort
from rules.source.node import Mapping

_CONDITIONS = frozenset({Sort.CONDITION, Sort.CONDITIONS, Sort.CONDITION_LIST})
_FUNCTIONS = {part.name: part for part in AGGREGATES}
_GROUPS = {part.name: part for part in GROUPS}
_ENTRIES: dict[Sort, Sort] = {
    Sort.LEAVES: Sort.LEAF,
    Sort.LET: Sort.VALUE,
    Sort.FIELDS: Sort.TEXT,
    Sort.STATES: Sort.TEXT,
    Sort.GROUPS: Sort.TEXTS,
    Sort.SETTINGS: Sort.SETTING,
}


def form_of(root: Mapping) -> One | None:
    """The form of a document by its keys; None if it is no law.

    Files of other sorts have keys such as `table:` and `facts:` too. A document of law begins with its kind, or has no
    key that the kind does not have.
    """
    keys = root.keys()
    kind = next((KINDS[key] for key in keys if key in KINDS), None)
    if kind is None:
        return None
    form = kind.form(keys)
    return One(form) if keys[0] == kind.name or set(keys) <= set(form.by_name) else None


def part_of(form: Form | None, keys: Sequence[str]) -> Part | None:
    """The keys that a map with these keys may have; None if its keys are names."""
    if isinstance(form, One):
        return form.of
    if form is Sort.VALUE or form in _CONDITIONS:
        present = set(keys)
        if form is Sort.VALUE and "cases" in present:
            return CASES
        ranged = "over" in present or {"any", "where"} <= present
        if form in _CONDITIONS and not ranged:
            group = next((_GROUPS[key] for key in keys if key in _GROUPS), None)
            if group is not None:
                return group
        return next((_FUNCTIONS[key] for key in keys if key in _FUNCTIONS), None)
    return None


def entry_forms(form: Form | None, keys: Sequence[str]) -> dict[str, Form | None]:
    """What the values of these keys hold, in a map of this form."""
    if isinstance(form, Entries):
        return dict.fromkeys(keys, One(form.of))
    if isinstance(form, Sort) and form in _ENTRIES:
        return dict.fromkeys(keys, _ENTRIES[form])
    part = part_of(form, keys)
    if part is None:
        return dict.fromkeys(keys)
    known = part.by_name
    return {key: known[key].form if key in known else part.others for key in keys}


def below(form: Form | None) -> Form | None:
    """What an item of a list of this form holds."""
    if isinstance(form, Items):
        return One(form.of)
    return form if isinstance(form, Sort) and form is not Sort.LET else None


def ordered(form: Form | None, keys: Sequence[str]) -> list[str]:
    """Keys in their canonical order. Names keep the order of their author, and so does a map with keys nobody knows."""
    part = part_of(form, keys)
    if part is None:
        return list(keys)
    present = set(keys)
    known = [key.name for key in part.keys if key.name in present]
    others = [key for key in keys if key not in part.by_name]
    if others and part.others is None:
        return list(keys)
    return [*others, *known]
