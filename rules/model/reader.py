"""From the nodes of a file to documents, one function a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.language.lexer import LeafError
from rules.language.parser import parse_leaf
from rules.model import documents as d
from rules.model.shape import Shape, head_of, spellings
from rules.source.load import Document
from rules.source.node import Mapping, Node, Scalar, Sequence

# A second document begins where the line that parts them was forgotten.
_PARTED = "A line `---` parts two documents."
_ORDERED = "Rows have no order; with `priority` their outputs have one, in `order:`."
_WORDS_FOR_EFFECTS = {
    "allow": "permit",
    "deny": "forbid",
    "block": "forbid",
    "prohibit": "forbid",
    "do": "propose",
}
_ENDS = re.compile(r"(\S+?) ?(?:-|–|\.\.+|,|and|until) ?(\S+)")
HIT_POLICIES = ("unique", "any", "max", "min", "sum", "collect", "priority")
EFFECTS = ("derive", "permit", "forbid", "propose")
RISKS = ("increasing", "reducing", "neutral")
_COMMON = ("section", "title", "doc", "because", "words", "rests_on")


def read_documents(
    documents: Iterable[Document], findings: list[Diagnostic], lost: set[str] | None = None
) -> list[d.DocumentModel]:
    """Reads every document whose kind is known; mistakes become findings and the rest is still read.

    `lost` collects the names that a refused entry or document would have declared.
    """
    found: list[d.DocumentModel] = []
    for document in documents:
        model = read_document(document, findings, lost)
        if model is not None:
            found.append(model)
    return found


def read_document(
    document: Document, findings: list[Diagnostic], lost: set[str] | None = None
) -> d.DocumentModel | None:
    """Reads one document; None when its shape is beyond repair."""
    model = _read(document.root, findings, lost if lost is not None else set())
    if model is None and lost is not None:
        lost.update(_declared(document.root))
    return model


def _declared(root: Mapping) -> Iterable[str]:
    """Every name that a document could declare: its own, that of the fact it writes, and those of its entries."""
    for key, node in root.entries:
        if isinstance(node, Scalar):
            yield from spellings(node.value)
            yield node.value.rpartition(".")[2]
        elif isinstance(node, Mapping) and key.value in _BODIES:
            yield from node.keys()


def _read(root: Mapping, findings: list[Diagnostic], lost: set[str]) -> d.DocumentModel | None:
    kinds = [key.value for key, _ in root.entries if key.value in _READERS]
    if not kinds:
        first = root.entries[0][0] if root.entries else None
        close = nearest(first.value, _READERS) if first is not None else None
        help = (
            f"Did you mean `{close}:`?"
            if close
            else "A document begins with its kind, for example `rule: GEN-ENTRY-01`."
        )
        named = f"`{first.value}`" if first is not None else "nothing"
        findings.append(
            finding(
                "E120",
                first.span if first is not None else root.span,
                f"{named} is not a kind of document",
                help=help,
            )
        )
        return None
    kind = kinds[0]
    owner = root.get(kind)
    name = owner.value if isinstance(owner, Scalar) else None
    shape = Shape(name if kind in WITH_ID else None, findings, lost)
    return _READERS[kind](root, shape)


def _common(root: Mapping, shape: Shape) -> dict[str, object]:
    return {
        "span": root.span,
        "section": shape.text(root.get("section"), "`section:`"),
        "title": shape.text(root.get("title"), "`title:`"),
        "doc": shape.text(root.get("doc"), "`doc:`"),
        "because": shape.text(root.get("because"), "`because:`"),
        "words": shape.text(root.get("words"), "`words:`"),
        "rests_on": shape.texts(root.get("rests_on"), "`rests_on:`"),
    }


def _head(root: Mapping, shape: Shape, kind: str, required: Iterable[str], optional: Iterable[str]) -> bool:
    return shape.keys(root, f"`{kind}:`", (kind, *required), (*optional, *_COMMON), _APART)


def _constitution(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "constitution", ("version",), ("in_force", "draft", "scenarios"))
    name = shape.text(root.get("constitution"), "The name of a constitution")
    version = shape.text(root.get("version"), "`version:`")
    if name is None or version is None:
        return None
    return d.Constitution(
        id=name,
        version=version,
        scenarios=shape.text(root.get("scenarios"), "`scenarios:`"),
        in_force=shape.text(root.get("in_force"), "`in_force:`"),
        draft=shape.truth(root.get("draft"), "`draft:`"),
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _units(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "units", (), ())
    body = shape.mapping(root.get("units"), "`units:`")
    if body is None:
        return None
    shape.keys(body, "`units:`", ("base",), ("scales", "currency", "also"))
    return d.Units(
        id=d.Text("units", root.span),
        base=shape.texts(body.get("base"), "`base:`"),
        scales=shape.texts(body.get("scales"), "`scales:`"),
        currency=shape.text(body.get("currency"), "`currency:`"),
        also=shape.leaves(body.get("also"), "`also:`"),
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _range(node: Node | None, shape: Shape, what: str) -> tuple[d.Leaf | None, d.Leaf | None]:
    if node is None:
        return None, None
    if not isinstance(node, Scalar) or " to " not in node.value:
        meant = _ENDS.fullmatch(node.value) if isinstance(node, Scalar) else None
        help = f"Write `{meant[1]} to {meant[2]}`." if meant else "Write for example `0 to 100`."
        shape.report("E129", node.span, f"{what} needs a lower and an upper end", help)
        return None, None
    cut = node.value.index(" to ")
    ends: list[d.Leaf | None] = []
    for start, end in ((0, cut), (cut + 4, len(node.value))):
        text = node.value[start:end]
        try:
            ends.append(d.Leaf(node, parse_leaf(text), start))
        except LeafError as error:
            shape.report(error.code, node.at(start + error.start, start + error.end), error.message, error.help)
            ends.append(None)
    return ends[0], ends[1]


_TYPE_KEYS = ("unit", "step", "range", "one_of", "text", "doc")


def _type_entry(shape: Shape) -> Callable[[Scalar, Node], d.TypeEntry | None]:
    def read(key: Scalar, node: Node) -> d.TypeEntry | None:
        name = shape.name(key, "The name of a type", bare=True)
        body = shape.mapping(node, f"The type `{key.value}`", f"Write `{key.value}: {{ unit: … }}`.")
        if name is None or body is None:
            return None
        shape.keys(body, f"The type `{key.value}`", (), _TYPE_KEYS)
        forms = [form for form in ("unit", "one_of", "text") if body.get(form) is not None]
        foreign = [word.value for word, _ in body.entries if word.value not in _TYPE_KEYS]
        misspelt = any(nearest(word, ("unit", "one_of", "text")) for word in foreign)
        if len(forms) != 1 and not misspelt:
            help = "A number has `unit:`, a closed list of words `one_of:`, other text `text: true`."
            has = " and ".join(f"`{form}:`" for form in forms) or "neither `unit:` nor `one_of:` nor `text:`"
            shape.report("E124", key.span, f"The type `{key.value}` has {has}", help)
            return None
        low, high = _range(body.get("range"), shape, "`range:`")
        words = shape.texts(body.get("one_of"), "A word of `one_of:`")
        if "one_of" in forms and not words:
            shape.report("E125", key.span, f"The type `{key.value}` is one of no words", "Write `one_of: [put, call]`.")
            return None
        return d.TypeEntry(
            name=name,
            unit=shape.text(body.get("unit"), "`unit:`"),
            step=shape.leaf(body.get("step"), "`step:`"),
            low=low,
            high=high,
            words=tuple(word for word in words if shape.bare(word) is not None),
            text=shape.truth(body.get("text"), "`text:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
        )

    return read


def _types(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "types", (), ())
    entries = shape.entries(root.get("types"), "`types:`", _type_entry(shape))
    return d.Types(id=d.Text("types", root.span), entries=entries, **_common(root, shape))  # type: ignore[arg-type]


def _scope_entry(shape: Shape) -> Callable[[Scalar, Node], d.ScopeEntry | None]:
    def read(key: Scalar, node: Node) -> d.ScopeEntry | None:
        name = shape.name(key, "The name of a scope", bare=True)
        body = shape.mapping(node, f"The scope `{key.value}`", f"Write `{key.value}: {{ key: text }}`.")
        if name is None or body is None:
            return None
        shape.keys(body, f"The scope `{key.value}`", (), ("key", "in", "refers_to", "one", "doc", "words"))
        one = shape.truth(body.get("one"), "`one:`")
        key_node = body.get("key")
        if one == (key_node is not None):
            help = "Subjects are told apart by `key:`; a scope with a single subject has `one: true`."
            has = "both `key:` and `one: true`" if one else "neither `key:` nor `one: true`"
            shape.report("E124", key.span, f"The scope `{key.value}` has {has}", help)
        if isinstance(key_node, Sequence) and not key_node.items:
            shape.report(
                "E125", key_node.span, f"The key of the scope `{key.value}` has no parts", "Name the scopes it joins."
            )
        return d.ScopeEntry(
            name=name,
            key=shape.texts(key_node, "`key:`"),
            compound=key_node is not None and not isinstance(key_node, Scalar),
            within=shape.text(body.get("in"), "`in:`"),
            refers_to=shape.texts(body.get("refers_to"), "`refers_to:`"),
            one=one,
            doc=shape.text(body.get("doc"), "`doc:`"),
            words=shape.text(body.get("words"), "`words:`"),
        )

    return read


def _scopes(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "scopes", (), ())
    entries = shape.entries(root.get("scopes"), "`scopes:`", _scope_entry(shape))
    return d.Scopes(id=d.Text("scopes", root.span), entries=entries, **_common(root, shape))  # type: ignore[arg-type]


def _kinds(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "kinds", (), ())

    def read(key: Scalar, node: Node) -> d.KindEntry | None:
        name = shape.name(key, "The name of a kind", bare=True)
        body = shape.mapping(node, f"The kind `{key.value}`", f"Write `{key.value}: {{ of: …, where: … }}`.")
        if name is None or body is None:
            return None
        if not shape.keys(body, f"The kind `{key.value}`", ("of", "where"), ("doc",)):
            return None
        of = shape.text(body.get("of"), "`of:`")
        where = shape.leaf(body.get("where"), "`where:`")
        if of is None or where is None:
            return None
        return d.KindEntry(name, of, where, shape.text(body.get("doc"), "`doc:`"))

    entries = shape.entries(root.get("kinds"), "`kinds:`", read)
    return d.Kinds(id=d.Text("kinds", root.span), entries=entries, **_common(root, shape))  # type: ignore[arg-type]


def _actions(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "actions", (), ())

    def field(key: Scalar, node: Node) -> tuple[d.Text, d.Text] | None:
        name = shape.name(key, "The name of a field")
        of = shape.text(node, f"The type of the field `{key.value}`")
        return (name, of) if name is not None and of is not None else None

    def read(key: Scalar, node: Node) -> d.ActionEntry | None:
        name = shape.name(key, "The name of an action", bare=True)
        body = shape.mapping(node, f"The action `{key.value}`", f"Write `{key.value}: {{ on: …, risk: … }}`.")
        if name is None or body is None:
            return None
        if not shape.keys(
            body,
            f"The action `{key.value}`",
            ("on", "risk"),
            ("is", "fields", "nearest_in", "does", "words", "doc"),
        ):
            return None
        on = shape.text(body.get("on"), "`on:`")
        risk = shape.word(body.get("risk"), "`risk:`", RISKS)
        if on is None or risk is None:
            return None
        return d.ActionEntry(
            name=name,
            on=on,
            classes=shape.texts(body.get("is"), "`is:`"),
            risk=risk,
            fields=shape.entries(body.get("fields"), "`fields:`", field),
            nearest_in=shape.text(body.get("nearest_in"), "`nearest_in:`"),
            does=shape.name(body.get("does"), "`does:`"),
            words=shape.text(body.get("words"), "`words:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
        )

    entries = shape.entries(root.get("actions"), "`actions:`", read)
    return d.Actions(id=d.Text("actions", root.span), entries=entries, **_common(root, shape))  # type: ignore[arg-type]


def _facts(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "facts", ("given",), ())
    scope = shape.name(root.get("facts"), "The name of a scope")
    if scope is None:
        return None
    optional = ("may_be_missing", "may_be_none", "stale_after", "series", "window", "source", "doc", "words")

    def read(key: Scalar, node: Node) -> d.FactEntry | None:
        name = shape.name(key, "The name of a fact")
        typed = node.value if isinstance(node, Scalar) and node.value else "…"
        body = shape.mapping(node, f"The fact `{key.value}`", f"Write `{key.value}: {{ type: {typed} }}`.")
        if name is None or body is None or not shape.keys(body, f"The fact `{key.value}`", ("type",), optional):
            return None
        of = shape.text(body.get("type"), "`type:`")
        if of is None:
            return None
        return d.FactEntry(
            name=name,
            type=of,
            may_be_missing=shape.truth(body.get("may_be_missing"), "`may_be_missing:`"),
            may_be_none=shape.truth(body.get("may_be_none"), "`may_be_none:`"),
            stale_after=shape.leaf(body.get("stale_after"), "`stale_after:`"),
            series=shape.text(body.get("series"), "`series:`"),
            window=shape.leaf(body.get("window"), "`window:`"),
            source=shape.word(body.get("source"), "`source:`", ("at",)),
            doc=shape.text(body.get("doc"), "`doc:`"),
            words=shape.text(body.get("words"), "`words:`"),
        )

    entries = shape.entries(root.get("given"), "`given:`", read)
    return d.Facts(id=scope, entries=entries, **_common(root, shape))  # type: ignore[arg-type]


_PARAMETER_KEYS = ("is", "of", "unit", "within", "overridable", "section", "rests_on", "doc")


def _parameters(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    _head(root, shape, "parameters", ("values",), ("by", "source"))
    group = shape.name(root.get("parameters"), "The name of a group of parameters")
    if group is None:
        return None
    by = shape.name(root.get("by"), "`by:`") if root.get("by") is not None else None

    def read(key: Scalar, node: Node) -> d.ParameterEntry | None:
        name = shape.name(key, "The name of a parameter")
        value = node.value if isinstance(node, Scalar) and node.value else "…"
        body = shape.mapping(node, f"The parameter `{key.value}`", f"Write `{key.value}: {{ is: {value}, of: … }}`.")
        if name is None or body is None:
            return None
        keyed: tuple[tuple[d.Text, Node], ...] = ()
        if by is None:
            if not shape.keys(body, f"The parameter `{key.value}`", ("is",), _PARAMETER_KEYS):
                return None
        else:
            keyed = tuple(
                (d.Text(word.value, word.span), value)
                for word, value in body.entries
                if word.value not in _PARAMETER_KEYS or word.value == "is"
            )
        low, high = _range(body.get("within"), shape, "`within:`")
        return d.ParameterEntry(
            name=name,
            value=body.get("is") if by is None else None,
            keyed=keyed,
            of=shape.text(body.get("of"), "`of:`"),
            unit=shape.text(body.get("unit"), "`unit:`"),
            low=low,
            high=high,
            overridable=shape.text(body.get("overridable"), "`overridable:`"),
            section=shape.text(body.get("section"), "`section:`"),
            rests_on=shape.texts(body.get("rests_on"), "`rests_on:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
            span=key.span,
        )

    return d.Parameters(
        id=group,
        by=by,
        source=shape.text(root.get("source"), "`source:`"),
        entries=shape.entries(root.get("values"), "`values:`", read),
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _rule(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    effects = [effect for effect in EFFECTS if root.get(effect) is not None]
    id = shape.id(root.get("rule"), "The id of a rule")
    if len(effects) != 1:
        _no_single_effect(root, shape, effects)
        return None
    effect = effects[0]
    own: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "derive": (("type",), ("as", "when", "if_unknown")),
        "permit": (("when",), ("exception_to",)),
        "forbid": (("when",), ("binds_reducing", "exception_to")),
        "propose": (("when",), ("with",)),
    }
    required, optional = own[effect]
    _head(root, shape, "rule", ("section", effect, "for", *required), (*optional, "let"))
    if effect == "derive" and (root.get("as") is None) == (root.get("when") is None):
        help = "`as:` gives a value, `when:` a flag: write one of them."
        both = root.key("when")
        message = "The derived fact has two values" if both is not None else "The derived fact has no value"
        place = both or root.key("derive")
        shape.report("E131", place.span if place is not None else head_of(root), message, help)
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
        if_unknown=shape.word(root.get("if_unknown"), "`if_unknown:`", ("true", "false")),
        **_common(root, shape),  # type: ignore[arg-type]
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
    for key, _ in root.entries:
        close = _WORDS_FOR_EFFECTS.get(key.value) or nearest(key.value, EFFECTS)
        if close is not None:
            shape.report("E121", key.span, f"`rule:` has no key `{key.value}`", f"Did you mean `{close}`?")
            return
    help = "Add one of `derive:`, `permit:`, `forbid:`, `propose:`."
    shape.report("E130", head_of(root), "The rule does not say what it does", help)


def _table(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    required = ("section", "decides", "type", "for", "hit_policy", "rows")
    complete = _head(root, shape, "table", required, ("otherwise", "order", "let"))
    id = shape.id(root.get("table"), "The id of a table")
    subject = shape.subject(root.get("for"))
    decides = shape.text(root.get("decides"), "`decides:`")
    of = shape.text(root.get("type"), "`type:`")
    policy = shape.word(root.get("hit_policy"), "`hit_policy:`", HIT_POLICIES, {"first": _ORDERED})
    rows: list[d.Row] = []
    written = root.get("rows")
    if isinstance(written, Sequence) and not written.items:
        shape.report("T503", written.span, "The table has no rows", "Add a row with `when:` and `then:`.")
    for item in shape.items(written, "`rows:`"):
        body = shape.mapping(item, "A row")
        if body is None or not shape.keys(body, "A row", ("when", "then"), ()):
            continue
        when = shape.condition(body.get("when"), "`when:`")
        then = shape.leaf(body.get("then"), "`then:`")
        if when is not None and then is not None:
            rows.append(d.Row(when, then, body.span))
    if not complete or id is None or subject is None or decides is None or of is None or policy is None:
        return None
    return d.Table(
        id=id,
        subject=subject,
        let=shape.let(root.get("let")),
        decides=decides,
        type=of,
        hit_policy=policy,
        rows=tuple(rows),
        otherwise=shape.leaf(root.get("otherwise"), "`otherwise:`"),
        order=_leaf_list(root.get("order"), shape, "`order:`"),
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _preferences(node: Node | None, shape: Shape, words: tuple[str, ...]) -> tuple[d.Preference, ...]:
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


def _leaf_list(node: Node | None, shape: Shape, what: str) -> tuple[d.Leaf, ...]:
    nodes = (node,) if isinstance(node, Scalar) else shape.items(node, what)
    found = [shape.leaf(item, what) for item in nodes]
    return tuple(leaf for leaf in found if leaf is not None)


def _choose(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    required = ("section", "chooses", "for", "among", "prefer", "ties")
    complete = _head(root, shape, "choose", required, ("when", "if_none", "let"))
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
        prefer=_preferences(root.get("prefer"), shape, ("lowest", "highest")),
        ties=_leaf_list(root.get("ties"), shape, "`ties:`"),
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _limit(node: Node, shape: Shape) -> d.LimitEntry | None:
    body = shape.mapping(node, "A limit")
    if body is None or not shape.keys(body, "A limit", ("limit", "per", "amount", "at_most"), ("where",)):
        return None
    name = shape.id(body.get("limit"), "The id of a limit")
    per = shape.text(body.get("per"), "`per:`")
    amount = shape.leaf(body.get("amount"), "`amount:`")
    at_most = shape.leaf(body.get("at_most"), "`at_most:`")
    if name is None or per is None or amount is None or at_most is None:
        return None
    return d.LimitEntry(name, per, amount, at_most, shape.condition(body.get("where"), "`where:`"), body.span)


def _goal(node: Node | None, shape: Shape) -> d.Goal | None:
    body = shape.mapping(node, "`goal:`")
    if body is None or not shape.keys(body, "`goal:`", ("per", "amount"), ("at_least", "at_most")):
        return None
    per = shape.text(body.get("per"), "`per:`")
    amount = shape.leaf(body.get("amount"), "`amount:`")
    if per is None or amount is None:
        return None
    at_least = shape.leaf(body.get("at_least"), "`at_least:`")
    return d.Goal(per, amount, at_least, shape.leaf(body.get("at_most"), "`at_most:`"), body.span)


def _allocate(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    required = ("section", "action", "for", "among", "counts", "writes", "limits", "prefer", "ties")
    complete = _head(root, shape, "allocate", required, ("when", "goal", "with", "let"))
    id = shape.id(root.get("allocate"), "The id of an allocation")
    subject = shape.subject(root.get("for"))
    action = shape.text(root.get("action"), "`action:`")
    counts = shape.text(root.get("counts"), "`counts:`")
    writes = shape.text(root.get("writes"), "`writes:`")
    among = root.get("among")
    limits = [_limit(item, shape) for item in shape.items(root.get("limits"), "`limits:`")]
    if not complete or id is None or subject is None or action is None or counts is None or writes is None:
        return None
    if not isinstance(among, Scalar):
        message = "`among:` must name a scope, not a list or a map"
        shape.report("E123", (among or root).span, message, "Write for example `among: candidate in sleeve`.")
        return None
    return d.Allocate(
        id=id,
        subject=subject,
        let=shape.let(root.get("let")),
        action=action,
        among=shape.source(among),
        counts=counts,
        when=shape.condition(root.get("when"), "`when:`"),
        limits=tuple(limit for limit in limits if limit is not None),
        prefer=_preferences(root.get("prefer"), shape, ("most of", "least of", "first by lowest", "first by highest")),
        ties=_leaf_list(root.get("ties"), shape, "`ties:`"),
        goal=_goal(root.get("goal"), shape),
        fields=shape.leaves(root.get("with"), "`with:`"),
        writes=writes,
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _universe(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    complete = _head(root, shape, "universe", ("section", "of", "for", "leave_out"), ("let",))
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
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _ruling(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    required = ("section", "status", "question", "reading", "reason")
    complete = _head(root, shape, "ruling", required, ("alternatives",))
    id = shape.id(root.get("ruling"), "The id of a ruling")
    status = shape.word(root.get("status"), "`status:`", ("chosen", "proposed"))
    question = shape.text(root.get("question"), "`question:`")
    reading = shape.text(root.get("reading"), "`reading:`")
    reason = shape.text(root.get("reason"), "`reason:`")
    if not complete or id is None or status is None or question is None or reading is None or reason is None:
        return None
    return d.Ruling(
        id=id,
        status=status,
        question=question,
        reading=reading,
        alternatives=shape.texts(root.get("alternatives"), "`alternatives:`"),
        reason=reason,
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _addressee(node: Node | None, shape: Shape) -> tuple[d.Text, d.Text] | None:
    text = shape.text(node, "`for:`")
    if text is None or not isinstance(node, Scalar):
        return None
    scope, blank, key = node.value.partition(" ")
    if not blank or not key.strip():
        message = f"`for:` must name one subject of a scope, not `{text.value}`"
        shape.report("E123", text.span, message, "Write for example `account A-17`.")
        return None
    return d.Text(scope, node.at(0, len(scope))), d.Text(key.strip(), node.at(len(scope) + 1, len(node.value)))


def _terms(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    complete = _head(root, shape, "terms", ("for", "values", "approved_by", "reason"), ("in_force",))
    id = shape.id(root.get("terms"), "The id of terms")
    addressee = _addressee(root.get("for"), shape)
    approved = shape.text(root.get("approved_by"), "`approved_by:`")
    reason = shape.text(root.get("reason"), "`reason:`")

    def read(key: Scalar, node: Node) -> tuple[d.Text, d.Leaf | None, Node] | None:
        return d.Text(key.value, key.span), shape.parse(key), node

    values = shape.entries(root.get("values"), "`values:`", read)
    if not complete or id is None or addressee is None or approved is None or reason is None:
        return None
    return d.Terms(
        id=id,
        scope=addressee[0],
        key=addressee[1],
        values=values,
        in_force=shape.text(root.get("in_force"), "`in_force:`"),
        approved_by=approved,
        reason=reason,
        **_common(root, shape),  # type: ignore[arg-type]
    )


def _waiver(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    complete = _head(root, shape, "waiver", ("suspends", "approved_by", "reason"), ("for", "in_force"))
    id = shape.id(root.get("waiver"), "The id of a waiver")
    addressee = _addressee(root.get("for"), shape) if root.get("for") is not None else None
    approved = shape.text(root.get("approved_by"), "`approved_by:`")
    reason = shape.text(root.get("reason"), "`reason:`")
    if not complete or id is None or approved is None or reason is None:
        return None
    return d.Waiver(
        id=id,
        suspends=shape.texts(root.get("suspends"), "`suspends:`"),
        scope=addressee[0] if addressee else None,
        key=addressee[1] if addressee else None,
        in_force=shape.text(root.get("in_force"), "`in_force:`"),
        approved_by=approved,
        reason=reason,
        **_common(root, shape),  # type: ignore[arg-type]
    )


_READERS: dict[str, Callable[[Mapping, Shape], d.DocumentModel | None]] = {
    "constitution": _constitution,
    "units": _units,
    "types": _types,
    "scopes": _scopes,
    "kinds": _kinds,
    "actions": _actions,
    "facts": _facts,
    "parameters": _parameters,
    "rule": _rule,
    "table": _table,
    "choose": _choose,
    "allocate": _allocate,
    "universe": _universe,
    "ruling": _ruling,
    "terms": _terms,
    "waiver": _waiver,
}
WITH_ID = frozenset({"rule", "table", "choose", "allocate", "universe", "ruling", "terms", "waiver"})
_BODIES = frozenset({"given", "values", *_READERS} - WITH_ID)
DOCUMENT_KINDS = tuple(_READERS)
_APART = dict.fromkeys(_READERS, _PARTED)
