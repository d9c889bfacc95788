"""个人信息请求登记: every request of a data subject, by when it is answered, how it was decided."""

from __future__ import annotations

from collections.abc import Mapping

from .. import keys, numbering
from ..model import Record
from ..office import Office
from ..rules import subjects
from . import INTERNAL, Column, Register, Row, Tab, iso

_STATE, _KIND, _YEAR = "办理", "类型", "年度"
_LATE, _OPEN, _DONE = "逾期", "待答复", "已答复"


def rows(office: Office) -> tuple[Row, ...]:
    """Return one row per number of the series, void ones with their reason; those not numbered yet follow."""
    series = subjects.series(office)
    held = [e for e in office.ledger.entries if series and e.series == series.code and e.state != "reserved"]
    found = []
    for entry in sorted(held, key=lambda e: (e.year or 0, e.serial)):
        record = office.records.get(entry.record)
        number = entry.printed or (numbering.printed(series, "house", entry.year, entry.serial) if series else "")
        if record is None:
            void = "作废" if entry.state == "void" else ""
            cells = {"number": number, "decision": void, "ground": entry.reason, "received": iso(entry.date)}
            found.append(Row(cells, class_=INTERNAL, mark="void" if void else ""))
        else:
            found.append(_row(office, record, number))
    loose = (r for r in office.of(subjects.REQUESTS) if office.entry(r) is None)
    return (*found, *(_row(office, record, "未编号") for record in loose))


def _row(office: Office, request: Record, number: str) -> Row:
    due, told = subjects.due(office, request), subjects.answers(office, request)
    answered = told[-1].day("decided_on") if told else None
    first = told[0].day("decided_on") if told else None
    late = due is not None and (first > due if first else due < office.as_of)
    subject = keys.subject(office, request.text("subject"))
    made = subjects.decisions(office, request)
    cells = {
        "number": number,
        "received": iso(request.day("received")),
        "file": subjects.named(office, subject),
        "kind": request.text("kind"),
        "identity": _identity(office, request),
        "due": _due(office, request, late),
        "decision": "；".join(_decided(office, code, row) for code, row in made.items()),
        "ground": "；".join(dict.fromkeys(str(row.get("ground", "")) for row in made.values())),
        "answered": iso(answered),
        "clerk": office.person(request.text("clerk")),
    }
    state = _DONE if told else _LATE if late else _OPEN
    tabs = (Tab(_STATE, state), Tab(_KIND, cells["kind"]), Tab(_YEAR, cells["received"][:4]))
    links = {"number": request.id} | ({"answered": told[-1].id} if told else {})
    if subject in office.records:
        links["file"] = subject
    mark = "overdue" if late else "" if told else "due"
    # 核对单 of what was erased: the form of the last erasure made on this request
    erased = [r for r in office.of(subjects.ERASURES) if r.text("request") == request.id]
    forms = {"decision": places(erased[-1])} if erased else {}
    return Row(cells, request.id, tuple(tab for tab in tabs if tab.title), links, mark=mark, sheets=forms)


def places(erasure: Record) -> str:
    """Return where the list of places outside the repository lies in a site, without suffix."""
    return f"erasures/{erasure.id.rpartition('/')[2]}-places"


def _identity(office: Office, request: Record) -> str:
    told = subjects.identified(office, request)
    return f"{told.get('sort', '')} {office.person(str(told.get('by', '')))}" if told else "未核验"


def _due(office: Office, request: Record, late: bool) -> str:
    due = subjects.due(office, request)
    if due is None or not late or subjects.answers(office, request):
        return iso(due)
    return f"{iso(due)} 逾期{(office.as_of - due).days}天"


def _decided(office: Office, code: str, row: Mapping[str, object]) -> str:
    until = row.get("until")
    return f"{subjects.purpose(office, code)}：{row.get('decision', '')}" + (f"至{until}" if until else "")


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return requests in all, answered, open and late."""
    counts = {word: sum(Tab(_STATE, word) in row.tabs for row in held) for word in (_DONE, _OPEN, _LATE)}
    return " · ".join([f"请求 {sum(counts.values())} 件", *(f"{word} {n} 件" for word, n in counts.items())])


REGISTER = Register(
    id="subject-requests",
    title="个人信息请求登记",
    en="Register of data subjects' requests",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("number", "编号", 28, whole=True),
        Column("received", "收到", 24, "center", whole=True),
        Column("file", "档案号", 28),
        Column("kind", "类型", 26, "center"),
        Column("identity", "身份核验", 26),
        Column("due", "答复期限", 24, "center", ahead=True),
        Column("decision", "决定", 28),
        Column("ground", "依据", 28),
        Column("answered", "答复日期", 22, "center", whole=True),
        Column("clerk", "经办", 16, "center"),
    ),
    rows=rows,
    foot=foot,
    order=97,
    tabs=tuple(Tab(_STATE, word) for word in (_LATE, _OPEN, _DONE)),
    kept=("no", "number"),
    told="decision",
    daily=True,
)
