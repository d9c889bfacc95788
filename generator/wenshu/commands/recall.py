"""``wenshu recall ID…``: copies came back, or are lost; what became of each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from . import Desk
from ._options import DRY_RUN, ON, SHEET
from .receive import chosen

if TYPE_CHECKING:
    from pathlib import Path


@click.command("recall")
@click.argument("papers", nargs=-1, required=True, metavar="ID…")
@click.option("--to", "named", multiple=True, help="只登记这些领用者 only these receivers")
@click.option("--disposal", type=click.Choice(["归档", "销毁", "遗失"]), default="销毁", help="处置 disposal")
@click.option("--by", "person", default="", help="收回人 who took it back")
@SHEET
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, papers: tuple[str, ...], named: tuple[str, ...], disposal: str, person: str,
    sheet: Path | None, on: date | None, dry_run: bool,
) -> int:  # fmt: skip
    """登记收回。Record copies that came back or are lost."""
    desk: Desk = ctx.obj
    with desk.writing("recall", dry_run) as pen:
        day = on or pen.office.as_of
        scan = pen.attach(sheet) if sheet else ""
        records = [pen.record(ref) for ref in papers]
        who = pen.person(person or pen.operator(), pen.clerk(records[0]), day)
        count = 0
        for record in records:
            for copy in chosen(pen, record, named, lambda c: c.recalled is None and "archive" not in c.to):
                values = {"recalled": day, "recalled_by": who, "disposal": disposal}
                pen.amend(copy.path, {**values, "sheet": scan} if scan else values)
                count += 1
        trailers = [("Record", r.id) for r in records] + [("Date", str(day)), ("Disposal", disposal)]
        titles = "、".join(pen.office.name(r) for r in records)
        pen.commit(f"收回：{titles} {count} 处（{disposal}）", trailers, event=True)
        if not dry_run:
            desk.echo(f"已登记收回 {count} 处：{titles}。{count} recalls recorded.")
    return 0
