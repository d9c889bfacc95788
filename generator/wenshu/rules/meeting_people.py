"""Who was at a meeting: chair, recorder, order of rank, nobody twice, and the minutes reach everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ..diagnostics import Code, Finding, Severity
from ..model import Record
from ..office import Office
from . import meeting_head
from .meeting_checks import DRAFTS

CHAIR_AWAY = Code(
    "MIN04", Severity.ERROR,
    "主持人{name}不在出席名单里",
    "{name} chaired the meeting but is not among those present",
    "把主持人写进 present；换人主持的，改 chair。",
    "Add the chair to present, or name who really chaired.",
)  # fmt: skip
TWICE = Code(
    "MIN05", Severity.ERROR,
    "{name}在到会和请假名单里出现了两次",
    "{name} stands twice in the lists of those present, attending or on leave",
    "每人只列一处：出席、列席或请假。同名的两个人用公司档案里各自的键，例如 李明（销售部）。",
    "List each person once; namesakes go by their own keys.",
)  # fmt: skip
RECORDER_AWAY = Code(
    "MIN06", Severity.ERROR,
    "记录人{name}在请假名单里",
    "the recorder {name} is listed as absent",
    "核对名单；不在场的人不能作记录。",
    "Check the lists: who was not there cannot have kept the record.",
)  # fmt: skip
SAME_HAND = Code(
    "MIN07", Severity.WARNING,
    "{name}既主持又记录",
    "{name} both chaired and kept the record",
    "会议记录由主持人以外的人作，便于主持人审核。",
    "Somebody other than the chair keeps the record, so that the chair can check it.",
)  # fmt: skip
RANK = Code(
    "MIN08", Severity.WARNING,
    "{name}（{post}）应排在{after}前面",
    "{name} ({post}) ranks before {after}",
    "出席名单按职务先后排列，主持人可以居首；次序以公司档案的岗位排名为准。",
    "Those present stand in order of rank; the chair may come first.",
)  # fmt: skip
NOT_SENT = Code(
    "MIN10", Severity.ERROR,
    "纪要没有发给{names}",
    "the minutes are not sent to {names}",
    "到会和请假的人都要收到纪要：在 distribution 里写本人（person）或其部门（department）。",
    "Everyone present or on leave receives the minutes: name the person or his department in distribution.",
)  # fmt: skip
OUTSIDER = Code(
    "MIN18", Severity.WARNING,
    "{what}“{name}”不在到会名单里",
    "{what} \"{name}\" is not among those at the meeting",
    "核对姓名（姓名中不加空格）；外单位的人写进来宾 guests。",
    "Check the name; somebody from outside belongs into guests.",
)  # fmt: skip
NO_RECIPIENT = Code(
    "MIN20", Severity.ERROR,
    "发送的第 {n} 行没有写明发给谁，或写了两个对象",
    "row {n} of distribution names no recipient, or two",
    "每行只写 department、team、person、archive、outside 中的一个。",
    "Each row names exactly one of department, team, person, archive, outside.",
)  # fmt: skip
SENT_TWICE = Code(
    "MIN21", Severity.WARNING,
    "发送名单里{name}出现了两次",
    "{name} stands twice in distribution",
    "合并成一行，写总份数。",
    "Make it one row with all copies.",
)  # fmt: skip

_BETWEEN = re.compile(r"[、，,/／;； ]+")
RECIPIENTS = ("department", "team", "person", "archive", "outside")


def _chair(office: Office) -> Iterator[Finding]:
    for record in (*office.of("minutes"), *office.of("transcript")):
        chair, recorder = record.text("chair"), record.text("recorder")
        if chair and record.rows("present") and chair not in record.rows("present"):
            yield CHAIR_AWAY.at(office.place(record, "chair"), name=office.person(chair))
        away = {row.get("person") for row in record.rows("absent") if isinstance(row, Mapping)}
        if recorder and recorder in away:
            yield RECORDER_AWAY.at(office.place(record, "recorder"), name=office.person(recorder))
        if recorder and recorder == chair:
            yield SAME_HAND.at(office.place(record, "recorder"), name=office.person(chair))


def _once(office: Office) -> Iterator[Finding]:
    for record in (*office.of("minutes"), *office.of("transcript")):
        seen: set[str] = set()
        for person, pointer in meeting_head.everyone(record):
            if person in seen:
                yield TWICE.at(office.place(record, *pointer), name=person)
            seen.add(person)


def _rank(office: Office) -> Iterator[Finding]:
    company = office.company
    for record in office.of("minutes"):
        on = record.day("date") or office.as_of
        present = [(i, str(p)) for i, p in enumerate(record.rows("present")) if p in company.people]
        listed = [(i, p) for i, p in present if not (i == 0 and p == record.text("chair"))]
        for (_, before), (i, person) in pairwise(listed):
            if company.rank(person, on) < company.rank(before, on):
                yield RANK.at(
                    office.place(record, "present", i), name=office.person(person),
                    post=company.post_of(person, on), after=office.person(before),
                )  # fmt: skip
                break


def _sent(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        reached = _reached(office, record)
        on = record.day("date") or office.as_of
        missed = [
            office.person(person)
            for person, _ in meeting_head.everyone(record)
            if person in office.company.people and person not in reached
            and office.company.dept_of(person, on) not in reached
            and person not in {str(p) for p in record.rows("attending")}
        ]  # fmt: skip
        if missed and record.rows("distribution"):
            weight = Severity.WARNING if office.state(record) in DRAFTS else None
            told = "、".join(dict.fromkeys(missed))
            yield NOT_SENT.at(office.place(record, "distribution"), weight, names=told)


def _reached(office: Office, record: Record) -> frozenset[str]:
    """Return the people, and the departments with all below them, that distribution names."""
    found: set[str] = set()
    for row in record.rows("distribution"):
        if row.get("person"):
            found.add(str(row["person"]))
        for key in ("department", "team"):
            if row.get(key):
                found |= office.company.under(str(row[key]))
    return frozenset(found)


def _recipients(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        seen: set[tuple[str, str]] = set()
        for i, row in enumerate(record.rows("distribution")):
            named = [(key, str(row[key])) for key in RECIPIENTS if row.get(key)]
            if len(named) != 1:
                yield NO_RECIPIENT.at(office.place(record, "distribution", i), n=i + 1)
            elif named[0] in seen:
                yield SENT_TWICE.at(office.place(record, "distribution", i), name=named[0][1])
            seen.update(named)


def _reporters(office: Office) -> Iterator[Finding]:
    for record in office.of("minutes"):
        known = at_meeting(office, record)
        for i, item in enumerate(record.rows("items")):
            told = str(item.get("reporter", "")) if isinstance(item, Mapping) else ""
            # two may report one item: 甲、乙
            strange = [] if told in known else [n for n in _BETWEEN.split(told) if n and n not in known]
            if strange:
                place = office.place(record, "items", i, "reporter")
                yield OUTSIDER.at(place, what="汇报人", name="、".join(strange))


def at_meeting(office: Office, record: Record) -> frozenset[str]:
    """Return keys and printed names of everybody at a meeting, guests included."""
    keys = {str(p) for key in ("present", "attending") for p in record.rows(key)}
    keys |= {record.text("chair"), record.text("recorder")}
    guests = {str(row.get("name", "")) for row in record.rows("guests") if isinstance(row, Mapping)}
    return frozenset(keys | {office.person(key) for key in keys} | guests) - {""}


CHECKS = (_chair, _once, _rank, _sent, _recipients, _reporters)
