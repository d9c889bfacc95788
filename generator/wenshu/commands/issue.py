"""``wenshu issue ID…``: the next number, after the last sign-off, by the one who allots."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DRY_RUN, ON

if TYPE_CHECKING:
    from ..build import Believed
    from ..company_nouns import Series
    from ..ledger_nouns import Entry
    from ..model import Record
    from ._claim import Numbers
    from ._pen import Pen

NOT_SIGNED = Code(
    "NUM20", Severity.ERROR,
    "不能编号，签批还没有齐：{missing}",
    "cannot be issued; sign-offs still missing: {missing}",
    "送签后用 wenshu approve 登记；谁能签：{who}。",
    "Circulate it and record the sign-offs with wenshu approve; who may sign: {who}.",
)  # fmt: skip
NOT_HIS = Code(
    "NUM21", Severity.ERROR,
    "系列“{series}”由{post}编号，{person} 在 {date} 不任此岗",
    "numbers of \"{series}\" are given by the {post}; {person} did not hold that post on {date}",
    "请由任此岗的人编号（--as）。",
    "Let the holder of the post do it (--as).",
)  # fmt: skip
HAS_NUMBER = Code(
    "NUM22", Severity.ERROR,
    "这份文件已有文号 {number}",
    "the paper already bears the number {number}",
    "一份文件只编一次号。",
    "A paper is numbered once.",
)  # fmt: skip
NO_NUMBER = Code(
    "NUM23", Severity.ERROR,
    "{title}不编文号",
    "a {title} bears no number",
    "这类文件签批齐全即可存用；需要编号的事项写成正式文件。",
    "It is in force once it is signed; write a document where a number is needed.",
)  # fmt: skip
NO_DATE = Code(
    "NUM24", Severity.ERROR,
    "文件没有写日期，定不了文号的年份",
    "the paper states no date: the year of its number cannot be told",
    "先补上日期，再编号。",
    "Fill in its date first.",
)  # fmt: skip
YEAR_CLOSED = Code(
    "NUM25", Severity.ERROR,
    "{year} 年的文号已结账，不能再给号",
    "the numbers of {year} are closed; none can be given",
    "请签发人按今年的日期重新签批，用今年的文号。",
    "Have it signed again under this year's date and take this year's number.",
)  # fmt: skip
NOT_RESERVED = Code(
    "NUM26", Severity.ERROR,
    "{series} {serial} 号没有预留",
    "number {serial} of {series} is not reserved",
    "不写 --reserved 就取下一个号；预留的号见 wenshu number list。",
    "Without --reserved the next number is taken; see wenshu number list for reserved ones.",
)  # fmt: skip


@click.command("issue")
@click.argument("papers", nargs=-1, required=True, metavar="ID…")
@click.option("--as", "person", default="", help="编号人，不写则为系列规定的岗位 who allots")
@ON
@click.option("--reserved", type=click.IntRange(1), default=None, help="使用预留的号 reserved number")
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, papers: tuple[str, ...], person: str, on: date | None, reserved: int | None,
    dry_run: bool,
) -> int:  # fmt: skip
    """编号、发文。Give signed papers their numbers."""
    desk: Desk = ctx.obj
    if reserved is not None and len(papers) > 1:
        raise Stop(2, "一个预留号只给一份文件。A reserved number is for one paper.")
    with desk.writing("issue", dry_run) as pen:
        give(pen, [pen.record(ref) for ref in papers], person, pen.day(on), reserved)
    return 0


def give(
    pen: Pen, papers: list[Record], person: str, day: date, reserved: int | None, lost: bool = False
) -> None:  # fmt: skip
    """Give papers their numbers, in the order of their days, and commit them.

    Args:
        person: who allots, ``""`` for the holder of the series' post.
        reserved: the number the one paper takes, None for the next.
        lost: whether the clone that claimed it is gone for good.

    Raises:
        Stop: a paper may not be numbered (exit 1); the keeper of the numbers is out of reach (exit 4).
    """
    from ._claim import Numbers

    numbers = Numbers(pen, lost)
    records = sorted(papers, key=lambda r: (_dated(pen, r), r.id))
    taken: list[Entry] = []
    for record in records:
        taken.append(_allot(pen, record, person, day, reserved, taken, numbers))
    taken = _pin(pen, records, taken, day, numbers)
    told = [_printed(pen, r, e) for r, e in zip(records, taken, strict=True)]
    pairs = tuple(zip(records, told, strict=True))
    trailers = [t for r, n in pairs for t in (("Record", r.id), ("Number", n), ("Content", r.content))]
    # of a paper in an included checkout main says its number and nothing else
    message = "发文：" + "、".join(n if pen.office.joined.of(r.id) else f"{n} {pen.office.title(r)}" for r, n in pairs)
    try:
        pen.commit(message, trailers, taken[0].by, also=[r.path for r in records])
    except Stop:
        numbers.left()
        raise
    for record, number in pairs:
        pen.desk.echo(f"{number}  {record.id}")


def _dated(pen: Pen, record: Record) -> date:
    office = pen.office
    series = office.company.series.get(office.series(record))
    at_entry = series is not None and series.number_at == "entry"
    return (office.begun(record) if at_entry else office.signed_on(record)) or date.max


def _allot(
    pen: Pen, record: Record, person: str, day: date, reserved: int | None, taken: list[Entry], numbers: Numbers
) -> Entry:  # fmt: skip
    """Return the entry a paper gets.

    Raises:
        Stop: it may not be numbered (exit 1), or no number can be had (exit 4).
    """
    from .. import numbering
    from ..ledger_nouns import Entry

    office = pen.office
    series = _series(pen, record)
    who = pen.person(person, series.allots, day)
    if not office.company.holds(who, series.allots, day):
        told = {"series": series.code, "post": series.allots, "person": who, "date": str(day)}
        raise pen.desk.refuse(NOT_HIS.at(record.path, None, **told))
    on = _dated(pen, record)
    if on == date.max:
        raise pen.desk.refuse(NO_DATE.at(record.path))
    year = numbering.year_of(series, on.year)
    if year in office.ledger.closed:
        raise pen.desk.refuse(YEAR_CLOSED.at(record.path, year=year))
    if reserved is None:
        serial = numbers.next(series, year, record.id, on, taken)
    else:
        held = office.ledger.at(series.code, year, reserved)
        number = (series.code, year, reserved)
        claim = numbers.open(number)
        if (held is None or held.state != "reserved") and (claim is None or claim.record != record.id):
            raise pen.desk.refuse(NOT_RESERVED.at(record.path, series=series.code, serial=reserved))
        numbers.own(number)
        serial = reserved
    where = numbering.path(series, year, serial)
    return Entry(year, series.code, serial, "issued", where, record=record.id, date=day, by=who)


def _series(pen: Pen, record: Record) -> Series:
    """Return the series of a paper that may be numbered now.

    Raises:
        Stop: it bears no number, has one, or is not signed (exit 1).
    """
    office = pen.office
    kind = office.kind(record)
    series = office.company.series.get(kind.series_of(record))
    if series is None:
        raise pen.desk.refuse(NO_NUMBER.at(record.path, title=kind.title))
    if office.entry(record) is not None:
        raise pen.desk.refuse(HAS_NUMBER.at(record.path, number=office.number(record)))
    missing = office.standing(record).missing
    if missing and series.number_at == "signed":
        told = {"missing": "、".join(map(str, missing)), "who": _who(pen, record)}
        raise pen.desk.refuse(*office.standing(record).problems, NOT_SIGNED.at(record.path, None, **told))
    return series


def _who(pen: Pen, record: Record) -> str:
    from .. import chains

    office = pen.office
    first = next(chains.groups(office.standing(record).missing), ())
    series = office.series(record)
    found = [
        person for wanted in first for person, _ in
        chains.signers(office.company, office.ledger, office.records, wanted, series, office.as_of)
    ]  # fmt: skip
    return "、".join(dict.fromkeys(found)) or "（无人）"


def _pin(pen: Pen, records: list[Record], taken: list[Entry], day: date, numbers: Numbers) -> list[Entry]:
    """Write the entries with the hashes of what is issued: the content, and the text of the paper.

    Numbers are claimed when nothing else stands in the way; returns the entries as they were claimed.

    Raises:
        Stop: a paper has errors of its own (exit 1); the keeper of the numbers is out of reach (exit 4).
    """
    from ._text import said

    after = _tried(pen, records, taken, day)
    numbers.sound()
    held = numbers.claim(taken, {r.id: _dated(pen, r) for r in records})
    if held != taken:
        for entry in taken:
            pen.changes.pop(entry.path)
        after = _tried(pen, records, held, day)
    for record, entry in zip(records, held, strict=True):
        _lay(pen, record, entry, said(pen.desk, after, record), day)
    return held


def _tried(pen: Pen, records: list[Record], taken: list[Entry], day: date) -> Believed:
    """Believe the records with these entries, before the text of the papers is known.

    Raises:
        Stop: a paper has errors of its own (exit 1).
    """
    from ..diagnostics import errors

    for record, entry in zip(records, taken, strict=True):
        _lay(pen, record, entry, "0" * 64, day)
    after = pen.preview()
    papers = {r.path for r in records}
    wrong = [f for f in errors(after.findings) if f.place.path in papers]
    if wrong:
        raise pen.desk.refuse(*wrong)
    return after


def _lay(pen: Pen, record: Record, entry: Entry, text: str, day: date) -> None:
    from ._checkouts import pinned

    first = "A/0" if pen.office.kind(record).editioned(record) else "1"
    edition = {"edition": first, "content": record.content, "text": text, "date": day}
    values = {"state": "issued", "record": record.id, "date": day, "by": entry.by, **pinned(pen, record)}
    values["editions"] = [edition]
    if entry.path in pen.believed.tree:
        pen.changes.pop(entry.path, None)
        pen.amend(entry.path, values)
    else:
        pen.fact(entry.path, values)


def _printed(pen: Pen, record: Record, entry: Entry) -> str:
    from .. import numbering

    series = pen.office.company.series[entry.series]
    return numbering.printed(series, pen.office.layout(record), entry.year, entry.serial)
