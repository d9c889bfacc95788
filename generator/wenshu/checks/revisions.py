"""Editions against requests: each later edition has an approved request, each approved request its edition."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from ..chains import of_request
from ..diagnostics import Code, Finding, Severity
from ..judging import Matter, judge
from ..ledger_nouns import REQUESTS, Entry, Request
from ..office import Office
from ..signing import Revision, drafts
from .numbers import asked_here

NO_REQUEST = Code(
    "REV21", Severity.ERROR,
    "{edition} 版没有批准它的修改申请：{reason}",
    "edition {edition} has no approved request: {reason_en}",
    "新版本由 wenshu decide 批准时写入台账，不手加；请恢复台账。",
    "Editions are written by wenshu decide, never by hand: restore the ledger from history.",
)  # fmt: skip
NO_EDITION = Code(
    "REV22", Severity.ERROR,
    "申请已经批准，“{about}”的台账里却没有它的 {edition} 版",
    "the request was agreed to, yet the ledger of {about} has no edition {edition} of it",
    "两处由 wenshu decide 一起写成；请恢复台账。",
    "Both are written at once by wenshu decide: restore the ledger from history.",
)  # fmt: skip
WRONG_SERIES = Code(
    "REV23", Severity.ERROR,
    "修改申请不在“改”系列里",
    "a revision request stands outside the series 改",
    "修改申请的号由 wenshu decide 写；请恢复台账。",
    "Its number is written by wenshu decide: restore the ledger from history.",
)  # fmt: skip
NOT_AGREED = Code(
    "REV24", Severity.ERROR,
    "修改没有批准齐全：{what}；还缺 {missing}",
    "a change was not agreed to by all: {what}; missing: {missing}",
    "签批记录不得删除；请恢复。没有批过的，恢复原文，重新提申请。",
    "Sign-offs are never deleted: restore them. If nobody agreed, restore the text and ask anew.",
)  # fmt: skip
NOT_AS_AGREED = Code(
    "REV25", Severity.ERROR,
    "“{about}”与最近批准的修改不是同一个文本",
    "{about} is not the text that was agreed to last",
    "受控的模板和公司档案要走修改申请：wenshu revise {about} --reason 原因；否则恢复。",
    "It changes by request only: wenshu revise {about} --reason WHY; else restore it.",
)  # fmt: skip

AGREED = frozenset({"同意", "修改后同意"})


def _editions(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        standing = office.standings.get(entry.record)
        for revision in standing.revisions if standing else ():
            yield from _of(entry, revision)


def _of(entry: Entry, revision: Revision) -> Iterator[Finding]:
    edition, asked = revision.edition, revision.request
    reason = _unlike(entry, revision, asked)
    if reason:
        yield NO_REQUEST.at(entry.path, edition=edition.edition, reason=reason[0], reason_en=reason[1])
    elif revision.missing:
        missing = "、".join(map(str, revision.missing))
        yield NOT_AGREED.at(entry.path, what=f"{entry.record} {edition.edition}", missing=missing)


def _unlike(entry: Entry, revision: Revision, asked: Request | None) -> tuple[str, str] | None:
    edition = revision.edition
    if asked is None:
        return f"台账里没有申请“{edition.request}”", f"the ledger has no request {edition.request!r}"
    if asked.decision not in AGREED:
        return f"申请的决定是{asked.decision}", f"the request was decided {asked.decision}"
    if asked.about != entry.record:
        return f"申请改的是“{asked.about}”", f"the request is about {asked.about}"
    if asked.edition != edition.edition or asked.decided_on != edition.date or asked.effective != edition.effective:
        return "版本或日期与申请不同", "edition or date differ from the request"
    if revision.done and not revision.missing and revision.done[-1].person != asked.decided_by:
        return f"批准人不是{asked.decided_by}", f"it was not agreed to by {asked.decided_by}"
    return None


def _requests(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        asked = entry.request
        if asked is None:
            continue
        if entry.series != REQUESTS:
            yield WRONG_SERIES.at(entry.path)
        if asked.decision not in AGREED:
            continue
        if asked.about in office.records:
            place = entry.path.removeprefix("records/numbers/").removesuffix(".yaml")
            paper = office.ledger.entry(asked.about)
            if not any(e.request == place for e in (paper.editions if paper else ())):
                yield NO_EDITION.at(entry.path, about=asked.about, edition=asked.edition or "—")
        elif missing := _unsigned(office, asked):
            yield NOT_AGREED.at(entry.path, what=asked.about, missing=missing)


def _unsigned(office: Office, asked: Request) -> str:
    """Return what is missing of a change of a template, a schema or the company file."""
    on = asked.asked_on or office.as_of
    wanted = of_request(office.company, asked.asked_by, "", on)
    matter = Matter(office.company, office.ledger, office.records, REQUESTS, asked.asked_by)
    told = [judge(matter, wanted, d) for d in drafts(office.ledger.approvals.get(asked.about, ()))]
    best = min(told, key=lambda j: len(j.missing), default=None)
    return "、".join(map(str, best.missing if best else wanted))


def check(office: Office, tree: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what a controlled file says otherwise than its last approved request, where history is witness."""
    if not office.company.witness:
        return
    for about in sorted({e.request.about for e in office.ledger.entries if e.request} - office.records.keys()):
        path = "records/company.yaml" if about == "company" else about
        agreed = [e for e in office.ledger.entries if e.request and e.request.about == about]
        last = next((e.request for e in reversed(agreed) if e.request and e.request.decision in AGREED), None)
        if last is None or path not in tree or not path.startswith((*office.company.controlled, "records/company")):
            continue
        signed = [d[-1] for d in drafts(office.ledger.approvals.get(about, ()))]
        right = {a.content for a in signed if (a.person, a.date) == (last.decided_by, last.decided_on)}
        if "b1:" + hashlib.sha256(tree[path]).hexdigest() not in right and not asked_here(office, about):
            yield NOT_AS_AGREED.at(path, about=about)


CHECKS = (_editions, _requests)
TREES = (check,)
