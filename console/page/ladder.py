"""The strike ladders of one session under one reading: what was judged of every candidate, ready to be drawn.

Bands, limits and caps are read from the clauses and allocations of the law, for the candidate that they speak of; no
number stands here. The week file says which facts are drawn (`ladder:`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from console.trouble import Trouble
from console.week_cells import Key, contract
from console.words import listed
from engine.explain import Clause, atoms
from engine.outcome import Decision
from engine.values import Subject, Unknown, Value
from rules.compile import law as c
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.types import NumberType, Type

if TYPE_CHECKING:
    from console.decided import Decided
    from facts.week import LadderFacts

Amount = tuple[Fraction, Type]

MOST_STRIKES = 24
"""Strikes of one ladder: what fits on a page, and what a phone shows on two screens."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A clause that stands in the way of a candidate: its rule, its text, whether it is `unknown`, what it says."""

    rule: str
    text: str
    unknown: bool
    says: str


@dataclass(frozen=True, slots=True)
class Bound:
    """What a rule allows of a fact, both ends included: the numbers that the clause read, and how they are written.

    `low` or `high` is None where the rule has no such end. A suspended bound is one that a waiver lifts.
    """

    rule: str
    low: Fraction | None
    high: Fraction | None
    shown: str
    words: str
    suspended: bool


@dataclass(frozen=True, slots=True)
class Room:
    """How many of a candidate the tightest limit of the allocation leaves room for, and what one of them takes."""

    limit: str
    count: int
    each: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One candidate. Numbers are None where they are not known.

    `others` are deltas of other sources than `source`, the one that judged; `flips` says that one of them would have
    been judged otherwise. `stops` is what refuses it beside what stops all; `main` the one that misses by the least.
    """

    name: str
    strike: Fraction
    expiry: str
    verdict: str
    chosen: int
    delta: Fraction | None
    source: str
    others: tuple[tuple[str, Fraction], ...]
    flips: bool
    spread: Fraction | None
    stops: tuple[Stop, ...]
    main: Stop | None
    waived: tuple[str, ...]
    room: Room | None
    tells: tuple[str, ...]
    delta_shown: str
    others_shown: tuple[tuple[str, str], ...]
    spread_shown: str


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Candidates that are not drawn, and why."""

    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A fact that candidates are drawn by: its words, and whether it is a share, to be written in per cent."""

    words: str
    percent: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """One underlying in one sleeve: every candidate of an action that is drawn, and what holds for all of them."""

    account: str
    sleeve: str
    words: str
    underlying: str
    price: Fraction | None
    price_shown: str
    delta: Axis
    spread: Axis
    marks: tuple[Mark, ...]
    band: tuple[Bound, ...]
    spread_limit: tuple[Bound, ...]
    stops_all: tuple[Stop, ...]
    candidates: int
    not_drawn: tuple[NotDrawn, ...]
    waived: tuple[str, ...]
    caps: tuple[tuple[str, str], ...]

    @property
    def drawing(self) -> Ladder:
        """The ladder without what is its account's own: equal for accounts whose pictures are the same."""
        return replace(self, account="", caps=())


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that ladders are drawn from, as the law declares them."""

    scope: str
    strike: x.FactId
    expiry: x.FactId
    price: x.FactId
    delta: x.FactId
    deltas: tuple[tuple[str, x.FactId], ...]
    flips: x.FactId | None
    spread: x.FactId


def facts_of(named: LadderFacts, law: c.Law) -> Facts:
    """The facts that a week file names. Raises Trouble for a scope or fact that the law does not have."""
    if named.of not in law.scopes:
        raise _unknown("scope", named.of, law.scopes)

    def fact(name: str) -> x.FactId:
        scope, _, short = name.partition(".")
        found = x.FactId(scope, short)
        if found not in law.facts:
            raise _unknown("fact", name, [str(each) for each in law.facts])
        return found

    return Facts(
        scope=named.of,
        strike=fact(named.strike),
        expiry=fact(named.expiry),
        price=fact(named.price),
        delta=fact(named.delta),
        deltas=tuple((source, fact(each)) for source, each in named.deltas.items()),
        flips=fact(named.flips) if named.flips is not None else None,
        spread=fact(named.spread),
    )


def ladders_of(facts: Facts, decided: Decided, rows: Collection[Key]) -> tuple[Ladder, ...]:
    """A ladder for each row of a table that speaks of candidates.

    Rows that stand for all underlyings have none: there one clause about the sleeve, the account or the clock decides.
    """
    artist = _Artist(facts, decided)
    found = (artist.ladder(key, decisions) for key, decisions in sorted(artist.lines(rows).items()))
    return tuple(each for each in found if each is not None)


class _Artist:
    def __init__(self, facts: Facts, decided: Decided) -> None:
        self.facts = facts
        self.decided = decided
        self.decider = decided.decider
        self.explainer = decided.explainer
        self.law = decided.law
        self.chosen = {
            (outcome["action"], item["subject"]): int(item["count"])
            for outcome in decided.content["allocations"]
            for item in outcome["chosen"]
        }
        self.nearest = {
            (each["action"], each["subject"]) for each in decided.content["decisions"] if each.get("near") == 1
        }

    # --- what is drawn --------------------------------------------------------------------------
    def lines(self, rows: Collection[Key]) -> dict[Key, list[Decision]]:
        """The decisions of each row that speaks of candidates."""
        found: dict[Key, list[Decision]] = {}
        for each in self.decided.content["decisions"]:
            action = self.law.actions[each["action"]]
            if action.on != self.facts.scope:
                continue
            subject = Subject(self.facts.scope, each["subject"])
            account, sleeve, underlying = (self._owner(subject, owner) for owner in ("account", "sleeve", "underlying"))
            key = (account, sleeve.removeprefix(f"{account} "), action.words or action.name, underlying)
            if key in rows:
                found.setdefault(key, []).append(self.decided.decision(action.name, subject))
        return found

    def _owner(self, subject: Subject, scope: str) -> str:
        if self.decider.world.route(subject.scope, scope) is None:
            return ""
        found = self.decider.world.reach(subject, scope)
        return found.key if found is not None else ""

    def ladder(self, key: Key, asked: Sequence[Decision]) -> Ladder | None:
        """The picture of one row; None where no strike is known."""
        account, sleeve, words, underlying = key
        decisions = [each for each in asked if isinstance(self._value(self.facts.strike, each.subject), Fraction)]
        if not decisions:
            return None
        lost = len(asked) - len(decisions)
        against = {
            each: self.explainer.obstacles(each) if each.verdict.word != "permitted" else [] for each in decisions
        }
        shared = _shared(against[each] for each in decisions)
        drawn, left = self._expiries(decisions, against, set(shared))
        kept, beyond = self._strikes(drawn, against, set(shared))
        marks = tuple(
            self._mark(each, [clause for clause in against[each] if _id(clause) not in shared]) for each in kept
        )
        price = self._value(self.facts.price, decisions[0].subject)
        return Ladder(
            account=account,
            sleeve=sleeve,
            words=words,
            underlying=underlying,
            price=price if isinstance(price, Fraction) else None,
            price_shown=self._shown(self.facts.price, price),
            delta=self._axis(self.facts.delta),
            spread=self._axis(self.facts.spread),
            marks=tuple(sorted(marks, key=lambda each: (-each.strike, each.expiry))),
            band=self._bounds(self.facts.delta, kept),
            spread_limit=self._bounds(self.facts.spread, kept),
            stops_all=tuple(_stop_of_all(id, list(against.values())) for id in shared),
            candidates=len(asked),
            not_drawn=(*([NotDrawn(lost, "have no known strike")] if lost else []), *left, *beyond),
            waived=tuple(sorted({rule for each in decisions for rule in each.verdict.waived})),
            caps=tuple((limit, shown) for limit, _, _, shown in self._rooms(kept[0])),
        )

    def _expiries(
        self, decisions: Sequence[Decision], against: dict[Decision, list[Clause]], shared: set[tuple[str, str]]
    ) -> tuple[list[Decision], list[NotDrawn]]:
        """The candidates of those expiries that no clause refuses whole, unless the picture shows that clause."""
        by_expiry: dict[str, list[Decision]] = {}
        for each in decisions:
            by_expiry.setdefault(self._day(each), []).append(each)
        whole: dict[str, list[Clause]] = {}
        for expiry, members in by_expiry.items():
            found = _shared(against[each] for each in members)
            whole[expiry] = [clause for id, clause in found.items() if id not in shared and not self._on_axis(clause)]
        wanted = {expiry for expiry, clauses in whole.items() if not clauses}
        if not wanted:
            wanted = {min(by_expiry, key=lambda expiry: (len(whole[expiry]), expiry))}
        drawn = [each for each in decisions if self._day(each) in wanted]
        refused: dict[tuple[str, str, str], list[str]] = {}
        for expiry in sorted(set(by_expiry) - wanted):
            refused.setdefault((*_id(whole[expiry][0]), whole[expiry][0].state), []).append(expiry)
        left = []
        for (rule, text, state), expiries in refused.items():
            says = whole[expiries[0]][0].says if len(expiries) == 1 else f"{_OF_ALL[state]} {text}"
            why = f"expire {listed([_spoken(each) for each in expiries])}: {says} [{rule}]"
            left.append(NotDrawn(sum(len(by_expiry[each]) for each in expiries), why))
        return drawn, left

    def _strikes(
        self, decisions: Sequence[Decision], against: dict[Decision, list[Clause]], shared: set[tuple[str, str]]
    ) -> tuple[list[Decision], list[NotDrawn]]:
        """The candidates around what matters: chosen, permitted, nearly so, judged differently by another delta."""
        strikes = sorted({self._strike(each) for each in decisions})
        rests = {each: [clause for clause in against[each] if _id(clause) not in shared] for each in decisions}
        matters = {
            self._strike(each)
            for each in decisions
            if each.verdict.word == "permitted" or self._flips(each) or (each.action, each.subject.key) in self.nearest
        } or set(strikes[len(strikes) // 2 :][:1])
        low, high = strikes.index(min(matters)), strikes.index(max(matters))
        while high - low + 1 < min(MOST_STRIKES, len(strikes)):
            if low > 0:
                low -= 1
            if high - low + 1 < MOST_STRIKES and high < len(strikes) - 1:
                high += 1
        kept = [each for each in decisions if strikes[low] <= self._strike(each) <= strikes[high]]
        beyond = []
        for side, there in (
            ("below", [each for each in decisions if self._strike(each) < strikes[low]]),
            ("above", [each for each in decisions if self._strike(each) > strikes[high]]),
        ):
            if there:
                rules = sorted({clause.rule for each in there for clause in rests[each]})
                end = strikes[low] if side == "below" else strikes[high]
                shown = self._shown(self.facts.strike, end)
                beyond.append(NotDrawn(len(there), f"have strikes {side} {shown}, refused by {', '.join(rules)}"))
        return kept, beyond

    # --- one candidate --------------------------------------------------------------------------
    def _mark(self, decision: Decision, stops: Sequence[Clause]) -> Mark:
        subject = decision.subject
        delta, spread = self._value(self.facts.delta, subject), self._value(self.facts.spread, subject)
        known = {source: self._value(fact, subject) for source, fact in self.facts.deltas}
        source = ", ".join(name for name, value in known.items() if isinstance(delta, Fraction) and value == delta)
        others = tuple((name, value) for name, value in known.items() if isinstance(value, Fraction) and value != delta)
        chosen = self.chosen.get((decision.action, subject.key), 0)
        rooms = [(limit, each, room) for limit, each, room, _ in self._rooms(decision)]
        main = _main(stops)
        name = contract(self._owner(subject, "contract") or subject.key)
        flips = self._flips(decision)
        word = decision.verdict.word.replace("_", " ")
        tells = [f"{name}: {word}" + (f", {chosen} chosen" if chosen else "")]
        tells.append(
            f"{self._words(self.facts.delta)} {self._shown(self.facts.delta, delta)}"
            + (f" ({source})" if source else "")
        )
        tells += [f"by the {each}: {self._shown(self.facts.delta, value)}" for each, value in others]
        if flips and self.facts.flips is not None:
            tells.append(f"⇄ {self._words(self.facts.flips)}")
        tells.append(f"{self._words(self.facts.spread)} {self._shown(self.facts.spread, spread)}")
        tells += [f"{clause.says} [{clause.rule}]" for clause in stops]
        if decision.verdict.waived:
            tells.append(f"waived: {', '.join(decision.verdict.waived)}")
        return Mark(
            name=name,
            strike=self._strike(decision),
            expiry=self._day(decision),
            verdict=word,
            chosen=chosen,
            delta=delta if isinstance(delta, Fraction) else None,
            source=source,
            others=others,
            flips=flips,
            spread=spread if isinstance(spread, Fraction) else None,
            stops=tuple(map(_stop, stops)),
            main=None if main is None else _stop(main),
            waived=decision.verdict.waived,
            room=_tightest(rooms, self.explainer.shown),
            tells=tuple(tells),
            delta_shown=self._shown(self.facts.delta, delta),
            others_shown=tuple((each, self._shown(self.facts.delta, value)) for each, value in others),
            spread_shown=self._shown(self.facts.spread, spread),
        )

    def _rooms(self, decision: Decision) -> Iterator[tuple[str, Amount, Value, str]]:
        """Each limit of the allocation as it stood before anything was chosen: what one takes of it, and the room."""
        for document in self.law.allocations:
            if document.action != decision.action:
                continue
            owner = self.decider.world.reach(decision.subject, document.scope)
            if owner is None:
                continue
            limits = [(each.name, each.group, each.amount, each.at_most, each.where) for each in document.limits]
            if document.goal is not None and document.goal.at_most is not None:
                goal = document.goal
                limits.append(("GOAL", goal.group, goal.amount, document.goal.at_most, None))
            inner = (owner, decision.subject)
            for name, path, amount, at_most, where in limits:
                if where is not None and self.decider.truth(where, inner) is not True:
                    continue
                group = self.decider.subject(path, inner)
                if not isinstance(group, Subject):
                    continue
                each = self.decider.value(amount, inner)
                room = self.decider.value(at_most, (owner,) if group == owner else (owner, group))
                if isinstance(each, Fraction) and each > 0:
                    yield name, (each, amount.type), room, self.explainer.shown(room, at_most.type)

    # --- what the law allows --------------------------------------------------------------------
    def _bounds(self, fact: x.FactId, decisions: Sequence[Decision]) -> tuple[Bound, ...]:
        """What the rules that speak to these candidates allow of a fact, each once."""
        found: dict[Bound, None] = {}
        for each in decisions:
            for permit in self.law.permits:
                if each.action not in permit.actions or permit.reads_action:
                    continue
                _, owner = self.explainer.rule(permit.id, each)
                if not self.decider.rule_state(permit, owner).applies:
                    continue
                waived = permit.id in each.verdict.waived
                for part in atoms(permit.when):
                    bound = self._bound(part, fact, owner, permit, waived)
                    if bound is not None:
                        found[bound] = None
        return tuple(sorted(found, key=lambda each: (each.rule, each.shown)))

    def _bound(
        self, part: x.Expression, fact: x.FactId, owner: Subject, permit: c.TypedPermit, waived: bool
    ) -> Bound | None:
        """The ends that one clause sets to a fact; a forbid allows what lies outside of it."""
        value, shown = self.decider.value, self.explainer.shown
        if isinstance(part, x.Between) and _reads(part.value, fact) and permit.effect == "permit":
            low, high = value(part.low, (owner,)), value(part.high, (owner,))
            if isinstance(low, Fraction) and isinstance(high, Fraction):
                ends = f"{shown(low, part.low.type)}–{shown(high, part.high.type)}"
                return Bound(permit.id, low, high, ends, f"{part.low.text} – {part.high.text}", waived)
        if isinstance(part, x.Compare) and _reads(part.left, fact) and part.operator in _ABOVE | _BELOW:
            end = value(part.right, (owner,))
            if isinstance(end, Fraction):
                upper = (part.operator in _BELOW) is (permit.effect == "permit")
                ends = f"{'≤' if upper else '≥'} {shown(end, part.right.type)}"
                return Bound(permit.id, None if upper else end, end if upper else None, ends, part.right.text, waived)
        return None

    # --- facts ----------------------------------------------------------------------------------
    def _value(self, fact: x.FactId, subject: Subject) -> Value:
        about = self.decider.world.reach(subject, fact.scope)
        if about is None:
            return Unknown((f"there is no {fact.scope}",))
        declared = self.law.facts[fact]
        if declared.origin == "given":
            return self.decider.current(declared, about, (about,))
        return self.decider.derive(fact, about)

    def _strike(self, decision: Decision) -> Fraction:
        value = self._value(self.facts.strike, decision.subject)
        assert isinstance(value, Fraction)
        return value

    def _day(self, decision: Decision) -> str:
        value = self._value(self.facts.expiry, decision.subject)
        return value.isoformat() if isinstance(value, date) else ""

    def _flips(self, decision: Decision) -> bool:
        return self.facts.flips is not None and self._value(self.facts.flips, decision.subject) is True

    def _on_axis(self, clause: Clause) -> bool:
        """Whether the picture itself shows what a clause measures."""
        names = {str(self.facts.delta), str(self.facts.spread)}
        return any(name in names for name, _ in clause.values)

    def _axis(self, fact: x.FactId) -> Axis:
        type = self.law.facts[fact].type
        return Axis(self._words(fact), isinstance(type, NumberType) and type.name == "ratio")

    def _shown(self, fact: x.FactId, value: Value) -> str:
        return self.explainer.shown(value, self.law.facts[fact].type)

    def _words(self, fact: x.FactId) -> str:
        return self.law.facts[fact].words or fact.name.replace("_", " ")


_OF_ALL = {"true": "true of all:", "false": "true of none:", "unknown": "known of none:"}
_ABOVE = {">", ">="}
_BELOW = {"<", "<="}


def _unknown(what: str, name: str, known: Iterable[str]) -> Trouble:
    close = nearest(name, tuple(known))
    help = f"Did you mean `{close}`?" if close else None
    return Trouble(f"the week's `ladder:` names `{name}`, and the law has no such {what}", help)


def _reads(part: x.Expression, fact: x.FactId) -> bool:
    return isinstance(part, x.ReadFact) and part.fact == fact


def _id(clause: Clause) -> tuple[str, str]:
    return clause.rule, clause.text


def _shared(each: Iterable[list[Clause]]) -> dict[tuple[str, str], Clause]:
    """The clauses that stand in the way of all, in order."""
    lists = list(each)
    found = {_id(clause): clause for clause in lists[0]} if lists else {}
    for clauses in lists[1:]:
        there = {_id(clause) for clause in clauses}
        found = {id: clause for id, clause in found.items() if id in there}
        if not found:
            break
    return found


def _main(clauses: Sequence[Clause]) -> Clause | None:
    """The measurable clause that misses by the least, else the first."""
    measured = [clause for clause in clauses if clause.margin is not None]
    return min(measured, key=lambda clause: clause.relative) if measured else next(iter(clauses), None)


def _tightest(rooms: Iterable[tuple[str, Amount, Value]], shown: Callable[[Value, Type], str]) -> Room | None:
    """The limit that leaves room for the fewest; one that is not known leaves none."""
    found = [
        Room(limit, int(max(room, Fraction(0)) // each) if isinstance(room, Fraction) else 0, shown(each, of))
        for limit, (each, of), room in rooms
    ]
    return min(found, key=lambda each: each.count, default=None)


def _stop(clause: Clause) -> Stop:
    return Stop(clause.rule, clause.text, clause.state == "unknown", clause.says)


def _stop_of_all(id: tuple[str, str], against: Sequence[Sequence[Clause]]) -> Stop:
    """A clause that stands in the way of all: in its own words where they are the same for all."""
    clauses = [next(clause for clause in each if _id(clause) == id) for each in against]
    said = {clause.says for clause in clauses}
    first = clauses[0]
    return _stop(first) if len(said) == 1 else replace(_stop(first), says=f"{_OF_ALL[first.state]} {first.text}")


def _spoken(day: str) -> str:
    found = date.fromisoformat(day) if day else None
    return f"{found.day} {found:%b}" if found is not None else "on no known day"
