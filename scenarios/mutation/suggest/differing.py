"""What a law and a changed one say differently of the same facts, as `Then` steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.backends.reference.decider import Decider
from engine.values import Subject, Value
from rules.compile import law as c
from rules.language.types import NumberType, Type
from scenarios.effects import Effects
from scenarios.mutation.suggest.speaking import Speaking, table


@dataclass(frozen=True, slots=True)
class Expectation:
    """The text of a `Then` step, the lines of the table below it, and the document that it is about, if it is one."""

    text: str
    rows: tuple[str, ...] = ()
    about: str | None = None


_MOST_SUBJECTS = 40


class Differing:
    """Compares what two laws conclude, in the words of one of them."""

    def __init__(self, law: c.Law, speaking: Speaking, documents: Sequence[str]) -> None:
        self.law = law
        self.speaking = speaking
        self.documents = [law.document(each) for each in documents]
        self.ids = tuple(documents)

    def all(self, own: Decider, other: Decider) -> Iterator[Expectation]:
        """Steps that hold by the first law and not by the other one, the plainest first."""
        yield from self._facts(own, other)
        for action in self._actions():
            yield from self._action(action, own, other)
        yield from self._allocated(own, other)
        yield from self._left_out(own, other)
        yield from self._recorded(own, other)
        yield from self._effects(own, other)

    # --- facts ----------------------------------------------------------------------------------
    def _facts(self, own: Decider, other: Decider) -> Iterator[Expectation]:
        """The facts that the documents write."""
        for document in self.documents:
            if not isinstance(document, c.Derivation | c.TypedTable | c.TypedChoice | c.Keeper):
                continue
            fact = self.law.facts[document.fact]
            for subject in own.world.subjects(document.scope):
                if own.is_of(subject, document.kind):
                    value = own.derive(fact.id, subject)
                    if value != other.derive(fact.id, subject):
                        for way in self.speaking.statements(fact.id, subject, value):
                            yield Expectation(way, about=document.id)

    # --- actions --------------------------------------------------------------------------------
    def _actions(self) -> list[str]:
        found: dict[str, None] = {}
        for document in self.documents:
            match document:
                case c.TypedPermit():
                    found.update(dict.fromkeys(document.actions))
                case c.TypedProposal() | c.TypedAllocation():
                    found[document.action] = None
                case c.TypedExclusive():
                    found.update(dict.fromkeys(action for action, _ in document.order))
        return list(found)

    def _action(self, action: str, own: Decider, other: Decider) -> Iterator[Expectation]:
        """Verdicts, proposals and intents of an action."""
        for subject in own.world.subjects(self.law.actions[action].on)[:_MOST_SUBJECTS]:
            word, changed = own.verdict(action, subject).word, other.verdict(action, subject).word
            if word != changed:
                yield from self._said(word.replace("_", " "), action, subject)
            proposed = self._proposed(own, action, subject)
            if proposed != self._proposed(other, action, subject):
                if proposed is None:
                    yield from self._said("not proposed", action, subject)
                else:
                    yield from self._said("proposed", action, subject, self._fields(action, proposed))
            intended = self._intended(own, action, subject)
            if intended != self._intended(other, action, subject):
                if intended is None:
                    yield from self._said("not intended", action, subject)
                else:
                    yield from self._said("intended", action, subject, self._fields(action, intended))

    def _proposed(self, decider: Decider, action: str, subject: Subject) -> tuple[tuple[str, Value], ...] | None:
        found = decider.proposals(action).get(subject)
        return found[0].fields if found else None

    def _intended(self, decider: Decider, action: str, subject: Subject) -> tuple[tuple[str, Value], ...] | None:
        found = [each for each in decider.intents() if each.action == action and each.subject == subject]
        return next((each.fields for each in found if each.stands), None)

    def _fields(self, action: str, fields: Sequence[tuple[str, Value]]) -> tuple[str, ...]:
        types: dict[str, Type] = dict(self.law.actions[action].fields)
        for allocation in self.law.allocations:
            if allocation.action == action:
                types.setdefault("quantity", NumberType(allocation.counts))
        rows = [(name, self.speaking.value(value, types[name])) for name, value in fields if name in types]
        known = [(name.replace("_", " "), value) for name, value in rows if value is not None]
        return tuple(table(known)) if known else ()

    def _said(self, word: str, action: str, subject: Subject, fields: tuple[str, ...] = ()) -> Iterator[Expectation]:
        for way in self.speaking.action(action, subject):
            yield Expectation(f"it is {word} to {way}")
            if fields:
                yield Expectation(f"it is {word} to {way} with:", fields)

    # --- allocations, universes, events ---------------------------------------------------------
    def _allocated(self, own: Decider, other: Decider) -> Iterator[Expectation]:
        for document in self.documents:
            if not isinstance(document, c.TypedAllocation):
                continue
            counts, changed = self._counts(own, document), self._counts(other, document)
            for item in own.world.subjects(document.among.scope):
                count = counts.get(item, 0)
                if count != changed.get(item, 0):
                    verb = "is" if count == 1 else "are"
                    unit = f"{document.counts}{'' if count == 1 else 's'}"
                    text = f"{count:,} {unit} of {self.speaking.subject(item)} {verb} allocated"
                    yield Expectation(text, about=document.id)
            yield from self._limits(document, own, other)

    def _counts(self, decider: Decider, document: c.TypedAllocation) -> dict[Subject, int]:
        return {item: count for outcome in decider.allocate(document) for item, count in outcome.chosen}

    def _limits(self, document: c.TypedAllocation, own: Decider, other: Decider) -> Iterator[Expectation]:
        """Limits that bind by one of the laws only, and by how much a goal is missed."""
        pairs = list(zip(own.allocate(document), other.allocate(document), strict=False))
        names = [limit.name for limit in document.limits]
        for one, two in pairs:
            for name in names:
                binds = any(each.startswith(f"{name} ") for each in one.binding)
                if binds != any(each.startswith(f"{name} ") for each in two.binding):
                    text = f"the limit {name} {'binds' if binds else 'does not bind'}"
                    yield Expectation(text, about=document.id)
            goal = document.goal
            if goal is None or goal.at_least is None:
                continue
            changed = {each.group: _short(each.at_least, each.reached) for each in two.goals}
            for each in one.goals:
                short = _short(each.at_least, each.reached)
                if short is not None and short != changed.get(each.group):
                    said = self.speaking.value(short, goal.at_least.type)
                    text = f"{self.speaking.subject(each.group)} falls short of its goal by {said}"
                    yield Expectation(text, about=document.id)

    def _left_out(self, own: Decider, other: Decider) -> Iterator[Expectation]:
        for document in self.documents:
            if isinstance(document, c.TypedUniverse):
                counts, changed = _reasons(own, document.id), _reasons(other, document.id)
                things = self.speaking.words.of_scope(document.of)
                for reason, count in counts.items():
                    if count != changed.get(reason, 0):
                        few = f"1 {things} is" if count == 1 else f"{f'{count:,}' if count else 'no'} {things}s are"
                        yield Expectation(f'{few} left out because "{reason}"', about=document.id)

    def _recorded(self, own: Decider, other: Decider) -> Iterator[Expectation]:
        """Events that only one of the laws records."""
        told = {(each.rule, each.subject): each.event for each in own.recording.recorded() if each.rule in self.ids}
        changed = {(each.rule, each.subject): each.event for each in other.recording.recorded()}
        for key in (key for key in changed if key[0] in self.ids and key not in told):
            event = self.law.events[changed[key].name]
            text = f"the law records no {event.words or event.name.replace('_', ' ')}"
            yield Expectation(text, about=key[0])
        for key, event_told in told.items():
            if key in changed and changed[key].fields == event_told.fields:
                continue
            event = self.law.events[event_told.name]
            types = dict(event.fields)
            rows = [(name, self.speaking.value(value, types[name])) for name, value in event_told.fields]
            fields = tuple(
                table([(name.replace("_", " "), said) for name, said in rows if said is not None]) if rows else ()
            )
            name = event.words or event.name.replace("_", " ")
            yield Expectation(f"the law records {name}", about=key[0])
            if fields:
                yield Expectation(f"the law records {name} with:", fields, key[0])

    # --- rules ----------------------------------------------------------------------------------
    def _effects(self, own: Decider, other: Decider) -> Iterator[Expectation]:
        """Which documents decide, and for whom."""
        for id in self.ids:
            mine, changed = Effects.of(own, id), Effects.of(other, id)
            took, took_changed = mine.took.get(id, frozenset()), changed.took.get(id, frozenset())
            for subject in sorted(took ^ took_changed):
                decides = "decides" if subject in took else "does not decide"
                whom = f" for {self.speaking.subject(subject)}" if subject.key else ""
                yield Expectation(f"{id} {decides}{whom}", about=id)


def _short(at_least: Value | None, reached: Fraction) -> Fraction | None:
    return max(at_least - reached, Fraction(0)) if isinstance(at_least, Fraction) else None


def _reasons(decider: Decider, universe: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in decider.left_out:
        if each.universe == universe:
            for reason, count in each.reasons:
                found[reason] = found.get(reason, 0) + count
    return found
