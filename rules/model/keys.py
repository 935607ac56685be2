"""Which keys the parts of documents have: in their canonical order, with what each of them holds.

What formats law and what tells editors of it look here; a test holds this in step with what reads law.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Sort(StrEnum):
    """What a key may hold, where a word for it is enough."""

    TEXT = "a word or sentence"
    TEXTS = "a word, or a list of words"
    CHOICES = "words of which each value is one"
    NAME = "a name in small letters"
    ID = "an id in capitals"
    TRUTH = "true or false"
    LEAF = "an expression"
    LEAF_LIST = "an expression, or a list of them"
    LEAVES = "names with an expression each"
    FIELDS = "names with a type each"
    RANGE = "two values joined by `to`"
    SUBJECT = "a scope or kind, and what narrows it"
    SOURCE = "a scope and where its subjects are looked for"
    CONDITION = "an expression, or `all:`, `any:`, `not:` over conditions"
    CONDITIONS = "a condition, or a list of them"
    CONDITION_LIST = "a list of conditions"
    VALUE = "an expression, `cases:`, or a long aggregate"
    LET = "names with a value each"
    ONCE = "how often"
    EACH = "a name and the numbers that it stands for"
    STATES = "a list of states, or a map of each to what it means"
    GROUPS = "names with a word or a list of words each"
    SETTING = "a value, or a list of values"
    SETTINGS = "parameters with a value each"


@dataclass(frozen=True, slots=True)
class Words:
    """One of a closed list of words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preferences:
    """An expression behind one of these beginnings, or a list of such."""

    beginnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class One:
    """A map with the keys of a part."""

    of: Part


@dataclass(frozen=True, slots=True)
class Entries:
    """Names, each with a map that has the keys of a part."""

    of: Part


@dataclass(frozen=True, slots=True)
class Items:
    """A list of maps that have the keys of a part."""

    of: Part


Form = Sort | Words | Preferences | One | Entries | Items


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it holds, and whether it must be there."""

    name: str
    form: Form
    required: bool = False


@dataclass(frozen=True)
class Part:
    """A map whose keys are known. `keys` are in canonical order.

    `others` is what keys hold that are not listed (the words of a keyed parameter); they stand first. Of the keys in
    `one_of` there is always exactly one.
    """

    name: str
    keys: tuple[Key, ...]
    others: Form | None = None
    one_of: tuple[str, ...] = ()

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of the keys that must be there."""
        return tuple(key.name for key in self.keys if key.required)

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """The names of the keys that may be there."""
        return tuple(key.name for key in self.keys if not key.required)

    @cached_property
    def by_name(self) -> dict[str, Key]:
        """The keys by their names."""
        return {key.name: key for key in self.keys}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. Of several forms (a rule has one for each effect) each is named by a key of its own."""

    name: str
    forms: tuple[Part, ...]

    def form(self, keys: Iterable[str]) -> Part:
        """The form that a document with these keys has; the first one if that cannot be told."""
        present = set(keys)
        return next((form for form in self.forms if form.name in present), self.forms[0])


def need(name: str, form: Form) -> Key:
    """A key that must be there."""
    return Key(name, form, required=True)


def may(name: str, form: Form) -> Key:
    """A key that may be there."""
    return Key(name, form)


HIT_POLICIES = ("unique", "any", "max", "min", "sum", "collect", "priority")
EFFECTS = ("derive", "permit", "forbid", "propose", "record")
RISKS = ("increasing", "reducing", "neutral")
TRUTHS = ("true", "false")

_DOC = may("doc", Sort.TEXT)
_WORDS = may("words", Sort.TEXT)
_LET = may("let", Sort.LET)
_TEXT = Sort.TEXT

COMMON = (
    may("section", _TEXT),
    may("title", _TEXT),
    may("rests_on", Sort.TEXTS),
    may("because", _TEXT),
    _DOC,
    may("words", _TEXT),
)
"""What every document may say: the last of them at its end, the others at its beginning."""


def _kind(name: str, keys: Iterable[Key], section: bool = False, head: int = 1, title: bool = False) -> Kind:
    """A kind with one form. `section` and `title` tell whether these keys must be there."""
    return Kind(name, (_form(name, keys, section, head, title=title),))


def _form(
    name: str,
    keys: Iterable[Key],
    section: bool = False,
    head: int = 1,
    one_of: tuple[str, ...] = (),
    title: bool = False,
) -> Part:
    """A form with what every document may say, behind the first `head` of its own keys."""
    own = tuple(keys)
    first, last = COMMON[:-1], COMMON[-1]
    needed = {"section": section, "title": title}
    common = [need(key.name, key.form) if needed.get(key.name) else key for key in first]
    return Part(name, (*own[:head], *common, *own[head:], last), one_of=one_of)


# --- vocabulary ---------------------------------------------------------------------------------
UNITS = Part(
    "`units:`",
    (
        need("base", Sort.TEXTS),
        may("scales", Sort.TEXTS),
        may("currency", _TEXT),
        may("also", Sort.LEAVES),
    ),
)
TYPE = Part(
    "a type",
    (
        may("unit", _TEXT),
        may("step", Sort.LEAF),
        may("range", Sort.RANGE),
        may("one_of", Sort.CHOICES),
        may("text", Sort.TRUTH),
        _DOC,
    ),
    one_of=("unit", "one_of", "text"),
)
SCOPE = Part(
    "a scope",
    (
        may("one", Sort.TRUTH),
        may("key", Sort.TEXTS),
        may("in", _TEXT),
        may("refers_to", Sort.TEXTS),
        _WORDS,
        _DOC,
    ),
    one_of=("one", "key"),
)
KIND = Part(
    "a kind",
    (
        need("of", _TEXT),
        need("where", Sort.LEAF),
        _DOC,
    ),
)
LEG = Part(
    "a leg",
    (
        need("on", Sort.NAME),
        may("alone", Sort.NAME),
    ),
)
ACTION = Part(
    "an action",
    (
        need("on", _TEXT),
        may("is", Sort.TEXTS),
        need("risk", Words(RISKS)),
        may("fields", Sort.FIELDS),
        may("legs", Entries(LEG)),
        may("nearest_in", _TEXT),
        may("does", Sort.NAME),
        _WORDS,
        _DOC,
    ),
)
FACT = Part(
    "a fact",
    (
        need("type", _TEXT),
        may("may_be_missing", Sort.TRUTH),
        may("may_be_none", Sort.TRUTH),
        may("stale_after", Sort.LEAF),
        may("series", _TEXT),
        may("window", Sort.LEAF),
        may("source", Words(("at",))),
        _WORDS,
        _DOC,
    ),
)
EVENT = Part(
    "an event",
    (
        may("in", _TEXT),
        need("by", Sort.NAME),
        may("fields", Sort.FIELDS),
        may("refers_to", Sort.TEXTS),
        _WORDS,
        _DOC,
    ),
)
SCHEDULE = Part(
    "a schedule",
    (
        may("for", Sort.SUBJECT),
        may("at", Sort.LEAF),
        may("every", Sort.LEAF),
        may("on", Sort.LEAF),
        _WORDS,
        _DOC,
    ),
    one_of=("at", "every"),
)

_PARAMETER = (
    may("of", _TEXT),
    may("unit", _TEXT),
    may("within", Sort.RANGE),
    may("overridable", _TEXT),
    may("section", _TEXT),
    may("rests_on", Sort.TEXTS),
    may("doc", _TEXT),
)
PARAMETER = Part(
    "a parameter",
    (
        need("is", Sort.SETTING),
        *_PARAMETER,
    ),
)
_BY = (need("by", Sort.NAME),)
KEYED_PARAMETER = Part("a keyed parameter", _PARAMETER, others=Sort.SETTING)

# --- deciding -----------------------------------------------------------------------------------
ROW = Part(
    "a row",
    (need("when", Sort.CONDITION), need("then", Sort.LEAF)),
)
CASE = Part(
    "a case",
    (need("when", Sort.CONDITION), need("then", Sort.VALUE)),
)
LIMIT = Part(
    "a limit",
    (
        need("limit", Sort.ID),
        need("per", _TEXT),
        need("amount", Sort.LEAF),
        need("at_most", Sort.LEAF),
        may("where", Sort.CONDITION),
    ),
)
GOAL = Part(
    "`goal:`",
    (
        need("per", _TEXT),
        need("amount", Sort.LEAF),
        may("at_least", Sort.LEAF),
        may("at_most", Sort.LEAF),
    ),
)
REASON = Part(
    "a reason",
    (
        need("when", Sort.CONDITION),
        need("because", _TEXT),
    ),
)


def _rule(effect: str, *further: Key, value: tuple[Key, ...]) -> Part:
    """The form of a rule with one effect: `further` stands before its value, as in all rules."""
    keys = (
        need("rule", Sort.ID),
        need(effect, Sort.TEXTS),
        *(key for key in further if key.name == "type"),
        need("for", Sort.SUBJECT),
        *(key for key in further if key.name != "type"),
        _LET,
        *value,
    )
    return _form(effect, keys, section=True, one_of=("as", "when") if effect == "derive" else ())


_CONDITION = need("when", Sort.CONDITION)
_EXCEPTION = may("exception_to", Sort.TEXTS)
_WITH = may("with", Sort.LEAVES)
_ONCE = may("once", Sort.ONCE)
_MOVES = (
    need("from", Sort.TEXTS),
    need("to", _TEXT),
    need("when", Sort.CONDITION),
    may("if_unknown", Words(TRUTHS[:1])),
    may("record", Sort.NAME),
    _WITH,
)
_KEEPS = need("keeps", _TEXT)

RULE = Kind(
    "rule",
    (
        _rule(
            "derive",
            need("type", _TEXT),
            value=(
                may("as", Sort.VALUE),
                may("when", Sort.CONDITION),
                may("if_unknown", Words(TRUTHS)),
            ),
        ),
        _rule("permit", _EXCEPTION, value=(_CONDITION,)),
        _rule(
            "forbid",
            _EXCEPTION,
            may("binds_reducing", Sort.TRUTH),
            value=(
                _CONDITION,
                _ONCE,
                may("record", Sort.NAME),
                _WITH,
            ),
        ),
        _rule(
            "propose",
            value=(_CONDITION, may("if_unknown", Words(TRUTHS[:1])), _ONCE, _WITH),
        ),
        _rule(
            "record",
            may("each", Sort.EACH),
            value=(_CONDITION, _ONCE, _WITH),
        ),
    ),
)

_DECIDING: tuple[Kind, ...] = (
    RULE,
    _kind(
        "table",
        (
            need("table", Sort.ID),
            need("decides", _TEXT),
            need("type", _TEXT),
            need("for", Sort.SUBJECT),
            _LET,
            need("hit_policy", Words(HIT_POLICIES)),
            may("order", Sort.LEAF_LIST),
            need("rows", Items(ROW)),
            may("otherwise", Sort.LEAF),
        ),
        section=True,
    ),
    _kind(
        "choose",
        (
            need("choose", Sort.ID),
            need("chooses", _TEXT),
            need("for", Sort.SUBJECT),
            need("among", Sort.SOURCE),
            _LET,
            may("when", Sort.CONDITION),
            need("prefer", Preferences(("lowest", "highest"))),
            need("ties", Sort.LEAF_LIST),
            may("if_none", Words(("none",))),
        ),
        section=True,
    ),
    _kind(
        "allocate",
        (
            need("allocate", Sort.ID),
            need("action", _TEXT),
            need("for", Sort.SUBJECT),
            need("among", Sort.SOURCE),
            need("counts", _TEXT),
            need("writes", _TEXT),
            may("let", Sort.LET),
            may("when", Sort.CONDITION),
            need("limits", Items(LIMIT)),
            may("goal", One(GOAL)),
            need("prefer", Preferences(("most of", "least of", "first by lowest", "first by highest"))),
            need("ties", Sort.LEAF_LIST),
            may("with", Sort.LEAVES),
        ),
        section=True,
    ),
    _kind(
        "universe",
        (
            need("universe", Sort.ID),
            need("of", _TEXT),
            need("for", Sort.SUBJECT),
            _LET,
            need("leave_out", Items(REASON)),
        ),
        section=True,
    ),
)

# --- memory -------------------------------------------------------------------------------------
MOVE = Part("a move", (need("move", Sort.ID), *COMMON[:-1], *_MOVES, COMMON[-1]))

_MEMORY: tuple[Kind, ...] = (
    _kind(
        "state",
        (
            need("state", Sort.ID),
            _KEEPS,
            need("type", _TEXT),
            need("for", Sort.SUBJECT),
            _LET,
            need("starts", Sort.VALUE),
            need("becomes", Sort.VALUE),
            may("if_unknown", Words(("keep", "reset"))),
        ),
        section=True,
    ),
    _kind(
        "latch",
        (
            need("latch", Sort.ID),
            _KEEPS,
            need("for", Sort.SUBJECT),
            _LET,
            need("set_when", Sort.CONDITION),
            need("reset_when", Sort.CONDITION),
            need("if_both", Words(("set", "reset"))),
            may("remembers", Sort.LEAVES),
            may("if_unknown", Words(("keep", "set", "reset"))),
        ),
        section=True,
    ),
    _kind(
        "machine",
        (
            need("machine", Sort.ID),
            _KEEPS,
            need("for", Sort.SUBJECT),
            need("starts", _TEXT),
            need("states", Sort.STATES),
            may("groups", Sort.GROUPS),
            may("final", Sort.TEXTS),
            need("if_several", Sort.TEXTS),
            may("moves", Items(MOVE)),
        ),
        section=True,
    ),
    _kind(
        "transition",
        (
            need("transition", Sort.ID),
            need("machine", Sort.ID),
            *_MOVES,
        ),
        section=True,
    ),
    _kind(
        "exclusive",
        (
            need("exclusive", Sort.ID),
            need("for", Sort.SUBJECT),
            need("order", Sort.TEXTS),
        ),
        section=True,
    ),
    Kind(
        "guarantee",
        tuple(
            _form(
                form,
                (
                    need("guarantee", Sort.ID),
                    may("for", Sort.SUBJECT),
                    may("after", Sort.TEXTS),
                    may("assuming", Sort.CONDITIONS),
                    may("from", Sort.CONDITION),
                    _LET,
                    need(form, Sort.CONDITION),
                ),
                section=True,
            )
            for form in ("always", "never", "reachable")
        ),
    ),
    _kind(
        "report",
        (
            need("report", Sort.ID),
            need("kind", _TEXT),
            need("for", Sort.SUBJECT),
            need("at", _TEXT),
            _LET,
            need("shows", Sort.LEAVES),
            need("forms", Sort.TEXTS),
        ),
        section=True,
    ),
)

# --- every kind, in the order in which they are told ----------------------------------------------
_ALL: tuple[Kind, ...] = (
    _kind(
        "constitution",
        (
            need("constitution", _TEXT),
            need("version", _TEXT),
            may("in_force", _TEXT),
            may("draft", Sort.TRUTH),
            may("amends", _TEXT),
            may("repeals", Sort.TEXTS),
            may("scenarios", _TEXT),
        ),
        head=2,
    ),
    _kind("units", (need("units", One(UNITS)),)),
    _kind(
        "types",
        (need("types", Entries(TYPE)),),
    ),
    _kind(
        "scopes",
        (need("scopes", Entries(SCOPE)),),
    ),
    _kind("kinds", (need("kinds", Entries(KIND)),)),
    _kind(
        "events",
        (need("events", Entries(EVENT)),),
    ),
    _kind(
        "actions",
        (need("actions", Entries(ACTION)),),
    ),
    _kind(
        "schedules",
        (need("schedules", Entries(SCHEDULE)),),
    ),
    _kind(
        "facts",
        (
            need("facts", Sort.NAME),
            need("given", Entries(FACT)),
        ),
    ),
    Kind(
        "parameters",
        tuple(
            _form(
                name,
                (
                    need("parameters", Sort.NAME),
                    may("source", _TEXT),
                    *(_BY if name == _BY[0].name else ()),
                    need("values", Entries(part)),
                ),
            )
            for name, part in ((_BY[0].name, KEYED_PARAMETER), ("parameters", PARAMETER))
        ),
    ),
    *_DECIDING,
    *_MEMORY,
    _kind(
        "consequence",
        (
            need("consequence", Sort.ID),
            may("when", Sort.CONDITION),
            may("shows", Sort.LEAVES),
            may("source", _TEXT),
        ),
        section=True,
        title=True,
    ),
    _kind(
        "ruling",
        (
            need("ruling", Sort.ID),
            need("status", Words(("chosen", "proposed"))),
            need("question", _TEXT),
            need("reading", _TEXT),
            may("alternatives", Sort.TEXTS),
            need("reason", _TEXT),
        ),
        section=True,
    ),
    _kind(
        "terms",
        (
            need("terms", Sort.ID),
            need("for", _TEXT),
            may("in_force", _TEXT),
            need("approved_by", _TEXT),
            need("reason", _TEXT),
            need("values", Sort.SETTINGS),
        ),
    ),
    _kind(
        "waiver",
        (
            need("waiver", Sort.ID),
            need("suspends", Sort.TEXTS),
            may("for", _TEXT),
            may("in_force", _TEXT),
            need("approved_by", _TEXT),
            need("reason", _TEXT),
        ),
    ),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}

# --- what stands inside conditions and values -----------------------------------------------------
_OVER = need("over", Sort.SOURCE)
_PARTS = (
    may("where", Sort.CONDITIONS),
    may("let", Sort.LET),
    may("if_empty", Sort.LEAF),
)
AGGREGATES: tuple[Part, ...] = (
    *(Part(word, (need(word, Sort.VALUE), _OVER, *_PARTS)) for word in ("sum", "mean", "highest", "lowest")),
    *(Part(word, (need(word, Sort.SOURCE), may("over", Sort.SOURCE), *_PARTS)) for word in ("count", "any", "no")),
    Part(
        "every",
        (
            need("every", Sort.SOURCE),
            may("over", Sort.SOURCE),
            _PARTS[0],
            need("has", Sort.CONDITION),
            *_PARTS[1:],
        ),
    ),
)
CASES = Part(
    "cases",
    (
        need("cases", Items(CASE)),
        may("otherwise", Sort.VALUE),
    ),
)
GROUPS: tuple[Part, ...] = (
    Part("all", (need("all", Sort.CONDITION_LIST),)),
    Part("any", (need("any", Sort.CONDITION_LIST),)),
    Part("not", (need("not", Sort.CONDITION),)),
)


def words_of(name: str, beside: Iterable[str]) -> tuple[str, ...]:
    """The closed list of words for the key of this name, in a part that has all the keys `beside` it too.

    Empty where the key holds something else, or where such parts differ.
    """
    wanted = {name, *beside}
    found = {part.by_name[name].form for part in _PARTS_WITH_WORDS if wanted <= part.by_name.keys()}
    (form,) = found if len(found) == 1 else (None,)
    return form.words if isinstance(form, Words) else ()


_PARTS_WITH_WORDS: tuple[Part, ...] = (ACTION, FACT, *(form for kind in _ALL for form in kind.forms))
