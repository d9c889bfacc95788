"""会议纪要目录: one approved meeting a row, with how far its decisions and its distribution are."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import BINDING, Record
from ..office import Office
from ..rules import decisions as decided
from ..rules import meeting_head
from . import Column, Register, Row, Tab, iso, papers


def rows(office: Office) -> tuple[Row, ...]:
    """Return the approved minutes by date; void ones keep their row."""
    sessions = meeting_head.sessions(office)
    counts = _counts(office)
    found = sorted((r for r in office.of("minutes") if office.state(r) in BINDING), key=meeting_head.order)
    return tuple(_row(office, record, sessions, counts.get(record.id, (0, 0))) for record in found)


def _counts(office: Office) -> Mapping[str, tuple[int, int]]:
    """Return (议定, 办结) by minutes."""
    counts: dict[str, tuple[int, int]] = {}
    for one in decided.decisions(office):
        all_, closed = counts.get(one.record, (0, 0))
        counts[one.record] = (all_ + 1, closed + (one.state == decided.CLOSED))
    return counts


def _row(office: Office, record: Record, sessions: Mapping[str, int], count: tuple[int, int]) -> Row:
    paper = papers.Paper(office.entry(record), record)
    held = [c for c in papers.copies(office, paper) if "archive" not in c.to]
    kind = record.text("meeting_type")
    dept = record.text("dept")
    cells = {
        "number": office.number(record),
        "title": ("作废：" if paper.void else "") + meeting_head.title(office, record),
        "session": str(sessions.get(record.id, "")),
        "date": iso(record.day("date")),
        "chair": office.person(record.text("chair")),
        "items": "；".join(str(item.get("title", "")) for item in record.rows("items")),
        "decided": str(count[0]),
        "closed": str(count[1]),
        "handed": f"{sum(bool(c.received) for c in held)}/{len(held)} 签收" if held else "",
    }
    year = cells["date"][:4]
    tabs = (Tab("会议", dept + kind.removeprefix("部门") if dept else kind), Tab("年度", year))
    links = {"title": record.id, "number": record.id}
    return Row(cells, record.id, tabs, links, mark="void" if paper.void else "")


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return meetings, decisions, closed ones."""
    total, closed = (sum(int(row.get(key) or 0) for row in held) for key in ("decided", "closed"))
    return f"会议 {len(held)} 次 · 议定 {total} 项 · 办结 {closed} 项"


REGISTER = Register(
    id="meetings",
    title="会议纪要目录",
    en="List of minutes",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("number", "文号", 46, whole=True),
        Column("title", "会议", 42),
        Column("session", "第N次", 14, "center"),
        Column("date", "日期", 22, "center", whole=True),
        Column("chair", "主持", 18, "center"),
        Column("items", "议题", 60),
        Column("decided", "议定", 14, "right"),
        Column("closed", "办结", 14, "right"),
        Column("handed", "发放", 20, "center"),
    ),
    rows=rows,
    foot=foot,
    order=70,
    kept=("no", "number", "年度"),
    continuous=True,
)
