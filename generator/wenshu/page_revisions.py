"""修改状态 on the page of a paper: requests that wait, then its editions, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from . import requests
from .company_nouns import INTERNAL
from .model import Record
from .page_sights import Sight
from .registers import iso
from .requests import Asked, Line


def told(sight: Sight, record: Record) -> list[Mapping[str, str]]:
    """Return label, title and address of each; the address is empty where the reader has no such form."""
    office = sight.office
    lines = requests.editions(office, record)
    asked = {requests.place(a.entry): a for a in requests.about(office, record.id) if a.entry}
    return [
        *_waiting(sight, record),
        *(_line(sight, line, asked.get(line.edition.request)) for line in reversed(lines)),
    ]


def _waiting(sight: Sight, record: Record) -> Iterator[Mapping[str, str]]:
    """Yield the requests that wait; they are 内部资料 like their register."""
    office = sight.office
    if INTERNAL not in sight.seen.strict:
        return
    for asked in requests.about(office, record.id):
        if asked.entry is None:
            said = f"{office.person(asked.asked_by)} {iso(asked.asked_on)} 申请{asked.kind}"
            yield {"label": asked.result, "title": said, "href": _form(sight, asked)}


def _line(sight: Sight, line: Line, asked: Asked | None) -> Mapping[str, str]:
    office = sight.office
    by = " ".join(filter(None, (office.person(line.approved_by), iso(line.approved_on))))
    number = requests.printed(office, line.entry) if line.entry else requests.FIRST
    places = "、".join(line.places) or line.edition.correction
    return {
        "label": f"版本 {line.mark}" + (f" · {by} 批准" if by else ""),
        "title": " ".join(filter(None, (number, places))),
        "href": _form(sight, asked) if asked else "",
    }


def _form(sight: Sight, asked: Asked) -> str:
    return f"{asked.page}.html" if requests.class_of(sight.office, asked) in sight.seen.wide else ""
