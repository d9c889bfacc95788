"""``wenshu renew ITEM…``: a loan made longer, or a standing loan seen and confirmed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._loan import APPROVED_BY, ARCHIVE, COPY, CORRECTION, DELEGATION, REASON
from ._options import DAY, DRY_RUN, ON

if TYPE_CHECKING:
    from ..custody import Custody
    from ..model import Record
    from ._loan import Event
    from ._pen import Pen

NOT_STANDING = Code(
    "LEN28", Severity.ERROR,
    "{item} 不能这样登记续借、清点：{why}",
    "{item} cannot be renewed or confirmed so: {why_en}",
    "长期借用的用 --confirm 登记每年清点；一次借阅的用 --due（往后延）和 --approved-by 续借；遗失的不能续。",
    "A standing loan is confirmed (--confirm); others are renewed (a later --due, --approved-by); a lost copy neither.",
)  # fmt: skip


@click.command("renew")
@click.argument("items", nargs=-1, required=True, metavar="ITEM…")
@click.option("--due", type=DAY, default=None, help="新应还日期 new due date")
@APPROVED_BY
@DELEGATION
@click.option("--shown", default="", help="“验看原件”，或没有带来的说明 shown, or why not")
@click.option("--confirm", is_flag=True, help="登记长期借用的清点 a standing loan was seen")
@ARCHIVE
@COPY
@click.option("--as", "person", default="", help="经办人、清点人 who records or looked at it")
@REASON
@CORRECTION
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, items: tuple[str, ...], archive: str, copy: int | None, wrong: str,
    on: date | None, dry_run: bool, **given: Any,
) -> int:  # fmt: skip
    """登记续借，或长期借用的清点。Record that a loan was renewed, or a standing loan confirmed."""
    from . import _loan

    desk: Desk = ctx.obj
    if not given["confirm"] and not wrong:
        if not given["due"]:
            raise click.UsageError("还缺 --due：续借到哪一天 (--due is missing)")
        if not given["approved_by"] and not given["reason"]:
            raise click.UsageError("还缺 --approved-by：续借须经批准 (--approved-by is missing)")
    with desk.writing("renew", dry_run) as pen:
        day = pen.day(on)
        events, trailer = [], ""
        for record in {r.id: r for r in map(pen.record, items)}.values():
            told = _loan.standing(pen, record, archive, copy)
            trailer = _loan.corrected(pen, record, told, wrong)
            _fitting(pen, record, told, given["confirm"], bool(wrong), given["due"])
            events.append(_renew(pen, record, told, day, {**given, "on": on, "wrong": wrong}))
        verb, event = ("清点", "confirm") if given["confirm"] else ("续借", "renew")
        clerk = given["person"] or pen.operator()
        _loan.commit(pen, verb, event, events, day, clerk, reason=given["reason"], wrong=trailer)
    return 0


def _fitting(
    pen: Pen, record: Record, told: Custody, confirm: bool, wrong: bool, due: date | None
) -> None:  # fmt: skip
    from ._loan import named

    why = ("", "")
    if told.lost:
        why = ("已报失", "it is lost")
    elif confirm and not told.standing:
        why = ("不是长期借用，不用清点", "it is no standing loan")
    elif told.standing and not confirm:
        why = ("是长期借用，没有应还日期", "it is a standing loan and has no due date")
    elif wrong and not confirm and not told.renewals:
        why = ("没有续借过，没有什么可更正", "it was never renewed: there is nothing to correct")
    elif due and told.until and due <= told.until and not wrong:
        why = (f"新应还日期 {due} 不晚于现在的 {told.until}", f"the new due date {due} is not after {told.until}")
    if why[0]:
        raise pen.desk.refuse(NOT_STANDING.at(told.path, item=named(pen, record), why=why[0], why_en=why[1]))


def _renew(pen: Pen, record: Record, told: Custody, day: date, given: dict[str, Any]) -> Event:
    from . import _loan

    if given["confirm"]:
        who = pen.person(given["person"] or pen.operator(), pen.office.company.archives[told.archive].keeper, day)
        return _loan.change(pen, record, told, {"confirmed": day, "confirmed_by": who, "reason": given["reason"]})
    person = given["approved_by"] and pen.person(given["approved_by"], "", day)
    delegation = given["delegation"] and pen.record(given["delegation"]).id
    said = {"due": given["due"], "approved_by": person, "delegation": delegation, "shown": given["shown"]}
    rows = [
        {"on": r.on, "due": r.due, "approved_by": r.approved_by, "delegation": r.delegation, "shown": r.shown}
        for r in told.renewals
    ]
    if given["wrong"]:
        typed = {"on": given["on"], **said}
        rows[-1] |= {key: value for key, value in typed.items() if value}
    else:
        rows.append({"on": day, **said})
    full = [{key: value for key, value in row.items() if value} for row in rows]
    return _loan.change(pen, record, told, {"renewals": full, "reason": given["reason"]})
