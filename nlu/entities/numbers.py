"""Numbers as customers write them: 12, mười hai, hai chục, hai lăm, một trăm."""

from nlu.text import fold

_VALUES = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
_TENS = frozenset({"muoi", "chuc"})
_JOINING = frozenset({"le", "linh"})

UNIT = "một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
LAST = f"{UNIT}|mốt|tư|lăm|nhăm"
"""What may stand behind tens and units: hai mươi mốt, triệu tư."""

BELOW_100 = (
    rf"(?:(?:mười|mươi)(?: (?:{LAST})(?!\w))?+|(?:{UNIT}) (?:mươi|chục)(?: (?:{LAST})(?!\w))?+"
    rf"|(?:{UNIT}) (?:mốt|lăm|nhăm)|(?:{UNIT}))"
)
IN_WORDS = rf"(?:(?:{UNIT}) trăm(?: (?:lẻ |linh )?{BELOW_100}(?!\w))?+|{BELOW_100})"
"""A count below a thousand."""


def number(written: str) -> int:
    """Return the value of a count in figures or in words: "hai mươi lăm" is 25, and "hai lăm" too; "chín chín" is 99."""
    total = digit = 0
    for said in fold(written).split():
        if said in _JOINING:
            continue
        if said in _TENS or said == "tram":
            total, digit = total + (digit or 1) * (100 if said == "tram" else 10), 0
        else:
            total, digit = total + digit * 10, int(said) if said.isdecimal() else _VALUES[said]
    return total + digit
