"""``wenshu check``: everything that is wrong, all at once. Writes nothing but the disposable cache."""

from __future__ import annotations

import click

from . import Desk, Stop

FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="输出格式 output format"
)
STRICT = click.option("--strict", is_flag=True, help="提醒也算错误 warnings fail too")
NO_CACHE = click.option("--no-cache", is_flag=True, help="不用缓存 disbelieve the cache")


def unknown_audience(names: tuple[str, ...]) -> Stop:
    """Return the end of a command that named audiences which the company file does not have."""
    return Stop(2, f"公司档案里没有这些读者：{'、'.join(names)}。No such audience in the company file.")


@click.command("check")
@click.option("--audience", default="", help="只说这些读者可以知道的 as this audience may know it")
@FORMAT
@STRICT
@NO_CACHE
@click.pass_context
def COMMAND(ctx: click.Context, audience: str, form: str, strict: bool, no_cache: bool) -> int:
    """检查全部记录。Check every record."""
    from .. import build, readership, tell
    from . import _erased

    desk: Desk = ctx.obj
    try:
        answer = build.check(desk.root, desk.as_of, desk.today, not no_cache, audience)
    except readership.Unknown as unknown:
        raise unknown_audience(unknown.args) from None
    _erased.report(desk, desk.root)
    click.echo(tell.told(answer, form, desk.lang))
    return tell.exit_code(answer, strict)
