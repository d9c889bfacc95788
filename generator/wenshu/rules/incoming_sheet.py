"""The 文件处理单 of an incoming paper, front and back: its cells as the steps of handling fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .. import zh
from ..model import Record
from ..office import Office
from .handling import events, last

UNSIGNED = "　年　　月　　日"
"""What stands after the name line of a cell nobody has filled."""
CIRCULATION_ROWS, CHASE_ROWS = 10, 6
"""Rows of the back, filled or for ink (forms.md A7)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet is made of: circulation lines, the reply's number, our own deadline in words."""

    office: Office
    record: Record
    circulation: Sequence[tuple[str, date | None, date | None, str]]
    reply: str
    internal_due: str


def sheet(about: Sheet) -> Mapping[str, Any]:
    """Return the cells of the sheet as texts, boxes and rows."""
    office, record = about.office, about.record
    handed, closing, filed = (last(office, record, step) for step in ("交办", "办结", "归档"))
    return {
        **_received(record),
        "handling": boxes(office, record, "handling").split("　"),
        "from_kind": boxes(office, record, "from_kind"),
        "via": boxes(office, record, "via"),
        "urgency": boxes(office, record, "urgency"),
        "attachments": _attachments(record),
        "internal_due": about.internal_due,
        "proposals": _opinions(office, record, "拟办"),
        "instructions": _opinions(office, record, "批示"),
        "lead": handed.text("lead") if handed else "",
        "handler": office.person(handed.text("handler")) if handed and handed.text("handler") else "",
        "assist": "、".join(map(str, handed.rows("assist"))) if handed else "",
        "handed_on": _day(handed),
        "handed_note": handed.text("text") if handed else "",
        "outcomes": _opinions(office, record, "办结"),
        "reply": about.reply,
        "answers": [event.text("text") for event in events(office, record, "答复") if event.text("text")],
        "closed_on": _day(closing),
        "closed_by": office.person(closing.text("by")) if closing else "",
        "archived": _filed(filed),
        "circulation": _padded(_circulation(about), CIRCULATION_ROWS),
        "chases": _padded(_chases(office, record), CHASE_ROWS),
    }


def _received(record: Record) -> dict[str, str]:
    at = record.values.get("received_at")
    if not isinstance(at, datetime):
        return {"received_day": "", "received_time": ""}
    return {"received_day": zh.long_date(at.date()), "received_time": zh.clock(at.time())}


def _filed(filed: Record | None) -> str:
    parts = (filed.text("place"), filed.text("text"), _day(filed)) if filed else ()
    return " ".join(part for part in parts if part)


def boxes(office: Office, record: Record, key: str) -> str:
    """Return all options of a choice with boxes, the chosen one ticked: ``☑办件　□阅件``."""
    options = office.kind(record).schema["properties"][key].get("enum", ())
    return zh.boxes(map(str, options), record.text(key))


def _attachments(record: Record) -> list[str]:
    told = []
    for i, row in enumerate(record.rows("attachments"), 1):
        if isinstance(row, Mapping):
            about = [f"共{row['pages']}页" if row.get("pages") else "", str(row.get("place", ""))]
            note = "，".join(part for part in about if part)
            told.append(f"{i}.{row.get('name', '')}" + (f"（{note}）" if note else ""))
    return told


def _opinions(office: Office, record: Record, step: str) -> list[dict[str, str]]:
    """Return text, name and date of each step of a name; one empty line to sign if there is none."""
    told = [
        {"text": e.text("text"), "by": office.person(e.text("by")), "on": _day(e)}
        for e in events(office, record, step)
    ]
    return told or [{"text": "", "by": "＿＿＿＿", "on": UNSIGNED}]


def _circulation(about: Sheet) -> list[dict[str, str]]:
    return [
        {
            "no": str(i), "person": about.office.person(person), "sent": _short(sent),
            "returned": _short(returned), "opinion": opinion,
        }
        for i, (person, sent, returned, opinion) in enumerate(about.circulation, 1)
    ]  # fmt: skip


def _chases(office: Office, record: Record) -> list[dict[str, str]]:
    told = []
    for event in events(office, record, "催办"):
        whom = office.person(event.text("to")) if event.text("to") else ""
        told.append({
            "on": _short(event.day("on")), "by": office.person(event.text("by")),
            "via": "".join((event.text("via"), f"（{whom}）" if whom else "")),
            "answer": "；".join(x for x in (event.text("text"), event.text("answer")) if x),
        })  # fmt: skip
    return told


def _padded(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """Return the rows with empty ones up to ``count``, so that the sheet can be filled in ink."""
    keys = rows[0] if rows else {"no": "", "person": "", "sent": "", "returned": "", "opinion": "", "on": "",
                                 "by": "", "via": "", "answer": ""}  # fmt: skip
    return rows + [dict.fromkeys(keys, "") for _ in range(count - len(rows))]


def _day(event: Record | None) -> str:
    on = event.day("on") if event else None
    return zh.long_date(on) if on else ""


def _short(on: date | None) -> str:
    return zh.iso_date(on) if on else ""
