"""``wenshu print ID``: a print run. Paper comes from the built site; this records how many were made."""

from __future__ import annotations

from datetime import date

import click

from . import Desk
from ._options import DRY_RUN, ON


@click.command("print")
@click.argument("paper", metavar="ID")
@click.option("--printed", type=click.IntRange(0, 9999), required=True, help="印制份数 copies printed")
@click.option("--kept", type=click.IntRange(0, 9999), default=0, help="存档份数 copies kept")
@click.option("--as", "person", default="", help="经办人，不写则为总经理秘书 who does it")
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, paper: str, printed: int, kept: int, person: str, on: date | None, dry_run: bool
) -> int:
    """登记印制份数。Record a print run."""
    from .distribute import lay_print

    desk: Desk = ctx.obj
    with desk.writing("print", dry_run) as pen:
        record = pen.record(paper)
        day = pen.day(on)
        who = pen.person(person or pen.operator(), pen.clerk(record), day)
        lay_print(pen, record, printed, kept, day, who)
        name = pen.office.name(record)
        pen.commit(f"印制：{name} {printed} 份", [("Record", record.id), ("Date", str(day))], who, event=True)
        if not dry_run:
            desk.echo(f"{name}  已登记印制 {printed} 份、存档 {kept} 份。Print run recorded.")
    return 0
