"""Bodies: the little Markdown an official paper may hold, parsed once into frozen blocks.

Allowed (life.md, Bodies): headings ``##`` to ``#####``, paragraphs, ``**bold**``, bullet and numbered
lists of two levels, tables, links to records. Whatever else stands in the source becomes a
:class:`Problem` with its line, and its text stays, literally. Text arrives as typed: no HTML, no
entities, no smart typography, no reference definitions that would swallow a line.

One parse feeds Word and page. Level numbers 一、（一）1.（1） are text written here.
"""

from __future__ import annotations

from functools import lru_cache

from .markdown_body import EMPTY, SAY, Block, Body, Heading, Item, Paragraph, Problem, Span, Spans, Table, plain

__all__ = [
    "EMPTY",
    "SAY",
    "Block",
    "Body",
    "Heading",
    "Item",
    "Paragraph",
    "Problem",
    "Span",
    "Spans",
    "Table",
    "parse",
    "plain",
]


@lru_cache(maxsize=2048)
def parse(source: str) -> Body:
    """Parse the source of a body. Never raises: what is not allowed becomes a problem.

    The answer is remembered per source text.
    """
    if not source.strip():
        return Body(source, (), ()) if source else EMPTY
    from . import markdown_plain

    known = markdown_plain.read(source)
    if known is not None:
        return known
    from .markdown_tokens import Reader  # markdown-it is imported only where it is needed

    return Reader(source).body()
