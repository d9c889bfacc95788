"""Requests of data subjects: whose they are, by when they are answered, what was left undecided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import keys
from ..diagnostics import Code, Finding, Severity
from ..model import BINDING, Record
from ..office import Office
from . import subjects
from .kept import days

NOBODY = Code(
    "SUB01", Severity.ERROR,
    "找不到当事人“{subject}”",
    "\"{subject}\" is nobody on record",
    "写档案的编号路径（如 customers/2026/c-00012），公司人员写 people/键名；客户不写姓名。",
    "Write the id of his record (customers/2026/c-00012) or people/<key>; never a customer's name.",
)  # fmt: skip
OVERDUE = Code(
    "SUB02", Severity.WARNING,
    "{number}应在 {due} 以前答复，已逾期 {late} 天",
    "{number} was due for an answer on {due}: {late} days late",
    "尽快决定并答复：wenshu subject decide；迟延的原因在答复的说明里写明。",
    "Decide and answer it: wenshu subject decide; say in the answer why it was late.",
)  # fmt: skip
UNKNOWN = Code(
    "SUB04", Severity.ERROR,
    "没有“{purpose}”这个用途",
    "there is no purpose \"{purpose}\"",
    "可以写：{known}；用途的名称登记在公司档案 purposes。",
    "Purposes are: {known}; their names stand in the company file.",
)  # fmt: skip
UNDECIDED = Code(
    "SUB05", Severity.WARNING,
    "{number}还有用途没有决定：{purposes}",
    "{number}: purposes left undecided: {purposes}",
    "再用 wenshu subject decide 逐个用途决定。",
    "Decide each of them with wenshu subject decide.",
)  # fmt: skip
TOO_LONG = Code(
    "SUB07", Severity.WARNING,
    "答复期限定为 {days} 天，超过 {most} 天；仍按 {most} 天算",
    "the term for answers is {days} days; {most} are counted at most",
    "公司档案 policies 的 subject_days 写 1 至 {most}。",
    "Let subject_days in the policies be 1 to {most}.",
)  # fmt: skip
LATE = Code(
    "SUB09", Severity.WARNING,
    "{number}应在 {due} 以前答复，{on} 才答复，迟 {late} 天",
    "{number} was due on {due} and answered on {on}: {late} days late",
    "已经迟了的改不了，计入合规统计；原因写在答复的说明里。",
    "It counts as late; the reason belongs in the answer's text.",
)  # fmt: skip


def title(office: Office, record: Record) -> str:
    """Return 个人信息删除请求: no word of the person."""
    return f"个人信息{record.text('kind')}请求"


def _people(office: Office) -> Iterator[Finding]:
    # a checkout that is not here may hold him: then nothing is known to be wrong
    away = {one.name for one in office.company.includes} - office.joined.folders.keys()
    for kind in (subjects.REQUESTS, subjects.ERASURES, "subject_holds"):
        for record in office.of(kind):
            ref = record.text("subject")
            if ref and not away and not keys.subject(office, ref):
                yield NOBODY.at(office.place(record, "subject"), subject=ref)


def _purposes(office: Office) -> Iterator[Finding]:
    for kind, key in ((subjects.REQUESTS, "purposes"), (subjects.ANSWERS, "decisions"),
                      (subjects.ERASURES, "purposes"), ("subject_holds", "purposes")):  # fmt: skip
        for record in office.of(kind):
            for i, row in enumerate(record.rows(key)):
                code = row if isinstance(row, str) else row.get("purpose", "") if isinstance(row, Mapping) else ""
                # to walk all schemas takes time: only for what the company file does not name itself
                if code and code not in office.company.purposes and code not in (known := subjects.purposes(office)):
                    told = "、".join(sorted(known)) or "（还没有）"
                    yield UNKNOWN.at(office.place(record, key, i), purpose=code, known=told)


def undecided(office: Office, request: Record) -> tuple[str, ...]:
    """Return the purposes a request asks for, or concerns, that no answer decides."""
    subject = keys.subject(office, request.text("subject"))
    asked = request.rows("purposes") or tuple(subjects.concerned(office, subject))
    told = subjects.decisions(office, request)
    return tuple(str(code) for code in asked if code not in told)


def _answered(office: Office) -> Iterator[Finding]:
    for request in office.of(subjects.REQUESTS):
        last, due = subjects.due(office, request), subjects.answers(office, request)
        if office.state(request) not in BINDING or last is None:
            continue
        number, place = office.number(request), office.place(request, "received")
        first = due[0].day("decided_on") if due else None
        if not due and last < office.as_of:
            yield OVERDUE.at(place, number=number, due=last, late=(office.as_of - last).days)
        elif first is not None and first > last:
            yield LATE.at(place, number=number, due=last, on=first, late=(first - last).days)
        if due and (open_ := undecided(office, request)):
            told = "、".join(subjects.purpose(office, code) for code in open_)
            yield UNDECIDED.at(office.place(request, "kind"), number=number, purposes=told)


def _policy(office: Office) -> Iterator[Finding]:
    told = days(office, "subject_days", subjects.DAYS)
    if told > subjects.MOST:
        yield TOO_LONG.at("records/company.yaml", days=told, most=subjects.MOST)


CHECKS = (_people, _purposes, _answered, _policy)
