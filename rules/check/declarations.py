"""Builds the vocabulary: units, types, scopes, kinds, actions, given facts, parameters, in that order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rules.check.declaring.actions import declare_action, declare_classes
from rules.check.declaring.context import Declaring
from rules.check.declaring.facts import declare_facts
from rules.check.declaring.happenings import declare_events, declare_schedules
from rules.check.declaring.kinds import declare_kind
from rules.check.declaring.legs import judged_alone
from rules.check.declaring.parameters import declare_parameters
from rules.check.declaring.scopes import declare_scopes
from rules.check.declaring.types import declare_type
from rules.check.declaring.units import declare_units
from rules.check.vocabulary import Vocabulary
from rules.diagnostics.diagnostic import Related
from rules.model import documents as d

D = TypeVar("D", bound=d.DocumentModel)


class Declarations(Declaring):
    """Reads the vocabulary documents of a constitution. Later stages skip what an earlier one refused."""

    def read(self, documents: Sequence[d.DocumentModel]) -> Vocabulary:
        """The vocabulary of these documents."""
        for document in _of(documents, d.Units):
            declare_units(self, document)
        for types in _of(documents, d.Types):
            for entry in types.entries:
                declare_type(self, entry)
                self.keep(entry.name.value, self.vocabulary.types)
        declare_scopes(self, [entry for document in _of(documents, d.Scopes) for entry in document.entries])
        self.named_once(documents)
        declare_events(self, documents)
        for actions in _of(documents, d.Actions):
            for action in actions.entries:
                declare_action(self, action)
                self.keep(action.name.value, self.vocabulary.actions)
        judged_alone(self, documents)
        declare_classes(self)
        for parameters in _of(documents, d.Parameters):
            declare_parameters(self, parameters)
        for facts in _of(documents, d.Facts):
            declare_facts(self, facts)
        for kinds in _of(documents, d.Kinds):
            for kind in kinds.entries:
                declare_kind(self, kind)
                self.keep(kind.name.value, self.vocabulary.kinds)
        declare_schedules(self, documents)
        return self.vocabulary

    def named_once(self, documents: Sequence[d.DocumentModel]) -> None:
        """A group of parameters may not have the name of a scope, nor a word of a type that of a scope."""
        for document in _of(documents, d.Parameters):
            if document.id.value in self.vocabulary.scopes:
                message = f"`{document.id.value}` names both a scope and a group of parameters"
                related = (Related(self.vocabulary.scopes[document.id.value].span, "the scope"),)
                self.report("E304", document.id.span, message, "Give the group another name.", related)
        for word in sorted(self.vocabulary.enum_words() & set(self.vocabulary.scopes)):
            span = self.vocabulary.scopes[word].span
            self.report("E304", span, f"`{word}` names both a scope and a word of a type", "Choose another name.")


def _of(documents: Iterable[d.DocumentModel], kind: type[D]) -> list[D]:
    return [document for document in documents if isinstance(document, kind)]
