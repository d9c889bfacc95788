"""The frozen nouns of the house. No behaviour beyond reading what they hold.

A different class per phase: a :class:`RawRecord` was read, a :class:`Record` was typed by its
schema, a ledger was believed, a page was planned. What was not checked cannot be rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Tree = str | list["Tree"] | dict[str, "Tree"]
"""A YAML document as parsed: every scalar is its text."""

Pointer = tuple[str | int, ...]
"""The way from the top of a record to one value: ``("items", 0, "title")``."""

EMPTY: Mapping[str, Any] = MappingProxyType({})


class State(StrEnum):
    """The derived state of a paper. Nothing stores it."""

    DRAFT = "草稿"
    RETURNED = "退回"
    PENDING = "待签"
    SIGNED = "已签"
    ISSUED = "已发"
    FILED = "已存"  # a kind without a number whose chain is whole or empty
    SUPERSEDED = "被代替"
    REPEALED = "废止"  # withdrawn: its number is void
    EXPIRED = "失效"  # past its own ``until``


IN_FORCE = frozenset({State.ISSUED, State.FILED})
BINDING = frozenset({State.ISSUED, State.FILED, State.SUPERSEDED, State.REPEALED, State.EXPIRED})
"""States in which the content is frozen and a schema error is an error, not a draft's gap."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A YAML file below records/ as read: its bytes and its tree of texts."""

    id: str
    """The path below records/ without .yaml: ``documents/2026/spring-stock``."""
    kind: str
    """The first folder below records/."""
    path: str
    """The path below the root, with forward slashes."""
    data: bytes
    tree: dict[str, Tree] = field(compare=False)
    """What the bytes say."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose values were typed by its schema.

    ``values`` holds str, int, Decimal, bool, date, time, datetime, tuple and mapping. An absent or
    empty field is not in it. A field that did not fit its schema is not in it either (a finding says so).
    """

    raw: RawRecord
    values: Mapping[str, Any]
    content: str
    """``v1:`` + sha256 of the canonical JSON of the tree (life.md, content hash)."""

    @property
    def id(self) -> str:
        return self.raw.id

    @property
    def kind(self) -> str:
        return self.raw.kind

    @property
    def path(self) -> str:
        return self.raw.path

    def text(self, key: str) -> str:
        """Return a text field, or ``""``."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else str(value)

    def day(self, key: str) -> date | None:
        """Return a date field, or None."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def rows(self, key: str) -> tuple[Any, ...]:
        """Return a list field, or ``()``."""
        value = self.values.get(key, ())
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Page:
    """A file that will exist in one audience's site."""

    audience: str
    path: str
    """Below ``site/<audience>/``, forward slashes."""
    render: str
    """``paper`` (DOCX) | ``sheet`` (DOCX of a form or register) | ``html`` | ``xlsx`` | ``csv`` | ``asset``."""
    template: str
    """Name of the template it is rendered with, or ``""``."""
    view: Mapping[str, Any]
    """Exactly what the template may see. JSON-able but for Body values."""
    record: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A record an audience does not get, or parts of one, and why (law 7)."""

    audience: str
    record: str
    reason: str
    whole: bool = True
    """False: the record is there, abridged; ``reason`` names the parts."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was done for one path of the site."""

    render: str
    staged: bool
    """Whether a file was written, that is: was new or differed."""
    slow: bool
    """Whether its template goes through docxtpl itself."""
    seconds: float
    shared: bool = False
    """Whether it was rendered for another audience before, which sees it alike."""


@dataclass(frozen=True, slots=True)
class Built:
    """What the build counted, per audience and in all."""

    records: int = 0
    documents: int = 0
    pages: int = 0
    rendered: int = 0
    kept: int = 0
    deleted: int = 0
    slow_way: int = 0
    shared: int = 0
    """Files of an audience that another one sees alike: rendered once for both."""
    seconds: float = 0.0
    audiences: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """The same counts of each audience; its seconds are those spent on its pages, over all processes."""
    withheld: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Audience → record → why it, or which parts of it, the audience does not get (laws 6 and 7)."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names in rank order. Printed joined by 、; a two-character name is widened to three.

    Widening is character spacing, never a space (domain.md §1), so text read back finds the stored name.
    """

    names: tuple[str, ...]

    def __str__(self) -> str:
        return "、".join(self.names)

    def __bool__(self) -> bool:
        return bool(self.names)
