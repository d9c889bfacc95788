"""``wenshu build``: the whole new site, or the whole old one."""

from __future__ import annotations

import gc

import click

from . import Desk, Stop
from .check import FORMAT, NO_CACHE, STRICT


@click.command("build")
@click.option("--audience", "audiences", multiple=True, help="只生成这些读者的网站 only these audiences")
@click.option("--processes", type=click.IntRange(1, 64), default=None, help="进程数 processes")
@FORMAT
@STRICT
@NO_CACHE
@click.pass_context
def COMMAND(
    ctx: click.Context, audiences: tuple[str, ...], processes: int | None, form: str, strict: bool, no_cache: bool
) -> int:
    """生成网站和 Word 文件。Build the site and the Word files."""
    from .. import build, files, publishing, tell
    from ._pen import recover

    desk: Desk = ctx.obj
    # a build keeps nearly all that it makes: collecting in between only takes time
    gc.disable()
    try:
        with files.lock(desk.root, "wenshu build"):
            recover(desk.root)
            answer = build.build(desk.root, desk.as_of, desk.today, audiences, not no_cache, processes)
    except files.Locked as locked:
        raise Stop(3, f"另一个命令正在写：{locked.holder}，请等它结束。Another one is writing.") from None
    except publishing.Held as held:
        finding = publishing.HELD.at(held.path)
        raise Stop(3, f"{held.path}: {finding.message(desk.lang)}\n    {finding.hint(desk.lang)}") from None
    unknown = [a for a in audiences if answer.built is not None and a not in answer.built.audiences]
    if unknown:
        raise Stop(2, f"公司档案里没有这些读者：{'、'.join(unknown)}。No such audience in the company file.")
    click.echo(tell.told(answer, form, desk.lang))
    return tell.exit_code(answer, strict)
