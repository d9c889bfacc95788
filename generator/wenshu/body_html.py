"""Blocks and names → HTML in the classes of the named styles: what ooxml.py is to Word.

Nothing here knows a site: ``links`` says where a record's page lies, and a record that the reader may
not open prints as its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from . import qr, table_widths, zh
from .markdown import Block, Body, Heading, Item, Paragraph, Span, Spans, Table
from .model import Names
from .ooxml import BODY, CELL, HEAD_CELL, HEADINGS, LISTS

Links = Mapping[str, str]
"""Record id → address of its page, for those the reader may open."""

_WIDE = 5
"""A table with so many columns scrolls in its box on a telephone."""
_NARROWEST = 4
"""The least a column is given, in half-width characters (as in the Word table)."""


def paragraph(style: str, content: str, tag: str = "p") -> str:
    """Return a paragraph of ready HTML in a named style."""
    return f'<{tag} class="s-{style}">{content}</{tag}>'


def spans(pieces: Iterable[Span], links: Links) -> str:
    """Return spans as HTML: bold, links to records, line breaks kept by the sheet (``pre-wrap``)."""
    written = []
    for piece in pieces:
        text = str(escape(piece.text))
        if piece.bold:
            text = f"<strong>{text}</strong>"
        address = links.get(piece.record) if piece.record else None
        written.append(f'<a href="{escape(address)}">{text}</a>' if address else text)
    return "".join(written)


def names(listed: Names) -> Markup:
    """Return names joined by 、; one of two characters is spread over the room of three by spacing."""
    written = []
    for name in listed.names:
        first, second, rest = zh.spread(name)
        # a line must not end between the two characters of a name
        spread = f'<span class="nw"><span class="n2">{escape(first)}</span>{escape(second)}</span>'
        written.append(f"{spread if first else ''}{escape(rest)}")
    return Markup("、".join(written))


def blocks(body: Body, links: Links, cell: bool = False) -> Markup:
    """Return a body as paragraphs and tables; in a cell of a form they take the cell's style."""
    return Markup("".join([_block(block, links, cell) for block in body.blocks]))


def text_blocks(text: str, cell: bool = False) -> Markup:
    """Return plain text as paragraphs, one per line, in the style of the place."""
    lines = text.split("\n") if text else ([""] if cell else [])
    return Markup("".join([paragraph(CELL if cell else BODY, str(escape(line))) for line in lines]))


def code(text: str) -> Markup:
    """Return a text as a QR code, drawn in the page itself: nothing to load, no style of its own.

    Raises:
        qr.TooLong: the text is longer than a code can hold.
    """
    return Markup(qr.svg(text) if text else "")


def inline(body: Body, links: Links) -> Markup:
    """Return a body inside one paragraph, its blocks parted by line breaks, a table's cells by tabs."""
    lines = [line for block in body.blocks for line in _lines(block, links)]
    return Markup("\n".join(lines))


def _lines(block: Block, links: Links) -> list[str]:
    if isinstance(block, Table):
        return ["\t".join([spans(cell, links) for cell in row]) for row in (block.header, *block.rows)]
    lead = block.number if isinstance(block, Heading) else block.marker if isinstance(block, Item) else ""
    return [str(escape(lead)) + spans(block.spans, links)]


def _block(block: Block, links: Links, cell: bool) -> str:
    if isinstance(block, Paragraph):
        return paragraph(CELL if cell else BODY, spans(block.spans, links))
    if isinstance(block, Heading):
        words = str(escape(block.number)) + spans(block.spans, links)
        return paragraph(HEADINGS[block.level - 1], words, f"h{block.level + 1}")
    if isinstance(block, Item):
        style = CELL if cell else LISTS[block.level - 1]
        return paragraph(style, str(escape(block.marker)) + spans(block.spans, links))
    return _table(block, links) + paragraph(CELL, "")


def _table(block: Table, links: Links) -> str:
    rows = (block.header, *block.rows)
    weights = [max(_length(row[at]) for row in rows) for at in range(len(block.header))]
    weights = table_widths.fitted([max(weight, _NARROWEST) for weight in weights])
    columns = "".join([f'<col width="{100 * weight / sum(weights):.1f}%">' for weight in weights])
    titles = [paragraph(HEAD_CELL, spans(cell, links)) for cell in block.header]
    head = "".join([f'<th scope="col">{title}</th>' for title in titles])
    body = "".join([_row(row, block.align, links) for row in block.rows])
    many = len(weights) >= _WIDE
    table = (
        f'<table class="grid{" many" if many else ""}"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
    if not many:
        return table
    return f'<div class="scroll" tabindex="0" role="group" aria-label="表格">{table}</div>'


def _row(row: Sequence[Spans], align: Sequence[str], links: Links) -> str:
    cells = [
        f'<td class="to-{side}">{paragraph(CELL, spans(cell, links))}</td>'
        for side, cell in zip(align, row, strict=True)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _length(cell: Spans) -> int:
    return max(zh.width(line) for line in "".join([piece.text for piece in cell]).split("\n"))
