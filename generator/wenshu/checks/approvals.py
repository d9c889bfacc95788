"""Sign-offs against papers: whose they are, what they are worth, what they leave open."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from .. import schema
from ..chains import RETURNED, may_take
from ..diagnostics import Code, Finding, Severity
from ..ledger import CORRECTION, VOIDING
from ..ledger_nouns import Approval
from ..model import Record, State, Tree
from ..office import Office

UNSIGNED = Code(
    "APP11", Severity.ERROR,
    "{number} 已经编号，却缺签批：{missing}",
    "{number} was issued without all its sign-offs; missing: {missing}",
    "编号以前要签批齐全。补登记漏录的签批（wenshu approve），或废止该号。",
    "A paper is numbered after the last sign-off: record the one left out, or void the number.",
)  # fmt: skip
NO_PAPER = Code(
    "APP12", Severity.ERROR,
    "签批的文件“{record}”不存在",
    "a sign-off names the paper {record}, which is not there",
    "签批过的文件不得删除或改名；请用 git restore 恢复。",
    "A paper that was signed is never deleted or renamed; restore it from history.",
)  # fmt: skip
STALE = Code(
    "APP13", Severity.WARNING,
    "文件在签批以后又改过，原来的签批（{steps}）不再有效",
    "the paper was changed after it was signed: those sign-offs ({steps}) no longer count",
    "重新打印发文稿纸（wenshu circulate）送签；只是改错字的，用 wenshu correct 登记更正。",
    "Circulate it again (wenshu circulate); for a slip of wording only, record it with wenshu correct.",
)  # fmt: skip
BAD_CORRECTION = Code(
    "APP14", Severity.ERROR,
    "文字更正与实际改动不符：{reason}",
    "a correction of wording is not what was changed: {reason}",
    "更正只限签批齐全后、编号前，把一处文字改成另一处文字；其他改动须重新签批。",
    "It changes one wording into another, after the last sign-off and before issue; else sign again.",
)  # fmt: skip
BAD_VOID = Code(
    "APP15", Severity.ERROR,
    "废止没有手续：{reason}",
    "a withdrawal is not in order: {reason}",
    "废止由当初签发的岗位决定，用 wenshu void 登记。",
    "The post that signed the paper withdraws it, with wenshu void.",
)  # fmt: skip
NO_HEAD = Code(
    "APP16", Severity.WARNING,
    "找不到该由谁“{step}”：{role}在公司档案里没有着落",
    "nobody can be found for \"{step}\": {role} leads to no post of the company file",
    "补上拟稿部门、会签部门或会议类型，或在公司档案里为部门写上主管岗位（head）。",
    "Fill in the department or type of meeting, or name the department's head in the company file.",
)  # fmt: skip
AFTER_RETURN = Code(
    "APP17", Severity.ERROR,
    "这一稿已被退回，不能再签“{step}”",
    "this draft was returned: \"{step}\" cannot be signed after that",
    "退回即止。改稿后重新送签。",
    "A return ends the draft's chain. Change the draft and circulate it anew.",
)  # fmt: skip

NO_EVIDENCE = Code(
    "APP33", Severity.ERROR,
    "“{step}”没有公司档案要求的凭据：{needs}",
    "\"{step}\" lacks the evidence that the company file asks for: {needs_en}",
    "附上签批单（--sheet）或由本人签名（--signed）重新登记；已发文件只作提醒。",
    "Record it again with the scan (--sheet) or signed by himself (--signed); of an issued paper it is only told.",
)  # fmt: skip
NO_SHEET = Code(
    "APP34", Severity.ERROR,
    "“{step}”写着凭签批单，却没有签批单的校验值",
    "\"{step}\" claims a sheet and names none",
    "签批记录由 wenshu approve、decide 写成，不手改；请恢复原样。",
    "Sign-offs are written by wenshu approve and decide; restore it from history.",
)  # fmt: skip
_NEEDS = {"sheet": ("签批单扫描件", "a scan of the sheet"), "signed": ("本人签名的提交", "a commit he signed")}

_OPEN = frozenset({State.DRAFT, State.PENDING})


def _worth(office: Office) -> Iterator[Finding]:
    for standing in office.standings.values():
        yield from standing.problems


def _whole(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        record = office.records.get(entry.record)
        series = office.company.series.get(entry.series)
        if record is None or series is None or entry.state != "issued" or series.number_at != "signed":
            continue
        missing = office.standing(record).missing
        if missing and entry.editions and entry.editions[-1].content == record.content:
            told = "、".join(map(str, missing))
            yield UNSIGNED.at(office.place(record), number=office.number(record), missing=told)


def _papers(office: Office) -> Iterator[Finding]:
    for id_, held in office.ledger.approvals.items():
        if id_ not in office.records and id_ != "company" and not id_.startswith(("templates/", "schemas/")):
            yield NO_PAPER.at(held[0].path, record=id_)


def _stale(office: Office) -> Iterator[Finding]:
    for id_, standing in office.standings.items():
        last = standing.stale[-1:] and standing.stale[-1]
        if standing.state in _OPEN and not standing.trail and last and last.decision != RETURNED:
            steps = "、".join(dict.fromkeys(a.step for a in standing.stale))
            yield STALE.at(office.place(office.records[id_]), steps=steps)


def _roles(office: Office) -> Iterator[Finding]:
    for id_, standing in office.standings.items():
        if standing.state not in _OPEN:
            continue
        for wanted in standing.missing:
            if not wanted.person and wanted.post not in office.company.posts:
                yield NO_HEAD.at(office.place(office.records[id_]), step=wanted.step, role=wanted.post)


def _evidence(office: Office) -> Iterator[Finding]:
    for standing in office.standings.values():
        weight = Severity.ERROR if standing.state in _OPEN | {State.SIGNED} else Severity.WARNING
        for approval in standing.done:
            wanted = next((w for w in standing.chain if w.step == approval.step), None)
            yield from _proved(approval, wanted.evidence if wanted else "", weight)
        for revision in standing.revisions:
            for approval in revision.done:
                wanted = next((w for w in revision.chain if w.step == approval.step), None)
                yield from _proved(approval, wanted.evidence if wanted else "", Severity.WARNING)


def _proved(approval: Approval, needs: str, weight: Severity) -> Iterator[Finding]:
    if approval.evidence == "sheet" and not approval.sheet:
        yield NO_SHEET.at(approval.path, step=approval.step)
    elif (needs == "sheet" and not approval.sheet) or (needs == "signed" and approval.evidence != "signed"):
        zh, en = _NEEDS[needs]
        yield NO_EVIDENCE.at(approval.path, weight, step=approval.step, needs=zh, needs_en=en)


def _returned(office: Office) -> Iterator[Finding]:
    for held in office.ledger.approvals.values():
        ended = False
        for approval in held:
            ended = ended and bool(approval.after)
            if ended:
                yield AFTER_RETURN.at(approval.path, step=approval.step)
            ended = ended or approval.decision == RETURNED


def _corrections(office: Office) -> Iterator[Finding]:
    for id_, standing in office.standings.items():
        record = office.records[id_]
        for before, this in itertools.pairwise((None, *standing.trail)):
            if this is None or this.step != CORRECTION:
                continue
            if before is None or this.replaces != before.content:
                yield BAD_CORRECTION.at(this.path, reason="它改的不是前面签批的那一稿")
            elif this.content == record.content and not restores(record, this):
                yield BAD_CORRECTION.at(this.path, reason=f"不只是把“{this.was}”改成“{this.now}”")
            elif this.content == this.replaces or not this.reason:
                yield BAD_CORRECTION.at(this.path, reason="没有改动或没有事由")


def restores(record: Record, correction: Approval) -> bool:
    """Say whether taking one occurrence of the new wording back gives the content that was signed."""
    return any(
        schema.content_hash(record.kind, tree) == correction.replaces
        for tree in _taken_back(record.raw.tree, correction.now, correction.was)
    )


def _taken_back(tree: Tree, now: str, was: str) -> Iterator[dict[str, Tree]]:
    """Yield the record with one occurrence of ``now`` turned into ``was``, for each occurrence."""
    for found in _each(tree, now, was):
        if isinstance(found, dict):
            yield found


def _each(tree: Tree, now: str, was: str) -> Iterator[Tree]:
    if isinstance(tree, str):
        start = tree.find(now)
        while start >= 0:
            yield tree[:start] + was + tree[start + len(now) :]
            if not now and start >= len(tree):
                return
            start = tree.find(now, start + 1)
    elif isinstance(tree, Mapping):
        for key, below in tree.items():
            for found in _each(below, now, was):
                yield {**tree, key: found}
    else:
        for i, below in enumerate(tree):
            for found in _each(below, now, was):
                yield [*tree[:i], found, *tree[i + 1 :]]


def _voids(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        if not entry.record or entry.record not in office.records:
            continue
        held = office.ledger.approvals.get(entry.record, ())
        voiding = [a for a in held if a.step == VOIDING]
        if entry.state == "void" and not voiding:
            yield BAD_VOID.at(entry.path, reason="没有废止的签批记录")
        elif entry.state != "void" and voiding:
            yield BAD_VOID.at(voiding[0].path, reason="台账里没有作废")
        for approval in voiding:
            yield from _void_signer(office, entry.record, approval)


def _void_signer(office: Office, record_id: str, approval: Approval) -> Iterator[Finding]:
    chain = office.standings[record_id].chain
    if not chain or approval.date is None:
        return
    if not may_take(office.company, chain[-1], approval.person, approval.date) and not approval.delegation:
        wanted = chain[-1].person or chain[-1].post
        yield BAD_VOID.at(approval.path, reason=f"应由{wanted}决定，登记的是{approval.person}")


CHECKS = (_worth, _whole, _papers, _stale, _roles, _returned, _corrections, _voids, _evidence)
