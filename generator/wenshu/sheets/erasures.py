"""个人信息删除核对单: after an erasure, the places outside the repository, to be ticked off by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import keys, views, zh
from ..model import Record
from ..office import Office
from ..registers import subject_requests
from ..rules import erasures, subjects
from . import Sheet

TEMPLATE = "erasure"
TITLE = "个人信息删除核对单"


def path(record: Record) -> str:
    """Return where the list of an erasure lies in a site, without suffix."""
    return subject_requests.places(record)


def view(office: Office, record: Record) -> Mapping[str, Any]:
    """Return what the list shows."""
    on = record.day("on")
    request = office.find(record.text("request")) if record.text("request") else None
    return {
        "company": views.letterhead(office.company.letterhead(on or office.as_of)),
        "class_": views.class_of(office, record), "stamp": "", "check": "",
        "named": subjects.named(office, keys.subject(office, record.text("subject"))),
        "number": office.name(request) if request else "—",
        "by": office.person(record.text("by")), "day": zh.long_date(on) if on else "",
        "ground": record.text("ground"),
        "done": [_done(office, row) for _, row in erasures.rows(record)],
        "elsewhere": [{"sort": e.sort, "what": e.what, "who": e.who} for e in erasures.elsewhere(office, record)],
    }  # fmt: skip


def _done(office: Office, row: Mapping[str, Any]) -> Mapping[str, str]:
    until = row.get("until")
    return {
        "purpose": subjects.purpose(office, str(row.get("purpose", ""))), "decision": str(row.get("decision", "")),
        "until": zh.long_date(until) if until else "—", "rule": str(row.get("rule", "")) or "—",
    }  # fmt: skip


def SHEETS(office: Office) -> Iterator[Sheet]:
    """Yield a list for each erasure."""
    for record in office.of(subjects.ERASURES):
        shown = view(office, record)
        meta = (("当事人", str(shown["named"])), ("决定人", str(shown["by"])), ("日期", str(shown["day"])))
        links = (("删除记录", office.title(record), record.id),)
        class_ = views.class_of(office, record)
        yield Sheet(path(record), TEMPLATE, shown, f"{TITLE} {shown['named']}", record.id, class_, meta, links)
