"""补登、更正清单: every entry made late, corrected, swallowed or not made by a verb (forms.md H-35).

The day of the fact stands in the file, the day of recording in the commit. Loans keep this list now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import loans
from ..custody import Custody
from ..loans import Event
from ..office import Office
from . import Column, Register, Row, Tab, iso, loan_rows

_GROUP = "种类"
_FIELDS: Mapping[str, str] = {
    "holder": "借阅人", "outsider": "外单位借阅人", "since": "借出日期", "due": "应还日期", "purpose": "事由",
    "use": "用途", "applied_on": "申请日期", "endorsed_by": "部门主管", "approved_by": "批准人",
    "approved_on": "批准日期", "delegation": "授权", "lent_by": "经办人", "condition": "借出状况",
    "pages": "借出页数", "confirmed": "清点", "renewals": "续借", "sheet": "申请单", "returned_on": "归还日期",
    "received_by": "接收人", "outcome": "利用效果", "note": "处理", "on": "报失日期", "report": "遗失报告",
}  # fmt: skip


def rows(office: Office) -> tuple[Row, ...]:
    """Return the entries, latest first."""
    found = [_row(office, event) for event in reversed(loans.log(office).events) if _kinds(event)]
    return tuple(found)


def _kinds(event: Event) -> tuple[str, ...]:
    """Return why an entry stands in this list; nothing for one made in time."""
    if event.kind == loans.GAP:
        return (loan_rows.MISSING,)
    if event.kind in (loans.CORRECTED, loans.CHANGED):
        return (loan_rows.CORRECTED,)
    return (loan_rows.ENTERED_LATE,) if event.late else ()


def _row(office: Office, event: Event) -> Row:
    kinds = _kinds(event)
    told = loan_rows.named(office, event.path)
    late = event.kind not in (loans.GAP, loans.CORRECTED, loans.CHANGED)
    what = f"借阅·{event.kind}" if late else "借阅"
    cells = {
        "recorded": event.recorded.strftime("%Y-%m-%d %H:%M"),
        "on": iso(event.on),
        "days": str(event.days) if event.on else "",
        "kind": f"{'、'.join(kinds)}（{what}）",
        "number": told["number"],
        "title": f"{told['number'] or told['title']} 第{told['copy']}份（{loan_rows.archive(event.path)}）",
        "by": office.person(event.by),
        "note": _note(office, event),
    }
    tabs = tuple(Tab(_GROUP, kind) for kind in kinds)
    mark = "gap" if event.kind == loans.GAP else ""
    return loan_rows.row(office, event.path, cells, tabs, mark)


def _note(office: Office, event: Event) -> str:
    """Return why it was late, what a correction changed, or what is wrong with an entry."""
    if event.kind == loans.GAP:
        return loan_rows.gap(event)
    if event.kind in (loans.CORRECTED, loans.CHANGED):
        changed = "；".join(_changes(office, event.before, event.after))
        of = f"，更正提交 {event.correction_of[:10]}" if event.correction_of else "，没有写明更正哪一次"
        return (changed or "内容") + of
    told = event.after
    if told is None:
        return ""
    return told.reason or (told.last.note if told.last else "")


def _changes(office: Office, before: Custody | None, after: Custody | None) -> Iterator[str]:
    """Yield the fields a correction changed: ``应还日期 2026-06-08→2026-06-10``."""
    pairs = [(before, after)]
    if before and after:
        pairs += [(before.last, after.last), (before.lost, after.lost)]  # type: ignore[list-item]
    for old, new in pairs:
        for key, label in _FIELDS.items():
            was, now = getattr(old, key, ""), getattr(new, key, "")
            if was != now:
                yield f"{label} {_told(office, was)}→{_told(office, now)}"


def _told(office: Office, value: object) -> str:
    if isinstance(value, tuple):
        return f"至{iso(value[-1].due)}" if value else "无"
    if isinstance(value, str) and len(value) == 64:
        return value[:8]
    told = getattr(value, "name", value)
    return office.person(str(told)) if told not in ("", None) else "无"


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many of each, and how 补登 is counted."""
    if told := loan_rows.without_history(office):
        return told
    counts = [(word, sum(Tab(_GROUP, word) in row.tabs for row in held))
              for word in (loan_rows.ENTERED_LATE, loan_rows.CORRECTED, loan_rows.MISSING)]  # fmt: skip
    told = " · ".join(f"{word} {n} 次" for word, n in counts)
    return f"{told} · 差按工作日计（星期一至星期五），超过 {loans.LATE_DAYS} 天为补登"


REGISTER = Register(
    id="late-entries",
    title="补登、更正清单",
    en="Late and corrected entries",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("recorded", "提交时间", 36, "center", whole=True),
        Column("on", "事实日期", 24, "center", whole=True),
        Column("days", "差", 12, "right"),
        Column("kind", "种类", 26, "center"),
        Column("title", "对象", 70),
        Column("by", "经办", 22, "center"),
        Column("note", "说明", 60),
    ),
    rows=rows,
    foot=foot,
    order=110,
)
