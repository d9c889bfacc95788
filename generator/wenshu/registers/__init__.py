"""Registers: one file per register, each a pure function from the office to rows.

A module of this package that has a ``REGISTER`` is a register; nothing lists them (:func:`all`).
One row is one fact. Fields, widths, order and foot follow the company's forms (part H).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from ..company_nouns import CLASSES as CLASSES
from ..company_nouns import INTERNAL as INTERNAL
from ..model import EMPTY
from ..office import Office
from ..schema_formats import day as day_of

EMPTY_NOTE = "本期无记录"
"""What a register without a row says."""
_DAY = re.compile(r"(?:^| · )(\d{4}-\d\d-\d\d)(?: \d\d:\d\d)?$")
HIDDEN = "〔不在本人阅读范围〕"
"""What stands in a row that its reader may not see; the row keeps its number."""


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

    def lines(self) -> Sequence[Sequence[str]]:
        """Return the cells of all rows in column order."""
        keys = [column.key for column in self.columns]
        return [[row.cells.get(key, "") for key in keys] for row in self.rows]


@cache
def all() -> Mapping[str, Register]:
    """Return every register of the package by id, in menu order."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    found = [m.REGISTER for m in modules if isinstance(getattr(m, "REGISTER", None), Register)]
    return {register.id: register for register in sorted(found, key=lambda r: (r.order, r.id))}


def table(
    register: Register,
    office: Office,
    may_read: Callable[[str], bool] = lambda record: True,
    classes: Collection[str] | None = None,
    rows: tuple[Row, ...] | None = None,
) -> Table:
    """Return a register as a reader sees it.

    Args:
        may_read: says of a record id whether the reader may see it (default: everything).
        classes: the classes the reader may see, for rows with a class of their own; None is all of them.
        rows: the rows, if they were computed before (they are the same for every reader).
    """
    full = register.rows(office) if rows is None else rows
    shown = seen(full, may_read, classes, register.kept, register.told)
    if any(column.key == "no" for column in register.columns):
        shown = _numbered(shown)
    day = office.as_of if register.daily else _last_day(shown, {c.key for c in register.columns if c.ahead})
    return Table(
        id=register.id,
        title=register.title,
        en=register.en,
        columns=register.columns,
        rows=shown,
        foot=register.foot(office, full),
        tabs=_tabs(shown, register.tabs),
        told=register.told,
        as_of=day,
    )


def seen(
    rows: tuple[Row, ...],
    may_read: Callable[[str], bool],
    classes: Collection[str] | None = (),
    kept: Collection[str] = ("no", "number"),
    told: str = "title",
) -> tuple[Row, ...]:
    """Return the rows with a placeholder for each that the reader may not see: none is left out.

    A row without a record and without a class of its own is seen by all. Links to records out of reach
    go; their text, a number, stays.
    """
    return tuple(_shown(row, may_read, classes, kept, told) for row in rows)


def _shown(
    row: Row,
    may_read: Callable[[str], bool],
    classes: Collection[str] | None,
    kept: Collection[str],
    told: str,
) -> Row:
    allowed = classes is None or not row.class_ or row.class_ in classes
    if allowed and (not row.record or may_read(row.record)):
        links = {key: record for key, record in row.links.items() if may_read(record)}
        forms = row.sheets if classes is None or not row.sheet_class or row.sheet_class in classes else EMPTY
        same = len(links) == len(row.links) and len(forms) == len(row.sheets)
        return row if same else replace(row, links=links, sheets=forms)
    cells = {key: text for key, text in row.cells.items() if key in kept and key != told}
    tabs = tuple(tab for tab in row.tabs if tab.group in kept)
    return Row({**cells, told: HIDDEN}, tabs=tabs, mark="hidden", total=row.total)


def _numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Count 序号 by position; a line of balance is not a fact and gets none."""
    counted: list[Row] = []
    n = 0
    for row in rows:
        if row.total:
            counted.append(row)
            continue
        n += 1
        counted.append(replace(row, cells={**row.cells, "no": str(n)}))
    return tuple(counted)


def _tabs(rows: Iterable[Row], first: tuple[Tab, ...]) -> tuple[Tab, ...]:
    """Return the tabs in use: groups in order of appearance, within a group the ``first``, then likewise."""
    used = dict.fromkeys(tab for row in rows for tab in row.tabs)
    groups: dict[str, dict[Tab, None]] = {tab.group: {} for tab in used}
    for tab in (*(tab for tab in first if tab in used), *used):
        groups[tab.group][tab] = None
    return tuple(tab for group in groups.values() for tab in group)


def _last_day(rows: Iterable[Row], ahead: Collection[str]) -> date | None:
    """Return the latest day that stands in a cell: a register of the past ends with its last entry.

    A cell may name a clock with its day (``2026-05-20 08:51``) or a person before it (``周明川 · 2026-05-20``).
    """
    texts = (text for row in rows for key, text in row.cells.items() if key not in ahead)
    found = (match[1] for text in texts if (match := _DAY.search(text)))
    return max((day for text in found if (day := day_of(text)) is not None), default=None)


def plain(told: Table) -> dict[str, Any]:
    """Return a table as plain data (JSON-able): the view of its page, XLSX, CSV and DOCX.

    A row's ``tabs`` are positions in the table's ``tabs``; ``told`` is the position of the column that says
    most; ``empty`` is the note of a register without rows.
    """
    at = {tab: i for i, tab in enumerate(told.tabs)}
    return {
        "id": told.id,
        "title": told.title,
        "en": told.en,
        "as_of": iso(told.as_of),
        "told": next((i for i, c in enumerate(told.columns) if c.key == told.told), 0),
        "columns": [
            {"key": c.key, "title": c.title, "mm": c.mm, "align": c.align, "whole": c.whole}
            for c in told.columns
        ],
        "rows": [
            {
                "cells": cells,
                "record": row.record,
                "links": {**row.links, **row.sheets},
                "tabs": [at[tab] for tab in row.tabs],
                "mark": row.mark,
                "total": row.total,
            }
            for row, cells in zip(told.rows, told.lines(), strict=True)
        ],
        "tabs": [{"group": tab.group, "title": tab.title} for tab in told.tabs],
        "foot": told.foot,
        "empty": "" if told.rows else EMPTY_NOTE,
    }


def iso(day: date | None) -> str:
    """Return a day as registers print it (2026-03-12), or ``""``."""
    return day.isoformat() if day else ""
