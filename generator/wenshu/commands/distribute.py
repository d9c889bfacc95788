"""``wenshu distribute ID…``: copies handed out, one fact per 分发号; with them the print run if told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._options import DRY_RUN, ON, SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from ..model import Record
    from ._pen import Pen

NOBODY_LEFT = Code(
    "DST20", Severity.ERROR,
    "没有要发的：发放范围里的都发过了，或文件没有写发放范围",
    "nobody is left to hand a copy to: all were, or the paper has no distribution list",
    "用 --to 写明发给谁；补发、加发也用 --to。",
    "Name the receiver with --to.",
)  # fmt: skip
UNKNOWN = Code(
    "DST21", Severity.ERROR,
    "“{to}”不是公司的部门、人员或档案",
    "{to} is no department, person or archive of the company",
    "写公司档案里的名称；外单位写成 --to 外单位:名称。{likely}",
    "Write a name of the company file; for others write --to outside:NAME. {likely}",
)  # fmt: skip
NOT_ISSUED = Code(
    "DST22", Severity.ERROR,
    "文件还没有编号，不能发放",
    "the paper is not issued: nothing can be handed out",
    "先签批、编号（wenshu issue）。",
    "Sign and issue it first (wenshu issue).",
)  # fmt: skip


@click.command("distribute")
@click.argument("papers", nargs=-1, required=True, metavar="ID…")
@click.option("--to", "named", multiple=True, help="发给谁，可重复；外单位:名称 to whom")
@click.option("--all", "everyone", is_flag=True, help="发给发放范围里还没有的 everyone on its list")
@click.option("--copies", type=click.IntRange(0, 999), default=None, help="份数，不写按发放范围 copies")
@click.option("--medium", type=click.Choice(["纸质", "电子"]), default=None, help="方式 medium")
@click.option("--place", default="", help="档案的柜-层-盒 place in the archive")
@click.option("--printed", type=click.IntRange(0, 9999), default=None, help="印制份数 copies printed")
@click.option("--kept", type=click.IntRange(0, 9999), default=None, help="存档份数 copies kept")
@click.option("--as", "person", default="", help="经办人 who does it")
@SHEET
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, papers: tuple[str, ...], named: tuple[str, ...], everyone: bool,
    sheet: Path | None, on: date | None, dry_run: bool, **given: Any,
) -> int:  # fmt: skip
    """登记发放。Record copies handed out."""
    from ._checkouts import called

    desk: Desk = ctx.obj
    with desk.writing("distribute", dry_run) as pen:
        day = pen.day(on)
        scan = pen.attach(sheet) if sheet else ""
        records = [pen.record(ref) for ref in papers]
        count = 0
        for record in records:
            if given["printed"] is not None:
                who = pen.person(given["person"] or pen.operator(), pen.clerk(record), day)
                lay_print(pen, record, given["printed"], given["kept"] or 0, day, who)
            wanted = list(_wanted(pen, record, named, everyone or not named, given))
            if not wanted and given["printed"] is None:
                raise desk.refuse(NOBODY_LEFT.at(record.path))
            _lay(pen, record, wanted, day, scan)
            count += len(wanted)
        trailers = [("Record", r.id) for r in records] + [("Date", str(day))]
        titles = "、".join(called(pen, r) for r in records)
        pen.commit(f"发放：{titles} {count} 处", trailers, given["person"], event=True)
        if not dry_run:
            desk.echo(f"已登记发放 {count} 处：{titles}。{count} hand-overs recorded.")
    return 0


def edition_of(pen: Pen, record: Record) -> str:
    """Return the present edition of an issued paper; ``1`` for a kind that bears no number.

    Raises:
        Stop: it is numbered and not issued (exit 1).
    """
    entry = pen.office.entry(record)
    if entry is not None and entry.editions:
        return entry.editions[-1].edition
    if entry is None and pen.office.kind(record).numbered:
        raise pen.desk.refuse(NOT_ISSUED.at(record.path))
    return "1"


def folder(pen: Pen, record: Record) -> str:
    """Return the start of the paths of this edition's copies, below the root."""
    from ..ledger import edition_mark

    return f"records/distribution/{record.id}/{edition_mark(edition_of(pen, record))}"


def lay_print(pen: Pen, record: Record, printed: int, kept: int, day: date, who: str) -> None:
    """Write the print run; one that stands already is added to (a second printing)."""
    path = f"{folder(pen, record)}-print.yaml"
    edition = edition_of(pen, record)
    runs = [r for r in pen.office.ledger.prints.get(record.id, ()) if r.edition == edition]
    if runs:
        pen.amend(path, {"printed": runs[0].printed + printed, "kept": runs[0].kept + kept})
    else:
        pen.fact(path, {"printed": printed, "kept": kept, "on": day, "by": who})


def _wanted(
    pen: Pen, record: Record, named: tuple[str, ...], everyone: bool, given: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    from ..checks.distribution import addressees

    listed = list(zip(addressees(record), record.rows("distribution"), strict=False))
    edition = edition_of(pen, record)
    copies = [c for c in pen.office.ledger.copies.get(record.id, ()) if c.edition == edition]
    sent = [dict(c.to) for c in copies]
    chosen = [dict(to) for to, _ in listed if everyone and dict(to) not in sent]
    chosen += [to for to in (receiver(pen, record, name) for name in named) if to not in chosen]
    for to in chosen:
        row: Mapping[str, Any] = next((row for known, row in listed if dict(known) == to), {})
        medium = given["medium"] or row.get("medium", "纸质")
        usual = 0 if medium == "电子" else row.get("copies", 1)
        count = usual if given["copies"] is None else given["copies"]
        place = given["place"] if "archive" in to else ""
        yield {"to": to, "copies": count, "medium": medium, "place": place}


def receiver(pen: Pen, record: Record, name: str) -> dict[str, str]:
    """Return what a receiver is by the company file: ``{department: 销售部}``, ``{person: 李明}``, …

    Raises:
        Stop: it is nothing of the company (exit 1).
    """
    from ..company import likely

    company = pen.office.company
    what, _, outside = name.replace("：", ":").partition(":")
    if outside and what in ("外单位", "outside"):
        return {"outside": outside}
    known = {"department": company.departments, "person": company.people, "archive": company.archives}
    for key, names in known.items():
        if name in names:
            team = key == "department" and company.departments[name].parent
            rows = record.rows("distribution")
            listed = any(isinstance(row, Mapping) and row.get("team") == name for row in rows)
            return {"team" if team and listed else key: name}
    near = likely(name, [n for names in known.values() for n in names])
    raise pen.desk.refuse(UNKNOWN.at(record.path, to=name, likely=near))


def _lay(pen: Pen, record: Record, wanted: list[Mapping[str, Any]], day: date, scan: str) -> None:
    edition = edition_of(pen, record)
    copies = [c for c in pen.office.ledger.copies.get(record.id, ()) if c.edition == edition]
    number = max((c.number for c in copies), default=0)
    for values in wanted:
        number += 1
        # an archive has its copy the day it is put there; nobody signs for it
        received = {"received": day} if "archive" in values["to"] else {}
        path = f"{folder(pen, record)}-{number:02}.yaml"
        pen.fact(path, {**values, "sent": day, **received, "sheet": scan})
