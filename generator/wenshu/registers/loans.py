"""借阅登记簿: every loan of every archive, from git history (forms.md H-8)."""

from __future__ import annotations

from . import Register, loan_rows

REGISTER = Register(
    id="loans",
    title="借阅登记簿",
    en="Register of loans",
    columns=loan_rows.COLUMNS,
    rows=loan_rows.rows,
    foot=loan_rows.foot,
    order=100,
    tabs=loan_rows.TABS,
    kept=("no", "number", "档案"),
    daily=True,
)
