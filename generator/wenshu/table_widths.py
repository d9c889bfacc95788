"""Widths of a body's table: a column that says little stays on one line, those that say much share the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_HALF = 105
"""Room of half a character (a digit) in 五号, in twentieths of a point."""
MARGINS = 170
"""Left and right inside a cell together, likewise (3 mm)."""
PAGE = 8844
"""The width of a table of the house layout, likewise (156 mm)."""
_SLACK = 60
"""Room for the blanks that Word lays between Chinese characters and digits."""


def fitted(wanted: Sequence[int], total: int = PAGE) -> list[int]:
    """Share a width over columns.

    Where all can stand on one line, what is left over is shared by what each says. Where they cannot, the
    narrow ones get the room they need, and the others equal room, more where a column says more.

    Args:
        wanted: what each column's longest line takes, in half characters.
        total: the width of the table in twentieths of a point; the widths add up to it.
    """
    needs = [want * _HALF + MARGINS + _SLACK for want in wanted]
    if sum(needs) <= total:
        spare = _shares(wanted, total - sum(needs))
        return [need + more for need, more in zip(needs, spare, strict=True)]
    widths = [0] * len(needs)
    wide, left = list(range(len(needs))), total
    while narrow := [at for at in wide if needs[at] <= left // len(wide)]:
        for at in narrow:
            widths[at] = needs[at]
        left -= sum(needs[at] for at in narrow)
        wide = [at for at in wide if at not in narrow]
    for at, width in zip(wide, _shares([_damped(wanted[at]) for at in wide], left), strict=True):
        widths[at] = width
    return widths


def _damped(want: int) -> int:
    """Return the weight of a wide column: one that says ten times as much does not take ten times the room."""
    return min(want, 40)


def _shares(weights: Sequence[int], total: int) -> list[int]:
    """Share a width by weight; whole twips that add up to the total."""
    whole = sum(weights) or 1
    edges = [0]
    reached = 0
    for weight in weights:
        reached += weight
        edges.append(total * reached // whole)
    return [right - left for left, right in pairwise(edges)]
