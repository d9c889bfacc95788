"""缺副本清单: papers issued, sent or received whose archive copy is not on record.

The secretary keeps a copy of everything. For an own paper that is a copy handed to an archive with its
place; for an incoming one the place of the original, or the place told when it was filed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Record
from ..office import Office
from ..rules import handling
from . import Column, Register, Row, Tab, iso, papers

OUT, IN = "发", "收"


def rows(office: Office) -> tuple[Row, ...]:
    """Return the papers without a copy on record, own ones first."""
    return (*_own(office), *_incoming(office))


def _own(office: Office) -> Iterator[Row]:
    for paper in papers.issued(office):
        record = paper.record
        if record is None or filed(office, record):
            continue
        cells = {
            "way": OUT,
            "number": papers.number(office, paper),
            "title": papers.title(office, paper),
            "date": iso(papers.signed_on(office, paper)),
            "party": "、".join(party.name for party in papers.parties(office, paper)),
            "person": office.person(office.standing(record).author),
        }
        yield Row(cells, record.id, (Tab("收发", OUT),), {"title": record.id})


def _incoming(office: Office) -> Iterator[Row]:
    for record in office.of("incoming"):
        if record.text("place") or filed(office, record):
            continue
        cells = {
            "way": IN,
            "number": office.number(record),
            "title": office.title(record),
            "date": iso(office.begun(record)),
            "party": record.text("from_org"),
            "person": office.person(record.text("received_by")),
        }
        yield Row(cells, record.id, (Tab("收发", IN),), {"title": record.id})


def filed(office: Office, record: Record) -> bool:
    """Say whether a copy of a paper is on record: handed to an archive with its place, or filed with one."""
    if any("archive" in c.to and c.place for c in office.ledger.copies.get(record.id, ())):
        return True
    return any(step.text("place") for step in handling.events(office, record, "归档"))


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many are missing, and the older papers that cannot be told here."""
    out = sum(row.get("way") == OUT for row in held)
    old = sum(e.state == "issued" and not e.record for e in office.ledger.entries)
    more = f"。旧登记簿接收的 {old} 件没有文本，请在原登记簿核对" if old else ""
    return f"缺发文副本 {out} 件 · 缺收文副本 {len(held) - out} 件{more}"


REGISTER = Register(
    id="missing-copies",
    title="缺副本清单",
    en="Papers without an archive copy",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("way", "收/发", 16, "center"),
        Column("number", "文号", 50, whole=True),
        Column("title", "标题", 90),
        Column("date", "日期", 24, "center", whole=True),
        Column("party", "单位", 50),
        Column("person", "责任人", 20, "center"),
    ),
    rows=rows,
    foot=foot,
    order=60,
)
