"""The file of heads, written to by several at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from ledger.chain import Row
from ledger.heads import HeadsFile, _alone, line_of, read_heads


def row(account: str, sequence: int) -> Row:
    return Row(account, sequence, "2026-04-16T10:00:00-04:00", "alert_raised", "{}", "0" * 64, f"{sequence:064}")


def test_a_line_that_somebody_is_writing_is_not_cut(tmp_path: Path) -> None:
    """Half of a line of A stands there when B looks whether the last one was finished."""
    file = tmp_path / "ledger.heads"
    half = line_of(row("A", 1)).encode()
    with ThreadPoolExecutor() as pool:
        with _alone(file) as stream:
            stream.write(half[:20])
            stream.flush()
            other = pool.submit(HeadsFile(file, "written").catch_up, row("B", 1))
            done, _ = wait([other], timeout=0.5)
            assert not done
            stream.write(half[20:])
        other.result(timeout=60)
    assert [(each.account, each.head is not None) for each in read_heads(file)] == [("A", True), ("B", True)]


def test_a_line_that_nobody_finished_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "ledger.heads"
    file.write_text(line_of(row("A", 1)) + line_of(row("A", 2))[:30], encoding="utf-8")
    HeadsFile(file, "written").catch_up(row("A", 2))
    assert file.read_text(encoding="utf-8") == line_of(row("A", 1)) + line_of(row("A", 2))


def test_many_at_once_lose_no_line(tmp_path: Path) -> None:
    file = tmp_path / "ledger.heads"

    def work(account: str) -> None:
        heads = HeadsFile(file, "written")
        for sequence in range(1, 41):
            heads.catch_up(row(account, sequence))

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, "ABCD"))
    assert len(list(read_heads(file))) == 160
    assert all(each.head is not None for each in read_heads(file))
