"""Views of borrowing (forms.md A14): 借阅申请单 (template ``loan``), 代卷卡 (``loan-card``), 催还通知单
(``loan-reminder``).

One thing told three times, so the three share their keys: ``company stamp check qr number date archive item
copy title contents pages class_ state borrower dept telephone outsider uses purpose until signs lent returned
renewals outcome due place``. ``signs`` has ``left`` and ``right``, each a sign-off as :func:`views.signature`
tells it with its ``label``; ``lent`` and ``returned`` have ``date by condition pages``; ``renewals`` are
``label`` and ``text``, two at least. The reminder has besides ``late reminded keeper day``.

Nothing but the reminder follows the as-of day: whether a loan is late stands in the registers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from . import lending, views, zh
from .company_nouns import USES
from .custody import Custody, Outsider, Renewal
from .loans import Loan
from .model import Record
from .office import Office
from .registers.loan_rows import number as number
from .registers.loan_rows import reminders

LISTED: Final = 6
"""Papers in a box that the form names; of more it says where the list lies."""
RENEWALS: Final = 2
"""Rows for renewals on the form (forms.md 0.9: at most twice)."""
STANDING: Final = "长期借用"
_LEFT, _RIGHT = "部门主管\n意　　见", "档案管理\n部门负责\n人意见"
_UNRENEWED: Final = "＿＿＿＿年＿＿月＿＿日　新期限＿＿＿＿＿＿　批准＿＿＿＿＿＿"
_NO_OUTSIDER: Final = "单位＿＿＿＿＿＿＿＿　证件＿＿＿＿　介绍信＿＿＿＿　陪同人＿＿＿＿"
_HANDED: Final = ("date", "by", "condition", "pages")
_EMPTY: Final[Mapping[str, str]] = dict.fromkeys(_HANDED, "")
_TEXTS: Final = (
    "stamp", "check", "qr", "number", "date", "archive", "item", "copy", "title", "contents", "pages", "class_",
    "state", "borrower", "dept", "telephone", "purpose", "until", "outcome", "due", "place",
)  # fmt: skip


def form(office: Office, loan: Loan, number: str) -> Mapping[str, Any]:
    """Return the view of one loan: as it was asked for, allowed, handed out, renewed and ended.

    Args:
        number: what the loan is called beside its item (see :func:`.registers.loan_rows.number`).
    """
    told, record = loan.lent, office.records[loan.lent.record]
    return {
        **_item(office, told, record), **_asked(office, told),
        "number": number, "state": _state(loan),
        "signs": _signs(office, told, loan.events[0].commit if loan.events else ""),
        "returned": _returned(office, loan), "outcome": loan.back.outcome if loan.back else "",
    }  # fmt: skip


def card(office: Office, told: Custody) -> Mapping[str, Any]:
    """Return the view of the card that stands on the shelf in the place of what was lent."""
    return {**_item(office, told, office.records[told.record]), **_asked(office, told)}


def reminder(office: Office, told: Custody) -> Mapping[str, Any]:
    """Return the view of what a borrower who is late is sent on the as-of day."""
    late, archive = lending.overdue(told, office.as_of), office.company.archives.get(told.archive)
    keepers = office.company.holders(archive.keeper, office.as_of) if archive else ()
    return {
        **card(office, told),
        "late": f"{late} 天", "reminded": f"第 {reminders(late)} 次", "day": zh.long_date(office.as_of),
        "keeper": "、".join(p.name for p in keepers) or (archive.keeper if archive else ""),
    }  # fmt: skip


def blank(office: Office) -> Mapping[str, Any]:
    """Return the view of the empty form, to be filled in by hand."""
    nobody = views.Signs()[""]
    signs = {"left": {**nobody, "label": _LEFT}, "right": {**nobody, "label": _RIGHT}}
    return {
        **dict.fromkeys(_TEXTS, ""), "company": _letterhead(office, None), "outsider": _NO_OUTSIDER,
        "uses": zh.boxes(USES), "signs": signs, "lent": _EMPTY, "returned": _EMPTY, "renewals": _renewals(office, ()),
    }  # fmt: skip


# ── the thing and the loan ────────────────────────────────────────────────────────────────────


def _item(office: Office, told: Custody, record: Record) -> Mapping[str, Any]:
    pages = told.pages or record.values.get("pages", "")
    return {
        "company": _letterhead(office, told.since), "stamp": "", "check": "", "qr": record.id,
        "archive": told.archive, "item": lending.call_number(office, record) or record.id,
        "copy": f"第 {told.copy} 份", "title": office.title(record), "contents": _contents(office, record),
        "pages": f"{pages} 页" if pages else "", "class_": lending.class_of(office, record),
        "place": lending.place(office, told.archive, record),
    }  # fmt: skip


def _contents(office: Office, record: Record) -> str:
    if record.kind != lending.HOLDINGS:
        return ""
    listed = [str(ref) for ref in record.rows("contents")]
    found = [office.find(ref) for ref in listed[:LISTED]]
    names = [
        f"{n}.{office.name(r) if r else ref}" for n, (r, ref) in enumerate(zip(found, listed, strict=False), 1)
    ]  # fmt: skip
    more = f"等 {len(listed)} 件，见盒内目录" if len(listed) > LISTED else ""
    return "；".join(names) + more


def _asked(office: Office, told: Custody) -> Mapping[str, Any]:
    day = told.since or date.max
    until = STANDING if told.standing else _day(told.due)
    due = STANDING if told.standing else _day(told.until)
    dept = told.team or told.dept or (office.company.dept_of(told.holder, day) if told.holder else "")
    lent_by = office.person(told.lent_by)
    pages = f"{told.pages} 页" if told.pages else ""
    return {
        "date": _day(told.applied_on or told.approved_on or told.since), "number": "", "state": "",
        "borrower": told.outsider.name if told.outsider else office.person(told.holder), "dept": dept,
        "telephone": "", "outsider": _outsider(office, told.outsider) if told.outsider else "无",
        "uses": zh.boxes(USES, told.use), "purpose": told.purpose, "until": until, "due": due,
        "lent": dict(zip(_HANDED, (_day(told.since), lent_by, told.condition, pages), strict=True)),
        "renewals": _renewals(office, told.renewals), "outcome": "", "returned": _EMPTY,
    }  # fmt: skip


def _outsider(office: Office, told: Outsider) -> str:
    letter = "有" if told.letter else "无"
    companion = office.person(told.companion) or "＿＿＿＿"
    return f"单位：{told.unit}　证件：{told.identity or '＿＿＿＿'}　介绍信：{letter}　陪同人：{companion}"


# ── what happened to it ───────────────────────────────────────────────────────────────────────


def _state(loan: Loan) -> str:
    if loan.lost:
        return "遗失"
    if loan.back:
        return "已还"
    if loan.passed_on:
        return "未登记归还"
    return "续借" if loan.lent.renewals else "在借"


def _signs(office: Office, told: Custody, commit: str) -> Mapping[str, Any]:
    nobody = views.Signs()[""]

    def signed(label: str, person: str, day: date | None, delegation: str) -> Mapping[str, str]:
        if not person:
            return {**nobody, "label": label}
        delegate = "（代）" if delegation else ""
        given = {"person": office.person(person), "date": _day(day), "decision": "同意", "delegate": delegate}
        return {**nobody, **given, "label": label, "mark": commit[:8]}

    return {
        "left": signed(_LEFT, told.endorsed_by, told.applied_on or told.approved_on, ""),
        "right": signed(_RIGHT, told.approved_by, told.approved_on, told.delegation),
    }


def _returned(office: Office, loan: Loan) -> Mapping[str, str]:
    if loan.lost:
        told = (_day(loan.lost.on), office.person(loan.lost.received_by), f"遗失：{loan.lost.report}", "")
        return dict(zip(_HANDED, told, strict=True))
    if loan.back is None:
        return _EMPTY
    back = loan.back
    condition = f"{back.condition}：{back.note}" if back.note else back.condition
    pages = f"{back.pages} 页" if back.pages is not None else ""
    return dict(zip(_HANDED, (_day(back.returned_on), office.person(back.received_by), condition, pages), strict=True))


def _renewals(office: Office, told: tuple[Renewal, ...]) -> list[Mapping[str, str]]:
    texts = [_renewed(office, renewal) for renewal in told]
    texts += [_UNRENEWED] * (RENEWALS - len(texts))
    return [{"label": f"续借{zh.numeral(n)}", "text": text} for n, text in enumerate(texts, 1)]


def _renewed(office: Office, told: Renewal) -> str:
    delegate = "（代）" if told.delegation else ""
    by = f"　批准 {office.person(told.approved_by)}{delegate}" if told.approved_by else ""
    shown = f"　{told.shown}" if told.shown else ""
    return f"{_day(told.on)}　新期限 {_day(told.due)}{by}{shown}"


def _letterhead(office: Office, day: date | None) -> Mapping[str, str]:
    company = office.company
    return views.letterhead(company.letterhead(day) if day else company.letterheads[-1][2])


def _day(day: date | None) -> str:
    return zh.long_date(day) if day else ""
