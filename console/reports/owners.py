"""Whose something in a decision record is: a session decides on facts of all accounts of its user, and tells of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KEPT = ("constitution", "judged_as_if_in_force", "assumptions", "waivers")


def of_account(record: Mapping[str, Any], account: str) -> Mapping[str, Any]:
    """What a report needs of a record, without what it tells of other accounts.

    What belongs to none, such as an underlying, stays. The rest of a record is long, and goes.
    """
    subjects: Mapping[str, Mapping[str, Mapping[str, str]]] = record.get("subjects", {})
    starts = tuple(f"{each} " for each in subjects.get("account", {}) if each != account)

    def mine(scope: str, key: str) -> bool:
        owner = key if scope == "account" else subjects.get(scope, {}).get(key, {}).get("account")
        return owner == account if owner is not None else not key.startswith(starts)

    def told_of(subject: str) -> bool:
        scope, _, key = subject.partition(" ")
        return mine(scope, key)

    return {
        **{name: record[name] for name in _KEPT if name in record},
        "reports": [each for each in record.get("reports", ()) if told_of(each["subject"])],
        "recorded": [each for each in record.get("recorded", ()) if told_of(each["subject"])],
        "alarms": [each for each in record.get("alarms", ()) if told_of(each["subject"])],
        "transitions": [
            each for each in record.get("transitions", ()) if mine(each["fact"].partition(".")[0], each["subject"])
        ],
        "stopped": [each for each in record.get("stopped", ()) if each["of"].get("account", account) == account],
    }
