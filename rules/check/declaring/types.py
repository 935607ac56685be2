"""Declared types."""

from __future__ import annotations

from rules.check.declaring.context import TAKE_ONE_AWAY, Declaring, exchanged
from rules.check.vocabulary import BUILT_IN_TYPES
from rules.language.types import EnumType, NumberType, TextType
from rules.model import documents as d


def declare_type(declaring: Declaring, entry: d.TypeEntry) -> None:
    """One named type."""
    name = entry.name.value
    # A constitution may give the built-in ratio a step and a range of its own, once.
    bounded = name == "ratio" and declaring.vocabulary.types[name] is BUILT_IN_TYPES[name]
    if name in declaring.vocabulary.types and not (bounded and entry.unit and entry.unit.value in {"none", "ratio"}):
        if declaring.vocabulary.types[name] is BUILT_IN_TYPES.get(name):
            declaring.report("E311", entry.name.span, f"The type `{name}` is built in", "Choose another name.")
        else:
            declaring.report("E311", entry.name.span, f"The type `{name}` is there already", TAKE_ONE_AWAY)
        return
    if entry.words:
        _words(declaring, entry)
        declaring.vocabulary.types[name] = EnumType(name, tuple(word.value for word in entry.words))
    elif entry.text:
        declaring.vocabulary.types[name] = TextType(name)
    elif entry.unit is not None:
        found = declaring.unit(entry.unit)
        if found is None:
            return
        factor, unit = found
        bare = NumberType(unit, name)
        step, low, high = (declaring.bound(leaf, bare, factor) for leaf in (entry.step, entry.low, entry.high))
        if step is not None and step <= 0:
            assert entry.step is not None
            declaring.report(
                "E222",
                entry.step.span,
                f"The step of `{name}` is not above zero",
                "Write a step such as `0.01`.",
            )
            step = None
        if low is not None and high is not None and low > high:
            assert entry.low is not None
            turned = f"Write `{exchanged(entry.low)}`."
            declaring.report("E227", entry.low.span, f"The range of `{name}` ends before it begins", turned)
        declaring.vocabulary.types[name] = NumberType(unit, name, step, low, high)


def _words(declaring: Declaring, entry: d.TypeEntry) -> None:
    """Words of an enumerated type: each once, none with a dot."""
    seen: set[str] = set()
    for word in entry.words:
        if word.value in seen:
            declaring.report(
                "E311",
                word.span,
                f"The word `{word.value}` stands twice in `{entry.name.value}`",
                TAKE_ONE_AWAY,
            )
        seen.add(word.value)
