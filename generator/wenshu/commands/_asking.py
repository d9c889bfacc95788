"""What a revision request is made of: who asks for what and why, the commits that open it or go on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import gitlog, gitpast
from ..diagnostics import Code, Severity
from ..gitmerge import HEADS, Planned, Side
from ..ledger_nouns import REQUESTS
from . import Stop
from ._request import (
    AMENDMENT,
    BY_VOICE,
    ERRATUM,
    KINDS,
    ON_PAPER,
    ONLINE,
    REPLACEMENT,
    Asked,
    asked,
    branch_name,
    content,
    meet,
    path_of,
)

if TYPE_CHECKING:
    from ._branches import Branches
    from ._pen import Pen

NO_SERIES = Code(
    "REV01", Severity.ERROR,
    "公司档案里没有“改”系列，修改申请没有号可用，也没有批准顺序",
    "the company file has no series 改: requests have no numbers and nobody to decide them",
    "在 records/company.yaml 的 series 里加上“改”：号的写法、chain（申请部门主管、归口部门主管、总经理）和编号人。",
    "Add series 改 to records/company.yaml: its printed form, its chain of sign-off and who allots.",
)  # fmt: skip
NOT_ISSUED = Code(
    "REV02", Severity.ERROR,
    "“{about}”还没有发出，不用提修改申请",
    "{about} is not issued: no request is needed",
    "草稿直接改，改完 wenshu save；签过的重新送签。",
    "Change the draft and save it; if it was signed, circulate it again.",
)  # fmt: skip
WRONG_KIND = Code(
    "REV03", Severity.ERROR,
    "这份文件不能按“{kind}”办，可以：{allowed}",
    "this paper cannot be changed as {kind}; allowed: {allowed}",
    "不换版的文件，内容变了就另发新文代替（supersedes）；原号重发用 --kind 更正件，只改错字用 --kind 勘误。",
    "Replace it by a new paper (supersedes); send it again under its number as 更正件; 勘误 mends slips of wording.",
)  # fmt: skip
NO_SHEET = Code(
    "REV13", Severity.ERROR,
    "纸面申请要附申请单的扫描件",
    "a request made on paper needs a scan of its form",
    "加上 --sheet 文件；口头提出的写 --via 口头补单。",
    "Add --sheet FILE, or --via 口头补单 for one made by voice.",
)  # fmt: skip
VOID = Code(
    "REV14", Severity.ERROR,
    "“{about}”已经废止，不再修改",
    "{about} was withdrawn: it is not changed any more",
    "需要的话另发新文。",
    "Issue a new paper if one is needed.",
)  # fmt: skip
BEFORE_ISSUE = Code(
    "REV28", Severity.ERROR,
    "申请日期 {on} 早于发文日期 {issued}",
    "it is said to be asked on {on}, before the paper was issued on {issued}",
    "核对申请单上的日期，用 --on 写申请的日期。",
    "Look at the date on the form; write the day it was asked with --on.",
)  # fmt: skip


def begin(
    pen: Pen, branches: Branches, about: str, path: str, edit: dict[str, bytes], given: dict[str, Any]
) -> list[Planned]:  # fmt: skip
    """Return the commits of a new request: the empty one that asks, and the edit."""
    given["reason"] = " ".join(given["reason"].split())
    if not given["reason"]:
        raise Stop(2, "请写明原因：--reason。A request needs its reason.")
    now = branches.bytes_of({path: branches.names.get(path, "")})[path]
    told = _asked(pen, about, now, given)
    taken = {name.rpartition("revision/")[2] for name in branches.tips if "revision/" in name}
    known = {e.request.branch for e in pen.office.ledger.entries if e.request}
    on = told.on or pen.office.as_of
    ref = HEADS + branch_name(about, on, {*(f"revision/{t}" for t in taken), *known})
    named = title(pen, about)
    author = pen.author()
    course = [Planned(ref, (branches.main,), {}, f"申请{told.kind}：{named}", told.trailers(), author)]
    scan = {p: d for p, d in pen.changes.items() if d is not None}
    if edit or scan:
        message = f"改动：{named}" if edit else f"申请单：{named}"
        course.append(Planned(ref, (ref,), {**scan, **edit}, message, (("Record", about),), author))
    return course


def again(pen: Pen, branches: Branches, side: Side, path: str, edit: dict[str, bytes]) -> list[Planned]:
    """Return the commits by which a pending request goes on: today's text where it was overtaken, the edit.

    There are none where nothing is new.
    """
    told = asked(side.commits)
    about = told.about if told else ""
    author = pen.author()
    ref = HEADS + side.name
    now = branches.bytes_of({path: branches.names.get(path, "")})[path]
    base = content(about, now)
    if told and base != told.base:
        # today's text stands again; what was agreed to of the older one counts no longer
        theirs, _ = meet(side, branches.names)
        mine = {p: n for p, n in branches.names.items() if side.new.get(p, "") != n and p not in theirs}
        gone = {p: "" for p, n in side.new.items() if n and p not in branches.names and p not in theirs}
        files = {**branches.bytes_of({**mine, **gone}), path: now}
        trailers = (("Record", about), ("Base", base))
        message = f"接着今天的文本改：{title(pen, about)}"
        course = [Planned(ref, (side.ref, branches.main), _differing(pen, side, files), message, trailers, author)]
        change = Planned(ref, (ref,), edit, f"改动：{title(pen, about)}", (("Record", about),), author)
        return [*course, change] if edit else course
    at_tip = {p: side.new.get(p, branches.names.get(p, "")) for p in edit}
    if not edit or branches.bytes_of(at_tip) == edit:
        return []
    return [Planned(ref, (side.ref,), edit, f"改动：{title(pen, about)}", (("Record", about),), author)]


def _differing(pen: Pen, side: Side, files: dict[str, bytes | None]) -> dict[str, bytes | None]:
    """Return the files that differ from the tip of the branch."""
    there = gitpast.listed(pen.root, side.tip)
    return {p: d for p, d in files.items() if gitlog.blob_name(d, len(side.tip)) != there.get(p, "")}


def _asked(pen: Pen, about: str, now: bytes | None, given: dict[str, Any]) -> Asked:
    """Return the request as typed.

    Raises:
        Stop: this paper cannot be changed that way (exit 1), or nobody is said to ask (exit 2).
    """
    if REQUESTS not in pen.office.company.series:
        raise pen.desk.refuse(NO_SERIES.at("records/company.yaml"))
    operator = pen.operator()
    if not given["asker"] and not operator:
        raise Stop(2, "谁申请？写 --requested-by 姓名。Who asks? Name him with --requested-by.")
    on = pen.day(given["on"])
    asker = pen.staff(given["asker"] or operator, on)
    via = given["via"] or (ON_PAPER if given["sheet"] else ONLINE if asker == operator else BY_VOICE)
    if via == ON_PAPER and not given["sheet"]:
        raise pen.desk.refuse(NO_SHEET.at("records"))
    sheet = pen.attach(given["sheet"]) if given["sheet"] else ""
    impact = tuple(pen.record(ref).id for ref in given["impact"])
    kind = allowed_kind(pen, about, given["kind"])
    entry = pen.office.ledger.entry(about)
    if entry is not None and entry.date and on < entry.date:
        raise pen.desk.refuse(BEFORE_ISSUE.at(path_of(about), on=on, issued=entry.date))
    return Asked(
        about, asker, on, via, kind, given["reason"], content(about, now), sheet, impact,
        given["old_stock"] or "", given["effective"],
    )  # fmt: skip


def allowed_kind(pen: Pen, about: str, asked: str | None) -> str:
    """Return the kind of change, if this paper allows it.

    Raises:
        Stop: it is no issued paper, or cannot be changed that way (exit 1).
    """
    record = pen.office.records.get(about)
    if record is None:
        allowed: tuple[str, ...] = tuple(k for k in KINDS if k != REPLACEMENT)
    else:
        entry = pen.office.entry(record)
        if entry is None or entry.state == "reserved":
            raise pen.desk.refuse(NOT_ISSUED.at(record.path, about=about))
        if entry.state == "void":
            raise pen.desk.refuse(VOID.at(record.path, about=about))
        editions = pen.office.kind(record).editioned(record)
        allowed = tuple(k for k in KINDS if k != REPLACEMENT) if editions else (ERRATUM, REPLACEMENT)
    kind = asked or AMENDMENT
    if kind not in allowed:
        place = record.path if record else about
        raise pen.desk.refuse(WRONG_KIND.at(place, kind=kind, allowed="、".join(allowed)))
    return kind


def title(pen: Pen, about: str) -> str:
    record = pen.office.records.get(about)
    return pen.office.title(record) if record else "公司档案" if about == "company" else about
