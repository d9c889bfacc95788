"""工作联络单: routine contact between departments, never numbered (forms.md A5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import zh
from ..diagnostics import Code, Finding, Severity
from ..model import Record
from ..office import Office
from .handling import events

KIND = "liaison"
NUMBER_FIELDS = frozenset({"number", "series", "serial", "doc_number", "no", "文号", "编号", "系列"})

NUMBERED = Code(
    "LIA01", Severity.ERROR,
    "工作联络单不编文号，不能有“{key}”一项",
    "a liaison sheet bears no number: \"{key}\" must go",
    "删去这一行；事情重要、需要编号存档的，改用公司正式文件（wenshu new documents）。",
    "Remove the line; what must be numbered and filed is a paper of kind documents.",
)  # fmt: skip
TO_ITSELF = Code(
    "LIA02", Severity.WARNING,
    "{dept}把联络单发给了自己",
    "{dept} sends the sheet to itself",
    "to 写对方部门；部门内部的事不用联络单。",
    "Name the other department in `to`.",
)  # fmt: skip
REPLY_EARLY = Code(
    "LIA03", Severity.ERROR,
    "希望答复时间 {reply_by} 早于联络单日期 {date}",
    "an answer is wanted by {reply_by}, before the sheet's own date {date}",
    "核对 reply_by 和 date。",
    "Check reply_by and date.",
)  # fmt: skip
OTHER_DEPT = Code(
    "LIA04", Severity.WARNING,
    "联络人{person}不是{dept}的人",
    "{person} does not belong to {dept}",
    "发出部门和联络人要一致；替别的部门发的，由该部门的人签。",
    "Sending department and contact must agree.",
)  # fmt: skip


def _numbers(office: Office) -> Iterable[Finding]:
    for record in office.of(KIND):
        for key in record.raw.tree:
            if key in NUMBER_FIELDS:
                yield NUMBERED.at(office.place(record, key, "#key"), key=key)


def _parties(office: Office) -> Iterable[Finding]:
    for record in office.of(KIND):
        sender, person = record.text("from"), record.text("contact")
        for i, row in enumerate(record.rows("to")):
            if (
                sender
                and isinstance(row, Mapping)
                and row.get("department") == sender
                and not row.get("person")
            ):
                yield TO_ITSELF.at(office.place(record, "to", i), dept=sender)
        home = office.company.dept_of(person, office.on(record)) if person in office.company.people else ""
        if sender and home and home not in office.company.under(sender):
            yield OTHER_DEPT.at(office.place(record, "contact"), person=office.person(person), dept=sender)


def _dates(office: Office) -> Iterable[Finding]:
    for record in office.of(KIND):
        day, reply_by = record.day("date"), record.day("reply_by")
        if day and reply_by and reply_by < day:
            yield REPLY_EARLY.at(office.place(record, "reply_by"), reply_by=reply_by, date=day)


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return addressees, telephone, urgency and class of a liaison sheet; who received and answered it.

    The sheet bears no number, and its text is not pinned: what happened to it later may stand on it.
    """
    rows = [row for row in record.rows("to") if isinstance(row, Mapping)]
    told = record.text("class")
    return {
        "to": "、".join(
            f"{row.get('department', '')}（{office.person(str(row['person']))}）"
            if row.get("person")
            else str(row.get("department", ""))
            for row in rows
        ),
        "cc": "、".join(map(str, record.rows("cc"))),
        "telephone": record.text("telephone") or office.company.letterhead(office.on(record)).telephone,
        "urgency": record.text("urgency") or "平件",
        "class_line": f"密级：{told}" if told else "",
        "received": _steps(office, record, "签收"),
        "replies": _steps(office, record, "答复"),
    }


def _steps(office: Office, record: Record, step: str) -> list[dict[str, str]]:
    """Return who took a step, when, and what he wrote; among several the text says whose it is."""
    taken = events(office, record, step)
    told = []
    for event in taken:
        by, text = office.person(event.text("by")), event.text("text")
        lead = f"{by}：" if len(taken) > 1 and text else ""
        told.append({"by": by, "at": zh.moment(event.day("on"), event.values.get("at")), "text": lead + text})
    return told


CHECKS = (_numbers, _parties, _dates)
