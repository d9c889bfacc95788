"""markdown-it's tokens → the blocks of a body. The only keeper of markdown-it."""

from __future__ import annotations

import re

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from .markdown_body import Block, Body, Heading, Item, Paragraph, Problem, Span, Spans, Table
from .markdown_dialect import reader
from .markdown_spans import BULLETS, TYPED_NUMBER, Spanner, complain, led, list_marker, next_number

_NO_BLANK = re.compile(r"#{1,6}[^#\s]")
_NESTING = re.compile(r"[ \t]*(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]*){16}")


class Reader:
    """Turns the tokens of one source into blocks and problems."""

    def __init__(self, source: str) -> None:
        self.source = source
        # the same line ends as markdown-it's own, so that its line numbers fit
        self.lines = re.split(r"\r\n?|\n", source)
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.counts = [0, 0, 0, 0]
        self.tokens: list[Token] = []
        self.spanner = Spanner(self.lines, self.problems)

    def body(self) -> Body:
        """Read the source."""
        if any(_NESTING.match(line) for line in self.lines):
            # markdown-it gives up, in silence, on what is nested too deep
            self._literal(0, len(self.lines), "deep")
        else:
            self.tokens = reader().parse(self.source)
            at = 0
            while at < len(self.tokens):
                at = self._block(at)
        return Body(self.source, tuple(self.blocks), tuple(sorted(set(self.problems))))

    def _block(self, at: int) -> int:
        """Read the block that opens at token ``at``; return the token after it."""
        token = self.tokens[at]
        start, end = token.map or (0, 0)
        if token.type == "paragraph_open":
            self._paragraph(self.tokens[at + 1], start)
        elif token.type == "heading_open":
            self._heading(token, self.tokens[at + 1], start)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            return self._list(at, 1)
        elif token.type == "table_open":
            return self._table(at)
        elif token.type == "blockquote_open":
            self._literal(start, end, "quote")
        elif token.type == "hr":
            self._literal(start, end, "rule")
        else:
            self._literal(start, end, "code")
        return self._after(at)

    def _after(self, at: int) -> int:
        """Return the token behind the block that opens at ``at``."""
        depth = 0
        while True:
            depth += self.tokens[at].nesting
            at += 1
            if depth == 0:
                return at

    def _literal(self, start: int, end: int, what: str) -> None:
        complain(self.problems, self.lines, start, what, "")
        for number in range(start, min(end, len(self.lines))):
            if text := self.lines[number].strip():
                self.blocks.append(Paragraph((Span(text),), number + 1))

    def _paragraph(self, inline: Token, start: int) -> None:
        for line in range(start, (inline.map or [start, start + 1])[1]):
            text = self.lines[line].strip(" \t")
            if _NO_BLANK.match(text):
                complain(self.problems, self.lines, line, "hash", text)
            elif text.startswith("|") and text.count("|") > 1:
                complain(self.problems, self.lines, line, "table", text)
        for line, spans in self.spanner.paragraphs(inline, start):
            self.blocks.append(Paragraph(spans, line + 1))

    def _heading(self, token: Token, inline: Token, start: int) -> None:
        level = int(token.tag[1:]) - 1
        if not 1 <= level <= 4:
            self._literal(start, start + 1, "heading")
            return
        if TYPED_NUMBER.match(inline.content):
            complain(self.problems, self.lines, start, "number", inline.content)
        number = next_number(self.counts, level)
        for _, spans in self.spanner.paragraphs(inline, start):
            self.blocks.append(Heading(level, led(number, spans), spans, start + 1))

    def _list(self, at: int, level: int) -> int:
        token = self.tokens[at]
        ordered = token.type == "ordered_list_open"
        number = int(token.attrs.get("start", 1)) if ordered else 0
        first = number
        at += 1
        while self.tokens[at].type == "list_item_open":
            item = self.tokens[at]
            # 1. 1. 1. is Markdown's lazy way; at any other jump the number typed is the one printed
            if ordered and int(item.info) not in (number, first):
                line = (item.map or (0, 0))[0]
                complain(self.problems, self.lines, line, "order", self.lines[line].strip())
                number = int(item.info)
            marker = list_marker(level, number, item.markup) if ordered else BULLETS[level - 1]
            at = self._item(at + 1, level, marker)
            number += 1
        return at + 1

    def _item(self, at: int, level: int, marker: str) -> int:
        """Read the blocks of one list item; return the token behind its end."""
        if self.tokens[at].type == "list_item_close":
            self.blocks.append(Item(level, marker, (), (self.tokens[at - 1].map or (0, 0))[0] + 1))
        while self.tokens[at].type != "list_item_close":
            token = self.tokens[at]
            start, end = token.map or (0, 0)
            if token.type == "paragraph_open":
                for line, spans in self.spanner.paragraphs(self.tokens[at + 1], start):
                    self.blocks.append(Item(level, led(marker, spans), spans, line + 1))
                    marker = ""
                at = self._after(at)
            elif token.type in ("bullet_list_open", "ordered_list_open") and level == 1:
                if marker:
                    self.blocks.append(Item(level, marker, (), start + 1))
                    marker = ""
                at = self._list(at, 2)
            else:
                deep = token.type in ("bullet_list_open", "ordered_list_open")
                marker = self._inside(start, end, level, marker, "deep" if deep else "inside")
                at = self._after(at)
        return at + 1

    def _inside(self, start: int, end: int, level: int, marker: str, what: str) -> str:
        complain(self.problems, self.lines, start, what, "")
        for number in range(start, min(end, len(self.lines))):
            text = self.lines[number].strip()
            if marker:  # the first line of the block stands behind the item's own marker
                text = re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", text)
            if text:
                self.blocks.append(Item(level, marker, (Span(text),), number + 1))
                marker = ""
        return marker

    def _table(self, at: int) -> int:
        start = (self.tokens[at].map or (0, 0))[0]
        rows: list[tuple[Spans, ...]] = []
        cells: list[Spans] = []
        align: list[str] = []
        while (token := self.tokens[at]).type != "table_close":
            if token.type == "th_open":
                align.append(str(token.attrs.get("style", "text-align:left")).partition(":")[2])
            elif token.type == "inline":
                cells.append(self.spanner.cell(token, (token.map or (start, 0))[0]))
            elif token.type == "tr_open":
                cells = []
            elif token.type == "tr_close":
                rows.append(tuple(cells))
            if token.type == "tr_open" and token.map:
                row_line = token.map[0]
            if token.type == "tr_close" and (rest := self._surplus(row_line, len(align))):
                rows[-1] = (*rows[-1][:-1], (*rows[-1][-1], Span(" | " + " | ".join(rest))))
            at += 1
        self.blocks.append(Table(rows[0], tuple(align), tuple(rows[1:]), start + 1))
        return at + 1

    def _surplus(self, line: int, columns: int) -> list[str]:
        """Return the cells of a row beyond its header's; markdown-it would drop them in silence."""
        cells = escapedSplit(self.lines[line].strip())
        if cells and not cells[0]:
            cells.pop(0)
        if cells and not cells[-1]:
            cells.pop()
        if len(cells) <= columns:
            return []
        complain(self.problems, self.lines, line, "cells", self.lines[line].strip())
        return [cell.strip() for cell in cells[columns:]]
