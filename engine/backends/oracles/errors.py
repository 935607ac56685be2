"""What can go wrong with a second opinion: it cannot say something, or the engine that is asked fails."""

from __future__ import annotations


class CannotExpress(Exception):
    """A construct that the translation does not know. `rule` is where it stands, empty where that is not known yet."""

    def __init__(self, construct: str, rule: str = "") -> None:
        super().__init__(f"{rule} cannot be expressed: {construct}" if rule else construct)
        self.construct = construct
        self.rule = rule

    def within(self, rule: str) -> CannotExpress:
        """The same, with the rule where it stands."""
        return self if self.rule else CannotExpress(self.construct, rule)


class OracleFailed(Exception):
    """The engine that was asked crashed, hung, or contradicted itself. It says nothing of the law."""


class NotInstalled(OracleFailed):
    """The engine is not there in this environment; the text says how to get it."""
