"""``wenshu audit DIR``: a sample of the papers of a period, drawn by lot, each with its trail, to be printed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..company_nouns import CLASSES, Audience
from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DAY, DRY_RUN, ON
from .bundle import NOT_SAVED

if TYPE_CHECKING:
    from ..audit_views import Drawn, Order
    from ..diagnostics import Finding
    from ..drawing import Number
    from ..office import Office
    from ._pen import Pen

EMPTY = Code(
    "AUT01", Severity.ERROR,
    "{since} 至 {until} 没有已发的文件（期内文号 {numbers} 个）",
    "no paper was issued from {since} to {until} (numbers of the period: {numbers})",
    "核对期间和 --series；期间按编号日期算，用 wenshu number list 看台账。",
    "Look at the period (by the day of the number) and at --series; see wenshu number list.",
)  # fmt: skip
TOO_MANY = Code(
    "AUT02", Severity.ERROR,
    "要抽 {sample} 份，总体只有 {size} 份",
    "{sample} papers are asked for, and there are {size}",
    "全部要看的写 --sample {size}；或放宽期间、系列。",
    "For all of them write --sample {size}; or widen the period or the series.",
)  # fmt: skip
NOT_EMPTY = Code(
    "AUT03", Severity.ERROR,
    "{folder} 里已有文件，或在文书库里面；抽样审计要放在新的或空的文件夹里",
    "{folder} holds files already or lies inside the records; an audit needs a new or empty folder elsewhere",
    "换一个文件夹名，例如 wenshu audit ../审计2026-1。",
    "Name another folder, such as `wenshu audit ../audit-2026-1`.",
)  # fmt: skip
NO_GIT = Code(
    "AUT04", Severity.ERROR,
    "这里没有完整的 git 历史，每份文件的经过无从查起，没有做抽样审计",
    "there is no whole git history here: no paper's trail can be told, and no audit was made",
    "安装 git，在公司仓库的完整克隆里做（git clone，不要只复制文件夹，不要 --depth）。",
    "Install git and work in a whole clone of the company's repository, not in a copied folder or a shallow one.",
)  # fmt: skip
UNPRINTED = Code(
    "AUT05", Severity.WARNING,
    "{number} 印不出来（{why}），包里没有它的 Word 文件，经过照列",
    "{number} cannot be printed ({why}): its trail is there, its Word file is not",
    "先改正这个模板或记录，再做一次；种子相同，抽中的也相同。",
    "Mend the template or the record and do it again: the same seed draws the same papers.",
)  # fmt: skip

WHAT = "抽样审计"
AUDITOR = Audience("auditor", "审计人员", False, CLASSES)
"""Who it is made for where the company file names no ``auditor``: everything but personal values."""


@click.command("audit")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--from", "since", type=DAY, required=True, help="期间第一天（编号日期） first day of the period")
@click.option("--to", "until", type=DAY, required=True, help="期间最后一天 last day of the period")
@click.option("--sample", type=click.IntRange(1), required=True, help="抽几份 how many papers")
@click.option("--seed", required=True, help="种子，由审计人员定 the seed, named by the auditor")
@click.option("--series", multiple=True, help="只抽这些系列 only these series")
@click.option("--for", "to", default="", metavar="WHOM", help="交给谁 to whom it goes")
@click.option("--word-of", default="", metavar="PERSON", help="谁委托或批准的 who commissioned it")
@click.option("--as", "person", default="", help="经手人，不写则为本机的操作人 who does it")
@ON
@DRY_RUN
@click.pass_context
def COMMAND(ctx: click.Context, /, folder: Path, dry_run: bool, **given: Any) -> int:
    """抽样审计：按种子抽文件，连同经过做成一份可打印的包。Draw a sample of papers, each with its trail."""
    from . import _release

    desk: Desk = ctx.obj
    target = _asked(desk, folder, given)
    with desk.writing("audit", dry_run) as pen:
        _whole(pen)
        numbers = _numbers(pen, given)
        order, release = _order(pen, given)
        if dry_run:
            _tell(desk, numbers)
            desk.echo(f"将做抽样审计 would make {target}")
            return 0
        files = _made(pen, order, numbers)
        _lay_down(target, files)
        release = _release.replaced(release, _release.hashed(files))
        if _release.record(pen, release):
            _release.told(pen, [release])
    _tell(desk, numbers)
    desk.echo(f"抽样审计已做好 made: {target / 'index.html'}")
    return 0


def _asked(desk: Desk, folder: Path, given: Mapping[str, Any]) -> Path:
    """Return the folder it goes to.

    Raises:
        Stop: the period is reversed, the seed is empty (exit 2); the folder is not empty, or within (exit 1).
    """
    if given["since"] > given["until"]:
        told = f"{given['since']} > {given['until']}"
        raise Stop(2, f"期间颠倒了：--from 要早于 --to（{told}）。The period is reversed: --from lies after --to.")
    if not given["seed"].strip() or any(mark in given["seed"] for mark in "\r\n'"):
        raise Stop(2, "种子不能是空的，也不能有换行和单引号。The seed must be one line, not empty, without a quote.")
    target = folder.resolve()
    filled = target.exists() and any(target.iterdir())
    if filled or target == desk.root or desk.root in target.parents:
        raise desk.refuse(NOT_EMPTY.at(str(folder), folder=folder))
    return target


def _whole(pen: Pen) -> None:
    """Refuse to tell trails where history is not whole, or where something is not committed.

    Raises:
        Stop: no whole history (exit 4); loose files (exit 1).
    """
    from .. import gitlog

    if not gitlog.is_repository(pen.root) or pen.office.past.state != "whole":
        pen.desk.tell([NO_GIT.at(".git")])
        raise Stop(4)
    loose = [path for top in ("records", "schemas", "templates") for path in gitlog.status(pen.root, top)]
    if loose:
        raise pen.desk.refuse(NOT_SAVED.at(loose[0], count=len(loose), some="、".join(loose[:3])))


def _numbers(pen: Pen, given: Mapping[str, Any]) -> tuple[Number, ...]:
    """Return the numbers of the period, the sample drawn.

    Raises:
        Stop: a series nobody knows (exit 2); nothing, or too little, to draw from (exit 1).
    """
    from .. import drawing

    known = pen.office.company.series
    if strange := [code for code in given["series"] if code not in known]:
        raise Stop(2, f"没有系列“{'、'.join(strange)}”。有：{'、'.join(known)}。No such series.")
    numbers = drawing.population(pen.office, given["since"], given["until"], given["series"])
    size = drawing.frame(numbers)
    told = {"since": given["since"], "until": given["until"], "numbers": len(numbers)}
    if not size:
        raise pen.desk.refuse(EMPTY.at("records/numbers", None, **told))
    if given["sample"] > size:
        raise pen.desk.refuse(TOO_MANY.at("records/numbers", sample=given["sample"], size=size))
    return drawing.draw(numbers, given["sample"], given["seed"])


def _order(pen: Pen, given: Mapping[str, Any]) -> tuple[Order, Any]:
    """Return what was ordered, and the release it will be.

    Raises:
        Stop: nobody is named on whose word (exit 1), or one who is not known (exit 2).
    """
    from ..audit_views import Order
    from . import _release

    day, office, auditor = pen.day(given["on"]), pen.office, _auditor(pen)
    post, to = auditor.approver, given["to"].strip() or auditor.title
    word_of = _release.word(pen, WHAT, CLASSES[-1], post, given["word_of"], day)
    by = _release.handler(pen, given["person"], day)
    post = office.company.post_of(word_of, day)
    who = office.person(word_of) + (f"（{post}）" if post else "")
    order = Order(
        given["since"], given["until"], given["sample"], given["seed"], given["series"], who, office.person(by),
        to, day,
    )  # fmt: skip
    what = f"{WHAT} {given['since']}—{given['until']}"
    return order, _release.Release(
        what, to, {}, day, "audit", class_=CLASSES[-1], by=by, word_of=word_of, medium=_release.MEDIA[1]
    )


def _auditor(pen: Pen) -> Audience:
    return pen.office.company.audiences.get(AUDITOR.name, AUDITOR)


def _made(pen: Pen, order: Order, numbers: tuple[Number, ...]) -> dict[str, bytes]:
    """Return the files of the bundle."""
    from .. import audit_views, drawing, page_sights, to_docx, to_html
    from .verify import default_note, proved

    auditor = _auditor(pen)
    (sight,) = page_sights.of(pen.office, (auditor,))  # trails are told of what he may see, and of nothing else
    shut = {id_: page_sights.withheld(pen.office, auditor, record) for id_, record in pen.office.records.items()}
    protocol = proved(pen.desk, default_note(pen.root))
    every = {(f.code.id, str(f.place), f.message()): f for f in (*pen.believed.findings, *protocol.findings)}
    found = tuple(f for f in every.values() if not _hidden(f, shut))
    files: dict[str, bytes] = {}
    held = [_drawn(pen, sight.office, number, shut, found, files) for number in drawing.drawn(numbers)]
    proof = {
        "head": protocol.head, "program": protocol.program, "packages": protocol.packages, "proved": protocol.proved,
        "items": [{"mark": item.mark, "text": item.zh} for item in protocol.items],
        "findings": audit_views.findings(f for f in protocol.findings if not _hidden(f, shut)),
    }  # fmt: skip
    view = audit_views.bundle(sight.office, order, numbers, held, shut, proof)
    tree = pen.believed.tree
    html = "templates/html/"
    try:
        site = to_html.compile_site({p.removeprefix(html): d for p, d in tree.items() if p.startswith(html)})
        files["index.html"] = site.render("audit", view).encode("utf-8")
    except to_docx.TemplateProblem as problem:
        raise pen.desk.refuse(problem.finding) from None
    files["assets/site.css"] = tree.get("templates/assets/site.css", b"")
    return files


def _hidden(finding: Finding, shut: Mapping[str, str]) -> bool:
    """Say whether a finding is about a record that the auditor does not get."""
    told = f"{finding.place.path} {finding.message()}"
    return any(why and id_ in told for id_, why in shut.items())


def _drawn(
    pen: Pen, office: Office, number: Number, shut: Mapping[str, str], every: Iterable[Finding],
    files: dict[str, bytes],
) -> Drawn:  # fmt: skip
    """Return a drawn number with its trail; its Word file joins the others."""
    from .. import biography
    from ..audit_views import Drawn
    from ..verify.reprint import CannotPrint, Printer
    from .history import whole

    entry = number.entry
    assert entry is not None
    record = None if shut.get(entry.record) else office.records.get(entry.record)
    told = biography.of_record(office, record) if record else biography.of_path(office, entry.path)
    tops = (entry.path, *([record.path] if record else ()))
    below = tuple(f"records/{top}/{entry.record}/" for top in ("approvals", "distribution")) if record else ()
    found = tuple(f for f in every if f.place.path in tops or f.place.path.startswith(below or tops))
    name = ""
    if record and office.template(record):
        try:
            data = Printer().paper(pen.believed.tree, pen.office, pen.office.records[record.id], _auditor(pen))
        except CannotPrint as problem:
            pen.desk.tell([UNPRINTED.at(record.path, number=number.number, why=problem)])
        else:
            name = f"papers/{number.rank:03}-{record.id.rpartition('/')[2]}.docx"
            files[name] = data
    return Drawn(number, record, whole(pen.desk, told), found, name, shut.get(entry.record, ""))


def _lay_down(target: Path, files: Mapping[str, bytes]) -> None:
    """Make everything beside and move it into place at once: a killed audit leaves no half of one."""
    beside = target.with_name(f"~{target.name}-{os.getpid()}")
    for left in target.parent.glob(f"~{target.name}-*"):  # by one that was killed; the lock says that none runs
        shutil.rmtree(left, ignore_errors=True)
    try:
        for path, data in files.items():
            goal = beside / path
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(data)
        if target.exists():
            target.rmdir()
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _tell(desk: Desk, numbers: tuple[Number, ...]) -> None:
    from .. import drawing

    size = drawing.frame(numbers)
    desk.echo(f"总体 {size} 份，抽中 population {size}, drawn:")
    for number in drawing.drawn(numbers):
        desk.echo(f"  {number.rank:>3}  {number.number}  {number.lot[:16]}")
