"""What a choice and an allocation choose among, and what they prefer."""

from __future__ import annotations

from collections.abc import Sequence

from rules.check.deciding.context import Deciding
from rules.check.leaves.aggregates import items
from rules.check.typer import Mistake, Silent, Typer
from rules.check.wording import is_what
from rules.compile import law as c
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import DateType, InstantType, NumberType, TimeType
from rules.model import documents as d


def among(
    deciding: Deciding, leaf: d.Leaf, source: t.Source, document: d.DocumentModel
) -> tuple[str, str | None] | None:
    """Scope and kind of what `among:` ranges over."""
    place = leaf.at(source.start, source.start + len(source.scope))
    return deciding.scope_of(source.scope, place, document)


def candidates(among: d.Leaf, typer: Typer) -> tuple[x.Items, Typer] | None:
    """The items of `among:` and a typer that sees them."""
    source = among.tree
    if not isinstance(source, t.Aggregate):
        return None
    previous = typer.at_leaf
    typer.at_leaf = among
    try:
        return items(typer, source.source)
    except Silent:
        return None
    except Mistake as mistake:
        typer.report(mistake, among)
        return None
    finally:
        typer.at_leaf = previous


def rankings(deciding: Deciding, preferences: Sequence[d.Preference], typer: Typer) -> tuple[c.Ranking, ...] | None:
    """Preferences: numbers or dates."""
    found: list[c.Ranking] = []
    for preference in preferences:
        value = typer.leaf(preference.leaf)
        if value is None:
            return None
        ranked = (NumberType, DateType, TimeType, InstantType)
        if not isinstance(value.type, NumberType if "of" in preference.word.split() else ranked):
            place = preference.leaf.at(0, len(preference.leaf.scalar.value) - preference.leaf.offset)
            message = f"`{preference.word}` needs a number, and `{value.text}` {is_what(value.type)}"
            deciding.report("E204", place, message, typer.owner, None, typer.declared(value))
            return None
        found.append(c.Ranking(preference.word, value))
    return tuple(found)
