"""Templates of single sheets: 简化版式, 工作联络单, 传真附页, 发文稿纸, 文件发放签收单, 文号说明, registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import CARD, LANDSCAPE, SAN, WU, XIAO_WU, H, P, Style, begin
from docx_base import HEI as HEITI
from docx_faces import blank_lines, feet, form_head, letterhead, logo, running_head, signature, stamp, sub_line
from docx_kit import (
    HOUSE,
    SLIM,
    Cell,
    Row,
    body,
    cell,
    each,
    field,
    label,
    name,
    p,
    put,
    restyle,
    row,
    sign,
    t,
    table,
    value,
    when,
)
from make_docx_papers import annexes, attachment_list

EIGHT = (20, 36.5, 20, 8.5, 20, 8.5, 20, 36.5)
"""Columns of a form of 170 mm: cut in thirds (:func:`thirds`) or in halves (:func:`halves`)."""


def thirds(*pairs: tuple[str, str], h: float = 9) -> Row:
    """Return a row of three labels with their values."""
    (a, x), (b, y), (c, z) = pairs
    return row(label(a), value(x), label(b), value(y, span=3), label(c), value(z), h=h)


def halves(left: tuple[str, str | Cell], right: tuple[str, str | Cell], h: float = 9) -> Row:
    """Return a row of two labels with their values."""
    (a, x), (b, y) = left, right
    return row(label(a), _wide(x, 3), label(b), _wide(y, 3), h=h)


def whole(text: str, content: str | Cell, h: float = 9) -> Row:
    """Return a row of one label and one value over the rest."""
    return row(label(text), _wide(content, 7), h=h)


def _wide(content: str | Cell, span: int) -> Cell:
    if isinstance(content, Cell):
        return Cell(content.markup, span, content.valign)
    return value(content, span=span)


def simple() -> Doc:
    """简化版式: the company's mark, number, title, body, page number."""
    doc = begin(H, HOUSE)
    header = doc.sections[0].header
    header.is_linked_to_previous = False
    half = H.usable / 2
    put(
        header, stamp(H, 12),
        table((half, half), row(cell(p("信笺地址", logo(header, 10))),
                                cell(p("页码", "{{ number }}", align="right")), h=10), rules={}, pad=0),
        p("空行", props=SLIM),
    )  # fmt: skip
    feet(doc)
    put(
        doc,
        when("x.marks", p("密级缓急", "{{ x.marks }}")),
        p("文件标题", "{{ r.title }}"), blank_lines(1),
        when("x.to", p("主送", "{{ x.to }}：")),
        body("r.body"), attachment_list(),
        signature(H, "{{ x.issuer }}", "{{ x.date }}", room=20),
        when("x.contact", p("附注", "（{{ x.contact }}）")),
        when("x.cc", p("附注", "抄送：{{ x.cc }}")),
        annexes(),
    )  # fmt: skip
    return doc


def liaison() -> Doc:
    """工作联络单: the matter above, the answer below, on one page; no series number."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部006号　版本 A/0")
    feet(doc, P, left="发出部门保存·2年　{{ record }}")
    asked = table(
        EIGHT,
        thirds(("发出部门", "{{ r.from }}"), ("联络人", "{{ r.contact }}"), ("电话", "{{ x.telephone }}")),
        whole("送达", "{{ x.to }}"),
        thirds(("抄送", "{{ x.cc }}"), ("日期", "{{ r.date }}"), ("缓急", "{{ x.urgency }}")),
        whole("主题", "{{ r.subject }}"),
        row(label("联络事项"), cell(body("r.body"), span=7, valign="top"), h=62),
        halves(("希望答复时间", "{{ r.reply_by }}"), ("发出部门\n主管", sign("部门主管")), h=16),
    )
    answered = table(
        EIGHT,
        halves(("收件签收", "签名：＿＿＿＿＿"), ("签收时间", "　　　年　　月　　日　　时")),
        row(label("答复内容"), cell("", span=7), h=72),
        halves(("答复人", "签名：＿＿＿＿＿"), ("答复日期", "　　　　年　　月　　日"), h=12),
    )
    put(
        doc, p("文件标题", "工作联络单"), sub_line(P, "{{ x.class_line }}", ""), asked,
        p("表头", "－－－－－－－－－－－－－－－　答　复　－－－－－－－－－－－－－－－",
          props='<w:spacing w:before="120" w:after="120"/>'),
        answered, p("空行", props=SLIM),
    )  # fmt: skip
    return doc


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
    papers = table(
        (14, 52, 72, 18),
        row(label("序号"), label("文号"), label("所附文件"), label("页数"), header=True),
        row(value("{{ a.no }}", align="center"), value("{{ a.number }}"), value("{{ a.title }}"),
            value("{{ a.pages }}", align="right"), loop="a in x.papers"),
    )
    note = table((24, 132), row(label("附言"), cell(body("r.note"), valign="top"), h=24),
                 row(label("批准人"), Cell(sign("批准").markup, 1, "bottom"), h=22),
                 row(label("发送结果"), value("□成功　□重发　　确认人：＿＿＿＿＿　　　　时　　分"), h=9))
    put(
        doc, p("文件标题", "传真附页", props='<w:spacing w:before="120" w:after="120"/>'), fixed,
        p("空行", props='<w:spacing w:line="120" w:lineRule="exact"/>'),
        when("x.papers", papers, p("空行", props='<w:spacing w:line="120" w:lineRule="exact"/>')), note,
        p("表下注", "如有缺页或字迹不清，请即来电。", props='<w:spacing w:before="120"/>'),
    )  # fmt: skip
    return doc


def _countersigned() -> Cell:
    """Return the cell of 会签: a line per department, its opinion and name when given."""
    filled = p(
        "表格文字", "{{ c.dept }}：{{ c.decision }}{% if c.opinion %}，{{ c.opinion }}{% endif %}　",
        name("c.person"), "　{{ c.date }}　〔{{ c.mark }}〕",
    )
    blank = p("表格文字", "{{ c.dept }}：　　　　＿＿＿＿　　月　　日")
    lines = each("c in x.countersigns", when("c.person", filled, other=blank))
    return Cell(when("x.countersigns", lines, other=p("表格文字", "—")), 1, "center")


def circulate() -> Doc:
    """发文稿纸: the sheet that travels with a draft and is signed."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部001号　版本 A/0")
    feet(doc, P, left="总经理办公室保存·与定稿一同归档")
    review = when("x.reviewed", sign("审核").markup, other=p("表格文字", "—", align="center"))
    checks = Cell(p("表格文字", "□文种 □格式 □依据 □会签 □附件 □与现行文件不重复") + sign("秘书核稿").markup, 1, "bottom")
    drafted = cell(p("表格文字", name("x.drafter"), "　{{ x.drafted_dept }}"),
                   p("表格文字", "电话：{{ x.telephone }}"), p("表格文字", "{{ r.drafted_on }}"))
    form = table(
        EIGHT,
        thirds(("缓急", "{{ x.urgency }}"), ("密级", "{{ class_ }}"), ("稿次", "第 {{ x.draft_no }} 稿")),
        halves(("签发", sign("签发")), ("会签", _countersigned()), h=30),
        halves(("审核\n（总经理）", Cell(review, 1, "bottom")), ("核稿\n（秘书）", checks), h=30),
        halves(("拟稿部门\n主管", sign("核稿")), ("拟稿人\n电话\n日期", drafted), h=22),
        row(label("文种"), value("{{ r.doc_type }}"), label("系列"), value("{{ r.series }}"), label("文号"),
            value("{{ number }}", span=3), h=9),
        whole("标题", "{{ r.title }}", h=16),
        whole("主送", "{{ x.to }}"),
        whole("抄送", "{{ x.cc }}"),
        whole("发放部门\n及份数", "{{ x.distribution }}", h=16),
        row(label("附件"), cell(each("a in x.attachments", p("表格文字", "{{ a.name }}")), p("表格文字", props=SLIM),
                              span=7), h=14),
        whole("行文依据\n和说明", "{{ x.basis }}", h=18),
        whole("代替文件", "{{ x.supersedes }}"),
        halves(("编号人\n日期", "{{ x.numbered }}"), ("印制份数\n校对", "{{ x.copies }}　　校对：＿＿＿＿"), h=12),
        halves(("印发日期", "{{ x.printed_day }}"), ("归档号", "")),
    )
    put(doc, p("文件标题", "发文稿纸"),
        sub_line(P, "{{ x.drafted_dept }}", "正文　　页　　校验码 {{ check }}"), form, p("空行", props=SLIM))
    return doc


def receipts() -> Doc:
    """文件发放签收单: one per paper and edition, rows of copies and blank ones for ink."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部003号　版本 A/0")
    feet(doc, P, left="总经理秘书保存·随文件期限")
    head = table(
        EIGHT,
        row(label("文号"), value("{{ number }}", span=3), label("版本"), value("{{ edition }}", align="center"),
            label("发放方式"), value("{{ medium }}"), h=9),
        whole("标题", "{{ subject }}", h=10),
        thirds(("印制份数", "{{ printed }}"), ("存档份数", "{{ kept }}"), ("余存", "{{ left }}")),
    )
    titles = ("序号", "分发号", "领用部门/班组", "份数", "领用人签名", "领取日期", "收回日期", "收回人", "处置")
    centred = ("no", "copy", "to", "copies", "received_by", "received", "recalled", "recalled_by", "disposal")
    cells = tuple(
        value("{{ c." + key + " }}", align="left" if key == "to" else "center") for key in centred
    )
    rows = table(
        (10, 16, 34, 12, 26, 22, 22, 14, 14),
        row(*(label(title) for title in titles), h=10, header=True),
        row(*cells, h=9, loop="c in copies"),
        pad=0.6,
    )
    put(doc, p("文件标题", "文件发放签收单"), sub_line(P, "", "{{ date }}"), head,
        p("空行", props='<w:spacing w:line="160" w:lineRule="exact"/>'), rows,
        p("表格文字", "平衡：{{ balance }}", props='<w:spacing w:before="120"/>'))
    return doc


def number_note() -> Doc:
    """文号作废（预留）说明: a card per integer that is not in use."""
    doc = begin(CARD, restyle(
        HOUSE, Style("文件标题", HEITI, SAN, bold=True, align="center", before=60, after=100, level=0)
    ))
    put(
        doc,
        sub_line(CARD, "{{ company.short }}", "{{ company.short }}管理部028号　版本 A/0"),
        p("文件标题", "文号{{ state }}说明"),
        table(
            (18, 26, 18, 26, 18, 26),
            row(label("系列"), value("{{ series }}"), label("年度"), value("{{ year }}"), label("流水号"),
                value("{{ serial }}"), h=7),
            row(label("文号"), value("{{ number }}", span=3), label("状态"), value("{{ state }}"), h=7),
            row(label("原标题"), value("{{ title }}", span=5), h=9),
            row(label("事由"), value("{{ reason }}", span=5), h=14),
            row(label("预留至"), value("{{ until }}", span=2), label("申请人"), value("{{ by }}", span=2), h=7),
            row(label("秘书签字"), value("＿＿＿＿＿＿", span=2), label("日期"), value("{{ date }}", span=2), h=9),
        ),
        p("空行", props=SLIM),
    )
    return doc


REGISTER = restyle(
    HOUSE,
    Style("表格文字", size=XIAO_WU, align="left"),
    Style("表头", size=WU, align="center"),
    Style("文件标题", HEITI, SAN, bold=True, align="center", keep_next=True, level=0),
)


def register() -> Doc:
    """A register on landscape A4: title, line below it, the table the program puts, page foot."""
    doc = begin(LANDSCAPE, REGISTER)
    foot = "{% if as_of %} · 截至 {{ as_of }}{% endif %} · 登记人＿＿＿"
    footer = doc.sections[0].footer
    footer.is_linked_to_previous = False
    put(footer, p("页码", t("第 "), field("PAGE"), t(" 页 共 "), field("NUMPAGES"), t(" 页" + foot)))
    put(
        doc, p("文件标题", "{{ title }}"), sub_line(LANDSCAPE, "{{ subtitle_left }}", "{{ subtitle_right }}"),
        p("表格文字", "{{p table }}"),
        when("foot", p("表下注", "{{ foot }}", props='<w:spacing w:before="80"/>')),
        p("空行", props=SLIM),
    )  # fmt: skip
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "documents-simple": simple,
    "liaison": liaison,
    "fax": fax,
    "circulate": circulate,
    "receipts": receipts,
    "number-note": number_note,
    "register": register,
}
