"""What a paper says: the sha256 of its visible text, pinned at issue (life.md, What the paper said)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..diagnostics import Code, Severity, errors

if TYPE_CHECKING:
    from ..build import Believed
    from ..model import Record
    from ..to_docx import CompiledTemplate
    from . import Desk

NO_TEMPLATE = Code(
    "TPL20", Severity.ERROR,
    "没有 Word 模板 templates/docx/{name}.docx，印不出这份文件",
    "there is no Word template templates/docx/{name}.docx: the paper cannot be printed",
    "补上同名模板；不需要纸面的种类，在结构文件里写 x-paper: none。",
    "Add a template of that name; a kind without a paper says x-paper: none in its schema.",
)  # fmt: skip
FORBIDDEN = Code(
    "TPL21", Severity.ERROR,
    "“{field}”里有 Word 存不了的字符（控制字符）",
    "\"{field}\" holds a character that no Word file can (a control character)",
    "重新键入这一处文字，不要从别的程序里粘贴。",
    "Type that text anew instead of pasting it.",
)  # fmt: skip


def rendered(
    desk: Desk, believed: Believed, name: str, view: Mapping[str, Any], place: str = "templates/docx"
) -> bytes:
    """Return the DOCX a template makes of a view, with the company's mark.

    Raises:
        Stop: the template is missing or broken, or the text cannot stand in Word (exit 1).
    """
    from .. import to_docx

    template = believed.tree.get(f"templates/docx/{name}.docx")
    if template is None:
        raise desk.refuse(NO_TEMPLATE.at(place, name=name))
    try:
        paper = _compiled(name, template)
        mark = believed.tree.get(f"templates/assets/{view['company']['logo']}")
        return paper.pack(view, paper.parts(view), mark)
    except to_docx.TemplateProblem as problem:
        raise desk.refuse(problem.finding) from None
    except to_docx.ForbiddenText as forbidden:
        raise desk.refuse(FORBIDDEN.at(place, field=forbidden)) from None


@lru_cache(maxsize=16)
def _compiled(name: str, template: bytes) -> CompiledTemplate:
    """Return a template made ready: of several papers, and of the editions of one, most have the same."""
    from .. import to_docx

    return to_docx.compile(name, template)


def said(desk: Desk, believed: Believed, record: Record) -> str:
    """Return the text hash of a paper as the records stand; of an empty text for a kind without a paper.

    Raises:
        Stop: the template is missing or broken (exit 1).
    """
    from .. import to_docx, views

    # a paper says what it says wherever other included checkouts are or are not
    believed = believed.only(believed.brought.around(record.id))
    office = believed.office
    if office is None:
        raise desk.refuse(*errors(believed.findings))
    name = office.template(office.records[record.id])
    if not name:
        return hashlib.sha256(b"").hexdigest()
    view = views.spoken(office, office.records[record.id])
    printed = rendered(desk, believed, name, view, record.path)
    return hashlib.sha256(to_docx.visible_text(printed).encode("utf-8")).hexdigest()
