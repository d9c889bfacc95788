"""``wenshu number``: the ledger of integers. list · reserve · void · adopt · close-year."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._options import DAY, DRY_RUN, ON

if TYPE_CHECKING:
    from ..company_nouns import Series
    from ..ledger_nouns import Entry
    from ._pen import Pen

NO_SERIES = Code(
    "NUM27", Severity.ERROR,
    "公司没有系列“{series}”",
    "the company has no series \"{series}\"",
    "可用的系列：{known}。",
    "Its series are: {known}.",
)  # fmt: skip
TAKEN = Code(
    "NUM28", Severity.ERROR,
    "{series} {serial} 号已经{state}，不能再作废",
    "number {serial} of {series} is already {state} and cannot be spoilt",
    "已发文件用 wenshu void 废止。",
    "Withdraw an issued paper with wenshu void.",
)  # fmt: skip
TOO_FAR = Code(
    "NUM29", Severity.ERROR,
    "{series} 的下一个号是 {free}，不能跳到 {serial} 号",
    "the next number of {series} is {free}; {serial} would leave a gap",
    "只能作废下一个号、预留的号，或中间缺的号。",
    "Only the next number, a reserved one, or one missing in between can be voided.",
)  # fmt: skip

STATES = {"issued": "已用", "reserved": "预留", "void": "作废"}


@click.group("number")
def COMMAND() -> None:
    """文号台账。The ledger of numbers."""


def series_of(pen: Pen, code: str) -> Series:
    """Return a series by its code.

    Raises:
        Stop: the company has none of that code (exit 1).
    """
    found = pen.office.company.series.get(code)
    if found is None:
        known = "、".join(pen.office.company.series)
        raise pen.desk.refuse(NO_SERIES.at("records/company.yaml", series=code, known=known))
    return found


def open_year(pen: Pen, series: Series, year: int | None) -> int | None:
    """Return the year numbers are given in: the one named or this one; None for a series without years.

    Raises:
        Stop: that year is closed (exit 1).
    """
    from .. import numbering
    from .issue import YEAR_CLOSED

    bears = numbering.year_of(series, year or pen.office.as_of.year)
    if bears in pen.office.ledger.closed:
        raise pen.desk.refuse(YEAR_CLOSED.at("records/numbers", year=bears))
    return bears


@COMMAND.command("list")
@click.argument("code", required=False, default="", metavar="[系列]")
@click.option("--year", type=int, default=None, help="年份 year")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式 format")
@click.pass_context
def list_numbers(ctx: click.Context, code: str, year: int | None, form: str) -> int:
    """列出已用、预留、作废的号和下一个号。List issued, reserved and void numbers and the next."""
    from .. import build

    desk: Desk = ctx.obj
    believed = build.believe(desk.root, desk.as_of, desk.today)
    if believed.office is None:
        raise desk.refuse(*believed.findings)
    entries = [
        e for e in believed.office.ledger.entries if code in ("", e.series) and year in (None, e.year)
    ]
    if form == "json":
        desk.echo(json.dumps([_told(e) for e in entries], ensure_ascii=False, indent=1))
        return 0
    for e in entries:
        state = STATES.get(e.state, e.state)
        about = f"{e.record or e.title} {e.reason}".strip()
        desk.echo(f"{e.series} {e.year or ''} {e.serial:>4}  {state}  {about}")
    desk.echo(f"共 {len(entries)} 个号。{len(entries)} numbers.")
    return 0


def _told(entry: Entry) -> dict[str, object]:
    told = {
        "series": entry.series, "year": entry.year, "serial": entry.serial, "state": entry.state,
        "record": entry.record, "title": entry.title, "reason": entry.reason,
        "until": entry.until and str(entry.until), "date": entry.date and str(entry.date),
    }  # fmt: skip
    return {key: value for key, value in told.items() if value not in ("", None)}


@COMMAND.command("reserve")
@click.argument("code", metavar="SERIES")
@click.option("--reason", required=True, help="事由 reason")
@click.option("--until", type=DAY, required=True, help="预留至 reserved until")
@click.option("--count", type=click.IntRange(1, 50), default=1, help="个数 how many")
@click.option("--year", type=int, default=None, help="年份，不写则为今年 year")
@click.option("--as", "person", default="", help="经办人，不写则为规定的岗位 who does it")
@ON
@DRY_RUN
@click.pass_context
def reserve(
    ctx: click.Context, code: str, reason: str, until: date, count: int, year: int | None, person: str,
    on: date | None, dry_run: bool,
) -> int:  # fmt: skip
    """预留下一个号。Reserve the next number."""
    from .. import numbering

    desk: Desk = ctx.obj
    with desk.writing("number reserve", dry_run) as pen:
        series = series_of(pen, code)
        day = on or pen.office.as_of
        who = _allotter(pen, series, person, day)
        bears = open_year(pen, series, year)
        start = numbering.free(pen.office.ledger.entries, series, bears)
        for serial in range(start, start + count):
            pen.fact(numbering.path(series, bears, serial), {
                "state": "reserved", "reason": reason, "until": until, "date": day, "by": who,
            })  # fmt: skip
        told = f"{start}" if count == 1 else f"{start}—{start + count - 1}"
        pen.commit(f"预留文号：{code} {told}", [("Series", code), ("Reason", reason)], who)
        if not dry_run:
            desk.echo(f"{code} {told} 已预留至 {until}。Reserved.")
    return 0


@COMMAND.command("void")
@click.argument("code", metavar="SERIES")
@click.argument("serial", type=click.IntRange(1))
@click.option("--reason", required=True, help="事由 reason")
@click.option("--year", type=int, default=None, help="年份，不写则为今年 year")
@click.option("--as", "person", default="", help="经办人，不写则为规定的岗位 who does it")
@ON
@DRY_RUN
@click.pass_context
def void(
    ctx: click.Context, code: str, serial: int, reason: str, year: int | None, person: str, on: date | None,
    dry_run: bool,
) -> int:  # fmt: skip
    """作废一个没有用过的号。Spoil a number that was never used."""
    from .. import numbering

    desk: Desk = ctx.obj
    with desk.writing("number void", dry_run) as pen:
        series = series_of(pen, code)
        day = on or pen.office.as_of
        who = _allotter(pen, series, person, day)
        bears = open_year(pen, series, year)
        held = pen.office.ledger.at(code, bears, serial)
        path = numbering.path(series, bears, serial)
        free = numbering.free(pen.office.ledger.entries, series, bears)
        if held is not None and held.state != "reserved":
            state = STATES.get(held.state, held.state)
            raise desk.refuse(TAKEN.at(path, series=code, serial=serial, state=state))
        if serial > free:
            raise desk.refuse(TOO_FAR.at(path, series=code, serial=serial, free=free))
        if held is not None:
            pen.amend(path, {"state": "void", "reason": reason})
        else:
            pen.fact(path, {"state": "void", "reason": reason, "date": day, "by": who})
        pen.commit(f"作废文号：{code} {serial}", [("Series", code), ("Reason", reason)], who)
        if not dry_run:
            desk.echo(f"{code} {serial} 号已作废。Void.")
    return 0


def _allotter(pen: Pen, series: Series, person: str, day: date) -> str:
    """Return who allots; only the holder of the series' post may.

    Raises:
        Stop: he does not hold the post that day (exit 1).
    """
    from .issue import NOT_HIS

    who = pen.person(person, series.allots, day)
    if not pen.office.company.holds(who, series.allots, day):
        where = f"records/numbers/{series.code}"
        raise pen.desk.refuse(NOT_HIS.at(where, series=series.code, post=series.allots, person=who, date=day))
    return who


@COMMAND.command("adopt")
@click.argument("book", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="登记簿.xlsx")
@click.option("--sheet", "sheet", default="", help="工作表，不写则为第一张 worksheet")
@click.option("--as", "person", default="", help="经办人 who does it")
@DRY_RUN
@click.pass_context
def adopt(ctx: click.Context, book: Path, sheet: str, person: str, dry_run: bool) -> int:
    """从 Excel 登记簿接来今年的旧文号。Take over older numbers from an Excel register."""
    from ._adopt import take_over

    return take_over(ctx.obj, book, sheet, person, dry_run)


@COMMAND.command("close-year")
@click.argument("year", type=int)
@click.option("--out", "out", type=click.Path(file_okay=False, path_type=Path), default=None, help="文件夹")
@click.option("--as", "person", default="", help="经办人 who does it")
@ON
@DRY_RUN
@click.pass_context
def close_year(
    ctx: click.Context, year: int, out: Path | None, person: str, on: date | None, dry_run: bool
) -> int:
    """年度结账，写断号说明；此后这一年不再给号。Close a year's numbers."""
    from ._close import close

    return close(ctx.obj, year, out, person, on, dry_run)
