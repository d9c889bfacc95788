"""What sign-offs are worth: each against the step it takes, its signer against post and delegation.

One judgement serves a paper's own chain and the chain of a revision request (series 改), for the commands,
the checks and the papers. What does not count says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .chains import RETURNED, Wanted, groups, may_take, stands_in
from .company import Company
from .diagnostics import Code, Finding, Severity
from .ledger import ASIDE, Ledger
from .ledger_nouns import Approval
from .model import Record

NOBODY = Code(
    "APP03", Severity.ERROR,
    "“{step}”由“{person}”签批，公司档案里没有这个人",
    "\"{step}\" was signed by \"{person}\", who is not in the company file",
    "签批人写公司档案 people 里的姓名；先登记，再用 wenshu approve 记录。",
    "Name a person of the company file; register him first, then record the sign-off.",
)  # fmt: skip
POST_NOT_HELD = Code(
    "APP04", Severity.ERROR,
    "{person} 在 {date} 不任“{post}”，这次“{step}”不算数",
    "{person} did not hold \"{post}\" on {date}: this \"{step}\" does not count",
    "任职起止写在公司档案 posts 里，写错了请改正；确系他人签批的，由当日任职的人重新签批。",
    "Mend the periods of posts in the company file if they are wrong; else who held the post signs again.",
)  # fmt: skip
WRONG_SIGNER = Code(
    "APP05", Severity.ERROR,
    "“{step}”应由{wanted}签批，签批的是{person}（{post}）",
    "\"{step}\" is for {wanted} to sign; {person} ({post}) signed",
    "请由{wanted}签批；代签须先有授权记录（wenshu new delegations），再用 --delegation 指明。",
    "Let {wanted} sign; somebody standing in needs a delegation on record, named with --delegation.",
)  # fmt: skip
OUT_OF_ORDER = Code(
    "APP06", Severity.ERROR,
    "“{step}”签早了：在它之前还缺 {missing}",
    "\"{step}\" was signed too early: {missing} is still missing before it",
    "按顺序签批；前面的补签以后，这一步要再签一次。",
    "Sign in order; after what is missing has been signed, this step must be signed again.",
)  # fmt: skip
NO_STEP = Code(
    "APP07", Severity.ERROR,
    "这份文件的签批顺序里没有“{step}”这一步",
    "the chain of this paper has no step \"{step}\" (any more)",
    "应有的步骤：{chain}。",
    "Its steps are: {chain}.",
)  # fmt: skip
ALONE = Code(
    "APP08", Severity.ERROR,
    "{person} 是拟稿人（申请人），又独自签了最后一步“{step}”",
    "{person} drafted it or asked for it, and alone signed its last step \"{step}\"",
    "任何人不得独自签发自己拟的文件、独自批准自己的申请：前面要有另一人签批，或由被授权的人签最后一步。",
    "Nobody may be the only signer of his own draft: another signs an earlier step or stands in.",
)  # fmt: skip
BAD_DELEGATION = Code(
    "APP09", Severity.ERROR,
    "“{step}”用的授权“{delegation}”不成立：没有登记、没有签字、过期、系列不符或不是授给{person}的",
    "the delegation \"{delegation}\" does not cover \"{step}\": not on record, unsigned, out of date, "
    "another series, or not given to {person}",
    "授权要由授权人签过字，日期、系列和受托人都对得上；否则由本人签批。",
    "It must be signed by him who grants it and match date, series and person; else he signs himself.",
)  # fmt: skip
BACKDATED = Code(
    "APP10", Severity.WARNING,
    "“{step}”的日期 {date} 早于前一步的 {before}",
    "\"{step}\" is dated {date}, before the step ahead of it ({before})",
    "顺序以签批记录的先后为准；日期若抄错，请在原件上核对。",
    "Order follows the records, not the dates; check the date against the sheet.",
)  # fmt: skip

@dataclass(frozen=True, slots=True)
class Matter:
    """What is signed for: the company's facts, the series whose chain it is, and who wrote or asked."""

    company: Company
    ledger: Ledger
    records: Mapping[str, Record]
    series: str
    author: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The sign-offs that count, in order; what is still wanted; what is wrong with the others."""

    done: tuple[Approval, ...]
    missing: tuple[Wanted, ...]
    problems: tuple[Finding, ...]


def judge(matter: Matter, wanted: tuple[Wanted, ...], trail: tuple[Approval, ...]) -> Judged:
    """Judge the sign-offs of one draft against what it needs."""
    if not trail:
        return Judged((), wanted, ())
    done: list[Approval] = []
    problems: list[Finding] = []
    left = list(wanted)
    for approval in trail:
        if approval.decision == RETURNED or approval.step in ASIDE:
            continue
        match, found = _match(approval, tuple(left), wanted)
        problems += found
        if match is None:
            continue
        wrong = _unfit(matter, match, approval)
        problems += wrong
        if not wrong:
            left.remove(match)
            done.append(approval)
    problems += _backdated(done)
    if not left and done and _alone(matter.author, done):
        last = done.pop()
        problems.append(ALONE.at(last.path, person=last.person, step=last.step))
        left.append(wanted[-1])
    return Judged(tuple(done), tuple(left), tuple(problems))


def _match(
    approval: Approval, left: tuple[Wanted, ...], wanted: tuple[Wanted, ...]
) -> tuple[Wanted | None, tuple[Finding, ...]]:
    """Find the sign-off an approval answers: one of the first run still open."""
    first = next(groups(left), ())
    for candidate in first:
        if candidate.step == approval.step and (not candidate.dept or candidate.dept == approval.dept):
            return candidate, ()
    if any(w.step == approval.step for w in left):
        return None, (OUT_OF_ORDER.at(approval.path, step=approval.step, missing="、".join(map(str, first))),)
    told = "、".join(map(str, wanted)) or "（无）"
    return None, (NO_STEP.at(approval.path, step=approval.step, chain=told),)


def _unfit(matter: Matter, wanted: Wanted, approval: Approval) -> tuple[Finding, ...]:
    """Return why a signer may not take a step, or nothing."""
    company = matter.company
    person, on = approval.person, approval.date or date.min
    if person not in company.people:
        return (NOBODY.at(approval.path, step=approval.step, person=person),)
    if approval.post and not company.holds(person, approval.post, on):
        return (POST_NOT_HELD.at(
            approval.path, person=person, date=approval.date, post=approval.post, step=approval.step
        ),)  # fmt: skip
    if approval.delegation:
        given = matter.records.get(approval.delegation)
        if given and stands_in(company, matter.ledger, given, wanted, person, matter.series, on):
            return ()
        return (BAD_DELEGATION.at(
            approval.path, step=approval.step, delegation=approval.delegation, person=person
        ),)  # fmt: skip
    same_post = not wanted.post or wanted.person or approval.post == wanted.post
    if may_take(company, wanted, person, on) and same_post:
        return ()
    return (WRONG_SIGNER.at(
        approval.path, step=approval.step, wanted=wanted.person or wanted.post, person=person,
        post=approval.post,
    ),)  # fmt: skip


def _alone(author: str, done: list[Approval]) -> bool:
    return bool(author) and done[-1].person == author and all(a.person == author for a in done)


def _backdated(done: list[Approval]) -> Iterator[Finding]:
    for before, this in pairwise(done):
        if before.date and this.date and this.date < before.date:
            yield BACKDATED.at(this.path, step=this.step, date=this.date, before=before.date)
