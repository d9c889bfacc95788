"""``wenshu build``: the whole new site, or the whole old one."""

from __future__ import annotations

import gc

import click

from . import Desk
from .check import FORMAT, NO_CACHE, STRICT, unknown_audience


@click.command("build")
@click.option("--audience", "asked", multiple=True, help="只生成这些读者的网站 only these audiences")
@click.option("--processes", type=click.IntRange(1, 64), default=None, help="进程数 processes")
@FORMAT
@STRICT
@NO_CACHE
@click.pass_context
def COMMAND(
    ctx: click.Context, asked: tuple[str, ...], processes: int | None, form: str, strict: bool, no_cache: bool
) -> int:
    """生成网站和 Word 文件。Build the site and the Word files."""
    from .. import build, readership, tell
    from ._alone import alone

    desk: Desk = ctx.obj
    # a build keeps nearly all that it makes: collecting in between only takes time
    gc.disable()
    try:
        with alone(desk, "build"):
            answer = build.build(desk.root, desk.as_of, desk.today, asked, not no_cache, processes)
    except readership.Unknown as unknown:
        raise unknown_audience(unknown.args) from None
    click.echo(tell.told(answer, form, desk.lang))
    return tell.exit_code(answer, strict)
