"""QR codes: the same text gives the same picture, black on white, for Word and for pages.

The only keeper of segno. A code holds a text that leads back to a record; it never holds a personal value.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno

NAME = "二维码"
"""What the picture is called in a Word template whose bytes the program replaces."""
_DOTS = 8
"""Pixels per module: 24 mm of a usual code at more than 300 dots per inch."""
_QUIET = 4
"""Modules of white around a code, as the standard asks."""


class TooLong(ValueError):
    """A text that no QR code can hold."""


def png(text: str) -> bytes:
    """Return the code as a PNG of two colours.

    It is not deflated: the zip around it does that, and another zlib would give other bytes.

    Raises:
        TooLong: the text is longer than a code can hold.
    """
    out = BytesIO()
    _code(text).save(out, kind="png", scale=_DOTS, border=_QUIET, compresslevel=0)
    return out.getvalue()


def svg(text: str) -> str:
    """Return the code as an ``svg`` element without size, to stand in a page.

    Raises:
        TooLong: the text is longer than a code can hold.
    """
    return _code(text).svg_inline(border=_QUIET, omitsize=True, svgclass=None, lineclass=None)


def rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a code, row by row, without the white around them. Raises as :func:`png` does."""
    return tuple(tuple(bool(module) for module in row) for row in _code(text).matrix)


@lru_cache(maxsize=256)
def _code(text: str) -> segno.QRCode:
    try:
        # UTF-8 is said: left alone, segno writes Chinese that Japanese has too in a Japanese coding
        return segno.make_qr(text, error="m", encoding="utf-8", boost_error=False)
    except segno.DataOverflowError as error:
        raise TooLong(text[:40]) from error
