"""``wenshu revise ID --reason …``: ask for a change of an issued paper, a template or the company file.

A request is a branch. An edit of the paper that lies in the work tree is taken along, and the work tree goes
back to the text in force; without one HEAD goes over to the branch, and she edits there.
"""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DAY, DRY_RUN, ON, SHEET
from ._request import KINDS, STOCKS, VIAS

if TYPE_CHECKING:
    from ._branches import Branches
    from ._pen import Pen

NO_SUCH = Code(
    "REV04", Severity.ERROR,
    "没有“{ref}”这份文件或模板",
    "there is no paper or template \"{ref}\"",
    "写文件的编号路径、文号，或 templates/docx/documents.docx、schemas/documents.yaml、company。",
    "Name a paper by its id or number, a template or schema by its path, or the company file: company.",
)  # fmt: skip


@click.command("revise")
@click.argument("paper", required=False, default="", metavar="ID")
@click.option("--reason", default="", help="修改原因 reason")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="类别 kind")
@click.option("--requested-by", "asker", default="", help="申请人，不写则为本人 who asks")
@ON
@click.option("--via", type=click.Choice(VIAS), default=None, help="提出方式 how it was asked")
@SHEET
@click.option("--effective", type=DAY, default=None, help="希望生效日期 effective from")
@click.option("--impact", multiple=True, metavar="ID", help="影响的文件，可多次 other papers concerned")
@click.option("--old-stock", type=click.Choice(STOCKS), default=None, help="在用空白表处理 blank forms in use")
@click.option("--stay", is_flag=True, help="转到申请分支上继续改 go on editing on the branch")
@click.option("--leave", is_flag=True, help="回到正式分支 go back to the main branch")
@click.option("--open", "browse", is_flag=True, help="打开合并请求页面 open the pull-request page")
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, paper: str, leave: bool, stay: bool, browse: bool, dry_run: bool, **given: Any
) -> int:  # fmt: skip
    """提出修改申请。Ask for a change of an issued paper."""
    from ._alone import ADRIFT, ELSEWHERE
    from ._request import path_of

    if stay and leave:
        raise Stop(2, "--stay 和 --leave 只写一个。Write --stay or --leave, not both.")
    desk: Desk = ctx.obj
    with desk.writing("revise", dry_run) as pen:
        branches = pen.branches()
        main = pen.office.company.main
        if leave:
            asked = next((a for s, a in branches.requests() if s.name == branches.on), None)
            if asked is not None:
                branches.saved(path_of(asked.about))
            if branches.on != main:
                branches.stand(main)
            desk.echo(f"{'将回到' if dry_run else '已在'}正式分支 on {main}")
            return 0
        if not paper:
            raise Stop(2, "要改哪一份？写文件的编号路径或文号。Which paper is to be changed?")
        about = _about(pen, paper)
        if branches.on != main:
            where = ELSEWHERE.at(".git", branch=branches.on, verb="revise") if branches.on else ADRIFT.at(".git")
            raise desk.refuse(where)
        _request(pen, branches, about, stay, browse, given)
    return 0


def _request(
    pen: Pen, branches: Branches, about: str, stay: bool, browse: bool, given: dict[str, Any]
) -> None:
    """Open the request, or go on with the one that is pending; bring the work tree where it belongs."""
    from ..gitmerge import HEADS
    from . import _asking
    from ._request import asked, path_of

    path = path_of(about)
    edit = _edit(pen, branches, path)
    side = next((s for s, what in branches.requests() if what.about == about), None)
    if side:
        course = _asking.again(pen, branches, side, path, edit)
    else:
        course = _asking.begin(pen, branches, about, path, edit, given)
    name = side.name if side else course[0].on.removeprefix(HEADS)
    go = stay or not edit
    lay = {} if go else branches.bytes_of({p: branches.names.get(p, "") for p in edit})
    point = {HEADS + name: side.tip} if side and not course and side.ref != HEADS + name else {}
    branches.carry_out(course, lay, taken=tuple(edit), point=point)
    if pen.dry_run:
        return
    if go:
        branches.stand(name)
    _tell(pen, about, name, side is not None, bool(edit), go)
    if side and (given["reason"] or given["kind"]):
        was = asked(side.commits)
        told = f"{was.kind}，{was.reason}" if was else ""
        pen.desk.echo(f"    类别和原因仍是提出时的（{told}）；要换的，先 wenshu decide {name} --withdraw 撤回，再提。")
        pen.desk.echo("    Kind and reason stay as asked; to change them, withdraw the request and ask again.")
    _forge(pen, branches.remotes(), name, browse)


def _about(pen: Pen, ref: str) -> str:
    """Return what is to be changed: a record id, ``company``, or the path of a template or schema.

    Raises:
        Stop: there is no such thing (exit 2).
    """
    from ._checkouts import here_only

    if ref in ("company", "company.yaml", "records/company.yaml"):
        return "company"
    if ref in pen.believed.tree and ref.startswith(("templates/", "schemas/")):
        return ref
    found = pen.office.find(ref)
    if found is None:
        pen.desk.tell([NO_SUCH.at("records", ref=ref)])
        raise Stop(2)
    here_only(pen, found, "revise")
    return found.id


def _edit(pen: Pen, branches: Branches, path: str) -> dict[str, bytes]:
    """Return the unsaved edit of the paper: its new bytes, and new attachments that it names.

    Raises:
        Stop: the edit has errors of its own (exit 1).
    """
    from .. import build, gitlog
    from ..checks.numbers import CHANGED
    from ..checks.revisions import NOT_AS_AGREED
    from ..diagnostics import errors
    from ._sealing import settle

    settle(pen, [path])
    data = pen.believed.tree.get(path)
    if data is None or gitlog.blob_name(data, len(branches.tip)) == branches.names.get(path, ""):
        return {}
    # what history says of the file is no fault of this edit: it is judged as it lies there
    judged = build.judge(pen.believed.tree, pen.desk.as_of, pen.desk.today)
    wrong = [f for f in errors(judged.findings) if f.place.path == path and f.code not in (CHANGED, NOT_AS_AGREED)]
    if wrong:
        raise pen.desk.refuse(*wrong)
    here = pen.believed.brought.left(pen.believed.tree)
    new = [p for p in here if p.startswith("records/attachments/") and p not in branches.names]
    named = [p for p in new if pen.believed.tree[p] in data]
    return {path: data, **{p: (pen.root / p).read_bytes() for p in named}}


def _tell(pen: Pen, about: str, name: str, known: bool, edited: bool, go: bool) -> None:
    main = pen.office.company.main
    pen.desk.echo(f"{'接着申请 request goes on' if known else '已提出申请 asked'}：{name}（{about}）")
    if edited and not go:
        pen.desk.echo(f"    改动已带到申请里，这里回到现行文本。The edit went along; here stands the text of {main}.")
    if go:
        pen.desk.echo("    现在在申请分支上：改好后 wenshu save，再 wenshu revise --leave 回来。")
        pen.desk.echo("    You are on the branch now: edit, wenshu save, then wenshu revise --leave.")
    pen.desk.echo(f"    批准或退回 to decide：wenshu decide {name} --approve --as 姓名")


def _forge(pen: Pen, remotes: tuple[str, ...], name: str, browse: bool) -> None:
    """Push the branch where there is a remote, and say where its pull request is opened."""
    from .. import gitmerge, gitnet, gitrefs
    from ..gitrun import GitFailed
    from ._request import page

    company = pen.office.company
    remote = company.remote if company.remote in remotes else next(iter(remotes), "")
    if not remote:
        return
    ref = f"refs/heads/{name}"
    try:
        known = gitnet.listing(pen.root, remote, ref).get(ref, "")
        sent = gitnet.push(pen.root, remote, gitrefs.tip(pen.root, ref), name, known)
    except GitFailed as failed:
        sent = False
        pen.desk.echo(f"    还没有送出，连上网后 wenshu sync 会送 not pushed, wenshu sync will：{failed}")
    if sent:
        pen.desk.echo(f"    已推送 pushed：{remote}/{name}")
    address = page(gitmerge.address(pen.root, remote), company.main, name)
    if address:
        pen.desk.echo(f"    合并请求 pull request：{address}")
        if browse:
            webbrowser.open(address)
