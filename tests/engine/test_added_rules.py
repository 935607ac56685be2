"""What further rules can and cannot do: a forbid only takes away, a permit only gives, a copy changes nothing."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.quick import QUICK
from tests.engine.random_law import KNOWABLE, RandomLaw
from tests.engine.worlds import decide, decided_cases, documents

ACTIONS = """\
actions:
  open: { on: item, risk: increasing, is: [all_of_them] }
  look: { on: desk, risk: neutral, is: [all_of_them] }
  close: { on: item, risk: reducing, is: [all_of_them] }
"""
Permitted = set[tuple[str, str]]


class RandomRules(RandomLaw):
    """A random law with permits and forbids behind its derived facts."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.documents.append(ACTIONS)
        self.ids: list[str] = []
        self.rules = [self.verdict("permit") for _ in range(3)] + [self.verdict("forbid") for _ in range(2)]

    def verdict(self, effect: str) -> str:
        """A permit or forbid of an action or a class, for its subject or for the desk."""
        id = f"{effect.upper()}-{len(self.ids)}"
        target = self.chance.choice(("open", "look", "close", "all_of_them"))
        scope = "desk" if target in {"look", "all_of_them"} else self.chance.choice(("item", "desk"))
        when = self.flag(2) if scope == "desk" else f"{self.of_item()} or {self.flag(0)}"
        text = f"rule: {id}\nsection: §1\n{effect}: {target}\nfor: {scope}\nwhen: {when}\n"
        if effect == "forbid" and target in {"close", "all_of_them"}:
            text += "binds_reducing: true\n"
        if effect == "permit" and self.ids and self.chance.random() < 0.3:
            text += f"exception_to: [{self.chance.choice(self.ids)}]\n"
        self.ids.append(id)
        return text

    def world(self) -> dict[str, Any]:
        """Random facts, some of them unknown."""
        told: dict[str, dict[str, str]] = {"": {}, "p": {}, "q": {}}
        for (_, key, name), values in KNOWABLE.items():
            told[key][name] = self.chance.choice((*values, "unknown"))
        raw = {"desk": told[""], "item": {"p": told["p"], "q": told["q"]}}
        return {"at": "2026-04-16T10:00:00-04:00", "facts": raw}


def permitted(record: Any) -> Permitted:
    return {(each["action"], each["subject"]) for each in record["decisions"] if each["verdict"] == "permitted"}


@QUICK
@given(st.integers(0, 2**32))
def test_a_forbid_never_turns_a_refusal_into_a_permission(seed: int) -> None:
    made = RandomRules(seed)
    facts = made.world()
    texts = [*made.documents, *made.rules]
    before = permitted(decide(texts, facts).content)
    after = permitted(decide([*texts, made.verdict("forbid")], facts).content)
    assert after <= before, made.text


@QUICK
@given(st.integers(0, 2**32))
def test_a_permit_never_turns_a_permission_into_a_refusal(seed: int) -> None:
    made = RandomRules(seed)
    facts = made.world()
    texts = [*made.documents, *made.rules]
    before = permitted(decide(texts, facts).content)
    assert before <= permitted(decide([*texts, made.verdict("permit")], facts).content), made.text


@QUICK
@given(st.integers(0, 2**32))
def test_a_rule_that_is_written_twice_decides_once(seed: int) -> None:
    made = RandomRules(seed)
    facts = made.world()
    texts = [*made.documents, *made.rules]
    copies = [text.replace("rule: ", "rule: COPY-") for text in made.rules if "exception_to" not in text]
    forbidden = [text for text in made.rules if "exception_to" in text]
    one = decide(texts, facts).content
    two = decide([*texts, *copies], facts).content
    if forbidden:  # the copy of a forbid is not the one that an exception names
        assert permitted(two) <= permitted(one)
    else:
        assert [each["verdict"] for each in two["decisions"]] == [each["verdict"] for each in one["decisions"]]
    assert one["derived"] == two["derived"]


def test_a_forbid_of_everything_leaves_nothing_permitted_in_any_case() -> None:
    """And an alarm, not a stop, where it cannot be judged and the action reduces risk."""
    tried = 0
    for case in decided_cases()[::3]:
        record = decide([case.law, *([case.beside] if case.beside else [])], case.facts).content
        if not permitted(record) or "would be permitted" in case.law:
            continue
        names = sorted({action for action, _ in permitted(record)})
        scopes = _scopes_of(case.law, names)
        forbids = [
            f"rule: NEVER-{place}\nsection: §0\nforbid: {name}\nfor: {scopes[name]}\nwhen: true\nbinds_reducing: true\n"
            for place, name in enumerate(names)
        ]
        stopped = decide([case.law, *([case.beside] if case.beside else []), *forbids], case.facts).content
        tried += 1
        assert permitted(stopped) == set(), case.name
        assert stopped["intents"] == []
    assert tried > 20


def _scopes_of(law: str, names: list[str]) -> dict[str, str]:
    """To what each action is done, from the text of the law."""
    found = {}
    for text in documents(law):
        for name in names:
            for line in text.splitlines():
                if line.strip().startswith(f"{name}: {{ on: "):
                    found[name] = line.partition("{ on: ")[2].partition(",")[0]
    return found


def test_random_rules_permit_and_refuse() -> None:
    """The properties above would be empty if nothing was ever permitted, or everything."""
    some = [
        decide([*made.documents, *made.rules], made.world()).content["decisions"]
        for made in (RandomRules(seed) for seed in Random(1).sample(range(1000), 30))
    ]
    verdicts = [each["verdict"] for decisions in some for each in decisions]
    assert {verdict: verdicts.count(verdict) > 10 for verdict in set(verdicts)} == {
        "permitted": True,
        "forbidden": True,
        "not_permitted": True,
    }
