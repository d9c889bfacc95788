"""Forms of borrowing (forms.md A14): 借阅申请单 of each loan, 代卷卡 of what is out, 催还通知单 of what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .. import lending, loan_forms, loans
from ..custody import Custody
from ..loans import Loan
from ..office import Office
from ..registers import CLASSES, INTERNAL
from . import DAILY, Sheet

FOLDER = "loans/"


def SHEETS(office: Office) -> Iterator[Sheet]:
    """Yield the empty form, the forms of all loans that history or the shelf knows, cards and reminders."""
    yield Sheet("forms/loan", "loan", loan_forms.blank(office), "借阅申请单", class_=INTERNAL, page=False)
    before: Counter[tuple[str, str]] = Counter()
    for loan in _loans(office):
        told = loan.lent
        number = loan_forms.number(told)
        number = loan_forms.number(told, before[told.path, number])
        before[told.path, loan_forms.number(told)] += 1
        path = f"{told.archive}/{told.record}/{number}"
        yield _form(office, loan, path, number)
        if loan.open:
            yield _slip(office, f"{FOLDER}{path}-card", "loan-card", loan_forms.card(office, told), told)
            if lending.overdue(told, office.as_of):
                view = loan_forms.reminder(office, told)
                yield _slip(office, f"{DAILY}{path}", "loan-reminder", view, told)


def _loans(office: Office) -> Iterator[Loan]:
    """Yield the loans of the log; without a history, those that the custody files of today speak of."""
    log = loans.log(office)
    found = log.loans if log.state == "whole" else (Loan(told, ()) for told in lending.out(office))
    yield from (loan for loan in found if loan.lent.record in office.records)


def _form(office: Office, loan: Loan, path: str, number: str) -> Sheet:
    told = loan.lent
    view = loan_forms.form(office, loan, number)
    meta = (("状态", view["state"]), ("档号·文号", view["item"]), ("份号", view["copy"]), ("档案", told.archive))
    links = (("借阅物", view["title"], told.record),)
    title = f"借阅申请单 {view['item']} {number}"
    return Sheet(f"{FOLDER}{path}", "loan", view, title, told.record, _class(office, told), meta, links)


def _slip(office: Office, path: str, template: str, view: Mapping[str, Any], told: Custody) -> Sheet:
    return Sheet(path, template, view, f"{view['item']}", told.record, _class(office, told), page=False)


def _class(office: Office, told: Custody) -> str:
    """Return the class of a loan's forms: that of the thing, at least 内部资料, for they name a borrower."""
    own = lending.class_of(office, office.records[told.record])
    return max(own, INTERNAL, key=CLASSES.index) if own in CLASSES else own
