"""The hall: arguments, the clock, printing, the exit code.

Exit codes: 0 no error · 1 at least one error (``--strict``: or warning) · 2 usage · 3 locked or
conflict · 4 environment. A verb is a file of ``commands``; it is imported when it is called.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from . import __version__

VERBS = {
    "new": "起草一份记录", "save": "保存改动", "sync": "取回、合并、送出", "check": "检查全部记录",
    "circulate": "打印发文稿纸",
    "approve": "登记签批", "correct": "登记签发后的文字更正", "issue": "编号、发文", "print": "登记印制份数",
    "distribute": "登记发放", "receive": "登记签收", "recall": "登记收回",
    "lend": "登记借出", "renew": "登记续借、清点", "return": "登记归还、报失", "void": "废止一份文件",
    "subject": "个人信息：request decide export correct erase hold",
    "revise": "提出修改申请", "decide": "决定修改申请", "history": "一份文件（文号、模板）的经过",
    "number": "文号台账：list reserve void reconcile adopt close-year", "build": "生成网站和 Word 文件",
    "publish": "把生成好的网站复制到文件夹", "explain": "解释一个问题代码", "demo": "造一个示范公司",
    "seal": "密封一项个人信息", "unseal": "看一项密封的内容",
    "keys": "钥匙文件夹：list add-reader rotate copy index new-identity",
    "verify": "核验记录和历史有没有被改动", "bundle": "做交给审计的核验包", "audit": "抽样审计",
    "init": "建一个新公司的文书文件夹", "hook": "服务器和本机的关口：install pre-receive pre-commit",
}  # fmt: skip
"""The order and one-line help of the verbs; a verb that is not named here comes after them."""


class Hall(click.Group):
    """Finds a verb's module by its name; imports no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs: files of ``commands`` that are not private."""
        from . import commands

        found = {info.name.replace("_", "-") for info in pkgutil.iter_modules(commands.__path__)}
        return [v for v in VERBS if v in found] + sorted(v for v in found - set(VERBS) if not v.startswith("-"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        verbs = self.list_commands(ctx)
        if cmd_name not in verbs:
            near = difflib.get_close_matches(cmd_name, verbs, n=1)
            raise click.UsageError(f"没有命令 {cmd_name}" + (f"；也许是 {near[0]}" if near else ""), ctx)
        module = importlib.import_module(f"wenshu.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.COMMAND
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; what a door cannot go on with is told like any finding."""
        from .commands import Stop
        from .diagnostics import Barred

        try:
            return super().invoke(ctx)
        except Barred as barred:
            ctx.obj.tell(barred.findings)
            raise Stop(4) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the verbs without importing them."""
        rows = [(verb, VERBS.get(verb, "")) for verb in self.list_commands(ctx)]
        with formatter.section("命令 Commands"):
            formatter.write_dl(rows)


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value} 不是日期，请写成 2026-03-12 (write 2026-03-12)") from None


@click.group(cls=Hall, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folder", type=click.Path(path_type=Path), default=None, help="文书文件夹 root folder")
@click.option("--as-of", callback=_day, help="按哪一天计算 as-of day, 2026-03-12")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言 language of messages")
@click.version_option(__version__, "--version", prog_name="wenshu")
@click.pass_context
def hall(ctx: click.Context, folder: Path | None, as_of: date | None, lang: str) -> None:
    """文书：公司文件即代码。Official papers as code."""
    from .commands import Desk

    # the only place where the clock is read
    ctx.obj = Desk(start=(folder or Path.cwd()).resolve(), as_of=as_of, today=datetime.now().date(), lang=lang)


def _usage(error: click.ClickException) -> str:
    """Return in plain words what is wrong with a command line, and where its usage stands."""
    ctx = getattr(error, "ctx", None)
    verb = ctx.command_path if ctx else "wenshu"
    detail = error.format_message()
    if isinstance(error, click.NoSuchOption):
        told = f"没有选项 {error.option_name}"
        if error.possibilities:
            told += f"；也许是 {'、'.join(sorted(error.possibilities))}"
    elif isinstance(error, click.MissingParameter):
        told = f"还缺 {_named(error.param, ctx) or detail}"
    elif isinstance(error, click.BadParameter):
        told = f"{_named(error.param, ctx)} 的值不对"
    else:
        told = "命令写得不对"
    if detail.startswith("没有命令"):
        told, detail = detail, "No such command."
    return f"{told}。{detail}\n    看用法 usage：{verb} --help"


def _named(param: click.Parameter | None, ctx: click.Context | None) -> str:
    """Return how a person types an option (``--reason``), or what stands for an argument (``ID``)."""
    if isinstance(param, click.Option) or param is None or ctx is None:
        return param.opts[-1] if param else ""
    return param.make_metavar(ctx)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit; whatever goes wrong is said in words, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a Windows console in code page 936 must neither stop nor garble a build
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    from .commands import Stop

    given = list(sys.argv[1:] if arguments is None else arguments)
    if strange := next((word for word in given if re.search("[\0\ud800-\udfff]", word)), None):
        # half a character: a file name or text in another encoding
        click.echo(f"命令里的 {ascii(strange)[:60]} 不是正常的文字（可能是别的编码），请改名或重新键入。", err=True)
        click.echo("    This argument is no text: rename the file, or type it anew.", err=True)
        sys.exit(2)
    try:
        code = hall.main(given, prog_name="wenshu", standalone_mode=False)
    except Stop as stop:
        if stop.text:
            click.echo(stop.text, err=True)
        code = stop.code
    except click.ClickException as error:
        click.echo(_usage(error), err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断，什么也没有写入。Interrupted; nothing was written.", err=True)
        code = 130
    except BrokenPipeError:
        code = 0
    except OSError as error:
        from .files import why

        click.echo(f"无法完成：{why(error)}（{error.filename or ''}）。cannot go on: {error}", err=True)
        code = 4
    sys.exit(code if isinstance(code, int) else 0)
