"""``wenshu init DIR``: the folder of a new company; with ``--forge`` the files its web server reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._options import DRY_RUN

if TYPE_CHECKING:
    from ..build import Believed

A_COMPANY = Code(
    "INI01", Severity.ERROR,
    "{folder} 已经是文书库，没有动它",
    "{folder} is a company's folder already; it was left alone",
    "要加网页服务器用的文件：wenshu init {folder} --forge gitea（或 github、gitlab）；新建公司请换一个文件夹。",
    "To add the files of a forge: `wenshu init {folder} --forge gitea` (github, gitlab); else name another folder.",
)  # fmt: skip
NOT_EMPTY = Code(
    "INI02", Severity.ERROR,
    "{folder} 里已有别的文件，新公司要建在新的或空的文件夹里",
    "{folder} holds other files; a new company needs a new or empty folder",
    "换一个文件夹名；刚 git clone 下来的空仓库可以直接用。",
    "Name another folder; a clone of an empty repository will do.",
)  # fmt: skip
OWN_FILE = Code(
    "INI03", Severity.ERROR,
    "{path} 已经有了，和要写的不一样，什么也没有写",
    "{path} is there already and differs; nothing was written",
    "先看看它改过什么；确定换成新的，加 --force。",
    "See what was changed in it; add --force to replace it.",
)  # fmt: skip

SOURCE = Path(__file__).parents[1] / "founding"
SECRETARY = ("某秘书", "secretary@company.example")
"""Who commits where git does not know yet who the user is: the secretary of the founding company file."""


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="DIR")
@click.option("--forge", type=click.Choice(["gitea", "github", "gitlab"]), help="网页服务器 the web server")
@click.option("--remote", default="", metavar="URL", help="公司仓库的地址 the company's repository")
@click.option("--force", is_flag=True, help="换掉改过的文件 replace files that were changed")
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, folder: Path, forge: str | None, remote: str, force: bool, dry_run: bool
) -> int:
    """建一个新公司的文书文件夹；--forge 加上网页服务器用的文件。Make a new company's folder."""
    desk: Desk = ctx.obj
    root = (desk.start / folder).resolve()
    if (root / "records" / "company.yaml").is_file():
        if forge is None or remote:
            raise desk.refuse(A_COMPANY.at(str(folder), folder=folder))
        return _add(Desk(root, desk.as_of, desk.today, desk.lang, desk.when, desk.echo), forge, force, dry_run)
    if root.is_dir() and any(entry.name != ".git" for entry in root.iterdir()):
        raise desk.refuse(NOT_EMPTY.at(str(folder), folder=folder))
    if remote.startswith("-") or not remote.isprintable():
        raise click.BadParameter(f"{remote} 不是仓库的地址 (not the address of a repository)", param_hint="--remote")
    made = _beginning(desk, root, forge, remote)
    if dry_run:
        for path in made:
            desk.echo(f"将写入 would write {path}")
        return 0
    code = _found(desk, root, made, remote)
    desk.echo(f"已建好：{folder}，{len(made)} 个文件。made {len(made)} files.")
    desk.echo("先把 records/company.yaml 里带“某”字的和其他占位换成本公司的，再运行 wenshu check、wenshu save。")
    desk.echo("Replace what is made up in records/company.yaml, then run wenshu check and wenshu save.")
    return code


def _beginning(desk: Desk, root: Path, forge: str | None, remote: str) -> dict[str, bytes]:
    """Return everything a new company begins with.

    Raises:
        Stop: the founding company file is broken (a mistake of this program, exit 1).
    """
    from .. import build, gitrefs
    from .demo import BYTES, COPIED, KEPT_OUT, house

    branch = gitrefs.branch(root) if (root / ".git").exists() else ""
    text = Path(SOURCE / "company.yaml").read_text(encoding="utf-8")
    if branch:
        text = text.replace("main: main ", f"main: {branch} ")
    if remote:
        text = text.replace("# remote: origin ", "remote: origin ")
    made = {"records/company.yaml": text.encode("utf-8")}
    made |= {".gitignore": KEPT_OUT.encode("utf-8"), ".gitattributes": BYTES.encode("utf-8")}
    source = house()
    for folder in COPIED:
        for path in sorted((source / folder).rglob("*")):
            if path.is_file() and path.suffix not in (".py", ".pyc") and not path.name.startswith("~$"):
                made[path.relative_to(source).as_posix()] = path.read_bytes()
    if forge:
        made |= _forge_files(desk, build.judge(made, desk.as_of, desk.today), forge)
    return dict(sorted(made.items()))


def _forge_files(desk: Desk, believed: Believed, forge: str) -> dict[str, bytes]:
    from . import _forge

    if believed.office is None:
        raise desk.refuse(*believed.findings)
    made, findings = _forge.files(forge, believed.office.company, believed.office.as_of)
    desk.tell(findings)
    return made


def _found(desk: Desk, root: Path, made: dict[str, bytes], remote: str) -> int:
    """Write the folder and commit it; without git it is written all the same, and said."""
    from .. import gitlog
    from ..gitrun import GitFailed, git
    from ..past import Author

    for path, data in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    try:
        if not (root / ".git").exists():
            gitlog.begin(root, "main", gitlog.configured(root) or Author(*SECRETARY))
        if remote:
            git(root, "config", "remote.origin.url", remote)
            git(root, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
        author = gitlog.configured(root) or Author(*SECRETARY)
        gitlog.commit(root, made, "建库：公司档案、结构文件和模板", (), author, desk.when)
    except GitFailed as failed:
        desk.tell([gitlog.NO_GIT.at(".", reason=str(failed))])
        return 4
    return 0


def _add(desk: Desk, forge: str, force: bool, dry_run: bool) -> int:
    """Add the files of a forge to a company's folder; files that say the same already are left alone."""
    with desk.writing("init", dry_run) as pen:
        made = _forge_files(desk, pen.believed, forge)
        standing = {path: (pen.root / path).read_bytes() for path in made if (pen.root / path).is_file()}
        new = {path: data for path, data in made.items() if standing.get(path) != data}
        changed = [path for path in new if path in standing]
        if changed and not force:
            raise desk.refuse(*(OWN_FILE.at(path, path=path) for path in changed))
        if not new:
            desk.echo("都已经有了，没有要写的。Nothing to write.")
            return 0
        for path, data in new.items():
            pen.put(path, data)
        pen.commit(f"加入 {forge} 用的文件 {len(new)} 个", ())
        if not dry_run:
            desk.echo(f"已写入 {len(new)} 个文件。wrote {len(new)} files.")
    return 0
