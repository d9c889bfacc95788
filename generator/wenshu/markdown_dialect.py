"""markdown-it, set to the Markdown of official papers: what it reads as marks, and what it leaves as typed."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from . import zh


class _Markdown(MarkdownIt):
    """markdown-it that leaves the target of a link as it was typed and judges none."""

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url


@cache
def reader() -> MarkdownIt:
    md = _Markdown("commonmark", {"html": False, "typographer": False, "maxNesting": 100})
    md.enable(["table", "strikethrough"])
    # code: a typist's blanks before a paragraph are no code. lheading: a line of dashes makes no heading
    # of the line above. reference: it would swallow "[注]: …". entity: &amp; stays as typed.
    md.disable(["code", "lheading", "reference", "entity"])
    md.inline.ruler.at("emphasis", _emphasis)
    return md


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Find ``*`` and ``_`` as markdown-it does, but let Chinese text stand beside them.

    CommonMark closes ``**注意：**请`` nowhere, because a punctuation mark comes before and a letter
    behind; where either neighbour is Chinese the marks open and close as one expects.
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    opens, closes = scanned.can_open, scanned.can_close
    if marker == "*":
        before = state.src[state.pos - 1] if state.pos else " "
        end = state.pos + scanned.length
        after = state.src[end] if end < state.posMax else " "
        opens = opens or (zh.is_wide(before) and not isWhiteSpace(ord(after))) or _beside(after, before)
        closes = closes or (zh.is_wide(after) and not isWhiteSpace(ord(before))) or _beside(before, after)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(ord(marker), scanned.length, len(state.tokens) - 1, -1, opens, closes)
        )
    state.pos += scanned.length
    return True


def _beside(inner: str, outer: str) -> bool:
    """Tell whether a Chinese mark stands inside of an asterisk and a letter outside of it."""
    punctuation = isMdAsciiPunct(ord(inner)) or isPunctChar(inner)
    return punctuation and zh.is_wide(inner) and not isWhiteSpace(ord(inner)) and not isWhiteSpace(ord(outer))
