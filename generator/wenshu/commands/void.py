"""``wenshu void ID``: withdraw an issued paper. It is kept, stamped, and its copies are called back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._options import DRY_RUN, ON, SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from ..model import Record
    from ._pen import Pen

NEVER_ISSUED = Code(
    "CMD03", Severity.ERROR,
    "文件没有编号，谈不上废止",
    "the paper was never issued: there is nothing to withdraw",
    "草稿不用的，删掉文件再 wenshu save；只作废一个空号用 wenshu number void。",
    "Delete a draft nobody needs and save; to spoil an unused integer use wenshu number void.",
)  # fmt: skip
ALREADY = Code(
    "CMD04", Severity.ERROR,
    "文件已经废止（{number}）",
    "the paper is already withdrawn ({number})",
    "同一个号只废止一次。",
    "A number is voided once.",
)  # fmt: skip
LENT = Code(
    "CMD05", Severity.ERROR,
    "“{where}”还借在外面，不能废止",
    "{where} is still lent: the paper cannot be withdrawn",
    "先收回借出的那一份，再废止。",
    "Take the lent copy back first.",
)  # fmt: skip


@click.command("void")
@click.argument("paper", metavar="ID")
@click.option("--as", "person", required=True, help="决定废止的人（当初签发的岗位） who decides")
@click.option("--reason", required=True, help="事由 reason")
@click.option("--delegation", default="", help="代签所凭的授权 delegation he stands in by")
@SHEET
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, paper: str, person: str, reason: str, delegation: str, sheet: Path | None,
    on: date | None, dry_run: bool,
) -> int:  # fmt: skip
    """废止一份已发文件。Withdraw an issued paper."""
    from ..ledger import VOIDING
    from ._checkouts import title

    desk: Desk = ctx.obj
    with desk.writing("void", dry_run) as pen:
        record = pen.record(paper)
        entry = pen.office.entry(record)
        if entry is None:
            raise desk.refuse(NEVER_ISSUED.at(record.path))
        if entry.state == "void":
            raise desk.refuse(ALREADY.at(record.path, number=pen.office.number(record)))
        _not_lent(pen, record)
        day = pen.day(on)
        who = pen.person(person, "", day)
        home = pen.office.joined.of(record.id)
        if not any(a.step == VOIDING for a in pen.office.standing(record).trail):
            # else it was withdrawn in its own checkout and stopped before the ledger: the ledger follows
            _fragment(pen, record, who, day, delegation, pen.attach(sheet) if sheet else "", reason)
        pen.amend(entry.path, {"state": "void", "reason": f"事由存于文书库 {home}" if home else reason})
        number = pen.office.number(record)
        trailers = [("Record", record.id), ("Number", number), ("Step", VOIDING), ("Reason", reason)]
        pen.commit(f"废止：{number} {title(pen, record)}", trailers, also=[record.path], event=True)
        if not dry_run:
            _tell(pen, record, number)
    return 0


def _fragment(
    pen: Pen, record: Record, who: str, day: date, delegation: str, scan: str, reason: str
) -> None:  # fmt: skip
    """Lay down the sign-off by which a paper is withdrawn."""
    from ..ledger import VOIDING
    from .approve import path

    standing, company = pen.office.standing(record), pen.office.company
    last = standing.trail[-1] if standing.trail else None
    wanted = standing.chain[-1].post if standing.chain else ""
    pen.fact(path(record.id, record.content, last.n + 1 if last else 1, VOIDING), {
        "record": record.id, "content": record.content, "step": VOIDING, "person": who,
        "post": wanted if company.holds(who, wanted, day) else company.post_of(who, day),
        "delegation": delegation and pen.record(delegation).id, "date": day, "decision": "同意",
        "evidence": "sheet" if scan else "", "sheet": scan, "after": last.digest if last else "",
        "reason": reason,
    })  # fmt: skip


def _not_lent(pen: Pen, record: Record) -> None:
    """Refuse while an archive's copy of the paper has a holder (life.md, Void)."""
    from .. import lending

    for told in lending.lent(pen.office, record):
        where = f"{told.archive}第 {told.copy} 份"
        raise pen.desk.refuse(LENT.at(told.path, where=where))


def _tell(pen: Pen, record: Record, number: str) -> None:
    from ..checks.distribution import name

    pen.desk.echo(f"{number}  已废止 withdrawn")
    for copy in pen.office.ledger.copies.get(record.id, ()):
        if copy.recalled is not None or not copy.copies or "archive" in copy.to:
            continue  # the archive keeps its copy of a dead paper
        pen.desk.echo(f"    请收回 call back：{copy.number:02} 号 {name(copy)} {copy.copies} 份")
