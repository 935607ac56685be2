"""Whether a state changes by being looked at: evaluating again, with nothing new, must leave it as it is."""

from __future__ import annotations

from collections.abc import Mapping

from rules.compile import law as c
from rules.language import typed as x

Derivations = Mapping[x.FactId, c.Derivation | c.TypedTable | c.TypedChoice]


def counting(value: x.Expression, own: x.FactId, derivations: Derivations) -> x.Expression | None:
    """The part of `becomes` that goes on counting from its own value before, though no event happens.

    What is found changes again for some value before and some facts, unless what stands around it bounds or rounds it
    away. What is not found may still change: every evaluation is checked.
    """
    return _Counting(own, derivations).of(value)


class _Counting:
    def __init__(self, own: x.FactId, derivations: Derivations) -> None:
        self.own = own
        self.derivations = derivations

    def is_own(self, part: x.Expression) -> bool:
        return isinstance(part, x.Before) and part.fact.fact == self.own

    def reads_own(self, value: x.Expression) -> bool:
        return any(self.is_own(part) for part in x.walk(value))

    def of(self, value: x.Expression) -> x.Expression | None:
        """The first part that counts."""
        if self.is_own(value) or not self.reads_own(value):
            return None
        match value:
            case x.If():
                if self.reads_own(value.condition):
                    return None  # that it has changed may be what ends it
                return self.branch(value.condition, value.then) or self.branch_not(value.condition, value.otherwise)
            case x.Cases():
                for condition, then in value.cases:
                    if self.reads_own(condition):
                        return None
                    found = self.branch(condition, then)
                    if found is not None:
                        return found
                return self.of(value.otherwise)
            case x.Call(name="min" | "max" | "first known"):
                own = [part for part in value.arguments if self.reads_own(part)]
                return self.of(own[0]) if len(own) == 1 else None
            case x.Arithmetic(operator="+"):
                one, other = value.left, value.right
                if self.is_nothing(other):
                    return self.of(one)
                return self.of(other) if self.is_nothing(one) else value
            case x.Arithmetic(operator="-"):
                return self.of(value.left) if self.is_nothing(value.right) else value
            case x.Rounded() | x.Convert():
                return self.of(value.value)
            case x.Arithmetic(operator="*"):
                one, other = value.left, value.right
                if self.is_one(other):
                    return self.of(one)
                return self.of(other) if self.is_one(one) else value
            case x.Arithmetic(operator="/"):
                return self.of(value.left) if self.is_one(value.right) else value
            case x.Negative() | x.Not():
                return value
        return None

    def is_one(self, value: x.Expression) -> bool:
        """Whether a number is one as long as nothing happens."""
        match value:
            case x.Constant():
                return value.value == 1
            case x.If():
                truth = self.truth(value.condition)
                branches = {True: (value.then,), False: (value.otherwise,)}
                parts = branches[truth] if truth is not None else (value.then, value.otherwise)
                return all(self.is_one(part) for part in parts)
        return False

    def branch(self, condition: x.Expression, then: x.Expression) -> x.Expression | None:
        return None if self.truth(condition) is False else self.of(then)

    def branch_not(self, condition: x.Expression, otherwise: x.Expression) -> x.Expression | None:
        return None if self.truth(condition) is True else self.of(otherwise)

    def truth(self, condition: x.Expression) -> bool | None:
        """What a condition is as long as nothing happens, where that can be told."""
        match condition:
            case x.Constant() if isinstance(condition.value, bool):
                return condition.value
            case x.Enters():
                return False
            case x.Aggregate(function="any" | "no") if condition.items.happening:
                return condition.function == "no"
            case x.Not():
                inner = self.truth(condition.part)
                return None if inner is None else not inner
            case x.Junction():
                parts = [self.truth(part) for part in condition.parts]
                decisive = condition.word == "or"
                if decisive in parts:
                    return decisive
                return None if None in parts else not decisive
            case x.ReadFact() if isinstance(made := self.derivations.get(condition.fact), c.Derivation):
                return self.truth(made.value)
        return None

    def is_nothing(self, value: x.Expression) -> bool:
        """Whether a number is nothing as long as nothing happens."""
        match value:
            case x.Constant():
                return value.value == 0
            case x.Aggregate(function="sum" | "count"):
                return value.items.happening
            case x.Arithmetic(operator="+" | "-"):
                return self.is_nothing(value.left) and self.is_nothing(value.right)
            case x.Arithmetic(operator="*"):
                return self.is_nothing(value.left) or self.is_nothing(value.right)
            case x.Arithmetic(operator="/"):
                return self.is_nothing(value.left)
            case x.Negative():
                return self.is_nothing(value.part)
            case x.Rounded() | x.Convert():
                return self.is_nothing(value.value)
            case x.Call(name="min" | "max" | "abs"):
                return all(self.is_nothing(part) for part in value.arguments)
            case x.If():
                truth = self.truth(value.condition)
                branches = {True: (value.then,), False: (value.otherwise,)}
                parts = branches[truth] if truth is not None else (value.then, value.otherwise)
                return all(self.is_nothing(part) for part in parts)
            case x.ReadFact() if isinstance(made := self.derivations.get(value.fact), c.Derivation):
                return self.is_nothing(made.value)
        return False
