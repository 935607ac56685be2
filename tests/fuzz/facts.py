"""Fact files of the small law, as YAML or JSON, with values at the edges and with mistakes."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

import yaml

from tests.fuzz import corpus
from tests.fuzz.chance import often
from tests.fuzz.leaves import words
from tests.fuzz.mutate import mutated, spoilt
from tests.fuzz.pieces import ALL, NUMBERS, TIMES, WORDS


@cache
def _structure() -> Any:
    return yaml.load(corpus.facts(), Loader=yaml.BaseLoader)


def facts(chance: Random) -> tuple[bytes, bytes]:
    """A fact file, and the ending of its name."""
    if chance.random() < 0.45:
        text = mutated(chance, corpus.facts(), (*words(), *NUMBERS, *TIMES), 2)
        ending = "yaml"
    else:
        content = _changed(chance, _structure(), ())
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            content = _changed(chance, content, ())
        ending = chance.choice(("yaml", "json"))
        text = json.dumps(content, ensure_ascii=chance.random() < 0.3, indent=1)
        if chance.random() < 0.15:
            text = mutated(chance, text, ALL, 2)
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        data = spoilt(chance, data)
    return data, ending.encode()


def _changed(chance: Random, content: Any, path: tuple[str, ...]) -> Any:
    """The same structure with one part changed, most often a value deep inside."""
    if isinstance(content, dict) and content and chance.random() < 0.9:
        at = chance.choice(list(content))
        return {key: _changed(chance, value, (*path, key)) if key == at else value for key, value in content.items()}
    if isinstance(content, list) and content and chance.random() < 0.85:
        place = chance.randrange(len(content))
        return [_changed(chance, each, path) if i == place else each for i, each in enumerate(content)]
    return _other(chance, content)


def _other(chance: Random, content: Any) -> Any:
    value = often(
        chance, (4, chance.choice(NUMBERS)), (4, chance.choice(TIMES)), (4, chance.choice(WORDS)),
        (1, chance.choice(ALL)), (1, ""), (1, [content]), (1, {"value": content, "age": chance.choice(NUMBERS)}),
        (1, {chance.choice(WORDS): content}), (1, [chance.choice(NUMBERS) for _ in range(chance.randrange(6))]),
        (1, {}), (1, []), (1, None),
        (1, chance.choice((True, 5, 1.5, -0.0, 1e300, 10**30, float("nan"), float("inf")))),
    )  # fmt: skip
    if isinstance(content, dict) and chance.random() < 0.5:
        return {**content, chance.choice((*WORDS, *TIMES)): value}
    return value
