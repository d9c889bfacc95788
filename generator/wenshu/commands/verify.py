"""``wenshu verify``: prove, offline, that the records are what was issued; ``--code`` finds a paper by its foot."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Finding, Severity
from . import Desk, Stop
from ._options import DRY_RUN
from .check import FORMAT, STRICT

if TYPE_CHECKING:
    from ..verify.protocol import Protocol

NOT_KEPT = Code(
    "VER18", Severity.WARNING,
    "这次核验没有记下来，{file} 写不进去：{reason}",
    "this verification was not recorded, {file} cannot be written: {reason}",
    "把“{line}”抄到纸质登记簿；或用 --note 指定能写的文件。",
    "Copy \"{line}\" into the paper register, or name another file with --note.",
)  # fmt: skip
NO_LINE = "还没有核验过：先运行 wenshu verify。Nothing was verified yet: run wenshu verify first."
HANDED_OVER = ("MADE-WITH.txt", "site")


@click.command("verify")
@click.option("--code", default=None, help="按纸面上的校验码找文件 find a paper by its check code")
@click.option("--line", "show", is_flag=True, help="印出最近一次核验的那一行 print the last verified line")
@click.option("--qr", type=click.Path(dir_okay=False, path_type=Path), help="那一行的二维码，存为 SVG its QR code")
@click.option("--against", default="", metavar="LINE", help="纸质登记簿上的一行 a line of the paper register")
@click.option("--bytes", "handed", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="与审计包里的 Word 文件逐个比较 compare the Word files of a bundle")
@click.option("--quick", is_flag=True, help="只重印上次核验以后发的 print again only what was issued since")
@click.option("--note", type=click.Path(dir_okay=False, path_type=Path), envvar="WENSHU_VERIFIED",
              help="核验记录放在哪里 where verified heads are kept")  # fmt: skip
@FORMAT
@STRICT
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, code: str | None, show: bool, qr: Path | None, against: str, handed: Path | None,
    quick: bool, note: Path | None, form: str, strict: bool, dry_run: bool,
) -> int:  # fmt: skip
    """核验：内容、文本、文号、签批、签名和历史。Prove that nothing was altered."""
    desk: Desk = ctx.obj
    file = note or default_note(desk.root)
    if code is not None:
        if not code.strip():
            raise click.UsageError("还缺校验码：写在 --code 后面 (--code needs the check code)")
        return _paper(desk, code)
    if show or qr is not None:
        return _line(desk, file, qr)
    protocol = proved(desk, file, against, quick)
    more = _handed_over(desk, handed) if handed is not None else ()
    return _told(desk, file, protocol, more, form, strict, dry_run)


def default_note(root: Path) -> Path:
    """Return where verified heads are kept unless somebody says otherwise: beside the repository."""
    from .. import gitproof

    top = gitproof.top(root)
    return top.parent / f"{top.name}-verified.txt"


def proved(desk: Desk, file: Path, against: str = "", quick: bool = False) -> Protocol:
    """Return what can be proved of HEAD, given the note of verified heads and a line of paper."""
    from .. import verify

    return verify.prove(desk.root, desk.as_of, desk.today, _note(desk, file), against, quick)


def included(desk: Desk, file: Path) -> tuple[dict[str, Protocol], tuple[Finding, ...]]:
    """Return what can be proved of each included checkout that is here, and which were not here.

    Each has a note of verified heads of its own, beside that of main.
    """
    from ..verify import included as theirs

    return theirs.prove(desk.root, desk.as_of, desk.today, lambda name: _note(desk, _beside(file, name)))


def _beside(file: Path, name: str) -> Path:
    return file.with_name(f"{name}-verified.txt")


def _note(desk: Desk, file: Path) -> tuple[str, str]:
    """Return what a note of verified heads is called in findings, and its text."""
    from .. import files

    held = files.read(file)
    return os.path.relpath(file, desk.root), held.decode("utf-8-sig", "replace") if held is not None else ""


def _told(
    desk: Desk, file: Path, protocol: Protocol, more: tuple[Finding, ...], form: str, strict: bool, dry_run: bool
) -> int:
    import json

    from .. import verify
    from ..verify import protocol as telling

    done, left = included(desk, file) if protocol.head else ({}, ())
    wholes = {"": _whole(protocol, (*more, *left), file, dry_run)}
    wholes |= {name: _whole(one, (), _beside(file, name), dry_run) for name, one in done.items()}
    texts = {name: telling.told(whole, form, desk.lang) for name, whole in wholes.items()}
    if form == "json":
        shown = {name: json.loads(text) for name, text in texts.items()}
        shown[""] |= {"included": {name: shown[name] for name in done}} if done else {}
        desk.echo(json.dumps(shown[""], ensure_ascii=False, indent=1))
    else:
        for name, text in texts.items():
            title = f"\n并入的文书库 {name} included checkout\n" if name and form == "text" else ""
            desk.echo(title + text)
    found = [f for whole in wholes.values() for f in whole.findings]
    if any(f.code.id in verify.STOPS for f in wholes[""].findings):
        return 4
    return int(not all(whole.proved for whole in wholes.values()) or (strict and bool(found)))


def _whole(protocol: Protocol, more: tuple[Finding, ...], file: Path, dry_run: bool) -> Protocol:
    """Put a proof on record, and return it with all that is to be said."""
    import dataclasses

    from ..diagnostics import sort

    found = (*protocol.findings, *more)
    if protocol.recorded and not dry_run:
        found = (*found, *keep(file, protocol))
    return dataclasses.replace(protocol, findings=sort(found))


def keep(file: Path, protocol: Protocol) -> tuple[Finding, ...]:
    """Add the line of a proof to the note, unless its last line names the same commit."""
    from .. import files
    from ..verify import heads

    held = files.read(file)
    text = held.decode("utf-8-sig", "replace") if held is not None else heads.HEADER
    before, _ = heads.read(text, str(file))
    if before and before[-1].head == protocol.head:
        return ()
    try:
        beside = file.with_name(file.name + ".new")
        beside.write_text(f"{text.rstrip()}\n{protocol.recorded}\n", encoding="utf-8", newline="\n")
        os.replace(beside, file)
    except OSError as error:
        return (NOT_KEPT.at(str(file), file=file, reason=error.strerror or error, line=protocol.recorded),)
    return ()


def _line(desk: Desk, file: Path, target: Path | None) -> int:
    from .. import files, qr
    from ..verify import heads

    held = files.read(file)
    found, spoilt = heads.read(held.decode("utf-8-sig", "replace") if held else "", str(file))
    desk.tell(spoilt)
    if not found:
        raise Stop(1, NO_LINE)
    if target is not None:
        drawn = qr.svg(str(found[-1])).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        target.write_text(drawn + "\n", encoding="utf-8", newline="\n")
    desk.echo(str(found[-1]))
    return int(bool(spoilt))


def _paper(desk: Desk, code: str) -> int:
    """Say whose check code this is, and which commit wrote the edition down."""
    from .. import build, gitpast
    from ..gitrun import GitFailed
    from ..verify import codes, editions

    try:
        tree = gitpast.tree_at(desk.root, "HEAD")
        believed = build.judge(tree, desk.as_of, desk.today, each=False)
    except GitFailed:  # a copied folder: the paper is found all the same, its commit is not
        believed = build.believe(desk.root, desk.as_of, desk.today, each=False)
    office = believed.office
    if office is None:
        raise desk.refuse(*believed.findings)
    bearer, near = codes.find(office, code)
    if bearer is None:
        raise desk.refuse(codes.UNKNOWN.at("records", code=codes.typed(code), likely=near))
    past, _ = gitpast.read(desk.root, office.company.main)
    texts = gitpast.contents(desk.root, editions.wanted(past)) if past.lines else {}
    pins = editions.pins(past, (bearer.entry,), texts)
    commit = next((pin.commit for pin in pins if pin.edition == bearer.edition), "")
    record = office.records.get(bearer.entry.record)
    en = desk.lang == "en"
    newest = bearer.entry.editions[-1] == bearer.edition
    replaced = "" if newest else " (replaced)" if en else "（已换版）"
    rows = (
        ("number" if en else "文号", bearer.number),
        ("edition" if en else "版本", bearer.edition.edition + replaced),
        ("title" if en else "标题", office.title(record) if record else ""),
        ("state" if en else "状态", office.face(record).value if record else ""),
        ("record" if en else "记录", bearer.entry.record),
        ("issued" if en else "发文日期", str(bearer.edition.date or "")),
        ("commit" if en else "提交", commit or ("unknown: no history here" if en else "查不到：这里没有完整的历史")),
        ("content" if en else "内容校验值", bearer.edition.content),
        *((("abridged for" if en else "摘发", bearer.copy),) if bearer.copy else ()),
    )
    for key, value in rows:
        desk.echo(f"{key}: {value}" if en else f"{key}：{value}")
    return 0


def _handed_over(desk: Desk, folder: Path) -> tuple[Finding, ...]:
    """Compare the Word files of a bundle (or of a built site) with today's, printed from HEAD."""
    from .. import build, files, gitpast
    from ..verify import delivered

    made, below = (folder / name for name in HANDED_OVER)
    site = below if below.is_dir() else folder
    tree = gitpast.tree_at(desk.root, "HEAD")
    office = build.judge(tree, desk.as_of, desk.today, each=False).office
    if office is None:
        return ()
    start = len(str(site)) + 1
    given = {
        entry.path[start:].replace(os.sep, "/"): Path(entry.path).read_bytes()
        for entry in files.walk(str(site)) if entry.name.endswith(".docx")
    }  # fmt: skip
    told = files.read(made)
    exact = told is not None and delivered.same_program(told.decode("utf-8", "replace"))
    return tuple(delivered.compared(office, tree, given, exact))
