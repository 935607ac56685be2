"""The forty rules in a form that every peer can be given: conditions with two values, on whole numbers.

None of the peers has an *unknown*. What may be missing is told by its lowest and its highest value instead, equal where
it is known, and a condition is asked in one of two ways: whether it *surely* holds, for permits and derived facts,
or whether it *may*, for forbids, which apply where they cannot be judged. That is exact, since every comparison here
is linear and what is missing lies anywhere.

A plan is plain data, so that it can be given to processes that know nothing of law. A condition is one of

    ["linear", [[field, factor], ...], operator, number]    the sum of factors times fields, compared
    ["is", field, word], ["is not", field, word]            a word
    ["flag", field], ["not flag", field]                    a flag of the row
    ["named", name], ["not named", name]                    what an earlier step of the plan has found
    ["and", ...], ["or", ...]
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from benchmarks.decision.reference import derivations, rule_ids
from benchmarks.decision.rows import MAY_BE_MISSING, STEPS, Row
from rules.compile import law as c
from rules.language import typed as x

Condition = list[Any]
Prepared = dict[str, int | str | bool]

# Beyond everything that a comparison can add up, and exact in every number type of the peers.
FAR = 10**9
ALWAYS: Condition = ["and"]
_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def plan(law: c.Law) -> dict[str, Any]:
    """The steps, each after those that it names: `name`, `effect`, `bit` of the rule or None, `when`.

    A step without a bit is a derived fact in the other way of asking. A forbid that is lifted names in `unless` the
    permits that lift it.
    """
    return _Planner(law).plan()


def prepare(row: Row) -> Prepared:
    """A row as peers get it. What is missing is beyond everything, on both sides."""
    found: Prepared = {}
    for name, value in row.items():
        if name not in MAY_BE_MISSING:
            assert value is not None
            found[name] = value
        elif name in STEPS:
            found[f"{name}_lo"] = -FAR if value is None else value
            found[f"{name}_hi"] = FAR if value is None else value
        else:
            found[f"{name}_lo"] = False if value is None else value
            found[f"{name}_hi"] = True if value is None else value
    return found


class _Planner:
    def __init__(self, law: c.Law) -> None:
        self.law = law
        self.bits = {id: 1 << place for place, id in enumerate(rule_ids(law))}
        self.derived = {each.fact: each for each in derivations(law)}
        self.steps: dict[str, dict[str, Any]] = {}

    def plan(self) -> dict[str, Any]:
        for derivation in self.derived.values():
            self.named(derivation.fact, surely=True)
        for effect in ("permit", "forbid"):
            for permit in self.law.permits:
                if permit.effect == effect:
                    self.rule(permit)
        order = list(self.steps.values())
        return {"steps": order, "fields": _fields(order), "bits": self.bits}

    def rule(self, permit: c.TypedPermit) -> None:
        surely = permit.effect == "permit"
        parts = [self.condition(permit.when, surely)]
        if permit.where is not None:
            parts.insert(0, self.condition(permit.where, surely))
        lifted = [each.id for each in self.law.permits if permit.id in each.exception_to]
        self.step(permit.id, permit.effect, self.bits[permit.id], _joined("and", parts), lifted)

    def step(self, name: str, effect: str, bit: int | None, when: Condition, unless: list[str]) -> None:
        self.steps[name] = {"name": name, "effect": effect, "bit": bit, "when": when, "unless": unless}

    def named(self, fact: x.FactId, surely: bool) -> str:
        """The step that says whether a derived fact surely or perhaps holds; made when it is first needed."""
        derivation = self.derived[fact]
        if derivation.if_unknown is not None:
            name, asked, bit = derivation.id, not derivation.if_unknown, self.bits[derivation.id]
        elif surely:
            name, asked, bit = derivation.id, True, self.bits[derivation.id]
        else:
            name, asked, bit = f"{derivation.id}-MAY", False, None
        if name not in self.steps:
            when = self.condition(derivation.value, asked)
            if bit is None and when == self.condition(derivation.value, True):
                return self.named(fact, surely=True)
            self.step(name, "derive", bit, when, [])
        return name

    def condition(self, node: x.Expression, surely: bool) -> Condition:
        """Whether a condition surely, or perhaps, holds."""
        match node:
            case x.Junction(word=word, parts=parts):
                return _joined(word, [self.condition(part, surely) for part in parts])
            case x.Not(part=part):
                return _opposite(self.condition(part, not surely))
            case x.If(condition=condition, then=then, otherwise=otherwise):
                # The condition is of words that are always known: both ways of asking are one.
                way = self.condition(condition, surely)
                one, other = self.condition(then, surely), self.condition(otherwise, surely)
                return ["or", _joined("and", [way, one]), _joined("and", [_opposite(way), other])]
            case x.Between(value=value, low=low, high=high):
                return _joined("and", [self.linear(value, ">=", low, surely), self.linear(value, "<=", high, surely)])
            case x.Compare(operator="is" | "is not" as operator, left=x.ReadFact() as read, right=x.Constant() as word):
                assert isinstance(word.value, str)
                return [operator, read.fact.name, word.value]
            case x.Compare(operator=operator, left=left, right=right):
                return self.linear(left, operator, right, surely)
            case x.ReadFact(fact=fact) if fact in self.derived:
                return ["named", self.named(fact, surely)]
            case x.ReadFact(fact=fact):
                return ["flag", f"{fact.name}_{'lo' if surely else 'hi'}"]
        raise AssertionError(f"not in a plan: {node.text}")

    def linear(self, left: x.Expression, operator: str, right: x.Expression, surely: bool) -> Condition:
        """A comparison: all fields on the left, by the end that makes it hold least, or most, easily."""
        terms, number = self.terms(left)
        for name, factor in self.terms(right)[0].items():
            terms[name] = terms.get(name, Fraction(0)) - factor
        number = self.terms(right)[1] - number
        scale = lcm(number.denominator, *(factor.denominator for factor in terms.values()))
        found: list[tuple[str, int]] = []
        for name, factor in terms.items():
            if factor:
                rises = (factor > 0) == (operator in {">", ">="})
                end = f"{name}_{'lo' if rises == surely else 'hi'}" if name in MAY_BE_MISSING else name
                found.append((end, int(factor * scale)))
        number *= scale
        if len(found) == 1 and found[0][1] < 0:
            found, number, operator = [(found[0][0], -found[0][1])], -number, _SWAPPED[operator]
        if len(found) == 1:
            number, found = number / found[0][1], [(found[0][0], 1)]
            assert number.denominator == 1, "limits are on the grid of what they limit"
        return ["linear", [list(term) for term in found], operator, int(number)]

    def terms(self, node: x.Expression) -> tuple[dict[str, Fraction], Fraction]:
        """A sum of factors times fields, in steps of each field, and a number."""
        match node:
            case x.Constant(value=Fraction() as value):
                return {}, value
            case x.ReadParameter(name=name, key=key):
                word = key.value if isinstance(key, x.Constant) and isinstance(key.value, str) else None
                limit = dict(self.law.parameters[name].values)[word]
                assert isinstance(limit, Fraction)
                return {}, limit
            case x.ReadFact(fact=fact):
                return {fact.name: Fraction(1, STEPS[fact.name])}, Fraction(0)
            case x.Convert(value=value):
                return self.terms(value)
            case x.Arithmetic(operator=operator, left=left, right=right):
                (one, here), (other, there) = self.terms(left), self.terms(right)
                if operator in {"+", "-"}:
                    sign = 1 if operator == "+" else -1
                    names = dict.fromkeys((*one, *other))
                    none = Fraction(0)
                    return {n: one.get(n, none) + sign * other.get(n, none) for n in names}, here + sign * there
                if operator == "/":
                    assert not other
                    return {name: factor / there for name, factor in one.items()}, here / there
                factor, terms, number = (here, other, there) if not one else (there, one, here)
                assert not one or not other, "a product of two facts"
                return {name: each * factor for name, each in terms.items()}, number * factor
        raise AssertionError(f"not in a plan: {node.text}")


_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _joined(word: str, parts: list[Condition]) -> Condition:
    """`and`, `or`: parts of the same kind are taken in; one part alone is itself."""
    flat = [inner for part in parts for inner in (part[1:] if part[0] == word else [part])]
    return flat[0] if len(flat) == 1 else [word, *flat]


def _opposite(condition: Condition) -> Condition:
    """What holds where a condition does not. Its ends were chosen for the other way of asking already."""
    word, *parts = condition
    match word:
        case "and" | "or":
            return _joined("or" if word == "and" else "and", [_opposite(part) for part in parts])
        case "linear":
            return ["linear", parts[0], _OPPOSITE[parts[1]], parts[2]]
        case _:
            return [word.removeprefix("not ") if word.startswith("not ") else _DENIED[word], *parts]


_DENIED = {"is": "is not", "is not": "is", "flag": "not flag", "named": "not named"}


def _fields(steps: list[dict[str, Any]]) -> list[str]:
    """The fields that are read, in the order in which they are first met."""
    found: dict[str, None] = {}

    def visit(condition: Condition) -> None:
        word, *parts = condition
        if word == "linear":
            found.update((name, None) for name, _ in parts[0])
        elif word in {"and", "or"}:
            for part in parts:
                visit(part)
        elif word not in {"named", "not named"}:
            found[parts[0]] = None

    for step in steps:
        visit(step["when"])
    return list(found)


def interpret(plan: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[str, int]:
    """A plan in plain Python: the verdict and the bits of the rules that fire. Peers are checked against the reference
    engine; this tells a fault of the plan from one of a peer."""
    found: dict[str, bool] = {}
    fired = 0
    effects = set()
    for step in plan["steps"]:
        holds = _holds(step["when"], row, found) and not any(found[name] for name in step["unless"])
        found[step["name"]] = holds
        if holds:
            fired |= step["bit"] or 0
            effects.add(step["effect"])
    return "forbidden" if "forbid" in effects else "permitted" if "permit" in effects else "not_permitted", fired


def _holds(condition: Condition, row: Mapping[str, Any], found: Mapping[str, bool]) -> bool:
    word, *parts = condition
    match word:
        case "and":
            return all(_holds(part, row, found) for part in parts)
        case "or":
            return any(_holds(part, row, found) for part in parts)
        case "named" | "not named":
            return bool(found[parts[0]] == (word == "named"))
        case "flag" | "not flag":
            return bool(row[parts[0]] == (word == "flag"))
        case "is" | "is not":
            return bool((row[parts[0]] == parts[1]) == (word == "is"))
    terms, operator, number = parts
    total: int = sum(row[name] * factor for name, factor in terms)
    return bool({"<": total < number, "<=": total <= number, ">": total > number, ">=": total >= number}[operator])
