"""Declared units: base units, scales, currency, multiples."""

from __future__ import annotations

from fractions import Fraction

from rules.check.declaring.context import TAKE_ONE_AWAY, Declaring
from rules.language import tree as t
from rules.language.types import NumberType
from rules.model import documents as d


def declare_units(declaring: Declaring, document: d.Units) -> None:
    """Base units, scales, currency, multiples."""
    table = declaring.vocabulary.units
    for base in document.base:
        if table.is_declared(base.value):
            declaring.report("E311", base.span, f"The unit `{base.value}` is there already", TAKE_ONE_AWAY)
            continue
        table.declare_base(base.value)
    for scale in document.scales:
        if table.is_declared(scale.value):
            declaring.report("E311", scale.span, f"The unit `{scale.value}` is there already", TAKE_ONE_AWAY)
            continue
        table.declare_base(scale.value)
        table.scales[scale.value] = None
    if document.currency is not None:
        if table.is_declared(document.currency.value):
            table.currency = document.currency.value
        else:
            declaring.unknown_unit(document.currency)
    for name, leaf in document.also:
        tree = leaf.tree
        if table.is_declared(name.value):
            declaring.report("E311", name.span, f"The unit `{name.value}` is there already", TAKE_ONE_AWAY)
        elif isinstance(tree, t.Number):
            found = declaring.constant(leaf, None)
            if found is not None and isinstance(found.type, NumberType) and isinstance(found.value, Fraction):
                table.declare_multiple(name.value, found.value, found.type.unit)
        elif tree is not None:
            message = f"`{leaf.scalar.value}` is not a number with a unit"
            declaring.report("E206", leaf.span, message, "Write for example `60 seconds`.")
