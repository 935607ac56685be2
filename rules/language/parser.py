"""Recursive descent over the tokens of a leaf, one method a line of grammar.txt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, time
from fractions import Fraction
from typing import TypeVar

from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language.borrowed import OWN_FUNCTIONS, function_help, of_many, unit_elsewhere
from rules.language.lexer import KEYWORDS, LeafError, Token, in_capitals, tokens

T = TypeVar("T")

_STATES = frozenset({"known", "unknown", "stale", "none", "proposed", "permitted", "forbidden"})
# What is read recursively lies inside one another; what is read in a row, as terms of a sum, only grows high.
_MAX_DEPTH = 60
_MAX_HEIGHT = 100

# Words between two values, and how the language writes them. The longest that fits is taken.
_WORDINGS: dict[tuple[str, ...], str] = {
    ("is", "in"): "in",
    ("is", "one", "of"): "in",
    ("is", "between"): "between",
    ("is", "greater", "than"): ">",
    ("is", "more", "than"): ">",
    ("is", "above"): ">",
    ("is", "over"): ">",
    ("is", "less", "than"): "<",
    ("is", "below"): "<",
    ("is", "under"): "<",
    ("is", "at", "least"): ">=",
    ("is", "at", "most"): "<=",
    ("is", "equal", "to"): "is",
    ("is", ">"): ">",
    ("is", ">="): ">=",
    ("is", "<"): "<",
    ("is", "<="): "<=",
    ("is", "not", ">"): "<=",
    ("is", "not", ">="): "<",
    ("is", "not", "<"): ">=",
    ("is", "not", "<="): ">",
    ("is", "not", "in"): "not in",
    ("greater", "than"): ">",
    ("more", "than"): ">",
    ("above",): ">",
    ("exceeds",): ">",
    ("less", "than"): "<",
    ("below",): "<",
    ("under",): "<",
    ("at", "least"): ">=",
    ("at", "most"): "<=",
    ("equals",): "is",
    ("within",): "between",
    ("unless",): "and not",
    ("except",): "and not",
    ("are",): "is",
    ("not",): "is not",
    ("becomes",): "enters",
    ("goes", "to"): "enters",
}
_LONGEST_WORDING = max(len(words) for words in _WORDINGS)
# Words that go on with an expression: what is misspelt is compared with them.
_GOING_ON = (
    "and",
    "or",
    "is",
    "in",
    "between",
    "of",
    "exists",
    "rounded",
    "for",
    "as",
    "where",
    "over",
    "then",
    "else",
)
_SIGNS = ("<", "<=", ">", ">=")
# What aggregates make of many subjects, of a few values.
_OF_FEW: dict[str, Callable[[list[str]], str]] = {
    "highest": lambda values: f"max({', '.join(values)})",
    "lowest": lambda values: f"min({', '.join(values)})",
    "sum": " + ".join,
    "mean": lambda values: f"({' + '.join(values)}) / {len(values)}",
}
# Words of the language behind which a bracket may stand at once.
_BEFORE_BRACKETS = frozenset({*OWN_FUNCTIONS, "not", "true", "false", "none", "unknown"})
_CONTAINING = frozenset({"contains", "includes", "has"})
_LITERALS = frozenset({"true", "false", "unknown", "none"})
_TOLD = frozenset({"happens", "enters"})
# Stretches of the calendar; a week begins on Monday.
PERIODS = ("week", "month", "quarter", "year")
_BEGINNING = frozenset({"number", "percent", "money", "date", "time", "word", "path"})


def parse_leaf(text: str) -> t.Tree:
    """The tree of a leaf. Raises LeafError with code, message and offsets when it cannot be read."""
    parser = _Parser(text)
    found = parser.leaf()
    parser.finish()
    if len(parser.tokens) > _MAX_HEIGHT and _height(found) > _MAX_HEIGHT:
        raise _too_deep(found.start, found.end)
    return found


def _or(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words[:-1]) + f" or `{words[-1]}`"


def _height(tree: t.Tree) -> int:
    """How many parts lie inside one another; `a + b + c` is two sums."""
    highest = 0
    pending: list[tuple[object, int]] = [(tree, 1)]
    while pending:
        part, depth = pending.pop()
        if isinstance(part, tuple):
            pending += [(each, depth) for each in part]
        elif isinstance(part, t.Tree):
            highest = max(highest, depth)
            pending += [(getattr(part, each.name), depth + 1) for each in fields(part)]
    return highest


def _too_deep(start: int, end: int) -> LeafError:
    help = "Give its parts names with `let:`."
    return LeafError("E112", "The expression is nested too deeply", start, end, help)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.index = 0
        self.depth = 0
        self.compared = ""
        if self.peek.kind == "end":
            raise LeafError("E108", "An expression is missing here", 0, max(len(text), 1))

    # --- reading tokens -------------------------------------------------------------------------
    @property
    def peek(self) -> Token:
        return self.tokens[self.index]

    @property
    def previous_end(self) -> int:
        return self.tokens[self.index - 1].end if self.index else 0

    def ahead(self, *words: str) -> bool:
        for step, word in enumerate(words):
            if self.index + step >= len(self.tokens) or self.tokens[self.index + step].text != word:
                return False
        return True

    def take(self, *words: str) -> bool:
        if self.ahead(*words):
            self.index += len(words)
            return True
        return False

    def advance(self) -> Token:
        token = self.peek
        self.index += 1
        return token

    def expect(self, word: str, why: str) -> Token:
        if self.peek.text != word:
            raise self.error(f"`{word}` is missing {why}", self._with(word))
        return self.advance()

    def _with(self, word: str) -> str | None:
        """What stands here with the missing word put in between."""
        if self.peek.kind == "end" or not self.index:
            return None
        before, after = self.tokens[self.index - 1].text, self.peek.text
        if word == "(":
            return f"Write `{before}( … , … )`."
        return f"Write `{before} {word} {after}`." if word.isalpha() else None

    def error(self, message: str, help: str | None = None) -> LeafError:
        token = self.peek
        if token.kind == "end":
            message = f"The expression ends too early: {message[0].lower()}{message[1:]}"
            return LeafError("E109", message, max(token.start - 1, 0), max(token.start, 1), help)
        if token.kind == "word" and token.text not in KEYWORDS and token.text.lower() in KEYWORDS:
            return in_capitals(token)
        return LeafError("E110", f"{message[0].upper()}{message[1:]}", token.start, token.end, help)

    def finish(self) -> None:
        if self.peek.kind == "end":
            return
        token, before = self.peek, self.tokens[self.index - 1]
        if token.kind == "word" and token.text not in KEYWORDS and token.text.lower() in KEYWORDS:
            raise in_capitals(token)
        behind = self.tokens[self.index + 1] if token.text == "," else token
        if token.text == "," and before.kind == behind.kind == "number" and behind.start - before.end == 1:
            message = f"`{self.text[before.start : behind.end]}` has a comma where a point belongs"
            help = f"Write `{before.text}.{behind.text}`."
            raise LeafError("E114", message, before.start, behind.end, help)
        message = f"`{token.text}` does not fit here"
        missing = self._what_is_missing(before, token)
        if token.text == ")":
            message, missing = "`)` closes no bracket", "Take it away, or open a bracket before."
        raise LeafError("E111", message, token.start, token.end, missing)

    def _what_is_missing(self, before: Token, token: Token) -> str | None:
        """What may have been meant by a token that fits nowhere, told by the one before it."""
        if token.text == "where" and self.tokens[self.index - 2].text == "as":
            return f"A name stands right behind the scope: write `… as {before.text} in … where …`."
        if token.text in {"[", "("} and before.kind in {"word", "path"} and before.text not in KEYWORDS:
            closing = self.text.find({"[": "]", "(": ")"}[token.text], token.end)
            key = self.text[token.end : closing].strip() if closing > token.end else "…"
            return f"Write `{before.text} for {key}`."
        if token.text in _CONTAINING:
            return "Write what is looked for first: `… in …`."
        if token.text == "does":
            return "Write `exists` or `is none`."
        if token.text == ",":
            return "A list stands in square brackets: `[gen, rev]`."
        if token.text == "to":
            return "A range is written `between … and …`."
        if token.kind == "word" and token.text not in KEYWORDS:
            close = nearest(token.text, _GOING_ON)
            if close is not None:
                return f"Did you mean `{close}`?"
        named = token.kind in {"word", "path"} and token.text not in KEYWORDS
        if named and before.kind == "percent":
            return f"Write `{before.text} of {token.text}`."
        if named and before.kind in {"word", "path"} and before.text not in KEYWORDS:
            return "Two names stand side by side; a word such as `and`, `of`, `is` or `<=` is missing."
        if token.kind in {"number", "percent", "money"}:
            return "A word or sign is missing before the number."
        return None

    def word(self, what: str) -> str:
        token = self.peek
        if token.kind != "word" or token.text in KEYWORDS:
            raise self.no_name(what)
        return self.advance().text

    def no_name(self, what: str) -> LeafError:
        """Something stands where a name must stand: a word of the language, or nothing that could be a name."""
        token = self.peek
        if token.kind == "word" and token.text in KEYWORDS and token.text not in _GOING_ON:
            message = f"`{token.text}` is a word of the language and cannot be a name"
            return LeafError("E115", message, token.start, token.end, "Choose another name.")
        return self.error(f"{what} is missing before `{token.text}`" if token.text else f"{what} is missing")

    def path(self, what: str = "A name") -> t.Path:
        token = self.peek
        if token.kind not in {"word", "path"} or token.text in KEYWORDS:
            raise self.no_name(what)
        self.advance()
        return t.Path(tuple(token.text.split(".")), start=token.start, end=token.end)

    # --- the grammar ----------------------------------------------------------------------------
    def leaf(self) -> t.Tree:
        return self.deeper(self.leaf_inside)

    def leaf_inside(self) -> t.Tree:
        start = self.peek.start
        if self.take("if"):
            condition = self.leaf()
            self.expect("then", "after the condition of `if`")
            then = self.leaf()
            self.expect("else", "after the value of `then`")
            otherwise = self.leaf()
            return t.If(condition, then, otherwise, start=start, end=self.previous_end)
        return self.junction("or")

    def deeper(self, read: Callable[[], T]) -> T:
        """Reads what lies inside something else. Raises LeafError where that goes too far."""
        self.depth += 1
        try:
            if self.depth > _MAX_DEPTH:
                raise _too_deep(self.peek.start, self.peek.end)
            return read()
        finally:
            self.depth -= 1

    def junction(self, word: str) -> t.Tree:
        start = self.peek.start
        part = self.junction("and") if word == "or" else self.denial()
        parts = [part]
        while self.take(word):
            parts.append(self.junction("and") if word == "or" else self.denial())
        if len(parts) == 1:
            return part
        return t.Junction(word, tuple(parts), start=start, end=self.previous_end)

    def denial(self) -> t.Tree:
        start = self.peek.start
        denials = 0
        while self.take("not"):
            denials += 1
        part = self.test()
        for _ in range(denials):
            part = t.Not(part, start=start, end=self.previous_end)
        return part

    def test(self) -> t.Tree:
        start = self.peek.start
        value = self.value()
        token = self.peek
        self._other_wording()
        if token.text in _SIGNS:
            self.advance()
            right = self.value()
            if self.peek.text in _SIGNS:
                raise self._chained(value, token, right)
            self.compared = self.text_of(value)
            return t.Compare(token.text, value, right, start=start, end=self.previous_end)
        if self.take("between"):
            low = self.value()
            if not self.ahead("and"):
                raise self._half_range(low)
            self.advance()
            high = self.value()
            return t.Between(value, low, high, start=start, end=self.previous_end)
        if self.take("in"):
            self._round_list()
            container = self.value()
            told = self.event(value, container, start) if self.peek.text in _TOLD else None
            return told or t.In(value, container, False, start=start, end=self.previous_end)
        if self.peek.text in _TOLD:
            return self.event(value, None, start)
        if self.take("not", "in"):
            return t.In(value, self.value(), True, start=start, end=self.previous_end)
        if self.take("exists"):
            return t.IsState(value, "exists", False, start=start, end=self.previous_end)
        if self.take("is"):
            denied = self.take("not")
            state = self.peek.text
            if state in _STATES:
                self.advance()
                return t.IsState(value, state, denied, start=start, end=self.previous_end)
            right = self.value()
            operator = "is not" if denied else "is"
            return t.Compare(operator, value, right, start=start, end=self.previous_end)
        if self.take("would"):
            self.expect("be", "after `would`")
            self.expect("permitted", "after `would be`")
            actions = [self.word("The name of an action")]
            while self.ahead("or") and self._another_action():
                self.advance()
                actions.append(self.word("The name of an action"))
            return t.WouldBePermitted(value, tuple(actions), self._but_for(), start=start, end=self.previous_end)
        return value

    def _round_list(self) -> None:
        """Raises LeafError for a list in round brackets: `(put, call)`."""
        if not self.ahead("("):
            return
        start = self.index
        end = next((each for each in range(start, len(self.tokens)) if self.tokens[each].text == ")"), start)
        inside = self.tokens[start + 1 : end]
        if any(each.text == "," for each in inside) and not any(each.text == "(" for each in inside):
            first, last = self.tokens[start], self.tokens[end]
            help = f"Write `[{self.text[first.end : last.start]}]`."
            message = "A list stands in square brackets, not in round ones"
            raise LeafError("E106", message, first.start, last.end, help)

    def is_name(self, tree: t.Tree) -> bool:
        """Whether a part is a bare name, without brackets around it."""
        return isinstance(tree, t.Path) and self.text[tree.start] != "("

    def event(self, value: t.Tree, within: t.Tree | None, start: int) -> t.Tree:
        """`E in SUBJECT happens`, `SCOPE in SUBJECT enters STATE`; also without `in`."""
        word = self.peek.text
        for part in (value, within):
            if part is not None and not self.is_name(part):
                message = f"`{word}` stands behind the name of {'an event' if word == 'happens' else 'a scope'}"
                raise LeafError("E110", message, part.start, part.end, "Take away what stands before the name.")
        assert isinstance(value, t.Path)
        assert within is None or isinstance(within, t.Path)
        source = t.Source(".".join(value.names), None, within, start=start, end=self.previous_end)
        self.advance()
        if word == "happens":
            return t.Happens(source, start=start, end=self.previous_end)
        state = self.word("The name of a state")
        return t.Enters(source, state, start=start, end=self.previous_end)

    def _other_wording(self) -> None:
        """Raises LeafError for a comparison in words that the language writes otherwise."""
        for length in range(_LONGEST_WORDING, 0, -1):
            ahead = self.tokens[self.index : self.index + length]
            written = _WORDINGS.get(tuple(token.text for token in ahead))
            if written is None or self.index + length >= len(self.tokens):
                continue
            after = self.tokens[self.index + length]
            begins = after.kind in _BEGINNING and (after.text not in KEYWORDS or after.text in _LITERALS)
            if not begins and not (after.text == "[" and written in {"in", "not in"}):
                continue
            if ahead[-1].text == "of" and after.text != "[":
                continue
            told = " ".join(token.text for token in ahead)
            message, help = f"`{told}` is written `{written}` here", f"Write `{written}`."
            raise LeafError("E116", message, ahead[0].start, ahead[-1].end, help)

    def _chained(self, value: t.Tree, sign: Token, right: t.Tree) -> LeafError:
        """`a <= x <= b`: what it means is written with `between`, or as two comparisons."""
        second = self.peek
        low, middle = self.text_of(value), self.text_of(right)
        self.advance()
        high = self.text_of(self.value())
        if sign.text == second.text == "<=":
            help = f"Write `{middle} between {low} and {high}`."
        else:
            help = f"Write `{low} {sign.text} {middle} and {middle} {second.text} {high}`."
        return LeafError("E117", "Comparisons cannot be chained", value.start, self.previous_end, help)

    def _half_range(self, low: t.Tree) -> LeafError:
        """`between` without its `and`: `to` or a minus sign stands there, or nothing."""
        message = "`and` is missing between the two ends of `between`"
        if self.peek.text == "to":
            return self.error(message, "Write `and` instead of `to`.")
        if isinstance(low, t.Arithmetic) and low.operator == "-":
            help = f"Write `{self.text_of(low.left)} and {self.text_of(low.right)}`."
            return LeafError("E110", message, low.start, low.end, help)
        return self.error(message)

    def text_of(self, tree: t.Tree) -> str:
        """A part of the leaf as it is written."""
        return self.text[tree.start : tree.end]

    def _another_action(self) -> bool:
        after = self.tokens[self.index + 1] if self.index + 1 < len(self.tokens) else self.peek
        beyond = self.tokens[self.index + 2] if self.index + 2 < len(self.tokens) else self.peek
        plain = after.kind == "word" and after.text not in KEYWORDS
        return plain and (beyond.kind == "end" or beyond.text in {"or", "and", "but", ")", ",", "then", "else", "has"})

    def _but_for(self) -> tuple[str, ...]:
        if not self.take("but"):
            return ()
        self.expect("for", "after `but`")
        causes = [self._cause()]
        while self.ahead(",") and self.tokens[self.index + 1].kind in {"id", "section"}:
            self.advance()
            causes.append(self._cause())
        return tuple(causes)

    def _cause(self) -> str:
        plain = self.peek.kind == "word" and self.peek.text.isupper()
        if self.peek.kind not in {"id", "section"} and not plain:
            raise self.error("the id of a rule or a section such as `§9` is missing after `but for`")
        return self.advance().text

    def value(self) -> t.Tree:
        start = self.peek.start
        found = self.sum()
        while self.take("rounded"):
            if self.take("half"):
                mode = "half even" if self.take("even") else "half up"
                if mode == "half up":
                    self.expect("up", "after `half`")
            elif self.take("up"):
                mode = "up"
            elif self.take("down"):
                mode = "down"
            else:
                message = "`up`, `down`, `half up` or `half even` is missing after `rounded`"
                raise self.error(message, "Say which way, as in `rounded down to …`.")
            self.expect("to", "after the way of rounding")
            found = t.Rounded(found, mode, self.post(), start=start, end=self.previous_end)
        return found

    def sum(self) -> t.Tree:
        start = self.peek.start
        found = self.product()
        while self.peek.kind == "operator" and self.peek.text in {"+", "-"}:
            operator = self.advance().text
            found = t.Arithmetic(operator, found, self.product(), start=start, end=self.previous_end)
        return found

    def product(self) -> t.Tree:
        start = self.peek.start
        found = self.post()
        while self.peek.text in {"*", "/", "of"}:
            operator = self.advance().text
            found = t.Arithmetic(operator, found, self.post(), start=start, end=self.previous_end)
        return found

    def post(self) -> t.Tree:
        start = self.peek.start
        found = self.atom()
        while True:
            if self.take("for"):
                found = t.Keyed(found, self.atom(), start=start, end=self.previous_end)
            elif self.take("as"):
                found = t.AsType(found, self.word("The name of a type"), start=start, end=self.previous_end)
            elif self.take("before"):
                if not self.is_name(found) or not isinstance(found, t.Path):
                    message = "`before` stands behind the name of a fact that the law keeps"
                    help = "Write it behind each such name, as in `max(sleeve.peak before, sleeve.capital)`."
                    raise LeafError("E110", message, found.start, self.previous_end, help)
                found = t.Before(found, start=start, end=self.previous_end)
            else:
                return found

    def atom(self) -> t.Tree:
        token = self.peek
        start = token.start
        if token.kind in {"number", "percent", "money", "date", "time"}:
            return self.literal()
        if self.take("("):
            inner = self.leaf()
            self.expect(")", "to close the bracket")
            return replace(inner, start=start, end=self.previous_end)
        if self.take("-"):
            return t.Negative(self.deeper(self.atom), start=start, end=self.previous_end)
        if self.take("["):
            return self.list(start)
        if token.kind == "word" and token.text in KEYWORDS:
            self._borrowed(token)
            found = self.deeper(lambda: self.keyword(token))
            if found is not None:
                return found
            raise self.no_value(token)
        if token.kind == "word":
            self._borrowed(token)
        if token.kind in {"word", "path"}:
            return self.path()
        raise self.no_value(token)

    def _borrowed(self, token: Token) -> None:
        """Raises LeafError for a function of a spreadsheet, or an aggregate by another name."""
        after = self.tokens[self.index + 1]
        called = after.text == "(" and after.start == token.end
        if called and token.text not in _BEFORE_BRACKETS:
            message, help = function_help(token.text)
            raise LeafError("E116", message, token.start, token.end, help)
        written = of_many(token.text)
        if written is not None and after.text == "of" and any(each.text == "over" for each in self.tokens):
            message = f"`{token.text} of` is written `{written} of` here"
            raise LeafError("E116", message, token.start, after.end, f"Write `{written} of`.")

    def no_value(self, token: Token) -> LeafError:
        """Something stands where a value must begin."""
        before = self.tokens[self.index - 1].text if self.index else ""
        if token.kind == "end":
            return self.error("A value is missing")
        if token.text in _SIGNS and before in {"and", "or"} and self.compared:
            help = f"Say again what is compared: `{self.compared} {token.text} …`."
            return self.error(f"A value is missing before `{token.text}`", help)
        if token.kind in {"id", "section"}:
            help = "An id stands only behind `but for`; elsewhere name the fact that the rule derives."
            return self.error(f"`{token.text}` is not a value", help)
        return self.error(f"A value is missing before `{token.text}`")

    def keyword(self, token: Token) -> t.Tree | None:
        start = token.start
        word = token.text
        if word in {"true", "false"}:
            self.advance()
            return t.Truth(word == "true", start=start, end=token.end)
        if word == "unknown":
            self.advance()
            return t.UnknownLiteral(start=start, end=token.end)
        if word == "none":
            self.advance()
            return t.NoneLiteral(start=start, end=token.end)
        if word == "size":
            self.advance()
            self.expect("of", "after `size`")
            return t.Call("size", (self.post(),), start=start, end=self.previous_end)
        if word in {"min", "max", "abs"}:
            self.advance()
            self.expect("(", f"after `{word}`")
            arguments = [self.leaf()]
            while self.take(","):
                arguments.append(self.leaf())
            self.expect(")", f"to close `{word}(`")
            return t.Call(word, tuple(arguments), start=start, end=self.previous_end)
        if word == "first":
            self.advance()
            self.expect("known", "after `first`")
            self.expect("of", "after `first known`")
            arguments = [self.value()]
            while self.take(","):
                arguments.append(self.value())
            return t.Call("first known", tuple(arguments), start=start, end=self.previous_end)
        if word == "age":
            self.advance()
            self.expect("of", "after `age`")
            return t.AgeOf(self.path("The name of a fact"), start=start, end=self.previous_end)
        if word == "last":
            self.advance()
            return t.LastOf(self.path("The name of a fact"), start=start, end=self.previous_end)
        if word in {"sum", "mean", "highest", "lowest"}:
            self.advance()
            self.expect("of", f"after `{word}`")
            value = self.value()
            if not self.ahead("over"):
                raise self._few_values(word, value)
            self.advance()
            if self.take("the"):
                self.expect("last", "after `over the`")
                length = self.post()
                return t.SeriesAggregate(word, value, length, start=start, end=self.previous_end)
            return t.Aggregate(word, value, self.source(), start=start, end=self.previous_end)
        if word == "count":
            self.advance()
            self.expect("of", "after `count`")
            return t.Aggregate("count", None, self.source(), start=start, end=self.previous_end)
        if word in {"any", "no", "the"}:
            self.advance()
            return t.Aggregate(word, None, self.source(), start=start, end=self.previous_end)
        if word == "every":
            self.advance()
            source = self.source()
            self.expect("has", "after what `every` ranges over")
            return t.Aggregate("every", self.leaf(), source, start=start, end=self.previous_end)
        return None

    def _few_values(self, word: str, value: t.Tree) -> LeafError:
        """`highest of a and b`: two values, where the values of many subjects are meant."""
        missing = self.error(f"`over` is missing after the value of `{word} of`")
        values = [self.text_of(value)]
        try:
            while self.take("and") or self.take(","):
                values.append(self.text_of(self.value()))
        except LeafError:
            return missing
        if len(values) == 1 or self.ahead("over"):
            return missing
        help = f"Write `{_OF_FEW[word](values)}`; `{word} of … over …` is about many subjects."
        return LeafError(missing.code, missing.message, missing.start, missing.end, help)

    def source(self) -> t.Source:
        start = self.peek.start
        scope = self.path("The name of a scope") if self.peek.kind == "path" else None
        name = ".".join(scope.names) if scope is not None else self.word("The name of a scope")
        alias = self.word("A name") if self.take("as") else None
        within = self.path("The name of a subject") if self.take("in") else None
        happening = self.ahead("that")
        if happening:
            self.advance()
            self.expect("happens", "after `that`")
        window = self.window()
        where = (self.leaf(),) if self.take("where") else ()
        return t.Source(name, alias, within, where, happening, window, start=start, end=self.previous_end)

    def window(self) -> t.Window | None:
        """`this week`, `last quarter`, `since order.status_since`."""
        start = self.peek.start
        if self.take("since"):
            since = self.post()
            self._calculated(since)
            return t.Window("since", None, since, start=start, end=self.previous_end)
        if self.peek.text not in {"this", "last"}:
            return None
        word = self.advance().text
        if self.peek.text not in PERIODS:
            message = f"{_or(PERIODS)} is missing after `{word}`"
            raise self.error(message, f"Write for example `{word} {PERIODS[0]}`.")
        return t.Window(word, self.advance().text, start=start, end=self.previous_end)

    def _calculated(self, since: t.Tree) -> None:
        """Raises LeafError for `since clock.now - 2 minutes where …`: `since` takes what stands before the sign."""
        sign = self.peek
        if sign.text not in {"+", "-"}:
            return
        ahead = self.tokens[self.index + 1 :]
        where = next((each for each in ahead if each.kind not in _BEGINNING or each.text in KEYWORDS), None)
        if where is not None and where.text == "where":
            message = f"`since` takes only what stands before `{sign.text}`"
            written = self.text[since.start : where.start].rstrip()
            help = f"Write `since ({written})`."
            raise LeafError("E111", message, since.start, since.start + len(written), help)

    def list(self, start: int) -> t.Tree:
        items: list[t.Tree] = []
        if not self.ahead("]"):
            items.append(self.item())
            while self.take(","):
                items.append(self.item())
            before, after = self.tokens[self.index - 1], self.peek
            if after.kind in _BEGINNING and after.text not in KEYWORDS:
                message = f"A comma is missing between `{before.text}` and `{after.text}`"
                raise self.error(message, f"Write `{before.text}, {after.text}`.")
        self.expect("]", "to close the list")
        return t.ListLiteral(tuple(items), start=start, end=self.previous_end)

    def item(self) -> t.Tree:
        token = self.peek
        if token.text == "unknown":
            raise self.error(
                "`unknown` is no member of a list", "To ask whether a fact is unknown, write `is unknown`."
            )
        if token.kind in {"number", "percent", "money", "date", "time"} or token.text in _LITERALS:
            return self.literal()
        return self.path("A word")

    def literal(self) -> t.Tree:
        token = self.advance()
        start = token.start
        text = token.text
        if token.kind == "date":
            try:
                return t.DateLiteral(date.fromisoformat(text), start=start, end=token.end)
            except ValueError:
                help = "No calendar has this day; a date is year, month and day, as in `2026-01-05`."
                raise LeafError("E113", f"`{text}` is not a date", start, token.end, help) from None
        if token.kind == "time":
            try:
                hour, minute, *seconds = (int(part) for part in text.split(":"))
                of_day = time(hour, minute, seconds[0] if seconds else 0)
                return t.TimeLiteral(of_day, start=start, end=token.end)
            except ValueError:
                help = "A time of day lies between `00:00` and `23:59`."
                raise LeafError("E113", f"`{text}` is not a time of day", start, token.end, help) from None
        if token.kind == "word":
            self.index -= 1
            found = self.keyword(token)
            assert found is not None
            return found
        if token.kind == "percent":
            value = Fraction(text[:-1]) / 100
            return t.Number(value, ("%",), text=text, start=start, end=token.end)
        unit: tuple[str, ...] = ()
        per: str | None = None
        if token.kind == "money":
            value, unit = Fraction(text[1:]), ("$",)
            if self.take("per"):
                per = self.word("A unit")
        else:
            value = Fraction(text)
            if self.ahead("min") and not self.ahead("min", "("):
                meant = unit_elsewhere("min", text)
                raise LeafError("E303", "There is no unit `min`", self.peek.start, self.peek.end, meant)
            if self.peek.kind == "word" and self.peek.text not in KEYWORDS:
                unit = (self.advance().text,)
                if self.take("per"):
                    per = self.word("A unit")
        end = self.previous_end
        return t.Number(value, unit, per, text=self.text[start:end], start=start, end=end)
