"""Templates of single sheets: 简化版式, 工作联络单, 传真附页."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import H, P, begin
from docx_faces import (
    SECRET,
    blank_lines,
    feet,
    form_head,
    letterhead,
    logo,
    marks,
    running_head,
    secrecy,
    signature,
    stamp,
    sub_line,
)
from docx_grid import EIGHT, halves, thirds, whole
from docx_kit import (
    SLIM,
    Cell,
    body,
    cell,
    each,
    label,
    name,
    p,
    put,
    row,
    sign,
    table,
    value,
    when,
)
from docx_styles import HOUSE
from make_docx_papers import EDITION, annexes, attachment_list, edition_log


def simple() -> Doc:
    """简化版式: the company's mark, number, title, body, page number."""
    doc = begin(H, HOUSE)
    header = doc.sections[0].header
    header.is_linked_to_previous = False
    half = H.usable / 2
    put(
        header, stamp(H, 12),
        table((half, half), row(cell(p("信笺地址", logo(header, 10))),
                                cell(p("页码", "{{ number }}", EDITION, align="right")), h=10), rules={}, pad=0),
        p("空行", props=SLIM),
    )  # fmt: skip
    feet(doc)
    put(
        doc,
        marks(),
        p("文件标题", "{{ r.title }}"), blank_lines(1),
        when("x.to", p("主送", "{{ x.to }}：")),
        body("r.body"), attachment_list(),
        signature(H, "{{ x.issuer }}", "{{ x.date }}", gap=6),
        when("x.contact", p("附注", "（{{ x.contact }}）")),
        when("x.cc", p("附注", "抄送：{{ x.cc }}")),
        annexes(),
        edition_log(H.usable),
    )  # fmt: skip
    return doc


def liaison() -> Doc:
    """工作联络单: the matter above, the answer below, on one page; no series number."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部006号　版本 A/0", secrecy="")
    feet(doc, P, left="发出部门保存·2年\n{{ record }}")
    asked = table(
        EIGHT,
        thirds(("发出部门", "{{ r.from }}"), ("联络人", "{{ r.contact }}"), ("电话", "{{ x.telephone }}")),
        whole("送达", "{{ x.to }}"),
        thirds(("抄送", "{{ x.cc }}"), ("日期", "{{ r.date }}"), ("缓急", "{{ x.urgency }}")),
        whole("主题", "{{ r.subject }}"),
        row(label("联络事项"), cell(body("r.body"), span=7, valign="top"), h=62, split=True),
        halves(("希望答复时间", "{{ r.reply_by }}"), ("发出部门\n主管", sign("部门主管")), h=16),
    )
    answered = table(
        EIGHT,
        halves(
            ("收件签收", _noted("received", name("e.by"), blank="签名：＿＿＿＿＿")),
            ("签收时间", _noted("received", "{{ e.at }}", blank="　　　年　　月　　日　　时")),
        ),
        row(label("答复内容"), Cell(_noted("replies", "{{ e.text }}").markup, 7, "top"), h=72, split=True),
        halves(
            ("答复人", _noted("replies", name("e.by"), blank="签名：＿＿＿＿＿")),
            ("答复日期", _noted("replies", "{{ e.at }}", blank="　　　　年　　月　　日")),
            h=12,
        ),
    )
    about = "{% if " + SECRET + " %}密级：{{ class_ }}{% endif %}"
    put(
        doc, p("文件标题", "工作联络单"), sub_line(P, about, ""), asked,
        p("表头", "－－－－－－－－－－－－－－－　答　复　－－－－－－－－－－－－－－－",
          props='<w:spacing w:before="120" w:after="120"/>'),
        answered, p("空行", props=SLIM),
    )  # fmt: skip
    return doc


def _noted(steps: str, shown: str, blank: str = "") -> Cell:
    """Return a cell with a line for each step of handling on record, else ``blank`` for ink."""
    lines = each(f"e in x.{steps}", p("表格文字", shown))
    return Cell(when(f"x.{steps}", lines, other=p("表格文字", blank)))


def _papers() -> str:
    """Return the table of the papers sent."""
    return table(
        (14, 52, 72, 18),
        row(label("序号"), label("文号"), label("所附文件"), label("页数"), header=True),
        row(
            value("{{ a.no }}", align="center"),
            value("{{ a.number }}"),
            value("{{ a.title }}"),
            value("{{ a.pages }}", align="right"),
            loop="a in x.papers",
        ),
    )


def fax() -> Doc:
    """传真附页: who to whom, subject, purpose, pages, before the papers sent."""
    doc = begin(H, HOUSE, first=True)
    letterhead(doc)
    running_head(doc, H, "传真附页")
    feet(doc)
    four = (24, 54, 24, 54)
    fixed = table(
        four,
        row(label("收件单位"), value("{{ r.to_org }}"), label("收件人"), value("{{ r.to_person }}")),
        row(label("收件传真"), value("{{ r.to_fax }}"), label("收件电话"), value("{{ r.to_tel }}")),
        row(label("发件部门"), value("{{ r.from_dept }}"), label("发件人"), value("{{ r.drafted_by }}")),
        row(label("发件电话"), value("{{ x.telephone }}"), label("回传号码"), value("{{ company.fax }}")),
        row(label("日期时间"), value("{{ r.sent_at }}"), label("总页数"), value("{{ x.pages }}页（含本页）")),
        row(label("主题"), value("{{ r.subject }}", span=3), h=12),
        row(label("目的"), value("{{ x.purpose }}", span=3), h=12),
        row(label("缓急"), value("{{ x.urgency }}"), label("回复期限"), value("{{ r.reply_by }}")),
    )
    note = table(
        (24, 132),
        row(label("附言"), cell(body("r.note"), valign="top"), h=24, split=True),
        row(label("批准人"), Cell(sign("批准").markup, 1, "bottom"), h=22),
        row(
            label("发送结果"),
            _noted("results", "{{ e }}", blank="□成功　□重发　□失败　　确认人：＿＿＿＿＿　　　　时　　分"),
            h=9,
        ),
    )
    put(
        doc, secrecy(), p("文件标题", "传真附页", props='<w:spacing w:before="120" w:after="120"/>'), fixed,
        p("空行", props='<w:spacing w:line="120" w:lineRule="exact"/>'),
        when("x.papers", _papers(), p("空行", props='<w:spacing w:line="120" w:lineRule="exact"/>')), note,
        p("表下注", "如有缺页或字迹不清，请即来电。", props='<w:spacing w:before="120"/>'),
    )  # fmt: skip
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "documents-simple": simple,
    "liaison": liaison,
    "fax": fax,
}
