"""A Word template as docxtpl prepares it, before any paper is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
"""The core properties that docxtpl renders."""
PROPERTY_LIMIT = 255
"""Characters that Office keeps of a core property."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a template as Jinja gets it: member of the zip, patched XML, what stands around it."""

    name: str
    source: str
    head: bytes
    tail: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """A template as docxtpl prepares it."""

    parts: tuple[Part, ...]
    members: Mapping[str, bytes]
    """The zip as python-docx writes it, unfilled."""
    core: str
    """The member with the core properties, or empty."""
    properties: Mapping[str, str]
    """The core properties that have tags, each with its text; in the member stands :func:`stand_in`."""
    slow: str
    """The first thing in it that only docxtpl itself can do, or empty."""
    sizes: Mapping[str, int]
    """Half points per paragraph style id; under ``""`` the document's default."""
    styles: frozenset[str]
    width: int
    """Usable width of the page in twips."""


def filled_cells(xml: str) -> str:
    """Return a part's XML with an empty paragraph in each cell that has none at its end; Word wants one."""
    for end in ("</w:tcPr></w:tc>", "</w:tbl></w:tc>", "<w:tc></w:tc>"):
        if end in xml:
            xml = xml.replace(end, end.removesuffix("</w:tc>") + "<w:p/></w:tc>")
    return xml


def stand_in(name: str) -> str:
    """Return what stands in the core properties for one that is filled per paper."""
    return f"\ue000{name}\ue001"
