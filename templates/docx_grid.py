"""Rows of a form of 170 mm, cut in thirds, in halves, or whole."""

from __future__ import annotations

from docx_kit import Cell, Row, label, row, value

EIGHT = (20, 36.5, 20, 8.5, 20, 8.5, 20, 36.5)
"""Columns of a form of 170 mm: cut in thirds (:func:`thirds`) or in halves (:func:`halves`)."""


def thirds(*pairs: tuple[str, str], h: float = 9) -> Row:
    """Return a row of three labels with their values."""
    (a, x), (b, y), (c, z) = pairs
    return row(label(a), value(x), label(b), value(y, span=3), label(c), value(z), h=h)


def halves(left: tuple[str, str | Cell], right: tuple[str, str | Cell], h: float = 9) -> Row:
    """Return a row of two labels with their values."""
    (a, x), (b, y) = left, right
    return row(label(a), _wide(x, 3), label(b), _wide(y, 3), h=h)


def whole(text: str, content: str | Cell, h: float = 9) -> Row:
    """Return a row of one label and one value over the rest."""
    return row(label(text), _wide(content, 7), h=h)


def _wide(content: str | Cell, span: int) -> Cell:
    if isinstance(content, Cell):
        return Cell(content.markup, span, content.valign)
    return value(content, span=span)
