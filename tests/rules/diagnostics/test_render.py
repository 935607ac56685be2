"""Whole findings as they are printed: headline, source, carets, notes in other files, way inside, help; and as JSON."""

from __future__ import annotations

import textwrap
from pathlib import Path

from engine.facts import read_facts
from facts.files import read_facts as read_fact_file
from rules.compile.compiler import compile_sources
from rules.diagnostics.json import render_json
from rules.diagnostics.text import render_text
from rules.source.load import load_text
from tests.rules.diagnostics.law import PRELUDE, prelude, small_law

FILE = "law/entries.yaml"


def printed(law: str) -> str:
    compiled = compile_sources([prelude(), load_text(textwrap.dedent(law), FILE)])
    return render_text(compiled.findings, compiled.sources)


def test_a_number_without_unit_shows_what_it_is_compared_with() -> None:
    assert printed("""\
        rule: ENTRY-02
        section: §1
        forbid: open_csp
        for: candidate
        when:
          any:
            - not clock.session_open
            - contract.delta > 0.45
    """) == textwrap.dedent("""\
        law/entries.yaml:8:24: error[E203]: `0.45` has no unit, and `contract.delta` is in `delta`
            8 |     - contract.delta > 0.45
              |                        ^^^^
        prelude.yaml:115:3: note: `contract.delta` is in `delta`
          115 |   delta: { type: delta, may_be_missing: true }
              |   ^^^^^
        in: ENTRY-02 › when › any › 2
        help: Write `0.45 delta`.
    """)


def test_two_writers_show_both_places() -> None:
    assert printed("""\
        rule: MID-02
        section: §8
        derive: contract.mid
        type: option_price
        for: contract
        as: contract.bid
    """) == textwrap.dedent("""\
        law/entries.yaml:3:9: error[S402]: `contract.mid` has two writers
            3 | derive: contract.mid
              |         ^^^^^^^^^^^^
        prelude.yaml:161:9: note: `MID-01` writes it here
          161 | derive: contract.mid
              |         ^^^^^^^^^^^^
        in: MID-02 › derive
        help: Combine the two in one table, or choose another name.
    """)


def test_a_circle_shows_every_step() -> None:
    circle = "`FAIR-02` → `FAIR-03` → `FAIR-01` → `FAIR-02`"
    assert printed("""\
        rule: FAIR-01
        section: §8
        derive: contract.fair
        type: price
        for: contract
        as: contract.edge + contract.ask
        ---
        rule: FAIR-02
        section: §8
        derive: contract.edge
        type: price
        for: contract
        as: contract.margin - contract.bid
        ---
        rule: FAIR-03
        section: §8
        derive: contract.margin
        type: price
        for: contract
        as: contract.fair * 2
    """) == textwrap.dedent(f"""\
        law/entries.yaml:13:5: error[S401]: The documents need one another in a circle: {circle}
           13 | as: contract.margin - contract.bid
              |     ^^^^^^^^^^^^^^^
        law/entries.yaml:20:5: note: `FAIR-03` needs `FAIR-01`
           20 | as: contract.fair * 2
              |     ^^^^^^^^^^^^^
        law/entries.yaml:6:5: note: `FAIR-01` needs `FAIR-02`
            6 | as: contract.edge + contract.ask
              |     ^^^^^^^^^^^^^
        in: FAIR-02 › as
        help: Break the circle: derive one of them from facts that the others do not write.
    """)


def test_a_forbid_of_exits_shows_which_actions_reduce_risk() -> None:
    assert printed("""\
        rule: FREEZE-01
        section: §6
        forbid: [entries, exits]
        for: sleeve
        when: market.vix > 30 vix_points
    """) == textwrap.dedent("""\
        law/entries.yaml:3:10: error[E236]: The rule would stop what reduces risk: `close`, `roll`
            3 | forbid: [entries, exits]
              |          ^^^^^^^
        prelude.yaml:140:3: note: `close` reduces risk
          140 |   close: { on: position, is: exits, risk: reducing, fields: { quantity: contracts } }
              |   ^^^^^
        prelude.yaml:141:3: note: `roll` reduces risk
          141 |   roll: { on: position, is: exits, risk: reducing, fields: { quantity: contracts } }
              |   ^^^^
        in: FREEZE-01 › forbid › 1
        help: Name only actions that increase risk, or say `binds_reducing: true`.
    """)


def test_a_wrong_fact_shows_its_declaration_in_the_law(tmp_path: Path) -> None:
    text = "at: 2026-04-16T10:00:00-04:00\nfacts:\n  market: { vix: { value: 1830, age: 5 } }\n"
    path = tmp_path / "facts.yaml"
    path.write_text(text, "utf-8")
    findings = read_facts(small_law(), read_fact_file(path, path.name)).findings
    sources = {path.name: text, PRELUDE.name: PRELUDE.read_text("utf-8")}
    assert render_text(findings, sources) == textwrap.dedent("""\
        facts.yaml:3:18: error[F627]: `market.vix`: `1830` lies outside the range of vix (0 to 200)
            3 |   market: { vix: { value: 1830, age: 5 } }
              |                  ^^^^^^^^^^^^^^^^^^^^^^^
        prelude.yaml:92:3: note: `market.vix` is declared here
           92 |   vix: { type: vix, may_be_missing: true, stale_after: data.quote_fresh }
              |   ^^^
    """)


def test_a_finding_as_json() -> None:
    law = "rule: ENTRY-02\nsection: §1\nforbid: open_csp\nfor: candidate\nwhen: contract.delta > 0.45\n"
    compiled = compile_sources([prelude(), load_text(law, FILE)])
    assert render_json(compiled.findings) == {
        "ok": False,
        "findings": [
            {
                "code": "E203",
                "severity": "error",
                "message": "`0.45` has no unit, and `contract.delta` is in `delta`",
                "file": "law/entries.yaml",
                "line": 5,
                "column": 24,
                "end_line": 5,
                "end_column": 28,
                "rule": "ENTRY-02",
                "help": "Write `0.45 delta`.",
                "related": [
                    {
                        "file": "prelude.yaml",
                        "line": 115,
                        "column": 3,
                        "end_line": 115,
                        "end_column": 8,
                        "message": "`contract.delta` is in `delta`",
                    }
                ],
            }
        ],
    }


def test_warnings_and_notes_leave_the_law_valid() -> None:
    law = "parameters: liquidity\nsection: §8\nvalues:\n  least_volume: { is: 100, of: contracts }\n"
    compiled = compile_sources([prelude(), load_text(law, FILE)])
    assert [each.code for each in compiled.findings] == ["L901"]
    assert compiled.law is not None
    assert render_json(compiled.findings)["ok"] is True
