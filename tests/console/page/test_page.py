"""The page of a decided week: whole, safe, the same twice, and showing what the records say."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from console.page.ladder import facts_of
from console.page.page import week_page
from console.page.picture import Signs, picture
from console.replay import Decided
from console.trouble import Trouble
from console.week_cells import contract, rows_of
from facts.description import load_recording
from rules.compile.compiler import compile_path
from tests.console.page.conftest import WEEK, Paged
from tests.console.running import ROOT, run

LAW = ROOT / "constitution" / "all-use" / "1.3"
_VOID = {"meta", "link", "br"}


class _Reader(HTMLParser):
    """Reads a page: every element closed in turn, ids, links, and the texts of elements by class."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.seen.append((tag, found))
        if tag not in _VOID:
            self.open.append((tag, found.get("class", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.texts.append((self.open[-1][0], data.strip()))


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [], "every element is closed"
    return reader


def test_the_page_is_well_formed_and_its_links_lead_somewhere(paged: Paged) -> None:
    page = read(paged.html)

    ids = [found["id"] for _, found in page.seen if "id" in found]
    assert len(ids) == len(set(ids))
    links = [found["href"] for tag, found in page.seen if tag in {"a", "use"}]
    assert len(links) > 100
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert all(link.startswith("#") for link in links)


def test_nothing_comes_from_outside_and_nothing_runs(paged: Paged) -> None:
    assert "//" not in paged.html.replace("https://", "//")
    page = read(paged.html)
    assert {tag for tag, _ in page.seen}.isdisjoint({"script", "img", "iframe", "object", "embed", "form"})
    assert [found["href"] for tag, found in page.seen if tag == "link"] == ["data:,"]
    assert "url(" not in paged.html
    assert "@import" not in paged.html
    assert not any(name.startswith("on") for _, found in page.seen for name in found)


def test_tables_have_captions_and_their_heads_a_scope(paged: Paged) -> None:
    page = read(paged.html)
    assert sum(tag == "table" for tag, _ in page.seen) == sum(tag == "caption" for tag, _ in page.seen) == 4
    assert all("scope" in found for tag, found in page.seen if tag == "th")
    assert all(found.get("aria-label") for tag, found in page.seen if found.get("role") == "img")


def test_the_same_week_gives_the_same_bytes(paged: Paged) -> None:
    assert week_page(paged.plan, paged.decided, "A chain of one evening.") == paged.html


def test_the_head_tells_law_facts_assumptions_and_terms_with_their_reasons(paged: Paged) -> None:
    texts = " ".join(text for _, text in read(paged.html).texts)
    for each in paged.decided:
        law = each.content["constitution"]
        assert f"{law['name']} {law['version']}, logic {law['logic_digest'][:12]}" in texts
        assert f"facts {each.content['facts_digest'][:12]}" in texts
        assert each.content["judged_as_if_in_force"]["says"] in texts
        for assumption in each.content["assumptions"]:
            assert assumption["states"] in texts
            assert assumption["reason"] in texts
        for terms in each.content["terms"]:
            assert terms["reason"] in texts
    assert "A chain of one evening." in texts
    assert "Nothing was traded." in texts


def test_the_table_says_what_the_text_says(paged: Paged) -> None:
    texts = " ".join(text for _, text in read(paged.html).texts)
    words = texts.replace(" ", "")
    for each in paged.decided:
        for cell in rows_of(each).values():
            for _, paragraph in cell.paragraphs():
                # A rule stands as a link on the page, in brackets in the text.
                assert re.sub(r"[\[\]]", "", paragraph).replace(" ", "") in words


# --- pictures -----------------------------------------------------------------------------------
def test_every_chosen_contract_is_drawn_with_its_count(paged: Paged) -> None:
    chosen = 0
    for each in paged.decided:
        drawn = {(mark.name, mark.chosen) for ladder in each.ladders for mark in ladder.marks if mark.chosen}
        told = {
            (contract(item["subject"].rpartition("/")[2]), item["count"])
            for outcome in each.content["allocations"]
            if outcome["action"] == "open_csp"
            for item in outcome["chosen"]
        }
        assert drawn == told
        chosen += len(told)
        for name, count in told:
            assert f"{name}: permitted, {count} chosen" in paged.html
    assert chosen == 1


def test_every_refused_contract_carries_the_rules_that_the_record_names(paged: Paged) -> None:
    refused = 0
    for each in paged.decided:
        record = {contract(one["subject"].rpartition("/")[2]): one for one in each.content["decisions"]}
        for ladder in each.ladders:
            for mark in ladder.marks:
                told = record[mark.name]
                assert mark.verdict == told["verdict"].replace("_", " ")
                named = {stop.rule for stop in (*mark.stops, *ladder.stops_all)}
                if mark.verdict == "permitted":
                    assert named == {stop.rule for stop in ladder.stops_all} == set()
                    continue
                refused += 1
                assert set(told["because"]) <= named
                assert all(f"[{stop.rule}]" in " ".join(mark.tells) for stop in mark.stops)
    assert refused > 100


def test_candidates_that_are_not_drawn_are_counted(paged: Paged) -> None:
    for each in paged.decided:
        for ladder in each.ladders:
            left = sum(one.count for one in ladder.not_drawn)
            assert len(ladder.marks) + left == ladder.candidates
            assert left > 0
            asked = sum(one["action"] == "open_csp" for one in each.content["decisions"])
            assert ladder.candidates == asked


def test_bands_and_limits_are_the_parameters_of_the_law(paged: Paged) -> None:
    law = compile_path(LAW).law
    assert law is not None
    low, high = (dict(law.parameters[f"entry.delta_{end}"].values)["gen"] for end in ("low", "high"))
    spread = dict(law.parameters["liquidity.spread"].values)[None]
    signs = Signs(ladder for each in paged.decided for ladder in each.ladders)
    for each in paged.decided:
        for ladder in each.ladders:
            (band,) = ladder.band
            assert (band.low, band.high) == (low, high)
            (limit,) = ladder.spread_limit
            assert (limit.low, limit.high) == (None, spread)
            # Lines stand where a mark with just that delta or spread would.
            drawn = picture(ladder, signs)
            (zone,) = drawn.delta_zones
            start, first = drawn.delta_ticks[0]
            stop, last = drawn.delta_ticks[-1]
            assert first == "0"
            ends = [(line - start) / (stop - start) * float(last) for line in zone.lines]
            assert ends == pytest.approx([float(Fraction(str(low))), float(Fraction(str(high)))])
            assert f"{zone.x:.1f}".removesuffix(".0") in paged.html


def test_the_room_of_a_strike_is_what_the_cap_leaves(paged: Paged) -> None:
    told = paged.decided[1]
    (outcome,) = (one for one in told.content["allocations"] if one["action"] == "open_csp" and one["chosen"])
    (ladder,) = told.ladders
    room = {mark.name: mark.room for mark in ladder.marks}
    for item in outcome["chosen"]:
        found = room[contract(item["subject"].rpartition("/")[2])]
        assert found is not None
        assert found.count >= item["count"]
        assert any(limit.startswith(found.limit) for limit in outcome["binding"])
    caps = dict(ladder.caps)
    line = f"{ladder.account} {ladder.sleeve}/{ladder.underlying}"
    cap = Fraction(told.content["derived"]["line"][line]["cap_room"])
    assert caps["SYMBOL-CAP"] == f"${int(cap):,}"
    for mark in ladder.marks:
        assert mark.room is not None
        assert mark.room.count == cap // (mark.strike * 100)


def test_both_deltas_are_drawn_and_flips_are_marked(paged: Paged) -> None:
    for each in paged.decided:
        (ladder,) = each.ladders
        both = [mark for mark in ladder.marks if mark.others]
        assert len(both) > 20
        flips = {mark.name for mark in ladder.marks if mark.flips}
        assert flips == {"SPY 1 Oct 656P"}
        (band,) = ladder.band
        assert band.low is not None and band.high is not None
        for mark in both:
            assert mark.delta is not None
            inside = band.low <= mark.delta <= band.high
            others = [band.low <= value <= band.high for _, value in mark.others]
            assert mark.flips is any(other is not inside for other in others)
    assert paged.html.count('class="link"') >= 20
    assert paged.html.count('<g class="mark flips">') == 2


def test_hostile_words_stay_words(paged: Paged) -> None:
    evil = '<script>alert("x")</script>&"\''
    first = paged.decided[0]
    ladder = first.ladders[0]
    mark = replace(ladder.marks[0], name=evil, tells=(evil,))
    hostile = replace(
        first,
        content={
            **first.content,
            "assumptions": [{"id": evil, "states": evil, "reason": evil}],
            "waivers": [{"id": evil, "suspends": [evil], "approved_by": evil, "reason": evil}],
        },
        ladders=(replace(ladder, underlying=evil, words=evil, marks=(mark, *ladder.marks[1:])),),
        rules=dict.fromkeys(first.rules, (evil, evil)),
    )
    html = week_page(paged.plan, [hostile, *paged.decided[1:]], evil)

    page = read(html)
    assert "<script" not in html
    assert "script" not in {tag for tag, _ in page.seen}
    assert html.count("&lt;script&gt;") > 10
    assert any(evil in text for _, text in page.texts)


def test_sessions_in_which_no_candidate_decides_say_so(paged: Paged) -> None:
    bare: list[Decided] = [replace(paged.decided[0], ladders=()), paged.decided[1]]
    assert "No strike ladder" not in week_page(paged.plan, bare)
    later = [replace(each, session="2025-09-26", ladders=()) for each in paged.decided]
    assert week_page(paged.plan, [*paged.decided, *later]).count("No strike ladder") == 1
    assert "Strike ladders" not in week_page(paged.plan, later)


def test_pictures_that_are_alike_are_drawn_once(paged: Paged) -> None:
    first = paged.decided[0]
    other = replace(first.ladders[0], account="B", caps=(("SYMBOL-CAP", "$1"),))
    html = week_page(paged.plan, [replace(first, ladders=(*first.ladders, other)), replace(first, ladders=())])
    assert html.count('<svg class="ladder"') == 1
    assert "A-2025 gen, B gen" in html
    assert "SYMBOL-CAP $1<" in html


# --- the verb -----------------------------------------------------------------------------------
def test_replay_writes_the_page_and_says_where(tmp_path: Path, paged: Paged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.replay.replay", lambda *_, **__: iter(paged.decided))
    file = tmp_path / "new" / "week.html"
    told = run("replay", WEEK, "--page", file)

    assert told.code == 0, told.err
    html = file.read_bytes()
    assert f"page: {file}, {len(html):,} bytes" in told.err
    doc = load_recording(paged.plan.folder / paged.plan.week.recording).model.doc
    assert html.decode("utf-8") == week_page(paged.plan, paged.decided, doc or "")
    assert "THE SAME FACTS, ONE NUMBER CHANGED" in told.out


def test_a_page_that_cannot_be_written_is_told_before_anything_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.replay.replay", lambda *_, **__: pytest.fail("it decided"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    for page in (tmp_path / "file" / "week.html", tmp_path / "file" / "further" / "week.html"):
        told = run("replay", WEEK, "--page", page)
        assert told.code == 2
        assert "cannot be written" in told.err
    assert run("replay", WEEK, "--page", tmp_path).code == 2


@pytest.mark.parametrize(
    ("name", "wrong", "help"),
    [
        ("strike", "contract.strick", "Did you mean `contract.strike`?"),
        ("of", "candidat", "Did you mean `candidate`?"),
        ("spread", "quite something else", None),
    ],
)
def test_a_ladder_of_facts_that_the_law_does_not_have(name: str, wrong: str, help: str | None, paged: Paged) -> None:
    law = compile_path(LAW).law
    named = paged.plan.week.ladder
    assert law is not None and named is not None
    assert str(facts_of(named, law).spread) == "contract.spread"
    with pytest.raises(Trouble, match="the week's `ladder:` names") as raised:
        facts_of(named.model_copy(update={name: wrong}), law)
    assert raised.value.help == help


def test_replay_tells_of_a_ladder_that_it_cannot_draw(tmp_path: Path) -> None:
    home = WEEK.parent
    text = WEEK.read_text(encoding="utf-8").replace("recording: spy", f"recording: {home}/spy")
    text = text.replace("[accounts/", f"[{home}/accounts/").replace("../../constitution", f"{ROOT}/constitution")
    week = tmp_path / "week.yaml"
    week.write_text(text.replace("strike: contract.strike", "strike: contract.strick"), encoding="utf-8")
    told = run("replay", week, "--page", tmp_path / "week.html")

    assert told.code == 2
    assert "the week's `ladder:` names `contract.strick`" in told.err
    assert not (tmp_path / "week.html").exists()
