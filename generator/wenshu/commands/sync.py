"""``wenshu sync``: fetch, merge, push. What meets is told as papers and numbers; nothing is ever forced.

The join is made beside the work tree and judged before anything moves. The remote's commits are its first
parent and this clone's the second: the main line that others have seen stays the main line. It is pushed
first and then laid down here, so that a push overtaken by another leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DRY_RUN

if TYPE_CHECKING:
    from ..diagnostics import Finding
    from ._pen import Pen

UNREACHABLE = Code(
    "SYN01", Severity.ERROR,
    "连不上“{remote}”，没有同步：{reason}",
    "\"{remote}\" is out of reach; nothing was synchronised: {reason}",
    "什么也没有改动。连上网再试；地址见 git remote -v。",
    "Nothing was changed. Try again when connected; git remote -v tells its address.",
)  # fmt: skip
NO_REMOTE = Code(
    "SYN02", Severity.ERROR,
    "不知道和哪里同步：{what}",
    "there is nothing to synchronise with: {what_en}",
    "请管理员运行一次 git remote add origin 地址；管文号的远端再写进公司档案的 remote。",
    "Run `git remote add origin ADDRESS` once; the one that keeps the numbers is named in the company file.",
)  # fmt: skip
NOT_JOINED = Code(
    "SYN07", Severity.ERROR,
    "合并以后会有 {count} 处错误（列在下面），没有合并",
    "joined, the records would have {count} errors (listed below): nothing was merged",
    "什么也没有改动。先在这里改好自己这边的、保存，再同步；编重了号的，后编的一方作废重编。",
    "Nothing was changed. Mend and save this side, then sync again; of two numbers the later one is voided.",
)  # fmt: skip
PUSH_REFUSED = Code(
    "SYN08", Severity.ERROR,
    "“{remote}”没有收下这里的 {count} 次提交：{reason}",
    "\"{remote}\" did not take the {count} commits of this clone: {reason}",
    "别人的改动已经取回；自己的还在本机。请按它说的原因改好，再 wenshu sync。",
    "What others did is here; your own commits are kept. Mend what it names and run wenshu sync again.",
)  # fmt: skip
UNRELATED = Code(
    "SYN09", Severity.ERROR,
    "这里和“{remote}”的历史没有共同的起点，不能合并",
    "this clone and \"{remote}\" have no commit in common: they cannot be joined",
    "多半连错了仓库，或只克隆了最近一段（git fetch --unshallow 补齐）。不要强推。",
    "It is another repository, or a shallow clone (git fetch --unshallow). Never force a push.",
)  # fmt: skip
CROWDED = Code(
    "SYN10", Severity.ERROR,
    "“{remote}”一直有人在送，试了 {tries} 次都被抢先",
    "others push to \"{remote}\" all the time: {tries} attempts were overtaken",
    "自己的提交还在本机，请过一会儿再 wenshu sync。",
    "Your commits are kept here; run wenshu sync again in a moment.",
)  # fmt: skip
NO_BRANCH = Code(
    "SYN11", Severity.ERROR,
    "现在不在任何分支上，不能同步",
    "HEAD is on no branch: nothing can be synchronised",
    "先回到主分支 {main}：wenshu revise --leave。",
    "Go back to the main branch, {main}, first: wenshu revise --leave.",
)  # fmt: skip

TRIES = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the branch is to stand, here and there."""

    tip: str
    """The commit that has everything."""
    bring: int
    """Commits of the remote that come here."""
    send: int
    """Commits of this clone that go there."""


@click.command("sync")
@DRY_RUN
@click.pass_context
def COMMAND(ctx: click.Context, dry_run: bool) -> int:
    """取回别人的改动、合并、送出自己的。Fetch, merge and push."""
    from .. import gitlog, gitnet, gitrefs
    from ..gitrun import GitFailed
    from . import _erased

    desk: Desk = ctx.obj
    with desk.writing("sync", dry_run) as pen:
        try:
            remote = _remote(pen)
            branch = gitrefs.branch(pen.root)
            if not branch:
                raise desk.refuse(NO_BRANCH.at(".git", main=pen.office.company.main))
            refused = _exchange(pen, remote, branch)
        except gitnet.Unreachable as away:
            desk.tell([UNREACHABLE.at(".git", remote=remote, reason=str(away))])
            raise Stop(4) from None
        except GitFailed as failed:
            desk.tell([gitlog.REFUSED.at(".git", reason=str(failed))])
            raise Stop(4) from None
        if not dry_run:
            _erased.obey(desk, pen.root)
        _tell_claims(pen, remote)
    return 1 if refused else 0


def _remote(pen: Pen) -> str:
    """Return the remote of the company file, else the only one, else ``origin``.

    Raises:
        Stop: there is none (exit 4).
        GitFailed: there is no repository.
    """
    from .. import gitnet

    known = gitnet.remotes(pen.root)
    named = pen.office.company.remote
    if named in known:
        return named
    if not named and known:
        return "origin" if "origin" in known else known[0]
    what, what_en = "这个仓库没有远端", "this repository has no remote"
    if named:
        what, what_en = f"公司档案写的远端“{named}”，这里没有", f"this clone has no remote \"{named}\""
    pen.desk.tell([NO_REMOTE.at("records/company.yaml", what=what, what_en=what_en)])
    raise Stop(4)


def _exchange(pen: Pen, remote: str, branch: str) -> bool:
    """Fetch, join and push until nobody is quicker; say whether the remote refused what was sent.

    Raises:
        Stop: the two sides contradict each other (exit 3), or the join has errors (exit 1).
        gitnet.Unreachable: the remote does not answer.
        GitFailed: git refused. Nothing was moved here.
    """
    from .. import gitlog, gitnet, gitrefs
    from ._join import joined, lay_down

    ours = gitlog.head(pen.root)
    for _ in range(TRIES):
        gitnet.fetch(pen.root, remote, pen.office.company.claims)
        theirs = gitrefs.tip(pen.root, f"refs/remotes/{remote}/{branch}")
        plan = joined(pen, remote, ours, theirs)
        if pen.dry_run:
            told = f"Would bring {plan.bring}, send {plan.send}."
            pen.desk.echo(f"将取回 {plan.bring} 次提交、送出 {plan.send} 次。{told}")
            return False
        refused = ""
        try:
            if plan.send and not gitnet.push(pen.root, remote, plan.tip, branch, theirs):
                continue
        except (gitnet.Refused, gitnet.Unreachable) as no:
            refused = str(no)
        lay_down(pen, ours, plan.tip)
        if refused:
            pen.desk.tell([PUSH_REFUSED.at(".git", remote=remote, count=plan.send, reason=refused)])
        sent = 0 if refused else plan.send
        pen.desk.echo(f"已取回 {plan.bring} 次提交，送出 {sent} 次。Brought {plan.bring} commits, sent {sent}.")
        return bool(refused) or _requests(pen, remote, branch)
    pen.desk.tell([CROWDED.at(".git", remote=remote, tries=TRIES)])
    raise Stop(3)


def _requests(pen: Pen, remote: str, branch: str) -> bool:
    """Send the request branches of this clone along; say whether one was refused."""
    from .. import gitnet, gitrefs
    from ..gitrun import GitFailed

    refused: list[Finding] = []
    _, tips = gitrefs.standing(pen.root)
    for name, tip in tips.items():
        there = tips.get(f"{remote}/{name}", "")
        if not name.startswith("revision/") or name == branch or there == tip:
            continue
        try:
            done, why = gitnet.push(pen.root, remote, tip, name, there), "别人在那条申请上又添了内容"
        except GitFailed as no:
            done, why = False, str(no)
        if not done:
            refused.append(PUSH_REFUSED.at(name, remote=remote, count=1, reason=why))
    pen.desk.tell(refused)
    return bool(refused)


def _tell_claims(pen: Pen, remote: str) -> None:
    """Tell of numbers that this clone claimed and no ledger has used, and how many others are on their way."""
    from .. import claims, gitlog, gitnet, gitpast
    from ._claim import told

    if pen.office.company.remote != remote:
        return
    clone = gitnet.clone(pen.root)
    here = claims.numbers(gitpast.listed(pen.root, gitlog.head(pen.root), ("records/numbers",)))
    unused = [c for c in claims.load(gitnet.seen(pen.root)) if c.number not in here]
    pen.desk.tell(told([c for c in unused if c.clone == clone], clone))
    others = sum(c.clone != clone for c in unused)
    if others:
        pen.desk.echo(f"另有 {others} 个号别处占了、还没有送来（wenshu number list）。Claimed elsewhere: {others}.")
