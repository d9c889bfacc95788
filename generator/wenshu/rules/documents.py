"""公司正式文件: what its author must state, and what its kind, series and layout allow (forms.md A1–A3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .. import markdown, numbering
from ..diagnostics import Code, Finding, Severity
from ..model import BINDING, Record, State
from ..office import Office
from . import documents_codes as codes
from .documents_paper import derive, issuer_dept

__all__ = ["CHECKS", "derive"]

KIND = "documents"
RULE_WORDS = ("制度", "办法", "规定", "细则", "规则", "规程", "守则", "标准", "条例", "须知", "流程")
"""Last words of the title of a 制度."""
ADDRESSED = frozenset({"通知", "报告", "请示", "批复", "函", "意见"})
"""Kinds of paper that name an addressee; 制度、决定、通报 need none."""
WITH_CONTACT = frozenset({"请示", "函"})
STATE_SECRET = re.compile(r"[★☆]|^\s*(秘密|机密|绝密)\s*([★☆].*)?$", re.MULTILINE)
"""Marks of State secrets (domain.md §6): never on a company's own paper."""
PENALTY = re.compile(r"罚款|行政处罚")
REQUEST = re.compile(r"(妥否|可否|当否)[^。]{0,6}请(批示|批复|指示)|请予(批准|批复|审批)|请批准")
ANNEX = re.compile(r"(?:见|按|如|填写)附件\s*([0-9０-９一二三四五六七八九十]*)")


def weighed(office: Office, record: Record, code: Code, *pointer: str | int, **told: object) -> Finding:
    """Return a finding: an error of a paper that is signed or issued is a gap (warning) of a draft."""
    firm = office.state(record) in BINDING | {State.SIGNED}
    severity = None if firm else Severity.WARNING
    return code.at(office.place(record, *pointer), severity, **told)


def _each(office: Office) -> Iterator[Record]:
    yield from office.of(KIND)


def _title(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        title, doc_type = record.text("title"), record.text("doc_type")
        words = RULE_WORDS if doc_type == "制度" else (doc_type,)
        plain = re.sub(r"[（(][^（()）]*[)）]$", "", title)
        if title and doc_type and not plain.endswith(words):
            yield codes.TITLE_WORD.at(office.place(record, "title"), title=title, doc_type=doc_type)


def _addressees(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        doc_type, count = record.text("doc_type"), len(record.rows("to"))
        if doc_type == "请示" and count > 1:
            yield codes.ONE_ADDRESSEE.at(office.place(record, "to"), count=count)
        if doc_type in ADDRESSED and not count:
            yield codes.NO_ADDRESSEE.at(office.place(record, "doc_type"), doc_type=doc_type)
        if doc_type in WITH_CONTACT and "contact" not in record.values:
            yield codes.NO_CONTACT.at(office.place(record, "doc_type"), doc_type=doc_type)


def _distribution(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        if not record.rows("distribution"):
            yield weighed(office, record, codes.NO_DISTRIBUTION, "title", title=office.title(record))


def _series(office: Office) -> Iterable[Finding]:
    """A department's series bears papers of that department only; a series its own kinds of paper."""
    for record in _each(office):
        series = office.company.series.get(record.text("series"))
        if series is None:
            continue
        doc_type = record.text("doc_type")
        if doc_type and series.doc_types and doc_type not in series.doc_types:
            yield weighed(
                office, record, codes.TYPE_IN_SERIES, "doc_type", doc_type=doc_type, series=series.code,
                allowed="、".join(series.doc_types),
            )  # fmt: skip
        own = any(step.post == "本部门主管" for step in series.chain)
        if own and series.dept and issuer_dept(office, record) not in office.company.under(series.dept):
            yield weighed(
                office, record, codes.ISSUER_OF_SERIES, "issuer", issuer=record.text("issuer"),
                series=series.code, dept=series.dept,
            )  # fmt: skip


def _issuer(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        head = office.company.letterhead(office.on(record))
        told = record.text("issuer")
        if told and told not in {"公司", head.full, head.short, *office.company.departments}:
            yield weighed(office, record, codes.NO_ISSUER, "issuer", issuer=told, full=head.full)


def _layout(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        if office.layout(record) == "simple" and not record.text("material"):
            yield weighed(office, record, codes.NOT_SIMPLE, "layout")


def _dates(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        since, until, review = (record.day(key) for key in ("effective_from", "until", "review_by"))
        signed = office.signed_on(record)
        if record.text("doc_type") == "制度" and since is None:
            yield weighed(office, record, codes.NOT_EFFECTIVE, "doc_type")
        if since and until and until < since:
            yield weighed(office, record, codes.ENDS_EARLY, "until", until=until, since=since)
        if since and review and review < since:
            yield codes.REVIEW_EARLY.at(office.place(record, "review_by"), review=review, since=since)
        if since and signed and since < signed:
            yield codes.BACK_IN_FORCE.at(office.place(record, "effective_from"), since=since, signed=signed)


def _supersedes(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        for i, ref in enumerate(record.rows("supersedes")):
            old = office.find(str(ref))
            if old is not None and old.id == record.id:
                yield codes.ITSELF.at(office.place(record, "supersedes", i))
            elif old is not None and office.entry(old) is None:
                yield codes.NEVER_ISSUED.at(office.place(record, "supersedes", i), ref=ref)


def _class_words(office: Office) -> Iterable[Finding]:
    """秘密、机密、绝密 and ★ stand on no paper of the company, draft or not."""
    for record in _each(office):
        marks = [str(record.raw.tree.get(key, "")) for key in ("class", "urgency")]
        if marks[0] in ("秘密", "机密", "绝密") or any(STATE_SECRET.search(mark) for mark in marks):
            yield codes.STATE_SECRET.at(office.place(record, "class"), found=marks[0])
        for key in ("title", "body"):
            found = STATE_SECRET.search(record.text(key))
            if found:
                yield codes.STATE_SECRET.at(office.place(record, key), found=found[0].strip())


def _words(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        for key in ("title", "body"):
            for found in sorted(set(PENALTY.findall(record.text(key)))):
                yield codes.PENALTY.at(office.place(record, key), found=found)
        asked = REQUEST.search(record.text("body"))
        if record.text("doc_type") == "报告" and asked:
            yield codes.REQUEST_IN_REPORT.at(office.place(record, "body"), found=asked[0])


def _levels(office: Office) -> Iterable[Finding]:
    for record in _each(office):
        for key, source in _bodies(record):
            last = 0
            for block in markdown.parse(source).blocks:
                if not isinstance(block, markdown.Heading):
                    continue
                if block.level > last + 1:
                    text = markdown.plain(block.spans)
                    yield codes.LEVEL_JUMP.at(office.place(record, *key), line=block.line, text=text)
                last = block.level


def _bodies(record: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("body",), record.text("body")
    for i, row in enumerate(record.rows("attachments")):
        if isinstance(row, Mapping) and row.get("body"):
            yield ("attachments", i, "body"), str(row["body"])


def _annexes(office: Office) -> Iterable[Finding]:
    """An attachment that the body speaks of must be listed."""
    for record in _each(office):
        count = len(record.rows("attachments"))
        told = ANNEX.findall(record.text("body"))
        highest = max((_ordinal(word) for word in told), default=0)
        if told and highest > count:
            yield codes.NO_ANNEX.at(office.place(record, "body"), number=highest, count=count)


def _ordinal(word: str) -> int:
    digits = word.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if digits.isdigit():
        return int(digits)
    return "一二三四五六七八九十".find(word) + 1 if len(word) == 1 else 1


def _cited(office: Office) -> Iterable[Finding]:
    """A number of our own series that the body cites must have been issued."""
    forms = [pattern for series in office.company.series.values() for pattern in _patterns(series)]
    for record in _each(office):
        text = record.text("title") + "\n" + record.text("body")
        for pattern in forms:
            for found in pattern.finditer(text):
                if office.find(found[0]) is None and not _taken_over(office, found[0]):
                    yield codes.UNKNOWN_NUMBER.at(office.place(record, "body"), number=found[0])


def _patterns(series: Any) -> Iterator[re.Pattern[str]]:
    for layout, form in series.forms.items():
        if layout != "short" and "{serial" in form:
            escaped = re.escape(form)
            escaped = re.sub(r"\\\{year\\\}", r"[0-9]{4}", escaped)
            yield re.compile(re.sub(r"\\\{serial(:0[0-9])?\\\}", r"[0-9]+", escaped))


def _taken_over(office: Office, number: str) -> bool:
    """Say whether an older number, taken over without a record, is in the ledger."""
    told = numbering.parse(number, office.company.series)
    entry = office.ledger.at(*told) if told else None
    return entry is not None and entry.state == "issued"


def _allotted(office: Office) -> Iterable[Finding]:
    """Numbers are given by the one post that the series names (DOC-23)."""
    for record in _each(office):
        entry = office.entry(record)
        series = office.company.series.get(entry.series) if entry else None
        if entry is None or series is None or not entry.by or entry.date is None:
            continue
        if not office.company.holds(entry.by, series.allots, entry.date):
            yield codes.NOT_ALLOTTED.at(
                entry.path, number=office.number(record), by=office.person(entry.by), post=series.allots,
                date=entry.date,
            )  # fmt: skip


CHECKS = (
    _title, _addressees, _distribution, _series, _issuer, _layout, _dates, _supersedes, _class_words, _words,
    _levels, _annexes, _cited, _allotted,
)  # fmt: skip
