"""What must hold of any meeting: its type is known, it ends after it begins, who led it was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from ..company import likely
from ..diagnostics import Code, Finding, Severity
from ..model import Record, State
from ..office import Office

DRAFTS = frozenset({State.DRAFT, State.RETURNED})
"""A draft's own gaps are warnings (life.md, Severity)."""

UNKNOWN_TYPE = Code(
    "MIN01", Severity.ERROR,
    "没有“{type}”这种会议",
    "there is no type of meeting \"{type}\"",
    "公司档案里的会议类型有：{allowed}。{likely}新的类型先登记在 records/company.yaml 的 meeting_types。",
    "The company file knows: {allowed}. {likely}Register a new type there first.",
)  # fmt: skip
ENDS_EARLY = Code(
    "MIN03", Severity.ERROR,
    "结束时间早于开始时间（{start}—{end}）",
    "the meeting ends before it begins ({start}–{end})",
    "用24小时制写到分，下午3点16分写 15:16；开过零点的写 ends_next_day: true。",
    "Write 24-hour times to the minute; past midnight set ends_next_day: true.",
)  # fmt: skip
NO_DEPT = Code(
    "MIN17", Severity.ERROR,
    "“{type}”没有写部门",
    "\"{type}\" does not say whose meeting it is",
    "补上 dept：这类纪要由本部门主管批准，不写部门就不知道由谁批准。",
    "Add dept: the head of that department approves these minutes.",
)  # fmt: skip


def held(office: Office, record: Record) -> Iterator[Finding]:
    """Say whether the meeting ends before it begins."""
    start, end = record.values.get("start"), record.values.get("end")
    if not isinstance(start, time) or not isinstance(end, time) or record.values.get("ends_next_day"):
        return
    if end <= start:
        yield ENDS_EARLY.at(office.place(record, "end"), start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def known_type(office: Office, record: Record) -> Iterator[Finding]:
    """Say whether the type of meeting is registered, and names its department where the head approves."""
    types = office.company.meeting_types
    told = record.text("meeting_type")
    if told and told not in types:
        place = office.place(record, "meeting_type")
        yield UNKNOWN_TYPE.at(place, type=told, allowed="、".join(types), likely=likely(told, types))
    elif told and types[told].approver == "本部门主管" and not types[told].dept and not record.text("dept"):
        yield NO_DEPT.at(office.place(record, "meeting_type"), type=told)
