"""What is taken over from the law as it is changes nothing: every mutant is judged the same without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.files import read_facts
from rules.compile.compiler import compile_path
from rules.language.typed import FactId
from scenarios.mutation.all import all_mutants
from scenarios.mutation.judging import Judge
from scenarios.mutation.knowing import Downstream
from scenarios.mutation.prepared import prepare_all
from scenarios.reader import read_features
from scenarios.runner import Remembering, scenarios_of
from tests.scenarios.mutation.small import law, mutants

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize(("example", "each"), [("loan-desk", 1), ("prop-firm", 3)])
def test_mutants_are_judged_the_same_without_what_is_known(
    example: str, each: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = EXAMPLES / example / "law"
    found = compile_path(path).law
    assert found is not None
    scenarios = list(read_features(scenarios_of(path, found)).scenarios())
    prepared, _ = prepare_all(found, scenarios, Remembering(read_facts))
    judge = Judge(found, prepared)
    some = all_mutants(found)[::each]
    knowing = {mutant.id: judge.judge(mutant) for mutant in some}
    monkeypatch.setattr(Downstream, "unlike", lambda *_: None)
    assert knowing == {mutant.id: judge.judge(mutant) for mutant in some}


RULES = """
parameters: policy
section: §1
values:
  share: { is: 50%, of: ratio }
  urgent: { is: $1, of: money }
---
kinds:
  urgent_order: { of: order, where: order.is_urgent }
---
rule: COST-01
section: §1
title: What an order may cost
derive: shop.most
type: money
for: shop
as: policy.share of shop.budget
---
rule: COST-02
section: §1
title: What is too dear
derive: order.is_dear
type: flag
for: order
when: order.price > shop.most
---
rule: OPEN-01
section: §1
title: A good shop
derive: shop.is_good
type: flag
for: shop
when: shop.grade is good
---
rule: SHIP-01
section: §1
title: What is not too dear is shipped
permit: ship
for: order
when: not order.is_dear
---
rule: SHIP-02
section: §1
title: A bad shop ships nothing
forbid: ship
for: shop
when: not shop.is_good
---
rule: SHIP-03
section: §1
title: Nothing urgent is shipped for less than a little
forbid: ship
for: urgent_order
when: order.price < policy.urgent
---
state: PEAK-01
section: §1
title: The most that could be spent
keeps: shop.peak
type: money
for: shop
starts: shop.most rounded down to $0.01
becomes: max(shop.peak before, shop.budget)
"""


def test_what_rests_on_a_change_is_found_anew() -> None:
    found = law(RULES)
    downstream = Downstream(found)
    dear = downstream.unlike(mutants(found, "COST-02")[" › when: > -> >="])
    assert dear is not None
    assert dear.facts == {FactId("order", "is_dear")}
    assert dear.rules == {"SHIP-01"}
    good = downstream.unlike(mutants(found, "OPEN-01")[" › when: is -> is not"])
    assert good is not None
    assert good.facts == {FactId("shop", "is_good")}
    assert good.rules == {"SHIP-02"}
    own = downstream.unlike(mutants(found, "SHIP-03")[" › when: < -> <="])
    assert own is not None
    assert not own.facts
    assert own.rules == {"SHIP-03"}


def test_where_anything_may_rest_on_a_change_nothing_is_taken_over() -> None:
    found = law(RULES)
    downstream = Downstream(found)
    assert downstream.unlike(mutants(found, "COST-01")[": dropped"]) is None, "a state begins with it"
    assert downstream.unlike(mutants(found, "policy.share")[": 50% -> 51%"]) is None
    kind = law(RULES.replace("where: order.is_urgent", "where: not order.is_urgent"))
    assert Downstream(kind).unlike(mutants(kind, "kinds › urgent_order")[" › where: not dropped"]) is None
