"""Units of measure: products of powers of base units, and the written units that scale them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of base units, for example usd¹ share⁻¹. The empty product is the unit of a ratio."""

    powers: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def of(powers: Mapping[str, int]) -> Unit:
        """The unit with these powers; powers of zero vanish, the order does not matter."""
        return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))

    @staticmethod
    def base(name: str) -> Unit:
        """The base unit `name`."""
        return Unit(((name, 1),))

    @property
    def is_plain(self) -> bool:
        """True for numbers without a unit."""
        return not self.powers

    def __mul__(self, other: Unit) -> Unit:
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + power
        return Unit.of(powers)

    def inverse(self) -> Unit:
        """The unit of 1 / x."""
        return Unit(tuple((base, -power) for base, power in self.powers))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other.inverse()

    def __str__(self) -> str:
        if not self.powers:
            return "no unit"
        above = [_power(base, power) for base, power in self.powers if power > 0]
        below = [_power(base, -power) for base, power in self.powers if power < 0]
        return " ".join(above or ["1"]) + "".join(f" per {unit}" for unit in below)


def _power(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"


PLAIN = Unit()
SECOND = Unit.base("second")
DAY = Unit.base("day")
MONTH = Unit.base("month")

_BUILT_IN: dict[str, tuple[Fraction, Unit]] = {
    "second": (Fraction(1), SECOND),
    "minute": (Fraction(60), SECOND),
    "hour": (Fraction(3600), SECOND),
    "day": (Fraction(1), DAY),
    "month": (Fraction(1), MONTH),
    "year": (Fraction(12), MONTH),
    "bp": (Fraction(1, 10_000), PLAIN),
}


class UnitTable:
    """The units that one constitution may write: the built-in units of time and its own."""

    def __init__(self) -> None:
        self._known = dict(_BUILT_IN)
        self.currency: str | None = None
        self.scales: dict[str, None] = {}  # in the order of their declaration: a set would be kept in any

    def declare_base(self, name: str) -> None:
        """Adds a base unit."""
        self._known[name] = (Fraction(1), Unit.base(name))

    def declare_multiple(self, name: str, factor: Fraction, of: Unit) -> None:
        """Adds `name` as `factor` times a known unit."""
        self._known[name] = (factor, of)

    def names(self) -> tuple[str, ...]:
        """Every name that may be written, in the singular."""
        return tuple(self._known)

    def is_declared(self, name: str) -> bool:
        """True when `name`, in the singular, is known."""
        return name in self._known

    def find(self, name: str) -> tuple[Fraction, Unit] | None:
        """Factor and unit of a written name, singular or plural; None when it is unknown."""
        if name in self._known:
            return self._known[name]
        if name.endswith("s") and name[:-1] in self._known:
            return self._known[name[:-1]]
        return None

    def amount(self, number: str, unit: Unit) -> str:
        """A number with its unit as one writes it: `$5 per share`, `3 sessions`, `0.4 delta`."""
        above = [base for base, power in unit.powers if power > 0]
        below = "".join(f" per {base}" for base, power in unit.powers if power < 0)
        if above == [self.currency]:
            return f"${number}{below}"
        several = number != "1" and above and above[0] not in self.scales
        return " ".join([number, *above]) + ("s" if several else "") + below
