"""``wenshu receive ID…``: receivers have signed for their copies; many at once, with the signing sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._options import DRY_RUN, ON, SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from ..ledger_nouns import Copy
    from ..model import Record
    from ._pen import Pen

NONE_OPEN = Code(
    "DST23", Severity.ERROR,
    "没有待办的分发号：{what}",
    "no copy is open: {what}",
    "看清是不是已经登记过；还没有发放的先 wenshu distribute。",
    "See whether it is on record already; hand it out first with wenshu distribute.",
)  # fmt: skip


@click.command("receive")
@click.argument("papers", nargs=-1, required=True, metavar="ID…")
@click.option("--to", "named", multiple=True, help="只登记这些领用者 only these receivers")
@click.option("--by", "person", default="", help="签收人，不写则为本人或部门主管 who signed")
@SHEET
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, papers: tuple[str, ...], named: tuple[str, ...], person: str, sheet: Path | None,
    on: date | None, dry_run: bool,
) -> int:  # fmt: skip
    """登记签收。Record that copies were signed for."""
    from ._checkouts import called

    desk: Desk = ctx.obj
    with desk.writing("receive", dry_run) as pen:
        day = pen.day(on)
        scan = pen.attach(sheet) if sheet else ""
        records = [pen.record(ref) for ref in papers]
        count = 0
        for record in records:
            for copy in chosen(pen, record, named, lambda c: c.received is None and c.recalled is None):
                values = {"received_by": person or _signer(pen, copy, day), "received": day, "sheet": scan}
                pen.amend(copy.path, {key: value for key, value in values.items() if value})
                count += 1
        trailers = [("Record", r.id) for r in records] + [("Date", str(day))]
        titles = "、".join(called(pen, r) for r in records)
        pen.commit(f"签收：{titles} {count} 处", trailers, event=True)
        if not dry_run:
            desk.echo(f"已登记签收 {count} 处：{titles}。{count} receipts recorded.")
    return 0


def chosen(
    pen: Pen, record: Record, named: tuple[str, ...], open_: Callable[[Copy], bool]
) -> tuple[Copy, ...]:
    """Return the copies that are still open, of the receivers named, or of all.

    Raises:
        Stop: there is none (exit 1).
    """
    wanted = [n.replace("：", ":").removeprefix("外单位:").removeprefix("outside:") for n in named]
    held = [c for c in pen.office.ledger.copies.get(record.id, ()) if open_(c)]
    found = tuple(c for c in held if not wanted or set(c.to.values()) & set(wanted))
    if not found:
        raise pen.desk.refuse(NONE_OPEN.at(record.path, what="、".join(wanted) or record.id))
    return found


def _signer(pen: Pen, copy: Copy, day: date) -> str:
    """Return who signs for a copy: the person himself, the head of the department, the archive's keeper."""
    company = pen.office.company
    if "person" in copy.to:
        return copy.to["person"]
    if "archive" in copy.to:
        holders = company.holders(company.archives[copy.to["archive"]].keeper, day)
        return holders[0].id if holders else ""
    head = company.head(copy.to.get("department") or copy.to.get("team", ""), day)
    return head.id if head else ""
