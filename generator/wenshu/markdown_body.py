"""A body as it was parsed: frozen blocks and spans, and what its source may not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from . import zh


class Problem(NamedTuple):
    """Something a body may not hold. Line and column are 1-based, counted in the body's own source."""

    line: int
    column: int
    what: str
    """A key of :data:`SAY`."""
    text: str
    """The words it stands in, cut to 40 characters."""

    def said(self, lang: str = "zh") -> str:
        """Return what is wrong and how to mend it, in plain words."""
        return SAY[self.what][0 if lang == "zh" else 1]


SAY: dict[str, tuple[str, str]] = {
    "html": (
        "正文里不能用 HTML 标签；请删去尖括号里的标签，强调用 **加粗**",
        "HTML is not allowed in a body; remove the tag, use **bold** to stress",
    ),
    "image": (
        "正文里不能放图片；请作为附件登记，正文写“见附件1”",
        "no pictures in a body; register it as an attachment and write “see attachment 1”",
    ),
    "code": ("正文里不能用代码格式；请删去反引号", "no code in a body; remove the backticks"),
    "quote": ("正文里不能用引用格式；请删去行首的 >", "no quotes in a body; remove the leading >"),
    "heading": (
        "标题只能用两个到五个 #（## 一、 ### （一） #### 1. ##### （1））；文件标题写在 title 里",
        "headings have two to five # (## to #####); the paper's own title stands in its title field",
    ),
    "hash": ("# 后面要空一格才是标题", "a heading needs a blank after its #"),
    "number": (
        "标题的序号由程序书写；请删去手写的序号",
        "the program writes the numbers of headings; remove the one typed",
    ),
    "italics": (
        "公文不用斜体；强调用 **加粗**，本来就是星号或下划线的请写成 \\* 或 \\_",
        "no italics in a paper; stress with **bold**, write \\* or \\_ for the sign itself",
    ),
    "strike": ("正文里不能用删除线；请删去 ~~", "no strike-through in a body; remove the ~~"),
    "rule": ("正文里不能画横线；请删去这一行", "no rules in a body; remove the line"),
    "deep": (
        "列表最多两级；更深的请改写成标题或段落",
        "lists have two levels at most; use headings or paragraphs for more",
    ),
    "inside": (
        "列表里只能写段落和下一级列表；表格、标题请移到列表外",
        "a list holds paragraphs and one inner list; move tables and headings out of it",
    ),
    "order": (
        "列表的序号不连续；请核对是否漏项或重号，按 1. 2. 3. 书写",
        "the list's numbers do not run on; check what is missing or twice, write 1. 2. 3.",
    ),
    "link": (
        "链接只能指向本公司的记录，如 [名称](documents/2026/spring-stock)；网址请直接写成文字",
        "links lead to records only, as [name](documents/2026/spring-stock); write web addresses as text",
    ),
    "table": (
        "这几行像表格但不是：表头下面要有 |---|---| 一行，列数与表头相同",
        "this looks like a table but is none: put a |---|---| line of as many columns under its header",
    ),
    "cells": (
        "表格这一行的格数比表头多；竖线本身请写成 \\|",
        "this row has more cells than its header; write \\| for the sign itself",
    ),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one face. A ``\\n`` in it is a forced line break."""

    text: str
    bold: bool = False
    record: str = ""
    """The id of the record it links to, or empty."""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1–4 (``##`` is 1) with its number as text."""

    level: int
    number: str
    spans: Spans
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    spans: Spans
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph of a list, level 1–2. The marker is text; empty where the item goes on."""

    level: int
    marker: str
    spans: Spans
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: header cells, alignment per column (left, center, right), rows of cells."""

    header: tuple[Spans, ...]
    align: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]
    line: int


Block = Heading | Paragraph | Item | Table
_TWO_LINES = 80
"""Half-width characters of which one line of any layout holds fewer."""


def plain(spans: Spans) -> str:
    """Return the text of spans, marks removed; a forced line break is ``\\n``."""
    return "".join(span.text for span in spans)


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed body. True if it prints anything."""

    source: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def spans(self) -> Iterator[tuple[int, Spans]]:
        """Yield the spans of each heading, paragraph, item and cell with its source line."""
        for block in self.blocks:
            if isinstance(block, Table):
                for row in (block.header, *block.rows):
                    yield from ((block.line, cell) for cell in row)
            else:
                yield block.line, block.spans

    def text_strings(self) -> tuple[str, ...]:
        """Return every visible string, Markdown marks removed, numbers and markers left out (law 6)."""
        return tuple(line for _, spans in self.spans() for line in plain(spans).split("\n") if line.strip())

    def links(self) -> tuple[tuple[str, int], ...]:
        """Return the record ids it links to, each with its line in the body."""
        return tuple((span.record, line) for line, spans in self.spans() for span in spans if span.record)

    def staying(self, ends: bool) -> frozenset[int]:
        """Return which blocks stay on the page of what follows, by position.

        A paragraph that ends in a colon stays with what it leads to. Of a body that ``ends`` its paper two
        lines stand with the signature: its last block, and the one before if that is short.
        """
        kept = {at for at, block in enumerate(self.blocks[:-1]) if _leads(block)}
        last = len(self.blocks) - 1
        if ends and self.blocks:
            end = self.blocks[last]
            long = isinstance(end, Paragraph | Item) and zh.width(plain(end.spans)) > _TWO_LINES
            kept |= {last} if long else {last, max(last - 1, 0)}
        return frozenset(kept)

    def text(self) -> str:
        """Return the body as plain lines with numbers and markers; the cells of a row stand apart by tabs."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Table):
                for row in (block.header, *block.rows):
                    yield "\t".join(plain(cell) for cell in row)
            elif isinstance(block, Heading):
                yield block.number + plain(block.spans)
            elif isinstance(block, Item):
                yield block.marker + plain(block.spans)
            else:
                yield plain(block.spans)


def _leads(block: Block) -> bool:
    return isinstance(block, Paragraph) and plain(block.spans).rstrip().endswith(("：", ":"))


EMPTY = Body("", (), ())
