"""A register as a printed sheet: what templates/docx/register.docx sees, its table in WordprocessingML.

A4 landscape, 宋体 小五 (the template's style 表格文字); header row repeated on every page, no row split,
a full number and a date never broken: where one needs more room than its column has, the column that
says most gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from markupsafe import Markup

from . import ooxml, zh
from .registers import Table, plain

_HALF_MM = 1.5875
"""Width of half a character (a digit) in 小五, in mm."""
_MARGINS_MM = 1.2
"""Left and right margin of a cell together, in mm: 内部资料 stands in a line of 14 mm."""
_LEAST_MM = 24
"""What the column that says most keeps."""
_ROW_MM = 7
_NARROW_MM = 28
"""A column up to this wide holds short words and lists; they break between words, not within them."""
_INDENT = '<w:ind w:right="57"/>'
"""1 mm between a number at the right and the rule."""
_WORDS = re.compile(r".+?(?:[、，；]+(?!$)| (?=[一-鿿]|\d{4}-\d\d-\d\d)|(?<=[一-鿿])-|$)", re.DOTALL)
"""What ends in a list mark, in a blank before Chinese or a day, in a hyphen behind Chinese; a number never does."""
_SPACED = re.compile(r"(?<=[一-鿿])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[一-鿿])")
"""Where Word lays a quarter of a character between Chinese and Latin."""


class SheetTable:
    """The table of a sheet: plain data to whoever compares views, markup to the template that prints it."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        self.view = view

    def __iter__(self) -> Iterator[object]:
        """Yield what the table depends on, for the fingerprint of its page."""
        yield from (self.view[key] for key in ("columns", "told", "empty"))
        yield from ((row["cells"], row["total"]) for row in self.view["rows"])

    def __html__(self) -> str:
        """Return the table as WordprocessingML."""
        return table(self.view)

    __str__ = __html__


def sheet(told: Table) -> Mapping[str, Any]:
    """Return the view of a register's printed sheet (all but the company)."""
    view = plain(told)
    count = sum(not row["total"] for row in view["rows"])
    day = zh.long_date(told.as_of) if told.as_of else ""
    return {
        "title": told.title,
        "subtitle_left": f"共 {count} 条",
        "subtitle_right": f"截至 {day}" if day else "",
        "table": SheetTable(view),
        "foot": told.foot,
        "as_of": day,
        "stamp": "",
        "class_": told.class_,
    }


def table(view: Mapping[str, Any]) -> Markup:
    """Return a register's plain view as a table of fixed layout."""
    mms = room(view)
    widths = [ooxml.twips(mm) for mm in mms]
    cells = [_frame(width, column) for width, column in zip(widths, view["columns"], strict=True)]
    head = [
        _cell(_tc(width, "center", ooxml.HEAD_CELL), column["title"])
        for width, column in zip(widths, view["columns"], strict=True)
    ]
    rows = [_row(head, "<w:tblHeader/>")]
    for row in view["rows"]:
        if row["mark"] == "heading":
            rows.append(_row([_cell(_tc(sum(widths), "left", ooxml.CELL, len(widths)), "".join(row["cells"]))]))
        elif row["total"]:
            rows.append(_row(_total(row["cells"], cells, widths, view["told"])))
        else:
            texts = (broken(text, mm) for text, mm in zip(row["cells"], mms, strict=True))
            rows.append(_row([_cell(frame, text) for frame, text in zip(cells, texts, strict=True)]))
    if view["empty"]:
        rows.append(_row([_cell(_tc(sum(widths), "center", ooxml.CELL, len(widths)), view["empty"])]))
    return Markup(_APART + _opening(widths) + "".join(rows) + "</w:tbl>")


_APART = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
"""A line of no height before the table: two tables without one between them would grow together."""


def room(view: Mapping[str, Any]) -> list[float]:
    """Return the width of each column in mm: as the register says, made wide enough for what stays whole."""
    columns = view["columns"]
    widths = [float(column["mm"]) for column in columns]
    most = view["told"]
    for i, column in enumerate(columns):
        if not column["whole"] or i == most:
            continue
        longest = max((_halves(row["cells"][i]) for row in view["rows"] if not row["total"]), default=0)
        more = min(longest * _HALF_MM + _MARGINS_MM - widths[i], widths[most] - _LEAST_MM)
        if more > 0:
            widths[i] += more
            widths[most] -= more
    return widths


def _halves(text: str) -> float:
    """Return the room of a text in half characters."""
    return zh.width(text) + len(_SPACED.findall(text)) / 2


def broken(text: str, mm: float) -> str:
    """Return a cell's text with line feeds where a narrow column should break it: between words.

    A list of departments, ``管理部 吴倩`` and ``一柜-收文-01盒`` keep each word whole; a date is a word.
    A sentence is left as it is, and so is a list that would take more lines than by itself.
    """
    room = (mm - _MARGINS_MM) / _HALF_MM
    if mm > _NARROW_MM or "。" in text or _halves(text) <= room:
        return text
    lines = [""]
    for word in _WORDS.findall(text):
        if lines[-1] and _halves(lines[-1] + word.rstrip()) > room:
            lines.append("")
        lines[-1] += word
    if sum(ceil(_halves(line.rstrip()) / room) for line in lines) > ceil(_halves(text) / room):
        return text
    return "\n".join([*(line.removesuffix(" ") for line in lines[:-1]), lines[-1]])


def _opening(widths: Sequence[int]) -> str:
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for size, sides in ((8, ("top", "left", "bottom", "right")), (4, ("insideH", "insideV")))
        for side in sides
    )
    margin = f'w:w="{ooxml.twips(_MARGINS_MM / 2)}" w:type="dxa"'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar><w:top {ooxml.ABOVE}/><w:left {margin}/><w:bottom {ooxml.ABOVE}/>"
        f"<w:right {margin}/></w:tblCellMar>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _frame(width: int, column: Mapping[str, Any]) -> str:
    return _tc(width, column["align"], ooxml.CELL, whole=column["whole"])


def _tc(width: int, align: str, style: str, span: int = 1, whole: bool = False) -> str:
    """Return a cell up to its text."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    unbroken = "<w:noWrap/>" if whole else ""
    jc = "" if align == "left" else f'{_INDENT if align == "right" else ""}<w:jc w:val="{align}"/>'
    held = f'<w:tcW w:w="{width}" w:type="dxa"/>{spanned}{unbroken}<w:vAlign w:val="center"/>'
    return f'<w:tc><w:tcPr>{held}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{jc}</w:pPr>'


def _cell(frame: str, text: str) -> str:
    return f"{frame}{ooxml.run(text)}</w:p></w:tc>"


def _total(texts: Sequence[str], frames: Sequence[str], widths: Sequence[int], most: int) -> list[str]:
    """Return the cells of a line of balance: it runs from the column that says most to the right edge."""
    wide = _tc(sum(widths[most:]), "left", ooxml.CELL, len(widths) - most)
    return [*(_cell(frames[i], texts[i]) for i in range(most)), _cell(wide, texts[most])]


def _row(cells: Sequence[str], header: str = "") -> str:
    height = f'<w:trHeight w:val="{ooxml.twips(_ROW_MM)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{header}</w:trPr>{''.join(cells)}</w:tr>"
