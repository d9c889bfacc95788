"""A register as CSV that Excel opens with a double click, and that reads back exactly.

UTF-8 with a byte order mark, every field in quotes, CRLF. A spreadsheet guesses: ``012`` becomes 12,
``3-4`` a date, ``=1+1`` a formula that may even start a program. So each cell that is not plainly a
Chinese word begins with one tab, which Excel, WPS and LibreOffice keep as part of a text. ``="012"``
would need a formula for every cell, ends at 255 characters and is noise for any other program; an
apostrophe stays visible. :func:`read` takes the one tab off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

_BOM = "\ufeff"
_COUNT = re.compile(r"0|[1-9]\d{0,14}")
_PLAIN = re.compile(r"(?![〇零一二三四五六七八九十百千万亿两上下早晚中今明昨])[\u4e00-\u9fff]")
"""A cell that begins so is text to every spreadsheet; numerals and 上午/下午 may be taken for a time."""


def render(view: Mapping[str, Any]) -> bytes:
    """Return the CSV of a register's plain view (``registers.plain``)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    columns = view["columns"]
    writer.writerow([column["title"] for column in columns])
    counts = [column["align"] == "right" for column in columns]
    for row in view["rows"]:
        writer.writerow([forced(text, count) for text, count in zip(row["cells"], counts, strict=True)])
    if view["empty"]:
        writer.writerow([view["empty"] if i == view["told"] else "" for i in range(len(columns))])
    return (_BOM + out.getvalue()).encode("utf-8")


def forced(text: str, count: bool = False) -> str:
    """Return a cell so that no spreadsheet reads anything but its text in it.

    Args:
        count: the column holds counts; a plain integer stays a number there.
    """
    if not text or _PLAIN.match(text) or (count and _COUNT.fullmatch(text)):
        return text
    return "\t" + text


def read(data: bytes) -> list[list[str]]:
    """Return all lines of such a CSV, header first, as they were before :func:`forced`.

    Raises:
        UnicodeDecodeError: the bytes are not UTF-8.
    """
    lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [[text[1:] if text.startswith("\t") else text for text in line] for line in lines]
