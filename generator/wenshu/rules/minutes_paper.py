"""The paper of minutes: items, table of decisions, meeting papers, signer, imprint, and the abridged copy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from .. import abridge, citations, zh
from ..model import Record
from ..office import Office
from . import meeting_head
from .decisions import UNNUMBERED, day, decision_id, rows


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return what the paper of minutes computes: head, items, table of decisions, papers, signer, imprint."""
    head = meeting_head.head(office, record)
    left = office.left.get(record.id, ())
    return {
        **head,
        "title": f"{head['title']}（摘发）" if left else head["title"],
        "abridged": _left_out(office, record),
        "items": [_item(office, item, i) for i, item in enumerate(record.rows("items"), 1)],
        "decisions": [_decision(office, record, item, row) for item, row in rows(record)],
        "attachments": _papers(office, record),
        **_signer(office, record),
        **_imprint(office, record),
    }


def _left_out(office: Office, record: Record) -> str:
    """Return what a copy for some of the readers leaves out (摘发, forms.md A10), or ``""``."""
    left = office.left.get(record.id, ())
    told = "、".join(abridge.labels(office.kind(record).schema, left))
    return f"本件为摘发，未发送：{told}" if told else ""


def _item(office: Office, item: Mapping[str, Any], number: int) -> dict[str, Any]:
    reporter = f"（汇报人：{item['reporter']}）" if item.get("reporter") else ""
    parts = [
        _led(str(item.get(key, "")), lead, after)
        for key, lead, after in (
            ("heard", "会议听取了", ""), ("considered", "会议认为", "，"), ("decided", "会议决定", "："),
        )
    ]  # fmt: skip
    parts.append(meeting_head.cite_linked(office, str(item.get("ref", ""))))
    return {
        "heading": f"{zh.level_number(1, number)}{item.get('title', '')}{reporter}",
        "body": citations.body(office, "\n\n".join(part for part in parts if part)),
        "class": str(item.get("class", "")),
    }


def _led(source: str, lead: str, after: str) -> str:
    """Return the text with its lead (会议决定：), unless it says so; before a list the lead stands alone."""
    source = source.strip("\n")
    if not source.strip():
        return ""
    if source.startswith(("会议", lead)):
        return source
    if re.match(r"\s*([-*+|#]|\d+[.)、．])", source):
        return f"{lead}：\n\n{source}"
    return f"{lead}{after}{source}"


def _decision(office: Office, record: Record, item: int, row: Mapping[str, Any]) -> dict[str, Any]:
    due, review = day(row, "due"), day(row, "review_on")
    effective = day(row, "effective_from")
    extra = [
        f"原{row['moves']}，改期" if row.get("moves") else "",
        f"自{zh.long_date(effective)}起施行" if effective else "",
        f"检查人：{meeting_head.name(office, record, str(row['checker']))}" if row.get("checker") else "",
        f"奖惩：{row['incentive']}" if row.get("incentive") else "",
    ]
    told = "；".join(part for part in extra if part)
    standing = "长期" if row.get("long_term") else ""
    return {
        "id": decision_id(office, record, item),
        "text": str(row.get("text", "")) + (f"（{told}）" if told else ""),
        "dept": str(row.get("dept", "")),
        "owner": meeting_head.name(office, record, str(row.get("owner", ""))),
        "assist": [str(dept) for dept in row.get("assist", ())],
        "due": zh.iso_date(due) if due else standing,
        "review": f"{zh.iso_date(review)}复核" if review else "",
        "class": str(row.get("class", "")),
    }


def _papers(office: Office, record: Record) -> list[dict[str, str]]:
    """Return the meeting's papers: ``纪008-材1``, title, pages."""
    short = office.short_number(record) or UNNUMBERED
    told = []
    for i, row in enumerate(record.rows("attachments"), 1):
        target = office.find(str(row["ref"])) if row.get("ref") else None
        number = f"（{office.name(target)}）" if target else ""
        pages = f"（共{row['pages']}页）" if row.get("pages") else ""
        told.append({"id": f"{short}-材{i}", "title": f"{row.get('title', '')}{number}{pages}"})
    return told


def _signer(office: Office, record: Record) -> dict[str, str]:
    """Return who approved, with his post and the day; empty before the chain is whole."""
    standing = office.standing(record)
    signed = standing.signed_on is not None and not standing.missing and standing.done
    last = standing.done[-1] if signed else None
    if last is None:
        return {"signer": "", "signer_post": "", "signed_on": ""}
    stand_in = "（代）" if last.delegation else ""
    return {
        "signer": office.person(last.person) + stand_in,
        "signer_post": f"（{last.post}）" if last.post else "",
        "signed_on": zh.long_date(last.date) if isinstance(last.date, date) else "",
    }


def _imprint(office: Office, record: Record) -> dict[str, str]:
    """Return the foot: to whom, reported to whom, who printed it when, how many."""
    given, paper = [], 0
    for row in record.rows("distribution"):
        copies = row.get("copies", 1)
        electronic = row.get("medium") == "电子"
        paper += 0 if electronic else copies
        count = "（电子）" if electronic else f"{copies}份" if copies > 1 else ""
        given.append(_recipient(office, row) + count)
    entry = office.entry(record)
    meeting = office.company.meeting_types.get(record.text("meeting_type"))
    series = office.company.series.get(office.series(record))
    issuer = record.text("dept") or (meeting.dept if meeting else "") or (series.dept if series else "")
    printed = f"{zh.long_date(entry.date)}印发" if entry and entry.date else ""
    return {
        "sent": "、".join(name for name in given if name),
        "reported": "、".join(map(str, record.rows("reported_to"))),
        "issuer": issuer,
        "printed_on": printed,
        "printed": f"共印{paper}份" if paper else "",
    }


def _recipient(office: Office, row: Mapping[str, Any]) -> str:
    if row.get("person"):
        return office.person(str(row["person"]))
    return next((str(row[key]) for key in ("department", "team", "archive", "outside") if row.get(key)), "")
