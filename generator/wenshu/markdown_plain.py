"""The fast lane for plain bodies: line by line, without markdown-it.

Most bodies are headings, paragraphs, simple lists and tables with nothing odd in them. They are read
here some twenty times faster. Whatever is not certain to mean the same to markdown-it makes the whole
body go the long way (:mod:`wenshu.markdown_tokens`), which is the referee: a differential test holds the
two together. A paragraph with marks in it is handed to markdown-it alone.
"""

from __future__ import annotations

import re

from . import zh
from .markdown_body import Block, Body, Heading, Item, Paragraph, Problem, Span, Spans, Table
from .markdown_spans import (
    ANEW,
    BULLETS,
    TYPED_NUMBER,
    Spanner,
    inline_token,
    led,
    list_marker,
    next_number,
)

_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\ufeff]")
"""Control characters, tabs and odd blanks: markdown-it trims and counts them in its own way."""
_HEADING = re.compile(r"(#{2,5}) +([^ #](?:.*[^ #])?) *")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)]) ([^ ].*)")
_UNSAFE = re.compile(r"[ !-/:-@\[-`{-~]|\d{1,9}[.)](?: |$)")
"""How a line may begin that is perhaps no paragraph: a blank, an ASCII mark, a list's number."""
_SAFE_MARKS = frozenset("(\"'{%$&/@,.;")
"""ASCII marks that open no block."""
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+ *")
_BLANKS = " \u3000"
_MARKS = re.compile(r"[\\`*_\[<]|~~|  \n")
"""What an inline text may hold that is not plain text."""


class _NotPlain(Exception):
    """Something that the long way must read."""


def read(source: str) -> Body | None:
    """Return the body, or None where it is not certainly plain."""
    if _ODD.search(source):
        return None
    try:
        return _Plain(source).body()
    except _NotPlain:
        return None


class _Plain:
    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.counts = [0, 0, 0, 0]
        self.spanner = Spanner(self.lines, self.problems)

    def body(self) -> Body:
        lines, at = self.lines, 0
        while at < len(lines):
            line = lines[at]
            if not line.strip(" "):
                at += 1
            elif line.startswith("#"):
                at = self._heading(at)
            elif line.startswith("|"):
                at = self._table(at)
            elif _ITEM.match(line):
                at = self._list(at)
            else:
                at = self._paragraph(at)
        return Body(self.source, tuple(self.blocks), tuple(sorted(set(self.problems))))

    def _heading(self, at: int) -> int:
        found = _HEADING.fullmatch(self.lines[at])
        if found is None or TYPED_NUMBER.match(found[2]):
            raise _NotPlain
        level = len(found[1]) - 1
        number = next_number(self.counts, level)
        for _, spans in self._paragraphs(found[2], at):
            self.blocks.append(Heading(level, led(number, spans), spans, at + 1))
        return at + 1

    def _paragraph(self, at: int) -> int:
        start = at
        while at < len(self.lines):
            line = self.lines[at]
            if not line.strip(" ") or (at > start and (line.startswith("#") or _interrupts(line))):
                break
            self._sure(line)
            at += 1
        text = "\n".join(self.lines[start:at]).rstrip(" ")
        for line_number, spans in self._paragraphs(text, start):
            self.blocks.append(Paragraph(spans, line_number + 1))
        return at

    def _sure(self, line: str) -> None:
        """Make sure that a line is a paragraph's."""
        if (_UNSAFE.match(line) and line[0] not in _SAFE_MARKS) or "|" in line or not line.strip(_BLANKS):
            raise _NotPlain

    def _list(self, at: int) -> int:
        """Read items of one or two levels, until a blank line with something else behind it."""
        markers: list[tuple[str, int, int]] = []  # per open level: kind of marker, number, column of its text
        before = ""
        while at < len(self.lines):
            line = self.lines[at]
            if not line.strip(" "):
                before = ""
                at += 1
                continue
            found = _ITEM.fullmatch(line)
            if found is None:
                if before or line.startswith(" "):
                    raise _NotPlain  # goes on with the item, or stands in it
                return at
            self._item(at, found, markers, before)
            before = line
            at += 1
        return at

    def _item(self, at: int, found: re.Match[str], markers: list[tuple[str, int, int]], before: str) -> None:
        indent, marker, text = len(found[1]), found[2], found[3].rstrip(" ")
        self._sure(text)
        level = 1 if indent == 0 else 2
        if level == 2 and (not markers or indent != markers[0][2]):
            raise _NotPlain
        kind = marker[-1]
        typed = int(marker[:-1]) if kind in ".)" else 0
        fresh = len(markers) < level or markers[level - 1][0] != kind
        if fresh:
            if level == 2 and len(markers) < level and before and kind in ".)" and typed != 1:
                raise _NotPlain  # cannot begin right under a paragraph
            number = typed
        else:
            number = markers[level - 1][1] + 1
            if kind in ".)" and typed != number:
                raise _NotPlain
        del markers[level - 1 :]
        markers.append((kind, number, indent + len(marker) + 1))
        told = list_marker(level, number, kind) if kind in ".)" else BULLETS[level - 1]
        for line_number, spans in self._paragraphs(text, at):
            self.blocks.append(Item(level, led(told, spans), spans, line_number + 1))

    def _table(self, at: int) -> int:
        start = at
        rows: list[list[str]] = []
        while at < len(self.lines) and self.lines[at].strip(" "):
            line = self.lines[at].rstrip(" ")
            if (
                not line.startswith("|")
                or not line.endswith("|")
                or len(line) < 2
                or "\\" in line
                or "`" in line
            ):
                raise _NotPlain
            rows.append([cell.strip(_BLANKS) for cell in line[1:-1].split("|")])
            at += 1
        columns = len(rows[0])
        if len(rows) < 2 or not _RULE.fullmatch(self.lines[start + 1]) or len(rows[1]) != columns:
            raise _NotPlain
        if any(len(row) > columns for row in rows[2:]):
            raise _NotPlain
        align = tuple(_side(cell) for cell in rows[1])
        cells = [self._row(row, start + number, columns) for number, row in enumerate(rows) if number != 1]
        self.blocks.append(Table(cells[0], align, tuple(cells[1:]), start + 1))
        return at

    def _row(self, row: list[str], line: int, columns: int) -> tuple[Spans, ...]:
        cells = [self._cell(cell, line) for cell in row]
        return (*cells, *((),) * (columns - len(cells)))

    def _cell(self, text: str, line: int) -> Spans:
        if not text:
            return ()
        if _MARKS.search(text):
            return self.spanner.cell(inline_token(text), line)
        return (Span(text),)

    def _paragraphs(self, text: str, line: int) -> list[tuple[int, Spans]]:
        text = text.strip(_BLANKS)
        if _MARKS.search(text):
            bold = _bold(text)
            return [(line, bold)] if bold else self.spanner.paragraphs(inline_token(text), line)
        if "\n" not in text:
            return [(line, (Span(text),))] if text else []
        found: list[tuple[int, str]] = []
        for number, part in enumerate(text.split("\n")):
            part = part.rstrip(" ")
            if not found or ANEW.match(part):
                found.append((line + number, part.lstrip("\u3000")))
            else:
                found[-1] = (found[-1][0], zh.joined(found[-1][1], part))
        return [(number, (Span(part),)) for number, part in found if part]


def _interrupts(line: str) -> bool:
    """Tell whether a line under a paragraph begins a list."""
    found = _ITEM.fullmatch(line)
    if found is None or found[1]:
        return False
    return found[2] in "-*+" or found[2] in ("1.", "1)")


def _side(cell: str) -> str:
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return "left"


def _bold(text: str) -> Spans:
    """Return the spans of a line whose only marks are ``**`` around words; empty if it is not sure."""
    pieces = text.split("**")
    if len(pieces) % 2 == 0 or "\n" in text:
        return ()
    for number, piece in enumerate(pieces):
        if _MARKS.search(piece):
            return ()
        if number % 2 and not (piece and piece[0].isalnum() and piece[-1].isalnum()):
            return ()
    return tuple(Span(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece)
