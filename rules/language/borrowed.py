"""Functions and words of spreadsheets, query languages and programs, and how the language says the same."""

from __future__ import annotations

_UNKNOWN = "Write `is unknown` where nobody knows it, `is none` where there is none."
_TABLE = "Write a `table:` of its own that decides a fact, and read the fact."
_NO_POWERS = "There are no powers and roots: multiply, or let it be given as a fact."

# By the name of a function in small letters: the spelling here (with `…` for its arguments), or a whole sentence.
_FUNCTIONS: dict[str, str] = {
    "if": "if … then … else …",
    "iif": "if … then … else …",
    "and": "… and …",
    "or": "… or …",
    "not": "not …",
    "sum": "sum of … over …",
    "sumif": "sum of … over … where …",
    "sumifs": "sum of … over … where …",
    "sumproduct": "sum of … * … over …",
    "avg": "mean of … over …",
    "average": "mean of … over …",
    "averageif": "mean of … over … where …",
    "averageifs": "mean of … over … where …",
    "mean": "mean of … over …",
    "count": "count of … where …",
    "counta": "count of … where …",
    "countif": "count of … where …",
    "countifs": "count of … where …",
    "len": "size of …",
    "highest": "highest of … over …",
    "lowest": "lowest of … over …",
    "maxifs": "highest of … over … where …",
    "minifs": "lowest of … over … where …",
    "all": "every … has …",
    "any": "any … where …",
    "exists": "any … where …",
    "round": "… rounded half up to …",
    "mround": "… rounded half up to …",
    "roundup": "… rounded up to …",
    "ceil": "… rounded up to …",
    "ceiling": "… rounded up to …",
    "rounddown": "… rounded down to …",
    "floor": "… rounded down to …",
    "trunc": "… rounded down to …",
    "int": "… rounded down to …",
    "isblank": "… is unknown",
    "isna": "… is unknown",
    "isnull": "… is unknown",
    "iserror": "… is unknown",
    "ifna": "first known of … , …",
    "ifnull": "first known of … , …",
    "iferror": "first known of … , …",
    "coalesce": "first known of … , …",
    "nvl": "first known of … , …",
}
_SENTENCES: dict[str, str] = {
    "today": "The day is a fact of the law: read that, as in `clock.date`.",
    "now": "The time is a fact of the law: read that, as in `clock.now`.",
    "vlookup": _TABLE,
    "xlookup": _TABLE,
    "hlookup": _TABLE,
    "lookup": _TABLE,
    "index": _TABLE,
    "switch": _TABLE,
    "choose": _TABLE,
    "ifs": "Write `cases:` with `when:` and `then:`.",
    "case": "Write `cases:` with `when:` and `then:`.",
    "power": _NO_POWERS,
    "pow": _NO_POWERS,
    "sqrt": _NO_POWERS,
    "exp": _NO_POWERS,
    "log": _NO_POWERS,
    "ln": _NO_POWERS,
}
OWN_FUNCTIONS = ("min", "max", "abs")

_ONE_OF_MANY: dict[str, str] = {
    "average": "mean",
    "avg": "mean",
    "total": "sum",
    "maximum": "highest",
    "max": "highest",
    "minimum": "lowest",
    "min": "lowest",
    "number": "count",
}

_WORDS: dict[str, str] = {
    **dict.fromkeys(("yes", "on", "true"), "Write `true`."),
    **dict.fromkeys(("off", "false"), "Write `false`."),
    **dict.fromkeys(("null", "nil", "na", "nan", "undefined", "missing", "empty", "blank", "nothing"), _UNKNOWN),
    **dict.fromkeys(("today", "yesterday", "tomorrow"), _SENTENCES["today"]),
}

_UNITS: dict[str, str] = {
    **dict.fromkeys(("s", "sec", "secs"), "seconds"),
    **dict.fromkeys(("min", "mins"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs"), "hours"),
    **dict.fromkeys(("d", "dte"), "days"),
    **dict.fromkeys(("mo", "mth"), "months"),
    **dict.fromkeys(("y", "yr", "yrs"), "years"),
    **dict.fromkeys(("bps", "basis"), "bp"),
}
_NO_UNITS: dict[str, str] = {
    **dict.fromkeys(("w", "wk", "week", "weeks"), "A week is no unit, since holidays shorten it: count days."),
    **dict.fromkeys(("percent", "pct"), "Write `%` behind the number."),
    **dict.fromkeys(("dollar", "dollars", "bucks"), "Write `$` before the number."),
}


_TYPES: dict[str, str] = {
    **dict.fromkeys(("string", "str", "varchar", "char"), "Write `text`."),
    **dict.fromkeys(("boolean", "bool"), "Write `flag`."),
    **dict.fromkeys(
        ("int", "integer", "float", "double", "decimal", "numeric", "real"),
        "Write `number`, or declare a type with its unit, step and range in `types:`.",
    ),
    **dict.fromkeys(("percent", "percentage"), "Write `ratio`; its values may be written `25%`."),
    **dict.fromkeys(("datetime", "timestamp"), "Write `instant`."),
    **dict.fromkeys(("enum", "choice"), "Declare its words in `types:`, as in `right: { one_of: [put, call] }`."),
    **dict.fromkeys(("list", "array"), "Write `set of …` with the type of its members."),
}


def function_help(name: str) -> tuple[str, str]:
    """Headline and help for a function that is called by this name."""
    small = name.lower()
    if small in OWN_FUNCTIONS:
        return f"`{name}` is written small", f"Write `{small}( … )`."
    if small in _FUNCTIONS:
        written = _FUNCTIONS[small]
        return f"`{name}( … )` is written `{written}` here", f"Write `{written}`."
    own = ", ".join(f"`{each}( … )`" for each in OWN_FUNCTIONS)
    help = _SENTENCES.get(small, f"What is written with brackets is {own}; write out what this one does.")
    return f"The language has no function `{name}`", help


def of_many(word: str) -> str | None:
    """How the language calls the `word of … over …` of others: `mean` for `average`."""
    return _ONE_OF_MANY.get(word.lower())


def word_elsewhere(word: str) -> str | None:
    """What to write for a word of other languages that nobody declared here."""
    return _WORDS.get(word.lower())


def unit_elsewhere(word: str, number: str = "") -> str | None:
    """What to write for a unit that nobody declared: `2 minutes`, where `number` stands before it, for `2 min`."""
    small = word.lower()
    if small not in _UNITS:
        return _NO_UNITS.get(small)
    written = f"{number} {_UNITS[small]}".strip()
    return f"Write `{written}`."


def type_elsewhere(name: str) -> str | None:
    """What to write for a type that nobody declared."""
    return _TYPES.get(name.lower())
