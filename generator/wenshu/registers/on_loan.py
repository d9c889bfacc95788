"""在借一览: who has what now, by person, standing loans among them; from the custody files alone."""

from __future__ import annotations

from .. import lending
from ..custody import Custody
from ..office import Office
from . import Column, Register, Row, Tab, iso, loan_rows

_WHO, _ARCHIVE = "借阅人", "档案"


def rows(office: Office) -> tuple[Row, ...]:
    """Return what is out, by department and borrower, oldest first."""
    pages = loan_rows.standing_forms(office)
    out = sorted(lending.out(office), key=lambda t: (t.dept, t.holder))
    return tuple(_row(office, told, pages.get(told.path, "")) for told in out)


def _row(office: Office, told: Custody, page: str) -> Row:
    state = loan_rows.standing(office, told)
    cells = {
        **loan_rows.named(office, told.path),
        **loan_rows.borrowed(office, told),
        "archive": told.archive,
        "due": iso(told.until),
        "state": f"{state}{_days(office, told)}",
    }
    tabs = (Tab("状态", state), Tab(_WHO, cells["person"]), Tab(_ARCHIVE, told.archive))
    late = state == loan_rows.LATE
    sheets = {"since": f"{loan_rows.FORMS}{page}"} if page else {}
    if page and late:
        sheets["state"] = f"{loan_rows.REMINDERS}{page}"
    return loan_rows.row(office, told.path, cells, tabs, "overdue" if late else "", sheets)


def _days(office: Office, told: Custody) -> str:
    days = lending.overdue(told, office.as_of)
    return f"{days}天" if days else ""


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return copies out, borrowers, standing loans, and those that are late."""
    people = {row.get("person") for row in held}
    late = sum(row.mark == "overdue" for row in held)
    standing = sum(told.standing for told in lending.out(office))
    return f"在借 {len(held)} 份 · 借阅人 {len(people)} 人 · 长期 {standing} 份 · 逾期 {late} 份"


REGISTER = Register(
    id="on-loan",
    title="在借一览",
    en="Who has what",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("person", "借阅人", 18, "center"),
        Column("dept", "部门", 24, "center"),
        Column("archive", "档案", 22, "center"),
        Column("number", "档号/文号", 46, whole=True),
        Column("title", "题名", 42),
        Column("copy", "份号", 10, "center"),
        Column("use", "用途", 12, "center"),
        Column("since", "借阅日期", 20, "center", whole=True),
        Column("due", "应还", 20, "center", whole=True),
        Column("approved", "批准人", 16, "center"),
        Column("state", "状态", 20, "center"),
    ),
    rows=rows,
    foot=foot,
    order=102,
    tabs=loan_rows.TABS,
    kept=("no", "number", _ARCHIVE),
    daily=True,
)
