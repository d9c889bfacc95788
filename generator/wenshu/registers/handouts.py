"""文件发放记录: every handing-over of a copy, and after each paper its balance, both equations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ..ledger_nouns import Copy, PrintRun
from ..model import Record
from ..office import Office
from . import Column, Register, Row, Tab, iso, papers

PAPER, ELECTRONIC = "纸质", "电子"
_LOST = "遗失"
_UNSIGNED = "未签收"


@dataclass(frozen=True, slots=True)
class Balance:
    """印制 = 发出 + 存档 + 余存; 发出 = 在外 + 已收回 + 遗失; 已收回 = 归档 + 销毁 (forms, computed values).

    Copies of paper only: an electronic recipient signs for the paper but holds no copy. A copy handed to
    an archive is 存档, not 发出. ``printed`` is None as long as no print run is on record.
    """

    printed: int | None
    kept: int
    sent: int
    outside: int
    archived: int
    destroyed: int
    returned: int
    lost: int

    @property
    def left(self) -> int | None:
        """余存, or None without a print run."""
        return None if self.printed is None else self.printed - self.sent - self.kept

    @property
    def holds(self) -> bool:
        """Whether both equations hold: nothing handed out that was not printed."""
        whole = self.sent == self.outside + self.returned + self.lost
        return whole and self.left is not None and self.left >= 0

    def __str__(self) -> str:
        if self.left is None:
            first = f"印制数未登记；发出{self.sent}＋存档{self.kept}"
        else:
            first = f"印制{self.printed}＝发出{self.sent}＋存档{self.kept}＋余存{self.left}"
        second = f"发出{self.sent}＝在外{self.outside}＋已收回{self.returned}＋遗失{self.lost}"
        third = f"已收回{self.returned}＝归档{self.archived}＋销毁{self.destroyed}"
        return f"{first}；{second}；{third}　{'✓' if self.holds else '✗'}"


def balance(copies: Iterable[Copy], run: PrintRun | None) -> Balance:
    """Return the balance of one paper and edition."""
    held = [c for c in copies if c.medium != ELECTRONIC]
    archive = sum(c.copies for c in held if "archive" in c.to)
    out = [c for c in held if "archive" not in c.to]
    lost = sum(c.copies for c in out if c.disposal == _LOST)
    back = [c for c in out if c.disposal != _LOST and (c.recalled or c.disposal)]
    returned = sum(c.copies for c in back)
    return Balance(
        printed=run.printed if run else None,
        kept=max(run.kept if run else 0, archive),
        sent=(sent := sum(c.copies for c in out)),
        outside=sent - returned - lost,
        archived=sum(c.copies for c in back if c.disposal == "归档"),
        destroyed=sum(c.copies for c in back if c.disposal == "销毁"),
        returned=returned,
        lost=lost,
    )


def rows(office: Office) -> tuple[Row, ...]:
    """Return the hand-overs by paper and edition, each paper's followed by its balance."""
    named = {**office.ledger.copies, **office.ledger.prints}
    records = [office.records[id_] for id_ in named if id_ in office.records]
    position = {paper.id: i for i, paper in enumerate(papers.issued(office))}
    records.sort(key=lambda r: (position.get(r.id, len(position)), r.id))
    return tuple(row for record in records for row in _paper(office, record))


def _paper(office: Office, record: Record) -> Iterator[Row]:
    by_edition = {
        edition: tuple(held)
        for edition, held in groupby(office.ledger.copies.get(record.id, ()), key=lambda c: c.edition)
    }
    runs = {run.edition: run for run in office.ledger.prints.get(record.id, ())}
    for edition in dict.fromkeys((*by_edition, *runs)):
        copies = by_edition.get(edition, ())
        for copy in copies:
            yield _row(office, record, copy)
        yield _balance_row(office, record, edition, balance(copies, runs.get(edition)))


def _row(office: Office, record: Record, copy: Copy) -> Row:
    cells = {
        **_named(office, record, copy.edition),
        "copy": f"{copy.number:02}",
        "to": _to(office, copy),
        "person": office.person(copy.received_by or copy.to.get("person", "")),
        "copies": str(copy.copies) if copy.medium != ELECTRONIC else ELECTRONIC,
        "sent": iso(copy.sent),
        "received": iso(copy.received),
        "recalled": iso(copy.recalled),
        "disposal": copy.disposal,
    }
    signed = "已签收" if copy.received else "存档" if "archive" in copy.to else _UNSIGNED
    tabs = (Tab("去处", cells["to"]), Tab("签收", signed))
    mark = "due" if signed == _UNSIGNED else ""
    return Row(cells, record.id, tabs, {"title": record.id}, mark=mark)


def _balance_row(office: Office, record: Record, edition: str, held: Balance) -> Row:
    cells = {"number": office.number(record), "title": f"平衡（版本 {edition}）：{held}"}
    mark = "balance" if held.holds else "gap"
    return Row(cells, record.id, links={"title": record.id}, mark=mark, total=True)


def _named(office: Office, record: Record, edition: str) -> dict[str, str]:
    return {"number": office.number(record), "title": papers.heading(office, record), "edition": edition}


def _to(office: Office, copy: Copy) -> str:
    """Return department or team (of a person: his), archive or organisation outside."""
    person = copy.to.get("person", "")
    if person:
        return office.company.dept_of(person, copy.sent or office.as_of)
    return copy.to.get("archive") or papers.target(office, copy.to)


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return hand-overs, those not signed for, and papers that do not balance."""
    lines = [row for row in held if not row.total]
    balances = [row for row in held if row.total]
    unsigned = sum(row.mark == "due" for row in lines)
    wrong = sum(row.mark == "gap" for row in balances)
    right = len(balances) - wrong
    return f"发放 {len(lines)} 笔 · 未签收 {unsigned} 笔 · 平衡 {right} 件 · 不平衡 {wrong} 件"


REGISTER = Register(
    id="handouts",
    title="文件发放记录",
    en="Record of papers handed out",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("number", "文号", 46, whole=True),
        Column("title", "标题", 38),
        Column("edition", "版本", 12, "center"),
        Column("copy", "分发号", 14, "center"),
        Column("to", "领用部门/班组", 28),
        Column("person", "领用人", 18, "center"),
        Column("copies", "份数", 10, "right"),
        Column("sent", "发放日期", 22, "center", whole=True),
        Column("received", "签收", 18, "center", whole=True),
        Column("recalled", "收回日期", 22, "center", whole=True),
        Column("disposal", "处置", 22, "center"),
    ),
    rows=rows,
    foot=foot,
    order=40,
)
