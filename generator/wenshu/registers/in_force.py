"""现行有效文件清单（受控文件清单）: what binds in the house, by department; the obsolete last."""

from __future__ import annotations

from ..model import IN_FORCE, Record, State
from ..office import Office
from . import Column, Register, Row, Tab, iso, papers

_CURRENT, _COMING, _GONE = "现行", "尚未施行", "已失效"
_ORDER = {_CURRENT: 0, _COMING: 1, _GONE: 2}


def rows(office: Office) -> tuple[Row, ...]:
    """Return the issued papers that bind inside the house: current ones first, by department and number.

    Reports, requests and letters are sent, not in force; nor are minutes (they bind by their decisions).
    """
    heads = papers.heads(office)
    order = {name: i for i, name in enumerate(office.company.departments)}
    found = [
        _row(office, paper, paper.record)
        for paper in papers.issued(office)
        if paper.record is not None and controlled(office, paper, heads)
    ]
    found.sort(key=lambda row: (_ORDER[row.tabs[0].title], order.get(row.get("dept"), len(order))))
    return tuple(found)


def controlled(office: Office, paper: papers.Paper, heads: frozenset[str]) -> bool:
    """Say whether a paper belongs on the list: its kind knows 施行日期 or editions, and it goes downward."""
    if paper.record is None or paper.entry is None:
        return False
    kind = office.kind(paper.record)
    editioned = kind.editioned(paper.record)
    if not editioned and "effective_from" not in kind.schema.get("properties", {}):
        return False
    doc_type = paper.record.text("doc_type")
    ways = papers.directions(papers.parties(office, paper), doc_type, heads)
    return editioned or doc_type == "制度" or ways == (papers.DOWNWARD,)


def _row(office: Office, paper: papers.Paper, record: Record) -> Row:
    review = record.day("review_by")
    state = _state(office, record)
    since = record.day("effective_from") or papers.signed_on(office, paper)
    replaced = [office.find(str(ref)) for ref in record.rows("supersedes")]
    cells = {
        "number": papers.number(office, paper),
        "title": papers.heading(office, record) + _WHY_GONE.get(office.state(record), ""),
        "edition": papers.edition(paper),
        "from": iso(since),
        "dept": office.dept(record),
        "review": iso(review),
        "replaces": "、".join(office.name(old) for old in replaced if old),
        "copies": str(sum(c.copies for c in papers.copies(office, paper))),
    }
    late = state == _CURRENT and review is not None and review < office.as_of
    mark = "void" if state == _GONE else "overdue" if late else ""
    tabs = (Tab("状态", state), Tab("部门", cells["dept"]))
    return Row(cells, record.id, tabs, {"title": record.id, "number": record.id}, mark=mark)


def _state(office: Office, record: Record) -> str:
    if office.state(record) not in IN_FORCE:
        return _GONE
    since = record.day("effective_from")
    return _COMING if since and since > office.as_of else _CURRENT


_WHY_GONE = {State.SUPERSEDED: "（被代替）", State.REPEALED: "（作废）", State.EXPIRED: "（期满失效）"}


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return counts, and the older papers whose standing the ledger cannot tell."""
    counts = {word: sum(Tab("状态", word) in row.tabs for row in held) for word in _ORDER}
    late = sum(row.mark == "overdue" for row in held)
    old = sum(e.state == "issued" and not e.record for e in office.ledger.entries)
    told = [f"{word} {n} 件" for word, n in counts.items()] + [f"复审逾期 {late} 件"]
    return " · ".join(told) + (f"。旧登记簿接收的 {old} 件没有文本，是否现行由归口部门核定" if old else "")


REGISTER = Register(
    id="in-force",
    title="现行有效文件清单",
    en="Papers in force",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("number", "文号", 46, whole=True),
        Column("title", "名称", 68),
        Column("edition", "版本", 14, "center"),
        Column("from", "施行日期", 24, "center", whole=True),
        Column("dept", "归口部门", 24),
        Column("review", "复审到期", 24, "center", whole=True),
        Column("replaces", "代替", 32),
        Column("copies", "分发份数", 18, "right"),
    ),
    rows=rows,
    foot=foot,
    order=50,
    kept=("no", "number", "状态"),
    daily=True,
)
