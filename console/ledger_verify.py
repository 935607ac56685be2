"""`alluse ledger verify`: whether a ledger is what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.ledger_reading import ACCOUNT, LEDGER, Progress, opened, the_account
from console.options import FORMAT, PATH
from console.output import color_on_stdout, page_width, pretty, say, say_json, tell
from console.trouble import NO, YES, Trouble

if TYPE_CHECKING:
    from ledger.chain import Head
    from ledger.evidence import Evidence
    from ledger.verify import Verified

_FORMAT = "alluse/ledger-verified/1"


@click.command("verify", short_help="Prove that a ledger is what was written.")
@LEDGER
@ACCOUNT
@click.option(
    "--head",
    "known",
    metavar="SEQ:HASH",
    multiple=True,
    help="A head that was noted elsewhere: it proves that nothing up to it was cut or rewritten. May be repeated.",
)
@click.option(
    "--heads",
    type=PATH,
    metavar="FILE",
    help="The file of heads written beside the ledger; without it, the one that lies there.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Evaluate decisions in so many processes.",
)
@click.option("--chain-only", is_flag=True, help="Do not evaluate decisions again: quick, and proves less.")
@FORMAT
def verify(
    where: str,
    account: str | None,
    known: tuple[str, ...],
    heads: Path | None,
    jobs: int,
    chain_only: bool,
    form: str,
) -> None:
    """Prove that a ledger is what was written, and that its decisions repeat.

    Every entry is hashed again with the one before it, every content with its digest, and every decision is evaluated
    again from the law, the facts, the events and the memory that are stored: the same bytes have to come out. The
    heads that were written down beside the ledger have to be in the chain.

    Exit code 0: proved. 1: not proved; every finding says where. 2: nothing can be read.
    """
    from ledger.cycles import in_processes, one_by_one
    from ledger.database import Unreadable
    from ledger.verify import head_from
    from ledger.verify import verify as prove

    with opened(where) as ledger:
        try:
            noted = tuple(head_from(each) for each in known)
        except ValueError as error:
            raise click.UsageError(str(error), click.get_current_context()) from None
        if noted:
            account = the_account(ledger, account)
        beside = _heads(ledger, heads)
        try:
            result = prove(
                ledger,
                account=account,
                heads=beside,
                known=[(str(account), each) for each in noted],
                evaluator=None if chain_only else in_processes(jobs) if jobs > 1 else one_by_one,
                progress=Progress(),
            )
        except OSError as error:
            raise Trouble(f"`{beside}` cannot be read: {(error.strerror or str(error)).lower()}") from None
        except Unreadable as error:
            raise Trouble(str(error)) from None
    if form == "json":
        say_json(pretty(_as_json(result, chain_only)))
    else:
        say(_text(result, beside, chain_only))
        if result.proved and not noted:
            tell(_hint(result))
    click.get_current_context().exit(YES if result.proved else NO)


def _heads(ledger: Evidence, named: Path | None) -> Path | None:
    """The file of heads: the one that is named has to be there. Raises Trouble."""
    if named is not None:
        if not named.is_file():
            raise Trouble(f"`{named}` is not there")
        return named
    beside: Path | None = getattr(ledger, "heads_file", None)
    return beside if beside is not None and beside.is_file() else None


def _text(result: Verified, heads: Path | None, chain_only: bool) -> str:
    from console.table import table
    from console.words import count

    rows = [("entries", f"{result.entries:,} of {count(len(result.heads), 'account')}")]
    if result.contents is None:
        rows.append(("contents", "left out of this export, so no decision can be evaluated again"))
    else:
        rows.append(("contents", f"{result.contents:,} against their digests"))
        again = "not evaluated again, as was asked" if chain_only else f"{result.records:,} evaluated again"
        rows.append(("decisions", again))
    rows.append(("heads", "no file of heads" if heads is None else f"{result.head_lines:,} in {heads.name}"))
    rows += [("head", f"{account} {head}") for account, head in sorted(result.heads.items())]
    lines = table(rows, page_width(), indent=0, color=color_on_stdout())
    findings = [f"{each.where}: {each.what}" for each in result.findings]
    last = "ok: proved" if result.proved else f"not proved: {count(len(findings), 'finding')}"
    return "\n".join([*lines, "", *findings, *([""] if findings else []), last])


def _hint(result: Verified) -> str:
    """What this does not prove."""
    head = next(iter(result.heads.values()))
    shown = str(head) if len(result.heads) == 1 else "SEQ:HASH"
    return (
        "note: whoever can write the ledger and its heads could have made both anew. Note the head elsewhere; later "
        f"`--head {shown}` proves that nothing up to it was changed."
    )


def _as_json(result: Verified, chain_only: bool) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "proved": result.proved,
        "entries": result.entries,
        "contents": result.contents,
        "decisions": None if chain_only or result.contents is None else result.records,
        "head_lines": result.head_lines,
        "heads": {account: _head(head) for account, head in sorted(result.heads.items())},
        "findings": [
            {
                "where": each.where,
                "what": each.what,
                "account": each.account,
                "sequence": each.sequence,
                "digest": each.digest,
                "line": each.line,
            }
            for each in result.findings
        ],
    }


def _head(head: Head) -> dict[str, Any]:
    return {"sequence": head.sequence, "hash": head.hash}
