"""The inline tokens of a paragraph → its spans, soft line breaks joined as Chinese text wants it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import zh
from .markdown_body import Problem, Span, Spans

if TYPE_CHECKING:
    from markdown_it.token import Token

BULLETS = ("·", "－")
TYPED_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[）)]"
    r"|\d{1,2}(?:[.．](?!\d)| ?、|[）)])|[（(]\d{1,2}[）)])"
)
"""A number typed by hand. In a heading the program would double it; in a paragraph it begins a new one."""
ANEW = re.compile(rf"\u3000|{TYPED_NUMBER.pattern}|[①-⑳·•●■◆【]|第[一二三四五六七八九十百零\d]+[条章][ \u3000]")
"""How a line begins that a typist means as a paragraph of its own, though no blank line stands before it."""
_RECORD = re.compile(r"[^\s/.:#?\\][^\s/:#?\\]*(?:/[^\s/.:#?\\][^\s/:#?\\]*)+")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|body|br|button|center|code|col|dd|del|details|div|dl|dt|em|embed|font|"
    r"form|frame|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|label|li|link|mark|meta|ol|option|p|pre|"
    r"script|section|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|"
    r"thead|title|tr|tt|u|ul|video)(?:\s[^<>]*)?/?>|<!--",
    re.IGNORECASE,
)
_INDENT = "\u3000"


def complain(problems: list[Problem], lines: list[str], line: int, what: str, found: str) -> None:
    """Note a problem at a 0-based line; its column is where ``found`` stands in that line."""
    here = lines[line] if line < len(lines) else ""
    at = here.find(found) if found else len(here) - len(here.lstrip())
    problems.append(Problem(line + 1, max(at, 0) + 1, what, (found or here.strip())[:40]))


def next_number(counts: list[int], level: int) -> str:
    """Count a heading of level 1–4 in ``counts`` and return its number as text."""
    counts[level - 1] += 1
    counts[level:] = [0] * (4 - level)
    return zh.level_number(level, counts[level - 1])


def list_marker(level: int, number: int, mark: str) -> str:
    """Return the printed number of a list item of level 1–2, typed with ``.`` or ``)``."""
    if mark == ")":
        return f"{number}）"
    return f"{number}." if level == 1 else f"（{number}）"


def led(lead: str, spans: Spans) -> str:
    """Return a number as it stands before a text: ``1.展车``, but ``1. 2026年``, which is no 1.2026."""
    first = spans[0].text[:1] if spans else ""
    return f"{lead} " if lead.endswith(".") and first.isascii() and first.isalnum() else lead


def inline_token(text: str) -> Token:
    """Let markdown-it read the marks of one paragraph."""
    from .markdown_dialect import reader  # markdown-it is imported only where there are marks to read

    return reader().parseInline(text)[0]


class Spanner:
    """Reads the inline tokens of one body."""

    def __init__(self, lines: list[str], problems: list[Problem]) -> None:
        self.lines = lines
        self.problems = problems
        self.line = 0
        self.bold = 0
        self.links: list[tuple[str, str]] = []
        self.soft = False
        self.parts: list[tuple[int, list[Span]]] = []

    def paragraphs(self, inline: Token, line: int) -> list[tuple[int, Spans]]:
        """Return the paragraphs of an inline token, each with its 0-based line.

        There is more than one where a line begins as :data:`ANEW` says: a typist's new paragraph.
        """
        self._read(inline, line)
        return [(at, tuple(spans)) for at, spans in self.parts if spans]

    def cell(self, inline: Token, line: int) -> Spans:
        """Return the spans of a table cell."""
        self._read(inline, line)
        return tuple(span for _, spans in self.parts for span in spans)

    def _read(self, inline: Token, line: int) -> None:
        self.line, self.bold, self.soft = line, 0, False
        self.links = []
        self.parts = [(line, [])]
        for token in inline.children or ():
            self._token(token)

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            if tag := _TAG.search(token.content):
                self._problem("html", tag.group())
            self._add(token.content)
        elif kind == "softbreak":
            self.line += 1
            self.soft = True
        elif kind == "hardbreak":
            self.line += 1
            self._add("\n")
        elif kind in ("strong_open", "strong_close"):
            self.bold += token.nesting
        elif kind == "link_open":
            self._link(token)
        elif kind == "link_close":
            self._add(self.links.pop()[1])
        else:
            self._foreign(token)

    def _foreign(self, token: Token) -> None:
        kind = token.type
        if kind in ("em_open", "em_close"):
            if token.nesting > 0:
                self._problem("italics", token.markup)
            self._add(token.markup)
        elif kind in ("s_open", "s_close"):
            if token.nesting > 0:
                self._problem("strike", token.markup)
            self._add(token.markup)
        elif kind == "image":
            self._problem("image", "![")
            self._add(f"![{token.content}]({token.attrs.get('src', '')}{_title(token)})")
        else:
            self._problem("code", token.markup)
            self._add(f"{token.markup}{token.content}{token.markup}")

    def _link(self, token: Token) -> None:
        target = str(token.attrs.get("href", ""))
        if token.markup == "autolink":
            self._problem("link", "<")
            self._add("<")
            self.links.append(("", ">"))
        elif _RECORD.fullmatch(target) and "title" not in token.attrs:
            self.links.append((target, ""))
        else:
            self._problem("link", "[")
            self._add("[")
            self.links.append(("", f"]({target}{_title(token)})"))

    def _problem(self, what: str, found: str) -> None:
        complain(self.problems, self.lines, self.line, what, found)

    def _add(self, text: str) -> None:
        if not text:
            return
        spans = self.parts[-1][1]
        if (self.soft or not spans) and ANEW.match(text):
            text = text.lstrip(_INDENT)
            if spans:
                spans = []
                self.parts.append((self.line, spans))
        elif self.soft and spans:
            before = spans[-1].text[-1:]
            text = zh.joined(before, text)[len(before) :]
        self.soft = False
        record = self.links[-1][0] if self.links else ""
        if spans and spans[-1].bold == bool(self.bold) and spans[-1].record == record:
            text = spans.pop().text + text
        if text:
            spans.append(Span(text, bool(self.bold), record))


def _title(token: Token) -> str:
    title = token.attrs.get("title")
    return f' "{title}"' if title else ""
