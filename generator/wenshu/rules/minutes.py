"""Minutes: what must hold of them. People are checked in meeting_people; the paper is in minutes_paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..diagnostics import Code, Finding, Severity
from ..model import Pointer, Record
from ..office import Office
from . import meeting_head
from .decisions import CLOSED, LATE, day, decisions, minutes_named, resolve, rows
from .meeting_checks import DRAFTS, held, known_type
from .meeting_people import CHECKS as PEOPLE
from .minutes_paper import derive

title = meeting_head.listed
"""How a record without a typed title is named (see ``rules.titles``)."""
COUNTED = {"sessions": meeting_head.sessions}
"""第N次 is counted over all meetings, whoever may read their minutes (see ``rules.counted``)."""

__all__ = ["CHECKS", "COUNTED", "derive", "title"]

SESSION = Code(
    "MIN02", Severity.ERROR,
    "{group}应为第 {wanted} 次，这里是第 {got} 次",
    "{group}: this should be session {wanted}, it says {got}",
    "同类会议每年从第 1 次起连续计次，不跳号、不重号；上一次是《{before}》。删去 session 可由系统计次。",
    "Sessions of one type count 1, 2, 3 … each year without gap or repeat; the one before is \"{before}\".",
)  # fmt: skip
POINTS = Code(
    "MIN09", Severity.WARNING,
    "会上说讲 {announced} 点，纪要列了 {count} 个议题",
    "{announced} points were announced, the minutes list {count} items",
    "对照录音补齐或合并议题；确系口误的，改 announced_points。",
    "Compare with the recording; add or merge items, or mend announced_points.",
)  # fmt: skip
NO_DUE = Code(
    "MIN11", Severity.ERROR,
    "议定事项“{text}”没有完成时限",
    "the decision \"{text}\" has no due date",
    "写 due: 具体日期；长期事项写 long_term: true 和 review_on: 复核日期。",
    "Give due: a date; for a standing matter long_term: true and review_on: a date.",
)  # fmt: skip
TWO_DUES = Code(
    "MIN12", Severity.ERROR,
    "议定事项“{text}”既写了完成时限又写了长期",
    "the decision \"{text}\" has a due date and is long-term as well",
    "二者只写一个；长期事项用 review_on 写复核日期。",
    "Keep one of them; a standing matter has review_on.",
)  # fmt: skip
DUE_BEFORE = Code(
    "MIN13", Severity.ERROR,
    "{what} {due} 早于会议日期 {met}",
    "{what} {due} lies before the meeting of {met}",
    "核对年份和月份；会前已办完的事写进“听取”，不列议定事项。",
    "Check year and month; what was done before the meeting belongs into what was heard.",
)  # fmt: skip
NO_SUCH_MOVE = Code(
    "MIN14", Severity.ERROR,
    "改期的事项“{ref}”找不到",
    "\"{ref}\", whose due date is moved, does not exist",
    "写原议定事项的编号，例如 纪005-2；{minutes}。",
    "Write the id of the decision, such as 纪005-2.",
)  # fmt: skip
BAD_MOVE = Code(
    "MIN15", Severity.ERROR,
    "“{ref}”不能这样改期：{why}",
    "\"{ref}\" cannot be moved like this: {why_en}",
    "时限只能由以后的会议改，并写明新的 due。",
    "Only a later meeting moves a due date, and it states the new one.",
)  # fmt: skip
COMPILED_EARLY = Code(
    "MIN16", Severity.ERROR,
    "整理日期 {compiled} 早于会议日期 {met}",
    "compiled on {compiled}, before the meeting of {met}",
    "核对日期；纪要在会后整理。",
    "Check the dates: minutes are compiled after the meeting.",
)  # fmt: skip
VAGUE = Code(
    "MIN19", Severity.WARNING,
    "议定事项里的“{word}”没有说清日期",
    "\"{word}\" in a decision does not tell a date",
    "正文里也写具体日期，如“4月30日前”；“下月”过后就说不清了。",
    "Write the date in the text too; a relative word means something else next month.",
)  # fmt: skip
MOVED_CLOSED = Code(
    "MIN22", Severity.WARNING,
    "{ref} 已于 {closed} 办结，又被改期",
    "{ref} was closed on {closed}, yet its due date is moved",
    "核对编号；办结以后另有要求的，列为新的议定事项。",
    "Check the id; a new demand is a new decision.",
)  # fmt: skip
OVERDUE = Code(
    "MIN23", Severity.WARNING,
    "议定事项 {ref} 已过时限 {due}，没有办结记录（{dept}）",
    "decision {ref} is past its due date {due} and not closed ({dept})",
    "办完的，用 wenshu new followups 记办结；没办完的，提请会议改期。",
    "Record its closing with wenshu new followups, or have a meeting move it.",
)  # fmt: skip
HEADING = Code(
    "MIN24", Severity.WARNING,
    "议题正文里用了“## ”一级标题，会与议题的“一、”混在一起",
    "an item's text has a heading of the first level, which looks like another item",
    "议题下面的小标题从“### ”开始，印成（一）（二）。",
    "Begin headings inside an item with ###; they print as （一）（二）.",
)  # fmt: skip

_VAGUE = re.compile(r"下个?月底?|下周|下季度|月底前|年底前|近期|尽快|过几天")
_HEADING = re.compile(r"^## ", re.M)


def _sessions(office: Office) -> Iterator[Finding]:
    numbers = meeting_head.sessions(office)
    last: dict[tuple[str, str, int], Record] = {}
    first_year: dict[tuple[str, str], int] = {}
    for record in meeting_head.standing(office):
        type_, dept, year = group = meeting_head.group(record)
        before = last.get(group)
        last[group] = record
        begun = first_year.setdefault((type_, dept), year)
        if before is None and year == begun:
            continue  # a company that moves in mid-year begins with whatever session it had reached
        wanted = numbers[before.id] + 1 if before else 1
        if numbers[record.id] != wanted:
            yield SESSION.at(
                office.place(record, "session"), group=f"{year}年{dept}{type_}", wanted=wanted,
                got=numbers[record.id], before=meeting_head.title(office, before) if before else "无",
            )  # fmt: skip


def _times(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        yield from held(office, record)
        met, compiled = record.day("date"), record.day("compiled_on")
        if met and compiled and compiled < met:
            yield COMPILED_EARLY.at(office.place(record, "compiled_on"), compiled=compiled, met=met)


def _types(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        yield from known_type(office, record)


def _points(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        announced, count = record.values.get("announced_points"), len(record.rows("items"))
        if isinstance(announced, int) and announced != count:
            yield POINTS.at(office.place(record, "announced_points"), announced=announced, count=count)
        for i, item in enumerate(record.rows("items")):
            for key in ("heard", "considered", "decided"):
                if isinstance(item, Mapping) and _HEADING.search(str(item.get(key, ""))):
                    yield HEADING.at(office.place(record, "items", i, key))


def _dues(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        weight = Severity.WARNING if office.state(record) in DRAFTS else None
        met = record.day("date")
        for item, row in rows(record):
            at: Pointer = ("decisions", item - 1)
            text = str(row.get("text", ""))[:20]
            due, long_term = day(row, "due"), bool(row.get("long_term"))
            if due and long_term:
                yield TWO_DUES.at(office.place(record, *at, "long_term"), text=text)
            elif not due and not (long_term and row.get("review_on")):
                yield NO_DUE.at(office.place(record, *at), weight, text=text)
            for key, what in (("due", "完成时限"), ("review_on", "复核日期")):
                then = day(row, key)
                if then and met and then < met:
                    yield DUE_BEFORE.at(office.place(record, *at, key), what=what, due=then, met=met)
            if vague := _VAGUE.search(str(row.get("text", ""))):
                yield VAGUE.at(office.place(record, *at, "text"), word=vague[0])


def _moves(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        for item, row in rows(record):
            if row.get("moves"):
                yield from _move(office, record, ("decisions", item - 1, "moves"), row)


def _move(office: Office, record: Record, pointer: Pointer, row: Mapping[str, Any]) -> Iterator[Finding]:
    ref, place = str(row["moves"]), office.place(record, *pointer)
    target = resolve(office, ref, record)
    if target is None:
        named = minutes_named(office, ref, record)
        told = f"{office.name(named)}只有 {len(named.rows('decisions'))} 项" if named else "先有那份纪要"
        yield NO_SUCH_MOVE.at(place, ref=ref, minutes=told)
    elif target[0].id == record.id or meeting_head.order(target[0]) >= meeting_head.order(record):
        yield BAD_MOVE.at(place, ref=ref, why="它不是以前的会议议定的", why_en="it is no earlier decision")
    elif not row.get("due"):
        yield BAD_MOVE.at(place, ref=ref, why="没有写新的完成时限", why_en="the new due date is missing")


def _tracked(office: Office) -> Iterator[Finding]:
    for told in decisions(office):
        if told.state == LATE:
            place = office.place(office.records[told.record], "decisions", told.item - 1)
            yield OVERDUE.at(place, ref=told.id, due=told.due, dept=told.dept)
        for mover in told.moved_by if told.state == CLOSED else ():
            met = office.records[mover].day("date")
            if met and told.closed_on and told.closed_on < met:
                yield MOVED_CLOSED.at(office.place(office.records[mover], "decisions"), ref=told.id,
                                      closed=told.closed_on)  # fmt: skip


CHECKS = (_types, _sessions, _times, _points, _dues, _moves, _tracked, *PEOPLE)
