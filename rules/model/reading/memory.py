"""Reads the documents about memory: events, schedules, states, latches, machines, and what is said beside them."""

from __future__ import annotations

import re

from rules.language.lexer import LeafError
from rules.language.parser import PERIODS, parse_leaf
from rules.model import documents as d
from rules.model.reading.head import common, head
from rules.model.shape import Shape, head_of
from rules.source.node import Mapping, Node, Scalar, Sequence

# Ticks and what becomes of actions are told in these names; no event of the law is.
RESERVED = ("schedule", "action")
OCCASIONS = ("session", *PERIODS)
# How people say how often, and the stretch of the calendar that it counts by.
_MEANT = {
    **{each: each for each in OCCASIONS},
    "day": "session",
    "daily": "session",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
FORMS = ("always", "never", "reachable")
_EACH = re.compile(r"(?P<name>[a-z][a-z0-9_]*) in (?P<low>\d{1,6}) to (?P<high>\d{1,6})")
_UNTIL = re.compile(r"until (?P<action>\w+)\.confirmed")
_PER = re.compile(r"per (?P<what>[\w.]+)(?=\s|\Z)\s*")
_MOVE_KEYS = ("from", "to", "when")
_MOVE_OPTIONAL = ("record", "with", "if_unknown")


def read_events(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`events:` name → who tells of it, where it happens, what is told."""
    head(root, shape, "events", (), ())

    def field(key: Scalar, node: Node) -> tuple[d.Text, d.Text] | None:
        name = shape.name(key, "The name of a field")
        of = shape.text(node, f"The type of the field `{key.value}`")
        return (name, of) if name is not None and of is not None else None

    def read(key: Scalar, node: Node) -> d.EventEntry | None:
        name = shape.name(key, "The name of an event", bare=True)
        body = shape.mapping(node, f"The event `{key.value}`", f"Write `{key.value}: {{ in: …, by: operator }}`.")
        if name is None or body is None:
            return None
        optional = ("in", "fields", "refers_to", "doc", "words")
        complete = shape.keys(body, f"The event `{key.value}`", ("by",), optional)
        by = _teller(body.get("by"), shape)
        if not complete or by is None:
            return None
        return d.EventEntry(
            name=name,
            within=shape.text(body.get("in"), "`in:`"),
            by=by,
            fields=shape.entries(body.get("fields"), "`fields:`", field),
            refers_to=shape.texts(body.get("refers_to"), "`refers_to:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
            words=shape.text(body.get("words"), "`words:`"),
        )

    entries = shape.entries(root.get("events"), "`events:`", read)
    return d.Events(id=d.Text("events", root.span), entries=entries, **common(root, shape))  # type: ignore[arg-type]


def _teller(node: Node | None, shape: Shape) -> d.Text | None:
    """Who tells of an event: a name such as `operator` or `broker`; `law` where rules record it."""
    name = shape.name(node, "`by:`")
    if name is not None and name.value in RESERVED:
        help = "Name who tells of it, such as `operator` or `broker`; `law` where a rule records it."
        shape.report("E128", name.span, f"`by:` cannot be `{name.value}`", help)
        return None
    return name


def read_schedules(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`schedules:` name → when to look."""
    head(root, shape, "schedules", (), ())

    def read(key: Scalar, node: Node) -> d.ScheduleEntry | None:
        name = shape.name(key, "The name of a schedule", bare=True)
        body = shape.mapping(node, f"The schedule `{key.value}`", f"Write `{key.value}: {{ at: 16:00 }}`.")
        if name is None or body is None:
            return None
        what = f"The schedule `{key.value}`"
        shape.keys(body, what, (), ("at", "every", "on", "for", "doc", "words"))
        if (body.get("at") is None) == (body.get("every") is None):
            has = "both `at:` and `every:`" if body.get("at") is not None else "neither `at:` nor `every:`"
            help = "It is due once a day `at:` a time, or again and again `every:` so many seconds."
            shape.report("E124", key.span, f"{what} has {has}", help)
            return None
        return d.ScheduleEntry(
            name=name,
            subject=shape.subject(body.get("for")) if body.get("for") is not None else None,
            at=shape.leaf(body.get("at"), "`at:`"),
            every=shape.leaf(body.get("every"), "`every:`"),
            on=shape.leaf(body.get("on"), "`on:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
            words=shape.text(body.get("words"), "`words:`"),
        )

    entries = shape.entries(root.get("schedules"), "`schedules:`", read)
    return d.Schedules(id=d.Text("schedules", root.span), entries=entries, **common(root, shape))  # type: ignore[arg-type]


def read_once(node: Node | None, shape: Shape) -> d.Once | None:
    """`per line per week`, `until close.confirmed`, `while LEAF`."""
    text = shape.text(node, "`once:`")
    if text is None or not isinstance(node, Scalar):
        return None
    written = node.value
    until = _UNTIL.fullmatch(written)
    if until is not None:
        start, end = until.span("action")
        return d.Once((), d.Text(until["action"], node.at(start, end)), None, text.span)
    if written.startswith("while "):
        offset = len("while ")
        try:
            return d.Once((), None, d.Leaf(node, parse_leaf(written[offset:]), offset), text.span)
        except LeafError as error:
            shape.report(error.code, node.at(offset + error.start, offset + error.end), error.message, error.help)
            return None
    per: list[d.Text] = []
    position = 0
    while (match := _PER.match(written, position)) is not None:
        per.append(d.Text(match["what"], node.at(*match.span("what"))))
        position = match.end()
    if not per or position < len(written):
        help = "Write for example `per week`, `per line per session`, `until close.confirmed` or `while order.is_open`."
        meant = next((_MEANT[each] for each in written.split() if each in _MEANT), None)
        help = f"Write `per {meant}`." if meant is not None and not any(map(str.isdigit, written)) else help
        shape.report("E132", text.span, f"`{written}` does not say how often", help)
        return None
    return d.Once(tuple(per), None, None, text.span)


def read_each(node: Node | None, shape: Shape) -> d.Each | None:
    """`n in 1 to 3`."""
    text = shape.text(node, "`each:`")
    if text is None or not isinstance(node, Scalar):
        return None
    match = _EACH.fullmatch(node.value)
    low, high = (int(match["low"]), int(match["high"])) if match is not None else (0, 0)
    if match is None:
        message, help = f"`{text.value}` does not say which numbers", "Write for example `n in 1 to 3`."
        shape.report("E129", text.span, message, help)
    elif not low <= high < low + MOST_EACH:
        help = f"Let the smaller one stand first, and the other at most {MOST_EACH - 1} above it."
        shape.report("E129", text.span, f"`{text.value}` names no numbers, or too many", help)
    else:
        name = shape.bare(d.Text(match["name"], node.at(*match.span("name"))))
        return d.Each(name, low, high) if name is not None else None
    shape.lost.add(node.value.partition(" ")[0])  # that the name is not known then is no news
    return None


# Structural: each number becomes a condition of its own.
MOST_EACH = 100


def read_state(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`state:` a value that the law carries."""
    required = ("section", "keeps", "type", "for", "starts", "becomes")
    complete = head(root, shape, "state", required, ("if_unknown", "let"))
    id = shape.id(root.get("state"), "The id of a state")
    subject = shape.subject(root.get("for"))
    keeps = shape.text(root.get("keeps"), "`keeps:`")
    of = shape.text(root.get("type"), "`type:`")
    starts = shape.value(root.get("starts"), "`starts:`")
    becomes = shape.value(root.get("becomes"), "`becomes:`")
    if_unknown = shape.word(root.get("if_unknown"), "`if_unknown:`", ("keep", "reset"))
    let = shape.let(root.get("let"))
    if (
        not complete
        or id is None
        or subject is None
        or keeps is None
        or of is None
        or starts is None
        or becomes is None
    ):
        return None
    return d.State(
        id=id,
        subject=subject,
        let=let,
        keeps=keeps,
        type=of,
        starts=starts,
        becomes=becomes,
        if_unknown=if_unknown,
        **common(root, shape),  # type: ignore[arg-type]
    )


def read_latch(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`latch:` a flag that one condition sets and another resets."""
    required = ("section", "keeps", "for", "set_when", "reset_when", "if_both")
    complete = head(root, shape, "latch", required, ("remembers", "if_unknown", "let"))
    id = shape.id(root.get("latch"), "The id of a latch")
    subject = shape.subject(root.get("for"))
    keeps = shape.text(root.get("keeps"), "`keeps:`")
    let = shape.let(root.get("let"))
    set_when = shape.condition(root.get("set_when"), "`set_when:`")
    written = root.get("reset_when")
    never = isinstance(written, Scalar) and written.value == "never"
    reset_when = None if never else shape.condition(written, "`reset_when:`")
    if_both = shape.word(root.get("if_both"), "`if_both:`", ("set", "reset"))
    remembers = shape.leaves(root.get("remembers"), "`remembers:`")
    if_unknown = shape.word(root.get("if_unknown"), "`if_unknown:`", ("keep", "set", "reset"))
    if not complete or id is None or subject is None or keeps is None or set_when is None or if_both is None:
        return None
    if reset_when is None and not never:
        return None
    return d.Latch(
        id=id,
        subject=subject,
        let=let,
        keeps=keeps,
        set_when=set_when,
        reset_when=reset_when,
        if_both=if_both,
        remembers=remembers,
        if_unknown=if_unknown,
        **common(root, shape),  # type: ignore[arg-type]
    )


def _move(body: Mapping, shape: Shape, id: d.Text | None, machine: d.Text | None) -> d.MoveEntry | None:
    sources = shape.texts(body.get("from"), "`from:`")
    to = shape.text(body.get("to"), "`to:`")
    when = shape.condition(body.get("when"), "`when:`")
    record = shape.name(body.get("record"), "`record:`")
    fields = shape.leaves(body.get("with"), "`with:`")
    if_unknown = shape.word(body.get("if_unknown"), "`if_unknown:`", ("true",))
    if body.get("with") is not None and body.get("record") is None:
        key = body.key("with")
        help = "Add `record:` with the event that has these fields."
        shape.report("E124", (key or body).span, "`with:` stands without `record:`", help)
    if id is None or not sources or to is None or when is None:
        return None
    return d.MoveEntry(
        id=id,
        machine=machine,
        sources=sources,
        to=to,
        when=when,
        record=record,
        fields=fields,
        if_unknown=if_unknown,
        **common(body, shape),  # type: ignore[arg-type]
    )


def read_transition(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`transition:` one move of a machine as a document of its own."""
    complete = head(root, shape, "transition", ("section", "machine", *_MOVE_KEYS), _MOVE_OPTIONAL)
    id = shape.id(root.get("transition"), "The id of a transition")
    machine = shape.id(root.get("machine"), "The id of a machine")
    move = _move(root, shape, id, machine) if complete else None
    if move is None and machine is not None:
        shape.lost.add(machine.value)  # that its machine seems to lack a move is no news
    return move if machine is not None else None


def read_machine(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`machine:` states and the moves between them."""
    required = ("section", "keeps", "for", "starts", "states", "if_several")
    complete = head(root, shape, "machine", required, ("groups", "final", "moves"))
    id = shape.id(root.get("machine"), "The id of a machine")
    subject = shape.subject(root.get("for"))
    keeps = shape.text(root.get("keeps"), "`keeps:`")
    starts = shape.text(root.get("starts"), "`starts:`")
    states = _states(root.get("states"), shape)
    moves: list[d.MoveEntry] = []
    for item in shape.items(root.get("moves"), "`moves:`"):
        body = shape.mapping(item, "A move", "Begin it with `- move: ID`.")
        keys = (*_MOVE_OPTIONAL, "title", "section", "doc", "because", "words", "rests_on")
        complete_move = body is not None and shape.keys(body, "A move", ("move", *_MOVE_KEYS), keys)
        move = None
        if body is not None and complete_move:
            move = _move(body, shape, shape.id(body.get("move"), "The id of a move"), None)
        if move is not None:
            moves.append(move)
        elif id is not None:
            shape.lost.add(id.value)  # that it seems to lack a move is no news

    def group(key: Scalar, node: Node) -> tuple[d.Text, tuple[d.Text, ...]] | None:
        name = shape.name(key, "The name of a group", bare=True)
        members = shape.texts(node, f"`{key.value}:`")
        return (name, members) if name is not None and members else None

    groups = shape.entries(root.get("groups"), "`groups:`", group)
    if not complete or id is None or subject is None or keeps is None or starts is None or not states:
        return None
    return d.Machine(
        id=id,
        subject=subject,
        keeps=keeps,
        starts=starts,
        states=states,
        groups=groups,
        final=shape.texts(root.get("final"), "`final:`"),
        if_several=shape.texts(root.get("if_several"), "`if_several:`"),
        moves=tuple(moves),
        **common(root, shape),  # type: ignore[arg-type]
    )


def _states(node: Node | None, shape: Shape) -> tuple[d.Text, ...]:
    """States as a list, or as a map of each to what it means."""
    if isinstance(node, Mapping):
        for key, told in node.entries:
            shape.text(told, f"What `{key.value}` means")
        found: tuple[d.Text | None, ...] = tuple(shape.name(key, "A state", bare=True) for key, _ in node.entries)
    else:
        nodes = shape.items(node, "`states:`")
        found = tuple(shape.name(item, "A state", bare=True) for item in nodes)
    if isinstance(node, Mapping | Sequence) and not found:
        shape.report("E125", node.span, "The machine has no states", "Write `states: [waiting, working, done]`.")
    return tuple(each for each in found if each is not None)


def read_exclusive(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`exclusive:` one duty at a time."""
    complete = head(root, shape, "exclusive", ("section", "for", "order"), ())
    id = shape.id(root.get("exclusive"), "The id")
    subject = shape.subject(root.get("for"))
    order = shape.texts(root.get("order"), "`order:`")
    if not complete or id is None or subject is None or not order:
        return None
    return d.Exclusive(id=id, subject=subject, order=order, **common(root, shape))  # type: ignore[arg-type]


def read_guarantee(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`guarantee:` what must hold of every decision, of none, or of some."""
    forms = [form for form in FORMS if root.get(form) is not None]
    optional = ("for", "after", "assuming", "from", "let")
    form = forms[0] if forms else FORMS[0]
    complete = head(root, shape, "guarantee", ("section", form), optional)
    id = shape.id(root.get("guarantee"), "The id of a guarantee")
    subject = shape.subject(root.get("for"))
    let = shape.let(root.get("let"))
    claim = shape.condition(root.get(form), f"`{form}:`")
    start = shape.condition(root.get("from"), "`from:`")
    if root.get("from") is not None and form != "reachable":
        key = root.key("from")
        message = "`from:` says where a way begins, and nothing is `reachable:` here"
        shape.report("E124", (key or root).span, message, "Write it under `assuming:`.")
    if not complete or id is None or claim is None or (root.get("for") is not None and subject is None):
        return None
    return d.Guarantee(
        id=id,
        subject=subject,
        let=let,
        form=form,
        claim=claim,
        assuming=shape.conditions(root.get("assuming"), "`assuming:`"),
        start=start,
        after=shape.texts(root.get("after"), "`after:`"),
        **common(root, shape),  # type: ignore[arg-type]
    )


def read_report(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """`report:` what is told of a subject at each tick of a schedule."""
    complete = head(root, shape, "report", ("section", "kind", "for", "at", "shows", "forms"), ("let",))
    id = shape.id(root.get("report"), "The id of a report")
    subject = shape.subject(root.get("for"))
    kind = shape.text(root.get("kind"), "`kind:`")
    at = shape.text(root.get("at"), "`at:`")
    shows = shape.leaves(root.get("shows"), "`shows:`")
    forms = shape.texts(root.get("forms"), "`forms:`")
    let = shape.let(root.get("let"))
    if isinstance(root.get("shows"), Mapping) and not shows:
        shape.report("E125", head_of(root), "The report shows nothing", "Write `shows:` with names and expressions.")
        return None
    if not complete or id is None or subject is None or kind is None or at is None or not shows or not forms:
        return None
    return d.Report(
        id=id,
        subject=subject,
        let=let,
        kind=kind,
        at=at,
        shows=shows,
        forms=forms,
        **common(root, shape),  # type: ignore[arg-type]
    )
