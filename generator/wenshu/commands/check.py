"""``wenshu check``: everything that is wrong, all at once. Writes nothing but the disposable cache."""

from __future__ import annotations

import click

from . import Desk

FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="输出格式 output format"
)
STRICT = click.option("--strict", is_flag=True, help="提醒也算错误 warnings fail too")
NO_CACHE = click.option("--no-cache", is_flag=True, help="不用缓存 disbelieve the cache")


@click.command("check")
@FORMAT
@STRICT
@NO_CACHE
@click.pass_context
def COMMAND(ctx: click.Context, form: str, strict: bool, no_cache: bool) -> int:
    """检查全部记录。Check every record."""
    from .. import build, tell

    desk: Desk = ctx.obj
    answer = build.check(desk.root, desk.as_of, desk.today, cached=not no_cache)
    click.echo(tell.told(answer, form, desk.lang))
    return tell.exit_code(answer, strict)
