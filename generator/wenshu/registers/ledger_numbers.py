"""文号台账: every integer of every series, used, reserved, void or missing. Also printed as 断号说明."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from .. import numbering
from ..ledger_nouns import Entry
from ..office import Office
from . import INTERNAL, Column, Register, Row, Tab, iso, papers

USED, RESERVED, VOID, GAP = "已用", "预留", "作废", "断号"
_WORDS = {"issued": USED, "reserved": RESERVED, "void": VOID}
_MARKS = {USED: "", RESERVED: "due", VOID: "void", GAP: "gap"}


def rows(office: Office) -> tuple[Row, ...]:
    """Return one row per integer by series (as in the company file), year and serial; a gap is a row too."""
    order = {code: i for i, code in enumerate(office.company.series)}

    def series_and_year(entry: Entry) -> tuple[int, str, int]:
        return (order.get(entry.series, len(order)), entry.series, entry.year or 0)

    found = sorted(office.ledger.entries, key=lambda e: (*series_and_year(e), e.serial))
    return tuple(row for _, held in groupby(found, series_and_year) for row in _run(office, tuple(held)))


def _run(office: Office, held: tuple[Entry, ...]) -> Iterator[Row]:
    """Yield the rows of one series and year, from its first number kept here to its highest."""
    series = office.company.series.get(held[0].series)
    at = numbering.first(office.ledger.entries, series, held[0].year) if series else held[0].serial
    for entry in held:
        for serial in range(at, entry.serial):
            yield _gap(office, entry, serial)
        yield _row(office, entry)
        at = max(at, entry.serial + 1)


def _row(office: Office, entry: Entry) -> Row:
    record = office.records.get(entry.record)
    paper = papers.Paper(entry, record)
    state = _WORDS.get(entry.state, entry.state)
    cells = {
        **_place(entry, entry.serial),
        "state": state,
        "number": papers.number(office, paper),
        "title": _told(office, paper, entry),
        "signed": iso(papers.signed_on(office, paper)) if state == USED else "",
        "numbered": iso(entry.date),
        "by": office.person(entry.by) if entry.by else "",
    }
    links = {"title": entry.record} if record else {}
    tabs = (Tab("系列", entry.series), Tab("状态", state))
    card = {"state": note(entry)} if entry.state != "issued" and (record or not entry.record) else {}
    class_ = papers.own_class(paper)
    return Row(cells, paper.id, tabs, links, class_, _MARKS.get(state, ""), sheets=card, sheet_class=INTERNAL)


def note(entry: Entry) -> str:
    """Return the page of 文号作废（预留）说明 of an integer that is not in use."""
    return f"sheets/{entry.path.removeprefix('records/').removesuffix('.yaml')}"


def _told(office: Office, paper: papers.Paper, entry: Entry) -> str:
    if entry.state == "reserved":
        until = f"（留至 {iso(entry.until)}）" if entry.until else ""
        return f"{entry.reason}{until}"
    if entry.state == "issued" and paper.record is None and not entry.home:
        return f"{entry.title}（旧登记簿接收）"
    return papers.title(office, paper)


def _gap(office: Office, near: Entry, serial: int) -> Row:
    series = office.company.series.get(near.series)
    printed = numbering.printed(series, "house", near.year, serial) if series else ""
    cells = {**_place(near, serial), "state": GAP, "number": printed, "title": "台账无记录"}
    return Row(cells, tabs=(Tab("系列", near.series), Tab("状态", GAP)), class_=INTERNAL, mark="gap")


def _place(entry: Entry, serial: int) -> dict[str, str]:
    year = "" if entry.year is None else str(entry.year)
    return {"series": entry.series, "year": year, "serial": f"{serial:03}"}


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many integers are used, reserved, void, and missing (which must be none)."""
    counts = {state: sum(row.get("state") == state for row in held) for state in (USED, RESERVED, VOID, GAP)}
    return " · ".join(f"{state} {n}" for state, n in counts.items())


REGISTER = Register(
    id="ledger-numbers",
    title="文号台账",
    en="Ledger of numbers",
    columns=(
        Column("series", "系列", 14, "center"),
        Column("year", "年度", 14, "center"),
        Column("serial", "流水号", 16, "center"),
        Column("state", "状态", 16, "center"),
        Column("number", "文号", 46, whole=True),
        Column("title", "标题/事由", 80),
        Column("signed", "成文日期", 24, "center", whole=True),
        Column("numbered", "编号日期", 24, "center", whole=True),
        Column("by", "经办", 26, "center"),
    ),
    rows=rows,
    foot=foot,
    order=30,
    tabs=tuple(Tab("状态", state) for state in (USED, RESERVED, VOID, GAP)),
    kept=("series", "year", "serial", "state", "number", "系列", "状态"),
    continuous=True,
)
