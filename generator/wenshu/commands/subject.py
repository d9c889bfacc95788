"""``wenshu subject``: a person's rights over the values kept of him.

request · decide · export · correct · erase · hold.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from . import Desk, _stdin
from ._options import DAY, DRY_RUN, ON
from ._subject_request import SORTS

KINDS = ("查阅", "复制", "更正", "删除", "撤回", "转移")
VIAS = ("当面", "信函", "电话", "电子邮件", "代理人")
CHANNELS = ("当面", "信函", "电子邮件", "代理人")


@click.group("subject")
def COMMAND() -> None:
    """个人信息请求、答复、导出、更正、删除。A person's rights over his values."""


def _identity(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how identity was checked: never a number."""
    for option in (
        click.option("--checked-on", type=DAY, default=None, help="核验日期 checked on"),
        click.option("--checked-by", default="", help="核验人 checked by"),
        click.option("--identity", type=click.Choice(SORTS), default=None, help="核验的证件种类 document seen"),
    ):
        function = option(function)
    return function


REQUEST = click.option("--request", default="", metavar="编号", help="对应的请求 the request it answers")
BY = click.option("--by", "clerk", default="", help="经办人 clerk")
AS = click.option("--as", "person", default="", help="决定人，不写则为规定的岗位 who decides")
GROUND = click.option("--ground", required=True, help="依据 ground")


@COMMAND.command("request")
@click.argument("who", metavar="ID")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="请求类型 kind")
@click.option("--received", type=DAY, default=None, help="收到日期，不写则为当日 received on")
@click.option("--via", type=click.Choice(VIAS), default="当面", help="提出方式 how it came")
@click.option("--purpose", "purposes", multiple=True, metavar="用途", help="涉及的用途，可重复 purpose")
@click.option("--field", default="", help="要更正的项目 field to correct")
@click.option("--wanted", default="", help="应更正为（- 从标准输入读）；自动密封 should read")
@_identity
@BY
@DRY_RUN
@click.pass_context
def enter(ctx: click.Context, /, who: str, dry_run: bool, **given: Any) -> int:
    """登记一件请求，并编号。Enter a request and give it its number."""
    from ._subject_request import enter as entered

    desk: Desk = ctx.obj
    if given["wanted"] == "-":
        given["wanted"] = _stdin.value("应更正为")
    with desk.writing("subject", dry_run) as pen:
        entered(pen, who, given)
    return 0


@COMMAND.command("decide")
@click.argument("request", metavar="请求")
@click.option("--purpose", "purposes", multiple=True, required=True, metavar="用途=决定", help="逐个用途 contact=同意")
@click.option("--ground", "grounds", multiple=True, required=True, metavar="[用途=]依据", help="依据 ground")
@click.option("--until", multiple=True, metavar="用途=日期", help="限制处理到哪一天 restricted until")
@click.option("--channel", type=click.Choice(CHANNELS), default="信函", help="答复方式 channel")
@click.option("--text", default="", help="说明 text of the letter")
@AS
@BY
@ON
@_identity
@DRY_RUN
@click.pass_context
def decide(ctx: click.Context, /, request: str, person: str, dry_run: bool, **given: Any) -> int:
    """逐个用途作出决定，生成答复函。Decide a request purpose by purpose; the letter comes with the build."""
    from ._subject_request import decide as decided

    desk: Desk = ctx.obj
    with desk.writing("subject", dry_run) as pen:
        decided(pen, request, person, given)
    return 0


@COMMAND.command("export")
@click.argument("who", metavar="ID")
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE|DIR")
@REQUEST
@BY
@click.option("--word-of", default="", help="凭谁的话 on whose word")
@ON
@DRY_RUN
@click.pass_context
def export(ctx: click.Context, /, who: str, target: Path, dry_run: bool, **given: Any) -> int:
    """把一个人的全部记录导出为一份 Word。Write everything known of one person as one paper."""
    from ._subject_export import export as exported

    desk: Desk = ctx.obj
    with desk.writing("subject", dry_run) as pen:
        exported(pen, who, target, given)
    return 0


@COMMAND.command("correct")
@click.argument("who", metavar="ID")
@click.argument("field", metavar="FIELD")
@click.option("--value", default="", help="新的内容；- 从标准输入读，不写则当场询问 the new value")
@click.option("--reason", default="应本人请求更正", help="原因 reason")
@REQUEST
@BY
@ON
@DRY_RUN
@click.pass_context
def correct(
    ctx: click.Context, /, who: str, field: str, value: str, reason: str, dry_run: bool, **given: Any
) -> int:  # fmt: skip
    """更正一项个人信息，新内容密封写入；已发的走修改申请。Seal a corrected value."""
    from . import revise
    from ._subject_correct import correct as corrected

    desk: Desk = ctx.obj
    if value in ("-", ""):
        value = _stdin.value("新的内容（不显示）")
    with desk.writing("subject", dry_run) as pen:
        about, kind = corrected(pen, who, field, value, given)
    if about:
        more = {"asker": given["clerk"], "on": given["on"], "kind": kind}
        code: int = ctx.invoke(revise.COMMAND, paper=about, reason=reason, **more)
        return code
    return 0


@COMMAND.command("erase")
@click.argument("who", metavar="ID")
@GROUND
@REQUEST
@click.option("--purpose", "purposes", multiple=True, metavar="用途", help="只删这些用途 only these purposes")
@AS
@ON
@click.option("--build", "then", is_flag=True, help="删完接着生成网站 build the sites afterwards")
@click.option("--yes", is_flag=True, help="不再问一遍 do not ask again")
@DRY_RUN
@click.pass_context
def erase(
    ctx: click.Context, /, who: str, ground: str, person: str, then: bool, yes: bool, dry_run: bool, **given: Any
) -> int:  # fmt: skip
    """销毁钥匙，删除一个人的内容；依法要保存的改为限制处理。Destroy a person's keys for ever."""
    from . import build
    from ._subject_erase import erase as erased

    desk: Desk = ctx.obj
    if not (yes or dry_run) and sys.stdin.isatty():
        click.confirm("钥匙销毁以后，内容再也打不开。确定删除？Destroyed keys never come back. Go on?", abort=True)
    with desk.writing("subject", dry_run) as pen:
        erased(pen, who, person, ground, given)
    if then and not dry_run:
        code: int = ctx.invoke(build.COMMAND)
        return code
    return 0


@COMMAND.command("hold")
@click.argument("who", metavar="ID")
@GROUND
@click.option("--purpose", "purposes", multiple=True, metavar="用途", help="只限这些用途 only these purposes")
@click.option("--until", type=DAY, default=None, help="至少到 at least until")
@click.option("--lift", default="", metavar="记录", help="解除原来那一份 lift an earlier hold")
@AS
@ON
@DRY_RUN
@click.pass_context
def hold(ctx: click.Context, /, who: str, ground: str, person: str, dry_run: bool, **given: Any) -> int:
    """诉讼、检查期间暂缓删除；--lift 解除。Hold a person's values while a matter lasts."""
    from ._subject_erase import hold as held

    desk: Desk = ctx.obj
    with desk.writing("subject", dry_run) as pen:
        held(pen, who, person, ground, given)
    return 0

