"""Declared scopes and their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rules.check.declaring.context import TAKE_ONE_AWAY, Declaring
from rules.check.typer import WAYS
from rules.compile.law import Scope
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language.types import TEXT, Type
from rules.model import documents as d
from rules.source.span import Span


def declare_scopes(declaring: Declaring, entries: Sequence[d.ScopeEntry]) -> None:
    """Scopes and their links."""
    names = {entry.name.value for entry in entries}
    seen: dict[str, Span] = {}
    for entry in entries:
        name = entry.name.value
        if name in seen:
            related = (Related(seen[name], "first here"),)
            declaring.report("E311", entry.name.span, f"The scope `{name}` is declared twice", TAKE_ONE_AWAY, related)
            continue
        seen[name] = entry.name.span
        links = [
            *(entry.key if entry.compound else ()),
            *((entry.within,) if entry.within else ()),
            *entry.refers_to,
        ]
        for link in links:
            if link.value not in names:
                close = nearest(link.value, names)
                help = f"Did you mean `{close}`?" if close else None
                declaring.report("E302", link.span, f"There is no scope `{link.value}`", help, unknown=link.value)
                declaring.vocabulary.lost.add(WAYS)
        key_type: Type = TEXT
        if entry.key and not entry.compound and entry.key[0].value in declaring.vocabulary.types:
            key_type = declaring.vocabulary.types[entry.key[0].value]
        declaring.vocabulary.scopes[name] = Scope(
            name=name,
            key=tuple(key.value for key in entry.key if not entry.compound or key.value in names),
            compound=entry.compound,
            within=entry.within.value if entry.within and entry.within.value in names else None,
            refers_to=tuple(link.value for link in entry.refers_to if link.value in names),
            one=entry.one,
            key_type=key_type,
            words=entry.words.value if entry.words else None,
            doc=entry.doc.value if entry.doc else None,
            span=entry.name.span,
        )
    told: set[str] = set()
    for scope in declaring.vocabulary.scopes.values():
        above = _above(declaring, scope)
        if scope.name in above and not told & above:
            told.add(scope.name)
            help = "Take away one link of the circle: `in:`, `refers_to:` or a part of `key:`."
            declaring.report("E312", scope.span, f"The scope `{scope.name}` belongs to itself", help)
            declaring.vocabulary.lost.add(WAYS)
    # Whoever follows links from here on must come to an end.
    circular = [each for each in declaring.vocabulary.scopes.values() if each.name in _above(declaring, each)]
    for scope in circular:
        key = () if scope.compound else scope.key
        declaring.vocabulary.scopes[scope.name] = replace(scope, key=key, within=None, refers_to=())


def _above(declaring: Declaring, scope: Scope) -> set[str]:
    """The scopes that this one belongs or refers to, directly or through others."""
    pending = list(scope.links)
    seen: set[str] = set()
    while pending:
        link = pending.pop()
        if link not in seen and link in declaring.vocabulary.scopes:
            seen.add(link)
            pending.extend(declaring.vocabulary.scopes[link].links)
    return seen
