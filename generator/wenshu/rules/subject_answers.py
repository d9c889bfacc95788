"""Answers to data subjects: what must hold of them, and what the letter computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .. import citations, keys, zh
from ..diagnostics import Code, Finding, Place, Severity
from ..glass import ERASED
from ..model import Record
from ..office import Office
from . import subjects

EARLY = Code(
    "SUB03", Severity.ERROR,
    "答复日期 {on} 早于收到请求的日期 {received}",
    "the answer is dated {on}, before the request of {received}",
    "核对两个日期，或核对是不是答复了另一件。",
    "Check both dates, or whether it answers another request.",
)  # fmt: skip
UNSEEN = Code(
    "SUB08", Severity.WARNING,
    "{number}没有核验身份就作了答复",
    "{number} was answered without a check of identity",
    "补核身份，在答复里写 identity：看了哪种证件、谁看的、哪天看的；号码不写。",
    "Check it and write identity in the answer: sort of document, by whom, on which day; no number.",
)  # fmt: skip
NOT_HIS = Code(
    "SUB10", Severity.ERROR,
    "{person}在 {on} 无权决定个人信息请求",
    "{person} may not decide on such requests on {on}",
    "由{post}决定，或由他书面授权的人决定（delegations，steps 写 {step}）；岗位可在 policies 的 subject_decides 改。",
    "The {post} decides, or whom he delegates; policy subject_decides names another post.",
)  # fmt: skip


LIMITED = "限制处理"


def title(office: Office, record: Record) -> str:
    """Return 对个信〔2026〕1号的答复."""
    request = office.find(record.text("request")) if record.text("request") else None
    return f"对{office.name(request)}的答复" if request else "对个人信息请求的答复"


def _sound(office: Office) -> Iterator[Finding]:
    for answer in office.of(subjects.ANSWERS):
        request = office.find(answer.text("request")) if answer.text("request") else None
        on, received = answer.day("decided_on"), request.day("received") if request else None
        if on and received and on < received:
            yield EARLY.at(office.place(answer, "decided_on"), on=on, received=received)
        if request is not None and request.kind == subjects.REQUESTS and not subjects.identified(office, request):
            yield UNSEEN.at(office.place(answer), number=office.number(request))


def _entitled(office: Office) -> Iterator[Finding]:
    for kind, who, when in ((subjects.ANSWERS, "decided_by", "decided_on"), (subjects.ERASURES, "by", "on")):
        for record in office.of(kind):
            person, on = record.text(who), record.day(when)
            if person in office.company.people and on and not subjects.may_decide(office, person, on):
                yield unentitled(office, office.place(record, who), person, on)


def unentitled(office: Office, place: Place | str, person: str, on: date) -> Finding:
    """Return the finding of a decision by somebody who may not make it."""
    post = subjects.decider(office)
    return NOT_HIS.at(place, person=office.person(person), on=on, post=post, step=subjects.DECIDES)


CHECKS = (_sound, _entitled)


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return what the letter computes: to whom, about what, decision by decision, who checked identity."""
    request = office.find(record.text("request")) if record.text("request") else None
    subject = keys.subject(office, request.text("subject")) if request else ""
    received = request.day("received") if request else None
    checked = subjects.identified(office, request) if request else {}
    head = office.company.letterhead(office.on(record))
    on = record.day("decided_on")
    rows = [_row(office, row) for row in record.rows("decisions") if isinstance(row, Mapping)]
    return {
        "number": office.number(request) if request else "",
        "kind": request.text("kind") if request else "",
        "received": zh.long_date(received) if received else "",
        "to": addressed(office, subject),
        "decisions": rows,
        "limited": any(row["decision"] == LIMITED for row in rows),
        "identity": _identity(office, checked),
        "issuer": head.full,
        "post": office.company.post_of(record.text("decided_by"), on) if on else "",
        "office": office.company.dept_of(record.text("clerk"), on) if on else "",
        "date": zh.long_date(on) if on else "",
    }


def _row(office: Office, row: Mapping[str, Any]) -> Mapping[str, str]:
    until = row.get("until")
    return {
        "purpose": subjects.purpose(office, str(row.get("purpose", ""))),
        "decision": str(row.get("decision", "")), "ground": str(row.get("ground", "")),
        "until": zh.long_date(until) if until else "—",
    }  # fmt: skip


def _identity(office: Office, told: Mapping[str, Any]) -> str:
    if not told:
        return ""
    on = told.get("on")
    return f"{told.get('sort', '')}，{office.person(str(told.get('by', '')))} {zh.long_date(on) if on else ''}".strip()


def addressed(office: Office, subject: str) -> str:
    """Return the salutation: 章先生 where the reader may read the name, else 尊敬的客户; a colleague's name."""
    if subject.startswith(keys.PEOPLE):
        return office.person(subject.removeprefix(keys.PEOPLE))
    card = office.cards.card(subject) if subject else None
    if card is None:
        return "尊敬的当事人"
    told = citations.told(office, subject)
    name = told.text if told else ""
    fallback = "尊敬的" + card.word.removeprefix("该")
    if name == ERASED:
        return f"{fallback}（{ERASED}）"
    return fallback if not name or name == card.word or "〔" in name or "*" in name else name
