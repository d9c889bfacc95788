"""``wenshu bundle DIR``: what an auditor takes away: all of git, the site, the verified head, how to verify."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DRY_RUN
from .verify import HANDED_OVER, default_note, keep, proved

if TYPE_CHECKING:
    from ..verify.protocol import Protocol

NOT_EMPTY = Code(
    "VER23", Severity.ERROR,
    "{folder} 里已有文件，或在文书库里面；审计包要放在新的或空的文件夹里",
    "{folder} holds files already or lies inside the records; a bundle needs a new or empty folder elsewhere",
    "换一个文件夹名，例如 wenshu bundle ../审计2026。",
    "Name another folder, such as `wenshu bundle ../audit-2026`.",
)  # fmt: skip
NOT_SAVED = Code(
    "VER24", Severity.ERROR,
    "有 {count} 个文件还没有存入（{some}），审计包只装提交过的",
    "{count} files are not committed yet ({some}); a bundle holds commits only",
    "先用 wenshu save 存入，或恢复原样，再做审计包。",
    "Save them with wenshu save, or restore them, and make the bundle again.",
)  # fmt: skip
NOT_PROVED = Code(
    "VER25", Severity.ERROR,
    "核验没有通过，没有做审计包",
    "the records could not be verified; no bundle was made",
    "见上面的问题。确实要照现状交出去的，加 --unproved：包里就没有核验记录这一行。",
    "See the findings above. To hand it over as it is add --unproved: the bundle then bears no verified head.",
)  # fmt: skip

REFS = ("refs/heads", "refs/remotes", "refs/tags")
HOW = """\
怎样核验（不用联网）
====================

这个文件夹里有：
  {name}.bundle          全部记录和全部历史（一个 git 包）
  {name}-verified.txt    交出时的核验记录：日期、提交、文号数、校验。请与纸质登记簿上的那一行对照
  site/                  {site}
  MADE-WITH.txt          生成网站的程序版本和软件包
  SHA256SUMS.txt         每个文件的校验值（sha256sum -c SHA256SUMS.txt）

1. 装好 git、Python 3.11 以上和 wenshu，不低于做包时的版本（{made}）。
   第 4 步要版本、软件包都相同才逐字节比较，否则比较文字。
2. 在这个文件夹里：
     git clone {name}.bundle
     wenshu -C {where} verify
   最后一行是“核验通过”，并且“以前核验过的提交”一行打勾，就说明：
   每份发出的文件一字未改，文号一个不少，签批相符，历史没有改写过。
3. 手里有一张纸，想知道它是不是从这里发出的：
     wenshu -C {where} verify --code 页脚上的校验码
4. 想知道 site/ 里的 Word 文件是不是由这些记录印出来的：
     wenshu -C {where} verify --bytes .
5. 手里有以前抄下的一行核验记录，想知道从那天起历史有没有改写：
     wenshu -C {where} verify --against "那一行"

How to verify (offline)
=======================

This folder holds:
  {name}.bundle          all records with all their history (a git bundle)
  {name}-verified.txt    verified heads: day, commit, numbers, check; compare with the line in the paper register
  site/                  {site_en}
  MADE-WITH.txt          version and packages of the program that made the site
  SHA256SUMS.txt         a checksum of each file (sha256sum -c SHA256SUMS.txt)

1. Install git, Python 3.11 or later, and wenshu, no older than what made this ({made}).
   Step 4 compares bytes where version and packages are the same, else words.
2. In this folder: git clone {name}.bundle && wenshu -C {where} verify
   "Verified" on the last line, with a tick at the heads verified before, means that no issued paper was altered,
   no number is missing, every sign-off fits, and history was not rewritten.
3. Was this sheet of paper issued from here?   wenshu -C {where} verify --code CODE-AT-ITS-FOOT
4. Were the Word files of site/ printed from these records?   wenshu -C {where} verify --bytes .
5. With a line of an earlier verification:   wenshu -C {where} verify --against "LINE"

提交 commit: {head}
"""
SITE = ("按这个提交生成的网站和 Word 文件，打开 site/<读者>/index.html",
        "the site and the Word files of this commit; open site/<audience>/index.html")  # fmt: skip
WHAT = "审计包（全部历史和网站）"
"""What the register of releases calls a bundle."""
NO_SITE = ("没有：记录有错误，生成不了", "none: the records have errors and it could not be built")


@click.command("bundle")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--audience", "audiences", multiple=True, help="只带这些读者的网站 only these audiences")
@click.option("--unproved", is_flag=True, help="核验不通过也照现状做 even if it cannot be verified")
@click.option("--note", type=click.Path(dir_okay=False, path_type=Path), envvar="WENSHU_VERIFIED",
              help="核验记录放在哪里 where verified heads are kept")  # fmt: skip
@click.option("--with", "taken", multiple=True, metavar="NAME", help="连并入的文书库一起装 take an included checkout")
@click.option("--to", "to", default="审计人员", metavar="WHOM", help="交给谁 to whom")
@click.option("--as", "person", default="", help="经手人，不写则为本机的操作人 who does it")
@click.option("--word-of", default="", metavar="PERSON", help="凭谁的话 on whose word")
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, folder: Path, audiences: tuple[str, ...], unproved: bool, note: Path | None, dry_run: bool,
    taken: tuple[str, ...], **given: str,
) -> int:  # fmt: skip
    """做审计包，登记发放。Make what an auditor takes away, and record that it went out."""
    from . import _bundled
    from ._pen import alone

    desk: Desk = ctx.obj
    target = folder.resolve()
    root = desk.root
    filled = target.exists() and any(target.iterdir())
    if filled or target == root or root in target.parents:
        raise desk.refuse(NOT_EMPTY.at(str(folder), folder=folder))
    file = note or default_note(root)
    with alone(desk, "bundle"):
        protocol = _proved(desk, file, unproved)
        _bundled.proved(desk, file, taken, unproved)
        if dry_run:
            desk.echo(f"将做审计包 would make {target}: git, site/ ({protocol.head[:12]})")
            return 0
        chosen = _bundled.sites(desk, _built(desk, audiences, unproved), taken)
        more = partial(_bundled.add, desk, file, taken)
        _lay_down(root, target, protocol, chosen, _note(file, protocol), more)
        _recorded(desk, target, given)
    if protocol.recorded:
        desk.tell(keep(file, protocol))
    desk.echo(f"审计包已做好 made: {target}\n{protocol.recorded}".rstrip())
    return 0


def _proved(desk: Desk, file: Path, unproved: bool) -> Protocol:
    """Return the proof of HEAD; the work tree must hold nothing else.

    Raises:
        Stop: something is not committed or not proved (exit 1), or there is no history (exit 4).
    """
    from .. import gitlog, verify
    from ..diagnostics import errors
    from ..gitrun import GitFailed

    try:
        loose = [path for top in ("records", "schemas", "templates") for path in gitlog.status(desk.root, top)]
    except GitFailed:
        loose = []
    if loose:
        raise desk.refuse(NOT_SAVED.at(loose[0], count=len(loose), some="、".join(loose[:3])))
    protocol = proved(desk, file)
    wrong = errors(protocol.findings)
    if any(f.code.id in verify.STOPS for f in wrong):
        desk.tell(wrong)
        raise Stop(4)
    if wrong and not unproved:
        raise desk.refuse(*wrong, NOT_PROVED.at("."))
    return protocol


def _built(desk: Desk, audiences: tuple[str, ...], unproved: bool) -> tuple[str, ...]:
    """Build the site of what is bundled; return its audiences, none where it cannot be built.

    Raises:
        Stop: it cannot be built, and only what is proved was to be bundled (exit 1).
    """
    from .. import build, tell
    from . import _release

    office = build.believe(desk.root, desk.as_of, desk.today, each=False).office
    known = office.company.audiences if office else {}
    _release.together(desk, (known[name] for name in audiences if name in known), HANDED_OVER[1], (WHAT,))
    audiences = audiences or tuple(name for name, audience in known.items() if not _release.alone(audience))
    if unknown := [name for name in audiences if office is not None and name not in known]:
        raise Stop(2, f"公司档案里没有这些读者：{'、'.join(unknown)}。No such audience in the company file.")
    answer = build.build(desk.root, desk.as_of, desk.today, audiences)
    if answer.built is not None:
        return tuple(sorted(audiences or answer.built.audiences))
    desk.echo(tell.told(answer, "text", desk.lang))
    if not unproved:
        raise Stop(1)
    return ()


def _recorded(desk: Desk, target: Path, given: Mapping[str, str]) -> None:
    """Enter the bundle in the register of releases, where HEAD is on a branch that takes facts.

    Its class is the highest that anybody here sees: the history in it holds everything.
    """
    from .. import build, gitrefs, publishing
    from ..company_nouns import CLASSES, class_rank
    from . import _release
    from ._pen import Pen

    branch = gitrefs.branch(desk.root)
    believed = build.believe(desk.root, desk.as_of, desk.today, each=False)
    if believed.office is None or not branch or branch.startswith("revision/"):
        desk.echo("没有登记发放：现在不在正式分支上，请抄到纸质登记簿。Not recorded: HEAD is not on the main branch.")
        return
    pen = Pen(desk, desk.root, believed, False)
    day = pen.day(None)
    seen = (_release.highest(a) for a in pen.office.company.audiences.values())
    auditor = pen.office.company.audiences.get("auditor")
    word = _release.word(pen, WHAT, CLASSES[0], auditor.approver if auditor else "", given["word_of"], day)
    release = _release.Release(
        WHAT, given["to"], publishing.listing(target), day, "bundle", class_=max(seen, key=class_rank),
        by=_release.handler(pen, given["person"], day), word_of=word, medium=_release.MEDIA[1],
    )  # fmt: skip
    _release.record(pen, release)


def _note(file: Path, protocol: Protocol) -> str:
    """Return the note of verified heads as the auditor gets it: today's line is its last."""
    from .. import files
    from ..verify import heads

    held = files.read(file)
    text = held.decode("utf-8-sig", "replace") if held is not None else heads.HEADER
    before, _ = heads.read(text, file.name)
    if not protocol.recorded or (before and before[-1].head == protocol.head):
        return text
    return f"{text.rstrip()}\n{protocol.recorded}\n"


def _lay_down(
    root: Path, target: Path, protocol: Protocol, audiences: tuple[str, ...], note: str, more: Callable[[Path], str]
) -> None:  # fmt: skip
    """Make everything beside and move it into place at once: a killed bundle leaves no half of one."""
    from .. import gitproof
    from ..verify import delivered

    top = gitproof.top(root)
    name = top.name
    where = (Path(name) / root.relative_to(top)).as_posix()
    beside = target.with_name(f"~{target.name}-{os.getpid()}")
    for left in target.parent.glob(f"~{target.name}-*"):  # by a bundle that was killed; the lock says that none runs
        shutil.rmtree(left, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        for audience in audiences:
            shutil.copytree(root / "site" / audience, beside / HANDED_OVER[1] / audience)
        gitproof.bundle(root, beside / f"{name}.bundle", gitproof.refs(root, *REFS))
        made, told = delivered.made_with(), SITE if audiences else NO_SITE
        texts = {
            HANDED_OVER[0]: made, f"{name}-verified.txt": note,
            "HOW-TO-VERIFY.txt": HOW.format(
                name=name, where=where, made=made.strip(), head=protocol.head, site=told[0], site_en=told[1]
            ) + more(beside),
        }  # fmt: skip
        _write(beside, texts)
        _write(beside, {"SHA256SUMS.txt": _sums(beside)})
        if target.exists():
            target.rmdir()
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _sums(folder: Path) -> str:
    rows = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            rows.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n")
    return "".join(rows)
