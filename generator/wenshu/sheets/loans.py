"""Forms of borrowing (forms.md A14): 借阅申请单 of each loan, 代卷卡 of what is out, 催还通知单 of what is late."""

from __future__ import annotations

from collections.abc import Iterator

from .. import lending, loan_forms
from ..custody import Custody
from ..loans import Loan
from ..office import Office
from ..registers import CLASSES, INTERNAL, loan_rows
from . import Sheet

BLANK = ("forms/loan", "借阅申请单")
CARD, REMINDER = "代卷卡", "催还通知单"


def SHEETS(office: Office) -> Iterator[Sheet]:
    """Yield the empty form, the forms of all loans that history or the shelf knows, cards and reminders."""
    yield Sheet(BLANK[0], "loan", loan_forms.blank(office), BLANK[1], class_=INTERNAL, page=False)
    for loan, path in loan_rows.forms(office, loan_rows.known(office)):
        told = loan.lent
        yield _form(office, loan, path)
        if loan.open:
            yield _card(office, path, told)
            if lending.overdue(told, office.as_of):
                yield _reminder(office, path, told)


def _form(office: Office, loan: Loan, path: str) -> Sheet:
    told, number = loan.lent, path.rpartition("/")[2]
    view = loan_forms.form(office, loan, number)
    meta = (("状态", view["state"]), ("档号·文号", view["item"]), ("份号", view["copy"]), ("档案", told.archive))
    links = (("借阅物", view["title"], told.record),)
    title = f"借阅申请单 {view['item']} {number}"
    class_ = _class(office, told)
    card = ((CARD, f"{number}-card"),) if loan.open else ()
    return Sheet(f"{loan_rows.FORMS}{path}", "loan", view, title, told.record, class_, meta, links, beside=card)


def _card(office: Office, path: str, told: Custody) -> Sheet:
    view = loan_forms.card(office, told)
    title, class_ = f"{CARD} {view['item']}", _class(office, told)
    return Sheet(f"{loan_rows.FORMS}{path}-card", "loan-card", view, title, told.record, class_, page=False)


def _reminder(office: Office, path: str, told: Custody) -> Sheet:
    """Return the reminder; it has a page, to which the list of what is late leads."""
    view = loan_forms.reminder(office, told)
    meta = (("借阅人", view["borrower"]), ("应还日期", view["due"]), ("逾期", view["late"]), ("催还", view["reminded"]))
    links = (("借阅物", view["title"], told.record),)
    title, class_ = f"{REMINDER} {view['item']} {path.rpartition('/')[2]}", _class(office, told)
    return Sheet(f"{loan_rows.REMINDERS}{path}", "loan-reminder", view, title, told.record, class_, meta, links)


def _class(office: Office, told: Custody) -> str:
    """Return the class of a loan's forms: that of the thing, at least 内部资料, for they name a borrower."""
    own = lending.class_of(office, office.records[told.record])
    return max(own, INTERNAL, key=CLASSES.index) if own in CLASSES else own
