"""Older numbers of this year, taken over from an Excel register: issued entries without a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..checks.numbers import GAP
from ..diagnostics import Code, Finding, Severity
from . import Desk

if TYPE_CHECKING:
    from ._pen import Pen

NOT_A_BOOK = Code(
    "NUM30", Severity.ERROR,
    "读不出这个 Excel 文件：{reason}",
    "this Excel file cannot be read: {reason}",
    "请用 Excel 或 WPS 打开，另存为 .xlsx 再试；工作表名：{sheets}。",
    "Open it in Excel, save it as .xlsx and try again; its worksheets: {sheets}.",
)  # fmt: skip
NO_HEADERS = Code(
    "NUM31", Severity.ERROR,
    "没有找到表头：要有“文号”和“标题”两栏",
    "no header row: the columns 文号 (number) and 标题 (title) are needed",
    "表头可以叫：{names}。放在前 20 行之内。",
    "Headers may be called: {names}; within the first 20 rows.",
)  # fmt: skip
ROW = Code(
    "NUM32", Severity.WARNING,
    "第 {row} 行没有接来：{reason}",
    "row {row} was not taken over: {reason}",
    "改好这一行再运行一次；已接来的不会重复。",
    "Mend the row and run it again; what was taken over is not taken twice.",
)  # fmt: skip

HEADERS: Mapping[str, tuple[str, ...]] = {
    "printed": ("文号", "发文字号", "编号", "文件编号", "发文号", "收文号"),
    "title": ("标题", "文件标题", "题名", "文件名称", "名称", "事由"),
    "signed": ("成文日期", "日期", "发文日期", "签发日期", "收文日期"),
    "state": ("状态", "备注"),
}
"""Which headers mean which field; the first that is found counts."""

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def take_over(desk: Desk, book: Path, sheet: str, person: str, dry_run: bool) -> int:
    """Write one issued entry for each row that can be understood; tell the others row by row."""
    with desk.writing("number adopt", dry_run) as pen:
        rows = _rows(desk, book, sheet)
        found: list[Finding] = []
        count = 0
        for row, values in rows:
            reason = _adopt(pen, values, person)
            if reason:
                found.append(ROW.at(str(book.name), row=row, reason=reason))
            else:
                count += 1
        if count:
            # a number missing in the old register is told here and stays an error until it is void
            found += [f for f in pen.worse() if f.code is GAP]
            pen.commit(f"接来旧文号 {count} 个", [("Source", book.name)], person, allow=[GAP.id])
        desk.tell(found)
        left = sum(f.code is ROW for f in found)
        desk.echo(f"接来 {count} 个，{left} 行没有接来。{count} taken over, {left} rows not.")
    return 0 if not found else 1


def _rows(desk: Desk, book: Path, sheet: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (row number as Excel shows it, field → cell) of each row below the headers."""
    import python_calamine

    sheets: list[str] = []
    try:
        read = python_calamine.CalamineWorkbook.from_path(book)
        sheets = read.sheet_names
        page = read.get_sheet_by_name(sheet or sheets[0])
        top = page.start[0] if page.start else 0
        cells = page.to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise desk.refuse(NOT_A_BOOK.at(book.name, reason=error, sheets="、".join(sheets) or "—")) from None
    for at, row in enumerate(cells[:20]):
        columns = _columns(row)
        if "printed" in columns and "title" in columns:
            for below, values in enumerate(cells[at + 1 :], start=top + at + 2):
                told = {key: values[i] for key, i in columns.items() if i < len(values)}
                if any(str(value).strip() for value in told.values()):
                    yield below, told
            return
    names = "；".join("、".join(words) for words in HEADERS.values())
    raise desk.refuse(NO_HEADERS.at(book.name, names=names))


def _columns(row: list[Any]) -> dict[str, int]:
    told = [re.sub(r"\s+", "", str(cell)) for cell in row]
    found = {}
    for key, words in HEADERS.items():
        for word in words:
            if word in told:
                found[key] = told.index(word)
                break
    return found


def _adopt(pen: Pen, values: Mapping[str, Any], person: str) -> str:
    """Lay down the entry of one row; return why it cannot be, or ``""``."""
    from .. import numbering

    printed = str(values.get("printed", "")).strip()
    title = " ".join(str(values.get("title", "")).split())
    if not printed:
        return "没有文号"
    number = _read(pen, printed)
    if number is None:
        return f"文号“{printed}”不是本公司任何系列的式样"
    code, year, serial = number
    path = numbering.path(pen.office.company.series[code], year, serial)
    if path in pen.changes:
        return f"文号“{printed}”在表里出现两次"
    if pen.office.ledger.at(code, year, serial) is not None:
        return f"文号“{printed}”台账里已经有了"
    if year in pen.office.ledger.closed:
        return f"{year} 年的文号已结账"
    if "作废" in str(values.get("state", "")):
        pen.fact(path, {"state": "void", "reason": title or "旧登记簿注明作废", "printed": printed})
        return ""
    signed = _day(values.get("signed"))
    if not title or signed is None:
        return "没有标题" if not title else "成文日期看不懂"
    pen.fact(path, {
        "state": "issued", "date": signed, "by": person, "printed": printed, "title": title, "signed": signed,
    })  # fmt: skip
    return ""


def _read(pen: Pen, printed: str) -> tuple[str, int | None, int] | None:
    """Read a number as people typed it: full-width brackets and blanks are forgiven, nothing else."""
    from .. import numbering

    series = pen.office.company.series
    plain = re.sub(r"\s+", "", printed)
    swaps = str.maketrans("（）［］【】", "()[][]")
    six = plain.translate(str.maketrans("[]［］【】", "〔〕〔〕〔〕"))
    for text in (plain, plain.translate(swaps), six):
        found = numbering.parse(text, series)
        if found is not None:
            return found
    return None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DATE.fullmatch(str(value).strip()) if value is not None else None
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
