"""``wenshu number``: the ledger of integers. list · reserve · void · reconcile · adopt · close-year."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
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
    from ._reconcile import open_claims

    desk: Desk = ctx.obj
    believed = build.believe(desk.root, desk.as_of, desk.today)
    if believed.office is None:
        raise desk.refuse(*believed.findings)
    entries = [
        e for e in believed.office.ledger.entries if code in ("", e.series) and year in (None, e.year)
    ]
    unused, _ = open_claims(desk, believed)
    if form == "json":
        told = [_told(e) for e in entries] + [
            {"series": c.series, "year": c.year, "serial": c.serial, "state": "claimed", "record": c.record}
            for c in unused if code in ("", c.series) and year in (None, c.year)
        ]  # fmt: skip
        desk.echo(json.dumps(told, ensure_ascii=False, indent=1))
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
@click.argument("several", type=click.IntRange(1, 50), required=False, default=None, metavar="[COUNT]")
@click.option("--reason", required=True, help="事由 reason")
@click.option("--until", type=DAY, required=True, help="预留至 reserved until")
@click.option("--count", type=click.IntRange(1, 50), default=1, help="个数 how many")
@click.option("--year", type=int, default=None, help="年份，不写则为今年 year")
@click.option("--as", "person", default="", help="经办人，不写则为规定的岗位 who does it")
@ON
@DRY_RUN
@click.pass_context
def reserve(
    ctx: click.Context, code: str, several: int | None, reason: str, until: date, count: int, year: int | None,
    person: str, on: date | None, dry_run: bool,
) -> int:  # fmt: skip
    """预留下一个号，或接着的几个号。Reserve the next numbers."""
    from .. import numbering
    from ..claims import Claim
    from ._claim import Numbers

    desk: Desk = ctx.obj
    with desk.writing("number reserve", dry_run) as pen:
        series = series_of(pen, code)
        day = pen.day(on)
        who = _allotter(pen, series, person, day)
        bears = open_year(pen, series, year)

        def lay(span: range) -> None:
            pen.changes.clear()
            for serial in span:
                pen.fact(numbering.path(series, bears, serial), {
                    "state": "reserved", "reason": reason, "until": until, "date": day, "by": who,
                })  # fmt: skip

        numbers = Numbers(pen)
        numbers.insist()
        lay(numbers.would(series, bears, several or count))
        numbers.sound()
        want = Claim(bears, code, 0, who, reason=reason, until=until)
        span = numbers.block(series, bears, several or count, want)
        lay(span)
        told = f"{span[0]}" if len(span) == 1 else f"{span[0]}—{span[-1]}"
        trailers = [("Series", code), ("Reason", reason), ("Clone", numbers.known.clone)]
        pen.commit(f"预留文号：{code} {told}", trailers, who)
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
    from ._reconcile import spoil

    desk: Desk = ctx.obj
    with desk.writing("number void", dry_run) as pen:
        series = series_of(pen, code)
        day = pen.day(on)
        who = _allotter(pen, series, person, day)
        spoil(pen, series, open_year(pen, series, year), serial, who, day, reason, lost=False)
    return 0


@COMMAND.command("reconcile")
@click.argument("code", required=False, default="", metavar="[SERIES]")
@click.argument("serial", type=click.IntRange(1), required=False, default=None, metavar="[SERIAL]")
@click.option("--finish", "finishing", is_flag=True, help="接着用完 use it for what it was claimed")
@click.option("--void", "voiding", is_flag=True, help="作废 spoil it")
@click.option("--reason", default="", help="作废的事由 reason")
@click.option("--lost", is_flag=True, help="占号的那台电脑已经没有了 the clone that claimed it is gone")
@click.option("--year", type=int, default=None, help="年份，不写则为今年 year")
@click.option("--as", "person", default="", help="占号人，不写则为规定的岗位 who claimed it")
@ON
@DRY_RUN
@click.pass_context
def reconcile(
    ctx: click.Context, code: str, serial: int | None, finishing: bool, voiding: bool, reason: str, lost: bool,
    year: int | None, person: str, on: date | None, dry_run: bool,
) -> int:  # fmt: skip
    """了结占号未用的号。Numbers claimed and not used: list, finish or spoil them."""
    from ._reconcile import WHICH, finish, listed, spoil

    desk: Desk = ctx.obj
    if not code:
        return listed(desk)
    if serial is None or finishing == voiding or (voiding and not reason):
        raise Stop(2, WHICH)
    with desk.writing("number reconcile", dry_run) as pen:
        series = series_of(pen, code)
        day = pen.day(on)
        who = _allotter(pen, series, person, day)
        bears = open_year(pen, series, year)
        if finishing:
            finish(pen, series, bears, serial, who, day, lost)
        else:
            spoil(pen, series, bears, serial, who, day, reason, lost, claimed=True)
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
