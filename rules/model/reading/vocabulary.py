"""The documents that declare: constitution, units, types, scopes, kinds, actions, facts."""

from __future__ import annotations

from collections.abc import Callable

from rules.diagnostics.names import nearest
from rules.model import documents as d
from rules.model.reading.head import common, head, range_of
from rules.model.shape import Shape
from rules.source.node import Mapping, Node, Scalar, Sequence

RISKS = ("increasing", "reducing", "neutral")

_TYPE_KEYS = ("unit", "step", "range", "one_of", "text", "doc")


def read_constitution(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `constitution:`."""
    head(root, shape, "constitution", ("version",), ("in_force", "draft", "scenarios", "amends", "repeals"))
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
        amends=shape.text(root.get("amends"), "`amends:`"),
        repeals=shape.texts(root.get("repeals"), "`repeals:`"),
        **common(root, shape),  # type: ignore[arg-type]
    )


def read_units(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `units:`."""
    head(root, shape, "units", (), ())
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
        **common(root, shape),  # type: ignore[arg-type]
    )


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
        low, high = range_of(body.get("range"), shape, "`range:`")
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
            words=tuple(word for word in words if shape.enum_word(word) is not None),
            text=shape.truth(body.get("text"), "`text:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
        )

    return read


def read_types(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `types:`."""
    head(root, shape, "types", (), ())
    entries = shape.entries(root.get("types"), "`types:`", _type_entry(shape))
    return d.Types(id=d.Text("types", root.span), entries=entries, **common(root, shape))  # type: ignore[arg-type]


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


def read_scopes(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `scopes:`."""
    head(root, shape, "scopes", (), ())
    entries = shape.entries(root.get("scopes"), "`scopes:`", _scope_entry(shape))
    return d.Scopes(id=d.Text("scopes", root.span), entries=entries, **common(root, shape))  # type: ignore[arg-type]


def read_kinds(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `kinds:`."""
    head(root, shape, "kinds", (), ())

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
    return d.Kinds(id=d.Text("kinds", root.span), entries=entries, **common(root, shape))  # type: ignore[arg-type]


def read_actions(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `actions:`."""
    head(root, shape, "actions", (), ())

    def field(key: Scalar, node: Node) -> tuple[d.Text, d.Text] | None:
        name = shape.name(key, "The name of a field")
        of = shape.text(node, f"The type of the field `{key.value}`")
        return (name, of) if name is not None and of is not None else None

    def leg(key: Scalar, node: Node) -> d.LegEntry | None:
        name = shape.name(key, "The name of a leg")
        body = shape.mapping(node, f"The leg `{key.value}`", f"Write `{key.value}: {{ on: … }}`.")
        if name is None or body is None or not shape.keys(body, f"The leg `{key.value}`", ("on",), ("alone",)):
            return None
        on = shape.name(body.get("on"), "`on:`")
        alone = shape.name(body.get("alone"), "`alone:`")
        return d.LegEntry(name, on, alone) if on is not None else None

    def read(key: Scalar, node: Node) -> d.ActionEntry | None:
        name = shape.name(key, "The name of an action", bare=True)
        body = shape.mapping(node, f"The action `{key.value}`", f"Write `{key.value}: {{ on: …, risk: … }}`.")
        if name is None or body is None:
            return None
        if not shape.keys(
            body,
            f"The action `{key.value}`",
            ("on", "risk"),
            ("is", "fields", "legs", "nearest_in", "does", "words", "doc"),
        ):
            return None
        on = shape.text(body.get("on"), "`on:`")
        risk = shape.word(body.get("risk"), "`risk:`", RISKS)
        written = body.get("legs")
        legs = shape.entries(written, "`legs:`", leg) if written is not None else None
        if legs is not None and (not isinstance(written, Mapping) or len(legs) < len(written.entries)):
            return None  # with a leg too few, rules for what the lost one leads to would seem to be wrong
        if on is None or risk is None:
            return None
        return d.ActionEntry(
            name=name,
            on=on,
            classes=shape.texts(body.get("is"), "`is:`"),
            risk=risk,
            fields=shape.entries(body.get("fields"), "`fields:`", field),
            legs=legs,
            nearest_in=shape.text(body.get("nearest_in"), "`nearest_in:`"),
            does=shape.name(body.get("does"), "`does:`"),
            words=shape.text(body.get("words"), "`words:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
        )

    entries = shape.entries(root.get("actions"), "`actions:`", read)
    return d.Actions(id=d.Text("actions", root.span), entries=entries, **common(root, shape))  # type: ignore[arg-type]


def read_facts(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `facts:`."""
    head(root, shape, "facts", ("given",), ())
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
    return d.Facts(id=scope, entries=entries, **common(root, shape))  # type: ignore[arg-type]
