"""Bodies: what Markdown may not hold, and links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from .. import elsewhere, markdown, zh
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

GLUED = Code(
    "BOD03", Severity.WARNING,
    "“{label}”里从“{start}”起的 {count} 行会连成一段",
    "in {label}, the {count} lines from \"{start}\" run into one paragraph",
    "各成一段的，行与行之间空一行；一行一项的，每行前面写“- ”。本来就是一段的，接着写，不在半行处换行。",
    "Put a blank line between paragraphs, or “- ” before each item; do not end lines short within one paragraph.",
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
    for line, count, start in _glued(body):
        place = _line(office.place(record, *pointer), line, "\n" in value)
        yield GLUED.at(place, label=label, count=count, start=start)
    for target, line in body.links():
        if target not in office.records and not elsewhere.absent(office, target):
            place = _line(office.place(record, *pointer), line, "\n" in value)
            near = likely(target, office.records)
            yield NOWHERE.at(place, severity, label=label, value=target, likely=near)


def _glued(body: markdown.Body) -> Iterator[tuple[int, int, str]]:
    """Yield line, number of lines and first words of each paragraph whose lines end at different lengths.

    Lines that an editor wrapped are about equally long, but for the last; those that a typist ended are not.
    """
    lines = body.source.split("\n")
    begun = {block.line for block in body.blocks}
    for block in body.blocks:
        if not isinstance(block, markdown.Paragraph):
            continue
        end = block.line
        while end < len(lines) and lines[end].strip() and end + 1 not in begun:
            end += 1
        if end == block.line:
            continue
        widths = [zh.width(line.strip()) for line in lines[block.line - 1 : end]]
        if min(widths[:-1]) < _RAGGED * max(widths):
            yield block.line, len(widths), markdown.plain(block.spans)[:10]


_RAGGED = 0.75


def _line(start: Place, line: int, block: bool) -> Place:
    """Return the place of a line of a body: a block scalar begins on the line after its ``|``."""
    return Place(start.path, start.line + line, 1) if block and start.line else start


EACH = (_bodies,)
