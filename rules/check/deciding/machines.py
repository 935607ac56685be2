"""Machines: states, and the moves between them."""

from __future__ import annotations

from collections.abc import Iterable

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.deciding.keeping import SINCE, keep, keep_since
from rules.check.deciding.recording import telling
from rules.check.typer import Typer
from rules.check.wording import listed, word_help
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language.types import EnumType
from rules.model import documents as d


def _decide(deciding: Deciding, document: d.Machine, typer: Typer, head: Head) -> None:
    fact = deciding.target(document.keeps, head.scope)
    owner = document.id.value
    states = tuple(state.value for state in document.states)
    moves = (*document.moves, *deciding.transitions.get(owner, ()))
    if not moves:
        help = f"Add `moves:`, or documents `transition: ID` with `machine: {owner}`."
        deciding.report("E253", document.id.span, "The machine has no moves", owner, help, unknown=owner)
    _preference(deciding, document, moves)
    made: list[c.Move] = []
    for move in moves:
        found = _move(deciding, document, move, typer, head)
        if found is not None:
            made.append(found)
    _reached(deciding, document, moves)
    deciding.decided.kept[fact] = c.TypedMachine(
        **head.common(),
        fact=fact,
        starts=document.starts.value,
        states=states,
        final=tuple(state.value for state in document.final),
        if_several=tuple(state.value for state in document.if_several),
        moves=tuple(sorted(made, key=lambda each: each.id)),
    )


def _move(deciding: Deciding, document: d.Machine, move: d.MoveEntry, typer: Typer, head: Head) -> c.Move | None:
    owner = move.id.value
    inner = typer.bound()
    inner.owner = owner
    sources = [_is_state(deciding, document, source, owner) for source in move.sources]
    reaches = _is_state(deciding, document, move.to, owner)
    complete = all(sources) and reaches
    for source in move.sources:
        if source.value in {state.value for state in document.final}:
            final = next(state for state in document.final if state.value == source.value)
            related = (Related(final.span, "final by this line"),)
            message = f"`{source.value}` is final, so that no move leads out of it"
            deciding.report("E253", source.span, message, owner, "Take one of the two away.", related)
            complete = False
        if source.value == move.to.value:
            message = f"The move leads from `{source.value}` to itself"
            deciding.report("E253", source.span, message, owner, "A move leads to another state.")
            complete = False
    when = inner.condition(move.when)
    tells: c.Telling | None = None
    if move.record is not None:
        tells = telling(deciding, move.record, move.fields, inner, move, head.scope)
        complete = complete and tells is not None
    if when is None or not complete:
        return None
    return c.Move(
        id=owner,
        sources=tuple(source.value for source in move.sources),
        to=move.to.value,
        when=when,
        if_unknown=move.if_unknown is not None,
        tells=tells,
        section=move.section.value if move.section is not None else head.common()["section"],
        title=move.title.value if move.title is not None else None,
        rests_on=tuple(each.value for each in move.rests_on),
        span=move.id.span,
    )


def _is_state(deciding: Deciding, document: d.Machine, state: d.Text, owner: str) -> bool:
    states = [each.value for each in document.states]
    if state.value in states:
        return True
    groups = {name.value: members for name, members in document.groups}
    help = word_help(state.value, states)
    if state.value in groups:
        help = f"Write `[{', '.join(member.value for member in groups[state.value])}]`."
    related = (Related(document.id.span, f"the states of `{document.id.value}` are declared here"),)
    deciding.report("E253", state.span, f"`{state.value}` is not a state of the machine", owner, help, related)
    return False


def _preference(deciding: Deciding, document: d.Machine, moves: Iterable[d.MoveEntry]) -> None:
    """`if_several:` names every state that a move leads to, each once."""
    owner = document.id.value
    named: set[str] = set()
    for state in document.if_several:
        if _is_state(deciding, document, state, owner) and state.value in named:
            message = f"`{state.value}` stands twice in `if_several:`"
            deciding.report("E225", state.span, message, owner, "Take one of the two away.")
        named.add(state.value)
    missing = dict.fromkeys(move.to.value for move in moves if move.to.value not in named)
    known = {state.value for state in document.states}
    missing = {state: None for state in missing if state in known}
    if missing:
        message = f"`if_several:` does not say where {listed(missing)} comes when several moves apply"
        place = document.if_several[-1].span if document.if_several else document.id.span
        deciding.report("E253", place, message, owner, "Add every state that a move leads to, the strongest first.")


def _reached(deciding: Deciding, document: d.Machine, moves: Iterable[d.MoveEntry]) -> None:
    """A state that no move leads to is never entered."""
    entered = {document.starts.value, *(move.to.value for move in moves)}
    for state in document.states:
        if state.value not in entered:
            message = f"No move leads to `{state.value}`, and the machine does not start there"
            owner, help = document.id.value, "Add a move, or take the state away."
            deciding.report("E253", state.span, message, owner, help, unknown=owner)


def _declare(deciding: Deciding, document: d.Machine, scope: str, kind: str | None) -> bool:
    owner = document.id.value
    words: list[str] = []
    for state in document.states:
        if state.value in words:
            message = f"`{state.value}` stands twice in `states:`"
            deciding.report("E225", state.span, message, owner, "Take one of the two away.")
            continue
        if state.value in deciding.vocabulary.scopes or state.value in deciding.vocabulary.groups:
            message = f"The state `{state.value}` has the name of a scope or of a group of parameters"
            deciding.report("E304", state.span, message, owner, "Give the state another name.")
            return False
        words.append(state.value)
    if not all(_is_state(deciding, document, state, owner) for state in (document.starts, *document.final)):
        return False
    fact = deciding.target(document.keeps, scope)
    of = EnumType(str(fact), tuple(words))
    if not keep(deciding, document, document.keeps, of, scope, kind):
        return False
    deciding.vocabulary.types[str(fact)] = of
    groups: dict[str, tuple[str, ...]] = {}
    for name, members in document.groups:
        if name.value in words:
            message = f"`{name.value}` names both a state and a group of states"
            deciding.report("E304", name.span, message, owner, "Give the group another name.")
        elif all(_is_state(deciding, document, member, owner) for member in members):
            groups[name.value] = tuple(member.value for member in members)
    deciding.vocabulary.state_groups[of.name] = groups
    return keep_since(deciding, document, fact, document.keeps)


def _writes(document: d.Machine) -> tuple[d.Text, ...]:
    since = d.Text(f"{document.keeps.value}{SINCE}", document.keeps.span)
    return (document.keeps, since)


def collect_transition(deciding: Deciding, document: d.MoveEntry) -> None:
    """A move that stands as a document of its own is added to its machine."""
    assert document.machine is not None
    name = document.machine.value
    if name not in deciding.machines:
        close = nearest(name, deciding.machines)
        help = f"Did you mean `{close}`?" if close else f"Add a document `machine: {name}`."
        message = f"There is no machine `{name}`"
        deciding.report("E330", document.machine.span, message, document.id.value, help, unknown=name)
        return
    deciding.transitions.setdefault(name, []).append(document)


CHECKS = Checks(_decide, _declare, _writes)
