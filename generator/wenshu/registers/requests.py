"""文件修改申请登记: every request to change a paper, a template or a rule, from git history and the ledger.

Undecided ones stand on top; refused and withdrawn ones stay, with what was said to them.
"""

from __future__ import annotations

from datetime import date

from .. import requests
from ..model import Record
from ..office import Office
from ..requests import Asked
from . import Column, Register, Row, Tab, iso, papers

_RESULT, _YEAR, _PAPER = "结果", "年度", "文件"
_ORDER = (requests.PENDING, requests.STALE, requests.DECIDED, requests.UNDECIDED, "同意", "修改后同意", "退回", "撤回")


def rows(office: Office) -> tuple[Row, ...]:
    """Return one row per request: undecided first, then decided ones, the newest first."""
    return tuple(_row(office, asked) for asked in requests.all(office))


def _row(office: Office, asked: Asked) -> Row:
    record = requests.record(office, asked)
    cells = {
        "number": requests.number(office, asked),
        "asked_on": iso(asked.asked_on),
        "dept": office.company.dept_of(asked.asked_by, asked.asked_on or office.as_of),
        "asked_by": asker(office, asked),
        "paper": named(office, asked),
        "title": papers.heading(office, record) if record else _FILES.get(asked.about.partition("/")[0], "公司档案"),
        "kind": asked.kind,
        "reason": _reason(asked),
        "result": asked.result,
        "decided_on": iso(asked.decided_on),
        "edition": asked.edition,
        "effective": iso(_effective(asked)),
    }
    tabs = (Tab(_RESULT, asked.result), Tab(_PAPER, cells["paper"]), Tab(_YEAR, cells["asked_on"][:4]))
    links = {"paper": record.id, "title": record.id} if record else {}
    mark = {requests.STALE: "overdue", requests.PENDING: "due", requests.UNDECIDED: "overdue"}.get(asked.result, "")
    class_ = requests.class_of(office, asked)
    own = "" if record else class_
    # a request may be kept from readers of its paper: it told of what they do not see there
    about = asked.entry.path if asked.entry and asked.entry.path in office.hidden else record.id if record else ""
    return Row(
        cells, about, tabs, links, own, mark, sheets={"number": asked.page}, sheet_class=class_
    )


_FILES = {"templates": "模板", "schemas": "结构文件"}


def asker(office: Office, asked: Asked) -> str:
    """Return who asked, and who entered it where that was another person."""
    name = office.person(asked.asked_by)
    typed = office.person(asked.typed_by)
    return name if not typed or asked.typed_by == asked.asked_by else f"{name}（{typed}录入）"


def named(office: Office, asked: Asked) -> str:
    """Return the number of the paper, or the path of another file."""
    record: Record | None = requests.record(office, asked)
    return office.name(record) if record else asked.about


def _reason(asked: Asked) -> str:
    if asked.opinion and asked.result not in requests.AGREED:
        return f"{asked.reason}（{asked.result}：{asked.opinion}）"
    return asked.reason


def _effective(asked: Asked) -> date | None:
    if asked.result in requests.AGREED:
        return asked.effective or asked.decided_on
    return None if asked.entry else asked.effective


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many were decided and how; without history, that undecided ones are not known."""
    counts: dict[str, int] = {}
    for row in held:
        counts[row.get("result")] = counts.get(row.get("result"), 0) + 1
    told = " · ".join(f"{result} {n} 件" for result, n in counts.items())
    if office.past.state == "whole":
        return f"共 {len(held)} 件" + (f" · {told}" if told else "")
    return f"共 {len(held)} 件" + (f" · {told}" if told else "") + "。没有 git 历史：待批的申请和录入人无从知道"


REGISTER = Register(
    id="requests",
    title="文件修改申请登记",
    en="Register of revision requests",
    columns=(
        Column("number", "申请号", 26, whole=True),
        Column("asked_on", "日期", 20, "center", whole=True),
        Column("dept", "部门", 20),
        Column("asked_by", "申请人", 16, "center"),
        Column("paper", "文件编号", 46),
        Column("title", "名称", 28),
        Column("kind", "类别", 12, "center"),
        Column("reason", "原因", 26),
        Column("result", "结果", 14, "center"),
        Column("decided_on", "批准日期", 20, "center", whole=True),
        Column("edition", "新版本", 12, "center"),
        Column("effective", "生效", 20, "center", whole=True, ahead=True),
    ),
    rows=rows,
    foot=foot,
    order=52,
    tabs=tuple(Tab(_RESULT, r) for r in _ORDER),
    kept=("number", _YEAR),
    continuous=True,
)
