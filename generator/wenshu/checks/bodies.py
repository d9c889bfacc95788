"""Bodies: what Markdown may not hold, and links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from .. import markdown
from ..company import likely
from ..diagnostics import Code, Finding, Place, Severity
from ..model import BINDING, Pointer, Record
from ..office import Office, leaves

FORBIDDEN = Code(
    "BOD01", Severity.ERROR,
    "“{label}”里有正文不能用的格式：{reason}",
    "{label} holds what a body may not: {reason_en}",
    "正文可以用：## 到 ##### 的标题、段落、**加粗**、两级列表、表格、指向记录的链接。文字本身不会丢，会照原样印出。",
    "A body may hold headings ## to #####, paragraphs, **bold**, lists of two levels, tables, links to records.",
)  # fmt: skip
NOWHERE = Code(
    "BOD02", Severity.ERROR,
    "“{label}”里的链接“{value}”找不到对应的记录",
    "{label} links to \"{value}\", which is no record",
    "写记录的编号路径，如 [名称](documents/2026/spring-stock)。{likely}",
    "Write a record's id, as in [name](documents/2026/spring-stock). {likely}",
)  # fmt: skip


def _bodies(office: Office, record: Record) -> Iterator[Finding]:
    for pointer, field, value in leaves(office.kinds[record.kind].schema, record.values):
        if field.get("x-markdown") and isinstance(value, str) and value:
            yield from _one(office, record, pointer, str(field.get("title", pointer[-1])), value)


def _one(office: Office, record: Record, pointer: Pointer, label: str, value: str) -> Iterator[Finding]:
    body = markdown.parse(value)
    # a draft may still be mended, what is issued may not
    severity = Severity.ERROR if office.state(record) in BINDING else Severity.WARNING
    for problem in body.problems:
        place = _line(office.place(record, *pointer), problem.line, "\n" in value)
        yield FORBIDDEN.at(place, severity, label=label, reason=problem.said(), reason_en=problem.said("en"))
    for target, line in body.links():
        if target not in office.records:
            place = _line(office.place(record, *pointer), line, "\n" in value)
            near = likely(target, office.records)
            yield NOWHERE.at(place, severity, label=label, value=target, likely=near)


def _line(start: Place, line: int, block: bool) -> Place:
    """Return the place of a line of a body: a block scalar begins on the line after its ``|``."""
    return Place(start.path, start.line + line, 1) if block and start.line else start


EACH = (_bodies,)
