"""``wenshu approve ID…``: record sign-offs as they come back from the table, many papers at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._options import DRY_RUN, KEY, ON, SHEET, SIGNED

if TYPE_CHECKING:
    from ..chains import Wanted
    from ..model import Record
    from ..signing import Standing
    from ._pen import Pen

DECISIONS = ("同意", "修改后同意", "退回")
DONE = Code(
    "APP20", Severity.ERROR,
    "“{step}”现在不用签：还缺的是 {missing}",
    "\"{step}\" is not wanted now; missing is: {missing}",
    "核对步骤名和会签部门；文件改过的，先看 wenshu check 的说明。",
    "Mind the step's name and the countersigning department; see wenshu check if the paper was changed.",
)  # fmt: skip
FROZEN = Code(
    "APP21", Severity.ERROR,
    "文件已编号，不再签批",
    "the paper is issued: nothing can be signed any more",
    "要改已发文件，走修改申请；要停用，用 wenshu void。",
    "Ask for a revision to change it; use wenshu void to withdraw it.",
)  # fmt: skip


@click.command("approve")
@click.argument("papers", nargs=-1, required=True, metavar="ID…")
@click.option("--as", "person", required=True, help="签批人 who signed")
@click.option("--step", default="", help="步骤（核稿、会签、审核、签发……），不写则为此人可签的下一步 step")
@ON
@SHEET
@click.option("--decision", type=click.Choice(DECISIONS), default="同意", help="决定 decision")
@click.option("--opinion", default="", help="意见 opinion")
@click.option("--delegation", default="", help="代签所凭的授权 delegation he stands in by")
@click.option("--dept", default="", help="会签部门 countersigning department")
@SIGNED
@KEY
@DRY_RUN
@click.pass_context
def COMMAND(ctx: click.Context, /, papers: tuple[str, ...], person: str, dry_run: bool, **given: Any) -> int:
    """登记签批。Record sign-offs that came back."""
    from ._checkouts import title
    from ._signature import signing

    desk: Desk = ctx.obj
    with desk.writing("approve", dry_run) as pen:
        who = pen.person(person, "", pen.office.as_of)
        on = pen.day(given["on"])
        given["sheet"] = pen.attach(given["sheet"]) if given["sheet"] else ""
        signed = signing(pen, who, given["key"]) if given["signed"] else None
        records = [pen.record(ref) for ref in papers]
        steps = [_sign(pen, record, who, on, given) for record in records]
        trailers = [("Record", r.id) for r in records] + [("Step", "、".join(dict.fromkeys(steps)))]
        post = pen.office.company.post_of(who, on)
        trailers += [("Approved-by", f"{who}（{post}）" if post else who), ("Decision", given["decision"])]
        titles = "、".join(title(pen, r) for r in records)
        message = f"签批：{given['decision']}（{'、'.join(dict.fromkeys(steps))}）{_short(titles)}"
        trailers.append(("Date", str(on)))
        paths, by = [r.path for r in records], who if signed else ""
        pen.commit(message, trailers, by, also=paths, event=True, signing=signed)
        if not dry_run:
            _tell(pen, records)
    return 0


def _sign(pen: Pen, record: Record, who: str, on: date, given: dict[str, Any]) -> str:
    """Lay down one fragment; return the step it takes."""
    from .. import chains
    from ._deciding import require

    standing = pen.office.standing(record)
    if pen.office.entry(record) is not None and not standing.missing:
        raise pen.desk.refuse(FROZEN.at(record.path))
    wanted = _step(pen, record, standing, who, on, given)
    require(pen, wanted, bool(given["sheet"]), given["signed"], record.path)
    delegation = given["delegation"] and pen.record(given["delegation"]).id
    company = pen.office.company
    series = pen.office.series(record)
    if not delegation and not chains.may_take(company, wanted, who, on):
        lent = chains.signers(company, pen.office.ledger, pen.office.records, wanted, series, on)
        delegation = next((id_ for person, id_ in lent if person == who and id_), "")
    own = not delegation and not wanted.person and company.holds(who, wanted.post, on)
    last = standing.trail[-1] if standing.trail else None
    n = last.n + 1 if last else 1
    pen.fact(path(record.id, record.content, n, wanted.step), {
        "record": record.id, "content": record.content, "step": wanted.step, "dept": wanted.dept,
        "person": who, "post": wanted.post if own else company.post_of(who, on), "delegation": delegation,
        "date": on, "decision": given["decision"], "opinion": given["opinion"],
        "evidence": "signed" if given["signed"] else "sheet" if given["sheet"] else "", "sheet": given["sheet"],
        "after": last.digest if last else "",
    })  # fmt: skip
    return wanted.step


def path(record_id: str, content: str, n: int, step: str) -> str:
    """Return where a fragment lies, below the root."""
    from .. import ledger

    return f"records/approvals/{record_id}/{ledger.short(content)}-{n}-{step}.yaml"


def _step(
    pen: Pen, record: Record, standing: Standing, who: str, on: date, given: dict[str, Any]
) -> Wanted:
    """Return the sign-off that is meant: of the first run still open, by name, or the one he may take.

    Raises:
        Stop: no such sign-off is wanted (exit 1).
    """
    from .. import chains

    open_ = next(chains.groups(standing.missing), ())
    named = [w for w in open_ if given["step"] in ("", w.step) and given["dept"] in ("", w.dept)]
    company, office = pen.office.company, pen.office
    series = office.series(record)
    his = [
        w for w in named
        if any(p == who for p, _ in chains.signers(company, office.ledger, office.records, w, series, on))
    ]  # fmt: skip
    if his or (named and given["step"]):
        return (his or named)[0]
    missing = "、".join(map(str, standing.missing)) or "（已签齐）"
    raise pen.desk.refuse(DONE.at(record.path, step=given["step"] or who, missing=missing))


def _tell(pen: Pen, records: list[Record]) -> None:
    after = pen.preview().office
    if after is None:
        return
    for record in records:
        standing = after.standings[record.id]
        left = "、".join(map(str, standing.missing))
        state = f"还缺 still missing：{left}" if left else "签批齐全 all signed"
        pen.desk.echo(f"{record.id}  {standing.state.value}  {state}")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
