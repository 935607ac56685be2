"""How accounts stand, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.table import Cell, table
from console.words import count

_CENTS = 2

_HELD = 44
"""Columns of what a sleeve holds, at most."""


def standing_text(found: Sequence[Mapping[str, Any]], width: int, color: bool) -> str:
    """All accounts, one below the other."""
    return "\n\n".join("\n".join(_lines(each, width, color)) for each in found)


def _lines(told: Mapping[str, Any], width: int, color: bool) -> Iterator[str]:
    rows: list[tuple[Cell | str, Cell | str]] = [
        (Cell(told["account"], "bold"), _does(told)),
        ("next", _next(told)),
        ("session", _session(told["session"])),
        ("broker", _broker(told["health"])),
        ("data", _data(told)),
        ("ledger", f"{told['head']['sequence']}:{told['head']['hash']}" if told["head"]["sequence"] else "empty"),
    ]
    if told["figures"]:
        rows.append(("figures", _figures(told["figures"])))
    yield from table(rows, width, indent=0, color=color)
    if told["sleeves"]:
        yield ""
        yield from table([_sleeve(each) for each in told["sleeves"]], width, most={2: _HELD}, color=color)
    if told["orders"]:
        yield ""
        yield from table([_order(each) for each in told["orders"]], width, color=color)
    happened = [*((each, _asked) for each in told["asked"]), *((each, _alert) for each in told["alerts"])]
    if happened:
        yield ""
        happened.sort(key=lambda each: str(each[0]["at"]))
        yield from table([(each["at"], *cells(each, told["account"])) for each, cells in happened], width, color=color)


def _does(told: Mapping[str, Any]) -> str:
    return _says(told["does"]) or ("nothing was decided yet" if told["last_look"] is None else "nothing special")


def _says(does: Sequence[Mapping[str, str]]) -> str:
    """`state monitoring, killed, lock kill_switch`, as the law names it."""
    return ", ".join(
        each["name"].replace("_", " ") + ("" if each["value"] == "true" else f" {each['value'].replace('_', ' ')}")
        for each in does
    )


def _next(told: Mapping[str, Any]) -> str:
    wake = told["next"]
    if wake is None:
        return "nothing until something happens"
    return f"{wake['at']}: {', '.join(each.replace('_', ' ') for each in wake['because'])}"


def _session(session: Mapping[str, Any]) -> Cell:
    if session["holder"] is None:
        return Cell("nobody runs it", "doubt")
    if session["alive"]:
        return Cell(f"{session['holder']}, alive {session['heartbeat']}", "good")
    return Cell(f"{session['holder']}, not heard of since {session['heartbeat']}: stale", "bad")


def _broker(health: Mapping[str, Any]) -> Cell:
    known = health["broker"]
    if known is None:
        return Cell("not known", "doubt")
    up = {"true": "it answers", "false": "it does not answer"}.get(known.get("is_up"), "not known")
    books = {True: "equal to the books", False: "differs from the books", None: "not compared yet"}[
        health["reconciled"]
    ]
    well = known.get("is_up") == "true" and health["reconciled"] is True
    text = "; ".join([up, books, *health["differences"]])
    return Cell(text, "" if well else "bad")


def _data(told: Mapping[str, Any]) -> str:
    ages = told["health"]["ages"]
    looked = told["last_look"]
    if looked is None:
        return "no look yet"
    if ages is None:
        return f"nothing of the market was known at the last look, {looked}"
    span = f"{ages['newest']:,} to {ages['oldest']:,}" if ages["newest"] < ages["oldest"] else f"{ages['newest']:,}"
    return f"{span} seconds old at the last look, {looked}"


def _figures(figures: Mapping[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_money(value)}" for name, value in figures.items())


def _money(text: str) -> str:
    whole, point, rest = text.partition(".")
    if not (whole.removeprefix("-").isdecimal() and (rest.isdecimal() or not point)):
        return text
    cents = f".{rest[:_CENTS]:0<{_CENTS}}" if rest else ""
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}${int(whole.removeprefix('-')):,}{cents}"


def _sleeve(sleeve: Mapping[str, Any]) -> tuple[Cell | str, ...]:
    held = [
        ", ".join(f"{number:,} {name}" for name, number in each.items() if name != "symbol") + f" {each['symbol']}"
        for each in sleeve["exposure"]
    ]
    figures = {"cash": sleeve["cash"], **sleeve["figures"]}
    return Cell(sleeve["sleeve"], "bold"), _says(sleeve["does"]), "; ".join(held) or "nothing held", _figures(figures)


def _order(order: Mapping[str, Any]) -> tuple[Cell | str, ...]:
    style = "bad" if order["state"] == "unknown" else ""
    at = "" if order["limit"] is None else f" at ${order['limit']}"
    what = f"{order['side']} {order['symbol']}, {order['filled']} of {order['quantity']} filled{at}"
    origin = "" if order["origin"] == "law" else f" ({order['origin']})"
    return order["order"], Cell(order["state"], style), f"{order['action']}{origin}", what


def _asked(each: Mapping[str, Any], account: str) -> tuple[Cell, str]:
    return Cell(f"{each['verb']} {each['scope'] or account}"), f"{each['who']}: {each['reason']}"


def _alert(each: Mapping[str, Any], account: str) -> tuple[Cell, str]:
    del account
    return Cell(f"alert {each['code']}", "doubt"), each["text"]


def summary(found: Sequence[Mapping[str, Any]]) -> str:
    """One line for all of them."""
    running = sum(each["session"]["alive"] for each in found)
    return f"{count(len(found), 'account')}, {running} of them running"
