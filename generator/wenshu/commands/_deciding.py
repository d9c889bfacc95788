"""What a decision needs: the text asked for on today's main branch, who has agreed to it, who may go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .. import build, chains, ledger
from ..diagnostics import Code, Finding, Severity, errors
from ..judging import Judged, Matter, judge
from ..ledger_nouns import REQUESTS, Approval
from ..signing import drafts
from . import Stop
from ._request import Asked, content, is_record, meet, path_of

if TYPE_CHECKING:
    from ..build import Believed
    from ..chains import Wanted
    from ..gitmerge import Side
    from ._branches import Branches
    from ._pen import Pen

NO_REQUEST = Code(
    "REV05", Severity.ERROR,
    "没有待批的修改申请“{branch}”；现有：{known}",
    "there is no pending request \"{branch}\"; there are: {known}",
    "写申请分支的名称（revision/…）或文件；已决定的不再决定。提申请用 wenshu revise。",
    "Name its branch (revision/…) or its paper; what is decided is not decided again. See wenshu revise.",
)  # fmt: skip
PARTED = Code(
    "REV19", Severity.ERROR,
    "申请“{branch}”在本机和远端改成了两个样子",
    "the request {branch} reads differently here and on the remote",
    "先弄清哪一份是要批的：删去多余的一份（git branch -D），或请提出人合成一份。",
    "Find out which one is meant: delete the other branch here, or let him who asked make one of the two.",
)  # fmt: skip
COLLIDES = Code(
    "REV09", Severity.ERROR,
    "申请分支和正式分支都改了“{paper}”，合不起来",
    "the request and the main branch both changed {paper}",
    "用 wenshu revise 接着今天的文本重改，再决定；不要自己合并。",
    "Take it up on today's text with wenshu revise, then decide; never merge by hand.",
)  # fmt: skip
FOREIGN = Code(
    "REV08", Severity.ERROR,
    "申请“{about}”的分支还改了“{path}”",
    "the request for {about} also changes {path}",
    "一份申请只改一份文件：在申请分支上恢复它，另提一份申请；台账、签批由命令写。",
    "One request changes one paper: restore the other on the branch and ask for it in a request of its own.",
)  # fmt: skip
NOT_WANTED = Code(
    "REV10", Severity.ERROR,
    "{person} 现在不能批这份申请；还缺：{missing}",
    "{person} cannot decide this request now; missing: {missing}",
    "按顺序由任该岗位的人批；代签须有授权记录（--delegation）。",
    "Holders of the posts sign in order; who stands in needs a delegation on record (--delegation).",
)  # fmt: skip
EVIDENCE = Code(
    "APP30", Severity.ERROR,
    "“{step}”要有凭据：{needs}",
    "\"{step}\" needs evidence: {needs_en}",
    "公司档案规定了这一步的凭据（evidence）：附签批单用 --sheet，本人签名用 --signed --key。",
    "The company file asks for it (evidence): a scan with --sheet, or the signer's own key with --signed --key.",
)  # fmt: skip
_NEEDS = {"sheet": ("签批单扫描件", "a scan of the sheet"), "signed": ("本人签名的提交", "a commit he signed")}


@dataclass(frozen=True, slots=True)
class Case:
    """A request as it stands with what was signed so far."""

    side: Side
    asked: Asked
    content: str
    matter: Matter
    wanted: tuple[Wanted, ...]
    trail: tuple[Approval, ...]
    judged: Judged


def find(pen: Pen, branches: Branches, ref: str) -> tuple[Side, Asked]:
    """Return the pending request that is meant: by its branch, the end of its name, or its paper.

    Raises:
        Stop: there is none, or there are several (exit 2).
    """
    name = ref.removeprefix("refs/heads/").removeprefix("refs/remotes/").removeprefix("origin/")
    record = pen.office.find(ref)
    about = record.id if record else ref
    held = branches.requests()
    found = [
        (side, asked) for side, asked in held
        if side.name in (name, f"revision/{name}") or asked.about == about
    ]  # fmt: skip
    if len(found) == 1:
        return found[0]
    if len(found) > 1 and len({side.name for side, _ in found}) == 1:
        pen.desk.tell([PARTED.at(".git", branch=found[0][0].name)])
        raise Stop(3)
    known = "、".join(sorted({side.name for side, _ in held})) or "（无）"
    pen.desk.tell([NO_REQUEST.at(".git", branch=ref, known=known)])
    raise Stop(2)


def on_main(pen: Pen, branches: Branches) -> None:
    """Let the pen see the main branch as it stands, whatever lies unsaved in the work tree.

    Raises:
        Stop: there is no company on it (exit 1).
    """
    believed = branches.believed()
    if believed.office is None:
        raise pen.desk.refuse(*believed.findings)
    pen.believed, pen.office = believed, believed.office


def bring(pen: Pen, branches: Branches, side: Side, asked: Asked) -> dict[str, bytes | None]:
    """Return what the branch changes on the main branch.

    Raises:
        Stop: both changed the same paper (exit 3); the branch changes what it did not ask for (exit 1).
    """
    taken, collide = meet(side, branches.names)
    if collide:
        pen.desk.tell(COLLIDES.at(path, paper=_named(pen, path)) for path in collide)
        raise Stop(3)
    own = (path_of(asked.about), f"records/approvals/{asked.about}/", "records/attachments/")
    guarded = ("records/numbers/", "records/approvals/", "records/distribution/", "records/custody/", "templates/",
               "schemas/", build.COMPANY, *pen.office.company.controlled)  # fmt: skip
    wrong = [path for path in taken if path.startswith(guarded) and not path.startswith(own)]
    wrong += [path for path, new in taken.items() if path.startswith(own[1]) and side.old[path] and path not in wrong]
    if wrong:
        raise pen.desk.refuse(*(FOREIGN.at(path, about=asked.about, path=path) for path in wrong))
    return branches.bytes_of(taken)


def readable(pen: Pen, path: str) -> Believed:
    """Return the main branch with what the request brings; nobody is asked to sign what could never stand there.

    Raises:
        Stop: it has errors that the main branch has not (exit 1).
    """
    from .. import proof
    from ..checks.numbers import CHANGED
    from ..checks.revisions import NOT_AS_AGREED

    after = pen.preview()
    wrong = [f for f in pen.worse() if f.code not in (CHANGED, NOT_AS_AGREED)]
    if path.startswith("templates/"):
        tops = (path, "templates/html/")
        known, now = (
            errors(proof.every({p: d for p, d in tree.items() if p.startswith(tops)}))
            for tree in (pen.believed.tree, after.tree)
        )  # fmt: skip
        wrong += [f for f in now if f not in known]
    if wrong:
        raise pen.desk.refuse(*wrong)
    return after


def _named(pen: Pen, path: str) -> str:
    record = pen.office.records.get(path.removeprefix("records/").removesuffix(".yaml"))
    return pen.office.name(record) if record else path


def case(pen: Pen, after: Believed, side: Side, asked: Asked) -> Case:
    """Return how a request stands in a tree that holds its text and its sign-offs.

    The rules are those of the main branch: a change of the company file is decided by the company as it is.

    Raises:
        Stop: nothing can be read of it (exit 1).
    """
    if after.office is None:
        raise pen.desk.refuse(*after.findings)
    company = pen.office.company
    text = content(asked.about, after.tree.get(path_of(asked.about)))
    held = tuple(drafts(after.office.ledger.approvals.get(asked.about, ())))
    trail = next((d for d in held if d[-1].content == text), ())
    on = asked.on or pen.office.as_of
    record = pen.office.records.get(asked.about) if is_record(asked.about) else None
    dept = chains.home_dept(company, pen.office.kind(record), record, on) if record else ""
    wanted = chains.of_request(company, asked.by, dept, on)
    matter = Matter(company, after.office.ledger, after.office.records, REQUESTS, asked.by)
    return Case(side, asked, text, matter, wanted, trail, judge(matter, wanted, trail))


def his(pen: Pen, told: Case, who: str, on: date, delegation: str) -> list[tuple[Wanted, str]]:
    """Return the open steps a person takes now, each with the delegation he takes it by.

    All that follow one another and are his in his own right; the first one also by delegation.

    Raises:
        Stop: he may take none (exit 1).
    """
    matter = told.matter
    steps: list[tuple[Wanted, str]] = []
    for group in chains.groups(told.judged.missing):
        mine = [w for w in group if chains.may_take(matter.company, w, who, on)] if not delegation or steps else []
        steps += [(w, "") for w in mine]
        if len(mine) < len(group):
            break
    first = next(chains.groups(told.judged.missing), ())
    if not steps:
        lent = [
            (w, id_) for w in first
            for p, id_ in chains.signers(matter.company, matter.ledger, matter.records, w, REQUESTS, on)
            if p == who and id_ and id_ == (delegation or id_)
        ]  # fmt: skip
        steps = lent[:1]
    if not steps:
        missing = "、".join(map(str, told.judged.missing)) or "（已签齐）"
        raise pen.desk.refuse(NOT_WANTED.at(path_of(told.asked.about), person=who, missing=missing))
    return steps


def fragments(
    pen: Pen, told: Case, steps: list[tuple[Wanted, str]], who: str, on: date, given: dict[str, Any]
) -> dict[str, bytes]:  # fmt: skip
    """Return the sign-offs of a person as files, each naming the one before it.

    Raises:
        Stop: the company file asks for evidence that is not given (exit 1).
    """
    from .. import yamlwrite
    from .approve import path

    company, about = told.matter.company, told.asked.about
    last = told.trail[-1].digest if told.trail else ""
    n = told.trail[-1].n if told.trail else 0
    found: dict[str, bytes] = {}
    for wanted, delegation in steps:
        n += 1
        require(pen, wanted, bool(given["sheet"]), given["signed"], path_of(about))
        own = not delegation and not wanted.person and company.holds(who, wanted.post, on)
        evidence = "signed" if given["signed"] else "sheet" if given["sheet"] else ""
        values = {
            "record": about, "content": told.content, "step": wanted.step, "person": who,
            "post": wanted.post if own else company.post_of(who, on), "delegation": delegation, "date": on,
            "decision": given["decision"], "opinion": given["opinion"], "evidence": evidence,
            "sheet": given["sheet"], "after": last,
        }  # fmt: skip
        data = yamlwrite.dump({key: value for key, value in values.items() if value not in ("", None)})
        found[path(about, told.content, n, wanted.step)] = data
        last = ledger.digest(data)
    return found


def require(pen: Pen, wanted: Wanted, sheet: bool, signed: bool, place: str) -> None:
    """Refuse a sign-off without the evidence that the company file asks for.

    Raises:
        Stop: it is missing (exit 1).
    """
    if (wanted.evidence == "sheet" and not sheet) or (wanted.evidence == "signed" and not signed):
        zh, en = _NEEDS[wanted.evidence]
        raise pen.desk.refuse(EVIDENCE.at(place, step=wanted.step, needs=zh, needs_en=en))


def sound(told: Case) -> tuple[Finding, ...]:
    """Return what is wrong with the sign-offs so far: the only signer is he who asked, a post was not held."""
    return errors(told.judged.problems)
