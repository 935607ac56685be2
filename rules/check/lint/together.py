"""Duties that may arise together on one subject, though nothing says which of them goes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from rules.check.lint.regions import Regions, TooMany
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language import typed as x


@dataclass(slots=True)
class Together:
    """Compares the proposals of one law in pairs: what reduces the risk of one subject twice would turn it round."""

    law: c.Law
    regions: Regions
    findings: list[Diagnostic] = field(default_factory=list)

    def read(self) -> None:
        """Every pair of proposals of different actions on one scope, both of which reduce its risk.

        An action of which one leg may be done alone may reduce it as well. There may be more of them than can be looked
        through; what was found until then is told.
        """
        reducing = [each for each in self.law.proposals if self.may_reduce(self.law.actions[each.action])]
        try:
            for one, other in combinations(reducing, 2):
                self.regions.effort.step()
                if one.scope == other.scope and one.action != other.action and self.may_meet(one, other):
                    self.report(one, other)
        except TooMany:
            return

    def may_reduce(self, action: c.Action) -> bool:
        """Whether what is done of an action may take away risk: by itself, or as a leg alone."""
        return action.risk == "reducing" or action.alone is not None

    def may_meet(self, one: c.TypedProposal, other: c.TypedProposal) -> bool:
        """Whether both may be sent for one subject. What cannot be told apart by conditions alone may meet."""
        actions = {one.action, other.action}
        ordered = any(actions <= {name for name, _ in each.order} for each in self.law.exclusives)
        if ordered or _asks(one, other) or _asks(other, one):
            return False
        conditions = [(each, True) for proposal in (one, other) for each in self.conditions(proposal)]
        try:
            return bool(self.regions.all_of(conditions))
        except TooMany:
            return False

    def conditions(self, proposal: c.TypedProposal) -> Iterator[x.Expression]:
        """All that must hold for a proposal to arise."""
        yield proposal.when
        if proposal.where is not None:
            yield proposal.where
        if proposal.kind is not None:
            yield self.law.kinds[proposal.kind].where

    def report(self, one: c.TypedProposal, other: c.TypedProposal) -> None:
        """The later of the two is marked."""
        assert other.span is not None
        message = f"`{one.action}` of `{one.id}` and `{other.action}` may be proposed for the same {one.scope} at once"
        order = f"`order: [{one.action}, {other.action}]`"
        help = f"Say with `exclusive:` which goes first, as in `for: {one.scope}`, {order}."
        related = (Related(one.span, f"`{one.id}` proposes `{one.action}` here"),) if one.span is not None else ()
        self.findings.append(finding("S411", other.span, message, rule=other.id, help=help, related=related))


def _asks(one: c.TypedProposal, other: c.TypedProposal) -> bool:
    """Whether a proposal asks for what the other one proposes."""
    return any(isinstance(part, x.VerdictIs) and part.action == other.action for part in x.walk(one.when))
