"""What rules ask of the verdicts on actions."""

from __future__ import annotations

from rules.check.leaves.context import Context
from rules.check.leaves.mistakes import WAYS, Mistake
from rules.check.leaves.names import bare_scope
from rules.check.wording import a_word, did_you_mean, spelt
from rules.diagnostics.diagnostic import Related
from rules.language import tree as t
from rules.language import typed as x
from rules.language.printer import show
from rules.language.types import FLAG, RefType, Type


def verdict(typer: Context, tree: t.IsState) -> x.Expression:
    """`is proposed`, `is permitted`, `is forbidden` of an action. Raises Mistake."""
    name = show(tree.value)
    action = typer.vocabulary.actions.get(name)
    if action is None:
        close = did_you_mean(name, typer.vocabulary.actions)
        raise Mistake("E305", f"There is no action `{name}`", tree.value, close, unknown=name)
    subject = bare_scope(typer, action.on, tree.value)
    if subject is None:
        related = (Related(action.span, f"`{name}` is done to {a_word(action.on)}"),)
        raise Mistake(
            "E306",
            f"No {action.on} can be reached from here, and `{name}` is done to one",
            tree,
            None,
            related,
            WAYS,
        )
    return x.VerdictIs(type=FLAG, action=name, subject=subject, state=tree.state, denied=tree.denied)


def would_be_permitted(typer: Context, tree: t.WouldBePermitted, _expected: Type | None) -> x.Expression:
    """`would be permitted … but for …`. Raises Mistake."""
    subject = typer.expression(tree.subject, None)
    if not isinstance(subject.type, RefType):
        help = "Name a scope, for example `candidate would be permitted …`."
        raise Mistake("E205", f"{spelt(subject)} is not a subject", tree.subject, help)
    for name in tree.actions:
        action = typer.vocabulary.actions.get(name)
        if action is None:
            close = did_you_mean(name, typer.vocabulary.actions)
            raise Mistake("E305", f"There is no action `{name}`", typer.part(tree, name), close, unknown=name)
        if action.on != subject.type.scope:
            raise Mistake(
                "E306",
                f"`{name}` is done to {a_word(action.on)}, not to {a_word(subject.type.scope)}",
                tree,
                related=(Related(action.span, f"`{name}` is declared here"),),
            )
    excepted: list[str] = []
    for cause in tree.but_for:
        if cause.startswith("§"):
            found = [rule for rule, section in typer.vocabulary.rule_sections.items() if section == cause]
            if not found:
                close = did_you_mean(cause, typer.vocabulary.rule_sections.values())
                place = typer.part(tree, cause)
                raise Mistake("E307", f"No rule stands in section `{cause}`", place, close, unknown=cause)
            excepted += found
        elif cause in typer.vocabulary.rule_sections:
            excepted.append(cause)
        else:
            close = did_you_mean(cause, typer.vocabulary.rule_sections)
            raise Mistake("E307", f"There is no rule `{cause}`", typer.part(tree, cause), close, unknown=cause)
    return x.WouldBePermitted(type=FLAG, subject=subject, actions=tree.actions, but_for=tuple(sorted(set(excepted))))
