"""议定事项督办表: every decision of a meeting until it is closed, the late ones first."""

from __future__ import annotations

from datetime import date

from ..office import Office
from ..rules import decisions as decided
from . import Column, Register, Row, Tab, iso

_ORDER = {
    word: i
    for i, word in enumerate((decided.LATE, decided.DUE_SOON, decided.OPEN, decided.STANDING, decided.CLOSED))
}
_MARKS = {decided.LATE: "overdue", decided.DUE_SOON: "due"}


def rows(office: Office) -> tuple[Row, ...]:
    """Return the decisions: 逾期, 7日内到期, 进行中, 长期, 已办结; within each by due date and minutes."""
    found = sorted(
        enumerate(decided.decisions(office)),
        key=lambda pair: (_ORDER.get(pair[1].state, len(_ORDER)), pair[1].due or date.max, pair[0]),
    )
    return tuple(_row(office, one) for _, one in found)


def _row(office: Office, one: decided.DecisionState) -> Row:
    confirmed = office.records.get(one.confirmed_by)
    cells = {
        "number": one.id,
        "title": one.text,
        "dept": one.dept,
        "owner": office.person(one.owner) if one.owner else "",
        "assist": "、".join(one.assist),
        "due": _due(one),
        "moved": str(one.moved) if one.moved else "",
        "progress": one.progress,
        "closed": iso(one.closed_on),
        "confirmed": office.short_number(confirmed) if confirmed else "",
        "state": one.state,
    }
    owner = cells["owner"] or one.dept
    tabs = (Tab("状态", one.state), Tab("责任部门", one.dept), Tab("责任人", owner))
    links = {"number": one.record} | ({"confirmed": one.confirmed_by} if confirmed else {})
    return Row(cells, one.record, tabs, links, one.class_, _MARKS.get(one.state, ""),
               part=("decisions", one.item - 1))  # fmt: skip


def _due(one: decided.DecisionState) -> str:
    """Return the due date as last moved; of a standing matter the day it is looked at again."""
    if one.due is not None:
        return iso(one.due)
    if one.review_on is not None:
        return f"{iso(one.review_on)} 复核"
    return decided.STANDING if one.state == decided.STANDING else ""


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many are late, due within seven days, open, long-term and closed; and moved."""
    counts = {word: sum(row.get("state") == word for row in held) for word in _ORDER}
    moved = sum(int(row.get("moved") or 0) for row in held)
    return " · ".join(f"{word} {n}" for word, n in counts.items()) + f" · 延期 {moved} 次"


REGISTER = Register(
    id="decisions",
    title="议定事项督办表",
    en="Decisions of meetings and their progress",
    columns=(
        Column("number", "编号", 18),
        Column("title", "议定事项", 64),
        Column("dept", "责任部门", 22),
        Column("owner", "责任人", 18, "center"),
        Column("assist", "协办", 18),
        Column("due", "时限", 22, "center"),
        Column("moved", "延期", 12, "right"),
        Column("progress", "进展", 30),
        Column("closed", "办结日期", 22, "center", whole=True),
        Column("confirmed", "确认会议", 18, "center"),
        Column("state", "状态", 16, "center", whole=True),
    ),
    rows=rows,
    foot=foot,
    order=80,
    kept=("number",),
    continuous=True,
    daily=True,
)
