"""授权（代理签批）登记: who signs for whom, for which series, from when to when, and how often it was used."""

from __future__ import annotations

from collections import Counter

from ..model import BINDING, Record, State
from ..office import Office
from . import Column, Register, Row, Tab, iso


def rows(office: Office) -> tuple[Row, ...]:
    """Return the delegations that were granted, by their first day."""
    used = Counter(a.delegation for held in office.ledger.approvals.values() for a in held if a.delegation)
    found = [r for r in office.of("delegations") if office.state(r) in BINDING]
    found.sort(key=lambda r: (iso(r.day("from")), r.id))
    return tuple(_row(office, record, used[record.id]) for record in found)


def _row(office: Office, record: Record, used: int) -> Row:
    state = _state(office, record)
    cells = {
        "delegator": office.person(record.text("delegator")),
        "deputy": office.person(record.text("deputy")),
        "title": _matter(record),
        "from": iso(record.day("from")),
        "until": iso(record.day("until")),
        "basis": record.text("basis"),
        "used": str(used),
        "state": state,
    }
    return Row(cells, record.id, (Tab("状态", state),), {"title": record.id}, mark="void" if state == "撤销" else "")


def _matter(record: Record) -> str:
    """Return subject, series and steps: ``总经理出差期间的签发（办、通：签发）；限制``."""
    series = "、".join(map(str, record.rows("series")))
    steps = "、".join(map(str, record.rows("steps")))
    scope = f"（{series}{'：' + steps if steps else ''}）" if series or steps else ""
    limits = record.text("limits")
    return record.text("title") + scope + (f"；限制：{limits}" if limits else "")


def _state(office: Office, record: Record) -> str:
    """Return 未到期 (not begun), 有效, 期满 or 撤销, on the as-of day."""
    since, until = record.day("from"), record.day("until")
    if office.state(record) in (State.REPEALED, State.SUPERSEDED):
        return "撤销"
    if until is not None and until < office.as_of:
        return "期满"
    return "未开始" if since is not None and since > office.as_of else "有效"


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return delegations in all, those valid on the day, and how often they were used."""
    valid = sum(row.get("state") == "有效" for row in held)
    return f"授权 {len(held)} 项 · 有效 {valid} 项 · 代签 {sum(int(row.get('used')) for row in held)} 次"


REGISTER = Register(
    id="delegations",
    title="授权（代理签批）登记",
    en="Delegations",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("delegator", "授权人", 24, "center"),
        Column("deputy", "受托人", 24, "center"),
        Column("title", "事项/系列", 60),
        Column("from", "起", 26, "center"),
        Column("until", "止", 26, "center"),
        Column("basis", "依据", 50),
        Column("used", "使用次数", 20, "right"),
        Column("state", "状态", 20, "center"),
    ),
    rows=rows,
    foot=foot,
    order=90,
    daily=True,
)
