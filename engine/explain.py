"""Why, and why not: clauses with their values, verdicts and margins, and what stands in the way of an action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from fractions import Fraction

from engine.backends.reference import arithmetic as a
from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment
from engine.keepers import KeptFact, kept_fact, kept_reads
from engine.outcome import Decision
from engine.spelling import headed, spelled
from engine.values import Subject, Unknown, Value, value_text
from engine.witnesses import moment, witnesses
from rules.compile import law as c
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import DateType, FlagType, InstantType, NumberType, TimeType, Type

_SHOWN_DIGITS = 4


class Clause:
    """One clause of a rule for one subject; its words and values are worked out when they are asked for.

    `about` is the subject of the rule, `state` is `true`, `false` or `unknown`. `margin` is the signed distance to the
    boundary in the unit of the clause, above zero where it holds with room; None where there is no distance.
    `relative` is the margin's size as a share of the boundary.
    """

    __slots__ = ("_environment", "_explainer", "_part", "_sentence", "_truth", "about", "margin", "relative", "rule")

    def __init__(self, explainer: Explainer, rule: str, part: x.Expression, environment: Environment) -> None:
        self._explainer = explainer
        self._part = part
        self._environment = environment
        self._truth = explainer.decider.truth(part, environment)
        self._sentence: str | None = None
        self.rule = rule
        self.about = environment[0]
        self.margin, boundary = explainer.margin(part, environment)
        self.relative = Fraction(1)
        if self.margin is not None:
            self.relative = abs(self.margin) / abs(boundary) if boundary else abs(self.margin)

    @property
    def text(self) -> str:
        """The clause as the law spells it, with every condition of it."""
        return self._explainer.text(self._part)

    @property
    def state(self) -> str:
        """`true`, `false` or `unknown`."""
        return state_word(self._truth)

    @property
    def unit(self) -> str:
        """The unit of the margin."""
        return self._explainer.unit(self._part)

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """What the clause reads, as text."""
        return tuple(self._explainer.values(self._part, self._environment, self._truth))

    @property
    def says(self) -> str:
        """The clause in a sentence: what is, and by how much it misses or has room."""
        if self._sentence is None:
            self._sentence = self._explainer.says(self._part, self._environment, self._truth)
        return self._sentence

    @property
    def witness(self) -> str:
        """Who makes it so, where it asks for `any`, `no`, `every` or a `count of`; else empty."""
        return self._explainer.witness(self._part, self._environment, self._truth)

    @property
    def counts(self) -> bool:
        """Whether it compares a `count of`, rather than asking for `any`, `no` or `every`."""
        part = self._part.part if isinstance(self._part, x.Not) else self._part
        return not isinstance(part, x.Aggregate)

    @property
    def keepers(self) -> tuple[str, ...]:
        """What keeps the kept facts that it reads, each in a sentence."""
        return tuple(self._explainer.keepers(self._part, self._environment))


def state_word(value: bool | Unknown) -> str:
    """`true`, `false` or `unknown`."""
    return "unknown" if isinstance(value, Unknown) else ("true" if value else "false")


class Explainer:
    """Explains what a decider decided."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self._against: dict[tuple[str, int, Environment, bool], list[Clause]] = {}
        self._kept: dict[tuple[x.FactId, Subject], str] = {}
        self._texts: dict[int, tuple[x.Expression, str]] = {}
        self._rules = {(permit.id, action): permit for permit in decider.law.permits for action in permit.actions}

    # --- clauses --------------------------------------------------------------------------------
    def clauses(self, rule: str, condition: x.Expression, environment: Environment) -> list[Clause]:
        """Every clause of a condition, in the order in which it is written."""
        return [self.clause(rule, part, environment) for part in atoms(condition)]

    def clause(self, rule: str, part: x.Expression, environment: Environment) -> Clause:
        """One clause with its values and margin."""
        return Clause(self, rule, part, environment)

    def values(
        self, part: x.Expression, environment: Environment, known: Value | None = None
    ) -> Iterator[tuple[str, str]]:
        """What a clause reads, as text, each once. `known` is the value of the clause, where it was worked out."""
        seen: set[str] = set()
        for read in reads(part):
            text = self.text(read)
            if text and text not in seen:
                seen.add(text)
                value = known if read is part and known is not None else self.decider.value(read, environment)
                yield text, self.shown(value, read.type)

    def unit(self, part: x.Expression) -> str:
        """The unit of a clause's margin."""
        side = _measured(part)
        if side is None:
            return ""
        if isinstance(side.type, NumberType):
            return str(side.type.unit) if not side.type.unit.is_plain else (side.type.name or "")
        return "days" if isinstance(side.type, DateType) else "seconds"

    def margin(self, part: x.Expression, environment: Environment) -> tuple[Fraction | None, Fraction | None]:
        """Signed distance to the boundary, and the boundary."""
        value = self.decider.value
        match part:
            case x.Not():
                gap, boundary = self.margin(part.part, environment)
                return (None if gap is None else -gap), boundary
            case x.Compare(operator="<" | "<="):
                left, right = value(part.left, environment), value(part.right, environment)
                return distance(right, left), _size(right)
            case x.Compare(operator=">" | ">="):
                left, right = value(part.left, environment), value(part.right, environment)
                return distance(left, right), _size(right)
            case x.Between():
                measured = value(part.value, environment)
                low, high = value(part.low, environment), value(part.high, environment)
                below, above = distance(measured, low), distance(high, measured)
                if below is None or above is None:
                    return None, None
                return (below, _size(low)) if below <= above else (above, _size(high))
            case x.Compare(operator="is") if isinstance(part.left.type, NumberType):
                left, right = value(part.left, environment), value(part.right, environment)
                gap = distance(left, right)
                return (None if gap is None else -abs(gap)), _size(right)
        return None, None

    # --- words ----------------------------------------------------------------------------------
    def text(self, part: x.Expression) -> str:
        """An expression as the law spells it; what a long aggregate asks of its subjects stands behind `where`."""
        known = self._texts.get(id(part))
        if known is None:
            known = self._texts[id(part)] = (part, spelled(part))
        return known[1]

    def shown(self, value: Value, of: Type) -> str:
        """A value as a person reads it."""
        if isinstance(value, Fraction) and isinstance(of, NumberType):
            return self.number(value, of)
        return value_text(value)

    def number(self, value: Fraction, of: NumberType) -> str:
        """A number in its unit: `$58,500`, `5.063%`, `0.4522`, `3 sessions`."""
        currency = self.decider.law.units.currency
        powers = dict(of.unit.powers)
        if of.name == "ratio":
            return f"{_plain(value * 100, 3)}%"
        if (
            currency is not None
            and powers.get(currency) == 1
            and all(p == -1 for b, p in powers.items() if b != currency)
        ):
            sign = "-" if value < 0 else ""
            return f"{sign}${_plain(abs(value), _SHOWN_DIGITS, grouped=True)}"
        text = _plain(value, _SHOWN_DIGITS)
        if len(powers) == 1 and not of.unit.is_plain:
            (base, power), *_ = powers.items()
            if power == 1 and base not in self.decider.law.units.scales:
                return f"{text} {base}{'' if value == 1 or base.endswith('s') else 's'}"
        return text

    def says(self, part: x.Expression, environment: Environment, state: bool | Unknown) -> str:
        """A clause in a sentence: what is, by how much it misses or has room, and who makes it so or keeps it."""
        if isinstance(part, x.Not) and not isinstance(state, Unknown):
            return self.says(part.part, environment, not state)
        who = self.witness(part, environment, state)
        if isinstance(state, Unknown):
            return who or "; ".join(state.causes) or f"{self.text(part)} cannot be judged"
        said = self._said(part, environment, state)
        if who:
            return f"{said} for {who}" if isinstance(part, x.Aggregate) else f"{said}: {who}"
        kept = self._plainly_kept(part, environment)
        return f"{said}, {kept}" if kept else said

    def _said(self, part: x.Expression, environment: Environment, state: bool) -> str:
        value = self.decider.value
        timely = isinstance(part, (x.Compare, x.Between)) and _timely(part)
        match part:
            case x.Compare(operator="<" | "<=" | ">" | ">="):
                left, right = value(part.left, environment), value(part.right, environment)
                gap = distance(left, right)
                name, end = self.named(part.left, left), self.shown(right, part.right.type)
                return f"{name} is {self.apart(gap, end, part.left.type)}"
            case x.Between():
                measured = value(part.value, environment)
                low, high = value(part.low, environment), value(part.high, environment)
                ends = _span_of(self.shown(low, part.low.type), self.shown(high, part.high.type))
                name = self.named(part.value, measured)
                if state:
                    return f"{name} lies within {ends}"
                below = distance(low, measured)
                if below is not None and below > 0:
                    return f"{name} is {self.gap(below, part.value.type)} {'before' if timely else 'below'} {ends}"
                above = distance(measured, high)
                over = self.gap(above or Fraction(0), part.value.type)
                return f"{name} is {over} {'after' if timely else 'above'} {ends}"
            case x.Compare(operator="is" | "is not"):
                left, right = value(part.left, environment), value(part.right, environment)
                verb = "is" if (part.operator == "is") is state else "is not"
                if state or part.operator == "is not":
                    verb = "is" if a.equal(left, right) is True else "is not"
                    return f"{self.name(part.left)} {verb} {self.shown(right, part.right.type)}"
                shown, wanted = self.shown(left, part.left.type), self.shown(right, part.right.type)
                return f"{self.name(part.left)} is {shown}, not {wanted}"
            case x.In():
                member = value_text(value(part.value, environment))
                inside = state is not part.denied
                return f"{self.name(part.value)} {member} is {'' if inside else 'not '}in {part.container.text}"
            case x.Enters():
                return f"{self.name(part.machine)} {'enters' if state else 'does not enter'} {part.state}"
            case x.Aggregate(function="any" | "no") if part.items.happening and not part.items.where:
                happens = state is (part.function == "any")
                return f"{self.event(part.items.scope)} {'happens' if happens else 'does not happen'}"
        return f"{self.name(part)}: {state_word(state)}"

    def witness(self, part: x.Expression, environment: Environment, state: bool | Unknown) -> str:
        """Who makes a clause so, where it asks for `any`, `no`, `every` or a `count of`: the first, and how many more.

        Empty where no subject does. What happens now is said by its event alone.
        """
        if isinstance(part, x.Not):
            return self.witness(part.part, environment, state if isinstance(state, Unknown) else not state)
        if isinstance(part, x.Aggregate):
            plainly = part.items.happening and not part.items.where
            return "" if plainly else witnesses(self.decider, part, environment, state)
        sides: tuple[x.Expression, ...] = ()
        if isinstance(part, x.Compare):
            sides = (part.left, part.right)
        elif isinstance(part, x.Between):
            sides = (part.value,)
        counts = [side for side in sides if isinstance(side, x.Aggregate) and side.function == "count"]
        if not counts:
            return ""
        return witnesses(self.decider, counts[0], environment, state if isinstance(state, Unknown) else False)

    def keepers(self, part: x.Expression, environment: Environment) -> Iterator[str]:
        """What keeps the kept facts that a clause reads: `account.phase kept by PHASE-01 since 10:28`."""
        for read, kept in kept_reads(self.decider, part, environment):
            yield self.kept_by(kept) if read is part else f"{read.text} {self.kept_by(kept)}"

    def kept_by(self, kept: KeptFact) -> str:
        """`kept by BREAKER-03 since 10:28 (flat with $1,000)`."""
        return f"kept by {kept.keeper.id}{self.since(kept)}{self.remembered(kept)}"

    def since(self, kept: KeptFact) -> str:
        """` since 10:28`; empty where nobody knows since when."""
        return "" if kept.since is None else f" since {moment(kept.since, self.decider.world.facts.at)}"

    def remembered(self, kept: KeptFact) -> str:
        """` (flat with $1,000)`: what a latch remembered when it was set."""
        facts = self.decider.law.facts
        told = [
            f"{fact.name.replace('_', ' ')} {self.shown(value, facts[fact].type)}" for fact, value in kept.remembered
        ]
        return f" ({', '.join(told)})" if told else ""

    def _plainly_kept(self, part: x.Expression, environment: Environment) -> str:
        """What keeps the flag or the state that a clause asks for; a kept number is told by its value alone."""
        asked = part.left if isinstance(part, x.Compare) else part
        if not isinstance(asked, x.ReadFact) or isinstance(asked.type, NumberType):
            return ""
        if self.decider.law.facts[asked.fact].origin != "kept":
            return ""
        subject = self.decider.subject(asked.subject, environment)
        if not isinstance(subject, Subject):
            return ""
        key = (asked.fact, subject)
        if key not in self._kept:
            kept = kept_fact(self.decider, asked.fact, subject)
            self._kept[key] = "" if kept is None else self.kept_by(kept)
        return self._kept[key]

    def named(self, part: x.Expression, value: Value) -> str:
        """An expression with its value: `contract.delta 0.4522`."""
        shown = self.shown(value, part.type)
        return shown if isinstance(part, x.Constant) else f"{self.name(part)} {shown}"

    def name(self, part: x.Expression) -> str:
        """An expression in business words: those that the law declares for a fact, else its name, else its text."""
        if isinstance(part, (x.ReadFact, x.LastOf)):
            fact = part.fact.fact if isinstance(part, x.LastOf) else part.fact
            return self.decider.law.facts[fact].words or fact.name.replace("_", " ")
        return f"{self.name(part.fact)} before" if isinstance(part, x.Before) else headed(part)

    def event(self, name: str) -> str:
        """An event in business words: those that the law declares for it, else its name."""
        return self.decider.law.events[name].words or name.replace("_", " ")

    def apart(self, gap: Fraction | None, end: str, of: Type) -> str:
        """`0.0022 above 0.45`, or `exactly 0.45`."""
        if gap is None:
            return f"apart from {end}"
        if not gap:
            return f"exactly {end}"
        words = ("before", "after") if isinstance(of, (DateType, TimeType, InstantType)) else ("below", "above")
        return f"{self.gap(abs(gap), of)} {words[gap > 0]} {end}"

    def gap(self, gap: Fraction, of: Type) -> str:
        """The size of a margin as a person reads it."""
        if isinstance(of, NumberType):
            return self.number(gap, of)
        if isinstance(of, DateType):
            return f"{_plain(gap, 0)} day{'' if gap == 1 else 's'}"
        minutes, seconds = divmod(int(gap), 60)
        hours, minutes = divmod(minutes, 60)
        parts = [(hours, "h"), (minutes, "min"), (seconds, "s")]
        return " ".join(f"{size} {unit}" for size, unit in parts[: 2 if hours else 3] if size) or "0 s"

    # --- obstacles ------------------------------------------------------------------------------
    def obstacles(self, decision: Decision) -> list[Clause]:
        """The clauses that would have to be otherwise for the action to be permitted; none when it is."""
        found: list[Clause] = []
        for rule in decision.verdict.applied:
            permit, owner = self.rule(rule, decision)
            found += self.against(rule, permit.when, (owner,), wanted=False)
        if not decision.verdict.granted and decision.verdict.failed:
            ways: list[list[Clause]] = []
            for rule in decision.verdict.failed:
                permit, owner = self.rule(rule, decision)
                ways.append(self.against(rule, permit.when, (owner,), wanted=True))
            found += min(ways, key=_effort)
        return found

    def rule(self, id: str, decision: Decision) -> tuple[c.TypedPermit, Subject]:
        """A permit or forbid, and the subject it speaks of. Raises KeyError when it does not speak of the action."""
        permit = self._rules[id, decision.action]
        path = permit.path(decision.action)
        if path is None:
            raise KeyError(id)
        owner = self.decider.subject(path, (decision.subject,))
        assert isinstance(owner, Subject)
        return permit, owner

    def against(self, rule: str, part: x.Expression, environment: Environment, wanted: bool) -> list[Clause]:
        """The fewest clauses that keep a condition from being `wanted`."""
        key = (rule, id(part), environment, wanted)
        if key not in self._against:
            self._against[key] = self._in_the_way(rule, part, environment, wanted)
        return self._against[key]

    def _in_the_way(self, rule: str, part: x.Expression, environment: Environment, wanted: bool) -> list[Clause]:
        state = self.decider.truth(part, environment)
        if state is wanted:
            return []
        if isinstance(part, x.Not):
            return self.against(rule, part.part, environment, not wanted)
        if isinstance(part, x.Junction):
            ways = [self.against(rule, each, environment, wanted) for each in part.parts]
            if (part.word == "and") is wanted:
                return [clause for way in ways for clause in way]
            return min(ways, key=_effort)
        behind = self.behind(part, environment, wanted) if isinstance(part, x.ReadFact) else []
        return behind or [self.clause(rule, part, environment)]

    def behind(self, part: x.ReadFact, environment: Environment, wanted: bool) -> list[Clause]:
        """What keeps a derived flag from being `wanted`: the clauses of the rule that derives it."""
        document = self.decider.law.derivations.get(part.fact)
        subject = self.decider.subject(part.subject, environment)
        if isinstance(document, c.Derivation) and isinstance(part.type, FlagType) and isinstance(subject, Subject):
            return self.against(document.id, document.value, (subject,), wanted)
        return []


def atoms(condition: x.Expression) -> Iterator[x.Expression]:
    """The clauses of a condition: what `all`, `any`, `and`, `or` join; a `not` stays with its clause."""
    if isinstance(condition, x.Junction):
        for part in condition.parts:
            yield from atoms(part)
    else:
        yield condition


def reads(part: x.Expression) -> Iterator[x.Expression]:
    """Facts, parameters and aggregates that an expression reads; nothing inside an aggregate."""
    if isinstance(
        part,
        x.ReadFact
        | x.Before
        | x.Enters
        | x.ReadParameter
        | x.ReadField
        | x.AgeOf
        | x.LastOf
        | x.Aggregate
        | x.SeriesAggregate,
    ):
        yield part
        return
    for child in x.children(part):
        yield from reads(child)


def nearest(found: Sequence[tuple[Decision, list[Clause]]], most: int) -> list[tuple[Decision, list[Clause]]]:
    """The near misses: fewest clauses in the way, then the smallest distance, then the subject's key."""

    def rank(each: tuple[Decision, list[Clause]]) -> tuple[int, Fraction, Subject]:
        decision, clauses = each
        return (*_effort(clauses), decision.subject)

    return sorted(found, key=rank)[:most]


def _effort(clauses: Iterable[Clause]) -> tuple[int, Fraction]:
    """How far a way is: the clauses in it, then how much they miss by in all.

    What nobody knows may miss by any distance and counts double.
    """
    weight, missed = 0, Fraction(0)
    for clause in clauses:
        weight += 2 if clause.state == "unknown" else 1
        missed += clause.relative
    return weight, missed


def _timely(part: x.Compare | x.Between) -> bool:
    side = part.left if isinstance(part, x.Compare) else part.value
    return isinstance(side.type, (DateType, TimeType, InstantType))


def _measured(part: x.Expression) -> x.Expression | None:
    if isinstance(part, x.Not):
        return _measured(part.part)
    if isinstance(part, x.Compare):
        return part.left
    return part.value if isinstance(part, x.Between) else None


def distance(one: Value, other: Value) -> Fraction | None:
    """`one - other` in numbers, days or seconds; None where there is no distance."""
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one - other
    timely = time | datetime
    if isinstance(one, timely) and type(one) is type(other):
        found = a.calculate("-", one, other, NumberType())
        return found if isinstance(found, Fraction) else None
    if isinstance(one, date) and isinstance(other, date) and not isinstance(one, datetime):
        return Fraction((one - other).days)
    return None


def _size(value: Value) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, time):
        return Fraction(value.hour * 3600 + value.minute * 60 + value.second)
    return None


def _span_of(low: str, high: str) -> str:
    """`0.4–0.45`; a unit that stands behind both ends is said once: `3–5 sessions`."""
    first, _, unit = low.partition(" ")
    behind = high.partition(" ")[2]
    return f"{first if unit and unit.rstrip('s') == behind.rstrip('s') else low}–{high}"


def _plain(value: Fraction, digits: int, grouped: bool = False) -> str:
    """A number rounded for the eye; what is exact within the digits stays exact."""
    rounded = Fraction(round(value * 10**digits), 10**digits)
    text = number_text(rounded)
    if not grouped:
        return text
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}"
