"""Recorded sessions decided by the law: what the command line does, without its printing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from console.replay import request_of
from engine.evaluate import evaluate
from engine.facts import read_facts
from facts.accounts import read_account, with_accounts
from facts.files import from_dict
from facts.recording import build_snapshot, load_recording
from rules.compile.law import Law
from rules.source.load import Source, load_path
from tests.laws import all_use

HOME = Path(__file__).parents[2]
EXAMPLES = HOME / "examples" / "april-2026"


def law(waiver: str | None = None, account: str | None = None) -> Law:
    """The law, with a file of waivers and an account's terms where there are any."""
    has_terms = account is not None and bool(read_account(EXAMPLES / "accounts" / account).terms)
    return _law(waiver, account if has_terms else None)


@cache
def _law(waiver: str | None, account: str | None) -> Law:
    """One law for all accounts that agree on nothing of their own."""
    further: list[Source] = []
    if waiver is not None:
        further.append(load_path(EXAMPLES / waiver))
    if account is not None:
        further.append(Source(account, "", tuple(read_account(EXAMPLES / "accounts" / account).terms), ()))
    return all_use(*further)


@cache
def decided(recording: str, session: date, reading: str, account: str, waiver: str | None = None) -> Mapping[str, Any]:
    """The decision record of one session for one account."""
    described = load_recording(EXAMPLES / recording)
    compiled = law(waiver, account)
    raw = build_snapshot(described, session, reading, request_of(compiled))
    read = read_account(EXAMPLES / "accounts" / account)
    snapshot = with_accounts(from_dict(raw, recording), [read], described.world)
    facts = read_facts(compiled, snapshot)
    assert facts.facts is not None, facts.findings
    return evaluate(compiled, facts.facts, as_if_in_force=True).content  # two recordings are older than the law


def verdicts(content: Mapping[str, Any], action: str, symbol: str) -> list[Mapping[str, Any]]:
    """The decisions on an action for contracts whose symbol begins so."""
    return [
        each
        for each in content["decisions"]
        if each["action"] == action and each["subject"].partition("/")[2].startswith(symbol)
    ]


def near(decisions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The nearest miss among decisions."""
    return next(each for each in decisions if each.get("near") == 1)
