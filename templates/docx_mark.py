"""Placeholder pictures, drawn point by point: the mark of the letterhead, the place of a QR code."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable


def mark() -> bytes:
    """Return the placeholder mark of the letterhead: a small PNG that the program may replace.

    Drawn here: a ring with a gable roof in it, black on white, so that it photocopies.
    """
    return _png(320, 192, _shade)


def code() -> bytes:
    """Return the picture in the place of a QR code: its three corners and nothing that a reader could read."""
    return _png(296, 296, _corner)


def _png(width: int, height: int, shade: Callable[[int, int, int, int], int]) -> bytes:
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        packed = 0
        for x in range(width):
            packed = packed << 2 | shade(x, y, width, height)
            if x % 4 == 3:
                rows.append(packed)
                packed = 0
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 2, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(rows), 0)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
        for tag, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def _corner(x: int, y: int, width: int, height: int) -> int:
    """Return 0 (black) in the three corners of a QR code of 29 modules with white around it, else 3."""
    across, down = x * 37 // width - 4, y * 37 // height - 4
    for left, top in ((0, 0), (22, 0), (0, 22)):
        reach = max(abs(across - left - 3), abs(down - top - 3))
        if reach in (0, 1, 3):
            return 0
    return 3


def _shade(x: int, y: int, width: int, height: int) -> int:
    """Return 0 (black) to 3 (white): the share of a 2 × 2 raster that lies in the mark, rounded."""
    inside = 0
    for dx in (0.25, 0.75):
        for dy in (0.25, 0.75):
            across, down = x + dx - width / 2, y + dy - height / 2
            reach = (across * across + down * down) ** 0.5
            ring = 80 <= reach <= 92
            roof = -44 <= down <= 40 and abs(abs(across) - (down + 44) * 0.72) <= 7
            floor = 26 <= down <= 40 and abs(across) <= 60
            inside += ring or (roof and abs(across) <= 62) or floor
    return 3 - round(inside * 3 / 4)
