"""Blocks, names and tables → WordprocessingML, in named styles.

A style's id is its name (``正文``, ``一级标题`` …), as the templates define them. Widening of names is
character spacing, never a blank, so that text read back finds the stored name (domain.md §1). Tables:
宋体 五号 (style 表格文字, header 表头), fixed layout, ``gridCol`` and ``tcW`` both written (WPS needs
both), header row repeated, rows unsplit, outer rule 1.0 pt, inner 0.5 pt (forms.md 0.1, 0.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from . import table_widths, zh
from .markdown import Block, Body, Heading, Item, Paragraph, Span, Spans, Table, plain
from .model import Names

BODY = "正文"
HEADINGS = ("一级标题", "二级标题", "三级标题", "四级标题")
LISTS = ("列表一", "列表二")
CELL = "表格文字"
HEAD_CELL = "表头"
NAME = "姓名"
STYLES = (BODY, *HEADINGS, *LISTS, CELL, HEAD_CELL)
"""The paragraph styles that a body may ask for; a template that prints one must define them."""

TEXT_WIDTH_MM = 156.0
"""Usable width of the house layout (A4, margins 28 and 26 mm)."""
_TWIPS_PER_MM = 1440 / 25.4
_CELL_MARGIN = table_widths.MARGINS // 2
ABOVE = 'w:w="28" w:type="dxa"'
"""Above and below inside a cell (0.5 mm): where fonts are tall, text would touch the rules."""
_MARKS = re.compile(r"[&<>{}_\n\t]")
_SHARED = re.compile("[·×÷°±‐-‧‰′″※℃№Ⅰ-ⅿ①-⓿←-⇿─-◿]")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


class Column(NamedTuple):
    """A column of a table: its width in mm and how its cells stand (left, center, right)."""

    mm: float
    align: str = "left"


class Room(NamedTuple):
    """Where blocks will stand: the width in twips, and whether that is a cell of a table."""

    twips: int
    cell: bool = False


PAGE = Room(round(TEXT_WIDTH_MM * _TWIPS_PER_MM))


def twips(mm: float) -> int:
    """Return millimetres in twentieths of a point, rounded."""
    return round(mm * _TWIPS_PER_MM)


def escape(text: str) -> str:
    """Return text for ``w:t``: XML escaped, a line feed as ``w:br``, a tab as ``w:tab``.

    Braces and underscores are written as character references where docxtpl would read ``{_{`` as its
    own spelling of ``{{``.
    """
    if not _MARKS.search(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("{", "&#123;").replace("}", "&#125;").replace("_", "&#95;")
    return text.replace("\n", _BREAK).replace("\t", _TAB)


def run(text: str, bold: bool = False) -> str:
    """Return a run of text; nothing for an empty text.

    Marks that Chinese and Latin fonts share (“ ” … — ·) are asked for in the Chinese font; Word would
    set them half as wide in the Latin one.
    """
    if not text:
        return ""
    face = "<w:b/>" if bold else ""
    if _SHARED.search(text):
        face = f'<w:rFonts w:hint="eastAsia"/>{face}'
    if face:
        face = f"<w:rPr>{face}</w:rPr>"
    return f'<w:r>{face}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def runs(spans: Sequence[Span]) -> str:
    """Return spans as runs. On paper a link is its text."""
    if len(spans) == 1:
        return run(spans[0].text, spans[0].bold)
    return "".join([run(span.text, span.bold) for span in spans])


def paragraph(style: str, content: str, align: str = "") -> str:
    """Return a paragraph of ready runs in a named style."""
    jc = f'<w:jc w:val="{align}"/>' if align and align != "left" else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{jc}</w:pPr>{content}</w:p>'


def names(listed: Names, half_points: int = 24) -> Markup:
    """Return names joined by 、 as runs; a name of two characters is spread over the room of three.

    Args:
        listed: the names, each perhaps with a remark in full-width brackets.
        half_points: the size they stand in, in half points (24 = 小四): the first character of a short
            name gets that much room behind it.
    """
    pieces: list[str] = []
    waiting = ""
    for index, name in enumerate(listed.names):
        first, second, rest = zh.spread(name)
        lead = waiting + ("、" if index else "")
        if first:
            pieces.append(run(lead))
            pieces.append(
                f'<w:r><w:rPr><w:spacing w:val="{half_points * 10}"/></w:rPr>'
                f'<w:t xml:space="preserve">{escape(first)}</w:t></w:r>'
            )
            waiting = second + rest
        else:
            waiting = lead + rest
    pieces.append(run(waiting))
    return Markup("".join(pieces))


def text_blocks(text: str, room: Room = PAGE) -> Markup:
    """Return plain text as paragraphs, one per line, in the style of the place."""
    style = CELL if room.cell else BODY
    lines = text.split("\n") if text else ([""] if room.cell else [])
    return Markup("".join([paragraph(style, run(line)) for line in lines]))


def inline(body: Body) -> Markup:
    """Return a body as runs of one paragraph, its blocks parted by line breaks, a table's cells by tabs."""
    pieces: list[str] = []
    for block in body.blocks:
        for line in _inline_lines(block):
            pieces.append(line)
    return Markup("<w:r><w:br/></w:r>".join(pieces))


def _inline_lines(block: Block) -> list[str]:
    if isinstance(block, Table):
        return [
            "<w:r><w:tab/></w:r>".join([runs(cell) for cell in row]) for row in (block.header, *block.rows)
        ]
    if isinstance(block, Paragraph):
        return [runs(block.spans)]
    lead = block.number if isinstance(block, Heading) else block.marker
    return [run(lead) + runs(block.spans)]


def blocks(body: Body, room: Room = PAGE, ends: bool = True) -> Markup:
    """Return a body as paragraphs and tables. One that ``ends`` its paper stays with the signature.

    What is returned ends with a paragraph, so that it may fill a cell and two tables never grow
    together; an empty body is nothing on the page and an empty paragraph in a cell.
    """
    pieces = [_block(block, room) for block in body.blocks]
    if room.cell and not pieces:
        pieces.append(paragraph(CELL, ""))
    if not room.cell:
        for at in body.staying(ends):
            pieces[at] = _kept(pieces[at])
    return Markup("".join(pieces))


def _kept(piece: str) -> str:
    """Keep the last paragraph of a piece on the page of what follows."""
    before, opening, after = piece.rpartition('<w:p><w:pPr><w:pStyle w:val="')
    style, end, rest = after.partition('"/>')
    return f"{before}{opening}{style}{end}<w:keepNext/>{rest}"


def _block(block: Block, room: Room) -> str:
    if isinstance(block, Paragraph):
        return paragraph(CELL if room.cell else BODY, runs(block.spans))
    if isinstance(block, Heading):
        if room.cell:  # a form's cell has one size; its headings are bold
            bold = tuple(Span(span.text, True, span.record) for span in block.spans)
            return paragraph(CELL, run(block.number, True) + runs(bold))
        return paragraph(HEADINGS[block.level - 1], run(block.number) + runs(block.spans))
    if isinstance(block, Item):
        style = CELL if room.cell else LISTS[block.level - 1]
        return paragraph(style, run(block.marker) + runs(block.spans))
    return _markdown_table(block, room) + paragraph(CELL, "")


def _markdown_table(block: Table, room: Room) -> str:
    width = room.twips - (2 * _CELL_MARGIN if room.cell else 0)
    rows = [block.header, *block.rows]
    wanted = [max(map(_room, cells)) for cells in zip(*rows, strict=True)]
    widths = table_widths.fitted([max(want, 4) for want in wanted], width)
    return _table(
        widths,
        block.align,
        [[runs(cell) for cell in block.header]],
        [[runs(cell) for cell in row] for row in block.rows],
    )


def _room(spans: Spans) -> int:
    """Return about the room of a cell's longest line, a Chinese character counted as 2."""
    if not spans:
        return 0
    text = spans[0].text if len(spans) == 1 else plain(spans)
    # one byte and three bytes in UTF-8, so that their mean with the length is 1 and 2
    return max((len(line) + len(line.encode("utf-8", "surrogatepass"))) // 2 for line in text.split("\n"))


def table(
    columns: Sequence[Column], header: Sequence[str | Markup], rows: Iterable[Sequence[str | Markup]]
) -> Markup:
    """Return a table of texts, or of ready runs where a cell is Markup.

    Args:
        columns: width in mm and alignment of each; together they are the table's width.
        header: one cell per column, printed again on every page; empty for a table without a header.
        rows: one cell per column each.
    """
    widths = [twips(column.mm) for column in columns]
    align = [column.align for column in columns]
    head = [[_cell(cell) for cell in header]] if header else []
    return Markup(_table(widths, align, head, [[_cell(cell) for cell in row] for row in rows]))


def _cell(cell: str | Markup) -> str:
    return str(cell) if isinstance(cell, Markup) else run(cell)


def _table(
    widths: Sequence[int],
    align: Sequence[str],
    head: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
) -> str:
    grid = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    header = _starts(widths, ["center"] * len(widths), HEAD_CELL)
    starts = _starts(widths, align, CELL)
    body = [_row(header, row, "<w:tblHeader/>") for row in head]
    body += [_row(starts, row, "") for row in rows]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_TABLE_FACE}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(body)}</w:tbl>"
    )


def _edges(sides: Sequence[str], eighths: int) -> str:
    rule = f'w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"'
    return "".join([f"<w:{side} {rule}/>" for side in sides])


_TABLE_FACE = (
    f"<w:tblBorders>{_edges(('top', 'left', 'bottom', 'right'), 8)}{_edges(('insideH', 'insideV'), 4)}"
    f'</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top {ABOVE}/>'
    f'<w:left w:w="{_CELL_MARGIN}" w:type="dxa"/><w:bottom {ABOVE}/>'
    f'<w:right w:w="{_CELL_MARGIN}" w:type="dxa"/></w:tblCellMar>'
)
"""Outer rule 1.0 pt, inner 0.5 pt, fixed layout."""
_CELL_END = "</w:p></w:tc>"


def _starts(widths: Sequence[int], align: Sequence[str], style: str) -> list[str]:
    """Return what stands before the text of a cell, for each column."""
    return [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, '', side).removesuffix('</w:p>')}"
        for width, side in zip(widths, align, strict=True)
    ]


def _row(starts: Sequence[str], cells: Sequence[str], header: str) -> str:
    written = [f"{start}{cell}{_CELL_END}" for start, cell in zip(starts, cells, strict=True)]
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{''.join(written)}</w:tr>"
