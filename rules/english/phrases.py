"""Expressions of the typed tree in English: values as nouns, conditions as clauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rules.english.flags import predicate
from rules.english.names import Names, a, is_several, several, spaced
from rules.english.prose import Piece, Prose, joined, prose
from rules.english.values import value_text
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import DateType, EnumType, FlagType, InstantType, NumberType, RefType, SetType, TimeType, Type

LOOSE, _LIST, _SUM, _PRODUCT, _TERM = range(-1, 4)
"""How tightly what is said holds together: what holds together less than its place asks for stands in brackets."""

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_LEVELS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}

# What a comparison says of a size and of a point in time, and the same where it is denied.
_SIZES = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}
_TIMES = {"<": "before", "<=": "no later than", ">": "after", ">=": "no earlier than"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "is": "is not", "is not": "is"}

_TOTALS = {"sum": "sum", "mean": "mean", "highest": "highest", "lowest": "lowest"}
ROUNDINGS = {
    "up": ("up to a", ""),
    "down": ("down to a", ""),
    "half up": ("to the nearest", ", up from the middle"),
    "half even": ("to the nearest", ", from the middle to the even one"),
}
"""What is said before and behind the step that a value is rounded to."""

_CALLS = {"min": "the least of ", "max": "the greatest of ", "first known": "the first that is known of "}
_OF_TIMES = {"highest": "latest", "lowest": "earliest", "max": "latest", "min": "earliest"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """How the expressions of a law are said where these subjects are bound.

    `bound` holds what the subject in a slot is called, `aliases` the names that the law itself gives to some.
    """

    names: Names
    bound: Mapping[int, str] = field(default_factory=dict)
    aliases: frozenset[str] = frozenset()

    # --- what an expression comes to ------------------------------------------------------------
    def noun(self, expression: x.Expression, level: int = _LIST) -> Prose:
        """A value: `the delta of the contract`. A condition becomes `whether …`."""
        if isinstance(expression.type, FlagType) and not isinstance(expression, _PLAIN_FLAGS):
            return prose("whether ", self.clause(expression))
        form = NOUNS.get(type(expression))
        if form is None:
            return prose("whether ", self.clause(expression))
        text, own = form(self, expression)
        return prose("(", text, ")") if own < level else text

    def clause(self, expression: x.Expression, denied: bool = False) -> Prose:
        """A condition: `the delta of the contract is at least 0.4`; denied, what holds where it does not."""
        form = CLAUSES.get(type(expression))
        if form is not None:
            return form(self, expression, denied)
        return prose(self.noun(expression), " is not true" if denied else " is true")

    def verb(self, expression: x.Expression) -> str:
        """`are` for a number that is called by a plural, else `is`."""
        read = expression.fact if isinstance(expression, x.Before | x.LastOf) else expression
        number = isinstance(read, x.ReadFact) and isinstance(read.type, NumberType)
        return "are" if isinstance(read, x.ReadFact) and number and is_several(self.names.fact(read.fact)) else "is"

    def within(self, expression: x.Expression, denied: bool = False) -> Prose:
        """A condition inside another: in brackets where it is one of several."""
        found = self.clause(expression, denied)
        inner = expression.part if isinstance(expression, x.Not) else expression
        return prose("(", found, ")") if isinstance(inner, x.Junction | x.If | x.Cases) else found

    # --- subjects -------------------------------------------------------------------------------
    def subject(self, expression: x.Expression) -> Prose:
        """Somebody or something that the law speaks of."""
        return self.noun(expression, _TERM)

    def binding(self, items: x.Items) -> Phrases:
        """The same, where the items of an aggregate, a choice or an allocation are bound too."""
        alias = _alias(items)
        called = f"“{alias}”" if alias else f"the {self.called(items.scope, items.kind)}"
        aliases = self.aliases | {alias} if alias else self.aliases
        return replace(self, bound={**self.bound, items.slot: called}, aliases=aliases)

    def called(self, scope: str, kind: str | None) -> str:
        """What one subject of a scope, or of a kind of it, is called."""
        return self.names.kind(kind) if kind is not None else self.names.scope(scope)

    def among(self, items: x.Items, of: Callable[[str], str], with_where: bool = True) -> Prose:
        """The items of a source: `of` makes of their noun what is needed, `a position`, `positions`."""
        alias = _alias(items)
        noun = of(self.called(items.scope, items.kind))
        found: list[str | Piece | Prose] = [self.items_piece(items, noun)]
        found += [f", here called “{alias}”,"] if alias else []
        if items.within is not None:
            found += [" in " if items.scope in self.names.law.events else " of ", self.subject(items.within)]
        found += [" that happens now"] if items.happening else []
        if items.window is not None:
            found.append(self.window(items.window))
        if items.where and with_where:
            inner = self.binding(items)
            parts = [inner.within(part) for part in items.where]
            only = len(items.where) == 1
            found += [" where ", inner.clause(items.where[0]) if only else joined(parts)]
        return prose(*found)

    def items_piece(self, items: x.Items, noun: str) -> Piece:
        """A noun for items; it stands for their kind or event."""
        if items.kind is not None:
            return Piece(noun, "kind", items.kind)
        return Piece(noun, "event", items.scope) if items.scope in self.names.law.events else Piece(noun)

    def window(self, window: x.Window) -> Prose:
        """The time in which something happened."""
        if window.since is not None:
            return prose(" since ", self.noun(window.since))
        return prose(f" {window.word} {window.unit}")

    def value(self, value: x.Literal, of: Type, written: str = "") -> Prose:
        """A literal."""
        text = value_text(value, of, self.names.law.units, written)
        return (Piece(text, "word", of.name),) if isinstance(of, EnumType) and isinstance(value, str) else prose(text)

    def action(self, name: str) -> Piece:
        """An action, by what doing it is called."""
        return Piece(f"“{self.names.action(name)}”", "action", name)

    def rules(self, ids: tuple[str, ...], last: str = "and") -> Prose:
        """Rules by their ids."""
        return joined([(Piece(id, "rule", id),) for id in ids], last)

    def fact(self, read: x.ReadFact) -> Prose:
        """A fact by its words and owner, also where it is a flag."""
        what = Piece(self.names.fact(read.fact), "fact", str(read.fact))
        if isinstance(read.subject, x.Singleton):
            return prose("the ", what)
        joint = " " if what.text.endswith(" of") else " of "
        return prose("the ", what, joint, self.owner(read))

    def owner(self, read: x.ReadFact) -> Prose:
        """Whose a fact is: as the law spells the way to it, else as it is typed."""
        spelled = read.tree.names if isinstance(read.tree, t.Path) else ()
        if len(spelled) > 1 and spelled[-1] == read.fact.name:
            found = self.path(spelled[:-1])
            if found is not None:
                return found
        return self.subject(read.subject)

    def path(self, spelled: tuple[str, ...]) -> Prose | None:
        """A subject by the names that lead to it; None if the first of them is no subject's."""
        law = self.names.law
        if len(spelled) > 1 and f"{spelled[0]}.{spelled[1]}" in law.events:
            spelled = (f"{spelled[0]}.{spelled[1]}", *spelled[2:])
        first, *rest = spelled
        if first in self.aliases:
            found, scope = prose(f"“{first}”"), None
        elif first in law.scopes:
            found, scope = prose(f"the {self.names.scope(first)}"), first
        elif first in law.kinds:
            found, scope = prose(f"the {self.names.kind(first)}"), law.kinds[first].of
        else:
            return None
        for name in rest:
            fact = law.facts.get(x.FactId(scope, name)) if scope is not None else None
            if fact is not None and isinstance(fact.type, RefType):
                found = prose("the ", Piece(self.names.fact(fact.id), "fact", str(fact.id)), " of ", found)
                scope = fact.type.scope
            elif name in law.scopes:
                found, scope = prose(f"the {self.names.scope(name)} of ", found), name
            else:
                return None
        return found


# --- values -------------------------------------------------------------------------------------
Said = tuple[Prose, int]
"""What is said, and how tightly it holds together."""


def _constant(say: Phrases, expression: x.Constant) -> Said:
    tree = expression.tree
    written = tree.unit[0] if isinstance(tree, t.Number) and len(tree.unit) == 1 and tree.per is None else ""
    return say.value(expression.value, expression.type, written), _TERM


def _variable(say: Phrases, expression: x.Variable) -> Said:
    known = say.bound.get(expression.slot)
    return prose(known if known is not None else f"the {say.names.scope(expression.scope)}"), _TERM


def _singleton(say: Phrases, expression: x.Singleton) -> Said:
    return prose(f"the {say.names.scope(expression.scope)}"), _TERM


def _follow(say: Phrases, expression: x.Follow) -> Said:
    if isinstance(expression.tree, t.Path):
        found = say.path(expression.tree.names)
        if found is not None:
            return found, _TERM
    return prose(f"the {say.names.scope(expression.link)} of ", say.subject(expression.base)), _TERM


def _compose(say: Phrases, expression: x.Compose) -> Said:
    if isinstance(expression.tree, t.Path):
        found = say.path(expression.tree.names)
        if found is not None:
            return found, _TERM
    parts = joined([say.subject(part) for part in expression.parts])
    return prose(f"the {say.names.scope(expression.scope)} of ", parts), _TERM


def _read_fact(say: Phrases, expression: x.ReadFact) -> Said:
    return say.fact(expression), _TERM


def _before(say: Phrases, expression: x.Before) -> Said:
    return prose(say.fact(expression.fact), " as it was before"), _TERM


def _field(say: Phrases, expression: x.ReadField) -> Said:
    if isinstance(expression.type, RefType):
        return prose(f"the {say.names.scope(expression.type.scope)} given as “{spaced(expression.name)}”"), _TERM
    return prose(f"the {spaced(expression.name)} of the action as sized"), _TERM


def _parameter(say: Phrases, expression: x.ReadParameter) -> Said:
    parameter = say.names.law.parameters[expression.name]
    name = Piece(expression.name, "parameter", expression.name)
    values = dict(parameter.values)
    key = expression.key
    if key is None:
        value = values[None]
        return prose(say.value(value, parameter.type, parameter.unit_text), " (", name, ")"), _TERM
    if isinstance(key, x.Constant) and isinstance(key.value, str):
        said = say.value(values[key.value], parameter.type, parameter.unit_text)
        return prose(said, " (", name, f" for {spaced(key.value)})"), _TERM
    told = "; ".join(
        f"{spaced(word or '')}: {value_text(each, parameter.type, say.names.law.units, parameter.unit_text)}"
        for word, each in parameter.values
    )
    return prose(name, " for ", say.noun(key, _TERM), f" ({told})"), _TERM


def _age(say: Phrases, expression: x.AgeOf) -> Said:
    return prose("the age of ", say.fact(expression.fact)), _TERM


def _last(say: Phrases, expression: x.LastOf) -> Said:
    return prose(say.fact(expression.fact), ", however old"), _LIST


def _if(say: Phrases, expression: x.If) -> Said:
    parts = (say.noun(expression.then), " if ", say.within(expression.condition), ", else ")
    return prose(*parts, say.noun(expression.otherwise)), LOOSE


def _cases(say: Phrases, expression: x.Cases) -> Said:
    chain = [prose(say.noun(value), " if ", say.within(condition), ", else ") for condition, value in expression.cases]
    return prose(*chain, say.noun(expression.otherwise)), LOOSE


def _arithmetic(say: Phrases, expression: x.Arithmetic) -> Said:
    own = _LEVELS[expression.operator]
    share = isinstance(expression.tree, t.Arithmetic) and expression.tree.operator == "of"
    sign = " of " if share else _SIGNS[expression.operator]
    return prose(say.noun(expression.left, own), sign, say.noun(expression.right, own + 1)), own


def _negative(say: Phrases, expression: x.Negative) -> Said:
    return prose("−", say.noun(expression.part, _TERM)), _PRODUCT


def _rounded(say: Phrases, expression: x.Rounded) -> Said:
    way, tail = ROUNDINGS[expression.mode]
    value, step = say.noun(expression.value, _PRODUCT), say.noun(expression.step, _TERM)
    return prose(value, f" rounded {way} multiple of ", step, tail), LOOSE


def _convert(say: Phrases, expression: x.Convert) -> Said:
    return say.noun(expression.value, _TERM), _TERM


def _call(say: Phrases, expression: x.Call) -> Said:
    parts = [say.noun(part, _TERM) for part in expression.arguments]
    if expression.name == "size":
        return prose("the number of entries in ", *parts), _TERM
    if expression.name == "abs":
        inner = expression.arguments[0]
        if isinstance(inner, x.Arithmetic) and inner.operator == "-":
            ends = (say.noun(inner.left, _PRODUCT), " and ", say.noun(inner.right, _PRODUCT))
            return prose("the distance between ", *ends), _LIST
        return prose("the size without its sign of ", *parts), _LIST
    if expression.name in _OF_TIMES and is_timely(expression.type):
        return prose(f"the {_OF_TIMES[expression.name]} of ", joined(parts)), LOOSE
    return prose(_CALLS[expression.name], joined(parts)), LOOSE


def _aggregate(say: Phrases, expression: x.Aggregate) -> Said:
    items, value = expression.items, expression.value
    inner = say.binding(items)
    if expression.function == "count":
        found = prose("the number of ", say.among(items, several))
    elif expression.function == "the":
        found = prose("the only ", say.among(items, str))
    else:
        assert value is not None
        found = prose(
            total(expression), inner.noun(value, _PRODUCT), " over ", say.among(items, lambda noun: f"every {noun}")
        )
    return prose(found, if_empty(say, expression)), LOOSE if items.where or expression.if_empty else _LIST


def is_timely(of: Type) -> bool:
    """Whether values of a type are points in time: earlier and later, not smaller and larger."""
    return isinstance(of, DateType | TimeType | InstantType)


def total(expression: x.Aggregate | x.SeriesAggregate) -> str:
    """`the sum of `, `the latest of `."""
    words = _OF_TIMES if is_timely(expression.type) else _TOTALS
    return f"the {words[expression.function]} of "


def if_empty(say: Phrases, expression: x.Aggregate) -> Prose:
    """What an aggregate over nobody comes to, where the law says so."""
    return () if expression.if_empty is None else prose("; without any, ", say.noun(expression.if_empty))


def _series(say: Phrases, expression: x.SeriesAggregate) -> Said:
    length = say.noun(expression.length, _TERM)
    return prose(total(expression), say.fact(expression.fact), " over the last ", length), _LIST


def _window(say: Phrases, expression: x.Window) -> Said:
    return say.window(expression), _TERM


def _items(say: Phrases, expression: x.Items) -> Said:
    return say.among(expression, lambda noun: f"every {noun}"), _LIST


# --- conditions ---------------------------------------------------------------------------------
def _true_or_false(_: Phrases, expression: x.Constant, denied: bool) -> Prose:
    return prose("never" if (expression.value is True) is denied else "always")


def _flag(say: Phrases, expression: x.ReadFact, denied: bool) -> Prose:
    fact = say.names.law.facts[expression.fact]
    said = predicate(fact.id.name, fact.words)
    words = Piece(said.fails if denied else said.holds, "fact", str(fact.id))
    alone = isinstance(expression.subject, x.Singleton)
    if said.quoted:
        whose = () if alone else prose(" of ", say.owner(expression))
        return prose("“", words, "” is not true" if denied else "” is true", whose)
    return prose(say.owner(expression), " ", words)


def _flag_before(say: Phrases, expression: x.Before, denied: bool) -> Prose:
    return prose("when last decided, ", _flag(say, expression.fact, denied))


def _last_flag(say: Phrases, expression: x.LastOf, denied: bool) -> Prose:
    return prose(_flag(say, expression.fact, denied), " (as last told, however long ago)")


def _enters(say: Phrases, expression: x.Enters, denied: bool) -> Prose:
    state = Piece(spaced(expression.state), "word", str(expression.machine.fact))
    fact = Piece(say.names.fact(expression.machine.fact), "fact", str(expression.machine.fact))
    verb = " does not now become " if denied else " now becomes "
    return prose("the ", fact, " of ", say.owner(expression.machine), verb, state)


def _junction(say: Phrases, expression: x.Junction, denied: bool) -> Prose:
    word = {"and": "or", "or": "and"}[expression.word] if denied else expression.word
    return joined([say.within(part, denied) for part in expression.parts], word)


def _not(say: Phrases, expression: x.Not, denied: bool) -> Prose:
    return say.clause(expression.part, not denied)


def _compare(say: Phrases, expression: x.Compare, denied: bool) -> Prose:
    operator = _OPPOSITE[expression.operator] if denied else expression.operator
    left, right = expression.left, expression.right
    if operator in ("is", "is not"):
        if isinstance(right, x.Constant) and isinstance(right.value, bool):
            return say.clause(left, (right.value is True) is (operator == "is not"))
        if compares_flags(expression):
            both = (say.within(left), " and ", say.within(right))
            return prose("of ", *both, " both or neither holds" if operator == "is" else " just one holds")
        return prose(say.noun(left), f" {say.verb(left)}{operator.removeprefix('is')} ", say.noun(right))
    word = (_TIMES if is_timely(left.type) else _SIZES)[operator]
    return prose(say.noun(left), f" {say.verb(left)} {word} ", say.noun(right))


def compares_flags(expression: x.Compare) -> bool:
    """Whether two conditions are compared, and not a condition with `true` or `false`."""
    constant = isinstance(expression.right, x.Constant) or isinstance(expression.left, x.Constant)
    return isinstance(expression.left.type, FlagType) and not constant


def _between(say: Phrases, expression: x.Between, denied: bool) -> Prose:
    words = _TIMES if is_timely(expression.value.type) else _SIZES
    first, joint, second = ("<", " or ", ">") if denied else (">=", " and ", "<=")
    value, low, high = (say.noun(each) for each in (expression.value, expression.low, expression.high))
    return prose(value, f" {say.verb(expression.value)} {words[first]} ", low, f"{joint}{words[second]} ", high)


def _in(say: Phrases, expression: x.In, denied: bool) -> Prose:
    denied = denied is not expression.denied
    container = expression.container
    value = prose(say.noun(expression.value), f" {say.verb(expression.value)} ")
    if isinstance(container, x.Constant) and isinstance(container.value, tuple) and container.value:
        inner = container.type.of if isinstance(container.type, SetType) else container.type
        members = [say.value(each, inner) for each in container.value]
        return prose(value, "neither " if denied else "", joined(members, "nor" if denied else "or"))
    if isinstance(container, x.ReadParameter):
        return prose(value, "none of " if denied else "one of ", say.noun(container))
    return prose(value, "not in " if denied else "in ", say.noun(container))


def _is_state(say: Phrases, expression: x.IsState, denied: bool) -> Prose:
    denied = denied is not expression.denied
    if expression.state == "exists":
        return prose(say.noun(expression.value), " does not exist" if denied else " exists")
    word = f" not {expression.state}" if denied else f" {expression.state}"
    if isinstance(expression.value.type, FlagType):
        return prose(f"it is{word} ", say.noun(expression.value))
    return prose(say.noun(expression.value), f" {say.verb(expression.value)}{word}")


def _verdict(say: Phrases, expression: x.VerdictIs, denied: bool) -> Prose:
    word = "is not" if denied is not expression.denied else "is"
    return prose(say.action(expression.action), f" {word} {expression.state} for ", say.subject(expression.subject))


def _would_be(say: Phrases, expression: x.WouldBePermitted, denied: bool) -> Prose:
    actions = joined([(say.action(action),) for action in expression.actions], "or")
    word = " would not be permitted for " if denied else " would be permitted for "
    but = prose(", but for ", say.rules(expression.but_for)) if expression.but_for else ()
    return prose(actions, word, say.subject(expression.subject), but)


def _any(say: Phrases, expression: x.Aggregate, denied: bool) -> Prose:
    items = expression.items
    if expression.function == "every":
        assert expression.value is not None
        claim = say.binding(items).clause(expression.value)
        if denied:
            return prose("not for ", say.among(items, lambda noun: f"every {noun}"), " it holds that ", claim)
        return prose("for ", say.among(items, lambda noun: f"every {noun}"), " it holds that ", claim)
    if expression.function not in ("any", "no"):
        return prose(say.noun(expression), " is not true" if denied else " is true")
    none = (expression.function == "no") is not denied
    what: Callable[[str], str] = (lambda noun: f"no {noun}") if none else a
    if items.happening and not items.where:
        return prose(say.among(replace(items, happening=False), what), " happens now")
    return prose("there is ", say.among(items, what))


def _if_clause(say: Phrases, expression: x.If, denied: bool) -> Prose:
    then, otherwise = say.within(expression.then, denied), say.within(expression.otherwise, denied)
    return prose("if ", say.within(expression.condition), ", then ", then, ", else ", otherwise)


def _cases_clause(say: Phrases, expression: x.Cases, denied: bool) -> Prose:
    chain = [
        prose("if ", say.within(condition), ", then ", say.within(value, denied), ", else ")
        for condition, value in expression.cases
    ]
    return prose(*chain, say.within(expression.otherwise, denied))


NOUNS: dict[type[x.Expression], Callable[[Phrases, Any], Said]] = {
    x.Constant: _constant,
    x.Variable: _variable,
    x.Singleton: _singleton,
    x.Follow: _follow,
    x.Compose: _compose,
    x.ReadFact: _read_fact,
    x.Before: _before,
    x.ReadField: _field,
    x.ReadParameter: _parameter,
    x.AgeOf: _age,
    x.LastOf: _last,
    x.If: _if,
    x.Cases: _cases,
    x.Arithmetic: _arithmetic,
    x.Negative: _negative,
    x.Rounded: _rounded,
    x.Convert: _convert,
    x.Call: _call,
    x.Aggregate: _aggregate,
    x.SeriesAggregate: _series,
    x.Window: _window,
    x.Items: _items,
}
"""How each kind of value is said."""

CLAUSES: dict[type[x.Expression], Callable[[Phrases, Any, bool], Prose]] = {
    x.Constant: _true_or_false,
    x.ReadFact: _flag,
    x.Before: _flag_before,
    x.LastOf: _last_flag,
    x.Enters: _enters,
    x.Junction: _junction,
    x.Not: _not,
    x.Compare: _compare,
    x.Between: _between,
    x.In: _in,
    x.IsState: _is_state,
    x.VerdictIs: _verdict,
    x.WouldBePermitted: _would_be,
    x.Aggregate: _any,
    x.If: _if_clause,
    x.Cases: _cases_clause,
}
"""How each kind of condition is said."""

_PLAIN_FLAGS = (x.Constant, x.ReadParameter, x.ReadField)
"""Flags that are values: `true`, a parameter, a field of an action."""


def _alias(items: x.Items) -> str | None:
    return items.tree.alias if isinstance(items.tree, t.Source) else None
