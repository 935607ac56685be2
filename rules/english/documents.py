"""Every kind of document of a law in English: what it does, for whom, and on which conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rules.compile import law as c
from rules.english.names import Names, a, is_several, listed, natural, several, spaced
from rules.english.phrases import LOOSE, Phrases
from rules.english.points import point, prefixed, value, when
from rules.english.prose import Grid, Item, Piece, Prose, Told, begun, item, joined, prose
from rules.language import typed as x
from rules.language.types import FLAG, FlagType, NumberType, RefType

_HIT = {
    "unique": "Only one row may hold; where several do, it is unknown.",
    "any": "Where several rows hold they must agree; else it is unknown.",
    "max": "Where several rows hold, the greatest of their values counts.",
    "min": "Where several rows hold, the least of their values counts.",
    "sum": "The values of all rows that hold are added up.",
    "collect": "It is the list of the values of all rows that hold.",
}
_RANKS = {
    "lowest": "the lowest ",
    "highest": "the highest ",
    "most of": "the greatest total of ",
    "least of": "the least total of ",
    "first by lowest": "one after the other, beginning with the lowest ",
    "first by highest": "one after the other, beginning with the highest ",
}


class English:
    """The documents and declarations of one law, in English."""

    def __init__(self, law: c.Law) -> None:
        self.law = law
        self.names = Names(law)

    def told(self, document: c.Document) -> Told:
        """What a document says. Raises TypeError for a kind of document that has no words yet."""
        form = FORMS.get(type(document))
        if form is None:
            raise TypeError(type(document).__name__)
        return tuple(form(self, document))

    def move(self, machine: c.TypedMachine, move: c.Move) -> Told:
        """What one move of a machine says."""
        say = self.saying(machine)
        sources = listed([spaced(each) for each in move.sources], "or")
        head = prose("The ", self.fact(machine.fact), f" goes from {sources} to {spaced(move.to)}")
        found: list[Item] = [when(say, head, move.when)]
        found += [item("It also goes where that cannot be judged.")] if move.if_unknown else []
        found += [self.telling(say, move.tells)] if move.tells is not None else []
        return tuple(found)

    def condition(self, scope: str | None, expression: x.Expression) -> Item:
        """A condition of a declaration: about one subject of a scope, as of a kind, or about nobody."""
        return point(self.about(scope, None) if scope is not None else Phrases(self.names), expression)

    def expression(self, expression: x.Expression) -> Prose:
        """A value that is nobody's: of a declaration."""
        return Phrases(self.names).noun(expression)

    # --- what documents have in common ----------------------------------------------------------
    def about(self, scope: str, kind: str | None) -> Phrases:
        """How one speaks where one subject is at hand."""
        called = self.names.kind(kind) if kind is not None else self.names.scope(scope)
        return Phrases(self.names, {0: f"the {called}"})

    def saying(self, document: c.Document) -> Phrases:
        """How one speaks in a document; a guarantee may be for nobody."""
        return self.about(document.scope, document.kind) if document.scope else Phrases(self.names)

    def fact(self, id: x.FactId) -> Piece:
        """A fact by its words."""
        return Piece(self.names.fact(id), "fact", str(id))

    def everyone(self, document: c.Document) -> Prose:
        """`every candidate where the kind of the sleeve is com`."""
        scope = self.law.scopes[document.scope]
        called = self.names.kind(document.kind) if document.kind is not None else self.names.scope(scope.name)
        noun = Piece(called, "kind", document.kind) if document.kind is not None else Piece(called)
        found = prose("the " if scope.one else "every ", noun)
        if document.where is not None:
            found = prose(found, " where ", self.saying(document).clause(document.where))
        return found

    def whose(self, document: c.Document, id: x.FactId) -> Prose:
        """A fact that a document writes, with its owner: `the grade of the customer`."""
        owner = self.law.scopes[id.scope]
        if owner.one:
            return prose("the ", self.fact(id))
        return prose("the ", self.fact(id), " of ", self.everyone(document))

    def anyone(self, document: c.Document, flag: x.FactId) -> Prose:
        """What a flag says of one of those whom a document is for: `an application is affordable`."""
        of = RefType(flag.scope)
        one = self.law.scopes[flag.scope].one
        called = self.names.kind(document.kind) if document.kind is not None else self.names.scope(flag.scope)
        holder = x.Singleton(type=of, scope=flag.scope) if one else x.Variable(type=of, slot=0, scope=flag.scope)
        return Phrases(self.names, {0: a(called)}).clause(x.ReadFact(type=FLAG, subject=holder, fact=flag))

    def actions(self, names: tuple[str, ...]) -> Prose:
        """Actions; the classes of which all are meant, with what belongs to them."""
        left = list(names)
        found: list[Prose] = []
        for word, members in self.law.classes.items():
            if len(members) > 1 and set(members) <= set(left):
                left = [each for each in left if each not in members]
                said = joined([(self.action(each),) for each in members])
                found.append(prose(f"all {spaced(word)} (", said, ")"))
        return joined([*found, *((self.action(each),) for each in left)])

    def action(self, name: str) -> Piece:
        """An action by what doing it is called."""
        return Piece(f"“{self.names.action(name)}”", "action", name)

    def event(self, name: str) -> Piece:
        """An event by what happens."""
        return Piece(f"“{self.names.event(name)}”", "event", name)

    def fields(self, say: Phrases, of: tuple[tuple[str, x.Expression], ...]) -> tuple[Item, ...]:
        """Fields with their values, one a point."""
        return tuple(prefixed(f"{spaced(name)}: ", value(say, "", each, "")) for name, each in of)

    def telling(self, say: Phrases, tells: c.Telling, head: str = "It") -> Item:
        """What is written down; `head` says by what."""
        where = prose(" in ", say.noun(tells.within)) if tells.within is not None else ()
        refers = [prose(spaced(name), ": ", say.noun(each)) for name, each in tells.refers_to]
        below = [*map(item, refers), *self.fields(say, tells.fields)]
        return item(f"{head} writes down ", self.event(tells.event), where, ", with:" if below else ".", below=below)

    def once(self, say: Phrases, once: c.Once | None) -> Iterator[Item]:
        """How often a duty or a record arises."""
        if once is None:
            return
        parts: list[Prose] = []
        parts += [prose(f"per {self.owner(each)}") for each in once.subjects]
        parts += [prose("per episode of “", self.fact(each.fact), "”") for each in once.episodes]
        parts += [prose(f"per {once.period}")] if once.period else []
        if once.until is not None:
            yield item("It is asked for one attempt at a time, until ", self.action(once.until), " is confirmed.")
        elif once.lasting is not None:
            yield when(say, "Once,", once.lasting, "as long as")
        else:
            yield item("Once ", joined(parts), ".")

    def owner(self, of: x.Expression) -> str:
        """What a subject is called by its scope alone."""
        return self.names.scope(of.type.scope) if isinstance(of.type, RefType) else ""

    def rankings(self, say: Phrases, prefer: tuple[c.Ranking, ...], ties: tuple[x.Expression, ...]) -> Iterator[Item]:
        """What is preferred, the more important first."""
        below = [item(_RANKS[each.word], _ranked(each.word, say.noun(each.value, LOOSE))) for each in prefer]
        below += (
            [item("at last, the lowest first, ", joined([say.noun(each) for each in ties], "then"))] if ties else []
        )
        if below:
            yield item("Preferred is, in this order:", below=below)


# --- rules --------------------------------------------------------------------------------------
def _derivation(english: English, document: c.Derivation) -> Iterator[Item]:
    yield from _value(english, document, document.fact, document.value)
    if document.if_unknown is not None:
        counts = "true" if document.if_unknown else "false"
        yield item(f"Where that cannot be judged, it counts as {counts}.")


def _value(english: English, document: c.Document, fact: x.FactId, expression: x.Expression) -> Iterator[Item]:
    """What a fact is worth, for everybody that it is about."""
    say = english.saying(document)
    if isinstance(expression.type, FlagType):
        head = begun(english.anyone(document, fact))
        if isinstance(expression, x.If | x.Cases):
            yield value(say, prose(head, ", or not,"), expression, " by ")
        else:
            yield when(say, head, expression, "exactly when")
        return
    number = isinstance(expression.type, NumberType)
    verb = " are " if number and is_several(english.names.fact(fact)) else " is "
    yield _begun(value(say, english.whose(document, fact), expression, verb))


def _table(english: English, document: c.TypedTable) -> Iterator[Item | Grid]:
    say = english.saying(document)
    head = begun(english.whose(document, document.fact))
    yield item(head, " is read from this table.")
    rows = [(point(say, row.when), item(say.noun(row.then))) for row in document.rows]
    if document.otherwise is not None:
        rows.append((item("no row holds"), item(say.noun(document.otherwise))))
    yield Grid("Rows, in no order", ("where", english.names.fact(document.fact)), tuple(rows))
    if document.hit_policy == "priority":
        order = joined([say.value(each, document.rows[0].then.type) for each in document.order], "then")
        yield item("Where several rows hold, the value counts that stands first in this order: ", order, ".")
    else:
        yield item(_HIT[document.hit_policy])


def _choice(english: English, document: c.TypedChoice) -> Iterator[Item]:
    say = english.saying(document)
    inner = say.binding(document.among)
    head = begun(english.whose(document, document.fact))
    found = say.among(document.among, lambda noun: f"one {noun}", with_where=False)
    conditions = (*document.among.where, *((document.when,) if document.when is not None else ()))
    if conditions:
        whole = (
            conditions[0] if len(conditions) == 1 else x.Junction(type=conditions[0].type, word="and", parts=conditions)
        )
        yield when(inner, prose(head, " is ", found), whole, "for which")
    else:
        yield item(head, " is ", found, ".")
    yield from english.rankings(inner, document.prefer, document.ties)
    yield item("If none qualifies, there is none.")


def _permit(english: English, document: c.TypedPermit) -> Iterator[Item]:
    say = english.saying(document)
    verb = "Permits " if document.effect == "permit" else "Forbids "
    yield when(
        say, prose(verb, english.actions(document.actions), " for ", english.everyone(document), ","), document.when
    )
    if document.reads_action:
        yield item("It is judged for each order as sized.")
    if document.binds_reducing:
        yield item("It also binds what reduces risk.")
    if document.exception_to:
        yield item("Where it holds, it lifts ", say.rules(document.exception_to), ".")


def _proposal(english: English, document: c.TypedProposal) -> Iterator[Item]:
    say = english.saying(document)
    head = prose("Proposes ", english.action(document.action), " for ", english.everyone(document), ",")
    yield when(say, head, document.when)
    if document.if_unknown:
        yield item("It is proposed also where that cannot be judged.")
    if document.fields:
        yield item("It is asked for with:", below=english.fields(say, document.fields))
    yield from english.once(say, document.once)


def _record(english: English, document: c.TypedRecord) -> Iterator[Item]:
    say = english.saying(document)
    for condition, tells in document.cases:
        told = english.telling(say, tells, "Where it stops an order as sized, it")
        if document.stops:
            yield told
        else:
            head = prose("Writes down ", english.event(tells.event), " for ", english.everyone(document), ",")
            yield when(say, head, condition)
            if told.parts:
                yield item("It is told with:", below=told.parts)
    yield from english.once(say, document.once)


# --- choosing and sharing out -------------------------------------------------------------------
def _allocation(english: English, document: c.TypedAllocation) -> Iterator[Item | Grid]:
    say = english.saying(document)
    inner = say.binding(document.among)
    among = say.among(document.among, lambda noun: f"every {noun}")
    unit = several(str(document.counts)) if not document.counts.is_plain else "of them"
    yield item(
        "Decides for ", english.everyone(document), f" how many {unit} of ", english.action(document.action),
        " are done: the ", english.fact(document.fact), " of ", among, ".",
    )  # fmt: skip
    if document.when is not None:
        yield when(say, "Anything is done only", document.when)
    yield item("Only what is permitted takes part.")
    if document.limits:
        yield _limits(english, inner, document)
    if document.goal is not None:
        yield _goal(english, inner, document.goal)
    yield from english.rankings(inner, document.prefer, document.ties)
    if document.fields:
        yield item("Each is asked for with:", below=english.fields(inner, document.fields))


def _limits(english: English, inner: Phrases, document: c.TypedAllocation) -> Grid:
    rows = []
    for limit in document.limits:
        each = english.owner(limit.group)
        group = Phrases(english.names, {**inner.bound, 1: f"the {each}"}, inner.aliases)
        rows.append(
            (
                item(limit.name),
                item(f"each {each}"),
                item(inner.noun(limit.amount, LOOSE)),
                item(group.noun(limit.at_most, LOOSE)),
                item(inner.clause(limit.where)) if limit.where is not None else item("everything"),
            )
        )
    heads = ("limit", "of", "what one counts", "at most", "counting")
    return Grid("Limits", heads, tuple(rows))


def _goal(english: English, inner: Phrases, goal: c.TypedGoal) -> Item:
    bound = {**inner.bound, 1: f"the {english.names.scope(goal.scope)}"}
    whole = Phrases(english.names, bound, inner.aliases)
    below = [item("what one counts: ", inner.noun(goal.amount, LOOSE))]
    below += [item("at least ", whole.noun(goal.at_least, LOOSE))] if goal.at_least is not None else []
    below += [item("at most ", whole.noun(goal.at_most, LOOSE))] if goal.at_most is not None else []
    name = english.names.scope(goal.scope)
    return item(f"The goal of each {name}; what it falls short of is told:", below=below)


def _universe(english: English, document: c.TypedUniverse) -> Iterator[Item]:
    say = english.about(document.of, None)
    parts = listed([english.names.scope(each) for each in english.law.scopes[document.of].key])
    noun = a(english.names.scope(document.of))
    below = [_because(point(say, each.when), each.because) for each in document.reasons]
    narrowed = document.where is not None or document.kind is not None
    whose = prose(", for ", english.everyone(document), ",") if narrowed else ()
    yield item(f"Every combination of {parts}", whose, f" is {noun}", ", except:" if below else ".", below=below)


def _because(told: Item, because: str) -> Item:
    if told.parts:
        return Item(prose(f"because {because}, where ", told.prose), told.parts)
    return item("where ", told.prose, f", because {because}")


# --- memory -------------------------------------------------------------------------------------
def _state(english: English, document: c.TypedState) -> Iterator[Item]:
    say = english.saying(document)
    yield item("Keeps ", english.whose(document, document.fact), " from one decision to the next.")
    yield value(say, "It", document.starts, " starts as ")
    yield value(say, "It", document.becomes, " becomes ")
    kept = "it stays as it was" if document.if_unknown == "keep" else "it starts anew"
    yield item(f"Where that is unknown, {kept}.")


def _latch(english: English, document: c.TypedLatch) -> Iterator[Item]:
    say = english.saying(document)
    yield item("Keeps for ", english.everyone(document), " whether “", english.fact(document.fact), "” is on.")
    yield when(say, "It is set", document.set_when)
    if document.reset_when is None:
        yield item("It is never reset.")
    else:
        yield when(say, "It is reset", document.reset_when)
        yield item(f"Where both hold, it is {document.if_both}.")
    if document.if_unknown != "keep":
        yield item(f"Where that cannot be judged, it is {document.if_unknown}.")
    if document.remembers:
        below = [item("the ", english.fact(id), ": ", say.noun(each)) for id, each in document.remembers]
        yield item("When it is set, this is remembered:", below=below)


def _machine(english: English, document: c.TypedMachine) -> Iterator[Item | Grid]:
    say = english.saying(document)
    states = listed([spaced(each) for each in document.states], "or")
    yield item("Keeps ", english.whose(document, document.fact), f", which is {states}.")
    yield item(f"It starts as {spaced(document.starts)}.")
    if document.final:
        yield item(f"Nothing leaves {listed([spaced(each) for each in document.final], 'or')}.")
    rows = []
    moves = sorted(document.moves, key=lambda move: natural(move.id))
    for move in moves:
        besides = [item("It also goes where that cannot be judged.")] if move.if_unknown else []
        besides += [english.telling(say, move.tells)] if move.tells is not None else []
        rows.append(
            (
                item(Piece(move.id, "rule", move.id)),
                item(listed([spaced(each) for each in move.sources], "or")),
                item(spaced(move.to)),
                point(say, move.when),
                Item((), tuple(besides)) if len(besides) > 1 else besides[0] if besides else Item(()),
            )
        )
    heads, width = ("move", "from", "to", "when", "besides"), None if any(row[-1] != Item(()) for row in rows) else -1
    yield Grid("Moves", heads[:width], tuple(row[:width] for row in rows))
    if document.if_several:
        order = ", then ".join(spaced(each) for each in document.if_several)
        yield item(f"Where several moves apply, it goes to the first of: {order}.")


def _exclusive(english: English, document: c.TypedExclusive) -> Iterator[Item]:
    order = joined([(english.action(action),) for action, _ in document.order], "then")
    yield item(
        "Of several duties for ", english.everyone(document), " only the first in this order stands: ", order, "."
    )


# --- promises and reports -----------------------------------------------------------------------
def _guarantee(english: English, document: c.TypedGuarantee) -> Iterator[Item]:
    say = english.saying(document)
    word = {"always": "it always holds that", "never": "it never holds that", "reachable": "it can come to pass that"}
    claim = word[document.form]
    head = prose("For ", english.everyone(document), " ", claim) if document.scope else begun((Piece(claim),))
    told = point(say, document.claim)
    yield item(head, " ", told.prose, "" if told.parts else ".", below=told.parts)
    if document.assuming:
        yield item("This is claimed where:", below=[point(say, each) for each in document.assuming])
    if document.start is not None:
        yield item("It begins where:", below=[point(say, document.start)])
    if document.after:
        yield item("It speaks of what comes after ", say.rules(document.after), ".")


def _report(english: English, document: c.TypedReport) -> Iterator[Item]:
    say = english.saying(document)
    at = Piece(f"“{english.names.scope(document.at)}”", "schedule", document.at)
    below = english.fields(say, document.shows)
    yield item(
        f"{begun((Piece(spaced(document.report_kind)),))[0].text} report for ",
        english.everyone(document),
        " at ",
        at,
        ", which tells:",
        below=below,
    )
    if document.forms:
        yield item(f"It is given as {listed([spaced(each) for each in document.forms])}.")


FORMS: dict[type[c.Document], Callable[[English, Any], Iterator[Item | Grid]]] = {
    c.Derivation: _derivation,
    c.TypedTable: _table,
    c.TypedChoice: _choice,
    c.TypedPermit: _permit,
    c.TypedProposal: _proposal,
    c.TypedRecord: _record,
    c.TypedAllocation: _allocation,
    c.TypedUniverse: _universe,
    c.TypedState: _state,
    c.TypedLatch: _latch,
    c.TypedMachine: _machine,
    c.TypedExclusive: _exclusive,
    c.TypedGuarantee: _guarantee,
    c.TypedReport: _report,
}
"""How each kind of document is said."""


def _begun(told: Item) -> Item:
    return Item(begun(told.prose), told.parts)


def _ranked(word: str, text: Prose) -> Prose:
    """What is ranked: `the greatest total of the mid`, but `the lowest mid`."""
    if word.endswith(" of"):
        return text
    first, *rest = text
    return prose(Piece(first.text.removeprefix("the "), first.what, first.name), tuple(rest))
