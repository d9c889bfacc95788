"""逾期未还清单: what should be back and is not, the longest overdue first."""

from __future__ import annotations

from .. import lending
from ..custody import Custody
from ..office import Office
from . import Column, Register, Row, Tab, iso, loan_rows


def rows(office: Office) -> tuple[Row, ...]:
    """Return the loans whose last day has passed."""
    late = [(lending.overdue(told, office.as_of), told) for told in lending.out(office)]
    late = sorted((row for row in late if row[0]), key=lambda row: -row[0])
    pages = loan_rows.standing_forms(office)
    return tuple(_row(office, days, told, pages.get(told.path, "")) for days, told in late)


def _row(office: Office, days: int, told: Custody, page: str) -> Row:
    cells = {
        **loan_rows.named(office, told.path),
        **loan_rows.borrowed(office, told),
        "archive": told.archive,
        "due": iso(told.until),
        "days": str(days),
        "times": str(len(told.renewals)) if told.renewals else "",
        "reminded": f"第{loan_rows.reminders(days)}次",
    }
    tabs = (Tab("档案", told.archive), Tab("部门", cells["dept"]))
    sheets = {"since": f"{loan_rows.FORMS}{page}", "reminded": f"{loan_rows.REMINDERS}{page}"} if page else {}
    return loan_rows.row(office, told.path, cells, tabs, "overdue", sheets)


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many are late, and by how long the latest."""
    most = max((int(row.get("days")) for row in held), default=0)
    return f"逾期 {len(held)} 份" + (f" · 最长 {most} 天" if most else "")


REGISTER = Register(
    id="overdue-loans",
    title="逾期未还清单",
    en="Overdue loans",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("due", "应还", 20, "center", whole=True),
        Column("days", "逾期天数", 18, "right"),
        Column("person", "借阅人", 18, "center"),
        Column("dept", "部门", 20, "center"),
        Column("archive", "档案", 18, "center"),
        Column("number", "档号/文号", 46, whole=True),
        Column("title", "题名", 38),
        Column("copy", "份号", 10, "center"),
        Column("since", "借阅日期", 20, "center", whole=True),
        Column("times", "续借", 12, "right"),
        Column("reminded", "催还", 14, "center"),
        Column("approved", "批准人", 16, "center"),
    ),
    rows=rows,
    foot=foot,
    order=103,
    kept=("no", "number", "档案"),
    daily=True,
)
