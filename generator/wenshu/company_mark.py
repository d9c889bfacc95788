"""The company's mark: the picture that a letterhead names must be there, and be one that Word can show."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Any

from .diagnostics import Code, Finding, Severity
from .model import RawRecord
from .yamlread import at

FOLDER = "templates/assets/"
BOX = 20 / 12
"""Width to height of the box in the letterhead (forms A1: at most 20 × 12 mm)."""

MISSING = Code(
    "COM20", Severity.ERROR,
    "信笺写的标识文件“{file}”不在 templates/assets/ 里",
    "the mark \"{file}\" that a letterhead names is not in templates/assets/",
    "把标识图片（PNG，宽高 5:3）放进 templates/assets/，logo 写它的文件名；没有标识的留空，印内置的图形。",
    "Put the picture (PNG, 5 wide to 3 high) there and write its file name; leave it empty for the built-in mark.",
)  # fmt: skip
NOT_PNG = Code(
    "COM21", Severity.ERROR,
    "标识文件“{file}”不是 PNG 图片",
    "the mark \"{file}\" is no PNG picture",
    "用画图等软件另存为 PNG；只改扩展名不行。",
    "Save it as PNG with a paint program; changing the ending alone will not do.",
)  # fmt: skip
STRETCHED = Code(
    "COM22", Severity.WARNING,
    "标识图片“{file}”是 {wide}×{high}，不是 5:3，印出来会变形",
    "the mark \"{file}\" is {wide} × {high}, not 5 to 3: it will be stretched",
    "在图片四周补白边，使宽高为 5:3，例如 500×300。",
    "Add a white margin until it is 5 wide to 3 high, such as 500 × 300.",
)  # fmt: skip


def findings(values: Mapping[str, Any], raw: RawRecord, tree: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what is wrong with the marks that the letterheads name."""
    for i, head in enumerate(values.get("letterheads", ())):
        file = head.get("logo", "") if isinstance(head, Mapping) else ""
        if not file:
            continue
        where, data = at(raw, ("letterheads", i, "logo")), tree.get(FOLDER + file)
        if data is None:
            yield MISSING.at(where, file=file)
        elif data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
            yield NOT_PNG.at(where, file=file)
        else:
            wide, high = struct.unpack(">II", data[16:24])
            if not high or abs(wide / high / BOX - 1) > 0.05:
                yield STRETCHED.at(where, file=file, wide=wide, high=high)
