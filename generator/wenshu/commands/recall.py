"""``wenshu recall ID…``: copies came back, or are lost; what became of each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from . import Desk
from ._options import DRY_RUN, ON, SHEET
from .receive import chosen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..ledger_nouns import Copy
    from ..model import Record
    from ._pen import Pen


@click.command("recall")
@click.argument("papers", nargs=-1, required=True, metavar="ID…")
@click.option("--to", "named", multiple=True, help="只登记这些领用者 only these receivers")
@click.option("--edition", default="", help="只收回这一版；不写时，换发过的先收回旧版 only this edition")
@click.option("--disposal", type=click.Choice(["归档", "销毁", "遗失"]), default="销毁", help="处置 disposal")
@click.option("--by", "person", default="", help="收回人 who took it back")
@SHEET
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, papers: tuple[str, ...], named: tuple[str, ...], edition: str, disposal: str,
    person: str, sheet: Path | None, on: date | None, dry_run: bool,
) -> int:  # fmt: skip
    """登记收回。Record copies that came back or are lost."""
    from ._checkouts import called

    desk: Desk = ctx.obj
    with desk.writing("recall", dry_run) as pen:
        day = pen.day(on)
        scan = pen.attach(sheet) if sheet else ""
        records = [pen.record(ref) for ref in papers]
        who = pen.person(person or pen.operator(), pen.clerk(records[0]), day)
        count = 0
        for record in records:
            for copy in chosen(pen, record, named, _open(pen, record, edition)):
                values = {"recalled": day, "recalled_by": who, "disposal": disposal}
                pen.amend(copy.path, {**values, "sheet": scan} if scan else values)
                count += 1
        trailers = [("Record", r.id) for r in records] + [("Date", str(day)), ("Disposal", disposal)]
        titles = "、".join(called(pen, r) for r in records)
        pen.commit(f"收回：{titles} {count} 处（{disposal}）", trailers, event=True)
        if not dry_run:
            desk.echo(f"已登记收回 {count} 处：{titles}。{count} recalls recorded.")
    return 0


def _open(pen: Pen, record: Record, edition: str) -> Callable[[Copy], bool]:
    """Return which copies are still out: of the edition named; else of old editions, if any is out; else all."""
    from ..checks.distribution import outdated

    def out(copy: Copy) -> bool:
        return copy.recalled is None and "archive" not in copy.to and edition in ("", copy.edition)

    held = [c for c in pen.office.ledger.copies.get(record.id, ()) if out(c)]
    old = any(outdated(pen.office, c) for c in held)
    return lambda copy: out(copy) and (bool(edition) or not old or outdated(pen.office, copy))
