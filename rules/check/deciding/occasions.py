"""How often a duty or a record arises: `once:`."""

from __future__ import annotations

from rules.check.deciding.context import Deciding
from rules.check.events import declare_outcomes
from rules.check.leaves.ways import scope_help, ways_help
from rules.check.typer import WAYS, Mistake, Typer
from rules.check.wording import a_word, did_you_mean
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import FLAG, FlagType
from rules.model import documents as d
from rules.model.reading.memory import OCCASIONS


def once_of(deciding: Deciding, once: d.Once | None, typer: Typer, scope: str) -> c.Once | None:
    """The typed occasion; None where there is none, or with a finding where it cannot be counted."""
    if once is None:
        return None
    if once.until is not None:
        return _until(deciding, once.until, typer.owner, scope)
    if once.lasting is not None:
        lasting = typer.leaf(once.lasting, FLAG)
        return c.Once(lasting=lasting) if lasting is not None else None
    period: str | None = None
    subjects: list[x.Expression] = []
    episodes: list[x.ReadFact] = []
    for word in once.per:
        if word.value in OCCASIONS:
            if period is not None:
                message = f"`{word.value}` and `{period}` are two stretches of the calendar"
                deciding.report("E254", word.span, message, typer.owner, "Take the longer one away.")
                return None
            period = word.value
        elif "." in word.value:
            latch = _latch(deciding, word, typer)
            if latch is None:
                return None
            episodes.append(latch)
        else:
            subject = _subject(deciding, word, typer.owner, scope)
            if subject is None:
                return None
            subjects.append(subject)
    return c.Once(period=period, subjects=tuple(subjects), episodes=tuple(episodes))


def _until(deciding: Deciding, name: d.Text, owner: str, scope: str) -> c.Once | None:
    action = deciding.vocabulary.actions.get(name.value)
    if action is None:
        help = did_you_mean(name.value, deciding.vocabulary.actions)
        deciding.report("E305", name.span, f"There is no action `{name.value}`", owner, help, unknown=name.value)
        return None
    if action.on != scope:
        related = (Related(action.span, f"`{action.name}` is declared here"),)
        message = f"`{action.name}` is done to {a_word(action.on)}, and the rule is for {a_word(scope)}"
        deciding.report("E254", name.span, message, owner, "Name an action on the subject of the rule.", related)
        return None
    declare_outcomes(deciding.vocabulary, action.name)
    return c.Once(until=action.name)


def _subject(deciding: Deciding, name: d.Text, owner: str, scope: str) -> x.Expression | None:
    vocabulary = deciding.vocabulary
    if name.value not in vocabulary.scopes:
        known = (*OCCASIONS, *(each for each in vocabulary.scopes if not vocabulary.scopes[each].event))
        help = did_you_mean(name.value, known) or _meant(deciding, name.value)
        message = f"`{name.value}` is neither a stretch of the calendar nor a scope"
        deciding.report("E254", name.span, message, owner, help, unknown=name.value)
        return None
    ways = vocabulary.ways_or_parts(scope, name.value)
    if len(ways) != 1:
        message = f"{a_word(scope, capital=True)} leads to no {name.value}"
        related = (Related(vocabulary.scopes[name.value].span, f"`{name.value}` is declared here"),)
        deciding.report("E306", name.span, message, owner, ways_help(vocabulary, scope), related, WAYS)
        return None
    return ways[0]


def _meant(deciding: Deciding, name: str) -> str:
    """What may have been meant by a word that nothing is counted by."""
    vocabulary = deciding.vocabulary
    if name == "day":
        return "Write `per session`: a session is a day."
    if name in vocabulary.kinds:
        return f"Write `per {vocabulary.kinds[name].of}`."
    stretches = f"A stretch is one of {', '.join(f'`{each}`' for each in OCCASIONS)}."
    return scope_help(vocabulary, name) or stretches


def _latch(deciding: Deciding, name: d.Text, typer: Typer) -> x.ReadFact | None:
    scope, _, fact = name.value.partition(".")
    known = deciding.vocabulary.facts.get(x.FactId(scope, fact))
    if known is None or known.origin != "kept" or known.kept_with is not None or not isinstance(known.type, FlagType):
        latches = [
            str(each.id)
            for each in deciding.vocabulary.facts.values()
            if each.origin == "kept" and isinstance(each.type, FlagType) and each.kept_with is None
        ]
        message = f"`{name.value}` is not kept by a latch, so that its episodes cannot be counted"
        help = did_you_mean(name.value, latches) or "Name a scope, a stretch of the calendar, or what a latch keeps."
        deciding.report("E254", name.span, message, typer.owner, help, unknown=fact)
        return None
    try:
        read = typer.expression(t.Path((scope, fact)), FLAG)
    except Mistake as mistake:
        typer.report(mistake, None, name.span)
        return None
    return read if isinstance(read, x.ReadFact) else None
