"""``wenshu decide BRANCH --approve|--refuse|--withdraw --as PERSON``: one verb for every decision on a request."""

from __future__ import annotations

from typing import Any

import click

from . import Desk, Stop
from ._options import DAY, DRY_RUN, KEY, ON, SHEET, SIGNED


@click.command("decide")
@click.argument("branch", metavar="BRANCH")
@click.option("--approve", is_flag=True, help="同意 agree")
@click.option("--refuse", is_flag=True, help="退回 refuse")
@click.option("--withdraw", is_flag=True, help="撤回 withdraw")
@click.option("--as", "person", required=True, help="决定的人 who decides")
@click.option("--decision", type=click.Choice(("同意", "修改后同意")), default="同意", help="决定 decision")
@click.option("--opinion", default="", help="意见 opinion")
@SHEET
@ON
@click.option("--delegation", default="", help="代签所凭的授权 delegation he stands in by")
@click.option("--effective", type=DAY, default=None, help="生效日期 effective from")
@SIGNED
@KEY
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, branch: str, approve: bool, refuse: bool, withdraw: bool, person: str,
    dry_run: bool, **given: Any,
) -> int:  # fmt: skip
    """决定修改申请。Decide a revision request."""
    from . import _deciding
    from ._decision import Decision
    from ._request import path_of

    if approve + refuse + withdraw != 1:
        raise Stop(2, "写明一个决定：--approve、--refuse 或 --withdraw。Say one: --approve, --refuse or --withdraw.")
    desk: Desk = ctx.obj
    with desk.writing("decide", dry_run) as pen:
        branches = pen.branches()
        side, asked = _deciding.find(pen, branches, branch)
        if branches.on == side.name:
            branches.saved(path_of(asked.about))
            branches.stand(pen.office.company.main)
        _deciding.on_main(pen, branches)
        on = pen.day(given["on"])
        who = pen.person(person, "", on)
        given["sheet"] = pen.attach(given["sheet"]) if given["sheet"] else ""
        given["delegation"] = given["delegation"] and pen.record(given["delegation"]).id
        told = Decision(pen, branches, side, asked, who, on, given)
        (told.approve if approve else told.refuse if refuse else told.withdraw)()
    return 0
