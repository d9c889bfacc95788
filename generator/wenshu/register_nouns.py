"""The nouns of registers: a column, a tab, a row, a register, and the table that one reader sees of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .company_nouns import INTERNAL
from .model import EMPTY, Pointer
from .office import Office


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key of its cells, printed title, width in mm (a register's add up to 260), alignment.

    Cells of a ``right`` column are counts: a plain integer there is a number in Excel, all else is text.
    """

    key: str
    title: str
    mm: int
    align: str = "left"
    whole: bool = False
    """True for what is never broken over two lines: a full number, a date."""
    ahead: bool = False
    """True for a day that may lie ahead: a register of the past does not end with it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to narrow a register: ``Tab("系列", "销")``. Tabs of one group stand side by side."""

    group: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One fact.

    ``record`` is the record whose class and audience decide who sees the row; ``class_`` is a class of the
    row's own, for a decision more secret than its minutes or a reason that stands in the ledger alone.
    """

    cells: Mapping[str, str]
    record: str = ""
    tabs: tuple[Tab, ...] = ()
    links: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Cell key → record id."""
    class_: str = ""
    mark: str = ""
    """``""`` | overdue | due | void | gap | balance | heading | hidden: how the row is set off."""
    total: bool = False
    """True for a line of balance: it is no fact of its own and gets no 序号."""
    sheets: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Cell key → the page of a form (:mod:`wenshu.sheets`)."""
    sheet_class: str = ""
    """The class of that form, where it is above the row's own."""
    part: Pointer = ()
    """The part of its record the row tells of, where that may be kept from readers of the rest."""

    def get(self, key: str) -> str:
        """Return a cell, or ``""``."""
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True)
class Register:
    """A register: what it is called, its columns, where its rows come from, what stands below them."""

    id: str
    title: str
    en: str
    columns: tuple[Column, ...]
    rows: Callable[[Office], tuple[Row, ...]]
    foot: Callable[[Office, tuple[Row, ...]], str] = lambda office, rows: ""
    order: int = 100
    tabs: tuple[Tab, ...] = ()
    """Tabs that, if a row stands in them, come first and in this order; the rest follow as they appear."""
    kept: tuple[str, ...] = ("no", "number")
    """Cells, and groups of tabs, that a hidden row keeps."""
    told: str = "title"
    """The column in which a hidden row says so."""
    daily: bool = False
    """True if rows depend on the as-of day (late, due, in force). Others never name that day."""
    class_: str = INTERNAL
    """An audience that may not read this class has no such register."""
    marked: str = INTERNAL
    """The class its sheet is marked with at least, whoever may have it: that of a list of addresses."""
    continuous: bool = False
    """True for a register of numbers: one that its reader may not see keeps its place in it."""
    purposes: tuple[str, ...] = ()
    """Purposes of sealed values it is made of: a reader who is shown none of them has no such register."""

    def shown(self, office: Office, classes: Collection[str]) -> bool:
        """Say whether a reader of these classes, who sees the office through its glass, has this register."""
        allowed = not self.class_ or self.class_ in classes
        return allowed and (not self.purposes or any(purpose in office.glass.how for purpose in self.purposes))


@dataclass(frozen=True, slots=True)
class Table:
    """A register as one reader sees it: ready for page, XLSX, CSV and DOCX."""

    id: str
    title: str
    en: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: str
    tabs: tuple[Tab, ...]
    told: str
    """Key of the column that says most: it bears notes and lines of balance, and gives room to others."""
    as_of: date | None
    """截至: the as-of day of a daily register, else the last day that stands in it."""
    class_: str = INTERNAL
    """What its printed sheet is marked with: the highest class of what this reader sees in it."""

    def lines(self) -> Sequence[Sequence[str]]:
        """Return the cells of all rows in column order."""
        keys = [column.key for column in self.columns]
        return [[row.cells.get(key, "") for key in keys] for row in self.rows]
