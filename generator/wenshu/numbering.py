"""Numbers: how an integer of a series is printed, read back, and which comes next.

A printed form is data of the company file: text with ``{year}``, ``{serial}`` or ``{serial:03}``
(domain.md §2). Nothing else in braces means anything here, so that a form cannot run code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from .company_nouns import Series
from .ledger_nouns import Entry

BLANK = "＿＿"
"""Where the serial will stand on a draft."""

SHORT = "short"
"""The key of the form used in narrow registers; it bears no year and is not a layout."""

_TOKEN = re.compile(r"\{(year|serial(?::0(\d))?)\}")


def printed(series: Series, layout: str, year: int | None, serial: int) -> str:
    """Return the number as it stands on a paper of a layout: ``澄远公司(销)字第[2026]012号``."""
    return _filled(_form(series, layout), "" if year is None else str(year), serial)


def blank(series: Series, layout: str, year: int | None) -> str:
    """Return the number line of a draft: ``澄远公司(销)字第[2026]＿＿号``."""
    return _filled(_form(series, layout), "" if year is None else str(year), None)


def short(series: Series, serial: int) -> str:
    """Return the short number of registers and decisions: ``(销)012``, ``纪008``."""
    return _filled(series.forms.get(SHORT) or f"({series.code}){{serial:03}}", "", serial)


def parse(text: str, series_map: Mapping[str, Series]) -> tuple[str, int | None, int] | None:
    """Return (series, year, serial) of a printed number of any layout; the strict inverse of :func:`printed`.

    The year is None for a series that never restarts. A text that no form prints exactly is None.
    """
    for code, series in series_map.items():
        for layout, form in series.forms.items():
            if layout == SHORT:
                continue
            found = _read(form, text)
            if found is not None and (series.restart == "never" or found[0] is not None):
                return (code, found[0] if series.restart == "year" else None, found[1])
    return None


def first(entries: Iterable[Entry], series: Series, year: int | None) -> int:
    """Return the first serial kept here for a series and year.

    ``start`` of the company file counts in the year the company moved in: the earliest year that the
    ledger knows for the series. A series that restarts begins every later year with 1.
    """
    years = [e.year for e in entries if e.series == series.code and e.year is not None]
    return series.start if year is None or year <= min(years, default=year) else 1


def free(entries: Iterable[Entry], series: Series, year: int | None) -> int:
    """Return the next integer: one above the highest ever issued, reserved or void. No gap, no reuse."""
    known = tuple(entries)
    taken = [e.serial for e in known if e.series == series.code and e.year == year]
    return max(max(taken, default=0) + 1, first(known, series, year))


def path(series: Series, year: int | None, serial: int) -> str:
    """Return where the ledger keeps an integer, below the root: ``records/numbers/2026/销/0012.yaml``."""
    folder = "all" if series.restart == "never" or year is None else f"{year:04}"
    return f"records/numbers/{folder}/{series.code}/{serial:04}.yaml"


def year_of(series: Series, year: int) -> int | None:
    """Return the year a number of this series bears, None where the series never restarts."""
    return year if series.restart == "year" else None


def _form(series: Series, layout: str) -> str:
    return series.forms.get(layout) or series.forms.get("house") or f"{series.code}[{{year}}]{{serial:03}}"


def _filled(form: str, year: str, serial: int | None) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] == "year":
            return year
        return BLANK if serial is None else f"{serial:0{found[2] or 1}}"

    return _TOKEN.sub(value, form)


def _read(form: str, text: str) -> tuple[int | None, int] | None:
    """Return (year, serial) if ``form`` prints ``text`` and nothing else does."""
    found = _pattern(form).fullmatch(text)
    if found is None or "serial" not in found.groupdict():
        return None
    year = found.groupdict().get("year")
    serial = int(found["serial"])
    same = _filled(form, year or "", serial) == text
    return (int(year) if year else None, serial) if same and serial > 0 else None


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    parts: list[str] = []
    at = 0
    seen: set[str] = set()
    for token in _TOKEN.finditer(form):
        name = "year" if token[1] == "year" else "serial"
        digits = r"[0-9]{4}" if name == "year" else r"[0-9]+"
        group = f"(?P={name})" if name in seen else f"(?P<{name}>{digits})"
        parts += [re.escape(form[at : token.start()]), group]
        seen.add(name)
        at = token.end()
    return re.compile("".join([*parts, re.escape(form[at:])]))
