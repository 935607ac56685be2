"""Names in messages: how user text is quoted, and which known name was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST_QUOTED = 60
_LONGEST_NAME = 80
_MANY = 1_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_.-"


def quoted(text: str) -> str:
    """User text in backticks, on one line; what is too long to read ends in `…`."""
    text = " ".join(text.split())
    if len(text) > _LONGEST_QUOTED:
        text = text[: _LONGEST_QUOTED - 1].rstrip() + "…"
    return f"`{text}`"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one known name that was probably meant, or None if nothing is near enough to suggest.

    Upper and lower case count as the same. About one slip in three characters is forgiven; a slip is a
    character too many, missing, wrong, or swapped with its neighbour. A name given without its scope
    (`spot` for `underlying.spot`) or with its words in another order counts as near. Of equally near names
    the first in the alphabet wins; the name itself is never suggested. Among more than a thousand names only
    one slip is forgiven: each may be looked for among thousands.
    """
    if not name or len(name) > _LONGEST_NAME:
        return None
    wanted = name.casefold()
    names = set(known) - {name}
    if len(names) > _MANY:
        return _one_slip_away(wanted, names)
    best: tuple[int, str] | None = None
    parts: list[str] = []
    for other in sorted(names):
        folded = other.casefold()
        if _same_words(wanted, folded):
            parts.append(other)
        allowed = max(len(wanted), len(folded)) // 3 if best is None else best[0] - 1
        slips = _slips(wanted, folded, min(allowed, max(len(wanted), len(folded)) // 3))
        if slips is not None:
            best = (slips, other)
            if slips == 0:
                break
    if best is not None and best[0] <= 1:
        return best[1]
    if len(parts) == 1:
        return parts[0]
    return None if best is None else best[1]


def _one_slip_away(wanted: str, names: Iterable[str]) -> str | None:
    """The name that is at most one slip away, found by trying every slip and not every name."""
    folded: dict[str, str] = {}
    for other in names:
        key = other.casefold()
        folded[key] = min(other, folded.get(key, other))
    if wanted in folded:
        return folded[wanted]
    cuts = [(wanted[:at], wanted[at:]) for at in range(len(wanted) + 1)]
    tried = {before + after[1:] for before, after in cuts}
    tried |= {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    tried |= {before + letter + rest for before, after in cuts for letter in _LETTERS for rest in (after, after[1:])}
    return min((folded[each] for each in tried if each in folded), default=None)


def _same_words(name: str, other: str) -> bool:
    if other.endswith("." + name):
        return True
    if len(name) != len(other):
        return False
    separate = str.maketrans("._-", "   ")
    words = sorted(name.translate(separate).split())
    return len(words) > 1 and words == sorted(other.translate(separate).split())


def _slips(name: str, other: str, allowed: int) -> int | None:
    """The distance of Damerau and Levenshtein (neighbours swapped once), or None if it is above `allowed`."""
    if allowed < 0 or abs(len(name) - len(other)) > allowed:
        return None
    start = 0
    while start < min(len(name), len(other)) and name[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(name), len(other)) - start and name[-1 - end] == other[-1 - end]:
        end += 1
    name, other = name[start : len(name) - end], other[start : len(other) - end]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(name, start=1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and name[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return None
    return row[-1] if row[-1] <= allowed else None
