"""Revision requests: history, ledger and sign-offs tell the same story; pending ones are decided in time.

A sign-off fragment is the approval and the ledger its number; trailers only repeat them (life.md), so a
difference is a finding. That a branch was merged whole and decided first is judged with the rest of history
(:mod:`wenshu.witness`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import requests
from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Entry, Request
from ..office import Office
from ..past import Commit
from ..requests import Asked
from ..rules import kept

TRAILER = Code(
    "REQ01", Severity.ERROR,
    "{number}：提交 {commit} 的 {key} 写“{told}”，台账写“{wanted}”",
    "{number}: {key} of commit {commit} says \"{told}\", the ledger \"{wanted}\"",
    "台账和签批记录由 wenshu decide 写，提交里的话只是重复；请查明是谁改过台账，或提交是不是手写的。",
    "Ledger and sign-offs are written by wenshu decide and commits only repeat them: find out which was typed by hand.",
)  # fmt: skip
NO_APPROVAL = Code(
    "REQ02", Severity.ERROR,
    "{number} 记着 {person} {date} {decision}，却没有他这一天的签批记录",
    "{number} says that {person} decided \"{decision}\" on {date}, and there is no such sign-off",
    "批准以签批记录为准：用 wenshu decide 重新办理，不要手写台账。",
    "The sign-off is the approval: decide with wenshu decide, do not write the ledger by hand.",
)  # fmt: skip
NO_EDITION = Code(
    "REQ03", Severity.ERROR,
    "{number} 同意修改“{paper}”，台账里却没有它带来的版本",
    "{number} agreed to change {paper}, and no edition of it came of that",
    "批准和新版本是一次写下的；请用 git restore 恢复文件的台账，或由 wenshu decide 重新办理。",
    "Approval and edition are written together: restore the paper's ledger file, or decide again.",
)  # fmt: skip
WRONG_REQUEST = Code(
    "REQ04", Severity.ERROR,
    "第 {edition} 版写着由 {request} 批准，{why}",
    "edition {edition} says {request} brought it: {why_en}",
    "台账由 wenshu decide 写，不手改；请用 git restore 恢复。",
    "Ledger files are written by wenshu decide, never by hand: restore it from history.",
)  # fmt: skip
LATE = Code(
    "REQ05", Severity.WARNING,
    "修改申请已提出 {days} 天，还没有决定：{branch}（{person}，{reason}）",
    "a revision request has waited {days} days: {branch} ({person}: {reason})",
    "由有权的人办理：wenshu decide {branch} --approve 或 --refuse --as 姓名；"
    "期限是公司档案 policies 的 request_days（{limit} 天）。",
    "Decide it: wenshu decide {branch} --approve or --refuse --as PERSON; policies.request_days is {limit}.",
)  # fmt: skip
OVERTAKEN = Code(
    "REQ06", Severity.WARNING,
    "修改申请 {branch} 所依据的文本已经换了",
    "revision request {branch} is overtaken: the text it was to change has changed",
    "请申请人对照现行文本重新提出：wenshu revise {about}；不再需要的由申请人撤回（decide --withdraw）。",
    "Take it up again with wenshu revise {about}, or withdraw it (decide --withdraw).",
)  # fmt: skip
PARTED = Code(
    "REQ07", Severity.WARNING,
    "修改申请 {branch} 在本机和 {remote} 上各改各的",
    "request branch {branch} went different ways here and on {remote}",
    "先合到一处再决定：git switch {branch}，git pull，然后推送。",
    "Bring them together before it is decided: switch to it, pull, push.",
)  # fmt: skip
NAMELESS = Code(
    "REQ08", Severity.WARNING,
    "分支 {branch} 上没有修改申请：第一个提交没有写申请什么",
    "branch {branch} holds no revision request: no commit of it says what is asked",
    "申请由 wenshu revise 提出；手工建的分支请改名，不要用 revision/ 开头。",
    "Requests are opened by wenshu revise; rename a branch made by hand.",
)  # fmt: skip
UNKNOWN = Code(
    "REQ09", Severity.WARNING,
    "修改申请 {branch} 里的{what}“{told}”查不到",
    "request {branch} names a {what_en} that is not known: {told}",
    "申请由 wenshu revise 提出，它会核对文件和人；请撤回后重新提出。",
    "Requests are opened by wenshu revise, which checks them; withdraw it and ask again.",
)  # fmt: skip

_DAYS = 10
"""Natural days within which a request is decided, where the company file does not say (our choice)."""


def _pending(office: Office) -> Iterator[Finding]:
    limit = kept.days(office, "request_days", _DAYS)
    for asked in requests.all(office):
        if not asked.pending or asked.trail is None:
            continue
        told = {"branch": asked.branch or asked.trail.opening.id[:12], "about": asked.about}
        days = (office.as_of - asked.asked_on).days if asked.asked_on else 0
        if days > limit:
            yield LATE.at(asked.path, None, days=days, limit=limit, person=office.person(asked.asked_by),
                          reason=asked.reason, **told)  # fmt: skip
        if asked.result == requests.STALE:
            yield OVERTAKEN.at(asked.path, None, **told)
        if asked.trail.parted:
            yield PARTED.at(asked.path, None, remote="、".join(filter(None, asked.trail.remotes)), **told)
        yield from _unknown(office, asked, told["branch"])
    for name in dict.fromkeys(b.name for b in requests.nameless(office.past)):
        yield NAMELESS.at(".git", branch=name)


def _unknown(office: Office, asked: Asked, branch: str) -> Iterator[Finding]:
    if asked.asked_by not in office.company.people:
        yield UNKNOWN.at(asked.path, branch=branch, what="申请人", what_en="person", told=asked.asked_by)
    if asked.path.startswith("records/") and asked.about != "company" and requests.record(office, asked) is None:
        yield UNKNOWN.at(asked.path, branch=branch, what="文件", what_en="paper", told=asked.about)


def _decided(office: Office) -> Iterator[Finding]:
    """What ledger, editions and sign-offs say of one another; history is not asked."""
    for asked in requests.all(office):
        entry = asked.entry
        if entry is None or asked.result not in requests.AGREED:
            continue
        record = requests.record(office, asked)
        signed = requests.approvals(office, asked)
        if not signed or signed[-1].date != asked.decided_on:
            yield NO_APPROVAL.at(entry.path, number=requests.printed(office, entry), decision=asked.result,
                                 person=office.person(asked.decided_by), date=asked.decided_on)  # fmt: skip
        if record is not None and requests.edition(office, asked) is None:
            yield NO_EDITION.at(entry.path, number=requests.printed(office, entry), paper=office.name(record))


def _editions(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        for edition in entry.editions:
            why = _wrong(entry, edition.edition, office.ledger.request(edition.request))
            if edition.request and why:
                yield WRONG_REQUEST.at(
                    entry.path, edition=edition.edition, request=edition.request, why=why[0], why_en=why[1]
                )


def _wrong(entry: Entry, edition: str, found: Entry | None) -> tuple[str, str] | None:
    told = found.request if found is not None else None
    if told is None:
        return "台账里没有这份申请", "there is no such request"
    if told.about != entry.record:
        return f"那是另一份文件（{told.about}）的申请", f"that request is about {told.about}"
    if told.decision not in requests.AGREED:
        return f"那份申请的结果是“{told.decision}”", f"that request ended in \"{told.decision}\""
    if told.edition and told.edition != edition:
        return f"那份申请批准的是第 {told.edition} 版", f"that request is for edition {told.edition}"
    return None


def _trailers(office: Office) -> Iterator[Finding]:
    """What the commits of a decided request say, against the ledger. Only where history bears witness."""
    if not office.company.witness:
        return
    for asked in requests.all(office):
        if asked.entry is None or asked.entry.request is None or asked.trail is None:
            continue
        number = requests.printed(office, asked.entry)
        for commit, key, wanted in _repeated(office, asked, asked.entry.request):
            told = commit.trailer(key)
            if told and _plain(told) != _plain(wanted):
                said = {"key": key, "told": told, "wanted": wanted or "（空）"}
                yield TRAILER.at(asked.entry.path, None, number=number, commit=commit.id[:12], **said)


def _repeated(office: Office, asked: Asked, told: Request) -> Iterator[tuple[Commit, str, str]]:
    """Yield the commit, the trailer and what the ledger says instead."""
    assert asked.trail is not None and asked.entry is not None
    opening, merge = asked.trail.opening, asked.trail.merge
    on = told.asked_on.isoformat() if told.asked_on else ""
    for key, wanted in (("Requested-by", told.asked_by), ("Requested-on", on), ("Via", told.via),
                        ("Kind", told.kind), ("Reason", told.reason), ("Sheet", told.sheet)):  # fmt: skip
        yield opening, key, wanted
    if merge is not None:
        number = requests.printed(office, asked.entry)
        if merge.trailer("Request") != requests.place(asked.entry):  # either way to name it will do
            yield merge, "Request", number
        for key, wanted in (("Decision", told.decision), ("Approved-by", told.decided_by), ("Edition", told.edition)):
            yield merge, key, wanted


def _plain(told: str) -> str:
    """Return a trailer's words without blanks, the post behind a name, the kind of a hash."""
    return re.sub(r"（[^（）]*）$", "", "".join(told.split()).removeprefix("sha256:"))


CHECKS = (_pending, _decided, _editions, _trailers)
