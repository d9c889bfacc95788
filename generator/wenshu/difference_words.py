"""Which unit of one version answers to which of the other, and which words of a paragraph changed.

Units (items of a list, paragraphs of a body, lines) are matched by what they say, not by their number:
a paragraph put in before others does not make the others look changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from . import markdown, markdown_cited

_TOKEN = re.compile(r"[0-9A-Za-z_.%-]+|\s+|.", re.DOTALL)
_LONG = 6000
"""Tokens of two paragraphs together above which changed words are not looked for."""
_MANY = 900
"""Pairs of units above which they are matched by position alone."""
_UNLIKE = 0.3
"""Share of common text below which two texts are shown as one replaced by the other."""
_ISLAND = 2
"""Tokens left unchanged between two changes that are shown as changed with them."""


class Unit(NamedTuple):
    """An item, paragraph or line of one version."""

    n: int
    """Its position, from one."""
    place: str
    text: str
    """As printed."""
    key: str
    """What it says, without numbers that the program writes."""


class Piece(NamedTuple):
    """Words of a text, and whether the other version lacks them."""

    text: str
    changed: bool


Pair = tuple[Unit | None, Unit | None]


def paired(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[Pair]:
    """Yield what differs: (old, new) of a changed unit, (None, new) of an added, (old, None) of a removed one."""
    matcher = SequenceMatcher(None, [u.key for u in before], [u.key for u in after], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield from _matched(before[a:b], after[c:d])


def _matched(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[Pair]:
    """Pair as many units as both have, in order, those most alike."""
    rows, columns = len(before), len(after)
    if not rows or not columns or rows == columns == 1 or rows * columns > _MANY:
        yield from zip_longest(before, after)
        return
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    like = [[_like(old.key, new.key) for new in after] for old in before]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j + 1] + like[i][j], best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < rows and j < columns:
        if best[i][j] == best[i + 1][j + 1] + like[i][j]:
            yield before[i], after[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield before[i], None
            i += 1
        else:
            yield None, after[j]
            j += 1
    yield from zip_longest(before[i:], after[j:])


def _like(one: str, other: str) -> float:
    # never nothing: as many as possible are paired
    return 0.01 + SequenceMatcher(None, one, other, autojunk=False).quick_ratio() ** 2


@lru_cache(maxsize=512)
def pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces, those marked that the other lacks; a text without other is one piece."""
    if not before or not after or before == after:
        changed = before != after
        return _whole(before, changed), _whole(after, changed)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > _LONG:
        return _whole(before, True), _whole(after, True)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _UNLIKE:
        return _whole(before, True), _whole(after, True)
    was: list[Piece] = []
    now: list[Piece] = []
    opcodes = matcher.get_opcodes()
    for n, (tag, a, b, c, d) in enumerate(opcodes):
        inner = 0 < n < len(opcodes) - 1
        same = tag == "equal" and not (inner and b - a < _ISLAND)
        _add(was, "".join(old[a:b]), not same)
        _add(now, "".join(new[c:d]), not same)
    return tuple(was), tuple(now)


def _whole(text: str, changed: bool) -> tuple[Piece, ...]:
    return (Piece(text, changed),) if text else ()


def _add(to: list[Piece], text: str, changed: bool) -> None:
    if not text:
        return
    if to and to[-1].changed == changed:
        to[-1] = Piece(to[-1].text + text, changed)
    else:
        to.append(Piece(text, changed))


def of_lines(label: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    """Yield what differs between lines; blank ones do not count. ``label`` takes the number of a line."""
    return paired(_lines(label, before), _lines(label, after))


def _lines(label: str, lines: Sequence[str]) -> list[Unit]:
    told = [line.rstrip() for line in lines if line.strip()]
    return [Unit(n, label.format(n), line, line) for n, line in enumerate(told, 1)]


def of_body(before: str, after: str) -> Iterator[Pair]:
    """Yield what differs between two bodies, by paragraph; numbers that only moved on do not count."""
    return paired(_paragraphs(before), _paragraphs(after))


def _paragraphs(source: str) -> list[Unit]:
    found: list[Unit] = []
    path: list[str] = []
    count = tables = 0

    def add(place: str, text: str, key: str) -> None:
        found.append(Unit(len(found) + 1, "".join(path) + place, text, key))

    for block in markdown_cited.canonical(source).blocks:
        if isinstance(block, markdown.Heading):
            del path[block.level - 1 :]
            path.append(block.number.rstrip("、."))
            count = tables = 0
            add("标题", block.number + markdown.plain(block.spans), f"{block.level} {_marked(block.spans)}")
        elif isinstance(block, markdown.Table):
            tables += 1
            for n, row in enumerate((block.header, *block.rows)):
                text = " ｜ ".join(markdown.plain(cell) for cell in row)
                add(f"表{tables}第{n}行" if n else f"表{tables}表头", text, "|".join(map(_marked, row)))
        else:
            count += 1
            marker = block.marker if isinstance(block, markdown.Item) else ""
            add(f"第{count}段", marker + markdown.plain(block.spans), _marked(block.spans))
    return found


def _marked(spans: markdown.Spans) -> str:
    """Return a paragraph with its bold and its links: to change only those is a change too."""
    return "".join(f"**{s.text}**" if s.bold else f"[{s.text}]({s.record})" if s.record else s.text for s in spans)
