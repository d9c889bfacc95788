"""What a record refers to must exist: people, departments, posts, series, records, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .. import elsewhere
from ..company import likely
from ..diagnostics import Code, Finding, Severity
from ..model import Record
from ..office import Office, leaves

NOBODY = Code(
    "REF01", Severity.ERROR,
    "“{label}”里的人“{value}”不在公司档案里",
    "{label}: \"{value}\" is nobody in the company file",
    "写公司档案 people 里的姓名（同名的写全键名）；外单位的人写在来宾栏。{likely}",
    "Write a key of `people` in the company file; outsiders go into the guests' field. {likely}",
)  # fmt: skip
NO_DEPT = Code(
    "REF02", Severity.ERROR,
    "“{label}”里的“{value}”不是公司的部门、岗位、档案或系列",
    "{label}: \"{value}\" is no department, post, archive or series of the company",
    "写公司档案里登记的名称。{likely}",
    "Write a name registered in the company file. {likely}",
)  # fmt: skip
NO_RECORD = Code(
    "REF03", Severity.ERROR,
    "“{label}”引用的“{value}”找不到",
    "{label}: \"{value}\" is no record",
    "写记录的编号路径（如 documents/2026/spring-stock）、其末段或文号。{likely}",
    "Write a record's id, its unique tail, or its number as printed. {likely}",
)  # fmt: skip
WRONG_KIND = Code(
    "REF04", Severity.ERROR,
    "“{label}”引用的“{value}”是{found}，这里只能引用{allowed}",
    "{label}: \"{value}\" is a {found}; only {allowed} can be named here",
    "改为引用允许的种类。",
    "Refer to a record of an allowed kind.",
)  # fmt: skip
NOT_THEN = Code(
    "REF05", Severity.WARNING,
    "“{label}”里的部门“{value}”在 {on} 已撤销或尚未设立",
    "{label}: department \"{value}\" did not exist on {on}",
    "改写当时的部门名称；继任部门见公司档案。",
    "Name the department of that day; see its successor in the company file.",
)  # fmt: skip


def _references(office: Office, record: Record) -> Iterator[Finding]:
    for pointer, schema, value in leaves(office.kinds[record.kind].schema, record.values):
        reference = schema.get("x-ref")
        if reference and isinstance(value, str) and value:
            yield from _one(office, record, pointer, schema, str(reference), value)


def _one(
    office: Office, record: Record, pointer: Any, schema: Any, reference: str, value: str
) -> Iterable[Finding]:
    company = office.company
    label = schema.get("title", pointer[-1])
    if reference == "person":
        if value not in company.people:
            yield NOBODY.at(
                office.place(record, *pointer), label=label, value=value, likely=likely(value, company.people)
            )
    elif reference in ("record", "decision"):
        yield from _record(office, record, pointer, schema, value, label)
    else:
        known = {
            "dept": company.departments, "post": company.posts, "archive": company.archives,
            "series": company.series, "kind": office.kinds, "audience": company.audiences,
        }.get(reference)  # fmt: skip
        if known is None:
            return  # a reference to what there is not: the schema's own finding
        if value not in known:
            place = office.place(record, *pointer)
            yield NO_DEPT.at(place, label=label, value=value, likely=likely(value, known))
        elif reference == "dept":
            dept, on = company.departments[value], office.on(record)
            if (dept.since and on < dept.since) or (dept.until and dept.until < on):
                yield NOT_THEN.at(office.place(record, *pointer), label=label, value=value, on=on)


def _record(
    office: Office, record: Record, pointer: Any, schema: Any, value: str, label: str
) -> Iterable[Finding]:
    decision = schema.get("x-ref") == "decision"
    target = office.find(value) or (office.find(value.rpartition("-")[0]) if decision else None)
    if target is None:
        if elsewhere.absent(office, value) or (decision and elsewhere.absent(office, value.rpartition("-")[0])):
            return
        near = likely(value, [*office.records, *(r.rpartition("/")[2] for r in office.records)])
        yield NO_RECORD.at(office.place(record, *pointer), label=label, value=value, likely=near)
        return
    allowed = schema.get("x-kinds") or ()
    if allowed and target.kind not in allowed:
        titles = "、".join(office.kinds[k].title for k in allowed if k in office.kinds)
        yield WRONG_KIND.at(
            office.place(record, *pointer), label=label, value=value,
            found=office.kind(target).title, allowed=titles,
        )  # fmt: skip


EACH = (_references,)
