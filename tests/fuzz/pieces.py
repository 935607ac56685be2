"""What goes wrong in texts: signs, words, numbers and times that stand at an edge of the language."""

from __future__ import annotations

NUMBERS = (
    "0", "1", "2", "-1", "0.5", "0.0001", "00", "-0", "1.", ".5", "1e9", "1e-30", "1E400", "9" * 59, "9" * 60, "9" * 61,
    "9" * 5000, "0." + "0" * 58 + "1", "0." + "3" * 300, "1_000", "1,000", "1 000", "0x10", "1/3", "inf", "nan", "-inf",
    "٣", "１２", "²", "½", "25%", "250%", "0.00001%", "$5", "$0.01 per share", "10 bps", "$ 5", "5$", "+1", "--1",
    "1..2",
)  # fmt: skip
TIMES = (
    "0001-01-01", "9999-12-31", "0000-01-01", "10000-01-01", "2026-02-29", "2028-02-29", "2026-13-01", "2026-W16-4",
    "2026-1-5", "20260105", "00:00", "23:59", "23:59:59", "24:00", "9:45", "09:45:61", "09:45-04:00", "T10:00",
    "2026-04-16T10:00:00-04:00", "2026-04-16T10:00:00", "2026-04-16T10:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "2026-04-16 10:00-04:00", "2026-04-16T10:00:00.123456789-04:00",
    "2026-04-16T10:00:00+23:59:59.999999", "1 days", "9999999 months", "99999999999 seconds", "100 years", "0 months",
)  # fmt: skip
WORDS = (
    "none", "unknown", "true", "false", "null", "~", "yes", "no", "on", "AND", "Or", "NOT", "is", "is not", "in", "of",
    "for", "as", "where", "over", "exists", "between", "rounded", "if", "then", "else", "if true then", "has", "before",
    "is stale", "is known", "is proposed", "would be permitted", "but for", "but for §1", "the last 0 sessions", "any",
    "every", "the", "last", "age of", "size of", "first known of", "sum of", "count of", "mean of", "action.quantity",
    "happens", "enters", "since", "this week", "last quarter", "that happens", "/ 0", "* 0", "rounded up to 0",
    "as level", "for gen", "(", ")", "[", "]", ",", "and", "or", "not", "=", "==", "!=", "&&", "||", "=>", "->", "<=",
    "§1", "§0", "R-01", "NO-SUCH-1", "x.y.z", "desk", "desk.x", "item", "item.v", "class", "__init__", "__class__",
)  # fmt: skip
SIGNS = (
    "'", '"', "''", '""', "`", "#", " #", "# ", ":", ": ", " :", "::", "- ", "-", "--- ", "---", "...", "? ", "|", ">",
    "|-", ">+", "|9", "&a ", "*a", "!", "!!str ", "!!python/object:os.system ", "%", "@", "<<: ", "{", "}", "[", "]",
    "{}", "[]", "[a, b]", "{ a: b }", "{a}", ",", ",,", "\\", "\\x41", "\\u2028", "\\", "\t", " ", "  ", "    ", "\n",
    "\n\n", "\n  ", "\r", "\r\n", "\n---\n", "\n- ", "\n  - ", "§", "$", "…", "–", "−", "×", "≤", "≥", "≠", "“", "’",
)  # fmt: skip
CHARACTERS = (
    "\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x85", "\xa0", "\xad", "é", "e\u0301",
    "\u200b", "\u200d", "\u200e", "\u202e", "\u2028", "\u2029", "\u2060", "\u3000", "\ufeff", "\ufffe", "\uffff",
    "\ud800", "\udfff", "\udc80", "\U000e0041", "𝔘", "а", "ѕ", "Α", "０", "ﬀ", "İ", "ı", "ß", "ſ", "K", "Å", "ǆ", "⁄",
    "👩\u200d👩\u200d👧", "\U0010ffff", "\u0600", "ا", "\u0e33", "ᄀ" * 5,
)  # fmt: skip
ALL = (*NUMBERS, *TIMES, *WORDS, *SIGNS, *CHARACTERS)
SPOILT_BYTES = (
    b"\xff", b"\xfe", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\x80", b"\x00", b"\r", b"\x1a", b"\x85", b"\xa0",
)  # fmt: skip
