"""What a scalar's text means: whole numbers, decimals, yes or no, days, times, telephones, codes.

Every parser takes the text as typed and returns the typed value, or None where it does not fit. The
schema decides which parser reads a field (design.md: a plain scalar is its text).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(r"([0-9]{2}):([0-9]{2})")
_DATE_TIME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})")
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False, "是": True, "否": False}

_PHONE: Final = re.compile(
    r"(\+86[ -]?)?"
    r"(1[3-9][0-9]{9}"  # mobile
    r"|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}"  # mobile, grouped as people write it
    r"|0(10|2[0-9]|[3-9][0-9]{2})[ -]?[1-9][0-9]{6,7}([ -]?(转|-)[ ]?[0-9]{1,6})?"  # area code, extension
    r"|\((0(10|2[0-9]|[3-9][0-9]{2}))\)[ ]?[1-9][0-9]{6,7}"
    r"|（(0(10|2[0-9]|[3-9][0-9]{2}))）[ ]?[1-9][0-9]{6,7}"
    r"|[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}"  # 400 and 800 numbers
    r"|[48]00-[0-9]{4}-[0-9]{3}"
    r"|[1-9][0-9]{6,7}"  # a local number without area code
    r"|1[0-9]{2}|12[0-9]{3}|9[56][0-9]{3,4})"  # service numbers: 110, 12315, 95xxx
)
_POSTCODE: Final = re.compile(r"[0-9]{6}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def integer(text: str) -> int | None:
    """``012`` → 12. Only ASCII digits; no thousands mark."""
    return int(text) if _INTEGER.fullmatch(text) else None


def number(text: str) -> Decimal | None:
    """``1.10`` → Decimal("1.10"): the written precision is kept."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def boolean(text: str) -> bool | None:
    """``true``, ``false``, ``是``, ``否``; nothing else."""
    return _BOOLEANS.get(text)


def day(text: str) -> date | None:
    """``2026-03-12``. A day that is not in the calendar is None."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def clock(text: str) -> time | None:
    """``14:00``, to the minute."""
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def moment(text: str) -> datetime | None:
    """``2026-03-16 14:00`` in the company's zone, kept without one."""
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return None
    on, at = day(found[1]), clock(found[2])
    return datetime.combine(on, at) if on is not None and at is not None else None


def phone(text: str) -> str | None:
    """A Chinese fixed line, mobile, 400/800 or service number, as people write it."""
    return text if _PHONE.fullmatch(text) else None


def postcode(text: str) -> str | None:
    """Six digits."""
    return text if _POSTCODE.fullmatch(text) else None


def sha256(text: str) -> str | None:
    """64 lower-case hexadecimal digits."""
    return text if _SHA256.fullmatch(text) else None


def email(text: str) -> str | None:
    """An ordinary address; no comments, no quoted local part."""
    return text if _EMAIL.fullmatch(text) else None


FORMATS: Final[Mapping[str, Callable[[str], Any]]] = {
    "date": day, "time": clock, "date-time": moment, "phone": phone,
    "postcode": postcode, "sha256": sha256, "email": email,
}
"""The formats a schema may name (contract of the schema files)."""


def guess_date(text: str) -> str:
    """Return how a day typed another way is written, or ``""``: ``2026年3月1日`` → ``2026-03-01``."""
    narrow = text.translate(NARROW)
    found = re.search(r"([0-9]{4})\s*[年./\\-]\s*([0-9]{1,2})\s*[月./\\-]\s*([0-9]{1,2})\s*[日号]?", narrow)
    found = found or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", narrow.strip())
    if found is None:
        return ""
    meant = f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"
    return meant if day(meant) is not None else ""


def guess_time(text: str) -> str:
    """Return how a time typed another way is written, or ``""``: ``14点05分`` → ``14:05``."""
    narrow = text.translate(NARROW)
    found = re.search(r"([0-9]{1,2})\s*[:点时.]\s*([0-9]{1,2})?\s*(半)?", narrow)
    if found is None:
        return ""
    minutes = 30 if found[3] else int(found[2] or 0)
    meant = f"{int(found[1]):02}:{minutes:02}"
    return meant if clock(meant) is not None else ""


NARROW: Final[Mapping[int, str]] = {
    **{0xFF10 + n: str(n) for n in range(10)}, 0xFF1A: ":", 0xFF0D: "-", 0xFF0F: "/", 0x3000: " ",
}
"""Full-width digits and signs, as an input method leaves them, to the ones a schema reads."""
