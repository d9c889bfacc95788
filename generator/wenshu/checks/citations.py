"""Citations of persons in bodies: each names one record, of a kind that can be cited."""

from __future__ import annotations

from collections.abc import Iterator

from ..cards import cited
from ..citations import possible
from ..company import likely
from ..diagnostics import Code, Finding, Severity
from ..markdown_cited import references
from ..model import BINDING, Pointer, Record
from ..office import Office, leaves
from .text import place_in

UNKNOWN = Code(
    "CIT01", Severity.ERROR,
    "“{label}”里引用的 @{value} 找不到对应的档案",
    "{label} cites @{value}, which is no record",
    "写档案的编号或流水号，如 @KH-2026-0007、@c-00012。{likely}本来就不是引用的，@ 写成全角“＠”。",
    "Write the number or serial of a record, as @KH-2026-0007 or @c-00012. {likely} If it cites nobody, write the "
    "full-width ＠.",
)  # fmt: skip
AMBIGUOUS = Code(
    "CIT02", Severity.ERROR,
    "“{label}”里引用的 @{value} 不止一份档案：{several}",
    "{label} cites @{value}, which names several records: {several}",
    "写编号（如 @KH-2026-0007），或多写一级，如 @{first}。",
    "Write its number (@KH-2026-0007), or more of its path, as @{first}.",
)  # fmt: skip
NOT_CITED = Code(
    "CIT03", Severity.ERROR,
    "“{label}”里引用的 @{value} 是“{kind}”，不能这样引用",
    "{label} cites @{value}, a record of \"{kind}\", which is not cited so",
    "@ 只引用客户和人员的档案；别的文件写链接，如 [名称]({id})，本公司人员直接写姓名。",
    "@ cites customers and persons; write a link to any other paper, as [name]({id}), and staff by name.",
)  # fmt: skip
NAMELESS = Code(
    "CIT04", Severity.WARNING,
    "“{label}”里引用的 @{value} 这份档案没有写姓名，印出来总是“{word}”",
    "the record that {label} cites as @{value} states no name: it always prints as {word}",
    "在那份档案里补上姓名。",
    "State the name in that record.",
)  # fmt: skip


def _cited(office: Office, record: Record) -> Iterator[Finding]:
    for pointer, field, value in leaves(office.kinds[record.kind].schema, record.values) if possible(record) else ():
        if field.get("x-markdown") and isinstance(value, str) and "@" in value:
            yield from _one(office, record, pointer, str(field.get("title", pointer[-1])), value)


def _one(office: Office, record: Record, pointer: Pointer, label: str, source: str) -> Iterator[Finding]:
    # a draft may still be mended, what is issued may not
    severity = Severity.ERROR if office.state(record) in BINDING else Severity.WARNING
    for ref, at in references(source):
        place = place_in(office.place(record, *pointer), record, source, at)
        found = office.cards.find(ref)
        told = {"label": label, "value": ref}
        if not found:
            yield UNKNOWN.at(place, severity, **told, likely=likely(ref, office.cards.names()))
        elif len(found) > 1:
            first, *_ = sorted(found)
            yield AMBIGUOUS.at(place, severity, **told, several="、".join(sorted(found)), first=first)
        elif not cited(office.kinds[office.cards.records[found[0]].kind]):
            kind = office.kinds[office.cards.records[found[0]].kind].title
            yield NOT_CITED.at(place, severity, **told, kind=kind, id=found[0])
        elif (card := office.cards.card(ref)) is not None and not card.name:
            yield NAMELESS.at(place, None, **told, word=card.word)


EACH = (_cited,)
