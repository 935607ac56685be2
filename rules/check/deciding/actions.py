"""What a document says of actions: which ones it names, and the values of their fields."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rules.check.deciding.context import Deciding
from rules.check.typer import Typer
from rules.check.wording import a_word, spell
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import NothingType, NumberType, RefType, Type
from rules.model import documents as d


def named_actions(deciding: Deciding, document: d.Rule) -> list[c.Action]:
    """Actions by name or class, each once, in order of declaration."""
    names: set[str] = set()
    deciding.named.update(target.value for target in document.targets)
    for target in document.targets:
        if target.value in deciding.vocabulary.actions:
            names.add(target.value)
        elif target.value in deciding.vocabulary.classes:
            names.update(deciding.vocabulary.classes[target.value])
        else:
            close = nearest(target.value, (*deciding.vocabulary.actions, *deciding.vocabulary.classes))
            help = f"Did you mean `{close}`?" if close else "Declare it in the document `actions:`."
            message = f"There is no action or class `{target.value}`"
            deciding.report("E305", target.span, message, document.id.value, help, unknown=target.value)
    return [deciding.vocabulary.actions[name] for name in sorted(names)]


def action_fields(
    deciding: Deciding,
    written: Sequence[tuple[d.Text, d.Leaf]],
    action: c.Action | c.Event,
    typer: Typer,
    document: d.DocumentModel,
    wanted: dict[str, Type],
) -> tuple[tuple[str, x.Expression], ...] | None:
    """Values for the fields of an action or event: each declared field once, each on its grid."""
    owner = document.id.value
    found: list[tuple[str, x.Expression]] = []
    complete = True
    missing = [name for name in wanted if name not in {each.value for each, _ in written}]
    for name, leaf in written:
        of = wanted.get(name.value)
        if of is None:
            close = nearest(name.value, wanted)
            missing = [each for each in missing if each != close]
            help = f"Did you mean `{close}`?" if close else None
            related = (Related(action.span, f"`{action.name}` is declared here"),)
            message = f"`{action.name}` has no field `{name.value}`"
            deciding.report("E301", name.span, message, owner, help, related, name.value)
            complete = False
            continue
        value = typer.leaf(leaf, of)
        if value is None:
            complete = False
            continue
        if isinstance(of, RefType) and isinstance(action, c.Action) and may_be_none(value, typer):
            message = f"`{spell(value)}` may be none, and `{name.value}` of `{action.name}` is {a_word(of.scope)}"
            help = f"Ask `{spell(value)} exists` in `when:`."
            deciding.report("E220", leaf.span, message, owner, help)
            complete = False
            continue
        if isinstance(of, NumberType) and of.step is not None and not on_grid(deciding, value, of.step):
            step = typer.example(number_text(of.step), of)
            message = f"`{name.value}` may lie between two steps of `{of}` ({step})"
            help = f"Put `rounded down to {step}` behind it, or `up`, or `half even`."
            deciding.report("E238", leaf.span, message, owner, help)
        found.append((name.value, value))
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        related = (Related(action.span, f"`{action.name}` is declared here"),)
        help = f"Add `{missing[0]}:` below `with:`."
        deciding.report("E239", document.id.span, f"`with:` gives no value for {names}", owner, help, related)
        complete = False
    return tuple(found) if complete else None


def may_be_none(value: x.Expression, typer: Typer) -> bool:
    """Whether a subject may be none, and nobody has asked before."""
    optional = isinstance(value.type, RefType) and value.type.optional
    return (optional and value not in typer.guards) or isinstance(value.type, NothingType)


def on_grid(deciding: Deciding, value: x.Expression, step: Fraction) -> bool:
    """True when the value is a multiple of `step` by its form (finding F17)."""
    match value:
        case x.Constant():
            return not isinstance(value.value, Fraction) or value.value % step == 0
        case x.Rounded():
            return on_grid(deciding, value.step, step)
        case x.ReadFact() if isinstance(made := deciding.decided.derivations.get(value.fact), c.Derivation):
            return on_grid(deciding, made.value, step)
        case x.ReadFact() | x.ReadParameter() | x.ReadField() | x.LastOf() | x.Before():
            own = value.type.step if isinstance(value.type, NumberType) else None
            return own is not None and own % step == 0
        case x.Arithmetic():
            sides = (on_grid(deciding, value.left, step), on_grid(deciding, value.right, step))
            if value.operator in {"+", "-"}:
                return all(sides)
            whole = (on_grid(deciding, value.left, Fraction(1)), on_grid(deciding, value.right, Fraction(1)))
            return value.operator == "*" and ((sides[0] and whole[1]) or (sides[1] and whole[0]))
        case x.Call():
            return all(on_grid(deciding, part, step) for part in value.arguments) if value.name != "size" else True
        case x.If():
            return on_grid(deciding, value.then, step) and on_grid(deciding, value.otherwise, step)
        case x.Cases():
            parts = (*(then for _, then in value.cases), value.otherwise)
            return all(on_grid(deciding, part, step) for part in parts)
        case x.Aggregate():
            return value.function == "count" or (value.value is not None and on_grid(deciding, value.value, step))
        case x.Negative():
            return on_grid(deciding, value.part, step)
    return False
