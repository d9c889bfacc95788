"""Personal numbers in a text: mobile telephones, vehicle plates, identity and bank card numbers.

What a pattern can find without reading: a number counts only where it stands alone (not inside a longer
number, a hash, a key), is grouped as people group it, and where its check digit, its date of birth or its
issuer says so. Landlines are not personal. Nothing here repeats a number: whoever asks gets its kind and place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

MOBILE, PLATE, IDENTITY, CARD = "手机号码", "车牌号码", "身份证号码", "银行卡号"
KINDS_EN: Final = {
    MOBILE: "mobile number", PLATE: "vehicle plate", IDENTITY: "identity number", CARD: "bank card number",
}  # fmt: skip
"""Kind of number → how it is called in English."""

_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_BLANKS: Final = " \u00a0\u2000-\u200d\u202f\u3000"
_DASHES: Final = "\\-\u2010-\u2015\u2212－"
_DOTS: Final = ".·•．・"
_BETWEEN: Final = f"{_BLANKS}{_DASHES}{_DOTS}()（）"
"""What people write between the groups of a number."""

_SIEVE: Final = re.compile(
    f"[0-9０-９](?<![0-9A-Za-z０-９].)(?:[{_BETWEEN}]{{0,3}}[0-9０-９]){{10}}"
    f"|[{_PROVINCES}][{_BETWEEN}]{{0,2}}[A-Za-zＡ-Ｚａ-ｚ][{_BETWEEN}]{{0,2}}[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{{4}}"
)
"""A text without this has no number: one quick look spares all that follows."""
_NARROW: Final = str.maketrans(
    {0xFF10 + n: str(n) for n in range(10)}
    | {0xFF21 + n: chr(65 + n) for n in range(26)} | {0xFF41 + n: chr(97 + n) for n in range(26)}
    | {"＋": "+", "（": "(", "）": ")", "．": ".", "・": "·", "•": "·"}
    | dict.fromkeys("－\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys(["\u00a0", "\u202f", "\u3000", *map(chr, range(0x2000, 0x200E))], " ")
)  # fmt: skip
"""One character for one, so that places stay."""
_OPAQUE: Final = re.compile(
    r"sealed:[a-z2-7]{12}:[A-Za-z0-9+/=]+|AGE-SECRET-KEY-1[0-9A-Z]+|\bage1[02-9ac-hj-np-z]{50,}"
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-fA-F]{32,}\b"
    r"|(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[0-9])[A-Za-z0-9+/]{60,}={0,2}"
)
"""Sealed scalars, keys, hashes and base64: digits in them mean nothing."""
_SEALED: Final = re.compile("sealed:[a-z2-7]{12}:[A-Za-z0-9+/=]+")
_RUN: Final = re.compile(r"(?<![0-9A-Za-z])\+?[0-9](?:[ \-.·()]{0,3}[0-9])*[Xx]?(?![0-9A-Za-z])")
_GROUP: Final = re.compile(r"[0-9]+[Xx]?")
_PLATE: Final = re.compile(
    f"([{_PROVINCES}])[ \\-.·]{{0,2}}([A-HJ-NP-Za-hj-np-z])[ \\-.·]{{0,2}}"
    "((?:[A-HJKa-hjk][A-HJ-NP-Za-hj-np-z0-9][0-9]{4}|[0-9]{5}[A-HJKa-hjk]|[A-HJ-NP-Za-hj-np-z0-9]{5}"
    "|[A-HJ-NP-Za-hj-np-z0-9]{4}[学警挂港澳领试超]))(?![0-9A-Za-z])"
)
_STANDARD: Final = re.compile(r"(?:GB|QC|JT|GA|DB)[0-9]{3,5}", re.IGNORECASE)
"""最新GB50016规范: a standard behind 新, no plate."""
_REGIONS: Final = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
     61, 62, 63, 64, 65, 71, 81, 82, 83, 91)
)  # fmt: skip
"""First two digits of an identity number: province, or 91 for a foreigner with permanent residence."""
_ISSUER: Final = re.compile(r"62|60|9558|4|5[1-5]|35|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)")
_MOBILES: Final = frozenset(
    ((11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (5, 6), (1,) * 11)
)
"""How the eleven digits of a mobile number are grouped."""
_COUNTRY: Final = ("86", "0086")


class Number(NamedTuple):
    """A personal number of a text: its kind, and where it begins and ends."""

    kind: str
    start: int
    end: int


class _Groups(NamedTuple):
    """The digits of one run of a text in groups, and what stands between them (one sign each)."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """Start and end of each group."""

    def digits(self, a: int, b: int) -> str:
        return "".join(self.text[start:end] for start, end in self.spans[a:b])

    def shape(self, a: int, b: int) -> tuple[int, ...]:
        return tuple(end - start for start, end in self.spans[a:b])

    def sign(self, n: int) -> str:
        """Return what stands before group ``n``: a dash, dot, bracket or blank; ``""`` at the ends."""
        if not 0 < n < len(self.spans):
            return ""
        between = self.text[self.spans[n - 1][1] : self.spans[n][0]]
        return next((sign for sign in "-.·()" if sign in between), " ")


def possible(text: str) -> bool:
    """Say whether a text may hold a number: most do not, and this is quick."""
    return _SIEVE.search(text) is not None


def places(text: str) -> Iterator[int]:
    """Yield where a number may begin: a sieve over a long text, whose pieces are asked with :func:`find`."""
    # sealed values are most of such a text, and nothing in them is a number: the rest is looked at first
    if "sealed:" in text and not possible(_SEALED.sub(" ", text)):
        return
    for found in _SIEVE.finditer(text):
        yield found.start()


def find(text: str, allowed: Iterable[str] = ()) -> tuple[Number, ...]:
    """Return the personal numbers of a text, in order.

    Args:
        allowed: texts that may stand in the clear; a number inside one of them, or of the same digits, is none.
    """
    if not possible(text):
        return ()
    plain = text.translate(_NARROW)
    numbers = sorted((*_in_runs(plain), *_plates(plain)), key=lambda number: number.start)
    if not numbers:
        return ()
    words = [one for one in allowed if one]
    bare = {_bare(one) for one in words}
    free = [span for word in words for span in _spans(text, word)]
    free += [found.span() for found in _OPAQUE.finditer(plain)]
    return tuple(
        n for n in numbers
        if _bare(text[n.start : n.end]) not in bare and not any(a <= n.start and n.end <= b for a, b in free)
    )  # fmt: skip


def find_in_path(path: str, allowed: Iterable[str] = ()) -> tuple[Number, ...]:
    """Return the personal numbers of a path: letters may stand right before one (``zhang138…``), hashes are none."""
    if not _MAYBE.search(path):
        return ()
    # a blank for the letter before the digits, so that they stand alone; places stay
    loose = re.sub(r"[A-Za-z_](?=1[3-9][0-9]{9}(?![0-9A-Za-z]))", " ", _HASHES.sub(lambda f: "\0" * len(f[0]), path))
    return find(loose, allowed)


def paths(listed: Iterable[str]) -> tuple[str, ...]:
    """Return those of many paths that may hold a number: one quick look at all of them."""
    told = tuple(listed)
    text = "\n".join(path.replace("\n", " ") for path in told)
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return tuple(told[row] for row in sorted({bisect_right(starts, f.start()) - 1 for f in _MAYBE.finditer(text)}))


_MAYBE: Final = re.compile(f"[0-9０-９](?:[{_BETWEEN}_]{{0,3}}[0-9０-９]){{10}}|[{_PROVINCES}]")
_HASHES: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{12}(?=-\d))(?![0-9A-Za-z])")


def veiled(text: str, numbers: Iterable[Number]) -> str:
    """Return a text with the kind of each number in its place: 〔手机号码〕."""
    for number in sorted(numbers, key=lambda one: -one.start):
        text = f"{text[: number.start]}〔{number.kind}〕{text[number.end :]}"
    return text


def _spans(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + 1)


def _bare(text: str) -> str:
    """Return what of a number counts: its digits and letters, without the country."""
    kept = "".join(char for char in text.translate(_NARROW).upper() if char.isalnum())
    return re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$)", "", kept)


# ── digits ────────────────────────────────────────────────────────────────────────────────────


def _in_runs(plain: str) -> Iterator[Number]:
    for run in _RUN.finditer(plain):
        if sum(map(str.isdigit, run[0])) >= 11:
            spans = tuple((run.start() + g.start(), run.start() + g.end()) for g in _GROUP.finditer(run[0]))
            yield from _in_groups(_Groups(plain, spans))


def _in_groups(groups: _Groups) -> Iterator[Number]:
    """Yield the numbers of a run, the longest that begins at each group first."""
    a, count = 0, len(groups.spans)
    while a < count:
        for b in range(min(count, a + 20), a, -1):
            kind = _kind(groups, a, b)
            if kind:
                start, end = groups.spans[a][0], groups.spans[b - 1][1]
                yield Number(kind, start - (groups.text[start - 1 : start] == "+"), end)
                a = b - 1
                break
        a += 1


def _kind(groups: _Groups, a: int, b: int) -> str:
    """Return of what kind a number of some whole groups is, ``""`` for none."""
    digits = groups.digits(a, b)
    if not 11 <= len(digits) <= 19:
        return ""
    if len(digits) == 18 and _is_identity(digits):
        return IDENTITY
    shape = groups.shape(a, b)
    if _is_mobile(groups, a, b, digits):
        return MOBILE
    if not digits.isdigit():
        return ""
    if len(digits) == 15 and shape == (15,) and _is_old_identity(digits):
        return IDENTITY
    return CARD if _is_card(groups, a, b, digits) else ""


def _is_mobile(groups: _Groups, a: int, b: int, digits: str) -> bool:
    shape = groups.shape(a, b)
    for country in _COUNTRY:
        if digits.startswith(country) and len(digits) == 11 + len(country) and digits[len(country) :][0] == "1":
            digits = digits.removeprefix(country)
            shape = shape[1:] if shape[0] == len(country) else (shape[0] - len(country), *shape[1:])
            break
    if len(digits) != 11 or digits[0] != "1" or digits[1] in "012" or shape not in _MOBILES:
        return False
    start, end = groups.spans[a][0], groups.spans[b - 1][1]
    if groups.text[max(0, start - 1) : start] in ("¥", "￥", "$"):
        return False
    if len(shape) == 1:  # 13800000000.50 is an amount
        return not re.match(r"\.[0-9]{1,2}(?![0-9])", groups.text[end : end + 4])
    return _alone(groups, a, b, strict=shape not in ((3, 4, 4), (3, 8)))


def _alone(groups: _Groups, a: int, b: int, strict: bool) -> bool:
    """Say whether groups are one number and no part of a longer one: the same sign between them, another outside."""
    country = groups.digits(a, a + 1) in _COUNTRY
    inside = {groups.sign(n) for n in range(a + (2 if country else 1), b)} - {"(", ")"}
    before, after = groups.sign(a), groups.sign(b)
    if len(inside) > 1 or before in inside - {" "} or after in inside:
        return False
    return not (strict and (before == " " or after == " "))


def _is_identity(digits: str) -> bool:
    from stdnum.cn import ric, uscc

    if int(digits[:2]) not in _REGIONS or not _is_day(digits[6:10], digits[10:14]):
        return False
    if ric.calc_check_digit(digits) != digits[-1].upper():
        return False
    return not (digits.startswith("91") and uscc.is_valid(digits))


def _is_old_identity(digits: str) -> bool:
    return int(digits[:2]) in _REGIONS - {91} and _is_day("19" + digits[6:8], digits[8:12])


def _is_day(year: str, day: str) -> bool:
    try:
        return date(int(year), int(day[:2]), int(day[2:])).year >= 1900
    except ValueError:
        return False


def _is_card(groups: _Groups, a: int, b: int, digits: str) -> bool:
    from stdnum import luhn

    shape = groups.shape(a, b)
    fours = all(size == 4 for size in shape[:-1]) and shape[-1] <= 4
    if len(digits) < 16 or not (len(shape) == 1 or fours or (len(shape) == 2 and shape[0] == 6)):
        return False
    if len(shape) > 1 and not _alone(groups, a, b, strict=True):
        return False
    return _ISSUER.match(digits) is not None and len(set(digits)) > 1 and bool(luhn.is_valid(digits))


# ── plates ────────────────────────────────────────────────────────────────────────────────────


def _plates(plain: str) -> Iterator[Number]:
    for found in _PLATE.finditer(plain):
        told = found[2] + found[3]
        # 至少两位数字: words in letters are no plates
        if sum(map(str.isdigit, told)) >= 2 and not (found[1] == "新" and _STANDARD.fullmatch(told)):
            yield Number(PLATE, found.start(), found.end())
