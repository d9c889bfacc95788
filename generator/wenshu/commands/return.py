"""``wenshu return ITEM…``: copies came back, or are lost; in what condition, and what they were good for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._loan import ARCHIVE, COPY, CORRECTION
from ._options import DRY_RUN, ON, SHEET

if TYPE_CHECKING:
    from ..custody import Custody
    from ..model import Record
    from ._loan import Event
    from ._pen import Pen

FEWER = Code(
    "LEN30", Severity.ERROR,
    "{item} 借出时 {lent} 页，归还 {back} 页，状况不能写“完好”",
    "{item} had {lent} pages when it was lent and has {back} now: its condition is not 完好",
    "当面清点；确实少了的写 --condition 缺页，用 --note 写明情况和处理。",
    "Count together; if pages are missing write --condition 缺页 and say what was done with --note.",
)  # fmt: skip


@click.command("return")
@click.argument("items", nargs=-1, required=True, metavar="ITEM…")
@click.option("--condition", type=click.Choice(["完好", "缺页", "污损"]), default=None, help="归还状况 condition")
@click.option("--pages", type=click.IntRange(0), default=None, help="归还页数 pages")
@click.option("--outcome", default="", help="利用效果 what it was good for")
@click.option("--note", default="", help="缺损的情况和处理 what is wrong and what was done")
@click.option("--lost", is_flag=True, help="报失 it is lost")
@click.option("--report", default="", help="遗失报告 how it was lost")
@ARCHIVE
@COPY
@click.option("--as", "person", default="", help="接收人 who takes it back")
@CORRECTION
@SHEET
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, items: tuple[str, ...], archive: str, copy: int | None, wrong: str,
    on: date | None, dry_run: bool, **given: Any,
) -> int:  # fmt: skip
    """登记归还或遗失。Record that copies came back, or are lost."""
    from . import _loan

    desk: Desk = ctx.obj
    if given["lost"] and not given["report"].strip():
        raise click.UsageError("还缺 --report：遗失要有报告 (--report is missing)")
    if not given["lost"] and not given["condition"] and not wrong:
        raise click.UsageError("还缺 --condition：归还状况 完好、缺页或污损 (--condition is missing)")
    if given["pages"] == 0 and given["condition"] == "完好":
        raise click.UsageError("归还 0 页，--condition 不能写“完好” (no page came back: it is not 完好)")
    with desk.writing("return", dry_run) as pen:
        day = pen.day(on)
        scan = pen.attach(given["sheet"]) if given["sheet"] else ""
        events, trailer = [], ""
        for record in {r.id: r for r in map(pen.record, items)}.values():
            told = _loan.standing(pen, record, archive, copy, ended=bool(wrong))
            trailer = _loan.corrected(pen, record, told, wrong)
            events.append(_take(pen, record, told, day, {**given, "sheet": scan, "on": on, "wrong": wrong}))
        verb, event = ("报失", "lost") if given["lost"] else ("归还", "return")
        clerk = given["person"] or pen.operator()
        _loan.commit(pen, verb, event, events, day, clerk, wrong=trailer, always=True)
    return 0


def _take(pen: Pen, record: Record, told: Custody, day: date, given: dict[str, Any]) -> Event:
    """Write one return; of a loan that stands, of a lost copy that was found, or of one told wrongly.

    Raises:
        Stop: fewer pages, yet nothing wrong with it (exit 1).
    """
    from . import _loan

    keeper = pen.office.company.archives[told.archive].keeper
    clerk = given["person"] or ("" if given["wrong"] else pen.operator())
    who = "" if given["wrong"] and not clerk else pen.person(clerk, keeper, day)
    said = {key: given[key] for key in ("condition", "pages", "outcome", "note", "sheet")}
    if given["pages"] is not None and told.pages and given["pages"] < told.pages and given["condition"] == "完好":
        item = _loan.named(pen, record)
        raise pen.desk.refuse(FEWER.at(told.path, item=item, lent=told.pages, back=given["pages"]))
    if given["wrong"]:
        return _correct(pen, record, told, who, given, said)
    before = told.lost if told.lost else told
    outsider = before.outsider if isinstance(before.outsider, str) else before.outsider and before.outsider.name
    had = {"holder": before.holder, "outsider": outsider, "since": before.since}
    if given["lost"]:
        lost = {**had, "on": day, "report": given["report"], "received_by": who, "sheet": given["sheet"]}
        return _loan.lay(pen, record, told.path, told.seq + 1, {"lost": lost})
    last = {**had, "returned_on": day, "received_by": who, **said}
    return _loan.lay(pen, record, told.path, told.seq + 1, {"last": last})


def _correct(
    pen: Pen, record: Record, told: Custody, who: str, given: dict[str, Any], said: dict[str, Any]
) -> Event:
    from . import _loan

    if told.lost:
        lost = {
            "holder": told.lost.holder, "outsider": told.lost.outsider, "since": told.lost.since,
            "on": given["on"] or told.lost.on, "report": given["report"] or told.lost.report,
            "received_by": who or told.lost.received_by, "sheet": given["sheet"] or told.lost.sheet,
        }  # fmt: skip
        return _loan.lay(pen, record, told.path, told.seq + 1, {"lost": lost})
    if told.last is None:
        raise pen.desk.refuse(_loan.NOT_OUT.at(told.path, item=_loan.named(pen, record)))
    last = {
        "holder": told.last.holder, "outsider": told.last.outsider, "since": told.last.since,
        "returned_on": given["on"] or told.last.returned_on, "received_by": who or told.last.received_by,
    }  # fmt: skip
    kept = {key: getattr(told.last, key) if value in ("", None) else value for key, value in said.items()}
    return _loan.lay(pen, record, told.path, told.seq + 1, {"last": {**last, **kept}})
