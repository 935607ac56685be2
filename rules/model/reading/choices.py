"""Choices and universes."""

from __future__ import annotations

from rules.language.lexer import LeafError
from rules.language.parser import parse_leaf
from rules.model import documents as d
from rules.model.reading.head import common, head, leaf_list
from rules.model.shape import Shape
from rules.source.node import Mapping, Node, Scalar


def preferences(node: Node | None, shape: Shape, words: tuple[str, ...]) -> tuple[d.Preference, ...]:
    """What is preferred: each begins with one of `words`."""
    found: list[d.Preference] = []
    nodes = (node,) if isinstance(node, Scalar) else shape.items(node, "`prefer:`")
    for item in nodes:
        text = shape.text(item, "A preference")
        if text is None or not isinstance(item, Scalar):
            continue
        word = next((word for word in words if text.value.startswith(word + " ")), None)
        if word is None:
            help = f"Begin with {' or '.join(f'`{word}`' for word in words)}."
            shape.report("E132", text.span, f"`{text.value}` does not say what is preferred", help)
            continue
        offset = len(word) + 1
        try:
            found.append(d.Preference(word, d.Leaf(item, parse_leaf(text.value[offset:]), offset)))
        except LeafError as error:
            span = item.at(offset + error.start, offset + error.end)
            shape.report(error.code, span, error.message, error.help)
    return tuple(found)


def read_choose(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `choose:`."""
    required = ("section", "chooses", "for", "among", "prefer", "ties")
    complete = head(root, shape, "choose", required, ("when", "if_none", "let"))
    id = shape.id(root.get("choose"), "The id of a choice")
    subject = shape.subject(root.get("for"))
    chooses = shape.text(root.get("chooses"), "`chooses:`")
    among = root.get("among")
    shape.word(root.get("if_none"), "`if_none:`", ("none",))
    if not complete or id is None or subject is None or chooses is None:
        return None
    if not isinstance(among, Scalar):
        message = "`among:` must name a scope, not a list or a map"
        shape.report("E123", (among or root).span, message, "Write for example `among: candidate in sleeve`.")
        return None
    return d.Choose(
        id=id,
        subject=subject,
        let=shape.let(root.get("let")),
        chooses=chooses,
        among=shape.source(among),
        when=shape.condition(root.get("when"), "`when:`"),
        prefer=preferences(root.get("prefer"), shape, ("lowest", "highest")),
        ties=leaf_list(root.get("ties"), shape, "`ties:`"),
        **common(root, shape),  # type: ignore[arg-type]
    )


def read_universe(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `universe:`."""
    complete = head(root, shape, "universe", ("section", "of", "for", "leave_out"), ("let",))
    id = shape.id(root.get("universe"), "The id of a universe")
    subject = shape.subject(root.get("for"))
    of = shape.text(root.get("of"), "`of:`")
    reasons: list[d.LeaveOut] = []
    for item in shape.items(root.get("leave_out"), "`leave_out:`"):
        body = shape.mapping(item, "A reason")
        if body is None or not shape.keys(body, "A reason", ("when", "because"), ()):
            continue
        when = shape.condition(body.get("when"), "`when:`")
        because = shape.text(body.get("because"), "`because:`")
        if when is not None and because is not None:
            reasons.append(d.LeaveOut(when, because))
    if not complete or id is None or subject is None or of is None:
        return None
    return d.Universe(
        id=id,
        subject=subject,
        let=shape.let(root.get("let")),
        of=of,
        leave_out=tuple(reasons),
        **common(root, shape),  # type: ignore[arg-type]
    )
