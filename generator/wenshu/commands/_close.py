"""The end of a year's numbers: 断号说明, and a fact after which none of that year can be given."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Code, Severity
from ..model import State
from . import Desk

if TYPE_CHECKING:
    from ._pen import Pen

STILL_RESERVED = Code(
    "NUM33", Severity.ERROR,
    "{year} 年还有预留的号：{numbers}",
    "numbers of {year} are still reserved: {numbers}",
    "先用掉（wenshu issue --reserved）或作废（wenshu number void），再结账。",
    "Use them (wenshu issue --reserved) or void them (wenshu number void), then close the year.",
)  # fmt: skip
NOT_OVER = Code(
    "NUM34", Severity.ERROR,
    "{year} 年还没有过完",
    "the year {year} is not over",
    "到次年再结账：年末签发、次年编号的文件仍用当年的号。",
    "Close it in the next year: papers signed in its last days still take its numbers.",
)  # fmt: skip
CLOSED_BEFORE = Code(
    "NUM35", Severity.ERROR,
    "{year} 年已经结账",
    "the year {year} is closed already",
    "不用再结。断号说明可由文号台账重印。",
    "Nothing is left to do; the register of numbers prints the statement again.",
)  # fmt: skip
STILL_SIGNED = Code(
    "NUM36", Severity.ERROR,
    "{year} 年签发的文件还没有编号：{papers}",
    "papers signed in {year} still wait for their number: {papers}",
    "先编号（wenshu issue）；不再发的，改稿或删稿，再结账。",
    "Issue them (wenshu issue), or change or delete the drafts, then close the year.",
)  # fmt: skip


def close(desk: Desk, year: int, out: Path | None, person: str, on: date | None, dry_run: bool) -> int:
    """Close a year. Raises Stop while numbers stand reserved or the year is not over."""
    from .. import numbering

    path = f"records/numbers/{year}/closed.yaml"
    with desk.writing("number close-year", dry_run) as pen:
        day = pen.day(on)
        if year in pen.office.ledger.closed:
            raise desk.refuse(CLOSED_BEFORE.at(path, year=year))
        if day.year <= year:
            raise desk.refuse(NOT_OVER.at(path, year=year))
        entries = [e for e in pen.office.ledger.entries if e.year == year]
        waiting = [e for e in entries if e.state == "reserved"]
        if waiting:
            known = pen.office.company.series
            numbers = "、".join(
                numbering.short(known[e.series], e.serial) for e in waiting if e.series in known
            )
            raise desk.refuse(STILL_RESERVED.at(path, year=year, numbers=numbers))
        _none_open(pen, year)
        unnumbered = _signed(pen, year)
        if unnumbered:
            raise desk.refuse(STILL_SIGNED.at(path, year=year, papers="、".join(unnumbered)))
        post = next(iter(pen.office.company.series.values())).allots
        who = pen.person(person, post, day)
        pen.fact(path, {"state": "closed", "date": day, "by": who})
        printed = statement(pen, year, day)
        pen.commit(f"{year} 年文号结账", [("Year", str(year)), ("Date", str(day))], who)
        folder = out or pen.root / "out"
        if not dry_run:
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in printed.items():
                (folder / name).write_bytes(data)
                desk.echo(f"断号说明：{folder / name}")
        used = sum(e.state == "issued" for e in entries)
        desk.echo(f"{year} 年已结账：已用 {used}，作废 {len(entries) - used}。Closed.")
    return 0


def _none_open(pen: Pen, year: int) -> None:
    """Stop while a number of the year is claimed on the remote and not used here.

    Raises:
        Stop: one is (exit 1), or the remote is out of reach (exit 4).
    """
    from ._claim import Numbers, told

    numbers = Numbers(pen)
    numbers.insist()
    known = {(e.series, e.year, e.serial) for e in numbers.entries}
    waiting = [c for c in numbers.known.claims if c.year == year and c.number not in known]
    if waiting:
        raise pen.desk.refuse(*told(waiting, numbers.known.clone))


def _signed(pen: Pen, year: int) -> list[str]:
    """Return the papers signed in a year that wait for their number."""
    office = pen.office
    waiting = []
    for record in office.records.values():
        on = office.signed_on(record)
        if office.state(record) is State.SIGNED and on is not None and on.year == year:
            waiting.append(office.title(record))
    return waiting


def statement(pen: Pen, year: int, day: date) -> dict[str, bytes]:
    """Return 断号说明 as CSV and DOCX: each number of the year that no paper bears, with its reason.

    Raises:
        Stop: the register's Word template is missing or broken (exit 1).
    """
    from .. import register_sheet, registers, to_csv, views
    from ..registers import ledger_numbers
    from ._text import rendered

    office = pen.office
    held = tuple(row for row in ledger_numbers.rows(office) if row.get("year") == str(year))
    rows = tuple(row for row in held if row.get("state") != ledger_numbers.USED)
    name = f"{year}年断号说明"
    foot = ledger_numbers.foot(office, held)  # counts the whole year, not only what it lists
    register = dataclasses.replace(ledger_numbers.REGISTER, title=name, foot=lambda *_: foot)
    told = registers.table(register, office, rows=rows)
    view = {**register_sheet.sheet(told), "company": views.letterhead(office.company.letterhead(day))}
    sheet = rendered(pen.desk, pen.believed, "register", view)
    return {f"{name}.csv": to_csv.render(registers.plain(told)), f"{name}.docx": sheet}
