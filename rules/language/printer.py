"""A leaf tree as text in its one spelling. Parsing what is printed gives the same tree again."""

from __future__ import annotations

from rules.language import tree as t

_LOOSEST, _OR, _AND, _NOT, _TEST, _VALUE, _SUM, _PRODUCT, _POST, _ATOM = range(10)


def show(tree: t.Tree, level: int = _LOOSEST) -> str:
    """The text of `tree`, in brackets where it stands in a place that binds tighter than `level` allows."""
    text, own = _show(tree)
    return f"({text})" if own < level else text


def _show(tree: t.Tree) -> tuple[str, int]:  # noqa: C901 - one case a kind of tree
    match tree:
        case t.Number():
            return tree.text, _ATOM
        case t.DateLiteral():
            return tree.value.isoformat(), _ATOM
        case t.TimeLiteral():
            seconds = ":%S" if tree.value.second else ""
            return tree.value.strftime(f"%H:%M{seconds}"), _ATOM
        case t.Truth():
            return ("true" if tree.value else "false"), _ATOM
        case t.UnknownLiteral():
            return "unknown", _TEST
        case t.NoneLiteral():
            return "none", _TEST
        case t.Path():
            return ".".join(tree.names), _ATOM
        case t.ListLiteral():
            return "[" + ", ".join(show(item) for item in tree.items) + "]", _ATOM
        case t.If():
            parts = (show(tree.condition), show(tree.then), show(tree.otherwise))
            return "if {} then {} else {}".format(*parts), _LOOSEST
        case t.Junction():
            own = _OR if tree.word == "or" else _AND
            return f" {tree.word} ".join(show(part, own + 1) for part in tree.parts), own
        case t.Not():
            return f"not {show(tree.part, _NOT)}", _NOT
        case t.Compare():
            return f"{show(tree.left, _VALUE)} {tree.operator} {show(tree.right, _VALUE)}", _TEST
        case t.Between():
            ends = f"{show(tree.low, _VALUE)} and {show(tree.high, _VALUE)}"
            return f"{show(tree.value, _VALUE)} between {ends}", _TEST
        case t.In():
            word = "not in" if tree.denied else "in"
            return f"{show(tree.value, _VALUE)} {word} {show(tree.container, _VALUE)}", _TEST
        case t.IsState():
            if tree.state == "exists":
                return f"{show(tree.value, _VALUE)} exists", _TEST
            word = "is not" if tree.denied else "is"
            return f"{show(tree.value, _VALUE)} {word} {tree.state}", _TEST
        case t.WouldBePermitted():
            but = f" but for {', '.join(tree.but_for)}" if tree.but_for else ""
            actions = " or ".join(tree.actions)
            # An `or` or a comma behind it would be taken for one of its own.
            return f"{show(tree.subject, _VALUE)} would be permitted {actions}{but}", _LOOSEST
        case t.Rounded():
            return f"{show(tree.value, _VALUE)} rounded {tree.mode} to {show(tree.step, _POST)}", _VALUE
        case t.Arithmetic():
            own = _SUM if tree.operator in {"+", "-"} else _PRODUCT
            return f"{show(tree.left, own)} {tree.operator} {show(tree.right, own + 1)}", own
        case t.Negative():
            return f"-{show(tree.part, _ATOM)}", _ATOM
        case t.Keyed():
            return f"{show(tree.value, _POST)} for {show(tree.key, _ATOM)}", _POST
        case t.AsType():
            return f"{show(tree.value, _POST)} as {tree.type_name}", _POST
        case t.Call():
            return _call(tree)
        case t.AgeOf():
            return f"age of {show(tree.path)}", _ATOM
        case t.LastOf():
            return f"last {show(tree.path)}", _ATOM
        case t.Before():
            return f"{show(tree.path)} before", _POST
        case t.Happens():
            return f"{_source(tree.source)} happens", _TEST
        case t.Enters():
            return f"{_source(tree.source)} enters {tree.state}", _TEST
        case t.SeriesAggregate():
            return (
                f"{tree.function} of {show(tree.value, _VALUE)} over the last {show(tree.length, _POST)}",
                _PRODUCT,
            )
        case t.Aggregate():
            return _aggregate(tree)
        case t.Cases():
            chain = [f"{show(condition)}: {show(value)}" for condition, value in tree.cases]
            if tree.otherwise is not None:
                chain.append(f"otherwise: {show(tree.otherwise)}")
            return "; ".join(chain), _LOOSEST
    raise TypeError(type(tree).__name__)


def _call(tree: t.Call) -> tuple[str, int]:
    if tree.name == "size":
        return f"size of {show(tree.arguments[0], _POST)}", _PRODUCT
    arguments = ", ".join(show(part, _VALUE) for part in tree.arguments)
    if tree.name == "first known":
        return f"first known of {arguments}", _LOOSEST
    return f"{tree.name}({arguments})", _ATOM


def _aggregate(tree: t.Aggregate) -> tuple[str, int]:
    source = tree.source
    text = _source(source)
    if source.where:
        text += " where " + " and ".join(show(part, _NOT if len(source.where) > 1 else 0) for part in source.where)
    own = _LOOSEST if source.where else _NOT
    if tree.function == "every":
        assert tree.value is not None
        return f"every {text} has {show(tree.value)}", _LOOSEST
    if tree.value is not None:
        return f"{tree.function} of {show(tree.value, _VALUE)} over {text}", own
    if tree.function == "count":
        return f"count of {text}", own
    return f"{tree.function} {text}", own


def _source(source: t.Source) -> str:
    """Which subjects are meant, without the condition they must meet."""
    text = source.scope
    if source.alias:
        text += f" as {source.alias}"
    if source.within:
        text += f" in {show(source.within)}"
    if source.happening:
        text += " that happens"
    if source.window is not None:
        window = source.window
        text += f" since {show(window.since, _POST)}" if window.since is not None else f" {window.word} {window.unit}"
    return text
