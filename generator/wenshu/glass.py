"""The glass through which one reader sees sealed values: clear, masked, or 〔密封·电话〕.

A glass is a value of the office. :data:`DARK` opens nothing; what a paper is pinned by is seen through it.
Whoever has keys makes another with ``keys.glass``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import sealed
from .company_nouns import Mask

SEALED, ERASED, RESTRICTED, BARE = "密封", "已删除", "限制处理", "未密封"


@dataclass(frozen=True)
class Glass:
    """What is done with a sealed value when it is printed."""

    how: Mapping[str, str] = field(default_factory=dict)
    """Purpose → ``clear`` | ``mask``; any other stays shut."""
    open: Callable[[str], str | None] = lambda text: None
    """Opens a sealed scalar; None: no key here opens it."""
    erased: frozenset[str] = frozenset()
    """Keys (fingerprints) that were destroyed on record."""
    restricted: frozenset[str] = frozenset()
    """Keys whose values are kept and never printed."""
    masks: Mapping[str, Mask] = field(default_factory=dict)
    cites: bool = True
    """Whether a citation prints words for a person (``citations``), and not the reference as it is typed."""

    def show(self, schema: Mapping[str, Any], text: str) -> str:
        """Return how a personal value is printed.

        Args:
            schema: that of its field: ``title``, ``x-personal`` (its purpose), ``x-mask``.
            text: the scalar as it is stored.
        """
        title = str(schema.get("title", ""))
        key = sealed.key_of(text)
        if not key:
            return note(BARE, title)
        if key in self.erased:
            return note(ERASED, title)
        if key in self.restricted:
            return note(RESTRICTED, title)
        how = self.how.get(str(schema.get("x-personal", "")))
        opener = self.open
        clear = opener(text) if how else None
        if clear is None:
            return note(SEALED, title)
        return clear if how == "clear" else masked(clear, self.masks.get(str(schema.get("x-mask", ""))))

    def name(self, schema: Mapping[str, Any], subject: str, text: str, id_: str) -> str:
        """Return what names a record; one named by a value that stays shut: by its kind and serial."""
        field = schema.get("properties", {}).get(subject, {})
        if not text or "x-personal" not in field:
            return text
        shown = self.show(field, text)
        return f"{schema.get('title', '')} {id_.rpartition('/')[2]}" if shown.startswith("〔") else shown


DARK = Glass(cites=False)
"""Opens nothing and knows of no erasure: what was said on the day of issue is seen through it for ever."""


def note(state: str, title: str) -> str:
    """Return what stands in place of a value: 〔密封·电话〕."""
    return f"〔{state}·{title}〕" if title else f"〔{state}〕"


def masked(clear: str, mask: Mask | None) -> str:
    """Return a value with its middle replaced by stars; without a mask of its kind all of it."""
    if mask is None:
        return "*" * 4
    bare = clear.replace(mask.after, "", 1) if mask.after else clear
    # a value too short to hide anything is hidden whole
    short = len(bare) <= mask.head + mask.tail
    head, tail = ("", "") if short else (bare[: mask.head], bare[len(bare) - mask.tail :] if mask.tail else "")
    return f"{head}{mask.after if head else ''}{'*' * mask.stars}{tail}"
