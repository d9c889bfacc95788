"""References to persons in a body: ``@KH-2026-0007``, ``@c-00012``. Where they stand, and a body with words for them.

What pins a paper (``views.spoken``) and what is compared with it prints each reference as it is typed, in
brackets (:func:`canonical`): those words depend on no key, no reader and no erasure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from . import markdown, zh
from .markdown_body import Block, Body, Span, Spans, Table

_REFERENCE: Final = re.compile(
    r"(?<![0-9A-Za-z._%+\-@])(?<![0-9A-Za-z]/)@"
    r"((?:[a-z][a-z_]*/)?(?:[0-9]{4}/)?[A-Za-z][0-9A-Za-z]*(?:-[0-9A-Za-z]+)*-[0-9]+)"
    r"(?![0-9A-Za-z_@/\-])(?!\.[0-9A-Za-z])"
)
"""An id, its tail or a printed number behind ``@``: letters first, a number last. E-mail addresses are none."""


class Told(NamedTuple):
    """What stands for a reference, and the record its page leads to (``""``: none)."""

    text: str
    record: str = ""


class Reference(NamedTuple):
    """A reference as typed, without its ``@``, and where it begins in its source."""

    ref: str
    at: int


def references(source: str) -> tuple[Reference, ...]:
    """Return the references of a body's source, in order."""
    if "@" not in source:
        return ()
    return tuple(Reference(found[1], found.start()) for found in _REFERENCE.finditer(source))


def bracketed(ref: str) -> str:
    """Return a reference as it is printed where it is not looked up: 〔KH-2026-0007〕."""
    return f"〔{ref}〕"


@lru_cache(maxsize=512)
def canonical(source: str) -> Body:
    """Return the body of a source with every reference printed as typed, in brackets."""
    return cited(markdown.parse(source), lambda ref: Told(bracketed(ref)))


def cited(body: Body, tell: Callable[[str], Told | None]) -> Body:
    """Return a body with words in place of its references.

    Args:
        tell: what stands for a reference; None leaves it as typed.

    The source of the body that is returned names what was told, so that two of them are alike if they print alike.
    """
    if not references(body.source):
        return body
    told: dict[str, Told | None] = {}

    def look(ref: str) -> Told | None:
        if ref not in told:
            told[ref] = tell(ref)
        return told[ref]

    def word(found: re.Match[str]) -> str:
        said = look(found[1])
        return found[0] if said is None else f"{said.text}⟨{said.record}⟩"

    blocks = tuple(_block(block, look) for block in body.blocks)
    return Body(_REFERENCE.sub(word, body.source), blocks, body.problems)


def _block(block: Block, look: Callable[[str], Told | None]) -> Block:
    if isinstance(block, Table):
        rows = tuple(tuple(_spans(cell, look) for cell in row) for row in block.rows)
        return replace(block, header=tuple(_spans(cell, look) for cell in block.header), rows=rows)
    return replace(block, spans=_spans(block.spans, look))


def _spans(spans: Spans, look: Callable[[str], Told | None]) -> Spans:
    return tuple(piece for span in spans for piece in (_pieces(span, look) if "@" in span.text else (span,)))


def _pieces(span: Span, look: Callable[[str], Told | None]) -> Iterator[Span]:
    """Yield a span in pieces: a reference that leads to a page is one of its own, unless the span leads elsewhere."""
    waiting, at = "", 0
    for found in _REFERENCE.finditer(span.text):
        said = look(found[1])
        if said is None:
            continue
        start, end = _room(span.text, *found.span())
        waiting += span.text[at:start]
        at = end
        if said.record and not span.record:
            if waiting:
                yield replace(span, text=waiting)
            yield replace(span, text=said.text, record=said.record)
            waiting = ""
        else:
            waiting += said.text
    waiting += span.text[at:]
    if waiting:
        yield replace(span, text=waiting)


def _room(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of a reference with the blanks typed around it where Chinese text has none."""
    if text[max(0, start - 1) : start] == " " and zh.is_wide(text[max(0, start - 2) : start - 1] or " "):
        start -= 1
    if text[end : end + 1] == " " and zh.is_wide(text[end + 1 : end + 2] or " "):
        end += 1
    return start, end
