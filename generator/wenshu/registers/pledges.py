"""保密承诺登记 (forms.md H-23): who pledged secrecy, about what, until when; who should have and did not."""

from __future__ import annotations

from ..checks import readers
from ..model import Record
from ..office import Office
from ..rules import pledges
from . import Column, Register, Row, Tab, iso

_STATE = "状态"


def rows(office: Office) -> tuple[Row, ...]:
    """Return the pledges by person, then who reads secrets without one."""
    people = {person: i for i, person in enumerate(office.company.people)}
    held = sorted(office.of("pledges"), key=lambda r: (people.get(r.text("person"), 999), _signed(office, r), r.id))
    lacking = [_lacking(office, person, titles) for person, titles in readers.lacking(office).items()]
    return (*(_row(office, record) for record in held), *lacking)


def _signed(office: Office, record: Record) -> str:
    return iso(office.signed_on(record))


def _row(office: Office, record: Record) -> Row:
    state = pledges.state(office, record)
    last = pledges.ends(office, record)
    years = record.text("years")
    cells = {
        "name": office.person(record.text("person")),
        "dept": record.text("dept"),
        "post": record.text("post"),
        "title": "、".join(map(str, record.rows("may_know"))),
        "signed": _signed(office, record),
        "until": iso(last) or f"离任后{years}年",
        "state": state,
    }
    mark = {pledges.OVER: "overdue", pledges.WITHDRAWN: "void", pledges.UNSIGNED: "due"}.get(state, "")
    return Row(cells, record.id, (Tab(_STATE, state),), {"name": record.id}, mark=mark)


def _lacking(office: Office, person: str, titles: tuple[str, ...]) -> Row:
    company = office.company
    cells = {
        "name": office.person(person),
        "dept": company.dept_of(person, office.as_of),
        "post": company.post_of(person, office.as_of),
        "title": f"（读者：{'、'.join(titles)}）",
        "signed": "", "until": "",
        "state": pledges.MISSING,
    }  # fmt: skip
    return Row(cells, "", (Tab(_STATE, pledges.MISSING),), mark="gap")


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many there are of each state."""
    states = (pledges.VALID, pledges.STAYS, pledges.UNSIGNED, pledges.OVER, pledges.WITHDRAWN, pledges.MISSING)
    counts = {state: sum(row.get("state") == state for row in held) for state in states}
    return " · ".join(f"{state} {n}" for state, n in counts.items() if n or state in (pledges.VALID, pledges.MISSING))


REGISTER = Register(
    id="pledges",
    title="保密承诺登记",
    en="Pledges of secrecy",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("name", "姓名", 26, "center"),
        Column("dept", "部门", 34, "center"),
        Column("post", "岗位", 34, "center"),
        Column("title", "可知悉范围", 70),
        Column("signed", "签署", 26, "center", whole=True),
        Column("until", "有效至", 26, "center", ahead=True),
        Column("state", "状态", 34, "center"),
    ),
    rows=rows,
    foot=foot,
    order=95,
    tabs=tuple(Tab(_STATE, s) for s in (
        pledges.VALID, pledges.STAYS, pledges.MISSING, pledges.OVER, pledges.UNSIGNED, pledges.WITHDRAWN,
    )),
    daily=True,
)  # fmt: skip
