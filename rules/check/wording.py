"""How values, types and names are put into words in a message."""

from __future__ import annotations

from collections.abc import Iterable

from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import FlagType, NothingType, NumberType, SeriesType, SetType, TextType, Type

_LONGEST_SPELT = 44  # what is longer does not fit into a headline


def spell(expression: x.Expression) -> str:
    """The path that leads to a subject or fact."""
    match expression:
        case x.Variable() | x.Singleton() | x.Compose():
            return expression.scope
        case x.Follow():
            return f"{spell(expression.base)}.{expression.link}"
        case x.ReadFact():
            return f"{spell(expression.subject)}.{expression.fact.name}"
    return expression.text or "this"


def spelt(value: x.Expression) -> str:
    """A value as it is written, or a word for it where that is long."""
    text = value.text or (spell(value) if isinstance(value, x.Variable | x.Singleton | x.Follow | x.ReadFact) else "")
    return f"`{text}`" if text and len(text) <= _LONGEST_SPELT else "this value"


def told(value: x.Expression) -> str:
    """A value as it is written, with what it is: `` `sleeve.capital` (usd)``."""
    text = value.text
    if not text or len(text) > _LONGEST_SPELT:
        return what(value.type) if not isinstance(value.type, NumberType) else number_in(value.type)
    if isinstance(value.type, NothingType):
        return f"`{text}`"
    return f"`{text}` ({what(value.type)})"


def number_in(of: NumberType) -> str:
    """A number of this type as a noun: `a number in usd`."""
    if of.unit.is_plain:
        return what(of)
    return f"a number in `{of.unit}`"


def is_what(of: Type) -> str:
    """What a value of this type is, as the end of a sentence."""
    if isinstance(of, NumberType) and not of.unit.is_plain:
        return f"is in `{of.unit}`"
    return f"is {what(of)}"


def what(of: Type) -> str:
    """What a value of this type is, as a noun: `a date`, `usd per share`, `a condition`."""
    if isinstance(of, NumberType):
        if not of.unit.is_plain:
            return str(of.unit)
        return a_word(of.name) if of.name else "a number without unit"
    if isinstance(of, FlagType):
        return "a condition"
    if isinstance(of, NothingType):
        return f"`{of.word}`"
    if isinstance(of, SetType):
        return f"a list of {_several(of.of)}"
    if isinstance(of, SeriesType):
        return f"a series of {_several(of.of)}"
    if isinstance(of, TextType) and of.name == "text":
        return "text"
    return a_word(str(of))


def _several(of: Type) -> str:
    if isinstance(of, NumberType):
        return "numbers" if of.unit.is_plain else f"numbers in {of.unit}"
    return f"`{of}`"


def a_word(word: str | None, capital: bool = False) -> str:
    """A word with its article."""
    word = word or "number"
    article = "an" if word[:1] in "aeiou" else "a"
    text = f"{article} {word}"
    return text[0].upper() + text[1:] if capital else text


def listed(words: Iterable[str]) -> str:
    """Words in backticks, parted by commas."""
    return ", ".join(f"`{word}`" for word in words)


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The help that names the one known name that was probably meant; None if there is none."""
    close = nearest(name, known)
    return f"Did you mean `{close}`?" if close else None


def word_help(name: str, words: Iterable[str]) -> str:
    """Which word of a closed list was meant: one that is spelt like it or begins with it; else all of them."""
    words = tuple(words)
    close = nearest(name, words)
    if close is None:
        begun = [word for word in words if word.startswith(name.lower())]
        close = begun[0] if len(begun) == 1 else None
    return f"Did you mean `{close}`?" if close else f"It is one of {listed(words)}."


def unit_help(left: x.Expression, right: x.Expression) -> str | None:
    """What may be missing between two numbers of different units."""
    one, other = left.type, right.type
    assert isinstance(one, NumberType)
    assert isinstance(other, NumberType)
    for value, beside in ((left, other), (right, one)):
        if isinstance(value.tree, t.Number) and value.tree.unit and beside.unit.is_plain:
            return f"Write `{number_text(value.tree.value)}`."
    for value, of, beside in ((left, one, other), (right, other, one)):
        if of.unit.is_plain and value.tree is not None:
            if isinstance(value.tree, t.Number) and value.text.endswith("%"):
                number = number_text(value.tree.value)
                return f"Say of what it is a part, `{value.text} of …`, or write `{number} {beside.unit}`."
            return f"Multiply {spelt(value)} by what it is a part or multiple of."
    if all(len(of.unit.powers) == 1 for of in (one, other)):
        return f"`{one.unit}` and `{other.unit}` are never turned into one another."
    missing = (other.unit / one.unit).powers
    if len(missing) == 1 and not (one.unit.is_plain or other.unit.is_plain):
        return f"Is a factor in `{missing[0][0]}` missing?"
    return None
