"""What the registers of loans share: a row of 借阅登记簿 (forms.md H-8), a gap in the log, the note without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from .. import lending, loans, zh
from ..custody import FOLDER, Custody
from ..loans import Event, Loan
from ..model import EMPTY
from ..office import Office
from . import Column, Row, Tab, iso

ON_LOAN, LATE, AGAIN, BACK, LOST, PASSED = "在借", "逾期", "续借", "已还", "遗失", "未见归还"
STANDING, MISSING = "长期", "缺登记"
ENTERED_LATE, CORRECTED = "补登", "更正"
TABS = tuple(Tab("状态", word) for word in (ON_LOAN, LATE, AGAIN, STANDING, BACK, LOST, PASSED, MISSING))
FORMS, REMINDERS = "loans/", "reminders/"
"""Folders of the pages of 借阅申请单 and 催还通知单."""
REMIND_DAYS: Final = 7
"""A reminder is due on the first day a loan is late, and again after each so many days (our choice)."""
SECRET = "商业秘密（普通）"
"""The class of a loan of what is not there any more: its own class cannot be asked."""

COLUMNS = (
    Column("no", "序号", 9, "center"),
    Column("since", "借阅日期", 20, "center", whole=True),
    Column("number", "档号/文号", 46, whole=True),
    Column("title", "题名", 36),
    Column("copy", "份号", 9, "center"),
    Column("person", "借阅人", 15, "center"),
    Column("dept", "部门", 16, "center"),
    Column("use", "用途", 11, "center"),
    Column("approved", "批准人", 15, "center"),
    Column("due", "应还", 20, "center", whole=True),
    Column("returned", "归还", 20, "center", whole=True),
    Column("condition", "状况", 12, "center"),
    Column("received", "接收人", 15, "center"),
    Column("state", "状态", 16, "center"),
)


def rows(office: Office, register: str = "") -> tuple[Row, ...]:
    """Return the loans, newest first, and among them the gaps of the log.

    Args:
        register: title of the register of its own that an archive names; ``""`` takes every loan.
    """
    told = loans.log(office)
    pages = {id(loan): path for loan, path in forms(office, told.loans)}
    found = [(loan.lent.since or loan.events[0].recorded.date(), n, _row(office, loan, pages.get(id(loan), "")))
             for n, loan in enumerate(told.loans) if _of(office, loan.lent.archive, register)]  # fmt: skip
    found += [(event.recorded.date(), n, _gap(office, event)) for n, event in enumerate(told.events)
              if event.kind == loans.GAP and _of(office, archive(event.path), register)]  # fmt: skip
    found.sort(key=lambda row: row[:2], reverse=True)
    return tuple(row for _, _, row in found)


def known(office: Office) -> tuple[Loan, ...]:
    """Return the loans of the log; without a history, those that the custody files of today speak of."""
    log = loans.log(office)
    return log.loans if log.state == "whole" else tuple(Loan(told, ()) for told in lending.out(office))


def forms(office: Office, found: Iterable[Loan]) -> list[tuple[Loan, str]]:
    """Return each loan with the path of its form below its folder; none of what is no record any more."""
    before: Counter[tuple[str, str]] = Counter()
    told = []
    for loan in found:
        lent = loan.lent
        if lent.record in office.records:
            day = number(lent)
            told.append((loan, f"{lent.archive}/{lent.record}/{number(lent, before[lent.path, day])}"))
            before[lent.path, day] += 1
    return told


def standing_forms(office: Office) -> Mapping[str, str]:
    """Return the paths of the forms of what is out, by custody file."""
    return {loan.lent.path: path for loan, path in forms(office, known(office)) if loan.open}


def number(told: Custody, before: int = 0) -> str:
    """Return what a loan is called beside its item: day and copy, and which of that day if it is not the first.

    ``20260312-02``; ``20260312-02-2`` for the second loan of the second copy on one day.
    """
    day = zh.archive_date(told.since) if told.since else "00000000"
    return f"{day}-{told.copy:02}" + (f"-{before + 1}" if before else "")


def reminders(late: int) -> int:
    """Return how many reminders a loan so many days late has earned, 0 if it is not late."""
    return (late + REMIND_DAYS - 1) // REMIND_DAYS


def _of(office: Office, name: str, register: str) -> bool:
    known = office.company.archives.get(name)
    return not register or (known is not None and known.register == register)


def archive(path: str) -> str:
    """Return the archive a custody file belongs to, by its path."""
    return path.removeprefix(FOLDER).partition("/")[0]


def item(path: str) -> str:
    """Return the record id a custody file belongs to, by its path."""
    return path.removeprefix(FOLDER).partition("/")[2].rpartition("/")[0]


def named(office: Office, path: str) -> dict[str, str]:
    """Return number, title and copy of what a custody file is about."""
    record = office.records.get(item(path))
    copy = path.removesuffix(".yaml").rpartition("/")[2]
    if record is None:
        return {"number": "", "title": item(path), "copy": copy}
    return {"number": lending.call_number(office, record), "title": office.title(record), "copy": copy}


def row(
    office: Office,
    path: str,
    cells: dict[str, str],
    tabs: tuple[Tab, ...],
    mark: str = "",
    sheets: Mapping[str, str] = EMPTY,
) -> Row:
    """Return a row that follows the class of what was lent; its forms do so too."""
    record = office.records.get(item(path))
    if record is None:
        return Row(cells, "", tabs, EMPTY, SECRET, mark)
    return Row(cells, record.id, tabs, {"title": record.id}, lending.class_of(office, record), mark, sheets=sheets)


def _row(office: Office, loan: Loan, page: str) -> Row:
    told, end = loan.lent, loan.back
    state = state_of(office, loan)
    cells = {
        **named(office, told.path),
        **borrowed(office, told),
        "due": iso(told.until) or (STANDING if told.standing else ""),
        "returned": iso(end.returned_on if end else None),
        "condition": end.condition if end else LOST if loan.lost else told.condition,
        "received": office.person(end.received_by if end else loan.lost.received_by if loan.lost else ""),
        "state": "·".join((state, *marks(loan))),
    }
    tabs = [Tab("状态", state), *([Tab("状态", ON_LOAN)] if state in (LATE, AGAIN, STANDING) else [])]
    tabs += [Tab("登记", mark) for mark in marks(loan)]
    colour = {LATE: "overdue", LOST: "void", PASSED: "gap"}.get(state, "")
    sheets = {"since": f"{FORMS}{page}"} if page else EMPTY
    return row(office, told.path, cells, (*tabs, Tab("档案", told.archive)), colour, sheets)


def borrowed(office: Office, told: Custody) -> dict[str, str]:
    """Return the cells that say who borrowed, when, what for and by whose leave."""
    return {
        "since": iso(told.since),
        "person": told.outsider.name if told.outsider else office.person(told.holder),
        "dept": told.outsider.unit if told.outsider else told.team or told.dept,
        "use": told.use,
        "approved": office.person(told.approved_by) or ("未经批准" if told.out else ""),
    }


def state_of(office: Office, loan: Loan) -> str:
    """Return 在借, 逾期, 续借, 长期, 已还, 遗失 or 未见归还, on the as-of day."""
    if loan.back:
        return BACK
    if loan.lost:
        return LOST
    if loan.passed_on:
        return PASSED
    return standing(office, loan.lent)


def standing(office: Office, told: Custody) -> str:
    """Return how a loan stands that is not back: 逾期, 长期, 续借 or 在借."""
    if lending.overdue(told, office.as_of):
        return LATE
    return STANDING if told.standing else AGAIN if told.renewals else ON_LOAN


def marks(loan: Loan) -> tuple[str, ...]:
    """Return 补登 and 更正, where an entry of the loan was late or corrected."""
    late = any(e.late for e in loan.events if e.kind not in (loans.CORRECTED, loans.GAP))
    mended = any(e.kind in (loans.CORRECTED, loans.CHANGED) for e in loan.events)
    return (*((ENTERED_LATE,) if late else ()), *((CORRECTED,) if mended else ()))


def _gap(office: Office, event: Event) -> Row:
    cells = {**named(office, event.path), "since": iso(event.recorded.date()), "state": MISSING}
    cells["title"] += f"：{gap(event)}"
    return row(office, event.path, cells, (Tab("状态", MISSING), Tab("档案", archive(event.path))), "gap")


def gap(event: Event) -> str:
    """Return in a few words what is wrong with an event that no verb made."""
    commit = event.commit[:10]
    if event.problem is loans.MERGED:
        return f"提交 {commit} 合并掉了 {event.missing} 次登记"
    if event.problem is loans.DELETED:
        return f"提交 {commit} 删除了借阅现况"
    if event.problem is loans.UNREAD:
        return f"提交 {commit} 的内容读不出"
    return f"提交 {commit} 改动了借阅现况，没有算作登记"


def without_history(office: Office) -> str:
    """Return why a register of loans cannot be made, or ``""``."""
    if loans.log(office).state == "shallow":
        return "这个仓库只取了最近的一段历史，借阅登记簿做不出来：请运行 git fetch --unshallow"
    if loans.log(office).state == "none":
        return "没有 git 历史，以往的借阅无从得出；现在谁借着，见在借一览"
    return ""


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many loans there are, how many stand, are late, were entered late or corrected."""
    if told := without_history(office):
        return told

    def count(word: str) -> int:
        return sum(any(tab.title == word for tab in r.tabs) for r in held)

    gaps = f" · 缺登记 {count(MISSING)} 处" if count(MISSING) else ""
    return (
        f"借阅 {len(held) - count(MISSING)} 次 · 在借 {count(ON_LOAN)} 份 · 逾期 {count(LATE)} 份 · "
        f"补登 {count(ENTERED_LATE)} 次 · 更正 {count(CORRECTED)} 次{gaps}"
    )
