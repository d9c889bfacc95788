"""传真附页: the cover that goes before the papers sent by fax (forms.md A6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import zh
from ..diagnostics import Code, Finding, Severity
from ..model import BINDING, Record
from ..office import Office
from .handling import events

KIND = "fax"
PURPOSES = ("请审阅", "请回复", "请备案", "资料", "其他")
RESULTS = ("成功", "重发", "失败")

OTHER_PURPOSE = Code(
    "FAX01", Severity.WARNING,
    "目的写“其他”，没有说明是什么",
    "the purpose is \"other\", but not said",
    "在 purpose_note 里写明目的。",
    "Say it in purpose_note.",
)  # fmt: skip
NAMELESS = Code(
    "FAX02", Severity.ERROR,
    "所附第{row}份文件既没有引用记录，也没有名称",
    "paper {row} sent names neither a record nor a title",
    "写 ref（文号或编号路径）；没有记录的资料写 title。",
    "Give ref, or title for what has no record.",
)  # fmt: skip
REPLY_EARLY = Code(
    "FAX03", Severity.ERROR,
    "回复期限 {reply_by} 早于发出日期 {date}",
    "an answer is wanted by {reply_by}, before the fax was sent on {date}",
    "核对 reply_by 和 sent_at。",
    "Check reply_by and sent_at.",
)  # fmt: skip
NO_REPLY_DATE = Code(
    "FAX04", Severity.WARNING,
    "请对方回复，没有写回复期限",
    "an answer is asked for, without a date",
    "加一行 reply_by: 2026-03-20。",
    "Add reply_by.",
)  # fmt: skip
NOT_ISSUED = Code(
    "FAX05", Severity.WARNING,
    "所附的“{title}”还没有发出",
    "\"{title}\", sent along, is not issued yet",
    "未签发、未编号的文件不能对外传真；先办签发，或从 papers 里删去。",
    "A draft does not leave the house: issue it first, or remove it from `papers`.",
)  # fmt: skip


def _rows(record: Record) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return ((i, row) for i, row in enumerate(record.rows("papers")) if isinstance(row, Mapping))


def _purpose(office: Office) -> Iterable[Finding]:
    for record in office.of(KIND):
        purpose = record.text("purpose")
        if purpose == "其他" and not record.text("purpose_note"):
            yield OTHER_PURPOSE.at(office.place(record, "purpose"))
        if purpose == "请回复" and record.day("reply_by") is None:
            yield NO_REPLY_DATE.at(office.place(record, "purpose"))


def _papers(office: Office) -> Iterable[Finding]:
    for record in office.of(KIND):
        for i, row in _rows(record):
            if not row.get("ref") and not row.get("title"):
                yield NAMELESS.at(office.place(record, "papers", i), row=i + 1)
            sent = office.find(str(row["ref"])) if row.get("ref") else None
            if sent is not None and office.state(sent) not in BINDING:
                yield NOT_ISSUED.at(office.place(record, "papers", i), title=office.title(sent))


def _dates(office: Office) -> Iterable[Finding]:
    for record in office.of(KIND):
        sent, reply_by = office.begun(record), record.day("reply_by")
        if sent and reply_by and reply_by < sent:
            yield REPLY_EARLY.at(office.place(record, "reply_by"), reply_by=reply_by, date=sent)


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return the boxes of the purpose, the papers sent, all pages, this one included, and how sending went."""
    papers = [_paper(office, i, row) for i, row in _rows(record)]
    chosen, note = record.text("purpose"), record.text("purpose_note")
    return {
        "purpose": zh.boxes(PURPOSES, chosen) + (f"：{note}" if note else ""),
        "papers": papers,
        "pages": str(1 + sum(int(paper["pages"] or 0) for paper in papers)),
        "telephone": record.text("from_tel") or office.company.letterhead(office.on(record)).telephone,
        "urgency": record.text("urgency") or "平件",
        "results": [line for event in events(office, record, "发送") for line in _sent(office, event)],
    }


def _sent(office: Office, event: Record) -> Iterable[str]:
    """Yield how one sending went, who saw to it and when, and what he noted."""
    at = zh.moment(event.day("on"), event.values.get("at"))
    yield f"{zh.boxes(RESULTS, event.text('result'))}　　确认人：{office.person(event.text('by'))}　{at}"
    if event.text("text"):
        yield event.text("text")


def _paper(office: Office, row: int, paper: Mapping[str, Any]) -> dict[str, str]:
    found = office.find(str(paper["ref"])) if paper.get("ref") else None
    title = str(paper.get("title", "")) or (office.title(found) if found else str(paper.get("ref", "")))
    number = office.number(found) if found and office.entry(found) else ""
    return {"no": str(row + 1), "number": number, "title": title, "pages": str(paper.get("pages", ""))}


CHECKS = (_purpose, _papers, _dates)
