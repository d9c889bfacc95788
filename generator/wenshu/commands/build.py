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
    from .. import build, tell
    from ._pen import alone

    desk: Desk = ctx.obj
    # a build keeps nearly all that it makes: collecting in between only takes time
    gc.disable()
    with alone(desk, "build"):
        answer = build.build(desk.root, desk.as_of, desk.today, audiences, not no_cache, processes)
    unknown = [a for a in audiences if answer.built is not None and a not in answer.built.audiences]
    if unknown:
        raise Stop(2, f"公司档案里没有这些读者：{'、'.join(unknown)}。No such audience in the company file.")
    click.echo(tell.told(answer, form, desk.lang))
    return tell.exit_code(answer, strict)
