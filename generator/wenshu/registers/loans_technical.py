"""技术资料借用登记: the loans of those archives that name this register as their own (company file)."""

from __future__ import annotations

from ..office import Office
from . import Register, Row, loan_rows

TITLE = "技术资料借用登记"


def rows(office: Office) -> tuple[Row, ...]:
    """Return the loans of technical papers, newest first."""
    return loan_rows.rows(office, TITLE)


REGISTER = Register(
    id="loans-technical",
    title=TITLE,
    en="Register of technical papers lent",
    columns=loan_rows.COLUMNS,
    rows=rows,
    foot=loan_rows.foot,
    order=101,
    tabs=loan_rows.TABS,
    kept=("no", "number", "档案"),
    daily=True,
)
