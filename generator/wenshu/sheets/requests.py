"""文件修改申请单 (forms.md A13): one per request, decided or not, and the empty form for one made on paper."""

from __future__ import annotations

from collections.abc import Iterator

from .. import request_forms, requests
from ..office import Office
from ..registers import INTERNAL
from . import Sheet

TEMPLATE = "revision-request"
TITLE = "文件修改申请单"
BLANK = ("forms/revision-request", TITLE)


def SHEETS(office: Office) -> Iterator[Sheet]:
    """Yield the empty form and those of the requests."""
    yield Sheet(BLANK[0], TEMPLATE, request_forms.blank(office), TITLE, class_=INTERNAL, page=False)
    for asked in requests.all(office):
        if asked.entry is not None and asked.entry.path in office.hidden:
            continue
        view, record = request_forms.form(office, asked), requests.record(office, asked)
        named = request_forms.subject(office, asked)
        meta = (("状态", asked.result), ("申请号", view["number"]), ("修改对象", named),
                ("新版本", view["new_edition"]), ("校验码", view["check"]))  # fmt: skip
        links = (("修改对象", named, record.id),) if record else ()
        class_ = request_forms.class_of(office, asked)
        title = f"{TITLE} {view['number']}"
        yield Sheet(asked.page, TEMPLATE, view, title, record.id if record else "", class_, meta, links)
