"""``wenshu hook``: what git asks before it takes a push or a commit.

pre-receive · pre-commit · commit-msg · install.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop

if TYPE_CHECKING:
    from ..diagnostics import Finding

FOREIGN = Code(
    "HOK30", Severity.ERROR,
    "{path} 已有别的钩子，没有动它",
    "{path} holds another hook; it was left alone",
    "先看看它做什么：要保留，就在它末尾加一行 {line}；不要了，用 wenshu hook install --force 换掉。",
    "See what it does: to keep it, add the line {line} at its end; else replace it with --force.",
)  # fmt: skip
ELSEWHERE = Code(
    "HOK31", Severity.ERROR,
    "git 的设置 core.hooksPath 指定了别处放钩子（{path}），放在本仓库里的不会运行，没有写入",
    "core.hooksPath points git to {path}: a hook in this repository would never run; nothing was written",
    "去掉这个设置（git config --unset core.hooksPath，全局的加 --global），或用 --force 写到那里；"
    "那里的钩子对用它的每个仓库都起作用。",
    "Unset it (git config --unset core.hooksPath; --global for yours), or write there with --force: "
    "a hook there serves every repository that uses the folder.",
)  # fmt: skip
NO_REPOSITORY = Code(
    "HOK32", Severity.ERROR,
    "这里不是 git 仓库，没有地方装钩子：{reason}",
    "there is no git repository here: {reason}",
    "在公司的文书文件夹里运行，或用 -C 指明；服务器上用 -C 指明裸仓库（git init --bare 建的文件夹）。",
    "Run it in the company's folder or name it with -C; on a server name the bare repository.",
)  # fmt: skip

MARK = "# wenshu hook"
"""The second line of our hooks, by which they are known again."""
SCRIPT = """\
#!/bin/sh
{mark}
# 由 wenshu hook install 写成；改设置请重新运行它。Written by `wenshu hook install`.
{line}
"""


@click.group("hook")
def COMMAND() -> None:
    """服务器和本机的关口。What git asks before it takes a push or a commit."""


def _standard_input() -> str:
    """Return what git says of a push: names of refs are bytes, whatever this terminal's encoding is."""
    stream = getattr(sys.stdin, "buffer", None)
    return stream.read().decode("utf-8", "replace") if stream else str(sys.stdin.read())



@COMMAND.command("pre-receive")
@click.pass_context
def pre_receive(ctx: click.Context) -> int:
    """核对一次推送（git 在服务器上调用）。Judge a push; git calls it on the server."""
    from ..diagnostics import errors
    from ..gitrun import GitFailed
    from . import _push

    desk: Desk = ctx.obj
    # what commits say is judged, not what a replace ref says in their place
    os.environ["GIT_NO_REPLACE_OBJECTS"] = "1"
    told = _standard_input()
    moved, strange = _push.updates(told)
    if strange:
        desk.tell(strange)
        raise Stop(2)
    try:
        found = _push.judge(repository(desk), moved, desk.as_of, desk.today)
    except GitFailed as failed:
        desk.tell([NO_REPOSITORY.at(".", reason=str(failed))])
        raise Stop(4) from None
    say(found)
    return int(bool(errors(found)))


@COMMAND.command("pre-commit")
@click.pass_context
def pre_commit(ctx: click.Context) -> int:
    """核对将要提交的改动（git 在本机调用）。Judge what is staged; git calls it on your computer."""
    from ..gitrun import GitFailed
    from . import _staged

    desk: Desk = ctx.obj
    try:
        found = _staged.judge(desk.root)
    except GitFailed as failed:
        desk.tell([NO_REPOSITORY.at(".", reason=str(failed))])
        raise Stop(4) from None
    say(found)
    return int(bool(found))


@COMMAND.command("commit-msg")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def commit_msg(ctx: click.Context, file: Path) -> int:
    """核对提交说明（git 在本机调用）。Judge the message of a commit; git calls it on your computer."""
    from ..gitrun import GitFailed
    from . import _bare

    desk: Desk = ctx.obj
    try:
        found = _bare.message(desk.root, file.read_bytes())
    except (GitFailed, OSError) as failed:
        desk.tell([NO_REPOSITORY.at(".", reason=str(failed))])
        raise Stop(4) from None
    say(found)
    return int(bool(found))


@COMMAND.command("install")
@click.option("--force", is_flag=True, help="换掉别的钩子 replace another hook")
@click.pass_context
def install(ctx: click.Context, force: bool) -> int:
    """把钩子装进仓库：裸仓库装 pre-receive，其余装 pre-commit 和 commit-msg。Put the hook into the repository."""
    from ..gitrun import GitFailed, git

    desk: Desk = ctx.obj
    try:
        bare = git(desk.start, "rev-parse", "--is-bare-repository").strip() == "true"
        own, folder = _folder(desk)
    except GitFailed as failed:
        raise desk.refuse(NO_REPOSITORY.at(str(desk.start), reason=str(failed))) from None
    if folder != own and not force:
        raise desk.refuse(ELSEWHERE.at("core.hooksPath", path=folder))
    hooks = [_hook(folder, folder == own, name, "" if bare else _inside(desk)) for name in NAMES[bare]]
    standing = {path: path.read_bytes() if path.is_file() else None for path, _ in hooks}
    for path, line in hooks:
        there = standing[path]
        if there is not None and MARK.encode() not in there and not force:
            raise desk.refuse(FOREIGN.at(str(path), path=path, line=line))
    for path, line in hooks:
        text = SCRIPT.format(mark=MARK, line=line).encode("utf-8")
        if standing[path] != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            path.chmod(0o755)
        desk.echo(f"{'已装好 installed' if standing[path] != text else '已经装着 in place already'}: {path}")
    return 0


NAMES = {True: ("pre-receive",), False: ("pre-commit", "commit-msg")}
"""The hooks of a bare repository, and of one that people work in."""


def _hook(folder: Path, own: bool, name: str, inside: str) -> tuple[Path, str]:
    """Return where a hook is written, and its line."""
    line = command(name, inside) + (' "$1"' if name == "commit-msg" else "")
    if own and (folder / f"{name}.d").is_dir():  # a forge runs each of its own folder
        return folder / f"{name}.d" / "wenshu", line
    return folder / name, line


def repository(desk: Desk) -> Path:
    """Return the repository's own folder (of a bare one: itself).

    Raises:
        GitFailed: there is none.
    """
    from ..gitrun import git

    return Path(git(desk.start, "rev-parse", "--absolute-git-dir").strip("\n"))


def command(name: str, folder: str = "") -> str:
    """Return the line of a hook: this very Python, quoted for sh (that of Git for Windows too).

    ``folder`` is the company's, below the folder in which git runs the hook.
    """
    # -P: whatever lies in the folder the hook runs in is not imported
    words = [Path(sys.executable).as_posix(), "-P", "-m", "wenshu", *(("-C", folder) if folder else ()), "hook", name]
    return "exec " + shlex.join(words)


def _inside(desk: Desk) -> str:
    """Return where the company's folder lies in its repository, ``""`` where it is the repository's."""
    from ..gitrun import git

    return git(desk.root, "rev-parse", "--show-prefix").strip("\n").rstrip("/")


def _folder(desk: Desk) -> tuple[Path, Path]:
    """Return where this repository keeps its hooks, and where the user's settings say git looks for them.

    Raises:
        GitFailed: there is no repository.
    """
    from ..gitrun import GitFailed, git

    common = git(desk.start, "rev-parse", "--path-format=absolute", "--git-common-dir").strip("\n")
    own = Path(common) / "hooks"
    try:
        # our own setting, which keeps the user's hooks out of our commits, is told last
        set_ = git(desk.start, "config", "--type=path", "--get-all", "core.hooksPath").split("\n")[:-2]
    except GitFailed:
        set_ = []
    return own, (desk.start / set_[-1] if set_ else own)


def say(found: Sequence[Finding]) -> None:
    """Print findings as git passes them on to whoever pushes, in both languages."""
    from ..diagnostics import errors

    if errors(found):
        click.echo("文书库没有收下。Refused.", err=True)
    for finding in found:
        click.echo(f"{finding.place}: {finding.severity.value} {finding.code.id} {finding.message('zh')}", err=True)
        click.echo(f"    办法：{finding.hint('zh')}", err=True)
        click.echo(f"    {finding.message('en')}\n    → {finding.hint('en')}", err=True)
