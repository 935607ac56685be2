"""Rules and their effects."""

from __future__ import annotations

from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.model import documents as d
from rules.model.reading.head import common, head
from rules.model.reading.memory import read_each, read_once
from rules.model.shape import Shape, head_of
from rules.source.node import Mapping, Scalar

EFFECTS = ("derive", "permit", "forbid", "propose", "record")

_WORDS_FOR_EFFECTS = {
    "allow": "permit",
    "deny": "forbid",
    "block": "forbid",
    "prohibit": "forbid",
    "do": "propose",
}


def read_rule(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `rule:`."""
    effects = [effect for effect in EFFECTS if root.get(effect) is not None]
    beside = effects == ["forbid", "record"]
    effects = effects[:1] if beside else effects
    id = shape.id(root.get("rule"), "The id of a rule")
    if len(effects) != 1:
        _no_single_effect(root, shape, effects)
        return None
    effect = effects[0]
    own: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "derive": (("type",), ("as", "when", "if_unknown")),
        "permit": (("when",), ("exception_to",)),
        "forbid": (("when",), ("binds_reducing", "exception_to", "record", "with", "once")),
        "propose": (("when",), ("with", "once", "if_unknown")),
        "record": (("when",), ("with", "each", "once")),
    }
    required, optional = own[effect]
    head(root, shape, "rule", ("section", effect, "for", *required), (*optional, "let"))
    valued = [root.get("as"), root.get("when")]
    renamed = valued == [None, None] and any(shape.meant(key.value, ("as",)) for key, _ in root.entries)
    if effect == "derive" and (valued[0] is None) == (valued[1] is None) and not renamed:
        help = "`as:` gives a value, `when:` a flag: write one of them."
        both = root.key("when")
        message = "The derived fact has two values" if both is not None else "The derived fact has no value"
        place = both or root.key("derive")
        shape.report("E131", place.span if place is not None else head_of(root), message, help)
    for key in ("with", "once"):
        if effect == "forbid" and root.get(key) is not None and not beside:
            help = "Add `record:` with the event that is to be written down."
            place = root.key(key)
            shape.report("E124", (place or root).span, f"`{key}:` stands without `record:`", help)
    targets = shape.texts(root.get(effect), f"`{effect}:`")
    subject = shape.subject(root.get("for"))
    if id is None or subject is None or not targets:
        return None
    return d.Rule(
        id=id,
        subject=subject,
        let=shape.let(root.get("let")),
        effect=effect,
        targets=targets,
        type=shape.text(root.get("type"), "`type:`"),
        value=shape.value(root.get("as"), "`as:`"),
        when=shape.condition(root.get("when"), "`when:`"),
        fields=shape.leaves(root.get("with"), "`with:`"),
        binds_reducing=shape.truth(root.get("binds_reducing"), "`binds_reducing:`"),
        exception_to=shape.texts(root.get("exception_to"), "`exception_to:`"),
        if_unknown=shape.word(
            root.get("if_unknown"), "`if_unknown:`", ("true",) if effect == "propose" else ("true", "false")
        ),
        record=shape.name(root.get("record"), "`record:`") if beside else None,
        once=read_once(root.get("once"), shape),
        each=read_each(root.get("each"), shape),
        **common(root, shape),  # type: ignore[arg-type]
    )


def _no_single_effect(root: Mapping, shape: Shape, effects: list[str]) -> None:
    """A rule without an effect, with a misspelt one, or with two."""
    if len(effects) > 1:
        first, second = root.key(effects[0]), root.key(effects[1])
        assert first is not None
        assert second is not None
        message = f"A rule has one effect, and this one has `{effects[0]}:` and `{effects[1]}:`"
        related = (Related(first.span, "the first one"),)
        shape.report("E130", second.span, message, "Write a rule of its own for each.", related)
        return
    for key, value in root.entries:
        if key.value == "effect" and isinstance(value, Scalar):
            word = _WORDS_FOR_EFFECTS.get(value.value.lower(), value.value.lower())
            action = root.get("action")
            named = action.value if isinstance(action, Scalar) else "…"
            effect = word if word in EFFECTS else EFFECTS[1]
            shape.report("E121", key.span, "The effect of a rule is a key of its own", f"Write `{effect}: {named}`.")
            return
        close = _WORDS_FOR_EFFECTS.get(key.value) or nearest(key.value, EFFECTS)
        if close is not None:
            shape.report("E121", key.span, f"`rule:` has no key `{key.value}`", f"Did you mean `{close}`?")
            return
    help = "Add one of `derive:`, `permit:`, `forbid:`, `propose:`, `record:`."
    shape.report("E130", head_of(root), "The rule does not say what it does", help)
