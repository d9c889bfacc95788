"""Chinese words for values: dates, times, numerals, level numbers, names, joined lines.

Pure functions of their arguments; nothing here knows a record. Forms are those of ordinary office
papers: ``2026年3月12日`` in text, ``2026-03-12`` in registers, ``20260312`` in archive catalogues,
``14点00分`` in minutes and ``14:00`` in registers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_WEEKDAYS = "一二三四五六日"


def long_date(day: date) -> str:
    """Return the day as it stands in a paper: ``2026年3月12日`` (no zero padding)."""
    return f"{day.year}年{day.month}月{day.day}日"


def iso_date(day: date) -> str:
    """Return the day as it stands in a register: ``2026-03-12``."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def archive_date(day: date) -> str:
    """Return the day as it stands in an archive catalogue: ``20260312``."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def clock(at: time) -> str:
    """Return the time as it stands in minutes: ``14点00分``."""
    return f"{at.hour}点{at.minute:02}分"


def iso_clock(at: time) -> str:
    """Return the time as it stands in a register: ``14:00``."""
    return f"{at.hour:02}:{at.minute:02}"


def long_moment(at: datetime) -> str:
    """Return day and time as they stand in a paper: ``2026年3月16日 14点00分``."""
    return f"{long_date(at.date())} {clock(at.time())}"


def moment(day: date | None, at: object) -> str:
    """Return ``2026年3月16日 14点00分``, the time only where there is one; nothing without a day."""
    if day is None:
        return ""
    return f"{long_date(day)} {clock(at)}" if isinstance(at, time) else long_date(day)


def iso_moment(at: datetime) -> str:
    """Return day and time as they stand in a register: ``2026-03-16 14:00``."""
    return f"{iso_date(at.date())} {iso_clock(at.time())}"


def long_period(day: date, start: time, end: time | None) -> str:
    """Return a meeting's time: ``2026年3月16日 14点00分—15点16分``; without an end only its start."""
    begun = f"{long_date(day)} {clock(start)}"
    return f"{begun}—{clock(end)}" if end is not None else begun


def weekday(day: date) -> str:
    """Return ``星期一`` … ``星期日``."""
    return "星期" + _WEEKDAYS[day.weekday()]


def quantity(value: Decimal | int) -> str:
    """Return a number as text: no exponent, no trailing zeros after the point (``3.500`` → ``3.5``)."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def money(value: Decimal) -> str:
    """Return an amount of yuan: ``¥1,234.50`` (half up to the fen)."""
    fen = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"-¥{-fen:,.2f}" if fen < 0 else f"¥{abs(fen):,.2f}"


def printed(value: object) -> str:
    """Return a typed value in its printed form (bool: 是, 否; decimals without exponent).

    Raises:
        TypeError: a value that has no printed form (a list, a mapping, None).
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return long_moment(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, (Decimal, int)):
        return quantity(value)
    raise TypeError(f"{type(value).__name__} has no printed form")


def boxes(options: Iterable[str], chosen: str = "") -> str:
    """Return all options of a choice with boxes, the chosen one ticked: ``□网页　☑纸质`` (forms.md 0.2)."""
    return "　".join(f"{'☑' if option == chosen else '□'}{option}" for option in options)


@lru_cache(maxsize=1024)
def numeral(number: int) -> str:
    """Return 1–9999 in Chinese numerals: 一, 十, 十二, 二十, 一百零三.

    Raises:
        ValueError: the number is outside 0–9999.
    """
    if not 0 <= number <= 9999:
        raise ValueError(f"no Chinese numeral for {number}")
    if number < 10:
        return _DIGITS[number]
    text, rest, gap = "", number, False
    for size, unit in _UNITS:
        digit, rest = divmod(rest, size)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        elif text and rest:
            gap = True
    if rest:
        text += ("零" if gap else "") + _DIGITS[rest]
    return text[1:] if text.startswith("一十") else text


def level_number(level: int, number: int) -> str:
    """Return the number of a heading: level 1 ``一、`` 2 ``（一）`` 3 ``1.`` 4 ``（1）`` (domain: levels).

    Raises:
        ValueError: the level is not 1–4.
    """
    if level == 1:
        return numeral(number) + "、"
    if level == 2:
        return f"（{numeral(number)}）"
    if level == 3:
        return f"{number}."
    if level == 4:
        return f"（{number}）"
    raise ValueError(f"no heading number for level {level}")


@lru_cache(maxsize=8192)
def _width(character: str) -> str:
    return unicodedata.east_asian_width(character)


def is_wide(character: str) -> bool:
    """Tell whether a character takes the room of a Chinese character."""
    return _width(character) in "WF"


def width(text: str) -> int:
    """Return the room a text takes, in half-width characters (a Chinese character counts 2)."""
    return sum(2 if _width(character) in "WF" else 1 for character in text)


def joined(left: str, right: str) -> str:
    """Join two lines of one paragraph: nothing between Chinese characters, else one space.

    Quotation marks, dashes and dots that both scripts use count as Chinese beside a Chinese character.
    """
    if not left or not right:
        return left + right
    before, after = _width(left[-1]), _width(right[0])
    wide = (before in "WF" and after in "WFA") or (before == "A" and after in "WF")
    return f"{left}{right}" if wide else f"{left} {right}"


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines of one paragraph by :func:`joined`, their edges cut."""
    text = ""
    for line in lines:
        text = joined(text, line.strip())
    return text


_COMPOUND = frozenset(re.findall("..", (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙"
    "钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里"
    "呼延东郭南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫"
    "仲长子书子桑即墨达奚褚师完颜纳兰叶赫爱新"
)))
"""Surnames of two characters."""
_CHINESE_NAME = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{2,5}")


def surname(name: str) -> str:
    """Return the surname of a Chinese name (欧阳 of 欧阳明); ``""`` of any other name."""
    if not _CHINESE_NAME.fullmatch(name):
        return ""
    return name[:2] if len(name) > 2 and name[:2] in _COMPOUND else name[:1]


def is_short_name(name: str) -> bool:
    """Tell whether a name has two Chinese characters, so that a list widens it to three."""
    return len(name) == 2 and is_wide(name[0]) and is_wide(name[1])


def spread(name: str) -> tuple[str, str, str]:
    """Split a listed name for widening: (first character, second character, what follows).

    What follows is a remark in brackets, as in ``李明（出差）``. Of a name that is not widened the first
    two are empty and the third is the whole.
    """
    head, bracket, rest = name.partition("（")
    if is_short_name(head):
        return head[0], head[1], bracket + rest
    return "", "", name
