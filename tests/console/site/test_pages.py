"""The site: whole, safe, the same twice, and saying what the law says."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from console.site.consequences import TOLD
from console.site.content import Content, Material
from console.site.names import index_text
from console.site.pages import Pages
from console.site.places import slugs
from console.site.site import law_material
from rules.english.names import natural
from rules.english.prose import lines, plain
from scenarios.report import Report
from tests.console.golden import approved
from tests.console.running import ROOT
from tests.console.site.conftest import GARDEN, LOAN_DESK, READ, Site, site_of

EVIL = '<script>alert("x")</script>&amp;\''


# --- whole ----------------------------------------------------------------------------------------
def test_every_link_leads_somewhere(site: Site) -> None:
    ids = {name: READ.page(text).ids for name, text in site.pages.items()}
    links = 0
    for name, text in site.pages.items():
        assert len(ids[name]) == len(set(ids[name])), f"an anchor twice on {name}"
        for link in READ.page(text).links:
            links += 1
            page, _, anchor = link.partition("#")
            target = _target(name, page)
            assert target in site.files, f"{name} links to {link}"
            assert not anchor or anchor in ids[target], f"{name} links to {link}"
    assert links > 300


def _target(name: str, page: str) -> str:
    if not page:
        return name
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / page).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_every_rule_has_a_page_and_stands_in_its_article(site: Site) -> None:
    law = site.content.law
    assert set(site.content.rules) == set(law.rule_ids())
    whole = READ.page(site.pages["whole-law.html"]).text
    for id, rule in site.content.rules.items():
        page = READ.page(site.pages[f"rules/{id}.html"])
        article = READ.page(site.pages[site.content.places.article(rule.section)])
        assert f"rules/{id}.html" in " ".join(article.links), f"{id} stands in no article"
        assert id in whole
        words = page.text.replace(" ", "")
        for line in lines(rule.told):
            for part in line.strip().replace("|", ":").split(": "):
                assert part.replace(" ", "").strip(":") in words or "; " in part
        assert rule.source.place in page.text
        for written in rule.source.lines:
            assert (
                "".join((written.before, written.key, written.rest, written.comment)).strip().replace(" ", "") in words
            )


def test_every_page_can_be_reached_from_the_front_page(site: Site) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        name = waiting.pop()
        for link in READ.page(site.pages[name]).links:
            target = _target(name, link.partition("#")[0])
            if target in site.pages and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == set(site.pages)


def test_everything_that_is_declared_has_a_place(site: Site) -> None:
    law = site.content.law
    ids = {name: READ.page(text).ids for name, text in site.pages.items()}
    assert set(law.parameters) <= set(ids["parameters.html"])
    assert set(law.rulings) <= set(ids["rulings.html"])
    assert {f"action-{name}" for name in law.actions} <= set(ids["actions.html"])
    assert {f"schedule-{name}" for name in law.schedules} <= set(ids["actions.html"])
    assert {f"kind-{name}" for name in law.kinds} <= set(ids["vocabulary.html"])
    plain = {f"fact-{id}" for id in law.facts if id.scope not in law.events}
    assert plain <= set(ids["vocabulary.html"])


# --- safe -----------------------------------------------------------------------------------------
def test_nothing_comes_from_outside_and_one_script_runs(site: Site) -> None:
    for name, text in site.pages.items():
        page = READ.page(text)
        tags = {tag for tag, _ in page.seen}
        assert tags.isdisjoint({"img", "iframe", "object", "embed", "base", "style"}), name
        assert ("script" in tags) is (name == "names.html")
        assert not any(
            attribute.startswith("on") or attribute == "style" for _, found in page.seen for attribute in found
        )
        assert all(found.get("src") is None for _, found in page.seen)
        assert not any(re.match(r"[a-z]+:|//", link) for link in page.links), name
        (policy,) = (found["content"] for tag, found in page.seen if found.get("http-equiv"))
        assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "url(" not in site.files["style.css"]
    assert "@import" not in site.files["style.css"]


def test_tables_have_captions_and_heads(site: Site) -> None:
    for text in site.pages.values():
        page = READ.page(text)
        assert sum(tag == "table" for tag, _ in page.seen) == sum(tag == "caption" for tag, _ in page.seen)
        assert all("scope" in found for tag, found in page.seen if tag == "th")
        assert sum(tag == "h1" for tag, _ in page.seen) == 1


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    shutil.copytree(LOAN_DESK.parent, tmp_path / "desk")
    for file in sorted((tmp_path / "desk").rglob("*.yaml")) + sorted((tmp_path / "desk").rglob("*.feature")):
        text = file.read_text(encoding="utf-8")
        quoted = EVIL.replace("'", "''")
        text = text.replace(
            "title: The desk lends what is affordable", f"title: '{quoted} The desk lends what is affordable"
        )
        text = text.replace("and what it has an offer for\npermit", "and what it has an offer for'\npermit")
        text = text.replace("question: Which income counts?", f"question: '{quoted}'")
        text = text.replace("because: it is for another purpose", f"because: '{quoted}'")
        text = text.replace("source: the lending policy of January 2026", f"source: '{quoted}'")
        text = text.replace("doc: How a small bank lends. Nothing in it is a program.", f"doc: '{quoted}'")
        text = text.replace("words: debt", f"words: 'debt {quoted}'") if "test" not in file.name else text
        text = text.replace("Feature: §3 Lending", f"Feature: §3 {EVIL}")
        text = text.replace("  Scenario: First come", f"  Scenario: {EVIL} First come")
        file.write_text(text, encoding="utf-8")
    site = site_of(tmp_path / "desk" / "law")

    escaped = 0
    for name, text in site.pages.items():
        page = READ.page(text)
        assert "<script>alert" not in text, name
        assert "</script>&" not in text, name
        assert [tag for tag, _ in page.seen].count("script") == (2 if name == "names.html" else 0)
        escaped += sum(EVIL in told for told in page.texts)
    assert escaped > 15
    assert any(EVIL in told for told in READ.page(site.pages["rules/LEND-01.html"]).texts)


def test_the_index_cannot_leave_its_element(loan_desk: Site) -> None:
    from console.site.names import Entry

    text = index_text([("Rules", [Entry("rule", "</script><!--", "&", "x", "\u2028")])])
    assert not set("<>&\u2028") & set(text)
    assert text.count("\\u003c") == 2
    assert "</script" in loan_desk.pages["names.html"]


# --- the same twice -------------------------------------------------------------------------------
def test_the_same_law_gives_the_same_bytes(loan_desk: Site) -> None:
    assert site_of(LOAN_DESK).files == loan_desk.files


def test_no_page_depends_on_where_the_law_lies(
    loan_desk: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(LOAN_DESK.parent, tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    assert site_of(Path("elsewhere/law")).files == loan_desk.files
    assert not any(str(ROOT) in text or str(tmp_path) in text for text in loan_desk.files.values())


def test_an_article_of_the_loan_desk(loan_desk: Site) -> None:
    """The article as text; `ALLUSE_GOLDEN=write` approves it anew."""
    reader = READ.page(loan_desk.pages["articles/3.html"])
    assert approved("site-article-3.txt", "\n".join(reader.lines) + "\n")


# --- true -----------------------------------------------------------------------------------------
def test_a_rule_shows_when_it_decides_and_when_it_does_not(loan_desk: Site) -> None:
    report = loan_desk.content.material.report
    for id, held in report.rules.items():
        deciding, not_deciding = loan_desk.content.examples(id)
        assert (deciding is not None) is bool(held.decides), id
        assert (not_deciding is not None) is bool(held.does_not), id
        if deciding is not None:
            assert deciding.name in held.decides
        if not_deciding is not None:
            assert not_deciding.name in held.does_not
    text = READ.page(loan_desk.pages["rules/LEND-02.html"]).text
    assert "It decides" in text and "It does not decide" in text
    assert text.count("When the law decides") >= 2


def test_a_rule_names_what_it_hangs_together_with(loan_desk: Site) -> None:
    page = READ.page(loan_desk.pages["rules/AFFORD-01.html"])
    assert "../parameters.html#affordability.share" in page.links
    assert "../vocabulary.html#fact-customer.grade" in page.links
    assert {"../rules/GRADE-01.html", "../rules/LEND-01.html", "../rulings.html#R-01"} <= set(page.links)
    assert "Which income counts?" in page.text
    page = READ.page(loan_desk.pages["rules/LEND-03.html"])
    assert "../actions.html#action-lend" in page.links
    assert {"../rules/LEND-01.html", "../rules/LEND-02.html"} <= set(page.links)


def test_a_move_has_its_own_page_and_lines(prop_firm: Site) -> None:
    page = READ.page(prop_firm.pages["rules/PHASE-M2.html"])
    assert "a move of" in page.text
    assert "goes from evaluation or funded to failed when the equity of the account is at most" in page.text
    source = prop_firm.content.rules["PHASE-M2"].source
    assert source.lines[0].key == "move"
    assert all("PHASE-M1" not in line.rest for line in source.lines)


def test_articles_come_in_the_order_of_the_sections(prop_firm: Site) -> None:
    assert [each.section for each in prop_firm.content.articles] == [f"§{number}" for number in range(1, 11)]
    assert sorted(["§10", "§2", "§1b", "§1a", "§1"], key=natural) == ["§1", "§1a", "§1b", "§2", "§10"]
    assert slugs(["§1", "§ 1", "Über", "§"]) == ["1", "1-2", "ber", "none"]


def test_the_front_page_counts(loan_desk: Site) -> None:
    page = READ.page(loan_desk.pages["index.html"])
    law, report = loan_desk.content.law, loan_desk.content.material.report
    assert f"{len(law.rule_ids())} rules" in page.text
    assert f"{len(law.parameters)} parameters" in page.text
    assert f"{len(report.results)} scenarios : {len(report.results)} passed" in page.text.replace(
        "scenarios:", "scenarios :"
    )
    assert law.logic_digest in page.text
    assert law.metadata_digest in page.text
    assert "from the beginning on" in page.text


def _failing(site: Site) -> tuple[Material, str]:
    material = site.content.material
    first, *rest = material.report.results
    failed = replace(first, state="failed", findings=(), shows_deciding=(), shows_not_deciding=())
    return replace(material, report=replace(material.report, results=(failed, *rest))), first.scenario.name


def test_a_scenario_that_fails_is_seen_everywhere(loan_desk: Site) -> None:
    material, name = _failing(loan_desk)
    content = Content(material)
    files = dict(Pages(content).files())
    assert "1 failed" in READ.page(files["index.html"]).text
    assert "✗ 1 failed" in READ.page(files["scenarios.html"]).text
    (case,) = (each for each in content.cases.all() if each.name == name)
    opened = [found["id"] for tag, found in READ.page(files[case.page]).seen if tag == "details" and "open" in found]
    assert opened == [case.anchor]
    for tag in case.tags:
        if tag in content.rules:
            article = READ.page(files[content.places.article(content.rules[tag].section)])
            assert "✗ not all pass" in article.text
            assert all(each is not case for each in content.examples(tag))


def test_law_without_scenarios_says_so(loan_desk: Site) -> None:
    law = loan_desk.content.law
    material = replace(loan_desk.content.material, report=Report(law.name, law.version, (), (), {}))
    files = dict(Pages(Content(material)).files())
    assert "Nothing shows this law" in READ.page(files["scenarios.html"]).text
    assert not any(name.startswith("scenarios/") for name in files)
    assert "No scenario has its tag" in READ.page(files["rules/LEND-01.html"]).text


def test_what_validate_finds_is_told_beside_the_known_consequences(garden: Site) -> None:
    text = READ.page(garden.pages["consequences.html"]).text
    found = [each for each in garden.content.material.findings if each.code not in TOLD]
    assert found
    for each in found:
        assert each.code in text
        assert each.message.split("`")[0].strip() in text
    assert not any(code in text for code in TOLD), "they are told above, with their arithmetic"


def test_a_known_consequence_is_worked_out_anew(garden: Site) -> None:
    (known,) = garden.content.consequences
    assert known.holds
    assert [(step.name, step.value, plain(step.how)) for step in known.steps] == [
        ("the part", "25%", "25% (water.rate)"),
        ("half of it", "12.5%", "25% (water.rate) ÷ 2"),
        ("the price of two", "$2,401", "$1,200.5 (water.price) × 2"),
        ("how often", "5 days", "5 days (water.days)"),
        ("the colours", "cannot be worked out", "red, white (water.colours)"),
    ]
    for page in ("consequences.html", garden.content.places.article("§1"), "whole-law.html"):
        read = READ.page(garden.pages[page])
        assert "CONSEQUENCE-01" in read.text
        assert "12.5%" in read.texts
        assert any(line.startswith("A quarter is little") for line in read.lines), "backticks become code"
        assert "It follows as long as all of these hold:" in read.lines
    assert "does not follow any more" not in READ.page(garden.pages["consequences.html"]).text
    others = sum(each.code not in TOLD for each in garden.content.material.findings)
    assert f"1 and {others} findings of alluse validate" in READ.page(garden.pages["index.html"]).text


def test_a_consequence_that_no_longer_follows_says_so(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    law.write_text(GARDEN.read_text(encoding="utf-8").replace("rate: { is: 25%", "rate: { is: 60%"), encoding="utf-8")
    site = site_of(law)
    assert not site.content.consequences[0].holds
    assert "It does not follow any more" in READ.page(site.pages["consequences.html"]).text
    assert "30%" in READ.page(site.pages["consequences.html"]).texts


def test_the_law_of_all_use_can_be_told() -> None:
    """Only the law: its scenarios are run by their own tests."""
    material = law_material(ROOT / "constitution" / "all-use" / "1.3")
    content = Content(material)
    files = dict(Pages(content).files())
    assert {f"rules/{id}.html" for id in material.law.rule_ids()} <= set(files)
    for name, text in files.items():
        for link in READ.page(text).links if name.endswith(".html") else ():
            page, _, anchor = link.partition("#")
            target = _target(name, page)
            assert target in files, f"{name} links to {link}"
            assert not anchor or anchor in READ.page(files[target]).ids, f"{name} links to {link}"
