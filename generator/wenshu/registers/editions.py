"""修改状态一览: the editions of each paper that was changed, or whose kind has editions; one edition a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from .. import requests
from ..difference_words import Piece
from ..differences import Difference
from ..ledger_nouns import Copy, Edition
from ..model import Record
from ..office import Office
from ..requests import Asked, Line
from . import CLASSES, Column, Register, Row, Tab, iso, papers
from .requests import asker

_PAPER = "文件"
_SHOWN = 3
"""Differences told in a row; the form has them all."""
_LONG = 40
"""Characters of a text in a row."""
_LEAD = 12
"""Characters that stand before the first change of a text that is cut."""


def rows(office: Office) -> tuple[Row, ...]:
    """Return, paper by paper, a heading and a row per edition, the oldest first; other files last."""
    found: list[Row] = []
    for paper in papers.issued(office):
        record = paper.record
        if record is not None and paper.entry is not None and shown(office, record):
            tab = Tab(_PAPER, office.number(record))
            heading = {"what": f"{office.number(record)}　{papers.heading(office, record)}"}
            found.append(Row(heading, record.id, (tab,), {"what": record.id}, mark="heading", total=True))
            found += of(office, record)
    return (*found, *_files(office))


def shown(office: Office, record: Record) -> bool:
    """Say whether a paper stands in the register: it was changed, or its kind has editions."""
    entry = office.entry(record)
    count = len(entry.editions) if entry is not None else 0
    return count > 1 or (count == 1 and office.kind(record).editioned(record))


def of(office: Office, record: Record) -> tuple[Row, ...]:
    """Return a row per edition of one paper, oldest first."""
    lines = requests.editions(office, record)
    asked = {requests.place(a.entry): a for a in requests.about(office, record.id) if a.entry}
    befores = (None, *lines)
    return tuple(
        _row(office, record, line, before, asked.get(line.edition.request))
        for before, line in zip(befores, lines, strict=False)
    )


def _row(office: Office, record: Record, line: Line, before: Line | None, asked: Asked | None) -> Row:
    told = requests.changes(office, asked) if asked else ()
    begun = office.begun(record)
    cells = {
        "edition": line.mark,
        "number": requests.printed(office, line.entry) if line.entry else "",
        "places": "、".join(line.places) if before else requests.FIRST,
        "what": _what(told, line, asked) if before else "",
        "asked": dated(asker(office, asked), asked.asked_on) if asked
        else dated(office.person(office.standing(record).author), begun) if not before else "",
        "approved": dated(office.person(line.approved_by), line.approved_on),
        "recalled": _recalled(office, record, before.edition, line.edition) if before else "",
    }  # fmt: skip
    tabs = (Tab(_PAPER, office.number(record)),)
    forms = {"number": asked.page} if asked else {}
    secret = requests.class_of(office, asked) if asked else ""
    return Row(cells, record.id, tabs, class_=_class(told), sheets=forms, sheet_class=secret)


def dated(name: str, day: date | None) -> str:
    """Return 名·日期."""
    return " · ".join(filter(None, (name, iso(day))))


def _what(told: Iterable[Difference], line: Line, asked: Asked | None) -> str:
    """Return the change in words: the first differences, else what the ledger says of it."""
    found = list(told)
    if not found:
        return line.edition.correction or (asked.reason if asked else "")
    parts = [f"{d.place}：{_side(d)}" for d in found[:_SHOWN]]
    return "；".join(parts) + (f"；等{len(found)}处" if len(found) > _SHOWN else "")


def _side(difference: Difference) -> str:
    if difference.kind == "增":
        return f"增“{_cut(difference.after)}”"
    if difference.kind == "删":
        return f"删“{_cut(difference.before)}”"
    if difference.before == difference.after:
        return difference.after.strip("（）")
    return f"“{_around(difference.marked_before())}”改为“{_around(difference.marked_after())}”"


def _around(pieces: Sequence[Piece]) -> str:
    """Return a text cut to where it changed."""
    text = "".join(piece.text for piece in pieces)
    unchanged = len(pieces[0].text) if pieces and not pieces[0].changed else 0
    start = max(0, min(unchanged - _LEAD, len(text) - _LONG))
    return ("…" if start else "") + _cut(text[start:])


def _cut(text: str) -> str:
    told = " ".join(text.split("\n"))
    return told if len(told) <= _LONG else told[: _LONG - 1] + "…"


def _class(told: Iterable[Difference]) -> str:
    """Return the highest class a changed part states of itself."""
    stated = [d.class_ for d in told if d.class_ in CLASSES]
    return max(stated, key=CLASSES.index, default="")


def _recalled(office: Office, record: Record, old: Edition, new: Edition) -> str:
    """Return how many copies of the old edition came back of how many were out; of a correction nothing."""
    if old.edition == new.edition:
        return ""
    held = [c for c in office.ledger.copies.get(record.id, ()) if c.edition == old.edition and _called(c)]
    back = sum(c.copies for c in held if c.recalled)
    return f"{back}/{sum(c.copies for c in held)}" if held else ""


def _called(copy: Copy) -> bool:
    return copy.medium != "电子" and "archive" not in copy.to


def _files(office: Office) -> Iterator[Row]:
    """Yield the approved changes of what is no paper: templates, schemas, the company file."""
    for asked in reversed(requests.all(office)):
        if requests.record(office, asked) is None and asked.result in requests.AGREED and asked.entry:
            told = requests.changes(office, asked)
            cells = {
                "edition": asked.edition,
                "number": requests.number(office, asked),
                "places": "、".join(asked.places),
                "what": f"{asked.about}　" + (_what(told, Line(_NONE, asked.entry, (), "", None), asked)),
                "asked": dated(asker(office, asked), asked.asked_on),
                "approved": dated(office.person(asked.decided_by), asked.decided_on),
            }
            tabs = (Tab(_PAPER, asked.about),)
            yield Row(cells, "", tabs, class_=requests.class_of(office, asked), sheets={"number": asked.page})


_NONE = Edition("", "", "", None)


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how many papers and editions, and whether copies of an old edition are still out."""
    editions = [row for row in held if not row.total]
    out = sum(1 for row in editions if "/" in row.get("recalled") and _short(row.get("recalled")))
    papers_ = len({tab for row in held for tab in row.tabs})
    return f"文件 {papers_} 件 · 版本 {len(editions)} 个" + (f" · 旧版未收齐 {out} 个" if out else "")


def _short(told: str) -> bool:
    back, _, out = told.partition("/")
    return int(back) < int(out)


REGISTER = Register(
    id="editions",
    title="修改状态一览",
    en="Editions of papers",
    columns=(
        Column("edition", "版本", 18, "center"),
        Column("number", "申请号", 26, whole=True),
        Column("places", "修改位置", 46),
        Column("what", "修改内容", 86),
        Column("asked", "经办·日期", 28),
        Column("approved", "批准·日期", 28),
        Column("recalled", "旧版收回", 28, "center"),
    ),
    rows=rows,
    foot=foot,
    order=54,
    kept=("edition", "number", _PAPER),
    told="what",
)
