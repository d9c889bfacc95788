"""收文登记簿: every incoming paper by its number, who has it, by when, and what became of it."""

from __future__ import annotations

from .. import numbering
from ..ledger_nouns import Entry
from ..model import Record
from ..office import Office
from ..rules import incoming as received
from . import Column, Register, Row, Tab, iso, papers

_ENDED = frozenset({received.CLOSED, received.ARCHIVED, received.READ})
_DONE, _IN_HAND = "已办结", "办理中"


def rows(office: Office) -> tuple[Row, ...]:
    """Return one row per integer of the series of incoming papers; a void one keeps its row."""
    kind = office.kinds.get("incoming")
    held = [e for e in office.ledger.entries if kind and e.series == kind.series and e.state != "reserved"]
    return tuple(_row(office, entry) for entry in sorted(held, key=lambda e: (e.year or 0, e.serial)))


def _row(office: Office, entry: Entry) -> Row:
    record = office.records.get(entry.record)
    cells = {"number": _number(office, entry), "title": papers.title(office, papers.Paper(entry, record))}
    mark = "void" if entry.state == "void" else ""
    if record is None:
        class_ = papers.own_class(papers.Paper(entry, None))
        return Row({**cells, "date": iso(entry.signed or entry.date)}, class_=class_, mark=mark)
    told = received.progress(office, record)
    cells |= {
        "date": iso(office.begun(record)),
        "from": record.text("from_org"),
        "theirs": record.text("their_number"),
        "copies": record.text("copies"),
        "class": record.text("class"),
        "lead": " ".join(filter(None, (told.lead, office.person(told.handler)))),
        "due": iso(told.due or told.internal_due),
        "closed": _closed(office, told),
        "reply": (office.short_number(told.reply) or office.title(told.reply)) if told.reply else "",
        "place": told.place,
    }
    links = {"number": record.id, "title": record.id} | ({"reply": told.reply.id} if told.reply else {})
    late = "overdue" if told.late else ""
    return Row(cells, record.id, _tabs(record, told), links, mark=mark or late)


def _number(office: Office, entry: Entry) -> str:
    """Return the short form with its year, ``收〔2026〕18号``: the column is narrow."""
    series = office.company.series.get(entry.series)
    if entry.printed or series is None:
        return entry.printed
    return numbering.printed(series, "gbt9704", entry.year, entry.serial)


def _closed(office: Office, told: received.Progress) -> str:
    """Return the day it was closed, else how far it is, late ones with their days."""
    if told.closed_on is not None:
        return iso(told.closed_on)
    due = told.due or told.internal_due
    if told.late and due is not None:
        return f"逾期{(office.as_of - due).days}天"
    return told.state


def _tabs(record: Record, told: received.Progress) -> tuple[Tab, ...]:
    ended = _DONE if told.state in _ENDED else received.OVERDUE if told.late else _IN_HAND
    tabs = {
        "办理": ended,
        "来文单位": record.text("from_kind"),
        "类别": record.text("handling"),
        "承办": told.lead,
    }
    return tuple(Tab(group, title) for group, title in tabs.items() if title)


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return papers in all, closed, in hand and late."""
    words = (_DONE, _IN_HAND, received.OVERDUE)
    counts = {word: sum(Tab("办理", word) in row.tabs for row in held) for word in words}
    void = sum(row.mark == "void" for row in held)
    return " · ".join([f"收文 {len(held) - void} 件", *(f"{word} {n} 件" for word, n in counts.items())])


REGISTER = Register(
    id="incoming",
    title="收文登记簿",
    en="Register of incoming papers",
    columns=(
        Column("number", "收文号", 28, whole=True),
        Column("date", "收文日期", 20, "center", whole=True),
        Column("from", "来文单位", 28),
        Column("theirs", "来文字号", 28),
        Column("title", "标题", 44),
        Column("copies", "份数", 10, "right"),
        Column("class", "密级", 12, "center"),
        Column("lead", "承办", 18, "center"),
        Column("due", "限办", 20, "center", whole=True),
        Column("closed", "办结", 20, "center", whole=True),
        Column("reply", "复文号", 20, "center"),
        Column("place", "存放", 12),
    ),
    rows=rows,
    foot=foot,
    order=20,
    tabs=tuple(Tab("办理", word) for word in (received.OVERDUE, _IN_HAND, _DONE)),
    kept=("number",),
    continuous=True,
    daily=True,
)
