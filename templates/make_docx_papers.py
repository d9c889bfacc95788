"""Templates of official papers: the house layout and the three of GB/T 9704 for documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import H, begin
from docx_faces import at_foot, blank_lines, feet, letterhead, marks, running_head, seal_gap, signature
from docx_kit import SLIM, body, cell, each, name, p, put, row, t, table, when
from docx_styles import HOUSE

SEAL = seal_gap(2)
"""Free above and below issuer and date, mm."""


def attachment_list() -> str:
    """Return 附件说明: 附件：1.… below the body, the following names under the first."""
    return each("a in x.attachments", p("附件说明", "{{ a.line }}"))


def annexes() -> str:
    """Return the attachments whose text the record holds, each on a page of its own."""
    return each(
        "a in x.annexes",
        p("附件序号", "{{ a.label }}", props="<w:pageBreakBefore/>"),
        p("附件标题", "{{ a.title }}"),
        body("a.body"),
    )


EDITION = "{% if face_edition %}　版本 {{ face_edition }}{% endif %}"
"""Behind the number of a paper that was changed, or whose kind has editions."""


def edition_log(usable: float) -> str:
    """Return 修改记录 on the last page (forms.md A16): only where the paper has more than one edition."""
    widths = (18, 32, usable - 98, 28, 20)
    titles = ("版本", "申请号", "修改位置", "批准日期", "批准人")
    keys = ("edition", "number", "places", "date", "person")
    cells = (cell("{{ e." + key + " }}", style="表格文字" if key == "places" else "表头") for key in keys)
    log = table(
        widths,
        row(*(cell(title, style="表头") for title in titles), h=7, header=True),
        row(*cells, h=7, loop="e in editions"),
    )
    return when("editions", p("空行"), p("表头", "修改记录", keep=True), log, p("空行", props=SLIM))


def house_foot() -> str:
    """Return 文尾栏 of the house layout (forms.md A1, lines 10–12)."""
    lines = (
        p(
            "文尾栏",
            "签发人：",
            name("x.signer"),
            "{{ x.signer_note }}",
            "{% if x.reviewer %}　　审核人：{% endif %}",
            name("x.reviewer"),
            "{{ x.reviewer_note }}",
        ),
        p("文尾栏", "发放：{{ x.distribution }}{% if x.cc %}　　抄送：{{ x.cc }}{% endif %}"),
        p(
            "文尾栏",
            "拟稿：",
            name("x.drafter"),
            "　核稿：",
            name("x.checker"),
            "　　",
            t("{{ x.printed }}", "印发信息"),
        ),
    )
    return at_foot(H, row(cell(*lines, span=2), h=0), rules={"top": 0.75}, gap=SEAL)


def documents() -> Doc:
    """House layout."""
    doc = begin(H, HOUSE, first=True)
    letterhead(doc)
    running_head(doc)
    feet(doc)
    put(
        doc,
        p("文号", "{{ number }}", EDITION),
        marks(),
        blank_lines(1),
        p("文件标题", "{{ r.title }}"),
        blank_lines(1),
        when("x.to", p("主送", "{{ x.to }}：")),
        body("r.body"),
        attachment_list(),
        signature(H, "{{ x.issuer }}", "{{ x.date }}", gap=SEAL),
        when("x.contact", p("附注", "（{{ x.contact }}）")),
        annexes(),
        edition_log(H.usable),
        house_foot(),
    )
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {"documents": documents}
