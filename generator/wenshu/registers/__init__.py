"""Registers: one file per register, each a pure function from the office to rows.

A module of this package that has a ``REGISTER`` is a register; nothing lists them (:func:`all`).
One row is one fact. Fields, widths, order and foot follow the company's forms (part H).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from .. import clearance
from ..company_nouns import CLASSES as CLASSES
from ..company_nouns import INTERNAL as INTERNAL
from ..model import EMPTY
from ..office import Office
from ..register_nouns import Column as Column
from ..register_nouns import Register as Register
from ..register_nouns import Row as Row
from ..register_nouns import Tab as Tab
from ..register_nouns import Table as Table
from ..schema_formats import day as day_of
from ..veil import HIDDEN as HIDDEN

EMPTY_NOTE = "本期无记录"
"""What a register without a row says."""
_DAY = re.compile(r"(?:^| · )(\d{4}-\d\d-\d\d)(?: \d\d:\d\d)?$")


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
    alone: Collection[str] | None = None,
) -> Table:
    """Return a register as a reader sees it.

    Of a veiled office it is made by what is seen there: a hidden number keeps its row in a register of numbers
    (``continuous``) and has none in any other; tabs and foot are those of what is seen.

    Args:
        may_read: says of a record id whether the reader may see it (default: everything).
        classes: the classes the reader may see, for rows with a class of their own; None is all of them.
        rows: the rows, if they were computed before.
        alone: the classes of rows that no record speaks for, where they are fewer.
    """
    full = register.rows(office) if rows is None else rows
    shown = _beheld(register, office, full, may_read, classes, classes if alone is None else alone)
    if any(column.key == "no" for column in register.columns):
        shown = _numbered(shown)
    day = office.as_of if register.daily else _last_day(shown, {c.key for c in register.columns if c.ahead})
    return Table(
        id=register.id,
        title=register.title,
        en=register.en,
        columns=register.columns,
        rows=shown,
        foot=_foot(register, office, shown),
        tabs=_tabs(shown, register.tabs),
        told=register.told,
        as_of=day,
        class_=_highest(office, register, shown),
    )


def _highest(office: Office, register: Register, rows: Iterable[Row]) -> str:
    told = [register.class_ or INTERNAL, register.marked]
    for row in rows:
        paper = office.records.get(row.record) if row.mark != "hidden" else None
        told += [row.class_, *((clearance.class_of(office.kind(paper), paper),) if paper else ())]
    # a mark of State secrets is data of a stranger's paper: it never stands on a paper of ours
    return max((class_ for class_ in told if class_ in CLASSES), key=CLASSES.index)


def _beheld(
    register: Register, office: Office, rows: tuple[Row, ...], may_read: Callable[[str], bool],
    classes: Collection[str] | None, alone: Collection[str] | None,
) -> tuple[Row, ...]:  # fmt: skip
    """Return the rows as they are seen: what a veil hides first, then what classes of their own do."""

    def veiled(row: Row) -> bool:
        return row.record in office.hidden or any(
            row.part[: len(part)] == part for part in office.left.get(row.record, ()) if row.part
        )

    found = []
    for row in rows:
        if not veiled(row):
            told = _shown(row, may_read, classes if row.record else alone, register.kept, register.told)
            found.append(told)
        elif register.continuous and not row.total and (row.part or _bears_number(office, row.record)):
            found.append(_shown(row, lambda record: False, None, register.kept, register.told))
    return tuple(found)


def _bears_number(office: Office, id_: str) -> bool:
    """Say whether a hidden row is a number's: that of a paper in the ledger, or of a ledger file (a request)."""
    return id_ not in office.records or office.ledger.entry(id_) is not None


def _foot(register: Register, office: Office, shown: Iterable[Row]) -> str:
    """Return the foot over the rows that are seen, and how many are not."""
    rows = tuple(shown)
    told = tuple(row for row in rows if row.mark != "hidden")
    more = sum(not row.total for row in rows) - sum(not row.total for row in told)
    foot = register.foot(office, told)
    return foot + (f"{' · ' if foot else ''}不在阅读范围 {more} 条" if more else "")


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
