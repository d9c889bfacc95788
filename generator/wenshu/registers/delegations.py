"""授权（代理签批）登记: who signs for whom, in which series, from when to when, how often it was used."""

from __future__ import annotations

from ..model import BINDING, Record, State
from ..office import Office
from ..rules import delegations as granted
from . import Column, Register, Row, Tab, iso

_VALID, _COMING, _OVER, _WITHDRAWN = "有效", "未开始", "期满", "撤销"


def rows(office: Office) -> tuple[Row, ...]:
    """Return the delegations that were granted, by their first day."""
    used = granted.used(office)
    found = [r for r in office.of("delegations") if office.state(r) in BINDING]
    found.sort(key=lambda r: (iso(r.day("from")), r.id))
    return tuple(_row(office, record, used.get(record.id, 0)) for record in found)


def _row(office: Office, record: Record, used: int) -> Row:
    state = _state(office, record)
    cells = {
        "grantor": office.person(record.text("grantor")),
        "grantee": office.person(record.text("grantee")),
        "title": _matter(record),
        "from": iso(record.day("from")),
        "until": iso(record.day("until")),
        "basis": record.text("basis"),
        "used": str(used),
        "state": state,
    }
    mark = "void" if state == _WITHDRAWN else ""
    return Row(cells, record.id, (Tab("状态", state),), {"title": record.id}, mark=mark)


def _matter(record: Record) -> str:
    """Return subject, series and steps: ``总经理出差期间的签发（办、通：签发）；限制``."""
    series = "、".join(map(str, record.rows("series")))
    steps = "、".join(map(str, record.rows("steps")))
    scope = f"（{series or '全部文件'}{'：' + steps if steps else ''}）"
    limits = record.text("limits")
    return record.text("title") + scope + (f"；限制：{limits}" if limits else "")


def _state(office: Office, record: Record) -> str:
    """Return 未开始, 有效, 期满 or 撤销, on the as-of day."""
    since, until = record.day("from"), record.day("until")
    if office.state(record) in (State.REPEALED, State.SUPERSEDED):
        return _WITHDRAWN
    if until is not None and until < office.as_of:
        return _OVER
    return _COMING if since is not None and since > office.as_of else _VALID


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return delegations in all, those valid on the day, and how often they were used."""
    valid = sum(row.get("state") == _VALID for row in held)
    return f"授权 {len(held)} 项 · 有效 {valid} 项 · 代签 {sum(int(row.get('used')) for row in held)} 次"


REGISTER = Register(
    id="delegations",
    title="授权（代理签批）登记",
    en="Delegations",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("grantor", "授权人", 24, "center"),
        Column("grantee", "受托人", 24, "center"),
        Column("title", "事项/系列", 60),
        Column("from", "起", 26, "center", whole=True),
        Column("until", "止", 26, "center", whole=True),
        Column("basis", "依据", 50),
        Column("used", "使用次数", 20, "right"),
        Column("state", "状态", 20, "center"),
    ),
    rows=rows,
    foot=foot,
    order=90,
    daily=True,
)
