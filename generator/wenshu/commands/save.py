"""``wenshu save``: check, then commit her changes under her name; her own papers, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DRY_RUN

if TYPE_CHECKING:
    from ..diagnostics import Finding
    from ._pen import Pen

FACTS_BY_HAND = Code(
    "CMD10", Severity.ERROR,
    "台账、签批、发放记录不能手改，这个文件没有保存",
    "facts are not edited by hand; this file was not saved",
    "请恢复原样（git checkout -- 文件），用 wenshu 的命令来记。",
    "Restore it (git checkout -- FILE) and record it with a command of wenshu.",
)  # fmt: skip
CONTROLLED = Code(
    "REV27", Severity.ERROR,
    "这是受控文件，改动要走修改申请，没有保存",
    "this file is controlled: it changes by request only, and was not saved",
    "提修改申请，改动会一并带走：wenshu revise {about} --reason 原因。",
    "Ask for it; the edit goes along: wenshu revise {about} --reason WHY.",
)  # fmt: skip
NOTHING = "没有要保存的改动。Nothing to save."



@click.command("save")
@click.option("-m", "--message", default="", help="说明 message")
@click.option("--as", "person", default="", help="以谁的名义 under whose name")
@DRY_RUN
@click.pass_context
def COMMAND(ctx: click.Context, message: str, person: str, dry_run: bool) -> int:
    """保存改动。Check and commit your changes."""
    from .. import gitlog
    from ..checks.sealed import strays
    from ..diagnostics import errors
    from ..gitrun import GitFailed
    from ..sealing import stray
    from ._pen import FACTS
    from ._sealing import settle

    desk: Desk = ctx.obj
    with desk.writing("save", dry_run) as pen:
        try:
            changed = tuple(dict.fromkeys((*gitlog.status(pen.root), *_asked(pen), *_joined(pen), *_bare(pen))))
        except GitFailed as failed:
            reason = str(failed) if gitlog.is_repository(pen.root) else "这个文件夹不是 git 仓库，或没有安装 git"
            desk.tell([gitlog.NO_GIT.at(".", reason=reason)])
            raise Stop(4) from None
        by_hand = [path for path in changed if path.startswith(FACTS)]
        if by_hand:
            raise desk.refuse(*(FACTS_BY_HAND.at(path) for path in by_hand))
        desk.tell(strays(pen.office, changed))
        own = [path for path in changed if "/~$" not in path and not stray(pen.office, path)]
        if not own:
            desk.echo(NOTHING)
            return 0
        if ruled := _controlled(pen, own):
            raise desk.refuse(*ruled)
        settle(pen, own)
        about = [f for f in pen.believed.findings if f.place.path in own]
        if errors(about):
            raise desk.refuse(*about)
        desk.tell(about)
        told = message or "保存：" + "、".join(_titles(pen, own))
        trailers = [("Record", _id(path)) for path in own if path.endswith(".yaml") or path.startswith("templates/")]
        made = pen.commit(told, trailers, person, own)
        verb = "将保存 would save" if dry_run else f"已保存 saved {made[:8]}"
        desk.echo(f"{verb}：{len(own)} 个文件 files")
    return 0


def _joined(pen: Pen) -> tuple[str, ...]:
    """Return what was changed in the included checkouts that are here; each is saved in its own."""
    from .. import gitlog

    for name, folder in pen.believed.brought.folders.items():
        pen.homes |= dict.fromkeys(gitlog.status(folder), name)
    return tuple(pen.homes)


def _bare(pen: Pen) -> tuple[str, ...]:
    """Return what was committed with a personal value in the clear, numbered papers apart; the company file too."""
    from ..build import COMPANY
    from ..checks.sealed import CLEAR

    office = pen.office
    records = {record.path: record for record in office.records.values()}
    paths = {f.place.path for f in pen.believed.findings if f.code == CLEAR}
    return tuple(sorted(p for p in paths if p == COMPANY or (p in records and office.entry(records[p]) is None)))


def _asked(pen: Pen) -> tuple[str, ...]:
    """Return the template or schema that a request branch is about, where it was changed."""
    from .. import gitlog
    from ._request import path_of

    past = pen.office.past
    told = past.trailed("Revision-Request") if past.outside else ()
    paths = {path_of(c.trailer("Revision-Request")) for c in told if c.id in past.outside}
    tops = [top for top in ("schemas", "templates") if any(path.startswith(f"{top}/") for path in paths)]
    return tuple(path for top in tops for path in gitlog.status(pen.root, top) if path in paths)


def _controlled(pen: Pen, paths: list[str]) -> list[Finding]:
    """Return the files that change by request only, and were not asked for."""
    from ..checks.numbers import asked_here

    company = pen.office.company
    if not company.witness:
        return []
    named = {path: "company" if path == "records/company.yaml" else path for path in paths}
    return [
        CONTROLLED.at(path, about=about) for path, about in named.items()
        if path.startswith(company.controlled) and not asked_here(pen.office, about)
    ]  # fmt: skip


def _id(path: str) -> str:
    if path.startswith(("schemas/", "templates/")):
        return path
    return path.removeprefix("records/").removesuffix(".yaml")


def _titles(pen: Pen, paths: list[str]) -> list[str]:
    from ._checkouts import title

    records = pen.office.records
    named = [title(pen, records[_id(p)]) for p in paths if _id(p) in records]
    rest = len(paths) - len(named[:3])
    return [*named[:3], f"等 {len(paths)} 个文件"] if rest and named else named or [f"{len(paths)} 个文件"]
