"""What holds of every file that is formatted, whatever stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.compile.law import Law
from rules.format.formatter import format_text
from tests.rules.format import laws


def digests(law: Law | None) -> tuple[str, str, str] | None:
    """What a law says, as its digests; None for one with mistakes."""
    return (law.logic_digest, law.effect_digest, law.metadata_digest) if law is not None else None


@pytest.mark.parametrize("path", laws.files(), ids=lambda path: path.stem)
def test_committed_files_are_in_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    found = format_text(text, path.name)
    assert found.text == text, f"`alluse fmt {path.relative_to(laws.ROOT)}` brings it into canonical form"


def test_conformance_laws_stay_what_they_are() -> None:
    changed = compiled = 0
    different = {text: name for name, text in laws.conformance_laws().items()}  # cases share their laws
    for text, name in different.items():
        found = format_text(text, name)
        if found.text is None:  # law that cannot be read is a case too
            continue
        before = digests(laws.compiled(text).law)
        compiled += before is not None
        if found.text == text:
            continue
        changed += 1
        assert format_text(found.text, name).text == found.text, name
        assert digests(laws.compiled(found.text).law) == before, name
    assert compiled > len(different) / 2
    assert changed


@pytest.mark.parametrize("path", laws.bad_laws(), ids=lambda path: path.stem)
def test_law_with_mistakes_keeps_them(path: Path) -> None:
    """Whatever is wrong with a file: it comes out as it is, or the same findings come with other places."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    found = format_text(text, path.name)
    if found.text is None:
        assert found.findings
        return
    assert format_text(found.text, path.name).text == found.text
    if not found.repaired:
        before = sorted(each.code for each in laws.compiled(text).findings)
        assert sorted(each.code for each in laws.compiled(found.text).findings) == before


TEXTS: Mapping[int, str] = dict(enumerate(laws.texts()))


@given(st.sampled_from(sorted(TEXTS)), st.integers(min_value=0, max_value=2**32), st.integers(1, 8))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_edited_law_is_formatted_once_and_for_all(which: int, seed: int, edits: int) -> None:
    random = Random(seed)
    for excerpt in laws.excerpts(TEXTS[which], random):
        text = laws.edited(excerpt, random, edits)
        found = format_text(text, "law.yaml")
        if found.text is None:
            assert found.findings
            continue
        assert format_text(found.text, "law.yaml").text == found.text
        if found.is_law:
            assert laws.notes_of(found.text) == laws.notes_of(text)
            assert found.text.count("\r\n") in (0, found.text.count("\n"))


@given(st.sampled_from(sorted(laws.conformance_laws())), st.integers(min_value=0, max_value=2**32))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_edited_law_keeps_its_digests(name: str, seed: int) -> None:
    random = Random(seed)
    text = laws.edited(laws.conformance_laws()[name], random, 4)
    found = format_text(text, "law.yaml")
    if found.text is None or found.repaired:
        return
    assert digests(laws.compiled(found.text).law) == digests(laws.compiled(text).law)
