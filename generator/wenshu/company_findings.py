"""What in the company file contradicts itself: names that are not registered, periods that cross, number
forms that cannot be read, people who have left and still hold a post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .company import ROLES, Company, likely
from .diagnostics import Code, Finding, Severity
from .model import Pointer, RawRecord
from .yamlread import at

PATH = "records/company.yaml"
SCHEMA = "schemas/company.yaml"

UNKNOWN = Code(
    "COM01", Severity.ERROR,
    "{what}“{value}”在公司档案里没有登记",
    "the {what_en} \"{value}\" is not in the company file",
    "先在 records/company.yaml 里登记，或改成已有的名称。{likely}",
    "Register it in records/company.yaml first, or use one that is there. {likely}",
)  # fmt: skip
TWICE = Code(
    "COM02", Severity.ERROR,
    "{what}“{value}”登记了两次",
    "the {what_en} \"{value}\" is registered twice",
    "只留一处，删去或改名另一处；一个邮箱只能是一个人的。",
    "Keep one and take out or rename the other; an e-mail belongs to one person.",
)  # fmt: skip
PERIOD = Code(
    "COM03", Severity.ERROR,
    "{what}的起止日期颠倒或重叠（{value}）",
    "the periods of {what_en} are reversed or overlap ({value})",
    "止日（until）不得早于起日（from）；信笺按时间先后排列，前一期的止日是后一期起日的前一天。",
    "An end must not lie before its start; a letterhead ends on the day before the next one begins.",
)  # fmt: skip
FORM = Code(
    "COM04", Severity.ERROR,
    "系列“{series}”的文号写法“{value}”不能用：{why}",
    "series \"{series}\" has a number form that cannot be used: \"{value}\": {why_en}",
    "年份写 {{year}}，流水号写 {{serial}} 或 {{serial:03}}（三位，不足补零），"
    "例如 某公司(销)字第[{{year}}]{{serial:03}}号。",
    "Write {{year}} for the year, {{serial}} or {{serial:03}} for the serial, like S[{{year}}]{{serial:03}}.",
)  # fmt: skip
NO_LETTERHEAD = Code(
    "COM05", Severity.ERROR,
    "公司档案里没有 {value} 那天的信笺（公司名称、地址、电话）",
    "the company file has no letterhead for {value}",
    "在 letterheads 里把前一期的止日（until）改到后一期起日的前一天，或补上中间的一期。",
    "Let the period before it end on the day before the next begins, or add the period between.",
)  # fmt: skip
NO_SCHEMA = Code(
    "COM06", Severity.ERROR,
    "公司档案的结构文件不见了或读不出，公司档案和全部记录都没有核对",
    "the schema of the company file is missing or broken: neither the company nor any record was checked",
    "用 git restore schemas/company.yaml 恢复；它是程序自带的，不用改。",
    "Restore schemas/company.yaml from history; it comes with the program and is not edited.",
)  # fmt: skip
NO_COMPANY = Code(
    "COM07", Severity.ERROR,
    "公司档案不见了或读不出，全部记录都没有核对",
    "the company file is missing or cannot be read: no record was checked",
    "先改正这个文件的其他错误；文件不在了，就用 git restore records/company.yaml 恢复。",
    "Mend the other errors of this file first; if it is gone, restore records/company.yaml from history.",
)  # fmt: skip
LOOP = Code(
    "COM08", Severity.ERROR,
    "部门“{value}”的上级部门转了一圈又回到它自己：{way}",
    "the departments above \"{value}\" lead back to itself: {way}",
    "改正其中一个部门的上级部门（parent）；最上一级的部门不写上级。",
    "Mend the parent of one of them; the topmost department has none.",
)  # fmt: skip
LEFT = Code(
    "COM09", Severity.WARNING,
    "“{person}”的状态是{status}，岗位“{value}”却没有写止日",
    "\"{person}\" has left ({status}), but the post \"{value}\" has no end",
    "在这个岗位下补写任职止（until），否则他仍会被当作这个岗位的签批人。",
    "Add the last day (until) to this post, else he still counts as the one who signs for it.",
)  # fmt: skip

GONE = frozenset({"离职", "退休"})
"""Statuses of people who hold no post any more."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_POST, _DEPT = ("岗位", "post"), ("部门", "department")
_LISTS = {
    "departments": _DEPT, "posts": _POST, "archives": ("档案", "archive"),
    "meeting_types": ("会议类型", "type of meeting"), "audiences": ("读者", "audience"),
    "series": ("系列", "series"),
}  # fmt: skip
_Reference = tuple[Pointer, tuple[str, str], str, Iterable[str]]
"""Where, what (zh, en), the name written, the names there are."""


def unread(raw: RawRecord | None, schema: bool) -> tuple[Finding, ...]:
    """Say why there is no company to speak of: its file, its schema, or neither cannot be read."""
    lacking = () if raw is not None else (NO_COMPANY.at(PATH),)
    return (*lacking, *(() if schema else (NO_SCHEMA.at(SCHEMA),)))


def contradictions(company: Company, values: Mapping[str, Any], raw: RawRecord) -> tuple[Finding, ...]:
    """Say what in the company file contradicts itself.

    Args:
        values: the typed values the company was made of.
        raw: the file, for lines and columns.
    """
    tests = (_unknowns, _repeats, _tenures, _letterheads, _departments, _forms)
    return tuple(finding for test in tests for finding in test(company, values, raw))


def _unknowns(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for pointer, (what, what_en), value, known in _references(company, values):
        if value and value not in known:
            near = likely(value, known)
            yield UNKNOWN.at(at(raw, pointer), what=what, what_en=what_en, value=value, likely=near)


def _references(company: Company, values: Mapping[str, Any]) -> Iterator[_Reference]:
    posts, depts = company.posts, company.departments
    signing = {*posts, *ROLES}
    fields = {
        "departments": (("head", _POST, posts), ("parent", _DEPT, depts), ("successor", _DEPT, depts)),
        "posts": (("dept", _DEPT, depts),),
        "series": (("dept", _DEPT, depts), ("allots", _POST, posts)),
        "archives": (("keeper", _POST, posts), ("approver", _POST, posts)),
        "meeting_types": (("approver", _POST, signing), ("dept", _DEPT, depts)),
    }  # fmt: skip
    for top, wanted in fields.items():
        for i, row in enumerate(values.get(top, ())):
            for key, what, known in wanted:
                yield (top, i, key), what, row.get(key, ""), known
    for key, person in values.get("people", {}).items():
        yield ("people", key, "dept"), _DEPT, person.get("dept", ""), depts
        for i, held in enumerate(person.get("posts", ())):
            yield ("people", key, "posts", i, "post"), _POST, held.get("post", ""), posts
    for i, archive in enumerate(values.get("archives", ())):
        for j, rule in enumerate(archive.get("approvers", ())):
            where = ("archives", i, "approvers", j)
            yield (*where, "approver"), _POST, rule.get("approver", ""), posts
            for k, meeting in enumerate(rule.get("meeting_types", ())):
                told = _LISTS["meeting_types"]
                yield (*where, "meeting_types", k), told, meeting, company.meeting_types
    for i, series in enumerate(values.get("series", ())):
        for j, step in enumerate(series.get("chain", ())):
            yield ("series", i, "chain", j, "post"), _POST, step.get("post", ""), signing


def _repeats(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for top, (what, what_en) in _LISTS.items():
        field = "code" if top == "series" else "name"
        seen: set[str] = set()
        for i, row in enumerate(values.get(top, ())):
            name = row.get(field, "")
            if name in seen:
                yield TWICE.at(at(raw, (top, i, field)), what=what, what_en=what_en, value=name)
            seen.update([name] if name else [])
    owners: dict[str, str] = {}
    for person in company.people.values():
        for i, email in enumerate(person.emails):
            if owners.setdefault(email, person.id) != person.id:
                where = at(raw, ("people", person.id, "emails", i))
                yield TWICE.at(where, what="提交用的邮箱", what_en="e-mail", value=email)


def _tenures(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for key, person in company.people.items():
        for i, held in enumerate(person.posts):
            where = at(raw, ("people", key, "posts", i))
            if _reversed(held.since, held.until):
                who = {"what": f"{person.name}任{held.post}", "what_en": f"{person.name} as {held.post}"}
                yield PERIOD.at(where, None, **who, value=_span(held.since, held.until))
            if person.status in GONE and held.until is None:
                yield LEFT.at(where, person=person.name, status=person.status, value=held.post)


def _letterheads(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    before: date | None = None
    for i, (since, until, _) in enumerate(company.letterheads):
        where = at(raw, ("letterheads", i))
        if _reversed(since, until) or (i and (since is None or (before or date.max) >= since)):
            yield PERIOD.at(where, what="信笺", what_en="the letterheads", value=_span(since, until))
        elif before is not None and since is not None and since - before > timedelta(days=1):
            yield NO_LETTERHEAD.at(where, value=before + timedelta(days=1))
        before = until


def _departments(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for i, row in enumerate(values.get("departments", ())):
        name = row.get("name", "")
        if _reversed(row.get("from"), row.get("until")):
            span = _span(row["from"], row["until"])
            yield PERIOD.at(at(raw, ("departments", i)), what=f"部门“{name}”", what_en=name, value=span)
        way = [name]
        while (above := company.departments.get(way[-1])) and above.parent and above.parent not in way:
            way.append(above.parent)
        if above and above.parent == name:
            told = " → ".join((*way, name))
            yield LOOP.at(at(raw, ("departments", i, "parent")), value=name, way=told)


def _forms(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for i, series in enumerate(values.get("series", ())):
        yearly = series.get("restart", "year") == "year"
        for layout, form in series.get("forms", {}).items():
            why, why_en = _misformed(form, yearly and layout != "short")
            if why:
                told = {"series": series.get("code", ""), "value": form, "why": why, "why_en": why_en}
                yield FORM.at(at(raw, ("series", i, "forms", layout)), None, **told)


def _misformed(form: str, yearly: bool) -> tuple[str, str]:
    """Return what is wrong with a printed form, in both languages; empty where nothing is."""
    fields = _PLACEHOLDER.findall(form)
    serials = [f for f in fields if re.fullmatch("serial(:0[0-9])?", f)]
    strange = next((f for f in fields if f != "year" and f not in serials), None)
    if strange is not None or re.search("[{}]", _PLACEHOLDER.sub("", form)):
        return f"不认识“{{{strange or ''}}}”", f"\"{{{strange or ''}}}\" is not known"
    if len(serials) != 1:
        return f"流水号应当恰好写一次，现在写了 {len(serials)} 次", f"the serial stands {len(serials)} times"
    if yearly and "year" not in fields:
        return "每年重新起号的系列要写年份", "a series that restarts each year needs the year"
    return "", ""


def _reversed(since: date | None, until: date | None) -> bool:
    return since is not None and until is not None and until < since


def _span(since: date | None, until: date | None) -> str:
    return f"{since or ''}—{until or ''}"
