"""Views of slips that accompany papers: 文件发放签收单 (forms.md A12) and 文号作废（预留）说明 (A15).

Each returns exactly what its Word template (``receipts``, ``number-note``) may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from . import views, zh
from .ledger_nouns import Copy, Entry
from .model import Record
from .office import Office
from .registers import handouts, papers

ROWS: Final = 18
"""Rows of a signing sheet that fills one page; the empty ones are signed in ink."""
STATES: Final[Mapping[str, str]] = {"reserved": "预留", "void": "作废", "issued": "已用"}
_COLUMNS: Final = (
    "no",
    "copy",
    "to",
    "copies",
    "received_by",
    "received",
    "recalled",
    "recalled_by",
    "disposal",
)


def needs_receipts(office: Office, record: Record) -> bool:
    """Say whether a paper has a signing sheet: it is issued, and somebody is to have a copy."""
    entry = office.entry(record)
    if entry is None or entry.state == "reserved":
        return False
    return bool(office.ledger.copies.get(record.id) or record.rows("distribution"))


def receipts(office: Office, record: Record, edition: str = "") -> Mapping[str, Any]:
    """Return the view of the signing sheet of one paper and edition (the last one, if none is named).

    Before anything is handed out it lists whom the paper names under ``distribution``.
    """
    entry = office.entry(record)
    edition = edition or (entry.editions[-1].edition if entry and entry.editions else "")
    copies = tuple(c for c in office.ledger.copies.get(record.id, ()) if not edition or c.edition == edition)
    runs = [r for r in office.ledger.prints.get(record.id, ()) if not edition or r.edition == edition]
    run = runs[-1] if runs else None
    held = handouts.balance(copies, run)
    rows = [_copy(office, n, copy) for n, copy in enumerate(copies, 1)] or _planned(office, record)
    blank = [dict.fromkeys(_COLUMNS, "") for _ in range(ROWS - len(rows))]
    return {
        "company": views.letterhead(office.company.letterhead(office.on(record))),
        "number": office.number(record), "subject": papers.heading(office, record), "edition": edition,
        "medium": "、".join(dict.fromkeys(copy.medium for copy in copies)) or "纸质",
        "printed": str(held.printed) if run else "", "kept": str(held.kept) if run or copies else "",
        "left": "" if held.left is None else str(held.left), "balance": str(held) if run or copies else "",
        "copies": rows + blank, "date": _day(run.on if run else None),
        "check": views.check(office, record, office.number(record), edition, entry is not None),
        "stamp": views.stamp(office, record), "class_": views.class_of(office, record),
    }  # fmt: skip


def number_note(office: Office, entry: Entry) -> Mapping[str, Any]:
    """Return the view of the card of an integer of the ledger that is reserved or void."""
    head = office.company.letterhead(entry.date or office.as_of)
    paper = papers.Paper(entry, office.records.get(entry.record))
    return {
        "company": views.letterhead(head),
        "series": entry.series,
        "year": str(entry.year or ""), "serial": f"{entry.serial:03}",
        "number": papers.printed(office, entry), "state": STATES.get(entry.state, entry.state),
        "title": papers.heading(office, paper.record) if paper.record else entry.title,
        "reason": entry.reason, "until": _day(entry.until), "by": office.person(entry.by),
        "date": _day(entry.date), "class_": papers.class_of(office, paper),
    }  # fmt: skip


def notes(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the integers that need a card: all that are not in use."""
    return tuple(entry for entry in entries if entry.state != "issued")


def _copy(office: Office, n: int, copy: Copy) -> dict[str, str]:
    return {
        "no": str(n), "copy": f"{copy.number:02}",
        "to": papers.target(office, copy.to) or copy.to.get("archive", ""),
        "copies": str(copy.copies) if copy.medium != handouts.ELECTRONIC else handouts.ELECTRONIC,
        "received_by": office.person(copy.received_by), "received": _iso(copy.received),
        "recalled": _iso(copy.recalled), "recalled_by": "", "disposal": copy.disposal,
    }  # fmt: skip


def _planned(office: Office, record: Record) -> list[dict[str, str]]:
    rows = [row for row in record.rows("distribution") if isinstance(row, Mapping)]
    empty = dict.fromkeys(_COLUMNS, "")
    return [
        {
            **empty, "no": str(n), "copy": f"{n:02}",
            "to": papers.target(office, row) or str(row.get("archive", "")),
            "copies": _share(row),
        }
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip


def _share(row: Mapping[str, Any]) -> str:
    return handouts.ELECTRONIC if row.get("medium") == handouts.ELECTRONIC else str(row.get("copies", 1))


def _day(day: date | None) -> str:
    return zh.long_date(day) if day else ""


def _iso(day: date | None) -> str:
    return zh.iso_date(day) if day else ""
