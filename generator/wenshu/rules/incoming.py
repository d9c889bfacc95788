"""Incoming papers: what must hold of them, how far they are (for registers), and their 文件处理单."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .. import zh
from ..diagnostics import Code, Finding, Severity
from ..model import Record
from ..office import Office
from .handling import based_on, events, last
from .incoming_sheet import Sheet, sheet
from .kept import days, once

AGAIN = Code(
    "INC01", Severity.WARNING,
    "{org}的“{number}”已经登记过：{other}",
    "\"{number}\" of {org} is registered already: {other}",
    "同一件只登一次；确是另一份（补发、更正件），在标题里注明。",
    "Register a paper once; if it is another copy, say so in the title.",
)  # fmt: skip
NO_DUE = Code(
    "INC02", Severity.ERROR,
    "办件没有写办结时限",
    "a paper to act on has no due date",
    "写 due（来文要求的日期）；来文没有要求的，写 internal_due（本公司定的时限）；只供阅知的改为阅件。",
    "Give due (the sender's) or internal_due (ours), or make it 阅件.",
)  # fmt: skip
DUE_PAST = Code(
    "INC03", Severity.WARNING,
    "{what} {due} 早于收文日期 {received}",
    "{what} {due} lies before the day of receipt {received}",
    "核对日期；确是过期才收到的，请先与来文单位联系。",
    "Check the date; if it really came too late, call the sender.",
)  # fmt: skip
OURS_LATE = Code(
    "INC04", Severity.WARNING,
    "本公司时限 {ours} 晚于来文要求 {theirs}",
    "our deadline {ours} lies after the sender's {theirs}",
    "本公司时限要早于来文要求，留出签批和发出的时间。",
    "Ours comes first, to leave time for signing and sending.",
)  # fmt: skip
NO_BYTES = Code(
    "INC05", Severity.ERROR,
    "附件“{name}”写明存于库内，却没有校验值",
    "attachment \"{name}\" is said to lie in the repository without its sha256",
    "补上 sha256 和 ext；不存库内的写 at: vault（默认）或 at: paper。",
    "Add sha256 and ext, or say at: vault (default) or at: paper.",
)  # fmt: skip
NO_PLACE = Code(
    "INC06", Severity.WARNING,
    "附件“{name}”没有写存放处",
    "attachment \"{name}\" does not say where it is kept",
    "补上 place：扫描盘的文件夹或柜-层-盒；以后才找得到原件。",
    "Add place: the folder or the cabinet where it lies.",
)  # fmt: skip
LATE = Code(
    "INC07", Severity.WARNING,
    "{what} {due} 已过，还没有办结（{who}）",
    "{what} {due} has passed and the paper is not closed ({who})",
    "办完的记一步办结；没办完的催办，并与来文单位说明。",
    "Record its closing, or press for it and tell the sender.",
)  # fmt: skip
POSTDATED = Code(
    "INC08", Severity.WARNING,
    "来文日期 {theirs} 晚于收文日期 {received}",
    "the paper is dated {theirs}, after it was received on {received}",
    "核对两个日期。",
    "Check both dates.",
)  # fmt: skip

WAITING, INSTRUCT, HAND_OUT = "待拟办", "待批示", "待交办"
WORKING, OVERDUE, CLOSED, ARCHIVED = "承办中", "逾期", "已办结", "已归档"
TO_READ, READING, READ = "待传阅", "传阅中", "已阅"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an incoming paper is on the as-of day. Persons and departments are keys."""

    state: str
    """办件: 待拟办 待批示 待交办 承办中 逾期 已办结 已归档; 阅件: 待传阅 传阅中 已阅 已归档."""
    lead: str
    handler: str
    assist: tuple[str, ...]
    handed_on: date | None
    holder: str
    """Who has it now: the last reader who has not given it back; else the handler; else who entered it."""
    due: date | None
    internal_due: date | None
    closed_on: date | None
    closed_by: str
    reply: Record | None
    """The paper that answers it: named by a step of 答复, or naming it in its basis."""
    archived_on: date | None
    place: str
    """Where the original lies: of the archive, else as registered."""

    @property
    def late(self) -> bool:
        """Say whether a deadline has passed and it is not closed."""
        return self.state == OVERDUE


def progress(office: Office, record: Record) -> Progress:
    """Return how far an incoming paper is on the office's as-of day."""
    handed, closing, filed = (last(office, record, step) for step in ("交办", "办结", "归档"))
    due, ours = record.day("due"), internal_due(office, record)
    return Progress(
        state=_state(office, record, due or ours),
        lead=handed.text("lead") if handed else "",
        handler=handed.text("handler") if handed else "",
        assist=tuple(map(str, handed.rows("assist"))) if handed else (),
        handed_on=handed.day("on") if handed else None,
        holder=_holder(office, record, handed),
        due=due, internal_due=ours,
        closed_on=closing.day("on") if closing else None,
        closed_by=closing.text("by") if closing else "",
        reply=reply(office, record),
        archived_on=filed.day("on") if filed else None,
        place=(filed.text("place") if filed else "") or record.text("place"),
    )  # fmt: skip


def internal_due(office: Office, record: Record) -> date | None:
    """Return our own deadline: as typed, else the sender's less ``policies.internal_due_days`` (1) days."""
    typed, due = record.day("internal_due"), record.day("due")
    if typed or not due:
        return typed
    ours = due - timedelta(days=days(office, "internal_due_days", 1))
    begun = office.begun(record)
    return max(ours, begun) if begun and begun <= due else ours


def reply(office: Office, record: Record) -> Record | None:
    """Return the paper that answers an incoming one, whichever of the two names the other."""
    for event in reversed(events(office, record, "答复")):
        found = office.find(event.text("reply")) if event.text("reply") else None
        if found is not None:
            return found
    return once(office, "replies", _replies).get(record.id)


def _replies(office: Office) -> Mapping[str, Record]:
    found: dict[str, Record] = {}
    for document in office.of("documents"):
        for id_ in based_on(office, document):
            found.setdefault(id_, document)
    return found


def out(office: Office, record: Record) -> tuple[tuple[str, date | None, date | None, str], ...]:
    """Return the circulation: (person, sent, given back or None, opinion), a line for each sending."""
    lines: list[list[Any]] = []
    for event in events(office, record, "传阅"):
        person = event.text("to")
        if event.text("circulation") == "阅退":
            open_line = next((x for x in reversed(lines) if x[0] == person and x[2] is None), None)
            if open_line is not None:
                open_line[2] = event.day("on")
                open_line[3] = event.text("text") or open_line[3]
        else:
            lines.append([person, event.day("on"), event.day("returned"), event.text("text")])
    return tuple((a, b, c, d) for a, b, c, d in lines)


def _holder(office: Office, record: Record, handed: Record | None) -> str:
    still = [person for person, _, returned, _ in out(office, record) if returned is None]
    if still:
        return still[-1]
    if handed is not None:
        head = office.company.head(handed.text("lead"), handed.day("on") or office.as_of)
        return handed.text("handler") or (head.id if head else handed.text("lead"))
    return record.text("received_by")


def _state(office: Office, record: Record, due: date | None) -> str:
    steps = {event.text("step") for event in events(office, record)}
    if "归档" in steps:
        return ARCHIVED
    if record.text("handling") == "阅件":
        lines = out(office, record)
        if not lines:
            return CLOSED if "办结" in steps else TO_READ
        return READING if any(returned is None for _, _, returned, _ in lines) else READ
    if "办结" in steps:
        return CLOSED
    if due and due < office.as_of:
        return OVERDUE
    if "交办" in steps:
        return WORKING
    if "批示" in steps:
        return HAND_OUT
    return INSTRUCT if "拟办" in steps else WAITING


def _again(office: Office) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Record] = {}
    for record in sorted(office.of("incoming"), key=lambda r: (office.begun(r) or date.min, r.id)):
        org, number = record.text("from_org").strip(), record.text("their_number").strip()
        if not org or not number:
            continue
        if (first := seen.setdefault((org, number), record)) is not record:
            place = office.place(record, "their_number")
            yield AGAIN.at(place, org=org, number=number, other=office.name(first))


def _dates(office: Office) -> Iterator[Finding]:
    for record in office.of("incoming"):
        received, due, ours = office.begun(record), record.day("due"), record.day("internal_due")
        if record.text("handling") == "办件" and not due and not ours:
            yield NO_DUE.at(office.place(record, "handling"))
        for key, what, then in (("due", "要求办结日期", due), ("internal_due", "本公司时限", ours)):
            if then and received and then < received:
                yield DUE_PAST.at(office.place(record, key), what=what, due=then, received=received)
        if due and ours and ours > due:
            yield OURS_LATE.at(office.place(record, "internal_due"), ours=ours, theirs=due)
        theirs = record.day("their_date")
        if theirs and received and theirs > received:
            yield POSTDATED.at(office.place(record, "their_date"), theirs=theirs, received=received)


def _attachments(office: Office) -> Iterator[Finding]:
    for record in office.of("incoming"):
        for i, row in enumerate(record.rows("attachments")):
            if not isinstance(row, Mapping):
                continue
            place = office.place(record, "attachments", i)
            if row.get("at") == "git" and not row.get("sha256"):
                yield NO_BYTES.at(place, name=row.get("name", ""))
            elif row.get("at", "vault") != "git" and not row.get("place"):
                yield NO_PLACE.at(place, name=row.get("name", ""))


def _late(office: Office) -> Iterator[Finding]:
    for record in office.of("incoming"):
        told = progress(office, record)
        if told.late:
            theirs = told.due is not None
            what, due = ("来文要求的时限", told.due) if theirs else ("本公司时限", told.internal_due)
            who = told.lead or office.person(told.holder)
            place = office.place(record, "due" if theirs else "internal_due")
            yield LATE.at(place, what=what, due=due, who=who)


CHECKS = (_again, _dates, _attachments, _late)


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return what the 文件处理单 computes: choices with boxes, our deadline, what the steps have filled in.

    Nothing in it depends on the as-of day: states and overdue marks stand in registers only.
    """
    told = progress(office, record)
    answered = office.name(told.reply) if told.reply else ""
    ours = zh.long_date(told.internal_due) if told.internal_due else ""
    return sheet(Sheet(office, record, out(office, record), answered, ours))
