"""Loans that stand against what archives have, who may approve, and for how long (forms.md 0.8, 0.9).

What cannot be true is an error. A rule of the company that was not kept is a warning: what happened is
recorded as it happened, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from .. import lending
from ..company import likely
from ..company_nouns import TAKEN_AWAY, Archive
from ..custody import SOUND, Custody
from ..diagnostics import Code, Finding, Severity
from ..lending import Approval
from ..model import Record
from ..office import Office

NO_COPY = Code(
    "LEN05", Severity.ERROR,
    "档案“{archive}”没有 {item} 的第 {copy} 份",
    "the archive \"{archive}\" has no copy {copy} of {item}",
    "档案的份数由发放（wenshu distribute --to 档案名）、归档和馆藏（holdings）得出；先登记入藏，再借。",
    "Copies come from wenshu distribute --to ARCHIVE, from filing and from holdings: file it first.",
)  # fmt: skip
DESTROYED = Code(
    "LEN06", Severity.ERROR,
    "{item} 在“{archive}”有 {out} 份借出未还，档案却只剩 {left} 份",
    "{item}: {out} copies of \"{archive}\" are lent, but only {left} are left",
    "借出的一份不能销毁、收回：先归还或报失，再登记处置。",
    "A lent copy cannot be destroyed or recalled: take it back or report it lost first.",
)  # fmt: skip
NOBODY = Code(
    "LEN07", Severity.ERROR,
    "借阅登记里的{label}“{value}”不在公司档案里",
    "{key}: \"{value}\" is not in the company file",
    "写公司档案里的姓名或部门；外单位的人用 --outsider 登记。{likely}",
    "Name a person or department of the company file; a stranger goes into --outsider. {likely}",
)  # fmt: skip
OWN = Code(
    "LEN08", Severity.ERROR,
    "{person}批准了自己的借阅",
    "{person} approved his own loan",
    "任何人不得批准自己的借阅：由批准岗位的另一人、被授权的人或更高一级的人批准。",
    "Nobody approves his own loan: another holder of the post, a delegate or somebody of higher rank does.",
)  # fmt: skip
NO_SCAN = Code(
    "LEN09", Severity.ERROR,
    "{what}的扫描件（{sha}…）不在 records/attachments/ 里",
    "the scan of the {what_en} ({sha}…) is not below records/attachments/",
    "附件不得删除；请用 git restore 恢复。",
    "Attachments are never deleted: restore it from history.",
)  # fmt: skip
WRONG_APPROVER = Code(
    "LEN10", Severity.WARNING,
    "{item} 的借阅应由{post}批准，批准的是{person}",
    "a loan of {item} is for {post} to approve; {person} did",
    "请有权的人补批；代批须有授权记录，用 --delegation 指明。确已借出的照实登记，写明 --reason。",
    "Let the right person approve; standing in needs a delegation on record. What happened is recorded "
    "with its --reason.",
)  # fmt: skip
NOT_APPROVED = Code(
    "LEN11", Severity.WARNING,
    "{item} 未经批准借出",
    "{item} was lent without approval",
    "请{post}补批，再用 wenshu lend --correction-of 补上批准人。",
    "Ask {post} for approval and add it with wenshu lend --correction-of.",
)  # fmt: skip
TOO_LONG = Code(
    "LEN12", Severity.WARNING,
    "借期到 {due}，超过“{archive}”规定的 {days} 天",
    "the loan runs to {due}, longer than the {days} days of \"{archive}\"",
    "借期按规定写，到期再续借；长期配发用 --standing。",
    "Keep to the term and renew; use --standing for a loan without end.",
)  # fmt: skip
RENEWED = Code(
    "LEN13", Severity.WARNING,
    "第 {n} 次续借不合规定：{why}",
    "renewal {n} is against the rules: {why_en}",
    "最多续借 {most} 次，每次验看原件或写明情况（--shown）；再要用的，先归还再借。",
    "At most {most} renewals, each with the item shown or a statement (--shown); else return it first.",
)  # fmt: skip
USE = Code(
    "LEN14", Severity.WARNING,
    "“{archive}”的{what}不作{use}，只可{allowed}",
    "\"{archive}\" does not lend {what_en} for {use}; only {allowed}",
    "原件一般在阅览室看，外借借副本；允许的用途写在公司档案 archives 里。",
    "Originals are read on the spot, copies are taken away; the uses allowed stand in the company file.",
)  # fmt: skip
OUTSIDER = Code(
    "LEN15", Severity.WARNING,
    "外单位{name}的借阅手续不全：{what}",
    "the loan to {name} from outside is incomplete: {what_en}",
    "外单位凭介绍信、证件，由本公司人员陪同，只在阅览室阅览。",
    "An outsider shows letter and identity and reads in the reading room, with somebody of the company beside him.",
)  # fmt: skip
DAMAGED = Code(
    "LEN16", Severity.WARNING,
    "归还的不是完好（{condition}），没有写情况和处理",
    "it came back not in order ({condition}), and nothing says what was done",
    "用 wenshu return --correction-of … --note 写明缺损情况和处理。",
    "Say with wenshu return --correction-of … --note what is wrong and what was done.",
)  # fmt: skip
OVERDUE = Code(
    "LEN17", Severity.WARNING,
    "{item} 第 {copy} 份应于 {due} 归还，已逾期 {days} 天（{person}）",
    "{item}, copy {copy}, was due on {due}: {days} days late ({person})",
    "发催还通知单；归还用 wenshu return，确需再用的 wenshu renew。",
    "Send a reminder; record the return with wenshu return, or wenshu renew.",
)  # fmt: skip
UNCONFIRMED = Code(
    "LEN18", Severity.WARNING,
    "长期借用的 {item} 第 {copy} 份自 {since} 起未清点，已满一年",
    "the standing loan of {item}, copy {copy}, was last confirmed on {since}, a year ago or more",
    "每年到现场清点一次，用 wenshu renew --confirm 登记。",
    "Look at it once a year and record that with wenshu renew --confirm.",
)  # fmt: skip
NOT_HEAD = Code(
    "LEN19", Severity.WARNING,
    "{person} 在 {on} 不是借阅人部门“{dept}”的主管",
    "{person} was not the head of the borrower's department \"{dept}\" on {on}",
    "部门主管意见由借阅人当日所在部门的主管签。",
    "The borrower's own head of department of that day endorses it.",
)  # fmt: skip
NO_KIND = Code(
    "LEN29", Severity.ERROR,
    "档案“{archive}”写的种类“{kind}”不存在",
    "the archive \"{archive}\" names the kind \"{kind}\", which is not there",
    "写 schemas/ 里有的种类名，如 minutes、incoming。{likely}",
    "Name a schema, like minutes or incoming. {likely}",
)  # fmt: skip
RULES = frozenset(
    code.id for code in (WRONG_APPROVER, NOT_APPROVED, TOO_LONG, RENEWED, USE, OUTSIDER, DAMAGED, NOT_HEAD)
)
"""What a verb records only with a reason."""

_PEOPLE = {"holder": "借阅人", "endorsed_by": "部门主管", "approved_by": "批准人", "lent_by": "经办人",
           "confirmed_by": "清点人"}  # fmt: skip
_YEAR = 365


def item(office: Office, record: Record) -> str:
    """Return how a paper or holding is named in findings and messages."""
    return lending.call_number(office, record) or f"《{office.title(record)}》"


def _copies(office: Office) -> Iterator[Finding]:
    for id_, held in office.ledger.custody.items():
        record = office.records.get(id_)
        for told in held:
            count = lending.copies(office, told.archive, record) if record else 0
            if record is None or not 1 <= told.copy <= count:
                named = item(office, record) if record else id_
                yield NO_COPY.at(told.path, archive=told.archive, item=named, copy=told.copy)
        if record is None:
            continue
        for archive in sorted({told.archive for told in held}):
            away = [told for told in held if told.archive == archive and told.out]
            left = lending.copies(office, archive, record) - lending.gone(office, archive, record)
            if left < len(away) <= lending.copies(office, archive, record):
                named = item(office, record)
                yield DESTROYED.at(away[0].path, item=named, archive=archive, out=len(away), left=left)


def _people(office: Office) -> Iterator[Finding]:
    company = office.company
    for told in _every(office):
        named: list[tuple[str, str, str, Mapping[str, object]]] = [
            (key, label, getattr(told, key), company.people) for key, label in _PEOPLE.items()
        ]
        named += [("dept", "部门", told.dept, company.departments), ("team", "班组", told.team, company.departments)]
        named += [("approved_by", "续借批准人", r.approved_by, company.people) for r in told.renewals]
        if told.outsider:
            named.append(("companion", "陪同人", told.outsider.companion, company.people))
        if told.last:
            named.append(("received_by", "接收人", told.last.received_by, company.people))
        for key, label, value, known in named:
            if value and value not in known:
                yield NOBODY.at(told.path, key=key, label=label, value=value, likely=likely(value, known))


def _scans(office: Office) -> Iterator[Finding]:
    names = {path.rpartition("/")[2].partition(".")[0] for path in office.attachments}
    for told in _every(office):
        shas = (
            ("介绍信", "letter", told.outsider.letter if told.outsider else ""),
            ("借阅申请单", "sheet", told.sheet), ("归还单", "sheet", told.last.sheet if told.last else ""),
            ("遗失报告", "report", told.lost.sheet if told.lost else ""),
        )  # fmt: skip
        for what, what_en, sha in shas:
            if sha and sha not in names:
                yield NO_SCAN.at(told.path, what=what, what_en=what_en, sha=sha[:12])


def _approvals(office: Office) -> Iterator[Finding]:
    for told, archive, record in _standing(office):
        post, named = lending.approver(office, archive, record, told.use), item(office, record)
        if not told.approved_by:
            yield NOT_APPROVED.at(told.path, item=named, post=post)
        given = [(told.approved_by, told.approved_on or told.since, told.delegation)]
        given += [(r.approved_by, r.on, r.delegation) for r in told.renewals]
        for person, on, delegation in given:
            if person and person == told.holder:
                yield OWN.at(told.path, person=office.person(person))
            elif person in office.company.people and on:
                approval = Approval(person, on, told.use, told.holder, delegation)
                if not lending.fits(office, post, approval):
                    yield WRONG_APPROVER.at(told.path, item=named, post=post, person=office.person(person))


def _terms(office: Office) -> Iterator[Finding]:
    for told, archive, _ in _standing(office):
        # a renewal runs from the day the loan was due, or, if that had passed, from the day it was given
        dues = [told.due, *(r.due for r in told.renewals)]
        begun = [told.since, *(max(d for d in (due, r.on, date.min) if d)
                               for due, r in zip(dues, told.renewals, strict=False))]  # fmt: skip
        for start, end in zip(begun, dues, strict=True):
            if start and end and not told.standing and end > lending.default_due(archive, start):
                yield TOO_LONG.at(told.path, due=end, archive=archive.name, days=archive.days)
        for n, renewal in enumerate(told.renewals, 1):
            why = [("次数已满", "too many")] if n > archive.renewals else []
            why += [] if renewal.shown else [("没有验看，也没有说明", "neither shown nor explained")]
            why += [] if renewal.approved_by else [("未经批准", "not approved")]
            if why:
                zh, en = "、".join(w for w, _ in why), ", ".join(w for _, w in why)
                yield RENEWED.at(told.path, n=n, why=zh, why_en=en, most=archive.renewals)
        yield from _uses(told, archive)
        yield from _head(office, told)


def _uses(told: Custody, archive: Archive) -> Iterator[Finding]:
    allowed, what = archive.uses, ("档案", "its papers")
    if told.copy == 1 and archive.original_uses is not None:
        allowed, what = archive.original_uses, ("原件（第 1 份）", "the original (copy 1)")
    if told.use and told.use not in allowed:
        named = "、".join(allowed)
        yield USE.at(told.path, archive=archive.name, use=told.use, allowed=named, what=what[0], what_en=what[1])
    if told.outsider:
        who = told.outsider
        lacking = [] if told.use in archive.outside else [
            ("外借出阅览室", "taken away") if told.use == TAKEN_AWAY else (f"不对外{told.use}", f"no {told.use}")
        ]  # fmt: skip
        lacking += [] if who.letter else [("没有介绍信", "no letter")]
        lacking += [] if who.identity else [("没有出示证件", "no identity shown")]
        lacking += [] if who.companion else [("没有陪同人", "no companion")]
        if lacking:
            zh, en = "、".join(w for w, _ in lacking), ", ".join(w for _, w in lacking)
            yield OUTSIDER.at(told.path, name=who.unit or who.name, what=zh, what_en=en)


def _head(office: Office, told: Custody) -> Iterator[Finding]:
    on = told.approved_on or told.since
    if told.endorsed_by and on and told.dept:
        head = office.company.head(told.dept, on)
        if head is None or head.id != told.endorsed_by:
            yield NOT_HEAD.at(told.path, person=office.person(told.endorsed_by), on=on, dept=told.dept)


def _returns(office: Office) -> Iterator[Finding]:
    for told in _every(office):
        if told.last and told.last.condition not in ("", SOUND) and not told.last.note:
            yield DAMAGED.at(told.path, condition=told.last.condition)


def _late(office: Office) -> Iterator[Finding]:
    for told, _, record in _standing(office):
        named, days = item(office, record), lending.overdue(told, office.as_of)
        if days:
            who = lending.borrower(office, told)
            yield OVERDUE.at(told.path, item=named, copy=told.copy, due=told.until, days=days, person=who)
        last = max((d for d in (told.since, told.confirmed) if d), default=date.max)
        if told.standing and (office.as_of - last).days >= _YEAR:
            yield UNCONFIRMED.at(told.path, item=named, copy=told.copy, since=last)


def _kinds(office: Office) -> Iterator[Finding]:
    for archive in office.company.archives.values():
        for kind in (*archive.originals, *(k for rule in archive.approvers for k in rule.kinds)):
            if kind not in office.kinds:
                near = likely(kind, office.kinds)
                yield NO_KIND.at("records/company.yaml", archive=archive.name, kind=kind, likely=near)


def _every(office: Office) -> Iterator[Custody]:
    for held in office.ledger.custody.values():
        yield from held


def _standing(office: Office) -> Iterator[tuple[Custody, Archive, Record]]:
    """Yield the loans that stand, of archives and items that are there (what is not has its own finding)."""
    for told in _every(office):
        archive, record = office.company.archives.get(told.archive), office.records.get(told.record)
        if told.out and archive and record:
            yield told, archive, record


CHECKS = (_copies, _people, _scans, _approvals, _terms, _returns, _late, _kinds)
