"""``wenshu publish DIR``: copy the built site to a folder, only what differs, front page last; record what went out.

What lies in the folder must be on record. The record itself alters the pages that tell of releases, so a folder
that differs from the site in those pages (and in lists drawn from them) alone is left as it was handed out: it
still has the digest on record, and publish, build, publish comes to rest.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop, _release
from ._options import DRY_RUN, ON

if TYPE_CHECKING:
    from ..company_nouns import Audience
    from ._pen import Pen

BESIDE = Code(
    "REL02", Severity.ERROR,
    "“{title}”的网站{why}，不能和别的网站放在一处：{other} 已有网站",
    "the site \"{title}\" {why_en} and never lies where another does: there is one in {other}",
    "放到只有本人能打开的文件夹或本机（旁边、上一级都没有别的网站）；每个这样的网站各用一个文件夹。",
    "Name a folder that only its reader can open, with no other site in it, beside it or above it.",
)  # fmt: skip
STALE = Code(
    "REL06", Severity.ERROR,
    "“{title}”的网站是旧的，里面还有这些读者现在不能看的 {count} 份文件，没有放出",
    "the site \"{title}\" is an old one with {count} papers that its readers may not see any more: not published",
    "先运行 wenshu build，再放出；共享文件夹里旧的会一并换掉。",
    "Run wenshu build, then publish: what lies on the share is replaced by it.",
)  # fmt: skip
NOBODYS = Code(
    "REL07", Severity.WARNING,
    "{folder} 里的网站属于公司档案里已经没有的读者“{name}”，不会再换新",
    "the site in {folder} is that of an audience \"{name}\" that the company file does not have any more",
    "删去这个文件夹；它放出过的，在发放登记簿里登记收回。",
    "Delete that folder; what it gave out is entered in the register of releases as recalled.",
)  # fmt: skip
_OWN = ("registers/releases.", "releases/", "release_recalls/", "kinds/", "years/", "depts/")
"""Pages that tell of releases, and lists drawn from the records: whatever else alters a list alters another page."""


@click.command("publish")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--audience", "audiences", multiple=True, help="只放这些读者的网站 only these audiences")
@click.option("--to", "to", default="", metavar="WHOM", help="放给谁，不写则为读者的名称 to whom")
@click.option("--as", "person", default="", help="经手人，不写则为本机的操作人 who does it")
@click.option("--word-of", default="", metavar="PERSON", help="凭谁的话，不写则为批准发布的岗位 on whose word")
@click.option("--medium", type=click.Choice(_release.MEDIA), default=_release.MEDIA[0], help="介质 medium")
@click.option("--recall", default="", help="收回约定：用完怎样交回、删去 how it comes back")
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, folder: Path, audiences: tuple[str, ...], on: date | None, dry_run: bool, **given: Any
) -> int:
    """把生成好的网站复制到共享文件夹，登记发放。Copy the built site to a shared folder and record it."""
    from .. import publishing

    desk: Desk = ctx.obj
    site = desk.root / "site"
    built = sorted(entry.name for entry in site.iterdir() if entry.is_dir()) if site.is_dir() else []
    if not built:
        raise Stop(1, "还没有生成网站：请先运行 wenshu build。Nothing was built yet: run wenshu build first.")
    if unknown := [name for name in audiences if name not in built]:
        raise Stop(2, f"没有这些读者的网站：{'、'.join(unknown)}。有：{'、'.join(built)}。No such audience was built.")
    target = _outside(desk, folder)
    with desk.writing("publish", dry_run) as pen:
        chosen = _chosen(pen, built, audiences)
        _apart(pen, target, chosen)
        if strange := [a.name for a in chosen if not publishing.ours(target / a.name)]:
            raise Stop(2, f"{target / strange[0]} 里是别的文件，放上网站会删掉它们。请换一个文件夹，或先把它们移走。"
                          "That folder holds other files, which would be deleted: name another, or move them.")
        _current(pen, site, target, chosen)
        day = pen.day(on)
        released = [_prepared(pen, audience, day, given) for audience in chosen]
        if dry_run:
            names = "、".join(a.name for a in chosen)
            click.echo(f"将复制 {names} 到 {target}。Would copy to {target}.")
            return 0
        written, out = _put(pen, site, target, chosen, released)
        click.echo(f"已放到 {target}：更新 {written} 个文件。Published to {target}: {written} files written.")
        if _release.record(pen, *out):
            _release.told(pen, out)
    return 0


def _outside(desk: Desk, folder: Path) -> Path:
    """Return the folder it goes to, which is no part of this one.

    Raises:
        Stop: it is (exit 2).
    """
    from .. import files

    target = folder.resolve()
    kept = [desk.root / name for name in (*files.INPUTS, files.CACHE, ".git", "site")]
    inside = any(target == own or own in target.parents for own in kept)
    if inside or folder == Path() or (target / "records" / "company.yaml").exists():
        raise Stop(2, "请指定文书库以外的文件夹。Name a folder outside this one.")
    return target


def _chosen(pen: Pen, built: list[str], named: tuple[str, ...]) -> tuple[Audience, ...]:
    """Return the audiences meant; unless named, sites for one desk or with trade secrets stay at home.

    Raises:
        Stop: none is left, or one is no audience of the company any more (exit 2).
    """
    from ..checks import readers

    company = pen.office.company.audiences
    if gone := [name for name in named if name not in company]:
        raise Stop(2, f"公司档案里没有这些读者：{'、'.join(gone)}。No such audience in the company file.")
    if named:
        return tuple(company[name] for name in dict.fromkeys(named))
    held = [company[name] for name in built if name in company]
    kept = [audience for audience in held if _release.alone(audience) or readers.secret(audience)]
    if kept and (left := "、".join(a.name for a in kept)):
        pen.desk.echo(f"没有放：{left}（能看商业秘密或个人信息，用 --audience 点名，放到只有他们进得去的文件夹）。"
                      "Left out: publish these by --audience, where only their readers come.")
    if len(kept) == len(held):
        raise Stop(2, "没有可以一起放出的网站，请用 --audience 点名。Name an audience with --audience.")
    return tuple(audience for audience in held if audience not in kept)


def _apart(pen: Pen, target: Path, chosen: tuple[Audience, ...]) -> None:
    """Refuse a site for one desk beside another, and another beside such a one.

    Raises:
        Stop: they would lie beside each other (exit 1).
    """
    from .. import publishing

    _release.together(pen.desk, chosen, str(target))
    company = pen.office.company.audiences
    if not any(map(_release.alone, company.values())):
        return
    goals = {target / audience.name for audience in chosen}
    for other in publishing.neighbours(target):
        lying = company.get(other.name)
        shy = next(filter(_release.alone, chosen), lying if lying is not None and _release.alone(lying) else None)
        if shy is not None and other not in goals:
            where = other if shy in chosen else target
            raise pen.desk.refuse(BESIDE.at(str(target), None, **_release.why(shy), other=where))


def _current(pen: Pen, site: Path, target: Path, chosen: tuple[Audience, ...]) -> None:
    """See that no site shows what its readers lost the right to; tell of sites on the share that are nobody's now.

    Raises:
        Stop: one does (exit 1).
    """
    from .. import publishing, veil

    for audience in chosen:
        hidden = veil.seen(pen.office, audience).hidden
        if count := sum((site / audience.name / f"{id_}.html").is_file() for id_ in hidden):
            raise pen.desk.refuse(STALE.at(f"site/{audience.name}", title=audience.title, count=count))
    gone = [path for path in sorted(target.glob("*/")) if (path / publishing.MARK).is_file()
            and path.name not in pen.office.company.audiences]  # fmt: skip
    pen.desk.tell(NOBODYS.at(str(path), folder=path, name=path.name) for path in gone)


def _prepared(pen: Pen, audience: Audience, day: date, given: dict[str, Any]) -> _release.Release:
    """Return the release of an audience's site, its files yet to be known; who answers for it is settled here."""
    from .. import gitlog

    what, class_ = f"{audience.title}的网站", _release.highest(audience)
    by = word_of = ""
    if gitlog.is_repository(pen.root):
        by = _release.handler(pen, given["person"], day)
        word_of = _release.word(pen, what, class_, audience.approver, given["word_of"], day)
    return _release.Release(
        what, given["to"].strip() or audience.title, {}, day, audience.name, audience.name, "", class_, by, word_of,
        given["medium"], given["recall"].strip(),
    )  # fmt: skip


def _put(
    pen: Pen, site: Path, target: Path, chosen: tuple[Audience, ...], prepared: list[_release.Release]
) -> tuple[int, list[_release.Release]]:
    """Copy what differs; return how many files were written, and what is not on record yet."""
    from .. import publishing

    written, out = 0, []
    for audience, release in zip(chosen, prepared, strict=True):
        lying = publishing.listing(target / audience.name)
        changed, first = _differ(publishing.listing(site / audience.name), lying), not lying
        if changed:
            kept = _release.SALT if audience.private else ""
            written += publishing.copy_site(site, target, (audience.name,), kept)
            if audience.private:
                publishing.put(target / audience.name / _release.SALT, _release.salt())
            lying = publishing.listing(target / audience.name)
        elif lying:
            pen.desk.echo(f"{audience.title}：没有新内容，照上次放出的不动。Nothing new since the last release.")
        told = _release.replaced(release, lying)
        if first or not _release.known(pen, audience.name, _release.digest(lying)):
            out.append(told)
    return written, out


def _differ(site: dict[str, str], lying: dict[str, str]) -> bool:
    """Say whether a folder differs from the site in more than what the register of releases itself brings."""
    if not lying:
        return bool(site)
    paths = {path for path in site.keys() | lying.keys() if path not in ("index.html", _release.SALT)}
    return any(site.get(path) != lying.get(path) for path in paths if not path.startswith(_OWN))
