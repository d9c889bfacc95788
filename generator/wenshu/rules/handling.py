"""Steps of handling: what each must say, and that they can be true of the paper they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import pairwise

from ..diagnostics import Code, Finding, Severity
from ..model import Record
from ..office import Office
from .kept import once, post

ORDER = ("签收", "拟办", "批示", "交办", "传阅", "催办", "答复", "发送", "办结", "归档")
"""Steps of one day without a time stand in this order."""
FITS = {
    "incoming": frozenset({"拟办", "批示", "交办", "签收", "传阅", "催办", "答复", "办结", "归档"}),
    "liaison": frozenset({"签收", "催办", "答复", "办结", "归档"}),
    "fax": frozenset({"发送", "催办", "答复", "归档"}),
    "documents": frozenset({"发送", "签收", "催办", "答复", "办结", "归档"}),
}
NEEDS = {
    "拟办": ("text", "拟办意见"), "批示": ("text", "批示内容"), "交办": ("lead", "主办部门"),
    "传阅": ("to", "传阅人"), "办结": ("text", "办理结果"), "发送": ("result", "发送结果"),
    "催办": ("via", "催办方式"),
}  # fmt: skip

UNFIT = Code(
    "HDL01", Severity.ERROR,
    "{kind}没有“{step}”这一步",
    "\"{step}\" is no step of a {kind}",
    "{kind}可以记：{allowed}。",
    "Its steps are: {allowed}.",
)  # fmt: skip
LACKS = Code(
    "HDL02", Severity.ERROR,
    "“{step}”没有写{what}",
    "\"{step}\" lacks {field}",
    "补上 {field}：办过的事要写清内容，才能据此查到文件在谁手里、办到哪里。",
    "Add {field}: a step must tell what was done.",
)  # fmt: skip
LEAD_ASSISTS = Code(
    "HDL03", Severity.ERROR,
    "{dept}既主办又协办",
    "{dept} both leads and assists",
    "主办部门只有一个，不再列入协办。",
    "One department leads; it does not assist as well.",
)  # fmt: skip
TWO_LEADS = Code(
    "HDL04", Severity.ERROR,
    "同一天交办给了两个主办部门：{first}、{second}",
    "handed to two lead departments on one day: {first}, {second}",
    "只留一个主办部门，其余写 assist（协办）；后来改由别的部门主办的，另写一步交办，日期或时间在后。",
    "Keep one lead, the others assist; a later change of lead is a later step of its own.",
)  # fmt: skip
TOO_EARLY = Code(
    "HDL05", Severity.ERROR,
    "“{step}”的日期 {on} 早于收文日期 {received}",
    "\"{step}\" on {on} lies before the paper came in on {received}",
    "核对日期和所办的文件。",
    "Check the date and the paper it names.",
)  # fmt: skip
NEVER_OUT = Code(
    "HDL06", Severity.ERROR,
    "{person}阅退了文件，却没有送阅的记录",
    "{person} gave the paper back, but it was never sent to him",
    "先补记送阅那一步，再记阅退；或核对姓名。",
    "Record when it was sent to him first, or check the name.",
)  # fmt: skip
OUT_OF_ORDER = Code(
    "HDL07", Severity.WARNING,
    "“{step}”之前缺“{missing}”",
    "\"{step}\" without \"{missing}\" before it",
    "办件依次拟办、批示、交办、办结、归档；确实没有这一步的，在 text 里说明。",
    "The order is 拟办, 批示, 交办, 办结, 归档; say in text if a step was left out.",
)  # fmt: skip
WRONG_HAND = Code(
    "HDL08", Severity.WARNING,
    "“{step}”由{person}办，应由{post}办",
    "\"{step}\" was taken by {person}; it belongs to {post}",
    "确由他人代办的，在 text 里写明授权；姓名写错的改正。",
    "If somebody stood in, say by what authority; else mend the name.",
)  # fmt: skip
NOT_LINKED = Code(
    "HDL09", Severity.WARNING,
    "复文{reply}的依据里没有写这件来文",
    "the reply {reply} does not name the incoming paper in its basis",
    "复文未发的，在 basis 里加上来文；已发的不改，此处的引用仍把两件连在一起。",
    "Add it to basis while the reply is a draft; an issued one stays as it is.",
)  # fmt: skip
BACK_EARLY = Code(
    "HDL10", Severity.ERROR,
    "阅退日期 {returned} 早于送阅日期 {on}",
    "given back on {returned}, before it was sent on {on}",
    "核对两个日期。",
    "Check both dates.",
)  # fmt: skip

POSTS = {"拟办": ("proposal_post", "总经理秘书"), "批示": ("instruction_post", "总经理")}
"""Whose step it is: the policy of the company file that names the post, and the post where none does."""


def events(office: Office, record: Record, *steps: str) -> tuple[Record, ...]:
    """Return the steps taken on a paper in the order they happened, all of them or those named."""
    found = (e for e in _by_paper(office).get(record.id, ()) if not steps or e.text("step") in steps)
    return tuple(found)


def last(office: Office, record: Record, step: str) -> Record | None:
    """Return the latest step of a name, or None."""
    found = events(office, record, step)
    return found[-1] if found else None


def _by_paper(office: Office) -> Mapping[str, list[Record]]:
    """Return steps by the paper they name, in order."""
    return once(office, "handling", _sorted)


def _sorted(office: Office) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for event in office.of("handling"):
        paper = office.find(event.text("record")) if event.text("record") else None
        if paper is not None:
            found.setdefault(paper.id, []).append(event)
    for told in found.values():
        told.sort(key=when)
    return found


def when(event: Record) -> tuple[date, time, int, str]:
    """Return the place of a step in time."""
    step = event.text("step")
    at = event.values.get("at")
    rank = ORDER.index(step) if step in ORDER else len(ORDER)
    return event.day("on") or date.min, at if isinstance(at, time) else time.min, rank, event.id


def _one(office: Office) -> Iterator[Finding]:
    for event in office.of("handling"):
        step = event.text("step")
        paper = office.find(event.text("record")) if event.text("record") else None
        if paper is not None and paper.kind in FITS and step and step not in FITS[paper.kind]:
            allowed = "、".join(s for s in ORDER if s in FITS[paper.kind])
            kind = office.kind(paper).title
            yield UNFIT.at(office.place(event, "step"), kind=kind, step=step, allowed=allowed)
        needed, what = NEEDS.get(step, ("", ""))
        if needed and not event.values.get(needed):
            yield LACKS.at(office.place(event, "step"), step=step, what=what, field=needed)
        if step == "答复" and not event.values.get("reply") and not event.values.get("text"):
            what = "复文或答复内容"
            yield LACKS.at(office.place(event, "step"), step=step, what=what, field="reply / text")
        if event.text("lead") and event.text("lead") in event.rows("assist"):
            yield LEAD_ASSISTS.at(office.place(event, "assist"), dept=event.text("lead"))
        yield from _days(office, event, paper)


def _days(office: Office, event: Record, paper: Record | None) -> Iterator[Finding]:
    on, returned = event.day("on"), event.day("returned")
    begun = office.begun(paper) if paper is not None and paper.kind == "incoming" else None
    if on and begun and on < begun:
        yield TOO_EARLY.at(office.place(event, "on"), step=event.text("step"), on=on, received=begun)
    if on and returned and returned < on:
        yield BACK_EARLY.at(office.place(event, "returned"), returned=returned, on=on)


def _leads(office: Office) -> Iterator[Finding]:
    for told in _by_paper(office).values():
        handed = [e for e in told if e.text("step") == "交办" and e.text("lead")]
        for before, event in pairwise(handed):
            same = when(before)[:2] == when(event)[:2]
            if same and before.text("lead") != event.text("lead"):
                yield TWO_LEADS.at(
                    office.place(event, "lead"), first=before.text("lead"), second=event.text("lead")
                )


def _returns(office: Office) -> Iterator[Finding]:
    for told in _by_paper(office).values():
        out: set[str] = set()
        for event in told:
            if event.text("step") != "传阅" or not event.text("to"):
                continue
            if event.text("circulation") == "阅退" and event.text("to") not in out:
                yield NEVER_OUT.at(office.place(event, "to"), person=office.person(event.text("to")))
            out.add(event.text("to"))


def _sequence(office: Office) -> Iterator[Finding]:
    wanted = ("拟办", "批示", "交办", "办结", "归档")
    for id_, told in _by_paper(office).items():
        paper = office.records[id_]
        if paper.kind != "incoming" or paper.text("handling") != "办件":
            continue
        done: set[str] = set()
        for event in told:
            step = event.text("step")
            before = wanted[: wanted.index(step)] if step in wanted else ()
            missing = next((s for s in before if s not in done), "")
            if missing and step not in done and not event.text("text").startswith("未经"):
                yield OUT_OF_ORDER.at(office.place(event, "step"), step=step, missing=missing)
            done.add(step)


def _hands(office: Office) -> Iterator[Finding]:
    posts = {step: post(office, policy, default) for step, (policy, default) in POSTS.items()}
    for event in office.of("handling"):
        wanted, on, by = posts.get(event.text("step"), ""), event.day("on"), event.text("by")
        if wanted not in office.company.posts or on is None or by not in office.company.people:
            continue
        if not office.company.holds(by, wanted, on):
            step = event.text("step")
            yield WRONG_HAND.at(office.place(event, "by"), step=step, person=office.person(by), post=wanted)


def _linked(office: Office) -> Iterator[Finding]:
    for event in office.of("handling"):
        reply = office.find(event.text("reply")) if event.text("reply") else None
        paper = office.find(event.text("record")) if event.text("record") else None
        if reply is None or paper is None or reply.kind != "documents" or paper.kind != "incoming":
            continue
        if paper.id not in based_on(office, reply):
            yield NOT_LINKED.at(office.place(event, "reply"), reply=office.name(reply))


def based_on(office: Office, record: Record) -> frozenset[str]:
    """Return the ids of what a paper names in its basis (依据): plain references, or rows with ``ref``."""
    found = set()
    for row in record.rows("basis"):
        told = (row.get("ref") or row.get("record")) if isinstance(row, Mapping) else row
        target = office.find(str(told)) if told else None
        if target is not None:
            found.add(target.id)
    return frozenset(found)


CHECKS = (_one, _leads, _returns, _sequence, _hands, _linked)
